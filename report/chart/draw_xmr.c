#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/err.h"
#include "report/words/figure.h"
#include "report/words/grid.h"
#include "report/words/sketch.h"

/*
 * A value a week with its limits. Columns: start_date, gap, mean, lower, upper
 * (null without limits), is_baseline, mark (A T 2 S or blank).
 */
#define LEFT 74.0
#define RIGHT 838.0
#define HEIGHT 330.0
#define LINE 24.0
#define OUTSIDE (-1e6)

static void fit(struct panel *p, const struct grid *g, int gap, int lower,
                int upper)
{
    double least = INFINITY, most = -INFINITY;

    for (size_t i = 0; i < g->row_count; i++) {
        double value = grid_number(g, i, gap);
        double low = grid_number(g, i, lower);
        double high = grid_number(g, i, upper);

        least = fmin(least, fmin(value, isnan(low) ? value : low));
        most = fmax(most, fmax(value, isnan(high) ? value : high));
    }
    panel_fit(least, most, 5, &p->y0, &p->y1, &p->y_step);
}

static void put_weeks(struct sketch *s, const struct grid *g)
{
    int gap = grid_column(g, "gap");
    int mark = grid_column(g, "mark");
    int start = grid_column(g, "start_date");
    const struct panel *p = &s->panels[0];
    size_t every = (g->row_count + 7) / 8;

    for (size_t i = 0; i < g->row_count; i++) {
        const char *signal = grid_text(g, i, mark);
        double row[3] = { (double)i + 1,
                          figure_round(grid_number(g, i, gap), 1),
                          *signal == 'A'              ? 2
                          : *signal && *signal != ' ' ? 1
                                                      : 0 };
        char date[FIGURE_TEXT_SIZE];

        sketch_row(&s->data[0], row, 3);
        if (i % every)
            continue;
        figure_write_date(grid_text(g, i, start), true, date);
        /* Day and month; the subtitle has the year. */
        date[strlen(date) - 5] = '\0';
        sketch_text(s, panel_x(p, row[0]), p->bottom + 24, TEXT_AXIS,
                    SIDE_CENTRE, date);
    }
    /* gnuplot complains of a kind without a point: one far off each. */
    for (int kind = 0; kind < 3; kind++) {
        double off[3] = { OUTSIDE, OUTSIDE, kind };

        str_add(&s->data[0], "\n");
        sketch_row(&s->data[0], off, 3);
    }
}

static void put_limits(struct sketch *s, const struct grid *g)
{
    const struct panel *p = &s->panels[0];
    double mean = grid_number(g, 0, grid_column(g, "mean"));
    double lower = grid_number(g, 0, grid_column(g, "lower"));
    double upper = grid_number(g, 0, grid_column(g, "upper"));
    int baseline = grid_column(g, "is_baseline");
    double values[3] = { upper, mean, lower };
    static const char *const names[3] = { "Upper limit", "Mean",
                                          "Lower limit" };
    double places[3];
    double held = 0.5;

    for (size_t i = 0; i < 3; i++) {
        values[i] = figure_round(values[i], 1);
        places[i] = panel_y(p, values[i]);
    }
    for (int i = 0; i < 2; i++) {
        double row[4] = { i ? p->x1 : p->x0, values[2], values[0], values[1] };

        sketch_row(&s->data[1], row, 4);
    }
    sketch_spread(places, 3, LINE, p->top, p->bottom);
    for (size_t i = 0; i < 3; i++) {
        char number[FIGURE_TEXT_SIZE];
        char label[FIGURE_TEXT_SIZE + 32];

        figure_write(values[i], FIGURE_DECIMAL, number);
        snprintf(label, sizeof(label), "%s %s", names[i], number);
        sketch_text(s, p->right + 10, places[i],
                    i == 1 ? TEXT_HEADING : TEXT_CONTEXT, SIDE_LEFT, label);
    }
    for (size_t i = 0; i < g->row_count; i++)
        if (grid_number(g, i, baseline) > 0)
            held = (double)i + 1.5;
    for (int i = 0; i < 2; i++) {
        double row[2] = { held, i ? p->y1 : p->y0 };

        sketch_row(&s->data[2], row, 2);
    }
    if (held < p->x1 - 0.6) {
        sketch_text(s, panel_x(p, held) - 8, p->top - 16, TEXT_SMALL,
                    SIDE_RIGHT, "limits set on these weeks");
        sketch_text(s, panel_x(p, held) + 8, p->top - 16, TEXT_SMALL, SIDE_LEFT,
                    "limits held");
    }
}

int draw_xmr(struct sketch *s, const struct grid *g,
             const struct sketch_words *words, struct err *err)
{
    struct panel *p = &s->panels[0];
    int lower = grid_column(g, "lower");
    double y = sketch_head(s, words) + 44;

    if (g->row_count == 0 || grid_column(g, "gap") < 0 || lower < 0)
        return err_set(err, ERR_INTERNAL, "the chart has no figures");
    *p = (struct panel){ .left = LEFT,
                         .right = RIGHT,
                         .top = y,
                         .bottom = y + HEIGHT,
                         .x0 = 0.3,
                         .x1 = (double)g->row_count + 0.7 };
    fit(p, g, grid_column(g, "gap"), lower, grid_column(g, "upper"));
    sketch_y_axis(s, p, "", false);
    put_weeks(s, g);
    if (grid_at(g, 0, lower)->kind == CELL_NUMBER) {
        put_limits(s, g);
        p->x_step = 1; /* there are limits, for the script */
    }
    s->panels[1] = *p;
    sketch_foot(s, p->bottom + 66, words);
    return 0;
}
