#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "transform/engine/cell.h"
#include "transform/engine/engine_parts.h"

/* Pupils of one mask who have the same values: a week holds few kinds. */
struct kind {
    cohort_mask cohorts;
    uint16_t values[ENGINE_WEEK_COLUMNS];
    uint32_t pupils; /* 0 = a free place */
};

struct engine_week {
    struct engine *engine;
    int64_t period;
    int64_t county;
    struct kind *kinds; /* open addressing */
    size_t capacity;    /* a power of two */
    size_t count;
};

void engine_week_open(struct engine_week **out, struct engine *engine,
                      const struct period *period, int64_t county)
{
    struct engine_week *week = mem_zero(1, sizeof(*week));

    week->engine = engine;
    week->period = period->key;
    week->county = county;
    week->capacity = 256;
    week->kinds = mem_zero(week->capacity, sizeof(*week->kinds));
    *out = week;
}

void engine_week_close(struct engine_week *week)
{
    if (!week)
        return;
    free(week->kinds);
    free(week);
}

static uint64_t hash_kind(const struct kind *kind)
{
    uint64_t hash = kind->cohorts * UINT64_C(0x9E3779B97F4A7C15);

    for (size_t i = 0; i < ENGINE_WEEK_COLUMNS; i++)
        hash = (hash ^ kind->values[i]) * UINT64_C(0x100000001B3);
    return hash ^ (hash >> 29);
}

static bool is_same(const struct kind *a, const struct kind *b)
{
    return a->cohorts == b->cohorts
           && !memcmp(a->values, b->values, sizeof(a->values));
}

static void add_kind(struct engine_week *week, const struct kind *kind)
{
    size_t at = (size_t)hash_kind(kind) & (week->capacity - 1);

    while (week->kinds[at].pupils && !is_same(&week->kinds[at], kind))
        at = (at + 1) & (week->capacity - 1);
    if (week->kinds[at].pupils) {
        week->kinds[at].pupils += kind->pupils;
        return;
    }
    week->kinds[at] = *kind;
    week->count++;
}

static void widen(struct engine_week *week)
{
    struct kind *old = week->kinds;
    size_t old_capacity = week->capacity;

    week->capacity *= 2;
    week->count = 0;
    week->kinds = mem_zero(week->capacity, sizeof(*week->kinds));
    for (size_t i = 0; i < old_capacity; i++)
        if (old[i].pupils)
            add_kind(week, &old[i]);
    free(old);
}

void engine_week_add(struct engine_week *week, cohort_mask cohorts,
                     const uint16_t values[ENGINE_WEEK_COLUMNS])
{
    struct kind kind = { cohorts, { 0 }, 1 };

    if (4 * week->count >= 3 * week->capacity)
        widen(week);
    memcpy(kind.values, values, sizeof(kind.values));
    add_kind(week, &kind);
}

/* The kinds' values side by side, as expressions want them. */
struct sheet {
    double *columns[ENGINE_WEEK_COLUMNS];
    double *y, *m;
};

static void run(const struct engine_week *week, const struct sheet *sheet,
                const struct expression *x, const size_t *columns, double *out)
{
    const double *found[ENGINE_WEEK_COLUMNS];

    for (size_t i = 0; i < expression_column_count(x); i++)
        found[i] = sheet->columns[columns[i]];
    expression_run(x, found, week->count, out);
}

static void add_up(const struct engine_week *week, const struct sheet *sheet,
                   struct stats_sums sums[COHORT_COUNT])
{
    size_t i = 0;

    memset(sums, 0, COHORT_COUNT * sizeof(*sums));
    for (size_t at = 0; at < week->capacity; at++) {
        const struct kind *kind = &week->kinds[at];
        double n = kind->pupils;
        double m, y;
        struct stats_sums more;

        if (!kind->pupils)
            continue;
        m = sheet->m[i];
        y = m > 0 ? sheet->y[i] : 0;
        i++;
        if (y == 0 && m == 0)
            continue;
        more = (struct stats_sums){ kind->pupils, n * y,     n * m,
                                    n * y * y,    n * y * m, n * m * m };
        for (size_t c = 0; c < COHORT_COUNT; c++)
            if (kind->cohorts >> c & 1)
                stats_add(&sums[c], &more);
    }
}

static void fill(const struct engine_week *week, struct sheet *sheet)
{
    size_t i = 0;

    for (size_t at = 0; at < week->capacity; at++) {
        if (!week->kinds[at].pupils)
            continue;
        for (size_t c = 0; c < ENGINE_WEEK_COLUMNS; c++)
            sheet->columns[c][i] = week->kinds[at].values[c];
        i++;
    }
}

static int write_metric(const struct engine_week *week,
                        const struct sheet *sheet,
                        const struct engine_metric *em, struct err *err)
{
    struct cell_place place = { week->period, week->county, 0 };
    struct stats_sums sums[COHORT_COUNT];

    run(week, sheet, em->metric->numerator, em->tallied.numerator_columns,
        sheet->y);
    run(week, sheet, em->metric->denominator, em->tallied.denominator_columns,
        sheet->m);
    add_up(week, sheet, sums);
    return cell_write(week->engine->writer, &place, em->key, em->metric, sums,
                      err);
}

int engine_week_write(struct engine_week *week, struct err *err)
{
    struct engine *e = week->engine;
    size_t count = week->count;
    double *cells = mem_zero(count * (ENGINE_WEEK_COLUMNS + 2), sizeof(*cells));
    struct sheet sheet;
    int ret;

    for (size_t c = 0; c < ENGINE_WEEK_COLUMNS; c++)
        sheet.columns[c] = cells + c * count;
    sheet.y = cells + ENGINE_WEEK_COLUMNS * count;
    sheet.m = sheet.y + count;
    fill(week, &sheet);
    ret = cell_drop_period(e->writer, week->period, err);
    for (size_t i = 0; i < e->metric_count && !ret; i++)
        if (e->metrics[i].metric->grains[GRAIN_WEEK])
            ret = write_metric(week, &sheet, &e->metrics[i], err);
    if (ret == 0)
        ret = cell_flush(e->writer, err);
    free(cells);
    return ret;
}
