#ifndef TRANSFORM_ATTENDANCE_REASON_H
#define TRANSFORM_ATTENDANCE_REASON_H
#include <stdbool.h>
#include <stdint.h>

#include "transform/attendance/markcode.h"
#include "transform/attendance/sums.h"
#include "transform/calendar/calendar.h"
#include "transform/people/cohort.h"
#include "transform/people/spine.h"

struct db;
struct err;
struct reasons;

/*
 * reason: absent sessions by code, table reason_cell under the view
 * mart_absence_reason (details.md 27, 48). Sessions add up over schools, so a
 * school's rows are made from its pupils and those of the entities above it
 * from the schools' rows.
 */
int reasons_open(struct reasons **out, struct db *db,
                 const struct markcodes *marks, struct err *err)
    __attribute__((warn_unused_result));
void reasons_close(struct reasons *r); /* NULL is fine */

/* Add a pupil's sums of one slot, by the cohorts on its reference date. */
void reasons_add(struct reasons *r, enum slot slot, cohort_mask cohorts,
                 const struct sums *sums);
/*
 * Write what was added as the rows of a school and year, and begin anew; those
 * of a period that are as they were are left alone.
 *
 * changed  by slot: they were not
 */
int reasons_write_school(struct reasons *r, const struct calendar_year *year,
                         int64_t entity, bool changed[SLOT_COUNT],
                         struct err *err) __attribute__((warn_unused_result));

/* Make a period's rows above the schools again. */
int reasons_roll_up(struct reasons *r, const struct spine *spine,
                    int64_t county, int64_t period_key, struct err *err)
    __attribute__((warn_unused_result));

#endif /* TRANSFORM_ATTENDANCE_REASON_H */
