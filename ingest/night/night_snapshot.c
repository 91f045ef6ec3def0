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

/* The content before this one, as a statement finds it. */
struct before {
    int64_t content_id; /* 0 = there is none */
    int64_t rows;
};

/* part: NULL = a content that is the truth for as much as this one. */
static int find_before(struct night *night, const struct content *content,
                       const char *part, struct before *before, struct err *err)
{
    struct query *q = db_query(
        night->in->db, part ? SQL "part_before" : SQL "predecessor", err);
    int row;

    *before = (struct before){ 0, -1 };
    query_bind_int(q, 1, content->id);
    query_bind_text(q, 2, content->stamp);
    if (part)
        query_bind_text(q, 3, part);
    row = query_step(q, err);
    if (row == 1)
        *before = (struct before){ query_int(q, 0), query_int(q, 1) };
    query_reset(q);
    return row < 0 ? -1 : 0;
}

static bool is_too_small(const struct config *config, int64_t now,
                         int64_t before)
{
    return now * 100 < before * config->hold_below_percent;
}

static void say(struct str *why, int64_t rows, const char *of, int64_t before)
{
    str_addf(why,
             "%lld rows%s%s where the one before had %lld; 'vschool release'"
             " lets it in",
             (long long)rows, *of ? " of " : "", of, (long long)before);
}

/* Rows of a part that only the content before lists, and that have no end. */
static int count_open(struct night *night, const struct type *type,
                      const struct before *before, const char *part,
                      int64_t *open, struct err *err)
{
    struct str sql = STR_INIT;
    struct query *q = NULL;
    int ret;

    str_addf(&sql, "select count(*) from %s where seen_id = ?1 and %s = ?2",
             type->table, type_column(type, (size_t)type->part));
    if (type->end >= 0)
        str_addf(&sql, " and %s is null", type_column(type, (size_t)type->end));
    ret = query_open(&q, night->in->db, sql.text, err);
    if (ret == 0) {
        query_bind_int(q, 1, before->content_id);
        query_bind_text(q, 2, part);
        ret = query_read_int(q, open, err) == 1 ? 0 : -1;
    }
    query_close(q);
    str_release(&sql);
    return ret;
}

/* A part that is gone altogether, however few there were (details.md 77). */
static int add_gone(struct night *night, const struct type *type,
                    const struct before *before, const char *part,
                    struct str *why, struct err *err)
{
    int64_t open = 0;

    if (count_open(night, type, before, part, &open, err))
        return -1;
    str_addf(why,
             "%sno row of %s where the one before had %lld: 'vschool release'"
             " lets it in and ends %lld of them that are open",
             why->len ? "; " : "", part, (long long)before->rows,
             (long long)open);
    return 0;
}

static int judge_gone(struct night *night, const struct type *type,
                      const struct content *content,
                      const struct load_size *size, struct str *why,
                      struct err *err)
{
    struct before before;

    for (size_t i = 0; i < size->part_count; i++)
        if (!size->parts[i].rows
            && (find_before(night, content, size->parts[i].name, &before, err)
                || (before.rows > 0
                    && add_gone(night, type, &before, size->parts[i].name, why,
                                err))))
            return -1;
    if (why->len && !size->is_list)
        str_add(why, "; a file must hold all plans together, or the config say"
                     " social_care_lists = by_plan");
    return 0;
}

static int judge_parts(struct night *night, const struct content *content,
                       const struct load_size *size, struct str *why,
                       struct err *err)
{
    struct before before;

    for (size_t i = 0; !why->len && i < size->part_count; i++) {
        const struct load_part *part = &size->parts[i];

        if (find_before(night, content, part->name, &before, err))
            return -1;
        if (before.rows >= 10
            && is_too_small(night->in->config, part->rows, before.rows))
            say(why, part->rows, part->name, before.rows);
    }
    return 0;
}

/* Is a snapshot suspiciously small beside the one before? (details.md 3) */
int snapshot_judge(struct night *night, const struct content *content,
                   const struct load_size *size, char why[512], struct err *err)
{
    const struct type *type = type_reporting(night->in->types, content->type);
    struct str text = STR_INIT;
    struct before before;
    int ret = -1;

    why[0] = '\0';
    if (!night->in->config->hold_below_percent)
        return 0;
    if ((type->part >= 0 && judge_gone(night, type, content, size, &text, err))
        || find_before(night, content, NULL, &before, err))
        goto out;
    if (!text.len && is_too_small(night->in->config, size->rows, before.rows))
        say(&text, size->rows, size->is_list ? size->parts[0].name : "",
            before.rows);
    if (judge_parts(night, content, size, &text, err))
        goto out;
    snprintf(why, 512, "%.511s", text.text);
    ret = 0;
out:
    str_release(&text);
    return ret;
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
