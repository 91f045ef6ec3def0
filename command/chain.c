#include "command/chain.h"

#include <stdbool.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/finding.h"
#include "core/str.h"

#define SQL "command/sql/chain.sql#"

/* The columns of #read. */
enum { RUN_ID, CONTENT, SEAL, IS_RUN };

static void seal_of(char seal[HASH_TEXT_SIZE], const char *before,
                    const char *content)
{
    struct hash *h = hash_new();

    hash_add(h, before, HASH_TEXT_SIZE - 1);
    hash_add(h, content, strlen(content));
    hash_end(h, seal);
}

/* A seal that is none stands for itself: what follows it cannot agree. */
static void take(char seal[HASH_TEXT_SIZE], const char *text)
{
    memcpy(seal, hash_is_text(text) ? text : CHAIN_ZEROS, HASH_TEXT_SIZE);
}

int chain_seal(struct db *db, int64_t run_id, const char *event,
               struct err *err)
{
    const struct db_param params[] = { { ":run_id", NULL, run_id },
                                       { ":event", event, 0 } };
    char seal[HASH_TEXT_SIZE] = CHAIN_ZEROS;
    struct query *put = NULL, *q = NULL;
    int row = -1;

    if (db_run_script(db, SQL "begin", params, 2, err)
        || query_open_asset(&put, db, SQL "put", err)
        || query_open_asset(&q, db, SQL "read", err))
        goto out;
    while ((row = query_step(q, err)) == 1) {
        if (query_is_null(q, SEAL) || *query_text(q, SEAL)) {
            take(seal, query_text(q, SEAL));
            continue;
        }
        seal_of(seal, seal, query_text(q, CONTENT));
        query_bind_int(put, 1, query_int(q, RUN_ID));
        query_bind_text(put, 2, seal);
        if (query_run(put, err)) {
            row = -1;
            break;
        }
    }
out:
    query_close(put);
    query_close(q);
    return row;
}

/* Not of an earlier version. */
static int has_seals(struct db *db, bool *has, struct err *err)
{
    int64_t found = 0;
    int ret = db_read_int(db,
                          "select count(*) from sqlite_schema"
                          " where name = 'run_seal'",
                          &found, err);

    *has = found != 0;
    return ret;
}

int chain_read_head(struct db *db, struct chain_head *head, struct err *err)
{
    struct query *q = NULL;
    bool has;
    int row = has_seals(db, &has, err);

    *head = (struct chain_head){ 0, 0, CHAIN_ZEROS };
    if (row == 0)
        row = query_open_asset(&q, db, has ? SQL "head" : SQL "unsealed", err);
    if (row == 0 && (row = query_step(q, err)) == 1) {
        head->runs = query_int(q, 0);
        head->run_id = query_int(q, 1);
        take(head->seal, query_text(q, 2));
    }
    query_close(q);
    return row < 0 ? -1 : 0;
}

int chain_check(struct db *db, struct finding *found, struct err *err)
{
    char before[HASH_TEXT_SIZE] = CHAIN_ZEROS;
    char seal[HASH_TEXT_SIZE];
    struct query *q = NULL;
    int64_t runs = 0;
    bool has;
    int row;

    if (has_seals(db, &has, err))
        return -1;
    if (!has) {
        str_add(&found->seen, "runs that are not sealed yet");
        return 0;
    }
    if (query_open_asset(&q, db, SQL "read", err))
        return -1;
    while ((row = query_step(q, err)) == 1) {
        const long long run = query_int(q, RUN_ID);

        runs += query_int(q, IS_RUN);
        seal_of(seal, before, query_text(q, CONTENT));
        if (!query_int(q, IS_RUN))
            finding_fault(found, "run %lld has a seal and no row in load_run",
                          run);
        else if (query_is_null(q, SEAL))
            finding_fault(found, "run %lld has a row in load_run and no seal",
                          run);
        else if (strcmp(seal, query_text(q, SEAL)) != 0)
            finding_fault(found,
                          "run %lld: its row in load_run is not what was"
                          " sealed, or a run before it was added, changed or"
                          " taken away",
                          run);
        take(before, query_text(q, SEAL));
    }
    query_close(q);
    str_addf(&found->seen, "%lld runs", (long long)runs);
    return row;
}
