#include "transform/engine/cell.h"

#include <math.h>
#include <stdlib.h>

#include "core/bulk.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"

/* Counts whose Poisson limits are remembered: most schools' are small. */
#define POISSON_REMEMBERED 512

#define SQL "transform/sql/cell.sql#"

#define CELL_VALUES 12 /* of a row beside its key */

/* What a cell says; NAN: null. */
struct cell {
    int64_t breakdown;
    int64_t cohort;
    double values[CELL_VALUES];
};

struct cell_writer {
    struct bulk *put;
    struct query *read;
    struct query *drop;
    struct query *drop_period;
    int64_t count;
    struct stats_interval poisson[POISSON_REMEMBERED];

    /* Of the metric, entity and period at hand, ascending as cells are. */
    int64_t period, entity, metric_key;
    struct cell *formers;
    size_t former_count, former_capacity;
    size_t next; /* of them; those before it were met or are gone */
};

/* One cohort's figure. */
struct figure {
    const struct stats_sums *sums;
    struct stats_rate rate; /* of clustered metrics */
    struct stats_interval interval;
};

static const bool is_gap_cohort[COHORT_COUNT] = {
#define GAP_COHORT(bit, id, label, gap) [COHORT_##id] = (gap),
    COHORTS(GAP_COHORT)
#undef GAP_COHORT
};

int cell_writer_open(struct cell_writer **out, struct db *db, struct err *err)
{
    struct cell_writer *w = mem_zero(1, sizeof(*w));

    *out = w;
    w->read = db_query(db, SQL "read_metric", err);
    w->drop = db_query(db, SQL "drop_cell", err);
    w->drop_period = db_query(db, SQL "drop_period", err);
    return w->read && w->drop && w->drop_period
               ? bulk_open(&w->put, db, SQL "put_cell", err)
               : -1;
}

void cell_writer_close(struct cell_writer *w)
{
    if (!w)
        return;
    bulk_close(w->put);
    free(w->formers);
    free(w);
}

int cell_flush(struct cell_writer *w, struct err *err)
{
    return bulk_flush(w->put, err);
}

int64_t cell_count(const struct cell_writer *w)
{
    return w->count;
}

int cell_begin(struct cell_writer *w, int64_t period, int64_t entity,
               int64_t metric_key, struct err *err)
{
    int row;

    w->period = period;
    w->entity = entity;
    w->metric_key = metric_key;
    w->former_count = w->next = 0;
    query_bind_int(w->read, 1, period);
    query_bind_int(w->read, 2, entity);
    query_bind_int(w->read, 3, metric_key);
    while ((row = query_step(w->read, err)) == 1) {
        struct cell *former;

        MEM_ROOM(w->formers, w->former_count, w->former_capacity);
        former = &w->formers[w->former_count++];
        former->breakdown = query_int(w->read, 0);
        former->cohort = query_int(w->read, 1);
        for (int i = 0; i < CELL_VALUES; i++)
            former->values[i] = query_is_null(w->read, 2 + i)
                                    ? NAN
                                    : query_real(w->read, 2 + i);
    }
    return row;
}

/* The former cell that is next, which is not to be any more. */
static int drop_next(struct cell_writer *w, struct err *err)
{
    const struct cell *former = &w->formers[w->next++];

    query_bind_int(w->drop, 1, w->period);
    query_bind_int(w->drop, 2, w->entity);
    query_bind_int(w->drop, 3, w->metric_key);
    query_bind_int(w->drop, 4, former->breakdown);
    query_bind_int(w->drop, 5, former->cohort);
    return query_run(w->drop, err);
}

int cell_end(struct cell_writer *w, struct err *err)
{
    while (w->next < w->former_count)
        if (drop_next(w, err))
            return -1;
    w->former_count = w->next = 0;
    return 0;
}

static int compare_cells(const struct cell *a, const struct cell *b)
{
    if (a->breakdown != b->breakdown)
        return a->breakdown < b->breakdown ? -1 : 1;
    return (a->cohort > b->cohort) - (a->cohort < b->cohort);
}

static bool say_the_same(const struct cell *a, const struct cell *b)
{
    for (size_t i = 0; i < CELL_VALUES; i++)
        if (a->values[i] != b->values[i]
            && !(isnan(a->values[i]) && isnan(b->values[i])))
            return false;
    return true;
}

/* Is it there as it is to be? Those passed on the way to it go. */
static int find_former(struct cell_writer *w, const struct cell *cell,
                       bool *is_there, struct err *err)
{
    *is_there = false;
    while (w->next < w->former_count
           && compare_cells(&w->formers[w->next], cell) < 0)
        if (drop_next(w, err))
            return -1;
    if (w->next < w->former_count
        && compare_cells(&w->formers[w->next], cell) == 0)
        *is_there = say_the_same(&w->formers[w->next++], cell);
    return 0;
}

int cell_drop_period(struct cell_writer *w, int64_t period, struct err *err)
{
    query_bind_int(w->drop_period, 1, period);
    return query_run(w->drop_period, err);
}

static struct stats_interval scaled(struct stats_interval i, double factor)
{
    i.lower *= factor;
    i.upper *= factor;
    return i;
}

/* Garwood's limits take longer than all else about a cell. */
static struct stats_interval poisson(struct cell_writer *w, double count)
{
    struct stats_interval *kept;

    if (count < 0 || count >= POISSON_REMEMBERED)
        return stats_poisson(count);
    kept = &w->poisson[(size_t)count];
    if (!kept->known)
        *kept = stats_poisson(count);
    return *kept;
}

