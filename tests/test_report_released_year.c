#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/str.h"
#include "tests/testing.h"

/*
 * released_year.sql: what packs of whole years show besides figures, worked out
 * by hand. Two years are over; children are numbers.
 */
static const char schema[] =
    "create temp table context as select '2024/25' as whole,"
    " '2023/24' as whole_2, '2022/23' as whole_3, '2021/22' as whole_4,"
    " '2020/21' as whole_5, '919' as la_code, 6 as suppress_below;"
    "create temp table code_name (code_set, code, name);"
    "insert into code_name values ('placements', 'U4', 'Foster'),"
    " ('placements', 'K2', 'Home'), ('placements', 'P1', 'Parents');"
    "create table dim_period (id, grain, complete, start_date, end_date,"
    " reference_date);"
    "insert into dim_period values"
    " ('2023/24', 'year', 1, '2023-08-01', '2024-07-31', '2024-07-22'),"
    " ('2024/25', 'year', 1, '2024-08-01', '2025-07-31', '2025-07-22'),"
    " ('2025/26', 'year', 0, '2025-08-01', '2026-02-13', '2026-02-13');"
    "create table dim_count (id, kind);"
    "insert into dim_count values ('c', 'children'), ('e', 'events');"
    "create table dim_metric (id, metric_key, numerator_count,"
    " denominator_count);"
    "insert into dim_metric values ('sen_support', 1, 'c', 'c'),"
    " ('persistent_absence', 2, 'c', 'c'), ('severe_absence', 3, 'c', 'c'),"
    " ('permanent_exclusion_rate', 4, 'e', 'c');"
    "create table dim_school (school_key, urn);"
    "create table pupil_cohort (period, cohort, pupil_key);"
    "create table fct_social_care (pupil_key, plan, start_date, end_date,"
    " placement_type, uasc, is_respite);"
    "create table stay_status (pupil_key, school_key, entry_date, last_date,"
    " status, from_date, to_date);"
    "create table fct_attendance (pupil_key, period, possible, absent);"
    "create table fct_exclusion (pupil_key, category, start_date, counted,"
    " is_pending);"
    "create table fct_funding (pupil_key, fund, financial_year, allocated);"
    "create table fct_intervention (pupil_key, type, fund, start_date, cost);";

static struct err err = ERR_INIT;

static void put_figure(struct db *db, const char *period, const char *cohort,
                       const char *metric, int numerator, int denominator)
{
    assert_ok(db_execf(db, &err,
                       "insert into shown_metric values ('%s', '%s', 'county',"
                       " '919', '%s', 'none', '', %d, %d, 1, null, null, null,"
                       " null)",
                       metric, period, cohort, numerator, denominator),
              &err);
}

static int open_facts(void **state)
{
    static struct db *db;

    assert_ok(db_open(&db, ":memory:", DB_CREATE, &err), &err);
    assert_ok(db_exec(db, schema, &err), &err);
    assert_ok(
        db_run_script(db, "report/sql/disclosure.sql#schema", NULL, 0, &err),
        &err);
    put_figure(db, "2023/24", "all", "sen_support", 90, 900);
    put_figure(db, "2024/25", "all", "sen_support", 90, 900);
    *state = db;
    return 0;
}

static int close_facts(void **state)
{
    db_close(*state);
    return 0;
}

static void put(struct db *db, const char *sql)
{
    assert_ok(db_exec(db, sql, &err), &err);
}

static void release(struct db *db, const char *name)
{
    struct str asset = STR_INIT;

    put(db, "drop table if exists temp.released_year;"
            "drop table if exists temp.shown_band;"
            "drop table if exists temp.shown_kind;"
            "drop table if exists temp.shown_outcome");
    assert_ok(
        db_run_script(db, "report/sql/released_year.sql#year", NULL, 0, &err),
        &err);
    str_addf(&asset, "report/sql/released_year.sql#%s", name);
    assert_ok(db_run_script(db, asset.text, NULL, 0, &err), &err);
    str_release(&asset);
}

