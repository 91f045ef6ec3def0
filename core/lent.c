#include "core/lent.h"

#include <sqlite3.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"

/* What SQLite's planner takes a table of unknown size for. */
#define MANY 1e6

enum plan { PLAN_ALL, PLAN_KEY };

struct lent_rows {
    struct lent_value *values; /* row by row */
    size_t count, capacity;    /* rows */
    size_t width;
};

/* Of whom SQLite knows only the first member. */
struct table {
    sqlite3_vtab base;
    const struct lent *lent;
    const void *context;
};
struct cursor {
    sqlite3_vtab_cursor base;
    const struct table *table;
    size_t group, end; /* the one at hand, and behind the last */
    struct lent_rows rows;
    size_t at;
};

/* A module's own: what its table is made of. */
struct lending {
    const struct lent *lent;
    const void *context;
};

struct lent_value *lent_add(struct lent_rows *rows)
{
    struct lent_value *row;

    if (rows->count == rows->capacity) {
        rows->capacity = rows->capacity ? 2 * rows->capacity : 4;
        rows->values = mem_grow(rows->values, rows->capacity * rows->width,
                                sizeof(*rows->values));
    }
    row = rows->values + rows->count++ * rows->width;
    for (size_t i = 0; i < rows->width; i++)
        row[i].kind = LENT_NULL;
    return row;
}

static int connect(sqlite3 *handle, void *own, int count,
                   const char *const *words, sqlite3_vtab **out, char **error)
{
    const struct lending *lending = own;
    struct table *table = mem_zero(1, sizeof(*table));
    struct str sql = STR_INIT;
    int rc;

    (void)count;
    (void)words;
    (void)error;
    table->lent = lending->lent;
    table->context = lending->context;
    str_addf(&sql, "create table lent (%s)", lending->lent->columns);
    rc = sqlite3_declare_vtab(handle, sql.text);
    str_release(&sql);
    if (rc == SQLITE_OK)
        *out = &table->base;
    else
        free(table);
    return rc;
}

/* One of its own: else the module's name were a table's by itself. */
static int create(sqlite3 *handle, void *own, int count,
                  const char *const *words, sqlite3_vtab **out, char **error)
{
    return connect(handle, own, count, words, out, error);
}

static int disconnect(sqlite3_vtab *table)
{
    free(table);
    return SQLITE_OK;
}

static bool is_by_key(const sqlite3_index_info *info)
{
    return info->nOrderBy == 1 && info->aOrderBy[0].iColumn == 0
           && !info->aOrderBy[0].desc;
}

static int choose(sqlite3_vtab *table, sqlite3_index_info *info)
{
    (void)table;
    info->idxNum = PLAN_ALL;
    info->estimatedRows = (sqlite3_int64)MANY;
    info->estimatedCost = MANY;
    info->orderByConsumed = is_by_key(info);
    for (int i = 0; i < info->nConstraint; i++) {
        if (!info->aConstraint[i].usable || info->aConstraint[i].iColumn != 0
            || info->aConstraint[i].op != SQLITE_INDEX_CONSTRAINT_EQ)
            continue;
        info->aConstraintUsage[i].argvIndex = 1;
        info->idxNum = PLAN_KEY;
        info->estimatedRows = 1;
        info->estimatedCost = 2;
        break;
    }
    return SQLITE_OK;
}

static int open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
    struct cursor *cursor = mem_zero(1, sizeof(*cursor));

    cursor->table = (const struct table *)(const void *)table;
    cursor->rows.width = cursor->table->lent->column_count;
    *out = &cursor->base;
    return SQLITE_OK;
}

static struct cursor *own(sqlite3_vtab_cursor *base)
{
    return (struct cursor *)(void *)base;
}

static int close_cursor(sqlite3_vtab_cursor *base)
{
    free(own(base)->rows.values);
    free(base);
    return SQLITE_OK;
}

/* On to a row, from the group at hand on. */
static void settle(struct cursor *c)
{
    const struct table *t = c->table;

    c->at = 0;
    for (; c->group < c->end; c->group++) {
        c->rows.count = 0;
        t->lent->fill(t->context, c->group, &c->rows);
        if (c->rows.count)
            return;
    }
}

/* A key of another type is found by no number; SQLite compares it again. */
static int filter(sqlite3_vtab_cursor *base, int plan, const char *name,
                  int count, sqlite3_value **values)
{
    struct cursor *c = own(base);
    const struct table *t = c->table;

    (void)name;
    (void)count;
    c->group = 0;
    c->end = t->lent->count(t->context);
    if (plan == PLAN_KEY) {
        c->group = t->lent->find(t->context, sqlite3_value_int64(values[0]));
        if (c->group < c->end)
            c->end = c->group + 1;
    }
    settle(c);
    return SQLITE_OK;
}

static int next(sqlite3_vtab_cursor *base)
{
    struct cursor *c = own(base);

    if (++c->at == c->rows.count) {
        c->group++;
        settle(c);
    }
    return SQLITE_OK;
}

static int is_at_end(sqlite3_vtab_cursor *base)
{
    return own(base)->group == own(base)->end;
}

static int column(sqlite3_vtab_cursor *base, sqlite3_context *to, int at)
{
    const struct cursor *c = own(base);
    const struct lent_value *value =
        c->rows.values + c->at * c->rows.width + (size_t)at;

    switch (value->kind) {
    case LENT_INT:
        sqlite3_result_int64(to, value->number);
        break;
    case LENT_TEXT:
        sqlite3_result_text(to, value->text, -1, SQLITE_STATIC);
        break;
    case LENT_SHORT:
        sqlite3_result_text(to, value->letters, -1, SQLITE_TRANSIENT);
        break;
    default:
        break;
    }
    return SQLITE_OK;
}

static int rowid(sqlite3_vtab_cursor *base, sqlite3_int64 *out)
{
    *out = (sqlite3_int64)(own(base)->group << 16 | own(base)->at);
    return SQLITE_OK;
}

int lent_open(struct db *db, const struct lent *lent, const void *context,
              struct err *err)
{
    static const sqlite3_module module = {
        .xCreate = create,
        .xConnect = connect,
        .xBestIndex = choose,
        .xDisconnect = disconnect,
        .xDestroy = disconnect,
        .xOpen = open_cursor,
        .xClose = close_cursor,
        .xFilter = filter,
        .xNext = next,
        .xEof = is_at_end,
        .xColumn = column,
        .xRowid = rowid,
    };
    struct lending *lending = mem_zero(1, sizeof(*lending));

    lending->lent = lent;
    lending->context = context;
    return db_add_module(db, lent->name, &module, lending, err)
                   || db_execf(db, err, "create virtual table temp.%s using %s",
                               lent->name, lent->name)
               ? -1
               : 0;
}

/* Where that cannot be the connection is good for nothing but to be closed. */
void lent_close(struct db *db, const struct lent *lent)
{
    struct err unsaid = ERR_INIT;

    if (db_execf(db, &unsaid, "drop table if exists temp.%s", lent->name))
        return;
}
