#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/mem.h"
#include "core/log.h"
#include "transform/engine/change.h"
#include "transform/night/run.h"
#include "transform/people/period_stay.h"

/* Nothing of two periods is broken down. */
struct pairs {
    struct run *run;
    struct assembly sides[CHANGE_SIDES];
};

static int read_side(struct pairs *p, struct change *change,
                     enum change_side side, const struct period *period,
                     struct err *err)
{
    period_stay_turn(&p->run->stays, &p->run->spine, period);
    return change_read(change, side, err);
}

static int write_pair(struct pairs *p, struct change *change,
                      const struct period *now, const struct period *before,
                      struct err *err)
{
    const struct frame *frames[CHANGE_SIDES];

    /* Without attendance where nothing asks for it. */
    bool with_rows = change_needs_rows(change);
    struct db *db = p->run->db;

    if (assembly_read(&p->sides[CHANGE_NOW], db, now, with_rows,
                      &frames[CHANGE_NOW], err)
        || assembly_read(&p->sides[CHANGE_BEFORE], db, before, with_rows,
                         &frames[CHANGE_BEFORE], err))
        return -1;
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

    /* The frames of single periods are done with: two of each come now. */
    assembly_release(&run->assembly);
    mem_rest();
    for (int side = 0; side < CHANGE_SIDES; side++)
        assembly_init(&p.sides[side], &run->spine, NULL, &run->exclusions,
                      run->county);
    for (size_t i = 0; ret == 0 && i < run->calendar.year_count; i++)
        for (int slot = SLOT_YEAR; ret == 0 && slot <= SLOT_SUMMER; slot++) {
            const struct period *now = run->calendar.years[i].slots[slot];

            if (now)
                ret = make_pair(&p, now, err);
        }
    for (int side = 0; side < CHANGE_SIDES; side++)
        assembly_release(&p.sides[side]);
    return ret;
}
