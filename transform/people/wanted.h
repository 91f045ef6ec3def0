#ifndef TRANSFORM_PEOPLE_WANTED_H
#define TRANSFORM_PEOPLE_WANTED_H
#include <stdbool.h>

struct db;
struct err;
struct query;

/*
 * wanted: of whom the spine is to know where it is not everybody: the persons
 * in the temporary table wanted_person. What is read of persons is one
 * statement either way; of some it is read person by person.
 */

/* Make the table, or empty it. */
int wanted_clear(struct db *db, struct err *err)
    __attribute__((warn_unused_result));

/*
 * The statement `asset`, a column of whose rows is called pupil_key: all of
 * its rows, or where it is_narrow those of the wanted persons, in the order of
 * their keys. The caller closes it.
 */
int wanted_query(struct query **out, struct db *db, const char *asset,
                 bool is_narrow, struct err *err)
    __attribute__((warn_unused_result));

#endif /* TRANSFORM_PEOPLE_WANTED_H */
