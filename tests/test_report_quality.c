#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/mem.h"
#include "core/outfile.h"
#include "core/path.h"
#include "core/str.h"
#include "report/report.h"
#include "tests/report_fixture.h"
#include "tests/testing.h"
#include "tests/world.h"
#include "tests/xlsx.h"

#define BOOK "w/outbox/latest/quality/data-quality.xlsx"
#define TODAY 1 /* the sheets */
#define ALL 2
#define FRESHNESS 5
#define MOST 10 /* lines of Today */

static void run_quality(struct world *world)
{
    static const char *const packs[] = { "quality" };
    static int64_t run_id = 1;
    struct report_result result;
    struct err err = ERR_INIT;

    run_id++;
    assert_ok(report_fixture_publish(world, packs, 1, run_id, &result, &err),
              &err);
}

/* Send a file of the inbox again, without so many of its last rows and with
   more behind them. */
static void copy_file(struct world *w, const char *from, const char *to,
                      int left_out, const char *more)
{
    struct err err = ERR_INIT;
    struct str path = STR_INIT;
    struct str text = STR_INIT;
    char *was = NULL;
    size_t len = 0;

    str_addf(&path, "w/inbox/%s", from);
    assert_ok(file_read(path.text, &was, &len, &err), &err);
    for (; left_out; left_out--)
        for (len--; was[len - 1] != '\n';)
            len--;
    str_add_n(&text, was, len);
    str_add(&text, more);
    world_put(w, to, text.text);
    str_release(&text);
    str_release(&path);
    free(was);
}

/* That of what nobody else sends there is nothing to tell. */
static void put_nothing_to_tell(struct world *world)
{
    static const char *const files[][2] = {
        { "ehe_20260213.csv",
          "UPN,Register,StartDate,EndDate,Reason,PreviousURN,"
          "MeetingDate\n" },
        { "interventions_20260213.csv",
          "UPN,Type,StartDate,EndDate,Hours,Cost,Fund\n" },
        { "peps_20260213.csv",
          "UPN,AcademicYear,Term,DueDate,MeetingDate,Status,Quality\n" },
        { "provision_20260213.csv",
          "UPN,URN,Type,Provider,StartDate,EndDate,HoursPerWeek,ReviewDate\n" },
        { "returns_20260213.csv",
          "URN,AcademicYear,DesignatedTeacher,QualifiedTeacher,TrainingDays,"
          "ToolkitTrainingDate,Section1Date,Section2Date\n" },
        { "sdq_20260213.csv",
          "UPN,CompletedDate,Score,Reason,ReportingYear,Respondent\n" },
    };

    for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
        world_put(world, files[i][0], files[i][1]);
}

static int open_county(void **state)
{
    static struct world world;

    report_fixture_open(&world, "w");
    *state = &world;
    return 0;
}

static int close_county(void **state)
{
    world_close(*state);
    return 0;
}

static int open_world(void **state)
{
    struct world *world = *state;
    struct err err = ERR_INIT;

    assert_ok(db_exec(world->db, "savepoint test", &err), &err);
    return 0;
}

static int close_world(void **state)
{
    struct world *world = *state;
    struct err err = ERR_INIT;

    assert_ok(db_exec(world->db, "rollback to test; release test", &err), &err);
    return 0;
}

/* What a sheet says under its headings, which begin with `heading`. */
static char *lines_below(int sheet, const char *heading)
{
    static const char last[] = "\nor what to do\n";
    char *rows = xlsx_rows(BOOK, sheet);
    char *at = strstr(rows, heading);
    char *below = NULL;

    if (at)
        at = strstr(at, last);
    if (at)
        below = mem_dup(at + strlen(last));
    else
        fail_msg("no '%s' in '%s'", heading, rows);
    free(rows);
    return below;
}

static void assert_line(int sheet, const char *heading, const char *line)
{
    char *lines = lines_below(sheet, heading);

    if (!strstr(lines, line))
        fail_msg("no '%s' in '%s'", line, lines);
    free(lines);
}

static size_t count_on(int sheet, const char *what)
{
    char *rows = xlsx_rows(BOOK, sheet);
    size_t count = xlsx_count(rows, what);

    free(rows);
    return count;
}

static void assert_today(const char *line)
{
    assert_line(TODAY, "What to chase|School", line);
}

/* A list that is there is not asked for; what was never sent is, once and
   last. */
