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

#define SQL "ingest/sql/snapshot.sql#"

bool snapshot_is(const struct type_set *types, const char *name)
{
    const struct type *type = type_reporting(types, name);

    return type && type->mode == TYPE_SNAPSHOT;
}

/* Rows of the content that a statement finds before this one; -1 = none. */
static int rows_before(struct night *night, const char *sql,
                       const struct content *content,
                       const struct load_size *size, const char *part,
                       int64_t *rows, struct err *err)
{
    struct query *q = NULL;
    int row;

    *rows = -1;
    if (query_open_asset(&q, night->in->db, sql, err))
        return -1;
    query_bind_text(q, 1, content->type);
    query_bind_text(q, 2, content->stamp);
    query_bind_text(q, 3, content->sha256);
    if (size)
        query_bind_int(q, 4, (int64_t)size->part_count);
    if (part)
        query_bind_text(q, size ? 5 : 4, part);
    else
        query_bind_null(q, 5);
    row = query_step(q, err);
    if (row == 1)
        *rows = query_int(q, 0);
    query_close(q);
    return row < 0 ? -1 : 0;
}

static bool is_too_small(const struct config *config, int64_t now,
                         int64_t before)
{
    return now * 100 < before * config->hold_below_percent;
}

static void say(char why[512], int64_t rows, const char *of, int64_t before)
{
    snprintf(why, 512,
             "%lld rows%s%s where the one before had %lld; 'vschool release'"
             " lets it in",
             (long long)rows, *of ? " of " : "", of, (long long)before);
}

/* Is a snapshot suspiciously small beside the one before? (details.md 3) */
int snapshot_judge(struct night *night, const struct content *content,
                   const struct load_size *size, char why[512], struct err *err)
{
    const char *list = size->is_list ? size->parts[0].name : NULL;
    int64_t before;

    why[0] = '\0';
    if (rows_before(night, SQL "predecessor", content, size, list, &before,
                    err))
        return -1;
    if (is_too_small(night->in->config, size->rows, before))
        say(why, size->rows, list ? list : "", before);
    for (size_t i = 0; !why[0] && i < size->part_count; i++) {
        const struct load_part *part = &size->parts[i];

        if (rows_before(night, SQL "part_before", content, NULL, part->name,
                        &before, err))
            return -1;
        if (before >= 10 && is_too_small(night->in->config, part->rows, before))
            say(why, part->rows, part->name, before);
    }
    return 0;
}

int snapshot_keep_size(struct night *night, const struct content *content,
                       const struct load_size *size, struct err *err)
{
    const struct db_param rows[] = { { ":content_id", NULL, content->id },
                                     { ":rows", NULL, size->rows } };
    struct query *q = NULL;
    int ret;

    if (db_run_script(night->in->db, SQL "put_rows", rows, 2, err)
        || query_open_asset(&q, night->in->db, SQL "put_part", err))
        return -1;
    ret = 0;
    for (size_t i = 0; ret == 0 && i < size->part_count; i++) {
        query_bind_int(q, 1, content->id);
        query_bind_text(q, 2, size->parts[i].name);
        query_bind_int(q, 3, size->parts[i].rows);
        ret = query_run(q, err);
    }
    query_close(q);
    return ret;
}
