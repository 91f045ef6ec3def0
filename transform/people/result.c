#include "transform/people/result.h"

#include <stddef.h>

#include "core/db.h"
#include "core/err.h"

#define SQL "transform/sql/result.sql#"

int result_store(struct db *db, bool everybody, struct err *err)
{
    return db_run_script(db, everybody ? SQL "store_all" : SQL "store", NULL, 0,
                         err);
}

int result_ask(struct db *db, struct err *err)
{
    struct query *q = NULL;
    int ret = query_open_asset(&q, db, SQL "ask", err);

    query_close(q);
    return ret;
}
