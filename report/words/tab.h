#ifndef REPORT_WORDS_TAB_H
#define REPORT_WORDS_TAB_H
#include <stdbool.h>

/*
 * tab: the name of a worksheet, such that print areas, charts and defined
 * names can refer to it without quotes (details 99): libxlsxwriter does not
 * quote what Excel wants quoted, and Excel then takes the file for damaged.
 *
 * A letter, then letters, digits and underscores, 31 at most. Not what reads
 * as a cell (Q1, R1C1, RC), which would want quotes, nor History, which Excel
 * keeps for itself.
 */
#define TAB_MOST 31
bool tab_is_good(const char *tab);

#endif /* REPORT_WORDS_TAB_H */
