#include "transform/engine/tally.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

#define BLOCK 512 /* pupils worked on together */
#define SLOT_NONE UINT32_MAX

/* One mask at one place. */
struct slot {
    uint32_t mask;
    uint32_t next; /* of the place */
};

struct tally {
    const struct masks *masks;
    size_t metric_count;
    uint32_t *slot_of; /* place x mask */
    uint32_t *first;   /* slot of each place */
    struct slot *slots;
    size_t slot_count, slot_capacity;
    struct stats_sums *sums; /* slot x metric */
};

static int compare_masks(const void *a, const void *b)
{
    cohort_mask x = *(const cohort_mask *)a;
    cohort_mask y = *(const cohort_mask *)b;

    return x < y ? -1 : x > y;
}

static uint32_t find_mask(const struct masks *masks, cohort_mask mask)
{
    size_t low = 0;
    size_t high = masks->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (masks->masks[middle] < mask)
            low = middle + 1;
        else
            high = middle;
    }
    return (uint32_t)low;
}

static void keep_different(struct masks *masks)
{
    size_t kept = 1;

    qsort(masks->masks, masks->count, sizeof(*masks->masks), compare_masks);
    for (size_t i = 1; i < masks->count; i++)
        if (masks->masks[i] != masks->masks[kept - 1])
            masks->masks[kept++] = masks->masks[i];
    masks->count = kept;
}

/* Neighbours are often alike, so most of a county never gets to the sort. */
void masks_init(struct masks *masks, const struct frame *frame)
{
    size_t capacity = 0;

    masks->masks = NULL;
    masks->count = 0;
    MEM_ROOM(masks->masks, masks->count, capacity);
    masks->masks[masks->count++] = COHORT_MASK(all);
    for (size_t i = 0; i < frame->pupil_count; i++) {
        cohort_mask mask = frame->pupils[i].cohorts;

        if (mask == masks->masks[masks->count - 1])
            continue;
        if (masks->count == 1 << 16)
            keep_different(masks);
        MEM_ROOM(masks->masks, masks->count, capacity);
        masks->masks[masks->count++] = mask;
    }
    keep_different(masks);
    masks->of_schools = find_mask(masks, COHORT_MASK(all));
    masks->of_pupil = mem_zero(frame->pupil_count, sizeof(*masks->of_pupil));
    for (size_t i = 0; i < frame->pupil_count; i++)
        masks->of_pupil[i] = find_mask(masks, frame->pupils[i].cohorts);
}

void masks_release(struct masks *masks)
{
    free(masks->masks);
    free(masks->of_pupil);
    memset(masks, 0, sizeof(*masks));
}

static int compare_places(const void *a, const void *b)
{
    const struct place *x = a;
    const struct place *y = b;

    if (x->entity != y->entity)
        return x->entity < y->entity ? -1 : 1;
    return (x->breakdown > y->breakdown) - (x->breakdown < y->breakdown);
}

static int64_t entity_of(const struct school *school, enum metric_level level)
{
    switch (level) {
    case LEVEL_DISTRICT:
        return school->district;
    case LEVEL_ADVISER:
        return school->adviser;
    default:
        return school->entity;
    }
}

static void sort_places(struct places *places)
{
    size_t kept = 0;

    if (!places->count)
        return;
    qsort(places->items, places->count, sizeof(*places->items), compare_places);
    for (size_t i = 1; i < places->count; i++)
        if (compare_places(&places->items[kept], &places->items[i]) != 0)
            places->items[++kept] = places->items[i];
    places->count = kept + 1;
}

static uint32_t find_place(const struct places *places, int64_t entity)
{
    struct place wanted = { entity, 0 };
    const struct place *found =
        places->count ? bsearch(&wanted, places->items, places->count,
                                sizeof(*places->items), compare_places)
                      : NULL;

    return found ? (uint32_t)(found - places->items) : PLACE_NONE;
}

static void place_schools(struct places *places, const struct frame *frame)
{
    places->items = mem_zero(frame->school_count, sizeof(*places->items));
    places->of_school =
        mem_zero(frame->school_count, sizeof(*places->of_school));
    for (size_t i = 0; i < frame->school_count; i++) {
        int64_t entity = entity_of(&frame->schools[i], places->level);

        if (frame->changed[i] && entity)
            places->items[places->count++].entity = entity;
    }
    sort_places(places);
    for (size_t i = 0; i < frame->school_count; i++) {
        int64_t entity = entity_of(&frame->schools[i], places->level);

        places->of_school[i] = entity ? find_place(places, entity) : PLACE_NONE;
    }
}

