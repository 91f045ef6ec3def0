#include "report/shown/figures.h"

#include <stdio.h>

#include "core/db.h"
#include "core/str.h"
#include "report/words/grid.h"
#include "tests/testing.h"

/*
 * finding.sql: which sentences pass, and how they run, worked out by hand on
 * as many figures as a case needs. 100 schools with 1000 sessions each.
 */
#define WAREHOUSE                                                              \
    "create temp table context (as_of text, la_code text, year text,"          \
    " compare text, compare_words text, before_words text,"                    \
    " low_reliability_below integer);"                                         \
    "insert into context values ('2026-02-13', '919', 'year', 'term',"         \
    " 'autumn term 2025', 'autumn term 2024', 20);"                            \
    "create temp table dim_period (id text, complete integer,"                 \
    " academic_year text, end_date text);"                                     \
    "insert into dim_period values ('year', 0, '2025/26', '2026-02-13'),"      \
    " ('term', 1, '2025/26', '2025-12-19'),"                                   \
    " ('then', 1, '2024/25', '2025-02-14'),"                                   \
    " ('last term', 1, '2024/25', '2024-12-20');"                              \
    "create temp table period_pair (period text, comparator_period text);"     \
    "insert into period_pair values ('year', 'then'), ('term', 'last term');"  \
    "create temp table load_reach (type text, school_key integer,"             \
    " first_fact text, first_sent text);"                                      \
    "create temp table dim_metric (metric_key integer, id text,"               \
    " denominator text, numerator_count text, extract text);"                  \
    "insert into dim_metric values"                                            \
    " (1, 'suspension_rate', 'pupils on roll', 'suspensions',"                 \
    " 'suspensions'),"                                                         \
    " (2, 'persistent_absence', 'pupils', 'persistent', ''),"                  \
    " (3, 'attendance_rate', 'sessions', 'present', ''),"                      \
    " (4, 'suspended_pupils', 'pupils on roll', 'suspended', 'suspensions');"  \
    "create temp table dim_count (id text, kind text);"                        \
    "insert into dim_count values ('suspensions', 'events'),"                  \
    " ('persistent', 'children'), ('present', 'events'),"                      \
    " ('suspended', 'children');"                                              \
    "create temp table metric_name (metric text, label text, unit text,"       \
    " worse text);"                                                            \
    "insert into metric_name values"                                           \
    " ('suspension_rate', 'Suspensions', 'per 100 pupils', 'up'),"             \
    " ('persistent_absence', 'Persistent absence', '%', 'up'),"                \
    " ('attendance_rate', 'Attendance', '%', 'down'),"                         \
    " ('suspended_pupils', 'Pupils suspended', 'per 100 pupils', 'up');"       \
    "create temp table group_name (cohort text, name text);"                   \
    "insert into group_name values ('all', 'All pupils'),"                     \
    " ('csw', 'Children with a social worker'), ('ever6', 'Those of ours');"   \
    "create temp table stale_event (metric text, newest_sent text);"           \
    "create temp table place_aged (metric text, period text, level text,"      \
    " entity text, words text, is_much integer);"                              \
    "create temp table place_apart (metric text, period text, level text,"     \
    " entity text, breakdown text, breakdown_value text, schools integer,"     \
    " both integer, words text, is_much integer);"                             \
    "create temp table marked_metric (metric text);"                           \
    "insert into marked_metric values ('persistent_absence'),"                 \
    " ('attendance_rate');"                                                    \
    "create temp table dim_school (school_key integer, urn text, name text);"  \
    "create temp table load_presence (school_key integer, period text,"        \
    " is_both integer);"                                                       \
    "create temp table load_coverage (school_key integer, period text,"        \
    " expected integer);"                                                      \
    "with recursive school (n) as (select 1 union all"                         \
    " select n + 1 from school where n < 100)"                                 \
    " insert into dim_school select n, printf('%06d', n), 'School ' || n"      \
    " from school;"                                                            \
    "insert into load_presence select school_key, 'year', 1 from dim_school;"  \
    "insert into load_coverage select school_key, 'year', 1000"                \
    " from dim_school;"                                                        \
    "create temp table shown_week (position integer, start_date text,"         \
    " gap real, lower real, upper real, signal text);"                         \
    "create temp table school_doubt (period text, urn text, words text);"      \
    "create temp table shown_figure (metric text, period text, level text,"    \
    " entity text, cohort text, breakdown text, breakdown_value text,"         \
    " numerator real, denominator real, value real, before_numerator real,"    \
    " before_denominator real, before real, direction text,"                   \
    " is_better integer, evidence real, change_symbol text,"                   \
    " change_ends_symbol text);"

