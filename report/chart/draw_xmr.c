#include <math.h>
#include <string.h>

#include "core/date.h"
#include "core/err.h"
#include "core/str.h"
#include "report/words/figure.h"
#include "report/words/grid.h"
#include "report/words/panel.h"
#include "report/words/sketch.h"

/*
 * A value a week beside limits that were set before. Columns: start_date, gap,
 * before_gap (a year earlier), mean, lower, upper (symbols without limits),
 * mark (A T 2 S or blank).
 *
 * Weeks stand where the calendar has them, so that a holiday is a hole, and no
 * line goes over it.
 */
#define LEFT 84.0
#define RIGHT 806.0
#define HEIGHT 400.0
#define LINE 30.0
#define DASH 16.0

struct weeks {
    const struct panel *panel;
    date_t first;
    int start, gap, before, mark;
};

static date_t start_of(const struct grid *g, const struct weeks *w, size_t row)
{
    return date_parse_iso(grid_text(g, row, w->start));
}

static double at(const struct grid *g, const struct weeks *w, size_t row)
{
    return panel_x(w->panel, (double)(start_of(g, w, row) - w->first) / 7);
}

static void fit(struct panel *p, const struct grid *g)
{
    static const char *const names[] = { "gap", "before_gap", "lower",
                                         "upper" };
    double least = INFINITY, most = -INFINITY;

    for (size_t i = 0; i < g->row_count; i++)
        for (size_t j = 0; j < sizeof(names) / sizeof(names[0]); j++) {
            double value = grid_number(g, i, grid_column(g, names[j]));

            if (isfinite(value)) {
                least = fmin(least, value);
                most = fmax(most, value);
            }
        }
    panel_fit(least, most, 5, &p->y0, &p->y1, &p->y_step);
}

static enum ink ink_of(const char *mark)
{
    if (*mark == 'A')
        return INK_DOT_FAR;
    return *mark && *mark != ' ' ? INK_DOT_RUN : INK_DOT_OURS;
}

/* No line goes on from the week before to this one. */
static bool is_first(const struct grid *g, const struct weeks *w, int column,
                     size_t row)
{
    return row == 0 || !isfinite(grid_number(g, row - 1, column))
           || start_of(g, w, row) - start_of(g, w, row - 1) > 7;
}

/* A week of last year alone is a short dash: a line needs two, and it has no
   dot. */
static void put_line(struct sketch *s, const struct grid *g,
                     const struct weeks *w, int column, enum ink ink)
{
    sketch_break(s, ink);
    for (size_t i = 0; i < g->row_count; i++) {
        double value = grid_number(g, i, column);
        double y = panel_y(w->panel, figure_round(value, 1));

        if (!isfinite(value) || is_first(g, w, column, i))
            sketch_break(s, ink);
        if (!isfinite(value))
            continue;
        if (column == w->before && is_first(g, w, column, i)
            && (i + 1 == g->row_count || is_first(g, w, column, i + 1)
                || !isfinite(grid_number(g, i + 1, column)))) {
            sketch_to(s, ink, at(g, w, i) - DASH, y);
            sketch_to(s, ink, at(g, w, i) + DASH, y);
            continue;
        }
        sketch_to(s, ink, at(g, w, i), y);
    }
}

/* Keep labels off a line between its weeks. */
static void take_line(struct sketch *s, const struct grid *g,
                      const struct weeks *w, int column)
{
    for (size_t i = 1; i < g->row_count; i++) {
        double from = panel_y(w->panel, grid_number(g, i - 1, column));
        double to = panel_y(w->panel, grid_number(g, i, column));

        if (!isfinite(from) || !isfinite(to) || is_first(g, w, column, i))
            continue;
        for (int eighth = 1; eighth < 8; eighth++) {
            double part = eighth / 8.0;
            double x = at(g, w, i - 1) + part * (at(g, w, i) - at(g, w, i - 1));
            double y = from + part * (to - from);

            sketch_take(s, (struct box){ x - 4, x + 4, y - 8, y + 8 });
        }
    }
}

/* Below a week where there is room for the month that begins with it. */
static void put_months(struct sketch *s, const struct grid *g,
                       const struct weeks *w)
{
    double free_from = 0;

    for (size_t i = 0; i < g->row_count; i++) {
        const char *start = grid_text(g, i, w->start);
        char month[FIGURE_TEXT_SIZE];

        if (i && !strncmp(start, grid_text(g, i - 1, w->start), 7))
            continue;
        if (at(g, w, i) < free_from)
            continue;
        figure_write_month(start, month);
        sketch_text(s, at(g, w, i), w->panel->bottom + 28, TEXT_AXIS,
                    SIDE_CENTRE, month);
        free_from = at(g, w, i) + 70;
    }
}

