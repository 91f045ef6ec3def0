#ifndef REPORT_PAGE_PAGE_H
#define REPORT_PAGE_PAGE_H
#include <stddef.h>

#include "report/words/grid.h"
#include "report/words/pack.h"

struct err;
struct str;

/*
 * page: one HTML file that needs nothing else: its style stands in it
 * (report/html/page.css) and is named by its hash, so that a browser runs and
 * fetches nothing whatever a name or a file may hold. It is read by keyboard
 * and screen reader, on a telephone's width, and printed on A4, with its
 * marking on every sheet. It is XML too, and so can be read back.
 *
 * Texts are lent; whoever wrote them, they are escaped here.
 */
struct page_part {
    enum pack_layout layout;
    const char *title;
    char **lines; /* under the title */
    size_t line_count;
    /* Without rows the part is its title, its lines and the sentence `empty`;
     * where that is NULL the part had better be left out. */
    const struct grid *grid;
    const struct grid_column *columns;
    size_t column_count;
    const char *empty;
};

struct page {
    const char *title;
    const char *service; /* what the page is one of: the pack's title */
    const char *organisation;
    const char *marking;
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
