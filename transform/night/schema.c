#include "transform/transform.h"

#include "core/schema.h"

/* The tables and views, a file each. A table that another version made is
   made empty; transform_run wants its rows by the hash of the same files. */
int transform_schema(struct db *db, struct err *err)
{
    return schema_update_assets(db, "transform", "transform/model/", err);
}
