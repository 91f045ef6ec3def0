#include "transform/night/lost_year.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "core/asset.h"
#include "core/db.h"
#include "core/err.h"
#include "core/str.h"

#define SQL "transform/sql/lost_year.sql#"

static bool is_among(const char *relation, char *const *relations, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(relations[i], relation))
            return true;
    return false;
}

/*
 * A column holds days, "2025-09-01", or academic years, "2025/26".
 *
 * any  whether some of the tables are among those that changed
 */
static int add_counted(struct str *sql, struct db *db, char *const *relations,
                       size_t count, bool *any, struct err *err)
{
    struct query *q = db_query(db, SQL "read_counted", err);
    int row;

    while ((row = query_step(q, err)) == 1) {
        const char *column = query_text(q, 1);

        *any = *any || is_among(query_text(q, 0), relations, count);
        str_addf(sql,
                 " union select cast(substr(%s, 1, 4) as integer)"
                 " - (substr(%s, 5, 1) = '-' and substr(%s, 6, 2) < '08')"
                 " from %s where %s is not null",
                 column, column, column, query_text(q, 0), column);
    }
    return row;
}

/* Where no year was lost, and no table but that of the marks has changed, only
   marks can be of one. */
int lost_year_store(struct db *db, char *const *relations, size_t count,
                    bool anything, struct err *err)
{
    struct str sql = STR_INIT, tables = STR_INIT;
    bool any = anything;
    int64_t lost = 0;
    int ret = -1;

    if (db_read_int(db, "select count(*) from year_without_terms", &lost, err)
        || add_counted(&tables, db, relations, count, &any, err))
        goto out;
    str_addf(&sql,
             "delete from year_without_terms;"
             " insert into year_without_terms (academic_year)"
             " select distinct printf('%%04d/%%02d', year, (year + 1) %% 100) "
             "from (%s%s)"
             " where year not in (select term_year.year from term_year)",
             asset_find(SQL "marks")->text, lost || any ? tables.text : "");
    ret = db_exec(db, sql.text, err);
out:
    str_release(&sql);
    str_release(&tables);
    return ret;
}