/* All rows of a select of one column, a space after each. */
static void assert_rows(struct db *db, const char *sql, const char *expected)
{
    struct query *q = NULL;
    struct str rows = STR_INIT;

    str_add(&rows, "");
    assert_ok(query_open(&q, db, sql, &err), &err);
    while (query_step(q, &err) == 1)
        str_addf(&rows, "%s ", query_text(q, 0));
    query_close(q);
    assert_string_equal(rows.text, expected);
    str_release(&rows);
}

/* A statement for each of the children from..from + count - 1: `?` is one. */
static void for_each(struct db *db, int from, int count, const char *sql)
{
    struct str all = STR_INIT;

    for (int child = from; child < from + count; child++)
        for (const char *at = sql; *at; at++)
            if (*at == '?')
                str_addf(&all, "%d", child);
            else
                str_add_n(&all, at, 1);
    put(db, all.text);
    str_release(&all);
}

/* Children in care at the end of the years that the spell holds. */
static void put_care(struct db *db, int from, int count, const char *start,
                     const char *end, const char *placement)
{
    struct str sql = STR_INIT;

    str_addf(&sql,
             "insert into fct_social_care values (?, 'CLA', '%s',"
             " nullif('%s', ''), '%s', 'N', 0);"
             "insert into pupil_cohort select id, 'cla', ? from dim_period"
             " where reference_date >= '%s' and ('%s' = '' or"
             " reference_date < '%s');",
             start, end, placement, start, end, end);
    for_each(db, from, count, sql.text);
    str_release(&sql);
}

#define KINDS(topic)                                                           \
    "select academic_year || ':' || kind || ':' || cast(number as integer)"    \
    " from shown_kind where topic = '" topic "' order by academic_year, kind"
#define BANDS(topic)                                                           \
    "select academic_year || ':' || cohort || ':' || least || '-' || most ||"  \
    " ':' || number from shown_band where topic = '" topic                     \
    "' order by academic_year, cohort, least"

static void a_placement_of_few_stands_with_others(void **state)
{
    put_care(*state, 1, 20, "2019-01-01", "", "U4");
    put_care(*state, 100, 9, "2019-01-01", "", "K2");
    put_care(*state, 200, 2, "2019-01-01", "", "P1");
    release(*state, "count");
    /* Two alone are few, so that the next smallest goes with them. */
    assert_rows(*state, KINDS("placement"),
                "2023/24::11 2023/24:Foster:20 2024/25::11 2024/25:Foster:20 ");
}

/* What is small in one year stands with others in all. */
static void kinds_are_the_same_in_all_years(void **state)
{
    put_care(*state, 1, 20, "2019-01-01", "", "U4");
    put_care(*state, 100, 9, "2019-01-01", "", "K2");
    put_care(*state, 200, 6, "2019-01-01", "", "P1");
    put_care(*state, 300, 7, "2019-01-01", "", "X");
    put_care(*state, 400, 12, "2024-09-01", "", "K2");
    release(*state, "count");
    assert_rows(*state, KINDS("placement"),
                "2023/24::7 2023/24:Foster:20 2023/24:Home:9 2023/24:Parents:6 "
                "2024/25::7 2024/25:Foster:20 2024/25:Home:21 "
                "2024/25:Parents:6 ");
}

static void a_year_of_which_a_figure_leaves_few_is_not_shown(void **state)
{
    put_care(*state, 1, 20, "2019-01-01", "", "U4");
    put_care(*state, 100, 9, "2019-01-01", "", "K2");
    /* Of 29 in care 26 were on roll: three were not. */
    put_figure(*state, "2024/25", "cla", "sen_support", 10, 26);
    put_figure(*state, "2023/24", "cla", "sen_support", 10, 23);
    release(*state, "count");
    assert_rows(*state, KINDS("placement"),
                "2023/24:Foster:20 2023/24:Home:9 ");
    assert_rows(*state, BANDS("care_time"),
                "2023/24:cla:1-1:0 2023/24:cla:2-2:0 "
                "2023/24:cla:3-3:0 2023/24:cla:4-4:29 ");
}

