#ifndef TRANSFORM_NIGHT_LOST_YEAR_H
#define TRANSFORM_NIGHT_LOST_YEAR_H
#include <stdbool.h>
#include <stddef.h>

struct db;
struct err;

/*
 * lost_year: table year_without_terms: the academic years of marks and of rows
 * of any extract that belong to a year, where terms.csv lacks that year: their
 * facts are kept and counted by no period.
 *
 * relations  tables that changed since it was made
 * anything   all may have, or the years of terms.csv
 */
int lost_year_store(struct db *db, char *const *relations, size_t count,
                    bool anything, struct err *err)
    __attribute__((warn_unused_result));

#endif /* TRANSFORM_NIGHT_LOST_YEAR_H */
