#ifndef REPORT_BOOK_BOOKREF_H
#define REPORT_BOOK_BOOKREF_H
#include <stdbool.h>
#include <stddef.h>

#include "report/words/tab.h"

/* bookref: references as a workbook's parts write them. Rows and columns from
 * 1; of whole columns the rows are all there can be, and vice versa. */
#define SHEET_ROWS 1048576
#define SHEET_COLUMNS 16384

struct book_range {
    long first_row, last_row;
    long first_column, last_column;
};

/* A1, A1:B2, $A$1:$B$2, $A:$C, $1:$3, and no more than that. */
bool range_read(const char *text, struct book_range *out);
bool range_meets(const struct book_range *one, const struct book_range *other);

/*
 * The sheet and the range of "Tab!$A$1:$B$2" or "'Tab'!A1". False also where
 * the name wants quotes and has none.
 */
bool reference_read(const char *text, char tab[TAB_MOST + 1],
                    struct book_range *out);

#endif /* REPORT_BOOK_BOOKREF_H */
