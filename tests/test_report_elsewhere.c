#include "report/shown/disclosure.h"
#include "report/shown/figures.h"

#include <stdbool.h>
#include <stdlib.h>

#include "core/db.h"
#include "tests/report_fixture.h"
#include "tests/testing.h"
#include "tests/world.h"

/*
 * Children at schools of other authorities are published as one group, beside
 * the districts, of years and years to date (details.md 95); no mart has it of
 * a year to date (92). The fixture's county, whose three schools in Ashmere are
 * another authority's.
 */

static const char schools[] =
    "URN,LA (code),EstablishmentNumber,EstablishmentName,"
    "PhaseOfEducation (name),TypeOfEstablishment (name),"
    "EstablishmentStatus (name),DistrictAdministrative (name)\n"
    "100001,920,4001,Ash Academy,Secondary,Academy converter,Open,Ashmere\n"
    "100002,920,4002,Beech Academy,Secondary,Academy converter,Open,Ashmere\n"
    "100003,920,4003,Cedar Academy,Secondary,Academy converter,Open,Ashmere\n";

/* The next file has one of the county's own in a district of that name. */
static const char namesake[] =
    "URN,LA (code),EstablishmentNumber,EstablishmentName,"
    "PhaseOfEducation (name),TypeOfEstablishment (name),"
    "EstablishmentStatus (name),DistrictAdministrative (name)\n"
    "100004,919,4004,Elm Academy,Secondary,Academy converter,Open,"
    "Outside the county\n";

static int open_county_of(void **state, const char *name, bool has_namesake)
{
    static struct world world;
    struct disclosure_result result;
    struct err err = ERR_INIT;

    report_fixture_open(&world, name);
    world_put(&world, "schools_20260213T1900.csv", schools);
    if (has_namesake)
        world_put(&world, "schools_20260213T1930.csv", namesake);
    world_night(&world);
    assert_ok(db_exec(world.db,
                      "create temp table context as select '2025/26' as year,"
                      " '919' as la_code",
                      &err),
              &err);
    assert_ok(figures_silent(world.db, &err), &err);
    assert_ok(disclosure_prepare(world.db, 6, 20, &result, &err), &err);
    *state = &world;
    return 0;
}

static int open_county(void **state)
{
    return open_county_of(state, "elsewhere", false);
}

static int open_namesake(void **state)
{
    return open_county_of(state, "elsewhere_namesake", true);
}

static int close_county(void **state)
{
    world_close(*state);
    return 0;
}

static void assert_rows(void **state, const char *sql, const char *expected)
{
    char *rows = world_rows(*state, sql);

    assert_string_equal(rows, expected);
    free(rows);
}

/* Nobody at these schools is in the other cohorts of nine. */
static void the_group_is_there_for_years_and_to_date(void **state)
{
    assert_rows(
        state,
        "select period, group_concat(cohort, ' ') from"
        " (select distinct period, cohort from shown_metric"
        " where level = 'district' and entity = 'Outside the county'"
        " and breakdown = 'none' order by period, cohort)"
        " group by period order by period",
        "2024/25|all cin_cpp cla cla12 csw ever6 formerly peers;"
        "2024/25 to date|all cin_cpp cla cla12 csw ever6 formerly peers;"
        "2025/26|all cin_cpp cla cla12 csw ever6 formerly peers;");
}

/* At each of the three schools 6 of ours and 6 of the others were suspended
   last year, of 24 and 36, all of them by this day. */
static void its_figures_are_those_of_its_children(void **state)
{
    assert_rows(state,
                "select period, numerator, denominator from shown_metric"
                " where entity = 'Outside the county' and cohort = 'all'"
                " and metric = 'suspended_pupils'"
                " and period in ('2024/25', '2024/25 to date') order by period",
                "2024/25|36.0|180.0;2024/25 to date|36.0|180.0;");
    assert_int_equal(
        world_int(*state,
                  "select count(*) from shown_metric as shown"
                  " inner join metric_figure as made"
                  " on made.period = shown.period and made.level = 'county'"
                  " and made.cohort = shown.cohort"
                  " and made.metric = shown.metric"
                  " and made.breakdown_value = 'N'"
                  " and made.breakdown = 'in_county'"
                  " where shown.entity = 'Outside the county'"
                  " and (shown.numerator <> made.numerator"
                  " or shown.denominator <> made.denominator"
                  " or shown.value <> made.value)"),
        0);
}

