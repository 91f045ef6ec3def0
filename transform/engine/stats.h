#ifndef TRANSFORM_ENGINE_STATS_H
#define TRANSFORM_ENGINE_STATS_H
#include <stdbool.h>
#include <stdint.h>

/*
 * stats: intervals for the figures of metrics.md (spec: details.md 39-43, 48).
 * Pure functions in natural units (a share is 0..1, a count is a count): the
 * metric's scale is applied by the caller. Quantiles come from r-mathlib.
 */
#define STATS_Z95 1.959963984540054

/* An interval that may not exist; then lower and upper are 0. */
struct stats_interval {
    bool known;
    double lower;
    double upper;
};

/*
 * What is kept of the pupils of a cell: all else follows from it in one pass.
 * y is a pupil's numerator, m the denominator; k counts pupils with either.
 */
struct stats_sums {
    int64_t k;
    double y, m;
    double yy, ym, mm;
};

static inline void stats_add(struct stats_sums *into,
                             const struct stats_sums *more)
{
    into->k += more->k;
    into->y += more->y;
    into->m += more->m;
    into->yy += more->yy;
    into->ym += more->ym;
    into->mm += more->mm;
}

/*
 * Wilson score interval of x out of n: Wilson 1927, JASA 22:209; Newcombe
 * 1998, Stat Med 17:857. Exactly 0 at x = 0 and 1 at x = n; none for n = 0.
 */
struct stats_interval stats_wilson(double x, double n, double z);

/*
 * Difference x1/n1 - x2/n2 by the hybrid score method: Newcombe 1998, Stat Med
 * 17:873, method 10.
 */
struct stats_interval stats_newcombe(double x1, double n1, double x2,
                                     double n2);

/* Katz's log interval of (a/n1) / (b/n2); none unless a, b > 0. */
struct stats_interval stats_katz_ratio(double a, double n1, double b,
                                       double n2);

/* Exact 95% limits of a Poisson mean, x events seen: Garwood 1936. */
struct stats_interval stats_poisson(double x);

/* Log interval of the rate ratio (a/t1) / (b/t2); none unless a, b > 0. */
struct stats_interval stats_poisson_ratio(double a, double t1, double b,
                                          double t2);

/*
 * Ratio estimator r = y/m clustered on pupils: Cochran 1977, Sampling
 * Techniques, ch. 6: var r = k/(k-1) sum (y - r m)^2 / m^2. Not known for
 * fewer than 10 pupils, and where r is exactly 0 or 1 (details.md 40, 48).
 */
struct stats_rate {
    bool known;
    int64_t k;
    double r;
    double se;
};
struct stats_rate stats_clustered(const struct stats_sums *sums);

/* On the logit scale with Student's t, k - 1 degrees: for shares. */
struct stats_interval stats_clustered_logit(const struct stats_rate *rate);
/* On the log scale with z: for events and days, which can exceed 1. */
struct stats_interval stats_clustered_log(const struct stats_rate *rate);
/* r1 - r2 -/+ z sqrt(se1^2 + se2^2); none unless both are known. */
struct stats_interval stats_clustered_gap(const struct stats_rate *one,
                                          const struct stats_rate *two);
/* r1 / r2, SE of its log sqrt((se1/r1)^2 + (se2/r2)^2). */
struct stats_interval stats_clustered_ratio(const struct stats_rate *one,
                                            const struct stats_rate *two);

/*
 * Means: y over m pupils, each with m = 1. Student's t (sd has n - 1) and
 * Welch's difference with Satterthwaite's degrees; none unless each n >= 2.
 * With both variances 0 the difference is its own interval.
 */
struct stats_interval stats_mean(const struct stats_sums *sums);
struct stats_interval stats_welch(const struct stats_sums *one,
                                  const struct stats_sums *two);

/*
 * Funnel limits (details.md 43): the smallest k with P(X <= k) >= p, X counted
 * among n with chance theta each, or Poisson with the mean.
 */
int64_t stats_binomial_limit(double n, double theta, double p);
int64_t stats_poisson_limit(double mean, double p);

#endif /* TRANSFORM_ENGINE_STATS_H */
