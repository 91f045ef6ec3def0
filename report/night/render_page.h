#ifndef REPORT_NIGHT_RENDER_PAGE_H
#define REPORT_NIGHT_RENDER_PAGE_H

struct job;

/* The pages of the job's pack, which lead to each other (site.h): one, or one
 * for each row of its `each`. */
int render_pages(struct job *job) __attribute__((warn_unused_result));

#endif /* REPORT_NIGHT_RENDER_PAGE_H */
