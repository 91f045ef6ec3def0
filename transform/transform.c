#include "transform/transform.h"

#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "config/terms.h"
#include "core/asset.h"
#include "core/db.h"
#include "core/err.h"
#include "core/hash.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "transform/attendance/attendance.h"
#include "transform/attendance/codes.h"
#include "transform/attendance/exclusion.h"
#include "transform/attendance/markcode.h"
#include "transform/attendance/reason.h"
#include "transform/calendar/calendar.h"
#include "transform/engine/engine.h"
#include "transform/night/assembly.h"
#include "transform/night/dirty.h"
#include "transform/people/attributes.h"
#include "transform/people/cohort.h"
#include "transform/people/period_stay.h"
#include "transform/people/pupil.h"
#include "transform/people/span.h"
#include "transform/people/spine.h"
#include "transform/people/stay.h"

/* --- what the results depend on ------------------------------------------- */

/* Code sets that code_value and marks are read from. */
static const char *const code_sets[] = {
    "codes/attendance_codes.csv",         "codes/cla_legal_status.csv",
    "codes/cla_reason_ended.csv",         "codes/ethnicity.csv",
    "codes/exclusion_review_results.csv", "codes/school_phases.csv",
};

struct run {
    struct db *db;
    const struct config *config;
    const struct terms *terms;
    date_t as_of;
    struct log *log;
    struct transform_result *result;

    char basis[HASH_TEXT_SIZE];   /* a change of it: everything */
    char figures[HASH_TEXT_SIZE]; /* of it: all cells */
    date_t last_as_of;
    bool has_changes; /* ingest noted some */
    bool has_new_basis, has_new_figures;
    bool is_everything;

    struct calendar calendar;
    struct markcodes marks;
    struct spine spine;
    struct attributes attributes;
    struct exclusions exclusions;
    struct dirty dirty;
    struct assembly assembly;
    struct reasons *reasons;
    struct attendance *attendance;
    struct engine *engine;
    int64_t county;
};

static void hash_text(struct hash *h, const char *text)
{
    hash_add(h, text, strlen(text) + 1);
}

static void hash_terms(struct hash *h, const struct terms *terms)
{
    for (size_t i = 0; i < terms->count; i++) {
        hash_add(h, &terms->years[i].year, sizeof(terms->years[i].year));
        hash_add(h, terms->years[i].half_terms,
                 sizeof(terms->years[i].half_terms));
    }
}

static const char *cla_source(const struct config *config)
{
    return config->cla_from_ssda903 ? "ssda903" : "social_care";
}

static int hash_basis(struct run *run, struct err *err)
{
    static const char *const folders[] = { "transform/model/",
                                           "transform/sql/" };
    struct hash *h = hash_new();
    int ret = 0;

    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
        for (const struct asset *a = asset_next(folders[i], NULL); a != NULL;
             a = asset_next(folders[i], a))
            hash_text(h, a->text);
    hash_terms(h, run->terms);
    hash_text(h, run->config->la_code);
    hash_text(h, cla_source(run->config));
    for (size_t i = 0; i < sizeof(code_sets) / sizeof(code_sets[0]); i++) {
        char *text = NULL;

        ret = ret || config_text(run->config, code_sets[i], &text, err);
        if (ret == 0)
            hash_text(h, text);
        free(text);
    }
    hash_end(h, run->basis);
    return ret ? -1 : 0;
}

/* Metrics, and the schools with what is above them. */
static int hash_figures(struct run *run, struct err *err)
{
    struct hash *h = hash_new();
    struct query *q = NULL;
    char metrics[HASH_TEXT_SIZE];
    int row = -1;

    engine_hash(metrics);
    hash_text(h, metrics);
    hash_add(h, &run->config->repeat_threshold,
             sizeof(run->config->repeat_threshold));
    if (query_open_asset(&q, run->db, "transform/sql/spine.sql#read_schools",
                         err))
        goto out;
    while ((row = query_step(q, err)) == 1)
        for (int i = 0; i < query_column_count(q); i++)
            hash_text(h, query_text(q, i));
out:
    query_close(q);
    hash_end(h, run->figures);
    return row;
}

