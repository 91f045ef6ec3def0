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

/* The time after a date: THHMM, _HHMM or THHMMSS (colons allowed). */
static void read_time(const char *at, int clock[3])
{
    const char *digits = at + 1;
    int parts[3] = { 0, 0, 0 };
    int count = 0;

    clock[0] = clock[1] = clock[2] = 0;
    if (*at != 'T' && *at != 't' && *at != '_')
        return;
    if (digits[0] && digits[1] && (digits[2] == ':' || digits[2] == '-')) {
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
        if (count < 2 || is_digit(*digits))
            return;
    } else {
        size_t run = digit_run(digits);

        if (run != 4 && run != 6)
            return;
        for (count = 0; count < (int)run / 2; count++)
            parts[count] = number(digits + 2 * count, 2);
    }
    if (parts[0] > 23 || parts[1] > 59 || parts[2] > 59)
        return;
    memcpy(clock, parts, sizeof(parts));
}

/* A date at text; how many characters it takes, 0 = none. */
static int read_date(const char *text, int *year, int *month, int *day)
{
    if (digit_run(text) == 8) {
        *year = number(text, 4);
        *month = number(text + 4, 2);
        *day = number(text + 6, 2);
        return date_is_valid(*year, *month, *day) ? 8 : 0;
    }
    if (digit_run(text) == 4 && text[4] == '-' && digit_run(text + 5) == 2
        && text[7] == '-' && digit_run(text + 8) == 2) {
        *year = number(text, 4);
        *month = number(text + 5, 2);
        *day = number(text + 8, 2);
        return date_is_valid(*year, *month, *day) ? 10 : 0;
    }
    return 0;
}

bool stamp_from_name(const char *name, char stamp[STAMP_SIZE])
{
    bool found = false;

    for (const char *at = name; *at; at++) {
        int year, month, day, clock[3];
        int taken;

        if (!is_digit(*at) || (at > name && is_digit(at[-1])))
            continue;
        taken = read_date(at, &year, &month, &day);
        if (!taken)
            continue;
        read_time(at + taken, clock);
        snprintf(stamp, STAMP_SIZE, "%04u-%02u-%02uT%02u:%02u:%02u",
                 (unsigned)year % 10000u, (unsigned)month % 100u,
                 (unsigned)day % 100u, (unsigned)clock[0] % 100u,
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
