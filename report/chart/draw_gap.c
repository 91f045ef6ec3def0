#include <math.h>
#include <stdio.h>

#include "core/err.h"
#include "report/words/figure.h"
#include "report/words/grid.h"
#include "report/words/sketch.h"

/*
 * gap over time. Columns: label, value, lower, upper, comparator_value, gap,
 * gap_lower, gap_upper, and the same in each row: value_name, comparator_name,
 * gap_name, unit ("%" or "").
 */
#define LEFT 74.0
#define RIGHT 728.0
#define LABEL_LEFT 738.0
#define LEVELS_HEIGHT 250.0
#define GAP_HEIGHT 150.0
#define BETWEEN 52.0
#define LINE 24.0

struct gap_columns {
    int label, value, lower, upper, comparator, gap, gap_lower, gap_upper;
};

static void widen(double value, double *least, double *most)
{
    if (!isfinite(value))
        return;
    if (value < *least)
        *least = value;
    if (value > *most)
        *most = value;
}

static void fit(struct panel *panel, double least, double most, size_t lines)
{
    if (least > most) {
        least = 0;
        most = 1;
    }
    panel_fit(least, most, lines, &panel->y0, &panel->y1, &panel->y_step);
}

static void fit_panels(struct sketch *s, const struct grid *g,
                       const struct gap_columns *c)
{
    double least = INFINITY, most = -INFINITY;
    double gap_least = 0, gap_most = 0;

    for (size_t i = 0; i < g->row_count; i++) {
        widen(grid_number(g, i, c->value), &least, &most);
        widen(grid_number(g, i, c->lower), &least, &most);
        widen(grid_number(g, i, c->upper), &least, &most);
        widen(grid_number(g, i, c->comparator), &least, &most);
        widen(grid_number(g, i, c->gap), &gap_least, &gap_most);
        widen(grid_number(g, i, c->gap_lower), &gap_least, &gap_most);
        widen(grid_number(g, i, c->gap_upper), &gap_least, &gap_most);
    }
    /* From zero, unless that would squeeze the lines together. */
    if (least > 0 && least < 0.6 * most)
        least = 0;
    fit(&s->panels[0], least, most, 4);
    fit(&s->panels[1], gap_least, gap_most, 4);
}

static void put_categories(struct sketch *s, const struct grid *g,
                           const struct gap_columns *c)
{
    const struct panel *p = &s->panels[1];
    double room = (p->right - p->left) / (double)g->row_count;
    size_t every = 1;
    double widest = 0;

    for (size_t i = 0; i < g->row_count; i++) {
        double width = sketch_width(TEXT_AXIS, grid_text(g, i, c->label));

        widest = width > widest ? width : widest;
    }
    while (room * (double)every < widest + 10)
        every++;
    /* The last is always named. */
    for (size_t i = 0; i < g->row_count; i++)
        if ((g->row_count - 1 - i) % every == 0)
            sketch_text(s, panel_x(p, (double)i + 1), p->bottom + 24, TEXT_AXIS,
                        SIDE_CENTRE, grid_text(g, i, c->label));
}

/* The two names at the end of their lines, pushed apart. */
static void put_ends(struct sketch *s, const struct grid *g,
                     const struct gap_columns *c, const char *unit)
{
    const struct panel *p = &s->panels[0];
    size_t last = g->row_count - 1;
    double value = grid_number(g, last, c->value);
    double comparator = grid_number(g, last, c->comparator);
    bool is_above = value >= comparator;
    double places[2];
    double gap = grid_number(g, last, c->gap);
    char number[FIGURE_TEXT_SIZE];
    char low[FIGURE_TEXT_SIZE];
    char label[256];

    if (!isfinite(value) || !isfinite(comparator) || !isfinite(gap))
        return;
    places[0] = panel_y(p, is_above ? value : comparator);
    places[1] = panel_y(p, is_above ? comparator : value);
    sketch_spread(places, 2, 2 * LINE, p->top + LINE, p->bottom - LINE);
    figure_write(value, FIGURE_DECIMAL, number);
    snprintf(label, sizeof(label), "%s%s", number, unit);
    sketch_text(s, LABEL_LEFT, places[is_above ? 0 : 1] - LINE / 2, TEXT_STRONG,
                SIDE_LEFT, grid_text(g, last, grid_column(g, "value_name")));
    sketch_text(s, LABEL_LEFT, places[is_above ? 0 : 1] + LINE / 2, TEXT_STRONG,
                SIDE_LEFT, label);
    figure_write(comparator, FIGURE_DECIMAL, number);
    snprintf(label, sizeof(label), "%s%s", number, unit);
    sketch_text(s, LABEL_LEFT, places[is_above ? 1 : 0] - LINE / 2,
                TEXT_CONTEXT, SIDE_LEFT,
                grid_text(g, last, grid_column(g, "comparator_name")));
    sketch_text(s, LABEL_LEFT, places[is_above ? 1 : 0] + LINE / 2,
                TEXT_CONTEXT, SIDE_LEFT, label);

    figure_write(gap, FIGURE_SIGNED, number);
    snprintf(label, sizeof(label), "Gap, %s", number);
    places[0] = panel_y(&s->panels[1], gap);
    sketch_text(s, LABEL_LEFT, places[0] - LINE / 2, TEXT_STRONG, SIDE_LEFT,
                label);
    if (!isfinite(grid_number(g, last, c->gap_lower)))
        return;
    figure_write(grid_number(g, last, c->gap_lower), FIGURE_SIGNED, low);
    figure_write(grid_number(g, last, c->gap_upper), FIGURE_SIGNED, number);
    snprintf(label, sizeof(label), "95%% interval %s to %s", low, number);
    sketch_text(s, LABEL_LEFT, places[0] + LINE / 2, TEXT_SMALL, SIDE_LEFT,
                label);
}

