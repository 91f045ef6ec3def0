#include <math.h>

#include "core/err.h"
#include "report/words/figure.h"
#include "report/words/grid.h"
#include "report/words/panel.h"
#include "report/words/sketch.h"

/*
 * gap over time: two groups and, below, the gap between them, with intervals.
 * Columns: label, is_so_far, is_named, value, lower, upper, comparator_value,
 * gap, gap_lower, gap_upper, and the same in each row: value_name,
 * comparator_name, gap_name, unit ("%" or "").
 *
 * A period that is not over is hollow, tied to nothing, and called "so far".
 * is_named is 1 for the period that the title speaks of: its numbers stand at
 * its points.
 */
#define LEFT 96.0
#define RIGHT 968.0
#define RIGHT_SO_FAR 850.0
#define LEVELS_HEIGHT 330.0
#define GAP_HEIGHT 200.0
#define BETWEEN 76.0
#define LINE 30.0

struct series {
    const struct panel *panel;
    int value, lower, upper;
};

struct gap_columns {
    int label, so_far, named, value, lower, upper, comparator;
    int gap, gap_lower, gap_upper;
};

static double at(const struct panel *p, size_t row)
{
    return panel_x(p, (double)row + 1);
}

static double shown(const struct grid *g, size_t row, int column)
{
    double value = grid_number(g, row, column);

    return isfinite(value) ? figure_round(value, 1) : value;
}

static void widen(const struct grid *g, int column, double *least, double *most)
{
    for (size_t i = 0; i < g->row_count; i++) {
        double value = grid_number(g, i, column);

        if (isfinite(value)) {
            *least = fmin(*least, value);
            *most = fmax(*most, value);
        }
    }
}

static void fit(struct panel *panel, double least, double most, size_t lines)
{
    if (least > most) {
        least = 0;
        most = 1;
    }
    panel_fit(least, most, lines, &panel->y0, &panel->y1, &panel->y_step);
}

static void fit_panels(struct panel panels[2], const struct grid *g,
                       const struct gap_columns *c)
{
    double least = INFINITY, most = -INFINITY;
    double gap_least = 0, gap_most = 0;

    widen(g, c->value, &least, &most);
    widen(g, c->lower, &least, &most);
    widen(g, c->upper, &least, &most);
    widen(g, c->comparator, &least, &most);
    widen(g, c->gap, &gap_least, &gap_most);
    widen(g, c->gap_lower, &gap_least, &gap_most);
    widen(g, c->gap_upper, &gap_least, &gap_most);
    /* From zero, unless that would squeeze the lines together. */
    if (least >= 0 && least < 2 * (most - least))
        least = 0;
    /* Room for the names over and under the lines. */
    fit(&panels[0], least, most + 0.14 * (most - least), 4);
    fit(&panels[1], gap_least * 1.2, gap_most * 1.2, 3);
}

/* The interval of the finished periods first..last as one area. */
static void put_band(struct sketch *s, const struct grid *g,
                     const struct series *series, size_t first, size_t last)
{
    sketch_break(s, INK_INTERVAL);
    for (size_t i = first; i <= last; i++)
        sketch_to(s, INK_INTERVAL, at(series->panel, i),
                  panel_y(series->panel, shown(g, i, series->upper)));
    for (size_t i = last + 1; i > first; i--)
        sketch_to(s, INK_INTERVAL, at(series->panel, i - 1),
                  panel_y(series->panel, shown(g, i - 1, series->lower)));
}

static void put_whisker(struct sketch *s, const struct grid *g,
                        const struct series *series, size_t row)
{
    const struct panel *p = series->panel;

    sketch_line(s, INK_WHISKER, at(p, row),
                panel_y(p, shown(g, row, series->lower)), at(p, row),
                panel_y(p, shown(g, row, series->upper)));
}

static bool has_interval(const struct grid *g, const struct series *series,
                         size_t row)
{
    return isfinite(grid_number(g, row, series->lower))
           && isfinite(grid_number(g, row, series->upper));
}

static bool is_over(const struct grid *g, const struct gap_columns *c,
                    size_t row)
{
    return !(grid_number(g, row, c->so_far) > 0);
}

/* Intervals that follow each other without a break are one area. */
static void put_intervals(struct sketch *s, const struct grid *g,
                          const struct gap_columns *c,
                          const struct series *series)
{
    size_t first = 0;

    for (size_t i = 0; i <= g->row_count; i++) {
        bool goes_on =
            i < g->row_count && is_over(g, c, i) && has_interval(g, series, i);

        if (goes_on)
            continue;
        if (i > first + 1)
            put_band(s, g, series, first, i - 1);
        else if (i == first + 1)
            put_whisker(s, g, series, first);
        if (i < g->row_count && has_interval(g, series, i))
            put_whisker(s, g, series, i);
        first = i + 1;
    }
}

