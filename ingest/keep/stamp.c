#include "ingest/keep/stamp.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "core/date.h"

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* `count` digits at text, or -1. */
static int number(const char *text, int count)
{
    int value = 0;

    for (int i = 0; i < count; i++) {
        if (!is_digit(text[i]))
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

static size_t digit_run(const char *text)
{
    return strspn(text, "0123456789");
}

/* A time of day; false: there is none such, and the clock stands. */
static bool set_clock(const int parts[3], int clock[3])
{
    if (parts[0] > 23 || parts[1] > 59 || parts[2] > 59)
        return false;
    memcpy(clock, parts, 3 * sizeof(parts[0]));
    return true;
}

/* HHMM or HHMMSS, and no other count of digits. */
static bool read_run(const char *digits, size_t run, int clock[3])
{
    int parts[3] = { 0, 0, 0 };

    if (run != 4 && run != 6)
        return false;
    for (size_t i = 0; i < run / 2; i++)
        parts[i] = number(digits + 2 * i, 2);
    return set_clock(parts, clock);
}

/* The time after a date: THHMM, _HHMM or THHMMSS (colons allowed). */
static void read_time(const char *at, int clock[3])
{
    const char *digits = at + 1;
    int parts[3] = { 0, 0, 0 };
    int count = 0;

    if (*at != 'T' && *at != 't' && *at != '_')
        return;
    if (!digits[0] || !digits[1] || (digits[2] != ':' && digits[2] != '-')) {
        (void)read_run(digits, digit_run(digits), clock);
        return;
    }
    while (count < 3) {
        char after;

        parts[count] = number(digits, 2);
        if (parts[count] < 0)
            return;
        count++;
        after = digits[2];
        digits += 2;
        if ((after != ':' && after != '-') || !is_digit(digits[1]))
            break;
        digits++;
    }
    if (count >= 2 && !is_digit(*digits))
        (void)set_clock(parts, clock);
}

/* A date at text, with the time that its own run of digits may go on with; how
   many characters they take, 0 = none. */
static size_t read_date(const char *text, int date[3], int clock[3])
{
    size_t run = digit_run(text);
    size_t taken = 0;

    if (run == 4 && text[4] == '-' && digit_run(text + 5) == 2 && text[7] == '-'
        && digit_run(text + 8) == 2) {
        date[1] = number(text + 5, 2);
        date[2] = number(text + 8, 2);
        taken = 10;
    } else if (run == 8 || (run > 8 && read_run(text + 8, run - 8, clock))) {
        date[1] = number(text + 4, 2);
        date[2] = number(text + 6, 2);
        taken = run;
    } else {
        return 0;
    }
    date[0] = number(text, 4);
    return date_is_valid(date[0], date[1], date[2]) ? taken : 0;
}

bool stamp_from_name(const char *name, char stamp[STAMP_SIZE])
{
    bool found = false;

    for (const char *at = name; *at; at++) {
        int date[3], clock[3] = { 0, 0, 0 };
        size_t taken;

        if (!is_digit(*at) || (at > name && is_digit(at[-1])))
            continue;
        taken = read_date(at, date, clock);
        if (!taken)
            continue;
        if (taken <= 10)
            read_time(at + taken, clock);
        snprintf(stamp, STAMP_SIZE, "%04u-%02u-%02uT%02u:%02u:%02u",
                 (unsigned)date[0] % 10000u, (unsigned)date[1] % 100u,
                 (unsigned)date[2] % 100u, (unsigned)clock[0] % 100u,
                 (unsigned)clock[1] % 100u, (unsigned)clock[2] % 100u);
        found = true;
    }
    return found;
}

void stamp_from_time(time_t when, char stamp[STAMP_SIZE])
{
    struct tm parts;

    gmtime_r(&when, &parts);
    if (strftime(stamp, STAMP_SIZE, "%Y-%m-%dT%H:%M:%S", &parts) == 0)
        stamp[0] = '\0';
}

bool stamp_is_valid(const char *text)
{
    char again[STAMP_SIZE];

    return strlen(text) == STAMP_SIZE - 1 && stamp_from_name(text, again)
           && !strcmp(again, text);
}

date_t stamp_day(const char *stamp)
{
    char day[DATE_TEXT_SIZE] = "";

    if (strlen(stamp) >= sizeof(day))
        memcpy(day, stamp, sizeof(day) - 1);
    return date_parse_iso(day);
}
