/* What becomes of files and rows: the accounting, night by night. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "tests/testing.h"
#include "tests/world.h"

#define SCHOOLS                                                                \
    "URN,LA (code),EstablishmentNumber,EstablishmentName,"                     \
    "PhaseOfEducation (name),TypeOfEstablishment (name),"                      \
    "EstablishmentStatus (name)\n"                                             \
    "100001,919,4001,North School,Secondary,Academy,Open\n"
#define ROLL                                                                   \
    "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"               \
    "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6\n"
#define MARKS "URN,UPN,Date,Session,Mark\n"
/* UPNs of world_upn(1) and (2); the check letters are tested elsewhere. */
#define ONE "L919400024001"
#define TWO "A919400024002"
#define PUPIL(upn, leaving)                                                    \
    "100001," upn ",A,B,2011-01-01,F,WBRI,9,C,2025-09-01," leaving ",N,N,N\n"

static void assert_rows(struct world *w, const char *sql, const char *expected)
{
    char *rows = world_rows(w, sql);

    assert_string_equal(rows, expected);
    free(rows);
}

static const char counts[] =
    "select f.path, f.status, rows_read, rows_loaded, rows_duplicate,"
    " rows_superseded, rows_rejected, lines_skipped from load_file as f"
    " where run_id = (select max(run_id) from load_run) order by f.path";

static void open_school(struct world *w, const char *name)
{
    char upn[14];

    world_upn(1, upn);
    assert_string_equal(upn, ONE);
    world_upn(2, upn);
    assert_string_equal(upn, TWO);
    world_open(w, name);
    world_put(w, "schools_20250901.csv", SCHOOLS);
    world_put(w, "pupils_20250901.csv", ROLL PUPIL(ONE, "") PUPIL(TWO, ""));
    world_night(w);
}

static void one_key_twice_in_a_file_the_last_line_counts(void **state)
{
    struct world w;

    (void)state;
    open_school(&w, "twice");
    world_put(&w, "marks_20250910.csv",
              MARKS "100001," ONE ",2025-09-02,AM,I\n"
                    "100001," ONE ",2025-09-02,AM,/\n"
                    "100001," ONE ",2025-09-02,AM,I\n"
                    "100001," ONE ",2025-09-02,PM,/\n"
                    "100001," ONE ",2025-09-02,PM,\\\n");
    world_night(&w);
    assert_rows(&w, counts, "marks_20250910.csv|loaded|5|2|2|1|0|0;");
    world_put(&w, "roll_20250911.csv",
              ROLL PUPIL(ONE, "") PUPIL(ONE, "2025-12-19") PUPIL(ONE, ""));
    world_night(&w);
    assert_rows(&w, counts, "roll_20250911.csv|loaded|3|0|2|1|0|0;");
    world_close(&w);
}

static void newer_wins_whatever_the_order(void **state)
{
    struct world w;

    (void)state;
    open_school(&w, "newer");
    world_put(&w, "b_20250912.csv", MARKS "100001," ONE ",2025-09-02,AM,M\n");
    world_night(&w);
    world_put(&w, "a_20250910.csv",
              MARKS "100001," ONE ",2025-09-02,AM,I\n"
                    "100001," ONE ",2025-09-03,AM,I\n");
    world_night(&w);
    assert_rows(&w, counts, "a_20250910.csv|loaded|2|1|0|1|0|0;");
    assert_rows(&w, "select date, mark from attendance_mark order by 1",
                "2025-09-02|M;2025-09-03|I;");
    world_close(&w);
}

static void known_bytes_at_a_later_time_take_effect_again(void **state)
{
    struct world w;

    (void)state;
    open_school(&w, "again");
    world_put(&w, "a_20250910.csv", MARKS "100001," ONE ",2025-09-02,AM,I\n");
    world_put(&w, "b_20250911.csv", MARKS "100001," ONE ",2025-09-02,AM,M\n");
    world_night(&w);
    assert_rows(&w, "select mark from attendance_mark", "M;");
    world_put(&w, "c_20250912.csv", MARKS "100001," ONE ",2025-09-02,AM,I\n");
    world_night(&w);
    assert_rows(&w, counts, "c_20250912.csv|unchanged|0|0|0|0|0|0;");
    assert_rows(&w, "select mark from attendance_mark", "I;");
    world_night(&w);
    assert_rows(&w, counts, ""); /* nothing changed: no rows at all */
    world_close(&w);
}

