#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/log.h"
#include "core/mem.h"
#include "transform/engine/engine.h"
#include "transform/engine/reach.h"
#include "transform/night/run.h"
#include "transform/people/period_stay.h"
#include "transform/transform.h"

static size_t period_index(const struct run *run, const struct period *p)
{
    return (size_t)(p - run->calendar.periods);
}

static void take_change(struct run *run, const struct calendar_year *year,
                        const struct attendance_change *change)
{
    for (size_t slot = 0; slot < SLOT_COUNT; slot++)
        if (change->slots[slot] && year->slots[slot])
            run->dirty.periods[period_index(run, year->slots[slot])] = true;
    for (size_t w = 0; w < CALENDAR_WEEKS; w++)
        if (change->weeks[w] && year->weeks[w])
            run->dirty.periods[period_index(run, year->weeks[w])] = true;
}

/* reasons: of which periods some school's rows of reason_cell are others. */
static int scan_year(struct run *run, size_t index, bool reasons[SLOT_COUNT],
                     struct err *err)
{
    const struct calendar_year *year = &run->calendar.years[index];
    bool *scans = dirty_scans(&run->dirty, index);
    bool any = false;

    for (size_t s = 0; s < run->spine.school_count; s++)
        any = any || scans[s];
    if (!any)
        return 0;
    dirty_add_relation(&run->dirty, "attendance");
    dirty_add_relation(&run->dirty, "reason_cell");
    dirty_add_relation(&run->dirty, "coverage_day");
    attendance_spread(run->attendance, year->year, scans);
    for (size_t s = 0; s < run->spine.school_count; s++) {
        struct attendance_change change;

        if (!scans[s])
            continue;
        if (attendance_scan(run->attendance, year->year, (uint32_t)s, &change,
                            err))
            return -1;
        take_change(run, year, &change);
        for (size_t slot = 0; slot < SLOT_COUNT; slot++)
            reasons[slot] = reasons[slot] || change.reasons[slot];
        log_progress(run->log, "transform: marks", (int64_t)s + 1,
                     (int64_t)run->spine.school_count, 0);
    }
    return 0;
}

/* A school that is in another district moves its sums with it. */
static int roll_up_reasons(struct run *run, const struct calendar_year *year,
                           const bool reasons[SLOT_COUNT], struct err *err)
{
    for (size_t slot = 0; slot < SLOT_COUNT; slot++)
        if (year->slots[slot] && (reasons[slot] || run->has_new_figures)
            && reasons_roll_up(run->reasons, &run->spine, run->county,
                               year->slots[slot]->key, err))
            return -1;
    return 0;
}

/* Do the cohorts or breakdowns of somebody who did not change differ between
   two reference dates of a period? */
static bool is_other(const struct run *run, const struct period *p,
                     uint32_t person, date_t was)
{
    uint32_t then[BREAKDOWN_COUNT], now[BREAKDOWN_COUNT];

    if (spine_cohorts(&run->spine, person, was, p->year)
        != spine_cohorts(&run->spine, person, p->reference, p->year))
        return true;
    if (!frame_has_breakdowns(p))
        return false;
    assembly_breakdowns(&run->attributes, p, person, was, then);
    assembly_breakdowns(&run->attributes, p, person, p->reference, now);
    return memcmp(then, now, sizeof(now)) != 0;
}

/* Whom of its pupils a change, or the day that went by, reaches in a period. */
static void find_persons(const struct run *run, const struct period *p,
                         bool *persons, struct reach *reach)
{
    const struct dirty *d = &run->dirty;
    date_t was = run->calendar.was[period_index(run, p)];

    reach->persons = persons;
    /* Who is no more is in no frame: rows are seen to differ without. */
    reach->has_persons = d->has_lost;
    for (size_t i = 0; i < run->spine.person_count; i++) {
        persons[i] = dirty_reaches(d, (uint32_t)i, period_index(run, p))
                     || (was != DATE_NONE && was != p->reference
                         && is_other(run, p, (uint32_t)i, was));
        reach->has_persons = reach->has_persons || persons[i];
    }
}

static int make_slot(struct run *run, const struct calendar_year *year,
                     enum slot slot, bool *persons, struct err *err)
{
    const struct period *p = year->slots[slot];
    const struct frame *frame;
    size_t index = period_index(run, p);
    struct reach reach = {
        .is_everything = run->dirty.whole[index],
        .is_spine = run->dirty.periods[index],
        .has_moved = run->dirty.moved[index],
        .has_new_as_of = run->as_of != run->last_as_of,
        .is_earlier = run->as_of < run->last_as_of,
        .relations = run->dirty.relations,
        .relation_count = run->dirty.relation_count,
    };
    bool is_needed;

