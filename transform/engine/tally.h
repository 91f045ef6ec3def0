#ifndef TRANSFORM_ENGINE_TALLY_H
#define TRANSFORM_ENGINE_TALLY_H
#include <stddef.h>
#include <stdint.h>

#include "transform/engine/frame.h"
#include "transform/engine/metric.h"
#include "transform/engine/stats.h"
#include "transform/people/cohort.h"

struct tally;

/*
 * tally: the sums of metrics over the pupils of each place, by the cohorts
 * they are in. Pupils are added up by their whole cohort mask, of which there
 * are few, and a mask's sums go to each of its cohorts only when a cell is
 * asked for.
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
    uint32_t *of_school;    /* NULL: every row is of place 0 */
    uint32_t *of_breakdown; /* by breakdown_key; NULL: no breakdowns */
};
/* Those of the changed schools; breakdowns at county level if asked for. */
void places_init(struct places *places, const struct frame *frame,
                 enum metric_level level, bool with_breakdowns);
void places_release(struct places *places);

/* A metric and where a frame has the columns of its two expressions. */
struct tally_metric {
    const struct metric *metric;
    size_t *numerator_columns;
    size_t *denominator_columns;
};

/*
 * Add up metrics that are all worked out for the same thing: metric_each.
 *
 * lifetime  frame, masks and places are read here only; places and masks must
 *           be the frame's
 */
void tally_new(struct tally **out, const struct frame *frame,
               const struct masks *masks, const struct places *places,
               const struct tally_metric *const *metrics, size_t metric_count);
void tally_free(struct tally *tally); /* NULL is fine */

/* What metrics[metric] came to at a place, for each cohort. */
void tally_read(const struct tally *tally, size_t place, size_t metric,
                struct stats_sums sums[COHORT_COUNT]);

#endif /* TRANSFORM_ENGINE_TALLY_H */
