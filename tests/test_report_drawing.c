#include "report/page/drawing.h"

#include <string.h>

#include "core/str.h"
#include "report/page/bar.h"
#include "tests/testing.h"

#define COLUMNS 9

/* A row of numbers under these names; NaN is a symbol. */
struct sample {
    const char *names[COLUMNS];
    struct grid_cell cells[2 * COLUMNS];
    struct grid grid;
};

static void fill(struct sample *s, const char *const *names,
                 const double *numbers, size_t count, size_t rows)
{
    memset(s, 0, sizeof(*s));
    for (size_t i = 0; i < count; i++)
        s->names[i] = names[i];
    for (size_t i = 0; i < rows * count; i++)
        s->cells[i] =
            numbers[i] < 0
                ? (struct grid_cell){ .kind = CELL_SYMBOL, .symbol = 'c' }
                : (struct grid_cell){ .kind = CELL_NUMBER,
                                      .number = numbers[i] };
    s->grid = (struct grid){ .names = s->names,
                             .column_count = count,
                             .cells = s->cells,
                             .row_count = rows };
}

static void draw(struct str *out, const struct sample *s,
                 enum drawing_kind kind, const char *prefix, bool is_same,
                 size_t row, const char *unit)
{
    struct drawing d;

    str_clear(out);
    drawing_begin(&d, kind, &s->grid, prefix, is_same);
    drawing_put(out, &d, row, unit);
}

static const char *const strip[] = { "value", "lower",  "upper",
                                     "peers", "before", "england" };

static void a_strip_stands_on_the_scale_of_its_row(void **state)
{
    /* 15.0 to 32.2 with six hundredths of it (1.032) on either side are 134
     * pixels from the eighth on: 22.5 is at 8 + 134 x 8.532 / 19.264. */
    static const double numbers[] = { 22.47, 15.04, 32.18, 17.32, -1, 20.7 };
    struct str out = STR_INIT;
    struct sample s;

    (void)state;
    fill(&s, strip, numbers, 6, 1);
    draw(&out, &s, DRAWING_STRIP, "", false, 0, NULL);
    assert_non_null(strstr(out.text, "<circle class=\"value\" cx=\"67.3\""));
    assert_non_null(strstr(out.text, "<rect class=\"interval\" x=\"15.2\""
                                     " y=\"6.0\" width=\"119.6\""));
    assert_non_null(strstr(out.text, "class=\"peers\""));
    assert_non_null(strstr(out.text, "class=\"england\""));
    assert_null(strstr(out.text, "class=\"before\""));
    assert_null(strstr(out.text, "<text"));
    str_release(&out);
}

static void a_place_says_no_more_than_the_number_beside_it(void **state)
{
    static const double one[] = { 22.451, 15.049, 32.151, 17.321, 20.0, 20.7 };
    static const double two[] = {
        22.549, 14.951, 32.249, 17.349, 19.96, 20.74
    };
    struct str out = STR_INIT, other = STR_INIT;
    struct sample s;

    (void)state;
    fill(&s, strip, one, 6, 1);
    draw(&out, &s, DRAWING_STRIP, "", false, 0, "%");
    fill(&s, strip, two, 6, 1);
    draw(&other, &s, DRAWING_STRIP, "", false, 0, "%");
    assert_string_equal(out.text, other.text);
    str_clear(&out);
    str_clear(&other);
    assert_true(drawing_put_trend(&out, "1.04;2.249"));
    assert_true(drawing_put_trend(&other, "0.951;2.151"));
    assert_string_equal(out.text, other.text);
    str_release(&out);
    str_release(&other);
}

static void a_large_strip_has_round_ends(void **state)
{
    static const double numbers[] = { 22.5, 15, 32.2, 17.3, 24.5, 20.7 };
    struct str out = STR_INIT;
    struct sample s;

    (void)state;
    fill(&s, strip, numbers, 6, 1);
    draw(&out, &s, DRAWING_STRIP, "", false, 0, "%");
    assert_non_null(strstr(out.text, "text-anchor=\"start\">0%</text>"));
    assert_non_null(strstr(out.text, "text-anchor=\"middle\">20%</text>"));
    assert_non_null(strstr(out.text, "text-anchor=\"end\">40%</text>"));
    str_release(&out);
}

static void rows_may_share_a_scale(void **state)
{
    static const double numbers[] = { 10, 5, 15, 20, 15, 25 };
    struct str out = STR_INIT, other = STR_INIT;
    struct sample s;

    (void)state;
    fill(&s, strip, numbers, 3, 2);
    draw(&out, &s, DRAWING_STRIP, "", false, 0, NULL);
    draw(&other, &s, DRAWING_STRIP, "", false, 1, NULL);
    assert_string_equal(out.text, other.text);
    draw(&out, &s, DRAWING_STRIP, "", true, 0, NULL);
    draw(&other, &s, DRAWING_STRIP, "", true, 1, NULL);
    assert_string_not_equal(out.text, other.text);
    str_release(&out);
    str_release(&other);
}

static void what_is_withheld_is_not_drawn(void **state)
{
    static const double numbers[] = { -1, 5, 15, -1, -1, -1 };
    struct str out = STR_INIT;
    struct drawing d;
    struct sample s;

    (void)state;
    fill(&s, strip, numbers, 6, 1);
    drawing_begin(&d, DRAWING_STRIP, &s.grid, "", true);
    assert_false(drawing_put(&out, &d, 0, NULL));
    drawing_begin(&d, DRAWING_STRIP, &s.grid, "other_", true);
    assert_false(drawing_put(&out, &d, 0, NULL));
    assert_int_equal(out.len, 0);
    str_release(&out);
}

