#include "ingest/keep/journal.h"

#include <stdlib.h>
#include <unistd.h>

#include "config/table.h"
#include "core/db.h"
#include "core/err.h"
#include "core/outfile.h"
#include "core/str.h"

static const char *const columns[] = { "sha256",      "type",     "status",
                                       "is_released", "encoding", "stamp" };
#define COLUMNS 6

int journal_write(struct db *db, const char *archive, struct err *err)
{
    struct str path = STR_INIT, text = STR_INIT;
    struct query *q = NULL;
    int row = -1;

    if (query_open(&q, db,
                   "select c.sha256, c.type, c.status, c.is_released,"
                   " c.encoding, s.stamp from content as c"
                   " inner join content_stamp as s using (content_id)"
                   " order by s.stamp, c.sha256",
                   err))
        return -1;
    for (int i = 0; i < COLUMNS; i++)
        str_addf(&text, "%s%s", i ? "," : "", columns[i]);
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

static int add_row(struct query *add, struct query *stamp,
                   const struct table *t, size_t row, const int at[COLUMNS],
                   struct err *err)
{
    for (int i = 0; i < COLUMNS; i++) {
        const char *cell = table_cell(t, row, at[i]);

        if (i == 3 || i == 4)
            query_bind_int(add, i + 1, strtol(cell, NULL, 10));
        else
            query_bind_text(add, i + 1, cell);
    }
    if (query_run(add, err))
        return -1;
    query_bind_text(stamp, 1, table_cell(t, row, at[0]));
    query_bind_text(stamp, 2, table_cell(t, row, at[5]));
    return query_run(stamp, err);
}

static int read_rows(struct db *db, const struct table *t, struct err *err)
{
    struct query *add = NULL, *stamp = NULL;
    int at[COLUMNS];
    int ret = -1;

    for (int i = 0; i < COLUMNS; i++)
        at[i] = table_column(t, columns[i]);
    if (query_open(&add, db,
                   "insert into content (sha256, type, status, is_released,"
                   " encoding, stamp) values (?1, ?2, ?3, ?4, ?5, ?6)"
                   " on conflict (sha256) do update"
                   " set stamp = max(stamp, excluded.stamp)",
                   err)
        || query_open(&stamp, db,
                      "insert into content_stamp (content_id, stamp)"
                      " select content_id, ?2 from content"
                      " where sha256 = ?1",
                      err))
        goto out;
    for (size_t row = 0; row < t->row_count; row++)
        if (add_row(add, stamp, t, row, at, err))
            goto out;
    ret = 0;
out:
    query_close(add);
    query_close(stamp);
    return ret;
}

int journal_read(struct db *db, const char *archive, struct err *err)
{
    struct str path = STR_INIT;
    struct table t = { NULL, NULL, 0, NULL, 0, 0 };
    char *text = NULL;
    size_t len;
    int64_t known = 0;
    int ret = -1;

    str_addf(&path, "%s/contents.csv", archive);
    if (db_read_int(db, "select count(*) from content", &known, err))
        goto out;
    if (known || access(path.text, F_OK) != 0) {
        ret = 0;
        goto out;
    }
    if (file_read(path.text, &text, &len, err)
        || table_parse(&t, path.text, text, err) || read_rows(db, &t, err))
        goto out;
    ret = 0;
out:
    table_release(&t);
    free(text);
    str_release(&path);
    return ret;
}
