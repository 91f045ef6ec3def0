#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/str.h"
#include "report/words/grid.h"
#include "tests/testing.h"

/* charts.sql: what the titles of charts say of what is shown. */
static const char schema[] =
    "create temp table context as select '2025/26' as year,"
    " '2024/25' as last_year, '2026-02-13' as as_of, 6 as suppress_below,"
    " '2025 to 2026' as year_words, '2024 to 2025' as last_year_words,"
    " 'this day last year' as then_words, '919' as la_code;"
    "create temp table place_doubt (period, level, entity, words);"
    "create temp table doubt_words as select '' as county, '' as districts,"
    " '' as suspensions;"
    "create temp table shown_figure (metric, period, level, entity, cohort,"
    " breakdown, value, gap, gap_lower, gap_upper, direction, compared);"
    "create temp table shown_running (cohort, period, week, total);"
    "create temp table shown_gap (metric, period, level, entity, cohort,"
    " comparator, breakdown, gap, gap_symbol);"
    "create temp table shown_metric (metric, period, level, entity, cohort,"
    " breakdown, numerator);"
    "create temp table shown_funnel (metric, period, cohort, phase, urn,"
    " numerator, denominator, value, expected, flag, symbol);"
    "create temp table metric_name (metric, name, label, unit, scale);"
    "create table dim_school (urn, name);"
    "create table dim_period (id, grain, start_date, academic_year);";

static int open_shown(void **state)
{
    static struct db *db;
    struct err err = ERR_INIT;

    assert_ok(db_open(&db, ":memory:", DB_CREATE, &err), &err);
    assert_ok(words_add_said(db, &err), &err);
    assert_ok(db_exec(db, schema, &err), &err);
    assert_ok(db_run_script(db, "report/sql/weekly.sql#schema", NULL, 0, &err),
              &err);
    assert_ok(db_run_script(db, "report/sql/charts.sql#views", NULL, 0, &err),
              &err);
    *state = db;
    return 0;
}

static int close_shown(void **state)
{
    db_close(*state);
    return 0;
}

static void put(struct db *db, const char *sql)
{
    struct err err = ERR_INIT;

    assert_ok(db_exec(db, sql, &err), &err);
}

/* What a text comes to by a query's one row; NULL: there is no row. */
static void assert_row(struct db *db, const char *asset, const char *text,
                       const char *expected)
{
    struct err err = ERR_INIT;
    struct grid g = { 0 };
    struct str filled = STR_INIT;

    assert_ok(grid_read(&g, db, asset, NULL, 0, &err), &err);
    assert_int_equal(g.row_count, expected ? 1 : 0);
    if (expected) {
        assert_ok(words_fill(&filled, text, &g, 0, NULL, &err), &err);
        assert_string_equal(filled.text, expected);
    }
    grid_release(&g);
    str_release(&filled);
}

static void assert_text(struct db *db, const char *name, const char *text,
                        const char *expected)
{
    struct str asset = STR_INIT;

    str_addf(&asset, "report/sql/charts.sql#%s", name);
    assert_row(db, asset.text, text, expected);
    str_release(&asset);
}

/* NULL: there is nothing to say. */
static void assert_title(struct db *db, const char *name, const char *expected)
{
    assert_text(db, name, "{title:words}", expected);
}

/* A week's gap, its mark and which side of the mean it is of; of last year. */
struct week {
    double gap;
    char mark;
    int side;
    double before;
};

/* The first on 3 November 2025; usual is -14 to -8, about -11. */
static void tell_weeks(struct db *db, const struct week *weeks, size_t count,
                       bool has_limits)
{
    struct str sql = STR_INIT;

    for (size_t i = 0; i < count; i++)
        str_addf(&sql,
                 "insert into shown_week values (%zu, 'w', date('2025-11-03',"
                 " '+%zu days'), 5, 80, 91, %.1f, %.1f, %s, '%c', %d, 'x');",
                 i + 1, 7 * i, weeks[i].gap, weeks[i].before,
                 has_limits ? "-11, -14, -8" : "null, null, null",
                 weeks[i].mark, weeks[i].side);
    put(db, sql.text);
    str_release(&sql);
}

