#ifndef TRANSFORM_PUPIL_H
#define TRANSFORM_PUPIL_H
#include <stdbool.h>

struct db;
struct err;

/*
 * pupil: table dim_pupil, a row a person that any accepted row speaks of.
 *
 * upn      the newest, permanent before temporary, and never one that another
 *          row of the person calls a former one (details.md 13)
 * child_id, names and the rest: as the latest row says that says anything;
 *          pupils extracts before suspensions and social care, and these
 *          before the statutory return (details.md 14)
 *
 * Makes the rows of everybody again, or of the persons changed_pupil names; a
 * date of birth that is another one is noted there as reaching every day.
 */
int pupil_store(struct db *db, bool everybody, struct err *err)
    __attribute__((warn_unused_result));

#endif /* TRANSFORM_PUPIL_H */
