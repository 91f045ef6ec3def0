#ifndef TESTS_ORACLE_COMPARE_H
#define TESTS_ORACLE_COMPARE_H
#include <stdbool.h>
#include <stddef.h>

#include "tests/oracle.h"

struct sqlite3;

/* One table of the contract: how to read it, and what its numbers are. */
struct oracle_reading {
    const char *name;
    const char *sql;
    enum oracle_table_id id;
    int keys; /* columns that make the key; the others are numbers */
};

/* In order of key; a table that is not there has no rows, which is said. */
void oracle_read(struct sqlite3 *db, const struct oracle_reading *reading,
                 struct oracle_table *table);
/*
 * How many rows are missing, surplus or different, to one part in a thousand
 * million; the first are printed unless it is to be quiet.
 */
size_t oracle_compare(const struct oracle_reading *reading,
                      const struct oracle_table *expected,
                      const struct oracle_table *found, bool is_quiet);

#endif /* TESTS_ORACLE_COMPARE_H */