#define WEEKS(db, ...)                                                         \
    tell_weeks(db, (struct week[]){ __VA_ARGS__ },                             \
               sizeof((struct week[]){ __VA_ARGS__ }) / sizeof(struct week),   \
               true)

static void without_limits_the_latest_week_is_told(void **state)
{
    tell_weeks(*state,
               (struct week[]){ { -9, ' ', 0, -9 }, { -15, ' ', 0, 0 } }, 2,
               false);
    assert_title(*state, "week_finding",
                 "The attendance gap was 15.0 points in the week of 10 "
                 "November");
}

static void without_weeks_nothing_is_told(void **state)
{
    assert_title(*state, "week_finding", NULL);
    assert_text(*state, "week_told", "{told:words}|{late}", "|");
}

static void one_week_is_no_weeks(void **state)
{
    WEEKS(*state, { -9, ' ', 0, -9 });
    assert_text(*state, "week_finding", "{weeks_words}, {outside:word} outside",
                "1 week, none outside");
}

static void weeks_say_whose_attendance_is_late(void **state)
{
    WEEKS(*state, { -9, ' ', 0, -9 }, { -12.5, ' ', 0, -9 });
    assert_text(*state, "week_told", "{weeks_words}|{late}", "2 weeks|");
    put(*state, "insert into place_doubt values ('2025/26', 'county', '919',"
                " 'two schools'' attendance is late or in part')");
    assert_text(*state, "week_told", "{told:words} {late}",
                "The attendance gap stayed in last year's range; it was 12.5 "
                "points in the week of 10 November. Two schools' attendance is "
                "late or in part.");
}

static void weeks_without_a_signal_stay_in_range(void **state)
{
    WEEKS(*state, { -9, ' ', 0, -9 }, { -12.5, ' ', 0, -9 });
    assert_title(*state, "week_finding",
                 "The attendance gap stayed in last year's range; it was 12.5 "
                 "points in the week of 10 November");
}

/* The way begins before the first week outside. */
static void a_steady_way_is_told_from_where_it_begins(void **state)
{
    WEEKS(*state, { -9.5, ' ', 0, -9 }, { -12.1, ' ', 0, -9 },
          { -12.0, ' ', 0, -9 }, { -13.8, ' ', 0, -9 }, { -14.2, 'A', -1, -9 },
          { -15.8, 'A', -1, -9 }, { -11.3, ' ', 0, -9 });
    assert_title(*state, "week_finding",
                 "The attendance gap widened every week from 17 November to 8 "
                 "December, from 12.0 to 15.8 points; in the latest week it "
                 "was 11.3");
}

/* How many of the very weeks that are told, of which the first began it. */
static void what_was_so_last_year_is_said(void **state)
{
    WEEKS(*state, { -13, ' ', 0, -9 }, { -14.2, 'A', -1, -14.5 },
          { -15.8, 'A', -1, -13 });
    assert_title(*state, "week_finding",
                 "The attendance gap widened every week from 3 November to 17 "
                 "November, from 13.0 to 15.8 points. Last year's gap was "
                 "beyond the limit in one of these three weeks");
}

static void weeks_outside_that_come_and_go_have_a_span(void **state)
{
    WEEKS(*state, { -15, 'A', -1, -9 }, { -14.4, 'A', -1, -9 },
          { -14.9, 'A', -1, -9 }, { -10, ' ', 0, -9 });
    assert_title(*state, "week_finding",
                 "The attendance gap was wider than usual from 3 November to "
                 "17 November, 14.4 to 15.0 points; in the latest week it was "
                 "10.0");
}

static void one_week_outside_is_one_week(void **state)
{
    WEEKS(*state, { -9, ' ', 0, -9 }, { -7.5, 'A', 1, -9 },
          { -10, ' ', 0, -9 });
    assert_title(*state, "week_finding",
                 "The attendance gap was narrower than last year's range in "
                 "the week of 10 November, at 7.5 points; in the latest week "
                 "it was 10.0");
}

/* One of two weeks near a limit is inside it. */
static void one_week_near_a_limit_is_inside_the_range(void **state)
{
    WEEKS(*state, { -13.8, '2', -1, -9 }, { -11.5, ' ', 0, -9 },
          { -13.9, '2', -1, -14.5 });
    assert_title(*state, "week_finding",
                 "The attendance gap was wider than usual in the week of 17 "
                 "November, at 13.9 points, inside last year's range. Last "
                 "year's gap was beyond the limit in that week");
}

