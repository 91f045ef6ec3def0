#include "report/shown/xmr.h"

#include <math.h>
#include <string.h>

#define LIMIT 2.66
#define SCREEN 3.267
#define RUN 7

/* Mean of the moving ranges below `least_refused`. */
static double mean_range(const double *values, size_t count,
                         double least_refused)
{
    double sum = 0;
    size_t used = 0;

    for (size_t i = 1; i < count; i++) {
        double range = fabs(values[i] - values[i - 1]);

        if (range < least_refused) {
            sum += range;
            used++;
        }
    }
    return used ? sum / (double)used : 0;
}

bool xmr_limits(const double *baseline, size_t count, struct xmr *x)
{
    double sum = 0;
    double first;

    if (count < XMR_BASELINE_LEAST)
        return false;
    for (size_t i = 0; i < count; i++)
        sum += baseline[i];
    x->mean = sum / (double)count;
    first = mean_range(baseline, count, INFINITY);
    x->moving_range =
        mean_range(baseline, count, first > 0 ? SCREEN * first : INFINITY);
    x->lower = x->mean - LIMIT * x->moving_range;
    x->upper = x->mean + LIMIT * x->moving_range;
    x->near_lower = x->mean - LIMIT * x->moving_range * 2 / 3;
    x->near_upper = x->mean + LIMIT * x->moving_range * 2 / 3;
    return true;
}

static int side(double value, double mean)
{
    return (value > mean) - (value < mean);
}

/* RUN or more points in a row on one side of the mean. */
static void mark_shifts(const struct xmr *x, const double *values, size_t count,
                        char *signals)
{
    size_t start = 0;

    for (size_t i = 1; i <= count; i++) {
        if (i < count
            && side(values[i], x->mean) == side(values[start], x->mean))
            continue;
        if (i - start >= RUN && side(values[start], x->mean) != 0)
            memset(signals + start, 'S', i - start);
        start = i;
    }
}

static bool is_near(const struct xmr *x, double value)
{
    return (value > x->near_upper && value <= x->upper)
           || (value < x->near_lower && value >= x->lower);
}

/* The third may be anywhere on the same side, even outside. */
static void mark_two_of_three(const struct xmr *x, const double *values,
                              size_t count, char *signals)
{
    for (size_t i = 2; i < count; i++) {
        int which = side(values[i], x->mean);
        bool is_one_side = which != 0;
        size_t near = 0;

        for (size_t j = i - 2; j <= i; j++) {
            is_one_side &= side(values[j], x->mean) == which;
            near += is_near(x, values[j]);
        }
        if (!is_one_side || near < 2)
            continue;
        for (size_t j = i - 2; j <= i; j++)
            if (is_near(x, values[j]))
                signals[j] = '2';
    }
}

static void mark_trends(const double *values, size_t count, char *signals)
{
    size_t start = 0;
    int way = 0;

    for (size_t i = 1; i <= count; i++) {
        int step = i < count ? side(values[i], values[i - 1]) : 0;

        if (step != 0 && (step == way || i == start + 1)) {
            way = step;
            continue;
        }
        if (way != 0 && i - start >= RUN)
            memset(signals + start, 'T', i - start);
        start = step == 0 ? i : i - 1;
        way = step;
    }
}

void xmr_signals(const struct xmr *x, const double *values, size_t count,
                 char *signals)
{
    memset(signals, ' ', count);
    mark_shifts(x, values, count, signals);
    mark_two_of_three(x, values, count, signals);
    mark_trends(values, count, signals);
    for (size_t i = 0; i < count; i++)
        if (values[i] > x->upper || values[i] < x->lower)
            signals[i] = 'A';
}

/* Points in a row around one that each lie below the one before. */
static size_t falling(const double *values, size_t count, size_t at)
{
    size_t first = at, last = at;

    while (first > 0 && values[first - 1] > values[first])
        first--;
    while (last + 1 < count && values[last] > values[last + 1])
        last++;
    return last - first + 1;
}

int xmr_side(const struct xmr *x, const double *values, size_t count,
             const char *signals, size_t at)
{
    switch (signals[at]) {
    case ' ':
        return 0;
    case 'T':
        return falling(values, count, at) >= RUN ? -1 : 1;
    default:
        return side(values[at], x->mean);
    }
}
