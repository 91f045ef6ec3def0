#ifndef REPORT_SHOWN_PROMISED_H
#define REPORT_SHOWN_PROMISED_H

struct db;
struct err;

/*
 * promised: what may be said of promises at schools: shown_record and
 * shown_promise (report/sql/shown.sql), after disclosure.h has decided of the
 * figures.
 *
 * A state is no figure, but says of three numbers of a school (children with
 * something due, what of it a record says no of, what is blank) that it is
 * none, or one or more, or so many that it may be shown. Beside the totals that
 * are shown (county, districts, phases, in or out of the county) that can be as
 * good as a number: of six schools with six children due in all each has one.
 * So bounds of all three are pulled tight (bounds.h) with all states and totals
 * of a promise; while a number too small to be shown, or of too few children,
 * has fewer than five values left, a state that tightened it is said no more:
 * too few.
 */
int promised_prepare(struct db *db, double suppress_below, struct err *err)
    __attribute__((warn_unused_result));

#endif /* REPORT_SHOWN_PROMISED_H */
