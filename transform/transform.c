#include "transform/transform.h"

#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "config/terms.h"
#include "core/db.h"
#include "core/err.h"
#include "core/log.h"
#include "core/mem.h"
#include "transform/attendance/codes.h"
#include "transform/engine/engine.h"
#include "transform/night/comparators.h"
#include "transform/night/concern.h"
#include "transform/night/lost_year.h"
#include "transform/night/run.h"
#include "transform/night/safety.h"
#include "transform/people/cohort.h"
#include "transform/people/period_stay.h"
#include "transform/people/pupil.h"
#include "transform/people/result.h"
#include "transform/people/span.h"
#include "transform/people/stay.h"

/*
 * What is read is read in order, and what is written is appended: pages that
 * were let go are hardly ever asked for again. Eight times as many, 64 MiB,
 * made no figure sooner.
 */
#define PAGES "pragma cache_size = -8192"

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
    struct query *q =
        db_query(db, "transform/sql/transform.sql#put_cohort", err);

    for (size_t i = 0; i < sizeof(cohorts) / sizeof(cohorts[0]); i++) {
        query_bind_int(q, 1, cohorts[i].key);
        query_bind_text(q, 2, cohorts[i].id);
        query_bind_text(q, 3, cohorts[i].label);
        if (query_run(q, err))
            return -1;
    }
    return 0;
}

/* Every night the same, but for another program. */
static int store_mixes(struct db *db, struct err *err)
{
    struct cohort_mixes mixes;
    struct query *had =
        db_query(db, "transform/sql/transform.sql#read_mixes", err);
    struct query *put =
        db_query(db, "transform/sql/transform.sql#put_mix", err);
    int64_t sum = 0;
    bool is_same;

    cohort_mixes(&mixes);
    for (size_t i = 0; i < mixes.count; i++)
        sum += (int64_t)mixes.items[i].cohorts * (1 + mixes.items[i].is_later);
    if (query_step(had, err) < 0)
        return -1;
    is_same =
        query_int(had, 0) == (int64_t)mixes.count && query_int(had, 1) == sum;
    query_reset(had);
    if (is_same)
        return 0;
    if (db_exec(db, "delete from dim_cohort_mix", err))
        return -1;
    for (size_t i = 0; i < mixes.count; i++) {
        query_bind_int(put, 1, mixes.items[i].cohorts);
        query_bind_int(put, 2, mixes.items[i].is_later);
        if (query_run(put, err))
            return -1;
    }
    return 0;
}

static int store_term_years(struct run *run, struct err *err)
{
    struct query *q =
        db_query(run->db, "transform/sql/transform.sql#fill_term_year", err);

    if (db_exec(run->db, "delete from term_year", err))
        return -1;
    for (size_t i = 0; i < run->terms->count; i++) {
        query_bind_int(q, 1, run->terms->years[i].year);
        if (query_run(q, err))
            return -1;
    }
    return 0;
}

static int store_entities(struct run *run, struct err *err)
{
    const struct db_param la_code = { ":la_code", run->config->la_code, 0 };

    return db_run_script(run->db, "transform/sql/transform.sql#fill_entity",
                         &la_code, 1, err);
}

static int find_county(struct run *run, struct err *err)
{
    struct query *q =
        db_query(run->db, "transform/sql/transform.sql#read_county", err);

    query_bind_text(q, 1, run->config->la_code);
    return query_read_int(q, &run->county, err) < 0 ? -1 : 0;
}

