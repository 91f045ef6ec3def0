#ifndef REPORT_BOOK_READBACK_H
#define REPORT_BOOK_READBACK_H
#include <stddef.h>

struct err;

/*
 * readback: read a finished .xlsx as a reader would: every part whole (CRC),
 * UTF-8, well-formed XML, by the rules that Excel holds it to (bookcheck.h),
 * and on each worksheet the number of filled cells that was meant.
 *
 * cells      cells[i] for the i-th worksheet
 * errors     ERR_CANTCREAT
 */
int readback_check(const char *path, const size_t *cells, size_t sheet_count,
                   struct err *err) __attribute__((warn_unused_result));

/* Well-formed XML in UTF-8, by expat. errors: ERR_CANTCREAT */
int readback_check_xml(const char *name, const char *text, size_t len,
                       struct err *err) __attribute__((warn_unused_result));

#endif /* REPORT_BOOK_READBACK_H */
