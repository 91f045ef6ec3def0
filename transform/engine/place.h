#ifndef TRANSFORM_ENGINE_PLACE_H
#define TRANSFORM_ENGINE_PLACE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "transform/engine/frame.h"
#include "transform/engine/metric.h"
#include "transform/people/cohort.h"

/*
 * place: where pupils count, and as members of which cohorts: what the sums of
 * a frame are kept apart by.
 */

/* The different cohort masks of a frame; of_pupil numbers each pupil's. */
struct masks {
    cohort_mask *masks;
    size_t count;
    uint32_t *of_pupil;
    uint32_t of_schools; /* that of rows without a pupil: `all` */
};
void masks_init(struct masks *masks, const struct frame *frame);
void masks_release(struct masks *masks);

/* A place has cells of its own: an entity, or a breakdown value of one. */
struct place {
    int64_t entity;
    uint32_t breakdown;
};

/* The places of a level that are to be made, by (entity, breakdown). */
#define PLACE_NONE UINT32_MAX
struct places {
    enum metric_level level;
    struct place *items;
    size_t count;
    uint32_t *of_school;         /* NULL: every row is of place 0 */
    uint32_t *of_breakdown;      /* by breakdown_key; NULL: no breakdowns */
    bool is_by[BREAKDOWN_COUNT]; /* which breakdowns anybody has a value of */
};
/* Those of the changed schools; breakdowns at county level if asked for. */
void places_init(struct places *places, const struct frame *frame,
                 enum metric_level level, bool with_breakdowns);
void places_release(struct places *places);

#endif /* TRANSFORM_ENGINE_PLACE_H */