static void put(struct db *db, const char *sql)
{
    struct err err = ERR_INIT;

    assert_ok(db_exec(db, sql, &err), &err);
}

static int open_findings(void **state)
{
    static struct db *db;
    struct err err = ERR_INIT;

    assert_ok(db_open(&db, ":memory:", DB_CREATE, &err), &err);
    assert_ok(words_add_said(db, &err), &err);
    put(db, WAREHOUSE);
    assert_ok(
        db_run_script(db, "report/sql/disclosure.sql#schema", NULL, 0, &err),
        &err);
    assert_ok(
        db_run_script(db, "report/sql/finding.sql#measure", NULL, 0, &err),
        &err);
    *state = db;
    return 0;
}

static int close_findings(void **state)
{
    db_close(*state);
    return 0;
}

/* All that is told of the rows, a line a sentence; then nothing of it. */
static void assert_found(struct db *db, const char *rows, const char *expected)
{
    struct err err = ERR_INIT;
    struct str out = STR_INIT;
    struct query *q = NULL;
    int row;

    put(db, "savepoint one");
    put(db, rows);
    assert_ok(figures_find(db, &err), &err);
    assert_ok(query_open(&q, db,
                         "select kind || ': ' || sentence from finding"
                         " order by place",
                         &err),
              &err);
    while ((row = query_step(q, &err)) == 1)
        str_addf(&out, "%s\n", query_text(q, 0));
    assert_ok(row, &err);
    query_close(q);
    assert_string_equal(out.text, expected);
    str_release(&out);
    put(db, "rollback to one; release one");
}

/* The three numbers of the tally: asked, tested, withheld. */
static void assert_tally(struct db *db, const char *rows, int asked, int tested,
                         int withheld)
{
    struct err err = ERR_INIT;
    struct query *q = NULL;

    put(db, "savepoint one");
    put(db, rows);
    assert_ok(figures_find(db, &err), &err);
    assert_ok(query_open(&q, db, "select * from finding_tally", &err), &err);
    assert_int_equal(query_step(q, &err), 1);
    assert_int_equal(query_int(q, 0), asked);
    assert_int_equal(query_int(q, 1), tested);
    assert_int_equal(query_int(q, 2), withheld);
    assert_near(query_real(q, 3), tested / 20.0, 1e-9);
    query_close(q);
    put(db, "rollback to one; release one");
}

/* numerator, denominator, value, the same before, direction, is_better,
 * evidence, change_symbol */
#define FIGURE(metric, period, cohort, rest)                                   \
    "insert into shown_figure values ('" metric "', '" period                  \
    "', 'county', '919', '" cohort "', 'none', '', " rest ", null);"
#define SUSPENSIONS                                                            \
    FIGURE("suspension_rate", "year", "all",                                   \
           "1671, 16077, 10.4, 1438, 15990, 9.0, 'up', 0, 1.5, null")
#define ABSENCE                                                                \
    FIGURE("persistent_absence", "year", "csw",                                \
           "200, 500, 40, 250, 500, 50, 'down', 1, 1.2, null")

