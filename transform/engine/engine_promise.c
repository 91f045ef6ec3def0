#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "transform/engine/catalogue.h"
#include "transform/engine/engine_parts.h"

#define SQL "transform/sql/promise.sql#"

/* The catalogue has the metric of each of its promises. */
static size_t find_metric(const struct engine *e, const char *id)
{
    size_t i = 0;

    while (i < e->metric_count && strcmp(e->metrics[i].metric->id, id) != 0)
        i++;
    assert(i < e->metric_count);
    return i;
}

/* The grain that it is judged by: a year, else what a year is made of. */
static enum grain grain_of(const struct metric *m)
{
    return m->grains[GRAIN_YEAR] ? GRAIN_YEAR : GRAIN_TERM;
}

static const char *grain_name(const struct engine *e, const struct promise *p)
{
    if (!p->metric)
        return NULL;
    return grain_of(e->metrics[find_metric(e, p->metric)].metric) == GRAIN_YEAR
               ? "year"
               : "term";
}

/* In the order of put_promise. */
static int put_promise(const struct engine *e, const struct promise *p,
                       struct err *err)
{
    struct query *put = db_query(e->db, SQL "put_promise", err);
    const char *const values[] = {
        p->id,
        p->words,
        p->subject,
        p->source,
        p->metric,
        grain_name(e, p),
        p->recorded ? promise_cohort(p) : NULL,
        p->extract,
        p->recorded ? promise_sender(p) : NULL,
        p->kept_words,
        p->recorded_words,
        p->why,
    };

    for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++)
        query_bind_text(put, (int)i + 1, values[i]);
    return query_run(put, err);
}

int engine_check_extract(const struct engine *e, const char *id,
                         const char *extract, struct err *err)
{
    struct query *q = db_query(e->db, SQL "find_extract", err);
    int row;

    query_bind_text(q, 1, extract);
    row = query_step(q, err);
    query_reset(q);
    if (row == 0)
        return err_set(err, ERR_CONFIG, "%s: there is no type of extract '%s'",
                       id, extract);
    return row < 0 ? -1 : 0;
}

/* What is no promise any more. */
static int drop_others(struct engine *e, const struct catalogue *c,
                       struct err *err)
{
    struct query *list = db_query(e->db, SQL "list_promises", err);
    int64_t *gone = NULL;
    size_t count = 0, capacity = 0;
    int row;

    while ((row = query_step(list, err)) == 1) {
        size_t i = 0;

        while (i < c->promise_count
               && strcmp(c->promises[i].id, query_text(list, 1)) != 0)
            i++;
        if (i < c->promise_count)
            continue;
        MEM_ROOM(gone, count, capacity);
        gone[count++] = query_int(list, 0);
    }
    for (size_t i = 0; i < count && !row; i++)
        row = db_drop_key(e->db, "dim_promise", gone[i], err);
    free(gone);
    return row;
}

/* The metric with another numerator, added up so that pupils are counted. */
static void take_promise(struct engine *e, const struct promise *p)
{
    struct engine_promise *taken = &e->promises[e->promise_count++];

    taken->promise = p;
    taken->metric = find_metric(e, p->metric);
    taken->recorded = *e->metrics[taken->metric].metric;
    taken->recorded.numerator = p->recorded;
    taken->recorded.interval = INTERVAL_CLUSTERED_LOG;
    taken->recorded.has_breakdowns = false;
    taken->tallied.metric = &taken->recorded;
}

static int read_key(struct engine *e, struct engine_promise *p, struct err *err)
{
    struct query *q = db_query(e->db, SQL "read_promise", err);

    query_bind_text(q, 1, p->promise->id);
    return query_read_int(q, &p->key, err) < 0 ? -1 : 0;
}

int engine_open_promises(struct engine *engine,
                         const struct catalogue *catalogue, struct err *err)
{
    engine->promises =
        mem_zero(catalogue->promise_count, sizeof(*engine->promises));
    for (size_t i = 0; i < catalogue->promise_count; i++) {
        const struct promise *p = &catalogue->promises[i];

        if (put_promise(engine, p, err)
            || (p->extract
                && engine_check_extract(engine, p->id, p->extract, err)))
            return -1;
        if (p->recorded)
            take_promise(engine, p);
    }
    for (size_t i = 0; i < engine->promise_count; i++) {
        struct engine_promise *p = &engine->promises[i];
        struct source *s = &engine->sources[engine->metrics[p->metric].source];

        if (read_key(engine, p, err)
            || source_use(s, &p->recorded, p->promise->recorded, err))
            return err_context(err, "%s", p->promise->id);
    }
    return drop_others(engine, catalogue, err);
}

void engine_resolve_promises(struct engine *engine)
{
    for (size_t i = 0; i < engine->promise_count; i++) {
        struct engine_promise *p = &engine->promises[i];
        const struct source *s =
            &engine->sources[engine->metrics[p->metric].source];

        p->tallied.numerator_columns = engine_resolve(s, p->recorded.numerator);
        p->tallied.denominator_columns =
            engine_resolve(s, p->recorded.denominator);
    }
}

void engine_close_promises(struct engine *engine)
{
    for (size_t i = 0; i < engine->promise_count; i++) {
        free(engine->promises[i].tallied.numerator_columns);
        free(engine->promises[i].tallied.denominator_columns);
    }
    free(engine->promises);
}

bool engine_keeps_promise(const struct engine_promise *p,
                          const struct period *period, enum metric_level level)
{
    return (level == LEVEL_SCHOOL || level == LEVEL_COUNTY)
           && period->of == grain_of(&p->recorded);
}

int engine_write_promise(struct engine *engine, const struct engine_promise *p,
                         int64_t period_key, int64_t entity,
                         const struct stats_sums *sums, struct err *err)
{
    struct query *drop = db_query(engine->db, SQL "drop_cell", err);
    struct query *put = db_query(engine->db, SQL "put_cell", err);

    query_bind_int(drop, 1, period_key);
    query_bind_int(drop, 2, entity);
    query_bind_int(drop, 3, p->key);
    if (query_run(drop, err))
        return -1;
    if (sums->m <= 0)
        return 0;
    query_bind_int(put, 1, period_key);
    query_bind_int(put, 2, entity);
    query_bind_int(put, 3, p->key);
    query_bind_real(put, 4, sums->y);
    query_bind_int(put, 5, sums->k);
    return query_run(put, err);
}

int engine_drop_promises(struct engine *engine, int64_t period_key,
                         struct err *err)
{
    struct query *drop = db_query(engine->db, SQL "drop_period", err);

    query_bind_int(drop, 1, period_key);
    return query_run(drop, err);
}
