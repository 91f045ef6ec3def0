#ifndef REPORT_CHART_CHART_H
#define REPORT_CHART_CHART_H
#include <stdbool.h>
#include <stddef.h>

#include "report/words/sketch.h"

struct err;
struct grid;

/*
 * chart: charts as <path>.svg and <path>.png, drawn by gnuplot.
 *
 * The script is constant (report/plot/); everything from data goes through
 * data files of ours in a private folder. All charts go through one process,
 * because starting gnuplot costs more than a chart; if it fails they are drawn
 * again one by one, so that the error names the one to blame.
 *
 * gnuplot says 0 on a full disk and where a series is missing, so a chart
 * counts only if stderr is empty and both files are whole.
 */
struct chart {
    const char *kind; /* one of SKETCH_KINDS */
    const char *path;
    const char *id; /* of the SVG's parts: letters, digits, - */
    const struct grid *grid;
    struct sketch_words words;
    const char *alt;
};

bool chart_kind_is_known(const char *kind);

/*
 * Begin to draw them beside what is done next: `charts`, at least one, and all
 * that they point to, stay until charts_end, which waits for gnuplot and frees
 * *out. One scratch folder, one drawing at a time. charts_drop ends it undone;
 * NULL is fine.
 *
 * errors: ERR_OS when gnuplot cannot be run, ERR_CANTCREAT, ERR_INTERNAL
 */
struct charts;
int charts_begin(struct charts **out, const struct chart *charts, size_t count,
                 const char *scratch, struct err *err)
    __attribute__((warn_unused_result));
int charts_end(struct charts *charts, struct err *err)
    __attribute__((warn_unused_result));
void charts_drop(struct charts *charts);

#endif /* REPORT_CHART_CHART_H */