static int read_setting(struct run *run, const char *name, struct str *value,
                        struct err *err)
{
    struct query *q = NULL;
    int row;

    str_clear(value);
    if (query_open_asset(&q, run->db,
                         "transform/sql/transform.sql#read_setting", err))
        return -1;
    query_bind_text(q, 1, name);
    row = query_step(q, err);
    if (row == 1)
        str_add(value, query_text(q, 0));
    query_close(q);
    return row < 0 ? -1 : 0;
}

static int put_setting(struct run *run, const char *name, const char *value,
                       struct err *err)
{
    struct query *q = NULL;
    int ret;

    if (query_open_asset(&q, run->db, "transform/sql/transform.sql#put_setting",
                         err))
        return -1;
    query_bind_text(q, 1, name);
    query_bind_text(q, 2, value);
    ret = query_run(q, err);
    query_close(q);
    return ret;
}

/* Compare what results depend on with what they were made from. */
static int read_changes(struct run *run, struct err *err)
{
    struct query *q = NULL;
    struct str value = STR_INIT;
    int ret = -1;

    if (query_open_asset(&q, run->db,
                         "transform/sql/transform.sql#count_changes", err)
        || query_step(q, err) != 1)
        goto out;
    run->has_changes = query_int(q, 0) != 0;
    run->is_everything = query_int(q, 1) != 0;
    if (read_setting(run, "transform.basis", &value, err))
        goto out;
    run->has_new_basis = strcmp(value.text, run->basis) != 0;
    if (read_setting(run, "transform.as_of", &value, err))
        goto out;
    run->last_as_of = date_parse_iso(value.text);
    if (run->has_new_basis || run->last_as_of == DATE_NONE)
        run->is_everything = true;
    ret = 0;
out:
    query_close(q);
    str_release(&value);
    return ret;
}

static int compare_figures(struct run *run, struct err *err)
{
    struct str value = STR_INIT;
    int ret = -1;

    if (hash_figures(run, err)
        || read_setting(run, "transform.figures", &value, err))
        goto out;
    run->has_new_figures = strcmp(value.text, run->figures) != 0;
    ret = 0;
out:
    str_release(&value);
    return ret;
}

static int store_settings(struct run *run, struct err *err)
{
    char as_of[DATE_TEXT_SIZE];

    date_format(run->as_of, as_of);
    if (put_setting(run, "transform.as_of", as_of, err)
        || put_setting(run, "transform.basis", run->basis, err)
        || put_setting(run, "transform.figures", run->figures, err))
        return -1;
    return db_run_script(run->db, "transform/sql/transform.sql#forget_changes",
                         NULL, 0, err);
}

/* --- dimensions ------------------------------------------------------------
 */

static int store_cohorts(struct db *db, struct err *err)
{
    static const struct {
        int key;
        const char *id, *label;
    } cohorts[] = {
#define COHORT_ROW(bit, id, label, gap) { bit, #id, label },
        COHORTS(COHORT_ROW)
#undef COHORT_ROW
    };
    struct query *q = NULL;
    int ret = -1;

    if (query_open_asset(&q, db, "transform/sql/transform.sql#put_cohort", err))
        return -1;
    for (size_t i = 0; i < sizeof(cohorts) / sizeof(cohorts[0]); i++) {
        query_bind_int(q, 1, cohorts[i].key);
        query_bind_text(q, 2, cohorts[i].id);
        query_bind_text(q, 3, cohorts[i].label);
        if (query_run(q, err))
            goto out;
    }
    ret = 0;
out:
    query_close(q);
    return ret;
}

static int store_term_years(struct run *run, struct err *err)
{
    struct query *q = NULL;
    int ret = -1;

    if (db_exec(run->db, "delete from term_year", err)
        || query_open_asset(&q, run->db,
                            "transform/sql/transform.sql#fill_term_year", err))
        goto out;
    for (size_t i = 0; i < run->terms->count; i++) {
        query_bind_int(q, 1, run->terms->years[i].year);
        if (query_run(q, err))
            goto out;
    }
    ret = 0;
out:
    query_close(q);
    return ret;
}