/* Figures that contradict each other are all withheld. */
static void a_year_of_which_no_figure_is_shown_is_left_out(void **state)
{
    put_care(*state, 1, 20, "2019-01-01", "", "U4");
    put_care(*state, 100, 9, "2019-01-01", "", "K2");
    put(*state, "update shown_metric set numerator = null"
                " where period = '2024/25'");
    release(*state, "count");
    assert_rows(*state, KINDS("placement"),
                "2023/24:Foster:20 2023/24:Home:9 ");
}

static void unaccompanied_children_are_told_from_six_on(void **state)
{
    put_care(*state, 1, 20, "2019-01-01", "", "U4");
    put_care(*state, 100, 6, "2019-01-01", "", "K2");
    put(*state, "update fct_social_care set uasc = 'Y' where pupil_key >= 100");
    release(*state, "count");
    assert_rows(*state, KINDS("unaccompanied"),
                "2023/24:no:20 2023/24:yes:6 2024/25:no:20 2024/25:yes:6 ");
    put(*state, "update fct_social_care set uasc = 'N' where pupil_key = 100");
    release(*state, "count");
    assert_rows(*state, KINDS("unaccompanied"), "");
}

static void time_in_care_is_counted_over_spells_that_touch(void **state)
{
    put_care(*state, 1, 10, "2018-01-01", "", "U4");
    put_care(*state, 20, 10, "2022-01-01", "", "U4");
    put_care(*state, 40, 10, "2025-01-01", "", "U4");
    /* Came in 2017, was moved in 2020; a short break before is no care. */
    put_care(*state, 60, 10, "2020-05-01", "", "U4");
    for_each(*state, 60, 10,
             "insert into fct_social_care values (?, 'CLA', '2017-01-01',"
             " '2020-05-01', 'U4', 'N', 0);"
             "insert into fct_social_care values (?, 'CLA', '2010-01-01',"
             " '2017-01-01', 'V4', 'N', 1);");
    release(*state, "count");
    assert_rows(*state,
                "select least || '-' || most || ':' || number from shown_band"
                " where topic = 'care_time' and academic_year = '2024/25'",
                "1-1:10 2-2:0 3-3:10 4-4:20 ");
}

/* Of 30 who were in care 27 are still, and have been for a year: three left. */
static void those_who_left_care_are_not_told_when_few(void **state)
{
    put_care(*state, 1, 27, "2019-01-01", "", "U4");
    put_care(*state, 40, 3, "2019-01-01", "2024-12-01", "U4");
    put_care(*state, 60, 10, "2025-01-01", "", "U4");
    release(*state, "count");
    assert_rows(*state, BANDS("care_time"),
                "2023/24:cla:1-2:0 2023/24:cla:3-3:0 2023/24:cla:4-4:30 "
                "2024/25:cla:1-2:10 2024/25:cla:3-3:0 2024/25:cla:4-4:27 ");
}

/* 30 were in care two years before, and 27 have been for two years: three left,
   whatever became of them in the first. */
static void those_who_left_in_two_years_are_not_told_when_few(void **state)
{
    put(*state, "insert into dim_period values ('2022/23', 'year', 1,"
                " '2022-08-01', '2023-07-31', '2023-07-22')");
    put_figure(*state, "2022/23", "all", "sen_support", 90, 900);
    put_care(*state, 1, 27, "2021-09-01", "", "U4");
    put_care(*state, 40, 3, "2021-09-01", "2025-01-01", "U4");
    put_care(*state, 60, 10, "2025-01-01", "", "U4");
    release(*state, "count");
    assert_rows(*state,
                "select count(*) from shown_band where topic = 'care_time'"
                " and academic_year = '2024/25' and most = 2",
                "0 ");
}

