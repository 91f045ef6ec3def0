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

/* The content that was sent last before this one of its type; id 0: none. */
static int find_predecessor(struct night *night, const struct content *content,
                            int64_t *id, int64_t *rows, struct err *err)
{
    struct query *q = NULL;
    int row;

    *id = *rows = 0;
    if (query_open_asset(&q, night->in->db, SQL "predecessor", err))
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

#define PLANS 3
static const char *const plan_names[PLANS] = { "CIN", "CPP", "CLA" };

static void say(char why[512], int64_t rows, const char *of, int64_t before)
{
    snprintf(why, 512,
             "%lld rows%s where the one before had %lld; 'vschool release'"
             " lets it in",
             (long long)rows, of, (long long)before);
}

static int judge_plans(struct night *night, const struct load_size *size,
                       int64_t before, char why[512], struct err *err)
{
    static const char *const of[PLANS] = { " of CIN", " of CPP", " of CLA" };
    struct query *q = NULL;
    int row = 0;

    if (query_open_asset(&q, night->in->db, SQL "read_plan", err))
        return -1;
    for (int i = 0; row >= 0 && !why[0] && i < PLANS; i++) {
        query_bind_int(q, 1, before);
        query_bind_text(q, 2, plan_names[i]);
        row = query_step(q, err);
        if (row == 1 && query_int(q, 0) >= 10
            && is_too_small(night->in->config, size->plans[i], query_int(q, 0)))
            say(why, size->plans[i], of[i], query_int(q, 0));
        query_reset(q);
    }
    query_close(q);
    return row < 0 ? -1 : 0;
}

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
        say(why, size->rows, "", rows);
    return judge_plans(night, size, before, why, err);
}

int snapshot_keep_size(struct night *night, const struct content *content,
                       const struct load_size *size, struct err *err)
{
    const struct db_param rows[] = { { ":content_id", NULL, content->id },
                                     { ":rows", NULL, size->rows } };
    struct query *q = NULL;
    int ret;

    if (db_run_script(night->in->db, SQL "put_rows", rows, 2, err)
        || query_open_asset(&q, night->in->db, SQL "put_plan", err))
        return -1;
    ret = 0;
    for (int i = 0; ret == 0 && i < PLANS; i++) {
        query_bind_int(q, 1, content->id);
        query_bind_text(q, 2, plan_names[i]);
        query_bind_int(q, 3, size->plans[i]);
        ret = query_run(q, err);
    }
    query_close(q);
    return ret;
}
