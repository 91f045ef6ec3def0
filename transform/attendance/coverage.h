#ifndef TRANSFORM_ATTENDANCE_COVERAGE_H
#define TRANSFORM_ATTENDANCE_COVERAGE_H
#include <stddef.h>
#include <stdint.h>

#include "transform/attendance/yearplan.h"
#include "transform/people/spine.h"

struct db;
struct err;

/*
 * coverage: of each school day how many pupils a school expected, and for how
 * many of their sessions any mark is held: table coverage_day, which says how
 * much of a school's attendance a figure rests on.
 *
 * Expected are the pupils whose sessions the attendance figures count: on the
 * school's roll that day with status C, M or S as of the year's reference date,
 * aged 5 to 15, those of year 11 not in the sixth half term. A session is held
 * with whatever mark, under any of the pupil's numbers, at the school or at
 * another of its LAESTAB (details.md 57).
 *
 * use  begin, add each string of the school's as it is read, write
 */
struct coverage;

/* The spine outlives it. */
int coverage_open(struct coverage **out, struct db *db,
                  const struct spine *spine, struct err *err)
    __attribute__((warn_unused_result));
void coverage_close(struct coverage *d); /* NULL is fine */

/* A school and year; standings (enum standing) has one for each person. */
void coverage_begin(struct coverage *d, const struct yearplan *plan,
                    const uint8_t *standings, uint32_t school);

/*
 * A string of the bucket whose marks all count, once: what an older number of
 * the pupil holds in vain and what no stay covers is blank.
 */
void coverage_add(struct coverage *d, const struct yearplan_bucket *b,
                  uint8_t standing, const char *marks, size_t len);
/* One of whom no figure counts, as it stands: the school is open, all the
   same. */
void coverage_add_other(struct coverage *d, const struct yearplan_bucket *b,
                        const char *marks, size_t len);
/* One of a special pupil who counts, as it stands. */
void coverage_add_special(struct coverage *d, const struct yearplan_bucket *b,
                          uint32_t person, const char *marks, size_t len);

/* Bring the school's rows of the year in line. */
int coverage_write(struct coverage *d, struct err *err)
    __attribute__((warn_unused_result));

#endif /* TRANSFORM_ATTENDANCE_COVERAGE_H */
