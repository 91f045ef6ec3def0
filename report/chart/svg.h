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

#endif /* REPORT_CHART_SVG_H */
