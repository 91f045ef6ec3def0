#ifndef REPORT_BOOK_CSVWIDE_H
#define REPORT_BOOK_CSVWIDE_H

struct db;
struct err;
struct pack_csv;

/*
 * csvwide: a CSV file with a column an indicator, and beside it a file of what
 * its columns are, X.meta.csv for X.csv: how the DfE's own data come, and what
 * its service asks of a file that it is to show.
 *
 * csv->meta   a row a column of the file, in their order: what stands in the
 *             second file, and last `indicator` and `field`, which say of an
 *             Indicator where its cells come from; blank for a Filter
 * csv->query  a row an indicator of a row of the file: what the file's rows
 *             begin with (time, place, filters), `indicator`, the fields. The
 *             rows of one of the file stand together
 *
 * What the query has no row for is z, not applicable. A number has the places
 * that indicator_dp says, and no more than it needs.
 *
 * Of time and place the second file says nothing, as the service asks: whoever
 * reads it knows these.
 *
 * errors     ERR_INTERNAL where query and meta do not say the same: a column
 *            twice, a filter or an indicator that is not there, one indicator
 *            twice in a row; else those of core/db.h and core/outfile.h
 */
int csvwide_write(const struct pack_csv *csv, struct db *db, const char *path,
                  struct err *err) __attribute__((warn_unused_result));

#endif /* REPORT_BOOK_CSVWIDE_H */
