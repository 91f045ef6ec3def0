/* What a metric's numerator and denominator are counts of. */
#include "transform/engine/countrule.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "tests/testing.h"
#include "transform/engine/metric.h"

static const struct expression_param setting_items[] = { { "often", 3 },
                                                         { "never", 0 } };
static const struct expression_params settings = { setting_items, 2 };

static void a_count_is_read_word_by_word(void **state)
{
    struct count_rule rule;
    struct err err = ERR_INIT;

    (void)state;
    assert_ok(count_rule_parse(&rule, "severe: children of attending, ill",
                               &settings, &err),
              &err);
    assert_string_equal(rule.name, "severe");
    assert_int_equal(rule.kind, COUNT_CHILDREN);
    assert_int_equal(rule.whole_count, 2);
    assert_string_equal(rule.wholes[0], "attending");
    assert_string_equal(rule.wholes[1], "ill");
    assert_null(rule.less);
    assert_null(rule.by);
    count_rule_release(&rule);
    assert_ok(count_rule_parse(&rule,
                               " present :events of possible less absent by"
                               " all ",
                               &settings, &err),
              &err);
    assert_string_equal(rule.name, "present");
    assert_int_equal(rule.kind, COUNT_EVENTS);
    assert_string_equal(rule.less, "absent");
    assert_string_equal(rule.by, "all");
    count_rule_release(&rule);
    assert_ok(count_rule_parse(&rule,
                               "days: events by ill over spells, again from"
                               " often in halves",
                               &settings, &err),
              &err);
    assert_string_equal(rule.over[0], "spells");
    assert_string_equal(rule.over[1], "again");
    assert_int_equal(rule.over_from, 3);
    assert_true(rule.is_halved);
    count_rule_release(&rule);
    assert_ok(count_rule_parse(&rule, "possible", &settings, &err), &err);
    assert_int_equal(rule.kind, COUNT_TOLD_ELSEWHERE);
    assert_null(rule.over[0]);
    assert_false(rule.is_halved);
    count_rule_release(&rule);
}

static void what_is_no_count_is_said(void **state)
{
    static const struct {
        const char *text, *message;
    } cases[] = {
        { "", "no count" },
        { ": children", "no count" },
        { "a: ", "'' is not children, schools, rows, events or sum" },
        { "a: people", "'people' is not children" },
        { "a: children of", "no count after 'of'" },
        { "a: children of b,", "no count after 'of'" },
        { "a: children of b c", "'c' is not understood" },
        { "a: children by b of c", "'of c' is not understood" },
        { "a of b", "'of b' is not understood" },
        { "a: events less b", "less needs one 'of'" },
        { "a: events over", "no count after 'over'" },
        { "a: events over b, c", "no 'from' a setting" },
        { "a: events over b, c from", "no 'from' a setting" },
        { "a: events over b, c from never", "no 'from' a setting" },
        { "a: events over b, c from seldom", "no 'from' a setting" },
        { "a: events over b from often", "'from often' is not understood" },
        { "a: events in", "no 'halves' after 'in'" },
        { "a: events in thirds", "no 'halves' after 'in'" },
        { "a: events of b, c less d", "less needs one 'of'" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct count_rule rule;
        struct err err = ERR_INIT;

        assert_int_equal(
            count_rule_parse(&rule, cases[i].text, &settings, &err), -1);
        assert_int_equal(err.code, ERR_CONFIG);
        if (!strstr(err.msg, cases[i].message))
            fail_msg("%s: %s", cases[i].text, err.msg);
        count_rule_release(&rule);
    }
}

/* Two metrics with these counts; base of the first. */
static int gather(const char *const texts[4], const char *base,
                  struct count_rules *rules, struct metric metrics[2],
                  struct err *err)
{
    static char ids[2][8] = { "first", "second" };
    static const struct metric empty;

    for (int i = 0; i < 2; i++) {
        metrics[i] = empty;
        metrics[i].id = ids[i];
        assert_ok(count_rule_parse(&metrics[i].numerator_count, texts[2 * i],
                                   &settings, err),
                  err);
        assert_ok(count_rule_parse(&metrics[i].denominator_count,
                                   texts[2 * i + 1], &settings, err),
                  err);
    }
    metrics[0].base = base ? mem_dup(base) : NULL;
    return count_rules_gather(rules, metrics, 2, err);
}

static void release(struct count_rules *rules, struct metric metrics[2])
{
    count_rules_release(rules);
    free(metrics[0].base);
    for (int i = 0; i < 2; i++) {
        count_rule_release(&metrics[i].numerator_count);
        count_rule_release(&metrics[i].denominator_count);
    }
}

static void a_count_stands_after_all_that_it_names(void **state)
{
    static const char *const texts[] = { "absent: events of possible by here",
                                         "possible: events by here",
                                         "ill: children of here",
                                         "here: children" };
    static const char *const order[] = { "here", "ill", "possible", "absent" };
    struct metric metrics[2];
    struct count_rules rules;
    struct err err = ERR_INIT;
    size_t place[4] = { 0 };

    (void)state;
    assert_ok(gather(texts, NULL, &rules, metrics, &err), &err);
    assert_int_equal(rules.count, 4);
    for (size_t i = 0; i < 4; i++)
        for (size_t j = 0; j < 4; j++)
            if (!strcmp(rules.items[i]->name, order[j]))
                place[j] = i;
    assert_true(place[0] < place[1] && place[0] < place[2]
                && place[2] < place[3]);
    /* Its children, or the children that it is. */
    assert_string_equal(count_rules_base(&rules, &metrics[0]), "here");
    assert_string_equal(count_rules_base(&rules, &metrics[1]), "here");
    release(&rules, metrics);
}

static void counts_that_do_not_fit_are_refused(void **state)
{
    static const struct {
        const char *texts[4], *base, *message;
    } cases[] = {
        { { "a: children of b", "b: children", "a: children", "b" },
          NULL,
          "second: another metric tells count 'a' otherwise" },
        { { "a: children of b", "b", "a", "c: children" },
          NULL,
          "first: no metric tells what count 'b' is" },
        { { "a: children of b", "c: rows", "a", "c" },
          NULL,
          "a: no metric tells what count 'b' is" },
        { { "a: events by b", "b: rows", "a", "b" },
          NULL,
          "a: 'b' is no count of children" },
        { { "a: rows", "b: rows", "a", "b" },
          "b",
          "first: 'b' is no count of children" },
        { { "a: children of b", "b: children of c", "c: children of a", "b" },
          NULL,
          "is told by counts that it tells" },
        { { "a: children of a", "b: children", "a", "b" },
          NULL,
          "count 'a' is told by counts that it tells" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct metric metrics[2];
        struct count_rules rules;
        struct err err = ERR_INIT;

        assert_int_equal(
            gather(cases[i].texts, cases[i].base, &rules, metrics, &err), -1);
        assert_int_equal(err.code, ERR_CONFIG);
        if (!strstr(err.msg, cases[i].message))
            fail_msg("%s", err.msg);
        release(&rules, metrics);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_count_is_read_word_by_word),
        cmocka_unit_test(what_is_no_count_is_said),
        cmocka_unit_test(a_count_stands_after_all_that_it_names),
        cmocka_unit_test(counts_that_do_not_fit_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
