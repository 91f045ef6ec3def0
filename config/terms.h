#ifndef CONFIG_TERMS_H
#define CONFIG_TERMS_H
#include <stddef.h>

#include "core/date.h"

struct config;
struct err;

/*
 * terms: the half terms of config/terms.csv (AcademicYear, HalfTerm 1..6,
 * Start, End), sorted. Six to a year, in order, not overlapping, inside 1
 * August to 31 July: anything else is ERR_CONFIG with file and line.
 */
struct half_term {
    date_t start;
    date_t end; /* inclusive */
    int line;   /* of terms.csv */
};

struct term_year {
    int year; /* 2025 = 2025/26 */
    struct half_term half_terms[6];
};

struct terms {
    struct term_year *years; /* ascending */
    size_t count;
};

int terms_read(struct terms *terms, const struct config *config,
               struct err *err) __attribute__((warn_unused_result));
void terms_release(struct terms *terms);

/* NULL when terms.csv lacks the year. */
const struct term_year *terms_year(const struct terms *terms, int year);

#endif /* CONFIG_TERMS_H */