static void a_sentence_has_both_numbers_and_the_period(void **state)
{
    static const char *const cases[][2] = {
        { SUSPENSIONS,
          "attention: Suspensions among all pupils rose by 16%: 1,671 against"
          " 1,438 by this day last year (16,077 and 15,990 pupils on "
          "roll).\n" },
        { ABSENCE,
          "improved: Persistent absence among children with a social worker"
          " fell from 50.0% to 40.0%: 200 of 500 against 250 of 500 by this day"
          " last year.\n" },
        { FIGURE("attendance_rate", "year", "all",
                 "900, 1000, 90, 95, 100, 95, 'down', 0, 1.2, null"),
          "attention: Attendance among all pupils fell from 95.0% by this day"
          " last year to 90.0%.\n" },
        /* Of few, no percentage. */
        { FIGURE("suspension_rate", "year", "csw",
                 "30, 500, 6, 12, 500, 2.4, 'up', 0, 1.5, null"),
          "attention: Suspensions among children with a social worker rose: 30"
          " against 12 by this day last year (500 and 500 pupils on roll).\n" },
        /* The numbers fell and the rate rose: the rate is told. */
        { FIGURE("suspension_rate", "year", "csw",
                 "110, 500, 22, 120, 900, 13.3, 'up', 0, 1.5, null"),
          "attention: Suspensions among children with a social worker rose from"
          " 13.3 by this day last year to 22.0 for every 100 pupils.\n" },
        { FIGURE("persistent_absence", "term", "csw",
                 "200, 500, 40, 150, 500, 30, 'up', 0, 1.2, null"),
          "attention: Persistent absence among children with a social worker"
          " rose from 30.0% to 40.0%: 200 of 500 in the autumn term 2025 "
          "against"
          " 150 of 500 in the autumn term 2024.\n" },
        { "update context set compare_words = '2024 to 2025',"
          " before_words = '2023 to 2024';" FIGURE(
              "persistent_absence", "term", "csw",
              "200, 500, 40, 150, 500, 30, 'up', 0, 1.2, null"),
          "attention: Persistent absence among children with a social worker"
          " rose from 30.0% to 40.0%: 200 of 500 in 2024 to 2025 against 150 of"
          " 500 in 2023 to 2024.\n" },
        /* Neither way is good. */
        { FIGURE("persistent_absence", "year", "csw",
                 "200, 500, 40, 150, 500, 30, 'up', null, 1.2, null"),
          "watch: Persistent absence among children with a social worker rose"
          " from 30.0% to 40.0%: 200 of 500 against 150 of 500 by this day last"
          " year.\n" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_found(*state, cases[i][0], cases[i][1]);
}

static void only_what_passed_its_test_is_told_and_once(void **state)
{
    assert_found(*state,
                 FIGURE("suspension_rate", "year", "all",
                        "9, 90, 10, 8, 90, 9, 'none', 0, 0.4, null")
                     FIGURE("suspension_rate", "year", "csw",
                            "9, 90, 10, 8, 90, 9, null, 0, null, null")
                         FIGURE("suspended_pupils", "year", "csw",
                                "null, null, null, null, null, null, null,"
                                " null, null, '[c]'"),
                 "");
    /* Of the year so far and the term the year; the stronger first. */
    assert_found(
        *state,
        SUSPENSIONS ABSENCE FIGURE("persistent_absence", "term", "csw",
                                   "200, 500, 40, 250, 500, 50, 'down', 1,"
                                   " 2.2, null")
            FIGURE("suspended_pupils", "year", "all",
                   "500, 9000, 5, 400, 9000, 4, 'up', 0, 2.5, null"),
        "attention: Pupils suspended among all pupils rose by 25%: 500 against"
        " 400 by this day last year (9,000 and 9,000 pupils on roll).\n"
        "attention: Suspensions among all pupils rose by 16%: 1,671 against"
        " 1,438 by this day last year (16,077 and 15,990 pupils on roll).\n"
        "improved: Persistent absence among children with a social worker fell"
        " from 50.0% to 40.0%: 200 of 500 against 250 of 500 by this day last"
        " year.\n");
}

static void what_is_withheld_is_not_counted_as_unchanged(void **state)
{
    assert_tally(*state, "", 0, 0, 0);
    assert_tally(
        *state,
        SUSPENSIONS ABSENCE FIGURE("suspension_rate", "year", "csw",
                                   "9, 90, 10, 8, 90, 9, 'none', 0, 0.4, null")
            FIGURE("suspension_rate", "term", "csw",
                   "9, 90, 10, 8, 90, 9, null, 0, null, null")
                FIGURE("suspended_pupils", "year", "csw",
                       "null, null, null, null, null, null, null,"
                       " null, null, '[c]'"),
        5, 3, 1);
    /* What would say whether it could be chance is; and of the other there is
       nothing to compare with. */
    assert_tally(*state,
                 ABSENCE FIGURE("suspension_rate", "year", "csw",
                                "9, 90, 10, 8, 90, 9, null, 0, null, null")
                     FIGURE("suspension_rate", "term", "csw",
                            "9, 90, 10, null, null, null, null, null, null,"
                            " '[x]'") "update shown_figure set"
                                      " change_ends_symbol = '[c]' where metric"
                                      " = 'suspension_rate'",
                 3, 1, 1);
}

#define LATE(urn, words)                                                       \
    "insert into school_doubt values ('year', '" urn "', '" words "');"

/* Five of 100 schools are 5% of sessions, and no more; six are. */
static void attendance_that_is_late_is_told_and_much_of_it_stops(void **state)
{
    assert_found(*state, LATE("000007", "no attendance has come") ABSENCE,
                 "improved: Persistent absence among children with a social"
                 " worker fell from 50.0% to 40.0%: 200 of 500 against 250 of"
                 " 500 by this day last year.\n"
                 "data: School 7: no attendance has come. It is in the"
                 " county's figures.\n");
    assert_found(
        *state,
        LATE("000001", "a") LATE("000002", "b") LATE("000003", "c")
            LATE("000004", "d") LATE("000005", "e") ABSENCE SUSPENSIONS,
        "attention: Suspensions among all pupils rose by 16%: 1,671"
        " against 1,438 by this day last year (16,077 and 15,990 pupils"
        " on roll).\n"
        "improved: Persistent absence among children with a social"
        " worker fell from 50.0% to 40.0%: 200 of 500 against 250 of"
        " 500 by this day last year.\n"
        "data: Five schools' attendance is late or in part: School 1"
        " (a); School 2 (b); School 3 (c); and two more. They are in"
        " the county's figures.\n");
    assert_found(
        *state,
        LATE("000001", "a") LATE("000002", "b") LATE("000003", "c")
            LATE("000004", "d") LATE("000005", "e") LATE("000006", "f")
                ABSENCE SUSPENSIONS,
        "attention: Suspensions among all pupils rose by 16%: 1,671"
        " against 1,438 by this day last year (16,077 and 15,990 pupils"
        " on roll).\n"
        "data: Six schools' attendance is late or in part: School 1"
        " (a); School 2 (b); School 3 (c); and three more. That is over"
        " 5% of sessions, so no change in attendance is told.\n");
    assert_tally(*state,
                 LATE("000001", "a") LATE("000002", "b") LATE("000003", "c")
                     LATE("000004", "d") LATE("000005", "e") LATE("000006", "f")
                         ABSENCE SUSPENSIONS,
                 2, 1, 0);
}

static void schools_of_both_ends_are_counted(void **state)
{
    assert_found(
        *state,
        "update load_presence set is_both = 0 where school_key < 3;" ABSENCE,
        "improved: Persistent absence among children with a social"
        " worker fell from 50.0% to 40.0%: 200 of 500 against 250 of"
        " 500 by this day last year. 98 of 100 schools have attendance"
        " at both ends.\n");
    assert_found(
        *state,
        "update load_presence set is_both = 0 where school_key < 7;" ABSENCE,
        "");
}

/* Of what is no headline nothing is said. */
#define APART(period, both, words, is_much)                                    \
    "insert into place_apart values ('suspension_rate', '" period              \
    "', 'county', '919', 'none', '', 40, " both ", '" words "', " is_much ");"

/* A rise because more schools send is none; how many sent twice is said. */
static void of_suspensions_the_same_schools_tell(void **state)
{
    assert_found(
        *state,
        APART("year", "39", "39 of 40 schools have told", "0") SUSPENSIONS,
        "attention: Suspensions among all pupils rose by 16%: 1,671 against"
        " 1,438 by this day last year (16,077 and 15,990 pupils on roll). 39 of"
        " 40 schools have told.\n");
    assert_found(*state, APART("term", "3", "3 of 40 schools have told", "1"),
                 "data: Suspensions and exclusions: only 3 of 40 schools have"
                 " told, so no change in them is told.\n");
    assert_found(*state, APART("year", "0", "no school has told", "1"),
                 "data: Suspensions and exclusions: no school has told, so no"
                 " change in them is told.\n");
    assert_found(*state,
                 APART("year", "0", "no school has told",
                       "1") "insert into stale_event values ('suspension_rate',"
                            " '2026-01-04');",
                 "data: Suspensions: nothing has come since 4 January 2026, so"
                 " no change in it is told.\n");
}

static void schools_whose_lists_are_old_are_told(void **state)
{
#define AGED(is_much)                                                          \
    "insert into place_aged values ('suspension_rate', 'year', 'county',"      \
    " '919', 'no list has come', " is_much ");"
    assert_found(*state, AGED("0"), "");
    assert_found(*state, AGED("1"),
                 "data: Suspensions: no list has come, so no change in it is"
                 " told.\n");
}

static void what_was_not_sent_is_no_record_of_nothing(void **state)
{
    assert_found(*state,
                 "insert into stale_event values"
                 " ('suspension_rate', '2026-02-03'),"
                 " ('suspended_pupils', '2026-02-03'),"
                 " ('suspension_days', '2026-02-03');" SUSPENSIONS ABSENCE,
                 "improved: Persistent absence among children with a social"
                 " worker fell from 50.0% to 40.0%: 200 of 500 against 250 of"
                 " 500 by this day last year.\n"
                 "data: Pupils suspended: nothing has come since 3 February"
                 " 2026, so no change in it is told.\n"
                 "data: Suspensions: nothing has come since 3 February 2026, so"
                 " no change in it is told.\n");
}

#define SINCE(day)                                                             \
    "insert into load_reach values ('suspensions', null, '" day                \
    "', '2026-02-01T05:00:00');"

/* Of suspensions there is nothing before the day: whether there were fewer by
   this day last year, nobody has said. */
static void what_nobody_recorded_then_is_no_none(void **state)
{
    assert_found(*state, SINCE("2025-02-15") SUSPENSIONS, "");
    assert_tally(*state, SINCE("2025-02-15") SUSPENSIONS, 1, 0, 0);
    assert_tally(*state, SINCE("2025-02-14") SUSPENSIONS, 1, 1, 0);
}

#define FUNNEL(metric, urn, numbers, flag)                                     \
    "insert into shown_funnel values ('" metric                                \
    "', 'year', 'ever6', 'P', '" urn "', " numbers ", " flag ", null);"

static void schools_past_their_limits_are_told_once(void **state)
{
    assert_found(
        *state,
        FUNNEL("suspended_pupils", "000001", "30, 100, 30, 20, 12, 28, 8, 29",
               "'above_99_8'")
            FUNNEL("suspension_rate", "000001",
                   "50, 100, 50, 20, 12, 28, 8, 29", "'above_99_8'")
                FUNNEL("suspended_pupils", "000002",
                       "27, 100, 27, 20, 12, 26, 8, 29", "'above_95'")
                    FUNNEL("suspended_pupils", "000003",
                           "2, 100, 2, 20, 12, 28, 8, 29", "'below_99_8'")
                        FUNNEL("suspended_pupils", "000004",
                               "null, null, null, null, null, null, null, null",
                               "null"),
        "attention: School 1 is above the 99.8% limit for a school of its size,"
        " of those of ours: pupils suspended (30 of 100), suspensions (50 of"
        " 100).\n"
        "watch: One school is past a 95% limit for its size and within the"
        " 99.8% one. Of 4 such tests chance alone would put about 0 there;"
        " one more is withheld.\n");
    /* A figure whose flag is withheld is tested no more than one that is. */
    assert_found(
        *state,
        FUNNEL("suspended_pupils", "000001",
               "30, 100, 30, 20, null, null, null, null", "null")
            FUNNEL("suspended_pupils", "000002", "8, 40, 20, 20, 10, 35, 5, 40",
                   "'within'")
                FUNNEL("suspended_pupils", "000003",
                       "null, null, null, null, null, null, null,"
                       " null",
                       "null"),
        "watch: Two of 3 tests of schools against limits for their size"
        " are withheld: nothing is known of these.\n");
    assert_found(*state,
                 FUNNEL("suspended_pupils", "000001",
                        "30, 100, 30, 20, null, null, null, null", "null"),
                 "watch: The one test of a school against limits for its size"
                 " is withheld: nothing is known of it.\n");
    /* Attendance that is late is held against no limit. */
    assert_found(*state,
                 LATE("000001", "no attendance has come")
                     FUNNEL("persistent_absence", "000001",
                            "30, 100, 30, 20, 12, 28, 8, 29", "'above_99_8'"),
                 "data: School 1: no attendance has come. It is in the"
                 " county's figures.\n");
}

#define WEEK(position, signal)                                                 \
    "insert into shown_week values (" position ", '2025-12-0" position         \
    "', -15.5, -13.9, -8.1, '" signal "');"
#define SIGNAL "Below the lower limit"

/* The week of 2 December is the sixth from the end, that of the 1st is not. */
static void a_weeks_signal_is_told_for_six_weeks(void **state)
{
    static const char later[] = WEEK("3", "None") WEEK("4", "None")
        WEEK("5", "None") WEEK("6", "None") WEEK("7", "None");
    char rows[2048];

    snprintf(rows, sizeof(rows), "%s%s", WEEK("1", SIGNAL) WEEK("2", SIGNAL),
             later);
    assert_found(*state, rows,
                 "watch: Weekly attendance of children with a social worker,"
                 " less that of peers, was \xE2\x88\x92"
                 "15.5 points in the week of 2 December 2025: below the lower"
                 " limit. Its usual range is \xE2\x88\x92"
                 "13.9 to \xE2\x88\x92"
                 "8.1.\n");
    snprintf(rows, sizeof(rows), "%s%s", WEEK("1", SIGNAL) WEEK("2", "None"),
             later);
    assert_found(*state, rows, "");
}

/* It leads to the page on which the weeks are. */
static void a_weeks_signal_leads_to_its_measure(void **state)
{
    struct err err = ERR_INIT;
    struct query *q = NULL;

    put(*state, "savepoint one");
    put(*state, WEEK("1", SIGNAL));
    assert_ok(figures_find(*state, &err), &err);
    assert_ok(query_open(&q, *state, "select metric from finding", &err), &err);
    assert_int_equal(query_step(q, &err), 1);
    assert_string_equal(query_text(q, 0), "attendance_rate");
    query_close(q);
    put(*state, "rollback to one; release one");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sentence_has_both_numbers_and_the_period),
        cmocka_unit_test(only_what_passed_its_test_is_told_and_once),
        cmocka_unit_test(what_is_withheld_is_not_counted_as_unchanged),
        cmocka_unit_test(attendance_that_is_late_is_told_and_much_of_it_stops),
        cmocka_unit_test(schools_of_both_ends_are_counted),
        cmocka_unit_test(of_suspensions_the_same_schools_tell),
        cmocka_unit_test(schools_whose_lists_are_old_are_told),
        cmocka_unit_test(what_was_not_sent_is_no_record_of_nothing),
        cmocka_unit_test(what_nobody_recorded_then_is_no_none),
        cmocka_unit_test(schools_past_their_limits_are_told_once),
        cmocka_unit_test(a_weeks_signal_is_told_for_six_weeks),
        cmocka_unit_test(a_weeks_signal_leads_to_its_measure),
    };

    return cmocka_run_group_tests(tests, open_findings, close_findings);
}