/* Seven that fall from one side of the mean, and one near the limit. */
static void a_trend_over_the_mean_is_no_stretch_beyond_it(void **state)
{
    WEEKS(*state, { -8.5, 'T', -1, -9 }, { -9, 'T', -1, -9 },
          { -10, 'T', -1, -9 }, { -11.5, 'T', -1, -9 }, { -12, 'T', -1, -9 },
          { -13, 'T', -1, -9 }, { -13.9, 'T', -1, -9 }, { -13.5, '2', -1, -9 });
    assert_title(*state, "week_finding",
                 "The attendance gap widened from 8.5 points in the week of 3 "
                 "November to 13.5 in that of 22 December");
}

static void a_shift_is_told_beside_the_mean(void **state)
{
    WEEKS(*state, { -10, 'S', 1, -9 }, { -9, 'S', 1, -9 },
          { -10.5, 'S', 1, -9 });
    assert_title(*state, "week_finding",
                 "The attendance gap was narrower than last year's mean every "
                 "week from 3 November to 17 November, 9.0 to 10.5 points");
}

#define MINUS "\xe2\x88\x92"

/* What stands in a column of each row of charts.sql's `week`. */
static void assert_weeks(struct db *db, const char *text, const char *expected)
{
    struct err err = ERR_INIT;
    struct grid g = { 0 };
    struct str filled = STR_INIT;

    assert_ok(grid_read(&g, db, "report/sql/charts.sql#week", NULL, 0, &err),
              &err);
    for (size_t row = 0; row < g.row_count; row++)
        assert_ok(words_fill(&filled, text, &g, row, NULL, &err), &err);
    assert_string_equal(filled.text, expected);
    grid_release(&g);
    str_release(&filled);
}

/* Of 4 November the gap is withheld; the week of the 11th had two school days,
   that of the 18th was holiday, and of the 25th nobody sent anything. */
static void a_week_that_was_holiday_is_not_applicable(void **state)
{
    WEEKS(*state, { -9, ' ', 0, -9 }, { -9, ' ', 0, -9 }, { -9, ' ', 0, -9 },
          { -9, ' ', 0, -9 }, { -9, ' ', 0, -8 });
    put(*state, "update shown_week set before_gap = null where position < 5;"
                "insert into dim_period (id, grain, start_date, academic_year)"
                " values ('2024-W45', 'week', '2024-11-04', '2024/25'),"
                " ('2024-W46', 'week', '2024-11-11', '2024/25'),"
                " ('2024-W48', 'week', '2024-11-25', '2024/25');"
                "insert into shown_gap select 'attendance_rate', period,"
                " 'county', '919', 'csw', 'peers', 'none', gap, symbol from"
                " (select '2024-W45' as period, null as gap, '[c]' as symbol"
                " union all select '2024-W46', -7, null);");
    /* Without terms of last year nobody can say what was holiday. */
    assert_weeks(*state, "{before_gap};", "[c];[z];[x];[x];" MINUS "8.0;");
    put(*state, "insert into dim_period (id, grain, start_date, academic_year)"
                " values ('2024/25 HT2', 'half_term', '2024-10-28',"
                " '2024/25')");
    assert_weeks(*state, "{before_gap};", "[c];[z];[z];[x];" MINUS "8.0;");
}

/* Of two stretches the later; a group that attends more has a gap too. */
static void a_gap_over_nothing_is_wider_above(void **state)
{
    put(*state, "delete from shown_week");
    WEEKS(*state, { 1, 'A', -1, -9 }, { 3, ' ', 0, -9 }, { 9, 'A', 1, -9 },
          { 8, 'A', 1, -9 });
    assert_title(*state, "week_finding",
                 "The attendance gap was wider than usual from 17 November to "
                 "24 November, 8.0 to 9.0 points");
}

static void tell_district(struct db *db, const char *name, double gap,
                          double lower, double upper, const char *direction)
{
    struct str sql = STR_INIT;

    str_addf(&sql,
             "insert into shown_figure values ('persistent_absence',"
             " '2025/26', '%s', '%s', 'csw', 'none', 50, %g, %g, %g, %s, '')",
             *name ? "district" : "county", name, gap, lower, upper, direction);
    put(db, sql.text);
    str_release(&sql);
}