/* Children of a group who missed so many of 100 sessions. */
static void put_absent(struct db *db, int from, int count, int absent,
                       const char *cohort)
{
    struct str sql = STR_INIT;

    str_addf(&sql,
             "insert into pupil_cohort values ('2024/25', '%s', ?);"
             "insert into pupil_cohort select '2024/25', 'csw', ?"
             " where '%s' in ('cla', 'cin_cpp');"
             "insert into fct_attendance values (?, '2024/25', 100, %d);",
             cohort, cohort, absent);
    for_each(db, from, count, sql.text);
    str_release(&sql);
}

/* Every band has ten of each group but those that a case changes. */
static void put_bands(struct db *db)
{
    static const int absent[] = { 0, 5, 9, 10, 20, 50 };

    for (int band = 0; band < 6; band++) {
        put_absent(db, 1000 + 100 * band, 10, absent[band], "cla");
        put_absent(db, 2000 + 100 * band, 10, absent[band], "cin_cpp");
        put_absent(db, 3000 + 100 * band, 10, absent[band], "peers");
    }
    put(db, "delete from dim_period where id = '2023/24'");
}

static void put_absence_figures(struct db *db, const char *cohort, int severe,
                                int persistent, int children)
{
    put_figure(db, "2024/25", cohort, "persistent_absence", persistent,
               children);
    put_figure(db, "2024/25", cohort, "severe_absence", severe, children);
}

#define OURS                                                                   \
    "select least || '-' || most || ':' || number from shown_band"             \
    " where topic = 'attendance' and cohort = 'cla' order by least"
#define ALL_OF_US                                                              \
    "select least || '-' || most || ':' || number from shown_band"             \
    " where topic = 'attendance' and cohort = 'csw' order by least"

/* The edges: 5 of 100 is 95%, 10 is persistent, 20 is 80%, 50 severe. */
static void a_band_of_enough_children_stands_alone(void **state)
{
    put_bands(*state);
    put_absence_figures(*state, "cla", 10, 30, 60);
    put_absence_figures(*state, "cin_cpp", 10, 30, 60);
    put_absence_figures(*state, "csw", 20, 60, 120);
    put_absence_figures(*state, "peers", 10, 30, 60);
    release(*state, "count");
    assert_rows(*state, OURS, "1-1:10 2-2:10 3-3:10 4-4:10 5-5:10 6-6:10 ");
    assert_rows(*state, ALL_OF_US,
                "1-1:20 2-2:20 3-3:20 4-4:20 5-5:20 6-6:20 ");
    /* Nobody asked for all pupils: they less these are others. */
    assert_rows(*state,
                "select distinct cohort from shown_band order by cohort",
                "cin_cpp cla csw peers ");
}

/*
 * Two of those in care are between 50 and 80: with the severely absent beside
 * them they are twelve, of whom ten are published as severe.
 */
static void what_a_published_figure_leaves_of_a_band_is_not_few(void **state)
{
    put_bands(*state);
    put(*state, "delete from pupil_cohort where pupil_key between 1402 and"
                " 1499; delete from fct_attendance where pupil_key between 1402"
                " and 1499");
    put_absence_figures(*state, "cla", 10, 22, 52);
    put_absence_figures(*state, "cin_cpp", 10, 30, 60);
    put_absence_figures(*state, "csw", 20, 52, 112);
    put_absence_figures(*state, "peers", 10, 30, 60);
    release(*state, "count");
    assert_rows(*state, OURS, "1-1:10 2-2:10 3-3:10 4-5:12 6-6:10 ");
    /* Where severe absence is withheld, so is what is left of it. */
    put(*state, "update shown_metric set numerator = null"
                " where metric = 'severe_absence'");
    release(*state, "count");
    assert_rows(*state, OURS, "1-1:10 2-2:10 3-3:10 4-4:10 5-6:12 ");
}

