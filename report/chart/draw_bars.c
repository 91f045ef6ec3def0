#include <math.h>

#include "core/err.h"
#include "report/words/figure.h"
#include "report/words/grid.h"
#include "report/words/panel.h"
#include "report/words/sketch.h"

/*
 * Two bars in each row, ours over what it is compared with. Columns: label,
 * value, comparator_value, and the same in each row: value_name,
 * comparator_name, unit. Rows come in the order in which they are drawn; those
 * without a figure are named below.
 */
#define RIGHT 944.0
#define LABEL_MOST 380.0
#define ROW 84.0
#define BAR 30.0
#define KEY 24.0

struct bars {
    struct panel panel;
    int label, value, comparator;
    const char *unit;
};

static bool is_drawn(const struct grid *g, const struct bars *b, size_t row)
{
    return isfinite(grid_number(g, row, b->value));
}

static void put_bar(struct sketch *s, const struct bars *b, double y,
                    double value, bool is_ours)
{
    const struct panel *p = &b->panel;
    double end;

    if (!isfinite(value))
        return;
    value = figure_round(value, 1);
    end = panel_x(p, value);
    sketch_area(s, is_ours ? INK_BAR_OURS : INK_BAR_OTHERS,
                (struct box){ p->left, end, y, y + BAR });
    sketch_figure(s, end + 10, y + BAR / 2,
                  is_ours ? TEXT_STRONG : TEXT_CONTEXT, SIDE_LEFT, value,
                  FIGURE_DECIMAL, b->unit);
}

/* The groups' names, as a key in one line over the rows. */
static void put_key(struct sketch *s, const struct grid *g, double y)
{
    static const char *const names[] = { "value_name", "comparator_name" };
    static const enum ink looks[] = { INK_BAR_OURS, INK_BAR_OTHERS };
    static const enum text_style styles[] = { TEXT_STRONG, TEXT_CONTEXT };
    double x = SKETCH_MARGIN;

    for (size_t i = 0; i < 2; i++) {
        const char *name = grid_text(g, 0, grid_column(g, names[i]));

        sketch_area(s, looks[i],
                    (struct box){ x, x + KEY, y - KEY / 2, y + KEY / 2 });
        sketch_text(s, x + KEY + 10, y, styles[i], SIDE_LEFT, name);
        x += KEY + 10 + sketch_width(styles[i], name) + 44;
    }
}

int draw_bars(struct sketch *s, const struct grid *g,
              const struct sketch_words *words, struct err *err)
{
    struct bars b = { .label = grid_column(g, "label"),
                      .value = grid_column(g, "value"),
                      .comparator = grid_column(g, "comparator_value") };
    struct panel *p = &b.panel;
    double y = sketch_head(s, words) + 14;
    double most = 0;
    size_t drawn = 0;

    for (size_t row = 0; row < g->row_count; row++)
        if (is_drawn(g, &b, row)) {
            most = fmax(most, grid_number(g, row, b.value));
            most = fmax(most, grid_number(g, row, b.comparator));
            drawn++;
        }
    if (drawn == 0 || b.label < 0)
        return err_set(err, ERR_INTERNAL, "the chart has nothing to show");
    b.unit = grid_text(g, 0, grid_column(g, "unit"));
    *p = (struct panel){
        .left = SKETCH_MARGIN + 16
                + fmin(sketch_widest(g, b.label, TEXT_PLAIN), LABEL_MOST),
        .right = RIGHT,
        .top = y + 32,
        .bottom = y + 32 + ROW * (double)drawn,
    };
    panel_fit(0, fmax(most, 0.1) * 1.16, 5, &p->x0, &p->x1, &p->x_step);
    put_key(s, g, y);
    sketch_x_axis(s, p, b.unit);
    y = p->top;
    for (size_t row = 0; row < g->row_count; row++) {
        if (!is_drawn(g, &b, row))
            continue;
        sketch_name(s, p->left - 16, y + ROW / 2, grid_text(g, row, b.label),
                    p->left - 16 - SKETCH_MARGIN);
        put_bar(s, &b, y + ROW / 2 - BAR, grid_number(g, row, b.value), true);
        put_bar(s, &b, y + ROW / 2, grid_number(g, row, b.comparator), false);
        y += ROW;
    }
    y = sketch_withheld(s, g, b.label, &b.value, 1, p->bottom + 70);
    sketch_foot(s, y, words);
    return 0;
}
