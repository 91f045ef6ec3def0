#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "config/terms.h"
#include "core/asset.h"
#include "core/db.h"
#include "core/err.h"
#include "core/str.h"
#include "transform/night/run.h"

/* Code sets that code_value and marks are read from. */
static const char *const code_sets[] = {
    "codes/attendance_codes.csv",         "codes/cla_legal_status.csv",
    "codes/cla_reason_ended.csv",         "codes/ethnicity.csv",
    "codes/exclusion_review_results.csv", "codes/school_phases.csv",
};

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
    static const char *const folders[] = { "transform/model/",
                                           "transform/sql/" };
    struct hash *h = hash_new();
    int ret = 0;

    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
        for (const struct asset *a = asset_next(folders[i], NULL); a != NULL;
             a = asset_next(folders[i], a))
            hash_text(h, a->text);
    hash_terms(h, run->terms);
    hash_text(h, run->config->la_code);
    hash_text(h, run_cla_source(run));
    for (size_t i = 0; i < sizeof(code_sets) / sizeof(code_sets[0]); i++) {
        char *text = NULL;

        ret = ret || config_text(run->config, code_sets[i], &text, err);
        if (ret == 0)
            hash_text(h, text);
        free(text);
    }
    hash_end(h, run->basis);
    return ret ? -1 : 0;
}

/* Metrics, and the schools with what is above them. */
static int hash_figures(struct run *run, struct err *err)
{
    struct hash *h = hash_new();
    struct query *q = NULL;
    int row = -1;

    hash_text(h, run->catalogue.hash);
    if (query_open_asset(&q, run->db, "transform/sql/spine.sql#read_schools",
                         err))
        goto out;
    while ((row = query_step(q, err)) == 1)
        for (int i = 0; i < query_column_count(q); i++)
            hash_text(h, query_text(q, i));
out:
    query_close(q);
    hash_end(h, run->figures);
    return row;
}

static int read_setting(struct run *run, const char *name, struct str *value,
                        struct err *err)
{
    struct query *q = NULL;
    int row;

    str_clear(value);
    if (query_open_asset(&q, run->db,
                         "transform/sql/transform.sql#read_setting", err))
        return -1;
    query_bind_text(q, 1, name);
    row = query_step(q, err);
    if (row == 1)
        str_add(value, query_text(q, 0));
    query_close(q);
    return row < 0 ? -1 : 0;
}

int run_put_setting(struct run *run, const char *name, const char *value,
                    struct err *err)
{
    struct query *q = NULL;
    int ret;

    if (query_open_asset(&q, run->db, "transform/sql/transform.sql#put_setting",
                         err))
        return -1;
    query_bind_text(q, 1, name);
    query_bind_text(q, 2, value);
    ret = query_run(q, err);
    query_close(q);
    return ret;
}

/* Compare what results depend on with what they were made from. */
int run_read_changes(struct run *run, struct err *err)
{
    struct query *q = NULL;
    struct str value = STR_INIT;
    int ret = -1;

    if (query_open_asset(&q, run->db,
                         "transform/sql/transform.sql#count_changes", err)
        || query_step(q, err) != 1)
        goto out;
    run->has_changes = query_int(q, 0) != 0;
    run->is_everything = query_int(q, 1) != 0;
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
    query_close(q);
    str_release(&value);
    return ret;
}

int run_compare_figures(struct run *run, struct err *err)
{
    struct str value = STR_INIT;
    int ret = -1;

    if (hash_figures(run, err)
        || read_setting(run, "transform.figures", &value, err))
        goto out;
    run->has_new_figures = strcmp(value.text, run->figures) != 0;
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
        || run_put_setting(run, "transform.figures", run->figures, err))
        return -1;
    return db_run_script(run->db, "transform/sql/transform.sql#forget_changes",
                         NULL, 0, err);
}
