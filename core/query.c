#include <assert.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/asset.h"
#include "core/db.h"
#include "core/db_handle.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"

int db_exec(struct db *db, const char *sql, struct err *err)
{
    int rc = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);

    return rc == SQLITE_OK ? 0 : db_fail(err, db, rc, sql);
}

int db_execf(struct db *db, struct err *err, const char *fmt, ...)
{
    struct str sql = STR_INIT;
    va_list args;
    int ret;

    va_start(args, fmt);
    str_vaddf(&sql, fmt, args);
    va_end(args);
    ret = db_exec(db, sql.text, err);
    str_release(&sql);
    return ret;
}

static const struct db_param *find_param(const struct db_param *params,
                                         size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(params[i].name, name))
            return &params[i];
    return NULL;
}

int query_bind_params(struct query *q, const struct db_param *params,
                      size_t count, struct err *err)
{
    int wanted = q ? sqlite3_bind_parameter_count(q->statement) : 0;

    for (int at = 1; at <= wanted; at++) {
        const char *name = sqlite3_bind_parameter_name(q->statement, at);
        const struct db_param *param =
            name ? find_param(params, count, name) : NULL;

        if (!param)
            return err_set(err, ERR_INTERNAL, "parameter %s is not set",
                           name ? name : "?");
        if (param->text)
            query_bind_text(q, at, param->text);
        else
            query_bind_int(q, at, param->number);
    }
    return 0;
}

int db_run_script(struct db *db, const char *asset,
                  const struct db_param *params, size_t param_count,
                  struct err *err)
{
    const struct asset *script = asset_find(asset);
    const char *at;

    if (!script)
        return err_set(err, ERR_INTERNAL, "no script '%s'", asset);
    at = script->text;
    while (*at) {
        struct query q = { .db = db };
        const char *tail = NULL;
        int rc = sqlite3_prepare_v2(db->handle, at, -1, &q.statement, &tail);
        int ret = 0;

        if (rc != SQLITE_OK) {
            db_fail(err, db, rc, at);
            return err_context(err, "%s", asset);
        }
        if (q.statement) {
            ret = query_bind_params(&q, params, param_count, err);
            if (ret == 0)
                ret = query_run(&q, err);
            sqlite3_finalize(q.statement);
        }
        if (ret)
            return err_context(err, "%s", asset);
        at = tail;
    }
    return 0;
}

/* "delete from x where key = 1;" of each table that refers to the row. */
static int write_drops(struct str *sql, struct db *db, const char *table,
                       int64_t key, struct err *err)
{
    struct query *q = NULL;
    int row;

    if (query_open_asset(&q, db, "core/sql/db.sql#referring", err))
        return -1;
    query_bind_text(q, 1, table);
    while ((row = query_step(q, err)) == 1)
        str_addf(sql, "delete from \"%s\" where \"%s\" = %lld;",
                 query_text(q, 0), query_text(q, 1), (long long)key);
    query_close(q);
    str_addf(sql, "delete from \"%s\" where rowid = %lld", table,
             (long long)key);
    return row;
}

int db_drop_key(struct db *db, const char *table, int64_t key, struct err *err)
{
    struct str sql = STR_INIT;
    int ret = write_drops(&sql, db, table, key, err);

    if (ret == 0)
        ret = db_exec(db, sql.text, err);
    str_release(&sql);
    return ret;
}

/* The row by the value that it has and the other table lacks. */
static int name_broken_key(struct db *db, struct query *broken, struct err *err)
{
    const char *table = query_text(broken, 0), *column = query_text(broken, 1);
    const char *other = query_text(broken, 2), *key = query_text(broken, 3);
    struct str sql = STR_INIT;
    struct query *q = NULL;
    int row;

    str_addf(&sql,
             "select \"%s\" from %s where \"%s\" not in"
             " (select \"%s\" from %s) limit 1",
             column, table, column, key, other);
    row = query_open(&q, db, sql.text, err) ? -1 : query_step(q, err);
    if (row >= 0)
        err_set(err, ERR_INTERNAL,
                "a row of '%s' has %s '%s', which '%s' lacks", table, column,
                row ? query_text(q, 0) : "", other);
    query_close(q);
    str_release(&sql);
    return -1;
}

int db_check_keys(struct db *db, struct err *err)
{
    struct query *q = NULL;
    int row;

    if (query_open_asset(&q, db, "core/sql/db.sql#broken_key", err))
        return -1;
    row = query_step(q, err);
    if (row == 1)
        row = name_broken_key(db, q, err);
    query_close(q);
    return row;
}

int db_read_int(struct db *db, const char *sql, int64_t *out, struct err *err)
{
    struct query *q = NULL;
    int row;

    if (query_open(&q, db, sql, err))
        return -1;
    row = query_read_int(q, out, err);
    query_close(q);
    return row < 0 ? -1 : 0;
}

int db_read_text(struct db *db, const char *asset, struct str *out,
                 struct err *err)
{
    struct query *q = NULL;
    int row;

    if (query_open_asset(&q, db, asset, err))
        return -1;
    row = query_step(q, err);
    if (row == 1)
        str_add(out, query_text(q, 0));
    query_close(q);
    return row < 0 ? -1 : 0;
}

int64_t db_changes(struct db *db)
{
    return sqlite3_changes64(db->handle);
}

int64_t db_last_rowid(struct db *db)
{
    return sqlite3_last_insert_rowid(db->handle);
}

