#include "ingest/read/value.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define EXCEL_FIRST 20000 /* extracts.md: smaller and larger are no dates */
#define EXCEL_LAST 60000
#define EXCEL_EPOCH (-25569) /* 1899-12-30, so that 45000 is 2023-03-15 */
#define CENTURY_SPLIT 50     /* two-digit years: 49 is 2049, 50 is 1950 */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static void trim(const char **text, size_t *len)
{
    while (*len && is_blank(**text)) {
        ++*text;
        --*len;
    }
    while (*len && is_blank((*text)[*len - 1]))
        --*len;
}

void value_bare(const char **text, size_t *len)
{
    trim(text, len);
    while (*len && **text == '\'') {
        ++*text;
        --*len;
        if (*len && (*text)[*len - 1] == '\'')
            --*len;
        trim(text, len);
    }
}

/* Those that are no names of people come first. */
#define NAMELESS 3
static bool is_one_of_nothing(const char *text, size_t len, size_t count)
{
    static const char *const words[] = { "NAN",     "NAT", "<NA>", "-",
                                         "NA",      "N/A", "NULL", "#N/A",
                                         "UNKNOWN", "NONE" };

    value_bare(&text, &len);
    if (!len)
        return true;
    /* Nearly every value is told from them by its first letter. */
    if (!strchr("-Nn#Uu<", *text) || len > 7)
        return false;
    if (!count)
        count = sizeof(words) / sizeof(words[0]);
    for (size_t i = 0; i < count; i++)
        if (strlen(words[i]) == len && !strncasecmp(words[i], text, len))
            return true;
    return false;
}

bool value_is_nothing(const char *text, size_t len)
{
    return is_one_of_nothing(text, len, 0);
}

bool value_is_no_name(const char *text, size_t len)
{
    return is_one_of_nothing(text, len, NAMELESS);
}

size_t value_straighten(char *text, size_t len)
{
    size_t out = 0;

    for (size_t i = 0; i < len; i++) {
        size_t left = len - i;

        if (left >= 3 && !memcmp(text + i, "\xEF\xBB\xBF", 3)) {
            i += 2;
        } else if (left >= 2 && !memcmp(text + i, "\xC2\xA0", 2)) {
            text[out++] = ' ';
            i += 1;
        } else if (left >= 3
                   && (!memcmp(text + i, "\xE2\x80\x98", 3)
                       || !memcmp(text + i, "\xE2\x80\x99", 3))) {
            text[out++] = '\'';
            i += 2;
        } else if (left >= 3
                   && (!memcmp(text + i, "\xE2\x80\x9C", 3)
                       || !memcmp(text + i, "\xE2\x80\x9D", 3))) {
            text[out++] = '"';
            i += 2;
        } else {
            text[out++] = text[i];
        }
    }
    return out;
}

/* A place in a text that is read from left to right. */
struct cursor {
    const char *at;
    const char *end;
};

static bool skip(struct cursor *c, char wanted)
{
    if (c->at == c->end || *c->at != wanted)
        return false;
    c->at++;
    return true;
}

/* A run of digits, at most `most`; *count says how many there were. */
static int take_digits(struct cursor *c, int most, int *count)
{
    int value = 0;

    for (*count = 0; *count < most && c->at < c->end && is_digit(*c->at);
         ++*count)
        value = value * 10 + (*c->at++ - '0');
    return value;
}

/* "Jan" or "January" in any case: 1..12, or 0. */
static int take_month(struct cursor *c)
{
    static const char *const names[] = { "january", "february", "march",
                                         "april",   "may",      "june",
                                         "july",    "august",   "september",
                                         "october", "november", "december" };
    size_t left = (size_t)(c->end - c->at);
    char letters[3];

    if (left < sizeof(letters))
        return 0;
    for (size_t i = 0; i < sizeof(letters); i++)
        letters[i] = (char)(c->at[i] | ' '); /* lower case, of a letter */
    for (int month = 0; month < 12; month++) {
        size_t whole = strlen(names[month]);

        if (memcmp(letters, names[month], sizeof(letters)) != 0)
            continue;
        c->at += left >= whole && !strncasecmp(c->at, names[month], whole)
                     ? whole
                     : 3;
        return month + 1;
    }
    return 0;
}