static void districts_are_told_by_a_test_against_the_county(void **state)
{
    tell_district(*state, "", 27, 24, 30, "'up'");
    tell_district(*state, "Ashmere", 40, 30.5, 51, "'none'");
    /* The widest is not clearly wider. */
    tell_district(*state, "Brackwell", 44, 26.9, 60, "'up'");
    assert_title(*state, "district_finding",
                 "The persistent absence gap is wider than the county's 27.0 "
                 "points in Ashmere");
    tell_district(*state, "Hartlow", 37, 27.5, 47, "'down'");
    assert_title(*state, "district_finding",
                 "The persistent absence gap is wider than the county's 27.0 "
                 "points in Ashmere and Hartlow");
    tell_district(*state, "Dunmarsh", 10, 5, 20, "null");
    tell_district(*state, "Elverton", 47, 37.5, 57, "null");
    assert_title(*state, "district_finding",
                 "The persistent absence gap is wider than the county's 27.0 "
                 "points in 3 of 5 districts, and narrower in Dunmarsh");
    /* Of those that could be tested three are the districts of the change. */
    assert_title(*state, "district_years_finding",
                 "Since this day last year persistent absence rose in "
                 "Brackwell and fell in Hartlow");
}

static void places_elsewhere_and_one_alone_are_not_compared(void **state)
{
    tell_district(*state, "", 27, 24, 30, "'up'");
    tell_district(*state, "Ashmere", 40, 30.5, 51, "'up'");
    tell_district(*state, "Outside the county", 60, 40, 80, "'up'");
    assert_title(*state, "district_finding", NULL);
    assert_title(*state, "district_years_finding", NULL);
}

static void no_district_apart_is_said_so(void **state)
{
    tell_district(*state, "", 27, 24, 30, "'up'");
    tell_district(*state, "Ashmere", 40, 20, 51, "'none'");
    tell_district(*state, "Hartlow", 20, 10, 30, "'none'");
    assert_title(*state, "district_finding",
                 "No district's persistent absence gap differs clearly from "
                 "the county's 27.0 points");
    assert_title(*state, "district_years_finding",
                 "In no district did persistent absence change clearly since "
                 "this day last year");
}

static void suspensions_have_their_doubt(void **state)
{
    assert_title(*state, "suspensions_finding", NULL);
    put(*state, "insert into shown_running values"
                " ('all', '2025/26', 3, 700), ('all', '2025/26', 9, 1671),"
                " ('csw', '2025/26', 9, 174),"
                " ('all', '2024/25 to date', 8, 1438)");
    assert_title(*state, "suspensions_finding",
                 "Suspensions of all pupils rose from 1,438 to 1,671 by this "
                 "day of the year; not tested");
    put(*state, "insert into shown_figure values ('suspension_rate',"
                " '2025/26', 'county', '', 'all', 'none', 10, null, null,"
                " null, 'none', '')");
    assert_title(*state, "suspensions_finding",
                 "Suspensions of all pupils rose from 1,438 to 1,671 by this "
                 "day of the year; could be chance");
    put(*state, "update shown_figure set direction = 'up'");
    assert_title(*state, "suspensions_finding",
                 "Suspensions of all pupils rose from 1,438 to 1,671 by this "
                 "day of the year");
    put(*state, "update shown_running set total = 1671 where week = 8");
    assert_title(*state, "suspensions_finding",
                 "Suspensions of all pupils stayed at 1,671 by this day of the "
                 "year");
    put(*state, "delete from shown_running where week = 8");
    assert_title(*state, "suspensions_finding", NULL);
    put(*state, "insert into shown_running values"
                " ('csw', '2024/25 to date', 8, 180)");
    assert_title(*state, "our_suspensions_finding",
                 "Suspensions of children with a social worker fell from 180 "
                 "to 174 by this day of the year; not tested");
}

