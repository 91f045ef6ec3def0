#ifndef REPORT_CHART_LIMITS_H
#define REPORT_CHART_LIMITS_H
#include <stdbool.h>
#include <stddef.h>

/*
 * limits: how far chance alone takes a school of a size from what is expected,
 * as a funnel draws it.
 *
 * A school is judged by whole counts (details 43). Drawn so, the limits are
 * stairs whose steps tell what is expected to five figures, and with it counts
 * that are withheld (details 97). So they are drawn where the distribution,
 * taken as the continuous function that it is part of (incomplete beta and
 * gamma), reaches the tail: a smooth line that agrees with the stairs at every
 * whole count, the upper one above the last count that is within.
 *
 * Over-dispersion: Spiegelhalter 2005 (doi 10.1002/sim.1970), additive random
 * effects on the arcsine scale, z winsorised at its 10th and 90th percentiles.
 */
enum limit { LIMIT_LOWER_99, LIMIT_LOWER_95, LIMIT_UPPER_95, LIMIT_UPPER_99 };
#define LIMITS 4

/* A share of `size`: 0 or more, not cut off at 1. expected is a share too. */
double limit_share(double size, double expected, enum limit limit,
                   bool is_binomial);

#define DISPERSION_SCHOOLS 15 /* under these it is not worked out */
#define DISPERSION_LEAST 1.5

struct dispersion {
    double phi;
    double tau2;
};
/* counts[i] of sizes[i], which is over 0; expected is a share. */
struct dispersion dispersion_of(const double *counts, const double *sizes,
                                size_t count, double expected);
/* The upper 99.8% limit, widened; a share. */
double limit_widened(double size, double expected, double tau2);

#endif /* REPORT_CHART_LIMITS_H */
