#include "ingest/keep/journal.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "config/table.h"
#include "core/db.h"
#include "core/err.h"
#include "core/hash.h"
#include "core/outfile.h"
#include "core/path.h"
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
    bool (*is_good)(const char *text); /* NULL: whatever it may be */
    const char *what;
    bool may_be_absent; /* from a journal of an older version */
} columns[] = {
    { "sha256", hash_is_text, "a SHA-256", false },
    { "type", is_type, "a type's name", false },
    { "status", is_status, "loaded, held or withdrawn", false },
    { "is_released", is_flag, "0 or 1", false },
    { "encoding", is_encoding, "the number of an encoding", false },
    { "stamp", stamp_is_valid, "a time like 2025-09-01T00:00:00", false },
    { "path", NULL, "a path", true },
};
#define STAMP (COLUMNS - 2)
#define COLUMNS ((int)(sizeof(columns) / sizeof(columns[0])))

/* --- writing -------------------------------------------------------------- */

#define FIRST "# warehouse "

/* As RFC 4180 has it; only a path can need it. Spaces around it are its own. */
static void add_cell(struct str *text, const char *cell)
{
    if (!strpbrk(cell, ",\"\r\n \t")) {
        str_add(text, cell);
        return;
    }
    str_add_c(text, '"');
    for (; *cell; cell++) {
        if (*cell == '"')
            str_add_c(text, '"');
        str_add_c(text, *cell);
    }
    str_add_c(text, '"');
}

int journal_write(struct db *db, const char *archive, int64_t run,
                  struct err *err)
{
    const struct db_param params[] = { { ":run", NULL, run } };
    struct str text = STR_INIT;
    struct query *q = NULL;
    char *path;
    int row;

    str_add(&text, FIRST);
    if (db_run_script(db, SQL "note_run", params, 1, err)
        || db_read_text(db, SQL "warehouse", &text, err)
        || query_open_asset(&q, db, SQL "read", err)) {
        str_release(&text);
        return -1;
    }
    str_addf(&text, " run %lld\n", (long long)run);
    for (int i = 0; i < COLUMNS; i++)
        str_addf(&text, "%s%s", i ? "," : "", columns[i].name);
    str_add(&text, "\n");
    while ((row = query_step(q, err)) == 1) {
        for (int i = 0; i < COLUMNS; i++) {
            str_add(&text, i ? "," : "");
            add_cell(&text, query_text(q, i));
        }
        str_add(&text, "\n");
    }
    query_close(q);
    path = path_join(archive, JOURNAL_NAME);
    if (row == 0)
        row = folder_make(archive, err)
                      || outfile_write(path, text.text, text.len, err)
                  ? -1
                  : 0;
    free(path);
    str_release(&text);
    return row;
}

/* --- reading -------------------------------------------------------------- */

/* Its text, and where what follows the first line begins; "" without one. */
struct journal {
    char *path;
    char *text;
    char *rows; /* in text, so that lines are counted from 1 */
    struct journal_head head;
};

static void close_journal(struct journal *j)
{
    free(j->path);
    free(j->text);
}

/* "# warehouse <id> run <n>" */
static int read_first(struct journal *j, struct err *err)
{
    static const char run[] = " run ";
    const char *at = j->text + strlen(FIRST);
    size_t len = strspn(at, "0123456789abcdef");
    const char *number = at + len + strlen(run);
    size_t digits;

    if (len && len < sizeof(j->head.warehouse)
        && !strncmp(at + len, run, strlen(run))) {
        digits = strspn(number, "0123456789");
        if (digits && digits < 18 && number[digits] == '\n') {
            memcpy(j->head.warehouse, at, len);
            j->head.run = strtoll(number, NULL, 10);
            j->rows = j->text + (number - j->text) + digits;
            return 0;
        }
    }
    return err_set(err, ERR_DATA, "%s:1: not '" FIRST "ID run NUMBER'",
                   j->path);
}

/* A path may go over lines, in quotes. */
static void count_contents(struct journal *j)
{
    bool is_quoted = false;

    for (const char *at = j->rows, *begin = at; *at; at++) {
        is_quoted ^= *at == '"';
        if (is_quoted || (*at != '\n' && at[1]))
            continue;
        j->head.contents += at > begin || *at != '\n';
        begin = at + 1;
    }
    j->head.contents -= j->head.contents > 0; /* the headings */
}

static int open_journal(struct journal *j, const char *archive, struct err *err)
{
    enum path_kind kind;
    size_t len;

    memset(j, 0, sizeof(*j));
    j->path = path_join(archive, JOURNAL_NAME);
    if (path_follow(j->path, &kind, NULL, err))
        return -1;
    if (kind == PATH_ABSENT)
        return 0;
    if (file_read(j->path, &j->text, &len, err))
        return -1;
    j->rows = j->text;
    if (strlen(j->text) != len)
        return err_set(err, ERR_DATA, "%s: has a NUL byte", j->path);
    if (!strncmp(j->text, FIRST, strlen(FIRST)) && read_first(j, err))
        return -1;
    count_contents(j);
    return 0;
}

int journal_look(const char *archive, struct journal_head *head,
                 struct err *err)
{
    struct journal j;
    int ret = open_journal(&j, archive, err);

    *head = j.head;
    close_journal(&j);
    return ret;
}

static int find_columns(const struct table *t, int at[COLUMNS], struct err *err)
{
    for (int i = 0; i < COLUMNS; i++) {
        at[i] = table_column(t, columns[i].name);
        if (at[i] < 0 && !columns[i].may_be_absent)
            return err_set(err, ERR_DATA, "%s:1: there is no column '%s'",
                           t->name, columns[i].name);
    }
    return 0;
}

