#include <math.h>
#include <stdio.h>

#include "core/err.h"
#include "report/words/figure.h"
#include "report/words/grid.h"
#include "report/words/sketch.h"

/*
 * Where most of something is. Columns: label, value, kind (0 the few, 1 the
 * rest, 2 all others together), cumulative (%), and value_name in each row.
 */
#define RIGHT 800.0
#define SHARE_AT 978.0
#define ROW 34.0
#define LABEL_MOST 430.0
#define ALL_OTHERS 2
#define BEYOND 1.6 /* times the longest bar of a school */

static double label_edge(const struct grid *g, int label)
{
    double widest = 60;

    for (size_t i = 0; i < g->row_count; i++)
        widest = fmax(widest, sketch_width(TEXT_PLAIN, grid_text(g, i, label)));
    return fmin(widest + 40, LABEL_MOST);
}

static void put_row(struct sketch *s, const struct grid *g, size_t at,
                    bool is_last_of_few, bool is_beyond)
{
    const struct panel *p = &s->panels[0];
    double value = grid_number(g, at, grid_column(g, "value"));
    double row[3] = { -(double)at, is_beyond ? 0 : figure_round(value, 1),
                      grid_number(g, at, grid_column(g, "kind")) };
    double y = panel_y(p, row[0]);
    char number[FIGURE_TEXT_SIZE];
    char text[FIGURE_TEXT_SIZE + 32];

    sketch_row(&s->data[0], row, 3);
    sketch_text(s, p->left - 14, y, TEXT_PLAIN, SIDE_RIGHT,
                grid_text(g, at, grid_column(g, "label")));
    figure_write(value, FIGURE_HALF, number);
    snprintf(text, sizeof(text), "%s%s", number,
             is_beyond ? ", beyond the scale" : "");
    sketch_text(s, panel_x(p, row[1]) + 8, y, TEXT_PLAIN, SIDE_LEFT, text);
    figure_write(grid_number(g, at, grid_column(g, "cumulative")), FIGURE_COUNT,
                 number);
    snprintf(text, sizeof(text), "%s%%", number);
    sketch_text(s, SHARE_AT, y, is_last_of_few ? TEXT_CONCERN : TEXT_CONTEXT,
                SIDE_RIGHT, text);
}

int draw_pareto(struct sketch *s, const struct grid *g,
                const struct sketch_words *words, struct err *err)
{
    struct panel *p = &s->panels[0];
    int label = grid_column(g, "label");
    int value = grid_column(g, "value");
    int kind = grid_column(g, "kind");
    double y = sketch_head(s, words) + 18;
    double most = 1;
    double others;
    bool is_beyond;
    size_t few = 0;

    if (g->row_count == 0 || label < 0 || value < 0 || kind < 0)
        return err_set(err, ERR_INTERNAL, "the chart has no figures");
    for (size_t i = 0; i < g->row_count; i++) {
        if (grid_number(g, i, kind) < ALL_OTHERS)
            most = fmax(most, grid_number(g, i, value));
        if (grid_number(g, i, kind) < 1)
            few = i + 1;
    }
    /* All others together would press the schools against the axis. */
    others = grid_number(g, g->row_count - 1, value);
    is_beyond = others > BEYOND * most;
    if (!is_beyond)
        most = fmax(most, others);
    *p = (struct panel){ .left = label_edge(g, label),
                         .right = RIGHT,
                         .top = y + 20,
                         .bottom = y + 20 + ROW * (double)g->row_count,
                         .y0 = -(double)g->row_count + 0.5,
                         .y1 = 0.5,
                         .y_step = 1 };
    panel_fit(0, most * 1.05, 5, &p->x0, &p->x1, &p->x_step);
    sketch_text(s, p->left, y, TEXT_HEADING, SIDE_LEFT,
                grid_text(g, 0, grid_column(g, "value_name")));
    sketch_text(s, SHARE_AT, y, TEXT_HEADING, SIDE_RIGHT, "Cumulative share");
    for (size_t i = 0; i < g->row_count; i++)
        put_row(s, g, i, i + 1 == few,
                is_beyond && grid_number(g, i, kind) >= ALL_OTHERS);
    sketch_x_axis(s, p, "");
    s->panels[1] = *p;
    /* For the script: whether there is a line under the few, and where. */
    s->panels[1].x0 = few > 0 && few < g->row_count;
    s->panels[1].y0 = -(double)few + 0.5;
    sketch_foot(s, p->bottom + 62, words);
    return 0;
}
