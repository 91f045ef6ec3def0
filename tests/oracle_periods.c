#include "tests/oracle_parts.h"

#include <stdio.h>
#include <string.h>

#include "config/schoolyear.h"
#include "core/mem.h"

static const char *const terms[] = { "autumn", "spring", "summer" };

static date_t earlier(date_t a, date_t b)
{
    return a < b ? a : b;
}

/* NULL where it has not begun. */
static struct period *add_period(struct oracle *o, enum grain grain,
                                 const char *id, int year, date_t start,
                                 date_t end, date_t reference)
{
    struct period *period;

    if (start > o->as_of)
        return NULL;
    MEM_ROOM(o->periods, o->period_count, o->period_capacity);
    period = &o->periods[o->period_count++];
    memset(period, 0, sizeof(*period));
    (void)snprintf(period->id, sizeof(period->id), "%s", id);
    period->grain = grain;
    period->year = year;
    period->start = start;
    period->end = earlier(end, o->as_of);
    period->reference = earlier(reference, o->as_of);
    period->is_complete = end <= o->as_of;
    period->as_of = o->as_of;
    return period;
}

static void add_weeks(struct oracle *o, struct half_term half_term,
                      date_t *last_monday)
{
    date_t day;

    for (day = half_term.start; day <= half_term.end; day++) {
        date_t monday = day - (date_weekday(day) - 1);
        char id[ID_SIZE];
        int iso_year;
        int week;

        if (monday == *last_monday)
            continue;
        *last_monday = monday;
        date_iso_week(monday, &iso_year, &week);
        (void)snprintf(id, sizeof(id), "%d-W%02d", iso_year, week);
        add_period(o, GRAIN_WEEK, id, half_term.year, monday, monday + 6,
                   monday + 6);
    }
}

/* ---- up to the same school day (details.md 92, 100) ---- */

static int school_days(date_t first, date_t last)
{
    int count = 0;

    for (; first <= last; first++)
        count += terms_is_school_day(first);
    return count;
}

/* The n-th school day of first..last, or the last of them; none: DATE_NONE. */
static date_t nth_school_day(date_t first, date_t last, int n)
{
    date_t found = DATE_NONE;

    for (; first <= last && n > 0; first++)
        if (terms_is_school_day(first)) {
            found = first;
            n--;
        }
    return found;
}

/* The like of a stretch that begins on `first`, in an earlier one. */
static void add_to_date(struct oracle *o, enum grain grain, const char *name,
                        int year, size_t term, date_t first, date_t start,
                        date_t last)
{
    date_t end = nth_school_day(start, last, school_days(first, o->as_of));
    struct period *period;
    char id[ID_SIZE];

    if (end == DATE_NONE)
        return;
    (void)snprintf(id, sizeof(id), "%s to date", name);
    period = add_period(o, grain, id, year, start, end, end);
    period->term = term;
    period->is_to_date = period->is_complete = true;
    period->as_of = end;
}

static void add_years_to_date(struct oracle *o)
{
    int now = schoolyear_of(o->as_of);
    size_t this_term = (size_t)(now - TERMS_FIRST_YEAR) * 6;
    size_t term;
    int year;

    for (year = TERMS_FIRST_YEAR; year < now; year++) {
        size_t first = (size_t)(year - TERMS_FIRST_YEAR) * 6;
        char label[SCHOOLYEAR_TEXT_SIZE];
        char name[ID_SIZE];

        schoolyear_format(year, label);
        add_to_date(o, GRAIN_YEAR, label, year, 0, date_make(now, 8, 1),
                    date_make(year, 8, 1), date_make(year + 1, 7, 31));
        for (term = 0; term < 3; term++) {
            struct half_term one = county_half_term(this_term + 2 * term);
            struct half_term two = county_half_term(this_term + 2 * term + 1);

            if (one.start > o->as_of || two.end <= o->as_of)
                continue;
            (void)snprintf(name, sizeof(name), "%s %s", label, terms[term]);
            add_to_date(o, GRAIN_TERM, name, year, term, one.start,
                        county_half_term(first + 2 * term).start,
                        county_half_term(first + 2 * term + 1).end);
        }
    }
}

void oracle_make_periods(struct oracle *o)
{
    date_t last_monday = DATE_NONE;
    char label[SCHOOLYEAR_TEXT_SIZE];
    char id[ID_SIZE];
    size_t first;

    for (first = 0; first < TERMS_COUNT; first += 6) {
        int year = county_half_term(first).year;
        date_t last = county_half_term(first + 5).end;
        struct period *period;
        size_t i;

        schoolyear_format(year, label);
        add_period(o, GRAIN_YEAR, label, year, date_make(year, 8, 1),
                   date_make(year + 1, 7, 31), last);
        for (i = 0; i < 3; i++) {
            struct half_term one = county_half_term(first + 2 * i);
            struct half_term two = county_half_term(first + 2 * i + 1);

            (void)snprintf(id, sizeof(id), "%s %s", label, terms[i]);
            period = add_period(o, GRAIN_TERM, id, year, one.start, two.end,
                                two.end);
            if (period != NULL)
                period->term = i;
        }
        for (i = 0; i < 6; i++) {
            struct half_term half_term = county_half_term(first + i);

            (void)snprintf(id, sizeof(id), "%s HT%d", label, half_term.number);
            add_period(o, GRAIN_HALF_TERM, id, year, half_term.start,
                       half_term.end, half_term.end);
            add_weeks(o, half_term, &last_monday);
        }
    }
    add_years_to_date(o);
}

const struct period *oracle_find_period(const struct oracle *o, const char *id)
{
    size_t i;

    for (i = 0; i < o->period_count; i++)
        if (strcmp(o->periods[i].id, id) == 0)
            return &o->periods[i];
    return NULL;
}
