#ifndef TRANSFORM_ENGINE_UNITS_H
#define TRANSFORM_ENGINE_UNITS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "transform/engine/frame.h"
#include "transform/engine/metric.h"
#include "transform/engine/place.h"

/*
 * units: what metrics count, one by one: the pupils (or, for metrics of
 * enrolments, each pupil and school) of each place of a frame, and what a
 * metric's two expressions come to for them. A block at a time, by pupil; who
 * is in no cohort is left out.
 */

/* A metric and where a frame has the columns of its two expressions. */
struct units_metric {
    const struct metric *metric;
    size_t *numerator_columns;
    size_t *denominator_columns;
};

/* The metric's columns in the block. */
struct units_columns {
    const double **numerator;
    const double **denominator;
};

struct units {
    const struct frame *frame;
    const struct places *places;
    const struct units_metric *const *metrics; /* all of one metric_each */
    size_t metric_count;
    struct units_columns *columns_of; /* each metric's */
    bool adds_up;                     /* a pupil's rows of a place are one */
    size_t row;                       /* of the frame, the next */
    size_t per_row; /* units, at most: a row may stand at two schools */
    size_t longest; /* most units of one pupil */

    /* The block. */
    size_t capacity, count;
    uint32_t *pupils; /* or FRAME_NO_PUPIL */
    uint32_t *places_of;
    size_t *rows; /* of the frame, each unit's first */
    size_t column_count;
    size_t *columns; /* which of the frame's */
    double *values;  /* column x capacity */
    double *y, *m;   /* units_work_out() */
};

#define UNITS_ALL UINT64_MAX

/* All is lent. */
void units_init(struct units *u, const struct frame *frame,
                const struct places *places,
                const struct units_metric *const *metrics, size_t metric_count);
void units_release(struct units *u);

/*
 * The next block: whole pupils, as many as there is room for, whose index is
 * below `end`; false when there are none. With UNITS_ALL rows without a pupil
 * too, which stand last.
 */
bool units_next(struct units *u, uint64_t end);

/* Fills y, the numerators, and m, the denominators of metrics[at]: of what
   only counts with a denominator y is 0 without one. */
void units_work_out(struct units *u, size_t at);

#endif /* TRANSFORM_ENGINE_UNITS_H */