static void what_nobody_ever_sent_is_the_last_line(void **state)
{
    char *lines;

    run_quality(*state);
    lines = lines_below(TODAY, "What to chase|School");
    assert_int_equal(xlsx_count(lines, "\n"), 2);
    assert_non_null(
        strstr(lines, "\nNobody has ever sent: part-time timetables and "
                      "alternative provision; interventions; school's return; "
                      "personal education plans; home education; SDQ scores|"
                      "The county|6|[z]|No figure of it is shown"));
    free(lines);
}

/*
 * 180 days of two marks of 60 pupils, and the row that is wrong
 * (tests/report_fixture.c).
 */
static void one_mark_that_is_none_is_one_line(void **state)
{
    char *lines;

    put_nothing_to_tell(*state);
    world_night(*state);
    run_quality(*state);
    lines = lines_below(TODAY, "What to chase|School");
    assert_int_equal(xlsx_count(lines, "\n"), 1);
    assert_non_null(strstr(lines,
                           "1 of 21,601 rows of attendance marks are left out|"
                           "Ash Academy|1|"));
    free(lines);
}

/* Of two files that both stand the rows of both are what is left out of. */
static void rows_left_out_are_of_all_their_files(void **state)
{
    struct str text = STR_INIT;
    char upn[14];

    world_upn(0, upn);
    str_addf(&text,
             "URN,UPN,Date,Session,Mark\n"
             "100001,%s,2026-02-12,AM,/\n100001,%s,2026-02-12,PM,?\n",
             upn, upn);
    world_put(*state, "attendance_100001_20260213T1900.csv", text.text);
    str_release(&text);
    world_night(*state);
    run_quality(*state);
    assert_today("2 of 21,603 rows of attendance marks are left out|"
                 "Ash Academy|2|");
}

/* From here on it has been mended. */
static void a_clean_county_has_nothing_to_chase(void **state)
{
    struct world *world = *state;
    char *rows;

    copy_file(world, "attendance_100001_20260213.csv",
              "attendance_100001_20260213T2000.csv", 1, "");
    world_night(world);
    run_quality(world);
    rows = xlsx_rows(BOOK, TODAY);
    if (!strstr(rows,
                "\nNothing to chase today: marks of 8 schools reach 13 February"
                " 2026, and the social care list is of 13 February 2026.\n"))
        fail_msg("%s", rows);
    assert_null(strstr(rows, "Dear colleague"));
    free(rows);
}

static void plant(struct world *world, const char *sql)
{
    struct err err = ERR_INIT;

    assert_ok(db_exec(world->db, sql, &err), &err);
    run_quality(world);
}

/* Of 60 pupils at two sessions, the ten school days from 2 to 13 February. */
static void marks_that_stopped_are_a_line(void **state)
{
    plant(*state,
          "update coverage_day set held = 0, is_marked = 0 where date >"
          " '2026-01-30' and school_key = (select school_key from dim_school"
          " where urn = '100006')");
    assert_today("Marks stop on 30 January 2026|Hazel Academy|1200|");
    assert_today("Dear colleague, the newest attendance marks that we have from"
                 " Hazel Academy are of 30 January 2026.");
}

/* One school day is not a few. */
static void a_day_behind_is_up_to_five(void **state)
{
    struct world *world = *state;
    struct err err = ERR_INIT;

    plant(world,
          "create temp view load_freshness as select school_key, pupils_sent,"
          " attendance_sent, iif(school_key = (select school_key from"
          " dim_school where urn = '100006'), '2026-02-12', attendance_to) as"
          " attendance_to from main.load_freshness");
    assert_int_equal(count_on(FRESHNESS, "|1|Up to five school days behind\n"),
                     1);
    assert_int_equal(count_on(FRESHNESS, "|0|Up to date\n"), 7);
    assert_ok(db_exec(world->db, "drop view temp.load_freshness", &err), &err);
}

static void three_days_without_marks_are_not_yet_left_out(void **state)
{
    plant(*state,
          "update coverage_day set held = 0, is_marked = 0 where date >"
          " '2026-02-10' and school_key = (select school_key from dim_school"
          " where urn = '100006')");
    assert_today("Marks stop on 10 February 2026|Hazel Academy|360|");
    assert_today("360 sessions are in no figure yet|");
}

/* Two may be the weekend's: nobody is written to. */
static void two_days_without_marks_are_not_chased(void **state)
{
    char *rows;

    plant(*state,
          "update coverage_day set held = 0, is_marked = 0 where date >"
          " '2026-02-11' and school_key = (select school_key from dim_school"
          " where urn = '100006')");
    rows = xlsx_rows(BOOK, TODAY);
    if (!strstr(rows, "Nothing to chase today: marks of 8 schools reach 11"
                      " February 2026"))
        fail_msg("%s", rows);
    free(rows);
}

