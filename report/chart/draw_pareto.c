#include <math.h>

#include "core/err.h"
#include "report/words/figure.h"
#include "report/words/grid.h"
#include "report/words/panel.h"
#include "report/words/sketch.h"

/*
 * Where most of something is. Columns: label, value, kind (0 the few, 1 the
 * rest, 2 all others together), cumulative (%), and value_name in each row.
 */
#define RIGHT 790.0
#define SHARE_AT 978.0
#define ROW 48.0
#define BAR 15.0 /* half of one */
#define LABEL_MOST 360.0
#define ALL_OTHERS 2
#define BEYOND 1.6 /* times the longest bar of a school */

struct pareto {
    struct panel panel;
    int label, value, kind, cumulative;
    size_t few;
    bool is_beyond; /* all others together, of the scale */
};

static void put_row(struct sketch *s, const struct grid *g, size_t row,
                    const struct pareto *o)
{
    static const enum ink looks[] = { INK_BAR_OURS, INK_BAR_REST,
                                      INK_BAR_OTHERS };
    const struct panel *p = &o->panel;
    size_t kind = (size_t)grid_number(g, row, o->kind);
    double value = grid_number(g, row, o->value);
    bool is_beyond = o->is_beyond && kind >= ALL_OTHERS;
    double y = p->top + ROW * ((double)row + 0.5);
    double end = panel_x(p, is_beyond ? p->x0 : value);

    if (!is_beyond)
        sketch_area(s, looks[kind > ALL_OTHERS ? ALL_OTHERS : kind],
                    (struct box){ p->left, end, y - BAR, y + BAR });
    sketch_name(s, p->left - 14, y, grid_text(g, row, o->label),
                p->left - 14 - SKETCH_MARGIN);
    sketch_figure(s, end + 10, y, TEXT_PLAIN, SIDE_LEFT, value, FIGURE_HALF,
                  is_beyond ? ", beyond the scale" : "");
    sketch_figure(s, SHARE_AT, y,
                  row + 1 == o->few ? TEXT_CONCERN : TEXT_CONTEXT, SIDE_RIGHT,
                  grid_number(g, row, o->cumulative), FIGURE_COUNT, "%");
}

/* All others together would press the schools against the axis. */
static double longest(const struct grid *g, struct pareto *o)
{
    double most = 1;
    double others;

    for (size_t i = 0; i < g->row_count; i++) {
        if (grid_number(g, i, o->kind) < ALL_OTHERS)
            most = fmax(most, grid_number(g, i, o->value));
        if (grid_number(g, i, o->kind) < 1)
            o->few = i + 1;
    }
    others = grid_number(g, g->row_count - 1, o->value);
    o->is_beyond = others > BEYOND * most;
    return o->is_beyond ? most : fmax(most, others);
}

int draw_pareto(struct sketch *s, const struct grid *g,
                const struct sketch_words *words, struct err *err)
{
    struct pareto o = { .label = grid_column(g, "label"),
                        .value = grid_column(g, "value"),
                        .kind = grid_column(g, "kind"),
                        .cumulative = grid_column(g, "cumulative") };
    struct panel *p = &o.panel;
    double y = sketch_head(s, words) + 14;
    double line;

    if (g->row_count == 0 || o.label < 0 || o.value < 0 || o.kind < 0)
        return err_set(err, ERR_INTERNAL, "the chart has no figures");
    *p = (struct panel){
        .left = SKETCH_MARGIN + 14
                + fmin(sketch_widest(g, o.label, TEXT_PLAIN), LABEL_MOST),
        .right = RIGHT,
        .top = y + 26,
        .bottom = y + 26 + ROW * (double)g->row_count,
    };
    panel_fit(0, longest(g, &o) * 1.12, 5, &p->x0, &p->x1, &p->x_step);
    sketch_text(s, p->left, y, TEXT_HEADING, SIDE_LEFT,
                grid_text(g, 0, grid_column(g, "value_name")));
    sketch_text(s, SHARE_AT, y, TEXT_HEADING, SIDE_RIGHT, "Share so far");
    sketch_x_axis(s, p, "");
    for (size_t row = 0; row < g->row_count; row++)
        put_row(s, g, row, &o);
    line = p->top + ROW * (double)o.few;
    if (o.few > 0 && o.few < g->row_count)
        sketch_line(s, INK_DIVIDE, SKETCH_MARGIN, line, SHARE_AT, line);
    sketch_foot(s, p->bottom + 70, words);
    return 0;
}
