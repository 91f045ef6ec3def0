#include "transform/engine/change.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/bulk.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "transform/engine/cell.h"
#include "transform/engine/engine_parts.h"
#include "transform/engine/units.h"

#define SQL "transform/sql/change.sql#"
#define CHUNK 512 /* rows worked on together */

/* Of one metric, place and cohort. */
struct sums {
    int64_t joined, stayed, left;
    double y[CHANGE_SIDES], m[CHANGE_SIDES]; /* of those who stayed */
    double counted[CHANGE_SIDES]; /* numerators of all with a denominator */
    struct stats_sums all[CHANGE_SIDES]; /* as the cells have them */
};

#define CHANGE_VALUES 11 /* of a row beside its key */

/* What a row says; NAN: null. */
struct row {
    size_t cohort;
    double values[CHANGE_VALUES];
};

struct change {
    struct engine *engine;
    const struct period *periods[CHANGE_SIDES];
    const struct made *made[CHANGE_SIDES];
    struct facts *facts[CHANGE_SIDES]; /* by source */
    struct bulk *put;
    struct query *drop_metric, *read_place, *drop_row;

    /* Of the metric and place at hand, ascending. */
    struct row *formers;
    size_t former_count, former_capacity;
    size_t next; /* of them; those before it were met or are gone */
};

static bool is_wanted(const struct change *c, size_t source)
{
    return (c->made[CHANGE_NOW] && c->made[CHANGE_NOW]->sources[source])
           || (c->made[CHANGE_BEFORE]
               && c->made[CHANGE_BEFORE]->sources[source]);
}

static bool is_everything(const struct change *c)
{
    return (c->made[CHANGE_NOW] && c->made[CHANGE_NOW]->is_everything)
           || (c->made[CHANGE_BEFORE] && c->made[CHANGE_BEFORE]->is_everything);
}

static int drop_all(struct engine *engine, const struct period *now,
                    struct err *err)
{
    struct query *drop = db_query(engine->db, SQL "drop_period", err);

    query_bind_int(drop, 1, now->key);
    return query_run(drop, err);
}

int change_open(struct change **out, struct engine *engine,
                const struct period *now, const struct period *before,
                struct err *err)
{
    const struct made *made[CHANGE_SIDES] = {
        engine_made(engine, now), before ? engine_made(engine, before) : NULL
    };
    struct change *c;

    *out = NULL;
    if (!before)
        return made[CHANGE_NOW] ? drop_all(engine, now, err) : 0;
    if (!made[CHANGE_NOW] && !made[CHANGE_BEFORE])
        return 0;
    for (size_t i = 0; i < engine->source_count; i++)
        source_rest(&engine->sources[i]);
    c = mem_zero(1, sizeof(*c));
    c->engine = engine;
    c->periods[CHANGE_NOW] = now;
    c->periods[CHANGE_BEFORE] = before;
    for (int side = 0; side < CHANGE_SIDES; side++) {
        c->made[side] = made[side];
        c->facts[side] = mem_zero(engine->source_count, sizeof(struct facts));
    }
    c->drop_metric = db_query(engine->db, SQL "drop_metric", err);
    c->read_place = db_query(engine->db, SQL "read_place", err);
    c->drop_row = db_query(engine->db, SQL "drop_row", err);
    if (bulk_open(&c->put, engine->db, SQL "put_change", err)) {
        change_close(c);
        return -1;
    }
    *out = c;
    return 0;
}

void change_close(struct change *change)
{
    if (!change)
        return;
    for (int side = 0; side < CHANGE_SIDES; side++) {
        for (size_t i = 0; i < change->engine->source_count; i++)
            facts_release(&change->facts[side][i]);
        free(change->facts[side]);
    }
    bulk_close(change->put);
    free(change->formers);
    free(change);
}

bool change_needs_rows(const struct change *change)
{
    const struct engine *e = change->engine;

    for (size_t i = 0; i < e->source_count; i++)
        if (is_wanted(change, i) && e->sources[i].parts)
            return true;
    return false;
}

/* What the period's cells were made from in this run; nothing that a select
   may read has been written since. NULL: it has to be read. */
static const struct facts_packed *
kept_facts(const struct change *c, enum change_side side, size_t source)
{
    const struct made *made = c->made[side];

    return made && made->facts && made->facts[source].width
               ? &made->facts[source]
               : NULL;
}

