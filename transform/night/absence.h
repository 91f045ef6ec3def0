#ifndef TRANSFORM_NIGHT_ABSENCE_H
#define TRANSFORM_NIGHT_ABSENCE_H
#include <stdbool.h>

struct concerns;
struct err;
struct run;

/*
 * absence: since when what a reason says of a pupil's absence has held: table
 * absence_held, of the academic year of the as-of date. The field `day` on top
 * of a reason (concern.h) is a condition in the words of
 * transform/engine/expression.h, of these figures as they stood on a day:
 *
 * possible, absent           sessions of the year so far, at all schools, as
 *                            fct_attendance counts them for the year
 * last_possible, last_absent of the last half term that was over, that day
 *                            included
 * former_possible, former_absent  of the one before it; each may be one of the
 *                            year before
 * end_possible, end_absent   the first two at the end of the last half term of
 *                            the year that had ended before that day; 0 where
 *                            none had
 *
 * It must hold where the end's absence is none, or all, wherever it may hold
 * at all: whom that does not ask for is not looked at day by day.
 *
 * Only pupils are looked at again of whom something may be new: whom the night
 * changed, and those of schools whose marks or counts were read again.
 */
int absence_make(struct run *run, const struct concerns *reasons,
                 bool is_everybody, struct err *err)
    __attribute__((warn_unused_result));

#endif /* TRANSFORM_NIGHT_ABSENCE_H */
