#ifndef REPORT_NIGHT_RENDER_BOOK_H
#define REPORT_NIGHT_RENDER_BOOK_H

struct job;
struct pack_workbook;

/*
 * render_book: write the workbook that a pack describes, or one for each row of
 * its `each`: tables from queries, their native charts, pictures of the pack's
 * charts.
 */
int render_books(struct job *job, const struct pack_workbook *model)
    __attribute__((warn_unused_result));

#endif /* REPORT_NIGHT_RENDER_BOOK_H */
