#ifndef TRANSFORM_PEOPLE_RESULT_H
#define TRANSFORM_PEOPLE_RESULT_H
#include <stdbool.h>

struct db;
struct err;

/*
 * result: table pupil_result, of a pupil's results in a year and measure the
 * one that counts. To find it takes ten times as long as to read it, and each
 * metric of attainment reads it for each period that ends on another day.
 */

/* Make the rows of the persons in pupil_asked again (pupil.h), or of all. */
int result_store(struct db *db, bool everybody, struct err *err)
    __attribute__((warn_unused_result));

/* What reads this table is made of what the table is made of: */
#define RESULT_TABLE "pupil_result"
/* Prepares a statement that reads just that, for who asks what it reads
   (db_ask_reader). */
int result_ask(struct db *db, struct err *err)
    __attribute__((warn_unused_result));

#endif /* TRANSFORM_PEOPLE_RESULT_H */
