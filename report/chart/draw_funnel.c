#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/mem.h"
#include "report/chart/limits.h"
#include "report/words/figure.h"
#include "report/words/grid.h"
#include "report/words/panel.h"
#include "report/words/sketch.h"

/*
 * Schools against limits for their size. Columns: name, denominator, value,
 * expected, flag, scale, model (poisson or binomial), unit and size_name. Rows
 * without a value are not drawn.
 *
 * Limits come from the expected rate as it is printed (report/chart/limits.h).
 */
#define LEFT 84.0
#define RIGHT 812.0
#define HEIGHT 440.0
#define LINE 30.0
#define CURVE 120 /* points of a curve */

struct funnel {
    struct panel panel;
    int name, size, value, flag;
    double expected, scale; /* as printed; 100 for per cent and per 100 */
    double most_size, most;
    const char *unit;
    bool is_binomial;
    double tau2;
    bool is_widened;
};

static double limit_at(const struct funnel *f, double size, enum limit limit)
{
    return f->scale
           * limit_share(size, f->expected / f->scale, limit, f->is_binomial);
}

static bool is_drawn(const struct grid *g, const struct funnel *f, size_t row)
{
    return isfinite(grid_number(g, row, f->value))
           && grid_number(g, row, f->size) > 0;
}

static int read_figures(struct funnel *f, const struct grid *g)
{
    f->expected = NAN;
    for (size_t i = 0; i < g->row_count; i++) {
        if (!is_drawn(g, f, i))
            continue;
        f->most_size = fmax(f->most_size, grid_number(g, i, f->size));
        f->most = fmax(f->most, grid_number(g, i, f->value));
        f->expected =
            figure_round(grid_number(g, i, grid_column(g, "expected")), 1);
        f->scale = grid_number(g, i, grid_column(g, "scale"));
        f->unit = grid_text(g, i, grid_column(g, "unit"));
        f->is_binomial =
            !strcmp(grid_text(g, i, grid_column(g, "model")), "binomial");
    }
    return isfinite(f->expected) ? 0 : -1;
}

/* From the schools that are drawn, so that it says nothing of the others. */
static void read_dispersion(struct funnel *f, const struct grid *g)
{
    double *counts = mem_alloc((g->row_count + 1) * sizeof(*counts));
    double *sizes = mem_alloc((g->row_count + 1) * sizeof(*sizes));
    struct dispersion d;
    size_t count = 0;

    for (size_t i = 0; i < g->row_count; i++) {
        if (!is_drawn(g, f, i))
            continue;
        sizes[count] = grid_number(g, i, f->size);
        counts[count] = sizes[count] * grid_number(g, i, f->value) / f->scale;
        count++;
    }
    d = dispersion_of(counts, sizes, count, f->expected / f->scale);
    f->tau2 = d.tau2;
    f->is_widened = count >= DISPERSION_SCHOOLS && d.phi > DISPERSION_LEAST;
    free(counts);
    free(sizes);
}

/* What has to be seen: all schools, and the ends of the limits. */
static double highest(const struct funnel *f)
{
    double most =
        fmax(f->most * 1.1, 1.15 * limit_at(f, f->most_size, LIMIT_UPPER_99));

    if (f->is_widened)
        most = fmax(most, 1.05 * f->scale
                              * limit_widened(f->most_size,
                                              f->expected / f->scale, f->tau2));
    return most;
}

static double curve_size(const struct funnel *f, size_t i)
{
    double first = fmax(1, f->panel.x1 / 60);

    return first + (f->panel.x1 - first) * (double)i / (CURVE - 1);
}

/* What lies between two limits, cut off at the top of the panel. */
static void put_band(struct sketch *s, const struct funnel *f, enum ink ink,
                     enum limit lower, enum limit upper)
{
    const struct panel *p = &f->panel;

    sketch_break(s, ink);
    for (size_t i = 0; i < CURVE; i++) {
        double size = curve_size(f, i);

        sketch_to(s, ink, panel_x(p, size),
                  panel_y(p, fmin(limit_at(f, size, upper), p->y1)));
    }
    for (size_t i = CURVE; i > 0; i--) {
        double size = curve_size(f, i - 1);

        sketch_to(s, ink, panel_x(p, size),
                  panel_y(p, fmin(limit_at(f, size, lower), p->y1)));
    }
}

static void put_widened(struct sketch *s, const struct funnel *f)
{
    const struct panel *p = &f->panel;

    for (size_t i = 0; i < CURVE; i++) {
        double size = curve_size(f, i);
        double value =
            f->scale * limit_widened(size, f->expected / f->scale, f->tau2);

        if (value > p->y1)
            continue;
        sketch_to(s, INK_WIDENED, panel_x(p, size), panel_y(p, value));
    }
}

