#include "tests/oracle_compare.h"

#include "tests/testing.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sqlite3.h>

#include "core/str.h"

#define SHOWN 20 /* differences a table; the rest are counted */

void oracle_read(struct sqlite3 *db, const struct oracle_reading *reading,
                 struct oracle_table *table)
{
    sqlite3_stmt *statement = NULL;
    struct str key = STR_INIT;
    int step;

    /* All its rows are missing then. */
    if (sqlite3_prepare_v2(db, reading->sql, -1, &statement, NULL)
        != SQLITE_OK) {
        (void)fprintf(stderr, "    %s: %s\n", reading->name,
                      sqlite3_errmsg(db));
        return;
    }
    while ((step = sqlite3_step(statement)) == SQLITE_ROW) {
        double values[ORACLE_VALUES];
        int columns = sqlite3_column_count(statement);
        int i;

        str_clear(&key);
        for (i = 0; i < reading->keys; i++) {
            const char *text = (const char *)sqlite3_column_text(statement, i);

            str_addf(&key, "%s%s", i > 0 ? "|" : "", text ? text : "");
        }
        for (; i < columns; i++)
            values[i - reading->keys] =
                sqlite3_column_type(statement, i) == SQLITE_NULL
                    ? (double)NAN
                    : sqlite3_column_double(statement, i);
        oracle_table_add(table, key.text, values,
                         (size_t)(columns - reading->keys));
    }
    assert_int_equal(step, SQLITE_DONE);
    sqlite3_finalize(statement);
    str_release(&key);
    oracle_table_sort(table);
}

static bool is_near(double a, double b)
{
    double size = fabs(a) > fabs(b) ? fabs(a) : fabs(b);

    if (isnan(a) || isnan(b))
        return isnan(a) && isnan(b);
    return fabs(a - b) <= 1e-9 * size || fabs(a - b) < 1e-12;
}

static bool is_same(const struct oracle_row *ours,
                    const struct oracle_row *theirs)
{
    size_t i;

    for (i = 0; i < ORACLE_VALUES; i++)
        if (!is_near(ours->values[i], theirs->values[i]))
            return false;
    return true;
}

static void print_row(const char *label, const struct oracle_row *row)
{
    size_t i;

    (void)fprintf(stderr, "    %s %s:", label, row->key);
    for (i = 0; i < ORACLE_VALUES; i++)
        if (!isnan(row->values[i]))
            (void)fprintf(stderr, " %.12g", row->values[i]);
        else
            (void)fprintf(stderr, " -");
    (void)fprintf(stderr, "\n");
}

size_t oracle_compare(const struct oracle_reading *reading,
                      const struct oracle_table *expected,
                      const struct oracle_table *found, bool is_quiet)
{
    size_t missing = 0;
    size_t surplus = 0;
    size_t unlike = 0;
    size_t i = 0;
    size_t j = 0;

    while (i < expected->count || j < found->count) {
        int order = i == expected->count ? 1
                    : j == found->count
                        ? -1
                        : strcmp(expected->rows[i].key, found->rows[j].key);

        if (order < 0) {
            if (missing++ < SHOWN && !is_quiet)
                print_row("missing ", &expected->rows[i]);
            i++;
        } else if (order > 0) {
            if (surplus++ < SHOWN && !is_quiet)
                print_row("surplus ", &found->rows[j]);
            j++;
        } else {
            if (!is_same(&expected->rows[i], &found->rows[j])
                && unlike++ < SHOWN && !is_quiet) {
                print_row("expected", &expected->rows[i]);
                print_row("found   ", &found->rows[j]);
            }
            i++;
            j++;
        }
    }
    if (!is_quiet)
        (void)fprintf(stderr,
                      "  %s: %zu rows expected, %zu found; %zu missing, %zu "
                      "surplus, %zu unlike\n",
                      reading->name, expected->count, found->count, missing,
                      surplus, unlike);
    return missing + surplus + unlike;
}
