#ifndef REPORT_SHOWN_XMR_H
#define REPORT_SHOWN_XMR_H
#include <stdbool.h>
#include <stddef.h>

/*
 * xmr: control limits of a series of single values from their moving ranges,
 * and which points signal a change (NHS England's "Making data count").
 *
 * limits     mean +- 2.66 x the mean moving range of the baseline; moving
 *            ranges of 3.267 times that mean or more are left out, once
 * signals    in this order: A a point outside the limits; T seven in a row
 *            rising or falling (a tie breaks it); 2 two of three between two
 *            thirds of the limit and the limit, all three on one side of the
 *            mean; S seven in a row on one side (a point on it breaks it)
 * edge       a baseline under XMR_BASELINE_LEAST points has no limits
 */
#define XMR_BASELINE_LEAST 12

struct xmr {
    double mean;
    double moving_range;
    double lower, upper;
    double near_lower, near_upper; /* two thirds of the way */
};

/* The limits of a baseline. False, and *x untouched, where it is too short. */
bool xmr_limits(const double *baseline, size_t count, struct xmr *x);
/* signals[i] = 'A' 'T' '2' 'S' or ' '. */
void xmr_signals(const struct xmr *x, const double *values, size_t count,
                 char *signals);

/* Of a signal at a place: 1 above the mean or rising, -1 below or falling; 0
 * where there is none. */
int xmr_side(const struct xmr *x, const double *values, size_t count,
             const char *signals, size_t at);

#endif /* REPORT_SHOWN_XMR_H */
