#ifndef REPORT_WORDS_CELL_H
#define REPORT_WORDS_CELL_H

/*
 * cell: a text as it may stand in a cell of a CSV or a workbook, whoever wrote
 * it. It is clean (text_clean), and no spreadsheet takes it for a formula:
 * where it would begin like one, it begins with a quote instead.
 *
 * A formula begins with = + - or @, also in its full-width, small or raised
 * form, and whatever blanks, control or unseen characters stand before: one
 * reader drops them, another does not. So does a text behind a tab or a return.
 * A number is a number, and not a text that begins with its sign.
 */
char *cell_text(const char *text); /* freed by the caller */

#endif /* REPORT_WORDS_CELL_H */
