/*
 * The whole of a small county, from files to marts, against the same tables
 * worked out by the oracle from the generator's records: every cell, both
 * ways, to one part in a thousand million; and what the generator planted
 * against what came of it.
 */
#include "tests/testing.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sqlite3.h>

#include "core/err.h"
#include "core/path.h"
#include "core/proc.h"
#include "core/str.h"
#include "fixtures/county.h"
#include "fixtures/write.h"
#include "tests/oracle.h"
#include "tests/oracle_compare.h"
#include "tests/oracle_lists.h"
#include "tests/truth.h"

#define PERSON "coalesce(nullif(dim_pupil.upn, ''), dim_pupil.child_id)"

static const struct oracle_reading readings[] = {
    { "dim_period",
      "select id, grain, academic_year, start_date, end_date, reference_date, "
      "complete from dim_period",
      ORACLE_PERIOD, 6 },
    { "pupil_cohort",
      "select pupil_cohort.period, pupil_cohort.cohort, " PERSON
      " from pupil_cohort inner join dim_pupil using (pupil_key)",
      ORACLE_COHORT, 3 },
    { "fct_attendance",
      "select fct_attendance.period, " PERSON ", dim_school.urn, possible, "
      "absent, authorised, unauthorised, late from fct_attendance "
      "inner join dim_pupil using (pupil_key) "
      "inner join dim_school using (school_key) where possible > 0",
      ORACLE_FACT, 3 },
    { "mart_metric",
      "select metric, period, level, entity, cohort, breakdown, "
      "breakdown_value, numerator, denominator, value, lower, upper "
      "from mart_metric",
      ORACLE_METRIC, 7 },
    { "mart_gap",
      "select metric, period, level, entity, cohort, comparator, breakdown, "
      "breakdown_value, value, comparator_value, gap, gap_lower, gap_upper, "
      "ratio, ratio_lower, ratio_upper from mart_gap",
      ORACLE_GAP, 8 },
    { "mart_funnel",
      "select metric, period, cohort, phase, urn, flag, numerator, "
      "denominator, value, expected, lower_95, upper_95, lower_99_8, "
      "upper_99_8 from mart_funnel",
      ORACLE_FUNNEL, 6 },
    { "mart_absence_reason",
      "select period, level, entity, cohort, code, sessions, possible "
      "from mart_absence_reason",
      ORACLE_REASON, 5 },
    { "mart_pupil_exclusion",
      "select academic_year, " PERSON ", reasons, cohorts, schools, "
      "suspensions, permanent_exclusions, permanent_pending, lunchtimes, "
      "days_autumn, days_spring, days_summer, days_year, days_term, "
      "days_to_15, days_to_45 from mart_pupil_exclusion "
      "inner join dim_pupil using (pupil_key)",
      ORACLE_EXCLUSION, 5 },
    { "mart_change",
      "select metric, period, comparator_period, level, entity, cohort, "
      "value, before, change, joined, stayed, \"left\", n_joined, n_stayed, "
      "n_left from mart_change",
      ORACLE_CHANGE, 6 },
    /* The two last columns are of absence, and may say more of the others. */
    { "mart_watch",
      "select " PERSON ", dim_school.urn, reason, since, mart_watch.cohorts, "
      "iif(reason in ('absence_near', 'absence_rising', 'newly_persistent', "
      "'severe'), sessions_to_10, null), "
      "iif(reason in ('absence_near', 'absence_rising', 'newly_persistent', "
      "'severe'), can_recover, null) from mart_watch "
      "inner join dim_pupil using (pupil_key) "
      "left join dim_school using (school_key)",
      ORACLE_WATCH, 5 },
    { "mart_safety",
      "select " PERSON ", dim_school.urn, reason, since, plan from mart_safety "
      "inner join dim_pupil using (pupil_key) "
      "left join dim_school using (school_key)",
      ORACLE_SAFETY, 5 },
};

/*
 * Marts that are read by none of the above, but for three that have no figure
 * of their own: one puts those of others beside what is published and aimed at,
 * nobody here answers a row of a list (test_report_answers), and what is due
 * and kept of a promise is its metric's (test_report_agree).
 */
static size_t compare_marts(sqlite3 *db)
{
    sqlite3_stmt *statement = NULL;
    size_t differences = 0;

    assert_int_equal(
        sqlite3_prepare_v2(db,
                           "select name from sqlite_master where name glob "
                           "'mart_*' and name not in ('mart_comparison', "
                           "'mart_answer', 'mart_promise') and type in "
                           "('table', 'view')",
                           -1, &statement, NULL),
        SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(statement, 0);
        size_t i;

        for (i = 0; i < sizeof(readings) / sizeof(readings[0]); i++)
            if (strcmp(readings[i].name, name) == 0)
                break;
        if (i < sizeof(readings) / sizeof(readings[0]))
            continue;
        (void)fprintf(stderr, "    %s is unknown to the oracle\n", name);
        differences++;
    }
    sqlite3_finalize(statement);
    return differences;
}

