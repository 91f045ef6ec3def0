#define _XOPEN_SOURCE 700 /* realpath */
#include "ingest/night/check.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "core/db.h"
#include "core/err.h"
#include "core/json.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/ingest.h"
#include "ingest/keep/inbox.h"
#include "ingest/night/night.h"

#define SQL "ingest/sql/check.sql#"

#define LINES 10                /* of each kind, where not all are asked for */
#define VALUES 10               /* that are summed up one by one */
#define PIECE ((size_t)1 << 16) /* of what is said, to be passed on */

/* What is being said. */
struct saying {
    const struct ingest *in;
    const struct check_how *how;
    struct str *text;
};

static int pass(const struct saying *s, struct err *err)
{
    return s->how->pass && s->text->len >= PIECE ? s->how->pass(s->text, err)
                                                 : 0;
}

static void add_rule(struct str *text, const char *rule, const char *effect)
{
    str_addf(text, " (%s%s", rule,
             !strcmp(effect, "value") ? ", left blank" : "");
}

/* --- sums ----------------------------------------------------------------- */

/* A column and a rule. */
struct kind {
    int64_t field;
    const char *column, *rule;
    int64_t rows, values;
};

static void add_count(struct str *text, int64_t rows, const char *column)
{
    str_addf(text, "%8lld  ", (long long)rows);
    if (*column)
        str_addf(text, "column '%s': ", column);
}

static int add_values(const struct saying *s, const char *sha256,
                      struct kind *kind, struct err *err)
{
    struct query *q = db_query(s->in->db, SQL "values", err);
    struct str *text = s->text;
    int row;

    query_bind_text(q, 1, sha256);
    query_bind_int(q, 2, kind->field);
    query_bind_text(q, 3, kind->column);
    query_bind_text(q, 4, kind->rule);
    query_bind_int(q, 5, VALUES);
    while ((row = query_step(q, err)) == 1) {
        add_count(text, query_int(q, 0), kind->column);
        str_add(text, query_text(q, 1));
        add_rule(text, kind->rule, query_text(q, 2));
        if (query_int(q, 3) == query_int(q, 4))
            str_addf(text, "), line %lld\n", (long long)query_int(q, 3));
        else
            str_addf(text, "), lines %lld to %lld\n",
                     (long long)query_int(q, 3), (long long)query_int(q, 4));
        kind->rows -= query_int(q, 0);
        kind->values--;
    }
    return row;
}

/* How many there are, by column, rule and value: of many values the most
   frequent ones. */
static int add_sums(const struct saying *s, const char *sha256, struct err *err)
{
    struct query *q = db_query(s->in->db, SQL "kinds", err);
    int row;

    query_bind_text(q, 1, sha256);
    while ((row = query_step(q, err)) == 1) {
        struct kind kind = { query_int(q, 0), query_text(q, 1),
                             query_text(q, 2), query_int(q, 3),
                             query_int(q, 4) };

        if (add_values(s, sha256, &kind, err))
            return -1;
        if (!kind.rows)
            continue;
        add_count(s->text, kind.rows, kind.column);
        str_addf(s->text, "%lld other values (%s)\n", (long long)kind.values,
                 kind.rule);
    }
    return row;
}

/* --- lines ---------------------------------------------------------------- */

static int add_faults(const struct saying *s, const char *name,
                      const char *sha256, struct err *err)
{
    struct query *q = db_query(s->in->db, SQL "faults", err);
    struct str *text = s->text;
    int row;

    query_bind_text(q, 1, sha256);
    while ((row = query_step(q, err)) == 1) {
        str_addf(text, "%s:%lld: ", name, (long long)query_int(q, 0));
        if (query_text(q, 1)[0])
            str_addf(text, "column '%s': ", query_text(q, 1));
        str_add(text, query_text(q, 4));
        add_rule(text, query_text(q, 2), query_text(q, 5));
        if (query_int(q, 3) > 1)
            str_addf(text, ", %lld rows", (long long)query_int(q, 3));
        str_add(text, ")\n");
        if (pass(s, err))
            return -1;
    }
    return row;
}

static int add_more(const struct saying *s, const char *sha256, struct err *err)
{
    struct query *q = db_query(s->in->db, SQL "more", err);
    int64_t more = 0;

    query_bind_text(q, 1, sha256);
    if (query_read_int(q, &more, err) < 0)
        return -1;
    query_reset(q);
    if (more > 0)
        str_addf(s->text, "%8lld  more: --all shows every line\n",
                 (long long)more);
    return 0;
}

