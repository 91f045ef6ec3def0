#ifndef TRANSFORM_CALENDAR_PERIOD_H
#define TRANSFORM_CALENDAR_PERIOD_H
#include <stdbool.h>
#include <stdint.h>

#include "core/date.h"

/* period: a year, term, half term or week (spec metrics.md, "Periods"). */

enum grain { GRAIN_YEAR, GRAIN_TERM, GRAIN_HALF_TERM, GRAIN_WEEK };

struct period {
    int64_t key; /* dim_period.period_key */
    char id[24]; /* "2025/26", "2025/26 autumn", "2025/26 HT1", "2025-W37" */
    enum grain grain;
    int year;          /* academic: 2025 = 2025/26 */
    date_t start, end; /* the window, end inclusive, cut at the as-of date */
    date_t reference;  /* R */
    date_t roll_date;  /* metrics.md, "On roll" */
    bool complete;     /* its whole window lies on or before the as-of date */
};

#endif /* TRANSFORM_CALENDAR_PERIOD_H */