/* At the latest week where there is room; false where there is none. */
static bool put_before_name(struct sketch *s, const struct grid *g,
                            const struct weeks *w)
{
    const struct panel *p = w->panel;
    struct box inside = { p->left, p->right, p->top, p->bottom };

    for (size_t i = g->row_count; i > 0; i--) {
        double before = grid_number(g, i - 1, w->before);

        if (isfinite(before)
            && sketch_label(s, at(g, w, i - 1), panel_y(p, before), 24, &inside,
                            TEXT_CONTEXT, "last year"))
            return true;
    }
    return false;
}

static void put_weeks(struct sketch *s, const struct grid *g,
                      const struct weeks *w)
{
    const struct panel *p = w->panel;
    size_t points;

    put_line(s, g, w, w->before, INK_BEFORE);
    put_line(s, g, w, w->gap, INK_OURS);
    for (size_t i = 0; i < g->row_count; i++) {
        double x = at(g, w, i);
        double y = panel_y(p, figure_round(grid_number(g, i, w->gap), 1));
        double before = panel_y(p, grid_number(g, i, w->before));

        sketch_to(s, ink_of(grid_text(g, i, w->mark)), x, y);
        sketch_take(s, (struct box){ x - 20, x + 20, y - 14, y + 14 });
        if (isfinite(before))
            sketch_take(s,
                        (struct box){ x - 20, x + 20, before - 8, before + 8 });
    }
    points = s->taken_count;
    take_line(s, g, w, w->before);
    take_line(s, g, w, w->gap);
    if (!put_before_name(s, g, w)) {
        s->taken_count = points; /* on a line rather than nowhere */
        put_before_name(s, g, w);
    }
}

static void put_limits(struct sketch *s, const struct grid *g,
                       const struct panel *p)
{
    static const char *const names[3] = { "upper", "mean", "lower" };
    static const char *const words[3] = { "Upper ", "Mean ", "Lower " };
    double values[3];
    double places[3];

    for (size_t i = 0; i < 3; i++) {
        values[i] =
            figure_round(grid_number(g, 0, grid_column(g, names[i])), 1);
        places[i] = panel_y(p, values[i]);
        sketch_line(s, i == 1 ? INK_CENTRE : INK_LIMIT, p->left, places[i],
                    p->right, places[i]);
    }
    sketch_area(s, INK_BAND,
                (struct box){ p->left, p->right, places[0], places[2] });
    sketch_spread(places, 3, LINE, p->top, p->bottom);
    for (size_t i = 0; i < 3; i++) {
        enum text_style style = i == 1 ? TEXT_HEADING : TEXT_CONTEXT;

        sketch_text(s, p->right + 12, places[i], style, SIDE_LEFT, words[i]);
        sketch_figure(s, SKETCH_WIDTH - 16, places[i], style, SIDE_RIGHT,
                      values[i], FIGURE_DECIMAL, "");
    }
}

/* The source, and that 0 is out of sight where it is. */
static void put_foot(struct sketch *s, const struct panel *p,
                     const struct sketch_words *words)
{
    struct sketch_words told = *words;
    struct str source = STR_INIT;

    str_add(&source, words->source);
    if (p->y0 > 0 || p->y1 < 0)
        str_add(&source, " The axis does not go to zero.");
    told.source = source.text;
    sketch_foot(s, p->bottom + 78, &told);
    str_release(&source);
}

int draw_xmr(struct sketch *s, const struct grid *g,
             const struct sketch_words *words, struct err *err)
{
    struct panel p;
    struct weeks w = { &p,
                       0,
                       grid_column(g, "start_date"),
                       grid_column(g, "gap"),
                       grid_column(g, "before_gap"),
                       grid_column(g, "mark") };
    int lower = grid_column(g, "lower");
    double y = sketch_head(s, words) + 14;

    if (g->row_count == 0 || w.gap < 0 || w.start < 0 || lower < 0)
        return err_set(err, ERR_INTERNAL, "the chart has no figures");
    w.first = start_of(g, &w, 0);
    p = (struct panel){
        .left = LEFT,
        .right = RIGHT,
        .top = y,
        .bottom = y + HEIGHT,
        .x0 = -0.7,
        .x1 = (double)(start_of(g, &w, g->row_count - 1) - w.first) / 7 + 0.7
    };
    fit(&p, g);
    sketch_y_axis(s, &p, "", false);
    if (grid_at(g, 0, lower)->kind == CELL_NUMBER)
        put_limits(s, g, &p);
    put_months(s, g, &w);
    put_weeks(s, g, &w);
    put_foot(s, &p, words);
    return 0;
}
