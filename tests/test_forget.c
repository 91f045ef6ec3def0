/*
 * A child is forgotten (details 68): no byte of it is left in anything that the
 * program keeps or publishes, whatever type of extract it stood in, and nothing
 * brings it back.
 */
#define _GNU_SOURCE /* memmem */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/outfile.h"
#include "core/path.h"
#include "core/proc.h"
#include "core/str.h"
#include "tests/canary.h"
#include "tests/difference.h"
#include "tests/fault/trace.h"
#include "tests/program.h"

#define FORGET "forget --upn " CANARY FOR

static struct err err = ERR_INIT;

static void forget(void)
{
    if (vschool(FORGET) != 0)
        fail_msg("%s", errs);
}

/* --- tests ---------------------------------------------------------------- */

static void nothing_is_left_of_a_child(void **state)
{
    (void)state;
    canary_assert_rows(
        "select count(*) from load_match where id = '" CANARY_CARE "'", "1;");
    forget();
    assert_says(out, "attendance: ");
    assert_says(out, "that still lie in the inbox");
    canary_assert_never_sent();
}

static void it_stays_so(void **state)
{
    char *before;

    (void)state;
    forget();
    before = canary_public();
    for (int i = 0; i < 2; i++) {
        int status = vschool(RUN);
        char *now = canary_public();

        assert_true(status == 0 || status == 3);
        assert_true(difference_same(before, now));
        free(now);
    }
    free(before);
    canary_assert_never_sent();
    assert_int_equal(vschool(FORGET), 0);
    assert_says(out, "forgotten before");
    canary_assert_never_sent();
}

/* By a former number, or one that only a row of somebody's names. */
static void a_former_number_will_do(void **state)
{
    (void)state;
    assert_int_equal(vschool("forget --upn " CANARY_FORMERLY FOR), 0);
    canary_assert_never_sent();
}

/* The school's system has the child still. */
static void rows_that_come_later_are_rejected(void **state)
{
    (void)state;
    forget();
    testing_write("c/inbox/marks_20251120.csv",
                  "URN,UPN,Date,Session,Mark\n"
                  "100001,A919400024002,2025-11-20,AM,/\n"
                  "100001,L919400024001,2025-11-20,AM,/\n"
                  "100001,X,2025-11-20,AM,/\n"
                  "100001,l919400024001,2025-11-20,PM,/\n"
                  "100001,P919400024003,2025-11-20,PM,/\n");
    assert_true(vschool("check" FOR " c/inbox/marks_20251120.csv") >= 0);
    assert_says(out, "erased");
    canary_assert_nowhere();
    vschool(RUN);
    canary_assert_nowhere();
    canary_assert_rows(
        "select rows_read, rows_loaded, rows_rejected from load_file"
        " where path = 'marks_20251120.csv'",
        "5|1|4;");
    /* Lines are those of the sender's file. */
    canary_assert_rows(
        "select line, \"column\", rule, rows, effect, message"
        " from load_reject where sha256 = (select sha256 from load_file"
        " where path = 'marks_20251120.csv') order by line",
        "3|UPN|erased|3|row|rows that were erased: by request, or as too old;"
        "4|UPN|bad_upn|1|row|'X' is not a UPN, or its check "
        "letter is wrong;");
    assert_int_equal(file_remove("c/inbox/marks_20251120.csv", &err), 0);
    assert_true(vschool("rebuild" FOR) >= 0);
    canary_assert_rows(
        "select rule, sum(rows) from load_reject where sha256 = (select"
        " sha256 from load_file where path = 'marks_20251120.csv')"
        " group by rule",
        "bad_upn|1;erased|3;");
    assert_true(vschool("withdraw" FOR " marks_20251120.csv") >= 0);
    canary_assert_never_sent();
}

