#include "transform/engine/tally.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

#define SLOT_NONE UINT32_MAX

/* One mask at one place. */
struct slot {
    uint32_t mask;
    uint32_t next; /* of the place */
};

struct tally {
    const struct masks *masks;
    size_t metric_count;
    uint32_t *slot_of; /* place x mask, while units are added up */
    uint32_t *first;   /* slot of each place */
    struct slot *slots;
    size_t slot_count, slot_capacity;
    struct stats_sums *sums; /* slot x metric */
};

struct run {
    const struct masks *masks;
    const struct places *places;
    struct tally *tally;
    struct units units;
    uint32_t *slots[BREAKDOWN_COUNT]; /* of the block's units */
};

static uint32_t find_slot(struct tally *tally, uint32_t place, uint32_t mask)
{
    uint32_t *at = &tally->slot_of[place * tally->masks->count + mask];
    struct slot slot;

    if (*at != SLOT_NONE)
        return *at;
    if (tally->slot_count == tally->slot_capacity) {
        tally->slot_capacity =
            tally->slot_capacity ? 2 * tally->slot_capacity : 64;
        tally->slots =
            mem_grow(tally->slots, tally->slot_capacity, sizeof(*tally->slots));
        tally->sums =
            mem_grow(tally->sums, tally->slot_capacity * tally->metric_count,
                     sizeof(*tally->sums));
    }
    memset(tally->sums + tally->slot_count * tally->metric_count, 0,
           tally->metric_count * sizeof(*tally->sums));
    slot.mask = mask;
    slot.next = tally->first[place];
    tally->slots[tally->slot_count] = slot;
    *at = tally->first[place] = (uint32_t)tally->slot_count++;
    return *at;
}

static uint32_t slot_at(const struct run *run, size_t unit, size_t breakdown)
{
    const struct units *u = &run->units;
    uint32_t pupil = u->pupils[unit];
    uint32_t mask = pupil == FRAME_NO_PUPIL ? run->masks->of_schools
                                            : run->masks->of_pupil[pupil];
    uint32_t place = u->places_of[unit];

    if (breakdown != BREAKDOWN_NONE)
        place =
            pupil == FRAME_NO_PUPIL
                ? PLACE_NONE
                : run->places
                      ->of_breakdown[u->frame->breakdowns[pupil][breakdown]];
    return place == PLACE_NONE ? SLOT_NONE : find_slot(run->tally, place, mask);
}

/* Has anybody a place by it? Everybody has one of the whole. */
static bool is_by(const struct run *run, size_t breakdown)
{
    return breakdown == BREAKDOWN_NONE || run->places->is_by[breakdown];
}

static void find_slots(struct run *run)
{
    for (size_t b = 0; b < BREAKDOWN_COUNT; b++)
        for (size_t i = 0; is_by(run, b) && i < run->units.count; i++)
            run->slots[b][i] = slot_at(run, i, b);
}

static void add_plain(struct stats_sums *sums, size_t stride,
                      const struct units *units, const uint32_t *slots)
{
    for (size_t i = 0; i < units->count; i++) {
        struct stats_sums *into;

        if (slots[i] == SLOT_NONE)
            continue;
        into = &sums[slots[i] * stride];
        into->y += units->y[i];
        into->m += units->m[i];
    }
}

static void add_squares(struct stats_sums *sums, size_t stride,
                        const struct units *units, const uint32_t *slots)
{
    for (size_t i = 0; i < units->count; i++) {
        double y = units->y[i];
        double m = units->m[i];
        struct stats_sums *into;

        if (slots[i] == SLOT_NONE || (y == 0 && m == 0))
            continue;
        into = &sums[slots[i] * stride];
        into->k++;
        into->y += y;
        into->m += m;
        into->yy += y * y;
        into->ym += y * m;
        into->mm += m * m;
    }
}

static bool needs_squares(const struct metric *metric)
{
    return metric->interval == INTERVAL_CLUSTERED_LOGIT
           || metric->interval == INTERVAL_CLUSTERED_LOG
           || metric->interval == INTERVAL_MEAN;
}

static void add_metric(struct run *run, size_t at)
{
    const struct metric *metric = run->units.metrics[at]->metric;
    size_t facets = metric->has_breakdowns ? BREAKDOWN_COUNT : 1;

    units_work_out(&run->units, at);
    for (size_t b = 0; b < facets; b++)
        if (is_by(run, b))
            (needs_squares(metric) ? add_squares : add_plain)(
                run->tally->sums + at, run->units.metric_count, &run->units,
                run->slots[b]);
}

void tally_new(struct tally **out, const struct frame *frame,
               const struct masks *masks, const struct places *places,
               const struct units_metric *const *metrics, size_t metric_count)
{
    struct tally *tally = mem_zero(1, sizeof(*tally));
    struct run run = { .masks = masks, .places = places, .tally = tally };
    size_t cells = places->count * masks->count;

    tally->masks = masks;
    tally->metric_count = metric_count;
    tally->slot_of = mem_zero(cells, sizeof(*tally->slot_of));
    memset(tally->slot_of, 0xff, cells * sizeof(*tally->slot_of));
    tally->first = mem_zero(places->count, sizeof(*tally->first));
    memset(tally->first, 0xff, places->count * sizeof(*tally->first));
    units_init(&run.units, frame, places, metrics, metric_count);
    for (size_t b = 0; b < BREAKDOWN_COUNT; b++)
        run.slots[b] = mem_zero(run.units.capacity, sizeof(*run.slots[b]));
    while (units_next(&run.units, UNITS_ALL)) {
        find_slots(&run);
        for (size_t i = 0; i < metric_count; i++)
            add_metric(&run, i);
    }
    for (size_t b = 0; b < BREAKDOWN_COUNT; b++)
        free(run.slots[b]);
    units_release(&run.units);
    /* Sources' tallies stand side by side, and few places have all masks. */
    free(tally->slot_of);
    tally->slot_of = NULL;
    *out = tally;
}

void tally_free(struct tally *tally)
{
    if (!tally)
        return;
    free(tally->first);
    free(tally->slots);
    free(tally->sums);
    free(tally);
}

void tally_read(const struct tally *tally, size_t place, size_t metric,
                struct stats_sums sums[COHORT_COUNT])
{
    uint32_t at = tally->first[place];

    memset(sums, 0, COHORT_COUNT * sizeof(*sums));
    while (at != SLOT_NONE) {
        cohort_mask mask = tally->masks->masks[tally->slots[at].mask];
        const struct stats_sums *more =
            &tally->sums[at * tally->metric_count + metric];

        for (; mask; mask = cohort_rest(mask))
            stats_add(&sums[cohort_first(mask)], more);
        at = tally->slots[at].next;
    }
}
