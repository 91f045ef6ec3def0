#ifndef TRANSFORM_ENGINE_CATALOGUE_H
#define TRANSFORM_ENGINE_CATALOGUE_H
#include <stddef.h>

#include "core/hash.h"
#include "transform/engine/metric.h"
#include "transform/engine/promise.h"

struct asset;
struct config;
struct err;

/*
 * catalogue: the metrics there are: each description of transform/metrics/, and
 * of one that begins with
 *
 *     for_each = codes/measures.csv
 *     only = kind share mean      ; rows whose cell is one of these words
 *     id = {metric}
 *
 * a metric a row of that code set, which a county may have its own of: {x} in
 * its lines is the row's cell in column x. `only` may be there several times;
 * `needs = A B` are first cells of other rows without which there is nothing to
 * make it of. What is wrong of such a metric is said with the row's file and
 * line.
 * Beside them stands what is promised of these figures, a description of
 * transform/promises/ each.
 */
struct catalogue {
    struct metric *metrics;
    size_t count, capacity;
    struct promise
        *promises; /* those measured by one of the metrics, or none */
    size_t promise_count, promise_capacity;
    struct count_rules counts; /* what the metrics count */
    /* Of all that the metrics are made of, settings too: a change of it
       concerns every cell. */
    char hash[HASH_TEXT_SIZE];
};

/*
 * descriptions  NULL: those compiled in
 * errors        ERR_CONFIG for a wrong description or code set
 * ownership     the caller releases, also on failure
 */
int catalogue_read(struct catalogue *c, const struct config *config,
                   const struct asset *descriptions, size_t count,
                   struct err *err) __attribute__((warn_unused_result));
void catalogue_release(struct catalogue *c);

#endif /* TRANSFORM_ENGINE_CATALOGUE_H */
