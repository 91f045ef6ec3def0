#ifndef REPORT_BOOK_FINISH_H
#define REPORT_BOOK_FINISH_H

struct err;
struct str;

/*
 * finish: what libxlsxwriter cannot write, put into the workbook that it has
 * written.
 *
 * styles     the cell styles below, for the formats with their xfId
 * language   of the document, en-GB
 * numbers    the shortest decimal that reads back (details 99): the library
 *            prints 16 digits, 8.699999999999999 for 8.7
 * charts     categories that are text: a reader else takes days for a time
 *            axis, with a line across the holidays
 */
enum finish_style { FINISH_HEADING_1 = 1, FINISH_HEADING_2, FINISH_LINK };

/* errors: ERR_CANTCREAT; ERR_INTERNAL where the library wrote otherwise than
 * we know it */
int finish_book(const char *path, struct err *err)
    __attribute__((warn_unused_result));

/* Add the shortest decimal that reads back as the number that `text` is. */
void finish_number(struct str *out, const char *text);

#endif /* REPORT_BOOK_FINISH_H */
