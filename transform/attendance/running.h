#ifndef TRANSFORM_ATTENDANCE_RUNNING_H
#define TRANSFORM_ATTENDANCE_RUNNING_H
#include <stddef.h>
#include <stdint.h>

#include "transform/attendance/markcode.h"
#include "transform/attendance/sums.h"
#include "transform/calendar/calendar.h"
#include "transform/people/spine.h"

struct db;
struct err;

/*
 * running: a pupil's sessions of a year day by day, over all schools: those of
 * which table attendance holds the year's sums, by the same rules and the same
 * code, so that the days add up to the year's figures in fct_attendance.
 *
 * Sessions that came as counts (count.h) are on the day their stretch ended.
 */
#define RUNNING_DAYS 366

struct running;

/* All that it is given outlives it. */
int running_open(struct running **out, struct db *db, const struct spine *spine,
                 const struct markcodes *marks,
                 const struct calendar_year *year, struct err *err)
    __attribute__((warn_unused_result));
void running_close(struct running *r); /* NULL is fine */

/*
 * What table attendance has of a year, over all schools. `counted` is a school
 * where the year's figures rest on counts, or SCHOOL_NONE: those of one school
 * are best asked for one after the other.
 */
#define RUNNING_HALF_TERMS 6
struct running_sums {
    struct sums_day half_terms[RUNNING_HALF_TERMS];
    struct sums_day year;
    uint32_t counted;
};
int running_sums(struct running *r, uint32_t person, int year,
                 struct running_sums *sums, struct err *err)
    __attribute__((warn_unused_result));
/* The same of everybody, by person: to be read from one end to the other costs
   what a tenth of it does row by row. */
int running_all_sums(struct running *r, int year, struct running_sums *sums,
                     struct err *err) __attribute__((warn_unused_result));

/* days[0] is 1 August; all that come after the year's last are nothing. */
int running_days(struct running *r, uint32_t person,
                 struct sums_day days[RUNNING_DAYS], struct err *err)
    __attribute__((warn_unused_result));

#endif /* TRANSFORM_ATTENDANCE_RUNNING_H */
