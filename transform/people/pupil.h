#ifndef TRANSFORM_PEOPLE_PUPIL_H
#define TRANSFORM_PEOPLE_PUPIL_H
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
 * pupil_ask fills the temporary table pupil_asked with everybody or the
 * persons changed_fact names, for stay_store and pupil_store, which empties
 * it. A date of birth that is another one is noted in changed_fact as
 * reaching every day.
 */
int pupil_ask(struct db *db, bool everybody, struct err *err)
    __attribute__((warn_unused_result));
int pupil_store(struct db *db, bool everybody, struct err *err)
    __attribute__((warn_unused_result));

#endif /* TRANSFORM_PEOPLE_PUPIL_H */
