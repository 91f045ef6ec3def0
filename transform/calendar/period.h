#ifndef TRANSFORM_CALENDAR_PERIOD_H
#define TRANSFORM_CALENDAR_PERIOD_H
#include <stdbool.h>
#include <stdint.h>

#include "core/date.h"

/*
 * period: a year, term, half term or week (spec metrics.md, "Periods"), or an
 * earlier year, or the running term of one, as far as today is in its own
 * (details.md 92, 100).
 */
enum grain {
    GRAIN_YEAR,
    GRAIN_TERM,
    GRAIN_HALF_TERM,
    GRAIN_WEEK, /* the last that a metric names */
    GRAIN_TO_DATE
};

struct period {
    int64_t key; /* dim_period.period_key */
    char id[24]; /* "2025/26", "2025/26 autumn", "2025/26 HT1", "2025-W37",
                    "2024/25 to date", "2024/25 spring to date" */
    enum grain grain;
    enum grain of;     /* whose metrics it has: its own; of one to date year or
                          term */
    int term;          /* 1 to 3 where that is a term, else 0 */
    int year;          /* academic: 2025 = 2025/26 */
    date_t start, end; /* the window, end inclusive, cut at the as-of date */
    date_t reference;  /* R */
    date_t roll_date;  /* metrics.md, "On roll" */
    bool complete;     /* its whole window lies on or before the as-of date */
    bool is_over;      /* its year or term has ended by R: less than complete
                          of one to date */
};

#endif /* TRANSFORM_CALENDAR_PERIOD_H */