/* The very bytes that were taken in once, under other names and dates. */
static void old_bytes_that_come_again_are_what_is_left_of_them(void **state)
{
    (void)state;
    forget();
    testing_write("c/inbox/100001/again_20251002.csv", canary_roll);
    testing_write("c/inbox/again_20251105.csv", canary_marks);
    vschool(RUN);
    canary_assert_never_sent();
    canary_assert_rows("select distinct status from load_file where path glob"
                       " '*again*'",
                       "unchanged;");
}

static void a_county_made_again_has_not_the_child(void **state)
{
    (void)state;
    forget();
    assert_ok(file_remove("c/w.db", &err), &err);
    assert_true(vschool("rebuild" FOR) >= 0);
    canary_assert_never_sent();
    vschool(RUN);
    canary_assert_never_sent();
}

static void copy_file(const char *from, const char *to)
{
    char *text;
    size_t len;

    assert_ok(file_read(from, &text, &len, &err), &err);
    testing_write_bytes(to, text, len);
    free(text);
}

/* Without it nobody could tell who must not come back. */
static void a_key_that_is_lost_stops_all(void **state)
{
    static const char *const commands[] = {
        RUN,
        "ingest" FOR,
        "rebuild" FOR,
        "transform" FOR,
        FORGET,
        "withdraw" FOR " marks_20251105.csv",
        "check" FOR " c/inbox/marks_20251105.csv",
    };
    const size_t count = sizeof(commands) / sizeof(commands[0]);
    char *before;

    (void)state;
    forget();
    before = canary_public();
    assert_int_equal(rename("c/w.db.key", "c/lost.key"), 0);
    for (size_t i = 0; i < 2 * count; i++) {
        if (i == count)
            testing_write("c/w.db.key",
                          "00000000000000000000000000000000000000000000000000"
                          "00000000000000\n");
        if (vschool(commands[i % count]) != 66 || !strstr(errs, "w.db.key'"))
            fail_msg("%s: %s", commands[i % count], errs);
        assert_int_equal(vschool("verify" FOR), 65);
        assert_non_null(strstr(out, "FAULT    forgotten: "));
    }
    testing_write("c/w.db.key", "short\n");
    assert_int_equal(vschool(RUN), 66);
    assert_int_equal(rename("c/lost.key", "c/w.db.key"), 0);
    vschool(RUN);
    free(before);
    canary_assert_never_sent();
}