static bool take_two(struct cursor *c, int most)
{
    int count;
    int value = take_digits(c, 2, &count);

    return count == 2 && value <= most;
}

/* "Z", "+01", "+0100" or "+01:00". */
static bool take_zone(struct cursor *c)
{
    if (skip(c, 'Z'))
        return true;
    if (!skip(c, '+') && !skip(c, '-'))
        return true;
    if (!take_two(c, 14))
        return false;
    if (c->at == c->end)
        return true;
    (void)skip(c, ':');
    return take_two(c, 59);
}

/* What may follow a date: a time of day, to the end of the text. */
static bool is_time_or_end(struct cursor *c)
{
    int count;
    int hour;

    if (c->at == c->end)
        return true;
    if (!skip(c, 'T') && !skip(c, ' '))
        return false;
    while (skip(c, ' '))
        continue;
    hour = take_digits(c, 2, &count);
    if (!count || hour > 24 || !skip(c, ':') || !take_two(c, 59))
        return false;
    if (skip(c, ':')) {
        if (!take_two(c, 60))
            return false;
        if (skip(c, '.') && (take_digits(c, 9, &count), !count))
            return false;
    }
    (void)skip(c, ' ');
    if (c->end - c->at == 2
        && (!strncasecmp(c->at, "am", 2) || !strncasecmp(c->at, "pm", 2)))
        return true;
    return take_zone(c) && c->at == c->end;
}

static date_t make(int year, int month, int day)
{
    return date_is_valid(year, month, day) ? date_make(year, month, day)
                                           : DATE_NONE;
}

/* 45000 or 45000.75. */
static date_t excel_serial(const char *text, size_t len)
{
    struct cursor c = { text, text + len };
    int count;
    int serial = take_digits(&c, 5, &count);

    if (count != 5 || serial < EXCEL_FIRST || serial > EXCEL_LAST)
        return DATE_NONE;
    if (skip(&c, '.'))
        while (c.at < c.end && is_digit(*c.at))
            c.at++;
    return c.at == c.end ? EXCEL_EPOCH + serial : DATE_NONE;
}

/* A day, a month as a number or in letters, a year; one separator for both. */
static date_t day_first(struct cursor c, int day)
{
    char separator = *c.at;
    int month;
    int year;
    int count;

    c.at++;
    month = separator == '-' || separator == ' ' ? take_month(&c) : 0;
    if (month) {
        if (!skip(&c, separator))
            return DATE_NONE;
        year = take_digits(&c, 4, &count);
    } else {
        month = take_digits(&c, 2, &count);
        if (!count || separator == ' ' || !skip(&c, separator))
            return DATE_NONE;
        year = take_digits(&c, 4, &count);
        /* 01-02-03 might have its year first. */
        if (count == 2 && separator != '/')
            return DATE_NONE;
    }
    if (count == 2)
        year += year < CENTURY_SPLIT ? 2000 : 1900;
    else if (count != 4)
        return DATE_NONE;
    return is_time_or_end(&c) ? make(year, month, day) : DATE_NONE;
}

static date_t year_first(struct cursor c, int year)
{
    char separator = *c.at;
    int month;
    int day;
    int count;

    if (separator != '-' && separator != '/')
        return DATE_NONE;
    c.at++;
    month = separator == '-' ? take_month(&c) : 0;
    if (!month)
        month = take_digits(&c, 2, &count);
    if (!skip(&c, separator))
        return DATE_NONE;
    day = take_digits(&c, 2, &count);
    return count && is_time_or_end(&c) ? make(year, month, day) : DATE_NONE;
}

/* 20260228, or 20260228.0 where a table had it for a number; a longer run of
   digits is none. */
