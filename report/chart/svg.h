#ifndef REPORT_CHART_SVG_H
#define REPORT_CHART_SVG_H
#include <stddef.h>

struct err;
struct str;

/*
 * svg: make gnuplot's SVG fit to stand alone or in a page: no XML declaration,
 * a real title and description for those who hear it, ids that begin with
 * `prefix` so that two charts can stand in one page.
 *
 * errors: ERR_CANTCREAT when it is not a whole SVG
 */
int svg_finish(struct str *out, const char *text, size_t len,
               const char *prefix, const char *title, const char *description,
               struct err *err) __attribute__((warn_unused_result));

/*
 * Is the picture all that gnuplot meant to write? A piece that got lost in the
 * middle may leave an XML that nests, and gnuplot says 0. So it is drawn twice,
 * with names of different lengths before it, so that what is lost at a place of
 * one is at another of the other: they must be the same, and hold something.
 */
int svg_compare(const char *text, size_t len, const char *again,
                size_t again_len, const char *prefix, struct err *err)
    __attribute__((warn_unused_result));

#endif /* REPORT_CHART_SVG_H */
