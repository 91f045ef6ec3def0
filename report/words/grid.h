#ifndef REPORT_WORDS_GRID_H
#define REPORT_WORDS_GRID_H
#include <stdbool.h>
#include <stddef.h>

#include "core/date.h"
#include "report/words/figure.h"
#include "report/words/texts.h"

struct db;
struct db_param;
struct err;
struct query;
struct str;

/*
 * grid: what a query of a pack gave, kept for the writers: the same cells go
 * into a worksheet, its native chart, the gnuplot chart and the sentences, so
 * that they cannot differ.
 *
 * A text of "[c]", "[x]", "[z]" or "[u]" is a symbol; NULL is the symbol x.
 */
enum cell_kind { CELL_TEXT, CELL_NUMBER, CELL_SYMBOL };

struct grid_cell {
    enum cell_kind kind;
    char symbol; /* c x z u */
    double number;
    const char *text; /* lent; NULL unless CELL_TEXT */
};

struct grid {
    const char **names; /* of the query's columns */
    size_t column_count;
    struct grid_cell *cells; /* row by row */
    size_t row_count;
    struct texts texts; /* that names and cells are lent from */
    /* Whose first row has what texts name and this one lacks; or NULL. */
    const struct grid *wider;
};

#define GRID_INIT                                                              \
    {                                                                          \
        .names = NULL                                                          \
    }

/* The cell of a query's current row; its text lives until the next step. */
struct grid_cell grid_cell_of(struct query *q, int column);

/* What a cell comes to in a column of a format, for all writers alike. */
struct figure_cell {
    enum figure_format format; /* FIGURE_TEXT, FIGURE_DATE, else a number */
    const char *text;          /* lent: as it is, a symbol in its brackets */
    date_t date;
    double number; /* rounded to the places that are shown */
    int places;
    bool is_right; /* stands as numbers do */
};
struct figure_cell figure_cell(const struct grid_cell *cell,
                               enum figure_format format);

/* A column of a grid as a table shows it. */
struct grid_column {
    const char *heading; /* lent; lines end with \n */
    enum figure_format format;
    double width; /* characters, where the writer asks */
    int at;       /* column of the grid */
};

/*
 * Run the query in the asset. errors: those of core/db.h. The caller releases
 * *g, also on failure.
 */
int grid_read(struct grid *g, struct db *db, const char *asset,
              const struct db_param *params, size_t param_count,
              struct err *err) __attribute__((warn_unused_result));
/* The same with a statement; `name` is what errors call it. */
int grid_read_text(struct grid *g, struct db *db, const char *sql,
                   const char *name, const struct db_param *params,
                   size_t param_count, struct err *err)
    __attribute__((warn_unused_result));
/* The same with an open one, which may be asked again with other parameters.
 */
int grid_read_query(struct grid *g, struct query *q,
                    const struct db_param *params, size_t param_count,
                    struct err *err) __attribute__((warn_unused_result));
void grid_release(struct grid *g);
/* Take a row out. */
void grid_drop_row(struct grid *g, size_t row);

/*
 * Add the columns of one row of `from` to g, which has one row or none: so
 * texts can name what several queries gave. Of two columns with one name the
 * one that was there first counts. Their texts are lent: `from` outlives g.
 */
void grid_extend(struct grid *g, const struct grid *from, size_t row);
/* Give a grid without rows one of symbols x. */
void grid_add_unknown(struct grid *g);
/* Give a grid of one row a column more, or one of none its row. */
void grid_add_text(struct grid *g, const char *name, const char *text);
/* Put a text into a cell. */
void grid_set_text(struct grid *g, size_t row, int column, const char *text);

/*
 * A text as XML may hold it: no control character but a new line, no U+FFFE
 * and U+FFFF, and U+FFFD for what is no UTF-8. The caller frees it.
 */
char *text_clean(const char *text);

/* Column of a name, or -1. */
int grid_column(const struct grid *g, const char *name);
const struct grid_cell *grid_at(const struct grid *g, size_t row, int column);
/* The cell's number; NAN for text and symbols and for column -1. */
double grid_number(const struct grid *g, size_t row, int column);
/* The cell's text; "" for anything else and for column -1. Lent. */
const char *grid_text(const struct grid *g, size_t row, int column);

/*
 * Fill a template: {name} is the value of that column in `row` of g, or, where
 * g has no such column, in row 0 of `rest`, or of what is wider than that
 * (either may be NULL). {name:format}
 * says how: a format of figure.h, or word, Word (small numbers in letters),
 * short (a short date), day (without its year), abs (without its sign), words
 * (a text which is itself a template; names and other data never are), Start
 * (with a capital), file (as the name of a folder: letters, digits and hyphens
 * only). Numbers without a format have one decimal. Symbols are written [c].
 *
 * errors: ERR_INTERNAL for a name or format that is none
 */
int words_fill(struct str *out, const char *text, const struct grid *g,
               size_t row, const struct grid *rest, struct err *err)
    __attribute__((warn_unused_result));

/*
 * Let statements of db say said(value, format): what {name:format} would be
 * filled with. So a sentence that several texts need is written once, and its
 * numbers are rounded as in tables.
 */
int words_add_said(struct db *db, struct err *err)
    __attribute__((warn_unused_result));

#endif /* REPORT_WORDS_GRID_H */