int change_read(struct change *change, enum change_side side, struct err *err)
{
    struct engine *e = change->engine;
    const struct period *period = change->periods[side];

    for (size_t i = 0; i < e->source_count; i++)
        if (is_wanted(change, i) && e->sources[i].rows
            && e->sources[i].grains[period->of] && !kept_facts(change, side, i)
            && source_facts(&e->sources[i], period, e->as_of,
                            &change->facts[side][i], err))
            return err_context(err, "%s: %s", e->sources[i].name, period->id);
    return 0;
}

/* --- who is in both ------------------------------------------------------- */

/* Metrics of one source, level and metric_each. */
struct work {
    const struct units_metric **metrics;
    size_t *at; /* of the engine's */
    size_t metric_count;
    const struct places *places;
    struct units units[CHANGE_SIDES];
    struct sums *sums; /* place x metric x cohort */

    /* A pupil at a place, of the block at hand. */
    uint32_t *pupils, *places_of;
    size_t count;
    size_t *of_unit[CHANGE_SIDES];
    double *y[CHANGE_SIDES], *m[CHANGE_SIDES];
};

static struct sums *sums_of(const struct work *w, size_t place, size_t metric)
{
    return w->sums + (place * w->metric_count + metric) * COHORT_COUNT;
}

/* A pupil's units of one side, from `unit` on, to the pupil's places. */
static size_t take_units(struct work *w, int side, size_t unit, uint32_t pupil,
                         size_t first)
{
    const struct units *u = &w->units[side];

    for (; unit < u->count && u->pupils[unit] == pupil; unit++) {
        size_t i = first;

        while (i < w->count && w->places_of[i] != u->places_of[unit])
            i++;
        if (i == w->count) {
            w->pupils[i] = pupil;
            w->places_of[i] = u->places_of[unit];
            w->count++;
        }
        w->of_unit[side][unit] = i;
    }
    return unit;
}

/* Both blocks ascend by pupil. */
static void match_units(struct work *w)
{
    const struct units *now = &w->units[CHANGE_NOW];
    const struct units *before = &w->units[CHANGE_BEFORE];
    size_t i = 0, k = 0;

    w->count = 0;
    while (i < now->count || k < before->count) {
        uint32_t a = i < now->count ? now->pupils[i] : UINT32_MAX;
        uint32_t b = k < before->count ? before->pupils[k] : UINT32_MAX;
        uint32_t pupil = a < b ? a : b;
        size_t first = w->count;

        i = take_units(w, CHANGE_NOW, i, pupil, first);
        k = take_units(w, CHANGE_BEFORE, k, pupil, first);
    }
}

static cohort_mask counted(const struct work *w, int side, size_t i)
{
    return w->m[side][i] > 0
               ? w->units[side].frame->pupils[w->pupils[i]].cohorts
               : 0;
}

/* All of a period's figure, for the interval of the change. */
static void add_all(const struct work *w, size_t metric, size_t i, int side)
{
    double y = w->y[side][i], m = w->m[side][i];
    const struct stats_sums one = { 1, y, m, y * y, y * m, m * m };
    cohort_mask cohorts = w->units[side].frame->pupils[w->pupils[i]].cohorts;
    struct sums *of_cohort = sums_of(w, w->places_of[i], metric);

    if (y == 0 && m == 0)
        return;
    for (; cohorts; cohorts = cohort_rest(cohorts))
        stats_add(&of_cohort[cohort_first(cohorts)].all[side], &one);
}

static void add_pupil(const struct work *w, size_t metric, size_t i)
{
    cohort_mask now = counted(w, CHANGE_NOW, i);
    cohort_mask before = counted(w, CHANGE_BEFORE, i);
    struct sums *of_cohort = sums_of(w, w->places_of[i], metric);

    for (cohort_mask rest = now | before; rest; rest = cohort_rest(rest)) {
        size_t c = cohort_first(rest);
        bool is_now = now >> c & 1;
        bool was_before = before >> c & 1;
        struct sums *s = &of_cohort[c];

        s->joined += is_now && !was_before;
        s->left += was_before && !is_now;
        s->counted[CHANGE_NOW] += is_now ? w->y[CHANGE_NOW][i] : 0;
        s->counted[CHANGE_BEFORE] += was_before ? w->y[CHANGE_BEFORE][i] : 0;
        if (!is_now || !was_before)
            continue;
        s->stayed++;
        for (int side = 0; side < CHANGE_SIDES; side++) {
            s->y[side] += w->y[side][i];
            s->m[side] += w->m[side][i];
        }
    }
}

