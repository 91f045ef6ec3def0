#ifndef REPORT_BOOK_BOOKCHECK_H
#define REPORT_BOOK_BOOKCHECK_H
#include <stddef.h>

#include "report/book/bookref.h"

struct err;
struct parts;
struct xml_node;

/*
 * bookcheck: the rules of the file format that Excel holds a workbook to, and
 * other readers do not: where one is broken it says that the file is damaged
 * and "repairs" it (ECMA-376 part 1, and part 2 for the archive).
 *
 * archive    every part has a content type and every content type its part;
 *            every relationship leads to a part and every part is led to, every
 *            r:id is a relationship of the kind that its element wants
 * workbook   names of sheets; defined names are of their own sheet and refer to
 *            what is there, quoted where that is needed
 * styles     as many as are counted, and each refers to what is there
 * strings    at most 32,767 characters
 * sheets     elements in the order of the schema; rows and cells in order, each
 *            once; styles and strings that are there; numbers that are numbers,
 *            written short; no row higher, no column wider than there may be;
 *            merged cells apart from tables and from each other; a printed
 *            header of at most 255
 * tables     id and name once in the book; a name that is no cell; columns by
 *            the very text of their headings, each another in either case
 * drawings   ids once in a drawing, alternative text on everything, picture or
 *            chart that is there
 * charts     series refer to sheets that are there
 */
struct book_check {
    const struct parts *parts;
    struct xml_node **trees; /* a part each; NULL: a sheet, a picture */
    struct check_tab {
        const char *name; /* lent by the tree of the workbook */
        char *part;       /* NULL until its relationship was found */
        size_t cells;     /* filled, as the sheet has them */
    } * tabs;             /* in the order of the workbook */
    size_t tab_count;
    const struct xml_node *strings; /* NULL: there are none */
    size_t style_count;
    struct err *err;
};

/*
 * Check all parts. The caller releases *check, also on failure.
 * errors: ERR_CANTCREAT, with the part
 */
int bookcheck_all(struct book_check *check, const struct parts *parts,
                  struct err *err) __attribute__((warn_unused_result));
void bookcheck_release(struct book_check *check);

/* ----------------------------------- between the files that it is made of */

/* Always -1. */
int bookcheck_broken(struct book_check *check, const char *part,
                     const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));
/* NULL where there is none, or it is no XML that is kept as a tree. */
struct xml_node *bookcheck_tree(const struct book_check *check,
                                const char *part);
/*
 * The part that a relationship of `part` leads to, whose type ends with `kind`
 * ("/table"). NULL, with the error, where there is none. The caller frees it.
 */
char *bookcheck_follow(struct book_check *check, const char *part,
                       const char *id, const char *kind);
/* The relationships of a part; NULL: it has none. */
const struct xml_node *bookcheck_links(const struct book_check *check,
                                       const char *part);
/* The text of a shared string, lent; NULL where there is none of the number. */
const char *bookcheck_string(const struct book_check *check, size_t number);
/* "Tab!A1": a sheet that is there. */
int bookcheck_reference(struct book_check *check, const char *part,
                        const char *text) __attribute__((warn_unused_result));

/* A table on a sheet, its headings to be compared with the sheet's cells. */
struct check_table {
    char *part;
    struct book_range range;
    const struct xml_node *columns;
    size_t headings; /* that were found on the sheet */
    bool is_seen;
};
int bookcheck_table(struct book_check *check, struct check_table *table)
    __attribute__((warn_unused_result));
int bookcheck_sheet(struct book_check *check, struct check_tab *tab)
    __attribute__((warn_unused_result));
int bookcheck_archive(struct book_check *check)
    __attribute__((warn_unused_result));
int bookcheck_drawing(struct book_check *check, const char *part)
    __attribute__((warn_unused_result));
int bookcheck_styles(struct book_check *check)
    __attribute__((warn_unused_result));

#endif /* REPORT_BOOK_BOOKCHECK_H */
