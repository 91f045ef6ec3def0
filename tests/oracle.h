#ifndef TESTS_ORACLE_H
#define TESTS_ORACLE_H
#include <stdbool.h>
#include <stddef.h>

struct county;

/*
 * oracle: every metric, gap, funnel, change and list of the warehouse worked
 * out again, naively, from a generated county's own records
 * and the words of the contract (metrics.md, details.md): plain loops, no SQL,
 * nothing of the program's transform. It is slow; a county of six schools is
 * its size.
 */
enum oracle_table_id {
    ORACLE_PERIOD,    /* complete; the key has its dates */
    ORACLE_METRIC,    /* numerator denominator value lower upper */
    ORACLE_GAP,       /* value comparator_value gap gap_lower gap_upper ratio
                         ratio_lower ratio_upper */
    ORACLE_FUNNEL,    /* numerator denominator value expected lower_95 upper_95
                         lower_99_8 upper_99_8; the key ends in the flag */
    ORACLE_REASON,    /* sessions possible */
    ORACLE_EXCLUSION, /* counts and days of details.md 29 */
    ORACLE_COHORT,    /* none: the key is the membership */
    ORACLE_FACT,      /* possible absent authorised unauthorised late */
    ORACLE_CHANGE,    /* value before change joined stayed left n_joined
                         n_stayed n_left */
    ORACLE_WATCH,     /* sessions_to_10 can_recover, of absence */
    ORACLE_SAFETY,    /* none: the key is all */
    ORACLE_TABLES
};

#define ORACLE_VALUES 11

/* One row: what identifies it, joined by '|', and its numbers (NaN = null). */
struct oracle_row {
    char *key;
    double values[ORACLE_VALUES];
};

struct oracle_table {
    struct oracle_row *rows;
    size_t count;
    size_t capacity;
};

struct oracle;

struct oracle *oracle_make(const struct county *county);
void oracle_free(struct oracle *oracle);
/* Rows in order of key; a person is named by UPN, or by ChildID without one. */
const struct oracle_table *oracle_table(const struct oracle *oracle,
                                        enum oracle_table_id id);

/* On the day that it is made for, by the age on 31 August (details 19). */
bool oracle_is_of_compulsory_age(const struct oracle *oracle, const char *id);

/* Whether it is one of metrics.md: of one that it is not, nothing is known. */
bool oracle_knows(const char *metric);
size_t oracle_metric_count(void);
const char *oracle_metric_id(size_t metric);
bool oracle_is_of_schools(const char *metric);

/* Helpers that the reader of the other side needs too. */
void oracle_table_add(struct oracle_table *table, const char *key,
                      const double *values, size_t count);
void oracle_table_sort(struct oracle_table *table);
void oracle_table_release(struct oracle_table *table);

#endif /* TESTS_ORACLE_H */