static void the_key_is_private_and_in_no_copy(void **state)
{
    struct stat st;
    char *key = NULL, *db = NULL;
    size_t len = 0, db_len = 0;

    (void)state;
    forget();
    assert_int_equal(stat("c/w.db.key", &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_ok(file_read("c/w.db.key", &key, &len, &err)
                  || file_read("c/w.db", &db, &db_len, &err),
              &err);
    assert_int_equal(len, 65);
    assert_true(db && !memmem(db, db_len, key, 64));
    free(key);
    free(db);
}

/* As of a run that was stopped after its commit, or of a copy. */
static void an_older_journal_brings_nobody_back(void **state)
{
    (void)state;
    copy_file("c/archive/contents.csv", "older.csv");
    forget();
    copy_file("older.csv", "c/archive/contents.csv");
    vschool(RUN);
    canary_assert_never_sent();
}

/* An older copy of the warehouse forgets what its archive says. */
static void an_older_warehouse_forgets_too(void **state)
{
    (void)state;
    copy_file("c/w.db", "older.db");
    forget();
    vschool(RUN);
    copy_file("older.db", "c/w.db");
    assert_true(vschool("rebuild" FOR) >= 0);
    vschool(RUN);
    canary_assert_never_sent();
}

static void what_is_no_number_of_anybody_is_said(void **state)
{
    (void)state;
    assert_int_equal(vschool("forget" FOR), 64);
    assert_int_equal(vschool("forget --upn L919400024009" FOR), 64);
    assert_says(errs, "that is no UPN");
    assert_null(strstr(errs, "L919400024009"));
    assert_int_equal(vschool("forget --upn G919400024006" FOR), 64);
    assert_says(errs, "nothing of anybody with that UPN");
    assert_null(strstr(errs, "G919400024006"));
    assert_int_equal(vschool(RUN), 0);
    canary_assert_rows("select count(*) from erased_id", "0;");
    forget();
}

/* So that it stands in no list of processes. */
static void a_number_may_come_by_the_input(void **state)
{
    int kept = dup(0), input;

    (void)state;
    testing_write("number", CANARY "\n");
    input = open("number", O_RDONLY);
    assert_true(kept >= 0 && input >= 0 && dup2(input, 0) == 0);
    assert_int_equal(vschool("forget --upn -" FOR), 0);
    canary_assert_never_sent();
    assert_int_equal(vschool("forget --upn -" FOR), 64); /* there is no more */
    assert_true(dup2(kept, 0) == 0);
    close(kept);
    close(input);
}

/* What files are called is kept too. */
static void files_called_after_a_child(void **state)
{
    (void)state;
    testing_write("c/inbox/100001/Quillfeather, Zebediah_20251121.csv",
                  "URN,UPN,Date,Session,Mark\n"
                  "100001,A919400024002,2025-11-21,AM,/\n");
    vschool(RUN);
    assert_int_equal(vschool(FORGET), 65);
    assert_says(errs, "in the inbox is called after them");
    assert_null(strstr(errs, "Quill"));
    assert_ok(
        file_remove("c/inbox/100001/Quillfeather, Zebediah_20251121.csv", &err),
        &err);
    forget();
    canary_assert_nowhere();
    canary_assert_rows("select path from load_file where path glob '*erased*'",
                       "100001/erased1, erased1_20251121.csv;");
    canary_assert_rows("select count(*) from attendance_mark where date ="
                       " '2025-11-21'",
                       "1;");
}

/* Other days' packs and those that are not due have the child as well. */
static void what_was_published_before_goes(void **state)
{
    (void)state;
    vschool("run --quiet --config c/county.ini --as-of 2025-12-02");
    assert_true(testing_is_there("c/outbox/2025-12-01"));
    assert_int_equal(vschool("forget --upn " CANARY " --quiet --config"
                             " c/county.ini --as-of 2025-12-02"),
                     0);
    assert_false(testing_is_there("c/outbox/2025-12-01"));
    assert_true(testing_is_there("c/outbox/2025-12-02/restricted"));
    canary_assert_nowhere();
}

/* What was withdrawn is in the archive as well, and may be let in again. */
static void what_was_withdrawn_is_rewritten_too(void **state)
{
    (void)state;
    vschool("withdraw" FOR " marks_20251106.csv");
    forget();
    canary_assert_nowhere();
    assert_int_equal(vschool("release" FOR " marks_20251106.csv"), 0);
    canary_assert_never_sent();
}

/* No file has its bytes any more, so that it comes in as a new one does. */
static void what_is_left_can_be_damaged(void **state)
{
    char *sha256, path[160], words[256];

    (void)state;
    forget();
    sha256 = canary_rows("select sha256 from load_file where run_id = 1"
                         " and path = 'marks_20251105.csv'");
    sha256[64] = '\0';
    snprintf(path, sizeof(path), "c/archive/%.2s/%s.zst", sha256, sha256);
    testing_write(path, "damaged");
    assert_int_equal(vschool("rebuild" FOR), 65);
    assert_says(errs, "some of it was erased: 'vschool withdraw");
    assert_says(errs, "put 'marks_20251105.csv' into the inbox anew");
    snprintf(words, sizeof(words), "withdraw" FOR " %s", sha256);
    assert_int_equal(vschool(words), 0);
    assert_ok(file_remove("c/inbox/marks_20251105.csv", &err), &err);
    testing_write("c/inbox/marks_20251105.csv", canary_marks);
    vschool(RUN);
    snprintf(words, sizeof(words), "release" FOR " %s", sha256);
    assert_int_equal(vschool(words), 0);
    canary_assert_never_sent();
    vschool("rebuild" FOR);
    canary_assert_never_sent();
    free(sha256);
}

/* Whose record before an adoption is forgotten is not who came out of it. */
static void somebody_else_s_row_only_loses_the_number(void **state)
{
    static const char roll[] =
        "URN,UPN,FormerUPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
        "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6\n"
        "100001,D919400024004,L919400024001,New,Nora,2011-01-31,F,WBRI,9,C,"
        "2025-09-01,,N,N,N\n";
    static const char said[] = "select upn, surname from dim_pupil";

    (void)state;
    assert_int_equal(program_county(NULL), 0);
    assert_ok(file_remove("c/inbox/pupils_20250902.csv", &err), &err);
    testing_write("c/inbox/roll_20250902.csv", roll);
    testing_write("c/inbox/care_20251001.csv",
                  "ChildID,UPN,Surname,Forename,DateOfBirth,Plan,StartDate,"
                  "EndDate,EndReason\n"
                  "KANARY77,L919400024001,Quillfeather,Zebediah,2011-01-31,CLA,"
                  "2015-01-01,2016-01-01,E11\n");
    assert_int_equal(vschool(RUN), 0);
    forget();
    canary_assert_nowhere();
    canary_assert_rows(said, "D919400024004|New;");
    /* And so it stays when the list comes again. */
    testing_write("c/inbox/roll_20251101.csv", roll);
    assert_int_equal(vschool(RUN), 0);
    canary_assert_nowhere();
    canary_assert_rows(said, "D919400024004|New;");
    canary_assert_rows("select count(*) from load_reject", "0;");
}

#define DIGEST                                                                 \
    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define HEAD                                                                   \
    "# forgotten in run 9 at 2026-01-01T00:00:00Z\nwhat,id,to,type,rows\n"

/* What comes from elsewhere becomes rows, and is looked at before. */
static void a_receipt_is_looked_at(void **state)
{
    static const char *const wrong[][2] = {
        { "junk\n", "x.csv:1: not '# forgotten in run NUMBER'" },
        { "# forgotten in run 9 at x\nwhat,id\n", "x.csv:2: column 3 is not" },
        { HEAD "else," DIGEST ",,,\n", "x.csv:3: column 'what'" },
        { HEAD "gone,short,,,\n", "x.csv:3: column 'id'" },
        { HEAD "other," DIGEST ",,,\ngone," DIGEST "," DIGEST ",,\n",
          "x.csv:4: column 'to'" },
        { HEAD "content," DIGEST ",,a;b,1\n", "x.csv:3: column 'type'" },
        { HEAD "content," DIGEST ",,pupils,-1\n", "x.csv:3: column 'rows'" },
        { HEAD "before,2025-02-30,,,\n", "x.csv:3: column 'id'" },
    };

    (void)state;
    assert_int_equal(program_county(NULL), 0);
    assert_int_equal(vschool(RUN), 0);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        testing_write("c/archive/erased/x.csv", wrong[i][0]);
        assert_int_equal(vschool(RUN), 65);
        assert_says(errs, wrong[i][1]);
    }
    /* What a writer that was stopped left is none. */
    assert_int_equal(
        rename("c/archive/erased/x.csv", "c/archive/erased/x.csv.tmp"), 0);
    assert_int_equal(vschool(RUN), 0);
    /* A good one that nobody has the key to. */
    testing_write("c/archive/erased/x.csv", HEAD "gone," DIGEST ",,,\n");
    assert_int_equal(vschool(RUN), 66);
    assert_says(errs, "w.db.key");
    canary_assert_rows("select count(*) from erased_id", "0;");
}

/* --- by age --------------------------------------------------------------- */

#define OLDER "forget --older-than 3" FOR /* before 2022-08-01 */
#define ROLL                                                                   \
    "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"               \
    "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6\n"
#define MARKS "URN,UPN,Date,Session,Mark\n"

/* The canary left in 2021, by the newer of two lists; another child did not. */
static const char *const older_files[][2] = {
    { "c/inbox/roll_20210101.csv",
      ROLL "100001,L919400024001,Quillfeather,Zebediah,2006-01-31,M,WBRI,9,C,"
           "2018-09-01,,N,N,N\n"
           "100001,A919400024002,Other,Olive,2011-02-01,F,WBRI,4,C,2018-09-01,,"
           "N,N,N\n" },
    { "c/inbox/roll_20220901.csv",
      ROLL "100001,L919400024001,Quillfeather,Zebediah,2006-01-31,M,WBRI,9,C,"
           "2018-09-01,,N,N,N\n" },
    { "c/inbox/roll_20251101.csv",
      ROLL "100001,L919400024001,Quillfeather,Zebediah,2006-01-31,M,WBRI,9,C,"
           "2018-09-01,2021-07-20,N,N,N\n"
           "100001,A919400024002,Other,Olive,2011-02-01,F,WBRI,9,C,2018-09-01,,"
           "N,N,N\n" },
    { "c/inbox/marks_20210701.csv",
      MARKS "100001,L919400024001,2021-06-30,AM,/\n"
            "100001,A919400024002,2021-06-30,AM,/\n" },
    { "c/inbox/marks_20251102.csv",
      MARKS "100001,A919400024002,2021-07-01,AM,/\n"
            "100001,A919400024002,2025-11-03,AM,/\n" },
    { "c/inbox/care_20251101.csv",
      "ChildID,UPN,Surname,Forename,DateOfBirth,Plan,StartDate,EndDate,"
      "EndReason\n"
      "KANARY77,L919400024001,Quillfeather,Zebediah,2006-01-31,CLA,2019-01-01,"
      "2020-01-01,E4A\n"
      "OTHER88,A919400024002,Other,Olive,2011-02-01,CIN,2021-01-01,,\n" },
    { "c/inbox/identity_20210101.csv",
      "ChildID,UPN\nKANARY77,L919400024001\n" },
};
#define OLDER_COUNT (sizeof(older_files) / sizeof(older_files[0]))

static int with_old_years(void **state)
{
    static bool is_kept;

    (void)state;
    if (is_kept) {
        program_restore("old-years");
        return 0;
    }
    assert_int_equal(program_county(NULL), 0);
    assert_ok(file_remove("c/inbox/pupils_20250902.csv", &err), &err);
    for (size_t i = 0; i < OLDER_COUNT; i++)
        testing_write(older_files[i][0], older_files[i][1]);
    assert_int_equal(vschool(RUN), 3); /* there are no terms for old years */
    program_keep("old-years");
    is_kept = true;
    return 0;
}

static void assert_old_years_are_gone(void)
{
    canary_assert_nowhere();
    canary_assert_rows("select date from attendance_mark", "2025-11-03;");
    canary_assert_rows("select plan, start_date from fct_social_care",
                       "CIN|2021-01-01;");
    canary_assert_rows("select entry_date from fct_enrolment", "2018-09-01;");
    canary_assert_rows("select id from ident order by id",
                       "A919400024002;OTHER88;");
    canary_assert_rows("pragma integrity_check", "ok;");
    canary_assert_rows("pragma foreign_key_check", "");
}

static void years_that_are_over_go(void **state)
{
    (void)state;
    if (vschool(OLDER) != 0)
        fail_msg("%s", errs);
    assert_says(out, "Nothing from before 2022-08-01 is kept.\n");
    assert_says(out, "attendance: 3 rows of 2 contents\n");
    assert_old_years_are_gone();
    /* What has no row left is gone, and so are its bytes. */
    canary_assert_rows("select count(*) from content where type = 'attendance'",
                       "1;");
    /* Again there is nothing to do, and a longer time takes nothing back. */
    assert_int_equal(vschool(OLDER), 0);
    assert_int_equal(vschool("forget --older-than 9" FOR), 0);
    assert_says(out, "before 2022-08-01");
    assert_int_equal(vschool(RUN), 0);
    assert_old_years_are_gone();
}

static void years_that_are_over_do_not_come_back(void **state)
{
    (void)state;
    assert_int_equal(vschool(OLDER), 0);
    for (size_t i = 0; i < OLDER_COUNT; i++) {
        assert_ok(file_remove(older_files[i][0], &err), &err);
        testing_write(older_files[i][0], older_files[i][1]);
    }
    testing_write("c/inbox/more_20251103.csv",
                  MARKS "100001,A919400024002,2022-07-01,AM,/\n");
    if (vschool(RUN) != 0)
        fail_msg("%s", errs);
    assert_old_years_are_gone();
    canary_assert_rows("select rule, sum(rows) from load_reject where sha256 ="
                       " (select sha256 from load_file where path ="
                       " 'more_20251103.csv') group by 1",
                       "erased|1;");
    assert_ok(file_remove("c/w.db", &err), &err);
    assert_int_equal(vschool("rebuild" FOR), 0);
    assert_old_years_are_gone();
}

/* What is there is left as it is. */
static void copy_to(const char *from, const char *to)
{
    const char *const copy[] = { "cp", "-an", from, to, NULL };
    struct str notes = STR_INIT;

    assert_ok(proc_run(copy, NULL, NULL, 60, &notes, &err), &err);
    str_release(&notes);
}

static void copy_county(const char *from, const char *to)
{
    assert_ok(folder_remove(to, &err), &err);
    copy_to(from, to);
}

/* The one receipt that there is; freed by the caller. */
static char *only_receipt(void)
{
    struct path_names names;
    char *path, *text;

    assert_ok(path_list("c/archive/erased", &names, &err), &err);
    assert_int_equal(names.count, 1);
    path = path_join("c/archive/erased", names.names[0]);
    text = program_text(path);
    path_names_release(&names);
    free(path);
    return text;
}

/* Stopped when the receipt was written: the next one has the same number. */
static void a_receipt_that_is_taken_over_is_written_once(void **state)
{
    char *before, *after;

    (void)state;
    copy_county("c", "kept");
    assert_int_equal(vschool(OLDER), 0);
    before = only_receipt();
    copy_to("c/archive/.", "kept/archive");
    copy_county("kept", "c");
    assert_int_equal(vschool(OLDER), 0);
    assert_null(strstr(out, "rows of"));
    after = only_receipt();
    assert_string_equal(before, after);
    free(before);
    free(after);
    assert_old_years_are_gone();
    assert_int_equal(vschool("verify" FOR), 0);
}

/*
 * The forgetting of old years, followed; it ends by itself or is killed. Where
 * it is a process of its own making that is, it says so.
 */
static void follow(const struct trace_fault *fault, struct trace_result *result)
{
    struct program_line line;
    bool is_as_meant;

    program_say(&line, OLDER);
    trace_run(line.argv, fault, !fault, 60, NULL, result);
    if (fault)
        is_as_meant =
            result->is_killed || (result->fired && result->status == 71);
    else
        is_as_meant = result->status == 0;
    if (!is_as_meant)
        fail_msg("status %d", result->status);
}

static void assert_a_copy_forgets_too(const struct trace_fault *fault)
{
    struct trace_result result;
    bool is_done;

    copy_county("kept", "c");
    follow(fault, &result);
    is_done = testing_is_there("c/archive/erased/000002-2022-08-01.csv");
    assert_int_equal(vschool("restore b.db" FOR), 0);
    /* Keys of ids that nobody has any more go with the run. */
    canary_assert_rows("select count(*) from dim_pupil", is_done ? "0;" : "2;");
    canary_assert_rows("select count(*) from attendance_mark",
                       is_done ? "0;" : "4;");
    assert_true(vschool(RUN) >= 0);
    if (is_done)
        assert_old_years_are_gone();
    else
        canary_assert_rows("select count(*) from attendance_mark", "4;");
    assert_int_equal(vschool(OLDER), 0);
    assert_old_years_are_gone();
    assert_int_equal(vschool("verify" FOR), 0);
}

/* Killed anywhere, and then a copy from before it is put back. */
static void an_older_copy_brings_no_old_years_back(void **state)
{
    static const struct trace_harm killed = { "KILL", 0, TRACE_BEFORE };
    static const char *const kinds[] = { "rename", "unlink", "sync", "pwrite" };
    const char *memory = testing_environment("VSCHOOL_FAULT_MEMORY");
    struct trace_result whole;

    (void)state;
    if (!trace_is_possible() || !memory || !*memory)
        skip();
    assert_int_equal(vschool("backup b.db" FOR), 0);
    copy_county("c", "kept");
    follow(NULL, &whole);
    for (struct prop p = prop_begin(1); prop_next(&p);) {
        struct trace_fault fault = { trace_kind(kinds[prop_below(&p, 4)]),
                                     &killed, 0 };
        const int64_t calls = whole.calls[fault.kind];

        fault.n = 1 + (int64_t)prop_below(&p, (size_t)calls);
        print_message("killed at %s %lld of %lld\n",
                      trace_kinds[fault.kind].name, (long long)fault.n,
                      (long long)calls);
        assert_a_copy_forgets_too(&fault);
    }
}

static void years_are_whole_numbers(void **state)
{
    static const char *const wrong[] = { "0", "-1", "x", "1x", "100" };
    char words[128];

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        snprintf(words, sizeof(words), "forget --older-than %s" FOR, wrong[i]);
        assert_int_equal(vschool(words), 64);
        assert_says(errs, "needs a number of years");
    }
    assert_int_equal(vschool("forget --older-than 3 --upn " CANARY FOR), 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(nothing_is_left_of_a_child, canary_sent),
        cmocka_unit_test_setup(it_stays_so, canary_sent),
        cmocka_unit_test_setup(a_former_number_will_do, canary_sent),
        cmocka_unit_test_setup(rows_that_come_later_are_rejected, canary_sent),
        cmocka_unit_test_setup(
            old_bytes_that_come_again_are_what_is_left_of_them, canary_sent),
        cmocka_unit_test_setup(a_county_made_again_has_not_the_child,
                               canary_sent),
        cmocka_unit_test_setup(a_key_that_is_lost_stops_all, canary_sent),
        cmocka_unit_test_setup(the_key_is_private_and_in_no_copy, canary_sent),
        cmocka_unit_test_setup(an_older_journal_brings_nobody_back,
                               canary_sent),
        cmocka_unit_test_setup(an_older_warehouse_forgets_too, canary_sent),
        cmocka_unit_test_setup(what_is_no_number_of_anybody_is_said,
                               canary_sent),
        cmocka_unit_test_setup(a_number_may_come_by_the_input, canary_sent),
        cmocka_unit_test_setup(files_called_after_a_child, canary_sent),
        cmocka_unit_test_setup(what_was_published_before_goes, canary_sent),
        cmocka_unit_test_setup(what_was_withdrawn_is_rewritten_too,
                               canary_sent),
        cmocka_unit_test_setup(what_is_left_can_be_damaged, canary_sent),
        cmocka_unit_test(a_receipt_is_looked_at),
        cmocka_unit_test(somebody_else_s_row_only_loses_the_number),
        cmocka_unit_test_setup(years_that_are_over_go, with_old_years),
        cmocka_unit_test_setup(years_that_are_over_do_not_come_back,
                               with_old_years),
        cmocka_unit_test_setup(a_receipt_that_is_taken_over_is_written_once,
                               with_old_years),
        cmocka_unit_test_setup(an_older_copy_brings_no_old_years_back,
                               with_old_years),
        cmocka_unit_test_setup(years_are_whole_numbers, with_old_years),
    };

    return cmocka_run_group_tests(tests, canary_never_sent, NULL);
}