static void add_metric(struct work *w, size_t metric)
{
    for (int side = 0; side < CHANGE_SIDES; side++) {
        struct units *u = &w->units[side];

        memset(w->y[side], 0, w->count * sizeof(*w->y[side]));
        memset(w->m[side], 0, w->count * sizeof(*w->m[side]));
        units_work_out(u, metric);
        for (size_t i = 0; i < u->count; i++) {
            w->y[side][w->of_unit[side][i]] += u->y[i];
            w->m[side][w->of_unit[side][i]] += u->m[i];
        }
    }
    for (size_t i = 0; i < w->count; i++) {
        add_all(w, metric, i, CHANGE_NOW);
        add_all(w, metric, i, CHANGE_BEFORE);
        add_pupil(w, metric, i);
    }
}

static void work_init(struct work *w,
                      const struct frame *const frames[CHANGE_SIDES])
{
    size_t room = 0;

    for (int side = 0; side < CHANGE_SIDES; side++) {
        units_init(&w->units[side], frames[side], w->places, w->metrics,
                   w->metric_count);
        room += w->units[side].capacity;
    }
    w->pupils = mem_zero(room, sizeof(*w->pupils));
    w->places_of = mem_zero(room, sizeof(*w->places_of));
    for (int side = 0; side < CHANGE_SIDES; side++) {
        w->of_unit[side] = mem_zero(room, sizeof(*w->of_unit[side]));
        w->y[side] = mem_zero(room, sizeof(*w->y[side]));
        w->m[side] = mem_zero(room, sizeof(*w->m[side]));
    }
    w->sums = mem_zero(w->places->count * w->metric_count,
                       COHORT_COUNT * sizeof(*w->sums));
}

static void work_release(struct work *w)
{
    for (int side = 0; side < CHANGE_SIDES; side++) {
        units_release(&w->units[side]);
        free(w->of_unit[side]);
        free(w->y[side]);
        free(w->m[side]);
    }
    free(w->pupils);
    free(w->places_of);
    free(w->sums);
}

/* Pupils whose rows of either side are sure to be one block of units. */
static size_t chunk_of(const struct work *w)
{
    size_t longest = 1;

    for (int side = 0; side < CHANGE_SIDES; side++)
        if (w->units[side].longest > longest)
            longest = w->units[side].longest;
    return longest > CHUNK ? 1 : CHUNK / longest;
}

static void add_up(struct work *w)
{
    size_t pupils = w->units[CHANGE_NOW].frame->pupil_count;
    size_t chunk = chunk_of(w);

    for (size_t end = chunk; end < pupils + chunk; end += chunk) {
        bool any = units_next(&w->units[CHANGE_NOW], end);

        any = units_next(&w->units[CHANGE_BEFORE], end) || any;
        if (!any)
            continue;
        match_units(w);
        for (size_t i = 0; i < w->metric_count; i++)
            add_metric(w, i);
    }
}

/* --- writing -------------------------------------------------------------- */

static void set_pair(double values[2], bool is_known, double one, double other)
{
    values[0] = is_known ? one : NAN;
    values[1] = is_known ? other : NAN;
}

/* In the order of the statements' columns. False: there is no row. */
static bool work_out(const struct engine_metric *em, size_t cohort,
                     const struct sums *s, struct row *row)
{
    struct stats_interval interval;

    if (!(s->joined + s->stayed) || !(s->left + s->stayed))
        return false;
    row->cohort = cohort;
    row->values[0] = (double)s->joined;
    row->values[1] = (double)s->stayed;
    row->values[2] = (double)s->left;
    for (int side = 0; side < CHANGE_SIDES; side++)
        set_pair(&row->values[3 + 2 * side], s->stayed > 0, s->y[side],
                 s->m[side]);
    interval =
        cell_gap(em->metric, &s->all[CHANGE_NOW], &s->all[CHANGE_BEFORE]);
    set_pair(&row->values[7], interval.known, interval.lower, interval.upper);
    row->values[9] = s->counted[CHANGE_NOW];
    row->values[10] = s->counted[CHANGE_BEFORE];
    return true;
}