static int store_entities(struct run *run, struct err *err)
{
    const struct db_param la_code = { ":la_code", run->config->la_code, 0 };

    return db_run_script(run->db, "transform/sql/transform.sql#fill_entity",
                         &la_code, 1, err);
}

static int find_county(struct run *run, struct err *err)
{
    struct query *q = NULL;
    int row = -1;

    if (query_open_asset(&q, run->db, "transform/sql/transform.sql#read_county",
                         err))
        return -1;
    query_bind_text(q, 1, run->config->la_code);
    row = query_step(q, err);
    if (row == 1)
        run->county = query_int(q, 0);
    query_close(q);
    return row < 0 ? -1 : 0;
}

/* What schools and everything after them need, where it may have changed. */
static int store_basics(struct run *run, struct err *err)
{
    if (run->has_new_basis
        && (codes_store(run->db, run->config, err)
            || put_setting(run, "transform.cla_source", cla_source(run->config),
                           err)
            || store_term_years(run, err) || store_cohorts(run->db, err)))
        return -1;
    if ((run->has_new_basis || run->has_changes) && store_entities(run, err))
        return -1;
    return find_county(run, err);
}

/* --- what is to be made again ----------------------------------------------
 */

static bool any_period_changed(const struct calendar *c)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->changed[i])
            return true;
    return false;
}

static int find_dirty(struct run *run, struct err *err)
{
    struct dirty *d = &run->dirty;

    dirty_init(d, &run->calendar, &run->spine);
    if (dirty_read(d, run->db, err))
        return -1;
    if (d->is_everything)
        run->is_everything = true;
    if (run->is_everything) {
        dirty_add_everything(d);
        return db_run_script(run->db, "transform/sql/transform.sql#begin_anew",
                             NULL, 0, err);
    }
    dirty_add_periods(d);
    if (run->last_as_of != run->as_of)
        dirty_add_days(d, run->last_as_of, run->as_of);
    if (run->has_new_figures)
        dirty_add_all_cells(d);
    return 0;
}

static int store_spans(struct run *run, struct err *err)
{
    bool everybody = run->is_everything || any_period_changed(&run->calendar);

    return span_store(run->db, &run->calendar, &run->spine,
                      everybody ? NULL : run->dirty.changed, err);
}

/* --- a year -----------------------------------------------------------------
 */

static size_t period_index(const struct run *run, const struct period *p)
{
    return (size_t)(p - run->calendar.periods);
}

static void take_change(struct run *run, const struct calendar_year *year,
                        uint32_t school, const struct attendance_change *change)
{
    for (size_t slot = 0; slot < SLOT_COUNT; slot++) {
        if (!change->slots[slot] || !year->slots[slot])
            continue;
        run->dirty.periods[period_index(run, year->slots[slot])] = true;
        dirty_cells(&run->dirty, period_index(run, year->slots[slot]))[school] =
            true;
    }
    for (size_t w = 0; w < CALENDAR_WEEKS; w++)
        if (change->weeks[w] && year->weeks[w])
            run->dirty.periods[period_index(run, year->weeks[w])] = true;
}

static int scan_year(struct run *run, size_t index, bool *any, struct err *err)
{
    const struct calendar_year *year = &run->calendar.years[index];
    bool *scans = dirty_scans(&run->dirty, index);

    *any = false;
    for (size_t s = 0; s < run->spine.school_count; s++)
        *any = *any || scans[s];
    if (!*any)
        return 0;
    attendance_spread(run->attendance, year->year, scans);
    for (size_t s = 0; s < run->spine.school_count; s++) {
        struct attendance_change change;

        if (!scans[s])
            continue;
        if (attendance_scan(run->attendance, year->year, (uint32_t)s, &change,
                            err))
            return -1;
        take_change(run, year, (uint32_t)s, &change);
        log_progress(run->log, "transform: marks", (int64_t)s + 1,
                     (int64_t)run->spine.school_count, 0);
    }
    return 0;
}