/* The names of the limits, at their ends. */
static void put_ends(struct sketch *s, const struct funnel *f)
{
    static const char *const names[6] = {
        "widened", "99.8%", "95%", "", "lower 95%", "lower 99.8%"
    };
    const struct panel *p = &f->panel;
    size_t first = f->is_widened ? 0 : 1;
    double values[6] = {
        f->scale * limit_widened(p->x1, f->expected / f->scale, f->tau2),
        limit_at(f, p->x1, LIMIT_UPPER_99),
        limit_at(f, p->x1, LIMIT_UPPER_95),
        f->expected,
        limit_at(f, p->x1, LIMIT_LOWER_95),
        limit_at(f, p->x1, LIMIT_LOWER_99),
    };
    double places[6];

    for (size_t i = 0; i < 6; i++)
        places[i] = panel_y(p, fmin(values[i], p->y1));
    sketch_spread(places + first, 6 - first, LINE, p->top, p->bottom);
    for (size_t i = first; i < 6; i++)
        sketch_text(s, p->right + 12, places[i], TEXT_CONTEXT, SIDE_LEFT,
                    names[i]);
    sketch_text(s, p->right + 12, places[3], TEXT_HEADING, SIDE_LEFT, "All");
    sketch_figure(s, p->right + 56, places[3], TEXT_HEADING, SIDE_LEFT,
                  f->expected, FIGURE_DECIMAL, f->unit);
}

/* Of what funnels are made of, more is worse: only that is a concern. */
static enum ink ink_of(const char *flag)
{
    if (!strcmp(flag, "above_99_8"))
        return INK_DOT_FAR;
    return !strcmp(flag, "above_95") ? INK_DOT_ABOVE : INK_DOT_SMALL;
}

/* Labels keep off the lines too. */
static void take_lines(struct sketch *s, const struct funnel *f)
{
    const struct panel *p = &f->panel;

    for (size_t i = 0; i < CURVE; i++) {
        double size = curve_size(f, i);
        double x = panel_x(p, size);
        double value = limit_at(f, size, LIMIT_UPPER_99);
        double y = panel_y(p, value);
        double middle = panel_y(p, f->expected);

        sketch_take(s, (struct box){ x - 3, x + 3, middle - 2, middle + 2 });
        if (value < p->y1)
            sketch_take(s, (struct box){ x - 3, x + 3, y - 2, y + 2 });
    }
}

static void put_names(struct sketch *s, const struct grid *g,
                      const struct funnel *f, enum ink ink)
{
    const struct panel *p = &f->panel;
    struct box inside = { p->left, p->right + 60, p->top - 10, p->bottom };

    for (size_t i = 0; i < g->row_count; i++)
        if (is_drawn(g, f, i) && ink_of(grid_text(g, i, f->flag)) == ink)
            sketch_label(s, panel_x(p, grid_number(g, i, f->size)),
                         panel_y(p, grid_number(g, i, f->value)), 18, &inside,
                         ink == INK_DOT_FAR ? TEXT_CONCERN : TEXT_PLAIN,
                         grid_text(g, i, f->name));
}

/* Points first, so that labels keep off them; then those outside by name. */
static void put_schools(struct sketch *s, const struct grid *g,
                        const struct funnel *f)
{
    const struct panel *p = &f->panel;

    for (size_t i = 0; i < g->row_count; i++) {
        double x, y;

        if (!is_drawn(g, f, i))
            continue;
        x = panel_x(p, grid_number(g, i, f->size));
        y = panel_y(p, figure_round(grid_number(g, i, f->value), 1));
        sketch_to(s, ink_of(grid_text(g, i, f->flag)), x, y);
        sketch_take(s, (struct box){ x - 10, x + 10, y - 10, y + 10 });
    }
    take_lines(s, f);
    put_names(s, g, f, INK_DOT_FAR);
    put_names(s, g, f, INK_DOT_ABOVE);
}

int draw_funnel(struct sketch *s, const struct grid *g,
                const struct sketch_words *words, struct err *err)
{
    struct funnel f = { .name = grid_column(g, "name"),
                        .size = grid_column(g, "denominator"),
                        .value = grid_column(g, "value"),
                        .flag = grid_column(g, "flag") };
    struct panel *p = &f.panel;
    double y = sketch_head(s, words) + 14;

    if (read_figures(&f, g))
        return err_set(err, ERR_INTERNAL, "the chart has nothing to show");
    read_dispersion(&f, g);
    *p = (struct panel){
        .left = LEFT, .right = RIGHT, .top = y, .bottom = y + HEIGHT
    };
    panel_fit(0, f.most_size * 1.02, 6, &p->x0, &p->x1, &p->x_step);
    panel_fit(0, highest(&f), 5, &p->y0, &p->y1, &p->y_step);
    sketch_y_axis(s, p, f.unit, false);
    sketch_x_numbers(s, p, "");
    put_band(s, &f, INK_OUTER, LIMIT_LOWER_99, LIMIT_UPPER_99);
    put_band(s, &f, INK_INNER, LIMIT_LOWER_95, LIMIT_UPPER_95);
    sketch_line(s, INK_CENTRE, p->left, panel_y(p, f.expected), p->right,
                panel_y(p, f.expected));
    if (f.is_widened)
        put_widened(s, &f);
    put_ends(s, &f);
    put_schools(s, g, &f);
    sketch_text(s, (p->left + p->right) / 2, p->bottom + 60, TEXT_AXIS,
                SIDE_CENTRE, grid_text(g, 0, grid_column(g, "size_name")));
    sketch_foot(s, p->bottom + 106, words);
    return 0;
}
