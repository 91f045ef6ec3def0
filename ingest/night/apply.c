/* What was forgotten leaves the warehouse: one call of forget.h. */
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/mem.h"
#include "ingest/load/stale.h"
#include "ingest/night/forget.h"
#include "ingest/night/night.h"
#include "ingest/night/renew.h"

#define SQL "ingest/sql/erased.sql#"

/* --- contents ------------------------------------------------------------- */

struct change {
    char before[HASH_TEXT_SIZE], now[HASH_TEXT_SIZE];
};

static int read_changes(struct db *db, struct change **changes, size_t *count,
                        struct err *err)
{
    struct query *q = NULL;
    size_t capacity = 0;
    int row;

    if (query_open_asset(&q, db, SQL "read_contents", err))
        return -1;
    while ((row = query_step(q, err)) == 1) {
        MEM_ROOM(*changes, *count, capacity);
        content_copy((*changes)[*count].before, HASH_TEXT_SIZE,
                     query_text(q, 0));
        content_copy((*changes)[(*count)++].now, HASH_TEXT_SIZE,
                     query_text(q, 1));
    }
    query_close(q);
    return row;
}

/* 0: there is none such. */
static int find_content(struct db *db, const char *sha256, int64_t *id,
                        struct err *err)
{
    struct query *q = db_query(db, SQL "content_id", err);

    *id = 0;
    query_bind_text(q, 1, sha256);
    return query_read_int(q, id, err) < 0 ? -1 : 0;
}

/* What is left is bytes of another content too, or nothing is. */
static int join(struct db *db, const struct change *change, struct err *err)
{
    const struct db_param params[] = { { ":old_sha256", change->before, 0 },
                                       { ":new_sha256", change->now, 0 } };
    int64_t id;

    if (find_content(db, change->before, &id, err))
        return -1;
    if (!id)
        return 0;
    return (change->now[0] && db_run_script(db, SQL "join", params, 2, err))
                   || db_drop_key(db, "content", id, err)
               ? -1
               : 0;
}

static int rename_contents(struct db *db, struct err *err)
{
    struct change *changes = NULL;
    size_t count = 0;
    int ret = read_changes(db, &changes, &count, err);

    for (size_t i = 0; ret == 0 && i < count; i++) {
        const struct db_param params[] = {
            { ":old_sha256", changes[i].before, 0 },
            { ":new_sha256", changes[i].now, 0 },
        };

        ret = db_run_script(db, SQL "rename", params, 2, err)
              || join(db, &changes[i], err)
              || db_run_script(db, SQL "rename_met", params, 2, err);
    }
    free(changes);
    return ret ? -1 : 0;
}

/* --- ids ------------------------------------------------------------------ */

/* Keys of those that have a tombstone. */
static int find_keys(struct night *night, int64_t **keys, size_t *count,
                     struct err *err)
{
    struct query *q = NULL;
    size_t capacity = 0;
    int row;

    if (query_open_asset(&q, night->in->db, SQL "ids", err))
        return -1;
    while ((row = query_step(q, err)) == 1) {
        const char *id = query_text(q, 2);

        if (tombs_whose(&night->tombs, query_text(q, 1)[0], id, strlen(id))
            != CULL_GONE)
            continue;
        MEM_ROOM(*keys, *count, capacity);
        (*keys)[(*count)++] = query_int(q, 0);
    }
    query_close(q);
    return row;
}

static int drop_ids(struct night *night, struct err *err)
{
    int64_t *keys = NULL;
    size_t count = 0;
    int ret = find_keys(night, &keys, &count, err);

    for (size_t i = 0; ret == 0 && i < count; i++)
        ret = db_drop_key(night->in->db, "ident", keys[i], err);
    free(keys);
    return ret;
}

int forget_apply(struct night *night, struct err *err)
{
    struct db *db = night->in->db;

    if (night_make_anew(night, err) || rename_contents(db, err)
        || drop_ids(night, err))
        return -1;
    loader_forget(&night->loader);
    night->result->news++;
    return stale_note_all(&night->loader.stale, "erased", err)
                   || renew_forget(db, NULL, err)
                   || db_run_script(db, SQL "begin_finish", NULL, 0, err)
               ? -1
               : 0;
}
