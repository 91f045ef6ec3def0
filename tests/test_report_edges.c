/*
 * What packs say on days at the edge of something: in August, of whose year no
 * term has begun; after the roll date, when children and schools are others.
 */
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/outfile.h"
#include "tests/report_fixture.h"
#include "tests/testing.h"
#include "tests/world.h"
#include "tests/xlsx.h"

#define LATEST "w/outbox/latest/"
#define INSPECTION LATEST "restricted/inspection.xlsx"
#define TEACHER LATEST "restricted/schools/100001/children.xlsx"
#define NUMBERS LATEST "restricted/numbers.xlsx"
#define VISIT LATEST "advisers/jo-doe/adviser.xlsx"
#define DASHBOARD LATEST "strategic/dashboard.xlsx"
#define PAGE LATEST "strategic/school/100009.html"
#define FIRST "L919400024001"
#define SECOND "A919400024002"
#define THIRD "P919400024003"
#define FOURTH "D919400024004"
#define LEFT ",One,Kit,2012-01-01,F,WBRI,8,C,2023-09-01,2026-01-20,N,N,N\n"
#define TAIL ",Kit,2012-01-01,F,WBRI,8,C,2023-09-01,,N,N,N\n"

/* Worksheets, in the order of their books. */
enum { TOTALS = 4, IN_CARE };
enum { PAPER = 1, TO_DO, SCHOOL_CARE };
enum { FRONT = 1, SCHOOLS, CHILDREN };
enum { DASHBOARD_SCHOOLS = 10 };
enum { HEADLINES = 4, SUSPENSIONS };

static void assert_sheet(const char *book, int sheet, const char *text,
                         bool is_expected)
{
    char *rows = xlsx_rows(book, sheet);

    if ((strstr(rows, text) != NULL) != is_expected)
        print_error("%s, sheet %d, '%s':\n%s", book, sheet, text, rows);
    assert_int_equal(strstr(rows, text) != NULL, is_expected);
    free(rows);
}

static void publish_on(struct world *w, const char *day)
{
    static const char *const packs[] = { "restricted", "advisers",
                                         "strategic" };
    static int64_t run_id;
    struct report_result result;
    struct err err = ERR_INIT;

    w->as_of = date_parse_iso(day);
    world_night(w);
    assert_ok(report_fixture_publish(w, packs, 3, ++run_id, &result, &err),
              &err);
}

/* Four children at North; the fourth came into care when the summer term was
   over, and the third was suspended over the holidays. North becomes an academy
   after the roll date. */
static void open_county(struct world *w)
{
    world_open(w, "w");
    world_configure(w, "county.ini", "[disclosure]\nsuppress_below = 1\n");
    world_put(w, "schools_20250701.csv",
              "URN,LA (code),EstablishmentNumber,EstablishmentName,"
              "PhaseOfEducation (name),TypeOfEstablishment (name),"
              "EstablishmentStatus (name),OpenDate,CloseDate\n"
              "100001,919,4001,North,Secondary,School,Open,,\n");
    world_put(w, "advisers_20250701.csv", "URN,Adviser\n100001,Jo Doe\n");
    world_put(w, "100001/pupils_20250701.csv",
              "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
              "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6\n"
              "100001," FIRST ",One" TAIL "100001," SECOND ",Two" TAIL
              "100001," THIRD ",Three" TAIL "100001," FOURTH ",Four" TAIL);
    world_put(w, "care_20250725.csv",
              "ChildID,UPN,DateOfBirth,Plan,StartDate,EndDate,EndReason\n"
              "1," FIRST ",2012-01-01,CLA,2024-01-01,,\n"
              "2," SECOND ",2012-01-01,CLA,2024-01-01,,\n"
              "3," THIRD ",2012-01-01,CLA,2024-01-01,,\n"
              "4," FOURTH ",2012-01-01,CLA,2025-07-25,,\n");
    world_put(w, "peps_20250718.csv",
              "UPN,AcademicYear,Term,DueDate,MeetingDate,Status,Quality\n"
              "" FIRST ",2024/25,Summer,2025-06-20,2025-06-10,COMPLETED,G\n"
              "" THIRD ",2024/25,Summer,,,NOT_REQUIRED,\n");
    world_put(w, "100001/suspensions_20250721.csv",
              "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n"
              "100001," THIRD ",SUSP,2025-07-21,2025-09-03,10,PP,\n");
}