static int roll_up_reasons(struct run *run, const struct calendar_year *year,
                           struct err *err)
{
    for (size_t slot = 0; slot < SLOT_COUNT; slot++)
        if (year->slots[slot]
            && reasons_roll_up(run->reasons, &run->spine, run->county,
                               year->slots[slot]->key, err))
            return -1;
    return 0;
}

static void flag(struct spine *s, uint32_t school)
{
    if (school != SCHOOL_NONE)
        s->schools[school].changed = true;
}

/*
 * The schools whose cells a period needs again: where marks or rolls changed,
 * and all that a changed person has figures at, was at or has as their own: a
 * metric's own rows may count them there.
 */
static void flag_schools(struct run *run, const struct frame *frame)
{
    struct spine *s = &run->spine;
    const bool *cells =
        dirty_cells(&run->dirty, period_index(run, frame->period));

    for (size_t i = 0; i < s->school_count; i++)
        s->schools[i].changed = cells[i];
    for (size_t i = 0; i < frame->row_count; i++) {
        const struct frame_row *row = &frame->rows[i];

        if (run->dirty.changed[row->pupil]
            && run->dirty.from[row->pupil] <= frame->period->end)
            flag(s, row->school);
    }
    for (size_t i = 0; i < s->stay_count; i++) {
        const struct spine_stay *stay = &s->stays[i];

        if (run->dirty.changed[stay->person]
            && run->dirty.from[stay->person] <= frame->period->end
            && stay->entry <= frame->period->end)
            flag(s, stay->school);
    }
}

static int make_slots(struct run *run, const struct calendar_year *year,
                      const struct attendance_year *rows, struct err *err)
{
    for (int slot = 0; slot < SLOT_COUNT; slot++) {
        const struct period *p = year->slots[slot];
        const struct frame *frame;

        if (!p || !run->dirty.periods[period_index(run, p)])
            continue;
        frame = assembly_frame(&run->assembly, p, (enum slot)slot, rows);
        flag_schools(run, frame);
        if (engine_reads(run->engine, "period_stay")
            && period_stay_fill(run->db, &run->spine, p, err))
            return -1;
        if (engine_period(run->engine, frame, err))
            return err_context(err, "%s", p->id);
        run->result->periods++;
    }
    return 0;
}

/* A pupil's sums of a year's weeks over their schools, added to the weeks
   that are made again. */
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

static int make_weeks(struct run *run, const struct calendar_year *year,
                      const struct attendance_year *rows, struct err *err)
{
    struct engine_week *weeks[CALENDAR_WEEKS] = { NULL };
    int ret = -1;

    for (size_t w = 0; w < CALENDAR_WEEKS; w++) {
        const struct period *p = year->weeks[w];

        if (p && run->dirty.periods[period_index(run, p)])
            engine_week_open(&weeks[w], run->engine, p, run->county);
    }
    for (size_t i = 0; i < rows->row_count;) {
        size_t first = i;

        while (i < rows->row_count
               && rows->rows[i].person == rows->rows[first].person)
            i++;
        add_pupil_weeks(run, year, rows, first, i, weeks);
    }
    for (size_t w = 0; w < CALENDAR_WEEKS; w++) {
        if (!weeks[w])
            continue;
        if (engine_week_write(weeks[w], err))
            goto out;
        run->result->periods++;
    }
    ret = 0;
out:
    for (size_t w = 0; w < CALENDAR_WEEKS; w++)
        engine_week_close(weeks[w]);
    return ret;
}

static int make_year(struct run *run, size_t index, struct err *err)
{
    const struct calendar_year *year = &run->calendar.years[index];
    struct attendance_year rows;
    bool scanned;
    int ret = -1;

    if (scan_year(run, index, &scanned, err)
        || ((scanned || run->has_new_figures)
            && roll_up_reasons(run, year, err)))
        return -1;
    if (!dirty_has_year(&run->dirty, year))
        return 0;
    if (attendance_read(&rows, run->db, &run->spine, year->year, err))
        return -1;
    if (make_slots(run, year, &rows, err) || make_weeks(run, year, &rows, err))
        goto out;
    log_progress(run->log, "transform: metrics", (int64_t)index + 1,
                 (int64_t)run->calendar.year_count, 0);
    ret = 0;
out:
    attendance_year_release(&rows);
    return ret;
}

