#ifndef REPORT_BOOK_WRITER_H
#define REPORT_BOOK_WRITER_H
#include <stdbool.h>
#include <stddef.h>
#include <xlsxwriter.h>

#include "report/words/figure.h"

struct book;
struct book_sheet;
struct book_table;
struct err;
struct grid_cell;

/*
 * writer: a workbook while libxlsxwriter writes it, in the child process of
 * workbook.c only: nothing is freed here, and the library's errors are ours.
 */
#define FONT_SIZE 12.0
#define TITLE_SIZE 16.0
#define HEADING_SIZE 14.0
#define PRINT_SIZE 11.0 /* of a sheet of blocks */
/* Widths are in digits of the default font; so wide is A4, and A4 on its side.
 */
#define PORTRAIT_WIDTH 76.0
#define LANDSCAPE_WIDTH 112.0
#define TEXT_WIDTH 100.0 /* of the lines above a table, at least */
#define TEXT_MOST 140.0  /* and at most: what a window shows */
#define PAGE_MOST 165.0  /* of a printed page: 12 points become 8 */

#define CONTENTS "Contents"
#define NOTES "Notes"
#define COVER "Cover"

/* How a cell of words or a heading looks. */
enum look {
    LOOK_TITLE,
    LOOK_TITLE_WRAPPED,
    LOOK_HEADING,
    LOOK_SUBTITLE, /* the same, over the cells to its right */
    LOOK_TEXT,     /* wrapped */
    LOOK_STRONG,   /* the same in bold */
    LOOK_LINE,     /* runs over the cells to its right */
    LOOK_LINK,
    /* The first column has no indent: it is where tables begin. */
    LOOK_HEAD_FIRST,
    LOOK_HEAD_LEFT,
    LOOK_HEAD_RIGHT,
    LOOK_CELL_FIRST,
    LOOK_CELL_LEFT,
    LOOK_CELL_RIGHT,
    LOOKS
};

/* The formats of sheets for the screen, or for paper. */
struct look_set {
    double size;
    lxw_format *texts[LOOKS];
    lxw_format *numbers[FIGURE_WORDS + 1];
};

struct writer {
    const struct book *book;
    lxw_workbook *wb;
    struct look_set screen, paper;
    const struct look_set *looks; /* of the sheet that is being written */
    size_t *cells;                /* written on each sheet */
    size_t sheet;                 /* that is being written */
    double height;                /* of its rows so far, in points */
    lxw_row_t *header_rows;       /* of the model's sheets */
    char *(*more)[2];             /* for Notes: of which sheet, a sentence */
    size_t more_count, more_capacity;
    struct err *err;
};

void writer_prepare(struct writer *w);
/* Turn to a sheet that was added, to write it. NULL on failure. */
lxw_worksheet *writer_open_sheet(struct writer *w, const char *tab,
                                 bool is_portrait);

/* In all of these -1 on failure, with the error. */
int writer_put_text(struct writer *w, lxw_worksheet *ws, lxw_row_t row,
                    lxw_col_t col, const char *text, enum look look);
int writer_put_link(struct writer *w, lxw_worksheet *ws, lxw_row_t row,
                    const char *tab, const char *text);
int writer_put_cell(struct writer *w, lxw_worksheet *ws, lxw_row_t row,
                    lxw_col_t col, const struct grid_cell *cell,
                    enum figure_format format);
/* Text over all columns to `last`, wrapped; `width` digits wide. */
int writer_put_wide(struct writer *w, lxw_worksheet *ws, lxw_row_t row,
                    lxw_col_t last, double width, const char *text,
                    enum look look);

/* Headings and rows below row `head`; none is a table of no rows. */
int writer_put_table(struct writer *w, lxw_worksheet *ws, lxw_row_t head,
                     const char *name, const struct book_table *table,
                     bool has_filter);

/* A text as it may stand in a cell: no formula, and no escapes of Excel's. */
char *writer_clean(const char *text);
/* A text that libxlsxwriter wants without const. */
char *writer_lend(const char *text);
/* Width of a text in digits of the default font, of which it is `scale` times
 * the size. */
double writer_width(const char *text, bool is_bold, double scale);
/* Lines that a text takes in a column; the library cannot fit rows. */
size_t writer_lines(const char *text, double width, bool is_bold);
void writer_set_height(struct writer *w, lxw_worksheet *ws, lxw_row_t row,
                       size_t lines, double size);
/* A sentence that has no room on its own sheet. */
void writer_add_more(struct writer *w, const char *tab, const char *text);

/* The symbols that stand in a table; what is blank is one, but where blanks are
 * left out. `used` has room for SYMBOLS. */
#define SYMBOLS 4
extern const char writer_symbols[SYMBOLS];
void writer_mark_symbols(const struct book_table *table, bool has_blanks,
                         bool used[SYMBOLS]);
const char *writer_symbol_text(size_t symbol);

/* The kinds of sheets. */
int write_cover(struct writer *w);
int write_contents(struct writer *w);
int write_notes(struct writer *w);
int write_table(struct writer *w, const struct book_sheet *sheet,
                lxw_row_t *header_row);
int write_picture(struct writer *w, const struct book_sheet *sheet);
int write_blocks(struct writer *w, const struct book_sheet *sheet);

#endif /* REPORT_BOOK_WRITER_H */