static void marks_wait_for_their_school_and_their_roll(void **state)
{
    static const char rejects[] =
        "select line, \"column\", rule, rows from load_reject order by 1";
    struct world w;

    (void)state;
    world_open(&w, "wait");
    world_put(&w, "marks_20250910.csv",
              MARKS "100001," ONE ",2025-09-02,AM,I\n"
                    "100001," TWO ",2025-09-02,AM,/\n");
    world_night(&w);
    assert_rows(&w, counts, "marks_20250910.csv|loaded|2|0|0|0|2|0;");
    assert_rows(&w, rejects, "2|URN|unknown_school|1;3|URN|unknown_school|1;");
    world_put(&w, "schools_20250911.csv", SCHOOLS);
    world_night(&w);
    assert_rows(&w, rejects, "2|Date|not_on_roll|1;3|Date|not_on_roll|1;");
    world_put(&w, "pupils_20250912.csv", ROLL PUPIL(ONE, ""));
    world_night(&w);
    assert_rows(&w, rejects, "3|Date|not_on_roll|1;");
    assert_rows(&w, "select mark from attendance_mark", "I;");
    /* Counts stay those of the run that read the file. */
    assert_int_equal(world_int(&w, "select rows_rejected from load_file"
                                   " where path = 'marks_20250910.csv'"),
                     2);
    /* A roll that shrinks takes its marks with it. */
    world_put(&w, "pupils_20250913.csv", ROLL PUPIL(ONE, "2025-09-01"));
    world_night(&w);
    assert_rows(&w, rejects, "2|Date|not_on_roll|1;3|Date|not_on_roll|1;");
    assert_rows(&w, "select mark from attendance_mark", "");
    world_close(&w);
}

static void mark_strings_count_marks(void **state)
{
    struct world w;

    (void)state;
    open_school(&w, "strings");
    world_put(&w, "s_20250910.csv",
              "URN,UPN,StartDate,Marks\n"
              "100001," ONE ",2025-08-31,\"  //I  /?\"\n"
              "100001," TWO ",2025-08-29,\"/   \"\n"
              "100001," TWO ",2025-09-31,\"//\"\n"
              "100001," TWO ",2025-09-01,\"  \"\n"
              "BAD," TWO ",2025-09-01,\"////\"\n"
              "100009," TWO ",2025-09-01,\"////\"\n"
              "100009,nobody,2025-09-01,\"////\"\n");
    world_night(&w);
    assert_rows(&w, counts, "s_20250910.csv|loaded|14|4|0|0|10|0;");
    assert_rows(&w,
                "select line, \"column\", rule, rows from load_reject"
                " order by line",
                "2|Marks|unknown_mark|1;3|Marks|not_on_roll|1;"
                "4|StartDate|bad_date|1;5|Marks|blank_required|1;"
                "6|URN|bad_urn|1;7|URN|unknown_school|4;"
                "8|URN|unknown_school|1;");
    assert_rows(&w,
                "select date, session, mark from attendance_mark"
                " order by 1, 2",
                "2025-09-01|AM|/;2025-09-01|PM|/;2025-09-02|AM|I;"
                "2025-09-03|PM|/;");
    world_close(&w);
}

#define CARE "ChildID,UPN,DateOfBirth,Plan,StartDate,EndDate,EndReason\n"
#define CARE_ROW(child) child ",,2011-01-01,CIN,2025-01-01,,\n"

static void a_snapshot_that_shrinks_is_held_until_released(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, "held");
    w.config.hold_below_percent = 50;
    world_put(&w, "c_20250910.csv",
              CARE CARE_ROW("A") CARE_ROW("B") CARE_ROW("C"));
    world_night(&w);
    world_put(&w, "c_20250911.csv", CARE CARE_ROW("A"));
    world_night(&w);
    assert_rows(&w, counts, "c_20250911.csv|held|0|0|0|0|0|0;");
    assert_int_equal(w.result.troubled, 1);
    assert_int_equal(world_int(&w, "select count(*) from fct_social_care"
                                   " where end_date is null"),
                     3);
    world_release(&w, "c_20250911.csv");
    assert_rows(&w, "select end_date, count(*) from fct_social_care group by 1",
                "|1;2025-09-11|2;");
    world_night(&w);
    assert_rows(&w, counts, "");
    world_close(&w);
}

