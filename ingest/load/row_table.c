#include "ingest/load/row_table.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/read/type.h"
#include "ingest/read/value.h"

bool row_table_lists(const struct type *type)
{
    return type->mode == TYPE_SNAPSHOT || type->keeps == KEEPS_STATES;
}

bool row_table_may_lack(const struct type *type, int field)
{
    const struct field *f = &type->fields[field];

    return f->need != NEED_VALUE
           && (field == type->school || f->kind == FIELD_INT
               || f->kind == FIELD_NUMBER);
}

/* " where a = ?1 and coalesce(b, '') = coalesce(?2, '')". */
static void add_key(struct str *sql, const struct type *type, size_t first)
{
    for (size_t i = 0; i < type->key_count; i++) {
        const char *column = type_column(type, (size_t)type->key[i]);

        str_add(sql, i ? " and " : " where ");
        if (row_table_may_lack(type, type->key[i]))
            str_addf(sql, "coalesce(%s, '') = coalesce(?%zu, '')", column,
                     first + i);
        else
            str_addf(sql, "%s = ?%zu", column, first + i);
    }
}

static int prepare(struct query **q, struct db *db, struct str *sql,
                   struct err *err)
{
    int ret = query_open(q, db, sql->text, err);

    str_clear(sql);
    return ret;
}

static int open_insert(struct row_table *t, struct str *sql, struct err *err)
{
    const struct type *type = t->type;
    size_t fields = type->field_count;
    bool lists = row_table_lists(type);

    str_addf(sql, "insert or fail into %s (", type->table);
    for (size_t i = 0; i < fields; i++)
        str_addf(sql, "%s, ", type_column(type, i));
    str_addf(sql, "content_id, row_hash, line%s) values (?1",
             lists ? ", seen_id" : "");
    for (size_t i = 2; i <= fields + (lists ? 4 : 3); i++)
        str_addf(sql, ", ?%zu", i);
    str_add(sql, ")");
    return prepare(&t->insert, t->db, sql, err);
}

static int open_readers(struct row_table *t, struct str *sql, struct err *err)
{
    const struct type *type = t->type;

    str_addf(sql, "select content_id, line, row_hash, was_hash%s from %s",
             row_table_lists(type) ? ", seen_id" : ", 0", type->table);
    add_key(sql, type, 1);
    if (prepare(&t->find, t->db, sql, err))
        return -1;
    str_add(sql, "select ");
    for (size_t i = 0; i < type->field_count; i++)
        str_addf(sql, "%s%s", i ? ", " : "", type_column(type, i));
    str_addf(sql, " from %s", type->table);
    add_key(sql, type, 1);
    return prepare(&t->read, t->db, sql, err);
}

/* Noting those of whom a row may now beat another. */
static int open_rivals(struct row_table *t, struct str *sql, struct err *err)
{
    const struct type *type = t->type;
    struct str key = STR_INIT;
    int ret;

    if (type->pupil < 0 && type->child < 0)
        return 0;
    add_key(&key, type, 1);
    stale_add_moved(sql, type, key.text);
    ret = prepare(&t->moved, t->db, sql, err);
    stale_add_overtook(sql, type, key.text, type->key_count + 1);
    if (ret == 0)
        ret = prepare(&t->overtook, t->db, sql, err);
    str_release(&key);
    return ret;
}

/* By the trigger that looks at them (ingest/load/stale.c); a key's are in none,
   as they never change. */
static void find_groups(struct row_table *t)
{
    const struct type *type = t->type;

    t->groups = mem_zero(type->field_count, sizeof(*t->groups));
    for (int i = 0; i < (int)type->field_count; i++)
        if (!type_is_key(type, i))
            t->groups[i] = i == type->end ? 1u << (ROW_TABLE_GROUPS - 1)
                                          : 1u << type->fields[i].reach;
}

static int prepare_update(struct row_table *t, unsigned groups, struct err *err)
{
    const struct type *type = t->type;
    bool lists = row_table_lists(type);
    struct str sql = STR_INIT;
    size_t at = lists ? 5 : 4;
    int ret;

    str_addf(&sql,
             "update or fail %s set was_hash = case when content_id = ?1"
             " then was_hash else row_hash end, content_id = ?1, line = ?2,"
             " row_hash = ?3%s",
             type->table, lists ? ", seen_id = ?4" : "");
    for (size_t i = 0; i < type->field_count; i++)
        if (t->groups[i] & groups)
            str_addf(&sql, ", %s = ?%zu", type_column(type, i), at++);
    add_key(&sql, type, at);
    ret = prepare(&t->update[groups], t->db, &sql, err);
    str_release(&sql);
    return ret;
}

