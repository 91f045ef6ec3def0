#ifndef CONFIG_TARGET_H
#define CONFIG_TARGET_H
#include <stddef.h>

struct config;
struct err;

/*
 * target: what the county wants a figure to come to: targets.csv beside the
 * config (Metric, Cohort, AcademicYear, Target, and Label where it likes),
 * which need not be there (details.md 44). A row whose first cell begins with
 * # is a remark.
 */
struct target {
    char *metric;
    char *cohort;
    char *academic_year; /* "2025/26" */
    double value;        /* in the metric's unit */
    char *label;         /* "" where there is none */
    int line;
};

struct targets {
    char *name; /* what complaints call the file */
    struct target *items;
    size_t count;
};

/*
 * errors: ERR_CONFIG with file, line and column: a year or number that is none,
 * two rows of one metric, cohort and year. Which metrics and cohorts there are
 * is the caller's to know. *t is to be released also then.
 */
int targets_read(struct targets *t, const struct config *config,
                 struct err *err) __attribute__((warn_unused_result));
void targets_release(struct targets *t);

#endif /* CONFIG_TARGET_H */
