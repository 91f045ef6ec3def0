#include "transform/night/assembly.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

static const char *const columns[COLUMN_COUNT] = {
#define COLUMN_NAME(name) #name,
    COLUMNS(COLUMN_NAME)
#undef COLUMN_NAME
};

void assembly_init(struct assembly *a, struct spine *spine,
                   const struct attributes *attributes,
                   const struct exclusions *exclusions, int64_t county)
{
    memset(a, 0, sizeof(*a));
    a->spine = spine;
    a->attributes = attributes;
    a->exclusions = exclusions;
    a->county = county;
    a->frame.pupil_count = spine->person_count;
    a->frame.pupils = mem_zero(spine->person_count, sizeof(*a->frame.pupils));
    if (attributes)
        a->breakdowns = mem_zero(spine->person_count, sizeof(*a->breakdowns));
    a->frame.schools = spine->schools;
    a->frame.changed = mem_zero(spine->school_count, sizeof(bool));
    a->frame.school_count = spine->school_count;
    a->frame.county = county;
    a->frame.columns = columns;
    a->frame.column_count = COLUMN_COUNT;
}

void assembly_release(struct assembly *a)
{
    free(a->frame.pupils);
    free(a->breakdowns);
    free(a->frame.changed);
    free(a->frame.rows);
    free(a->frame.counts);
    memset(a, 0, sizeof(*a));
}

void assembly_breakdowns(const struct attributes *attributes,
                         const struct period *period, uint32_t person,
                         date_t day, uint32_t keys[BREAKDOWN_COUNT])
{
    uint32_t in_county;

    attributes_of(attributes, person, day, keys);
    if (period->grain != GRAIN_TO_DATE)
        return;
    in_county = keys[BREAKDOWN_IN_COUNTY];
    memset(keys, 0, BREAKDOWN_COUNT * sizeof(*keys));
    keys[BREAKDOWN_IN_COUNTY] = in_county;
}

static void fill_pupils(struct assembly *a, const struct period *p)
{
    bool with_breakdowns = a->attributes && frame_has_breakdowns(p);

    a->frame.breakdowns = with_breakdowns ? a->breakdowns : NULL;
    for (size_t i = 0; i < a->frame.pupil_count; i++) {
        struct frame_pupil *pupil = &a->frame.pupils[i];

        pupil->pupil_key = a->spine->persons[i].pupil_key;
        pupil->cohorts =
            spine_cohorts(a->spine, (uint32_t)i, p->reference, p->year);
        if (with_breakdowns)
            assembly_breakdowns(a->attributes, p, (uint32_t)i, p->reference,
                                a->breakdowns[i]);
    }
}

/* Where the three sources stand: each ascends by person and school. */
struct cursors {
    const struct period *period;
    enum slot slot;
    const struct attendance_year *year;
    const struct attendance_row *row, *row_end;
    const struct spine_stay *stay, *stay_end;
    const struct exclusion *exclusion, *exclusion_end;
};

static bool is_possible(const struct cursors *c)
{
    return attendance_figures(c->year, c->row, c->slot)[COLUMN_possible] > 0;
}

static bool is_in_window(const struct cursors *c)
{
    return c->exclusion->start >= c->period->start
           && c->exclusion->start <= c->period->end;
}

/* On to what has figures in the period. */
static void skip(const struct assembly *a, struct cursors *c)
{
    while (c->row < c->row_end && !is_possible(c))
        c->row++;
    while (c->stay < c->stay_end
           && !spine_on_roll(a->spine, c->stay, c->period->roll_date,
                             c->period->reference))
        c->stay++;
    while (c->exclusion < c->exclusion_end && !is_in_window(c))
        c->exclusion++;
}

static uint64_t key(uint32_t person, uint32_t school)
{
    return (uint64_t)person << 32 | school;
}

/* The next person and school that has figures, or UINT64_MAX. */
static uint64_t next_key(const struct cursors *c)
{
    uint64_t least = UINT64_MAX;

    if (c->row < c->row_end)
        least = key(c->row->person, c->row->school);
    if (c->stay < c->stay_end && key(c->stay->person, c->stay->school) < least)
        least = key(c->stay->person, c->stay->school);
    if (c->exclusion < c->exclusion_end
        && key(c->exclusion->person, c->exclusion->school) < least)
        least = key(c->exclusion->person, c->exclusion->school);
    return least;
}

