#include "ingest/load/load.h"

#include <string.h>

#include "core/db.h"
#include "ingest/load/enrolment.h"
#include "ingest/read/extract.h"
#include "ingest/read/judge.h"
#include "ingest/read/type.h"

static void add_content(struct load *l, size_t field)
{
    const struct value *value = &l->row.values[field];

    if ((int)field == l->type->school)
        str_add_n(&l->key, &l->row.school_key, sizeof(l->row.school_key));
    else
        str_add_n(&l->key, value->text, value->len);
    str_add_c(&l->key, value->is_blank ? '\x1e' : '\x1f');
}

static int64_t content_hash(struct load *l)
{
    str_clear(&l->key);
    for (size_t i = 0; i < l->type->field_count; i++)
        add_content(l, i);
    return (int64_t)map_hash(l->key.text, l->key.len);
}

/* Of the type and its key's fields, or of the others; whose row it is aside. */
static int64_t part_hash(struct load *l, bool of_key)
{
    const struct type *type = l->type;

    str_clear(&l->key);
    str_addf(&l->key, "%s\x1f", type->name);
    for (size_t i = 0; i < type->field_count; i++)
        if ((int)i != type->pupil && (int)i != type->child
            && type_is_key(type, (int)i) == of_key)
            add_content(l, i);
    return (int64_t)map_hash(l->key.text, l->key.len);
}

/* As it is written: a person's UPNs are keys of their own (details.md 45). */
static const struct str *make_key(struct load *l)
{
    str_clear(&l->key);
    for (size_t i = 0; i < l->type->key_count; i++)
        add_content(l, (size_t)l->type->key[i]);
    return &l->key;
}

static int compare(struct load *l, int64_t content_id, int *order,
                   struct err *err)
{
    return contents_compare(&l->loader->contents, content_id, l->content->id,
                            order, err);
}

/* --- counts ------------------------------------------------------------- */

/* Where the current row is counted if it is the last with its key. */
static int64_t *count_of(struct load *l, const struct found_row *old,
                         int64_t hash)
{
    struct load_counts *counts = l->counts;

    if (old->content_id == l->content->id)
        return old->was && old->was_hash == hash ? &counts->duplicate
                                                 : &counts->loaded;
    return old->hash == hash ? &counts->duplicate : &counts->superseded;
}

/* The row follows another line with its key, or may do so. */
static int count_again(struct load *l, const struct found_row *old,
                       struct err *err)
{
    struct recount *recount = &l->loader->recount;
    struct recount_line last = { .hash = old->hash };
    struct recount_line next = { .hash = l->row.hash };
    const struct str *key = make_key(l);
    bool found = true;

    next.count = count_of(l, old, next.hash);
    /* A later content has the row: it cannot tell of the line before. */
    if (old->content_id != l->content->id
        && recount_last(recount, key, next.hash, &found, &last.hash, err))
        return -1;
    if (!found) {
        ++*next.count;
        return 0;
    }
    last.count = count_of(l, old, last.hash);
    return recount_next(recount, l->counts, key, &last, &next, err);
}

/* place: of the row there is (old) to this one, < 0 where it gives way. */
static int count_row(struct load *l, const struct found_row *old, int place,
                     struct err *err)
{
    bool is_ours = old->content_id == l->content->id;

    if (!l->is_counted)
        return 0;
    if (is_ours ? place < 0 : place > 0)
        return count_again(l, old, err);
    if (old->content_id && old->hash == l->row.hash)
        l->counts->duplicate++;
    else
        l->counts->loaded++;
    return 0;
}

/* --- rows --------------------------------------------------------------- */

/* The last content that lists a row which only comes now: a later one may have
   kept it (details.md 53). */
static int find_keeper(struct load *l, int64_t *keeper, struct err *err)
{
    struct query *q = db_query(l->loader->db, "ingest/sql/load.sql#kept", err);
    const struct str *key = make_key(l);
    int order, row;

    *keeper = l->content->id;
    query_bind_text(q, 1, l->type->name);
    query_bind_blob(q, 2, key->text, key->len);
    while ((row = query_step(q, err)) == 1) {
        int64_t content_id = query_int(q, 0);

        if (contents_compare(&l->loader->contents, *keeper, content_id, &order,
                             err))
            return -1;
        if (order < 0)
            *keeper = content_id;
    }
    return row;
}

static int insert_row(struct load *l, struct err *err)
{
    int64_t seen = l->content->id;

    if (row_table_lists(l->type) && find_keeper(l, &seen, err))
        return -1;
    return row_table_insert(l->table, &l->row, l->content->id, seen, err);
}

/* The row there is gives way: it says the same, or something else. */
static int replace_row(struct load *l, const struct found_row *old,
                       struct err *err)
{
    int64_t seen = l->content->id;
    bool has_rival;
    int order;

    if (old->seen_id) {
        if (compare(l, old->seen_id, &order, err))
            return -1;
        if (order > 0)
            seen = old->seen_id;
    }
    if (row_table_update(l->table, &l->row, l->content->id, seen,
                         old->hash == l->row.hash, err))
        return -1;
    if (old->content_id == l->content->id)
        return 0;
    if (row_table_overtake(l->table, &l->row, old->content_id, &has_rival, err))
        return -1;
    return has_rival && l->type->keeps == KEEPS_STATES
               ? enrolment_overtake(&l->loader->enrolment, &l->row, err)
               : 0;
}

/* The row there is stays as it is; of the contents that list it the last is
   noted, which may be this one. */
static int list_row(struct load *l, const struct found_row *old,
                    struct err *err)
{
    int order;

