#ifndef REPORT_BOOK_BOOKCHART_H
#define REPORT_BOOK_BOOKCHART_H
#include <xlsxwriter.h>

struct book;
struct book_sheet;
struct err;

/* bookchart: native charts of workbook.c; runs in its child process only. */

/* Add the chart of `sheet`; the source's headings are in `header_row`. */
int bookchart_add(lxw_workbook *wb, lxw_worksheet *ws, lxw_row_t at,
                  lxw_col_t column, const struct book *book,
                  const struct book_sheet *sheet, lxw_row_t header_row,
                  struct err *err) __attribute__((warn_unused_result));

#endif /* REPORT_BOOK_BOOKCHART_H */