static void a_roll_that_shrank_is_a_line(void **state)
{
    plant(*state, "update coverage_day set pupils = 40, held = min(held, 80)"
                  " where date >= '2026-02-09' and school_key = (select"
                  " school_key from dim_school where urn = '100007')");
    assert_today("Pupils expected fell by 20 of 60 within a week|"
                 "Larch School|20|");
}

/* A year group of 15 that is not in the last week's marks: 90 of 120. */
static void marks_that_shrank_are_a_line(void **state)
{
    plant(*state, "update coverage_day set held = 90 where date >= '2026-02-09'"
                  " and school_key = (select school_key from dim_school where"
                  " urn = '100003')");
    assert_today("Sessions with a mark fell from 100.0% to 75.0% within a week|"
                 "Cedar Academy|[z]|");
}

/* Half of the marks of the 30 days of the term so far. */
static void marks_with_holes_are_a_line(void **state)
{
    plant(*state, "update coverage_day set held = pupils where date >="
                  " '2026-01-05' and school_key = (select school_key from"
                  " dim_school where urn = '100003')");
    assert_today("Marks are missing: 1,800 of 3,600 sessions this term|"
                 "Cedar Academy|1800|");
}

static void a_list_that_is_old_is_a_line(void **state)
{
    struct world *world = *state;
    struct err err = ERR_INIT;

    plant(world, "create temp view load_sent as select sha256, type, iif(type ="
                 " 'social_care', '2025-12-01T00:00:00', extract_time) as"
                 " extract_time, school_key, first_date, last_date, system,"
                 " is_taken_in from main.load_sent");
    assert_today("The social care list is of 1 December 2025|The county|[z]|");
    assert_ok(db_exec(world->db, "drop view temp.load_sent", &err), &err);
}

/* None has come this year: the newest is a year old, a month after another. */
static void a_list_is_not_called_so_twice(void **state)
{
    struct world *world = *state;
    struct err err = ERR_INIT;

    plant(world, "create temp view load_sent as select sha256, type, iif(type ="
                 " 'pupils', '2025-0' || (1 + school_key % 2) ||"
                 " '-01T00:00:00', extract_time) as extract_time, school_key,"
                 " first_date, last_date, system, is_taken_in"
                 " from main.load_sent");
    assert_today("The pupils list is of 1 February 2025|The county|[z]|");
    assert_today("the newest pupils list that we have is of 1 February 2025.");
    assert_ok(db_exec(world->db, "drop view temp.load_sent", &err), &err);
}

static void a_year_without_terms_is_a_line(void **state)
{
    plant(*state, "insert into year_without_terms values ('2019/20')");
    assert_today("The terms of 2019/20 are not in terms.csv|The county|[z]|");
}

/* Terms of a year in which no child of today is at school are not to be had. */
static void a_mistyped_year_is_a_line(void **state)
{
    char *rows;

    plant(*state, "insert into year_without_terms values ('2052/53'),"
                  " ('1925/26')");
    assert_today("A date or year of some rows is of 2052/53|The county|[z]|");
    rows = xlsx_rows(BOOK, TODAY);
    assert_non_null(strstr(rows, "some rows is of 1925/26|The county|"));
    assert_null(strstr(rows, "are not in terms.csv"));
    free(rows);
}

/* Of two spells that begin after the as-of date one was mended since. */
static void a_plan_that_is_to_begin_is_a_line(void **state)
{
    struct world *world = *state;
    struct err err = ERR_INIT;

    plant(world, "create temp view fct_social_care as select * from"
                 " main.fct_social_care union all select pupil_key, 'CLA',"
                 " '2052-09-01', iif(pupil_key = 1, null, '2052-09-01'), null,"
                 " null, null, null, null, null, 0 from dim_pupil"
                 " where pupil_key in (1, 2)");
    assert_today("A plan of the social care list begins after the list|The "
                 "county|1|[z]|Until then the children count as without");
    assert_ok(db_exec(world->db, "drop view temp.fct_social_care", &err), &err);
}

/* Nothing is all right only as far as could be seen. */
static void what_could_not_be_seen_is_not_called_clean(void **state)
{
    struct world *world = *state;
    struct err err = ERR_INIT;
    char *rows;

    plant(world, "create temp view load_sent as select * from main.load_sent"
                 " where type <> 'social_care'");
    rows = xlsx_rows(BOOK, TODAY);
    assert_non_null(strstr(rows, "No social care list has come, so that"
                                 " matching cannot be judged."));
    free(rows);
    assert_ok(db_exec(world->db, "drop view temp.load_sent", &err), &err);
    plant(world, "delete from coverage_day");
    rows = xlsx_rows(BOOK, TODAY);
    assert_non_null(strstr(rows, "Nothing is known to chase, and nothing could"
                                 " be: no school has sent marks."));
    free(rows);
}

