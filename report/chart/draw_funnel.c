#include <math.h>
#include <stdio.h>
#include <string.h>

#include <Rmath.h>

#include "core/err.h"
#include "report/words/figure.h"
#include "report/words/grid.h"
#include "report/words/sketch.h"

/*
 * Schools against limits for their size. Columns: name, denominator, value,
 * expected, flag, scale, model (poisson or binomial), unit and size_name. Rows
 * without a value are not drawn.
 *
 * The limits are those of details.md 43, at every size: the smallest count
 * whose cumulative probability reaches p, over the size. Not smoothed: the
 * steps are real, and a school is judged by them.
 */
#define LEFT 74.0
#define RIGHT 800.0
#define HEIGHT 400.0
#define LINE 23.0
#define OUTSIDE (-1e6)
#define SIZES_MAX 400 /* points of a curve */

enum limit { LOWER_99, LOWER_95, UPPER_95, UPPER_99, LIMITS };
static const double tails[LIMITS] = { 0.001, 0.025, 0.975, 0.999 };

static double limit_at(double size, double expected, double scale,
                       enum limit limit, bool is_binomial)
{
    double count = is_binomial
                       ? qbinom(tails[limit], size, expected / scale, 1, 0)
                       : qpois(tails[limit], size * expected / scale, 1, 0);

    return scale * count / size;
}

/* Labels keep off the lines too. */
static void take_lines(struct sketch *s, const double row[6])
{
    const struct panel *p = &s->panels[0];
    double x = panel_x(p, row[0]);

    for (size_t i = 1; i < 6; i++) {
        double y = panel_y(p, row[i]);

        if (i != 2 && i != 4 && row[i] > p->y0 && row[i] < p->y1)
            sketch_take(s, (struct box){ x - 2, x + 2, y - 2, y + 2 });
    }
}

static void put_limits(struct sketch *s, double most, double expected,
                       double scale, bool is_binomial)
{
    int first = (int)fmax(1, ceil(most / 60));
    int step = (int)fmax(1, floor(most / SIZES_MAX));

    for (int size = first; size <= (int)most; size += step) {
        double row[6] = {
            size,
            limit_at(size, expected, scale, LOWER_99, is_binomial),
            limit_at(size, expected, scale, LOWER_95, is_binomial),
            expected,
            limit_at(size, expected, scale, UPPER_95, is_binomial),
            limit_at(size, expected, scale, UPPER_99, is_binomial),
        };

        sketch_row(&s->data[0], row, 6);
        take_lines(s, row);
    }
}

static void put_ends(struct sketch *s, double expected, double scale,
                     bool is_binomial, const char *unit)
{
    const struct panel *p = &s->panels[0];
    static const char *const names[5] = { "99.8% limit", "95% limit", "",
                                          "Lower 95% limit",
                                          "Lower 99.8% limit" };
    double values[5] = {
        limit_at(p->x1, expected, scale, UPPER_99, is_binomial),
        limit_at(p->x1, expected, scale, UPPER_95, is_binomial),
        expected,
        limit_at(p->x1, expected, scale, LOWER_95, is_binomial),
        limit_at(p->x1, expected, scale, LOWER_99, is_binomial),
    };
    double places[5];

    for (size_t i = 0; i < 5; i++)
        places[i] = panel_y(p, fmin(values[i], p->y1));
    sketch_spread(places, 5, LINE, p->top, p->bottom);
    for (size_t i = 0; i < 5; i++) {
        char number[FIGURE_TEXT_SIZE];
        char label[FIGURE_TEXT_SIZE + 32];

        figure_write(expected, FIGURE_DECIMAL, number);
        snprintf(label, sizeof(label), "All schools %s%s", number, unit);
        sketch_text(s, p->right + 12, places[i],
                    i == 2 ? TEXT_HEADING : TEXT_CONTEXT, SIDE_LEFT,
                    i == 2 ? label : names[i]);
    }
}

