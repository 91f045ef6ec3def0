#ifndef TRANSFORM_ATTENDANCE_YEARPLAN_H
#define TRANSFORM_ATTENDANCE_YEARPLAN_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/markday.h"
#include "transform/attendance/markcode.h"
#include "transform/calendar/calendar.h"

/*
 * yearplan: which periods a position in a string of marks belongs to. A year
 * is cut into parts whose days are in the same periods: a half term, what lies
 * between the two of a term, and the rest; each of them again where a year or
 * term to date ends.
 */
struct yearplan_part {
    bool slots[SLOT_COUNT]; /* that its days are in */
};

/* Ten, and two cuts that split one at most and the rest. */
#define YEARPLAN_PARTS 16

#define YEARPLAN_SESSIONS (2 * 366)
#define YEARPLAN_NO_WEEK 255 /* the week is no period */

/* Positions in a row that are in the same part and week and mean the same. */
struct yearplan_run {
    uint16_t first;
    uint16_t count;
    uint8_t part;
    uint8_t week;
    uint8_t meaning; /* markcodes_meaning() */
};

struct yearplan_bucket {
    int bucket;
    date_t first, last;
    struct yearplan_run *runs; /* none after the as-of date */
    size_t run_count;
    uint16_t session[MARKDAY_POSITIONS]; /* of each position, see below */
    size_t position_count;               /* up to the as-of date or beyond */
};

struct yearplan {
    const struct calendar_year *year;
    struct yearplan_bucket buckets[MARKDAY_BUCKETS];
    struct yearplan_part parts[YEARPLAN_PARTS];
    size_t part_count;
    /* By session: 2 * (days since 1 August) + 0 for AM, 1 for PM. */
    uint8_t part[YEARPLAN_SESSIONS];
    uint8_t week[YEARPLAN_SESSIONS];
    uint8_t meaning[YEARPLAN_SESSIONS];
    size_t session_count; /* to the as-of date */
};

void yearplan_init(struct yearplan *plan, const struct calendar_year *year,
                   const struct markcodes *marks);
void yearplan_release(struct yearplan *plan);

/* Are these days of a half term, of the sixth? */
bool yearplan_is_in_half_term(const struct yearplan *plan, uint8_t part);
bool yearplan_is_ht6(const struct yearplan *plan, uint8_t part);

#endif /* TRANSFORM_ATTENDANCE_YEARPLAN_H */
