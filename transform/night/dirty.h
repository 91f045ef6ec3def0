#ifndef TRANSFORM_NIGHT_DIRTY_H
#define TRANSFORM_NIGHT_DIRTY_H
#include <stdbool.h>
#include <stddef.h>

#include "transform/calendar/calendar.h"
#include "transform/people/spine.h"

struct db;
struct err;

/*
 * dirty: what is to be made again, by year, period and school.
 *
 * scans     schools whose strings of a year are to be added up again
 * cells     schools whose cells of a period are to be made again
 * periods   periods of which anything is
 * from      of each person: the first day a change of theirs can reach
 */
struct dirty {
    const struct calendar *calendar;
    const struct spine *spine;
    bool *scans;   /* year_count x school_count */
    bool *cells;   /* calendar->count x school_count */
    bool *periods; /* calendar->count */
    date_t *from;  /* person_count; DATE_MAX = no change */
    bool *changed; /* person_count: has one */
    /* A change names a school or pupil that is no more: everything it may
       have touched cannot be told. */
    bool is_everything;
};

void dirty_init(struct dirty *d, const struct calendar *calendar,
                const struct spine *spine);
void dirty_release(struct dirty *d);

/* Read changed_marks and changed_pupil. */
int dirty_read(struct dirty *d, struct db *db, struct err *err)
    __attribute__((warn_unused_result));
/* All cells of the periods that are not as they were. */
void dirty_add_periods(struct dirty *d);
/* All schools of the years that hold days between two as-of dates. */
void dirty_add_days(struct dirty *d, date_t a, date_t b);
void dirty_add_all_cells(struct dirty *d);
void dirty_add_everything(struct dirty *d);

bool *dirty_scans(const struct dirty *d, size_t year);
bool *dirty_cells(const struct dirty *d, size_t period);
/* Has anything of the year to be looked at? */
bool dirty_has_year(const struct dirty *d, const struct calendar_year *year);

#endif /* TRANSFORM_NIGHT_DIRTY_H */
