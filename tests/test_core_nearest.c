#include "core/nearest.h"

#include <string.h>

#include "core/str.h"
#include "tests/testing.h"

static void each_character_that_is_other_counts(void **state)
{
    static const struct {
        const char *a, *b;
        size_t distance;
    } cases[] = {
        { "", "", 0 },         { "", "csw", 3 },           { "csw", "csw", 0 },
        { "csw", "cws", 1 },   { "csw", "CSW", 0 },        { "csw", "cs", 1 },
        { "cla", "cla12", 2 }, { "late", "rate", 1 },      { "abc", "xyz", 3 },
        { "ab", "ba", 1 },     { "kitten", "sitting", 3 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(nearest_distance(cases[i].a, cases[i].b),
                         cases[i].distance);
        assert_int_equal(nearest_distance(cases[i].b, cases[i].a),
                         cases[i].distance);
    }
}

static void long_names_are_compared_as_far_as_they_go(void **state)
{
    char a[300], b[300];

    (void)state;
    memset(a, 'a', sizeof(a) - 1);
    memset(b, 'a', sizeof(b) - 1);
    a[sizeof(a) - 1] = b[sizeof(b) - 1] = '\0';
    b[200] = 'b';
    assert_int_equal(nearest_distance(a, b), 0);
    b[0] = 'b';
    assert_int_equal(nearest_distance(a, b), 1);
}

static void the_nearest_three_are_named(void **state)
{
    static const char *const names[] = { "attainment",      "absence_rate",
                                         "attendance_rate", "late_rate",
                                         "attendance",      "suspension_rate" };
    struct nearest n;
    struct str text = STR_INIT;

    (void)state;
    nearest_init(&n, "atendance_rate");
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        nearest_tell(&n, names[i]);
    nearest_add(&n, &text);
    assert_string_equal(text.text, "'attendance_rate' or 'absence_rate'");
    str_clear(&text);
    nearest_init(&n, "att");
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        nearest_tell(&n, names[i]);
    nearest_add(&n, &text);
    assert_string_equal(text.text,
                        "'attainment', 'attendance_rate' or 'attendance'");
    str_clear(&text);
    nearest_init(&n, "zzzz");
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        nearest_tell(&n, names[i]);
    nearest_add(&n, &text);
    assert_string_equal(text.text, "");
    str_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_character_that_is_other_counts),
        cmocka_unit_test(long_names_are_compared_as_far_as_they_go),
        cmocka_unit_test(the_nearest_three_are_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
