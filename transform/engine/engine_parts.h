#ifndef TRANSFORM_ENGINE_ENGINE_PARTS_H
#define TRANSFORM_ENGINE_ENGINE_PARTS_H
#include "transform/engine/engine.h"
#include "transform/engine/metric.h"
#include "transform/engine/source.h"
#include "transform/engine/tally.h"

struct cell_writer;

/* engine_parts: what the files of the engine share of it. */

struct engine_metric {
    int64_t key;
    size_t source;
    const struct metric *metric; /* the catalogue's */
    struct units_metric tallied;
};

/* What was made again of a period since the engine was opened. */
struct made {
    int64_t period_key;
    bool is_everything;
    bool *sources;
    bool *schools; /* of the frame */
};

struct engine {
    struct db *db;
    date_t as_of;
    struct engine_metric *metrics; /* by key */
    size_t metric_count;
    struct source *sources; /* the first is the spine's frame itself */
    size_t source_count;
    const struct count_rules *counts; /* the catalogue's */
    struct cell_writer *writer;
    struct made *made;
    size_t made_count, made_capacity;
};

/* NULL: the period stands as it did. */
const struct made *engine_made(const struct engine *engine,
                               const struct period *period);

#endif /* TRANSFORM_ENGINE_ENGINE_PARTS_H */
