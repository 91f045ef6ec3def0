#include "transform/night/dirty.h"

#include <stdlib.h>
#include <string.h>

#include "config/markday.h"
#include "config/schoolyear.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "transform/people/span.h"

void dirty_init(struct dirty *d, const struct calendar *calendar,
                const struct spine *spine)
{
    memset(d, 0, sizeof(*d));
    d->calendar = calendar;
    d->spine = spine;
    d->scans = mem_zero(calendar->year_count, spine->school_count);
    d->periods = mem_zero(calendar->count, sizeof(*d->periods));
    d->whole = mem_zero(calendar->count, sizeof(*d->whole));
    d->moved = mem_zero(calendar->count, sizeof(*d->moved));
    d->changed = mem_zero(spine->person_count, sizeof(*d->changed));
    d->by_cohort = mem_zero(spine->person_count, sizeof(*d->by_cohort));
    d->from = mem_alloc(spine->person_count * sizeof(*d->from));
    d->until = mem_alloc(spine->person_count * sizeof(*d->until));
    for (size_t i = 0; i < spine->person_count; i++)
        d->from[i] = d->until[i] = DATE_MAX;
}

void dirty_release(struct dirty *d)
{
    free(d->scans);
    free(d->periods);
    free(d->whole);
    free(d->moved);
    free(d->changed);
    free(d->by_cohort);
    free(d->from);
    free(d->until);
    for (size_t i = 0; i < d->relation_count; i++)
        free(d->relations[i]);
    free(d->relations);
    memset(d, 0, sizeof(*d));
}

bool *dirty_scans(const struct dirty *d, size_t year)
{
    return d->scans + year * d->spine->school_count;
}

/* Of a period that ends on another day, cells have the cohorts of the day
   before, which no other period need look at. */
bool dirty_reaches(const struct dirty *d, uint32_t person, size_t period)
{
    const struct period *p = &d->calendar->periods[period];

    if (!d->changed[person])
        return false;
    if (!d->by_cohort[person])
        return d->from[person] <= p->end;
    return d->calendar->changed[period]
               ? d->from[person] != DATE_MAX
               : d->from[person] <= p->reference
                     && p->reference <= d->until[person];
}

void dirty_add_relation(struct dirty *d, const char *name)
{
    for (size_t i = 0; i < d->relation_count; i++)
        if (!strcmp(d->relations[i], name))
            return;
    MEM_ROOM(d->relations, d->relation_count, d->relation_capacity);
    d->relations[d->relation_count++] = mem_dup(name);
}

/* A change at a school that reaches all days from one on. */
static void reach_school(struct dirty *d, uint32_t school, date_t from)
{
    for (size_t y = 0; y < d->calendar->year_count; y++)
        if (d->calendar->years[y].last >= from)
            dirty_scans(d, y)[school] = true;
    for (size_t i = 0; i < d->calendar->count; i++)
        if (d->calendar->periods[i].end >= from)
            d->periods[i] = true;
}

static void reach_person(struct dirty *d, uint32_t person, date_t from,
                         bool by_cohort)
{
    if (from < d->from[person])
        d->from[person] = from;
    d->by_cohort[person] =
        by_cohort && (d->by_cohort[person] || !d->changed[person]);
    d->changed[person] = d->has_changed = true;
}

static int read_marks(struct dirty *d, struct db *db, struct err *err)
{
    struct query *q =
        db_query(db, "transform/sql/dirty.sql#read_changed_marks", err);
    int row;

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
    return row;
}

static void take_row(struct dirty *d, struct query *q, bool by_cohort)
{
    uint32_t person = spine_person_of_ident(d->spine, query_int(q, 1));
    int64_t school_key = query_int(q, 2);
    date_t from = date_parse_iso(query_text(q, 3));

    if (person != SPINE_NOBODY)
        reach_person(d, person, from, by_cohort);
    else
        d->has_lost = true;
    if (school_key == 0)
        return;
    if (spine_school(d->spine, school_key) == SCHOOL_NONE)
        d->is_everything = true;
    else
        reach_school(d, spine_school(d->spine, school_key), from);
}

