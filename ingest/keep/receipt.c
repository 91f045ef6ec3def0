#include "ingest/keep/receipt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/table.h"
#include "core/date.h"
#include "core/db.h"
#include "core/err.h"
#include "core/hash.h"
#include "core/outfile.h"
#include "core/path.h"
#include "core/str.h"
#include "ingest/keep/stamp.h"

#define SQL "ingest/sql/erased.sql#"
#define FIRST "# forgotten in run "

/* --- what a line is ------------------------------------------------------- */

static bool is_nothing(const char *text)
{
    return !*text;
}

static bool is_digest_or_nothing(const char *text)
{
    return !*text || hash_is_text(text);
}

static bool is_day(const char *text)
{
    return date_parse_iso(text) != DATE_NONE;
}

static bool is_types(const char *text)
{
    return strspn(text, " abcdefghijklmnopqrstuvwxyz0123456789_")
           == strlen(text);
}

static bool is_count(const char *text)
{
    return strlen(text) < 18 && strspn(text, "0123456789") == strlen(text);
}

#define COLUMNS 5
static const char *const headings[COLUMNS] = { "what", "id", "to", "type",
                                               "rows" };

/* What the cells after the first must be, and where they go. */
static const struct line {
    const char *what;
    bool (*is_good[COLUMNS - 1])(const char *text);
    const char *asset;
} lines[] = {
    { "key",
      { hash_is_text, is_nothing, is_nothing, is_nothing },
      SQL "take_witness" },
    { "gone",
      { hash_is_text, is_nothing, is_nothing, is_nothing },
      SQL "take_id" },
    { "other",
      { hash_is_text, is_nothing, is_nothing, is_nothing },
      SQL "take_id" },
    { "content",
      { hash_is_text, is_digest_or_nothing, is_types, is_count },
      SQL "take_content" },
    { "before",
      { is_day, is_nothing, is_nothing, is_nothing },
      SQL "take_before" },
};

/* --- writing -------------------------------------------------------------- */

/* The first digest in it makes the name its own, whatever run it is. */
static int add_lines(struct db *db, int64_t run, struct str *text,
                     char name[RECEIPT_NAME_SIZE], struct err *err)
{
    struct query *q = NULL;
    int row;

    if (query_open_asset(&q, db, SQL "receipt", err))
        return -1;
    query_bind_int(q, 1, run);
    while ((row = query_step(q, err)) == 1) {
        if (!*name)
            snprintf(name, RECEIPT_NAME_SIZE, "%06lld-%.10s.csv",
                     (long long)run, query_text(q, 1));
        for (int i = 0; i < COLUMNS; i++)
            str_addf(text, "%s%s", i ? "," : "", query_text(q, i));
        str_add_c(text, '\n');
    }
    query_close(q);
    return row;
}

int receipt_write(struct db *db, const char *archive, int64_t run, int64_t now,
                  char name[RECEIPT_NAME_SIZE], struct err *err)
{
    const struct db_param params[] = { { ":name", name, 0 } };
    char *folder = path_join(archive, RECEIPT_FOLDER);
    struct str text = STR_INIT;
    char time[STAMP_SIZE];
    char *path = NULL;
    int ret;

    stamp_from_time((time_t)now, time);
    name[0] = '\0';
    str_addf(&text, FIRST "%lld at %sZ\n", (long long)run, time);
    for (int i = 0; i < COLUMNS; i++)
        str_addf(&text, "%s%s", i ? "," : "", headings[i]);
    str_add_c(&text, '\n');
    ret = add_lines(db, run, &text, name, err) || folder_make(folder, err);
    path = path_join(folder, name);
    if (ret == 0)
        ret = outfile_write(path, text.text, text.len, err)
              || path_sync(archive, err)
              || db_run_script(db, SQL "put_receipt", params, 1, err);
    free(path);
    free(folder);
    str_release(&text);
    return ret ? -1 : 0;
}

