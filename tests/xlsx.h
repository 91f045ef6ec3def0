#ifndef TESTS_XLSX_H
#define TESTS_XLSX_H
#include <stddef.h>

/*
 * xlsx: read a workbook's parts. All fail the test where the file is no
 * workbook or lacks the part.
 */

/* Text of a part, to be freed by the caller; NULL where there is none such. */
char *xlsx_part(const char *path, const char *part);
/* All parts one after the other, pictures left out. */
char *xlsx_all(const char *path);
/* The rows of a sheet, by its number from 1, a line each, with bars between its
   cells; what XML escapes stays so. */
char *xlsx_rows(const char *path, int sheet);
/* The number of the sheet with this name; 0 where there is none such. */
int xlsx_sheet(const char *path, const char *tab);
/* How often `what` stands in text. */
size_t xlsx_count(const char *text, const char *what);

#endif /* TESTS_XLSX_H */
