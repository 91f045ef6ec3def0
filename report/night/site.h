#ifndef REPORT_NIGHT_SITE_H
#define REPORT_NIGHT_SITE_H
#include <stdbool.h>
#include <stddef.h>

#include "report/night/job.h"
#include "report/page/page.h"
#include "report/words/grid.h"
#include "report/words/pack.h"

/*
 * site: where all pages of a pack are, known before the first is written, so
 * that a link is made only to what will be there.
 *
 * A page's address is its file's name below the pack's folder; of two that come
 * to the same name ("Jo Doe", "JO-DOE") the later has a number. One that is
 * made for each of many is found by the first column of its row.
 */
struct site_page {
    const struct pack_page *model;
    struct grid each; /* without rows where the page is the only one */
    const char **files;
    size_t count;
};

struct site {
    struct job *job;
    /* What all pages say. */
    char **bar;
    size_t bar_count;
    const char *warning;
    struct site_page *pages; /* one a page of the pack */
    size_t count;
};

/* The caller closes *site, also on failure. */
int site_open(struct site *site, struct job *job)
    __attribute__((warn_unused_result));
void site_close(struct site *site);

/* The address of a page as it is reached from the page `from`; NULL where there
   is none. Lent. */
char *site_address(const struct site *site, const char *from, const char *name,
                   const char *key);
/* A file of the pack, if it is there; *address stays NULL if not. */
int site_file(const struct site *site, const char *from, const char *file,
              char **address) __attribute__((warn_unused_result));

/* Where the page is: of `row` of the page `of`, called `title`. */
void site_place(const struct site *site, const struct site_page *of, size_t row,
                const char *title, struct page_site *out);
void site_release(struct page_site *site);

#endif /* REPORT_NIGHT_SITE_H */
