#ifndef TRANSFORM_ENGINE_TALLY_H
#define TRANSFORM_ENGINE_TALLY_H
#include <stddef.h>
#include <stdint.h>

#include "transform/engine/frame.h"
#include "transform/engine/place.h"
#include "transform/engine/stats.h"
#include "transform/engine/units.h"
#include "transform/people/cohort.h"

struct tally;

/*
 * tally: the sums of metrics over the pupils of each place, by the cohorts
 * they are in. Pupils are added up by their whole cohort mask, of which there
 * are few, and a mask's sums go to each of its cohorts only when a cell is
 * asked for.
 */

/*
 * Add up metrics that are all worked out for the same thing: metric_each.
 *
 * lifetime  frame, masks and places are read here only; places and masks must
 *           be the frame's
 */
void tally_new(struct tally **out, const struct frame *frame,
               const struct masks *masks, const struct places *places,
               const struct units_metric *const *metrics, size_t metric_count);
void tally_free(struct tally *tally); /* NULL is fine */

/* What metrics[metric] came to at a place, for each cohort. */
void tally_read(const struct tally *tally, size_t place, size_t metric,
                struct stats_sums sums[COHORT_COUNT]);

#endif /* TRANSFORM_ENGINE_TALLY_H */