    if (!old->content_id || old->seen_id == l->content->id)
        return 0;
    if (compare(l, old->seen_id, &order, err))
        return -1;
    return order < 0 ? row_table_see(l->table, &l->row, l->content->id, err)
                     : 0;
}

static int keep_state(struct load *l, const struct found_row *old, int order,
                      struct err *err)
{
    const struct enrolment_news news = {
        .content_id = l->content->id,
        .stamp = l->content->stamp,
        .state_stamp = l->request->state_stamp,
        .order = order,
        .is_new = !old->content_id || old->hash != l->row.hash,
    };

    return enrolment_keep(&l->loader->enrolment, &l->row, &news, err);
}

/* Is this a sending of the content before its last? A row counts at the last
   (details.md 1); before that it is history alone, and must not stand in the
   way of what came between. */
static bool is_sent_again(const struct load *l)
{
    const char *now = l->request->state_stamp;

    return l->type->keeps == KEEPS_STATES && now
           && strcmp(now, l->content->stamp) < 0;
}

static int apply_row(struct load *l, struct err *err)
{
    struct found_row old;
    int order = -1, place;
    int ret = 0;

    l->row.hash = content_hash(l);
    if (row_table_find(l->table, &l->row, &old, err)
        || (old.content_id && compare(l, old.content_id, &order, err)))
        return -1;
    place = order ? order : (old.line > l->row.line) - (old.line < l->row.line);
    if (count_row(l, &old, place, err))
        return -1;
    if (is_sent_again(l))
        ret = 0;
    else if (!old.content_id)
        ret = insert_row(l, err);
    else if (place < 0)
        ret = replace_row(l, &old, err);
    else if (row_table_lists(l->type)) /* sent again after one that kept it */
        ret = list_row(l, &old, err);
    /* An earlier line of what is read again, too: at its time it counts with a
       later one that only ends the stay. */
    if (ret || l->type->keeps != KEEPS_STATES)
        return ret;
    if (enrolment_name(&l->loader->enrolment, &l->row, err))
        return -1;
    return keep_state(l, &old, order, err);
}

/* What this content says of the key, whichever row is in force. */
static int keep_telling(struct load *l, struct err *err)
{
    struct query *q;

    if (l->type->keeps != KEEPS_TELLINGS)
        return 0;
    q = db_query(l->loader->db, "ingest/sql/load.sql#tell", err);
    query_bind_int(q, 1, l->content->id);
    query_bind_int(q, 2, l->row.ident_key);
    query_bind_int(q, 3, part_hash(l, true));
    query_bind_int(q, 4, part_hash(l, false));
    query_bind_int(q, 5, l->row.line);
    return query_run(q, err);
}

/* What kind of fact it is: its key's first code. */
static const struct value *kind_of(const struct load *l)
{
    static const struct value none = { .text = "" };
    const struct type *type = l->type;

    for (size_t i = 0; i < type->key_count; i++)
        if (type->fields[type->key[i]].kind == FIELD_CODE)
            return &l->row.values[type->key[i]];
    return &none;
}

/*
 * The first day on which any content had the key. It is the least of them all,
 * and so the same in whatever order they come.
 */
static int keep_first(struct load *l, struct err *err)
{
    const struct value *start, *kind = kind_of(l);
    struct query *q;

    if (l->type->keeps != KEEPS_FIRST)
        return 0;
    start = &l->row.values[l->type->start];
    q = db_query(l->loader->db, "ingest/sql/load.sql#first", err);
    query_bind_int(q, 1, l->row.ident_key);
    query_bind_text(q, 2, l->type->reports_as);
    query_bind_lent(q, 3, start->text, start->len);
    query_bind_int(q, 4, part_hash(l, true));
    query_bind_lent(q, 5, kind->text, kind->len);
    query_bind_text(q, 6, l->first_day);
    query_bind_int(q, 7, l->content->id);
    return query_run(q, err);
}

/* A rejected row whose key can be read lists the row there is, which stays as
   it is (details.md 53, 81). */
static int list_rejected(struct load *l, struct err *err)
{
    const struct str *key;
    struct query *q;
    struct found_row old;

    for (size_t i = 0; i < l->type->key_count; i++) {
        const struct value *value = &l->row.values[l->type->key[i]];

        if (!value->is_ok || value->is_blank)
            return 0;
    }
    if (l->type->school >= 0 && !l->row.school_key)
        return 0;
    if (load_resolve_ident(l, err) || load_note_school(l, err))
        return -1;
    key = make_key(l);
    q = db_query(l->loader->db, "ingest/sql/load.sql#keep", err);
    query_bind_text(q, 1, l->type->name);
    query_bind_blob(q, 2, key->text, key->len);
    query_bind_int(q, 3, l->content->id);
    if (query_run(q, err) || row_table_find(l->table, &l->row, &old, err))
        return -1;
    return list_row(l, &old, err);
}

int load_rows(struct load *l, struct err *err)
{
    const struct record *record;
    int more;

    alike_begin(&l->alike, l->loader->db, l->type, l->content->id);
    while ((more = load_next(l, &record, err)) == 1) {
        int rejected;

        l->counts->read++;
        rejected = load_judge(l, record, 1, err);
        if (rejected < 0)
            return -1;
        if (rejected) {
            if (row_table_lists(l->type) && list_rejected(l, err))
                return -1;
            continue;
        }
        if (load_resolve_ident(l, err) || load_note_school(l, err)
            || apply_row(l, err) || keep_telling(l, err) || keep_first(l, err)
            || alike_row(&l->alike, &l->row, err))
            return -1;
    }
    return more;
}
