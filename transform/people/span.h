#ifndef TRANSFORM_PEOPLE_SPAN_H
#define TRANSFORM_PEOPLE_SPAN_H
#include <stdbool.h>

#include "transform/calendar/calendar.h"
#include "transform/people/spine.h"

struct db;
struct err;

/*
 * span: table pupil_cohort_span under the view pupil_cohort. Cohorts are
 * looked at on the reference dates that periods have; from the last of them on
 * a span has no end.
 *
 * asked  of each person: make their spans again; NULL = everybody's. Spans of
 *        people who are no more go in any case where asked is NULL.
 */
int span_store(struct db *db, const struct calendar *calendar,
               const struct spine *spine, const bool *asked, struct err *err)
    __attribute__((warn_unused_result));

/*
 * Of each person who is asked for: the first and the last reference date of a
 * period, as it is or was, on which the cohorts are others than the table has;
 * DATE_MAX where none is, left alone where the table has no row of theirs.
 * Before span_store().
 */
int span_find_changes(struct db *db, const struct calendar *calendar,
                      const struct spine *spine, const bool *asked,
                      date_t *from, date_t *until, struct err *err)
    __attribute__((warn_unused_result));

#endif /* TRANSFORM_PEOPLE_SPAN_H */
