#ifndef TRANSFORM_ATTENDANCE_SUMS_H
#define TRANSFORM_ATTENDANCE_SUMS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "transform/attendance/markcode.h"
#include "transform/calendar/calendar.h"

struct str;

/*
 * sums: what a pupil's marks at a school came to in a year, for all of the
 * year's periods, and its two forms in table attendance.
 */
struct sums_figures { /* fields: the first columns of a frame */
    uint16_t of[SLOT_COUNT][MARKCODES_FIELDS];
};

/* Of a week all but the last, part_time, which no weekly metric needs. */
#define SUMS_WEEK_FIELDS (MARKCODES_FIELDS - 1)
struct sums_weeks {
    uint8_t of[CALENDAR_WEEKS][SUMS_WEEK_FIELDS];
};

/* What the figures of a period rest on. */
enum sums_basis { BASIS_MARKS, BASIS_SUMMARY, BASIS_CENSUS, SUMS_BASES };

struct sums {
    struct sums_figures figures;
    struct sums_weeks weeks;
    uint16_t reasons[SLOT_COUNT][MARKCODES_MAX_REASONS]; /* absent, by code */
    enum sums_basis bases[SLOT_COUNT];
    enum sums_basis week_bases[CALENDAR_WEEKS];
};

/* A day's sessions of the year's figures. */
struct sums_day {
    uint16_t possible, absent;
};

bool sums_are_nothing(const struct sums *sums);

/*
 * Text: fields of three digits, a period after the other, zeros at the end
 * left out (fct_attendance takes it apart). A frame's reader takes back what
 * was written.
 */
void sums_write_figures(const struct sums_figures *figures, struct str *text);
#define SUMS_DIGITS 3
#define SUMS_SLOT_CHARS ((size_t)(MARKCODES_FIELDS * SUMS_DIGITS))
void sums_read_figures(struct sums_figures *figures, const char *text,
                       size_t len);
/* The first so many periods of a text that begins with theirs. */
void sums_read_slots(uint16_t (*slots)[MARKCODES_FIELDS], size_t count,
                     const char *text, size_t len);

/*
 * Text: a letter a period, m, s or c, and then a letter a week, to the last
 * that does not rest on marks; none where all does.
 */
void sums_write_bases(const struct sums *sums, struct str *text);

/*
 * Bytes: a week is one byte, 15 * possible + authorised, where nothing was
 * unauthorised or late; else 255 and its four fields. Empty weeks at the end
 * are left out.
 */
void sums_write_weeks(const struct sums_weeks *weeks, struct str *bytes);
void sums_read_weeks(struct sums_weeks *weeks, const void *bytes, size_t len);

#endif /* TRANSFORM_ATTENDANCE_SUMS_H */
