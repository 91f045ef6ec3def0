#ifndef REPORT_BOOK_WORKBOOK_H
#define REPORT_BOOK_WORKBOOK_H
#include <stdbool.h>
#include <stddef.h>

#include "core/date.h"
#include "report/words/grid.h"
#include "report/words/pack.h"

struct err;

/*
 * workbook: an .xlsx by the Analysis Function's rules for spreadsheets: a
 * cover, a table of contents, notes and symbols, then one marked-up table,
 * chart or picture a sheet; every cell filled; numbers rounded to what is
 * shown, because a number format hides nothing. A working edition may also have
 * sheets of several blocks, which are for paper.
 *
 * libxlsxwriter crashes or writes damaged files where memory or disk run out,
 * without an error. So it runs in a child process whose exit status must be 0
 * and stderr empty. What it cannot write is put in (finish.h), and the file is
 * read back by the rules of its format (bookcheck.h) before it counts.
 */
enum book_kind { BOOK_TABLE, BOOK_CHART, BOOK_IMAGE, BOOK_BLOCKS };

struct book_series {
    size_t column; /* of the sheet's columns */
    const char *label;
    enum pack_style style;
};

/* A grid without rows becomes the sentence `empty`. */
struct book_table {
    const struct grid *grid;
    struct grid_column *columns;
    size_t column_count;
    const char *empty;
};

/* Of a sheet of several: a heading, lines, and a table or, with is_items, a
 * paragraph for each text of a row, the first of them its heading. */
struct book_block {
    const char *title;
    char **lines;
    size_t line_count;
    struct book_table table;
    bool is_items;
};

struct book_sheet {
    enum book_kind kind;
    const char *tab; /* tab_is_good */
    const char *title;
    char **lines; /* above the table, in column A */
    size_t line_count;

    struct book_table table; /* BOOK_TABLE */

    /* BOOK_CHART: of the table on the sheet with this number; BOOK_TABLE with a
     * chart of its own under it: this sheet's */
    size_t source;
    char chart; /* 'l' line, 'b' bar, 's' scatter; 0: none */
    const char *chart_title;
    const char *alt;
    size_t category; /* of the source's columns */
    const char *axis;
    const char *category_axis;
    struct book_series *series;
    size_t series_count;

    /* BOOK_IMAGE (with alt) */
    const char *image; /* PNG file */

    /* BOOK_BLOCKS */
    struct book_block *blocks;
    size_t block_count;
};

struct book {
    const char *title;
    const char *organisation;
    const char *keywords;
    const char *marking;
    const char *source; /* of its figures and of which day, a sentence */
    bool working;
    bool is_front_last; /* cover, contents and notes stand at the end */
    date_t created;
    char **cover; /* "# " before a heading */
    size_t cover_count;
    char **notes;
    size_t note_count;
    struct book_sheet *sheets;
    size_t sheet_count;
};

/* A book that workbook_check lets pass, and where it is to be. */
struct book_work {
    const struct book *book;
    const char *path;
};

/*
 * Write the books to their paths, 0600, one after another in a process of their
 * own, with temporary files in `scratch`, in two steps, between which others
 * may be begun and the books be changed or freed: they count once they are
 * ended. *out is ended also where its books are of no use any more; NULL on
 * failure. The one that was begun first had better be ended first.
 *
 * seconds    what a book may take at most: a writer that hangs is ended
 * which      the first book that is not as it was meant, on failure
 * errors     ERR_INTERNAL for what the library refuses, ERR_CANTCREAT, ERR_OS
 */
#define WORKBOOK_SECONDS 600
struct writing;
int workbook_begin(struct writing **out, const struct book_work *works,
                   size_t count, const char *scratch, struct err *err)
    __attribute__((warn_unused_result));
int workbook_end(struct writing *writing, int seconds, size_t *which,
                 struct err *err) __attribute__((warn_unused_result));
/* A book that is checked, begun and ended. */
int workbook_write(const struct book *book, const char *path,
                   const char *scratch, struct err *err)
    __attribute__((warn_unused_result));

/*
 * The tables' names, headings, formats and cells by the rules: what
 * workbook_write does first. errors: ERR_INTERNAL
 */
int workbook_check(const struct book *book, struct err *err)
    __attribute__((warn_unused_result));

/*
 * Rows of the source's grid that a native chart can draw: the longest run in
 * which every series is a number (a text would be drawn as a zero). False when
 * there are fewer than two, and then the sheet had better be left out.
 */
bool workbook_chart_rows(const struct book *book,
                         const struct book_sheet *sheet, size_t *first,
                         size_t *count);

#endif /* REPORT_BOOK_WORKBOOK_H */
