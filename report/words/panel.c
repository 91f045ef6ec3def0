#include "report/words/panel.h"

#include <math.h>
#include <stdbool.h>

#include "core/str.h"
#include "report/words/figure.h"
#include "report/words/grid.h"

double panel_x(const struct panel *p, double x)
{
    return p->left + (x - p->x0) / (p->x1 - p->x0) * (p->right - p->left);
}

double panel_y(const struct panel *p, double y)
{
    return p->bottom - (y - p->y0) / (p->y1 - p->y0) * (p->bottom - p->top);
}

void panel_fit(double least, double most, size_t lines, double *from,
               double *to, double *step)
{
    static const double nice[] = { 1, 2, 5, 10 };
    double span = most > least ? most - least : 1;
    double unit = pow(10, floor(log10(span / (double)lines)));
    size_t which = 0;

    while (which < 3 && span / (unit * nice[which]) > (double)lines)
        which++;
    *step = unit * nice[which];
    *from = floor(least / *step + 1e-9) * *step;
    *to = ceil(most / *step - 1e-9) * *step;
    if (*to <= *from)
        *to = *from + *step;
}

/* A step's number in as few figures as the steps need. */
static void put_step(struct sketch *s, double x, double y, enum text_side side,
                     double value, double step, const char *unit,
                     bool is_signed)
{
    char number[FIGURE_TEXT_SIZE];
    struct str label = STR_INIT;

    figure_write(value, step < 1 ? FIGURE_DECIMAL : FIGURE_COUNT, number);
    if (is_signed && figure_round(value, 1) > 0)
        str_add_c(&label, '+');
    str_addf(&label, "%s%s", number, unit);
    sketch_text(s, x, y, TEXT_AXIS, side, label.text);
    str_release(&label);
}

static int step_count(double from, double to, double step)
{
    return (int)floor((to - from) / step + 0.5);
}

void sketch_y_numbers(struct sketch *s, const struct panel *p, const char *unit,
                      bool is_signed)
{
    int count = step_count(p->y0, p->y1, p->y_step);

    for (int i = 0; i <= count; i++) {
        double value = p->y0 + i * p->y_step;

        put_step(s, p->left - 12, panel_y(p, value), SIDE_RIGHT, value,
                 p->y_step, unit, is_signed);
    }
}

void sketch_y_grid(struct sketch *s, const struct panel *p)
{
    int count = step_count(p->y0, p->y1, p->y_step);

    for (int i = 0; i <= count; i++) {
        double y = panel_y(p, p->y0 + i * p->y_step);

        sketch_line(s, INK_GRID, p->left, y, p->right, y);
    }
}

void sketch_y_axis(struct sketch *s, const struct panel *p, const char *unit,
                   bool is_signed)
{
    sketch_y_grid(s, p);
    sketch_y_numbers(s, p, unit, is_signed);
}

void sketch_x_numbers(struct sketch *s, const struct panel *p, const char *unit)
{
    int count = step_count(p->x0, p->x1, p->x_step);

    for (int i = 0; i <= count; i++) {
        double value = p->x0 + i * p->x_step;

        put_step(s, panel_x(p, value), p->bottom + 26, SIDE_CENTRE, value,
                 p->x_step, unit, false);
    }
}

void sketch_x_axis(struct sketch *s, const struct panel *p, const char *unit)
{
    int count = step_count(p->x0, p->x1, p->x_step);

    for (int i = 0; i <= count; i++) {
        double x = panel_x(p, p->x0 + i * p->x_step);

        sketch_line(s, INK_GRID, x, p->top, x, p->bottom);
    }
    sketch_x_numbers(s, p, unit);
}

/* Why a row has no figure; blank where it has. */
static char symbol_of(const struct grid *g, size_t row, const int *columns,
                      size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct grid_cell *cell = grid_at(g, row, columns[i]);

        if (cell->kind == CELL_SYMBOL)
            return cell->symbol;
    }
    return ' ';
}

double sketch_reason(struct sketch *s, char symbol, const char *names, double y)
{
    struct str text = STR_INIT;
    const char *words = "Not compared";

    if (symbol == 'c')
        words = "Not shown, so that no small number can be worked out";
    else if (symbol == 'u')
        words = "Too few children for a rate";
    else if (symbol == 'x')
        words = "Not available";
    str_addf(&text, "%s: %s.", words, names);
    y = sketch_lines(s, y, TEXT_SMALL, text.text);
    str_release(&text);
    return y;
}

double sketch_withheld(struct sketch *s, const struct grid *g, int name,
                       const int *columns, size_t count, double y)
{
    for (const char *symbol = "cuxz"; *symbol; symbol++) {
        struct str names = STR_INIT;

        for (size_t row = 0; row < g->row_count; row++)
            if (symbol_of(g, row, columns, count) == *symbol)
                str_addf(&names, "%s%s", names.len ? ", " : "",
                         grid_text(g, row, name));
        if (names.len)
            y = sketch_reason(s, *symbol, names.text, y);
        str_release(&names);
    }
    return y;
}

double sketch_widest(const struct grid *g, int column, enum text_style style)
{
    double widest = 0;

    for (size_t i = 0; i < g->row_count; i++)
        widest = fmax(widest, sketch_width(style, grid_text(g, i, column)));
    return widest;
}

void sketch_spread(double *places, size_t count, double least, double low,
                   double high)
{
    /* Push down from the top, then up from the bottom, half each time. */
    for (int round = 0; round < 200; round++) {
        bool moved = false;

        for (size_t i = 1; i < count; i++) {
            double gap = places[i] - places[i - 1];

            if (gap < least - 0.01) {
                places[i - 1] -= (least - gap) / 2;
                places[i] += (least - gap) / 2;
                moved = true;
            }
        }
        if (count && places[0] < low - 0.01) {
            places[0] = low;
            moved = true;
        }
        if (count && places[count - 1] > high + 0.01) {
            places[count - 1] = high;
            moved = true;
        }
        if (!moved)
            return;
    }
}
