#include "transform/attendance/running.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "transform/attendance/attendance.h"
#include "transform/attendance/column.h"
#include "transform/attendance/count.h"
#include "transform/attendance/special.h"
#include "transform/attendance/standing.h"
#include "transform/attendance/yearplan.h"

#define SQL "transform/sql/running.sql#"

struct running {
    const struct spine *spine;
    struct yearplan plan;
    struct specials *specials;
    struct counts *counts;
    uint32_t counted; /* the school that counts are loaded of */
    struct query *read, *read_all;
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
        || query_open_asset(&r->read, db, SQL "read_sums", err)
        || query_open_asset(&r->read_all, db, SQL "read_all_sums", err)) {
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
    query_close(r->read_all);
    free(r);
}

/* Do the year's figures rest on counts? */
static bool is_counted(const char *bases)
{
    return bases[SLOT_YEAR] && bases[SLOT_YEAR] != 'm';
}

static void add_slot(struct sums_day *sum, const uint16_t *of)
{
    sum->possible = (uint16_t)(sum->possible + of[COLUMN_possible]);
    sum->absent = (uint16_t)(sum->absent + of[COLUMN_authorised]
                             + of[COLUMN_unauthorised]);
}

/* A row of the person's, at the school of its first column. */
static void add_row(const struct running *r, struct query *q,
                    struct running_sums *sums)
{
    uint16_t figures[SLOT_HT6 + 1][MARKCODES_FIELDS];
    const char *text = query_text(q, 1);

    sums_read_slots(figures, SLOT_HT6 + 1, text, strlen(text));
    for (size_t i = 0; i < RUNNING_HALF_TERMS; i++)
        add_slot(&sums->half_terms[i], figures[SLOT_HT1 + i]);
    add_slot(&sums->year, figures[SLOT_YEAR]);
    if (is_counted(query_text(q, 2)))
        sums->counted = spine_school(r->spine, query_int(q, 0));
}

static void clear(struct running_sums *sums)
{
    memset(sums, 0, sizeof(*sums));
    sums->counted = SCHOOL_NONE;
}

int running_sums(struct running *r, uint32_t person, int year,
                 struct running_sums *sums, struct err *err)
{
    int row;

    clear(sums);
    query_bind_int(r->read, 1, r->spine->persons[person].pupil_key);
    query_bind_int(r->read, 2, year);
    while ((row = query_step(r->read, err)) == 1)
        add_row(r, r->read, sums);
    return row;
}

int running_all_sums(struct running *r, int year, struct running_sums *sums,
                     struct err *err)
{
    int row;

    for (size_t i = 0; i < r->spine->person_count; i++)
        clear(&sums[i]);
    query_bind_int(r->read_all, 1, year);
    while ((row = query_step(r->read_all, err)) == 1) {
        uint32_t person = spine_person(r->spine, query_int(r->read_all, 3));

        if (person != SPINE_NOBODY)
            add_row(r, r->read_all, &sums[person]);
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
