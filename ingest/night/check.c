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

static int add_rejects(struct db *db, const char *name, const char *sha256,
                       struct str *text, struct err *err)
{
    struct query *q = NULL;
    int row;

    if (query_open(&q, db,
                   "select line, \"column\", rule, rows, message"
                   " from load_reject where sha256 = ?1"
                   " order by line, \"column\", rule",
                   err))
        return -1;
    query_bind_text(q, 1, sha256);
    while ((row = query_step(q, err)) == 1) {
        str_addf(text, "%s:%lld: ", name, (long long)query_int(q, 0));
        if (query_text(q, 1)[0])
            str_addf(text, "column '%s': ", query_text(q, 1));
        str_addf(text, "%s (%s", query_text(q, 4), query_text(q, 2));
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

    if (query_open(&q, in->db,
                   "select type, status, extract_time, rows_read,"
                   " rows_loaded, rows_duplicate, rows_superseded,"
                   " rows_rejected, lines_skipped, message, sha256"
                   " from load_file where run_id = ?1 and path = ?2",
                   err))
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
        ret = add_json(in->db, "ingest/sql/check_json.sql", in->run_id, text,
                       err);
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
static int add_lines(struct db *db, const char *heading, const char *sql,
                     struct str *text, struct err *err)
{
    struct query *q = NULL;
    int row;

    str_addf(text, "%s\n", heading);
    if (query_open(&q, db, sql, err))
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
        const char *sql;
    } parts[] = {
        { "Last runs",
          "select started_at || '  as-of ' || as_of || '  ' || status || '  '"
          " || files || ' files, ' || rows_loaded || ' rows taken in, '"
          " || rows_rejected || ' rejected' from load_run"
          " order by run_id desc limit 5" },
        { "Held, incomplete or refused (their newest word)",
          "select path || '  ' || status || '  ' || message from load_file as f"
          " where status in ('held', 'incomplete', 'refused') and run_id ="
          " (select max(run_id) from load_file as g where g.path = f.path)"
          " and not exists (select 1 from content where content.sha256 ="
          " f.sha256 and content.status = 'loaded') order by path" },
        { "Newest marks by school",
          "select i.urn || '  ' || coalesce(s.name, '') || '  ' ||"
          " coalesce((select max(last_date) from content_school as c where"
          " c.school_key = s.school_key and c.last_date <> ''), 'none')"
          " from school as s inner join school_ident as i using (school_key)"
          " where exists (select 1 from enrolment as e where"
          " e.school_key = s.school_key) order by 1" },
    };

    (void)config;
    if (json)
        return add_json(db, "ingest/sql/status_json.sql", 0, text, err);
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (add_lines(db, parts[i].heading, parts[i].sql, text, err))
            return -1;
    return 0;
}
