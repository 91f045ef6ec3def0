#ifndef TRANSFORM_ENGINE_ENGINE_PARTS_H
#define TRANSFORM_ENGINE_ENGINE_PARTS_H
#include "transform/engine/engine.h"
#include "transform/engine/metric.h"
#include "transform/engine/tally.h"

struct cell_writer;
struct funnel;
struct query;

/* engine_parts: what engine.c and engine_week.c share of the engine. */

/* Where metrics' rows come from; the first is the spine's frame itself. */
struct engine_source {
    const char *text; /* of the statement, which tells sources apart */
    struct query *rows;
    bool keep[COLUMN_COUNT]; /* of the frame's, used beside its own */
    const char **columns;    /* those kept, then its own */
    size_t column_count;
};

struct engine_metric {
    int64_t key;
    size_t source;
    struct metric metric;
    struct tally_metric tallied; /* points to metric above */
};

struct engine {
    struct db *db;
    date_t as_of;
    struct engine_metric *metrics; /* by key */
    size_t metric_count;
    struct engine_source *sources;
    size_t source_count;
    struct cell_writer *writer;
    struct funnel *funnel;
};

#endif /* TRANSFORM_ENGINE_ENGINE_PARTS_H */