/* Then those in care are in none, and those with a social worker stand. */
static void too_few_in_care_are_not_shown_beside_all(void **state)
{
    put_bands(*state);
    put(*state, "delete from pupil_cohort where pupil_key between 1101 and"
                " 1999 and pupil_key % 100 > 1; delete from fct_attendance"
                " where pupil_key between 1101 and 1999 and pupil_key % 100"
                " > 1");
    put_absence_figures(*state, "cla", 2, 6, 20);
    put_absence_figures(*state, "cin_cpp", 10, 30, 60);
    put_absence_figures(*state, "csw", 12, 36, 80);
    put_absence_figures(*state, "peers", 10, 30, 60);
    put(*state, "update shown_metric set numerator = null where cohort in"
                " ('cla', 'cin_cpp') and metric = 'severe_absence'");
    release(*state, "count");
    assert_rows(*state, OURS, "");
    assert_rows(*state, ALL_OF_US,
                "1-1:20 2-2:12 3-3:12 4-4:12 5-5:12 6-6:12 ");
}

/* Nor where the figures are of other children. */
static void bands_add_up_to_the_published_figure(void **state)
{
    put_bands(*state);
    put_absence_figures(*state, "csw", 20, 61, 120);
    put_absence_figures(*state, "peers", 10, 30, 61);
    release(*state, "count");
    assert_rows(*state, BANDS("attendance"), "");
}

/* So many schools with so many children in care on roll each. */
static void put_schools(struct db *db, int from, int schools, int children)
{
    struct str sql = STR_INIT;

    for (int i = from; i < from + schools; i++)
        for (int k = 0; k < children; k++)
            str_addf(&sql,
                     "insert into pupil_cohort values ('2024/25', 'cla', %d);"
                     "insert into stay_status values (%d, %d, '2020-09-01',"
                     " '2025-09-26', 'C', '', '2025-07-31');"
                     "insert or ignore into dim_school values (%d, '%d');",
                     100 * i + k, 100 * i + k, i, i, 100000 + i);
    put(db, sql.text);
    str_release(&sql);
}

static void schools_are_counted_by_how_many_children(void **state)
{
    /* What they were before and after it, and where they had left or not come
       yet: nothing of it is of the last day of the year. */
    static const char whose_is_not_of_the_day[] =
        "insert into dim_school values (999, '999999')"
        " on conflict do nothing;"
        "insert into stay_status select pupil_key, school_key, entry_date,"
        " last_date, 'S', '2025-08-01', '9999-12-31' from stay_status;"
        "insert into stay_status select pupil_key, 999, '2025-01-06',"
        " '9999-12-31', 'G', '', '2025-07-31' from stay_status;"
        "insert into stay_status select pupil_key, 999, '2025-01-06',"
        " '9999-12-31', 'C', '2025-08-01', '9999-12-31' from stay_status;"
        "insert into stay_status select pupil_key, 999, '2024-09-01',"
        " '2025-07-21', 'C', '', '9999-12-31' from stay_status;"
        "insert into stay_status select pupil_key, 999, '2025-07-23',"
        " '9999-12-31', 'C', '', '9999-12-31' from stay_status;";
    static const struct {
        int one, two, three, four;
        const char *bands;
    } cases[] = {
        { 8, 7, 0, 6, "1-1:8 2-2:7 3-3:6 " },
        { 8, 5, 0, 6, "1-2:13 3-3:6 " },
        { 3, 7, 0, 6, "1-2:10 3-3:6 " },
        /* Two schools alone have more than two, by four children. */
        { 8, 7, 0, 2, "1-3:17 " },
        /* One has four, the others three: one child more, so no last band. */
        { 8, 7, 6, 1, "1-1:8 2-3:14 " },
        /* All have three: nobody is above them. */
        { 8, 7, 6, 0, "1-1:8 2-2:7 3-3:6 " },
        { 2, 1, 0, 0, "" },
    };

    put(*state, "create unique index school on dim_school (urn);"
                "delete from dim_period where id = '2023/24'");
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        put(*state, "delete from stay_status; delete from pupil_cohort");
        put_schools(*state, 1, cases[i].one, 1);
        put_schools(*state, 101, cases[i].two, 2);
        put_schools(*state, 201, cases[i].three, 3);
        put_schools(*state, 301, cases[i].four, 4);
        put(*state, whose_is_not_of_the_day);
        release(*state, "count");
        assert_rows(*state,
                    "select least || '-' || most || ':' || number from"
                    " shown_band where topic = 'schools' order by least",
                    cases[i].bands);
    }
}

