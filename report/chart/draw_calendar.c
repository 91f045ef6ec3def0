#include <math.h>
#include <string.h>

#include "core/date.h"
#include "core/err.h"
#include "report/words/figure.h"
#include "report/words/grid.h"
#include "report/words/panel.h"
#include "report/words/sketch.h"

/*
 * A value a school day: weeks across, Monday to Friday down. Columns: date and
 * value (a symbol where it is withheld), whole numbers; and the same in each
 * row: unit. Days without a row are holidays, which stay white. A year is
 * wrapped where a cell would be too small for its number.
 *
 * The darker of SKETCH_BINS shades the more: of equal width, from the rounded
 * values, so that one number never has two shades.
 */
#define LEFT 92.0
#define RIGHT 978.0
#define WEEKS 26 /* across */
#define CELL 38.0
#define MONTH 30.0
#define BETWEEN 34.0
#define DARK 3 /* the first shade that takes light letters */

struct calendar {
    date_t first; /* Monday of the first week */
    double top;
    int date, value;
    double least, width; /* of the lightest shade; of each */
    const char *unit;
};

static double cell_width(void)
{
    return (RIGHT - LEFT) / WEEKS;
}

static double week_x(size_t week)
{
    return LEFT + (double)(week % WEEKS) * cell_width();
}

static double week_y(const struct calendar *c, size_t week)
{
    size_t row = week / WEEKS;

    return c->top + (double)row * (5 * CELL + MONTH + BETWEEN);
}

static void fit(struct calendar *c, const struct grid *g)
{
    double least = INFINITY, most = -INFINITY;

    for (size_t i = 0; i < g->row_count; i++) {
        double value = grid_number(g, i, c->value);

        if (isfinite(value)) {
            least = fmin(least, figure_round(value, 0));
            most = fmax(most, figure_round(value, 0));
        }
    }
    c->least = least;
    c->width = fmax(1, ceil((most - least + 1) / SKETCH_BINS));
}

static size_t bin_of(const struct calendar *c, double value)
{
    double bin = floor((figure_round(value, 0) - c->least) / c->width);

    return (size_t)fmin(bin, SKETCH_BINS - 1);
}

static void put_cell(struct sketch *s, const struct grid *g, size_t row,
                     const struct calendar *c, size_t week, size_t day)
{
    const struct grid_cell *cell = grid_at(g, row, c->value);
    double x = week_x(week);
    double y = week_y(c, week) + (double)day * CELL;
    struct box box = { x, x + cell_width() - 2, y, y + CELL - 2 };
    double middle = (box.left + box.right) / 2;
    size_t bin;

    if (cell->kind != CELL_NUMBER) {
        sketch_area(s, INK_HOLE, box);
        return;
    }
    bin = bin_of(c, cell->number);
    sketch_area(s, (enum ink)(INK_BIN + bin), box);
    sketch_figure(s, middle, y + CELL / 2 - 1,
                  bin >= DARK ? TEXT_LIGHT : TEXT_PLAIN, SIDE_CENTRE,
                  cell->number, FIGURE_COUNT, "");
}

static void put_days(struct sketch *s, const struct calendar *c, size_t weeks)
{
    static const char *const names[] = { "Mon", "Tue", "Wed", "Thu", "Fri" };

    for (size_t week = 0; week < weeks; week += WEEKS)
        for (size_t day = 0; day < 5; day++)
            sketch_text(s, LEFT - 14,
                        week_y(c, week) + ((double)day + 0.5) * CELL, TEXT_AXIS,
                        SIDE_RIGHT, names[day]);
}

/* Over the first week of each month that has a day in it. */
static void put_month(struct sketch *s, const struct grid *g, size_t row,
                      const struct calendar *c, size_t week)
{
    const char *date = grid_text(g, row, c->date);
    char text[FIGURE_TEXT_SIZE];

    if (row && !strncmp(date, grid_text(g, row - 1, c->date), 7))
        return;
    figure_write_month(date, text);
    sketch_text(s, week_x(week), week_y(c, week) - 22, TEXT_AXIS, SIDE_LEFT,
                text);
}

/* What each shade stands for, in words. */
static double put_key(struct sketch *s, const struct calendar *c, double y)
{
    double x = LEFT;

    for (size_t i = 0; i < SKETCH_BINS; i++) {
        double from = c->least + (double)i * c->width;
        double to = from + c->width - 1;
        struct str text = STR_INIT;

        if (to > from)
            str_addf(&text, "%.0f\xE2\x80\x93%.0f%s", from, to, c->unit);
        else
            str_addf(&text, "%.0f%s", from, c->unit);
        sketch_area(s, (enum ink)(INK_BIN + i),
                    (struct box){ x, x + 30, y - 15, y + 15 });
        sketch_text(s, x + 40, y, TEXT_AXIS, SIDE_LEFT, text.text);
        x += 40 + sketch_width(TEXT_AXIS, text.text) + 36;
        str_release(&text);
    }
    return y;
}

int draw_calendar(struct sketch *s, const struct grid *g,
                  const struct sketch_words *words, struct err *err)
{
    struct calendar c = { .date = grid_column(g, "date"),
                          .value = grid_column(g, "value") };
    double y = sketch_head(s, words) + 14;
    size_t weeks = 0;

    if (g->row_count == 0 || c.date < 0 || c.value < 0)
        return err_set(err, ERR_INTERNAL, "the chart has no figures");
    c.unit = grid_text(g, 0, grid_column(g, "unit"));
    c.first = date_monday(date_parse_iso(grid_text(g, 0, c.date)));
    c.top = y + MONTH;
    fit(&c, g);
    if (!isfinite(c.least))
        return err_set(err, ERR_INTERNAL, "the chart has nothing to show");
    for (size_t i = 0; i < g->row_count; i++) {
        date_t date = date_parse_iso(grid_text(g, i, c.date));
        size_t week = (size_t)(date - c.first) / 7;
        size_t day = (size_t)(date - c.first) % 7;

        if (day > 4)
            continue;
        put_cell(s, g, i, &c, week, day);
        put_month(s, g, i, &c, week);
        weeks = week + 1;
    }
    put_days(s, &c, weeks);
    y = week_y(&c, weeks - 1) + 5 * CELL;
    sketch_foot(s, put_key(s, &c, y + 40) + 52, words);
    return 0;
}
