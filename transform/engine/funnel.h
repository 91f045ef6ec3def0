#ifndef TRANSFORM_ENGINE_FUNNEL_H
#define TRANSFORM_ENGINE_FUNNEL_H
#include <stdint.h>

#include "transform/engine/frame.h"
#include "transform/engine/metric.h"

struct db;
struct err;

/*
 * funnel: the limits of mart_funnel (details.md 43), from the schools' cells
 * as they stand in metric_cell: a school's limits hang on all of its phase.
 * Schools without a cell, for they have no denominator, are in no sum.
 */

/* Of one metric in the frame's period; its rows of before go. */
int funnel_write(struct db *db, const struct frame *frame, int64_t metric_key,
                 const struct metric *metric, struct err *err)
    __attribute__((warn_unused_result));

#endif /* TRANSFORM_ENGINE_FUNNEL_H */
