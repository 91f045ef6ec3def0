#ifndef REPORT_WORDS_PACK_H
#define REPORT_WORDS_PACK_H
#include <stdbool.h>
#include <stddef.h>

#include "report/words/figure.h"

struct err;

/*
 * pack: what one audience gets, read from report/packs/<name>.pack. The file is
 * all there is about a pack but its queries: "X" names the statement X of
 * report/sql/<name>.sql, "Y.X" that of report/sql/Y.sql, and one that is not
 * there is a mistake in the file. docs/packs.md tells how to write one. Texts
 * are templates (words_fill in report/words/grid.h). A key that holds one text
 * and is given again goes on with it; of a key that holds many, a value that
 * begins with "+ " goes on with the one before.
 */
struct pack_texts {
    char **items;
    size_t count;
};

/* column = name | heading | format | width; \n in a heading breaks the line. */
struct pack_column {
    char *name; /* of the query */
    char *heading;
    enum figure_format format;
    double width; /* characters */
};

struct pack_columns {
    struct pack_column *items;
    size_t count;
};

/* series = column | label | style */
#define PACK_STYLES(X)                                                         \
    X(strong)  /* the group that the chart is about */                         \
    X(context) /* what it is compared with */                                  \
    X(limit)   /* an upper or lower limit */                                   \
    X(centre)  /* the mean or expected value */                                \
    X(point)   /* markers only */                                              \
    X(concern) /* markers only, those to look at */

enum pack_style {
#define PACK_STYLE(name) PACK_STYLE_##name,
    PACK_STYLES(PACK_STYLE)
#undef PACK_STYLE
};

struct pack_series {
    char *column;
    char *label;
    enum pack_style style;
};

struct pack_series_list {
    struct pack_series *items;
    size_t count;
};

/* row = metric | cohort */
struct pack_row {
    char *metric;
    char *cohort;
};

struct pack_rows {
    struct pack_row *items;
    size_t count;
};

/*
 * To whom a table names children: to one role alone. One that names nobody may
 * not have a pupil's number in it, which is seen to as it is made (naming.h).
 */
#define PACK_ROLES(X)                                                          \
    X(nobody)                                                                  \
    X(care)    /* the Virtual School: children in care */                      \
    X(need)    /* social work teams: in need and on protection plans */        \
    X(school)  /* a school's designated teacher: its own, with a plan */       \
    X(adviser) /* an education adviser: those of the adviser's schools */      \
    X(data)    /* the data team: numbers alone that records disagree on */

enum pack_role {
#define PACK_ROLE(name) PACK_ROLE_##name,
    PACK_ROLES(PACK_ROLE)
#undef PACK_ROLE
};

/*
 * A query as a table is shown, on a sheet or a page alike; or, instead of a
 * query, `rows` or `row`: then its columns name figures (report/night/ask.h).
 */
struct pack_table {
    const char *name; /* of its sheet, block or part: its queries' :table */
    char *title;
    char *query; /* asset */
    char *rows;  /* asset */
    struct pack_rows measures;
    char *period;   /* a column of the context */
    char *level;    /* in mart_metric */
    char *entity;   /* a column of `each`; NULL: the county */
    char *needs;    /* columns: a row of which none is a number is left out */
    char *left_out; /* a line on the rows that are; may name {left_out} */
    bool is_sparse; /* a column without any figure is left out */
    enum pack_role role;
    char *finding; /* asset: one row that the texts may name; optional */
    char *empty;   /* what is said when the query has no rows */
    struct pack_texts about;
    struct pack_columns columns;
};

/* How the rows of a part of a page stand there. */
#define PACK_LAYOUTS(X)                                                        \
    X(table)    /* as a table, a row each */                                   \
    X(facts)    /* a heading and a value for each column of the first row */   \
    X(items)    /* a block each: its first column is its heading, the */       \
                /* others lines below, without a heading plain paragraphs */   \
    X(cards)    /* the same side by side */                                    \
    X(findings) /* a line each: a sign with its word, then paragraphs */       \
    X(panel)    /* paragraphs that stand out */                                \
    X(nested)   /* a box each; `depth` says how many others it stands in */    \
    X(prose)    /* no rows: what the part is about */

enum pack_layout {
#define PACK_LAYOUT(name) PACK_LAYOUT_##name,
    PACK_LAYOUTS(PACK_LAYOUT)
#undef PACK_LAYOUT
};

/* What a column of a part is more than its text. */
#define PACK_LOOKS(X)                                                          \
    X(plain)                                                                   \
    X(link)  /* leads to the page `of`, which has `key` for its first */       \
             /* column; nowhere where there is none */                         \
    X(file)  /* leads to the file of this pack that the column `of` names */   \
    X(large) /* what a card shows first; the column `of` is its unit */        \
    X(mark) /* has a sign before it, of the kind that the column `of` names */ \
    X(strip) /* an interval with what it is compared with, drawn of the */     \
             /* column "...value" and of others that begin likewise */         \
    X(band)  /* a value in the limits for its size, likewise */                \
    X(trend) /* the numbers in the column, a line */                           \
    X(bar)   /* the parts in the column, of a whole */

enum pack_look {
#define PACK_LOOK(name) PACK_LOOK_##name,
    PACK_LOOKS(PACK_LOOK)
#undef PACK_LOOK
};

/* as = column | look | of | key */
struct pack_as {
    char *column;
    enum pack_look look;
    char *of;
    char *key;
};

/* filter = column | label: rows can be chosen by it; without a column, by any
 * words in them. */
struct pack_filter {
    char *column;
    char *label;
};

/* key = mark | words: what a mark of its drawings means. */
struct pack_key {
    char *mark;
    char *words;
};

