#include "config/config.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/str.h"
#include "tests/testing.h"

static const char least[] = "[county]\nla_code = 919\nla_name = N\n"
                            "region = R\n[paths]\ninbox = in\n"
                            "warehouse = /w.db\noutbox = out\narchive = a\n";

static int read_config(struct config *config, const char *more, struct err *err)
{
    struct str text = STR_INIT;

    str_addf(&text, "%s%s", least, more);
    testing_write("c/county.ini", text.text);
    str_release(&text);
    return config_read(config, "c/county.ini", err);
}

static void what_is_not_said_is_as_documented(void **state)
{
    struct err err = ERR_INIT;
    struct config config;

    (void)state;
    assert_ok(read_config(&config, "", &err), &err);
    assert_string_equal(config.folder, "c");
    assert_string_equal(config.inbox, "c/in");
    assert_string_equal(config.warehouse, "/w.db");
    assert_int_equal(config.as_of, DATE_NONE);
    assert_false(config.archive_after_load || config.cla_from_ssda903
                 || config.social_care_by_plan);
    assert_int_equal(config.repeat_threshold, 2);
    assert_int_equal(config.hold_below_percent, 50);
    assert_int_equal(config.settle_seconds, 60);
    assert_near(config.full_time_primary, 25, 0);
    assert_near(config.full_time_secondary, 32.5, 0);
    assert_int_equal(config.suppress_below, 6);
    assert_int_equal(config.low_reliability_below, 20);
    assert_int_equal(config.pack_strategic, CADENCE_NIGHTLY);
    assert_int_equal(config.pack_annual, CADENCE_ANNUAL);
    assert_string_equal(config.neighbours, "");
    assert_string_equal(config.contact, "");
    assert_int_equal(config.group_count, 0);
    config_release(&config);
}

static void every_key_says_what_it_says(void **state)
{
    struct err err = ERR_INIT;
    struct config config;

    (void)state;
    assert_ok(read_config(&config,
                          "after_load = archive\n[rules]\nsettle_seconds = 0\n"
                          "full_time_primary = 26.5\n[county]\n"
                          "as_of = 2026-02-13\ncontact = 01632 960000\n"
                          "[packs]\nstrategic = never\n"
                          "[cohorts]\ncla_source = ssda903\n"
                          "social_care_lists = by_plan\n[benchmarks]\n"
                          "neighbours = 873, 850 881\n[groups]\n"
                          "county = root\n",
                          &err),
              &err);
    assert_true(config.archive_after_load && config.cla_from_ssda903
                && config.social_care_by_plan);
    assert_int_equal(config.settle_seconds, 0);
    assert_near(config.full_time_primary, 26.5, 0);
    assert_int_equal(config.as_of, date_make(2026, 2, 13));
    assert_int_equal(config.pack_strategic, CADENCE_NEVER);
    assert_string_equal(config.neighbours, "873, 850 881");
    assert_int_equal(config.group_count, 1);
    assert_string_equal(config.groups[0].pack, "county");
    assert_string_equal(config.groups[0].group, "root");
    assert_string_equal(config.contact, "01632 960000");
    config_release(&config);
}

