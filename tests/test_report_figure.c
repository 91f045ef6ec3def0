#include "report/words/figure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/testing.h"

/* 100 num/den to dp places, half away from zero, in whole numbers. */
static double exact_percent(long num, long den, int dp)
{
    long scale = dp == 0 ? 1 : 10;
    long whole = (2 * num * 100 * scale + den) / (2 * den);

    return (double)whole / (double)scale;
}

static void ties_go_away_from_zero(void **state)
{
    (void)state;
    assert_near(figure_round(6.25, 1), 6.3, 1e-12);
    assert_near(figure_round(-6.25, 1), -6.3, 1e-12);
    assert_near(figure_round(2.5, 0), 3, 1e-12);
    assert_near(figure_round(0.5, 0), 1, 1e-12);
    assert_near(figure_round(100 * 23.0 / 184, 0), 13, 1e-12);
}

static void zero_is_never_negative(void **state)
{
    (void)state;
    assert_false(signbit(figure_round(-0.04, 1)));
    assert_false(signbit(figure_round(-0.0, 1)));
}

/* printf gets 380 of these wrong. */
static void every_percentage_of_up_to_700_is_exact(void **state)
{
    (void)state;
    for (long den = 1; den <= 700; den++)
        for (long num = 0; num <= den; num++)
            for (int dp = 0; dp < 2; dp++)
                if (fabs(figure_round(100.0 * (double)num / (double)den, dp)
                         - exact_percent(num, den, dp))
                    > 1e-9)
                    fail_msg("%ld of %ld to %d places", num, den, dp);
}

static void the_reference_vectors_agree(void **state)
{
    const char *shared = testing_environment("VSCHOOL_SHARED");
    char path[4096];
    char line[256];
    FILE *file;
    int rows = 0;

    (void)state;
    if (!shared)
        skip();
    snprintf(path, sizeof(path), "%s/reference/vectors/rounding.csv", shared);
    file = fopen(path, "r");
    if (!file)
        skip();
    while (fgets(line, sizeof(line), file)) {
        char *at = line;
        double part[4];

        for (size_t i = 0; i < 4; i++) {
            part[i] = strtod(at, &at);
            at += *at == ',';
        }
        if (part[1] <= 0)
            continue;
        assert_near(figure_round(100 * part[0] / part[1], (int)part[2]),
                    part[3], 1e-9);
        rows++;
    }
    fclose(file);
    assert_true(rows > 10);
}

static void numbers_are_written_as_in_a_sentence(void **state)
{
    static const struct {
        double value;
        enum figure_format format;
        const char *text;
    } cases[] = {
        { 1143, FIGURE_COUNT, "1,143" },
        { 999, FIGURE_COUNT, "999" },
        { 1234567, FIGURE_COUNT, "1,234,567" },
        { 24.65, FIGURE_DECIMAL, "24.7" },
        { -2.04, FIGURE_DECIMAL,
          "\xE2\x88\x92"
          "2.0" },
        { 15.1, FIGURE_SIGNED, "+15.1" },
        { -0.04, FIGURE_SIGNED, "0.0" },
        { -3, FIGURE_SIGNED,
          "\xE2\x88\x92"
          "3.0" },
        { 2.5, FIGURE_HALF, "2.5" },
        { 3, FIGURE_HALF, "3" },
        { 12345.5, FIGURE_HALF, "12,345.5" },
    };
    char text[FIGURE_TEXT_SIZE];

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        figure_write(cases[i].value, cases[i].format, text);
        assert_string_equal(text, cases[i].text);
    }
}

static void small_numbers_have_words_and_dates_have_months(void **state)
{
    char text[FIGURE_TEXT_SIZE];

    (void)state;
    figure_write_word(2, true, text);
    assert_string_equal(text, "Two");
    figure_write_word(0, false, text);
    assert_string_equal(text, "none");
    figure_write_word(11, true, text);
    assert_string_equal(text, "11");
    figure_write_date("2026-02-13", false, text);
    assert_string_equal(text, "13 February 2026");
    figure_write_date("2026-02-13", true, text);
    assert_string_equal(text, "13 Feb 2026");
    figure_write_date("no date", false, text);
    assert_string_equal(text, "no date");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ties_go_away_from_zero),
        cmocka_unit_test(zero_is_never_negative),
        cmocka_unit_test(every_percentage_of_up_to_700_is_exact),
        cmocka_unit_test(the_reference_vectors_agree),
        cmocka_unit_test(numbers_are_written_as_in_a_sentence),
        cmocka_unit_test(small_numbers_have_words_and_dates_have_months),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
