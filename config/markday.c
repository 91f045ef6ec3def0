#include "config/markday.h"

#include <assert.h>

#include "config/schoolyear.h"

/* First days of the buckets of an academic year; the first is 1 August. */
static const struct {
    int later; /* 1 = in the year after the one it begins in */
    int month;
    int day;
} cuts[MARKDAY_BUCKETS] = {
    { 0, 8, 1 },  { 0, 10, 28 }, { 1, 1, 1 },
    { 1, 2, 17 }, { 1, 4, 9 },   { 1, 5, 29 },
};

int markday_year(int bucket)
{
    return bucket / 8;
}

date_t markday_first(int bucket)
{
    int k = bucket % 8;

    assert(k < MARKDAY_BUCKETS);
    return date_make(markday_year(bucket) + cuts[k].later, cuts[k].month,
                     cuts[k].day);
}

date_t markday_last(int bucket)
{
    if (bucket % 8 == MARKDAY_BUCKETS - 1)
        return date_make(markday_year(bucket) + 1, 7, 31);
    return markday_first(bucket + 1) - 1;
}

int markday_bucket(date_t date)
{
    int year = schoolyear_of(date);
    int k = MARKDAY_BUCKETS - 1;

    while (k > 0 && date < markday_first(year * 8 + k))
        k--;
    return year * 8 + k;
}

/* Weekdays (Monday to Friday) in [Monday of the first week, date). */
static int weekdays_before(date_t monday, date_t date)
{
    int days = date - monday;
    int rest = days % 7;

    return days / 7 * 5 + (rest < 5 ? rest : 5);
}

int markday_count(int bucket)
{
    return 2 * (markday_last(bucket) - markday_first(bucket) + 1);
}

/* The first day after the summer holidays: of the first bucket it is later. */
static date_t term_first(int bucket)
{
    return bucket % 8 ? markday_first(bucket)
                      : date_make(markday_year(bucket), 9, 1);
}

/* Weekdays in [from, to). */
static int weekdays_in(date_t from, date_t to)
{
    date_t monday = date_monday(from);

    return weekdays_before(monday, to) - weekdays_before(monday, from);
}

int markday_position(int bucket, date_t date, int session)
{
    date_t first = markday_first(bucket);
    date_t term = term_first(bucket);
    date_t end = markday_last(bucket) + 1;
    int day;

    if (date_weekday(date) > 5)
        day =
            weekdays_in(first, end) + (date - first) - weekdays_in(first, date);
    else if (date >= term)
        day = weekdays_in(term, date);
    else
        day = weekdays_in(term, end) + weekdays_in(first, date);
    return 2 * day + session;
}

/* The weekday that so many are before, from a day on. */
static date_t weekday_after(date_t from, int count)
{
    date_t monday = date_monday(from);
    int index = weekdays_before(monday, from) + count;

    return monday + index / 5 * 7 + index % 5;
}

date_t markday_date(int bucket, int position)
{
    date_t first = markday_first(bucket);
    date_t term = term_first(bucket);
    date_t last = markday_last(bucket);
    int in_term = weekdays_in(term, last + 1);
    int weekdays = weekdays_in(first, last + 1);
    int day = position / 2;

    if (day < in_term)
        return weekday_after(term, day);
    if (day < weekdays)
        return weekday_after(first, day - in_term);
    day -= weekdays;
    for (date_t date = first; date <= last; date++) {
        if (date_weekday(date) <= 5)
            continue;
        if (day-- == 0)
            return date;
    }
    assert(0 && "position beyond the bucket");
    return last;
}
