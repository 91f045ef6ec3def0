#ifndef REPORT_PAGE_BAR_H
#define REPORT_PAGE_BAR_H
#include <stdbool.h>

struct str;

/*
 * bar: a whole in parts, as wide as they are, each with its words in it where
 * there is room; all the words stand under it, and only they are heard.
 *
 *     solid 37 kept;hatch 3 not on record
 *
 * Of each part its look, its number and its words; one of none is left out.
 * Looks differ in more than their colour: solid, tone, hatch (strokes across),
 * ruled (lines along), open (a broken edge), pale.
 */

/* False, and nothing put, where no part has a number over none. */
bool bar_put(struct str *out, const char *text);
/* What a look means; false, and nothing put, for any other word. */
bool bar_put_key(struct str *out, const char *look, const char *words);

#endif /* REPORT_PAGE_BAR_H */
