/* What becomes of the inbox, and what is said of its names. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/err.h"
#include "core/path.h"
#include "tests/program.h"
#include "tests/testing.h"
#include "tests/xlsx.h"

#define RUN "run --quiet --config c/county.ini --as-of 2025-12-01"
#define TOLD " --config c/county.ini --as-of 2025-12-01"
#define WITH_COUNTY(test) cmocka_unit_test_setup(test, program_county)
#define WITH_NIGHT(test) cmocka_unit_test_setup(test, program_night)

static void a_missing_inbox_leaves_all_as_it_was(void **state)
{
    struct err err = ERR_INIT;

    (void)state;
    assert_ok(folder_remove("c/inbox", &err), &err);
    assert_int_equal(vschool(RUN), 66);
    assert_says(errs, "there is no inbox");
    assert_int_equal(access("c/outbox/latest", F_OK), 0);
    free(out);
    out = program_text("c/w.db.log");
    assert_says(out, "run failed 66, as-of 2025-12-01, version 0.1.0: ingest:"
                     " there is no inbox");
}

/* after_load = archive: what counts leaves the inbox, what waits stays. */
static void what_was_taken_in_leaves_the_inbox(void **state)
{
    (void)state;
    testing_write("c/county.ini", SETTINGS "[paths]\nafter_load = archive\n");
    testing_write("c/inbox/advisers_20250902.csv",
                  "URN,Adviser,Email\n100001,A B,a.b@example.org\n");
    testing_write("c/inbox/typo_20250902.csv", "URN,UPN,Date,Sesion,Mark\n");
    assert_int_equal(vschool(RUN), 3);
    assert_false(testing_is_there("c/inbox/schools_20250901.csv"));
    assert_false(testing_is_there("c/inbox/pupils_20250902.csv"));
    assert_true(testing_is_there("c/inbox/typo_20250902.csv"));
    assert_int_equal(unlink("c/inbox/typo_20250902.csv"), 0);
    testing_write("c/inbox/advisers_20250903.csv", "URN,Adviser,Email\n");
    assert_int_equal(vschool(RUN), 3); /* too few rows: held */
    assert_true(testing_is_there("c/inbox/advisers_20250903.csv"));
    assert_int_equal(vschool("release --quiet --config c/county.ini --as-of"
                             " 2025-12-01 advisers_20250903.csv"),
                     0);
    assert_false(testing_is_there("c/inbox/advisers_20250903.csv"));
    assert_int_equal(vschool(RUN), 0);
    assert_int_equal(vschool("rebuild --quiet --config c/county.ini --as-of"
                             " 2025-12-01"),
                     0);
}

static const char with_quality[] =
    "[county]\nla_code = 919\nla_name = Northmere\nregion = R\n"
    "[paths]\ninbox = inbox\nwarehouse = w.db\n"
    "outbox = outbox\narchive = archive\n"
    "[rules]\nsettle_seconds = 0\n"
    "[packs]\nstrategic = never\nadvisers = never\n"
    "county = never\n";

static void assert_nowhere(const char *canary, const char *text)
{
    if (strstr(text, canary))
        fail_msg("'%s' is in: %s", canary, text);
}

/* Details 106: neither the pack nor the log repeats what a sender wrote. */
static void a_child_in_a_heading_or_a_name_is_not_repeated(void **state)
{
    static const char quality[] = "c/outbox/latest/quality/data-quality.xlsx";
    char *said, *text;

    (void)state;
    testing_write("c/county.ini", with_quality);
    testing_write("c/inbox/Zzcanary Jane/ZZCANARY_marks_20251120.csv",
                  "URN,UPN,Date,Session,Mark,"
                  "\"ZZCANARY, Jane C919200115091\"\n"
                  "100001,L919400024001,2025-11-03,AM,/,x\n"
                  "100001,L919400024001,2025-11-31,AM,/,x\n");
    testing_write("c/inbox/Zzcanary plan 20251120.csv", "Nothing,Known\n1,2\n");
    assert_int_equal(mkfifo("c/inbox/Zzcanary_marks.csv", 0600), 0);
    assert_int_equal(vschool("run" TOLD), 3);
    assert_nowhere("anary", errs);
    assert_nowhere("ANARY", errs);
    assert_says(errs, "\xE2\x80\xA6 20251120.csv ('vschool status' names it):"
                      " refused: ");
    text = xlsx_part(quality, "xl/sharedStrings.xml");
    assert_nowhere("anary", text);
    assert_nowhere("ANARY", text);
    assert_nowhere("C919200115091", text);
    assert_says(text, "\xE2\x80\xA6_marks_20251120.csv");
    assert_says(text, "columns not used");
    free(text);
    said = program_text("c/outbox/latest/manifest.json");
    assert_nowhere("anary", said);
    free(said);
    /* Who has to look for it is told. */
    assert_int_equal(vschool("status" TOLD), 0);
    assert_says(out, "Zzcanary plan 20251120.csv");
}