static int put_row(struct change *c, int64_t metric_key, int64_t entity,
                   const struct row *row, struct err *err)
{
    bulk_int(c->put, c->periods[CHANGE_NOW]->key);
    bulk_int(c->put, metric_key);
    bulk_int(c->put, entity);
    bulk_int(c->put, (int64_t)row->cohort);
    for (size_t i = 0; i < 3; i++)
        bulk_int(c->put, (int64_t)row->values[i]);
    for (size_t i = 3; i < CHANGE_VALUES; i++)
        if (isnan(row->values[i]))
            bulk_null(c->put);
        else
            bulk_real(c->put, row->values[i]);
    return bulk_put(c->put, err);
}

static void bind_place(const struct change *c, struct query *q,
                       int64_t metric_key, int64_t entity)
{
    query_bind_int(q, 1, c->periods[CHANGE_NOW]->key);
    query_bind_int(q, 2, metric_key);
    query_bind_int(q, 3, entity);
}

/* The rows that are there; of everything none are, they went before. */
static int read_formers(struct change *c, int64_t metric_key, int64_t entity,
                        struct err *err)
{
    int row;

    c->former_count = c->next = 0;
    if (is_everything(c))
        return 0;
    bind_place(c, c->read_place, metric_key, entity);
    while ((row = query_step(c->read_place, err)) == 1) {
        struct row *former;

        MEM_ROOM(c->formers, c->former_count, c->former_capacity);
        former = &c->formers[c->former_count++];
        former->cohort = (size_t)query_int(c->read_place, 0);
        for (int i = 0; i < CHANGE_VALUES; i++)
            former->values[i] = query_is_null(c->read_place, 1 + i)
                                    ? NAN
                                    : query_real(c->read_place, 1 + i);
    }
    return row;
}

/* Those before the cohort that were not met are to be no more. */
static int drop_formers(struct change *c, int64_t metric_key, int64_t entity,
                        size_t cohort, struct err *err)
{
    for (; c->next < c->former_count && c->formers[c->next].cohort < cohort;
         c->next++) {
        bind_place(c, c->drop_row, metric_key, entity);
        query_bind_int(c->drop_row, 4, (int64_t)c->formers[c->next].cohort);
        if (query_run(c->drop_row, err))
            return -1;
    }
    return 0;
}

static bool say_the_same(const struct row *a, const struct row *b)
{
    for (size_t i = 0; i < CHANGE_VALUES; i++)
        if (a->values[i] != b->values[i]
            && !(isnan(a->values[i]) && isnan(b->values[i])))
            return false;
    return true;
}

/* A place's rows, of which those that are there as they are to be stand. */
static int write_place(struct change *c, const struct engine_metric *em,
                       int64_t entity, const struct sums *sums, struct err *err)
{
    struct row row;

    if (read_formers(c, em->key, entity, err))
        return -1;
    for (size_t k = 0; k < COHORT_COUNT; k++) {
        if (!work_out(em, k, &sums[k], &row))
            continue;
        if (drop_formers(c, em->key, entity, k, err))
            return -1;
        if (c->next < c->former_count && c->formers[c->next].cohort == k
            && say_the_same(&c->formers[c->next++], &row))
            continue;
        if (put_row(c, em->key, entity, &row, err))
            return -1;
    }
    return drop_formers(c, em->key, entity, COHORT_COUNT, err);
}

static int drop_metric(struct change *c, int64_t metric_key, struct err *err)
{
    query_bind_int(c->drop_metric, 1, c->periods[CHANGE_NOW]->key);
    query_bind_int(c->drop_metric, 2, metric_key);
    return query_run(c->drop_metric, err);
}

static int write_work(struct change *c, const struct work *w, struct err *err)
{
    for (size_t i = 0; i < w->metric_count; i++) {
        const struct engine_metric *em = &c->engine->metrics[w->at[i]];

        for (size_t p = 0; p < w->places->count; p++)
            if (write_place(c, em, w->places->items[p].entity, sums_of(w, p, i),
                            err))
                return -1;
    }
    return 0;
}

/* --- a pair --------------------------------------------------------------- */

/* Metrics of the source that have figures of both periods at the level. */
static void list_metrics(const struct change *c, struct work *w, size_t source,
                         enum metric_each each)
{
    const struct engine *e = c->engine;

