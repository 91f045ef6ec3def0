#ifndef TRANSFORM_EXPLAIN_H
#define TRANSFORM_EXPLAIN_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/date.h"

struct config;
struct db;
struct err;
struct terms;

/*
 * explain: a figure taken apart again into those who make it, by the engine
 * that made it: the spine of the persons who may count, the period's frame of
 * them, the metric's own rows, its two expressions. It reads the warehouse as
 * it stands, writes temporary tables only, and takes no lock.
 */
struct explain_asked {
    const char *metric; /* id */
    const char *cohort; /* id */
    int64_t period_key; /* of dim_period */
    int64_t entity_key; /* of entity: the place */
    int64_t pupil_key;  /* of this person alone; 0: of all */
};

struct explain_member {
    int64_t pupil_key;  /* 0: a school that counts itself */
    int64_t school_key; /* where; of the county's their own school on R; or 0 */
    double numerator, denominator; /* denominator 0: in none */
};

struct explain {
    /* Who is in the numerator or the denominator, and, in neither, the rest of
       the cohort at the place: in the county, on a school's roll on R. */
    struct explain_member *members;
    size_t count;
    bool is_stale; /* it failed for facts, config or program are newer */
};

/*
 * The members' sums are held against the figure's cell.
 *
 * errors     ERR_DATA where the figures are stale; ERR_INTERNAL where the sums
 *            are not the cell's; those of db
 * ownership  the caller releases, also on failure
 */
int transform_explain(struct db *db, const struct config *config,
                      const struct terms *terms,
                      const struct explain_asked *asked, struct explain *out,
                      struct err *err) __attribute__((warn_unused_result));
void explain_release(struct explain *explain);

/*
 * What the attendance of the one person who is asked for is made of: each mark
 * in the period, at each school, and whether it counts. What counts is held
 * against what the run added up.
 *
 * errors  as above
 */
struct explain_session {
    int64_t school_key;
    date_t date;
    int half; /* 0 AM, 1 PM */
    char mark[4];
    char meaning[256];  /* in words */
    const char *counts; /* "counted", else in a word why not */
    unsigned authorised, unauthorised, late; /* what it adds where it counts */
};
struct explain_sessions {
    struct explain_session *rows;
    size_t count, capacity;
};
int transform_explain_sessions(struct db *db, const struct config *config,
                               const struct terms *terms,
                               const struct explain_asked *asked,
                               struct explain_sessions *out, struct err *err)
    __attribute__((warn_unused_result));

#endif /* TRANSFORM_EXPLAIN_H */