/* Schools' suspensions of children with a social worker; -1 is withheld. */
static void tell_schools(struct db *db, double total, const double *schools,
                         size_t count)
{
    struct str sql = STR_INIT;

    str_addf(&sql,
             "insert into shown_metric values ('suspension_rate', '2025/26',"
             " 'county', 'x', 'csw', 'none', %g);",
             total);
    for (size_t i = 0; i < count; i++)
        str_addf(&sql,
                 "insert into dim_school values ('%zu', 'School %c');"
                 "insert into shown_metric values ('suspension_rate',"
                 " '2025/26', 'school', '%zu', 'csw', 'none', nullif(%g, -1));",
                 i, (char)('A' + i), i, schools[i]);
    put(db, sql.text);
    str_release(&sql);
}

#define SCHOOLS(db, total, ...)                                                \
    tell_schools(db, total, (double[]){ __VA_ARGS__ },                         \
                 sizeof((double[]){ __VA_ARGS__ }) / sizeof(double))

static void assert_bars(struct db *db, const char *expected)
{
    struct err err = ERR_INIT;
    struct grid g = GRID_INIT;
    struct str bars = STR_INIT;

    str_add(&bars, "");
    assert_ok(
        grid_read(&g, db, "report/sql/charts.sql#suspending", NULL, 0, &err),
        &err);
    for (size_t i = 0; i < g.row_count; i++)
        str_addf(&bars, "%s %g %g %g; ",
                 grid_text(&g, i, grid_column(&g, "label")),
                 grid_number(&g, i, grid_column(&g, "value")),
                 grid_number(&g, i, grid_column(&g, "kind")),
                 grid_number(&g, i, grid_column(&g, "cumulative")));
    assert_string_equal(bars.text, expected);
    grid_release(&g);
    str_release(&bars);
}

/* 40 and 30 are more than half of 100; the two withheld have 20. */
static void the_few_schools_are_those_of_half(void **state)
{
    SCHOOLS(*state, 100, 40, -1, 30, 10, -1, 0);
    assert_bars(*state, "School A 40 0 40; School C 30 0 70; School D 10 1 80;"
                        " All other schools 20 2 100; ");
    assert_title(*state, "suspending_finding",
                 "Two schools gave 70 of the 100 suspensions of children with "
                 "a social worker");
}

/* What is left over is one school's own, or few: another goes with it. */
static void what_is_left_is_never_one_school_or_few(void **state)
{
    SCHOOLS(*state, 100, 60, 25, 15);
    assert_bars(*state, "School A 60 0 60; School B 25 1 85; "
                        "School C 15 1 100; ");
}

static void one_withheld_school_takes_another_with_it(void **state)
{
    SCHOOLS(*state, 100, 60, 25, -1);
    assert_bars(*state, "School A 60 0 60; All other schools 40 2 100; ");
}

static void few_left_over_take_another_school_with_them(void **state)
{
    SCHOOLS(*state, 88, 60, 25, -1, -1);
    assert_bars(*state, "School A 60 0 68.1818; All other schools 28 2 100; ");
}

static void schools_that_are_all_withheld_are_not_drawn(void **state)
{
    SCHOOLS(*state, 100, -1, -1, -1);
    assert_bars(*state, "");
    assert_title(*state, "suspending_finding", NULL);
}

/* Schools of a phase with a funnel's figures; above_95 the first `above`. */
static void tell_funnel(struct db *db, const char *phase, int schools,
                        int above)
{
    struct str sql = STR_INIT;

    for (int i = 0; i < schools; i++)
        str_addf(&sql,
                 "insert into shown_funnel values ('suspended_pupils',"
                 " '2025/26', 'ever6', '%s', '%s%d', 8, 40, 20, 12.3, '%s',"
                 " null);"
                 "insert into dim_school values ('%s%d', '%s %d');",
                 phase, phase, i, i < above ? "above_95" : "within", phase, i,
                 phase, i);
    put(db, sql.text);
    str_release(&sql);
}

