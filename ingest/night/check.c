#define _XOPEN_SOURCE 700 /* realpath */
#include "ingest/night/check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/ingest.h"

#define SQL "ingest/sql/check.sql#"

static int add_rejects(struct db *db, const char *name, const char *sha256,
                       struct str *text, struct err *err)
{
    struct query *q = NULL;
    int row;

    if (query_open_asset(&q, db, SQL "rejects", err))
        return -1;
    query_bind_text(q, 1, sha256);
    while ((row = query_step(q, err)) == 1) {
        str_addf(text, "%s:%lld: ", name, (long long)query_int(q, 0));
        if (query_text(q, 1)[0])
            str_addf(text, "column '%s': ", query_text(q, 1));
        str_addf(text, "%s (%s", query_text(q, 4), query_text(q, 2));
        if (!strcmp(query_text(q, 5), "value"))
            str_add(text, ", left blank");
        if (query_int(q, 3) > 1)
            str_addf(text, ", %lld rows", (long long)query_int(q, 3));
        str_add(text, ")\n");
    }
    query_close(q);
    return row;
}

static int add_file(const struct ingest *in, const char *name, const char *path,
                    struct str *text, struct err *err)
{
    struct query *q = NULL;
    int row;

    if (query_open_asset(&q, in->db, SQL "file", err))
        return -1;
    query_bind_int(q, 1, in->run_id);
    query_bind_text(q, 2, path + 1);
    row = query_step(q, err);
    if (row == 1) {
        const char *status = query_text(q, 1);

        str_addf(text, "%s: %s", name, status);
        if (query_text(q, 0)[0])
            str_addf(text, ", %s of %s", query_text(q, 0), query_text(q, 2));
        if (!strcmp(status, "loaded"))
            str_addf(text,
                     ": %lld rows, %lld taken in, %lld duplicate,"
                     " %lld superseded, %lld rejected, %lld lines skipped",
                     (long long)query_int(q, 3), (long long)query_int(q, 4),
                     (long long)query_int(q, 5), (long long)query_int(q, 6),
                     (long long)query_int(q, 7), (long long)query_int(q, 8));
        if (query_text(q, 9)[0])
            str_addf(text, ": %s", query_text(q, 9));
        str_add(text, "\n");
        row = add_rejects(in->db, name, query_text(q, 10), text, err);
    }
    query_close(q);
    return row;
}

/* One JSON text that a statement makes. */
static int add_json(struct db *db, const char *asset, int64_t run_id,
                    struct str *text, struct err *err)
{
    struct query *q = NULL;
    int row;

    if (query_open_asset(&q, db, asset, err))
        return -1;
    if (query_param(q, ":run_id"))
        query_bind_int(q, query_param(q, ":run_id"), run_id);
    row = query_step(q, err);
    if (row == 1)
        str_addf(text, "%s\n", query_text(q, 0));
    query_close(q);
    return row < 0 ? -1 : 0;
}

int check_files(const struct ingest *in, char *const *paths, size_t count,
                bool json, struct ingest_result *result, struct str *text,
                struct err *err)
{
    char **full = mem_zero(count, sizeof(*full));
    int ret = -1;

    for (size_t i = 0; i < count; i++) {
        full[i] = realpath(paths[i], NULL);
        if (!full[i]) {
            err_set(err, ERR_NOINPUT, "cannot open '%s': %s", paths[i],
                    strerror(errno));
            goto out;
        }
    }
    if (ingest_check(in, (const char *const *)full, count, result, err))
        goto out;
    if (json) {
        ret = add_json(in->db, SQL "check_json", in->run_id, text, err);
        goto out;
    }
    for (size_t i = 0; i < count; i++)
        if (add_file(in, paths[i], full[i], text, err))
            goto out;
    ret = 0;
out:
    for (size_t i = 0; i < count; i++)
        free(full[i]);
    free(full);
    return ret;
}

/* The rows of a statement as lines of text under a heading. */
static int add_lines(struct db *db, const char *heading, const char *asset,
                     struct str *text, struct err *err)
{
    struct query *q = NULL;
    int row;

    str_addf(text, "%s\n", heading);
    if (query_open_asset(&q, db, asset, err))
        return -1;
    while ((row = query_step(q, err)) == 1)
        str_addf(text, "  %s\n", query_text(q, 0));
    query_close(q);
    return row;
}

int status_text(struct db *db, const struct config *config, bool json,
                struct str *text, struct err *err)
{
    static const struct {
        const char *heading;
        const char *asset;
    } parts[] = {
        { "Last runs", SQL "runs" },
        { "Held, incomplete or refused (their newest word)", SQL "waiting" },
        { "Newest marks by school", SQL "newest_marks" },
    };

    (void)config;
    if (json)
        return add_json(db, SQL "status_json", 0, text, err);
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (add_lines(db, parts[i].heading, parts[i].asset, text, err))
            return -1;
    return 0;
}
