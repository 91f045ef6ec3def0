#ifndef REPORT_WORDS_SKETCH_H
#define REPORT_WORDS_SKETCH_H
#include <stdbool.h>
#include <stddef.h>

#include "core/str.h"
#include "report/words/figure.h"

struct err;
struct grid;

/*
 * sketch: what a chart is before gnuplot draws it: shapes and words, each with
 * its place, in pixels of a canvas SKETCH_WIDTH wide with y counted from the
 * top. gnuplot cannot keep labels apart, so places are found here; how each
 * thing looks stands here too, and plot/sketch.gp draws whatever there is.
 *
 * Every text is readable where the picture is 100 mm wide: at 25 pixels of the
 * 1,000 it has 7 points there.
 */
#define SKETCH_WIDTH 1000.0
#define SKETCH_MARGIN 22.0
#define SKETCH_BINS 5

/* What can be drawn; later ones lie over earlier ones. */
enum ink {
    INK_HOLE, /* where there is no figure */
    INK_BAND, /* the usual range */
    INK_OUTER,
    INK_INNER,
    INK_INTERVAL,
    INK_GRID,
    INK_BIN, /* SKETCH_BINS shades, from light to dark */
    INK_BAR_OURS = INK_BIN + SKETCH_BINS,
    INK_BAR_REST,
    INK_BAR_OTHERS,
    INK_LIMIT,
    INK_WIDENED,
    INK_CENTRE, /* the mean, what is expected, zero */
    INK_DIVIDE,
    INK_RANGE, /* an interval as a bar, and as a thin line */
    INK_WHISKER,
    INK_LINK,
    INK_BEFORE, /* last year, the county behind a district */
    INK_CONTEXT,
    INK_OURS,
    INK_DOT_CONTEXT,
    INK_DOT_SMALL,
    INK_DOT_OURS,
    INK_DOT_INSIDE, /* of a hollow one */
    INK_DOT_HOLLOW,
    INK_DOT_RUN,
    INK_DOT_ABOVE,
    INK_DOT_FAR,
    INKS
};

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
    TEXT_LIGHT, /* on a dark shade */
    TEXT_STYLES
};

enum text_side { SIDE_LEFT, SIDE_CENTRE, SIDE_RIGHT, SIDES };

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
    struct str shapes[INKS]; /* "x<tab>y" a line; an empty one between two */
    bool is_broken[INKS];    /* another one begins with the next point */
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

/*
 * Shapes. sketch_break begins another of an ink, sketch_to goes on with it to a
 * point: a line, the outline of an area, or a mark at each point.
 */
void sketch_break(struct sketch *s, enum ink ink);
void sketch_to(struct sketch *s, enum ink ink, double x, double y);
void sketch_line(struct sketch *s, enum ink ink, double x0, double y0,
                 double x1, double y1);
void sketch_area(struct sketch *s, enum ink ink, struct box box);
/*
 * An interval as a bar, from x0 to x1 about y. It is an area: the first end of
 * a line so thick has a spike in a PNG, which is read as part of the interval.
 */
void sketch_range(struct sketch *s, double x0, double x1, double y);
/* A point that is not over yet: a ring, and nothing of a line within it. */
void sketch_hollow(struct sketch *s, double x, double y);

/* Put a text with its middle at y. */
void sketch_text(struct sketch *s, double x, double y, enum text_style style,
                 enum text_side side, const char *text);
/* The same of a number as it stands in a sentence, with what follows it. */
void sketch_figure(struct sketch *s, double x, double y, enum text_style style,
                   enum text_side side, double value, enum figure_format format,
                   const char *unit);
/*
 * A name that ends at x, in two lines at most; what does not fit is cut, and
 * said to be so by an ellipsis.
 */
void sketch_name(struct sketch *s, double x, double y, const char *name,
                 double width);
/* Lines from margin to margin; y of the line after. */
double sketch_lines(struct sketch *s, double y, enum text_style style,
                    const char *text);
/* The title and subtitle, in as many lines as they need; where they end. */
double sketch_head(struct sketch *s, const struct sketch_words *words);
/* The source line; sets the height of the canvas. */
void sketch_foot(struct sketch *s, double y, const struct sketch_words *words);

/* Keep labels off a box. */
void sketch_take(struct sketch *s, struct box box);
/*
 * Label a point: to its right, left, above or below, where the text meets
 * nothing taken and stays in `inside`. False (and nothing put) if nowhere.
 */
bool sketch_label(struct sketch *s, double x, double y, double gap,
                  const struct box *inside, enum text_style style,
                  const char *text);
/*
 * All of it as sketch.gp reads it: `data`, a block for each ink and each kind
 * of text, and `looks`, a row for each block after one of the canvas.
 */
void sketch_write(const struct sketch *s, struct str *looks, struct str *data);

/* The kinds of charts; each reads its columns from the grid by name. */
#define SKETCH_KINDS(X)                                                        \
    X(bars)                                                                    \
    X(calendar)                                                                \
    X(dumbbell)                                                                \
    X(funnel)                                                                  \
    X(gap)                                                                     \
    X(multiples)                                                               \
    X(pareto)                                                                  \
    X(running)                                                                 \
    X(strips)                                                                  \
    X(xmr)

#define SKETCH_DRAW(name)                                                      \
    int draw_##name(struct sketch *s, const struct grid *g,                    \
                    const struct sketch_words *words, struct err *err)         \
        __attribute__((warn_unused_result));
SKETCH_KINDS(SKETCH_DRAW)
#undef SKETCH_DRAW

#endif /* REPORT_WORDS_SKETCH_H */
