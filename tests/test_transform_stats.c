#include "transform/engine/stats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/table.h"
#include "core/outfile.h"
#include "core/str.h"
#include "tests/testing.h"

#define Z998 3.090232306167813

/* A vector's nine decimals, or nine digits where the number is large. */
static void near_vector(double actual, double expected)
{
    double tolerance = fabs(expected) * 1e-9;

    assert_near(actual, expected, tolerance > 6e-10 ? tolerance : 6e-10);
}

static void is_interval(struct stats_interval i, double lower, double upper)
{
    assert_true(i.known);
    near_vector(i.lower, lower);
    near_vector(i.upper, upper);
}

static void is_none(struct stats_interval i)
{
    assert_false(i.known);
}

/* The file of the reference vectors as rows; skips where it is not. */
static void open_vectors(struct table *t, const char *name)
{
    const char *shared = testing_environment("VSCHOOL_SHARED");
    struct err err = ERR_INIT;
    struct str path = STR_INIT;
    char *text = NULL;
    size_t len = 0;

    str_addf(&path, "%s/reference/vectors/%s", shared ? shared : "", name);
    if (access(path.text, R_OK) != 0) {
        print_message("no '%s': not compared\n", path.text);
        str_release(&path);
        skip();
    }
    assert_ok(file_read(path.text, &text, &len, &err), &err);
    assert_ok(table_parse(t, name, text, &err), &err);
    assert_true(t->row_count > 0);
    free(text);
    str_release(&path);
}

static double number(const struct table *t, size_t row, const char *heading)
{
    int column = table_column(t, heading);

    assert_true(column >= 0);
    return strtod(table_cell(t, row, column), NULL);
}

static struct stats_sums sums_of(const double *y, const double *m, size_t count)
{
    struct stats_sums sums = { 0, 0, 0, 0, 0, 0 };

    for (size_t i = 0; i < count; i++) {
        double one = m ? m[i] : 1;
        struct stats_sums more = { 1,           y[i],       one,
                                   y[i] * y[i], y[i] * one, one * one };

        stats_add(&sums, &more);
    }
    return sums;
}

static void wilson_has_the_published_limits(void **state)
{
    (void)state;
    is_interval(stats_wilson(18, 47, STATS_Z95), 0.257906811, 0.525734330);
    is_interval(stats_wilson(18, 47, Z998), 0.202002557, 0.603477720);
    assert_true(stats_wilson(0, 12, STATS_Z95).lower == 0);
    assert_true(stats_wilson(12, 12, STATS_Z95).upper == 1);
    is_none(stats_wilson(0, 0, STATS_Z95));
}

static void wilson_agrees_with_the_vectors(void **state)
{
    struct table t;

    (void)state;
    open_vectors(&t, "proportion_ci.csv");
    for (size_t i = 0; i < t.row_count; i++) {
        double x = number(&t, i, "x");
        double n = number(&t, i, "n");

        is_interval(stats_wilson(x, n, STATS_Z95), number(&t, i, "wilson95_lo"),
                    number(&t, i, "wilson95_hi"));
        is_interval(stats_wilson(x, n, Z998), number(&t, i, "wilson998_lo"),
                    number(&t, i, "wilson998_hi"));
    }
    table_release(&t);
}

static void newcombe_has_the_published_limits(void **state)
{
    (void)state;
    is_interval(stats_newcombe(56, 70, 48, 80), 0.052431472, 0.333872654);
    is_interval(stats_newcombe(10, 10, 0, 20), 0.679086037, 1);
    is_none(stats_newcombe(1, 2, 0, 0));
}

static void newcombe_agrees_with_the_vectors(void **state)
{
    struct table t;

    (void)state;
    open_vectors(&t, "newcombe_diff.csv");
    for (size_t i = 0; i < t.row_count; i++)
        is_interval(stats_newcombe(number(&t, i, "x1"), number(&t, i, "n1"),
                                   number(&t, i, "x2"), number(&t, i, "n2")),
                    number(&t, i, "lo95"), number(&t, i, "hi95"));
    table_release(&t);
}

/* stats.md section 3 gives 3.1117 (2.0684 to 4.6812). */
static void a_ratio_of_shares_has_katz_limits(void **state)
{
    struct stats_interval i = stats_katz_ratio(18, 47, 96, 780);

    (void)state;
    assert_true(i.known);
    assert_near(i.lower, 2.0684, 5e-5);
    assert_near(i.upper, 4.6812, 5e-5);
    is_none(stats_katz_ratio(0, 47, 96, 780));
    is_none(stats_katz_ratio(18, 47, 0, 780));
    is_interval(stats_katz_ratio(5, 5, 7, 7), 1, 1);
}

static void poisson_has_the_published_limits(void **state)
{
    (void)state;
    is_interval(stats_poisson(0), 0, 3.688879454);
    is_interval(stats_poisson(27), 17.793170132, 39.283582445);
}