/* A school without an adviser: one, with twelve children of ours. */
static void put_advisers(struct world *world)
{
    copy_file(world, "advisers_20260213.csv", "advisers_20260213T2000.csv", 1,
              "");
}

/* 24 children are looked after; ten more that no school has. */
static void put_children_of_nobody(struct world *world)
{
    struct str more = STR_INIT;
    char upn[14];

    for (int i = 0; i < 10; i++) {
        world_upn(900 + i, upn);
        str_addf(&more,
                 "Z%02d,%s,Nobody%d,Absent%d,2011-03-01,CLA,2023-01-10,,C2,N1,,"
                 "N\n",
                 i, upn, i, i);
    }
    copy_file(world, "social_care_20260213.csv",
              "social_care_20260213T2000.csv", 0, more.text);
    str_release(&more);
}

/* A pupil of school 3 on the roll of school 2 too, born on another day. */
static void put_second_birth(struct world *world)
{
    struct str more = STR_INIT;
    char upn[14];

    world_upn(2 * 60 + 40, upn);
    str_addf(&more,
             "100002,%s,Surname240,Forename40,2011-04-01,M,WBRI,9,C,"
             "2024-09-01,,N,N,N,5\n",
             upn);
    copy_file(world, "pupils_100002_20260213.csv",
              "pupils_100002_20260213T2000.csv", 0, more.text);
    str_release(&more);
}

/* Three of the six secondary schools say who is on a part-time timetable. */
static void put_provision(struct world *world)
{
    for (int school = 0; school < 3; school++) {
        struct str text = STR_INIT;
        char name[48];
        char upn[14];

        world_upn(school * 60 + 50, upn);
        str_addf(&text,
                 "URN,UPN,Type,Provider,StartDate,EndDate,HoursPerWeek,"
                 "ReviewDate,AgreedByVirtualSchool\n"
                 "%d,%s,PART_TIME,,2026-01-12,2026-03-13,12,2026-02-20,Y\n",
                 100001 + school, upn);
        snprintf(name, sizeof(name), "provision_%d_20260213T2000.csv",
                 100001 + school);
        world_put(world, name, text.text);
        str_release(&text);
    }
}

/* One file of several schools: whom it is silent of is asked for nothing. */
static void put_returns(struct world *world)
{
    struct str text = STR_INIT;

    str_add(&text, "URN,AcademicYear,DesignatedTeacher,QualifiedTeacher,"
                   "TrainingDays,ToolkitTrainingDate,Section1Date,Section2Date,"
                   "DesignatedGovernor,PolicyReviewDue\n");
    for (int school = 0; school < 4; school++)
        str_addf(&text, "%d,2025/26,Jo Doe,Y,2,2025-10-01,,,,2026-09-01\n",
                 100001 + school);
    world_put(world, "school_returns_20260213T2000.csv", text.text);
    str_release(&text);
}

/* The last pupil of school 5 is in neither of its two newest lists. */
static void put_shorter_rolls(struct world *world)
{
    copy_file(world, "pupils_100005_20260213.csv",
              "pupils_100005_20260213T2000.csv", 1, "");
    copy_file(world, "pupils_100005_20260213.csv",
              "pupils_100005_20260213T2100.csv", 1, "");
}

/* Of four one is of a reason that there is none of, two are for nobody. */
static void put_answers(struct world *world)
{
    struct str text = STR_INIT;
    static const struct {
        int pupil;
        const char *rule;
    } answers[] = {
        { 50, "severe" }, { 51, "seveer" }, { 950, "severe" }, { 951, "severe" }
    };

    str_add(&text, "UPN,Rule,Action\n");
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        char upn[14];

        world_upn(answers[i].pupil, upn);
        str_addf(&text, "%s,%s,DONE\n", upn, answers[i].rule);
    }
    world_put(world, "answers_20260213T2000.csv", text.text);
    str_release(&text);
}

