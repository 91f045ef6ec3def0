#include "transform/engine/place.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

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
            if (frame->breakdowns[i][b] > last)
                last = frame->breakdowns[i][b];
    return last;
}

static void place_breakdowns(struct places *places, const struct frame *frame)
{
    size_t keys = last_breakdown(frame) + 1;
    bool *seen = mem_zero(keys, sizeof(*seen));

    places->of_breakdown = mem_zero(keys, sizeof(*places->of_breakdown));
    for (size_t i = 0; i < frame->pupil_count; i++)
        for (int b = BREAKDOWN_NONE + 1; b < BREAKDOWN_COUNT; b++) {
            seen[frame->breakdowns[i][b]] = true;
            places->is_by[b] |= frame->breakdowns[i][b] != 0;
        }
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
    if (with_breakdowns && frame->breakdowns)
        place_breakdowns(places, frame);
}

void places_release(struct places *places)
{
    free(places->items);
    free(places->of_school);
    free(places->of_breakdown);
    memset(places, 0, sizeof(*places));
}