static bool is_joined(const struct grid *g, const struct gap_columns *c,
                      int value, size_t row)
{
    return row < g->row_count && is_over(g, c, row)
           && isfinite(grid_number(g, row, value));
}

/* A point that no line leads to, or that is a mark of its own. */
static void put_point(struct sketch *s, const struct grid *g,
                      const struct gap_columns *c, const struct panel *p,
                      int value, size_t row, bool is_ours)
{
    double y = panel_y(p, shown(g, row, value));
    bool is_alone = !(row && is_joined(g, c, value, row - 1))
                    && !is_joined(g, c, value, row + 1);

    if (is_ours && is_over(g, c, row))
        sketch_to(s, INK_DOT_OURS, at(p, row), y);
    else if (is_ours)
        sketch_hollow(s, at(p, row), y);
    else if (is_alone || !is_over(g, c, row))
        sketch_to(s, INK_DOT_CONTEXT, at(p, row), y);
}

/* A line is never drawn across a period without a figure. */
static void put_line(struct sketch *s, const struct grid *g,
                     const struct gap_columns *c, const struct panel *p,
                     int value, bool is_ours)
{
    enum ink line = is_ours ? INK_OURS : INK_CONTEXT;

    sketch_break(s, line);
    for (size_t i = 0; i < g->row_count; i++) {
        double y = panel_y(p, shown(g, i, value));

        if (is_joined(g, c, value, i))
            sketch_to(s, line, at(p, i), y);
        else
            sketch_break(s, line);
        if (isfinite(y))
            put_point(s, g, c, p, value, i, is_ours);
    }
}

/* As many labels as fit beside each other; the last is always one. */
static void put_categories(struct sketch *s, const struct grid *g,
                           const struct gap_columns *c, const struct panel *p)
{
    double room = (p->right - p->left) / (double)g->row_count;
    double widest = sketch_widest(g, c->label, TEXT_AXIS);
    size_t every = 1;

    while (room * (double)every < widest + 4)
        every++;
    for (size_t i = 0; i < g->row_count; i++) {
        if ((g->row_count - 1 - i) % every)
            continue;
        sketch_text(s, at(p, i), p->bottom + 28, TEXT_AXIS, SIDE_CENTRE,
                    grid_text(g, i, c->label));
        if (!is_over(g, c, i))
            sketch_text(s, at(p, i), p->bottom + 28 + LINE, TEXT_SMALL,
                        SIDE_CENTRE, "so far");
    }
}

static void put_holes(struct sketch *s, const struct grid *g,
                      const struct gap_columns *c, const struct panel panels[2])
{
    for (size_t i = 0; i < g->row_count; i++) {
        const struct grid_cell *cell = grid_at(g, i, c->value);
        const char symbol[] = { '[', cell->symbol, ']', '\0' };
        const char *word = cell->symbol == 'c' ? "withheld" : symbol;

        if (cell->kind != CELL_SYMBOL)
            continue;
        for (size_t j = 0; j < 2; j++) {
            const struct panel *p = &panels[j];
            double half = 0.42 * (at(p, 1) - at(p, 0));

            sketch_area(s, INK_HOLE,
                        (struct box){ at(p, i) - half, at(p, i) + half, p->top,
                                      p->bottom });
        }
        if (sketch_width(TEXT_SMALL, word)
            > 0.84 * (at(panels, 1) - at(panels, 0)))
            word = symbol;
        sketch_text(s, at(panels, i), (panels->top + panels->bottom) / 2,
                    TEXT_SMALL, SIDE_CENTRE, word);
    }
}

/*
 * A name at the beginning of its line, over it or under it: clear of all
 * points along it, and of the numbers at the named one.
 */
static void put_name(struct sketch *s, const struct grid *g,
                     const struct gap_columns *c, const struct panel *p,
                     int column, bool is_over_line, enum text_style style,
                     const char *name)
{
    double right = p->left + 12 + sketch_width(style, name);
    double edge = is_over_line ? INFINITY : -INFINITY;

    for (size_t i = 0; i < g->row_count; i++) {
        double y = panel_y(p, shown(g, i, column));

        /* Where the line begins beyond the name, by its beginning. */
        if (!isfinite(y) || (at(p, i) > right + 40 && isfinite(edge)))
            continue;
        if (grid_number(g, i, c->named) > 0)
            y += is_over_line ? -LINE : LINE;
        edge = is_over_line ? fmin(edge, y) : fmax(edge, y);
    }
    if (isfinite(edge))
        sketch_text(s, p->left + 12, edge + (is_over_line ? -24 : 24), style,
                    SIDE_LEFT, name);
}

struct numbers {
    enum figure_format format;
    const char *unit;
    enum text_style style;
    bool is_over_line;
};

