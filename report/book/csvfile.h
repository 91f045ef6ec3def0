#ifndef REPORT_BOOK_CSVFILE_H
#define REPORT_BOOK_CSVFILE_H
#include "report/words/figure.h"

struct db;
struct err;
struct grid_cell;
struct pack_csv;
struct str;

/*
 * csvfile: data for other programs: lower-case headings, numbers without
 * commas, symbols as bare c x z u, UTF-8 without a mark. A row of the query is
 * one of the file, or a part of one where the file has a column an indicator
 * (report/book/csvwide.h).
 *
 * Rows go from the query to the file one by one, so their number costs no
 * memory. Texts are what report/words/cell.h makes of them.
 */
int csvfile_write(const struct pack_csv *csv, struct db *db, const char *path,
                  struct err *err) __attribute__((warn_unused_result));

/* One cell, without a comma before it. */
void csvfile_put_cell(struct str *out, const struct grid_cell *cell,
                      enum figure_format format);
/* One cell of text, quoted where it has to be. */
void csvfile_put_text(struct str *out, const char *text);

#endif /* REPORT_BOOK_CSVFILE_H */
