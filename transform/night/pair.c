#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/log.h"
#include "transform/engine/change.h"
#include "transform/night/run.h"
#include "transform/people/period_stay.h"

/* Attendance of the two years at hand; ascending years, so that what was now
   is before next. */
struct held {
    int year; /* 0: none */
    struct attendance_year rows;
};
struct pairs {
    struct run *run;
    struct assembly before;
    struct held held[CHANGE_SIDES];
};

/* Of the year; it takes the place of the one that is not `other`. */
static const struct attendance_year *hold(struct pairs *p, int year, int other,
                                          struct err *err)
{
    struct held *h;

    for (int i = 0; i < CHANGE_SIDES; i++)
        if (p->held[i].year == year)
            return &p->held[i].rows;
    h = p->held[0].year == other ? &p->held[1] : &p->held[0];
    if (h->year)
        attendance_year_release(&h->rows);
    h->year = 0;
    if (attendance_read(&h->rows, p->run->db, &p->run->spine, year, err))
        return NULL;
    h->year = year;
    return &h->rows;
}

static int read_side(struct pairs *p, struct change *change,
                     enum change_side side, const struct period *period,
                     struct err *err)
{
    if (change_reads(change, period_stay_tables)
        && period_stay_fill(p->run->db, &p->run->spine, period, err))
        return -1;
    return change_read(change, side, err);
}

static int write_pair(struct pairs *p, struct change *change,
                      const struct period *now, const struct period *before,
                      struct err *err)
{
    static const struct attendance_year nothing;
    const struct attendance_year *rows = &nothing, *rows_before = &nothing;
    const struct frame *frames[CHANGE_SIDES];

    if (change_needs_rows(change)) {
        rows_before = hold(p, before->year, now->year, err);
        rows = rows_before ? hold(p, now->year, before->year, err) : NULL;
        if (!rows)
            return -1;
    }
    frames[CHANGE_NOW] =
        assembly_frame(&p->run->assembly, now, calendar_slot(now), rows);
    frames[CHANGE_BEFORE] =
        assembly_frame(&p->before, before, calendar_slot(before), rows_before);
    return change_write(change, frames, err);
}

static int make_pair(struct pairs *p, const struct period *now, struct err *err)
{
    const struct period *before = calendar_before(&p->run->calendar, now);
    struct change *change;
    int ret;

    if (change_open(&change, p->run->engine, now, before, err))
        return -1;
    if (!change)
        return 0;
    ret = read_side(p, change, CHANGE_NOW, now, err)
                  || read_side(p, change, CHANGE_BEFORE, before, err)
                  || write_pair(p, change, now, before, err)
              ? -1
              : 0;
    change_close(change);
    return ret;
}

int run_make_changes(struct run *run, struct err *err)
{
    struct pairs p = { .run = run };
    int ret = 0;

    assembly_init(&p.before, &run->spine, &run->attributes, &run->exclusions,
                  run->county);
    for (size_t i = 0; ret == 0 && i < run->calendar.year_count; i++)
        for (int slot = SLOT_YEAR; ret == 0 && slot <= SLOT_SUMMER; slot++) {
            const struct period *now = run->calendar.years[i].slots[slot];

            if (now)
                ret = make_pair(&p, now, err);
        }
    for (int i = 0; i < CHANGE_SIDES; i++)
        if (p.held[i].year)
            attendance_year_release(&p.held[i].rows);
    assembly_release(&p.before);
    return ret;
}
