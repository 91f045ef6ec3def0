#include "transform/engine/cell.h"

#include <stdlib.h>

#include "core/bulk.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"

/* Counts whose Poisson limits are remembered: most schools' are small. */
#define POISSON_REMEMBERED 512

#define SQL "transform/sql/cell.sql#"

struct cell_writer {
    struct bulk *put;
    struct query *drop_metric;
    struct query *drop_period;
    int64_t count;
    struct stats_interval poisson[POISSON_REMEMBERED];
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
    w->drop_metric = db_query(db, SQL "drop_metric", err);
    w->drop_period = db_query(db, SQL "drop_period", err);
    return w->drop_metric && w->drop_period
               ? bulk_open(&w->put, db, SQL "put_cell", err)
               : -1;
}

void cell_writer_close(struct cell_writer *w)
{
    if (!w)
        return;
    bulk_close(w->put);
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

int cell_drop_metric(struct cell_writer *w, int64_t period, int64_t entity,
                     int64_t metric_key, struct err *err)
{
    query_bind_int(w->drop_metric, 1, period);
    query_bind_int(w->drop_metric, 2, entity);
    query_bind_int(w->drop_metric, 3, metric_key);
    return query_run(w->drop_metric, err);
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

static void add_interval(struct bulk *b, struct stats_interval i, double scale)
{
    if (i.known) {
        bulk_real(b, scale * i.lower);
        bulk_real(b, scale * i.upper);
    } else {
        bulk_null(b);
        bulk_null(b);
    }
}

static void add_comparison(struct bulk *b, const struct metric *metric,
                           const struct figure *one, const struct figure *two)
{
    static const struct comparison no_comparison;
    struct comparison c = no_comparison;

    if (one && two->sums->m > 0)
        c = compare(metric->interval, one, two);
    add_interval(b, c.gap, metric->scale);
    add_interval(b, c.ratio, 1);
}

/* A row, in the order of the statement's columns. */
static int put(struct cell_writer *w, const struct cell_place *place,
               int64_t metric_key, const struct metric *metric, size_t cohort,
               const struct figure figures[COHORT_COUNT], struct err *err)
{
    const struct figure *f = &figures[cohort];
    const struct figure *compared = is_gap_cohort[cohort] ? f : NULL;

    w->count++;
    bulk_int(w->put, place->period);
    bulk_int(w->put, place->entity);
    bulk_int(w->put, metric_key);
    bulk_int(w->put, place->breakdown);
    bulk_int(w->put, (int64_t)cohort);
    bulk_real(w->put, f->sums->y);
    bulk_real(w->put, f->sums->m);
    add_interval(w->put, f->interval, metric->scale);
    add_comparison(w->put, metric, compared, &figures[COHORT_peers]);
    add_comparison(w->put, metric, compared, &figures[COHORT_all]);
    return bulk_put(w->put, err);
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
        if (sums[c].m > 0 && put(w, place, metric_key, metric, c, figures, err))
            return -1;
    return 0;
}
