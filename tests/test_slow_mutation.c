/*
 * What the oracle is good for: one place of a metric's description is changed,
 * a small county is worked out with it, and the oracle must see a difference
 * in that metric's cells, of which it saw none before. A change that nobody
 * sees fails the test, and so does one whose place is gone: then another place
 * is to be found in the description as it is now.
 */
#include "tests/testing.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sqlite3.h>

#include "config/config.h"
#include "config/terms.h"
#include "core/asset.h"
#include "core/db.h"
#include "core/err.h"
#include "core/log.h"
#include "core/outfile.h"
#include "core/path.h"
#include "core/proc.h"
#include "core/str.h"
#include "fixtures/county.h"
#include "fixtures/write.h"
#include "tests/oracle.h"
#include "tests/oracle_compare.h"
#include "transform/transform.h"

#define FOLDER "county"
#define BASE FOLDER "/warehouse.db"
#define MUTANT FOLDER "/mutant.db"

static const char config_path[] = FOLDER "/config/county.ini";

static const struct {
    const char *metric;
    const char *old, *new; /* the first place that has it */
    const char *what;
} mutations[] = {
    { "attendance_rate", "district adviser school", "district school",
      "a level" },
    { "absence_rate", "clustered_logit", "wilson", "the interval" },
    { "severe_absence", "2 * (", "3 * (", "the threshold" },
    { "persistent_absence", "each = pupil", "each = enrolment",
      "what is counted" },
    { "persistent_absence", ">= possible", "> possible", "the edge" },
    { "late_rate", "grains = year term half_term week",
      "grains = year term half_term", "a grain" },
    { "suspended_pupils", "suspensions >= 1", "suspensions >= 2", "how often" },
    { "suspension_days", "lunchtimes / 2", "lunchtimes", "half a day" },
    { "repeat_share", "denominator = suspensions >= 1",
      "denominator = on_roll > 0", "of whom" },
    { "sdq_mean", "scale = 1", "scale = 100", "the scale" },
    { "sdq_completed", "denominator = eligible", "denominator = scored",
      "of whom" },
    { "sen_support", "breakdowns = yes", "breakdowns = no", "breakdowns" },
    { "in_year_moves", "-10-01", "-09-01", "a date" },
    { "ppp_spent", "-04-01", "-08-01", "a date" },
    { "reintegration_met", "+7 days", "+4 days", "how soon" },
    { "reintegration_met", "counted = 1", "counted >= 0", "the outcome" },
    { "reintegration_met", "end_date between :start",
      "start_date between :start", "which date" },
    { "ehe_meeting", "+28 days", "+0 days", "how long" },
    { "ehe_meeting", "register = 'EHE'", "register = 'CME'", "the register" },
    { "ehcp_review_on_time", "last_annual_review <= :reference",
      "last_annual_review <= '9999'", "the day it stands on" },
    { "permanent_exclusion_rate", "permanent_exclusions", "suspensions",
      "what is counted" },
};

static const struct oracle_reading readings[] = {
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
};

/* The rows of one metric, lent: they lie together, in order of their keys. */
static struct oracle_table rows_of(const struct oracle_table *table,
                                   const char *metric)
{
    struct oracle_table part = { NULL, 0, 0 };
    size_t len = strlen(metric);
    size_t i;

    for (i = 0; i < table->count; i++)
        if (strncmp(table->rows[i].key, metric, len) == 0
            && table->rows[i].key[len] == '|') {
            if (part.rows == NULL)
                part.rows = &table->rows[i];
            part.count++;
        }
    return part;
}

/* How many cells of a metric are otherwise than the oracle has them. */
static size_t differences(const char *path, const struct oracle *oracle,
                          const char *metric)
{
    sqlite3 *db = NULL;
    size_t count = 0;
    size_t i;

    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL),
                     SQLITE_OK);
    for (i = 0; i < sizeof(readings) / sizeof(readings[0]); i++) {
        struct oracle_reading reading = readings[i];
        struct oracle_table expected =
            rows_of(oracle_table(oracle, reading.id), metric);
        struct oracle_table found = { NULL, 0, 0 };
        struct str sql = STR_INIT;

        str_addf(&sql, "%s where metric = '%s'", reading.sql, metric);
        reading.sql = sql.text;
        oracle_read(db, &reading, &found);
        count += oracle_compare(&reading, &expected, &found, true);
        oracle_table_release(&found);
        str_release(&sql);
    }
    sqlite3_close(db);
    return count;
}