/* The run says that it ends with 3, and not the whole name; status has both. */
static void a_file_of_which_no_row_is_taken_in_is_named_by_status(void **state)
{
    static const char rejected[] = "URN,UPN,Date,Session,Mark\n"
                                   "100001,L919400024001,2025-11-31,AM,/\n"
                                   "100001,L919400024001,2025-11-31,PM,/\n";

    (void)state;
    assert_int_equal(vschool(RUN), 0);
    assert_int_equal(vschool("status" TOLD), 0);
    assert_nowhere("No row taken in", out);
    testing_write("c/inbox/Zzcanary marks 20251120.csv", rejected);
    assert_int_equal(vschool("run" TOLD), 3);
    assert_says(errs, "every row is rejected (2)");
    assert_nowhere("anary", errs);
    assert_int_equal(vschool("status" TOLD), 0);
    assert_says(out, "No row taken in\n"
                     "  Zzcanary marks 20251120.csv  every row was rejected"
                     " (2): 'vschool check' says why\n");
    assert_int_equal(vschool("status --json" TOLD), 0);
    assert_says(out, "\"all_rejected\":[{\"path\":\"Zzcanary marks"
                     " 20251120.csv\",\"rows_rejected\":2}]");
    testing_write("c/inbox/Zzcanary marks 20251120.csv",
                  "URN,UPN,Date,Session,Mark\n"
                  "100001,L919400024001,2025-11-28,AM,/\n");
    assert_int_equal(vschool(RUN), 0);
    assert_int_equal(vschool("status" TOLD), 0);
    assert_nowhere("No row taken in", out);
}

/* Who looks for why a figure lacks it finds it there, until it goes. */
static void one_that_was_withdrawn_is_named_while_it_lies_there(void **state)
{
    (void)state;
    testing_write("c/inbox/Zzcanary marks 20251120.csv",
                  "URN,UPN,Date,Session,Mark\n"
                  "100001,L919400024001,2025-11-20,AM,/\n");
    assert_int_equal(vschool(RUN), 0);
    assert_int_equal(vschool("status" TOLD), 0);
    assert_nowhere("Withdrawn", out);
    assert_int_equal(vschool("withdraw" TOLD " 'Zzcanary marks 20251120.csv'"),
                     0);
    assert_says(out, "withdrawn: Zzcanary marks 20251120.csv\n"
                     "Figures are without it now");
    assert_nowhere("anary", errs);
    assert_int_equal(vschool(RUN), 0);
    assert_int_equal(vschool("status" TOLD), 0);
    assert_says(out, "Withdrawn, and still in the inbox\n"
                     "  Zzcanary marks 20251120.csv  withdrawn; 'vschool"
                     " release' lets it in\n");
    assert_int_equal(vschool("status --json" TOLD), 0);
    assert_says(out, "\"withdrawn\":[\"Zzcanary marks 20251120.csv\"]");
    assert_int_equal(vschool("release" TOLD " 'Zzcanary marks 20251120.csv'"),
                     0);
    assert_says(out, "released: Zzcanary marks 20251120.csv\n"
                     "Figures are with it now");
    assert_int_equal(vschool("status" TOLD), 0);
    assert_nowhere("Withdrawn", out);
    assert_int_equal(vschool("withdraw" TOLD " 'Zzcanary marks 20251120.csv'"),
                     0);
    assert_int_equal(unlink("c/inbox/Zzcanary marks 20251120.csv"), 0);
    assert_int_equal(vschool("status --json" TOLD), 0);
    assert_says(out, "\"withdrawn\":[]");
}

/* Details 9: load_file keeps the counts of its run, load_reject what is now. */
static void rows_that_were_taken_in_later_are_not_left_out(void **state)
{
    static const char quality[] = "c/outbox/latest/quality/data-quality.xlsx";
    static const char pupils[] = "c/inbox/pupils_20250902.csv";
    char *text;

    (void)state;
    testing_write("c/county.ini", with_quality);
    assert_int_equal(unlink(pupils), 0);
    testing_write("c/inbox/marks_20251120.csv",
                  "URN,UPN,Date,Session,Mark\n"
                  "100001,L919400024001,2025-11-19,AM,/\n");
    assert_int_equal(vschool(RUN), 3);
    text = xlsx_part(quality, "xl/sharedStrings.xml");
    assert_says(text, "Some rows are left out: see Rejects");
    free(text);
    testing_write(pupils,
                  "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
                  "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,"
                  "FSMEver6\n"
                  "100001,L919400024001,Able,Anne,2011-01-01,F,WBRI,9,C,"
                  "2025-09-01,,N,N,N\n");
    assert_int_equal(vschool(RUN), 0);
    text = xlsx_part(quality, "xl/sharedStrings.xml");
    assert_null(strstr(text, "Some rows are left out: see Rejects"));
    assert_says(text, "Rows left out that night have been taken in since");
    free(text);
}

/* As when a run is killed between its commit and the clearing. */
static void what_an_earlier_run_took_in_leaves_the_inbox(void **state)
{
    (void)state;
    assert_int_equal(vschool(RUN), 0);
    assert_true(testing_is_there("c/inbox/pupils_20250902.csv"));
    testing_write("c/inbox/typo_20250902.csv", "URN,UPN,Date,Sesion,Mark\n");
    testing_write("c/county.ini", SETTINGS "[paths]\nafter_load = archive\n");
    assert_int_equal(vschool(RUN), 3);
    assert_false(testing_is_there("c/inbox/schools_20250901.csv"));
    assert_false(testing_is_there("c/inbox/pupils_20250902.csv"));
    assert_true(testing_is_there("c/inbox/typo_20250902.csv"));
}
int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_COUNTY(what_was_taken_in_leaves_the_inbox),
        WITH_COUNTY(a_child_in_a_heading_or_a_name_is_not_repeated),
        WITH_COUNTY(a_file_of_which_no_row_is_taken_in_is_named_by_status),
        WITH_COUNTY(one_that_was_withdrawn_is_named_while_it_lies_there),
        WITH_COUNTY(rows_that_were_taken_in_later_are_not_left_out),
        WITH_COUNTY(what_an_earlier_run_took_in_leaves_the_inbox),
        WITH_NIGHT(a_missing_inbox_leaves_all_as_it_was),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    free(out);
    free(errs);
    return failed;
}
