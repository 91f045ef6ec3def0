#include "config/target.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "config/schoolyear.h"
#include "config/table.h"
#include "core/err.h"
#include "core/mem.h"

#define FILE_NAME "targets.csv"

enum column { METRIC, COHORT, YEAR, TARGET, LABEL, COLUMNS };

static const char *const headings[COLUMNS] = {
    [METRIC] = "Metric", [COHORT] = "Cohort", [YEAR] = "AcademicYear",
    [TARGET] = "Target", [LABEL] = "Label",
};

static int fail(struct err *err, const struct table *t, size_t row,
                enum column column, const char *what, const char *value)
{
    return err_set(err, ERR_CONFIG, "%s:%d: %s: '%s' %s", t->name,
                   t->lines[row], headings[column], value, what);
}

static bool read_number(const char *text, double *value)
{
    char *end = NULL;

    *value = strtod(text, &end);
    return *text && strspn(text, "0123456789.-") == strlen(text) && !*end
           && isfinite(*value);
}

static bool is_same(const struct target *a, const struct target *b)
{
    return !strcmp(a->metric, b->metric) && !strcmp(a->cohort, b->cohort)
           && !strcmp(a->academic_year, b->academic_year);
}

static int read_row(struct targets *targets, const struct table *t, size_t row,
                    const int columns[COLUMNS], struct err *err)
{
    const char *cells[COLUMNS];
    struct target *item;

    for (int c = 0; c < COLUMNS; c++)
        cells[c] = table_cell(t, row, columns[c]);
    if (cells[METRIC][0] == '#')
        return 0;
    targets->items =
        mem_grow(targets->items, targets->count + 1, sizeof(*targets->items));
    item = &targets->items[targets->count++];
    *item = (struct target){ .metric = mem_dup(cells[METRIC]),
                             .cohort = mem_dup(cells[COHORT]),
                             .academic_year = mem_dup(cells[YEAR]),
                             .label = mem_dup(cells[LABEL]),
                             .line = t->lines[row] };
    if (!schoolyear_parse(cells[YEAR]))
        return fail(err, t, row, YEAR, "is not like 2025/26", cells[YEAR]);
    if (!read_number(cells[TARGET], &item->value))
        return fail(err, t, row, TARGET, "is not a number", cells[TARGET]);
    for (size_t i = 0; i + 1 < targets->count; i++)
        if (is_same(&targets->items[i], item))
            return err_set(err, ERR_CONFIG,
                           "%s:%d: %s: %s of %s for %s has a target already, in"
                           " line %d",
                           t->name, t->lines[row], headings[METRIC],
                           item->metric, item->cohort, item->academic_year,
                           targets->items[i].line);
    return 0;
}

int targets_read(struct targets *targets, const struct config *config,
                 struct err *err)
{
    int columns[COLUMNS];
    struct table t;
    int ret = 0;

    memset(targets, 0, sizeof(*targets));
    if (table_read(&t, config, FILE_NAME, err))
        return -1;
    targets->name = mem_dup(t.name);
    for (int c = 0; ret == 0 && c < COLUMNS; c++) {
        columns[c] = table_column(&t, headings[c]);
        if (columns[c] < 0 && c != LABEL)
            ret = err_set(err, ERR_CONFIG, "%s:1: there is no column '%s'",
                          t.name, headings[c]);
    }
    for (size_t row = 0; ret == 0 && row < t.row_count; row++)
        ret = read_row(targets, &t, row, columns, err);
    table_release(&t);
    return ret;
}

void targets_release(struct targets *targets)
{
    for (size_t i = 0; i < targets->count; i++) {
        free(targets->items[i].metric);
        free(targets->items[i].cohort);
        free(targets->items[i].academic_year);
        free(targets->items[i].label);
    }
    free(targets->items);
    free(targets->name);
    memset(targets, 0, sizeof(*targets));
}
