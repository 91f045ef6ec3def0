#include "report/words/figure.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/date.h"

#define TIE 1e-8
#define MINUS "\xE2\x88\x92"

static const double powers[] = { 1, 10, 100, 1000, 1e4, 1e5, 1e6 };

double figure_round(double value, int places)
{
    double scaled = fabs(value) * powers[places];
    double rounded = floor(scaled + 0.5 + TIE) / powers[places];

    if (rounded == 0)
        return 0;
    return value < 0 ? -rounded : rounded;
}

int figure_places(enum figure_format format, double value)
{
    switch (format) {
    case FIGURE_DECIMAL:
    case FIGURE_SIGNED:
        return 1;
    case FIGURE_HALF:
        return figure_round(value, 1) == figure_round(value, 0) ? 0 : 1;
    default:
        return 0;
    }
}

bool figure_parse_format(const char *name, enum figure_format *out)
{
    static const char *const names[] = { "text", "count", "decimal", "signed",
                                         "half", "date",  "words" };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (!strcmp(name, names[i])) {
            *out = (enum figure_format)i;
            return true;
        }
    }
    return false;
}

/* Digits with thousands commas. */
static void group(const char *digits, char *out, size_t size)
{
    size_t whole = strcspn(digits, ".");
    size_t at = 0;

    for (size_t i = 0; digits[i] && at + 2 < size; i++) {
        if (i && i < whole && (whole - i) % 3 == 0)
            out[at++] = ',';
        out[at++] = digits[i];
    }
    out[at] = '\0';
}

void figure_write(double value, enum figure_format format,
                  char text[FIGURE_TEXT_SIZE])
{
    int places = figure_places(format, value);
    double rounded = figure_round(value, places);
    const char *sign = "";
    char digits[32];
    char grouped[40];

    if (rounded < 0)
        sign = MINUS;
    else if (format == FIGURE_SIGNED && rounded > 0)
        sign = "+";
    snprintf(digits, sizeof(digits), "%.*f", places, fabs(rounded));
    group(digits, grouped, sizeof(grouped));
    snprintf(text, FIGURE_TEXT_SIZE, "%s%s", sign, grouped);
}

void figure_write_word(double value, bool capital, char text[FIGURE_TEXT_SIZE])
{
    static const char *const words[] = { "none",  "one",  "two", "three",
                                         "four",  "five", "six", "seven",
                                         "eight", "nine", "ten" };
    double whole = figure_round(value, 0);

    if (whole < 0 || whole > 10) {
        figure_write(value, FIGURE_COUNT, text);
        return;
    }
    snprintf(text, FIGURE_TEXT_SIZE, "%s", words[(int)whole]);
    if (capital)
        text[0] = (char)(text[0] - 'a' + 'A');
}

void figure_write_date(const char *iso, bool is_short,
                       char text[FIGURE_TEXT_SIZE])
{
    date_t date = date_parse_iso(iso);
    struct date_parts part;

    if (date == DATE_NONE) {
        snprintf(text, FIGURE_TEXT_SIZE, "%.60s", iso);
        return;
    }
    part = date_split(date);
    snprintf(text, FIGURE_TEXT_SIZE, "%d %.*s %d", part.day, is_short ? 3 : 9,
             date_month(part.month), part.year);
}

void figure_write_day(const char *iso, char text[FIGURE_TEXT_SIZE])
{
    date_t date = date_parse_iso(iso);
    struct date_parts part;

    if (date == DATE_NONE) {
        snprintf(text, FIGURE_TEXT_SIZE, "%.60s", iso);
        return;
    }
    part = date_split(date);
    snprintf(text, FIGURE_TEXT_SIZE, "%d %s", part.day, date_month(part.month));
}

void figure_write_month(const char *iso, char text[FIGURE_TEXT_SIZE])
{
    date_t date = date_parse_iso(iso);

    *text = '\0';
    if (date != DATE_NONE)
        snprintf(text, FIGURE_TEXT_SIZE, "%.3s",
                 date_month(date_split(date).month));
}
