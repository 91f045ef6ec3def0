#include "report/shown/figures.h"

#include <string.h>

#include "core/asset.h"
#include "core/db.h"
#include "core/err.h"
#include "core/str.h"

#define SQL "report/sql/figure.sql#"
#define SET "{set}"

int figures_prepare(struct db *db, struct err *err)
{
    return db_run_script(db, SQL "beside", NULL, 0, err);
}

/* The text that all sets have in common, of one of them. */
static int add_views(struct db *db, const char *set, struct err *err)
{
    const char *text = asset_find(SQL "figure")->text;
    struct str sql = STR_INIT;
    const char *at;
    int ret;

    while ((at = strstr(text, SET))) {
        str_add_n(&sql, text, (size_t)(at - text));
        str_add(&sql, set);
        text = at + strlen(SET);
    }
    str_add(&sql, text);
    ret = db_exec(db, sql.text, err);
    str_release(&sql);
    return ret;
}

int figures_add(struct db *db, const char *set, struct err *err)
{
    struct str own = STR_INIT;
    int ret;

    str_addf(&own, SQL "%s", set);
    ret = db_run_script(db, own.text, NULL, 0, err) || add_views(db, set, err);
    str_release(&own);
    return ret ? -1 : 0;
}
