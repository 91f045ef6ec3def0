#include "ingest/read/era.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ingest/read/value.h"

#define TITLE_WORDS 3 /* that a date may take: 2 November 2026 */
#define PARTIAL_MAX 24
#define SOON 60 /* days after a file was sent: a half term */

void era_begin(struct era *era, date_t sent)
{
    era->sent = sent;
    era->first = era->last = DATE_NONE;
    era->is_dated = era->has_guessed = era->has_ahead = false;
}

/* A title speaks of these days too. */
static void widen(struct era *era, date_t first, date_t last)
{
    if (era->first == DATE_NONE || first < era->first)
        era->first = first;
    if (era->last == DATE_NONE || last > era->last)
        era->last = last;
}

static bool is_digits(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (text[i] < '0' || text[i] > '9')
            return false;
    return true;
}

/* "2026/27" or "2026". */
static void note_year(struct era *era, const char *text, size_t len)
{
    int year = is_digits(text, len) ? 0 : value_year(text, len, false);

    if (year) {
        widen(era, date_make(year, 9, 1), date_make(year + 1, 8, 31));
    } else if (len == 4 && is_digits(text, len)) {
        year = (int)strtol(text, NULL, 10);
        if (year >= 2000 && year <= 2099)
            widen(era, date_make(year, 1, 1), date_make(year, 12, 31));
    }
}

/* The end of so many words from here on. */
static const char *words_end(const char *at, const char *end, int words)
{
    while (words-- > 0) {
        while (at < end && *at == ' ')
            at++;
        while (at < end && !strchr(" ,;()", *at))
            at++;
    }
    return at;
}

void era_note_title(struct era *era, const char *text, size_t len)
{
    const char *end = text + len;

    for (const char *at = text; at < end; at++) {
        date_t date = DATE_NONE;

        if ((at > text && !strchr(" ,;()", at[-1])) || *at < '0' || *at > '9')
            continue;
        for (int words = TITLE_WORDS; words > 0 && date == DATE_NONE; words--) {
            const char *stop = words_end(at, end, words);

            /* Bare digits are more often a number than a date. */
            if (!is_digits(at, (size_t)(stop - at)))
                date = value_date(at, (size_t)(stop - at));
        }
        if (date != DATE_NONE && !era->is_dated) {
            era->first = era->last = DATE_NONE;
            era->is_dated = true;
        }
        if (date != DATE_NONE)
            widen(era, date, date);
        else if (!era->is_dated)
            note_year(era, at, (size_t)(words_end(at, end, 1) - at));
    }
}

/* The day and month that the text says, in a year; DATE_NONE where none. */
static date_t in_year(const char *text, size_t len, int year)
{
    char whole[PARTIAL_MAX + 8];
    char separator = ' ';
    int written;

    for (size_t i = 0; i < len; i++)
        if (strchr("/-. ", text[i]))
            separator = text[i];
    written = snprintf(whole, sizeof(whole), "%.*s%c%04d", (int)len, text,
                       separator, year);
    return value_date(whole, (size_t)written);
}

static date_t distance(const struct era *era, date_t date)
{
    date_t first = era->first != DATE_NONE ? era->first : era->sent;
    date_t last = era->last != DATE_NONE ? era->last : era->sent;

    return date < first ? first - date : date > last ? date - last : 0;
}

/* As every date does, in any spelling. */
static bool begins_with_digit(const char *text, size_t len)
{
    while (len && (*text == ' ' || (*text >= '\t' && *text <= '\r'))) {
        text++;
        len--;
    }
    return len && is_digits(text, 1);
}

/* By the autumn in which it begins. */
static int school_year(date_t date)
{
    const struct date_parts parts = date_split(date);

    return parts.year - (parts.month < 9);
}

static bool is_nearer(const struct era *era, date_t date, date_t than)
{
    return than == DATE_NONE || distance(era, date) < distance(era, than);
}

date_t era_date(struct era *era, const char *text, size_t len)
{
    date_t best = value_date(text, len);
    date_t soon = DATE_NONE;
    date_t about = era->last != DATE_NONE ? era->last : era->sent;
    int year;

    if (best != DATE_NONE || about == DATE_NONE || len > PARTIAL_MAX
        || !begins_with_digit(text, len))
        return best;
    year = date_split(about).year;
    /* 29 February may be eight years away. */
    for (int y = year + 1; y >= year - 8; y--) {
        date_t date = in_year(text, len, y);

        if (date == DATE_NONE)
            continue;
        if (era->sent == DATE_NONE || date <= era->sent)
            best = is_nearer(era, date, best) ? date : best;
        else if (date - era->sent <= SOON)
            soon = date;
    }
    if (best == DATE_NONE)
        return best;
    era->has_guessed = true;
    if (soon != DATE_NONE && is_nearer(era, soon, best)
        && school_year(best) != school_year(era->sent))
        era->has_ahead = true;
    return best;
}