    find_persons(run, p, persons, &reach);
    period_stay_turn(&run->stays, &run->spine, p);
    if (engine_look(run->engine, p, &reach, &is_needed, err))
        return -1;
    if (!is_needed)
        return 0;
    run->dirty.periods[index] = true;
    run->result->periods++;
    return assembly_read(&run->assembly, run->db, p, true, &frame, err)
                   || engine_period(run->engine, frame, &reach, err)
               ? -1
               : 0;
}

static int make_slots(struct run *run, const struct calendar_year *year,
                      struct err *err)
{
    bool *persons = mem_zero(run->spine.person_count, sizeof(*persons));
    int ret = 0;

    for (int slot = 0; ret == 0 && slot < SLOT_COUNT; slot++)
        if (year->slots[slot])
            ret = make_slot(run, year, (enum slot)slot, persons, err);
    free(persons);
    return ret;
}

static void add_pupil_weeks(struct run *run, const struct calendar_year *year,
                            const struct attendance_year *rows, size_t first,
                            size_t end, struct engine_week *const *weeks)
{
    uint32_t person = rows->rows[first].person;
    struct sums_weeks sums, more;

    attendance_unpack(rows, &rows->rows[first], &sums);
    for (size_t i = first + 1; i < end; i++) {
        attendance_unpack(rows, &rows->rows[i], &more);
        for (size_t w = 0; w < CALENDAR_WEEKS; w++)
            for (size_t f = 0; f < SUMS_WEEK_FIELDS; f++)
                sums.of[w][f] = (uint8_t)(sums.of[w][f] + more.of[w][f]);
    }
    for (size_t w = 0; w < CALENDAR_WEEKS; w++) {
        uint16_t values[ENGINE_WEEK_COLUMNS] = { 0 };

        if (!weeks[w] || sums.of[w][COLUMN_possible] == 0)
            continue;
        for (size_t f = 0; f < SUMS_WEEK_FIELDS; f++)
            values[f] = sums.of[w][f];
        engine_week_add(weeks[w],
                        spine_cohorts(&run->spine, person,
                                      year->weeks[w]->reference, year->year),
                        values);
    }
}

static bool is_dirty(const struct run *run, const struct period *p)
{
    size_t index = period_index(run, p);

    return run->dirty.periods[index] || run->dirty.whole[index];
}

static bool has_dirty_week(const struct run *run,
                           const struct calendar_year *year)
{
    for (size_t w = 0; w < CALENDAR_WEEKS; w++)
        if (year->weeks[w] && is_dirty(run, year->weeks[w]))
            return true;
    return false;
}

static void add_weeks(struct run *run, const struct calendar_year *year,
                      const struct attendance_year *rows,
                      struct engine_week *const *weeks)
{
    for (size_t i = 0; i < rows->row_count;) {
        size_t first = i;

        while (i < rows->row_count
               && rows->rows[i].person == rows->rows[first].person)
            i++;
        add_pupil_weeks(run, year, rows, first, i, weeks);
    }
}

static int make_weeks(struct run *run, const struct calendar_year *year,
                      struct err *err)
{
    struct attendance_year rows;
    struct engine_week *weeks[CALENDAR_WEEKS] = { NULL };
    int ret = 0;

    if (!has_dirty_week(run, year))
        return 0;
    if (attendance_read(&rows, run->db, &run->spine, year->year,
                        ATTENDANCE_WEEKS, err))
        return -1;
    for (size_t w = 0; w < CALENDAR_WEEKS; w++)
        if (year->weeks[w] && is_dirty(run, year->weeks[w])) {
            engine_week_open(&weeks[w], run->engine, year->weeks[w],
                             run->county);
            run->result->periods++;
        }
    add_weeks(run, year, &rows, weeks);
    attendance_year_release(&rows);
    for (size_t w = 0; w < CALENDAR_WEEKS; w++) {
        if (weeks[w] && ret == 0)
            ret = engine_week_write(weeks[w], err);
        engine_week_close(weeks[w]);
    }
    return ret;
}

static int make_year(struct run *run, const struct calendar_year *year,
                     struct err *err)
{
    return make_slots(run, year, err) || make_weeks(run, year, err) ? -1 : 0;
}

/* Marks first, of all years: sources may read the sums of any. */
int run_make_years(struct run *run, struct err *err)
{
    size_t count = run->calendar.year_count;

    for (size_t i = 0; i < count; i++) {
        bool reasons[SLOT_COUNT] = { false };

        if (scan_year(run, i, reasons, err)
            || roll_up_reasons(run, &run->calendar.years[i], reasons, err))
            return -1;
    }
    for (size_t i = 0; i < count; i++) {
        if (make_year(run, &run->calendar.years[i], err))
            return -1;
        log_progress(run->log, "transform: metrics", (int64_t)i + 1,
                     (int64_t)count, 0);
    }
    log_progress_end(run->log);
    return 0;
}
