#ifndef TRANSFORM_ATTENDANCE_ATTENDANCE_H
#define TRANSFORM_ATTENDANCE_ATTENDANCE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "transform/attendance/markcode.h"
#include "transform/attendance/reason.h"
#include "transform/attendance/sums.h"
#include "transform/calendar/calendar.h"
#include "transform/people/spine.h"

struct db;
struct err;

/*
 * attendance: strings of marks to the sums of a pupil at a school: table
 * attendance, a row a year, school and pupil, with the sums of all the year's
 * periods side by side.
 *
 * What counts: metrics.md, "Attendance"; details.md 46, 51, 57. A mark counts
 * by the status of its stay at each period's reference date, and of two
 * possible marks of one session only that at the better status's school.
 * Nearly every pupil has one status all along and never two schools at a time:
 * then the sums are the same for all periods, and a mark is one look-up and one
 * addition. The others are `special`: each of their sessions is looked at for
 * each period.
 */

/* What a scan found to be other than it was, by place in the calendar. */
struct attendance_change {
    bool slots[SLOT_COUNT]; /* of the school that was scanned */
    bool weeks[CALENDAR_WEEKS];
    bool reasons[SLOT_COUNT]; /* its rows of reason_cell */
};

struct attendance;

/* All that it is given outlives it. */
int attendance_open(struct attendance **out, struct db *db,
                    const struct calendar *calendar, const struct spine *spine,
                    const struct markcodes *marks, struct reasons *reasons,
                    struct err *err) __attribute__((warn_unused_result));
void attendance_close(struct attendance *a); /* NULL is fine */

/*
 * Schools that must be scanned because of others: a special pupil's sums at
 * one may depend on the marks at another. wanted has spine.school_count flags.
 */
void attendance_spread(struct attendance *a, int year, bool *wanted);

/*
 * Make the rows of a school and year again, and its rows of reason_cell and
 * coverage_day.
 * Rows that come out as they were are left alone.
 */
int attendance_scan(struct attendance *a, int year, uint32_t school,
                    struct attendance_change *change, struct err *err)
    __attribute__((warn_unused_result));

/*
 * The rows of a year, read back for frames: ascending person, school. All its
 * periods with the weeks, or the weeks alone, or one period's figures alone,
 * which are a tenth of all.
 */
#define ATTENDANCE_ALL (-1)
#define ATTENDANCE_WEEKS (-2)

struct attendance_row {
    uint32_t person;
    uint32_t school;
    uint32_t at;        /* where its figures are: attendance_figures() */
    uint16_t weeks_len; /* none where one period is read */
    size_t weeks;       /* where its weeks are in attendance_year.weeks */
};
struct attendance_year {
    struct attendance_row *rows;
    size_t row_count;
    uint16_t (*figures)[MARKCODES_FIELDS];
    int first_slot;
    size_t slot_count;
    uint8_t *weeks;
    size_t weeks_len;
};
/* slot: ATTENDANCE_ALL, ATTENDANCE_WEEKS or one of a year's (enum slot). */
int attendance_read(struct attendance_year *out, struct db *db,
                    const struct spine *spine, int year, int slot,
                    struct err *err) __attribute__((warn_unused_result));
void attendance_year_release(struct attendance_year *y);

/* Of a slot that was read. */
static inline const uint16_t *
attendance_figures(const struct attendance_year *y,
                   const struct attendance_row *row, enum slot slot)
{
    return y->figures[row->at * y->slot_count
                      + (size_t)((int)slot - y->first_slot)];
}

/* The weeks of a row as numbers. */
void attendance_unpack(const struct attendance_year *y,
                       const struct attendance_row *row,
                       struct sums_weeks *weeks);

#endif /* TRANSFORM_ATTENDANCE_ATTENDANCE_H */
