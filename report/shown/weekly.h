#ifndef REPORT_SHOWN_WEEKLY_H
#define REPORT_SHOWN_WEEKLY_H

struct db;
struct err;

/*
 * weekly: the weekly attendance gap and its control limits, made into the
 * temporary table shown_week from shown_gap. The gap, not the rate: holidays
 * and illness move both groups, so the gap says what is particular to one.
 *
 * The limits come from all weeks of the school year before and are held, so
 * that no week is judged by limits that it made itself; with fewer of them than
 * XMR_BASELINE_LEAST there are no limits and no signals. Signals are of this
 * year's weeks alone. Weeks under three school days are left out.
 */
int weekly_prepare(struct db *db, struct err *err)
    __attribute__((warn_unused_result));

#endif /* REPORT_SHOWN_WEEKLY_H */
