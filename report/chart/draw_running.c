#include <math.h>
#include <string.h>

#include "core/err.h"
#include "report/words/figure.h"
#include "report/words/grid.h"
#include "report/words/panel.h"
#include "report/words/sketch.h"

/*
 * What has come together since the year began, beside the year before by the
 * same school day. Columns: week (of the school year, in order), label (of its
 * month, or blank), value, before, and the same in each row: value_name,
 * before_name. A week without a figure of its own has none; the line goes on
 * to the next one that has.
 */
#define LEFT 96.0
#define RIGHT 800.0
#define HEIGHT 400.0
#define LINE 30.0

struct running {
    struct panel panel;
    int week, label, value, before;
};

static double greatest(const struct grid *g, const struct running *r)
{
    double most = 1;

    for (size_t i = 0; i < g->row_count; i++) {
        most = fmax(most, grid_number(g, i, r->value));
        most = fmax(most, grid_number(g, i, r->before));
    }
    return most;
}

/* From nothing on the day before the year; where it ends. */
static double put_line(struct sketch *s, const struct grid *g,
                       const struct running *r, int column, enum ink ink)
{
    const struct panel *p = &r->panel;
    double last = NAN;

    sketch_to(s, ink, panel_x(p, 0), panel_y(p, 0));
    for (size_t i = 0; i < g->row_count; i++) {
        double value = grid_number(g, i, column);

        if (!isfinite(value))
            continue;
        sketch_to(s, ink, panel_x(p, grid_number(g, i, r->week)),
                  panel_y(p, value));
        last = value;
    }
    return last;
}

static void put_ends(struct sketch *s, const struct grid *g,
                     const struct running *r, const double ends[2])
{
    static const char *const names[] = { "value_name", "before_name" };
    static const enum text_style styles[] = { TEXT_STRONG, TEXT_CONTEXT };
    const struct panel *p = &r->panel;
    size_t over = ends[0] >= ends[1] ? 0 : 1;
    double places[2] = { panel_y(p, ends[over]), panel_y(p, ends[1 - over]) };

    sketch_spread(places, 2, 2.3 * LINE, p->top + LINE, p->bottom - LINE);
    for (size_t i = 0; i < 2; i++) {
        size_t which = i == 0 ? over : 1 - over;

        sketch_text(s, p->right + 14, places[i] - LINE / 2, styles[which],
                    SIDE_LEFT, grid_text(g, 0, grid_column(g, names[which])));
        sketch_figure(s, p->right + 14, places[i] + LINE / 2, styles[which],
                      SIDE_LEFT, ends[which], FIGURE_COUNT, "");
    }
}

int draw_running(struct sketch *s, const struct grid *g,
                 const struct sketch_words *words, struct err *err)
{
    struct running r = { .week = grid_column(g, "week"),
                         .label = grid_column(g, "label"),
                         .value = grid_column(g, "value"),
                         .before = grid_column(g, "before") };
    struct panel *p = &r.panel;
    double y = sketch_head(s, words) + 14;
    double free_from = 0;
    double ends[2];

    if (g->row_count == 0 || r.week < 0 || r.value < 0 || r.before < 0)
        return err_set(err, ERR_INTERNAL, "the chart has no figures");
    *p = (struct panel){ .left = LEFT,
                         .right = RIGHT,
                         .top = y,
                         .bottom = y + HEIGHT,
                         .x0 = 0,
                         .x1 = grid_number(g, g->row_count - 1, r.week) };
    panel_fit(0, greatest(g, &r), 5, &p->y0, &p->y1, &p->y_step);
    sketch_y_axis(s, p, "", false);
    ends[1] = put_line(s, g, &r, r.before, INK_BEFORE);
    ends[0] = put_line(s, g, &r, r.value, INK_OURS);
    if (!isfinite(ends[0]) || !isfinite(ends[1]))
        return err_set(err, ERR_INTERNAL, "the chart has nothing to show");
    put_ends(s, g, &r, ends);
    for (size_t i = 0; i < g->row_count; i++) {
        double x = panel_x(p, grid_number(g, i, r.week));

        if (!*grid_text(g, i, r.label) || x < free_from)
            continue;
        sketch_text(s, x, p->bottom + 28, TEXT_AXIS, SIDE_CENTRE,
                    grid_text(g, i, r.label));
        free_from = x + 70;
    }
    sketch_foot(s, p->bottom + 78, words);
    return 0;
}
