#ifndef TRANSFORM_PEOPLE_COHORT_H
#define TRANSFORM_PEOPLE_COHORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/date.h"

struct str;

/*
 * cohort: the list of cohorts (spec: metrics.md, "Cohorts"; details.md 16, 17,
 * 50, 59, 60). X(bit, id, label, is_gap_cohort): a gap cohort has rows
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

/* Cohorts are bits of a mask. */
typedef uint32_t cohort_mask;

enum cohort {
#define COHORT_BIT(bit, id, label, gap) COHORT_##id = (bit),
    COHORTS(COHORT_BIT)
#undef COHORT_BIT
        COHORT_COUNT = 19
};

#define COHORT_MASK(id) ((cohort_mask)1 << COHORT_##id)

/* Each of a mask's cohorts, of which most have two:
   for (rest = mask; rest; rest = cohort_rest(rest)) ... cohort_first(rest) */
static inline size_t cohort_first(cohort_mask mask)
{
    return (size_t)__builtin_ctz(mask);
}

static inline cohort_mask cohort_rest(cohort_mask mask)
{
    return mask & (mask - 1);
}

enum plan { PLAN_CIN, PLAN_CPP, PLAN_CLA };

/*
 * A spell as cohorts see it. Short breaks, and cases that were none (RC8, RC9,
 * N9), are left out before.
 */
struct cohort_spell {
    date_t start;
    date_t end; /* exclusive; DATE_MAX while it is open */
    uint8_t plan;
    bool ended_in_permanence; /* adoption, guardianship, child arrangements */
    bool disability_only;     /* NeedCode N2 */
};

/* A person, as far as cohorts go. */
struct cohort_person {
    date_t born; /* DATE_NONE: not known, counted as under 18 */
    date_t died; /* DATE_MAX: not that we know */
    const struct cohort_spell *spells; /* ascending plan, start, end */
    size_t spell_count;
    /* PostLookedAfter A, G, C or R on the stay that breakdowns use */
    bool declared_looked_after;
};

/* The cohorts on a reference date of a period of an academic year. */
cohort_mask cohort_on(const struct cohort_person *person, date_t reference,
                      int year);

/*
 * Which cohorts one child can be in at once, found by asking cohort_on() of
 * children of every kind that it tells apart. `is_later`: only on some day
 * after 31 March. Each mask once, ascending.
 */
#define COHORT_MIXES_MAX 512
struct cohort_mixes {
    struct {
        cohort_mask cohorts;
        bool is_later;
    } items[COHORT_MIXES_MAX];
    size_t count;
};
void cohort_mixes(struct cohort_mixes *out);

/* Their ids, sorted and joined by ';'. */
void cohort_join(cohort_mask cohorts, struct str *out);

#endif /* TRANSFORM_PEOPLE_COHORT_H */
