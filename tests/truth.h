#ifndef TESTS_TRUTH_H
#define TESTS_TRUTH_H
#include <stddef.h>

struct sqlite3;

/*
 * truth: what a county's truth.csv says was planted, held against the
 * warehouse made of the county's files: everything planted has its effect, and
 * nothing else was rejected or set aside. A kind of which it is not known what
 * must come of it is a difference too.
 *
 * Returns the number of differences; the first are printed.
 */
size_t truth_compare(struct sqlite3 *db, const char *path);

#endif /* TESTS_TRUTH_H */
