#include "ingest/night/night.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "core/db.h"
#include "core/err.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/read/type.h"

bool snapshot_is(const struct type_set *types, const char *name)
{
    for (size_t i = 0; i < types->count; i++)
        if (!strcmp(types->types[i].reports_as, name))
            return types->types[i].mode == TYPE_SNAPSHOT;
    return false;
}

/* The content that was sent last before this one of its type; id 0: none. */
static int find_predecessor(struct night *night, const struct content *content,
                            int64_t *id, int64_t *rows, struct err *err)
{
    struct query *q = NULL;
    int row;

    *id = *rows = 0;
    if (query_open(&q, night->in->db,
                   "select content_id, row_count from content"
                   " inner join content_stamp as sent using (content_id)"
                   " where type = ?1 and status = 'loaded' and sha256 <> ?3"
                   " and (sent.stamp, sha256) < (?2, ?3)"
                   " order by sent.stamp desc, sha256 desc limit 1",
                   err))
        return -1;
    query_bind_text(q, 1, content->type);
    query_bind_text(q, 2, content->stamp);
    query_bind_text(q, 3, content->sha256);
    row = query_step(q, err);
    if (row == 1) {
        *id = query_int(q, 0);
        *rows = query_int(q, 1);
    }
    query_close(q);
    return row < 0 ? -1 : 0;
}

static bool is_too_small(const struct config *config, int64_t now,
                         int64_t before)
{
    return now * 100 < before * config->hold_below_percent;
}

static const char *const plan_names[3] = { "CIN", "CPP", "CLA" };

/* Is a snapshot suspiciously small beside the one before? (details.md 3) */
int snapshot_judge(struct night *night, const struct content *content,
                   const struct load_size *size, char why[512], struct err *err)
{
    int64_t before, rows;

    why[0] = '\0';
    if (find_predecessor(night, content, &before, &rows, err))
        return -1;
    if (!before)
        return 0;
    if (is_too_small(night->in->config, size->rows, rows))
        snprintf(why, 512,
                 "%lld rows where the one before had %lld; 'vschool release'"
                 " lets it in",
                 (long long)size->rows, (long long)rows);
    for (int i = 0; !why[0] && i < 3; i++) {
        char sql[160];
        int64_t plan_rows = 0;

        snprintf(sql, sizeof(sql),
                 "select row_count from content_plan where content_id = %lld"
                 " and plan = '%s'",
                 (long long)before, plan_names[i]);
        if (db_read_int(night->in->db, sql, &plan_rows, err))
            return -1;
        if (plan_rows >= 10
            && is_too_small(night->in->config, size->plans[i], plan_rows))
            snprintf(why, 512,
                     "%lld rows of %s where the one before had %lld; 'vschool"
                     " release' lets it in",
                     (long long)size->plans[i], plan_names[i],
                     (long long)plan_rows);
    }
    return 0;
}

int snapshot_keep_size(struct night *night, const struct content *content,
                       const struct load_size *size, struct err *err)
{
    if (db_execf(night->in->db, err,
                 "update content set row_count = %lld where content_id = %lld",
                 (long long)size->rows, (long long)content->id))
        return -1;
    for (int i = 0; i < 3; i++)
        if (db_execf(
                night->in->db, err,
                "insert into content_plan (content_id, plan, row_count)"
                " values (%lld, '%s', %lld)"
                " on conflict do update set row_count = excluded.row_count",
                (long long)content->id, plan_names[i],
                (long long)size->plans[i]))
            return -1;
    return 0;
}