/* --- files ---------------------------------------------------------------- */

static void add_head(struct str *text, const char *name, struct query *q)
{
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
}

static int add_file(const struct saying *s, const char *name, const char *path,
                    struct err *err)
{
    struct query *q = NULL;
    int row;

    if (query_open_asset(&q, s->in->db, SQL "file", err))
        return -1;
    query_bind_int(q, 1, s->in->run_id);
    query_bind_text(q, 2, path + 1);
    row = query_step(q, err);
    if (row == 1) {
        const char *sha256 = query_text(q, 10);

        add_head(s->text, name, q);
        row = (s->how->sums && add_sums(s, sha256, err))
                      || add_faults(s, name, sha256, err)
                      || (!s->how->all && add_more(s, sha256, err))
                  ? -1
                  : 0;
    }
    query_close(q);
    return row;
}

/* --- the same as JSON ----------------------------------------------------- */

/* The rows of a statement on a content, a JSON text each. */
static int add_array(const struct saying *s, const char *name,
                     const char *asset, const char *sha256, struct err *err)
{
    struct query *q = db_query(s->in->db, asset, err);
    const char *between = "\n";
    int row;

    str_addf(s->text, ",\"%s\":[", name);
    query_bind_text(q, 1, sha256);
    while ((row = query_step(q, err)) == 1) {
        str_addf(s->text, "%s%s", between, query_text(q, 0));
        between = ",\n";
        if (pass(s, err))
            return -1;
    }
    str_add(s->text, "]");
    return row;
}

/* An array of files, each an object that goes on after what SQLite says. */
static int add_files_json(const struct saying *s, struct err *err)
{
    struct query *q = NULL;
    const char *between = "";
    int row;

    if (query_open_asset(&q, s->in->db, SQL "file_json", err))
        return -1;
    str_add(s->text, "[");
    query_bind_int(q, 1, s->in->run_id);
    while ((row = query_step(q, err)) == 1) {
        const char *head = query_text(q, 0);
        const char *sha256 = query_text(q, 1);

        str_add(s->text, between);
        str_add_n(s->text, head, strlen(head) - 1);
        between = ",\n";
        if (add_array(s, "summary", SQL "values_json", sha256, err)
            || add_array(s, "rejects", SQL "faults_json", sha256, err)) {
            row = -1;
            break;
        }
        str_add(s->text, "}");
    }
    query_close(q);
    str_add(s->text, "]\n");
    return row;
}

static int add_no_schools(const struct saying *saying, struct err *err)
{
    struct query *q = NULL;
    int row;

    if (query_open_asset(&q, saying->in->db, SQL "no_schools", err))
        return -1;
    row = query_step(q, err);
    if (row == 1)
        str_addf(saying->text, "%s\n", query_text(q, 0));
    query_close(q);
    return row < 0 ? -1 : 0;
}

/* Of files that were named twice, by another way to one too, the first. */
static size_t list_once(char *const *full, size_t count, const char **once)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        bool is_met = false;

        for (size_t k = 0; k < kept && !is_met; k++)
            is_met = !strcmp(once[k], full[i]);
        if (!is_met)
            once[kept++] = full[i];
    }
    return kept;
}

int check_files(const struct ingest *in, char *const *paths, size_t count,
                const struct check_how *how, struct ingest_result *result,
                struct str *text, struct err *err)
{
    const struct saying saying = { in, how, text };
    char **full = mem_zero(count, sizeof(*full));
    const char **once = mem_zero(count, sizeof(*once));
    int ret = -1;

    for (size_t i = 0; i < count; i++) {
        full[i] = realpath(paths[i], NULL);
        if (!full[i]) {
            err_set(err, ERR_NOINPUT, "cannot open '%s': %s", paths[i],
                    strerror(errno));
            goto out;
        }
    }
    if (ingest_check(in, once, list_once(full, count, once),
                     how->all || how->json ? INT64_MAX : LINES, result, err))
        goto out;
    if (how->json) {
        ret = add_files_json(&saying, err);
        goto out;
    }
    if (add_no_schools(&saying, err))
        goto out;
    for (size_t i = 0; i < count; i++)
        if (add_file(&saying, paths[i], full[i], err))
            goto out;
    ret = 0;
out:
    for (size_t i = 0; i < count; i++)
        free(full[i]);
    free(full);
    free(once);
    return ret;
}