/* Pounds of a thing that few had stand with others; a child's are known. */
static void pounds_are_of_enough_children(void **state)
{
    put(*state, "delete from dim_period where id = '2023/24'");
    put_care(*state, 1, 30, "2019-01-01", "", "U4");
    for_each(*state, 1, 24,
             "insert into fct_funding values (?, 'PPP', '2024/25', 2570);");
    for_each(*state, 1, 8,
             "insert into fct_intervention values (?, 'TUTORING', 'PPP',"
             " '2024-10-01', 100);");
    for_each(*state, 9, 2,
             "insert into fct_intervention values (?, 'STEPS', 'PPP',"
             " '2024-10-01', 50);");
    for_each(*state, 11, 6,
             "insert into fct_intervention values (?, 'MENTORING', 'PPP',"
             " '2024-10-01', 10);");
    /* Not of this year, not paid from it, not allocated. */
    for_each(*state, 1, 9,
             "insert into fct_intervention values (?, 'OLD', 'PPP',"
             " '2024-03-31', 999), (?, 'OTHER', 'OTHER', '2024-10-01', 999);");
    for_each(*state, 25, 6,
             "insert into fct_intervention values (?, 'NONE', 'PPP',"
             " '2024-10-01', 999);");
    release(*state, "count");
    assert_rows(*state, KINDS("spending"),
                "2024/25::160 2024/25: not spent:60720 2024/25:TUTORING:800 ");
    /* All but three have it: who has none is no secret's other side. */
    for_each(*state, 25, 3,
             "insert into fct_funding values (?, 'PPP', '2024/25', 2570);");
    release(*state, "count");
    assert_rows(*state, KINDS("spending"), "");
}

/* Three children had two things each: six of them are three children. */
static void the_same_few_are_not_counted_twice(void **state)
{
    put(*state, "delete from dim_period where id = '2023/24'");
    put_care(*state, 1, 30, "2019-01-01", "", "U4");
    for_each(*state, 1, 24,
             "insert into fct_funding values (?, 'PPP', '2024/25', 2570);");
    for_each(*state, 1, 8,
             "insert into fct_intervention values (?, 'TUTORING', 'PPP',"
             " '2024-10-01', 100);");
    for_each(*state, 9, 3,
             "insert into fct_intervention values (?, 'STEPS', 'PPP',"
             " '2024-10-01', 50), (?, 'MENTORING', 'PPP', '2024-10-01', 10);");
    release(*state, "count");
    assert_rows(*state, KINDS("spending"),
                "2024/25::980 2024/25: not spent:60700 ");
}

/* Exclusions of children of a year, those with a social worker or others. */
static void exclude(struct db *db, int from, int count, const char *category,
                    const char *day, int counted, int pending)
{
    struct str sql = STR_INIT;

    str_addf(&sql,
             "insert into fct_exclusion values (?, '%s', '%s', %d, %d);"
             "insert into pupil_cohort select id, 'all', ? from dim_period"
             " where '%s' between start_date and end_date;"
             "insert into pupil_cohort select id, 'csw', ? from dim_period"
             " where '%s' between start_date and end_date and ? < 1000;",
             category, day, counted, pending, day, day);
    for_each(db, from, count, sql.text);
    str_release(&sql);
}

#define OUTCOMES                                                               \
    "select cohort || ':' || least || '-' || most || ':' || notified || ':'"   \
    " || stands || ':' || coalesce(pending, '') || ':' || coalesce(undone,"    \
    " '') from shown_outcome order by cohort, least"