static int check_row(const struct table *t, size_t row, const int at[COLUMNS],
                     struct err *err)
{
    for (int i = 0; i < COLUMNS; i++)
        if (columns[i].is_good
            && !columns[i].is_good(table_cell(t, row, at[i])))
            return err_set(err, ERR_DATA, "%s:%d: column '%s': not %s", t->name,
                           t->lines[row], columns[i].name, columns[i].what);
    return 0;
}

static int add_row(struct db *db, struct query *put, struct query *put_stamp,
                   const struct table *t, size_t row, const int at[COLUMNS],
                   struct err *err)
{
    for (int i = 0; i < STAMP; i++)
        query_bind_text(put, i + 1, table_cell(t, row, at[i]));
    if (query_run(put, err))
        return -1;
    if (!db_changes(db))
        return err_set(err, ERR_DATA,
                       "%s:%d: the line of this content before says otherwise",
                       t->name, t->lines[row]);
    query_bind_text(put_stamp, 1, table_cell(t, row, at[0]));
    query_bind_text(put_stamp, 2, table_cell(t, row, at[STAMP]));
    query_bind_text(put_stamp, 3, table_cell(t, row, at[STAMP + 1]));
    return query_run(put_stamp, err);
}

/* As they stand, into tables of their own. */
static int read_rows(struct db *db, const struct table *t, struct err *err)
{
    struct query *put = NULL, *put_stamp = NULL;
    int at[COLUMNS];
    int ret = -1;

    if (find_columns(t, at, err) || db_run_script(db, SQL "begin", NULL, 0, err)
        || query_open_asset(&put, db, SQL "put", err)
        || query_open_asset(&put_stamp, db, SQL "put_stamp", err))
        goto out;
    for (size_t row = 0; row < t->row_count; row++)
        if (check_row(t, row, at, err)
            || add_row(db, put, put_stamp, t, row, at, err))
            goto out;
    ret = db_run_script(db, SQL "drop_erased", NULL, 0, err);
out:
    query_close(put);
    query_close(put_stamp);
    return ret;
}

static int count_new(struct db *db, int64_t *count, struct err *err)
{
    struct query *q = NULL;
    int row;

    if (query_open_asset(&q, db, SQL "count_new", err))
        return -1;
    row = query_read_int(q, count, err);
    query_close(q);
    return row < 0 ? -1 : 0;
}

/* A journal's rows, into the tables of their own. */
static int stage(struct db *db, struct journal *j, struct err *err)
{
    struct table t;
    int ret = -1;

    memset(&t, 0, sizeof(t));
    if (table_parse(&t, j->path, j->rows, err))
        err->code = ERR_DATA; /* it is no file of the config */
    else
        ret = read_rows(db, &t, err);
    table_release(&t);
    return ret;
}

int journal_stage(struct db *db, const char *archive, struct journal_head *head,
                  struct err *err)
{
    struct journal j;
    int ret = open_journal(&j, archive, err);

    *head = j.head;
    if (ret == 0)
        ret = j.text ? stage(db, &j, err)
                     : db_run_script(db, SQL "begin", NULL, 0, err);
    close_journal(&j);
    return ret;
}

/* The query's row is not touched while it is asked about. */
static int ask_each(const struct journal_leave *leave, struct query *q,
                    struct query *put, struct err *err)
{
    int row;

    while ((row = query_step(q, err)) == 1) {
        const struct journal_sent sent = { .sha256 = query_text(q, 0),
                                           .stamp = query_text(q, 1),
                                           .path = query_text(q, 2) };
        bool is_left;

        if (leave->ask(leave->context, &sent, &is_left, err))
            return -1;
        query_bind_text(put, 1, sent.sha256);
        query_bind_text(put, 2, sent.stamp);
        if (is_left && query_run(put, err))
            return -1;
    }
    return row;
}

static int leave_out(struct db *db, const struct journal *j,
                     const struct journal_leave *leave, struct err *err)
{
    struct query *q = NULL, *put = NULL;
    int ret = -1;

    if (!leave || j->head.run != leave->run)
        return 0;
    if (query_open_asset(&q, db, SQL "new", err) == 0
        && query_open_asset(&put, db, SQL "put_left", err) == 0)
        ret = ask_each(leave, q, put, err);
    query_close(q);
    query_close(put);
    return ret ? -1 : db_run_script(db, SQL "leave_out", NULL, 0, err);
}

static int merge_rows(struct db *db, struct journal *j, bool is_newer,
                      const struct journal_leave *leave, int64_t *added,
                      struct err *err)
{
    const struct db_param params[] = { { ":is_newer", NULL, is_newer } };

    return stage(db, j, err) || leave_out(db, j, leave, err)
                   || count_new(db, added, err)
                   || db_run_script(db, SQL "merge", params, 1, err)
               ? -1
               : 0;
}

int journal_merge(struct db *db, const char *archive, bool is_newer,
                  const struct journal_leave *leave, int64_t *added,
                  struct err *err)
{
    struct journal j;
    int64_t known = -1;
    int ret = open_journal(&j, archive, err);

    *added = 0;
    /* That the warehouse itself wrote last says nothing new. */
    if (ret == 0)
        ret = db_read_int(db,
                          "select cast(value as integer) from setting"
                          " where name = 'journal.run'",
                          &known, err);
    if (ret == 0 && j.text && (j.head.run != known || is_newer))
        ret = merge_rows(db, &j, is_newer, leave, added, err);
    close_journal(&j);
    return ret;
}
