#ifndef TRANSFORM_NIGHT_DIRTY_H
#define TRANSFORM_NIGHT_DIRTY_H
#include <stdbool.h>
#include <stddef.h>

#include "core/map.h"
#include "transform/calendar/calendar.h"
#include "transform/people/spine.h"

struct db;
struct err;

/*
 * dirty: what is to be looked at again.
 *
 * scans      schools whose strings of a year are to be added up again
 * periods    whose own rows (of the spine) may be others than they were
 * whole      periods of which every cell is to be made again
 * moved      periods that only end on another day: all their rows may differ
 * from       of each person: the first day a change of theirs can reach
 * until      of each person: the last reference date that it can, where only
 *            cohorts can be others
 * relations  tables that changed, for sources that read them
 */
struct dirty {
    const struct calendar *calendar;
    const struct spine *spine;
    bool *scans;     /* year_count x school_count */
    bool *periods;   /* calendar->count */
    bool *whole;     /* calendar->count */
    bool *moved;     /* calendar->count */
    date_t *from;    /* person_count; DATE_MAX = no change */
    date_t *until;   /* person_count; of those of by_cohort */
    bool *changed;   /* person_count: has one */
    bool *by_cohort; /* of those: that can reach no figure but by cohorts */
    bool has_changed;
    bool has_lost; /* a change names somebody who is no more */
    char **relations;
    size_t relation_count, relation_capacity;
    /* A change names a school that is no more: what it may have touched
       cannot be told. */
    bool is_everything;
};

void dirty_init(struct dirty *d, const struct calendar *calendar,
                const struct spine *spine);
void dirty_release(struct dirty *d);

/* Relations that everything but sources reads: all of them, those that spells
   are read from, and those that anything but the spells is read from. */
struct dirty_reads {
    const struct map *all, *spells, *others;
};

/*
 * Read what ingest noted. A row of a relation that the spine reads reaches its
 * person and school from its day on; where only spells are read from it, from
 * the first reference date on which the person's cohorts are others to the
 * last. A row of any other relation reaches only the sources that read it.
 */
int dirty_read(struct dirty *d, struct db *db, const struct dirty_reads *reads,
               struct err *err) __attribute__((warn_unused_result));
void dirty_add_relation(struct dirty *d, const char *name);
/* The periods that are not as they were: all cells of those that are not even
   the same but for their end. */
void dirty_add_periods(struct dirty *d);
/* All schools of the years that hold days between two as-of dates. */
void dirty_add_days(struct dirty *d, date_t a, date_t b);
void dirty_add_all_cells(struct dirty *d);
void dirty_add_everything(struct dirty *d);

bool *dirty_scans(const struct dirty *d, size_t year);
/* May a change of the person's reach a period, by its place in the calendar? */
bool dirty_reaches(const struct dirty *d, uint32_t person, size_t period);

#endif /* TRANSFORM_NIGHT_DIRTY_H */