/* The rows of a statement as lines of text under a heading, which is there
   without any unless they are rare. */
static int add_lines(struct db *db, const char *heading, const char *asset,
                     bool is_rare, struct str *text, struct err *err)
{
    struct query *q = NULL;
    int row;

    if (query_open_asset(&q, db, asset, err))
        return -1;
    row = query_step(q, err);
    if (row == 1 || (row == 0 && !is_rare))
        str_addf(text, "%s\n", heading);
    for (; row == 1; row = query_step(q, err))
        str_addf(text, "  %s\n", query_text(q, 0));
    query_close(q);
    return row;
}

/* What a statement says of the county's la_code, if it says anything. */
static int add_of_county(struct db *db, const char *asset,
                         const struct config *config, struct str *text,
                         struct err *err)
{
    struct query *q = NULL;
    int row;

    if (query_open_asset(&q, db, asset, err))
        return -1;
    query_bind_text(q, query_param(q, ":la_code"), config->la_code);
    row = query_step(q, err);
    if (row == 1)
        str_add(text, query_text(q, 0));
    query_close(q);
    return row < 0 ? -1 : 0;
}

int county_text(struct db *db, const struct config *config, struct str *text,
                struct err *err)
{
    return add_of_county(db, SQL "county", config, text, err);
}

/* As a part of its own, where there is anything to say. */
static int add_county(struct db *db, const struct config *config,
                      struct str *text, struct err *err)
{
    struct str county = STR_INIT;
    int ret = county_text(db, config, &county, err);

    if (county.len)
        str_addf(text, "Warning\n  %s\n", county.text);
    str_release(&county);
    return ret;
}

/* As it was when it was looked at last, of which `q` has the row. */
static bool is_still_there(const struct config *config, struct query *q)
{
    struct inbox_file now;
    bool is;

    inbox_look(config->inbox, query_text(q, 0), &now);
    is = !now.trouble && now.size == query_int(q, 1)
         && now.modified_ns == query_int(q, 2);
    free(now.trouble);
    return is;
}

/*
 * What was withdrawn and lies there is passed over by every run: as lines, or
 * as a list of JSON.
 */
static int add_withdrawn(struct db *db, const struct config *config, bool json,
                         struct str *text, struct err *err)
{
    struct str path = STR_INIT;
    struct query *q = NULL;
    int row, count = 0;

    if (query_open_asset(&q, db, SQL "withdrawn", err))
        return -1;
    while ((row = query_step(q, err)) == 1) {
        if (!is_still_there(config, q))
            continue;
        str_clear(&path);
        night_add_path(&path, query_text(q, 0));
        if (json) {
            str_add(text, count ? "," : "");
            json_add_text(text, path.text);
        } else {
            str_addf(text, "%s  %s  withdrawn; 'vschool release' lets it in\n",
                     count ? "" : "Withdrawn, and still in the inbox\n",
                     path.text);
        }
        count++;
    }
    query_close(q);
    str_release(&path);
    return row;
}

static int add_json(struct db *db, const struct config *config,
                    struct str *text, struct err *err)
{
    struct str rest = STR_INIT;
    int ret = add_of_county(db, SQL "status_json", config, &rest, err);

    str_add(text, "{\"withdrawn\":[");
    if (ret == 0)
        ret = add_withdrawn(db, config, true, text, err);
    if (ret == 0)
        str_addf(text, "],%s\n", rest.text + 1);
    str_release(&rest);
    return ret;
}

int status_text(struct db *db, const struct config *config, bool json,
                struct str *text, struct err *err)
{
    static const struct {
        const char *heading;
        const char *asset;
        bool is_rare;
    } parts[] = {
        { "Last runs", SQL "runs", false },
        { "Held, incomplete or refused (their newest word)", SQL "waiting",
          false },
        { "No row taken in", SQL "none_taken", true },
    };

    if (json)
        return add_json(db, config, text, err);
    if (add_county(db, config, text, err))
        return -1;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (add_lines(db, parts[i].heading, parts[i].asset, parts[i].is_rare,
                      text, err))
            return -1;
    return add_withdrawn(db, config, false, text, err)
                   || add_lines(db, "Newest marks by school",
                                SQL "newest_marks", false, text, err)
               ? -1
               : 0;
}
