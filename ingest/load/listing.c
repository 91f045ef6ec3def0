#include "ingest/load/listing.h"

#include "core/db.h"
#include "core/str.h"
#include "ingest/read/type.h"

#define SQL "ingest/sql/listing.sql#"

static int update_rows(struct db *db, const struct type *type, struct err *err)
{
    struct str sql = STR_INIT;
    struct query *q = NULL;
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
        str_add(&sql, "?1");
    ret = query_open(&q, db, sql.text, err);
    if (ret == 0 && type->part < 0)
        query_bind_text(q, 1, "");
    if (ret == 0)
        ret = query_run(q, err);
    query_close(q);
    str_release(&sql);
    return ret;
}

static int settle(struct db *db, const struct type *type, struct err *err)
{
    struct query *fill = NULL;
    int ret = -1;

    if (db_run_script(db, SQL "begin", NULL, 0, err)
        || query_open_asset(&fill, db, SQL "fill", err))
        return -1;
    query_bind_text(fill, 1, type->reports_as);
    if (query_run(fill, err) == 0)
        ret = update_rows(db, type, err);
    query_close(fill);
    return ret;
}

int listing_settle(struct db *db, const struct type_set *types, struct err *err)
{
    for (size_t i = 0; i < types->count; i++)
        if (types->types[i].mode == TYPE_SNAPSHOT
            && settle(db, &types->types[i], err))
            return -1;
    return 0;
}
