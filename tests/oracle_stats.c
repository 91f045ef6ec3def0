#include "tests/oracle_stats.h"

#include <math.h>
#include <Rmath.h>

#define Z95 1.959963984540054
#define FEWEST_PUPILS 10 /* details.md 40 */

void oracle_sums_add(struct oracle_sums *sums, double y, double m)
{
    if (y == 0 && m == 0)
        return;
    sums->k += 1;
    sums->y += y;
    sums->m += m;
    sums->yy += y * y;
    sums->ym += y * m;
    sums->mm += m * m;
}

double oracle_ratio_error(const struct oracle_sums *sums)
{
    double rate = sums->y / sums->m;
    double squares = sums->yy - 2 * rate * sums->ym + rate * rate * sums->mm;

    /* All pupils alike: rounding may leave a little less than nothing. */
    if (squares < 0)
        squares = 0;
    return sqrt(sums->k / (sums->k - 1) * squares) / sums->m;
}

static struct oracle_range unknown(void)
{
    struct oracle_range range = { false, 0, 0 };

    return range;
}

static struct oracle_range known(double lower, double upper)
{
    struct oracle_range range = { true, lower, upper };

    return range;
}

struct oracle_range oracle_wilson(double count, double size)
{
    double z2 = Z95 * Z95;
    double middle = count + z2 / 2;
    double half = Z95 * sqrt(count * (size - count) / size + z2 / 4);
    double lower = (middle - half) / (size + z2);
    double upper = (middle + half) / (size + z2);

    if (size <= 0)
        return unknown();
    return known(count == 0 ? 0 : lower, count == size ? 1 : upper);
}

struct oracle_range oracle_poisson(double count, double size)
{
    double lower = count == 0 ? 0 : qchisq(0.025, 2 * count, 1, 0) / 2;
    double upper = qchisq(0.975, 2 * count + 2, 1, 0) / 2;

    if (size <= 0)
        return unknown();
    return known(lower / size, upper / size);
}

static bool has_clustered(const struct oracle_sums *sums)
{
    return sums->k >= FEWEST_PUPILS && sums->m > 0 && sums->y != 0
           && sums->y != sums->m;
}

struct oracle_range oracle_clustered_logit(const struct oracle_sums *sums)
{
    double rate;
    double middle;
    double half;

    if (!has_clustered(sums))
        return unknown();
    rate = sums->y / sums->m;
    middle = log(rate / (1 - rate));
    half = qt(0.975, sums->k - 1, 1, 0) * oracle_ratio_error(sums)
           / (rate * (1 - rate));
    return known(1 / (1 + exp(half - middle)), 1 / (1 + exp(-half - middle)));
}

struct oracle_range oracle_clustered_log(const struct oracle_sums *sums)
{
    double rate;

    if (!has_clustered(sums))
        return unknown();
    rate = sums->y / sums->m;
    return oracle_log_normal(rate, oracle_ratio_error(sums) / rate);
}

/* Of pupils who are one each in the denominator: the sum's square error. */
static double mean_variance(const struct oracle_sums *sums)
{
    double n = sums->m;
    double variance = (sums->yy - sums->y * sums->y / n) / (n - 1);

    /* All alike: what rounding leaves is nothing. */
    return variance < 1e-9 * sums->yy / n ? 0 : variance / n;
}

struct oracle_range oracle_mean(const struct oracle_sums *sums)
{
    double half;

    if (sums->m < 2)
        return unknown();
    half = qt(0.975, sums->m - 1, 1, 0) * sqrt(mean_variance(sums));
    return known(sums->y / sums->m - half, sums->y / sums->m + half);
}

struct oracle_range oracle_welch(const struct oracle_sums *one,
                                 const struct oracle_sums *two)
{
    double a = mean_variance(one);
    double b = mean_variance(two);
    double gap = one->y / one->m - two->y / two->m;
    double half;

    if (a + b <= 0)
        return known(gap, gap);
    half = qt(0.975,
              (a + b) * (a + b) / (a * a / (one->m - 1) + b * b / (two->m - 1)),
              1, 0)
           * sqrt(a + b);
    return known(gap - half, gap + half);
}

struct oracle_range oracle_newcombe(double a, double n, double b, double m)
{
    struct oracle_range one = oracle_wilson(a, n);
    struct oracle_range two = oracle_wilson(b, m);
    double p = a / n;
    double q = b / m;

    return known(p - q
                     - sqrt((p - one.lower) * (p - one.lower)
                            + (two.upper - q) * (two.upper - q)),
                 p - q
                     + sqrt((one.upper - p) * (one.upper - p)
                            + (q - two.lower) * (q - two.lower)));
}

struct oracle_range oracle_log_normal(double value, double error)
{
    return known(value * exp(-Z95 * error), value * exp(Z95 * error));
}

struct oracle_range oracle_normal(double value, double error)
{
    return known(value - Z95 * error, value + Z95 * error);
}

double oracle_binomial_quantile(double p, double size, double chance)
{
    double sum = 0;
    int k;

    for (k = 0; k < (int)size; k++) {
        sum += dbinom(k, size, chance, 0);
        if (sum >= p)
            break;
    }
    return k;
}

double oracle_poisson_quantile(double p, double mean)
{
    double sum = dpois(0, mean, 0);
    int k = 0;

    while (sum < p) {
        k++;
        sum += dpois(k, mean, 0);
    }
    return k;
}
