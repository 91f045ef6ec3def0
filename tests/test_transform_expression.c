#include "transform/engine/expression.h"

#include <stdlib.h>
#include <string.h>

#include "tests/testing.h"

static const struct expression_param params[] = { { "threshold", 2 },
                                                  { "half", 0.5 } };
#define PARAMS params, sizeof(params) / sizeof(*params)

/* What it gives where column a is 6, b is 4 and c is 0. */
static double value_of(const char *text)
{
    static const char *const names[] = { "a", "b", "c" };
    static const double values[] = { 6, 4, 0 };
    const double *columns[3];
    struct expression *e = NULL;
    struct err err = ERR_INIT;
    double out = -1;

    assert_ok(expression_new(&e, text, PARAMS, &err), &err);
    for (size_t i = 0; i < expression_column_count(e); i++)
        for (size_t n = 0; n < 3; n++)
            if (!strcmp(expression_column(e, i), names[n]))
                columns[i] = &values[n];
    expression_run(e, columns, 1, &out);
    expression_free(e);
    return out;
}

static void every_operator_binds_as_it_should(void **state)
{
    static const struct {
        const char *text;
        double value;
    } cases[] = {
        { "12", 12 },
        { "0.5", 0.5 },
        { "a", 6 },
        { "a + b * 2", 14 },
        { "(a + b) * 2", 20 },
        { "a - b - 1", 1 },
        { "a / b / 2", 0.75 },
        { "-a + b", -2 },
        { "--a", 6 },
        { "a * -b", -24 },
        { "a > b", 1 },
        { "a < b", 0 },
        { "a >= 6 and b <= 4", 1 },
        { "a = 6", 1 },
        { "a <> 6", 0 },
        { "not a > b", 0 },
        { "not a > b or b = 4", 1 },
        { "c or a and c", 0 },
        { "a or a and c", 1 },
        { "not not a", 1 },
        { "a>=threshold", 1 },
        { "half*a", 3 },
        { "a / c", 0 },
        { "10 * (a - b) >= 20", 1 },
        { "  a\t+\n b ", 10 },
        { "(a > b) + (b > a) + (a = a)", 2 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        double value = value_of(cases[i].text);

        if (value < cases[i].value || value > cases[i].value)
            fail_msg("'%s' gave %g", cases[i].text, value);
    }
}

static void a_mistake_is_named_with_its_place(void **state)
{
    static const struct {
        const char *text;
        const char *message;
    } cases[] = {
        { "", "expression ends too early: a name, a number or ( is wanted" },
        { "a +", "ends too early" },
        { "a b", "at 3: an operator or the end is wanted, not 'b'" },
        { "(a + b", "ends too early: a ) is wanted" },
        { "a + ]", "at 5: a name, a number or ( is wanted, not ']'" },
        { "1.2.3", "at 1: a number like 12 or 0.5 is wanted" },
        { "12abc", "at 1: a number like 12 or 0.5 is wanted" },
        { "0x10", "at 1: a number like 12 or 0.5 is wanted" },
        { "a < b < c", "at 7: an operator or the end is wanted, not '<'" },
        { "a and and b", "at 7: a name, a number or ( is wanted, not 'and'" },
        { "a + not b", "at 5: a name, a number or ( is wanted, not 'not'" },
        { "A", "not 'A'" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct expression *e = NULL;
        struct err err = ERR_INIT;

        assert_int_equal(expression_new(&e, cases[i].text, PARAMS, &err), -1);
        assert_null(e);
        assert_int_equal(err.code, ERR_CONFIG);
        if (!strstr(err.msg, cases[i].message))
            fail_msg("'%s' said: %s", cases[i].text, err.msg);
    }
}

static void what_is_too_deep_is_refused(void **state)
{
    char brackets[200];
    char waiting[200] = "";
    struct expression *e = NULL;
    struct err err = ERR_INIT;

    (void)state;
    memset(brackets, '(', sizeof(brackets) - 1);
    brackets[sizeof(brackets) - 1] = '\0';
    assert_int_equal(expression_new(&e, brackets, PARAMS, &err), -1);
    memset(brackets, '-', sizeof(brackets) - 1);
    assert_int_equal(expression_new(&e, brackets, PARAMS, &err), -1);
    for (size_t i = 0; i < 20; i++)
        memcpy(waiting + 4 * i, "a+(a", 5);
    assert_int_equal(expression_new(&e, waiting, PARAMS, &err), -1);
    assert_non_null(strstr(err.msg, "fewer values"));
}

static void a_column_is_listed_once(void **state)
{
    struct expression *e = NULL;
    struct err err = ERR_INIT;

    (void)state;
    assert_ok(
        expression_new(&e, "late + seen * late >= threshold", PARAMS, &err),
        &err);
    assert_int_equal(expression_column_count(e), 2);
    assert_string_equal(expression_column(e, 0), "late");
    assert_string_equal(expression_column(e, 1), "seen");
    expression_free(e);
}

static void many_rows_are_each_their_own(void **state)
{
    enum { ROWS = 1000 };
    static double a[ROWS], b[ROWS], out[ROWS];
    const double *columns[] = { a, b };
    struct expression *e = NULL;
    struct err err = ERR_INIT;

    (void)state;
    for (int i = 0; i < ROWS; i++) {
        a[i] = i;
        b[i] = i % 7;
    }
    assert_ok(expression_new(&e, "a * 2 - b", NULL, 0, &err), &err);
    expression_run(e, columns, ROWS, out);
    for (int i = 0; i < ROWS; i++)
        assert_near(out[i], i * 2 - i % 7, 0);
    expression_run(e, columns, 0, out);
    expression_free(e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_operator_binds_as_it_should),
        cmocka_unit_test(a_mistake_is_named_with_its_place),
        cmocka_unit_test(what_is_too_deep_is_refused),
        cmocka_unit_test(a_column_is_listed_once),
        cmocka_unit_test(many_rows_are_each_their_own),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
