#ifndef INGEST_READ_VALUE_H
#define INGEST_READ_VALUE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/date.h"
#include "ingest/read/reject.h"

/*
 * value: one cell of an extract, read as what it means (spec: extracts.md
 * "Rules for every file", details.md 8, 10, 52). Text is UTF-8, trimmed, and
 * need not end in a NUL where it comes in; it does where it goes out.
 */
struct value {
    /*
     * Canonical: dates YYYY-MM-DD, codes upper and mapped, a school's number
     * as its 6 (URN) or 7 (LAESTAB) digits. "" when blank or not is_ok.
     */
    const char *text;
    size_t len;
    int64_t number; /* int, urn, school; number: rounded towards 0 */
    double real;    /* int and number */
    date_t date;    /* date; DATE_NONE when blank */
    bool is_blank;
    bool is_ok; /* read; a blank counts when it may be */
};

/* Room for any canonical text that is not a piece of what came in. */
#define VALUE_TEXT_SIZE 32

/* Is this, trimmed, one of the words for nothing (or nothing)? */
bool value_is_nothing(const char *text, size_t len);
/* The same of a person's name, which may be Null or None (details.md 88). */
bool value_is_no_name(const char *text, size_t len);

/*
 * Make text canonical in place: no-break spaces are spaces, curly quotes
 * straight, and a byte order mark, as it stands where files were put one behind
 * the other, is nothing. Returns the new length, never greater.
 */
size_t value_straighten(char *text, size_t len);

/*
 * Without the blanks around it and the apostrophe that a spreadsheet puts
 * before what it is to leave alone, or a pair of them (extracts.md, "words for
 * nothing"). What is bare stays as it is.
 */
void value_bare(const char **text, size_t *len);

/*
 * A date in any spelling of extracts.md, with or without a time; DATE_NONE
 * where it is none. Never month first.
 */
date_t value_date(const char *text, size_t len);

/*
 * A UPN: upper case, its check letter right, into upn. A temporary one (a
 * letter last) is good. REJECT_BAD_UPN, REJECT_UPN_SCIENTIFIC or REJECT_NONE.
 */
#define UPN_LEN 13
enum reject value_upn(const char *text, size_t len, char upn[UPN_LEN + 1]);

/* A number with or without pound sign and thousands commas. */
bool value_number(const char *text, size_t len, double *out);
/* The same as published, maybe with an exponent: "8.8459999999999997E-2"
   (benchmarks.md, Parser rules). */
bool value_figure(const char *text, size_t len, double *out);
/* The same where it is whole (".0" may follow). */
bool value_int(const char *text, size_t len, int64_t *out);

/*
 * The year in which an academic or financial year begins, of "2025/26",
 * "2025-26", "202526", "2025/2026"; by_end takes "2026" too. 0 where it is
 * none: the two parts must be neighbours.
 */
int value_year(const char *text, size_t len, bool by_end);

/* Exactly `digits` digits (".0" may follow); -1 where it is not. */
int64_t value_digits(const char *text, size_t len, size_t digits);

#endif /* INGEST_READ_VALUE_H */
