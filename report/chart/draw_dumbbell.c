#include <math.h>
#include <stdio.h>

#include "core/err.h"
#include "report/words/figure.h"
#include "report/words/grid.h"
#include "report/words/sketch.h"

/*
 * Two groups in each place. Columns: label, value, lower, upper,
 * comparator_value, gap, and the same in each row: value_name, comparator_name,
 * unit. Rows come in the order in which they are drawn, withheld ones last.
 */
#define RIGHT 880.0
#define GAP_AT 978.0
#define ROW 46.0
#define NEAR 16.0 /* from a point to its number */

static double label_edge(const struct grid *g, int label)
{
    double widest = 60;

    for (size_t i = 0; i < g->row_count; i++)
        widest = fmax(widest, sketch_width(TEXT_PLAIN, grid_text(g, i, label)));
    return fmin(widest + 40, 330);
}

static double greatest(const struct grid *g, const int *columns, size_t count)
{
    double most = 0;

    for (size_t i = 0; i < g->row_count; i++)
        for (size_t j = 0; j < count; j++) {
            double value = grid_number(g, i, columns[j]);

            if (isfinite(value))
                most = fmax(most, value);
        }
    return most > 0 ? most : 1;
}

struct dumbbell {
    int label, value, lower, upper, comparator, gap;
    const char *unit;
};

static void put_number(struct sketch *s, double x, double y,
                       enum text_style style, enum text_side side, double value,
                       const char *unit)
{
    char number[FIGURE_TEXT_SIZE];
    char text[FIGURE_TEXT_SIZE + 8];

    figure_write(value, FIGURE_DECIMAL, number);
    snprintf(text, sizeof(text), "%s%s", number, unit);
    sketch_text(s, x, y, style, side, text);
}

/* Each number on the outer side of its point, beyond the interval. */
static void put_row(struct sketch *s, const struct grid *g, size_t row,
                    const struct dumbbell *d)
{
    const struct panel *p = &s->panels[0];
    double at = -(double)row;
    double y = panel_y(p, at);
    double value = grid_number(g, row, d->value);
    double comparator = grid_number(g, row, d->comparator);
    double lower = grid_number(g, row, d->lower);
    double upper = grid_number(g, row, d->upper);
    double gap = grid_number(g, row, d->gap);
    char number[FIGURE_TEXT_SIZE];

    sketch_text(s, p->left - 16, y, TEXT_PLAIN, SIDE_RIGHT,
                grid_text(g, row, d->label));
    if (!isfinite(value) || !isfinite(comparator)) {
        const struct grid_cell *cell = grid_at(g, row, d->value);
        bool is_low = cell->kind == CELL_SYMBOL && cell->symbol == 'u';

        sketch_text(s, p->left + 12, y, TEXT_CONTEXT, SIDE_LEFT,
                    is_low ? "[u] too few to be relied on"
                           : "[c] withheld to protect confidentiality");
        return;
    }
    value = figure_round(value, 1);
    comparator = figure_round(comparator, 1);
    lower = isfinite(lower) ? figure_round(lower, 1) : value;
    upper = isfinite(upper) ? figure_round(upper, 1) : value;
    sketch_row(&s->data[0], (double[]){ at, comparator, value, lower, upper },
               5);
    if (value >= comparator) {
        put_number(s, panel_x(p, fmin(comparator, lower)) - NEAR, y,
                   TEXT_CONTEXT, SIDE_RIGHT, comparator, d->unit);
        put_number(s, panel_x(p, upper) + NEAR, y, TEXT_STRONG, SIDE_LEFT,
                   value, d->unit);
    } else {
        put_number(s, panel_x(p, fmax(comparator, upper)) + NEAR, y,
                   TEXT_CONTEXT, SIDE_LEFT, comparator, d->unit);
        put_number(s, panel_x(p, lower) - NEAR, y, TEXT_STRONG, SIDE_RIGHT,
                   value, d->unit);
    }
    if (isfinite(gap)) {
        figure_write(gap, FIGURE_SIGNED, number);
        sketch_text(s, GAP_AT, y, TEXT_HEADING, SIDE_RIGHT, number);
    }
}

/* The groups' names, as a key in one line over the rows. */
static void put_key(struct sketch *s, const struct grid *g, double y)
{
    const char *ours = grid_text(g, 0, grid_column(g, "value_name"));
    const char *theirs = grid_text(g, 0, grid_column(g, "comparator_name"));
    double x = s->panels[0].left;
    double row[2];

    sketch_text(s, x + 16, y, TEXT_STRONG, SIDE_LEFT, ours);
    row[0] = x + 4;
    row[1] = x + sketch_width(TEXT_STRONG, ours) + 56;
    sketch_text(s, row[1] + 12, y, TEXT_CONTEXT, SIDE_LEFT, theirs);
    /* Their symbols: the script draws them in pixels. */
    sketch_row(&s->data[1], (double[]){ row[0], row[1], y }, 3);
    sketch_text(s, GAP_AT, y, TEXT_HEADING, SIDE_RIGHT, "Gap");
}

int draw_dumbbell(struct sketch *s, const struct grid *g,
                  const struct sketch_words *words, struct err *err)
{
    struct dumbbell d = {
        grid_column(g, "label"),
        grid_column(g, "value"),
        grid_column(g, "lower"),
        grid_column(g, "upper"),
        grid_column(g, "comparator_value"),
        grid_column(g, "gap"),
        "",
    };
    struct panel *p = &s->panels[0];
    double y = sketch_head(s, words) + 18;
    int ranged[3];

    if (g->row_count == 0 || d.label < 0 || d.value < 0 || d.comparator < 0)
        return err_set(err, ERR_INTERNAL, "the chart has no figures");
    d.unit = grid_text(g, 0, grid_column(g, "unit"));
    ranged[0] = d.value;
    ranged[1] = d.upper;
    ranged[2] = d.comparator;
    *p = (struct panel){ .left = label_edge(g, d.label),
                         .right = RIGHT,
                         .top = y + 22,
                         .bottom = y + 22 + ROW * (double)g->row_count,
                         .y0 = -(double)g->row_count + 0.5,
                         .y1 = 0.5,
                         .y_step = 1 };
    panel_fit(0, greatest(g, ranged, 3) * 1.08, 6, &p->x0, &p->x1, &p->x_step);
    put_key(s, g, y);
    for (size_t row = 0; row < g->row_count; row++)
        put_row(s, g, row, &d);
    sketch_x_axis(s, p, d.unit);
    if (s->data[0].len == 0)
        return err_set(err, ERR_INTERNAL, "the chart has nothing to show");
    s->panels[1] = *p;
    sketch_foot(s, p->bottom + 62, words);
    return 0;
}
