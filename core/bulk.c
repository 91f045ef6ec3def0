#include "core/bulk.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/asset.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"

#define ROWS 16 /* a statement; of more each costs as much */

enum kind { KIND_NULL, KIND_INT, KIND_REAL, KIND_TEXT };

struct value {
    enum kind kind;
    union {
        int64_t integer;
        double real;
        const char *text;
    } as;
    size_t len; /* of a text */
};

struct bulk {
    struct query *one, *many;
    size_t width; /* values a row */
    struct value *values;
    size_t count; /* of them, of whole rows and of the one at hand */
};

/* The statement with its row of parameters so often. */
static int write_many(struct str *sql, const char *asset, struct err *err)
{
    const struct asset *script = asset_find(asset);
    const char *row = script ? strstr(script->text, "values (?1") : NULL;
    const char *end = row ? strchr(row, ')') : NULL;
    size_t width = 0;

    if (!end)
        return err_set(err, ERR_INTERNAL, "no rows in '%s'", asset);
    row += strlen("values ");
    str_add_n(sql, script->text, (size_t)(row - script->text));
    for (const char *at = row; at < end; at++)
        width += *at == '?';
    for (size_t i = 0; i < ROWS * width; i++)
        str_addf(sql, "%s?%s",
                 i % width ? ", "
                 : i       ? ", ("
                           : "(",
                 i % width + 1 == width ? ")" : "");
    str_add(sql, end + 1);
    return (int)width;
}

int bulk_open(struct bulk **out, struct db *db, const char *asset,
              struct err *err)
{
    struct bulk *b = mem_zero(1, sizeof(*b));
    struct str sql = STR_INIT;
    int width = write_many(&sql, asset, err);
    int ret = -1;

    if (width > 0 && query_open_asset(&b->one, db, asset, err) == 0
        && query_open(&b->many, db, sql.text, err) == 0) {
        b->width = (size_t)width;
        b->values = mem_zero(ROWS * b->width, sizeof(*b->values));
        ret = 0;
    }
    str_release(&sql);
    if (ret)
        bulk_close(b);
    *out = ret ? NULL : b;
    return ret;
}

void bulk_close(struct bulk *b)
{
    if (!b)
        return;
    query_close(b->one);
    query_close(b->many);
    free(b->values);
    free(b);
}

static void add(struct bulk *b, struct value value)
{
    assert(b->count < ROWS * b->width);
    b->values[b->count++] = value;
}

void bulk_int(struct bulk *b, int64_t value)
{
    add(b, (struct value){ KIND_INT, { .integer = value }, 0 });
}

void bulk_real(struct bulk *b, double value)
{
    add(b, (struct value){ KIND_REAL, { .real = value }, 0 });
}

void bulk_null(struct bulk *b)
{
    add(b, (struct value){ KIND_NULL, { 0 }, 0 });
}

void bulk_lent(struct bulk *b, const char *text, size_t len)
{
    add(b, (struct value){ KIND_TEXT, { .text = text }, len });
}

static int run(struct query *q, const struct value *values, size_t count,
               struct err *err)
{
    for (size_t i = 0; i < count; i++) {
        int at = (int)i + 1;

        switch (values[i].kind) {
        case KIND_INT:
            query_bind_int(q, at, values[i].as.integer);
            break;
        case KIND_REAL:
            query_bind_real(q, at, values[i].as.real);
            break;
        case KIND_TEXT:
            query_bind_lent(q, at, values[i].as.text, values[i].len);
            break;
        default:
            query_bind_null(q, at);
            break;
        }
    }
    return query_run(q, err);
}

int bulk_put(struct bulk *b, struct err *err)
{
    assert(b->count && b->count % b->width == 0);
    return b->count == ROWS * b->width ? bulk_flush(b, err) : 0;
}

int bulk_flush(struct bulk *b, struct err *err)
{
    size_t count = b->count;

    assert(count % b->width == 0);
    b->count = 0; /* an error ends the transaction that they were for */
    if (count == ROWS * b->width)
        return run(b->many, b->values, count, err);
    for (size_t at = 0; at < count; at += b->width)
        if (run(b->one, b->values + at, b->width, err))
            return -1;
    return 0;
}
