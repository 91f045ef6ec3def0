#include "transform/night/dirty.h"

#include <stdlib.h>
#include <string.h>

#include "config/markday.h"
#include "config/schoolyear.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"

void dirty_init(struct dirty *d, const struct calendar *calendar,
                const struct spine *spine)
{
    memset(d, 0, sizeof(*d));
    d->calendar = calendar;
    d->spine = spine;
    d->scans = mem_zero(calendar->year_count, spine->school_count);
    d->cells = mem_zero(calendar->count, spine->school_count);
    d->periods = mem_zero(calendar->count, sizeof(*d->periods));
    d->changed = mem_zero(spine->person_count, sizeof(*d->changed));
    d->from = mem_alloc(spine->person_count * sizeof(*d->from));
    for (size_t i = 0; i < spine->person_count; i++)
        d->from[i] = DATE_MAX;
}

void dirty_release(struct dirty *d)
{
    free(d->scans);
    free(d->cells);
    free(d->periods);
    free(d->changed);
    free(d->from);
    memset(d, 0, sizeof(*d));
}

bool *dirty_scans(const struct dirty *d, size_t year)
{
    return d->scans + year * d->spine->school_count;
}

bool *dirty_cells(const struct dirty *d, size_t period)
{
    return d->cells + period * d->spine->school_count;
}

bool dirty_has_year(const struct dirty *d, const struct calendar_year *year)
{
    for (size_t i = 0; i < d->calendar->count; i++)
        if (d->periods[i] && d->calendar->periods[i].year == year->year)
            return true;
    return false;
}

/* A change at a school that reaches all days from one on. */
static void reach_school(struct dirty *d, uint32_t school, date_t from)
{
    for (size_t y = 0; y < d->calendar->year_count; y++)
        if (d->calendar->years[y].last >= from)
            dirty_scans(d, y)[school] = true;
    for (size_t i = 0; i < d->calendar->count; i++)
        if (d->calendar->periods[i].end >= from)
            dirty_cells(d, i)[school] = true;
}

static void reach_person(struct dirty *d, uint32_t person, date_t from)
{
    if (from < d->from[person])
        d->from[person] = from;
    d->changed[person] = true;
}

static int read_marks(struct dirty *d, struct db *db, struct err *err)
{
    struct query *q = NULL;
    int row;

    if (query_open_asset(&q, db, "transform/sql/dirty.sql#read_changed_marks",
                         err))
        return -1;
    while ((row = query_step(q, err)) == 1) {
        int year = markday_year((int)query_int(q, 0));
        uint32_t school = spine_school(d->spine, query_int(q, 1));

        if (school == SCHOOL_NONE) {
            d->is_everything = true;
            continue;
        }
        for (size_t y = 0; y < d->calendar->year_count; y++)
            if (d->calendar->years[y].year == year)
                dirty_scans(d, y)[school] = true;
    }
    query_close(q);
    return row;
}

static int read_pupils(struct dirty *d, struct db *db, struct err *err)
{
    struct query *q = NULL;
    int row;

    if (query_open_asset(&q, db, "transform/sql/dirty.sql#read_changed_pupils",
                         err))
        return -1;
    while ((row = query_step(q, err)) == 1) {
        uint32_t person = spine_person_of_ident(d->spine, query_int(q, 0));
        int64_t school_key = query_int(q, 1);
        date_t from = date_parse_iso(query_text(q, 2));

        if (person != SPINE_NOBODY)
            reach_person(d, person, from);
        if (school_key == 0)
            continue;
        if (spine_school(d->spine, school_key) == SCHOOL_NONE)
            d->is_everything = true;
        else
            reach_school(d, spine_school(d->spine, school_key), from);
    }
    query_close(q);
    return row;
}

/* Strings at all schools of the person are to be looked at: cohorts are part
   of what is made of them. */
static void scan_stays(struct dirty *d, uint32_t person)
{
    const struct spine_person *p = &d->spine->persons[person];

    for (size_t y = 0; y < d->calendar->year_count; y++) {
        const struct calendar_year *year = &d->calendar->years[y];

        for (size_t k = 0; k < p->stay_count; k++) {
            const struct spine_stay *stay = &d->spine->stays[p->stay + k];

            if (year->last >= d->from[person] && stay->entry <= year->last
                && stay->leaving >= year->first)
                dirty_scans(d, y)[stay->school] = true;
        }
    }
}

static void spread_persons(struct dirty *d)
{
    date_t earliest = DATE_MAX;

    for (size_t i = 0; i < d->spine->person_count; i++) {
        if (!d->changed[i])
            continue;
        if (d->from[i] < earliest)
            earliest = d->from[i];
        scan_stays(d, (uint32_t)i);
    }
    for (size_t i = 0; i < d->calendar->count; i++)
        if (d->calendar->periods[i].end >= earliest)
            d->periods[i] = true;
}

int dirty_read(struct dirty *d, struct db *db, struct err *err)
{
    if (read_marks(d, db, err) || read_pupils(d, db, err))
        return -1;
    spread_persons(d);
    for (size_t i = 0; i < d->calendar->count; i++)
        for (size_t s = 0; s < d->spine->school_count; s++)
            if (dirty_cells(d, i)[s])
                d->periods[i] = true;
    return 0;
}

static void add_period(struct dirty *d, size_t i)
{
    d->periods[i] = true;
    memset(dirty_cells(d, i), 1, d->spine->school_count);
}

void dirty_add_periods(struct dirty *d)
{
    for (size_t i = 0; i < d->calendar->count; i++)
        if (d->calendar->changed[i])
            add_period(d, i);
}

void dirty_add_days(struct dirty *d, date_t a, date_t b)
{
    int first = schoolyear_of(a < b ? a : b);
    int last = schoolyear_of(a < b ? b : a);

    for (size_t y = 0; y < d->calendar->year_count; y++)
        if (d->calendar->years[y].year >= first
            && d->calendar->years[y].year <= last)
            memset(dirty_scans(d, y), 1, d->spine->school_count);
}

void dirty_add_all_cells(struct dirty *d)
{
    for (size_t i = 0; i < d->calendar->count; i++)
        add_period(d, i);
}

void dirty_add_everything(struct dirty *d)
{
    memset(d->scans, 1, d->calendar->year_count * d->spine->school_count);
    memset(d->changed, 1, d->spine->person_count);
    dirty_add_all_cells(d);
}
