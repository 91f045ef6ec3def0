#ifndef CORE_UNTIL_H
#define CORE_UNTIL_H

struct db;
struct err;

/*
 * until: a function that statements may call, has_come(DAY): 1 where the day
 * (YYYY-MM-DD) is not after the day that is set, 0 where it is; NULL for NULL.
 * It notes the earliest of the days that had not come. A statement that knows
 * by it alone what day it is says the same on every later day before that one,
 * as long as what it reads does: whatever it did not ask of a day had no part
 * in what it said.
 */

#define UNTIL_ANY_DAY ""        /* no day was asked about */
#define UNTIL_EVER "9999-12-31" /* all those asked about had come */

/* May be called again; the function lives as long as the connection. */
int until_open(struct db *db, struct err *err)
    __attribute__((warn_unused_result));
/* Before such a statement is run: what day it is. What was noted is gone. */
void until_set(struct db *db, const char *today);
/* Since: the first day on which it may say something else, UNTIL_ANY_DAY or
   UNTIL_EVER. Lent until the next until_set. */
const char *until_noted(const struct db *db);

#endif /* CORE_UNTIL_H */