/* At the period of the title, and beside one that is not over. */
static void put_numbers(struct sketch *s, const struct grid *g,
                        const struct gap_columns *c,
                        const struct series *series, const struct numbers *n)
{
    const struct panel *p = series->panel;

    for (size_t i = 0; i < g->row_count; i++) {
        double value = grid_number(g, i, series->value);
        double edge =
            grid_number(g, i, n->is_over_line ? series->upper : series->lower);
        double y = panel_y(p, isfinite(edge) ? edge : value);

        if (!isfinite(value))
            continue;
        if (grid_number(g, i, c->named) > 0)
            sketch_figure(s, at(p, i), y + (n->is_over_line ? -22 : 22),
                          n->style, SIDE_CENTRE, value, n->format, n->unit);
        if (!is_over(g, c, i))
            sketch_figure(s, p->right + 12, panel_y(p, value), TEXT_CONTEXT,
                          SIDE_LEFT, value, n->format, n->unit);
    }
}

static void put_levels(struct sketch *s, const struct grid *g,
                       const struct gap_columns *c, const struct panel *p,
                       const char *unit)
{
    struct series ours = { p, c->value, c->lower, c->upper };
    struct series theirs = { p, c->comparator, -1, -1 };
    double gap = 0;
    bool is_above;

    for (size_t i = 0; i < g->row_count; i++)
        if (isfinite(grid_number(g, i, c->gap)))
            gap += grid_number(g, i, c->gap);
    is_above = gap >= 0;
    put_intervals(s, g, c, &ours);
    put_line(s, g, c, p, c->value, true);
    put_line(s, g, c, p, c->comparator, false);
    put_name(s, g, c, p, is_above ? c->upper : c->lower, is_above, TEXT_STRONG,
             grid_text(g, 0, grid_column(g, "value_name")));
    put_name(s, g, c, p, c->comparator, !is_above, TEXT_CONTEXT,
             grid_text(g, 0, grid_column(g, "comparator_name")));
    put_numbers(
        s, g, c, &ours,
        &(struct numbers){ FIGURE_DECIMAL, unit, TEXT_STRONG, is_above });
    put_numbers(
        s, g, c, &theirs,
        &(struct numbers){ FIGURE_DECIMAL, unit, TEXT_CONTEXT, !is_above });
}

static void put_gap(struct sketch *s, const struct grid *g,
                    const struct gap_columns *c, const struct panel *p)
{
    struct series gap = { p, c->gap, c->gap_lower, c->gap_upper };

    sketch_line(s, INK_CENTRE, p->left, panel_y(p, 0), p->right, panel_y(p, 0));
    put_intervals(s, g, c, &gap);
    put_line(s, g, c, p, c->gap, true);
    put_numbers(
        s, g, c, &gap,
        &(struct numbers){ FIGURE_SIGNED, "", TEXT_STRONG, p->y1 > -p->y0 });
    sketch_text(s, p->left, p->top - 28, TEXT_HEADING, SIDE_LEFT,
                grid_text(g, 0, grid_column(g, "gap_name")));
}

static bool any_so_far(const struct grid *g, const struct gap_columns *c)
{
    bool found = false;

    for (size_t i = 0; i < g->row_count; i++)
        found |=
            !is_over(g, c, i) && grid_at(g, i, c->value)->kind == CELL_NUMBER;
    return found;
}

int draw_gap(struct sketch *s, const struct grid *g,
             const struct sketch_words *words, struct err *err)
{
    struct gap_columns c = {
        grid_column(g, "label"),
        grid_column(g, "is_so_far"),
        grid_column(g, "is_named"),
        grid_column(g, "value"),
        grid_column(g, "lower"),
        grid_column(g, "upper"),
        grid_column(g, "comparator_value"),
        grid_column(g, "gap"),
        grid_column(g, "gap_lower"),
        grid_column(g, "gap_upper"),
    };
    double y = sketch_head(s, words) + 14;
    struct panel panels[2];
    const char *unit;

    if (c.label < 0 || c.value < 0 || c.gap_upper < 0 || g->row_count == 0)
        return err_set(err, ERR_INTERNAL, "the chart has no figures");
    unit = grid_text(g, 0, grid_column(g, "unit"));
    panels[0] =
        (struct panel){ .left = LEFT,
                        .right = any_so_far(g, &c) ? RIGHT_SO_FAR : RIGHT,
                        .top = y,
                        .bottom = y + LEVELS_HEIGHT,
                        .x0 = 0.4,
                        .x1 = (double)g->row_count + 0.6 };
    panels[1] = panels[0];
    panels[1].top = panels[0].bottom + BETWEEN;
    panels[1].bottom = panels[1].top + GAP_HEIGHT;
    fit_panels(panels, g, &c);
    put_holes(s, g, &c, panels);
    sketch_y_axis(s, &panels[0], unit, false);
    sketch_y_axis(s, &panels[1], "", true);
    put_levels(s, g, &c, &panels[0], unit);
    put_gap(s, g, &c, &panels[1]);
    put_categories(s, g, &c, &panels[1]);
    sketch_foot(s, panels[1].bottom + 106, words);
    return 0;
}