/* The statement that writes the fields of these groups (bits), kept. */
static struct query *find_update(struct row_table *t, unsigned groups,
                                 struct err *err)
{
    return t->update[groups] || prepare_update(t, groups, err) == 0
               ? t->update[groups]
               : NULL;
}

int row_table_open(struct row_table **out, struct db *db,
                   const struct type *type, struct err *err)
{
    struct row_table *t = mem_zero(1, sizeof(*t));
    struct str sql = STR_INIT;
    int ret = -1;

    *out = NULL;
    t->db = db;
    t->type = type;
    t->stale.db = db;
    find_groups(t);
    if (open_readers(t, &sql, err) || open_insert(t, &sql, err)
        || open_rivals(t, &sql, err))
        goto out;
    if (row_table_lists(type)) {
        str_addf(&sql, "update or fail %s set seen_id = ?1", type->table);
        add_key(&sql, type, 2);
        if (prepare(&t->see, db, &sql, err))
            goto out;
    }
    *out = t;
    t = NULL;
    ret = 0;
out:
    row_table_close(t);
    str_release(&sql);
    return ret;
}

void row_table_close(struct row_table *t)
{
    if (!t)
        return;
    query_close(t->find);
    query_close(t->read);
    query_close(t->insert);
    query_close(t->see);
    query_close(t->moved);
    query_close(t->overtook);
    factnotes_release(&t->facts);
    rivals_release(&t->rivals);
    for (size_t i = 0; i < sizeof(t->update) / sizeof(t->update[0]); i++)
        query_close(t->update[i]);
    free(t->groups);
    free(t);
}

/* What a field's column holds of a row. */
struct stored {
    char type; /* 'n' null, 'i' integer, 'r' real, 't' text */
    int64_t number;
    double real;
    const char *text;
    size_t len;
};

static struct stored stored_of(const struct type *type,
                               const struct table_row *row, int field)
{
    const struct value *value = &row->values[field];
    struct stored s = { .type = 't', .text = value->text, .len = value->len };

    if (field == type->school && row->school_key) {
        s = (struct stored){ .type = 'i', .number = row->school_key };
    } else if (field == type->pupil || field == type->child) {
        s = (struct stored){ .type = 'i', .number = row->ident_key };
    } else if (value->is_blank) {
        /* A text of a key is never null. */
        bool is_text =
            type_is_key(type, field) && !row_table_may_lack(type, field);

        s = (struct stored){ .type = is_text ? 't' : 'n', .text = "" };
    } else if (type->fields[field].kind == FIELD_INT) {
        s = (struct stored){ .type = 'i', .number = value->number };
    } else if (type->fields[field].kind == FIELD_NUMBER) {
        s = (struct stored){ .type = 'r', .real = value->real };
    }
    return s;
}

static void bind_field(struct query *q, int at, const struct type *type,
                       const struct table_row *row, int field)
{
    struct stored s = stored_of(type, row, field);

    if (s.type == 'n')
        query_bind_null(q, at);
    else if (s.type == 'i')
        query_bind_int(q, at, s.number);
    else if (s.type == 'r')
        query_bind_real(q, at, s.real);
    else
        query_bind_lent(q, at, s.text, s.len);
}

static void bind_key(struct query *q, int first, const struct type *type,
                     const struct table_row *row)
{
    for (size_t i = 0; i < type->key_count; i++)
        bind_field(q, first + (int)i, type, row, type->key[i]);
}

/* Is this to the letter what the column has now? */
static bool is_stored(struct query *q, int column, struct stored s)
{
    const void *text;
    size_t len;

    if (query_column_type(q, column) != s.type)
        return false;
    switch (s.type) {
    case 'i':
        return query_int(q, column) == s.number;
    case 'r':
        return query_real(q, column) == s.real;
    case 't':
        text = query_blob(q, column, &len);
        return len == s.len && (!len || !memcmp(text, s.text, len));
    default:
        return true;
    }
}

/* Which groups have a field that the row with the key says otherwise. */
static int find_changed(struct row_table *t, const struct table_row *row,
                        unsigned *groups, struct err *err)
{
    int got;

    *groups = 0;
    bind_key(t->read, 1, t->type, row);
    got = query_step(t->read, err);
    if (got < 0)
        return -1;
    for (int i = 0; got == 1 && i < (int)t->type->field_count; i++)
        if (!(t->groups[i] & *groups)
            && !is_stored(t->read, i, stored_of(t->type, row, i)))
            *groups |= t->groups[i];
    query_reset(t->read);
    return 0;
}

