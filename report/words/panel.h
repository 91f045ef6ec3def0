#ifndef REPORT_WORDS_PANEL_H
#define REPORT_WORDS_PANEL_H
#include <stdbool.h>
#include <stddef.h>

#include "report/words/sketch.h"

/*
 * panel: a part of a sketch with two scales, and what stands beside them.
 */
struct panel {
    double left, right, top, bottom; /* pixels */
    double x0, x1, y0, y1;           /* ranges */
    double x_step, y_step;
};

/* Pixels of a value. */
double panel_x(const struct panel *p, double x);
double panel_y(const struct panel *p, double y);
/* A range and step that hold the values and can be read: 1, 2, 5 or 10. */
void panel_fit(double least, double most, size_t lines, double *from,
               double *to, double *step);

/*
 * Numbers along the left or the bottom, at the panel's steps, each followed by
 * `unit`, and the lines of the grid at them. Signed: +4, 0, and a minus.
 */
void sketch_y_axis(struct sketch *s, const struct panel *p, const char *unit,
                   bool is_signed);
void sketch_x_axis(struct sketch *s, const struct panel *p, const char *unit);
/* The grid, and the numbers, without the other. */
void sketch_y_grid(struct sketch *s, const struct panel *p);
void sketch_y_numbers(struct sketch *s, const struct panel *p, const char *unit,
                      bool is_signed);
void sketch_x_numbers(struct sketch *s, const struct panel *p,
                      const char *unit);
/* A line that these have no figure, and why by its symbol; y after it. */
double sketch_reason(struct sketch *s, char symbol, const char *names,
                     double y);
/*
 * A line for each reason that rows have no figure for, with their names: the
 * first of the columns that is a symbol tells it. y after them, or y itself
 * where all rows have figures.
 */
double sketch_withheld(struct sketch *s, const struct grid *g, int name,
                       const int *columns, size_t count, double y);
/* How wide the widest text of a column is. */
double sketch_widest(const struct grid *g, int column, enum text_style style);

/* Move places apart until they are `least` from each other, in their order. */
void sketch_spread(double *places, size_t count, double least, double low,
                   double high);

#endif /* REPORT_WORDS_PANEL_H */
