#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/str.h"
#include "tests/report_fixture.h"
#include "tests/testing.h"
#include "tests/world.h"
#include "tests/xlsx.h"

#define BOOK "w/outbox/latest/restricted/unmatched.xlsx"
#define NUMBERS "w/outbox/latest/restricted/numbers.xlsx"
#define AS_OF "2026-02-13"
#define CARE                                                                   \
    "ChildID,UPN,Surname,Forename,DateOfBirth,Plan,StartDate,EndDate,"         \
    "EndReason,SocialWorker,Team\n"
#define ROLL                                                                   \
    "URN,UPN,FormerUPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"     \
    "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6,"            \
    "PostLookedAfter\n"
#define TAIL ",F,WBRI,9,C,2024-09-02,,N,N,N,"
#define FOURTH "D919400024004"
#define SIXTH "G919400024006"
#define SEVENTH "W919400024007"

/* Worksheets of the book, in its order. */
enum {
    COVER = 1,
    CONTENTS,
    NOTES,
    FINDINGS,
    IN_CARE,
    IN_NEED,
    AGAINST_CARE,
    AGAINST_NEED,
    AGAINST_NONE,
    PLAN_WITHOUT_CARE
};

static void put_extracts(struct world *w)
{
    world_put(w, "schools_20250901.csv",
              "URN,LA (code),EstablishmentNumber,EstablishmentName,"
              "PhaseOfEducation (name),TypeOfEstablishment (name),"
              "EstablishmentStatus (name)\n"
              "100001,919,4001,North School,Secondary,Academy,Open\n");
    world_put(
        w, "roll_20260105.csv",
        ROLL "100001,L919400024001,,Pupil R0001,Anna,2011-02-03" TAIL "\n"
             "100001,A919400024002,,Pupil R0002,Bea,2011-05-06" TAIL "\n"
             "100001,P919400024003,,Pupil R0003,Cara,2012-05-05" TAIL "A\n"
             "100001," FOURTH ",,Pupil R0004,Dora,2012-07-07" TAIL "\n"
             "100001,T919400024005," FOURTH ",Pupil R0005,Dora,2012-07-07" TAIL
             "\n"
             "100001," SIXTH "," SEVENTH ",Pupil R0006,Gia,2011-09-10" TAIL "\n"
             "100001," SIXTH "," SEVENTH ",Pupil R0006,Gia,2011-09-09" TAIL "\n"
             "100001," SEVENTH ",,Pupil R0006,Gia,2011-09-10,F,WBRI,8,C,"
             "2023-09-04,2024-07-22,N,N,N,\n");
    world_put(w, "care_20260201.csv",
              CARE
              "C1,,Pupul R0001,Anna,2011-02-03,CLA,2025-01-06,,,Worker One,"
              "Team North\n"
              "C2,,Pupil R0002,Bea,2011-06-05,CIN,2025-01-06,,,Worker Two,"
              "Team South\n"
              "C3,,Pupil C0003,Eva,2011-02-03,CIN,2024-01-06,2025-01-06,,"
              "Worker Three,\n"
              "C4,,Pupil C0004,Fay,2011-02-03,CLA,2024-01-06,2025-10-01,E2,,\n"
              "C4,,Pupil C0004,Fay,2011-02-03,CIN,2024-01-06,,,Worker Four,\n"
              "C5," FOURTH ",Pupil C0005,Dora,2012-07-07,CLA,2018-01-06,"
              "2019-01-06,E12,,\n"
              "C6,,Pupil C0006,Cara,2012-05-05,CPP,2025-01-06,,,Worker Six,"
              "Team South\n"
              "C7,,Pupil C0007,Dora,2012-07-07,CPP,2025-01-06,,,Worker Seven,"
              "Team South\n"
              "C8,L919400024001,Pupil R0002,Bea,2011-05-06,CLA,2025-01-06,,,"
              "Worker Eight,Team North\n"
              "C8,L919400024001,Pupil R0006,Gia,2011-09-09,CIN,2024-01-06,,,"
              "Worker Eight,Team North\n");
    world_put(w, "suspensions_20260213.csv",
              "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Reason2,"
              "Reason3,Outcome\n"
              "100001,L919400024001,SUSP,2025-11-03,2025-11-03,2,DB,,,\n"
              "100001,L919400024001,SUSP,2025-12-08,2025-12-08,2,DB,,,\n"
              "100001,A919400024002,SUSP,2025-11-03,2025-11-03,2,DB,,,\n");
    world_put(w, "peps_20260201.csv",
              "UPN,AcademicYear,Term,DueDate,MeetingDate,Status,Quality\n"
              "A919400024002,2025/26,Autumn,2025-12-01,2025-11-20,COMPLETED,"
              "G\n");
}

static int publish(struct world *w, struct err *err)
{
    static const char *const packs[] = { "restricted" };
    struct report_result result;

    return report_fixture_publish(w, packs, 1, 1, &result, err);
}

static int open_published(void **state)
{
    static struct world world;
    struct err err = ERR_INIT;

    world_open(&world, "w");
    world.as_of = date_parse_iso(AS_OF);
    put_extracts(&world);
    world_night(&world);
    assert_ok(publish(&world, &err), &err);
    *state = &world;
    return 0;
}

static int close_world(void **state)
{
    world_close(*state);
    return 0;
}

static bool is_in_book(const char *text)
{
    char *strings = xlsx_part(BOOK, "xl/sharedStrings.xml");
    bool is_there = strstr(strings, text) != NULL;

    free(strings);
    return is_there;
}