static void put_stands(struct db *db, int all, int csw)
{
    put_figure(db, "2023/24", "all", "permanent_exclusion_rate", all, 900);
    put_figure(db, "2024/25", "all", "permanent_exclusion_rate", all, 900);
    put_figure(db, "2023/24", "csw", "permanent_exclusion_rate", csw, 90);
    put_figure(db, "2024/25", "csw", "permanent_exclusion_rate", csw, 90);
}

static void outcomes_of_enough_children_are_told_by_year(void **state)
{
    put_stands(*state, 20, 10);
    for (int year = 0; year < 2; year++) {
        const char *day = year ? "2024-10-01" : "2023-10-01";
        int at = 100 * year;

        exclude(*state, at + 1, 10, "PERM", day, 1, 0);
        exclude(*state, at + 11, 6, "PERM", day, 0, 1);
        exclude(*state, at + 21, 6, "PERM", day, 0, 0);
        exclude(*state, at + 1001, 10, "PERM", day, 1, 0);
        exclude(*state, at + 1011, 7, "PERM", day, 0, 0);
    }
    release(*state, "outcome");
    assert_rows(*state, OUTCOMES,
                "all:2023/24-2023/24:39:20:6:13 all:2024/25-2024/25:39:20:6:13 "
                "csw:2023/24-2023/24:22:10:6:6 csw:2024/25-2024/25:22:10:6:6 ");
}

/* Three a year are few; of both years there are six, but two are ours. */
static void few_outcomes_of_a_year_stand_with_other_years(void **state)
{
    put_stands(*state, 20, 10);
    for (int year = 0; year < 2; year++) {
        const char *day = year ? "2024-10-01" : "2023-10-01";
        int at = 100 * year;

        exclude(*state, at + 1, 10, "PERM", day, 1, 0);
        exclude(*state, at + 11, 1, "PERM", day, 0, 1);
        exclude(*state, at + 1001, 10, "PERM", day, 1, 0);
        exclude(*state, at + 1011, 2, "PERM", day, 0, 0);
    }
    release(*state, "outcome");
    /* Which of the six are still under review would be few again. */
    assert_rows(*state, OUTCOMES, "all:2023/24-2024/25:46:40:: ");
    /* Suspensions that do not stand follow from all that were begun. */
    exclude(*state, 2001, 3, "SUSP", "2024-10-01", 0, 0);
    release(*state, "outcome");
    assert_rows(*state, OUTCOMES, "");
}

static void outcomes_beside_a_withheld_figure_are_withheld(void **state)
{
    put_stands(*state, 20, 10);
    exclude(*state, 1, 10, "PERM", "2024-10-01", 1, 0);
    exclude(*state, 1001, 10, "PERM", "2024-10-01", 1, 0);
    exclude(*state, 101, 10, "PERM", "2023-10-01", 1, 0);
    exclude(*state, 1101, 10, "PERM", "2023-10-01", 1, 0);
    release(*state, "outcome");
    assert_rows(*state, OUTCOMES,
                "all:2023/24-2023/24:20:20:0:0 all:2024/25-2024/25:20:20:0:0 "
                "csw:2023/24-2023/24:10:10:0:0 csw:2024/25-2024/25:10:10:0:0 ");
    put(*state, "update shown_metric set numerator = null"
                " where cohort = 'csw' and period = '2024/25'");
    release(*state, "outcome");
    assert_rows(*state, OUTCOMES,
                "all:2023/24-2023/24:20:20:0:0 all:2024/25-2024/25:20:20:0:0 "
                "csw:2023/24-2023/24:10:10:0:0 ");
    /* The second of two years waits for the first. */
    put(*state, "update shown_metric set numerator = 10 where cohort = 'csw';"
                "update shown_metric set numerator = null"
                " where cohort = 'csw' and period = '2023/24'"
                " and metric = 'permanent_exclusion_rate'");
    release(*state, "outcome");
    assert_rows(*state, OUTCOMES,
                "all:2023/24-2023/24:20:20:0:0 all:2024/25-2024/25:20:20:0:0 ");
}

