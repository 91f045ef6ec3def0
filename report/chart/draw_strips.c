#include <math.h>
#include <string.h>

#include "core/err.h"
#include "report/words/figure.h"
#include "report/words/grid.h"
#include "report/words/panel.h"
#include "report/words/sketch.h"

/*
 * A rate with its interval in each of a few places, beside what all of them
 * together have. Columns: name, value, lower, upper, expected, flag, counts
 * (text: "12 of 40"), and the same in each row: unit, counts_name. Rows come in
 * the order in which they are drawn; those without a value are named below.
 */
#define RIGHT 800.0
#define COUNTS_AT 978.0
#define LABEL_MOST 330.0
#define ROW 58.0

struct strips {
    struct panel panel;
    int name, value, lower, upper, flag, counts;
    double expected;
    const char *unit;
};

static bool is_drawn(const struct grid *g, const struct strips *t, size_t row)
{
    return isfinite(grid_number(g, row, t->value));
}

static enum ink ink_of(const char *flag)
{
    if (!strcmp(flag, "above_99_8"))
        return INK_DOT_FAR;
    return !strcmp(flag, "above_95") ? INK_DOT_ABOVE : INK_DOT_OURS;
}

static double greatest(const struct grid *g, const struct strips *t)
{
    double most = t->expected;

    for (size_t i = 0; i < g->row_count; i++)
        if (is_drawn(g, t, i)) {
            most = fmax(most, grid_number(g, i, t->value));
            if (isfinite(grid_number(g, i, t->upper)))
                most = fmax(most, grid_number(g, i, t->upper));
        }
    return most > 0 ? most : 1;
}

/* Where a number begins: behind the line of all schools, if it met that. */
static double beside_expected(const struct strips *t, double x,
                              enum text_style style, double value)
{
    double line = panel_x(&t->panel, figure_round(t->expected, 1));
    char number[FIGURE_TEXT_SIZE];
    struct str text = STR_INIT;
    double width;

    figure_write(value, FIGURE_DECIMAL, number);
    str_addf(&text, "%s%s", number, t->unit);
    width = sketch_width(style, text.text);
    str_release(&text);
    return x < line + 8 && x + width + 8 > line ? line + 12 : x;
}

static void put_row(struct sketch *s, const struct grid *g, size_t row,
                    const struct strips *t, double y)
{
    const struct panel *p = &t->panel;
    enum ink ink = ink_of(grid_text(g, row, t->flag));
    double value = figure_round(grid_number(g, row, t->value), 1);
    double lower = grid_number(g, row, t->lower);
    double upper = grid_number(g, row, t->upper);
    double end = panel_x(p, isfinite(upper) ? upper : value) + 26;
    enum text_style style = ink == INK_DOT_OURS ? TEXT_STRONG : TEXT_CONCERN;

    sketch_name(s, p->left - 16, y, grid_text(g, row, t->name),
                p->left - 16 - SKETCH_MARGIN);
    if (isfinite(lower) && isfinite(upper))
        sketch_range(s, panel_x(p, figure_round(lower, 1)),
                     panel_x(p, figure_round(upper, 1)), y);
    sketch_to(s, ink, panel_x(p, value), y);
    sketch_figure(s, beside_expected(t, end, style, value), y, style, SIDE_LEFT,
                  value, FIGURE_DECIMAL, t->unit);
    sketch_text(s, COUNTS_AT, y, TEXT_PLAIN, SIDE_RIGHT,
                grid_text(g, row, t->counts));
}

/* What all have together, as a line with its number over it. */
static void put_expected(struct sketch *s, const struct strips *t)
{
    const struct panel *p = &t->panel;
    double x = panel_x(p, figure_round(t->expected, 1));
    char number[FIGURE_TEXT_SIZE];
    struct str text = STR_INIT;

    figure_write(t->expected, FIGURE_DECIMAL, number);
    str_addf(&text, "All schools %s%s", number, t->unit);
    sketch_line(s, INK_CENTRE, x, p->top - 6, x, p->bottom);
    sketch_text(s, x + 8, p->top - 26, TEXT_HEADING, SIDE_LEFT, text.text);
    str_release(&text);
}

int draw_strips(struct sketch *s, const struct grid *g,
                const struct sketch_words *words, struct err *err)
{
    struct strips t = {
        .name = grid_column(g, "name"),
        .value = grid_column(g, "value"),
        .lower = grid_column(g, "lower"),
        .upper = grid_column(g, "upper"),
        .flag = grid_column(g, "flag"),
        .counts = grid_column(g, "counts"),
        .expected = NAN,
    };
    struct panel *p = &t.panel;
    double y = sketch_head(s, words) + 14;
    size_t drawn = 0;
    double at;

    for (size_t row = 0; row < g->row_count; row++)
        if (is_drawn(g, &t, row)) {
            t.expected = grid_number(g, row, grid_column(g, "expected"));
            t.unit = grid_text(g, row, grid_column(g, "unit"));
            drawn++;
        }
    if (drawn == 0 || !isfinite(t.expected))
        return err_set(err, ERR_INTERNAL, "the chart has nothing to show");
    *p = (struct panel){
        .left = SKETCH_MARGIN + 16
                + fmin(sketch_widest(g, t.name, TEXT_PLAIN), LABEL_MOST),
        .right = RIGHT,
        .top = y + 40,
        .bottom = y + 40 + ROW * (double)drawn,
    };
    panel_fit(0, greatest(g, &t) * 1.16, 5, &p->x0, &p->x1, &p->x_step);
    sketch_x_axis(s, p, t.unit);
    put_expected(s, &t);
    sketch_text(s, COUNTS_AT, p->top - 26, TEXT_HEADING, SIDE_RIGHT,
                grid_text(g, 0, grid_column(g, "counts_name")));
    at = p->top + ROW / 2;
    for (size_t row = 0; row < g->row_count; row++)
        if (is_drawn(g, &t, row)) {
            put_row(s, g, row, &t, at);
            at += ROW;
        }
    y = sketch_withheld(s, g, t.name, &t.value, 1, p->bottom + 70);
    sketch_foot(s, y, words);
    return 0;
}
