#ifndef TRANSFORM_ATTENDANCE_COUNT_H
#define TRANSFORM_ATTENDANCE_COUNT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "transform/attendance/sums.h"
#include "transform/attendance/yearplan.h"
#include "transform/people/spine.h"

struct db;
struct err;
struct markcodes;

/*
 * count: sessions that came as counts over a stretch of days (relation
 * attendance_counts), which a figure rests on where there are no marks.
 *
 * Definition: extracts.md, attendance_summary and census. Of a pupil, school
 * and period (a year, term, half term or week) one kind of source counts alone:
 * 1. marks, where any is held of a day of the period on which the pupil was on
 *    the roll, whatever it means and whatever the pupil's status;
 * 2. else summaries, 3. else the census's counts, of those stretches that lie
 *    inside the period as it stands on the as-of date.
 * A stretch counts where the pupil was on the school's roll on some day of it
 * with a status whose marks count (on the period's R), and, in year 11, where
 * no day of it is in the sixth half term. Stretches apart from each other add
 * up; of two that overlap the newer counts alone. Of the census the sessions
 * possible are the pupil's own (termlysessionspossible), where they came: the
 * list may hold those not attended alone. What exceeds them counts nowhere.
 * Without marks two schools' claims to one session cannot be told apart: counts
 * at both add up.
 */
struct counts;

/* All that it is given outlives it. */
int counts_open(struct counts **out, struct db *db, const struct spine *spine,
                const struct markcodes *marks, struct err *err)
    __attribute__((warn_unused_result));
void counts_close(struct counts *c); /* NULL is fine */

/*
 * Read those of a school and year: of whom counts_pupil() says, from 0 on,
 * ascending; SPINE_NOBODY after the last.
 */
int counts_load(struct counts *c, const struct yearplan *plan, uint32_t school,
                struct err *err) __attribute__((warn_unused_result));
uint32_t counts_pupil(const struct counts *c, size_t at);

/*
 * Add the counts of that pupil, whose attendance counts, to what the marks at
 * the school came to: sums are those and then what figures are to rest on, and
 * sums->bases says on what.
 */
int counts_apply(struct counts *c, size_t at, bool skips_ht6, struct sums *sums,
                 struct err *err) __attribute__((warn_unused_result));

/*
 * The sessions that the year's figures of that pupil at the school rest on,
 * where they rest on counts, added to the day that each stretch ended, which is
 * when they are known: days[0] is 1 August.
 */
int counts_days(struct counts *c, size_t at, bool skips_ht6,
                struct sums_day *days, struct err *err)
    __attribute__((warn_unused_result));

/* All are applied: write what was left out (table attendance_left). */
int counts_write_left(struct counts *c, struct err *err)
    __attribute__((warn_unused_result));

#endif /* TRANSFORM_ATTENDANCE_COUNT_H */
