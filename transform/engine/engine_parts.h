#ifndef TRANSFORM_ENGINE_ENGINE_PARTS_H
#define TRANSFORM_ENGINE_ENGINE_PARTS_H
#include "transform/engine/engine.h"
#include "transform/engine/metric.h"
#include "transform/engine/promise.h"
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

/* A promise that is judged: beside its metric's sums those of what is on
   record of them, as a metric of its own that is nowhere else. */
struct engine_promise {
    int64_t key;
    size_t metric; /* of the engine's */
    const struct promise *promise;
    struct metric recorded;
    struct units_metric tallied;
};

/* What was made again of a period since the engine was opened. */
struct made {
    int64_t period_key;
    bool is_everything;
    bool *sources; /* any row of it */
    bool *schools; /* source x school of the frame */
    /* Of a year or a term: what was read of each source, which a pair of
       periods need not read again. width 0: it was not. */
    struct facts_packed *facts;
};

struct engine {
    struct db *db;
    date_t as_of;
    struct engine_metric *metrics; /* by key */
    size_t metric_count;
    struct engine_promise *promises;
    size_t promise_count;
    struct source *sources;
    size_t source_count;
    const struct count_rules *counts; /* the catalogue's */
    struct cell_writer *writer;
    struct made *made;
    size_t made_count, made_capacity;
};

/* NULL: the period stands as it did. */
const struct made *engine_made(const struct engine *engine,
                               const struct period *period);

/* Where the source's rows have the expression's columns; the caller frees. */
size_t *engine_resolve(const struct source *s, const struct expression *x);

/* --- promises (engine_promise.c) --- */

/* One that would be told by no type can never be measured, and nobody would
   see that. errors: ERR_CONFIG */
int engine_check_extract(const struct engine *engine, const char *id,
                         const char *extract, struct err *err)
    __attribute__((warn_unused_result));

/* Fills dim_promise (a new id gets the next key; one that is gone goes with its
   cells). Before the sources' columns are listed. */
int engine_open_promises(struct engine *engine,
                         const struct catalogue *catalogue, struct err *err)
    __attribute__((warn_unused_result));
/* And after. */
void engine_resolve_promises(struct engine *engine);
void engine_close_promises(struct engine *engine);
/* Are a period's cells kept of it, at this level? */
bool engine_keeps_promise(const struct engine_promise *p,
                          const struct period *period, enum metric_level level);
/* What stands for a school or the county: `sums` are those of `recorded`. */
int engine_write_promise(struct engine *engine, const struct engine_promise *p,
                         int64_t period_key, int64_t entity,
                         const struct stats_sums *sums, struct err *err)
    __attribute__((warn_unused_result));
int engine_drop_promises(struct engine *engine, int64_t period_key,
                         struct err *err) __attribute__((warn_unused_result));

#endif /* TRANSFORM_ENGINE_ENGINE_PARTS_H */
