#include "ingest/keep/content.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"

#define SQL "ingest/sql/content.sql#"

int contents_open(struct contents *contents, struct db *db, struct err *err)
{
    memset(contents, 0, sizeof(*contents));
    contents->db = db;
    return query_open_asset(&contents->order, db, SQL "read_order", err);
}

void contents_close(struct contents *contents)
{
    query_close(contents->order);
    map_release(&contents->cache);
    free(contents->keys);
    memset(contents, 0, sizeof(*contents));
}

void contents_forget(struct contents *contents)
{
    map_clear(&contents->cache);
    contents->key_count = 0;
}

void content_copy(char *target, size_t size, const char *text)
{
    int whole = snprintf(target, size, "%s", text);

    (void)whole;
}

void content_read(struct content *out, struct query *q)
{
    memset(out, 0, sizeof(*out));
    out->id = query_int(q, 0);
    content_copy(out->sha256, sizeof(out->sha256), query_text(q, 1));
    content_copy(out->type, sizeof(out->type), query_text(q, 2));
    content_copy(out->status, sizeof(out->status), query_text(q, 3));
    content_copy(out->stamp, sizeof(out->stamp), query_text(q, 4));
    out->released = query_int(q, 5) != 0;
    out->row_count = query_int(q, 6);
    out->encoding = (int)query_int(q, 7);
}

int contents_find(struct contents *contents, const char *sha256,
                  struct content *out, bool *found, struct err *err)
{
    struct query *q = db_query(contents->db, SQL "find", err);
    int row;

    query_bind_text(q, 1, sha256);
    row = query_step(q, err);
    *found = row == 1;
    if (*found)
        content_read(out, q);
    query_reset(q);
    return row < 0 ? -1 : 0;
}

static int run_with(struct contents *contents, const char *asset,
                    const struct content *content, const char *text,
                    struct err *err)
{
    struct query *q = db_query(contents->db, asset, err);

    query_bind_int(q, 1, content->id);
    query_bind_text(q, 2, text);
    return query_run(q, err);
}

/* *is_new: it had not been sent with that extract time. */
static int add_stamp(struct contents *contents, int64_t id, const char *stamp,
                     const char *path, bool *is_new, struct err *err)
{
    static const char *const statements[] = { SQL "add_stamp",
                                              SQL "lower_path" };

    for (size_t i = 0; i < sizeof(statements) / sizeof(statements[0]); i++) {
        struct query *q = db_query(contents->db, statements[i], err);

        query_bind_int(q, 1, id);
        query_bind_text(q, 2, stamp);
        query_bind_text(q, 3, path);
        if (query_run(q, err))
            return -1;
        if (i == 0)
            *is_new = db_changes(contents->db) > 0;
    }
    return 0;
}

int contents_path(struct contents *contents, int64_t id, struct str *path,
                  struct err *err)
{
    struct query *q = db_query(contents->db, SQL "path", err);
    int row;

    query_bind_int(q, 1, id);
    row = query_step(q, err);
    if (row == 1)
        str_add(path, query_text(q, 0));
    query_reset(q);
    return row < 0 ? -1 : 0;
}

int contents_add(struct contents *contents, struct content *content,
                 const char *path, struct err *err)
{
    struct query *q = db_query(contents->db, SQL "add", err);
    bool is_new;

    query_bind_text(q, 1, content->sha256);
    query_bind_text(q, 2, content->type);
    query_bind_text(q, 3, content->status);
    query_bind_text(q, 4, content->stamp);
    query_bind_int(q, 5, content->row_count);
    query_bind_int(q, 6, content->encoding);
    if (query_run(q, err))
        return -1;
    content->id = db_last_rowid(contents->db);
    return add_stamp(contents, content->id, content->stamp, path, &is_new, err);
}

int contents_set_status(struct contents *contents, struct content *content,
                        const char *status, struct err *err)
{
    content_copy(content->status, sizeof(content->status), status);
    return run_with(contents, SQL "set_status", content, status, err);
}

int contents_set_type(struct contents *contents, const struct content *content,
                      struct err *err)
{
    const struct db_param params[] = {
        { ":content_id", NULL, content->id },
        { ":type", content->type, 0 },
        { ":encoding", NULL, content->encoding },
    };

    return db_run_script(contents->db, SQL "set_type", params, 3, err);
}

int contents_release(struct contents *contents, struct content *content,
                     struct err *err)
{
    const struct db_param id = { ":content_id", NULL, content->id };

    content->released = true;
    return db_run_script(contents->db, SQL "release", &id, 1, err);
}

int contents_withdraw(struct contents *contents, struct content *content,
                      struct err *err)
{
    const struct db_param id = { ":content_id", NULL, content->id };

    content->released = false;
    content_copy(content->status, sizeof(content->status), "withdrawn");
    return db_run_script(contents->db, SQL "withdraw", &id, 1, err);
}

int contents_add_stamp(struct contents *contents, struct content *content,
                       const char *stamp, const char *path, bool *is_new,
                       bool *is_later, struct err *err)
{
    if (add_stamp(contents, content->id, stamp, path, is_new, err))
        return -1;
    *is_later = strcmp(stamp, content->stamp) > 0;
    if (!*is_later)
        return 0;
    contents_forget(contents);
    content_copy(content->stamp, sizeof(content->stamp), stamp);
    return run_with(contents, SQL "set_stamp", content, stamp, err);
}

int contents_drop_stamp(struct contents *contents, struct content *content,
                        struct err *err)
{
    const struct db_param id = { ":content_id", NULL, content->id };

    content->stamp[0] = '\0';
    return db_run_script(contents->db, SQL "drop_stamps", &id, 1, err);
}

int contents_first_day(struct contents *contents, const struct content *content,
                       date_t *day, struct err *err)
{
    struct query *q = db_query(contents->db, SQL "first_stamp", err);
    int row;

    *day = stamp_day(content->stamp);
    query_bind_int(q, 1, content->id);
    row = query_step(q, err);
    if (row == 1)
        *day = stamp_day(query_text(q, 0));
    query_reset(q);
    return row < 0 ? -1 : 0;
}

static int key_of(struct contents *contents, int64_t id, size_t *at,
                  struct err *err)
{
    int64_t *known = map_find(&contents->cache, &id, sizeof(id));
    bool added;
    int row;

    if (known) {
        *at = (size_t)*known;
        return 0;
    }
    query_bind_int(contents->order, 1, id);
    row = query_step(contents->order, err);
    if (row != 1)
        return row < 0 ? -1
                       : err_set(err, ERR_INTERNAL, "no content %lld",
                                 (long long)id);
    MEM_ROOM(contents->keys, contents->key_count, contents->key_capacity);
    *at = contents->key_count++;
    content_copy(contents->keys[*at], sizeof(contents->keys[*at]),
                 query_text(contents->order, 0));
    query_reset(contents->order);
    map_put(&contents->cache, &id, sizeof(id), (int64_t)*at, &added);
    return 0;
}

int contents_compare(struct contents *contents, int64_t a, int64_t b,
                     int *order, struct err *err)
{
    size_t x, y;

    *order = 0;
    if (a == b)
        return 0;
    if (key_of(contents, a, &x, err) || key_of(contents, b, &y, err))
        return -1;
    *order = strcmp(contents->keys[x], contents->keys[y]);
    return 0;
}
