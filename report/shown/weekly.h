#ifndef REPORT_SHOWN_WEEKLY_H
#define REPORT_SHOWN_WEEKLY_H

struct db;
struct err;

/*
 * weekly: the weekly attendance gap and its control limits, made into the
 * temporary table shown_week from shown_gap. The gap, not the rate: holidays
 * and illness move both groups, so the gap says what is particular to one.
 *
 * The limits come from the first weeks of the year and are then held
 * (report/shown/xmr.h). Weeks under three school days are left out.
 */
int weekly_prepare(struct db *db, struct err *err)
    __attribute__((warn_unused_result));

#endif /* REPORT_SHOWN_WEEKLY_H */
