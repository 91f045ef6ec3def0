#ifndef REPORT_PAGE_PART_H
#define REPORT_PAGE_PART_H
#include <stdbool.h>
#include <stddef.h>

#include "report/page/page.h"

struct str;

/* part: a section of a page, in the layout that its pack says, and the texts
 * and links that all of a page is made of. */

void part_put_paragraphs(struct str *out, char *const *lines, size_t count,
                         const char *open);
/* As a link, or as plain text where it leads nowhere. */
void part_put_link(struct str *out, const struct page_link *link,
                   struct page_count *count);

void part_put(struct str *out, const struct page_part *part, bool is_paper,
              size_t number, struct page_count *count);
/* Does it hold what the script is for? */
bool part_is_lively(const struct page_part *part);

#endif /* REPORT_PAGE_PART_H */
