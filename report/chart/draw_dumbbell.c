#include <math.h>

#include "core/err.h"
#include "report/words/figure.h"
#include "report/words/grid.h"
#include "report/words/panel.h"
#include "report/words/sketch.h"

/*
 * Two groups in each place, the first with its interval. Columns: label, value,
 * lower, upper, comparator_value, gap, and the same in each row: value_name,
 * comparator_name, unit. Rows come in the order in which they are drawn; those
 * without a figure are named together below.
 */
#define RIGHT 856.0
#define GAP_AT 978.0
#define LABEL_MOST 370.0
#define ROW 58.0
#define NEAR 18.0 /* from a point to its number */
#define NUMBER 92.0

struct dumbbell {
    struct panel panel;
    double label_at;
    int label, value, lower, upper, comparator, gap;
    const char *unit;
};

static bool is_drawn(const struct grid *g, const struct dumbbell *d, size_t row)
{
    return isfinite(grid_number(g, row, d->value))
           && isfinite(grid_number(g, row, d->comparator));
}

static void find_ends(const struct grid *g, const struct dumbbell *d,
                      double *least, double *most)
{
    const int columns[] = { d->value, d->upper, d->lower, d->comparator };

    *least = INFINITY;
    *most = 1;
    for (size_t i = 0; i < g->row_count; i++)
        for (size_t j = 0; j < 4 && is_drawn(g, d, i); j++) {
            *least = fmin(*least, grid_number(g, i, columns[j]));
            *most = fmax(*most, grid_number(g, i, columns[j]));
        }
}

/* The numbers stand beyond the points, and clear of the names. */
static void fit(struct dumbbell *d, const struct grid *g)
{
    struct panel *p = &d->panel;
    double least, most;

    find_ends(g, d, &least, &most);
    panel_fit(0, most * 1.2, 5, &p->x0, &p->x1, &p->x_step);
    if (panel_x(p, least) < p->left + NUMBER)
        p->left += NUMBER - (panel_x(p, least) - p->left);
}

/* Each number on the outer side of its point, beyond the interval. */
static void put_numbers(struct sketch *s, const struct dumbbell *d, double y,
                        double value, double comparator, double lower,
                        double upper)
{
    const struct panel *p = &d->panel;
    bool is_above = value >= comparator;
    double ours = panel_x(p, is_above ? upper : lower);
    double theirs = panel_x(p, is_above ? fmin(comparator, lower)
                                        : fmax(comparator, upper));

    sketch_figure(s, ours + (is_above ? NEAR : -NEAR), y, TEXT_STRONG,
                  is_above ? SIDE_LEFT : SIDE_RIGHT, value, FIGURE_DECIMAL,
                  d->unit);
    sketch_figure(s, theirs + (is_above ? -NEAR : NEAR), y, TEXT_CONTEXT,
                  is_above ? SIDE_RIGHT : SIDE_LEFT, comparator, FIGURE_DECIMAL,
                  d->unit);
}

static void put_row(struct sketch *s, const struct grid *g, size_t row,
                    const struct dumbbell *d, double y)
{
    const struct panel *p = &d->panel;
    double value = figure_round(grid_number(g, row, d->value), 1);
    double comparator = figure_round(grid_number(g, row, d->comparator), 1);
    double lower = grid_number(g, row, d->lower);
    double upper = grid_number(g, row, d->upper);
    double gap = grid_number(g, row, d->gap);

    lower = isfinite(lower) ? figure_round(lower, 1) : value;
    upper = isfinite(upper) ? figure_round(upper, 1) : value;
    sketch_name(s, d->label_at, y, grid_text(g, row, d->label),
                d->label_at - SKETCH_MARGIN);
    if (upper > lower)
        sketch_range(s, panel_x(p, lower), panel_x(p, upper), y);
    sketch_line(s, INK_LINK, panel_x(p, comparator), y, panel_x(p, value), y);
    sketch_to(s, INK_DOT_CONTEXT, panel_x(p, comparator), y);
    sketch_to(s, INK_DOT_OURS, panel_x(p, value), y);
    put_numbers(s, d, y, value, comparator, lower, upper);
    if (isfinite(gap))
        sketch_figure(s, GAP_AT, y, TEXT_HEADING, SIDE_RIGHT, gap,
                      FIGURE_SIGNED, "");
}

/* The groups' names, as a key in one line over the rows. */
static void put_key(struct sketch *s, const struct grid *g, double y)
{
    const char *ours = grid_text(g, 0, grid_column(g, "value_name"));
    const char *theirs = grid_text(g, 0, grid_column(g, "comparator_name"));
    double x = SKETCH_MARGIN + 12;

    sketch_to(s, INK_DOT_OURS, x, y);
    sketch_text(s, x + 20, y, TEXT_STRONG, SIDE_LEFT, ours);
    x += 20 + sketch_width(TEXT_STRONG, ours) + 50;
    sketch_to(s, INK_DOT_CONTEXT, x, y);
    sketch_text(s, x + 20, y, TEXT_CONTEXT, SIDE_LEFT, theirs);
    sketch_text(s, GAP_AT, y, TEXT_HEADING, SIDE_RIGHT, "Gap");
}

int draw_dumbbell(struct sketch *s, const struct grid *g,
                  const struct sketch_words *words, struct err *err)
{
    struct dumbbell d = {
        .label = grid_column(g, "label"),
        .value = grid_column(g, "value"),
        .lower = grid_column(g, "lower"),
        .upper = grid_column(g, "upper"),
        .comparator = grid_column(g, "comparator_value"),
        .gap = grid_column(g, "gap"),
    };
    struct panel *p = &d.panel;
    double y = sketch_head(s, words) + 14;
    size_t drawn = 0;
    double at;

    if (d.label < 0 || d.value < 0 || d.comparator < 0)
        return err_set(err, ERR_INTERNAL, "the chart has no figures");
    for (size_t row = 0; row < g->row_count; row++)
        drawn += is_drawn(g, &d, row);
    if (drawn == 0)
        return err_set(err, ERR_INTERNAL, "the chart has nothing to show");
    d.unit = grid_text(g, 0, grid_column(g, "unit"));
    *p = (struct panel){
        .left = SKETCH_MARGIN + 16
                + fmin(sketch_widest(g, d.label, TEXT_PLAIN), LABEL_MOST),
        .right = RIGHT,
        .top = y + 26,
        .bottom = y + 26 + ROW * (double)drawn,
    };
    d.label_at = p->left - 16;
    fit(&d, g);
    put_key(s, g, y);
    sketch_x_axis(s, p, d.unit);
    at = p->top + ROW / 2;
    for (size_t row = 0; row < g->row_count; row++)
        if (is_drawn(g, &d, row)) {
            put_row(s, g, row, &d, at);
            at += ROW;
        }
    y = sketch_withheld(s, g, d.label, (int[]){ d.value, d.comparator }, 2,
                        p->bottom + 70);
    sketch_foot(s, y, words);
    return 0;
}