/* What is withheld is told in runs that work it out, to the data team. */
static void the_log_of_what_is_withheld_is_there_where_it_was_made(void **state)
{
    struct world *world = *state;
    struct err err = ERR_INIT;
    char *text = NULL;
    size_t len = 0;

    run_quality(world);
    assert_false(testing_is_there("w/outbox/latest/quality/withheld.csv"));
    plant(world, "create temp table shown_hidden as select 'absence_rate' as"
                 " metric, '2025/26' as period, 'county' as level, '919' as"
                 " entity, 'cla' as cohort, 'none' as breakdown, '' as"
                 " breakdown_value, 'a small count' as why, null as count, null"
                 " as keeps, null as round");
    assert_ok(
        file_read("w/outbox/latest/quality/withheld.csv", &text, &len, &err),
        &err);
    assert_non_null(strstr(text, "\n2025/26,county,919,cla,Children looked"
                                 " after,none,,absence_rate,Absence,a small"
                                 " count,z,z,z\n"));
    free(text);
    assert_ok(db_exec(world->db, "drop table temp.shown_hidden", &err), &err);
}

/* From here on they are there. */
static void each_fault_of_a_file_is_a_line(void **state)
{
    struct world *world = *state;

    world_put(world, "100004/jane-smith_20260213.csv", "Colour,Size\nred,1\n");
    put_advisers(world);
    put_children_of_nobody(world);
    put_second_birth(world);
    put_provision(world);
    put_returns(world);
    put_shorter_rolls(world);
    put_answers(world);
    world_night(world);
    run_quality(world);
    assert_today("_20260213.csv|Elm Academy|[z]|");
    assert_today("Part-time timetables and alternative provision: nothing this"
                 " school year from 3 of 6 schools|The county|3|");
    assert_int_equal(count_on(ALL, "\nExtract|"), 1);
    assert_int_equal(count_on(ALL, "\nFile|"), 1);
    assert_today("Schools without an adviser that have children with a social"
                 " worker: 1|The county|1|");
    assert_today("Looked after: 10 of 34 children of school age are on no"
                 " school's list|The county|10|");
    assert_today("Records contradict each other once|The county|1|");
    assert_today("Answers to a reason that no list has: 1 of 4|The county|1|");
    assert_today("Answers for a child whom no school and no social care record"
                 " has: 2 of 4|The county|2|");
    assert_today("A stay without a leaving date is not in the newest list|"
                 "Fir Academy|1|");
}

/* Of one kind four at most, so that one trouble does not hide the others. */
static void today_has_ten_lines_and_the_rest_is_counted(void **state)
{
    char *lines;
    char *rows;

    plant(*state, "update coverage_day set held = 0, is_marked = 0 where date"
                  " > '2026-01-30'");
    lines = lines_below(TODAY, "What to chase|School");
    assert_int_equal(xlsx_count(lines, "Marks stop on"), 4);
    assert_int_equal(xlsx_count(lines, "\n"), MOST);
    free(lines);
    lines = lines_below(ALL, "Kind|What to chase");
    assert_int_equal(xlsx_count(lines, "Marks stop on"), 8);
    free(lines);
    rows = xlsx_rows(BOOK, TODAY);
    assert_non_null(strstr(rows, "All are on the sheet All_to_chase."));
    free(rows);
}

int main(void)
{
#define PLANTED(test)                                                          \
    cmocka_unit_test_setup_teardown(test, open_world, close_world)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_nobody_ever_sent_is_the_last_line),
        cmocka_unit_test(one_mark_that_is_none_is_one_line),
        cmocka_unit_test(rows_left_out_are_of_all_their_files),
        cmocka_unit_test(a_clean_county_has_nothing_to_chase),
        PLANTED(marks_that_stopped_are_a_line),
        PLANTED(a_day_behind_is_up_to_five),
        PLANTED(three_days_without_marks_are_not_yet_left_out),
        PLANTED(two_days_without_marks_are_not_chased),
        PLANTED(a_roll_that_shrank_is_a_line),
        PLANTED(marks_that_shrank_are_a_line),
        PLANTED(marks_with_holes_are_a_line),
        PLANTED(a_list_that_is_old_is_a_line),
        PLANTED(a_list_is_not_called_so_twice),
        PLANTED(a_year_without_terms_is_a_line),
        PLANTED(a_mistyped_year_is_a_line),
        PLANTED(a_plan_that_is_to_begin_is_a_line),
        PLANTED(what_could_not_be_seen_is_not_called_clean),
        PLANTED(the_log_of_what_is_withheld_is_there_where_it_was_made),
        cmocka_unit_test(each_fault_of_a_file_is_a_line),
        PLANTED(today_has_ten_lines_and_the_rest_is_counted),
    };

    return cmocka_run_group_tests(tests, open_county, close_county);
}
