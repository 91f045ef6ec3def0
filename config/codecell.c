#include "config/codecell.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config/schoolyear.h"
#include "config/table.h"
#include "core/date.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"

#define MARKS "codes/attendance_codes.csv"
#define MEASURES "codes/measures.csv"

enum cell_kind {
    CELL_CHOICE, /* what the built-in set has in this column */
    CELL_TEXT,   /* not blank */
    CELL_CODES,  /* A;B in capitals, or blank */
    CELL_YEARS   /* 2019/20;2020/21, or blank */
};

struct cell_rule {
    const char *set, *column;
    enum cell_kind kind;
};

static const struct cell_rule rules[] = {
    { MARKS, "counts_possible", CELL_CHOICE },
    { MARKS, "statistical_meaning", CELL_CHOICE },
    { MARKS, "late_flag", CELL_CHOICE },
    { "codes/cla_legal_status.csv", "is_respite", CELL_CHOICE },
    { "codes/cla_reason_ended.csv", "is_previously_looked_after", CELL_CHOICE },
    { "codes/ethnicity.csv", "major_group", CELL_TEXT },
    { "codes/exclusion_review_results.csv", "pupil_offered_reinstatement",
      CELL_CHOICE },
    { "codes/exclusion_review_results.csv", "final", CELL_CHOICE },
    { MEASURES, "kind", CELL_CHOICE },
    { MEASURES, "label", CELL_TEXT },
    { MEASURES, "stage", CELL_TEXT },
    { MEASURES, "valid_codes", CELL_CODES },
    { MEASURES, "not_met_codes", CELL_CODES },
    { MEASURES, "excluded_codes", CELL_CODES },
    { MEASURES, "first_year", CELL_YEARS },
    { MEASURES, "last_year", CELL_YEARS },
    { MEASURES, "missing_years", CELL_YEARS },
};

static int fail(struct err *err, const struct table *t, size_t row,
                const char *column, const char *what)
{
    return err_set(err, ERR_CONFIG, "%s:%d: %s: '%s' %s", t->name,
                   t->lines[row], column,
                   table_cell(t, row, table_column(t, column)), what);
}

static int fail_blank(struct err *err, const struct table *t, size_t row,
                      const char *column)
{
    return err_set(err, ERR_CONFIG, "%s:%d: %s is blank", t->name,
                   t->lines[row], column);
}

/* Is it among the first `count` cells of the column? */
static bool has_cell(const struct table *t, size_t count, int column,
                     const char *cell)
{
    for (size_t row = 0; row < count; row++)
        if (!strcmp(table_cell(t, row, column), cell))
            return true;
    return false;
}

static int check_choice(const struct table *own, size_t row, const char *column,
                        const struct table *built_in, struct err *err)
{
    const int theirs = table_column(built_in, column);
    struct str choice = STR_INIT;
    int ret;

    if (has_cell(built_in, built_in->row_count, theirs,
                 table_cell(own, row, table_column(own, column))))
        return 0;
    for (size_t i = 0; i < built_in->row_count; i++) {
        const char *cell = table_cell(built_in, i, theirs);

        if (!has_cell(built_in, i, theirs, cell))
            str_addf(&choice, "%s%s", choice.len ? ", " : "is none of ",
                     *cell ? cell : "blank");
    }
    ret = fail(err, own, row, column, choice.text);
    str_release(&choice);
    return ret;
}

static bool is_code(const char *code)
{
    for (; *code; code++)
        if (strchr(" \t,|", *code) || (*code >= 'a' && *code <= 'z'))
            return false;
    return true;
}

static bool is_year(const char *text)
{
    return schoolyear_parse(text) != 0;
}

/* Are all parts between semicolons so? A blank cell has none. */
static bool is_list(const char *cell, bool (*is_part)(const char *part))
{
    bool are_so = true;

    while (*cell && are_so) {
        size_t len = strcspn(cell, ";");
        char *part = mem_dup_n(cell, len);

        are_so = len && is_part(part);
        free(part);
        cell += len + (cell[len] == ';');
    }
    return are_so;
}

static int check_cell(const struct cell_rule *rule, const struct table *own,
                      size_t row, const struct table *built_in, struct err *err)
{
    const char *cell = table_cell(own, row, table_column(own, rule->column));

    switch (rule->kind) {
    case CELL_CHOICE:
        return check_choice(own, row, rule->column, built_in, err);
    case CELL_TEXT:
        return *cell ? 0 : fail_blank(err, own, row, rule->column);
    case CELL_CODES:
        return is_list(cell, is_code)
                   ? 0
                   : fail(err, own, row, rule->column,
                          "is no list of codes like EXS;GDS");
    case CELL_YEARS:
        return is_list(cell, is_year)
                   ? 0
                   : fail(err, own, row, rule->column,
                          "is no list of years like 2019/20;2020/21");
    }
    return 0;
}

/* --- what one cell says of another ---------------------------------------- */

static bool is_number(const char *text)
{
    char *end = NULL;
    double value = strtod(text, &end);

    return *text && strspn(text, "0123456789.-") == strlen(text) && !*end
           && isfinite(value);
}

static bool has_code(const char *list, const char *code, size_t len)
{
    while (*list) {
        size_t part = strcspn(list, ";");

        if (part == len && !strncmp(list, code, len))
            return true;
        list += part + (list[part] == ';');
    }
    return false;
}