static void what_was_withdrawn_stays_out_until_released(void **state)
{
    static const char marks[] = "select mark from attendance_mark";
    struct world w;

    (void)state;
    open_school(&w, "withdrawn");
    world_put(&w, "m_20250910.csv", MARKS "100001," ONE ",2025-09-02,AM,I\n");
    world_night(&w);
    world_withdraw(&w, "m_20250910.csv");
    assert_rows(&w, marks, "");
    world_lose_and_rebuild(&w);
    world_night(&w); /* it lies in the inbox still */
    assert_rows(&w, marks, "");
    world_release(&w, "m_20250910.csv");
    assert_rows(&w, marks, "I;");
    world_withdraw(&w, "withdrawn/inbox/m_20250910.csv");
    world_put(&w, "m_20250911.csv", MARKS "100001," ONE ",2025-09-02,AM,I\n");
    world_night(&w); /* sent anew, at another time */
    assert_rows(&w, marks, "I;");
    world_close(&w);
}

static void a_year_without_terms_is_one_with_rows_taken_in(void **state)
{
    static const char years[] = "select * from year_without_terms";
    struct world w;

    (void)state;
    open_school(&w, "years");
    world_put(&w, "m_20250910.csv", MARKS "100001," ONE ",2019-01-07,AM,/\n");
    world_night(&w);
    assert_rows(&w, years, "");
    world_put(&w, "roll_20250911.csv",
              ROLL "100001," ONE ",A,B,2011-01-01,F,WBRI,9,C,2018-09-01,,N,N,"
                   "N\n");
    world_night(&w);
    assert_rows(&w, years, "2018/19;");
    world_close(&w);
}

static void half_a_file_is_left_in_the_inbox(void **state)
{
    struct world w;

    (void)state;
    open_school(&w, "half");
    world_put(&w, "m_20250910.csv",
              MARKS "100001," ONE ",2025-09-02,AM,I\n"
                    "100001,\"" TWO ",2025-09-02,AM,I\n");
    world_night(&w);
    assert_rows(&w, counts, "m_20250910.csv|incomplete|0|0|0|0|0|0;");
    assert_rows(&w, "select message from load_file where status = 'incomplete'",
                "line 3: a quote is opened and not closed;");
    assert_rows(&w, "select * from attendance_mark", "");
    world_put(&w, "m_20250910.csv", MARKS "100001," ONE ",2025-09-02,AM,I\n");
    world_night(&w);
    assert_rows(&w, counts, "m_20250910.csv|loaded|1|1|0|0|0|0;");
    world_close(&w);
}

static void what_is_no_extract_is_refused(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, "refused");
    world_put(&w, "empty.csv", "");
    world_put(&w, "poem.txt", "Roses are red,\nviolets are blue\n");
    world_put(&w, "marks.csv", "URN,UPN,Date,Mark\n");
    world_put(&w, "titled_20250910.csv",
              "Report of marks\n\n" MARKS "\nTotal,,,,\n");
    world_night(&w);
    assert_rows(&w,
                "select path, status, message <> '' from load_file"
                " order by path",
                "empty.csv|refused|1;marks.csv|refused|1;poem.txt|refused|1;"
                "titled_20250910.csv|loaded|0;");
    assert_int_equal(world_int(&w, "select lines_skipped from load_file"
                                   " where path like 'titled%'"),
                     4);
    assert_int_equal(w.result.troubled, 3);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_key_twice_in_a_file_the_last_line_counts),
        cmocka_unit_test(newer_wins_whatever_the_order),
        cmocka_unit_test(known_bytes_at_a_later_time_take_effect_again),
        cmocka_unit_test(marks_wait_for_their_school_and_their_roll),
        cmocka_unit_test(mark_strings_count_marks),
        cmocka_unit_test(a_snapshot_that_shrinks_is_held_until_released),
        cmocka_unit_test(what_was_withdrawn_stays_out_until_released),
        cmocka_unit_test(a_year_without_terms_is_one_with_rows_taken_in),
        cmocka_unit_test(half_a_file_is_left_in_the_inbox),
        cmocka_unit_test(what_is_no_extract_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