/* The greatest key that a pupil has. */
static size_t last_breakdown(const struct frame *frame)
{
    uint32_t last = 0;

    for (size_t i = 0; i < frame->pupil_count; i++)
        for (int b = BREAKDOWN_NONE + 1; b < BREAKDOWN_COUNT; b++)
            if (frame->pupils[i].breakdown[b] > last)
                last = frame->pupils[i].breakdown[b];
    return last;
}

static void place_breakdowns(struct places *places, const struct frame *frame)
{
    size_t keys = last_breakdown(frame) + 1;
    bool *seen = mem_zero(keys, sizeof(*seen));

    places->of_breakdown = mem_zero(keys, sizeof(*places->of_breakdown));
    for (size_t i = 0; i < frame->pupil_count; i++)
        for (int b = BREAKDOWN_NONE + 1; b < BREAKDOWN_COUNT; b++)
            seen[frame->pupils[i].breakdown[b]] = true;
    for (size_t key = 1; key < keys; key++)
        places->count += seen[key];
    places->items =
        mem_grow(places->items, places->count, sizeof(*places->items));
    places->of_breakdown[0] = PLACE_NONE;
    places->count = 1;
    for (size_t key = 1; key < keys; key++) {
        if (!seen[key])
            continue;
        places->items[places->count].entity = frame->county;
        places->items[places->count].breakdown = (uint32_t)key;
        places->of_breakdown[key] = (uint32_t)places->count++;
    }
    free(seen);
}

void places_init(struct places *places, const struct frame *frame,
                 enum metric_level level, bool with_breakdowns)
{
    memset(places, 0, sizeof(*places));
    places->level = level;
    if (level != LEVEL_COUNTY) {
        place_schools(places, frame);
        return;
    }
    places->items = mem_zero(1, sizeof(*places->items));
    places->items[0].entity = frame->county;
    places->count = 1;
    if (with_breakdowns)
        place_breakdowns(places, frame);
}

void places_release(struct places *places)
{
    free(places->items);
    free(places->of_school);
    free(places->of_breakdown);
    memset(places, 0, sizeof(*places));
}

/* A metric, with its columns in the block. */
struct counted {
    const struct metric *metric;
    const double **numerator;
    const double **denominator;
    bool counts_every_event;
    bool needs_squares; /* and k */
};

/* Pupils (or enrolments) of a place, their figures column by column. */
struct block {
    size_t capacity, count;
    uint32_t *pupils;
    uint32_t *masks;
    uint32_t *places;
    size_t column_count;
    size_t *columns; /* which of the frame's */
    double *values;  /* column x capacity */
    double *y, *m;
    uint32_t *slots[BREAKDOWN_COUNT];
};

