#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "config/terms.h"
#include "core/db.h"
#include "core/err.h"
#include "core/source.h"
#include "core/str.h"
#include "transform/attendance/codes.h"
#include "transform/night/run.h"

#define SQL "transform/sql/transform.sql#"
#define SPINE_SQL "transform/sql/spine.sql#"

static void hash_text(struct hash *h, const char *text)
{
    hash_add(h, text, strlen(text) + 1);
}

static void hash_terms(struct hash *h, const struct terms *terms)
{
    for (size_t i = 0; i < terms->count; i++) {
        hash_add(h, &terms->years[i].year, sizeof(terms->years[i].year));
        hash_add(h, terms->years[i].half_terms,
                 sizeof(terms->years[i].half_terms));
    }
}

const char *run_cla_source(const struct run *run)
{
    return run->config->cla_from_ssda903 ? "ssda903" : "social_care";
}

static int hash_basis(struct run *run, struct err *err)
{
    static const char *const folders[] = { "core", "config", "transform" };
    struct hash *h = hash_new();
    int ret;

    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
        hash_text(h, source_hash(folders[i]));
    hash_terms(h, run->terms);
    hash_text(h, run->config->la_code);
    hash_text(h, run_cla_source(run));
    ret = codes_hash(h, run->config, err) || markcodes_hash(h, run->config, err)
              ? -1
              : 0;
    hash_end(h, run->basis);
    return ret;
}

/* What the spine reads of schools, school by school. */
static int next_school(struct query *q, struct str *says, struct err *err)
{
    int row = query_step(q, err);

    str_clear(says);
    for (int i = 1; row == 1 && i < query_column_count(q); i++)
        str_addf(says, "%s\n", query_text(q, i));
    return row;
}

/*
 * Is a school another than it was, or none any more? All cells may be: it is
 * in districts' and phases'. One that is new has rows that nobody's cells were
 * made of, which is seen in the rows; but not where some counted nowhere.
 */
static int compare_schools(struct run *run, bool *differs, struct err *err)
{
    struct query *now = db_query(run->db, SPINE_SQL "read_schools", err);
    struct query *was = db_query(run->db, SQL "read_school_basis", err);
    struct str says = STR_INIT;
    int64_t known = 0, lost = 0, found = 0, come = 0;
    int row;

    if (db_read_int(run->db, "select count(*) from school_basis", &known, err)
        || db_read_int(run->db, "select count(*) from unplaced", &lost, err))
        return -1;
    *differs = false;
    while ((row = next_school(now, &says, err)) == 1) {
        query_bind_int(was, 1, query_int(now, 0));
        row = query_step(was, err);
        if (row < 0)
            break;
        found += row;
        come += row == 0;
        if (row == 1 && strcmp(query_text(was, 0), says.text) != 0)
            *differs = true;
        query_reset(was);
    }
    *differs = *differs || found < known || (come && lost);
    str_release(&says);
    return row;
}

static int store_schools(struct run *run, struct err *err)
{
    struct query *now = db_query(run->db, SPINE_SQL "read_schools", err);
    struct query *put = db_query(run->db, SQL "put_school_basis", err);
    struct str says = STR_INIT;
    int row;

    if (run->has_new_figures
        && db_exec(run->db, "delete from school_basis", err))
        return -1;
    while ((row = next_school(now, &says, err)) == 1) {
        query_bind_int(put, 1, query_int(now, 0));
        query_bind_text(put, 2, says.text);
        row = query_run(put, err);
        if (row)
            break;
    }
    str_release(&says);
    return row;
}

static int read_setting(struct run *run, const char *name, struct str *value,
                        struct err *err)
{
    struct query *q = db_query(run->db, SQL "read_setting", err);
    int row;

    str_clear(value);
    query_bind_text(q, 1, name);
    row = query_step(q, err);
    if (row == 1)
        str_add(value, query_text(q, 0));
    query_reset(q);
    return row < 0 ? -1 : 0;
}

int run_put_setting(struct run *run, const char *name, const char *value,
                    struct err *err)
{
    struct query *q = db_query(run->db, SQL "put_setting", err);

    query_bind_text(q, 1, name);
    query_bind_text(q, 2, value);
    return query_run(q, err);
}

/* Compare what results depend on with what they were made from. */
int run_read_changes(struct run *run, struct err *err)
{
    struct query *q = db_query(run->db, SQL "count_changes", err);
    struct str value = STR_INIT;
    int ret = -1;

    if (query_step(q, err) != 1)
        return -1;
    run->has_changes = query_int(q, 0) != 0;
    run->is_everything = query_int(q, 1) != 0;
    query_reset(q);
    if (hash_basis(run, err)
        || read_setting(run, "transform.basis", &value, err))
        goto out;
    run->has_new_basis = strcmp(value.text, run->basis) != 0;
    if (read_setting(run, "transform.as_of", &value, err))
        goto out;
    run->last_as_of = date_parse_iso(value.text);
    if (run->has_new_basis || run->last_as_of == DATE_NONE)
        run->is_everything = true;
    ret = 0;
out:
    str_release(&value);
    return ret;
}

int run_compare_figures(struct run *run, struct err *err)
{
    struct str value = STR_INIT;
    bool differs;
    int ret = -1;

    if (read_setting(run, "transform.metrics", &value, err)
        || compare_schools(run, &differs, err))
        goto out;
    run->has_new_figures =
        differs || strcmp(value.text, run->catalogue.hash) != 0;
    ret = 0;
out:
    str_release(&value);
    return ret;
}

int run_store_settings(struct run *run, struct err *err)
{
    char as_of[DATE_TEXT_SIZE];

    date_format(run->as_of, as_of);
    if (run_put_setting(run, "transform.as_of", as_of, err)
        || run_put_setting(run, "transform.basis", run->basis, err)
        || run_put_setting(run, "transform.metrics", run->catalogue.hash, err)
        || store_schools(run, err))
        return -1;
    return db_run_script(run->db, SQL "forget_changes", NULL, 0, err);
}