static void mistakes_are_named_with_file_and_line(void **state)
{
    static const struct {
        const char *more;
        const char *message;
    } cases[] = {
        { "[rule]\n", "c/county.ini:10: there is no section [rule]" },
        { "inbox = b\n", "c/county.ini:10: [paths] inbox: is there twice" },
        { "[county]\nas_of = 13/2/2026\n",
          "c/county.ini:11: [county] as_of: '13/2/2026' is not a date like "
          "2026-02-13" },
        { "[rules]\nsettle_seconds = -1\n",
          "c/county.ini:11: [rules] settle_seconds: '-1' is not a whole "
          "number from 0 to 86400" },
        { "[rules]\nsettle_seconds =\n",
          "c/county.ini:11: [rules] settle_seconds: '' is not a whole number "
          "from 0 to 86400" },
        { "[packs]\nstrategic = daily\n",
          "c/county.ini:11: [packs] strategic: 'daily' is not never, nightly, "
          "weekly, half_termly, termly or annual" },
        { "[benchmarks]\nneighbours = 8734\n",
          "c/county.ini:11: [benchmarks] neighbours: '8734' is not a list of "
          "three-digit codes" },
        { "[groups]\ncounty = no-such-group-here\n",
          "c/county.ini:11: [groups] county: 'no-such-group-here' is not a "
          "unix group" },
        { "[groups]\ncountry = root\n",
          "c/county.ini:11: [groups] has no key 'country', but strategic "
          "annual county advisers schools restricted quality" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct err err = ERR_INIT;
        struct config config;

        assert_int_equal(read_config(&config, cases[i].more, &err), -1);
        assert_int_equal(err.code, ERR_CONFIG);
        assert_string_equal(err.msg, cases[i].message);
    }
}

/* Neither by name nor by a link: what is written is never read there. */
static void no_path_holds_another(void **state)
{
    static const struct {
        const char *inbox, *warehouse, *outbox, *archive;
        const char *message; /* NULL: they are apart */
    } cases[] = {
        { "a", "w.db", "b", "z", NULL },
        { "a", "w.db", "ab", "a.z", NULL },
        { "../c/a", "../w.db", "../c/b", "../../z", NULL },
        { "a", "w.db", "a/b", "z",
          "c/county.ini:8: [paths] outbox: 'c/a/b' is in the inbox 'c/a'" },
        { "a", "w.db", "a", "z",
          "c/county.ini:8: [paths] outbox: 'c/a' is in the inbox 'c/a'" },
        { "b/a", "b/w.db", "b", "b/z", NULL },
        { "a", "w.db", "b", "b",
          "c/county.ini:9: [paths] archive: the outbox 'c/b' is in 'c/b'" },
        { "a", "w.db", "./b//x/../y", "b",
          "c/county.ini:9: [paths] archive: the outbox 'c/./b//x/../y' is in "
          "'c/b'" },
        { "a", "w.db", "b", "..",
          "c/county.ini:9: [paths] archive: the inbox 'c/a' is in 'c/..'" },
        { "a", "a/w.db", "b", "z",
          "c/county.ini:7: [paths] warehouse: 'c/a/w.db' is in the inbox "
          "'c/a'" },
        /* By a link: to-a leads to a. */
        { "a", "w.db", "to-a/new/b", "z",
          "c/county.ini:8: [paths] outbox: 'c/to-a/new/b' is in the inbox "
          "'c/a'" },
        { "to-a", "w.db", "b", "a/z",
          "c/county.ini:9: [paths] archive: 'c/a/z' is in the inbox "
          "'c/to-a'" },
        { "nowhere", "w.db", "nowhere/b", "z",
          "c/county.ini:8: [paths] outbox: 'c/nowhere/b' is in the inbox "
          "'c/nowhere'" },
    };

    (void)state;
    testing_write("c/a/x.csv", "");
    assert_int_equal(symlink("a", "c/to-a"), 0);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct err err = ERR_INIT;
        struct config config;
        struct str text = STR_INIT;

        str_addf(&text,
                 "[county]\nla_code = 919\nla_name = N\nregion = E\n"
                 "[paths]\ninbox = %s\nwarehouse = %s\noutbox = %s\n"
                 "archive = %s\n",
                 cases[i].inbox, cases[i].warehouse, cases[i].outbox,
                 cases[i].archive);
        testing_write("c/county.ini", text.text);
        str_release(&text);
        if (!cases[i].message) {
            assert_ok(config_read(&config, "c/county.ini", &err), &err);
            config_release(&config);
            continue;
        }
        assert_int_equal(config_read(&config, "c/county.ini", &err), -1);
        assert_int_equal(err.code, ERR_CONFIG);
        assert_string_equal(err.msg, cases[i].message);
    }
    assert_int_equal(unlink("c/to-a"), 0);
}

static void what_must_be_said_is_missed(void **state)
{
    struct err err = ERR_INIT;
    struct config config;

    (void)state;
    testing_write("c/county.ini", "[county]\nla_code = 919\nla_name = N\n");
    assert_int_equal(config_read(&config, "c/county.ini", &err), -1);
    assert_string_equal(err.msg, "c/county.ini: [county] region: is missing");
    testing_write("c/county.ini", "[county]\nla_code = 919\nla_name =\n");
    assert_int_equal(config_read(&config, "c/county.ini", &err), -1);
    assert_string_equal(err.msg, "c/county.ini:3: [county] la_name: is blank");
    assert_int_equal(config_read(&config, "c/none.ini", &err), -1);
    assert_int_equal(err.code, ERR_CONFIG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_said_is_as_documented),
        cmocka_unit_test(every_key_says_what_it_says),
        cmocka_unit_test(mistakes_are_named_with_file_and_line),
        cmocka_unit_test(no_path_holds_another),
        cmocka_unit_test(what_must_be_said_is_missed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