static void run_program(const char *folder, struct err *err)
{
    const char *program = testing_environment("VSCHOOL_BIN");
    struct str notes = STR_INIT;
    char config[64];
    const char *const argv[] = { program,    "run",  "--quiet",
                                 "--config", config, NULL };

    if (program == NULL)
        fail_msg("VSCHOOL_BIN is not set: run this with make check-all");
    (void)snprintf(config, sizeof(config), "%s/config/county.ini", folder);
    if (proc_run(argv, ".", NULL, 600, &notes, err))
        fail_msg("%s\n%s", err->msg, notes.text);
    str_release(&notes);
}

/*
 * Metrics that one side has and the other has not heard of; nothing may be
 * forgotten.
 */
static size_t compare_names(sqlite3 *db)
{
    sqlite3_stmt *statement = NULL;
    size_t differences = 0;
    size_t i;

    assert_int_equal(sqlite3_prepare_v2(db, "select id from dim_metric", -1,
                                        &statement, NULL),
                     SQLITE_OK);
    while (sqlite3_step(statement) == SQLITE_ROW) {
        const char *id = (const char *)sqlite3_column_text(statement, 0);

        if (oracle_knows(id))
            continue;
        (void)fprintf(stderr, "    %s is unknown to the oracle\n", id);
        differences++;
    }
    sqlite3_finalize(statement);
    assert_int_equal(
        sqlite3_prepare_v2(db, "select 1 from dim_metric where id = ?1", -1,
                           &statement, NULL),
        SQLITE_OK);
    for (i = 0; i < oracle_metric_count(); i++) {
        (void)sqlite3_bind_text(statement, 1, oracle_metric_id(i), -1,
                                SQLITE_STATIC);
        if (sqlite3_step(statement) != SQLITE_ROW) {
            (void)fprintf(stderr, "    %s is in no dim_metric\n",
                          oracle_metric_id(i));
            differences++;
        }
        (void)sqlite3_reset(statement);
    }
    sqlite3_finalize(statement);
    return differences;
}

static void compare_county(const char *folder,
                           const struct county_options *options)
{
    struct err err = ERR_INIT;
    struct county *county = county_make(options);
    struct oracle *oracle = oracle_make(county);
    sqlite3 *db = NULL;
    size_t differences = 0;
    char path[64];
    size_t i;

    (void)snprintf(path, sizeof(path), "%s/warehouse.db", folder);
    if (folder_remove(folder, &err) || write_county(county, folder, NULL, &err))
        fail_msg("%s", err.msg);
    run_program(folder, &err);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL),
                     SQLITE_OK);
    for (i = 0; i < sizeof(readings) / sizeof(readings[0]); i++) {
        struct oracle_table found = { NULL, 0, 0 };

        oracle_read(db, &readings[i], &found);
        differences += oracle_compare(
            &readings[i], oracle_table(oracle, readings[i].id), &found, false);
        oracle_table_release(&found);
    }
    differences += compare_names(db) + compare_marts(db);
    (void)snprintf(path, sizeof(path), "%s/truth.csv", folder);
    differences += truth_compare(db, path);
    (void)snprintf(path, sizeof(path), "%s/outbox/latest/restricted", folder);
    differences += oracle_lists_compare(oracle, path);
    sqlite3_close(db);
    oracle_free(oracle);
    county_free(county);
    if (differences > 0)
        fail_msg("%s: %zu differences", folder, differences);
}

static struct county_options whole(void)
{
    const struct county_options options = { 8, 60, 3, COUNTY_AS_OF };

    return options;
}

static void every_cell_is_what_the_records_say(void **state)
{
    const struct county_options options = whole();

    (void)state;
    compare_county("county", &options);
}

/* In the middle of a term, on the day that defines the year's groups. */
static void and_so_it_is_on_a_31_march(void **state)
{
    const struct county_options options = { 4, 45, 11, date_make(2025, 3, 31) };

    (void)state;
    compare_county("march", &options);
}

/* In the middle of an autumn: nothing of its year's 31 March or roll date. */
static struct county_options november(void)
{
    const struct county_options options = { 4, 45, 8, date_make(2025, 11, 20) };

    return options;
}

static void and_in_november(void **state)
{
    const struct county_options options = november();

    (void)state;
    compare_county("november", &options);
}

/* A year that has begun and has had no school day; no term is running. */
static void and_in_the_summer_holidays(void **state)
{
    const struct county_options options = { 3, 40, 5, date_make(2025, 8, 15) };

    (void)state;
    compare_county("summer", &options);
}

/* ORACLE_COUNTY=schools,pupils,seed,day: another one, when asked for. */
static void and_on_any_day_asked_for(void **state)
{
    const char *wanted = testing_environment("ORACLE_COUNTY");
    struct county_options options = { 0, 0, 0, DATE_NONE };
    char *end = NULL;

    (void)state;
    if (wanted == NULL) {
        skip();
        return;
    }
    options.schools = (int)strtol(wanted, &end, 10);
    if (*end == ',')
        options.pupils_per_school = (int)strtol(end + 1, &end, 10);
    if (*end == ',')
        options.seed = strtoull(end + 1, &end, 10);
    if (*end == ',')
        options.as_of = date_parse_iso(end + 1);
    if (options.as_of == DATE_NONE)
        fail_msg("ORACLE_COUNTY is schools,pupils,seed,day");
    compare_county("other", &options);
}