/* Of what funnels are made of, more is worse: only that is a concern. */
static int kind_of(const char *flag)
{
    if (!strcmp(flag, "above_99_8"))
        return 2;
    return !strcmp(flag, "above_95");
}

/* Points first, so that labels keep off them; then those outside by name. */
static void put_schools(struct sketch *s, const struct grid *g)
{
    const struct panel *p = &s->panels[0];
    struct box inside = { p->left, p->right + 90, p->top - 8, p->bottom };
    int size = grid_column(g, "denominator");
    int value = grid_column(g, "value");
    int flag = grid_column(g, "flag");
    int name = grid_column(g, "name");

    for (size_t i = 0; i < g->row_count; i++) {
        double row[3] = { grid_number(g, i, size), grid_number(g, i, value),
                          kind_of(grid_text(g, i, flag)) };
        double x = panel_x(p, row[0]);
        double y = panel_y(p, row[1]);

        if (!isfinite(row[0]) || !isfinite(row[1]))
            continue;
        row[1] = figure_round(row[1], 1);
        sketch_row(&s->data[1], row, 3);
        sketch_take(s, (struct box){ x - 8, x + 8, y - 8, y + 8 });
    }
    for (int kind = 0; kind < 3; kind++)
        sketch_row(&s->data[1], (double[]){ OUTSIDE, OUTSIDE, kind }, 3);
    for (int kind = 2; kind > 0; kind--) {
        for (size_t i = 0; i < g->row_count; i++) {
            double x = panel_x(p, grid_number(g, i, size));
            double y = panel_y(p, grid_number(g, i, value));

            if (isfinite(x) && isfinite(y)
                && kind_of(grid_text(g, i, flag)) == kind)
                sketch_label(s, x, y, 13, &inside,
                             kind == 2 ? TEXT_CONCERN : TEXT_PLAIN,
                             grid_text(g, i, name));
        }
    }
}

int draw_funnel(struct sketch *s, const struct grid *g,
                const struct sketch_words *words, struct err *err)
{
    struct panel *p = &s->panels[0];
    int size = grid_column(g, "denominator");
    int value = grid_column(g, "value");
    double y = sketch_head(s, words) + 28;
    double widest = 0, highest = 0;
    double expected = NAN, scale = 100;
    const char *unit = "";
    bool is_binomial = false;

    for (size_t i = 0; i < g->row_count; i++) {
        if (!isfinite(grid_number(g, i, value)))
            continue;
        widest = fmax(widest, grid_number(g, i, size));
        highest = fmax(highest, grid_number(g, i, value));
        expected = grid_number(g, i, grid_column(g, "expected"));
        scale = grid_number(g, i, grid_column(g, "scale"));
        unit = grid_text(g, i, grid_column(g, "unit"));
        is_binomial =
            !strcmp(grid_text(g, i, grid_column(g, "model")), "binomial");
    }
    if (!isfinite(expected) || widest < 1)
        return err_set(err, ERR_INTERNAL, "the chart has nothing to show");
    *p = (struct panel){
        .left = LEFT, .right = RIGHT, .top = y, .bottom = y + HEIGHT
    };
    panel_fit(0, widest * 1.02, 6, &p->x0, &p->x1, &p->x_step);
    highest =
        fmax(highest * 1.08,
             1.15 * limit_at(widest, expected, scale, UPPER_99, is_binomial));
    panel_fit(0, highest, 5, &p->y0, &p->y1, &p->y_step);
    put_limits(s, p->x1, expected, scale, is_binomial);
    put_ends(s, expected, scale, is_binomial, unit);
    put_schools(s, g);
    sketch_y_axis(s, p, unit, false);
    sketch_x_axis(s, p, "");
    sketch_text(s, (p->left + p->right) / 2, p->bottom + 50, TEXT_AXIS,
                SIDE_CENTRE, grid_text(g, 0, grid_column(g, "size_name")));
    s->panels[1] = *p;
    sketch_foot(s, p->bottom + 88, words);
    return 0;
}