/* Under ten schools there are intervals and no funnel. */
static void a_funnel_has_ten_schools(void **state)
{
    SCHOOLS(*state, 100, -1);
    put(*state, "insert into metric_name values ('suspended_pupils',"
                " 'Pupils suspended, per 100', 'Pupils suspended', 'per 100',"
                " 100)");
    tell_funnel(*state, "State-funded secondary", 9, 2);
    assert_title(*state, "funnel_finding", NULL);
    assert_title(*state, "few_schools_finding",
                 "Pupils suspended: no school is above the 99.8% limit; two "
                 "are above the 95% limit");
    tell_funnel(*state, "State-funded primary", 10, 0);
    assert_title(*state, "funnel_finding",
                 "Pupils suspended: no school is above the limits for its "
                 "size");
    /* What is withheld is not within its limits. */
    tell_funnel(*state, "State-funded special", 11, 0);
    put(*state, "delete from shown_funnel"
                " where phase = 'State-funded primary';"
                "update shown_funnel set flag = null"
                " where urn = 'State-funded special1'");
    assert_title(*state, "funnel_finding",
                 "Pupils suspended: no school is above the limits for its "
                 "size; 10 schools tested");
    put(*state, "update shown_funnel set flag = null"
                " where urn <> 'State-funded special2'");
    assert_title(*state, "few_schools_finding",
                 "Pupils suspended: no school is above the limits for its "
                 "size; one school tested");
    assert_text(*state, "few_schools_finding", "{flags_words:words}",
                "One tested: none above the 99.8% limit for its size, none "
                "more above the 95% limit.");
    put(*state, "update shown_funnel set flag = null");
    assert_title(*state, "funnel_finding", NULL);
    assert_title(*state, "few_schools_finding",
                 "Pupils suspended: limits for a school's size are withheld");
    assert_text(*state, "few_schools_finding", "{flags_words:words}",
                "Limits for a school's size are withheld.");
}

static void a_school_withheld_makes_no_tenth(void **state)
{
    SCHOOLS(*state, 100, -1);
    put(*state, "insert into metric_name values ('suspended_pupils',"
                " 'Pupils suspended, per 100', 'Pupils suspended', 'per 100',"
                " 100)");
    tell_funnel(*state, "State-funded primary", 10, 0);
    put(*state, "update shown_funnel set value = null, flag = null,"
                " symbol = '[c]' where urn = 'State-funded primary0'");
    assert_title(*state, "funnel_finding", NULL);
}

static void assert_district(struct db *db, const char *asset,
                            const char *expected)
{
    static const struct db_param ashmere = { ":district", "Ashmere", 0 };
    struct err err = ERR_INIT;
    struct grid g = GRID_INIT;
    struct str filled = STR_INIT;

    assert_ok(grid_read(&g, db, asset, &ashmere, 1, &err), &err);
    assert_int_equal(g.row_count, 1);
    assert_ok(words_fill(&filled, "{words:words}", &g, 0, NULL, &err), &err);
    assert_string_equal(filled.text, expected);
    grid_release(&g);
    str_release(&filled);
}

/* A measure of which the county's figure is withheld is held against none. */
static void a_district_counts_what_is_held_against_the_county(void **state)
{
    static const char tests[] = "report/sql/pages.sql#district_tests";
    static const char title[] = "report/sql/pages.sql#district_title";

    put(*state,
        "create temp table page_measure (metric, place, label);"
        "insert into page_measure (metric) values ('persistent_absence'),"
        " ('permanent_exclusion_rate'), ('attendance_rate');"
        "create temp table page_place (district, metric, numerator,"
        " denominator, value, lower, upper, county, peers_here, compared);"
        "insert into page_place values ('Ashmere', 'persistent_absence', 8,"
        " 23, 34.8, 18.8, 55.1, '[c]', null, 'Not compared'),"
        " ('Ashmere', 'permanent_exclusion_rate', 0, 24, 0, 0, 15, '[c]', 0,"
        " 'Not compared'),"
        " ('Brackwell', 'attendance_rate', 9, 10, 90, 80, 95, 85, 91,"
        " 'Higher than the county''s');"
        "alter table context add column not_shown");
    assert_district(*state, tests, "");
    assert_district(*state, title,
                    "8 of 23 children with a social worker are persistently "
                    "absent (34.8%). ");
    put(*state, "update page_place set county = 39.0, compared ="
                " 'No clear difference from the county''s'"
                " where metric = 'persistent_absence'");
    assert_district(*state, tests,
                    "One measure is held against the county's; chance alone "
                    "would hardly tell it apart.");
    assert_district(*state, title,
                    "8 of 23 children with a social worker are persistently "
                    "absent (34.8%; the county 39.0%). That is no clear "
                    "difference from the county's.");
    put(*state, "update page_place set district = 'Ashmere'");
    assert_district(*state, tests,
                    "2 measures are held against the county's; chance alone "
                    "would tell about none of them apart.");
}