/* The running term is the latest that has begun, as the watch list has it. */
static void in_august_the_plan_is_the_summers(void **state)
{
    struct world w;

    (void)state;
    open_county(&w);
    publish_on(&w, "2025-08-04");
    assert_sheet(INSPECTION, TOTALS,
                 "Personal education plan held this term, of those who are to "
                 "have one|1|3\n",
                 true);
    assert_sheet(INSPECTION, IN_CARE, "|Held 10 Jun 2025|", true);
    assert_sheet(TEACHER, TO_DO, "\nOne, Kit|", false);
    assert_sheet(TEACHER, TO_DO,
                 "\nTwo, Kit|" SECOND "|Past its day|No plan meeting of this "
                 "term on record|45860|",
                 true);
    publish_on(&w, "2025-09-01");
    assert_sheet(TEACHER, TO_DO,
                 "\nOne, Kit|" FIRST "|To come|No plan meeting of this term on "
                 "record|",
                 true);
    world_close(&w);
}

/* Nothing has come of the year: no 0 of 45 is told. */
static void days_that_nobody_told_are_not_none(void **state)
{
    struct world w;

    (void)state;
    open_county(&w);
    publish_on(&w, "2025-09-01");
    assert_sheet(TEACHER, SCHOOL_CARE,
                 "\nOne, Kit|8|" FIRST "|[z]|[z]|[z]|[x]|[x]|[x]|", true);
    world_put(&w, "100001/suspensions_20250901.csv",
              "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n"
              "100001," SECOND ",SUSP,2025-09-01,2025-09-01,2,PP,\n");
    publish_on(&w, "2025-09-02");
    assert_sheet(TEACHER, SCHOOL_CARE,
                 "\nOne, Kit|8|" FIRST "|[z]|[z]|[z]|None|0|0|", true);
    assert_sheet(TEACHER, SCHOOL_CARE,
                 "\nTwo, Kit|8|" SECOND "|[z]|[z]|[z]|1 September (1)|1|1|",
                 true);
    world_close(&w);
}

/* Of the year that it began in are its days, of the day who is suspended. */
static void who_is_suspended_over_the_summer_is_told(void **state)
{
    struct world w;

    (void)state;
    open_county(&w);
    publish_on(&w, "2025-09-02");
    assert_sheet(VISIT, FRONT, "Suspended 21 Jul 2025 to 3 Sep 2025, 5 days.",
                 true);
    world_put(&w, "100001/suspensions_20250915.csv",
              "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n"
              "100001," SECOND ",SUSP,2025-09-15,2025-09-15,2,PP,\n");
    publish_on(&w, "2025-09-15");
    assert_sheet(VISIT, CHILDREN,
                 "Suspended 21 Jul 2025, 5 days. No strengths and difficulties "
                 "questionnaire. No attendance of anyone has ever come from "
                 "the school.|None|0|0|",
                 true);
    assert_sheet(TEACHER, TO_DO,
                 "\nThree, Kit|" THIRD "|Past its day|Suspended to 3 Sep 2025: "
                 "no meeting on the return on record|45903|",
                 true);
    assert_sheet(TEACHER, SCHOOL_CARE,
                 "\nThree, Kit|8|" THIRD "|[z]|[z]|[z]|None|0|0|", true);
    world_close(&w);
}

/* What is under review stands nowhere as done. */
static void an_exclusion_under_review_says_so(void **state)
{
    struct world w;

    (void)state;
    open_county(&w);
    world_put(&w, "100001/suspensions_20250915.csv",
              "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n"
              "100001," FIRST ",PERM,2025-09-08,,,PP,GNO\n"
              "100001," SECOND ",PERM,2025-09-08,,,PP,UPHELD\n");
    publish_on(&w, "2025-09-15");
    assert_sheet(TEACHER, PAPER,
                 "|Permanently excluded, under review\nThree, Kit,", true);
    assert_sheet(TEACHER, PAPER, "|Permanently excluded\n", true);
    for (int sheet = HEADLINES; sheet <= SUSPENSIONS; sheet++)
        assert_sheet(NUMBERS, sheet,
                     "One permanent exclusion is under review and counts in no "
                     "figure yet, of a child with a social worker.",
                     true);
    world_close(&w);
}

/* R of the year is 22 July; the workbook speaks of the day. */
static void who_came_into_care_late_in_july_is_named(void **state)
{
    struct world w;

    (void)state;
    open_county(&w);
    world_put(&w, "care_20250730.csv",
              "ChildID,UPN,DateOfBirth,Plan,StartDate,EndDate,EndReason\n"
              "1," FIRST ",2012-01-01,CLA,2024-01-01,2025-07-24,E4A\n"
              "2," SECOND ",2012-01-01,CLA,2024-01-01,,\n"
              "3," THIRD ",2012-01-01,CLA,2024-01-01,,\n"
              "4," FOURTH ",2012-01-01,CLA,2025-07-25,,\n");
    publish_on(&w, "2025-07-31");
    assert_sheet(VISIT, FRONT, "|Kit Four|", true);
    assert_sheet(
        INSPECTION, TOTALS,
        "|In care, as in the county's figures (under 18)|3|[z]\n"
        "Who is listed|Of them under two years old: not listed|0|3\n"
        "Who is listed|Of them adopted before, by some record: named in "
        "no list|0|3\n"
        "Who is listed|Of them in care no more on the day: not listed|1|"
        "3\n"
        "Who is listed|Aged 18: listed here, and not in the county's "
        "figures|0|[z]\n"
        "Who is listed|In care since: listed here, and not in the "
        "county's figures|1|[z]\n"
        "Who is listed|Listed on the sheet Children_in_care|3|[z]\n",
        true);
    assert_sheet(VISIT, SCHOOLS, "\nNorth|3|", true);
    world_close(&w);
}

