#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/mem.h"
#include "transform/engine/cell.h"
#include "transform/engine/engine_parts.h"
#include "transform/engine/funnel.h"

/* What is made for one period. */
struct making {
    struct engine *engine;
    const struct frame *frame;
    bool is_everything;
    struct frame_parts parts;
    struct masks masks;
};

int engine_look(struct engine *engine, const struct period *period,
                const struct reach *reach, bool *is_needed, struct err *err)
{
    *is_needed = reach->is_everything || reach->is_spine || reach->has_moved
                 || reach->has_persons;
    for (size_t i = 0; i < engine->source_count; i++) {
        struct source *s = &engine->sources[i];

        source_leave(s);
        if (source_read(s, period, engine->as_of, reach, err))
            return err_context(err, "%s: %s", s->name, period->id);
        *is_needed = *is_needed || s->is_changed;
    }
    return 0;
}

/* Every source beside the frame, and where any of them differs. */
static int join_sources(struct making *k, const struct reach *reach, bool *any,
                        struct err *err)
{
    struct engine *e = k->engine;

    *any = false;
    memset(k->frame->changed, 0, k->frame->school_count);
    if ((k->is_everything && print_drop(e->db, k->frame->period->key, err))
        || frame_parts_read(&k->parts, e->db, k->frame, err))
        return -1;
    for (size_t i = 0; i < e->source_count; i++) {
        struct source *s = &e->sources[i];

        if (source_join(s, k->frame, reach, &k->parts, err))
            return -1;
        *any = *any || s->is_changed;
        for (size_t at = 0; at < k->frame->school_count; at++)
            k->frame->changed[at] = k->frame->changed[at] || s->changed[at];
    }
    return 0;
}

static bool is_wanted(const struct making *k, const struct engine_metric *em,
                      enum metric_level level)
{
    return em->metric->grains[k->frame->period->of] && em->metric->levels[level]
           && k->engine->sources[em->source].is_changed;
}

/* A level's sums: metric i is number at[i] of tally of[i]; after the metrics
   stand the promises. */
struct level_sums {
    struct places places;
    struct tally **tallies; /* source x metric_each */
    struct tally **of;      /* NULL: not of this level */
    size_t *at;
    bool *changed; /* source x place: its rows there differ */
};

/* All that is added up, by number: the metric it belongs to. */
static size_t sum_count(const struct engine *e)
{
    return e->metric_count + e->promise_count;
}

static const struct engine_metric *metric_of_sum(const struct engine *e,
                                                 size_t i)
{
    return &e->metrics[i < e->metric_count
                           ? i
                           : e->promises[i - e->metric_count].metric];
}

static const struct units_metric *sum_at(const struct engine *e, size_t i)
{
    return i < e->metric_count ? &e->metrics[i].tallied
                               : &e->promises[i - e->metric_count].tallied;
}

static bool is_sum_wanted(const struct making *k, size_t i,
                          enum metric_level level)
{
    const struct engine *e = k->engine;

    return is_wanted(k, metric_of_sum(e, i), level)
           && (i < e->metric_count
               || engine_keeps_promise(&e->promises[i - e->metric_count],
                                       k->frame->period, level));
}

static void add_up(struct making *k, struct level_sums *l, size_t source,
                   enum metric_each each, struct tally **tally)
{
    const struct engine *e = k->engine;
    const struct units_metric **list = mem_zero(sum_count(e), sizeof(*list));
    const struct frame *frame =
        e->sources[source].rows ? e->sources[source].joined : k->frame;
    size_t count = 0;

    for (size_t i = 0; i < sum_count(e); i++) {
        const struct engine_metric *em = metric_of_sum(e, i);

        if (em->source != source || em->metric->each != each
            || !is_sum_wanted(k, i, l->places.level))
            continue;
        l->at[i] = count;
        list[count++] = sum_at(e, i);
    }
    if (count) {
        tally_new(tally, frame, &k->masks, &l->places, list, count);
        for (size_t i = 0; i < sum_count(e); i++)
            if (metric_of_sum(e, i)->source == source
                && metric_of_sum(e, i)->metric->each == each
                && is_sum_wanted(k, i, l->places.level))
                l->of[i] = *tally;
    }
    free(list);
}

