#include "core/date.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_length(int year, int month)
{
    static const int length[] = {
        31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
    };

    return month == 2 && is_leap(year) ? 29 : length[month - 1];
}

bool date_is_valid(int year, int month, int day)
{
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1
           && day <= month_length(year, month);
}

/* Days from civil and back: years start on 1 March, eras are 400 years. */
date_t date_make(int year, int month, int day)
{
    int y = month <= 2 ? year - 1 : year;
    int era = (y >= 0 ? y : y - 399) / 400;
    int year_of_era = y - era * 400;
    int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

    assert(date_is_valid(year, month, day));
    return era * 146097 + day_of_era - 719468;
}

struct date_parts date_split(date_t date)
{
    struct date_parts parts;
    int z = date + 719468;
    int era = (z >= 0 ? z : z - 146096) / 146097;
    int day_of_era = z - era * 146097;
    int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524
                       - day_of_era / 146096)
                      / 365;
    int day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int mp = (5 * day_of_year + 2) / 153;

    parts.day = day_of_year - (153 * mp + 2) / 5 + 1;
    parts.month = mp < 10 ? mp + 3 : mp - 9;
    parts.year = year_of_era + era * 400 + (parts.month <= 2 ? 1 : 0);
    return parts;
}

static int digits(const char *text, int count)
{
    int value = 0;

    for (int i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

date_t date_parse_iso(const char *text)
{
    int year, month, day;

    if (strlen(text) != 10 || text[4] != '-' || text[7] != '-')
        return DATE_NONE;
    year = digits(text, 4);
    month = digits(text + 5, 2);
    day = digits(text + 8, 2);
    if (!date_is_valid(year, month, day))
        return DATE_NONE;
    return date_make(year, month, day);
}

static char *put_digits(char *at, int value, int count)
{
    for (int i = count - 1; i >= 0; i--) {
        at[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return at + count;
}

void date_format(date_t date, char text[DATE_TEXT_SIZE])
{
    struct date_parts parts;
    char *at = text;

    if (date == DATE_NONE || date == DATE_MAX) {
        text[0] = '\0';
        return;
    }
    parts = date_split(date);
    at = put_digits(at, parts.year, 4);
    *at++ = '-';
    at = put_digits(at, parts.month, 2);
    *at++ = '-';
    at = put_digits(at, parts.day, 2);
    *at = '\0';
}

const char *date_month(int month)
{
    static const char *const months[] = { "January", "February", "March",
                                          "April",   "May",      "June",
                                          "July",    "August",   "September",
                                          "October", "November", "December" };

    return months[month - 1];
}

int date_weekday(date_t date)
{
    int day = (date + 3) % 7; /* 1970-01-01 was a Thursday */

    return (day < 0 ? day + 7 : day) + 1;
}

date_t date_add_years(date_t date, int years)
{
    struct date_parts parts = date_split(date);

    parts.year += years;
    if (parts.month == 2 && parts.day == 29 && !is_leap(parts.year))
        parts.day = 28;
    return date_make(parts.year, parts.month, parts.day);
}

int date_age(date_t birth, date_t on)
{
    struct date_parts b = date_split(birth);
    struct date_parts o = date_split(on);

    if (b.month == 2 && b.day == 29 && !is_leap(o.year)) {
        b.month = 3;
        b.day = 1;
    }
    return o.year - b.year
           - (o.month < b.month || (o.month == b.month && o.day < b.day));
}

date_t date_monday(date_t date)
{
    return date - (date_weekday(date) - 1);
}

void date_iso_week(date_t date, int *year, int *week)
{
    date_t thursday = date_monday(date) + 3;
    struct date_parts parts = date_split(thursday);

    *year = parts.year;
    *week = (thursday - date_make(parts.year, 1, 1)) / 7 + 1;
}