#define TEST(test)                                                             \
    cmocka_unit_test_setup_teardown(test, open_shown, close_shown)

/* Of results of the year: each is lower than peers' or not. */
static void tell_results(struct db *db, const char *compared, size_t count)
{
    static const char *const stages[] = { "eyfs_gld", "phonics_y1", "ks2_rwm" };
    struct str sql = STR_INIT;

    put(db, "delete from shown_figure");
    for (size_t i = 0; i < count; i++)
        str_addf(&sql,
                 "insert into shown_figure values ('%s', '2024/25', 'county',"
                 " '919', 'csw', 'none', 40, -20, -30, -10, 'none', '%s');",
                 stages[i], i ? "Lower than peers" : compared);
    put(db, sql.text);
    str_release(&sql);
}

static void results_are_told_by_how_many_stages_are_lower(void **state)
{
    static const struct {
        const char *compared;
        size_t count;
        const char *title, *lower_at;
    } results[] = {
        { "Lower than peers", 1,
          "Results of children with a social worker were lower than peers' at "
          "the one stage shown",
          "the one stage shown" },
        { "No clear difference", 1,
          "At no stage were results of children with a social worker clearly "
          "lower than peers'",
          "no stage" },
        { "No clear difference", 3,
          "Results of children with a social worker were lower than peers' at "
          "two of three stages",
          "two of three stages" },
    };

    put(*state, "insert into dim_period values ('2024/25', 'year',"
                " '2024-08-01', '2024/25')");
    assert_title(*state, "attainment_finding", NULL);
    for (size_t i = 0; i < sizeof(results) / sizeof(results[0]); i++) {
        tell_results(*state, results[i].compared, results[i].count);
        assert_title(*state, "attainment_finding", results[i].title);
        assert_text(*state, "attainment_finding", "{lower_at}",
                    results[i].lower_at);
    }
}

static void one_test_is_no_tests(void **state)
{
    static const char tally[] =
        "create temp table school_tally as select 1 as tested, 0 as past,"
        " 0 as far, 0 as near, 0.0 as by_chance, 0 as withheld, 0 as late";

    put(*state, tally);
    assert_row(*state, "report/sql/pages.sql#talk_finding", "{words:words}",
               "Of one test of our children at schools, none are above a limit "
               "for the school's size; chance alone would put about none there."
               " That is a reason to ask, not a judgement.");
    assert_row(*state, "report/sql/strategic.sql#school_finding",
               "{title:words}",
               "No school tested is past a 99.8% limit, none past a 95% limit "
               "alone. Of one test chance alone would put about 0 past a "
               "limit.");
    put(*state, "update school_tally set tested = 3");
    assert_row(*state, "report/sql/strategic.sql#school_finding",
               "{title:words}",
               "No school tested is past a 99.8% limit, none past a 95% limit "
               "alone. Of 3 tests chance alone would put about 0 past a "
               "limit.");
}

/* Beside the county's 40% one district's interval leaves it in, and two do. */
static void one_district_is_no_districts(void **state)
{
    static const char asset[] = "report/sql/strategic.sql#district_told";

    put(*state,
        "alter table dim_school add column district;"
        "alter table dim_school add column la_code;"
        "alter table shown_metric add column value;"
        "alter table shown_metric add column lower;"
        "alter table shown_metric add column upper;"
        "insert into dim_school values (1, 'A', 'Ashmere', '919'),"
        " (2, 'B', 'Brackwell', '919');"
        "insert into shown_metric values"
        " ('persistent_absence', '2025/26', 'county', '919', 'csw', 'none', 40,"
        " 40.0, 35.0, 45.0),"
        " ('persistent_absence', '2025/26', 'district', 'Ashmere', 'csw',"
        " 'none', 9, 45.0, 30.0, 60.0)");
    assert_row(*state, asset, "{title:words}",
               "In the one district that can be compared persistent absence is "
               "not clearly another than the county's 40.0%.");
    put(*state, "insert into shown_metric values"
                " ('persistent_absence', '2025/26', 'district', 'Brackwell',"
                " 'csw', 'none', 9, 35.0, 20.0, 50.0)");
    assert_row(*state, asset, "{title:words}",
               "In none of two districts is persistent absence clearly another "
               "than the county's 40.0%.");
}