static date_t eight_digits(const char *text, size_t len)
{
    struct cursor c = { text, text + len };
    int count;
    int number = take_digits(&c, 8, &count);

    if (c.end - c.at == 2 && !memcmp(c.at, ".0", 2))
        c.at = c.end;
    if (count != 8 || number / 10000 < 1900 || number / 10000 > 2099
        || !is_time_or_end(&c))
        return DATE_NONE;
    return make(number / 10000, number / 100 % 100, number % 100);
}

date_t value_date(const char *text, size_t len)
{
    struct cursor c;
    date_t date;
    int number;
    int count;

    trim(&text, &len);
    date = excel_serial(text, len);
    if (date == DATE_NONE)
        date = eight_digits(text, len);
    if (date != DATE_NONE)
        return date;
    c.at = text;
    c.end = text + len;
    number = take_digits(&c, 4, &count);
    if (c.at == c.end)
        return DATE_NONE;
    if (count == 4)
        return year_first(c, number);
    if ((count == 1 || count == 2) && memchr("/-. ", *c.at, 4))
        return day_first(c, number);
    return DATE_NONE;
}

/* 8.01E+12: what a spreadsheet makes of digits. */
static bool is_scientific(const char *text, size_t len)
{
    struct cursor c = { text, text + len };
    int count;

    (void)take_digits(&c, 9, &count);
    if (!count)
        return false;
    if (skip(&c, '.'))
        while (c.at < c.end && is_digit(*c.at))
            c.at++;
    if (!skip(&c, 'E') && !skip(&c, 'e'))
        return false;
    if (!skip(&c, '+'))
        (void)skip(&c, '-');
    (void)take_digits(&c, 4, &count);
    return count && c.at == c.end;
}

/* A letter's place among those that a UPN may have, -1 for I, O and S. */
static int upn_letter(char c)
{
    static const char letters[] = "ABCDEFGHJKLMNPQRTUVWXYZ";
    const char *found = c ? strchr(letters, c) : NULL;

    return found ? (int)(found - letters) : -1;
}

/* definitions.md A6; upn is upper case. */
static bool upn_is_valid(const char upn[UPN_LEN + 1])
{
    int check = upn_letter(upn[0]);
    int sum = 0;

    if (check < 0)
        return false;
    for (int i = 1; i < UPN_LEN; i++) {
        int value = is_digit(upn[i])   ? upn[i] - '0'
                    : i == UPN_LEN - 1 ? upn_letter(upn[i])
                                       : -1;

        if (value < 0)
            return false;
        sum += value * (i + 1);
    }
    return sum % 23 == check;
}

enum reject value_upn(const char *text, size_t len, char upn[UPN_LEN + 1])
{
    upn[0] = '\0';
    value_bare(&text, &len);
    if (len != UPN_LEN)
        return is_scientific(text, len) ? REJECT_UPN_SCIENTIFIC
                                        : REJECT_BAD_UPN;
    for (size_t i = 0; i < UPN_LEN; i++) {
        bool is_lower = text[i] >= 'a' && text[i] <= 'z';

        upn[i] = (char)(text[i] - (is_lower ? 'a' - 'A' : 0));
    }
    upn[UPN_LEN] = '\0';
    if (upn_is_valid(upn))
        return REJECT_NONE;
    upn[0] = '\0';
    return is_scientific(text, len) ? REJECT_UPN_SCIENTIFIC : REJECT_BAD_UPN;
}

/* The digits of a whole part: plain, or in threes with commas. */
static bool take_whole(struct cursor *c, char *out, size_t room)
{
    size_t count = 0;
    size_t since_comma = 0;
    bool has_comma = false;

    for (; c->at < c->end; c->at++) {
        if (is_digit(*c->at)) {
            if (count == room)
                return false;
            out[count++] = *c->at;
            since_comma++;
        } else if (*c->at == ',') {
            if (has_comma ? since_comma != 3 : !count || count > 3)
                return false;
            has_comma = true;
            since_comma = 0;
        } else {
            break;
        }
    }
    out[count] = '\0';
    return count && (!has_comma || since_comma == 3);
}

