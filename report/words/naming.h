#ifndef REPORT_WORDS_NAMING_H
#define REPORT_WORDS_NAMING_H
#include <stdbool.h>

/*
 * naming: does a text name a child? By a pupil's number, which all that is said
 * of one bears: a letter and twelve places, the last of which may be a letter
 * too, that are no part of a longer word.
 */
bool naming_has_upn(const char *text);

#endif /* REPORT_WORDS_NAMING_H */