/* A year that was told alone is not told with another: they would be two. */
static void outcomes_of_two_years_are_not_told_twice(void **state)
{
    put_stands(*state, 20, 10);
    exclude(*state, 1, 10, "PERM", "2023-10-01", 1, 0);
    exclude(*state, 1001, 10, "PERM", "2023-10-01", 1, 0);
    exclude(*state, 1011, 8, "PERM", "2023-10-01", 0, 0);
    exclude(*state, 101, 10, "PERM", "2024-10-01", 1, 0);
    exclude(*state, 1101, 10, "PERM", "2024-10-01", 1, 0);
    exclude(*state, 1111, 2, "PERM", "2024-10-01", 0, 0);
    release(*state, "outcome");
    /* Nor is it told of ours, for what is left of all are two others. */
    assert_rows(*state, OUTCOMES,
                "all:2023/24-2023/24:28:20:0:8 "
                "csw:2023/24-2023/24:10:10:0:0 ");
}

static void match(struct db *db, int matched, int unmatched)
{
    put(db, "drop table if exists temp.shown_quality;"
            "delete from load_match");
    for_each(db, 0, matched, "insert into load_match values ('upn');");
    if (unmatched)
        for_each(db, 0, unmatched, "insert into load_match values ('none');");
    release(db, "quality");
}

/* 98% of no more than 99 records is all but one. */
static void a_share_of_all_but_few_is_withheld(void **state)
{
    static const char matched[] =
        "select matched from shown_quality where academic_year = '2024/25'";

    put(*state, "drop table dim_school;"
                "create table dim_school (school_key, urn, la_code, status);"
                "insert into dim_school values (1, '100001', '919', 'Open');"
                "create table load_coverage (school_key, period, held,"
                " expected);"
                "create table load_match (how)");
    match(*state, 60, 0);
    assert_rows(*state, matched, "100 ");
    match(*state, 60, 1);
    assert_rows(*state, matched, "[c] ");
    match(*state, 60, 5);
    assert_rows(*state, matched, "[c] ");
    match(*state, 60, 6);
    assert_rows(*state, matched, "90 ");
}

/* A controlled pack can read every temporary table. */
static void nothing_that_is_raw_is_left(void **state)
{
    put_care(*state, 1, 3, "2019-01-01", "", "U4");
    release(*state, "count");
    release(*state, "outcome");
    assert_rows(*state,
                "select name from sqlite_temp_schema where name like 'raw%'",
                "");
}

#define TEST(test)                                                             \
    cmocka_unit_test_setup_teardown(test, open_facts, close_facts)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_placement_of_few_stands_with_others),
        TEST(kinds_are_the_same_in_all_years),
        TEST(a_year_of_which_a_figure_leaves_few_is_not_shown),
        TEST(a_year_of_which_no_figure_is_shown_is_left_out),
        TEST(unaccompanied_children_are_told_from_six_on),
        TEST(time_in_care_is_counted_over_spells_that_touch),
        TEST(those_who_left_care_are_not_told_when_few),
        TEST(those_who_left_in_two_years_are_not_told_when_few),
        TEST(a_band_of_enough_children_stands_alone),
        TEST(what_a_published_figure_leaves_of_a_band_is_not_few),
        TEST(too_few_in_care_are_not_shown_beside_all),
        TEST(bands_add_up_to_the_published_figure),
        TEST(schools_are_counted_by_how_many_children),
        TEST(pounds_are_of_enough_children),
        TEST(the_same_few_are_not_counted_twice),
        TEST(outcomes_of_enough_children_are_told_by_year),
        TEST(few_outcomes_of_a_year_stand_with_other_years),
        TEST(outcomes_beside_a_withheld_figure_are_withheld),
        TEST(outcomes_of_two_years_are_not_told_twice),
        TEST(a_share_of_all_but_few_is_withheld),
        TEST(nothing_that_is_raw_is_left),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
