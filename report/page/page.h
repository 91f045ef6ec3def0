#ifndef REPORT_PAGE_PAGE_H
#define REPORT_PAGE_PAGE_H
#include <stdbool.h>
#include <stddef.h>

#include "report/words/grid.h"
#include "report/words/pack.h"

struct err;
struct str;

/*
 * page: one HTML file that needs nothing else: its style and script stand in it
 * (report/html/) and are named by their hashes, so that a browser runs and
 * fetches nothing more whatever a name or a file may hold. It is read by
 * keyboard and screen reader, without its script, on a telephone's width, and
 * printed on A4, with its marking on every sheet. It is XML too, and so can be
 * read back.
 *
 * Texts are lent; whoever wrote them, they are escaped here.
 */
struct page_link {
    const char *text;
    const char *address; /* relative to the page; NULL: plain text */
    bool is_here;        /* this very page */
    bool is_above;       /* the page belongs to it */
};

/* What a column is more than its text. */
struct page_look {
    enum pack_look look;
    char **addresses; /* link, file: one a row; NULL: the text alone */
    int of;           /* mark, large: column of the sign, of the unit; or -1 */
    const char *prefix; /* strip, band: how the columns drawn begin */
    bool is_same;       /* strip: one scale for all rows */
};

struct page_filter {
    const char *label;
    int column; /* of the part; -1: any words */
};

/* A mark of the part's drawings (report/page/drawing.h), and what it means. */
struct page_key {
    const char *mark, *words;
};

/* A chart as a picture: a whole SVG, what is said of it, and what it is drawn
 * of as a table behind the text `fold`; without columns there is none. */
struct page_picture {
    const char *svg;
    size_t len;
    const char *title;
    const char *alt;
    const char *fold;
    const struct grid *grid;
    const struct grid_column *columns;
    size_t column_count;
};

struct page_part {
    enum pack_layout layout;
    const char *title;
    char **lines; /* under the title */
    size_t line_count;
    /* Without rows the part is its title, its lines and the sentence `empty`;
     * where that is NULL the part had better be left out. */
    const struct grid *grid;
    const struct grid_column *columns;
    const struct page_look *looks; /* one a column; NULL: all plain */
    size_t column_count;
    const char *empty;
    const struct page_filter *filters;
    size_t filter_count;
    const struct page_key *keys;
    size_t key_count;
    bool is_sorted;
    const char *fold; /* what opens the table; or NULL */
    const struct page_picture *pictures;
    size_t picture_count;
    const struct page_link *more;
    size_t more_count;
    int write_lines; /* ruled lines to write on, at its end */
};

/* Where the page is among others; nothing of it for a page that is alone. */
struct page_site {
    struct page_link *nav;
    size_t nav_count;
    struct page_link *crumbs; /* from the first page to this one */
    size_t crumb_count;
    struct page_link *asides;
    size_t aside_count;
    char **bar; /* how fresh what it says is; to a colon in bold */
    size_t bar_count;
    const char *warning; /* or "" */
};

struct page {
    const char *title;
    const char *service; /* what the page is one of: the pack's title */
    const char *organisation;
    const char *marking;
    bool is_paper; /* made to be printed */
    struct page_site site;
    char **lead; /* paragraphs under the title */
    size_t lead_count;
    struct page_part *parts;
    size_t part_count;
    char **foot;
    size_t foot_count;
};

/* What a page holds, to be found again when it is read back. */
struct page_count {
    size_t parts;
    size_t cells; /* of tables, headings too */
    size_t items; /* blocks */
    size_t facts;
    size_t links; /* away from the page */
    size_t pictures;
    size_t drawings;
};

/* Add the page's text. */
void page_put(struct str *out, const struct page *page,
              struct page_count *count);
/*
 * Write it to path, 0600, once it has been read back (report/page/pageback.h).
 * errors: ERR_CANTCREAT
 */
int page_write(const struct page *page, const char *path, struct err *err)
    __attribute__((warn_unused_result));

#endif /* REPORT_PAGE_PAGE_H */
