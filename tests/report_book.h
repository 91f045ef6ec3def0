#ifndef TESTS_REPORT_BOOK_H
#define TESTS_REPORT_BOOK_H

#include "report/book/workbook.h"

#define ROWS 4
#define COLUMNS 3

/* A book of one table and a chart of it, for tests to spoil. */
struct report_book {
    struct grid_cell cells[ROWS * COLUMNS];
    const char *names[COLUMNS];
    struct grid grid;
    struct grid_column columns[COLUMNS];
    struct book_series series[1];
    struct book_sheet sheets[2];
    char *cover[2];
    char *notes[1];
    struct book book;
};

void report_book_init(struct report_book *s);
struct grid_cell report_book_text(const char *text);

#endif /* TESTS_REPORT_BOOK_H */