/* >=100, =1, or some of the codes that are valid. */
static bool is_threshold(const char *met, const char *valid)
{
    if (*met == '>' || *met == '=')
        return is_number(met + (met[0] == '>' && met[1] == '=' ? 2 : 1))
               && !(met[0] == '>' && met[1] != '=');
    while (*met) {
        size_t len = strcspn(met, ";");

        if (!has_code(valid, met, len))
            return false;
        met += len + (met[len] == ';');
    }
    return true;
}

static int check_measure(const struct table *t, size_t row, struct err *err)
{
    const char *kind = table_cell(t, row, table_column(t, "kind"));
    const char *met = table_cell(t, row, table_column(t, "met_when"));
    const char *metric = table_cell(t, row, table_column(t, "metric"));

    if (!*metric && strcmp(kind, "teacher") != 0)
        return fail_blank(err, t, row, "metric");
    if (!*met && !strcmp(kind, "share"))
        return fail_blank(err, t, row, "met_when");
    return is_threshold(met, table_cell(t, row, table_column(t, "valid_codes")))
               ? 0
               : fail(err, t, row, "met_when",
                      "is neither like >=100 or =1 nor some of valid_codes");
}

static date_t first_day(const struct table *t, size_t row)
{
    return date_parse_iso(table_cell(t, row, table_column(t, "valid_from")));
}

static date_t last_day(const struct table *t, size_t row)
{
    date_t day =
        date_parse_iso(table_cell(t, row, table_column(t, "valid_to")));

    return day == DATE_NONE ? DATE_MAX : day;
}

static bool is_date(const struct table *t, size_t row, const char *column)
{
    const char *cell = table_cell(t, row, table_column(t, column));

    return !*cell || date_parse_iso(cell) != DATE_NONE;
}

/* On no day does a mark mean two things. */
static int check_mark(const struct table *t, size_t row, struct err *err)
{
    const int code = table_column(t, "code");

    for (size_t i = 0; i < 2; i++) {
        const char *column = i ? "valid_to" : "valid_from";

        if (!is_date(t, row, column))
            return fail(err, t, row, column, "is not a date like 2024-08-19");
    }
    if (last_day(t, row) < first_day(t, row))
        return fail(err, t, row, "valid_to", "is before valid_from");
    for (size_t i = 0; i < row; i++)
        if (!strcasecmp(table_cell(t, i, code), table_cell(t, row, code))
            && first_day(t, i) <= last_day(t, row)
            && first_day(t, row) <= last_day(t, i))
            return err_set(err, ERR_CONFIG,
                           "%s:%d: code '%s' has the meaning of line %d on some"
                           " of its days",
                           t->name, t->lines[row], table_cell(t, row, code),
                           t->lines[i]);
    return 0;
}

/* --- codes ---------------------------------------------------------------- */

static const struct short_rule {
    const char *set;
    size_t most; /* bytes of a code */
} short_rules[] = {
    { "codes/ethnicity.csv", CODECELL_ETHNICITY_MOST },
    { "codes/exclusion_reasons.csv", CODECELL_REASON_MOST },
};

static int check_short(const struct short_rule *rule, const struct table *own,
                       struct err *err)
{
    const int column = table_column(own, "code");

    for (size_t row = 0; row < own->row_count; row++)
        if (strlen(table_cell(own, row, column)) > rule->most)
            return err_set(err, ERR_CONFIG,
                           "%s:%d: code '%s' is longer than %zu bytes",
                           own->name, own->lines[row],
                           table_cell(own, row, column), rule->most);
    return 0;
}

/* --- all ------------------------------------------------------------------ */

static const struct pair_rule {
    const char *set;
    const char *columns[4]; /* that it goes by */
    int (*check)(const struct table *t, size_t row, struct err *err);
} pair_rules[] = {
    { MARKS, { "code", "valid_from", "valid_to" }, check_mark },
    { MEASURES,
      { "kind", "met_when", "metric", "valid_codes" },
      check_measure },
};

static int check_there(const struct table *own, const char *column,
                       struct err *err)
{
    return table_column(own, column) >= 0
               ? 0
               : err_set(err, ERR_CONFIG, "%s:1: there is no column '%s'",
                         own->name, column);
}

static int check_column(const struct cell_rule *rule, const struct table *own,
                        const struct table *built_in, struct err *err)
{
    if (check_there(own, rule->column, err))
        return -1;
    if (!own->row_count)
        return err_set(err, ERR_CONFIG, "%s:1: there is no code in it",
                       own->name);
    for (size_t row = 0; row < own->row_count; row++)
        if (check_cell(rule, own, row, built_in, err))
            return -1;
    return 0;
}

static int check_pairs(const struct pair_rule *rule, const struct table *own,
                       struct err *err)
{
    for (size_t i = 0; i < 4 && rule->columns[i]; i++)
        if (check_there(own, rule->columns[i], err))
            return -1;
    for (size_t row = 0; row < own->row_count; row++)
        if (rule->check(own, row, err))
            return -1;
    return 0;
}

int codecells_check(const struct table *own, const struct table *built_in,
                    struct err *err)
{
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
        if (!strcmp(rules[i].set, own->name)
            && check_column(&rules[i], own, built_in, err))
            return -1;
    for (size_t i = 0; i < sizeof(short_rules) / sizeof(short_rules[0]); i++)
        if (!strcmp(short_rules[i].set, own->name)
            && check_short(&short_rules[i], own, err))
            return -1;
    for (size_t i = 0; i < sizeof(pair_rules) / sizeof(pair_rules[0]); i++)
        if (!strcmp(pair_rules[i].set, own->name)
            && check_pairs(&pair_rules[i], own, err))
            return -1;
    return 0;
}
