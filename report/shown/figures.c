#include "report/shown/figures.h"

#include "core/asset.h"
#include "core/db.h"
#include "core/err.h"
#include "core/field.h"
#include "core/str.h"

#define SQL "report/sql/figure.sql#"
#define FINDING "report/sql/finding.sql#"
#define DOUBT "report/sql/doubt.sql#"
#define SILENT "report/sql/silent.sql#"

int figures_silent(struct db *db, struct err *err)
{
    return db_run_script(db, SILENT "silent", NULL, 0, err);
}

int figures_prepare(struct db *db, struct err *err)
{
    return db_run_script(db, DOUBT "doubt", NULL, 0, err)
                   || db_run_script(db, SQL "beside", NULL, 0, err)
                   || db_run_script(db, FINDING "measure", NULL, 0, err)
                   || field_add(db, "gap_of", SQL "gap_of", 7, err)
                   || field_add(db, "metric_of", SQL "metric_of", 7, err)
                   || field_add(db, "change_of", SQL "change_of", 6, err)
               ? -1
               : 0;
}

static int add_words(struct db *db, const char *set, struct err *err)
{
    struct str sql = STR_INIT;
    int ret;

    str_add_filled(&sql, asset_find(SQL "figure")->text, "{set}", set);
    ret = db_exec(db, sql.text, err);
    str_release(&sql);
    return ret;
}

int figures_ask(struct db *db, const char *set, struct err *err)
{
    struct str name = STR_INIT;
    struct str asset = STR_INIT;
    int ret;

    str_addf(&name, "%s_cell", set);
    str_addf(&asset, SQL "%s", name.text);
    ret = field_add(db, name.text, asset.text, 7, err);
    str_release(&name);
    str_release(&asset);
    return ret;
}

int figures_add(struct db *db, const char *set, struct err *err)
{
    struct str own = STR_INIT;
    int ret;

    str_addf(&own, SQL "%s", set);
    ret = db_run_script(db, own.text, NULL, 0, err) || add_words(db, set, err)
          || figures_ask(db, set, err);
    str_release(&own);
    return ret ? -1 : 0;
}

int figures_find(struct db *db, struct err *err)
{
    return db_run_script(db, FINDING "finding", NULL, 0, err);
}
