#include "ingest/load/listing.h"

#include "core/db.h"
#include "core/str.h"
#include "ingest/read/type.h"

static int update_rows(struct db *db, const struct type *type, struct err *err)
{
    struct str sql = STR_INIT;
    int ret;

    str_addf(&sql,
             "update %s set gone_date = snapshot_after.gone_date"
             " from temp.snapshot_after"
             " where snapshot_after.content_id = %s.seen_id"
             " and snapshot_after.gone_date is not %s.gone_date"
             " and snapshot_after.part = ",
             type->table, type->table, type->table);
    if (type->part >= 0)
        str_addf(&sql, "%s.%s", type->table, type->fields[type->part].name);
    else
        str_add(&sql, "''");
    ret = db_exec(db, sql.text, err);
    str_release(&sql);
    return ret;
}

static int settle(struct db *db, const struct type *type, struct err *err)
{
    const struct db_param name = { ":type", type->reports_as, 0 };

    return db_run_script(db, "ingest/sql/listing.sql", &name, 1, err)
                   || update_rows(db, type, err)
               ? -1
               : 0;
}

int listing_settle(struct db *db, const struct type_set *types, struct err *err)
{
    for (size_t i = 0; i < types->count; i++)
        if (types->types[i].mode == TYPE_SNAPSHOT
            && settle(db, &types->types[i], err))
            return -1;
    return 0;
}