/* --- reading -------------------------------------------------------------- */

static const struct line *line_of(const char *what)
{
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        if (!strcmp(lines[i].what, what))
            return &lines[i];
    return NULL;
}

/*
 * Of no run: one that was stopped when its receipt was written had the number
 * that the next one has, which writes none of what it only took over.
 */
#define NO_RUN 0

static int take_row(struct db *db, const struct table *t, size_t row,
                    struct err *err)
{
    const char *cells[COLUMNS];
    const struct line *line;
    struct query *q;

    for (int i = 0; i < COLUMNS; i++)
        cells[i] = table_cell(t, row, i);
    line = line_of(cells[0]);
    if (!line)
        return err_set(err, ERR_DATA, "%s:%d: column 'what': not known",
                       t->name, t->lines[row]);
    for (int i = 1; i < COLUMNS; i++)
        if (!line->is_good[i - 1](cells[i]))
            return err_set(err, ERR_DATA,
                           "%s:%d: column '%s': not as it must"
                           " be",
                           t->name, t->lines[row], headings[i]);
    q = db_query(db, line->asset, err);
    query_bind_int(q, 1, NO_RUN);
    for (int i = 0; i < COLUMNS; i++)
        query_bind_text(q, i + 2, cells[i]);
    return query_run(q, err);
}

static int take_rows(struct db *db, const char *path, const char *text,
                     struct err *err)
{
    const char *rows = strchr(text, '\n');
    struct table t;
    int ret = 0;

    memset(&t, 0, sizeof(t));
    if (table_parse(&t, path, rows, err)) {
        err->code = ERR_DATA; /* it is no file of the config */
        ret = -1;
    }
    for (int i = 0; ret == 0 && i < COLUMNS; i++)
        if (table_column(&t, headings[i]) != i)
            ret = err_set(err, ERR_DATA, "%s:2: column %d is not '%s'", path,
                          i + 1, headings[i]);
    for (size_t row = 0; ret == 0 && row < t.row_count; row++)
        ret = take_row(db, &t, row, err);
    table_release(&t);
    return ret;
}

static int take(struct db *db, const char *folder, const char *name,
                struct err *err)
{
    const struct db_param params[] = { { ":name", name, 0 } };
    char *path = path_join(folder, name);
    char *text = NULL;
    size_t len;
    int ret = file_read(path, &text, &len, err);

    if (ret == 0
        && (strlen(text) != len || strncmp(text, FIRST, strlen(FIRST)) != 0
            || !strchr(text, '\n')))
        ret = err_set(err, ERR_DATA, "%s:1: not '" FIRST "NUMBER'", path);
    if (ret == 0)
        ret = take_rows(db, path, text, err)
              || db_run_script(db, SQL "put_receipt", params, 1, err);
    free(text);
    free(path);
    return ret ? -1 : 0;
}

/* What a writer that was stopped left is none. */
static bool is_receipt(const char *name)
{
    size_t len = strlen(name);

    return len < RECEIPT_NAME_SIZE && len > 4
           && !strcmp(name + len - 4, ".csv");
}

int receipts_merge(struct db *db, const char *archive, bool *added,
                   struct err *err)
{
    char *folder = path_join(archive, RECEIPT_FOLDER);
    struct query *known = NULL;
    struct path_names names;
    int ret = path_list(folder, &names, err)
              || query_open_asset(&known, db, SQL "receipts", err);

    *added = false;
    for (size_t i = 0; ret == 0 && i < names.count; i++) {
        int row;

        if (!is_receipt(names.names[i]))
            continue;
        query_bind_text(known, 1, names.names[i]);
        row = query_step(known, err);
        query_reset(known);
        if (row == 0) {
            *added = true;
            ret = take(db, folder, names.names[i], err);
        } else if (row < 0) {
            ret = -1;
        }
    }
    query_close(known);
    path_names_release(&names);
    free(folder);
    return ret ? -1 : 0;
}
