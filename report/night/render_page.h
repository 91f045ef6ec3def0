#ifndef REPORT_NIGHT_RENDER_PAGE_H
#define REPORT_NIGHT_RENDER_PAGE_H

struct job;
struct pack_page;

/*
 * Make one [page NAME] of a pack, or, where it has `each`, one for each of its
 * rows. errors as render_pack; said to the job
 */
int render_pages(struct job *job, const struct pack_page *model)
    __attribute__((warn_unused_result));

#endif /* REPORT_NIGHT_RENDER_PAGE_H */