/* more = text | page | key: a link under a part. */
struct pack_more {
    char *text;
    char *page;
    char *key;
};

/* [part NAME] of a page, [block NAME] of a sheet: a part is left out where
 * there are no rows and `empty` says nothing. */
struct pack_part {
    char *name;
    struct pack_table table;
    enum pack_layout layout;
    struct pack_as *looks;
    size_t look_count;
    struct pack_filter *filters;
    size_t filter_count;
    struct pack_more *more;
    size_t more_count;
    struct pack_key *keys;
    size_t key_count;
    bool sort;   /* its table can be sorted by each column */
    char *fold;  /* its table stands behind this text */
    char *image; /* template: files of [chart]s, above the table */
    int write;   /* ruled lines under all else, for a reader's pen */
};

/*
 * [sheet TAB] after its [workbook]: one table, and perhaps a native chart of it
 * on a sheet of its own; or, with `image`, a chart of this pack as a picture;
 * or, with [block]s after it, a sheet for paper. TAB is tab_is_good (tab.h).
 */
struct pack_sheet {
    char *tab;
    struct pack_table table;
    struct pack_part *blocks;
    size_t block_count;

    char *chart; /* line, bar or scatter; NULL = none */
    char *chart_tab;
    char *chart_title;
    char *chart_alt;
    char *category; /* column of the horizontal axis */
    char *axis;     /* title of the value axis */
    char *category_axis;
    struct pack_series_list series;

    char *image; /* file of a [chart] */

    bool optional; /* a table that is left out where it has no rows */
};

struct pack_workbook {
    char *name;
    char *file; /* below the pack's folder; a template of the row of `each` */
    char *title;
    /* asset: one workbook for each row; its columns are parameters */
    char *each;
    /* asset: those that `file` is to tell apart though none is made tonight */
    char *known;
    char *audience;  /* where it is another than the pack's; */
    char *marking;   /* the same */
    bool front_last; /* cover, contents and notes come after the sheets */
    struct pack_texts cover;
    struct pack_texts notes; /* [note 1], [note 2], ... */
    struct pack_sheet *sheets;
    size_t sheet_count;
};

/* [site]: what the pages of a pack have in common, if they are more than one
 * that lead to each other. */
struct pack_site {
    char *setup;            /* asset: a script run before its pages' queries */
    char *finding;          /* asset: one row that the texts may name */
    struct pack_texts bar;  /* over each page; to a colon in bold */
    char *warning;          /* over each page, where it says anything */
    struct pack_texts foot; /* under each page */
};

/* [page NAME]: one HTML file, or one for each row of `each`. */
struct pack_page {
    char *name;
    char *file; /* below the pack's folder; a template of the row of `each` */
    char *title;
    char *nav;     /* what it is called where all pages lead to it; optional */
    char *aside;   /* the same at the end of each page */
    char *crumb;   /* template: its name where it says where it is; or title */
    char *under;   /* the page that it belongs to: where it is among them */
    char *each;    /* asset, as a workbook's */
    char *finding; /* asset: one row that its own texts may name */
    bool paper;    /* to be printed first: larger text, charts of 80 mm */
    struct pack_texts lead; /* paragraphs under the title */
    struct pack_texts foot; /* and at the end */
    struct pack_part *parts;
    size_t part_count;
};

/* [csv FILE]: streamed, so it may have any number of rows. */
struct pack_csv {
    char *file;
    char *only_if; /* a temporary table: made in runs that have it; or NULL */
    char *query;
    char *meta; /* asset: what its columns are (report/book/csvwide.h); or NULL,
                   and they are the query's */
    struct pack_columns columns; /* the heading is the query's column name */
};

/* [chart FILE]: drawn by gnuplot as FILE.svg and FILE.png. */
struct pack_chart {
    char *file;
    char *kind; /* report/chart/draw_<kind>.c */
    char *query;
    char *finding;
    char *title;
    char *subtitle;
    char *source;
    char *alt;
    struct pack_columns columns; /* of the table under it on a page */
};

struct pack {
    char *name;
    char *title;
    char *audience;
    char *marking;   /* OFFICIAL-SENSITIVE and the like */
    bool controlled; /* its figures are from shown_* only (guard.h) */
    bool working;    /* frozen panes, filters and charts (details 72) */
    bool editions;   /* past ones are kept beside it (night/editions.h) */
    char *shared; /* asset: a script run before it, unless the pack made before
                     it has the same; or NULL */
    struct pack_texts setups; /* assets: scripts run before its queries */
    /* assets: scripts that make shown_* tables, each by a rule of its own, run
     * before any pack and without the guard; of one pack alone */
    struct pack_texts released;
    struct pack_workbook *workbooks;
    size_t workbook_count;
    struct pack_site site;
    struct pack_page *pages;
    size_t page_count;
    struct pack_csv *csvs;
    size_t csv_count;
    struct pack_chart *charts;
    size_t chart_count;
};

/*
 * Read the pack called name. errors: ERR_USAGE when there is none, else
 * ERR_CONFIG with file:line. The caller releases *pack, also on failure.
 */
int pack_read(struct pack *pack, const char *name, struct err *err)
    __attribute__((warn_unused_result));
/* The same from a text, for tests. */
int pack_read_text(struct pack *pack, const char *name, const char *text,
                   struct err *err) __attribute__((warn_unused_result));
void pack_release(struct pack *pack);

/* Turn a name into that of the next pack; "" gives the first. False: no more.
 */
#define PACK_NAME_SIZE 64
bool pack_next(char name[PACK_NAME_SIZE]);

#endif /* REPORT_WORDS_PACK_H */