static int32_t *add_row(struct assembly *a, uint64_t at)
{
    struct frame *f = &a->frame;
    int32_t *counts;

    if (f->row_count == a->row_capacity) {
        a->row_capacity += a->row_capacity / 8 + 1024;
        f->rows = mem_grow(f->rows, a->row_capacity, sizeof(*f->rows));
        f->counts = mem_grow(f->counts, a->row_capacity,
                             COLUMN_COUNT * sizeof(*f->counts));
    }
    f->rows[f->row_count].pupil = (uint32_t)(at >> 32);
    f->rows[f->row_count].school = (uint32_t)at;
    counts = f->counts + f->row_count++ * COLUMN_COUNT;
    memset(counts, 0, COLUMN_COUNT * sizeof(*counts));
    return counts;
}

static void add_exclusion(int32_t *counts, const struct exclusion *e)
{
    if (!e->counts)
        return;
    switch (e->category) {
    case EXCLUSION_SUSP:
        counts[COLUMN_suspensions] += 1;
        counts[COLUMN_suspension_sessions] += e->sessions;
        break;
    case EXCLUSION_PERM:
        counts[COLUMN_permanent_exclusions] += 1;
        break;
    default:
        counts[COLUMN_lunchtimes] += 1;
        break;
    }
}

static void take(const struct assembly *a, struct cursors *c, uint64_t at,
                 int32_t *counts)
{
    while (c->row < c->row_end && key(c->row->person, c->row->school) == at) {
        const uint16_t *figures = attendance_figures(c->year, c->row, c->slot);

        for (size_t f = 0; f < MARKCODES_FIELDS; f++)
            counts[f] += figures[f];
        c->row++;
        skip(a, c);
    }
    while (c->stay < c->stay_end
           && key(c->stay->person, c->stay->school) == at) {
        counts[COLUMN_on_roll] = 1;
        c->stay++;
        skip(a, c);
    }
    while (c->exclusion < c->exclusion_end
           && key(c->exclusion->person, c->exclusion->school) == at) {
        add_exclusion(counts, c->exclusion);
        c->exclusion++;
        skip(a, c);
    }
}

const struct frame *assembly_frame(struct assembly *a,
                                   const struct period *period, enum slot slot,
                                   const struct attendance_year *year)
{
    struct cursors c = {
        .period = period,
        .slot = slot,
        .year = year,
        .row = year->rows,
        .row_end = year->rows + year->row_count,
        .stay = a->spine->stays,
        .stay_end = a->spine->stays + a->spine->stay_count,
        .exclusion = a->exclusions->rows,
        .exclusion_end = a->exclusions->rows + a->exclusions->count,
    };
    uint64_t at;

    a->frame.period = period;
    a->frame.row_count = 0;
    fill_pupils(a, period);
    skip(a, &c);
    while ((at = next_key(&c)) != UINT64_MAX)
        take(a, &c, at, add_row(a, at));
    return &a->frame;
}

int assembly_read(struct assembly *a, struct db *db,
                  const struct period *period, bool with_attendance,
                  const struct frame **out, struct err *err)
{
    struct attendance_year year;
    enum slot slot = calendar_slot(period);

    memset(&year, 0, sizeof(year));
    if (with_attendance
        && attendance_read(&year, db, a->spine, period->year, (int)slot, err))
        return -1;
    *out = assembly_frame(a, period, slot, &year);
    attendance_year_release(&year);
    return 0;
}

const struct frame *assembly_week(struct assembly *a,
                                  const struct period *period,
                                  const struct attendance_year *year)
{
    size_t week = (size_t)calendar_week(period->year, period->start);

    a->frame.period = period;
    a->frame.row_count = 0;
    fill_pupils(a, period);
    for (size_t i = 0; i < year->row_count; i++) {
        const struct attendance_row *row = &year->rows[i];
        struct sums_weeks sums;
        int32_t *counts;

        attendance_unpack(year, row, &sums);
        if (sums.of[week][COLUMN_possible] == 0)
            continue;
        counts = add_row(a, key(row->person, row->school));
        for (size_t f = 0; f < SUMS_WEEK_FIELDS; f++)
            counts[f] = sums.of[week][f];
    }
    return &a->frame;
}
