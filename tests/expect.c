#include "tests/expect.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "config/table.h"
#include "core/db.h"
#include "core/mem.h"
#include "tests/testing.h"
#include "tests/world.h"

/* Rows of text, as they are, each column with the type of its value. */
struct found {
    char **cells;
    char *types;
    bool *is_taken; /* of rows */
    size_t row_count;
    size_t column_count;
};

/* --- the file --------------------------------------------------------------
 */

/* Comment lines come first; "# where: ..." says which rows are meant. */
static const char *skip_comments(const char *text, struct str *where)
{
    static const char word[] = "# where: ";

    while (*text == '#') {
        size_t len = strcspn(text, "\n");

        if (!strncmp(text, word, sizeof(word) - 1)) {
            str_add(where, where->len ? " and " : " where ");
            str_add_n(where, text + sizeof(word) - 1, len - (sizeof(word) - 1));
        }
        text += len + (text[len] == '\n');
    }
    return text;
}

/* "mart_metric.absence.csv" is about mart_metric. */
static char *relation_of(const struct case_file *file)
{
    return mem_dup_n(file->path, strcspn(file->path, "."));
}

static bool is_name(const char *text)
{
    for (; *text; text++)
        if (!isalnum((unsigned char)*text) && *text != '_')
            return false;
    return true;
}

static void add_select(struct world *w, const char *relation,
                       const struct table *t, const char *where,
                       int64_t last_run, struct str *sql)
{
    str_add(sql, "select ");
    for (size_t i = 0; i < t->column_count; i++)
        str_addf(sql, is_name(t->cells[i]) ? "%s\"%s\"" : "%s%s", i ? ", " : "",
                 t->cells[i]);
    str_add(sql, " from (select ");
    world_columns(w, relation, sql);
    if (!strcmp(relation, "load_reject"))
        str_add(sql, ", (select max(path) from load_file where load_file.sha256"
                     " = load_reject.sha256) as path");
    str_addf(sql, " from %s", relation);
    if (!strcmp(relation, "load_file"))
        str_addf(sql, " where run_id > %lld", (long long)last_run);
    str_addf(sql, ")%s", where);
}

/* --- rows ------------------------------------------------------------------
 */

static void read_found(struct world *w, const char *sql, struct found *f)
{
    struct err err = ERR_INIT;
    struct query *q = NULL;
    size_t cells = 0;
    int row;

    *f = (struct found){ .cells = NULL };
    assert_ok(query_open(&q, w->db, sql, &err), &err);
    f->column_count = (size_t)query_column_count(q);
    while ((row = query_step(q, &err)) == 1) {
        f->row_count++;
        f->cells = mem_grow(f->cells, f->row_count * f->column_count,
                            sizeof(*f->cells));
        f->types = mem_grow(f->types, f->row_count * f->column_count,
                            sizeof(*f->types));
        for (int i = 0; i < query_column_count(q); i++) {
            f->cells[cells] = mem_dup(query_text(q, i));
            f->types[cells++] = query_column_type(q, i);
        }
    }
    if (row < 0)
        fail_msg("%s: %s", sql, err.msg);
    query_close(q);
    f->is_taken = mem_zero(f->row_count + 1, sizeof(*f->is_taken));
}

static void release_found(struct found *f)
{
    for (size_t i = 0; i < f->row_count * f->column_count; i++)
        free(f->cells[i]);
    free(f->cells);
    free(f->types);
    free(f->is_taken);
}

/*
 * A figure is the one that is written; where four decimals or more are
 * written, the one that is rounded to it.
 */
static bool is_same(const char *actual, char type, const char *expected)
{
    const char *point = strchr(expected, '.');
    double tolerance = 1e-9;
    char *end;
    double number;

    if (!strcmp(actual, expected))
        return true;
    number = strtod(expected, &end);
    if (type != 'r' || !*expected || *end)
        return false;
    if (point && strlen(point + 1) >= 4)
        tolerance += 0.5 * pow(10, -(double)strlen(point + 1));
    return fabs(strtod(actual, NULL) - number) <= tolerance;
}

static bool take_row(struct found *f, const struct table *t, size_t row)
{
    for (size_t i = 0; i < f->row_count; i++) {
        bool same = !f->is_taken[i];

        for (size_t c = 0; same && c < f->column_count; c++)
            same = is_same(f->cells[i * f->column_count + c],
                           f->types[i * f->column_count + c],
                           table_cell(t, row, (int)c));
        if (same) {
            f->is_taken[i] = true;
            return true;
        }
    }
    return false;
}

static void say_row(struct str *wrong, char sign, char *const *cells,
                    size_t count)
{
    str_addf(wrong, "  %c ", sign);
    for (size_t i = 0; i < count; i++)
        str_addf(wrong, "%s%s", i ? "," : "", cells[i]);
    str_add_c(wrong, '\n');
}

static bool compare(struct found *f, const struct table *t, struct str *wrong)
{
    bool same = true;

    for (size_t row = 0; row < t->row_count; row++)
        if (!take_row(f, t, row)) {
            say_row(wrong, '-', t->cells + (row + 1) * t->column_count,
                    t->column_count);
            same = false;
        }
    for (size_t row = 0; row < f->row_count; row++)
        if (!f->is_taken[row]) {
            say_row(wrong, '+', f->cells + row * f->column_count,
                    f->column_count);
            same = false;
        }
    return same;
}

bool expect_rows(struct world *w, const struct case_file *file,
                 int64_t last_run, struct str *wrong)
{
    struct str where = STR_INIT, sql = STR_INIT;
    struct err err = ERR_INIT;
    char *relation = relation_of(file);
    struct table t;
    struct found f;
    bool same;

    assert_ok(
        table_parse(&t, file->path, skip_comments(file->bytes, &where), &err),
        &err);
    add_select(w, relation, &t, where.text, last_run, &sql);
    read_found(w, sql.text, &f);
    same = compare(&f, &t, wrong);
    release_found(&f);
    table_release(&t);
    free(relation);
    str_release(&where);
    str_release(&sql);
    return same;
}

bool expect_exit(const struct world *w, const struct err *failed,
                 const struct case_file *file, struct str *wrong)
{
    int actual = failed->code         ? (int)failed->code
                 : w->result.troubled ? (int)ERR_PARTIAL
                                      : 0;
    char *words = NULL;
    long expected = file ? strtol(file->bytes, &words, 10) : 0;
    bool same = actual == expected;

    if (same && words) {
        words += strspn(words, " ");
        words[strcspn(words, "\n")] = '\0';
        same = strstr(failed->msg, words) != NULL;
    }
    if (!same)
        str_addf(wrong, "  - exit %ld %s\n  + exit %d %s\n", expected,
                 words ? words : "", actual, failed->msg);
    return same;
}
