#include "ingest/load/row_table.h"

#include <stdlib.h>

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

/* What the key's row said before the content with this parameter. */
#define WAS_HASH                                                               \
    "was_hash = case when content_id = ?%zu then was_hash else row_hash end"

static int open_writers(struct row_table *t, struct db *db, struct str *sql,
                        struct err *err)
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
    if (prepare(&t->insert, db, sql, err))
        return -1;
    str_addf(sql, "update or fail %s set " WAS_HASH, type->table, fields + 1);
    for (size_t i = 0; i < fields; i++)
        str_addf(sql, ", %s = ?%zu", type_column(type, i), i + 1);
    str_addf(sql, ", content_id = ?%zu, row_hash = ?%zu, line = ?%zu",
             fields + 1, fields + 2, fields + 3);
    if (lists)
        str_addf(sql, ", seen_id = ?%zu", fields + 4);
    add_key(sql, type, fields + 5);
    if (prepare(&t->update, db, sql, err))
        return -1;
    str_addf(sql,
             "update or fail %s set " WAS_HASH ", content_id = ?1, line = ?2%s",
             type->table, (size_t)1, lists ? ", seen_id = ?3" : "");
    add_key(sql, type, 4);
    return prepare(&t->touch, db, sql, err);
}

int row_table_open(struct row_table **out, struct db *db,
                   const struct type *type, struct err *err)
{
    struct row_table *t = mem_zero(1, sizeof(*t));
    bool lists = row_table_lists(type);
    struct str sql = STR_INIT;
    int ret = -1;

    *out = NULL;
    t->type = type;
    str_addf(&sql, "select content_id, line, row_hash, was_hash%s from %s",
             lists ? ", seen_id" : ", 0", type->table);
    add_key(&sql, type, 1);
    if (prepare(&t->find, db, &sql, err) || open_writers(t, db, &sql, err))
        goto out;
    if (lists) {
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
    query_close(t->insert);
    query_close(t->update);
    query_close(t->touch);
    query_close(t->see);
    free(t);
}

static void bind_field(struct query *q, int at, const struct type *type,
                       const struct table_row *row, int field)
{
    const struct value *value = &row->values[field];
    enum field_kind kind = type->fields[field].kind;

    if (field == type->school && row->school_key)
        query_bind_int(q, at, row->school_key);
    else if (field == type->pupil || field == type->child)
        query_bind_int(q, at, row->ident_key);
    else if (value->is_blank && type_is_key(type, field)
             && !row_table_may_lack(type, field))
        query_bind_lent(q, at, "", 0); /* a text of a key is never null */
    else if (value->is_blank)
        query_bind_null(q, at);
    else if (kind == FIELD_INT)
        query_bind_int(q, at, value->number);
    else if (kind == FIELD_NUMBER)
        query_bind_real(q, at, value->real);
    else
        query_bind_lent(q, at, value->text, value->len);
}

static void bind_key(struct query *q, int first, const struct type *type,
                     const struct table_row *row)
{
    for (size_t i = 0; i < type->key_count; i++)
        bind_field(q, first + (int)i, type, row, type->key[i]);
}

/* All fields, then the content, the hash, the line and who saw it last. */
static void bind_row(struct query *q, const struct type *type,
                     const struct table_row *row, int64_t content_id,
                     int64_t seen_id)
{
    int at = 1;

    for (size_t i = 0; i < type->field_count; i++, at++)
        bind_field(q, at, type, row, (int)i);
    query_bind_int(q, at, content_id);
    query_bind_int(q, at + 1, row->hash);
    query_bind_int(q, at + 2, row->line);
    if (row_table_lists(type))
        query_bind_int(q, at + 3, seen_id);
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

int row_table_insert(struct row_table *t, const struct table_row *row,
                     int64_t content_id, int64_t seen_id, struct err *err)
{
    bind_row(t->insert, t->type, row, content_id, seen_id);
    return query_run(t->insert, err);
}

int row_table_update(struct row_table *t, const struct table_row *row,
                     int64_t content_id, int64_t seen_id, struct err *err)
{
    bind_row(t->update, t->type, row, content_id, seen_id);
    bind_key(t->update, (int)t->type->field_count + 5, t->type, row);
    return query_run(t->update, err);
}

int row_table_touch(struct row_table *t, const struct table_row *row,
                    int64_t content_id, int64_t seen_id, struct err *err)
{
    query_bind_int(t->touch, 1, content_id);
    query_bind_int(t->touch, 2, row->line);
    if (row_table_lists(t->type))
        query_bind_int(t->touch, 3, seen_id);
    bind_key(t->touch, 4, t->type, row);
    return query_run(t->touch, err);
}

int row_table_see(struct row_table *t, const struct table_row *row,
                  int64_t content_id, struct err *err)
{
    query_bind_int(t->see, 1, content_id);
    bind_key(t->see, 2, t->type, row);
    return query_run(t->see, err);
}