/* Nobody was on roll of the academy on the roll date: of whom suspensions are
   is another question than who is there. */
static void who_is_there_is_of_the_day(void **state)
{
    struct world w;
    char *page;
    size_t len;
    struct err err = ERR_INIT;

    (void)state;
    open_county(&w);
    world_put(&w, "schools_20260201.csv",
              "URN,LA (code),EstablishmentNumber,EstablishmentName,"
              "PhaseOfEducation (name),TypeOfEstablishment (name),"
              "EstablishmentStatus (name),OpenDate,CloseDate\n"
              "100001,919,4001,North,Secondary,School,Closed,,31/01/2026\n"
              "100009,919,4001,North Academy,Secondary,Academy,Open,"
              "01/02/2026,\n");
    world_put(&w, "advisers_20260201.csv", "URN,Adviser\n100009,Jo Doe\n");
    world_put(&w, "100009/pupils_20260201.csv",
              "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
              "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6\n"
              "100009," FIRST ",One,Kit,2012-01-01,F,WBRI,8,C,2026-02-01,,N,N,N"
              "\n100009," SECOND ",Two,Kit,2012-01-01,F,WBRI,8,C,2026-02-01,,N,"
              "N,N\n");
    world_put(&w, "100009/suspensions_20260203.csv",
              "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n"
              "100009," SECOND ",SUSP,2026-02-03,2026-02-03,2,PP,\n");
    world_put(&w, "100009/marks_20260204.csv",
              "URN,UPN,StartDate,Marks\n"
              "100009," FIRST ",2026-02-02,////\n"
              "100009," SECOND ",2026-02-02,////\n");
    publish_on(&w, "2026-02-04");
    assert_sheet(VISIT, FRONT, "No child with a social worker is at these",
                 false);
    assert_sheet(VISIT, FRONT, "\nNorth Academy|none on roll then|", true);
    assert_sheet(VISIT, SCHOOLS, "\nNorth Academy|2|", true);
    assert_sheet(DASHBOARD, DASHBOARD_SCHOOLS,
                 "\nNorth Academy|100009|[x]|Secondary|Not tested: 1 of "
                 "1 tests, marks late|2|",
                 true);
    assert_ok(file_read(PAGE, &page, &len, &err), &err);
    assert_non_null(strstr(page, "None of these children was on roll here on "
                                 "15 January 2026, by which suspensions are "
                                 "counted."));
    assert_null(strstr(page, "no record has come that would tell"));
    free(page);
    world_close(&w);
}

/* All who were on roll on the roll date have left. */
static void where_all_have_left_there_is_none(void **state)
{
    struct world w;

    (void)state;
    open_county(&w);
    world_put(&w, "100001/pupils_20260122.csv",
              "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
              "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6\n"
              "100001," FIRST LEFT "100001," SECOND LEFT "100001," THIRD LEFT
              "100001," FOURTH LEFT "100001,T919400024005,Five" TAIL);
    world_put(&w, "100001/suspensions_20260122.csv",
              "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n"
              "100001," SECOND ",SUSP,2026-01-12,2026-01-12,2,PP,\n");
    publish_on(&w, "2026-01-26");
    assert_sheet(DASHBOARD, xlsx_sheet(DASHBOARD, "Suspensions"),
                 "1 child with a social worker was suspended: 1 once", true);
    assert_sheet(DASHBOARD, DASHBOARD_SCHOOLS,
                 "\nNorth|100001|[x]|Secondary|None|0|", true);
    assert_sheet(VISIT, SCHOOLS, "\nNorth|0|", true);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_august_the_plan_is_the_summers),
        cmocka_unit_test(days_that_nobody_told_are_not_none),
        cmocka_unit_test(who_is_suspended_over_the_summer_is_told),
        cmocka_unit_test(an_exclusion_under_review_says_so),
        cmocka_unit_test(who_came_into_care_late_in_july_is_named),
        cmocka_unit_test(who_is_there_is_of_the_day),
        cmocka_unit_test(where_all_have_left_there_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
