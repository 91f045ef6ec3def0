#include "transform/engine/units.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

#define BLOCK 512 /* units worked on together */

/* Rows of one pupil; those without a pupil each stand alone. */
static size_t run_end(const struct frame *frame, size_t from)
{
    size_t end = from + 1;

    if (frame->rows[from].pupil != FRAME_NO_PUPIL)
        while (end < frame->row_count
               && frame->rows[end].pupil == frame->rows[from].pupil)
            end++;
    return end;
}

static size_t longest_run(const struct frame *frame)
{
    size_t longest = 0;
    size_t end;

    for (size_t row = 0; row < frame->row_count; row = end) {
        end = run_end(frame, row);
        if (end - row > longest)
            longest = end - row;
    }
    return longest;
}

/* The columns that any of the metrics names. */
static void find_columns(struct units *u)
{
    bool *used = mem_zero(u->frame->column_count, sizeof(*used));

    for (size_t i = 0; i < u->metric_count; i++) {
        const struct units_metric *t = u->metrics[i];
        size_t y_count = expression_column_count(t->metric->numerator);
        size_t m_count = expression_column_count(t->metric->denominator);

        for (size_t c = 0; c < y_count; c++)
            used[t->numerator_columns[c]] = true;
        for (size_t c = 0; c < m_count; c++)
            used[t->denominator_columns[c]] = true;
    }
    u->columns = mem_zero(u->frame->column_count, sizeof(*u->columns));
    for (size_t c = 0; c < u->frame->column_count; c++)
        if (used[c])
            u->columns[u->column_count++] = c;
    free(used);
}

/* Where the block has a frame's columns. */
static const double **block_columns(const struct units *u,
                                    const size_t *columns, size_t count)
{
    const double **found = mem_zero(count, sizeof(*found));

    for (size_t i = 0; i < count; i++)
        for (size_t c = 0; c < u->column_count; c++)
            if (u->columns[c] == columns[i])
                found[i] = u->values + c * u->capacity;
    return found;
}

void units_init(struct units *u, const struct frame *frame,
                const struct places *places,
                const struct units_metric *const *metrics, size_t metric_count)
{
    memset(u, 0, sizeof(*u));
    u->frame = frame;
    u->places = places;
    u->metrics = metrics;
    u->metric_count = metric_count;
    u->adds_up = metrics[0]->metric->each == EACH_PUPIL;
    u->per_row = frame->also ? 2 : 1;
    u->longest = longest_run(frame) * u->per_row;
    u->capacity = u->longest > BLOCK ? u->longest : BLOCK;
    find_columns(u);
    u->pupils = mem_zero(u->capacity, sizeof(*u->pupils));
    u->places_of = mem_zero(u->capacity, sizeof(*u->places_of));
    u->rows = mem_zero(u->capacity, sizeof(*u->rows));
    u->values = mem_zero(u->capacity * u->column_count, sizeof(*u->values));
    u->y = mem_zero(u->capacity, sizeof(*u->y));
    u->m = mem_zero(u->capacity, sizeof(*u->m));
    u->columns_of = mem_zero(metric_count, sizeof(*u->columns_of));
    for (size_t i = 0; i < metric_count; i++) {
        const struct units_metric *t = metrics[i];

        u->columns_of[i].numerator =
            block_columns(u, t->numerator_columns,
                          expression_column_count(t->metric->numerator));
        u->columns_of[i].denominator =
            block_columns(u, t->denominator_columns,
                          expression_column_count(t->metric->denominator));
    }
}

void units_release(struct units *u)
{
    for (size_t i = 0; i < u->metric_count; i++) {
        free(u->columns_of[i].numerator);
        free(u->columns_of[i].denominator);
    }
    free(u->columns_of);
    free(u->pupils);
    free(u->places_of);
    free(u->rows);
    free(u->columns);
    free(u->values);
    free(u->y);
    free(u->m);
    memset(u, 0, sizeof(*u));
}

/* The pupil's unit of that place, from `since` on; a new one if need be. */
static size_t find_unit(struct units *u, size_t since, size_t row,
                        uint32_t place)
{
    uint32_t pupil = u->frame->rows[row].pupil;

    if (u->adds_up && pupil != FRAME_NO_PUPIL)
        for (size_t i = since; i < u->count; i++)
            if (u->places_of[i] == place)
                return i;
    u->pupils[u->count] = pupil;
    u->places_of[u->count] = place;
    u->rows[u->count] = row;
    for (size_t c = 0; c < u->column_count; c++)
        u->values[c * u->capacity + u->count] = 0;
    return u->count++;
}

static uint32_t place_of(const struct places *places, uint32_t school)
{
    if (!places->of_school)
        return 0;
    return school == SCHOOL_NONE ? PLACE_NONE : places->of_school[school];
}

static void add_row(struct units *u, size_t since, size_t row, uint32_t place)
{
    const size_t from = row * u->frame->column_count;
    const int32_t *counts = u->frame->counts;
    size_t unit;

    if (place == PLACE_NONE)
        return;
    unit = find_unit(u, since, row, place);
    for (size_t c = 0; c < u->column_count; c++)
        u->values[c * u->capacity + unit] +=
            counts ? counts[from + u->columns[c]]
                   : u->frame->values[from + u->columns[c]];
}

/* All rows of one pupil. */
static void add_rows(struct units *u, size_t from, size_t end)
{
    const struct frame *frame = u->frame;
    size_t since = u->count;

    for (size_t row = from; row < end; row++) {
        uint32_t place = place_of(u->places, frame->rows[row].school);
        uint32_t other =
            frame->also ? place_of(u->places, frame->also[row]) : place;

        add_row(u, since, row, place);
        /* At a place that has both of its schools a row counts once. */
        if (other != place)
            add_row(u, since, row, other);
    }
}

bool units_next(struct units *u, uint64_t end)
{
    const struct frame *frame = u->frame;

    u->count = 0;
    while (u->row < frame->row_count && frame->rows[u->row].pupil < end) {
        uint32_t pupil = frame->rows[u->row].pupil;
        size_t next = run_end(frame, u->row);

        if (u->count + (next - u->row) * u->per_row > u->capacity)
            break;
        if (pupil == FRAME_NO_PUPIL || frame->pupils[pupil].cohorts)
            add_rows(u, u->row, next);
        u->row = next;
    }
    return u->count > 0;
}

void units_work_out(struct units *u, size_t at)
{
    const struct metric *metric = u->metrics[at]->metric;
    const struct units_columns *columns = &u->columns_of[at];

    expression_run(metric->numerator, columns->numerator, u->count, u->y);
    expression_run(metric->denominator, columns->denominator, u->count, u->m);
    if (!metric_counts_every_event(metric))
        for (size_t i = 0; i < u->count; i++)
            u->y[i] = u->m[i] > 0 ? u->y[i] : 0;
}