/* ---- the county holds what there is to find ---- */

/* Whether a row has the words in its key, each between '|' or at an end. */
static bool has_words(const char *key, const char *const *words)
{
    char padded[512];

    (void)snprintf(padded, sizeof(padded), "|%s|", key);
    for (; *words != NULL; words++) {
        char word[128];

        (void)snprintf(word, sizeof(word), "|%s|", *words);
        if (strstr(padded, word) == NULL)
            return false;
    }
    return true;
}

/*
 * For every metric there is a cell of the county's pupils with some of its
 * denominator in the numerator and some not, or a mean that is not 0; one of
 * those with a social worker; and, where it is of two years, a change.
 */
static void every_metric_has_cells_that_say_something(void **state)
{
    static const char *const cohorts[] = { "all", "csw" };
    const struct county_options options = whole();
    struct county *county = county_make(&options);
    struct oracle *oracle = oracle_make(county);
    const struct oracle_table *cells = oracle_table(oracle, ORACLE_METRIC);
    const struct oracle_table *changes = oracle_table(oracle, ORACLE_CHANGE);
    size_t dull = 0;
    size_t metric;

    (void)state;
    for (metric = 0; metric < oracle_metric_count(); metric++) {
        size_t cohort;
        size_t i;

        for (cohort = 0; cohort < 2; cohort++) {
            const char *const words[] = { oracle_metric_id(metric), "county",
                                          cohorts[cohort], "none", NULL };
            bool is_found =
                cohort > 0 && oracle_is_of_schools(oracle_metric_id(metric));

            for (i = 0; i < cells->count && !is_found; i++) {
                const double *values = cells->rows[i].values;

                is_found = has_words(cells->rows[i].key, words)
                           && (cohort > 0
                               || (values[0] != 0 && values[0] != values[1]));
            }
            if (!is_found) {
                (void)fprintf(stderr, "    %s, %s: nothing to tell\n",
                              oracle_metric_id(metric), cohorts[cohort]);
                dull++;
            }
        }
        for (i = 0; i < changes->count; i++) {
            const char *const words[] = { oracle_metric_id(metric), "county",
                                          "all", NULL };

            if (has_words(changes->rows[i].key, words))
                break;
        }
        /* No year of the county's has another with Progress 8 before it. */
        if (i == changes->count
            && strcmp(oracle_metric_id(metric), "ks4_p8") != 0) {
            (void)fprintf(stderr, "    %s: nothing to compare\n",
                          oracle_metric_id(metric));
            dull++;
        }
    }
    oracle_free(oracle);
    county_free(county);
    assert_int_equal(dull, 0);
}

static bool lists(const struct oracle *oracle, enum oracle_table_id list,
                  const char *reason)
{
    const struct oracle_table *table = oracle_table(oracle, list);
    const char *const words[] = { reason, NULL };

    for (size_t at = 0; at < table->count; at++)
        if (has_words(table->rows[at].key, words))
            return true;
    return false;
}

/* In the middle of a half term nothing has come of schools that count it. */
static void every_reason_of_the_lists_occurs(void **state)
{
    static const char *const reasons[] = {
        "absence_near",
        "absence_rising",
        "newly_persistent",
        "severe",
        "repeat_suspended",
        "near_day_limit",
        "no_plan_this_term",
        "no_sdq",
        "part_time_unreviewed",
        "moved_twice",
        "unseen",
        "school_silent",
        "no_roll",
        "two_rolls",
        "present_while_away",
        "unlisted",
        "withdrawn_home",
        "new_to_care",
        "excluded",
        "part_time_lapsed",
    };
    const struct county_options options[] = { whole(), november() };
    struct county *counties[2];
    struct oracle *oracles[2];
    size_t i;

    (void)state;
    for (i = 0; i < 2; i++) {
        counties[i] = county_make(&options[i]);
        oracles[i] = oracle_make(counties[i]);
    }
    for (i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
        if (!lists(oracles[0], i < 10 ? ORACLE_WATCH : ORACLE_SAFETY,
                   reasons[i])
            && !lists(oracles[1], i < 10 ? ORACLE_WATCH : ORACLE_SAFETY,
                      reasons[i]))
            fail_msg("nobody is listed for %s", reasons[i]);
    for (i = 0; i < 2; i++) {
        oracle_free(oracles[i]);
        county_free(counties[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_metric_has_cells_that_say_something),
        cmocka_unit_test(every_reason_of_the_lists_occurs),
        cmocka_unit_test(every_cell_is_what_the_records_say),
        cmocka_unit_test(and_so_it_is_on_a_31_march),
        cmocka_unit_test(and_in_november),
        cmocka_unit_test(and_in_the_summer_holidays),
        cmocka_unit_test(and_on_any_day_asked_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
