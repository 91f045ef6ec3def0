#include "report/chart/limits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <Rmath.h>

#include "core/mem.h"

static const double tails[LIMITS] = { 0.001, 0.025, 0.975, 0.999 };

/* P(X <= at), for what lies between whole counts too. */
static double reached(double at, double size, double expected, bool is_binomial)
{
    if (!is_binomial)
        return pgamma(size * expected, at + 1, 1, 0, 0);
    return at >= size ? 1 : pbeta(expected, at + 1, size - at, 0, 0);
}

double limit_share(double size, double expected, enum limit limit,
                   bool is_binomial)
{
    double least = -1, most = size + 20 * sqrt(size + 1) + 20;
    double count;

    if (is_binomial)
        most = size;
    for (int i = 0; i < 60; i++) {
        double middle = (least + most) / 2;

        if (reached(middle, size, expected, is_binomial) < tails[limit])
            least = middle;
        else
            most = middle;
    }
    /* The first count that is beyond it lies one further. */
    count = limit >= LIMIT_UPPER_95 ? most + 1 : most;
    return fmax(0, count / size);
}

static int compare(const void *one, const void *two)
{
    double a = *(const double *)one;
    double b = *(const double *)two;

    return (a > b) - (a < b);
}

/* Quantile of sorted values, R's type 7. */
static double quantile(const double *sorted, size_t count, double p)
{
    double at = p * (double)(count - 1);
    size_t low = (size_t)at;
    double rest = at - (double)low;

    if (low + 1 >= count)
        return sorted[count - 1];
    return sorted[low] + rest * (sorted[low + 1] - sorted[low]);
}

static double winsorised_square(const double *z, size_t count)
{
    double *sorted = mem_alloc(count * sizeof(*sorted));
    double low, high, sum = 0;

    memcpy(sorted, z, count * sizeof(*sorted));
    qsort(sorted, count, sizeof(*sorted), compare);
    low = quantile(sorted, count, 0.1);
    high = quantile(sorted, count, 0.9);
    for (size_t i = 0; i < count; i++) {
        double value = fmin(fmax(z[i], low), high);

        sum += value * value;
    }
    free(sorted);
    return sum / (double)count;
}

static double angle(double share)
{
    return asin(sqrt(fmin(fmax(share, 0), 1)));
}

struct dispersion dispersion_of(const double *counts, const double *sizes,
                                size_t count, double expected)
{
    struct dispersion d = { 0, 0 };
    double *z = mem_alloc((count + 1) * sizeof(*z));
    double weights = 0, squares = 0;
    double k = (double)count;

    for (size_t i = 0; i < count; i++) {
        double weight = 4 * sizes[i];

        z[i] = (angle(counts[i] / sizes[i]) - angle(expected)) * sqrt(weight);
        weights += weight;
        squares += weight * weight;
    }
    if (count > 1) {
        d.phi = winsorised_square(z, count);
        d.tau2 = fmax(0, (k * d.phi - (k - 1)) / (weights - squares / weights));
    }
    free(z);
    return d;
}

double limit_widened(double size, double expected, double tau2)
{
    double z = qnorm(tails[LIMIT_UPPER_99], 0, 1, 1, 0);
    double at = angle(expected) + z * sqrt(1 / (4 * size) + tau2);
    double root = sin(fmin(at, acos(-1) / 2));

    return root * root;
}
