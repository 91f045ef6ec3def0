#ifndef TRANSFORM_COHORT_H
#define TRANSFORM_COHORT_H

#include "transform/frame.h"

/*
 * cohort: the list of cohorts (spec: metrics.md, "Cohorts"; details.md 16, 17,
 * 50, 59, 60). X(bit, id, label, is_gap_cohort, needs): a gap cohort has rows
 * in mart_gap. Bits never change: they are dim_cohort's keys.
 */
#define COHORTS(X)                                                             \
    X(0, all, "All pupils", 0)                                                 \
    X(1, cla, "Children looked after", 1)                                      \
    X(2, cpp, "On a child protection plan", 1)                                 \
    X(3, cin, "Child in need", 1)                                              \
    X(4, csw, "Has a social worker", 1)                                        \
    X(5, cla12, "Looked after for 12 months at 31 March", 1)                   \
    X(6, pla, "Previously looked after", 1)                                    \
    X(7, ever6, "Had a social worker in the last six years", 1)                \
    X(8, ever, "Ever had a social worker", 0)                                  \
    X(9, formerly, "Had a social worker, not now", 1)                          \
    X(10, formerly_0_1, "Social worker left under 1 year ago", 1)              \
    X(11, formerly_1_3, "Social worker left 1 to 3 years ago", 1)              \
    X(12, formerly_3_6, "Social worker left 3 to 6 years ago", 1)              \
    X(13, cin_cpp, "Has a social worker, not in care", 1)                      \
    X(14, cin_disability, "Child in need, disability only", 0)                 \
    X(15, peers, "Peers without a social worker", 0)                           \
    X(16, cla_31mar, "Looked after on 31 March", 0)                            \
    X(17, cpp_31mar, "On a protection plan on 31 March", 0)                    \
    X(18, cin_31mar, "Child in need on 31 March", 0)

enum cohort {
#define COHORT_BIT(bit, id, label, gap) COHORT_##id = (bit),
    COHORTS(COHORT_BIT)
#undef COHORT_BIT
    COHORT_COUNT = 19
};

#define COHORT_MASK(id) ((cohort_mask)1 << COHORT_##id)

#endif /* TRANSFORM_COHORT_H */
