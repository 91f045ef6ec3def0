#include "config/terms.h"

#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "config/schoolyear.h"
#include "config/table.h"
#include "core/err.h"
#include "core/mem.h"

static int fail(struct err *err, const struct table *t, size_t row,
                const char *what, const char *value)
{
    return err_set(err, ERR_CONFIG, "%s:%d: %s: '%s'", t->name, t->lines[row],
                   what, value);
}

static int compare_years(const void *a, const void *b)
{
    const struct term_year *x = a;
    const struct term_year *y = b;

    return (x->year > y->year) - (x->year < y->year);
}

static struct term_year *find_or_add(struct terms *terms, int year)
{
    struct term_year *added;

    for (size_t i = 0; i < terms->count; i++)
        if (terms->years[i].year == year)
            return &terms->years[i];
    terms->years =
        mem_grow(terms->years, terms->count + 1, sizeof(*terms->years));
    added = &terms->years[terms->count++];
    added->year = year;
    for (int i = 0; i < 6; i++)
        added->half_terms[i].start = added->half_terms[i].end = DATE_NONE;
    return added;
}

static int read_row(struct terms *terms, const struct table *t, size_t row,
                    const int columns[4], struct err *err)
{
    const char *number = table_cell(t, row, columns[1]);
    int year = schoolyear_parse(table_cell(t, row, columns[0]));
    date_t start = date_parse_iso(table_cell(t, row, columns[2]));
    date_t end = date_parse_iso(table_cell(t, row, columns[3]));
    struct half_term *slot;

    if (!year)
        return fail(err, t, row, "AcademicYear is not like 2025/26",
                    table_cell(t, row, columns[0]));
    if (strlen(number) != 1 || number[0] < '1' || number[0] > '6')
        return fail(err, t, row, "HalfTerm is not 1 to 6", number);
    if (start == DATE_NONE)
        return fail(err, t, row, "Start is not a date like 2025-09-01",
                    table_cell(t, row, columns[2]));
    if (end == DATE_NONE)
        return fail(err, t, row, "End is not a date like 2025-10-24",
                    table_cell(t, row, columns[3]));
    if (end < start)
        return fail(err, t, row, "End is before Start",
                    table_cell(t, row, columns[3]));
    if (schoolyear_of(start) != year || schoolyear_of(end) != year)
        return fail(err, t, row, "Start and End are not in the academic year",
                    table_cell(t, row, columns[0]));
    slot = &find_or_add(terms, year)->half_terms[number[0] - '1'];
    if (slot->start != DATE_NONE)
        return fail(err, t, row, "HalfTerm is there twice", number);
    slot->start = start;
    slot->end = end;
    slot->line = t->lines[row];
    return 0;
}

/* The last line that says anything of the year. */
static int last_line(const struct term_year *y)
{
    int line = 1;

    for (int i = 0; i < 6; i++)
        if (y->half_terms[i].start != DATE_NONE && y->half_terms[i].line > line)
            line = y->half_terms[i].line;
    return line;
}

static int check_year(const struct term_year *y, const char *name,
                      struct err *err)
{
    char text[SCHOOLYEAR_TEXT_SIZE];

    schoolyear_format(y->year, text);
    for (int i = 0; i < 6; i++) {
        if (y->half_terms[i].start == DATE_NONE)
            return err_set(err, ERR_CONFIG, "%s:%d: %s has no HalfTerm %d",
                           name, last_line(y), text, i + 1);
        if (i && y->half_terms[i].start <= y->half_terms[i - 1].end)
            return err_set(err, ERR_CONFIG,
                           "%s:%d: %s: HalfTerm %d starts before %d has ended",
                           name, y->half_terms[i].line, text, i + 1, i);
    }
    return 0;
}

int terms_read(struct terms *terms, const struct config *config,
               struct err *err)
{
    static const char *const headings[4] = { "AcademicYear", "HalfTerm",
                                             "Start", "End" };
    struct table t;
    int columns[4];
    char *text = NULL;
    int ret = -1;

    memset(terms, 0, sizeof(*terms));
    if (config_own_text(config, "terms.csv", &text, err))
        return -1;
    ret = table_parse(&t, "terms.csv", text, err);
    free(text);
    if (ret)
        return -1;
    ret = -1;
    for (int i = 0; i < 4; i++) {
        columns[i] = table_column(&t, headings[i]);
        if (columns[i] < 0) {
            err_set(err, ERR_CONFIG, "%s:1: there is no column '%s'", t.name,
                    headings[i]);
            goto out;
        }
    }
    for (size_t row = 0; row < t.row_count; row++)
        if (read_row(terms, &t, row, columns, err))
            goto out;
    if (terms->count)
        qsort(terms->years, terms->count, sizeof(*terms->years), compare_years);
    for (size_t i = 0; i < terms->count; i++)
        if (check_year(&terms->years[i], t.name, err))
            goto out;
    ret = 0;
out:
    table_release(&t);
    if (ret)
        terms_release(terms);
    return ret;
}

void terms_release(struct terms *terms)
{
    free(terms->years);
    memset(terms, 0, sizeof(*terms));
}

const struct term_year *terms_year(const struct terms *terms, int year)
{
    for (size_t i = 0; i < terms->count; i++)
        if (terms->years[i].year == year)
            return &terms->years[i];
    return NULL;
}
