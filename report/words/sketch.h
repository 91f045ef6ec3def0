#ifndef REPORT_WORDS_SKETCH_H
#define REPORT_WORDS_SKETCH_H
#include <stdbool.h>
#include <stddef.h>

#include "core/str.h"

struct err;
struct grid;

/*
 * sketch: what a chart is before gnuplot draws it: panels with their ranges,
 * data files and every word with its place. gnuplot cannot keep labels apart,
 * so places are found here, in pixels of a canvas SKETCH_WIDTH wide with y
 * counted from the top.
 */
#define SKETCH_WIDTH 1000.0
#define SKETCH_DATA 3

enum text_style {
    TEXT_TITLE,
    TEXT_SUBTITLE,
    TEXT_AXIS,
    TEXT_SOURCE,
    TEXT_STRONG,  /* about the group of the chart */
    TEXT_CONTEXT, /* about what it is compared with */
    TEXT_CONCERN,
    TEXT_PLAIN,
    TEXT_HEADING,
    TEXT_SMALL,
    TEXT_STYLES
};

enum text_side { SIDE_LEFT, SIDE_CENTRE, SIDE_RIGHT, SIDES };

struct panel {
    double left, right, top, bottom; /* pixels */
    double x0, x1, y0, y1;           /* ranges */
    double x_step, y_step;
};

struct box {
    double left, right, top, bottom;
};

struct word {
    double x, y;
    enum text_style style;
    enum text_side side;
    char *text;
};

struct sketch {
    double height;
    struct panel panels[2];
    struct str data[SKETCH_DATA]; /* n-a.tsv, n-b.tsv, n-c.tsv */
    struct word *words;
    size_t word_count, word_capacity;
    /* What labels must keep clear of, and those placed so far. */
    struct box *taken;
    size_t taken_count, taken_capacity;
};

/* Titles of a chart, filled in. */
struct sketch_words {
    const char *title;
    const char *subtitle;
    const char *source;
};

void sketch_init(struct sketch *s);
void sketch_release(struct sketch *s);

/* Width of a text in pixels (metrics of Arial) and its height. */
double sketch_width(enum text_style style, const char *text);
double sketch_size(enum text_style style);
/* Bytes of the words that fit in `width`; at least one word. */
size_t sketch_fitting(enum text_style style, const char *text, double width);

/* Put a text with its middle at y. */
void sketch_text(struct sketch *s, double x, double y, enum text_style style,
                 enum text_side side, const char *text);
/* The title and subtitle, in as many lines as they need; where they end. */
double sketch_head(struct sketch *s, const struct sketch_words *words);
/* The source line; sets the height of the canvas. */
void sketch_foot(struct sketch *s, double y, const struct sketch_words *words);

/* Pixels of a value. */
double panel_x(const struct panel *p, double x);
double panel_y(const struct panel *p, double y);
/* A range and step that hold the values and can be read: 1, 2, 5 or 10. */
void panel_fit(double least, double most, size_t lines, double *from,
               double *to, double *step);

/*
 * Numbers along the left or the bottom, at the panel's steps, each followed by
 * `unit`. Signed: +4, 0, and a minus.
 */
void sketch_y_axis(struct sketch *s, const struct panel *p, const char *unit,
                   bool is_signed);
void sketch_x_axis(struct sketch *s, const struct panel *p, const char *unit);

/* Keep labels off a box. */
void sketch_take(struct sketch *s, struct box box);
/*
 * Label a point: to its right, left, above or below, where the text meets
 * nothing taken and stays in `inside`. False (and nothing put) if nowhere.
 */
bool sketch_label(struct sketch *s, double x, double y, double gap,
                  const struct box *inside, enum text_style style,
                  const char *text);
/* Move places apart until they are `least` from each other, in their order. */
void sketch_spread(double *places, size_t count, double least, double low,
                   double high);

/* The words as text.gp reads them; how many blocks there are. */
size_t sketch_write_words(const struct sketch *s, struct str *out);

/* A row of numbers, NaN for those that are missing. */
void sketch_row(struct str *data, const double *numbers, size_t count);

/* The kinds of charts; each reads its columns from the grid by name. */
int draw_gap(struct sketch *s, const struct grid *g,
             const struct sketch_words *words, struct err *err)
    __attribute__((warn_unused_result));
int draw_xmr(struct sketch *s, const struct grid *g,
             const struct sketch_words *words, struct err *err)
    __attribute__((warn_unused_result));
int draw_dumbbell(struct sketch *s, const struct grid *g,
                  const struct sketch_words *words, struct err *err)
    __attribute__((warn_unused_result));
int draw_funnel(struct sketch *s, const struct grid *g,
                const struct sketch_words *words, struct err *err)
    __attribute__((warn_unused_result));
int draw_pareto(struct sketch *s, const struct grid *g,
                const struct sketch_words *words, struct err *err)
    __attribute__((warn_unused_result));

#endif /* REPORT_WORDS_SKETCH_H */
