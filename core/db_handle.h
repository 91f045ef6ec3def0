#ifndef CORE_DB_HANDLE_H
#define CORE_DB_HANDLE_H
#include <sqlite3.h>
#include <stdbool.h>

#include "core/db.h"

/*
 * db_handle: what core/db.c (connections) and core/query.c (statements) know
 * of each other, and nobody else.
 */

#define RECENT 256 /* a power of two */

struct db {
    sqlite3 *handle;
    bool is_writer;
    char *damage;        /* what SQLite said of it first; NULL: nothing */
    db_reader *may_read; /* NULL: nobody asks */
    void *reader;
    uint64_t readers;    /* that were set, so far */
    struct query **kept; /* by the asset's place in the table, when asked for */
    const struct asset *recent[RECENT]; /* by where the caller's name lies */
    struct until *until; /* core/until.h; NULL: not open. SQLite frees it */
};

struct query {
    struct db *db;
    sqlite3_stmt *statement;
    int bound;        /* first error of a bind since the last step */
    uint64_t readers; /* when it was prepared */
};

/* What SQLite says of `sql`, of the file by name where one is to blame, which
   is noted as damage where it is that. -1 */
int db_fail(struct err *err, struct db *db, int rc, const char *sql);

#endif /* CORE_DB_HANDLE_H */
