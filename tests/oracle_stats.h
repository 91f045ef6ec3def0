#ifndef TESTS_ORACLE_STATS_H
#define TESTS_ORACLE_STATS_H
#include <stdbool.h>

/*
 * oracle_stats: the intervals of details.md 39 to 43, written from that text
 * and the methods' papers, for tests to hold the program's own against.
 */
struct oracle_range {
    bool is_known;
    double lower, upper;
};

/* Sums over the pupils of one cell: y the numerator's, m the denominator's. */
struct oracle_sums {
    double k; /* pupils with either */
    double y, m;
    double yy, ym, mm; /* sums of products */
};
void oracle_sums_add(struct oracle_sums *sums, double y, double m);

/* Of a ratio y/m clustered on pupils. */
double oracle_ratio_error(const struct oracle_sums *sums);

struct oracle_range oracle_wilson(double count, double size);
struct oracle_range oracle_poisson(double count, double size);
struct oracle_range oracle_clustered_logit(const struct oracle_sums *sums);
struct oracle_range oracle_clustered_log(const struct oracle_sums *sums);
/* Student's; none below two pupils. */
struct oracle_range oracle_mean(const struct oracle_sums *sums);
/* Difference of two means, Welch's with Satterthwaite's degrees. */
struct oracle_range oracle_welch(const struct oracle_sums *one,
                                 const struct oracle_sums *two);
/* Difference of two proportions, Newcombe's method 10. */
struct oracle_range oracle_newcombe(double a, double n, double b, double m);
/* value * exp(-+ z error), and value -+ z error. */
struct oracle_range oracle_log_normal(double value, double error);
struct oracle_range oracle_normal(double value, double error);

/* The smallest k with P(X <= k) >= p. */
double oracle_binomial_quantile(double p, double size, double chance);
double oracle_poisson_quantile(double p, double mean);

#endif /* TESTS_ORACLE_STATS_H */