int row_table_find(struct row_table *t, const struct table_row *row,
                   struct found_row *found, struct err *err)
{
    int got;

    *found = (struct found_row){ .content_id = 0 };
    bind_key(t->find, 1, t->type, row);
    got = query_step(t->find, err);
    if (got != 1)
        return got;
    found->content_id = query_int(t->find, 0);
    found->line = query_int(t->find, 1);
    found->hash = query_int(t->find, 2);
    found->was = !query_is_null(t->find, 3);
    found->was_hash = query_int(t->find, 3);
    found->seen_id = query_int(t->find, 4);
    query_reset(t->find);
    return 0;
}

int row_table_note(struct row_table *t, const struct table_row *row,
                   const char *day, struct err *err)
{
    const struct type *type = t->type;
    bool has_ident = type->pupil >= 0 || type->child >= 0;

    t->is_written = true;
    if (stale_is_of_none(type))
        return 0;
    return factnotes_add(&t->facts, &t->stale, type->table,
                         has_ident ? row->ident_key : 0,
                         type->school >= 0 ? row->school_key : 0, day, err);
}

/* The first day on which the row can matter. */
static const char *start_of(const struct type *type,
                            const struct table_row *row)
{
    const int field = type->effective;

    return field < 0 || row->values[field].is_blank ? ""
                                                    : row->values[field].text;
}

int row_table_settle(struct row_table *t, struct err *err)
{
    if (factnotes_flush(&t->facts, &t->stale, t->type->table, err)
        || (t->is_written
            && stale_note_relation(&t->stale, t->type->table, err)))
        return -1;
    t->is_written = false;
    return 0;
}

void row_table_forget(struct row_table *t)
{
    if (t)
        rivals_forget(&t->rivals);
}

int row_table_insert(struct row_table *t, const struct table_row *row,
                     int64_t content_id, int64_t seen_id, struct err *err)
{
    int at = (int)t->type->field_count + 1;

    rivals_add(&t->rivals, row->ident_key);
    if (row_table_note(t, row, start_of(t->type, row), err))
        return -1;

    for (int i = 0; i < at - 1; i++)
        bind_field(t->insert, i + 1, t->type, row, i);
    query_bind_int(t->insert, at, content_id);
    query_bind_int(t->insert, at + 1, row->hash);
    query_bind_int(t->insert, at + 2, row->line);
    if (row_table_lists(t->type))
        query_bind_int(t->insert, at + 3, seen_id);
    return query_run(t->insert, err);
}

int row_table_update(struct row_table *t, const struct table_row *row,
                     int64_t content_id, int64_t seen_id, bool says_same,
                     struct err *err)
{
    const struct type *type = t->type;
    unsigned groups = 0;
    struct query *q;
    int at = 4;

    if (!says_same && find_changed(t, row, &groups, err))
        return -1;
    t->is_written = true;
    q = find_update(t, groups, err);
    query_bind_int(q, 1, content_id);
    query_bind_int(q, 2, row->line);
    query_bind_int(q, 3, row->hash);
    if (row_table_lists(type))
        query_bind_int(q, at++, seen_id);
    for (int i = 0; i < (int)type->field_count; i++)
        if (t->groups[i] & groups)
            bind_field(q, at++, type, row, i);
    bind_key(q, at, type, row);
    return query_run(q, err);
}

int row_table_has_rival(struct row_table *t, int64_t ident_key, bool *has,
                        struct err *err)
{
    return rivals_has(&t->rivals, t->db, t->type->table, ident_key, has, err);
}

int row_table_overtake(struct row_table *t, const struct table_row *row,
                       int64_t old_content, bool *has_rival, struct err *err)
{
    *has_rival = false;
    if (!t->moved)
        return 0;
    if (row_table_has_rival(t, row->ident_key, has_rival, err))
        return -1;
    if (!*has_rival)
        return 0;
    bind_key(t->moved, 1, t->type, row);
    bind_key(t->overtook, 1, t->type, row);
    query_bind_int(t->overtook, (int)t->type->key_count + 1, old_content);
    return query_run(t->moved, err) || query_run(t->overtook, err) ? -1 : 0;
}

int row_table_see(struct row_table *t, const struct table_row *row,
                  int64_t content_id, struct err *err)
{
    t->is_written = true;
    query_bind_int(t->see, 1, content_id);
    bind_key(t->see, 2, t->type, row);
    return query_run(t->see, err);
}