static void flag_places(const struct making *k, struct level_sums *l)
{
    const struct engine *e = k->engine;

    l->changed =
        mem_zero(e->source_count * l->places.count, sizeof(*l->changed));
    for (size_t s = 0; s < e->source_count; s++) {
        bool *changed = l->changed + s * l->places.count;

        if (!l->places.of_school) {
            changed[0] = e->sources[s].is_changed;
            continue;
        }
        for (size_t i = 0; i < k->frame->school_count; i++)
            if (e->sources[s].changed[i]
                && l->places.of_school[i] != PLACE_NONE)
                changed[l->places.of_school[i]] = true;
    }
}

/* A metric's cells of one entity: places from..end, the first without
   breakdown. */
static int write_metric(struct making *k, const struct level_sums *l,
                        size_t metric, size_t from, size_t end, struct err *err)
{
    const struct engine_metric *em = &k->engine->metrics[metric];
    struct stats_sums sums[COHORT_COUNT];
    int64_t period = k->frame->period->key;

    if (!k->is_everything
        && cell_begin(k->engine->writer, period, l->places.items[from].entity,
                      em->key, err))
        return -1;
    if (!em->metric->has_breakdowns)
        end = from + 1;
    for (size_t p = from; p < end; p++) {
        const struct place *at = &l->places.items[p];
        struct cell_place place = { period, at->entity, at->breakdown };

        tally_read(l->of[metric], p, l->at[metric], sums);
        if (cell_write(k->engine->writer, &place, em->key, em->metric, sums,
                       err))
            return -1;
    }
    return k->is_everything ? 0 : cell_end(k->engine->writer, err);
}

/* What is on record of a promise at one entity. */
static int write_promise(struct making *k, const struct level_sums *l,
                         size_t promise, size_t from, struct err *err)
{
    struct engine *e = k->engine;
    const struct engine_promise *p = &e->promises[promise];
    size_t sum = e->metric_count + promise;
    struct stats_sums sums[COHORT_COUNT];

    tally_read(l->of[sum], from, l->at[sum], sums);
    return engine_write_promise(e, p, k->frame->period->key,
                                l->places.items[from].entity,
                                &sums[p->promise->cohort], err);
}

/* Entity by entity, in the order of metric_cell's key. */
static int write_level(struct making *k, const struct level_sums *l,
                       struct err *err)
{
    const struct engine *e = k->engine;
    const struct places *places = &l->places;
    size_t end;

    for (size_t from = 0; from < places->count; from = end) {
        int64_t entity = places->items[from].entity;

        end = from + 1;
        while (end < places->count && places->items[end].entity == entity)
            end++;
        for (size_t i = 0; i < sum_count(e); i++) {
            size_t source = metric_of_sum(e, i)->source;

            if (!l->of[i] || !l->changed[source * places->count + from])
                continue;
            if (i < e->metric_count
                    ? write_metric(k, l, i, from, end, err)
                    : write_promise(k, l, i - e->metric_count, from, err))
                return -1;
        }
    }
    return 0;
}

static int make_level(struct making *k, enum metric_level level,
                      struct err *err)
{
    const struct engine *e = k->engine;
    size_t tally_count = 2 * e->source_count;
    struct level_sums l;
    int ret;

