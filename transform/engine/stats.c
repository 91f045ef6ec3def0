#include "transform/engine/stats.h"

#include <math.h>
#include <stddef.h>

#include <Rmath.h>

#define ALPHA_HALF 0.025
#define CLUSTERS_AT_LEAST 10 /* details.md 40 */

static const struct stats_interval none = { false, 0, 0 };

static struct stats_interval interval(double lower, double upper)
{
    struct stats_interval found = { true, lower, upper };

    return found;
}

static double square(double x)
{
    return x * x;
}

/* value * exp(-/+ reach) */
static struct stats_interval around(double value, double reach)
{
    return interval(value * exp(-reach), value * exp(reach));
}

struct stats_interval stats_wilson(double x, double n, double z)
{
    double middle = x + z * z / 2;
    double reach;

    if (n <= 0)
        return none;
    reach = z * sqrt(x * (n - x) / n + z * z / 4);
    return interval(x <= 0 ? 0 : (middle - reach) / (n + z * z),
                    x >= n ? 1 : (middle + reach) / (n + z * z));
}

struct stats_interval stats_newcombe(double x1, double n1, double x2, double n2)
{
    struct stats_interval one = stats_wilson(x1, n1, STATS_Z95);
    struct stats_interval two = stats_wilson(x2, n2, STATS_Z95);
    double p1, p2;

    if (!one.known || !two.known)
        return none;
    p1 = x1 / n1;
    p2 = x2 / n2;
    return interval(
        p1 - p2 - sqrt(square(p1 - one.lower) + square(two.upper - p2)),
        p1 - p2 + sqrt(square(one.upper - p1) + square(p2 - two.lower)));
}

struct stats_interval stats_katz_ratio(double a, double n1, double b, double n2)
{
    double variance;

    if (a <= 0 || b <= 0 || n1 <= 0 || n2 <= 0)
        return none;
    variance = (1 / a - 1 / n1) + (1 / b - 1 / n2);
    return around((a / n1) / (b / n2),
                  STATS_Z95 * sqrt(variance > 0 ? variance : 0));
}

struct stats_interval stats_poisson(double x)
{
    if (x < 0)
        return none;
    return interval(x > 0 ? qchisq(ALPHA_HALF, 2 * x, 1, 0) / 2 : 0,
                    qchisq(ALPHA_HALF, 2 * x + 2, 0, 0) / 2);
}

struct stats_interval stats_poisson_ratio(double a, double t1, double b,
                                          double t2)
{
    if (a <= 0 || b <= 0 || t1 <= 0 || t2 <= 0)
        return none;
    return around((a / t1) / (b / t2), STATS_Z95 * sqrt(1 / a + 1 / b));
}

/*
 * What is left of `total`, a sum of squares, after taking off what explains
 * it. Pupils who all have the same rate leave nothing, which subtraction of
 * rounded figures would miss by a few parts in 10^16.
 */
static double residual(double left, double total)
{
    return left > total * 1e-13 ? left : 0;
}

struct stats_rate stats_clustered(const struct stats_sums *sums)
{
    struct stats_rate rate = { false, sums->k, 0, 0 };
    double k = (double)sums->k;
    double r, squares;

    if (sums->m <= 0)
        return rate;
    r = rate.r = sums->y / sums->m;
    if (sums->k < CLUSTERS_AT_LEAST || r <= 0 || sums->y == sums->m)
        return rate;
    squares =
        residual(sums->yy - 2 * r * sums->ym + r * r * sums->mm, sums->yy);
    rate.se = sqrt(k / (k - 1) * squares) / sums->m;
    rate.known = true;
    return rate;
}

struct stats_interval stats_clustered_logit(const struct stats_rate *rate)
{
    double r = rate->r;
    double middle, reach;

    if (!rate->known || r >= 1)
        return none;
    middle = log(r / (1 - r));
    reach =
        qt(ALPHA_HALF, (double)(rate->k - 1), 0, 0) * rate->se / (r * (1 - r));
    return interval(1 / (1 + exp(reach - middle)),
                    1 / (1 + exp(-reach - middle)));
}

struct stats_interval stats_clustered_log(const struct stats_rate *rate)
{
    if (!rate->known)
        return none;
    return around(rate->r, STATS_Z95 * rate->se / rate->r);
}

struct stats_interval stats_clustered_gap(const struct stats_rate *one,
                                          const struct stats_rate *two)
{
    double gap = one->r - two->r;
    double reach;

    if (!one->known || !two->known)
        return none;
    reach = STATS_Z95 * sqrt(square(one->se) + square(two->se));
    return interval(gap - reach, gap + reach);
}

struct stats_interval stats_clustered_ratio(const struct stats_rate *one,
                                            const struct stats_rate *two)
{
    if (!one->known || !two->known)
        return none;
    return around(
        one->r / two->r,
        STATS_Z95 * sqrt(square(one->se / one->r) + square(two->se / two->r)));
}

/* Variance of the mean of y. */
static double mean_variance(const struct stats_sums *sums)
{
    double n = sums->m;

    return residual(sums->yy - sums->y * (sums->y / n), sums->yy) / (n - 1) / n;
}

struct stats_interval stats_mean(const struct stats_sums *sums)
{
    double mean, reach;

    if (sums->m < 2)
        return none;
    mean = sums->y / sums->m;
    reach = qt(ALPHA_HALF, sums->m - 1, 0, 0) * sqrt(mean_variance(sums));
    return interval(mean - reach, mean + reach);
}

struct stats_interval stats_welch(const struct stats_sums *one,
                                  const struct stats_sums *two)
{
    double gap, v1, v2, degrees, reach;

    if (one->m < 2 || two->m < 2)
        return none;
    gap = one->y / one->m - two->y / two->m;
    v1 = mean_variance(one);
    v2 = mean_variance(two);
    if (v1 + v2 <= 0)
        return interval(gap, gap);
    degrees = square(v1 + v2)
              / (square(v1) / (one->m - 1) + square(v2) / (two->m - 1));
    reach = qt(ALPHA_HALF, degrees, 0, 0) * sqrt(v1 + v2);
    return interval(gap - reach, gap + reach);
}

int64_t stats_binomial_limit(double n, double theta, double p)
{
    return (int64_t)qbinom(p, n, theta, 1, 0);
}

int64_t stats_poisson_limit(double mean, double p)
{
    return (int64_t)qpois(p, mean, 1, 0);
}
