#ifndef CONFIG_PUBLISHED_H
#define CONFIG_PUBLISHED_H
#include <stdbool.h>
#include <stddef.h>

struct config;
struct err;
struct str;

/*
 * published: which measure of ours a figure of the DfE's published files is.
 * They are tidy: a line is a time, an area and a value of each filter, a column
 * a figure. A file benchmarks/<name>.ini, built in or beside the county's
 * config (which stands in for the built-in one of that name), says it of one
 * data set:
 *
 *     [data_set]
 *     title = Pupil absence
 *     time = Academic year                       ; time_identifier of its lines
 *     where = absence_terms = six half terms     ; filters of all its lines
 *
 *     [figures]           ; column | measure | unit | numerator | denominator |
 *                         ; filters of its lines
 *     figure = pt_overall | absence_rate | % | t_sess_overall | t_sess_possible
 *
 *     [groups]            ; filters | cohort | in what its definition is
 *                         ; another
 *     group = social_care_group = CLA 12 months at 31 March | cla12
 *
 *     [splits]            ; filters | breakdown | value; all may be left out
 *     split = phase_type_grouping = Special | phase | Special
 *
 * Filters are "name = value & name = value". One that is not named stands at
 * "Total" in a line that is meant. Each figure of each group, as a whole and of
 * each split, is one row; two rows for one figure are an error.
 */
#define PUBLISHED_KEY_SIZE 17

struct published_row {
    const char *data_set; /* "absence" */
    const char *title;
    const char *time; /* upper case */
    char *filters;    /* as published_add_filter makes them, in order */
    char key[PUBLISHED_KEY_SIZE]; /* of them */
    const char *indicator;        /* the column, upper case */
    const char *numerator;        /* likewise, "" = none */
    const char *denominator;
    const char *measure;
    const char *unit;
    const char *cohort;
    const char *breakdown; /* "none" */
    const char *breakdown_value;
    const char *definition; /* "" = as ours */
};

struct published {
    struct published_set *sets;
    size_t set_count;
    struct published_row *rows; /* in the order of files and lines */
    size_t count;
    size_t capacity;
};

/*
 * is_cohort: whether there is a cohort of that name; NULL = any is good. One
 * that begins with "dfe_" is none of ours and always good.
 * errors: ERR_CONFIG with file, line and key. *p is to be released also then.
 */
int published_read(struct published *p, const struct config *config,
                   bool (*is_cohort)(const char *id), struct err *err)
    __attribute__((warn_unused_result));
void published_release(struct published *p);

/*
 * Filters as one text, "name=value;name=value", in the order of the names with
 * their "=": names without case, blanks and punctuation, values without case
 * and with one blank where there are several.
 */
void published_filter_name(struct str *name, const char *text, size_t len);
void published_add_filter(struct str *filters, const char *name,
                          const char *value, size_t len);

/* A short text that is another for other filters: tables hold many of them. */
void published_filters_key(const char *filters, size_t len,
                           char key[PUBLISHED_KEY_SIZE]);

#endif /* CONFIG_PUBLISHED_H */
