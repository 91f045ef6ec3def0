#include "transform/attendance/sums.h"

#include <assert.h>
#include <string.h>

#include "core/str.h"
#include "transform/attendance/column.h"

#define DIGITS SUMS_DIGITS
#define SLOT_CHARS SUMS_SLOT_CHARS
#define WEEK_BASE 15 /* more than the sessions of a week */
#define WEEK_ESCAPE 255

bool sums_are_nothing(const struct sums *sums)
{
    static const struct sums_figures no_figures;
    static const struct sums_weeks no_weeks;

    return !memcmp(&sums->figures, &no_figures, sizeof(no_figures))
           && !memcmp(&sums->weeks, &no_weeks, sizeof(no_weeks));
}

void sums_write_figures(const struct sums_figures *figures, struct str *text)
{
    char digits[SLOT_COUNT * MARKCODES_FIELDS * DIGITS];
    char *at = digits;
    size_t slots = SLOT_COUNT;

    while (slots > 0 && figures->of[slots - 1][COLUMN_possible] == 0)
        slots--;
    for (size_t slot = 0; slot < slots; slot++) {
        for (size_t i = 0; i < MARKCODES_FIELDS; i++) {
            unsigned value = figures->of[slot][i];

            assert(value < 1000);
            *at++ = (char)('0' + value / 100);
            *at++ = (char)('0' + value / 10 % 10);
            *at++ = (char)('0' + value % 10);
        }
    }
    str_add_n(text, digits, (size_t)(at - digits));
}

void sums_read_slots(uint16_t (*slots)[MARKCODES_FIELDS], size_t count,
                     const char *text, size_t len)
{
    memset(slots, 0, count * sizeof(*slots));
    for (size_t slot = 0; slot < count && (slot + 1) * SLOT_CHARS <= len;
         slot++) {
        for (size_t i = 0; i < MARKCODES_FIELDS; i++) {
            const char *at = text + slot * SLOT_CHARS + i * DIGITS;

            slots[slot][i] = (uint16_t)((at[0] - '0') * 100 + (at[1] - '0') * 10
                                        + (at[2] - '0'));
        }
    }
}

void sums_read_figures(struct sums_figures *figures, const char *text,
                       size_t len)
{
    sums_read_slots(figures->of, SLOT_COUNT, text, len);
}

void sums_write_bases(const struct sums *sums, struct str *text)
{
    static const char letters[] = "msc";
    size_t weeks = CALENDAR_WEEKS;
    bool is_needed;

    while (weeks > 0 && sums->week_bases[weeks - 1] == BASIS_MARKS)
        weeks--;
    is_needed = weeks > 0;
    for (size_t slot = 0; slot < SLOT_COUNT; slot++)
        is_needed = is_needed || sums->bases[slot] != BASIS_MARKS;
    for (size_t slot = 0; is_needed && slot < SLOT_COUNT; slot++)
        str_add_c(text, letters[sums->bases[slot]]);
    for (size_t w = 0; w < weeks; w++)
        str_add_c(text, letters[sums->week_bases[w]]);
}

void sums_write_weeks(const struct sums_weeks *weeks, struct str *bytes)
{
    size_t count = CALENDAR_WEEKS;

    while (count > 0 && weeks->of[count - 1][COLUMN_possible] == 0)
        count--;
    for (size_t w = 0; w < count; w++) {
        const uint8_t *week = weeks->of[w];

        if (week[COLUMN_unauthorised] == 0 && week[COLUMN_late] == 0) {
            str_add_c(bytes, (char)(week[COLUMN_possible] * WEEK_BASE
                                    + week[COLUMN_authorised]));
        } else {
            str_add_c(bytes, (char)WEEK_ESCAPE);
            str_add_n(bytes, week, SUMS_WEEK_FIELDS);
        }
    }
}

void sums_read_weeks(struct sums_weeks *weeks, const void *bytes, size_t len)
{
    const uint8_t *at = bytes;
    const uint8_t *end = at + len;

    memset(weeks, 0, sizeof(*weeks));
    for (size_t w = 0; w < CALENDAR_WEEKS && at < end; w++) {
        uint8_t *week = weeks->of[w];

        if (*at != WEEK_ESCAPE) {
            week[COLUMN_possible] = *at / WEEK_BASE;
            week[COLUMN_authorised] = *at++ % WEEK_BASE;
        } else if (end - at > SUMS_WEEK_FIELDS) {
            memcpy(week, at + 1, SUMS_WEEK_FIELDS);
            at += 1 + SUMS_WEEK_FIELDS;
        } else {
            return;
        }
    }
}