/* A worksheet's cells name shared strings by their number. */
static bool is_on_sheet(int sheet, const char *text)
{
    char part[64], cell[64];
    char *strings = xlsx_part(BOOK, "xl/sharedStrings.xml");
    char *at = strstr(strings, text);
    char *cells;
    bool is_there;

    assert_non_null(at);
    *at = '\0';
    snprintf(cell, sizeof(cell), "t=\"s\"><v>%zu</v>",
             xlsx_count(strings, "<si>") - 1);
    snprintf(part, sizeof(part), "xl/worksheets/sheet%d.xml", sheet);
    cells = xlsx_part(BOOK, part);
    is_there = strstr(cells, cell) != NULL;
    free(cells);
    free(strings);
    return is_there;
}

static void a_child_is_named_for_its_role_alone(void **state)
{
    (void)state;
    assert_true(is_on_sheet(IN_CARE, "Pupul R0001"));
    assert_true(is_on_sheet(IN_CARE, "Worker One"));
    assert_true(is_on_sheet(IN_CARE, "surname one letter off"));
    assert_false(is_on_sheet(IN_NEED, "Pupul R0001"));
    assert_true(is_on_sheet(IN_NEED, ">C2<"));
    assert_true(is_on_sheet(IN_NEED, "day and month of birth swapped"));
    assert_true(is_on_sheet(IN_NEED, "Team South"));
    assert_false(is_on_sheet(IN_CARE, ">C2<"));
}

/* Their plans are over, or they have died (details 59). */
static void who_has_no_plan_is_counted_and_not_named(void **state)
{
    (void)state;
    assert_false(is_in_book("Pupil C0003"));
    assert_false(is_in_book("Worker Three"));
    assert_false(is_in_book("Pupil C0004"));
    assert_false(is_in_book("Worker Four"));
    assert_true(is_on_sheet(FINDINGS, "On no list"));
}

/*
 * Details 13: C5 was adopted, and a school still gives T919400024005 the UPN of
 * before; C6 and C7 have the forename and birth of pupils who were adopted.
 */
static void nobody_is_led_from_one_identity_to_another(void **state)
{
    (void)state;
    assert_false(is_in_book("Pupil C0005"));
    assert_false(is_in_book(FOURTH));
    assert_false(is_in_book("T919400024005"));
    assert_true(is_on_sheet(IN_NEED, "Pupil C0006"));
    assert_true(is_on_sheet(IN_NEED, "Pupil C0007"));
    assert_false(is_in_book("Pupil R0003"));
    assert_false(is_in_book("Pupil R0004"));
    assert_true(is_in_book("North School, 100001")); /* where to look */
}

static void records_that_contradict_each_other_are_shown(void **state)
{
    (void)state;
    assert_true(is_on_sheet(AGAINST_CARE, ">C8<"));
    assert_true(is_on_sheet(AGAINST_CARE,
                            "The names and date of birth are those of Bea Pupil"
                            " R0002, A919400024002"));
    assert_true(is_on_sheet(PLAN_WITHOUT_CARE, ">A919400024002<"));
    assert_false(is_on_sheet(AGAINST_NEED, ">C8<"));
}

/* Rolls contradict each other and a former UPN; a child's rows name two. */
static void and_so_are_those_that_do_in_many_ways(void **state)
{
    (void)state;
    assert_true(is_on_sheet(AGAINST_NONE,
                            "2011-09-09 (North School); 2011-09-10 (line 7);"
                            " 2011-09-10 (formerly " SEVENTH ")"));
    assert_true(is_on_sheet(AGAINST_CARE,
                            "The names and date of birth are those of Gia Pupil"
                            " R0006, " SIXTH));
}

static void every_page_bears_marking_day_and_number(void **state)
{
    (void)state;
    for (int sheet = COVER; sheet <= PLAN_WITHOUT_CARE; sheet++) {
        char part[64];
        char *cells;

        snprintf(part, sizeof(part), "xl/worksheets/sheet%d.xml", sheet);
        cells = xlsx_part(BOOK, part);
        assert_non_null(strstr(cells, "OFFICIAL-SENSITIVE: names of children"));
        assert_non_null(strstr(cells, "As of 13 February 2026, page &amp;P of"
                                      " &amp;N"));
        free(cells);
    }
}

/* Of a number of suspensions the children who had it: ours, of them in care, of
 * six years, all. One child of one is too few to be above anybody. */
static void the_heads_numbers_have_schools_and_the_ladder(void **state)
{
    char *schools = xlsx_rows(NUMBERS, 7);
    char *ladder = xlsx_rows(NUMBERS, 8);

    (void)state;
    assert_non_null(strstr(ladder, "\n1|0|0|0|1\n2|1|1|1|1\n"));
    assert_non_null(strstr(schools, "No phase has ten schools, so none is held "
                                    "against limits."));
    assert_non_null(
        strstr(schools, "\nNorth School|No adviser|[x]|[x]|Not "
                        "compared|1|1|Too few to compare|1|1|1|Not tested\n"));
    free(schools);
    free(ladder);
}

static void it_is_for_its_owner_alone(void **state)
{
    struct stat st;

    (void)state;
    assert_int_equal(stat(BOOK, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(stat("w/outbox/latest/restricted", &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_child_is_named_for_its_role_alone),
        cmocka_unit_test(who_has_no_plan_is_counted_and_not_named),
        cmocka_unit_test(nobody_is_led_from_one_identity_to_another),
        cmocka_unit_test(records_that_contradict_each_other_are_shown),
        cmocka_unit_test(and_so_are_those_that_do_in_many_ways),
        cmocka_unit_test(every_page_bears_marking_day_and_number),
        cmocka_unit_test(the_heads_numbers_have_schools_and_the_ladder),
        cmocka_unit_test(it_is_for_its_owner_alone),
    };

    return cmocka_run_group_tests(tests, open_published, close_world);
}
