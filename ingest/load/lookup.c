#include "ingest/load/lookup.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/read/shape.h"
#include "ingest/read/type.h"
#include "ingest/read/value.h"

#define SQL "ingest/sql/lookup.sql#"

void lookups_open(struct lookups *l, struct db *db)
{
    memset(l, 0, sizeof(*l));
    l->db = db;
}

void lookups_close(struct lookups *l)
{
    for (size_t i = 0; i < l->count; i++)
        query_close(l->queries[i].find);
    free(l->queries);
    memset(l, 0, sizeof(*l));
}

/* A person's or a school's number as the file said it, not our key of it. */
static void add_statement(struct str *sql, const struct shape_lookup *lookup)
{
    const struct type *in = lookup->in;

    if (lookup->take == in->school)
        str_addf(sql,
                 "select school_ident.urn from %s as t inner join school_ident"
                 " on school_ident.school_key = t.school_key where ",
                 in->table);
    else if (lookup->take == in->pupil || lookup->take == in->child)
        str_addf(sql,
                 "select ident.id from %s as t inner join ident"
                 " on ident.ident_key = t.ident_key where ",
                 in->table);
    else
        str_addf(sql, "select t.%s from %s as t where ",
                 in->fields[lookup->take].name, in->table);
    for (size_t i = 0; i < lookup->key_count; i++)
        str_addf(sql, "%st.%s = ?%zu", i ? " and " : "",
                 in->fields[lookup->keys[i].field].name, i + 1);
}

static int find_query(struct lookups *l, const struct shape_lookup *lookup,
                      struct query **query, struct err *err)
{
    struct str sql = STR_INIT;
    int ret;

    for (size_t i = 0; i < l->count; i++) {
        if (l->queries[i].lookup == lookup) {
            *query = l->queries[i].find;
            return 0;
        }
    }
    add_statement(&sql, lookup);
    ret = query_open(query, l->db, sql.text, err);
    str_release(&sql);
    if (ret)
        return -1;
    MEM_ROOM(l->queries, l->count, l->capacity);
    l->queries[l->count++] = (struct lookup_query){ lookup, *query };
    return 0;
}

int lookups_find(void *context, const struct shape_lookup *lookup,
                 const struct value *const *keys, struct str *text,
                 struct err *err)
{
    struct query *q;
    int row;

    if (find_query(context, lookup, &q, err))
        return -1;
    for (size_t i = 0; i < lookup->key_count; i++)
        query_bind_lent(q, (int)i + 1, keys[i]->text, keys[i]->len);
    row = query_step(q, err);
    if (row == 1) {
        str_add(text, query_text(q, 0));
        query_reset(q);
    }
    return row < 0 ? -1 : 0;
}

int lookups_note(struct lookups *l, int64_t content_id,
                 const struct shape *shape, struct err *err)
{
    for (size_t i = 0; shape && i < shape->lookup_count; i++) {
        struct query *q = db_query(l->db, SQL "note", err);

        query_bind_int(q, 1, content_id);
        query_bind_text(q, 2, shape->lookups[i].in->table);
        if (query_run(q, err))
            return -1;
    }
    return 0;
}
