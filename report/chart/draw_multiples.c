#include <math.h>
#include <string.h>

#include "core/err.h"
#include "report/words/figure.h"
#include "report/words/grid.h"
#include "report/words/panel.h"
#include "report/words/sketch.h"

/*
 * A small panel a place, all on one scale, with the whole county behind.
 * Columns: place, label (of the period), value, lower, upper, whole, and unit
 * in each row. Rows of a place follow each other, its periods in one order for
 * all; a place without a figure at all is named below.
 */
#define LEFT 90.0
#define RIGHT 960.0
#define ACROSS 3
#define HEIGHT 190.0
#define NAME 34.0
#define BELOW 70.0
#define BETWEEN 60.0

struct multiples {
    struct panel panel; /* of the place at hand; its ranges are those of all */
    int place, label, value, lower, upper, whole;
    size_t periods;
    const char *unit;
};

static bool is_same_place(const struct grid *g, const struct multiples *m,
                          size_t one, size_t two)
{
    return !strcmp(grid_text(g, one, m->place), grid_text(g, two, m->place));
}

static size_t after_place(const struct grid *g, const struct multiples *m,
                          size_t first)
{
    size_t end = first;

    while (end < g->row_count && is_same_place(g, m, first, end))
        end++;
    return end;
}

static bool has_figure(const struct grid *g, const struct multiples *m,
                       size_t first, size_t end)
{
    bool found = false;

    for (size_t i = first; i < end; i++)
        found |= isfinite(grid_number(g, i, m->value));
    return found;
}

static void fit(struct multiples *m, const struct grid *g)
{
    const int columns[] = { m->value, m->lower, m->upper, m->whole };
    double least = INFINITY, most = -INFINITY;

    for (size_t i = 0; i < g->row_count; i++)
        for (size_t j = 0; j < 4; j++) {
            double value = grid_number(g, i, columns[j]);

            if (isfinite(value)) {
                least = fmin(least, value);
                most = fmax(most, value);
            }
        }
    /* From zero, unless that would squeeze the lines together. */
    if (least >= 0 && least < 2 * (most - least))
        least = 0;
    panel_fit(least, most, 5, &m->panel.y0, &m->panel.y1, &m->panel.y_step);
    m->panel.x0 = 0.5;
    m->panel.x1 = (double)m->periods + 0.8;
}

static void put_line(struct sketch *s, const struct grid *g,
                     const struct multiples *m, size_t first, size_t end,
                     int column, enum ink ink)
{
    sketch_break(s, ink);
    for (size_t i = first; i < end; i++) {
        double value = grid_number(g, i, column);

        if (isfinite(value))
            sketch_to(s, ink, panel_x(&m->panel, (double)(i - first) + 1),
                      panel_y(&m->panel, figure_round(value, 1)));
        else
            sketch_break(s, ink);
    }
}

/* Each point with its interval, and the number of the last period, if any. */
static void put_points(struct sketch *s, const struct grid *g,
                       const struct multiples *m, size_t first, size_t end)
{
    const struct panel *p = &m->panel;

    for (size_t i = first; i < end; i++) {
        double x = panel_x(p, (double)(i - first) + 1);
        double value = grid_number(g, i, m->value);
        double lower = grid_number(g, i, m->lower);
        double upper = grid_number(g, i, m->upper);

        if (!isfinite(value))
            continue;
        if (i + 1 == end)
            sketch_figure(s, x + 14, panel_y(p, value), TEXT_STRONG, SIDE_LEFT,
                          value, FIGURE_DECIMAL, "");
        sketch_to(s, INK_DOT_OURS, x, panel_y(p, figure_round(value, 1)));
        if (isfinite(lower) && isfinite(upper))
            sketch_line(s, INK_WHISKER, x, panel_y(p, figure_round(lower, 1)),
                        x, panel_y(p, figure_round(upper, 1)));
    }
}

static void put_panel(struct sketch *s, const struct grid *g,
                      const struct multiples *m, size_t first, size_t end,
                      bool has_axis)
{
    const struct panel *p = &m->panel;

    sketch_text(s, p->left, p->top - 20, TEXT_HEADING, SIDE_LEFT,
                grid_text(g, first, m->place));
    sketch_y_grid(s, p);
    if (has_axis)
        sketch_y_numbers(s, p, m->unit, false);
    put_line(s, g, m, first, end, m->whole, INK_BEFORE);
    put_line(s, g, m, first, end, m->value, INK_OURS);
    put_points(s, g, m, first, end);
    for (size_t i = first; i < end; i++)
        sketch_text(s, panel_x(p, (double)(i - first) + 1), p->bottom + 26,
                    TEXT_AXIS, SIDE_CENTRE, grid_text(g, i, m->label));
}

/* Rows of places one under the other; where they end. */
static double put_panels(struct sketch *s, const struct grid *g,
                         struct multiples *m, double top)
{
    double width = (RIGHT - LEFT - (ACROSS - 1) * BETWEEN) / ACROSS;
    size_t drawn = 0;

    for (size_t i = 0; i < g->row_count;) {
        size_t end = after_place(g, m, i);

        if (has_figure(g, m, i, end)) {
            size_t across = drawn % ACROSS;
            size_t down = drawn / ACROSS;

            m->panel.left = LEFT + (double)across * (width + BETWEEN);
            m->panel.right = m->panel.left + width;
            m->panel.top = top + NAME + (double)down * (HEIGHT + NAME + BELOW);
            m->panel.bottom = m->panel.top + HEIGHT;
            put_panel(s, g, m, i, end, across == 0);
            drawn++;
        }
        i = end;
    }
    return drawn ? m->panel.bottom : top;
}

/* A place with no figure at all, said once by its first row. */
static void keep_withheld(const struct grid *g, const struct multiples *m,
                          struct str *names)
{
    for (size_t i = 0; i < g->row_count;) {
        size_t end = after_place(g, m, i);

        if (!has_figure(g, m, i, end))
            str_addf(names, "%s%s", names->len ? ", " : "",
                     grid_text(g, i, m->place));
        i = end;
    }
}

int draw_multiples(struct sketch *s, const struct grid *g,
                   const struct sketch_words *words, struct err *err)
{
    struct multiples m = {
        .place = grid_column(g, "place"),
        .label = grid_column(g, "label"),
        .value = grid_column(g, "value"),
        .lower = grid_column(g, "lower"),
        .upper = grid_column(g, "upper"),
        .whole = grid_column(g, "whole"),
    };
    double y = sketch_head(s, words) + 14;
    struct str names = STR_INIT;

    if (!has_figure(g, &m, 0, g->row_count))
        return err_set(err, ERR_INTERNAL, "the chart has nothing to show");
    m.unit = grid_text(g, 0, grid_column(g, "unit"));
    for (size_t i = 0; i < g->row_count; i = after_place(g, &m, i))
        if (after_place(g, &m, i) - i > m.periods)
            m.periods = after_place(g, &m, i) - i;
    fit(&m, g);
    y = put_panels(s, g, &m, y) + 78;
    keep_withheld(g, &m, &names);
    if (names.len)
        y = sketch_reason(s, 'c', names.text, y);
    str_release(&names);
    sketch_foot(s, y, words);
    return 0;
}