/* What schools and everything after them need, where it may have changed. */
static int store_basics(struct run *run, struct err *err)
{
    if (run->has_new_basis
        && (codes_store(run->db, run->config, err)
            || run_put_setting(run, "transform.cla_source", run_cla_source(run),
                               err)
            || store_term_years(run, err) || store_cohorts(run->db, err)
            || store_mixes(run->db, err)))
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
    if (dirty_read(d, run->db,
                   &(struct dirty_reads){ &run->spine_reads, &run->spell_reads,
                                          &run->other_reads },
                   err))
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

/* On other reference dates only those can be in other cohorts who did not
   change that have a spell or a declaration. */
static int store_spans(struct run *run, struct err *err)
{
    const struct spine *s = &run->spine;
    bool moved = any_period_changed(&run->calendar);
    bool *asked = mem_zero(s->person_count, sizeof(*asked));
    int ret;

    for (size_t i = 0; i < s->person_count; i++)
        asked[i] =
            run->dirty.changed[i] || (moved && !spine_is_plain(s, (uint32_t)i));
    ret = span_store(run->db, &run->calendar, s,
                     run->is_everything ? NULL : asked, err);
    free(asked);
    return ret;
}

/* --- the run -----------------------------------------------------------------
 */

/* Relations that are read: of all, of a part of the frame, of spells or not. */
struct noting {
    struct map *all, *part, *kind;
};

static bool note_read(void *context, const char *database, const char *relation,
                      const char *through)
{
    const struct noting *noting = context;
    bool added;

    (void)database;
    (void)through;
    map_put(noting->all, relation, strlen(relation), 1, &added);
    map_put(noting->part, relation, strlen(relation), 1, &added);
    map_put(noting->kind, relation, strlen(relation), 1, &added);
    return true;
}

static int load_stays(struct run *run, struct err *err)
{
    return stay_store(run->db, err);
}

static int load_persons(struct run *run, struct err *err)
{
    return spine_load_persons(&run->spine, run->db, err)
                   || attributes_open(&run->attributes, run->db, &run->spine,
                                      run->config->la_code, err)
               ? -1
               : 0;
}

static int load_spells(struct run *run, struct err *err)
{
    return spine_load_spells(&run->spine, run->db, err);
}

static int load_exclusions(struct run *run, struct err *err)
{
    return exclusions_load(&run->exclusions, run->db, &run->spine, err);
}

static int load_marks(struct run *run, struct err *err)
{
    if (markcodes_read(&run->marks, run->db, run->config, err)
        || reasons_open(&run->reasons, run->db, &run->marks, err))
        return -1;
    return attendance_open(&run->attendance, run->db, &run->calendar,
                           &run->spine, &run->marks, run->reasons, err);
}

static int load_part(struct run *run, enum column_part part,
                     int (*load)(struct run *run, struct err *err),
                     struct err *err)
{
    struct noting noting = { &run->spine_reads, &run->part_reads[part],
                             load == load_spells ? &run->spell_reads
                                                 : &run->other_reads };
    int ret;

    db_ask_reader(run->db, note_read, &noting);
    ret = load(run, err);
    db_ask_reader(run->db, NULL, NULL);
    return ret;
}

/* Who is who, on roll where and what happened to them. */
static int load(struct run *run, struct err *err)
{
    if (pupil_ask(run->db, run->is_everything, err)
        || load_part(run, PART_PERSONS, load_stays, err)
        || result_store(run->db, run->is_everything, err)
        || pupil_store(run->db, run->is_everything, err)
        || load_part(run, PART_PERSONS, load_persons, err)
        || load_part(run, PART_PERSONS, load_spells, err)
        || load_part(run, PART_EXCLUSIONS, load_exclusions, err)
        || load_part(run, PART_MARKS, load_marks, err)
        || period_stay_open(&run->stays, run->db, err)
        || engine_open(&run->engine, run->db, &run->catalogue, run->as_of, err)
        || engine_note_reads(run->engine, run->part_reads, err))
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
    if (run_make_years(run, err) || run_make_changes(run, err))
        return -1;
    /* A death takes rows from years that it does not reach otherwise. */
    for (size_t i = 0; i < run->calendar.year_count; i++)
        if (exclusions_write(&run->exclusions, run->db, &run->calendar,
                             &run->spine, run->calendar.years[i].year, err))
            return -1;
    if (safety_store(run, err) || concerns_make(run, err))
        return -1;
    run->result->cells = engine_cell_count(run->engine);
    return 0;
}

static int store_lost_years(struct run *run, struct err *err)
{
    return lost_year_store(run->db, run->dirty.relations,
                           run->dirty.relation_count,
                           run->is_everything || run->has_new_basis, err);
}

static void release(struct run *run)
{
    engine_close(run->engine);
    period_stay_close(&run->stays);
    attendance_close(run->attendance);
    reasons_close(run->reasons);
    assembly_release(&run->assembly);
    dirty_release(&run->dirty);
    exclusions_release(&run->exclusions);
    attributes_close(&run->attributes);
    markcodes_release(&run->marks);
    spine_release(&run->spine);
    calendar_release(&run->calendar);
    catalogue_release(&run->catalogue);
    map_release(&run->spine_reads);
    map_release(&run->spell_reads);
    map_release(&run->other_reads);
    for (size_t i = 0; i < COLUMN_PARTS; i++)
        map_release(&run->part_reads[i]);
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
    return transform_run_with(db, config, terms, as_of, log, NULL, 0, result,
                              err);
}

int transform_check(const struct config *config, struct err *err)
{
    struct catalogue catalogue;
    int ret = codes_check(config, err) || markcodes_check(config, err);

    if (ret)
        return -1;
    ret = catalogue_read(&catalogue, config, NULL, 0, err)
                  || comparators_check(config, &catalogue, err)
              ? -1
              : 0;
    catalogue_release(&catalogue);
    return ret;
}

int transform_keep_comparators(struct db *db, const struct config *config,
                               struct err *err)
{
    return comparators_keep(db, config, err) || comparators_publish(db, err)
               ? -1
               : 0;
}

int transform_run_with(struct db *db, const struct config *config,
                       const struct terms *terms, date_t as_of, struct log *log,
                       const struct asset *metrics, size_t metric_count,
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
    if (db_exec(db, PAGES, err)
        || catalogue_read(&run.catalogue, config, metrics, metric_count, err)
        || comparators_keep(db, config, err) || run_read_changes(&run, err)
        || store_basics(&run, err) || run_compare_figures(&run, err)
        || calendar_store(&run.calendar, db, err))
        goto out;
    if (has_work(&run)
        && (make(&run, err) || store_lost_years(&run, err)
            || run_store_settings(&run, err)))
        goto out;
    if (comparators_publish(db, err)
        || db_read_int(db, "select count(*) from year_without_terms",
                       &result->years_without_terms, err)
        || db_read_int(db, "select count(distinct source) from unplaced",
                       &result->unplaced, err))
        goto out;
    ret = 0;
out:
    release(&run);
    return ret;
}
