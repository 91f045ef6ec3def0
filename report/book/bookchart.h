#ifndef REPORT_BOOK_BOOKCHART_H
#define REPORT_BOOK_BOOKCHART_H
#include <xlsxwriter.h>

struct book;
struct book_sheet;
struct err;

/* bookchart: native charts of workbook.c; runs in its child process only. */

/* So much of a sheet: digits of its font, rows of their usual height. */
#define BOOKCHART_WIDTH 88.0
#define BOOKCHART_ROWS 24

/* Add the chart of `sheet`; the source's headings are in `header_row`. */
int bookchart_add(lxw_workbook *wb, lxw_worksheet *ws, lxw_row_t at,
                  const struct book *book, const struct book_sheet *sheet,
                  lxw_row_t header_row, struct err *err)
    __attribute__((warn_unused_result));

#endif /* REPORT_BOOK_BOOKCHART_H */