static void run_program(void)
{
    const char *program = testing_environment("VSCHOOL_BIN");
    const char *const argv[] = { program,    "run",       "--quiet",
                                 "--config", config_path, NULL };
    struct str notes = STR_INIT;
    struct err err = ERR_INIT;

    if (program == NULL)
        fail_msg("VSCHOOL_BIN is not set: run this with make check-all");
    if (proc_run(argv, ".", NULL, 600, &notes, &err))
        fail_msg("%s\n%s", err.msg, notes.text);
    str_release(&notes);
}

/* The descriptions compiled in, with one place of one of them changed. */
static struct asset *change(size_t number, size_t *count, struct str *changed)
{
    struct asset *list = calloc(asset_count, sizeof(*list));
    const struct asset *a;
    char path[128];

    *count = 0;
    (void)snprintf(path, sizeof(path), "transform/metrics/%s.metric",
                   mutations[number].metric);
    for (a = asset_next("transform/metrics/", NULL); a != NULL;
         a = asset_next("transform/metrics/", a)) {
        const char *at = NULL;

        list[*count] = *a;
        if (strcmp(a->path, path) == 0) {
            at = strstr(a->text, mutations[number].old);
            if (at == NULL)
                fail_msg("%s: '%s' is no longer there", path,
                         mutations[number].old);
            str_addf(changed, "%.*s%s%s", (int)(at - a->text), a->text,
                     mutations[number].new, at + strlen(mutations[number].old));
            list[*count].text = changed->text;
            list[*count].len = changed->len;
        }
        (*count)++;
    }
    return list;
}

static void work_out(const struct config *config, const struct terms *terms,
                     date_t as_of, size_t number)
{
    struct str changed = STR_INIT;
    struct err err = ERR_INIT;
    struct transform_result result;
    struct db *db = NULL;
    struct asset *list;
    struct log log;
    char *bytes;
    size_t len;
    size_t count;

    log_open(&log, true);
    list = change(number, &count, &changed);
    assert_ok(file_read(BASE, &bytes, &len, &err), &err);
    testing_write_bytes(MUTANT, bytes, len);
    free(bytes);
    if (db_open(&db, MUTANT, DB_WRITE, &err)
        || db_exec(db, "pragma journal_mode = memory", &err)
        || db_exec(db, "pragma synchronous = off", &err)
        || db_exec(db, "begin", &err)
        || transform_run_with(db, config, terms, as_of, &log, list, count,
                              &result, &err)
        || db_exec(db, "commit", &err))
        fail_msg("%s: %s", mutations[number].metric, err.msg);
    db_close(db);
    free(list);
    str_release(&changed);
}

static void every_changed_description_is_caught(void **state)
{
    const struct county_options options = { 4, 60, 3, COUNTY_AS_OF };
    struct county *county = county_make(&options);
    struct oracle *oracle = oracle_make(county);
    struct config config;
    struct terms terms;
    struct err err = ERR_INIT;
    size_t escaped = 0;
    size_t i;

    (void)state;
    if (folder_remove(FOLDER, &err) || write_county(county, FOLDER, NULL, &err))
        fail_msg("%s", err.msg);
    run_program();
    assert_ok(config_read(&config, config_path, &err), &err);
    assert_ok(terms_read(&terms, &config, &err), &err);
    for (i = 0; i < sizeof(mutations) / sizeof(mutations[0]); i++) {
        size_t before = differences(BASE, oracle, mutations[i].metric);
        size_t after;

        work_out(&config, &terms, options.as_of, i);
        after = differences(MUTANT, oracle, mutations[i].metric);
        (void)fprintf(stderr, "  %s, %s: %zu cells, %zu before\n",
                      mutations[i].metric, mutations[i].what, after, before);
        escaped += before > 0 || after == 0;
    }
    terms_release(&terms);
    config_release(&config);
    oracle_free(oracle);
    county_free(county);
    assert_int_equal(escaped, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_changed_description_is_caught),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