static void put_rows(struct sketch *s, const struct grid *g,
                     const struct gap_columns *c)
{
    const struct panel *p = &s->panels[0];

    for (size_t i = 0; i < g->row_count; i++) {
        double x = (double)i + 1;
        double row[8] = { x,
                          grid_number(g, i, c->value),
                          grid_number(g, i, c->lower),
                          grid_number(g, i, c->upper),
                          grid_number(g, i, c->comparator),
                          grid_number(g, i, c->gap),
                          grid_number(g, i, c->gap_lower),
                          grid_number(g, i, c->gap_upper) };
        double hole[2] = { x - 0.45, x + 0.45 };
        const struct grid_cell *cell = grid_at(g, i, c->value);
        char symbol[4];

        for (size_t j = 1; j < 8; j++)
            row[j] = isfinite(row[j]) ? figure_round(row[j], 1) : row[j];
        if (cell->kind == CELL_NUMBER) {
            sketch_row(&s->data[0], row, 8);
            continue;
        }
        str_add(&s->data[0], "\n");
        sketch_row(&s->data[1], hole, 2);
        snprintf(symbol, sizeof(symbol), "[%c]",
                 cell->kind == CELL_SYMBOL ? cell->symbol : 'x');
        sketch_text(s, panel_x(p, x), (p->top + p->bottom) / 2, TEXT_SMALL,
                    SIDE_CENTRE, symbol);
    }
}

int draw_gap(struct sketch *s, const struct grid *g,
             const struct sketch_words *words, struct err *err)
{
    struct gap_columns c = {
        grid_column(g, "label"),
        grid_column(g, "value"),
        grid_column(g, "lower"),
        grid_column(g, "upper"),
        grid_column(g, "comparator_value"),
        grid_column(g, "gap"),
        grid_column(g, "gap_lower"),
        grid_column(g, "gap_upper"),
    };
    double y = sketch_head(s, words) + 28;
    const char *unit;

    if (c.label < 0 || c.value < 0 || c.gap_upper < 0 || g->row_count == 0)
        return err_set(err, ERR_INTERNAL, "the chart has no figures");
    unit = grid_text(g, 0, grid_column(g, "unit"));
    s->panels[0] = (struct panel){ .left = LEFT,
                                   .right = RIGHT,
                                   .top = y,
                                   .bottom = y + LEVELS_HEIGHT,
                                   .x0 = 0.4,
                                   .x1 = (double)g->row_count + 0.6 };
    s->panels[1] = s->panels[0];
    s->panels[1].top = s->panels[0].bottom + BETWEEN;
    s->panels[1].bottom = s->panels[1].top + GAP_HEIGHT;
    fit_panels(s, g, &c);
    put_rows(s, g, &c);
    sketch_y_axis(s, &s->panels[0], unit, false);
    sketch_y_axis(s, &s->panels[1], "", true);
    put_categories(s, g, &c);
    put_ends(s, g, &c, unit);
    sketch_text(s, LEFT, s->panels[1].top - 22, TEXT_HEADING, SIDE_LEFT,
                grid_text(g, 0, grid_column(g, "gap_name")));
    /* How many holes there are, for the script. */
    s->panels[0].x_step = s->data[1].len > 0;
    sketch_foot(s, s->panels[1].bottom + 64, words);
    return 0;
}
