#ifndef REPORT_WORDS_FIGURE_H
#define REPORT_WORDS_FIGURE_H
#include <stdbool.h>

/*
 * figure: how a number is rounded and written, in one place for workbooks,
 * CSV files, charts and sentences.
 *
 * Rounding is half away from zero, as the DfE rounds. printf() and SQLite
 * round the binary value instead (6.25 is 6.2 to one and 6.3 to the other).
 * Figures here are ratios of counts, so a value that lies within a
 * hundred-millionth of a tie is one: the nearest other ratio is further away
 * while its denominator is below 50 million.
 */
enum figure_format {
    FIGURE_TEXT,    /* not a number */
    FIGURE_COUNT,   /* 1,143 */
    FIGURE_DECIMAL, /* 24.7 */
    FIGURE_SIGNED,  /* +15.1, with U+2212 for minus; 0.0 has no sign */
    FIGURE_HALF,    /* days in halves: 3, 2.5 */
    FIGURE_DATE,    /* "2025-09-01" as 1 September 2025 */
    FIGURE_WORDS    /* a template, filled from its row (report/words/grid.h) */
};

/* places: 0 to 6. Never gives a negative zero. */
double figure_round(double value, int places);
/* Decimal places that a format shows. */
int figure_places(enum figure_format format, double value);
/* False where the name is none: text count decimal signed half date words. */
bool figure_parse_format(const char *name, enum figure_format *out);

#define FIGURE_TEXT_SIZE 64
/* A number as it stands in a sentence. Not for FIGURE_TEXT, _DATE, _WORDS. */
void figure_write(double value, enum figure_format format,
                  char text[FIGURE_TEXT_SIZE]);
/* "One" to "Ten" (without capital: "one"), else figures. */
void figure_write_word(double value, bool capital, char text[FIGURE_TEXT_SIZE]);
/* "2025-09-01" as "1 September 2025", or "1 Sep 2025"; else the text itself. */
void figure_write_date(const char *iso, bool is_short,
                       char text[FIGURE_TEXT_SIZE]);
/* "2025-09-01" as "1 September"; else the text itself. */
void figure_write_day(const char *iso, char text[FIGURE_TEXT_SIZE]);
/* "2025-09-01" as "Sep"; else nothing. */
void figure_write_month(const char *iso, char text[FIGURE_TEXT_SIZE]);

#endif /* REPORT_WORDS_FIGURE_H */
