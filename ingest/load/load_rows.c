#include "ingest/load/load.h"

#include <stdio.h>
#include <string.h>

#include "core/db.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/read/extract.h"
#include "ingest/read/type.h"

/* The fields of an enrolment that its history keeps (details.md 15). */
static const char *const state_fields[] = { "nc_year",      "status",
                                            "sen_status",   "fsm",
                                            "idaci_decile", "ethnicity" };
#define STATE_FIELDS (sizeof(state_fields) / sizeof(state_fields[0]))

static void add_content(struct str *s, const struct load *l, size_t field,
                        const struct value *value)
{
    if ((int)field == l->type->school)
        str_add_n(s, &l->school_key, sizeof(l->school_key));
    else
        str_add_n(s, value->text, value->len);
    str_add_c(s, value->is_blank ? '\x1e' : '\x1f');
}

static int64_t content_hash(struct load *l, const struct record *record)
{
    uint64_t hash;

    str_clear(&l->key);
    for (size_t i = 0; i < l->type->field_count; i++)
        add_content(&l->key, l, i, &record->values[i]);
    hash = map_hash(l->key.text, l->key.len);
    return (int64_t)hash;
}

static void make_key(struct load *l, const struct record *record)
{
    str_clear(&l->key);
    for (size_t i = 0; i < l->type->key_count; i++) {
        size_t field = (size_t)l->type->key[i];

        add_content(&l->key, l, field, &record->values[field]);
    }
}

/* First pass: which keys are there more than once, and which line is last. */
static int find_last_lines(struct load *l, struct err *err)
{
    const struct record *record;
    int64_t ordinal = 0;
    int more;

    while ((more = extract_next(l->extract, &record, err)) == 1) {
        bool unknown, added;
        int64_t hash;
        int64_t *at;

        ordinal++;
        if (record->rule != REJECT_NONE)
            continue;
        if (load_resolve_school(l, record, &unknown, err))
            return -1;
        if (unknown)
            continue;
        hash = content_hash(l, record);
        make_key(l, record);
        at = map_put(&l->keys, l->key.text, l->key.len, (int64_t)l->last_count,
                     &added);
        if (added) {
            MEM_ROOM(l->lasts, l->last_count, l->last_capacity);
            l->last_count++;
        } else {
            l->has_again = true;
        }
        l->lasts[*at] = (struct load_last){ ordinal, hash };
    }
    return more;
}

static void bind_key(struct query *q, int first, const struct load *l,
                     const struct record *record)
{
    for (size_t i = 0; i < l->type->key_count; i++) {
        int field = l->type->key[i];
        int at = first + (int)i;
        const struct value *value = &record->values[field];

        if (field == l->type->school)
            query_bind_int(q, at, l->school_key);
        else if (field == l->type->pupil || field == l->type->child)
            query_bind_int(q, at, l->ident_key);
        else
            query_bind_lent(q, at, value->text, value->len);
    }
}

static void bind_fields(struct query *q, const struct load *l,
                        const struct record *record, int64_t hash)
{
    int at = 1;

    for (size_t i = 0; i < l->type->field_count; i++, at++) {
        const struct value *value = &record->values[i];

        if ((int)i == l->type->school)
            query_bind_int(q, at, l->school_key);
        else if ((int)i == l->type->pupil || (int)i == l->type->child)
            query_bind_int(q, at, l->ident_key);
        else if (value->is_blank && type_is_key(l->type, (int)i))
            query_bind_lent(q, at, "", 0); /* a key is never null */
        else if (value->is_blank)
            query_bind_null(q, at);
        else if (l->type->fields[i].kind == FIELD_INT)
            query_bind_int(q, at, value->number);
        else if (l->type->fields[i].kind == FIELD_NUMBER)
            query_bind_real(q, at, value->real);
        else
            query_bind_lent(q, at, value->text, value->len);
    }
    query_bind_int(q, at, l->content->id);
    query_bind_int(q, at + 1, hash);
    query_bind_int(q, at + 2, record->line);
}

static bool differs(struct query *old, size_t field, const struct value *value)
{
    if (query_is_null(old, (int)field) || value->is_blank)
        return query_is_null(old, (int)field) != value->is_blank;
    return strcmp(query_text(old, (int)field), value->text) != 0;
}

/* The record's row, unchanged, is this content's now. */
static int touch(struct load *l, const struct record *record, struct err *err)
{
    query_bind_int(l->table->touch, 1, l->content->id);
    query_bind_int(l->table->touch, 2, record->line);
    bind_key(l->table->touch, 3, l, record);
    return query_run(l->table->touch, err);
}