static void poisson_agrees_with_the_vectors(void **state)
{
    struct table t;

    (void)state;
    open_vectors(&t, "poisson_ci.csv");
    for (size_t i = 0; i < t.row_count; i++)
        is_interval(stats_poisson(number(&t, i, "x")),
                    number(&t, i, "exact95_lo"), number(&t, i, "exact95_hi"));
    table_release(&t);
}

static void a_ratio_of_rates_has_the_published_limits(void **state)
{
    (void)state;
    is_interval(stats_poisson_ratio(5, 30, 5, 60), 0.579005742, 6.908394354);
    is_none(stats_poisson_ratio(0, 15, 20, 900));
    is_none(stats_poisson_ratio(1, 15, 0, 900));
}

static void a_ratio_of_rates_agrees_with_the_vectors(void **state)
{
    struct table t;

    (void)state;
    open_vectors(&t, "rate_ratio.csv");
    for (size_t i = 0; i < t.row_count; i++) {
        double a = number(&t, i, "a");
        struct stats_interval r = stats_poisson_ratio(
            a, number(&t, i, "t1"), number(&t, i, "b"), number(&t, i, "t2"));

        if (a > 0)
            is_interval(r, number(&t, i, "log95_lo"),
                        number(&t, i, "log95_hi"));
        else
            is_none(r);
    }
    table_release(&t);
}

/* The twelve pupils of the vectors' clustered.json. */
static const double attended[] = { 118, 126, 97,  130, 61,  128,
                                   124, 110, 129, 20,  127, 122 };
static const double possible[] = { 130, 130, 130, 130, 130, 130,
                                   130, 128, 130, 64,  130, 130 };

static void sessions_are_clustered_on_pupils(void **state)
{
    struct stats_sums sums = sums_of(attended, possible, 12);
    struct stats_rate rate = stats_clustered(&sums);

    (void)state;
    assert_true(rate.known);
    near_vector(rate.r, 0.8659517426273459);
    near_vector(rate.se, 0.05241666257297988);
    is_interval(stats_clustered_logit(&rate), 0.7051106750901098,
                0.9458078812290569);
}

/* The 43 pupils of clustered.json: 34 zeros, 5 ones, 2 twos, a 4 and a 7. */
static void events_are_clustered_on_pupils(void **state)
{
    double events[43] = { 1, 1, 1, 1, 1, 2, 2, 4, 7 };
    struct stats_sums sums = sums_of(events, NULL, 43);
    struct stats_rate rate = stats_clustered(&sums);

    (void)state;
    near_vector(100 * rate.r, 46.51162790697674);
    near_vector(100 * rate.se, 19.503481589781586);
    is_interval(stats_clustered_log(&rate), 0.20447093225685606,
                1.0580142158492652);
}

static void few_pupils_or_a_rate_of_0_or_1_have_no_interval(void **state)
{
    double none[10] = { 0 };
    double all[10] = { 1, 1, 1, 1, 1, 1, 1, 1, 1, 1 };
    double some[10] = { 1 };
    struct stats_sums nine = sums_of(attended, possible, 9);
    struct stats_sums ten = sums_of(some, NULL, 10);
    struct stats_sums zero = sums_of(none, NULL, 10);
    struct stats_sums one = sums_of(all, NULL, 10);
    struct stats_rate rate = stats_clustered(&ten);

    (void)state;
    assert_true(rate.known);
    assert_true(stats_clustered_log(&rate).known);
    rate = stats_clustered(&nine);
    assert_false(rate.known);
    is_none(stats_clustered_logit(&rate));
    rate = stats_clustered(&zero);
    assert_false(rate.known);
    rate = stats_clustered(&one);
    assert_false(rate.known);
    is_none(stats_clustered_log(&rate));
}

static void pupils_who_are_all_alike_have_no_error(void **state)
{
    double y[12], m[12];
    struct stats_sums sums;
    struct stats_rate rate;

    (void)state;
    for (int i = 0; i < 12; i++) {
        y[i] = 27 * (i + 1);
        m[i] = 31 * (i + 1);
    }
    sums = sums_of(y, m, 12);
    rate = stats_clustered(&sums);
    assert_true(rate.known);
    assert_true(rate.se == 0);
    is_interval(stats_clustered_logit(&rate), 27.0 / 31, 27.0 / 31);
}

static void gaps_of_clustered_rates_need_both(void **state)
{
    struct stats_rate one = { true, 12, 0.5, 0.03 };
    struct stats_rate two = { true, 40, 0.25, 0.04 };
    struct stats_rate unknown = { false, 3, 0.25, 0 };

    (void)state;
    is_interval(stats_clustered_gap(&one, &two), 0.25 - 0.05 * STATS_Z95,
                0.25 + 0.05 * STATS_Z95);
    is_interval(stats_clustered_ratio(&one, &two),
                2 * exp(-STATS_Z95 * sqrt(0.06 * 0.06 + 0.16 * 0.16)),
                2 * exp(STATS_Z95 * sqrt(0.06 * 0.06 + 0.16 * 0.16)));
    is_none(stats_clustered_gap(&one, &unknown));
    is_none(stats_clustered_ratio(&unknown, &two));
}