#define EXPONENT_DIGITS 3
#define EXPONENT_SIZE (2 + EXPONENT_DIGITS + 1) /* "e-", its digits, a NUL */

/* "E-2", "e+05", as it is read by strtod; nothing where there is none. */
static bool take_exponent(struct cursor *c, char out[EXPONENT_SIZE])
{
    size_t used = 0;

    out[0] = '\0';
    if (!skip(c, 'E') && !skip(c, 'e'))
        return true;
    out[used++] = 'e';
    out[used++] = skip(c, '-') ? '-' : '+';
    if (out[1] == '+')
        (void)skip(c, '+');
    for (; c->at < c->end && is_digit(*c->at); c->at++) {
        if (used == EXPONENT_SIZE - 1)
            return false;
        out[used++] = *c->at;
    }
    out[used] = '\0';
    return used > 2;
}

static bool take_number(const char *text, size_t len, bool with_exponent,
                        double *out)
{
    char digits[48 + EXPONENT_SIZE];
    size_t used;
    struct cursor c;
    bool is_negative;

    trim(&text, &len);
    c.at = text;
    c.end = text + len;
    is_negative = skip(&c, '-');
    if (c.end - c.at >= 2 && !memcmp(c.at, "\xC2\xA3", 2))
        c.at += 2;
    if (!take_whole(&c, digits, 15))
        return false;
    used = strlen(digits);
    if (skip(&c, '.')) {
        digits[used++] = '.';
        /* Digits beyond these do not change a double. */
        for (; c.at < c.end && is_digit(*c.at); c.at++)
            if (used < sizeof(digits) - EXPONENT_SIZE)
                digits[used++] = *c.at;
        digits[used] = '\0';
    }
    if ((with_exponent && !take_exponent(&c, digits + used)) || c.at != c.end)
        return false;
    *out = strtod(digits, NULL);
    if (is_negative)
        *out = -*out;
    return isfinite(*out);
}

bool value_number(const char *text, size_t len, double *out)
{
    return take_number(text, len, false, out);
}

bool value_figure(const char *text, size_t len, double *out)
{
    return take_number(text, len, true, out);
}

bool value_int(const char *text, size_t len, int64_t *out)
{
    double number;

    if (!value_number(text, len, &number) || number != floor(number))
        return false;
    *out = (int64_t)number;
    return true;
}

int64_t value_digits(const char *text, size_t len, size_t digits)
{
    int64_t value = 0;

    trim(&text, &len);
    if (len == digits + 2 && text[digits] == '.' && text[digits + 1] == '0')
        len = digits;
    if (len != digits)
        return -1;
    for (size_t i = 0; i < len; i++) {
        if (!is_digit(text[i]))
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

int value_year(const char *text, size_t len, bool by_end)
{
    int digits[9];
    size_t count = 0;
    int first, second;

    for (size_t i = 0; i < len; i++) {
        if (text[i] >= '0' && text[i] <= '9' && count < 9)
            digits[count++] = text[i] - '0';
        else if (i != 4 || (text[i] != '/' && text[i] != '-'))
            return 0;
    }
    if (count < 4 || (count == len && count == 8))
        return 0;
    first = digits[0] * 1000 + digits[1] * 100 + digits[2] * 10 + digits[3];
    if (first < 1950 || first > 2099)
        return 0;
    if (count == 4)
        return by_end && len == 4 ? first - 1 : 0;
    if (count == 6)
        second = digits[4] * 10 + digits[5];
    else if (count == 8)
        second = digits[6] * 10 + digits[7];
    else
        return 0;
    if (count == 8 && digits[4] * 10 + digits[5] != (first + 1) / 100)
        return 0;
    return second == (first + 1) % 100 ? first : 0;
}