static int count_results(struct run *run, struct err *err)
{
    struct query *q = NULL;
    int ret = -1;

    if (query_open_asset(&q, run->db, "transform/sql/transform.sql#count_cells",
                         err))
        return -1;
    for (size_t i = 0; i < run->calendar.count; i++) {
        if (!run->dirty.periods[i])
            continue;
        query_bind_int(q, 1, run->calendar.periods[i].key);
        if (query_step(q, err) != 1)
            goto out;
        run->result->cells += query_int(q, 0);
        query_reset(q);
    }
    ret = 0;
out:
    query_close(q);
    return ret;
}

/* --- the run -----------------------------------------------------------------
 */

static int load(struct run *run, struct err *err)
{
    if (pupil_ask(run->db, run->is_everything, err) || stay_store(run->db, err)
        || pupil_store(run->db, run->is_everything, err)
        || markcodes_read(&run->marks, run->db, run->config, err)
        || spine_load(&run->spine, run->db, err)
        || attributes_open(&run->attributes, run->db, &run->spine,
                           run->config->la_code, err)
        || exclusions_load(&run->exclusions, run->db, &run->spine, err)
        || reasons_open(&run->reasons, run->db, &run->marks, err)
        || attendance_open(&run->attendance, run->db, &run->calendar,
                           &run->spine, &run->marks, run->reasons, err)
        || period_stay_open(run->db, err)
        || engine_open(&run->engine, run->db, run->config, run->as_of, err))
        return -1;
    assembly_init(&run->assembly, &run->spine, &run->attributes,
                  &run->exclusions, run->county);
    return 0;
}

static int make(struct run *run, struct err *err)
{
    if (load(run, err) || find_dirty(run, err) || store_spans(run, err)
        || (run->as_of < run->last_as_of
            && db_run_script(run->db,
                             "transform/sql/transform.sql#drop_lost_years",
                             NULL, 0, err))
        || (run->has_new_figures
            && db_run_script(run->db,
                             "transform/sql/transform.sql#drop_lost_reasons",
                             NULL, 0, err)))
        return -1;
    for (size_t i = 0; i < run->calendar.year_count; i++)
        if (make_year(run, i, err))
            return -1;
    log_progress_end(run->log);
    /* A death takes rows from years that it does not reach otherwise. */
    for (size_t i = 0; i < run->calendar.year_count; i++)
        if (exclusions_write(&run->exclusions, run->db, &run->calendar,
                             &run->spine, run->calendar.years[i].year, err))
            return -1;
    return count_results(run, err);
}

static void release(struct run *run)
{
    engine_close(run->engine);
    attendance_close(run->attendance);
    reasons_close(run->reasons);
    assembly_release(&run->assembly);
    dirty_release(&run->dirty);
    exclusions_release(&run->exclusions);
    attributes_close(&run->attributes);
    markcodes_release(&run->marks);
    spine_release(&run->spine);
    calendar_release(&run->calendar);
}

static bool has_work(const struct run *run)
{
    return run->has_changes || run->is_everything || run->has_new_figures
           || run->as_of != run->last_as_of
           || any_period_changed(&run->calendar);
}

int transform_run(struct db *db, const struct config *config,
                  const struct terms *terms, date_t as_of, struct log *log,
                  struct transform_result *result, struct err *err)
{
    struct run run;
    int ret = -1;

    memset(&run, 0, sizeof(run));
    memset(result, 0, sizeof(*result));
    run.db = db;
    run.config = config;
    run.terms = terms;
    run.as_of = as_of;
    run.log = log;
    run.result = result;
    calendar_init(&run.calendar, terms, as_of);
    if (hash_basis(&run, err) || read_changes(&run, err)
        || store_basics(&run, err) || compare_figures(&run, err)
        || calendar_store(&run.calendar, db, err))
        goto out;
    if (has_work(&run) && (make(&run, err) || store_settings(&run, err)))
        goto out;
    if (db_read_int(db, "select count(*) from year_without_terms",
                    &result->years_without_terms, err))
        goto out;
    ret = 0;
out:
    release(&run);
    return ret;
}
