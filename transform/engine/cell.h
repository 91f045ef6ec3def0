#ifndef TRANSFORM_ENGINE_CELL_H
#define TRANSFORM_ENGINE_CELL_H
#include <stdint.h>

#include "transform/engine/metric.h"
#include "transform/engine/stats.h"
#include "transform/people/cohort.h"

struct cell_writer;
struct db;
struct err;

/*
 * cell: rows of metric_cell, with the intervals of a figure and of its gaps
 * and ratios to `peers` and to `all` (details.md 39-42, 48).
 */
struct cell_place {
    int64_t period; /* dim_period.period_key */
    int64_t entity;
    int64_t breakdown; /* 0 = none */
};

int cell_writer_open(struct cell_writer **out, struct db *db, struct err *err)
    __attribute__((warn_unused_result));
void cell_writer_close(struct cell_writer *w); /* NULL is fine */

/*
 * Make a metric's cells of an entity in a period again: those that are there
 * are read, what is then written until cell_end() is held against them, and
 * only what differs is stored.
 */
int cell_begin(struct cell_writer *w, int64_t period, int64_t entity,
               int64_t metric_key, struct err *err)
    __attribute__((warn_unused_result));
/* Those that were not written again go. */
int cell_end(struct cell_writer *w, struct err *err)
    __attribute__((warn_unused_result));
/* Remove a period's cells. */
int cell_drop_period(struct cell_writer *w, int64_t period, struct err *err)
    __attribute__((warn_unused_result));

/* One row for each cohort with a denominator; they are there to be read after
   cell_flush(). */
int cell_write(struct cell_writer *w, const struct cell_place *place,
               int64_t metric_key, const struct metric *metric,
               const struct stats_sums sums[COHORT_COUNT], struct err *err)
    __attribute__((warn_unused_result));

int cell_flush(struct cell_writer *w, struct err *err)
    __attribute__((warn_unused_result));
/* How many it was given to write. */
int64_t cell_count(const struct cell_writer *w);

/* The interval of the difference of two figures of a metric, each with its own
   pupils, in the metric's unit (details.md 41). */
struct stats_interval cell_gap(const struct metric *metric,
                               const struct stats_sums *one,
                               const struct stats_sums *two);

#endif /* TRANSFORM_ENGINE_CELL_H */