/* Mean 4, variance 1.5, t with 4 degrees 2.7764451051977987. */
static void a_mean_has_students_limits(void **state)
{
    double y[] = { 2, 4, 4, 5, 5 };
    struct stats_sums sums = sums_of(y, NULL, 5);
    struct stats_sums one = sums_of(y, NULL, 1);

    (void)state;
    is_interval(stats_mean(&sums), 4 - 2.7764451051977987 * sqrt(0.3),
                4 + 2.7764451051977987 * sqrt(0.3));
    is_none(stats_mean(&one));
}

/* Equal variances and sizes: 8 degrees, t = 2.3060041350333704. */
static void means_are_compared_by_welch(void **state)
{
    double y[] = { 2, 4, 4, 5, 5 };
    double z[] = { 1, 3, 3, 4, 4 };
    double same[] = { 3, 3, 3 };
    struct stats_sums one = sums_of(y, NULL, 5);
    struct stats_sums two = sums_of(z, NULL, 5);
    struct stats_sums three = sums_of(same, NULL, 3);
    struct stats_sums single = sums_of(y, NULL, 1);

    (void)state;
    is_interval(stats_welch(&one, &two), 1 - 2.3060041350333704 * sqrt(0.6),
                1 + 2.3060041350333704 * sqrt(0.6));
    is_interval(stats_welch(&three, &three), 0, 0);
    is_none(stats_welch(&one, &single));
}

/* The smallest k whose sum of probabilities reaches p. */
static int64_t naive_binomial(int n, double theta, double p)
{
    double sum = 0;

    for (int k = 0; k <= n; k++) {
        sum += exp(lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0)
                   + k * log(theta) + (n - k) * log1p(-theta));
        if (sum >= p)
            return k;
    }
    return n;
}

static int64_t naive_poisson(double mean, double p)
{
    double sum = 0;
    int64_t k = 0;

    for (;; k++) {
        sum += exp((double)k * log(mean) - mean - lgamma((double)k + 1));
        if (sum >= p)
            return k;
    }
}

static void funnel_limits_are_the_smallest_counts_that_reach_p(void **state)
{
    static const double limits[] = { 0.025, 0.975, 0.001, 0.999 };

    (void)state;
    for (struct prop p = prop_begin(500); prop_next(&p);) {
        int n = 1 + (int)prop_below(&p, 300);
        double theta = (1 + (double)prop_below(&p, 998)) / 1000;
        double limit = limits[prop_below(&p, 4)];

        prop_assert(&p, stats_binomial_limit(n, theta, limit)
                            == naive_binomial(n, theta, limit));
        prop_assert(&p, stats_poisson_limit(n * theta, limit)
                            == naive_poisson(n * theta, limit));
    }
    assert_int_equal(stats_poisson_limit(0, 0.999), 0);
    assert_int_equal(stats_binomial_limit(9, 0, 0.999), 0);
    assert_int_equal(stats_binomial_limit(9, 1, 0.001), 9);
}

static void shares_stay_between_0_and_1_and_mirror(void **state)
{
    (void)state;
    for (struct prop p = prop_begin(500); prop_next(&p);) {
        double n = 1 + (double)prop_below(&p, 5000);
        double x = (double)prop_below(&p, (size_t)n + 1);
        struct stats_interval i = stats_wilson(x, n, STATS_Z95);
        struct stats_interval turned = stats_wilson(n - x, n, STATS_Z95);

        prop_assert(&p, i.lower >= 0 && i.upper <= 1);
        prop_assert(&p, i.lower <= x / n && i.upper >= x / n);
        prop_assert(&p, fabs(i.lower - (1 - turned.upper)) < 1e-12);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wilson_has_the_published_limits),
        cmocka_unit_test(wilson_agrees_with_the_vectors),
        cmocka_unit_test(newcombe_has_the_published_limits),
        cmocka_unit_test(newcombe_agrees_with_the_vectors),
        cmocka_unit_test(a_ratio_of_shares_has_katz_limits),
        cmocka_unit_test(poisson_has_the_published_limits),
        cmocka_unit_test(poisson_agrees_with_the_vectors),
        cmocka_unit_test(a_ratio_of_rates_has_the_published_limits),
        cmocka_unit_test(a_ratio_of_rates_agrees_with_the_vectors),
        cmocka_unit_test(sessions_are_clustered_on_pupils),
        cmocka_unit_test(events_are_clustered_on_pupils),
        cmocka_unit_test(few_pupils_or_a_rate_of_0_or_1_have_no_interval),
        cmocka_unit_test(pupils_who_are_all_alike_have_no_error),
        cmocka_unit_test(gaps_of_clustered_rates_need_both),
        cmocka_unit_test(a_mean_has_students_limits),
        cmocka_unit_test(means_are_compared_by_welch),
        cmocka_unit_test(funnel_limits_are_the_smallest_counts_that_reach_p),
        cmocka_unit_test(shares_stay_between_0_and_1_and_mirror),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
