#ifndef TRANSFORM_PEOPLE_PERIOD_STAY_H
#define TRANSFORM_PEOPLE_PERIOD_STAY_H
#include "transform/calendar/period.h"

struct db;
struct err;
struct spine;

/*
 * period_stay: what the spine knows of a period's reference date, as two
 * temporary tables that the selects of metrics may read and that nobody fills
 * (core/lent.h):
 *
 * temp.period_stay  a row a pupil and school with a stay begun by the end of
 * the window. That of a finished year, to 31 July, goes on after its reference
 * date R.
 *   is_on_roll  1 where on roll at the school on R (status C or M; details 10,
 *               18, 46)
 *   was_on_roll 1 where on roll there on some day of the window, by the status
 *               on R
 *   is_own      1 where the school is the pupil's own on R: that of a fact
 *               without a URN (details 22)
 *   is_main     1 where the stay is there that breakdowns use (details 25)
 *   age         whole years on the 31 August before the academic year; null:
 *               not known
 *   nc_year, sen_status, fsm  of that stay, else of the latest at the school
 *               begun by R, else of one begun after it; as of R (details 15)
 *   main_sen_status  the SEN status of the pupil's row with is_main, if any
 *
 * temp.period_move  the changes of school of the period's academic year up to
 * R: a row a stay of status C or M begun from 1 August on whose pupil's latest
 * C or M stay begun before it was at another school (details 32, 61). An
 * academy at the LAESTAB of the school that it was made of is no other school,
 * and a stay that goes on there began once.
 *   entry_date       the day of entry
 *   left_school_key  the school of the stay before it
 *   left_date        that stay's last day; 9999-12-31 while it goes on
 */
struct period_stay {
    struct db *db;             /* where the tables are; NULL: nowhere */
    const struct spine *spine; /* NULL: there are no rows */
    struct period period;
    char letters[128][2]; /* each letter as text */
};

/* The tables, without rows. p outlives them. */
int period_stay_open(struct period_stay *p, struct db *db, struct err *err)
    __attribute__((warn_unused_result));
/* Before any statement that reads them is run: whose rows they have. The spine
   is lent until the next turn, or the end. */
void period_stay_turn(struct period_stay *p, const struct spine *spine,
                      const struct period *period);
/* Also of what was never opened, all zero. */
void period_stay_close(struct period_stay *p);

#endif /* TRANSFORM_PEOPLE_PERIOD_STAY_H */