    w->metric_count = 0;
    for (size_t i = 0; i < e->metric_count; i++) {
        const struct engine_metric *em = &e->metrics[i];

        if (em->source != source || em->metric->each != each
            || !em->metric->grains[c->periods[CHANGE_NOW]->of]
            || !em->metric->levels[w->places->level])
            continue;
        w->at[w->metric_count] = i;
        w->metrics[w->metric_count++] = &em->tallied;
    }
}

static int make_level(struct change *c, size_t source,
                      const struct frame *const frames[CHANGE_SIDES],
                      const struct places *places, struct err *err)
{
    int ret = 0;

    for (int each = EACH_PUPIL; ret == 0 && each <= EACH_ENROLMENT; each++) {
        struct work w = { .places = places };

        w.metrics = mem_zero(c->engine->metric_count, sizeof(*w.metrics));
        w.at = mem_zero(c->engine->metric_count, sizeof(*w.at));
        list_metrics(c, &w, source, (enum metric_each)each);
        if (w.metric_count && places->count) {
            work_init(&w, frames);
            add_up(&w);
            ret = write_work(c, &w, err);
            work_release(&w);
        }
        free(w.metrics);
        free(w.at);
    }
    return ret;
}

/* The schools where the source's rows of either period are others than they
   were. */
static void flag_schools(const struct change *c, const struct frame *frame,
                         size_t source)
{
    const size_t count = frame->school_count;

    memset(frame->changed, is_everything(c), count);
    for (int side = 0; side < CHANGE_SIDES; side++)
        for (size_t i = 0; c->made[side] && i < count; i++)
            frame->changed[i] =
                frame->changed[i] || c->made[side]->schools[source * count + i];
}

static int make_levels(struct change *c, size_t source,
                       const struct frame *const frames[CHANGE_SIDES],
                       struct err *err)
{
    static const enum metric_level levels[] = { LEVEL_COUNTY, LEVEL_DISTRICT,
                                                LEVEL_SCHOOL };
    int ret = 0;

    flag_schools(c, frames[CHANGE_NOW], source);
    for (size_t i = 0; ret == 0 && i < sizeof(levels) / sizeof(*levels); i++) {
        struct places places;

        places_init(&places, frames[CHANGE_NOW], levels[i], false);
        ret = make_level(c, source, frames, &places, err);
        places_release(&places);
    }
    return ret;
}

static int make_source(struct change *c, size_t source,
                       const struct frame *const frames[CHANGE_SIDES],
                       struct err *err)
{
    struct source *s = &c->engine->sources[source];
    struct frame *joined[CHANGE_SIDES] = { NULL, NULL };
    const struct frame *used[CHANGE_SIDES];
    int ret = 0;

    for (int side = 0; side < CHANGE_SIDES; side++) {
        const struct facts_packed *kept =
            kept_facts(c, (enum change_side)side, source);
        int64_t unplaced;

        used[side] = frames[side];
        if (!s->rows)
            continue;
        if (kept)
            facts_unpack(kept, &c->facts[side][source]);
        frame_join(&joined[side], frames[side], s->keep, s->columns,
                   s->column_count, &c->facts[side][source], &unplaced);
        facts_release(&c->facts[side][source]);
        used[side] = joined[side];
    }
    ret = make_levels(c, source, used, err);
    for (int side = 0; side < CHANGE_SIDES; side++)
        frame_free(joined[side]);
    return ret;
}

static int drop_wanted(struct change *c, struct err *err)
{
    const struct engine *e = c->engine;

    for (size_t i = 0; i < e->metric_count; i++)
        if (is_wanted(c, e->metrics[i].source)
            && drop_metric(c, e->metrics[i].key, err))
            return -1;
    return 0;
}

int change_write(struct change *change,
                 const struct frame *const frames[CHANGE_SIDES],
                 struct err *err)
{
    int ret = 0;

    if (is_everything(change) && drop_wanted(change, err))
        return -1;
    for (size_t i = 0; ret == 0 && i < change->engine->source_count; i++)
        if (is_wanted(change, i))
            ret = make_source(change, i, frames, err);
    if (ret == 0)
        ret = bulk_flush(change->put, err);
    return ret ? err_context(err, "%s", change->periods[CHANGE_NOW]->id) : 0;
}