static void work_out(struct cell_writer *w, const struct metric *metric,
                     const struct stats_sums *sums, struct figure *f)
{
    static const struct stats_rate no_rate;
    static const struct stats_interval none;

    f->sums = sums;
    f->rate = no_rate;
    f->interval = none;
    switch (metric->interval) {
    case INTERVAL_NONE:
        break;
    case INTERVAL_WILSON:
        f->interval = stats_wilson(sums->y, sums->m, STATS_Z95);
        break;
    case INTERVAL_POISSON:
        f->interval = scaled(poisson(w, sums->y), 1 / sums->m);
        break;
    case INTERVAL_CLUSTERED_LOGIT:
        f->rate = stats_clustered(sums);
        f->interval = stats_clustered_logit(&f->rate);
        break;
    case INTERVAL_CLUSTERED_LOG:
        f->rate = stats_clustered(sums);
        f->interval = stats_clustered_log(&f->rate);
        break;
    case INTERVAL_MEAN:
        f->interval = stats_mean(sums);
        break;
    }
}

struct comparison {
    struct stats_interval gap;
    struct stats_interval ratio;
};

static struct comparison compare(enum metric_interval interval,
                                 const struct figure *one,
                                 const struct figure *two)
{
    const struct stats_sums *a = one->sums;
    const struct stats_sums *b = two->sums;
    struct comparison c = { { false, 0, 0 }, { false, 0, 0 } };

    switch (interval) {
    case INTERVAL_NONE:
        break;
    case INTERVAL_WILSON:
        c.gap = stats_newcombe(a->y, a->m, b->y, b->m);
        c.ratio = stats_katz_ratio(a->y, a->m, b->y, b->m);
        break;
    case INTERVAL_POISSON:
        c.ratio = stats_poisson_ratio(a->y, a->m, b->y, b->m);
        break;
    case INTERVAL_CLUSTERED_LOGIT:
    case INTERVAL_CLUSTERED_LOG:
        c.gap = stats_clustered_gap(&one->rate, &two->rate);
        c.ratio = stats_clustered_ratio(&one->rate, &two->rate);
        break;
    case INTERVAL_MEAN:
        c.gap = stats_welch(a, b);
        break;
    }
    return c;
}

struct stats_interval cell_gap(const struct metric *metric,
                               const struct stats_sums *one,
                               const struct stats_sums *two)
{
    struct figure a = { .sums = one, .rate = stats_clustered(one) };
    struct figure b = { .sums = two, .rate = stats_clustered(two) };
    struct stats_interval gap = compare(metric->interval, &a, &b).gap;

    return scaled(gap, metric->scale);
}

static void put_interval(double values[2], struct stats_interval i,
                         double scale)
{
    values[0] = i.known ? scale * i.lower : NAN;
    values[1] = i.known ? scale * i.upper : NAN;
}

static void put_comparison(double values[4], const struct metric *metric,
                           const struct figure *one, const struct figure *two)
{
    static const struct comparison no_comparison;
    struct comparison c = no_comparison;

    if (one && two->sums->m > 0)
        c = compare(metric->interval, one, two);
    put_interval(values, c.gap, metric->scale);
    put_interval(values + 2, c.ratio, 1);
}

/* A row, in the order of the statement's columns. */
static int put(struct cell_writer *w, const struct cell_place *place,
               int64_t metric_key, const struct cell *cell, struct err *err)
{
    bulk_int(w->put, place->period);
    bulk_int(w->put, place->entity);
    bulk_int(w->put, metric_key);
    bulk_int(w->put, cell->breakdown);
    bulk_int(w->put, cell->cohort);
    for (size_t i = 0; i < CELL_VALUES; i++)
        if (isnan(cell->values[i]))
            bulk_null(w->put);
        else
            bulk_real(w->put, cell->values[i]);
    return bulk_put(w->put, err);
}

static int write_cohort(struct cell_writer *w, const struct cell_place *place,
                        int64_t metric_key, const struct metric *metric,
                        size_t cohort,
                        const struct figure figures[COHORT_COUNT],
                        struct err *err)
{
    const struct figure *f = &figures[cohort];
    const struct figure *compared = is_gap_cohort[cohort] ? f : NULL;
    struct cell cell = { .breakdown = place->breakdown,
                         .cohort = (int64_t)cohort,
                         .values = { f->sums->y, f->sums->m } };
    bool is_there;

    w->count++;
    put_interval(cell.values + 2, f->interval, metric->scale);
    put_comparison(cell.values + 4, metric, compared, &figures[COHORT_peers]);
    put_comparison(cell.values + 8, metric, compared, &figures[COHORT_all]);
    if (find_former(w, &cell, &is_there, err))
        return -1;
    return is_there ? 0 : put(w, place, metric_key, &cell, err);
}

int cell_write(struct cell_writer *w, const struct cell_place *place,
               int64_t metric_key, const struct metric *metric,
               const struct stats_sums sums[COHORT_COUNT], struct err *err)
{
    struct figure figures[COHORT_COUNT];

    for (size_t c = 0; c < COHORT_COUNT; c++) {
        figures[c].sums = &sums[c];
        if (sums[c].m > 0)
            work_out(w, metric, &sums[c], &figures[c]);
    }
    for (size_t c = 0; c < COHORT_COUNT; c++)
        if (sums[c].m > 0
            && write_cohort(w, place, metric_key, metric, c, figures, err))
            return -1;
    return 0;
}