/* The record's row was last listed by that snapshot. */
static int see(struct load *l, int64_t content_id, const struct record *record,
               struct err *err)
{
    query_bind_int(l->table->see, 1, content_id);
    bind_key(l->table->see, 2, l, record);
    return query_run(l->table->see, err);
}

static void bind_stay(struct query *q, const struct load *l,
                      const struct record *record)
{
    const struct value *entry =
        &record->values[type_field(l->type, "entry_date")];

    query_bind_int(q, 1, l->school_key);
    query_bind_int(q, 2, l->ident_key);
    query_bind_lent(q, 3, entry->text, entry->len);
}

/* *same: the newest state there is says this, and under the same UPN. */
static int compare_state(struct load *l, const struct record *record,
                         const struct value *const values[STATE_FIELDS],
                         bool *same, struct err *err)
{
    struct query *q = l->table->state_last;
    int row;

    bind_stay(q, l, record);
    row = query_step(q, err);
    if (row < 0)
        return -1;
    *same = row == 1 && query_int(q, 0) == l->ident_key;
    for (size_t i = 0; *same && i < STATE_FIELDS; i++)
        *same = !differs(q, i + 1, values[i]);
    query_reset(q);
    return 0;
}

/*
 * The attributes that the extract of this stamp gives (details.md 15, 46): a
 * new row of enrolment_state where they differ from those before.
 */
static int add_state(struct load *l, const struct record *record,
                     const char *stamp, struct err *err)
{
    struct loader_table *t = l->table;
    const struct value *values[STATE_FIELDS];
    bool same;

    for (size_t i = 0; i < STATE_FIELDS; i++)
        values[i] = &record->values[type_field(l->type, state_fields[i])];
    if (compare_state(l, record, values, &same, err))
        return -1;
    if (same)
        return 0;
    bind_stay(t->state_drop, l, record);
    query_bind_text(t->state_drop, 4, stamp);
    bind_stay(t->state_add, l, record);
    query_bind_text(t->state_add, 4, stamp);
    for (size_t i = 0; i < STATE_FIELDS; i++) {
        if (values[i]->is_blank)
            query_bind_null(t->state_add, (int)i + 5);
        else
            query_bind_lent(t->state_add, (int)i + 5, values[i]->text,
                            values[i]->len);
    }
    return query_run(t->state_drop, err) || query_run(t->state_add, err) ? -1
                                                                         : 0;
}

/*
 * Where the person's other UPNs hold the stay too: is any row of theirs from a
 * later content?
 */
static int compare_twins(struct load *l, const struct record *record,
                         bool *has_twin, bool *has_later, struct err *err)
{
    struct query *q = l->table->twins;
    int order, row;

    *has_twin = *has_later = false;
    bind_stay(q, l, record);
    while ((row = query_step(q, err)) == 1) {
        *has_twin = true;
        if (contents_compare(&l->loader->contents, query_int(q, 0),
                             l->content->id, &order, err))
            return -1;
        *has_later = *has_later || order > 0;
    }
    return row;
}

/*
 * A stay's row is in force; `order`: of the content of the one before, `news`:
 * it says what that one did not. What comes in the order of extract times adds
 * to the history; what comes late makes the school's anew.
 */
static int keep_state(struct load *l, const struct record *record, int order,
                      bool news, struct err *err)
{
    bool has_twin, has_later;

    if (l->request->state_stamp)
        return add_state(l, record, l->request->state_stamp, err);
    if (compare_twins(l, record, &has_twin, &has_later, err))
        return -1;
    if (order > 0 || has_later)
        return stale_note_roll(&l->loader->stale, l->school_key, err);
    return news || has_twin ? add_state(l, record, l->content->stamp, err) : 0;
}

/* A later snapshot may have kept the row that only comes now. */
static int see_kept(struct load *l, const struct record *record,
                    struct err *err)
{
    struct query *q = l->loader->kept;
    int64_t seen = l->content->id;
    int order, row;

    make_key(l, record);
    query_bind_text(q, 1, l->type->name);
    query_bind_blob(q, 2, l->key.text, l->key.len);
    while ((row = query_step(q, err)) == 1) {
        int64_t content_id = query_int(q, 0);

        if (contents_compare(&l->loader->contents, seen, content_id, &order,
                             err))
            return -1;
        if (order < 0)
            seen = content_id;
    }
    if (row < 0 || seen == l->content->id)
        return row;
    return see(l, seen, record, err);
}

