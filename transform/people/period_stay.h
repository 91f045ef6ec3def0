#ifndef TRANSFORM_PEOPLE_PERIOD_STAY_H
#define TRANSFORM_PEOPLE_PERIOD_STAY_H

struct db;
struct err;
struct period;
struct spine;

/*
 * period_stay: what the spine knows of a period's reference date, as two
 * temporary tables that the selects of metrics may read: on roll on R, the
 * pupil's own school, age, year group, SEN and FSM; and the changes of school
 * of its year (transform/sql/period_stay.sql#period_stay, #period_move).
 */
extern const char *const period_stay_tables[]; /* NULL ends them */
int period_stay_open(struct db *db, struct err *err)
    __attribute__((warn_unused_result));
int period_stay_fill(struct db *db, const struct spine *spine,
                     const struct period *period, struct err *err)
    __attribute__((warn_unused_result));

#endif /* TRANSFORM_PEOPLE_PERIOD_STAY_H */
