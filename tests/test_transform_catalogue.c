/* One description is one metric, or one a row of a code set. */
#include "transform/engine/catalogue.h"

#include <stdio.h>
#include <string.h>

#include "config/config.h"
#include "core/asset.h"
#include "tests/testing.h"

#define HEAD                                                                   \
    "[metric]\nlabel = {label}\ndefinition = D\nsource = S\nunit = %\n"        \
    "scale = 100\ninterval = wilson\neach = pupil\ngrains = year\n"            \
    "levels = county\nbreakdowns = no\npolarity = higher\n"                    \
    "numerator = met\nnumerator_words = n\ndenominator = counted\n"            \
    "denominator_words = d\nnumerator_count = met: children of counted\n"      \
    "denominator_count = counted: children\n"
#define SELECT                                                                 \
    "select = select 1 as pupil_key, 2 as school_key, '{code}' as met,\n"      \
    "    1 as counted\n"
#define LIST "code,label,kind\nAB,Able,share\nCD,Quick,mean\nEF,Fair,share\n"

static struct config config_with(const char *folder, const char *list)
{
    struct config config;
    struct err err = ERR_INIT;
    char path[96];

    snprintf(path, sizeof(path), "%s/county.ini", folder);
    testing_write(path, "[county]\nla_code = 919\nla_name = N\nregion = R\n"
                        "[paths]\ninbox = i\nwarehouse = w\noutbox = o\n"
                        "archive = a\n");
    assert_ok(config_read(&config, path, &err), &err);
    snprintf(path, sizeof(path), "%s/codes/things.csv", folder);
    testing_write(path, list);
    return config;
}

static void a_row_of_a_code_set_is_a_metric(void **state)
{
    static const struct asset each = {
        "m/things.metric",
        HEAD "for_each = codes/things.csv\nonly = kind share\n"
             "id = thing_{code}\n" SELECT,
        0
    };
    struct config config = config_with("each", LIST);
    struct err err = ERR_INIT;
    struct catalogue c;
    char before[HASH_TEXT_SIZE];

    (void)state;
    assert_ok(catalogue_read(&c, &config, &each, 1, &err), &err);
    assert_int_equal(c.count, 2);
    assert_string_equal(c.metrics[0].id, "thing_AB");
    assert_string_equal(c.metrics[0].label, "Able");
    assert_string_equal(c.metrics[1].id, "thing_EF");
    assert_non_null(strstr(c.metrics[1].select, "'EF'"));
    memcpy(before, c.hash, sizeof(before));
    catalogue_release(&c);
    config_release(&config);
    /* A county's own code set makes other metrics, and another hash. */
    config = config_with("each", "code,label,kind\nXY,Own,share\n");
    assert_ok(catalogue_read(&c, &config, &each, 1, &err), &err);
    assert_int_equal(c.count, 1);
    assert_string_equal(c.metrics[0].id, "thing_XY");
    assert_string_not_equal(c.hash, before);
    catalogue_release(&c);
    config_release(&config);
}

static void what_is_wrong_is_said(void **state)
{
    static const struct {
        const char *list, *text, *message;
    } cases[] = {
        { LIST, HEAD "for_each = codes/things.csv\n" SELECT, "there twice" },
        { LIST, HEAD "for_each = codes/none.csv\n" SELECT, "none.csv" },
        { LIST, HEAD "for_each = codes/things.csv\nid = {x}\n" SELECT,
          "{x} is no column" },
        { LIST, HEAD "for_each = codes/things.csv\nid = {code\n" SELECT,
          "is no column" },
        { LIST,
          HEAD "for_each = codes/things.csv\nid = {code}\n"
               "only = colour red\n" SELECT,
          "no column 'colour'" },
        { "code,label,kind\nA'B,Able,share\n",
          HEAD "for_each = codes/things.csv\nid = t\n" SELECT,
          "things.csv:2: code may hold no quote" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct config config = config_with("wrong", cases[i].list);
        struct asset each = { "m/things.metric", cases[i].text, 0 };
        struct err err = ERR_INIT;
        struct catalogue c;

        assert_int_equal(catalogue_read(&c, &config, &each, 1, &err), -1);
        assert_int_equal(err.code, ERR_CONFIG);
        if (!strstr(err.msg, cases[i].message)
            || !strstr(err.msg, "m/things.metric"))
            fail_msg("%s", err.msg);
        catalogue_release(&c);
        config_release(&config);
    }
}

static void a_threshold_is_part_of_the_hash(void **state)
{
    struct config config = config_with("hash", LIST);
    struct err err = ERR_INIT;
    struct catalogue one, two;

    (void)state;
    assert_ok(catalogue_read(&one, &config, NULL, 0, &err), &err);
    assert_true(one.count > 10);
    config.full_time_primary += 1;
    assert_ok(catalogue_read(&two, &config, NULL, 0, &err), &err);
    assert_int_equal(one.count, two.count);
    assert_string_not_equal(one.hash, two.hash);
    catalogue_release(&one);
    catalogue_release(&two);
    config_release(&config);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_of_a_code_set_is_a_metric),
        cmocka_unit_test(what_is_wrong_is_said),
        cmocka_unit_test(a_threshold_is_part_of_the_hash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
