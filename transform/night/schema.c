#include "transform/transform.h"

#include "core/db.h"
#include "core/schema.h"

/* The tables and views, a file each. A table that another version made is
   made empty; transform_run wants its rows by the hash of the same files. */
int transform_schema(struct db *db, struct err *err)
{
    return schema_update_assets(db, "transform", "transform/model/",
                                SCHEMA_MADE, err);
}

int transform_empty(struct db *db, struct err *err)
{
    return schema_update_assets(db, "transform", "transform/model/",
                                SCHEMA_ANEW, err)
                   || db_run_script(
                       db, "transform/sql/transform.sql#forget_settings", NULL,
                       0, err)
               ? -1
               : 0;
}
