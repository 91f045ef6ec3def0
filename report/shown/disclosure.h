#ifndef REPORT_SHOWN_DISCLOSURE_H
#define REPORT_SHOWN_DISCLOSURE_H
#include <stddef.h>

struct db;
struct err;

/*
 * disclosure: which figures may leave the council.
 *
 * Decided once in a run for every figure that a controlled pack could show, so
 * that no two outputs differ in what they hide, and kept in the temporary
 * tables shown_metric, shown_gap and shown_funnel
 * (report/sql/disclosure.sql), the only ones that controlled packs read.
 *
 * primary    a count of 1 to suppress_below - 1, or what is left of a count
 * that it is part of; every figure that shows or rests on such a count is
 *            withheld whole: numerator, denominator, value, interval, gap
 * secondary  where a total is shown of which one part is withheld, or parts
 *            that together are small, the next smallest part goes too; parts
 *            are districts, breakdown values, cohorts, schools of a phase
 * reliability  fewer than low_reliability_below children: counts, but no value
 *
 * A simple rule. It does not follow chains of subtraction through several
 * tables, nor differences between overlapping cohorts or between runs.
 */
struct disclosure_result {
    size_t shown;
    size_t withheld;
};

int disclosure_prepare(struct db *db, double suppress_below,
                       double low_reliability_below,
                       struct disclosure_result *result, struct err *err)
    __attribute__((warn_unused_result));

/*
 * One table of parts and their total. hidden[i] is 1 where a part is withheld;
 * sets further ones. Returns -1 if the total must go because nothing else can,
 * 1 if parts were added, 0 if all is well.
 */
int disclosure_protect(const double *counts, unsigned char *hidden,
                       size_t count, double suppress_below);

#endif /* REPORT_SHOWN_DISCLOSURE_H */
