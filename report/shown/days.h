#ifndef REPORT_SHOWN_DAYS_H
#define REPORT_SHOWN_DAYS_H

struct db;
struct err;

/*
 * days: absence of children with a social worker day by day, made into the
 * temporary table shown_day from their marks and shown_metric, by the rule of
 * released.sql.
 *
 * Marks are read child by child, as they lie, and counted here: a county's are
 * more than a million in a year, which SQLite would sort by day.
 */
int days_prepare(struct db *db, struct err *err)
    __attribute__((warn_unused_result));

#endif /* REPORT_SHOWN_DAYS_H */
