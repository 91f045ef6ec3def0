#include "ingest/keep/journal.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "config/table.h"
#include "core/db.h"
#include "core/err.h"
#include "core/hash.h"
#include "core/outfile.h"
#include "core/str.h"
#include "ingest/keep/content.h"
#include "ingest/read/decode.h"

#define SQL "ingest/sql/journal.sql#"

/* --- what a cell must be: it becomes paths and rows ----------------------- */

/* A type that is gone is no fault: what a content is, is told anew. */
static bool is_type(const char *text)
{
    return strlen(text) < sizeof(((struct content *)NULL)->type)
           && strspn(text, " abcdefghijklmnopqrstuvwxyz0123456789_")
                  == strlen(text);
}

static bool is_status(const char *text)
{
    return !strcmp(text, "loaded") || !strcmp(text, "held")
           || !strcmp(text, "withdrawn");
}

static bool is_flag(const char *text)
{
    return !strcmp(text, "0") || !strcmp(text, "1");
}

static bool is_encoding(const char *text)
{
    return text[0] >= '0' && text[0] < '0' + ENCODINGS && !text[1];
}

static const struct column {
    const char *name;
    bool (*is_good)(const char *text);
    const char *what;
} columns[] = {
    { "sha256", hash_is_text, "a SHA-256" },
    { "type", is_type, "a type's name" },
    { "status", is_status, "loaded, held or withdrawn" },
    { "is_released", is_flag, "0 or 1" },
    { "encoding", is_encoding, "the number of an encoding" },
    { "stamp", stamp_is_valid, "a time like 2025-09-01T00:00:00" },
};
#define COLUMNS ((int)(sizeof(columns) / sizeof(columns[0])))

/* --- writing -------------------------------------------------------------- */

int journal_write(struct db *db, const char *archive, struct err *err)
{
    struct str path = STR_INIT, text = STR_INIT;
    struct query *q = NULL;
    int row;

    if (query_open_asset(&q, db, SQL "read", err))
        return -1;
    for (int i = 0; i < COLUMNS; i++)
        str_addf(&text, "%s%s", i ? "," : "", columns[i].name);
    str_add(&text, "\n");
    while ((row = query_step(q, err)) == 1) {
        for (int i = 0; i < COLUMNS; i++)
            str_addf(&text, "%s%s", i ? "," : "", query_text(q, i));
        str_add(&text, "\n");
    }
    query_close(q);
    str_addf(&path, "%s/contents.csv", archive);
    if (row == 0)
        row = folder_make(archive, err) || folder_flush(archive, err)
                      || outfile_write(path.text, text.text, text.len, err)
                  ? -1
                  : 0;
    str_release(&path);
    str_release(&text);
    return row;
}

/* --- reading -------------------------------------------------------------- */

static int find_columns(const struct table *t, int at[COLUMNS], struct err *err)
{
    for (int i = 0; i < COLUMNS; i++) {
        at[i] = table_column(t, columns[i].name);
        if (at[i] < 0)
            return err_set(err, ERR_DATA, "%s:1: there is no column '%s'",
                           t->name, columns[i].name);
    }
    return 0;
}

static int check_row(const struct table *t, size_t row, const int at[COLUMNS],
                     struct err *err)
{
    for (int i = 0; i < COLUMNS; i++)
        if (!columns[i].is_good(table_cell(t, row, at[i])))
            return err_set(err, ERR_DATA, "%s:%d: column '%s': not %s", t->name,
                           t->lines[row], columns[i].name, columns[i].what);
    return 0;
}

static int add_row(struct db *db, struct query *put, struct query *put_stamp,
                   const struct table *t, size_t row, const int at[COLUMNS],
                   struct err *err)
{
    for (int i = 0; i < COLUMNS; i++)
        query_bind_text(put, i + 1, table_cell(t, row, at[i]));
    if (query_run(put, err))
        return -1;
    if (!db_changes(db))
        return err_set(err, ERR_DATA,
                       "%s:%d: the line of this content before says otherwise",
                       t->name, t->lines[row]);
    query_bind_text(put_stamp, 1, table_cell(t, row, at[0]));
    query_bind_text(put_stamp, 2, table_cell(t, row, at[COLUMNS - 1]));
    return query_run(put_stamp, err);
}

static int read_rows(struct db *db, const struct table *t, struct err *err)
{
    struct query *put = NULL, *put_stamp = NULL;
    int at[COLUMNS];
    int ret = -1;

    if (find_columns(t, at, err) || query_open_asset(&put, db, SQL "put", err)
        || query_open_asset(&put_stamp, db, SQL "put_stamp", err))
        goto out;
    for (size_t row = 0; row < t->row_count; row++)
        if (check_row(t, row, at, err)
            || add_row(db, put, put_stamp, t, row, at, err))
            goto out;
    ret = 0;
out:
    query_close(put);
    query_close(put_stamp);
    return ret;
}

static int is_empty(struct db *db, bool *empty, struct err *err)
{
    struct query *q = NULL;
    int row;

    if (query_open_asset(&q, db, SQL "is_empty", err))
        return -1;
    row = query_step(q, err);
    query_close(q);
    *empty = row == 1;
    return row < 0 ? -1 : 0;
}

static int read_file(struct db *db, const char *path, struct err *err)
{
    struct table t;
    char *text = NULL;
    size_t len;
    int ret = -1;

    memset(&t, 0, sizeof(t));
    if (file_read(path, &text, &len, err))
        goto out;
    if (strlen(text) != len)
        err_set(err, ERR_DATA, "%s: has a NUL byte", path);
    else if (table_parse(&t, path, text, err))
        err->code = ERR_DATA; /* it is no file of the config */
    else
        ret = read_rows(db, &t, err);
out:
    table_release(&t);
    free(text);
    return ret;
}

int journal_read(struct db *db, const char *archive, struct err *err)
{
    struct str path = STR_INIT;
    bool empty;
    int ret = is_empty(db, &empty, err);

    str_addf(&path, "%s/contents.csv", archive);
    if (ret == 0 && empty && file_is_there(path.text))
        ret = read_file(db, path.text, err);
    str_release(&path);
    return ret;
}