static int insert_row(struct load *l, const struct record *record, int64_t hash,
                      struct err *err)
{
    bind_fields(l->table->insert, l, record, hash);
    if (query_run(l->table->insert, err))
        return -1;
    return l->type->mode == TYPE_SNAPSHOT ? see_kept(l, record, err) : 0;
}

static int update_row(struct load *l, const struct record *record, int64_t hash,
                      struct err *err)
{
    struct query *q = l->table->update;

    bind_fields(q, l, record, hash);
    bind_key(q, (int)l->type->field_count + 4, l, record);
    return query_run(q, err);
}

static int apply_row(struct load *l, const struct record *record,
                     struct err *err)
{
    struct loader_table *t = l->table;
    struct load_counts *counts = l->counts;
    int64_t hash = content_hash(l, record);
    int64_t old_content, old_hash, seen = 0;
    int order, seen_order = 0;
    int row;

    bind_key(t->find, 1, l, record);
    row = query_step(t->find, err);
    if (row < 0)
        return -1;
    if (row == 0) {
        counts->loaded++;
        if (insert_row(l, record, hash, err))
            return -1;
        return l->type->keeps == KEEPS_STATES
                   ? keep_state(l, record, 0, true, err)
                   : 0;
    }
    old_content = query_int(t->find, 0);
    old_hash = query_int(t->find, 1);
    if (l->type->mode == TYPE_SNAPSHOT)
        seen = query_int(t->find, 2);
    query_reset(t->find);
    if (contents_compare(&l->loader->contents, old_content, l->content->id,
                         &order, err)
        || (seen
            && contents_compare(&l->loader->contents, seen, l->content->id,
                                &seen_order, err)))
        return -1;
    if (old_hash == hash) {
        counts->duplicate++;
        if (order < 0 && touch(l, record, err))
            return -1;
    } else if (order > 0) {
        counts->superseded++;
    } else {
        counts->loaded++;
        if (update_row(l, record, hash, err))
            return -1;
    }
    if (seen_order < 0 && see(l, l->content->id, record, err))
        return -1;
    return l->type->keeps == KEEPS_STATES
               ? keep_state(l, record, order, old_hash != hash, err)
               : 0;
}

/* A rejected row of a snapshot keeps the older row as it is (details.md 53). */
static int keep_older(struct load *l, const struct record *record,
                      struct err *err)
{
    int order;
    int64_t seen;
    int row;

    for (size_t i = 0; i < l->type->key_count; i++) {
        const struct value *value = &record->values[l->type->key[i]];

        if (!value->is_ok || value->is_blank)
            return 0;
    }
    if (l->type->school >= 0 && !l->school_key)
        return 0;
    if (load_resolve_ident(l, record, err))
        return -1;
    make_key(l, record);
    query_bind_text(l->loader->keep, 1, l->type->name);
    query_bind_blob(l->loader->keep, 2, l->key.text, l->key.len);
    query_bind_int(l->loader->keep, 3, l->content->id);
    if (query_run(l->loader->keep, err))
        return -1;
    bind_key(l->table->find, 1, l, record);
    row = query_step(l->table->find, err);
    if (row != 1)
        return row;
    seen = query_int(l->table->find, 2);
    query_reset(l->table->find);
    if (contents_compare(&l->loader->contents, seen, l->content->id, &order,
                         err))
        return -1;
    return order < 0 ? see(l, l->content->id, record, err) : 0;
}

int load_rows(struct load *l, struct err *err)
{
    const struct record *record;
    int64_t ordinal = 0;
    int more;

    if (find_last_lines(l, err))
        return -1;
    if (extract_open_quote(l->extract))
        return 0;
    load_close_extract(l);
    if (load_open_extract(l, err))
        return -1;
    while ((more = extract_next(l->extract, &record, err)) == 1) {
        int rejected;

        ordinal++;
        l->counts->read++;
        rejected = load_judge(l, record, 1, err);
        if (rejected < 0)
            return -1;
        if (rejected) {
            if (l->type->mode == TYPE_SNAPSHOT && keep_older(l, record, err))
                return -1;
            continue;
        }
        if (l->has_again) {
            const struct load_last *last;
            int64_t hash = content_hash(l, record);

            make_key(l, record);
            last = &l->lasts[*map_find(&l->keys, l->key.text, l->key.len)];
            if (last->ordinal != ordinal) {
                if (last->hash == hash)
                    l->counts->duplicate++;
                else
                    l->counts->superseded++;
                continue;
            }
        }
        if (load_resolve_ident(l, record, err) || load_note_school(l, err)
            || apply_row(l, record, err))
            return -1;
    }
    return more;
}
