#ifndef REPORT_PAGE_DRAWING_H
#define REPORT_PAGE_DRAWING_H
#include <stdbool.h>
#include <stddef.h>

#include "report/words/grid.h"

struct str;

/*
 * drawing: the small pictures that stand inside cards and cells, as SVG of the
 * page itself: geometry in attributes, colours by class (report/html/page.css).
 * None says anything that is not beside it in words or numbers, so none is
 * heard (aria-hidden).
 *
 * strip  an interval as a bar with the value on it; of the same row, where they
 *        are there: `peers` a square, `before` an open circle, `england` an
 *        open square. Columns: value lower upper peers before england
 * band   a value (a dot; beyond a limit a triangle or diamond) in the limits
 *        for its size, what is expected, and its own interval. Columns: value
 *        expected lower_95 upper_95 lower_99_8 upper_99_8 lower upper
 * trend  numbers between ";", a line that breaks where one is missing
 */

/* Columns of a grid by name after a prefix; absent ones are NAN. */
#define DRAWING_COLUMNS 8

enum drawing_kind { DRAWING_STRIP, DRAWING_BAND };

struct drawing_scale {
    double from, to, step;
};

struct drawing {
    enum drawing_kind kind;
    const struct grid *grid;
    int at[DRAWING_COLUMNS];
    bool is_same; /* one scale for all rows */
    struct drawing_scale scale;
};

void drawing_begin(struct drawing *d, enum drawing_kind kind,
                   const struct grid *grid, const char *prefix, bool is_same);
/* False, and nothing put, where the row has no value to draw. With `unit` the
 * strip is large and its scale is written under it. */
bool drawing_put(struct str *out, const struct drawing *d, size_t row,
                 const char *unit);
bool drawing_put_trend(struct str *out, const char *numbers);

/* A sign: far, attention, watch, improved, same, data; false for any other
 * word. */
bool drawing_put_sign(struct str *out, const char *kind);
/* Where the kind stands among them, for sorting; none is last. */
int drawing_sign_place(const char *kind);
/* A mark and what it means: value, interval, before, peers, england, limits,
 * expected, attention, far; false, and nothing put, for any other. */
bool drawing_put_key(struct str *out, const char *mark, const char *words);

#endif /* REPORT_PAGE_DRAWING_H */
