#include "core/field.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/db_handle.h"
#include "core/err.h"
#include "core/mem.h"

struct values {
    sqlite3_value **items;
    int count;
};

struct field {
    struct db *db;
    char *asset;
    struct values keys;    /* of the row that is kept; none: there is none */
    struct values row;     /* none: these keys have none */
    sqlite3_int64 written; /* rows by the connection, when it was found */
};

static void values_release(struct values *values)
{
    for (int i = 0; i < values->count; i++)
        sqlite3_value_free(values->items[i]);
    free(values->items);
    *values = (struct values){ 0 };
}

/* SQLite's own words for no memory are the caller's to say. */
static bool values_add(struct values *values, const sqlite3_value *value)
{
    sqlite3_value *copy = sqlite3_value_dup(value);

    if (copy)
        values->items[values->count++] = copy;
    return copy != NULL;
}

static void field_forget(struct field *f)
{
    values_release(&f->keys);
    values_release(&f->row);
}

static void field_free(void *own)
{
    struct field *f = own;

    field_forget(f);
    free(f->asset);
    free(f);
}

/* What is no text is asked for anew. */
static bool is_same_key(sqlite3_value *a, sqlite3_value *b)
{
    int len;

    if (sqlite3_value_type(a) != SQLITE_TEXT
        || sqlite3_value_type(b) != SQLITE_TEXT)
        return false;
    len = sqlite3_value_bytes(a);
    return len == sqlite3_value_bytes(b)
           && !memcmp(sqlite3_value_text(a), sqlite3_value_text(b),
                      (size_t)len);
}

static bool has_null(sqlite3_value **keys, int count)
{
    for (int i = 0; i < count; i++)
        if (sqlite3_value_type(keys[i]) == SQLITE_NULL)
            return true;
    return false;
}

static bool is_kept(const struct field *f, sqlite3_value **keys, int count)
{
    bool is_same = f->keys.count == count
                   && f->written == sqlite3_total_changes64(f->db->handle);

    for (int i = 0; is_same && i < count; i++)
        is_same = is_same_key(f->keys.items[i], keys[i]);
    return is_same;
}

static int keep_row(struct field *f, sqlite3_stmt *statement)
{
    int count = sqlite3_column_count(statement);

    f->row.items = mem_zero((size_t)count, sizeof(*f->row.items));
    for (int i = 0; i < count; i++)
        if (!values_add(&f->row, sqlite3_column_value(statement, i)))
            return SQLITE_NOMEM;
    return SQLITE_OK;
}

static int keep_keys(struct field *f, sqlite3_value **keys, int count)
{
    f->keys.items = mem_zero((size_t)count, sizeof(*f->keys.items));
    for (int i = 0; i < count; i++)
        if (!values_add(&f->keys, keys[i]))
            return SQLITE_NOMEM;
    f->written = sqlite3_total_changes64(f->db->handle);
    return SQLITE_OK;
}

/* SQLite's code for what went wrong; SQLITE_OK: what there is, is kept. */
static int find(struct field *f, sqlite3_stmt *statement, sqlite3_value **keys,
                int count)
{
    int rc = SQLITE_OK;
    int ended;

    field_forget(f);
    for (int i = 0; rc == SQLITE_OK && i < count; i++)
        rc = sqlite3_bind_value(statement, i + 1, keys[i]);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(statement);
    if (rc == SQLITE_ROW)
        rc = keep_row(f, statement);
    else if (rc == SQLITE_DONE)
        rc = SQLITE_OK;
    ended = sqlite3_reset(statement);
    if (rc == SQLITE_OK)
        rc = ended == SQLITE_OK ? keep_keys(f, keys, count) : ended;
    if (rc != SQLITE_OK)
        field_forget(f);
    return rc;
}

/* Where the field stands in the row; -1: nowhere. */
static int column_of(sqlite3_stmt *statement, const char *field)
{
    for (int i = 0; i < sqlite3_column_count(statement); i++)
        if (!strcmp(sqlite3_column_name(statement, i), field))
            return i;
    return -1;
}

static void answer(sqlite3_context *call, struct field *f, struct query *q,
                   sqlite3_value **from, int count)
{
    const char *field = (const char *)sqlite3_value_text(from[0]);
    int column = column_of(q->statement, field ? field : "");
    int rc = SQLITE_OK;

    if (column < 0) {
        char *words = sqlite3_mprintf("no such column: %s", field);

        sqlite3_result_error(call, words, -1);
        sqlite3_free(words);
        return;
    }
    if (has_null(from + 1, count - 1))
        return;
    if (!is_kept(f, from + 1, count - 1))
        rc = find(f, q->statement, from + 1, count - 1);
    if (rc != SQLITE_OK) {
        sqlite3_result_error(call, sqlite3_errmsg(f->db->handle), -1);
        sqlite3_result_error_code(call, rc);
    } else if (f->row.count) {
        sqlite3_result_value(call, f->row.items[column]);
    }
}

static void call_field(sqlite3_context *call, int count, sqlite3_value **from)
{
    struct field *f = sqlite3_user_data(call);
    struct err err = ERR_INIT;
    struct query *q = db_query(f->db, f->asset, &err);

    if (q) {
        answer(call, f, q, from, count);
    } else {
        sqlite3_result_error(call, err.msg, -1);
        if (err.code != ERR_INTERNAL)
            sqlite3_result_error_code(call,
                                      sqlite3_extended_errcode(f->db->handle));
    }
}

int field_add(struct db *db, const char *name, const char *asset, int key_count,
              struct err *err)
{
    struct field *f = mem_zero(1, sizeof(*f));
    int rc;

    assert(key_count > 0 && key_count <= FIELD_KEYS);
    f->db = db;
    f->asset = mem_dup(asset);
    /* The same arguments say something else when rows have changed. */
    rc = sqlite3_create_function_v2(db->handle, name, key_count + 1,
                                    SQLITE_UTF8 | SQLITE_DIRECTONLY, f,
                                    call_field, NULL, NULL, field_free);
    return rc == SQLITE_OK ? 0 : db_fail(err, db, rc, name);
}
