#ifndef REPORT_SHOWN_DISCLOSURE_H
#define REPORT_SHOWN_DISCLOSURE_H
#include <stddef.h>

struct db;
struct err;

/*
 * disclosure: which figures may leave the council.
 *
 * Decided once in a run for every figure that a controlled pack may say, so
 * that no two outputs differ in what they hide, and kept in the temporary
 * tables shown_metric, shown_gap and shown_funnel
 * (report/sql/disclosure.sql), the only ones that controlled packs read.
 *
 * released     what is listed in report/sql/release.sql (ledger.h); nothing
 *              else is shown anywhere
 * withheld     what audit.h says: numerator, denominator, value, interval, gap
 * reliability  fewer than low_reliability_below children: counts, but no value
 *
 * It does not look at other runs: what changed in a small group between two
 * of them may be told by the difference.
 */
struct disclosure_result {
    size_t shown;
    size_t withheld;
    size_t rounds;     /* of the audit */
    size_t lost_years; /* that no choice of cells would have protected */
};

/*
 * begin   reads what is released, and has threads decide what of it is shown
 * end     waits for them, and makes the tables; *disclosure is gone
 * drop    nobody asks any more; NULL is fine
 *
 * Between them the caller may do anything else with the connection.
 *
 * errors  ERR_DATA
 */
struct disclosure;
int disclosure_begin(struct disclosure **out, struct db *db,
                     double suppress_below, struct err *err)
    __attribute__((warn_unused_result));
int disclosure_end(struct disclosure *disclosure, double low_reliability_below,
                   struct disclosure_result *result, struct err *err)
    __attribute__((warn_unused_result));
void disclosure_drop(struct disclosure *disclosure);

/* Both at once. */
int disclosure_prepare(struct db *db, double suppress_below,
                       double low_reliability_below,
                       struct disclosure_result *result, struct err *err)
    __attribute__((warn_unused_result));

#endif /* REPORT_SHOWN_DISCLOSURE_H */
