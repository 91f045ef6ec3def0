#ifndef TRANSFORM_CALENDAR_CALENDAR_H
#define TRANSFORM_CALENDAR_CALENDAR_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/terms.h"
#include "core/date.h"
#include "transform/calendar/period.h"

struct db;
struct err;

/*
 * calendar: the periods of the years in terms.csv that have begun by the as-of
 * date, and table dim_period.
 *
 * Definition: metrics.md, "Periods" and "On roll"; details.md 19, 20, 47, 92,
 * 100.
 */

/* The periods of a year that are no weeks, by their place in it. */
enum slot {
    SLOT_YEAR,
    SLOT_AUTUMN,
    SLOT_SPRING,
    SLOT_SUMMER,
    SLOT_HT1,
    SLOT_HT6 = SLOT_HT1 + 5,
    SLOT_TO_DATE,      /* of the years before the as-of date's own */
    SLOT_TERM_TO_DATE, /* the same, while a term runs */
    SLOT_COUNT
};

/* Weeks of a year by their Monday: 0 is the week that holds 1 August. */
#define CALENDAR_WEEKS 54

/* A year of terms.csv that has begun. NULL where it has no such period. */
struct calendar_year {
    int year;
    date_t first, last; /* 1 August; 31 July or the as-of date */
    const struct half_term *half_terms; /* six; lent by the terms */
    struct period *slots[SLOT_COUNT];
    struct period *weeks[CALENDAR_WEEKS];
};

struct calendar {
    date_t as_of;
    struct period *periods; /* a year's slots, then its weeks, year by year */
    bool *changed;          /* of each: not as dim_period had it before */
    date_t *was; /* of those that only end on another day: R before; DATE_NONE
                    of the others */
    size_t count;
    struct calendar_year *years; /* ascending */
    size_t year_count;
};

/*
 * Is the as-of date's own year in terms.csv? To be asked before anything is
 * changed. errors: ERR_CONFIG
 */
int calendar_check(const struct terms *terms, date_t as_of, struct err *err)
    __attribute__((warn_unused_result));

/* terms outlive the calendar. */
void calendar_init(struct calendar *c, const struct terms *terms, date_t as_of);
void calendar_release(struct calendar *c);

/*
 * Bring dim_period in line and fill `changed` and `was`. Periods that are none
 * any more go, and with them every table's rows that refer to them.
 */
int calendar_store(struct calendar *c, struct db *db, struct err *err)
    __attribute__((warn_unused_result));

/* NULL when the year is not in the calendar. */
const struct calendar_year *calendar_year(const struct calendar *c, int year);
/* Its place in its year. Not of a week. */
enum slot calendar_slot(const struct period *period);
/*
 * The period that a year or term is compared with (details.md 100): the same of
 * the year before, to date while it runs. NULL where there is none, and for
 * other grains. View period_pair says the same.
 */
const struct period *calendar_before(const struct calendar *c,
                                     const struct period *period);
/* Place of a date's week in its academic year. */
int calendar_week(int year, date_t date);
/*
 * A number that orders the reference dates of periods and, where two fall on
 * one day, their academic years: what pupil_cohort_span goes by.
 */
int64_t calendar_reference_key(const struct period *period);

#endif /* TRANSFORM_CALENDAR_CALENDAR_H */