/* A fact of no relation is one of all: a person has become another. */
static bool is_in(const struct map *relations, const char *relation)
{
    return map_find(relations, relation, strlen(relation)) != NULL;
}

static int read_facts(struct dirty *d, struct db *db,
                      const struct dirty_reads *reads, struct err *err)
{
    struct query *q =
        db_query(db, "transform/sql/dirty.sql#read_changed_facts", err);
    int row;

    while ((row = query_step(q, err)) == 1) {
        const char *relation = query_text(q, 0);

        if (!*relation || is_in(reads->all, relation))
            take_row(d, q,
                     is_in(reads->spells, relation)
                         && !is_in(reads->others, relation));
    }
    return row;
}

static int read_relations(struct dirty *d, struct db *db, struct err *err)
{
    struct query *q =
        db_query(db, "transform/sql/dirty.sql#read_changed_relations", err);
    int row;

    while ((row = query_step(q, err)) == 1)
        dirty_add_relation(d, query_text(q, 0));
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

            if (year->last >= d->from[person]
                && (!d->by_cohort[person] || year->first <= d->until[person])
                && stay->entry <= year->last && stay->leaving >= year->first)
                dirty_scans(d, y)[stay->school] = true;
        }
    }
}

/*
 * The same of schools that sent counts of the person, who need not have been on
 * a roll there: what is left out, and why, is listed.
 */
static int scan_counts(struct dirty *d, struct db *db, struct err *err)
{
    struct query *q = db_query(db, "transform/sql/dirty.sql#read_counted", err);
    int row;

    while ((row = query_step(q, err)) == 1) {
        uint32_t person = spine_person(d->spine, query_int(q, 0));
        uint32_t school = spine_school(d->spine, query_int(q, 1));

        if (person == SPINE_NOBODY || school == SCHOOL_NONE
            || !d->changed[person])
            continue;
        for (size_t y = 0; y < d->calendar->year_count; y++)
            if (d->calendar->years[y].last >= d->from[person])
                dirty_scans(d, y)[school] = true;
    }
    return row;
}

static void spread_persons(struct dirty *d)
{
    const struct calendar *c = d->calendar;

    for (size_t i = 0; i < d->spine->person_count; i++) {
        if (!d->changed[i])
            continue;
        for (size_t p = 0; p < c->count; p++)
            d->periods[p] = d->periods[p] || dirty_reaches(d, (uint32_t)i, p);
        scan_stays(d, (uint32_t)i);
    }
}

int dirty_read(struct dirty *d, struct db *db, const struct dirty_reads *reads,
               struct err *err)
{
    if (read_marks(d, db, err) || read_facts(d, db, reads, err)
        || read_relations(d, db, err)
        || (d->has_changed
            && span_find_changes(db, d->calendar, d->spine, d->by_cohort,
                                 d->from, d->until, err)))
        return -1;
    spread_persons(d);
    return d->has_changed ? scan_counts(d, db, err) : 0;
}

/* A year to date that ends on another day is of other marks. */
static void scan_to_date(struct dirty *d, const struct period *p)
{
    for (size_t y = 0; y < d->calendar->year_count; y++)
        if (d->calendar->years[y].year == p->year)
            memset(dirty_scans(d, y), 1, d->spine->school_count);
}

void dirty_add_periods(struct dirty *d)
{
    for (size_t i = 0; i < d->calendar->count; i++) {
        if (!d->calendar->changed[i])
            continue;
        d->moved[i] = d->calendar->was[i] != DATE_NONE;
        d->whole[i] = !d->moved[i];
        d->periods[i] = true;
        if (d->calendar->periods[i].grain == GRAIN_TO_DATE)
            scan_to_date(d, &d->calendar->periods[i]);
    }
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
    memset(d->whole, 1, d->calendar->count);
}

void dirty_add_everything(struct dirty *d)
{
    memset(d->scans, 1, d->calendar->year_count * d->spine->school_count);
    memset(d->changed, 1, d->spine->person_count);
    d->has_changed = d->spine->person_count > 0;
    dirty_add_all_cells(d);
}