static void a_school_beyond_a_limit_has_another_shape(void **state)
{
    static const char *const names[] = { "b_value",      "b_expected",
                                         "b_lower_95",   "b_upper_95",
                                         "b_lower_99_8", "b_upper_99_8" };
    static const struct {
        double value;
        const char *shape;
    } cases[] = {
        { 14, "<circle class=\"value\"" },
        { 22.8, "<circle class=\"value\"" },
        { 24, "<path class=\"concern\" d=\"M91.3 10m0-6l6 10h-12z\"/>" },
        { 30, "m0-6l6 6l-6 6l-6-6z\"/>" },
        { 7, "<path class=\"value\"" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        double numbers[] = { cases[i].value, 14.7, 7.9, 22.8, 5, 27.7 };
        struct str out = STR_INIT;
        struct sample s;

        fill(&s, names, numbers, 6, 1);
        draw(&out, &s, DRAWING_BAND, "b_", false, 0, NULL);
        if (!strstr(out.text, cases[i].shape))
            fail_msg("%g: '%s'", cases[i].value, out.text);
        assert_non_null(strstr(out.text, "class=\"far\""));
        assert_non_null(strstr(out.text, "class=\"near\""));
        str_release(&out);
    }
}

static void a_trend_breaks_where_a_number_is_missing(void **state)
{
    struct str out = STR_INIT;

    (void)state;
    assert_true(drawing_put_trend(&out, "1;3;;2"));
    assert_non_null(strstr(out.text, "d=\"M8.0 28.0L102.7 8.0M292.0 18.0\""));
    str_clear(&out);
    assert_false(drawing_put_trend(&out, "5"));
    assert_false(drawing_put_trend(&out, ""));
    assert_false(drawing_put_trend(&out, ";;"));
    assert_false(drawing_put_trend(&out, "5;5;5"));
    assert_int_equal(out.len, 0);
    str_release(&out);
}

static void signs_have_an_order(void **state)
{
    struct str out = STR_INIT;

    (void)state;
    assert_true(drawing_sign_place("far") < drawing_sign_place("attention"));
    assert_true(drawing_sign_place("data") < drawing_sign_place(""));
    assert_int_equal(drawing_sign_place(""), drawing_sign_place("<b>"));
    assert_false(drawing_put_sign(&out, "<b>"));
    assert_false(drawing_put_key(&out, "<b>", "x"));
    assert_int_equal(out.len, 0);
    str_release(&out);
}

static void a_bars_parts_are_as_wide_as_they_are(void **state)
{
    struct str out = STR_INIT;

    (void)state;
    /* 320 less the space between two: 30 of 40 are 238.5 of 318. */
    assert_true(bar_put(&out, "solid 30 kept;tone 0 not kept;hatch 10 blank"));
    assert_non_null(strstr(out.text, "class=\"solid\" x=\"0.0\" y=\"0.5\""
                                     " width=\"238.5\""));
    assert_non_null(strstr(out.text, "class=\"hatch\" x=\"240.5\" y=\"0.5\""
                                     " width=\"79.5\""));
    assert_non_null(strstr(out.text, ">30 kept</text>"));
    assert_non_null(strstr(out.text, ">10 blank</text>"));
    assert_non_null(strstr(out.text, "30 kept, 10 blank</span>"));
    assert_null(strstr(out.text, "tone"));
    str_release(&out);
}

/* One of 400 is 6 wide, has no words in it, and is told all the same. */
static void the_least_part_of_a_bar_is_seen(void **state)
{
    struct str out = STR_INIT;

    (void)state;
    assert_true(bar_put(&out, "solid 399 kept;open 1 <b>"));
    assert_non_null(strstr(out.text, "class=\"solid\" x=\"0.0\" y=\"0.5\""
                                     " width=\"312.0\""));
    assert_non_null(strstr(out.text, "class=\"open\" x=\"314.0\" y=\"0.5\""
                                     " width=\"6.0\""));
    assert_null(strstr(out.text, ">1</text>"));
    assert_non_null(strstr(out.text, "399 kept, 1 &lt;b&gt;</span>"));
    str_release(&out);
}

static void a_bar_of_nothing_is_none(void **state)
{
    struct str out = STR_INIT;

    (void)state;
    assert_false(bar_put(&out, ""));
    assert_false(bar_put(&out, "solid 0 kept"));
    assert_false(bar_put(&out, "gold 3 kept;solid;;"));
    assert_false(bar_put_key(&out, "gold", "x"));
    assert_int_equal(out.len, 0);
    assert_true(bar_put_key(&out, "ruled", "x & y"));
    assert_non_null(strstr(out.text, "x &amp; y"));
    str_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_strip_stands_on_the_scale_of_its_row),
        cmocka_unit_test(a_place_says_no_more_than_the_number_beside_it),
        cmocka_unit_test(a_large_strip_has_round_ends),
        cmocka_unit_test(rows_may_share_a_scale),
        cmocka_unit_test(what_is_withheld_is_not_drawn),
        cmocka_unit_test(a_school_beyond_a_limit_has_another_shape),
        cmocka_unit_test(a_trend_breaks_where_a_number_is_missing),
        cmocka_unit_test(signs_have_an_order),
        cmocka_unit_test(a_bars_parts_are_as_wide_as_they_are),
        cmocka_unit_test(the_least_part_of_a_bar_is_seen),
        cmocka_unit_test(a_bar_of_nothing_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