int query_open(struct query **out, struct db *db, const char *sql,
               struct err *err)
{
    struct query *q = mem_zero(1, sizeof(*q));
    int rc = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                &q->statement, NULL);

    *out = NULL;
    if (rc != SQLITE_OK || !q->statement) {
        db_fail(err, db, rc, sql);
        free(q);
        return -1;
    }
    q->db = db;
    q->readers = db->readers;
    *out = q;
    return 0;
}

int query_open_asset(struct query **out, struct db *db, const char *asset,
                     struct err *err)
{
    const struct asset *script = asset_find(asset);

    if (!script)
        return err_set(err, ERR_INTERNAL, "no script '%s'", asset);
    if (query_open(out, db, script->text, err))
        return err_context(err, "%s", asset);
    return 0;
}

void query_close(struct query *q)
{
    if (!q)
        return;
    sqlite3_finalize(q->statement);
    free(q);
}

/* The same name from the same place is looked at, and not looked for. */
static const struct asset *find_recent(struct db *db, const char *path)
{
    uint64_t place = (uint64_t)(uintptr_t)path * 0x9e3779b97f4a7c15u;
    const struct asset **recent = &db->recent[place >> 32 & (RECENT - 1)];

    if (!*recent || strcmp((*recent)->path, path) != 0)
        *recent = asset_find(path);
    return *recent;
}

struct query *db_query(struct db *db, const char *asset, struct err *err)
{
    const struct asset *script = find_recent(db, asset);
    struct query **kept = script ? &db->kept[script - asset_table] : NULL;

    if (!kept) {
        err_set(err, ERR_INTERNAL, "no script '%s'", asset);
        return NULL;
    }
    assert(!*kept || !sqlite3_stmt_busy((*kept)->statement));
    /* A reader is asked while it is prepared. */
    if (db->may_read && *kept && (*kept)->readers != db->readers) {
        query_close(*kept);
        *kept = NULL;
    }
    if (!*kept && query_open_asset(kept, db, asset, err))
        return NULL;
    return *kept;
}

/* What SQLite does with none is to say no: the step tells of it. */
static sqlite3_stmt *statement_of(struct query *q)
{
    return q ? q->statement : NULL;
}

static void note(struct query *q, int rc)
{
    if (q && rc != SQLITE_OK && q->bound == SQLITE_OK)
        q->bound = rc;
}

void query_bind_int(struct query *q, int at, int64_t value)
{
    note(q, sqlite3_bind_int64(statement_of(q), at, value));
}

void query_bind_real(struct query *q, int at, double value)
{
    note(q, sqlite3_bind_double(statement_of(q), at, value));
}

void query_bind_text(struct query *q, int at, const char *text)
{
    if (text)
        note(q, sqlite3_bind_text(statement_of(q), at, text, -1,
                                  SQLITE_TRANSIENT));
    else
        query_bind_null(q, at);
}

void query_bind_lent(struct query *q, int at, const char *text, size_t len)
{
    note(q, sqlite3_bind_text64(statement_of(q), at, text, len, SQLITE_STATIC,
                                SQLITE_UTF8));
}

void query_bind_blob(struct query *q, int at, const void *bytes, size_t len)
{
    note(q, sqlite3_bind_blob64(statement_of(q), at, bytes, len,
                                SQLITE_TRANSIENT));
}

void query_bind_null(struct query *q, int at)
{
    note(q, sqlite3_bind_null(statement_of(q), at));
}

int query_param(struct query *q, const char *name)
{
    return sqlite3_bind_parameter_index(q->statement, name);
}

int query_step(struct query *q, struct err *err)
{
    int rc;

    if (!q)
        return -1;
    rc = q->bound;
    q->bound = SQLITE_OK;
    if (rc == SQLITE_OK)
        rc = sqlite3_step(q->statement);
    if (rc == SQLITE_ROW)
        return 1;
    if (rc != SQLITE_DONE)
        db_fail(err, q->db, rc, sqlite3_sql(q->statement));
    sqlite3_reset(q->statement);
    return rc == SQLITE_DONE ? 0 : -1;
}

int query_run(struct query *q, struct err *err)
{
    int row;

    do
        row = query_step(q, err);
    while (row == 1);
    return row;
}

void query_reset(struct query *q)
{
    if (q)
        sqlite3_reset(q->statement);
}

int query_read_int(struct query *q, int64_t *out, struct err *err)
{
    int row = query_step(q, err);

    if (row == 1) {
        *out = query_int(q, 0);
        query_reset(q);
    }
    return row;
}

int64_t query_int(struct query *q, int column)
{
    return sqlite3_column_int64(q->statement, column);
}

double query_real(struct query *q, int column)
{
    return sqlite3_column_double(q->statement, column);
}

const char *query_text(struct query *q, int column)
{
    const unsigned char *text = sqlite3_column_text(q->statement, column);

    return text ? (const char *)text : "";
}

const void *query_blob(struct query *q, int column, size_t *len)
{
    const void *bytes = sqlite3_column_blob(q->statement, column);

    *len = (size_t)sqlite3_column_bytes(q->statement, column);
    return bytes;
}

bool query_is_null(struct query *q, int column)
{
    return sqlite3_column_type(q->statement, column) == SQLITE_NULL;
}

int query_column_count(struct query *q)
{
    return sqlite3_column_count(q->statement);
}

const char *query_column_name(struct query *q, int column)
{
    return sqlite3_column_name(q->statement, column);
}

char query_column_type(struct query *q, int column)
{
    switch (sqlite3_column_type(q->statement, column)) {
    case SQLITE_INTEGER:
        return 'i';
    case SQLITE_FLOAT:
        return 'r';
    case SQLITE_TEXT:
        return 't';
    case SQLITE_BLOB:
        return 'b';
    default:
        return 'n';
    }
}
