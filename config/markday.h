#ifndef CONFIG_MARKDAY_H
#define CONFIG_MARKDAY_H
#include <stdbool.h>

#include "core/date.h"

/*
 * markday: where a mark stands. Marks of a pupil at a school are kept as
 * strings, one a bucket. A bucket is a fixed piece of an academic year, cut
 * near the half terms but on the same days each year, so that no term dates
 * are needed to store a mark. In a bucket the weekdays of terms come first, AM
 * then PM, then those of August, then the weekend days: a string without marks
 * of such days is as long as its school days.
 */
#define MARKDAY_BUCKETS 6     /* in an academic year */
#define MARKDAY_POSITIONS 200 /* more than any bucket has */

int markday_bucket(date_t date);
date_t markday_first(int bucket);
date_t markday_last(int bucket);
int markday_year(int bucket); /* 2025 for 2025/26 */
/* session: 0 = AM, 1 = PM. date must lie in the bucket. */
int markday_position(int bucket, date_t date, int session);
date_t markday_date(int bucket, int position); /* session is position % 2 */
int markday_count(int bucket);                 /* positions it has */

#endif /* CONFIG_MARKDAY_H */
