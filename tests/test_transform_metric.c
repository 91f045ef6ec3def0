#include "transform/engine/metric.h"

#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "core/str.h"
#include "tests/testing.h"
#include "transform/engine/catalogue.h"

static const struct expression_param params[] = { { "repeat_threshold", 2 },
                                                  { "full_time_primary", 25 },
                                                  { "full_time_secondary",
                                                    32.5 } };
#define PARAMS params, sizeof(params) / sizeof(*params)

static const char good[] = "[metric]\n"
                           "label = Plans\n"
                           "definition = Plans that are good,\n"
                           "    as a share of all.\n"
                           "source = The county\n"
                           "unit = %\n"
                           "scale = 100\n"
                           "interval = wilson\n"
                           "each = enrolment\n"
                           "grains = year week\n"
                           "levels = county school\n"
                           "breakdowns = no\n"
                           "polarity = higher\n"
                           "funnel = yes\n"
                           "numerator = good\n"
                           "numerator_words = good plans\n"
                           "denominator = plans > 0\n"
                           "denominator_words = plans\n"
                           "numerator_count = good_plans: rows of plans\n"
                           "denominator_count = plans: rows by planned\n"
                           "base = planned\n"
                           "select = select pupil_key, school_key,\n"
                           "        good, plans\n"
                           "    from plan\n";

static void a_description_is_read_key_by_key(void **state)
{
    struct metric m;
    struct err err = ERR_INIT;

    (void)state;
    assert_ok(metric_parse(&m, "transform/metrics/good_plans.metric", good,
                           PARAMS, &err),
              &err);
    assert_string_equal(m.id, "good_plans");
    assert_string_equal(m.label, "Plans");
    assert_string_equal(m.definition,
                        "Plans that are good, as a share of all.");
    assert_string_equal(m.source, "The county");
    assert_string_equal(m.unit, "%");
    assert_near(m.scale, 100, 0);
    assert_int_equal(m.interval, INTERVAL_WILSON);
    assert_int_equal(m.each, EACH_ENROLMENT);
    assert_true(m.grains[GRAIN_YEAR] && m.grains[GRAIN_WEEK]);
    assert_false(m.grains[GRAIN_TERM] || m.grains[GRAIN_HALF_TERM]);
    assert_true(m.levels[LEVEL_COUNTY] && m.levels[LEVEL_SCHOOL]);
    assert_false(m.levels[LEVEL_DISTRICT] || m.levels[LEVEL_ADVISER]);
    assert_false(m.has_breakdowns);
    assert_true(m.is_funnel);
    assert_string_equal(m.polarity, "higher");
    assert_string_equal(m.numerator_words, "good plans");
    assert_string_equal(m.denominator_words, "plans");
    assert_string_equal(m.numerator_count.wholes[0], "plans");
    assert_string_equal(m.denominator_count.by, "planned");
    assert_string_equal(m.base, "planned");
    assert_string_equal(
        m.select, "select pupil_key, school_key,\ngood, plans\nfrom plan");
    assert_null(m.from);
    assert_int_equal(expression_column_count(m.denominator), 1);
    metric_release(&m);
}

/* The good description with one text replaced. */
static void said_of(const char *old, const char *new, const char *message)
{
    const char *at = strstr(good, old);
    struct str text = STR_INIT;
    struct metric m;
    struct err err = ERR_INIT;

    assert_non_null(at);
    str_add_n(&text, good, (size_t)(at - good));
    str_add(&text, new);
    str_add(&text, at + strlen(old));
    assert_int_equal(metric_parse(&m, "x.metric", text.text, PARAMS, &err), -1);
    assert_int_equal(err.code, ERR_CONFIG);
    if (!strstr(err.msg, message))
        fail_msg("%s", err.msg);
    str_release(&text);
}

static void a_wrong_description_says_what_is_wrong(void **state)
{
    (void)state;
    said_of("label = Plans\n", "", "x.metric: [metric] label: is missing");
    said_of("label", "lable", "x.metric:2: [metric] has no key 'lable', but");
    said_of("[metric]", "[metrics]",
            "x.metric:1: there is no section [metrics]");
    said_of("wilson", "wilsons",
            "x.metric:8: [metric] interval: 'wilsons' is not none, ");
    said_of("year week", "year day",
            "x.metric:10: [metric] grains: 'day' is not year, ");
    said_of("county school", "county ward",
            "x.metric:11: [metric] levels: 'ward' is not ");
    said_of("scale = 100", "scale = 10",
            "x.metric:7: [metric] scale: '10' is not 1 or");
    said_of("wilson", "mean", "funnel: needs interval wilson or poisson");
    said_of("plans > 0", "plans >",
            "x.metric:17: [metric] denominator: expression ends too early");
    said_of("numerator_count = good_plans: rows of plans\n", "",
            "numerator_count: is missing");
    said_of("good_plans: rows", "good_plans: plans",
            "numerator_count: 'plans' is not children, schools, ");
    said_of("unit = %\n", "unit = %\nfrom = plans\n", "exclude each other");
}

static bool is_metric_of_the_contract(const char *id)
{
    static const char *const ids[] = {
        "absence_rate",
        "attendance_rate",
        "authorised_absence_rate",
        "late_rate",
        "part_time_absence_rate",
        "permanent_exclusion_rate",
        "persistent_absence",
        "persistent_absence_enrolments",
        "repeat_share",
        "repeat_suspended_pupils",
        "severe_absence",
        "suspended_pupils",
        "suspension_days",
        "suspension_rate",
        "unauthorised_absence_rate",
    };

    for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++)
        if (!strcmp(ids[i], id))
            return true;
    return false;
}

/* details.md 26, 40, 43. */
static void check_contract(const struct metric *m)
{
    bool is_session_rate =
        !strcmp(m->unit, "%") && m->interval == INTERVAL_CLUSTERED_LOGIT;
    bool has_week = is_session_rate && strcmp(m->id, "part_time_absence_rate");
    bool is_funnel = !strcmp(m->id, "suspended_pupils")
                     || !strcmp(m->id, "repeat_suspended_pupils")
                     || !strcmp(m->id, "persistent_absence");

    if (m->grains[GRAIN_WEEK] != has_week || m->is_funnel != is_funnel
        || !m->has_breakdowns || m->scale < 100)
        fail_msg("%s", m->id);
    for (int grain = GRAIN_YEAR; grain <= GRAIN_HALF_TERM; grain++)
        assert_true(m->grains[grain]);
    for (int level = 0; level < LEVEL_COUNT; level++)
        assert_true(m->levels[level]);
}

static void every_description_that_is_compiled_in_is_right(void **state)
{
    struct config config;
    struct catalogue catalogue;
    struct err err = ERR_INIT;
    size_t count = 0;

    (void)state;
    testing_write("county.ini",
                  "[county]\nla_code = 919\nla_name = N\nregion = R\n"
                  "[paths]\ninbox = i\nwarehouse = w\noutbox = o\n"
                  "archive = a\n");
    assert_ok(config_read(&config, "county.ini", &err), &err);
    assert_ok(catalogue_read(&catalogue, &config, NULL, 0, &err), &err);
    for (size_t i = 0; i < catalogue.count; i++)
        if (is_metric_of_the_contract(catalogue.metrics[i].id)) {
            check_contract(&catalogue.metrics[i]);
            count++;
        }
    catalogue_release(&catalogue);
    config_release(&config);
    assert_int_equal(count, 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_description_is_read_key_by_key),
        cmocka_unit_test(a_wrong_description_says_what_is_wrong),
        cmocka_unit_test(every_description_that_is_compiled_in_is_right),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
