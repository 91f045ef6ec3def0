#include "transform/attendance/running.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "transform/attendance/attendance.h"
#include "transform/attendance/count.h"
#include "transform/attendance/special.h"
#include "transform/attendance/standing.h"
#include "transform/attendance/yearplan.h"

struct running {
    const struct spine *spine;
    struct yearplan plan;
    struct specials *specials;
    struct counts *counts;
    uint32_t counted; /* the school that counts are loaded of */
    struct query *read;
};

int running_open(struct running **out, struct db *db, const struct spine *spine,
                 const struct markcodes *marks,
                 const struct calendar_year *year, struct err *err)
{
    struct running *r = mem_zero(1, sizeof(*r));

    *out = NULL;
    r->spine = spine;
    r->counted = SCHOOL_NONE;
    yearplan_init(&r->plan, year, marks);
    if (specials_open(&r->specials, db, spine, marks, err)
        || counts_open(&r->counts, db, spine, marks, err)
        || query_open_asset(&r->read, db, "transform/sql/running.sql#read_sums",
                            err)) {
        running_close(r);
        return -1;
    }
    *out = r;
    return 0;
}

void running_close(struct running *r)
{
    if (!r)
        return;
    yearplan_release(&r->plan);
    specials_close(r->specials);
    counts_close(r->counts);
    query_close(r->read);
    free(r);
}

static void add_figures(struct sums_figures *sum, const char *text)
{
    struct sums_figures more;

    sums_read_figures(&more, text, strlen(text));
    for (size_t slot = 0; slot < SLOT_COUNT; slot++)
        for (size_t f = 0; f < MARKCODES_FIELDS; f++)
            sum->of[slot][f] = (uint16_t)(sum->of[slot][f] + more.of[slot][f]);
}

/* Do the year's figures rest on counts? */
static bool is_counted(const char *bases)
{
    return bases[SLOT_YEAR] && bases[SLOT_YEAR] != 'm';
}

int running_sums(struct running *r, uint32_t person, int year,
                 struct sums_figures *figures, uint32_t *counted,
                 struct err *err)
{
    int row;

    memset(figures, 0, sizeof(*figures));
    *counted = SCHOOL_NONE;
    query_bind_int(r->read, 1, r->spine->persons[person].pupil_key);
    query_bind_int(r->read, 2, year);
    while ((row = query_step(r->read, err)) == 1) {
        add_figures(figures, query_text(r->read, 1));
        if (is_counted(query_text(r->read, 2)))
            *counted = spine_school(r->spine, query_int(r->read, 0));
    }
    return row;
}

static int add_counts(struct running *r, uint32_t person, uint32_t school,
                      bool skips_ht6, struct sums_day *days, struct err *err)
{
    uint32_t at;

    if (r->counted != school) {
        if (counts_load(r->counts, &r->plan, school, err))
            return -1;
        r->counted = school;
    }
    for (size_t i = 0; (at = counts_pupil(r->counts, i)) != SPINE_NOBODY; i++)
        if (at == person)
            return counts_days(r->counts, i, skips_ht6, days, err);
    return 0;
}

int running_days(struct running *r, uint32_t person,
                 struct sums_day days[RUNNING_DAYS], struct err *err)
{
    unsigned standing =
        standing_by_age(r->spine->persons[person].born, r->plan.year->year);
    bool skips_ht6 = standing & STANDING_SKIPS_HT6;
    int row;

    memset(days, 0, RUNNING_DAYS * sizeof(*days));
    if (!standing)
        return 0;
    if (specials_days(r->specials, &r->plan, person, skips_ht6, days, err))
        return -1;
    query_bind_int(r->read, 1, r->spine->persons[person].pupil_key);
    query_bind_int(r->read, 2, r->plan.year->year);
    while ((row = query_step(r->read, err)) == 1) {
        uint32_t school = spine_school(r->spine, query_int(r->read, 0));

        if (school == SCHOOL_NONE || !is_counted(query_text(r->read, 2)))
            continue;
        if (add_counts(r, person, school, skips_ht6, days, err)) {
            query_reset(r->read);
            return -1;
        }
    }
    return row;
}