static void one_more_is_no_more_than_one(void **state)
{
    put(*state, "create temp table finding_tally as select 3 as tested,"
                " 9 as asked, 0.1 as by_chance;"
                "create temp table finding as select value from"
                " json_each('[1, 2, 3, 4, 5, 6, 7, 8]')");
    assert_row(*state, "report/sql/pages.sql#finding_tally", "{more:words}",
               "The first seven; one more is in the workbook.");
    put(*state, "insert into finding values (9)");
    assert_row(*state, "report/sql/pages.sql#finding_tally", "{more:words}",
               "The first seven; two more are in the workbook.");
}

static void assert_feed(struct db *db, const char *expected)
{
    assert_row(db, "report/sql/quality.sql#feed", "{words:words}", expected);
}

/* On the morning after it the newest day is the day before: that this day's
   marks have not come yet is no word against any school. */
static void the_day_itself_is_not_behind(void **state)
{
    put(*state, "create temp table open_school (school_key, is_ours);"
                "create temp table feed (school_key, last_date, school_days,"
                " is_stopped);"
                "insert into open_school values (1, 1), (2, 1), (3, 1), (4, 0);"
                "insert into feed values (1, '2026-02-12', 1, 0),"
                " (2, '2026-02-12', 1, 0), (3, '2026-02-11', 2, 0),"
                " (4, '2026-02-13', 0, 0)");
    assert_feed(*state, "2 of 3 open schools have marks of every school day up "
                        "to 12 February 2026. Up to five school days behind: "
                        "1.");
    put(*state, "update feed set school_days = 7, is_stopped = 1"
                " where school_key = 3");
    assert_feed(*state, "2 of 3 open schools have marks of every school day up "
                        "to 12 February 2026. More than five school days "
                        "behind: 1.");
    put(*state, "update feed set last_date = '2026-02-12', school_days = 1,"
                " is_stopped = 0 where school_key = 3");
    assert_feed(*state, "All 3 open schools have marks up to 12 February 2026, "
                        "the newest day of any.");
    put(*state, "update feed set last_date = null where school_key = 3");
    assert_feed(*state, "2 of 3 open schools have marks of every school day up "
                        "to 12 February 2026. Without any mark: 1.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(without_limits_the_latest_week_is_told),
        TEST(without_weeks_nothing_is_told),
        TEST(one_week_is_no_weeks),
        TEST(weeks_say_whose_attendance_is_late),
        TEST(weeks_without_a_signal_stay_in_range),
        TEST(a_steady_way_is_told_from_where_it_begins),
        TEST(what_was_so_last_year_is_said),
        TEST(weeks_outside_that_come_and_go_have_a_span),
        TEST(one_week_outside_is_one_week),
        TEST(one_week_near_a_limit_is_inside_the_range),
        TEST(a_trend_over_the_mean_is_no_stretch_beyond_it),
        TEST(a_shift_is_told_beside_the_mean),
        TEST(a_gap_over_nothing_is_wider_above),
        TEST(a_week_that_was_holiday_is_not_applicable),
        TEST(one_test_is_no_tests),
        TEST(one_district_is_no_districts),
        TEST(one_more_is_no_more_than_one),
        TEST(the_day_itself_is_not_behind),
        TEST(districts_are_told_by_a_test_against_the_county),
        TEST(places_elsewhere_and_one_alone_are_not_compared),
        TEST(no_district_apart_is_said_so),
        TEST(suspensions_have_their_doubt),
        TEST(the_few_schools_are_those_of_half),
        TEST(what_is_left_is_never_one_school_or_few),
        TEST(one_withheld_school_takes_another_with_it),
        TEST(few_left_over_take_another_school_with_them),
        TEST(schools_that_are_all_withheld_are_not_drawn),
        TEST(a_funnel_has_ten_schools),
        TEST(a_school_withheld_makes_no_tenth),
        TEST(a_district_counts_what_is_held_against_the_county),
        TEST(results_are_told_by_how_many_stages_are_lower),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