static void its_gaps_are_there_too(void **state)
{
    assert_rows(state,
                "select period, printf('%.4f', gap),"
                " gap = value - comparator_value"
                " from shown_gap where entity = 'Outside the county'"
                " and cohort = 'ever6' and comparator = 'peers'"
                " and metric = 'suspended_pupils'"
                " and period in ('2024/25', '2024/25 to date') order by period",
                "2024/25|8.3333|1;2024/25 to date|8.3333|1;");
}

/* What is divided is years, and five of the cohorts. */
static void a_breakdown_is_not_published_beyond_years(void **state)
{
    assert_rows(state,
                "select period, group_concat(cohort, ' ') from"
                " (select distinct period, cohort from shown_metric"
                " where breakdown = 'in_county' order by period, cohort)"
                " group by period order by period",
                "2024/25|all cla csw ever6 peers;"
                "2025/26|all cla csw ever6 peers;");
    assert_int_equal(
        world_int(*state, "select count(*) from mart_metric inner join"
                          " dim_period on dim_period.id = mart_metric.period"
                          " where grain = 'to_date' and breakdown <> 'none'"),
        0);
    assert_int_equal(
        world_int(*state, "select count(*) from mart_gap inner join"
                          " dim_period on dim_period.id = mart_gap.period"
                          " where grain = 'to_date' and breakdown <> 'none'"),
        0);
}

/* A district of another authority is in the group alone. */
static void their_district_is_not_the_countys(void **state)
{
    assert_int_equal(world_int(*state, "select count(*) from shown_metric"
                                       " where entity = 'Ashmere'"),
                     0);
}

/* Nobody can take it from the county and the other districts to a few. */
static void what_is_left_beside_it_is_not_small(void **state)
{
    assert_int_equal(
        world_int(
            *state,
            "select count(*) from (select whole.numerator - sum(part.numerator)"
            " as rest from shown_metric as whole inner join shown_metric as "
            "part"
            " on part.period = whole.period and part.level = 'district'"
            " and part.cohort = whole.cohort and part.metric = whole.metric"
            " and part.breakdown = 'none' inner join dim_metric"
            " on dim_metric.id = whole.metric and dim_metric.unit = '%'"
            " where whole.level = 'county' and whole.breakdown = 'none'"
            " and whole.numerator is not null"
            " group by whole.period, whole.cohort, whole.metric"
            " having count(*) = count(part.numerator))"
            " where rest between 0.1 and 5.9"),
        0);
}

/* What a district is called stops no run: its figures are its own. */
static void a_district_of_its_name_is_itself(void **state)
{
    assert_int_equal(
        world_int(*state,
                  "select count(*) from shown_metric as shown"
                  " inner join mart_metric as made"
                  " on made.period = shown.period and made.level = shown.level"
                  " and made.entity = shown.entity"
                  " and made.cohort = shown.cohort"
                  " and made.metric = shown.metric"
                  " and made.breakdown = 'none'"
                  " where shown.level = 'district'"
                  " and shown.entity = 'Outside the county'"
                  " and shown.metric = 'suspended_pupils'"
                  " and shown.cohort = 'all'"
                  " and shown.denominator = made.denominator"
                  " and made.denominator = 60"
                  " and shown.period in ('2024/25', '2024/25 to date')"),
        2);
    assert_rows(state,
                "select count(*) > 0 from shown_metric"
                " where breakdown = 'in_county' and breakdown_value = 'N'",
                "1;");
}

int main(void)
{
    const struct CMUnitTest namesakes[] = {
        cmocka_unit_test(a_district_of_its_name_is_itself),
    };
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_group_is_there_for_years_and_to_date),
        cmocka_unit_test(its_figures_are_those_of_its_children),
        cmocka_unit_test(its_gaps_are_there_too),
        cmocka_unit_test(a_breakdown_is_not_published_beyond_years),
        cmocka_unit_test(their_district_is_not_the_countys),
        cmocka_unit_test(what_is_left_beside_it_is_not_small),
    };

    return cmocka_run_group_tests(tests, open_county, close_county)
           + cmocka_run_group_tests(namesakes, open_namesake, close_county);
}
