#ifndef CORE_DATE_H
#define CORE_DATE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * date: civil dates of the Gregorian calendar as a count of days, 0 =
 * 1970-01-01, so that comparing and subtracting are plain arithmetic. No clock
 * here: only main.c asks what day it is.
 */
typedef int32_t date_t; /* days since 1970-01-01 */

#define DATE_NONE INT32_MIN /* no date; sorts before every date */
#define DATE_MAX INT32_MAX  /* never; sorts after every date */
#define DATE_TEXT_SIZE 11   /* "YYYY-MM-DD" and the NUL */

struct date_parts {
    int year;
    int month; /* 1..12 */
    int day;   /* 1..31 */
};

bool date_is_valid(int year, int month, int day); /* years 1..9999 */
date_t date_make(int year, int month, int day);   /* must be valid */
struct date_parts date_split(date_t date);

/* "YYYY-MM-DD" exactly; DATE_NONE where it is not a date. */
date_t date_parse_iso(const char *text);
/* Writes "" for DATE_NONE. */
void date_format(date_t date, char text[DATE_TEXT_SIZE]);

/* "January" for 1. */
const char *date_month(int month);

/* 1 = Monday .. 7 = Sunday. */
int date_weekday(date_t date);
/* The same day of another year; 29 February becomes 28 February. */
date_t date_add_years(date_t date, int years);
/*
 * Whole years from birth to on. A child born on 29 February has birthdays on
 * 1 March in other years (details.md 14).
 */
int date_age(date_t birth, date_t on);
/* ISO week: the Monday it starts on, and its number and year. */
date_t date_monday(date_t date);
void date_iso_week(date_t date, int *year, int *week);

#endif /* CORE_DATE_H */