struct run {
    const struct frame *frame;
    const struct masks *masks;
    const struct places *places;
    struct tally *tally;
    struct block block;
    struct counted *metrics;
    size_t metric_count;
    bool adds_up; /* a pupil's rows of a place are one */
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

static void find_slots(struct run *run)
{
    struct block *block = &run->block;
    const uint32_t *of_breakdown = run->places->of_breakdown;

    for (size_t i = 0; i < block->count; i++)
        block->slots[0][i] =
            find_slot(run->tally, block->places[i], block->masks[i]);
    if (!of_breakdown)
        return;
    for (size_t b = BREAKDOWN_NONE + 1; b < BREAKDOWN_COUNT; b++)
        for (size_t i = 0; i < block->count; i++) {
            uint32_t place =
                block->pupils[i] == FRAME_NO_PUPIL
                    ? PLACE_NONE
                    : of_breakdown[run->frame->pupils[block->pupils[i]]
                                       .breakdown[b]];

            block->slots[b][i] =
                place == PLACE_NONE
                    ? SLOT_NONE
                    : find_slot(run->tally, place, block->masks[i]);
        }
}

static void add_plain(struct stats_sums *sums, size_t stride,
                      const struct block *block, const uint32_t *slots)
{
    for (size_t i = 0; i < block->count; i++) {
        struct stats_sums *into;

        if (slots[i] == SLOT_NONE)
            continue;
        into = &sums[slots[i] * stride];
        into->y += block->y[i];
        into->m += block->m[i];
    }
}

static void add_squares(struct stats_sums *sums, size_t stride,
                        const struct block *block, const uint32_t *slots)
{
    for (size_t i = 0; i < block->count; i++) {
        double y = block->y[i];
        double m = block->m[i];
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

static void add_metric(struct run *run, size_t at)
{
    const struct counted *c = &run->metrics[at];
    struct block *block = &run->block;
    bool broken_down = c->metric->has_breakdowns && run->places->of_breakdown;
    size_t facets = broken_down ? BREAKDOWN_COUNT : 1;

    expression_run(c->metric->numerator, c->numerator, block->count, block->y);
    expression_run(c->metric->denominator, c->denominator, block->count,
                   block->m);
    if (!c->counts_every_event)
        for (size_t i = 0; i < block->count; i++)
            block->y[i] = block->m[i] > 0 ? block->y[i] : 0;
    for (size_t b = 0; b < facets; b++)
        (c->needs_squares ? add_squares : add_plain)(
            run->tally->sums + at, run->metric_count, block, block->slots[b]);
}

static void flush(struct run *run)
{
    if (!run->block.count)
        return;
    find_slots(run);
    for (size_t i = 0; i < run->metric_count; i++)
        add_metric(run, i);
    run->block.count = 0;
}

/* The pupil's unit of that place, from `since` on; a new one if need be. */
static size_t find_unit(struct run *run, size_t since, size_t row,
                        uint32_t place)
{
    struct block *block = &run->block;
    uint32_t pupil = run->frame->rows[row].pupil;

    if (run->adds_up && pupil != FRAME_NO_PUPIL)
        for (size_t i = since; i < block->count; i++)
            if (block->places[i] == place)
                return i;
    block->pupils[block->count] = pupil;
    block->masks[block->count] = pupil == FRAME_NO_PUPIL
                                     ? run->masks->of_schools
                                     : run->masks->of_pupil[pupil];
    block->places[block->count] = place;
    for (size_t c = 0; c < block->column_count; c++)
        block->values[c * block->capacity + block->count] = 0;
    return block->count++;
}

static uint32_t place_of(const struct places *places,
                         const struct frame_row *row)
{
    if (!places->of_school)
        return 0;
    return row->school == SCHOOL_NONE ? PLACE_NONE
                                      : places->of_school[row->school];
}

/* All rows of one pupil. */
static void add_rows(struct run *run, size_t from, size_t end)
{
    struct block *block = &run->block;
    const struct frame *frame = run->frame;
    size_t since;

    if (block->count + (end - from) > block->capacity)
        flush(run);
    since = block->count;
    for (size_t row = from; row < end; row++) {
        const double *values = frame->values + row * frame->column_count;
        uint32_t place = place_of(run->places, &frame->rows[row]);
        size_t unit;

        if (place == PLACE_NONE)
            continue;
        unit = find_unit(run, since, row, place);
        for (size_t c = 0; c < block->column_count; c++)
            block->values[c * block->capacity + unit] +=
                values[block->columns[c]];
    }
}

/* Rows of one pupil; those without a pupil each stand alone. */
static size_t run_end(const struct frame *frame, size_t from)
{
    size_t end = from + 1;

    if (frame->rows[from].pupil != FRAME_NO_PUPIL)
        while (end < frame->row_count
               && frame->rows[end].pupil == frame->rows[from].pupil)
            end++;
    return end;
}

static void add_frame(struct run *run)
{
    const struct frame *frame = run->frame;
    size_t end;

    for (size_t row = 0; row < frame->row_count; row = end) {
        uint32_t pupil = frame->rows[row].pupil;

        end = run_end(frame, row);
        if (pupil == FRAME_NO_PUPIL || frame->pupils[pupil].cohorts)
            add_rows(run, row, end);
    }
    flush(run);
}

static size_t longest_run(const struct frame *frame)
{
    size_t longest = 0;
    size_t end;

    for (size_t row = 0; row < frame->row_count; row = end) {
        end = run_end(frame, row);
        if (end - row > longest)
            longest = end - row;
    }
    return longest;
}

static void block_init(struct block *block, const struct frame *frame,
                       const struct tally_metric *const *metrics, size_t count)
{
    bool *used = mem_zero(frame->column_count, sizeof(*used));
    size_t longest = longest_run(frame);

    memset(block, 0, sizeof(*block));
    for (size_t i = 0; i < count; i++) {
        const struct tally_metric *t = metrics[i];
        size_t y_count = expression_column_count(t->metric->numerator);
        size_t m_count = expression_column_count(t->metric->denominator);

        for (size_t c = 0; c < y_count; c++)
            used[t->numerator_columns[c]] = true;
        for (size_t c = 0; c < m_count; c++)
            used[t->denominator_columns[c]] = true;
    }
    block->columns = mem_zero(frame->column_count, sizeof(*block->columns));
    for (size_t c = 0; c < frame->column_count; c++)
        if (used[c])
            block->columns[block->column_count++] = c;
    block->capacity = longest > BLOCK ? longest : BLOCK;
    block->pupils = mem_zero(block->capacity, sizeof(*block->pupils));
    block->masks = mem_zero(block->capacity, sizeof(*block->masks));
    block->places = mem_zero(block->capacity, sizeof(*block->places));
    block->values =
        mem_zero(block->capacity * block->column_count, sizeof(*block->values));
    block->y = mem_zero(block->capacity, sizeof(*block->y));
    block->m = mem_zero(block->capacity, sizeof(*block->m));
    for (size_t b = 0; b < BREAKDOWN_COUNT; b++)
        block->slots[b] = mem_zero(block->capacity, sizeof(*block->slots[b]));
    free(used);
}

static void block_release(struct block *block)
{
    free(block->pupils);
    free(block->masks);
    free(block->places);
    free(block->columns);
    free(block->values);
    free(block->y);
    free(block->m);
    for (size_t b = 0; b < BREAKDOWN_COUNT; b++)
        free(block->slots[b]);
}

/* Where the block has a frame's columns. */
static const double **block_columns(const struct block *block,
                                    const size_t *columns, size_t count)
{
    const double **found = mem_zero(count, sizeof(*found));

    for (size_t i = 0; i < count; i++)
        for (size_t c = 0; c < block->column_count; c++)
            if (block->columns[c] == columns[i])
                found[i] = block->values + c * block->capacity;
    return found;
}

static void counted_init(struct counted *c, const struct block *block,
                         const struct tally_metric *t)
{
    c->metric = t->metric;
    c->counts_every_event = metric_counts_every_event(t->metric);
    c->needs_squares = t->metric->interval == INTERVAL_CLUSTERED_LOGIT
                       || t->metric->interval == INTERVAL_CLUSTERED_LOG
                       || t->metric->interval == INTERVAL_MEAN;
    c->numerator = block_columns(block, t->numerator_columns,
                                 expression_column_count(t->metric->numerator));
    c->denominator =
        block_columns(block, t->denominator_columns,
                      expression_column_count(t->metric->denominator));
}

void tally_new(struct tally **out, const struct frame *frame,
               const struct masks *masks, const struct places *places,
               const struct tally_metric *const *metrics, size_t metric_count)
{
    struct tally *tally = mem_zero(1, sizeof(*tally));
    struct run run = { .frame = frame,
                       .masks = masks,
                       .places = places,
                       .tally = tally,
                       .metric_count = metric_count };
    size_t cells = places->count * masks->count;

    tally->masks = masks;
    tally->metric_count = metric_count;
    tally->slot_of = mem_zero(cells, sizeof(*tally->slot_of));
    memset(tally->slot_of, 0xff, cells * sizeof(*tally->slot_of));
    tally->first = mem_zero(places->count, sizeof(*tally->first));
    memset(tally->first, 0xff, places->count * sizeof(*tally->first));
    block_init(&run.block, frame, metrics, metric_count);
    run.adds_up = metrics[0]->metric->each == EACH_PUPIL;
    run.metrics = mem_zero(metric_count, sizeof(*run.metrics));
    for (size_t i = 0; i < metric_count; i++)
        counted_init(&run.metrics[i], &run.block, metrics[i]);
    add_frame(&run);
    for (size_t i = 0; i < metric_count; i++) {
        free(run.metrics[i].numerator);
        free(run.metrics[i].denominator);
    }
    free(run.metrics);
    block_release(&run.block);
    *out = tally;
}

void tally_free(struct tally *tally)
{
    if (!tally)
        return;
    free(tally->slot_of);
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

        for (size_t c = 0; c < COHORT_COUNT; c++, mask >>= 1)
            if (mask & 1)
                stats_add(&sums[c], more);
        at = tally->slots[at].next;
    }
}
