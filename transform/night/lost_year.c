#include "transform/night/lost_year.h"

#include "core/asset.h"
#include "core/db.h"
#include "core/err.h"
#include "core/str.h"

#define SQL "transform/sql/lost_year.sql#"

/* A column holds days, "2025-09-01", or academic years, "2025/26". */
static int add_counted(struct str *sql, struct db *db, struct err *err)
{
    struct query *q = db_query(db, SQL "read_counted", err);
    int row;

    while ((row = query_step(q, err)) == 1) {
        const char *column = query_text(q, 1);

        str_addf(sql,
                 " union select cast(substr(%s, 1, 4) as integer)"
                 " - (substr(%s, 5, 1) = '-' and substr(%s, 6, 2) < '08')"
                 " from %s where %s is not null",
                 column, column, column, query_text(q, 0), column);
    }
    return row;
}

int lost_year_store(struct db *db, struct err *err)
{
    struct str sql = STR_INIT;
    int ret = -1;

    str_addf(&sql,
             "delete from year_without_terms;"
             " insert into year_without_terms (academic_year)"
             " select printf('%%04d/%%02d', year, (year + 1) %% 100) from (%s",
             asset_find(SQL "marks")->text);
    if (add_counted(&sql, db, err))
        goto out;
    str_add(&sql, ") where year not in (select term_year.year from term_year)");
    ret = db_exec(db, sql.text, err);
out:
    str_release(&sql);
    return ret;
}
