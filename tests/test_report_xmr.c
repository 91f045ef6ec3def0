#include "report/shown/xmr.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/testing.h"

#define VALUES 8
#define BASELINE 18 /* of the reference series */

static void each_rule_marks_what_it_should(void **state)
{
    static const struct {
        const char *name;
        size_t count;
        double values[VALUES];
        const char *signals;
    } cases[] = {
        { "a point outside", 5, { 0.5, -1, 0, 3.1, 1 }, "   A " },
        { "seven on one side",
          8,
          { 0.5, 0.4, 0.6, 0.2, 0.9, 0.3, 0.1, -0.1 },
          "SSSSSSS " },
        { "six are no shift",
          7,
          { 0.5, 0.4, 0.6, 0.2, 0.9, 0.3, -0.1 },
          "       " },
        { "on the mean breaks a run",
          8,
          { 0.5, 0.4, 0.6, 0, 0.9, 0.3, 0.1, 0.2 },
          "        " },
        { "seven rising",
          8,
          { -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 0 },
          "TTTTTTT " },
        { "a tie breaks a trend",
          7,
          { -1.5, -1, -0.5, -0.5, 0.5, 1, 1.5 },
          "       " },
        { "two of three", 4, { 2.5, 0.5, 2.2, -1 }, "2 2 " },
        { "on one side only", 3, { 2.5, -0.5, 2.2 }, "   " },
        { "the third may be outside", 3, { 2.5, 3.2, 2.1 }, "2A2" },
    };
    struct xmr x = {
        .mean = 0, .lower = -3, .upper = 3, .near_lower = -2, .near_upper = 2
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char signals[VALUES + 1] = "";

        xmr_signals(&x, cases[i].values, cases[i].count, signals);
        if (strcmp(signals, cases[i].signals) != 0)
            fail_msg("%s: '%s'", cases[i].name, signals);
    }
}

/* The side that a week's words and the chart's title are made of. */
static void a_signal_has_a_direction(void **state)
{
    static const struct {
        double values[VALUES];
        size_t count, at;
        int side;
    } cases[] = {
        { { 0.5, -1, 0, 3.1, 1 }, 5, 3, 1 },
        { { 0.5, -1, 0, 3.1, 1 }, 5, 0, 0 },
        { { 0.5, -1, 0, -3.1, 1 }, 5, 3, -1 },
        /* A trend goes its way on both sides of the mean. */
        { { 1.5, 1, 0.5, 0.1, -0.5, -1, -1.5, 0 }, 8, 0, -1 },
        { { 1.5, 1, 0.5, 0.1, -0.5, -1, -1.5, 0 }, 8, 6, -1 },
        { { -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 0 }, 8, 6, 1 },
    };
    struct xmr x = {
        .mean = 0, .lower = -3, .upper = 3, .near_lower = -2, .near_upper = 2
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char signals[VALUES + 1] = "";

        xmr_signals(&x, cases[i].values, cases[i].count, signals);
        assert_int_equal(
            xmr_side(&x, cases[i].values, cases[i].count, signals, cases[i].at),
            cases[i].side);
    }
}

/* A week of this year is judged by last year's alone, however far it lies. */
static void a_baseline_is_not_moved_by_what_it_judges(void **state)
{
    double before[20], now[8];
    char signals[8];
    struct xmr x;

    (void)state;
    for (size_t i = 0; i < 20; i++)
        before[i] = i % 2 ? -10 : -12;
    for (size_t i = 0; i < 8; i++)
        now[i] = -20 - (double)i;
    assert_true(xmr_limits(before, 20, &x));
    /* Mean -11, moving ranges of 2: 2.66 x 2 = 5.32 either way. */
    assert_near(x.mean, -11, 1e-9);
    assert_near(x.lower, -16.32, 1e-9);
    assert_near(x.upper, -5.68, 1e-9);
    xmr_signals(&x, now, 8, signals);
    for (size_t i = 0; i < 8; i++)
        assert_int_equal(signals[i], 'A');
}

static void few_points_have_no_limits(void **state)
{
    double values[XMR_BASELINE_LEAST - 1] = { 0 };
    struct xmr x;

    (void)state;
    assert_false(xmr_limits(values, XMR_BASELINE_LEAST - 1, &x));
    assert_false(xmr_limits(values, 0, &x));
}

static void the_same_value_each_week_signals_nothing(void **state)
{
    double values[20] = { 0 };
    char signals[20];
    struct xmr x;

    (void)state;
    assert_true(xmr_limits(values, 20, &x));
    xmr_signals(&x, values, 20, signals);
    for (size_t i = 0; i < 20; i++)
        assert_int_equal(signals[i], ' ');
}

static void the_reference_series_agrees(void **state)
{
    const char *shared = testing_environment("VSCHOOL_SHARED");
    double gaps[64] = { 0 };
    char expected[64];
    char signals[64];
    char path[4096];
    char line[256];
    size_t count = 0;
    struct xmr x;
    FILE *file;

    (void)state;
    if (!shared)
        skip();
    snprintf(path, sizeof(path), "%s/reference/vectors/xmr.csv", shared);
    file = fopen(path, "r");
    if (!file)
        skip();
    while (fgets(line, sizeof(line), file) && count < 64) {
        char *at = line;
        double part[5];

        for (size_t i = 0; i < 5; i++) {
            part[i] = strtod(at, &at);
            at += *at == ',';
        }
        if (part[0] < 1)
            continue;
        gaps[count] = part[3];
        /* Flags overlap there; the first by priority is ours. */
        expected[count++] = strchr(at, 'A')   ? 'A'
                            : strchr(at, 'T') ? 'T'
                            : strchr(at, '2') ? '2'
                            : strchr(at, 'S') ? 'S'
                                              : ' ';
    }
    fclose(file);
    assert_true(count > BASELINE);
    assert_true(xmr_limits(gaps, BASELINE, &x));
    assert_near(x.mean, -2.966666666666667, 1e-9);
    assert_near(x.moving_range, 0.2764705882352941, 1e-9);
    assert_near(x.lower, -3.702078431372549, 1e-9);
    assert_near(x.upper, -2.2312549019607846, 1e-9);
    assert_near(x.near_lower, -3.4569411764705884, 1e-9);
    xmr_signals(&x, gaps, count, signals);
    for (size_t i = 0; i < count; i++)
        if (signals[i] != expected[i])
            fail_msg("week %zu: '%c', expected '%c'", i + 1, signals[i],
                     expected[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_rule_marks_what_it_should),
        cmocka_unit_test(a_signal_has_a_direction),
        cmocka_unit_test(a_baseline_is_not_moved_by_what_it_judges),
        cmocka_unit_test(few_points_have_no_limits),
        cmocka_unit_test(the_same_value_each_week_signals_nothing),
        cmocka_unit_test(the_reference_series_agrees),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
