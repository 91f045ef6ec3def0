#include "ingest/load/recount.h"

#include <string.h>

#include "core/db.h"

#define SQL "ingest/sql/recount.sql#"

int recount_open(struct recount *r, struct db *db, struct err *err)
{
    memset(r, 0, sizeof(*r));
    r->db = db;
    if (query_open_asset(&r->find_line, db, SQL "find_line", err)
        || query_open_asset(&r->put_line, db, SQL "put_line", err)
        || query_open_asset(&r->find_last, db, SQL "find_last", err)
        || query_open_asset(&r->put_last, db, SQL "put_last", err)) {
        recount_close(r);
        return -1;
    }
    return 0;
}

void recount_close(struct recount *r)
{
    query_close(r->find_line);
    query_close(r->put_line);
    query_close(r->find_last);
    query_close(r->put_last);
    memset(r, 0, sizeof(*r));
}

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
    int row;

    query_bind_blob(r->find_line, 1, key->text, key->len);
    query_bind_int(r->find_line, 2, hash);
    row = query_step(r->find_line, err);
    if (row == 1) {
        *lines = query_int(r->find_line, 0);
        query_reset(r->find_line);
    }
    return row < 0 ? -1 : 0;
}

static int put_line(struct recount *r, const struct str *key, int64_t hash,
                    int64_t lines, struct err *err)
{
    r->is_used = true;
    query_bind_blob(r->put_line, 1, key->text, key->len);
    query_bind_int(r->put_line, 2, hash);
    query_bind_int(r->put_line, 3, lines);
    return query_run(r->put_line, err);
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
    int row;

    query_bind_blob(r->find_last, 1, key->text, key->len);
    row = query_step(r->find_last, err);
    if (row < 0)
        return -1;
    *found = row == 1;
    if (row == 1) {
        *last = query_int(r->find_last, 0);
        query_reset(r->find_last);
    }
    r->is_used = true;
    query_bind_blob(r->put_last, 1, key->text, key->len);
    query_bind_int(r->put_last, 2, hash);
    return query_run(r->put_last, err);
}