    places_init(&l.places, k->frame, level,
                frame_has_breakdowns(k->frame->period));
    l.tallies = mem_zero(tally_count, sizeof(*l.tallies));
    l.of = mem_zero(sum_count(e), sizeof(*l.of));
    l.at = mem_zero(sum_count(e), sizeof(*l.at));
    flag_places(k, &l);
    for (size_t i = 0; i < tally_count; i++)
        add_up(k, &l, i / 2, i % 2 ? EACH_ENROLMENT : EACH_PUPIL,
               &l.tallies[i]);
    ret = write_level(k, &l, err);
    for (size_t i = 0; i < tally_count; i++)
        tally_free(l.tallies[i]);
    free(l.tallies);
    free(l.of);
    free(l.at);
    free(l.changed);
    places_release(&l.places);
    return ret;
}

static int make_funnels(struct making *k, struct err *err)
{
    const struct engine *e = k->engine;

    if (k->frame->period->grain == GRAIN_TO_DATE)
        return 0;
    for (size_t i = 0; i < e->metric_count; i++) {
        const struct engine_metric *em = &e->metrics[i];

        if (em->metric->is_funnel && is_wanted(k, em, LEVEL_SCHOOL)
            && funnel_write(e->db, k->frame, em->key, em->metric, err))
            return -1;
    }
    return 0;
}

static int make_cells(struct making *k, struct err *err)
{
    if (k->is_everything
        && (cell_drop_period(k->engine->writer, k->frame->period->key, err)
            || engine_drop_promises(k->engine, k->frame->period->key, err)))
        return -1;
    for (int level = 0; level < LEVEL_COUNT; level++)
        if (make_level(k, (enum metric_level)level, err))
            return -1;
    return cell_flush(k->engine->writer, err) || make_funnels(k, err) ? -1 : 0;
}

static void keep_facts(const struct engine *e, struct made *made)
{
    made->facts = mem_zero(e->source_count, sizeof(*made->facts));
    for (size_t i = 0; i < e->source_count; i++)
        if (e->sources[i].is_read)
            facts_pack(&made->facts[i], &e->sources[i].facts);
}

/* For what is made of two periods. What was read stands beside the frame by
   now: it is not held twice while cells are made. */
static void note_made(const struct making *k)
{
    struct engine *e = k->engine;
    size_t schools = k->frame->school_count;
    struct made made = { .period_key = k->frame->period->key,
                         .is_everything = k->is_everything,
                         .sources = mem_zero(e->source_count, sizeof(bool)),
                         .schools = mem_zero(e->source_count * schools,
                                             sizeof(bool)) };

    for (size_t i = 0; i < e->source_count; i++) {
        made.sources[i] = e->sources[i].is_changed;
        memcpy(made.schools + i * schools, e->sources[i].changed,
               schools * sizeof(bool));
    }
    if (k->frame->period->of != GRAIN_HALF_TERM)
        keep_facts(e, &made);
    for (size_t i = 0; i < e->source_count; i++)
        source_rest(&e->sources[i]);
    MEM_ROOM(e->made, e->made_count, e->made_capacity);
    e->made[e->made_count++] = made;
}

const struct made *engine_made(const struct engine *engine,
                               const struct period *period)
{
    for (size_t i = 0; i < engine->made_count; i++)
        if (engine->made[i].period_key == period->key)
            return &engine->made[i];
    return NULL;
}

int engine_period(struct engine *engine, const struct frame *frame,
                  const struct reach *reach, struct err *err)
{
    struct making k = { .engine = engine, .frame = frame };
    bool any;
    int ret = -1;

    assert(frame->period->grain != GRAIN_WEEK);
    assert(frame->column_count == COLUMN_COUNT);
    k.is_everything = reach->is_everything;
    if (join_sources(&k, reach, &any, err))
        goto out;
    if (any) {
        note_made(&k);
        masks_init(&k.masks, frame);
        ret = make_cells(&k, err);
        masks_release(&k.masks);
    } else {
        ret = 0;
    }
out:
    frame_parts_release(&k.parts);
    for (size_t i = 0; i < engine->source_count; i++)
        source_leave(&engine->sources[i]);
    return ret ? err_context(err, "%s", frame->period->id) : 0;
}
