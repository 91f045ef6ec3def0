#include "ingest/load/recount.h"

#include "core/db.h"

#define SQL "ingest/sql/recount.sql#"

int recount_begin(struct recount *r, struct err *err)
{
    if (!r->is_used)
        return 0;
    r->is_used = false;
    return db_run_script(r->db, SQL "clear", NULL, 0, err);
}

static int find_line(struct recount *r, const struct str *key, int64_t hash,
                     int64_t *lines, struct err *err)
{
    struct query *q = db_query(r->db, SQL "find_line", err);

    query_bind_blob(q, 1, key->text, key->len);
    query_bind_int(q, 2, hash);
    return query_read_int(q, lines, err) < 0 ? -1 : 0;
}

static int put_line(struct recount *r, const struct str *key, int64_t hash,
                    int64_t lines, struct err *err)
{
    struct query *q = db_query(r->db, SQL "put_line", err);

    r->is_used = true;
    query_bind_blob(q, 1, key->text, key->len);
    query_bind_int(q, 2, hash);
    query_bind_int(q, 3, lines);
    return query_run(q, err);
}

int recount_next(struct recount *r, struct load_counts *counts,
                 const struct str *key, const struct recount_line *last,
                 const struct recount_line *next, struct err *err)
{
    int64_t alike = 1; /* lines that say what the last one said */
    int64_t again = 0; /* that say what this one says */

    if (find_line(r, key, last->hash, &alike, err))
        return -1;
    if (last->hash == next->hash) {
        counts->duplicate++;
        return put_line(r, key, next->hash, alike + 1, err);
    }
    if (find_line(r, key, next->hash, &again, err)
        || put_line(r, key, last->hash, alike, err)
        || put_line(r, key, next->hash, again + 1, err))
        return -1;
    --*last->count;
    ++*next->count;
    counts->duplicate += again - (alike - 1);
    counts->superseded += alike - again;
    return 0;
}

int recount_last(struct recount *r, const struct str *key, int64_t hash,
                 bool *found, int64_t *last, struct err *err)
{
    struct query *q = db_query(r->db, SQL "find_last", err);
    int row;

    query_bind_blob(q, 1, key->text, key->len);
    row = query_read_int(q, last, err);
    if (row < 0)
        return -1;
    *found = row == 1;
    r->is_used = true;
    q = db_query(r->db, SQL "put_last", err);
    query_bind_blob(q, 1, key->text, key->len);
    query_bind_int(q, 2, hash);
    return query_run(q, err);
}
