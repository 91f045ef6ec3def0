#include "transform/people/wanted.h"

#include <assert.h>

#include "core/asset.h"
#include "core/db.h"
#include "core/err.h"
#include "core/str.h"

int wanted_clear(struct db *db, struct err *err)
{
    return db_run_script(db, "transform/sql/wanted.sql#wanted_person", NULL, 0,
                         err)
                   || db_exec(db, "delete from temp.wanted_person", err)
               ? -1
               : 0;
}

/* The cross join makes SQLite begin with the persons: it would take a scan of
   a large table for as good. */
int wanted_query(struct query **out, struct db *db, const char *asset,
                 bool is_narrow, struct err *err)
{
    struct str sql = STR_INIT;
    const struct asset *statement;
    int ret;

    if (!is_narrow)
        return query_open_asset(out, db, asset, err);
    statement = asset_find(asset);
    assert(statement);
    str_addf(&sql,
             "select s.* from temp.wanted_person as w cross join (%s) as s"
             " on s.pupil_key = w.pupil_key order by w.pupil_key",
             statement->text);
    ret = query_open(out, db, sql.text, err);
    str_release(&sql);
    return ret;
}
