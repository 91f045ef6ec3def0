#ifndef REPORT_PAGE_PAGEBACK_H
#define REPORT_PAGE_PAGEBACK_H
#include <stddef.h>

#include "report/page/page.h"

struct err;

/*
 * pageback: read a finished page as a reader would, and hold it against what
 * was meant: well-formed XML in UTF-8; only elements and attributes that pages
 * are made of, so no style and no script but those that its policy names by
 * their hashes, nothing that is fetched, no link but to places on the page and
 * to files beside it; one first heading, ids once each; and as many of each
 * thing as were put.
 *
 * errors: ERR_CANTCREAT
 */
int pageback_check(const char *name, const char *text, size_t len,
                   const struct page_count *meant, struct err *err)
    __attribute__((warn_unused_result));

#endif /* REPORT_PAGE_PAGEBACK_H */
