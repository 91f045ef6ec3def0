#include "report/shown/cells.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "report/shown/ledger.h"

/* NULL: nothing of its class has such a cell. */
static int32_t *slot(const struct ledger *l, size_t place, size_t cohort,
                     size_t count)
{
    const struct ledger_place *p = &l->places[place];
    const struct ledger_class *class = &l->classes[p->class];
    size_t row = class->rows[cohort];
    size_t column = class->columns[count];

    return row && column
               ? &l->cell_of[p->slots + (row - 1) * class->column_count + column
                             - 1]
               : NULL;
}

size_t ledger_cell_at(const struct ledger *l, size_t place, size_t cohort,
                      size_t count)
{
    const int32_t *at = slot(l, place, cohort, count);

    return !at || *at < 0 ? LEDGER_NONE : (size_t)*at;
}

bool ledger_is_known(const struct ledger_cell *cell)
{
    return cell->is_seen || cell->is_fixed;
}

size_t ledger_spot(const struct ledger *l, size_t place, size_t cohort,
                   size_t *first)
{
    const uint32_t *of = &l->figures_of[place * l->cohort_count + cohort];

    *first = of[0];
    return of[1] - of[0];
}

bool ledger_is_small(const struct ledger *l, size_t count, int64_t value)
{
    return value > 0 && (double)value < l->least * l->counts[count].scale;
}

/* What a class has, as far as a figure says. */
static void add_to_class(struct ledger *l, const struct ledger_figure *f)
{
    const struct ledger_metric *m = &l->metrics[f->metric];
    struct ledger_class *class = &l->classes[l->places[f->place].class];
    const size_t ends[2] = { m->numerator, m->denominator };

    class->cohorts |= (uint32_t)1 << f->cohort;
    class->metrics[f->metric] = true;
    if (!class->rows[f->cohort])
        class->rows[f->cohort] = (uint16_t)++ class->row_count;
    for (int end = 0; end < 2; end++)
        if (!class->columns[ends[end]])
            class->columns[ends[end]] = (uint16_t)++ class->column_count;
}

static void make_classes(struct ledger *l)
{
    size_t slots = 0;

    l->classes = mem_zero(l->class_count + 1, sizeof(*l->classes));
    for (size_t i = 0; i < l->class_count; i++) {
        struct ledger_class *class = &l->classes[i];

        class->metrics = mem_zero(l->metric_count + 1, sizeof(bool));
        class->columns = mem_zero(l->count_count + 1, sizeof(*class->columns));
        class->rows = mem_zero(l->cohort_count + 1, sizeof(*class->rows));
    }
    for (size_t i = 0; i < l->figure_count; i++)
        add_to_class(l, &l->figures[i]);
    for (size_t i = 0; i < l->place_count; i++) {
        const struct ledger_class *class = &l->classes[l->places[i].class];

        l->places[i].slots = slots;
        slots += class->row_count * class->column_count;
    }
    l->cell_of = mem_alloc((slots + 1) * sizeof(*l->cell_of));
    memset(l->cell_of, -1, slots * sizeof(*l->cell_of));
}

/* Two figures that show one count show one number; if they do not, the smaller
   decides what is hidden. */
static void make_cell(struct ledger *l, const struct ledger_figure *f,
                      size_t count, double number, bool is_denominator)
{
    int32_t *at = slot(l, f->place, f->cohort, count);
    int64_t value;

    if (isnan(number))
        return;
    assert(at); /* classes were made of these figures */
    value = (int64_t)llround(number * l->counts[count].scale);
    if (*at < 0) {
        MEM_ROOM(l->cells, l->cell_count, l->cell_capacity);
        *at = (int32_t)l->cell_count;
        l->cells[l->cell_count++] = (struct ledger_cell){
            .place = f->place,
            .cohort = f->cohort,
            .count = (uint16_t)count,
            .value = value,
        };
    }
    if (value > 0 && value < l->cells[*at].value)
        l->cells[*at].value = value;
    l->cells[*at].is_denominator |= is_denominator;
}

static void make_cells_of(struct ledger *l, size_t year)
{
    for (size_t i = 0; i < l->figure_count; i++) {
        const struct ledger_figure *f = &l->figures[i];
        const struct ledger_metric *m = &l->metrics[f->metric];

        if (l->places[f->place].year != year)
            continue;
        make_cell(l, f, m->numerator, f->numbers[0], false);
        make_cell(l, f, m->denominator, f->numbers[1], true);
    }
}

static void make_cells(struct ledger *l)
{
    size_t spots = l->place_count * l->cohort_count;
    size_t at = 0;

    make_classes(l);
    l->years = mem_zero(l->year_count + 1, sizeof(*l->years));
    for (size_t year = 0; year < l->year_count; year++) {
        make_cells_of(l, year);
        l->years[year + 1] = l->cell_count;
    }
    l->figures_of = mem_zero(spots + 1, sizeof(*l->figures_of));
    for (size_t spot = 0; spot <= spots; spot++) {
        while (at < l->figure_count
               && l->figures[at].place * l->cohort_count + l->figures[at].cohort
                      < spot)
            at++;
        l->figures_of[spot] = (uint32_t)at;
    }
}

static bool has_metric(const struct ledger *l, size_t place, size_t cohort,
                       size_t metric)
{
    size_t first;
    size_t count = ledger_spot(l, place, cohort, &first);

    for (size_t i = first; i < first + count; i++)
        if (l->figures[i].metric == metric)
            return true;
    return false;
}

/* A metric that has a row elsewhere and none here says that its denominator is
   0, whatever is withheld. */
static void fix_zeros(struct ledger *l)
{
    for (size_t i = 0; i < l->cell_count; i++) {
        struct ledger_cell *cell = &l->cells[i];
        const bool *has = l->classes[l->places[cell->place].class].metrics;

        for (size_t m = 0; cell->value == 0 && m < l->metric_count; m++)
            if (has[m] && l->metrics[m].denominator == cell->count
                && !has_metric(l, cell->place, cell->cohort, m))
                cell->is_fixed = true;
    }
}

void cells_make(struct ledger *l)
{
    make_cells(l);
    fix_zeros(l);
}

void cells_release(struct ledger *l)
{
    for (size_t i = 0; l->classes && i < l->class_count; i++) {
        free(l->classes[i].metrics);
        free(l->classes[i].columns);
        free(l->classes[i].rows);
    }
    free(l->classes);
    free(l->cells);
    free(l->cell_of);
    free(l->figures_of);
    free(l->years);
}
