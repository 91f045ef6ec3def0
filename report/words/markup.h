#ifndef REPORT_WORDS_MARKUP_H
#define REPORT_WORDS_MARKUP_H

struct str;

/*
 * markup: a text as it may stand between two tags or in a quoted attribute of
 * HTML, XML and SVG, whoever wrote it: clean (text_clean), its & < > " and '
 * escaped.
 */
void markup_put(struct str *out, const char *text);

#endif /* REPORT_WORDS_MARKUP_H */
