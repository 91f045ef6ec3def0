#ifndef TESTS_ORACLE_LISTS_H
#define TESTS_ORACLE_LISTS_H
#include <stddef.h>

struct oracle;

/*
 * The lists of names that restricted/ publishes, in a folder, against what the
 * oracle says of each child: who is on which sheet, for which reason, since
 * when; of the safety list in which order too. How many rows are missing,
 * surplus or out of order, the first of which are printed.
 */
size_t oracle_lists_compare(const struct oracle *oracle, const char *folder);

#endif /* TESTS_ORACLE_LISTS_H */
