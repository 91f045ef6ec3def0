#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/path.h"
#include "tests/report_fixture.h"
#include "tests/testing.h"
#include "tests/world.h"
#include "tests/xlsx.h"

#define FOLDER "w/outbox/latest/advisers/"
#define BUSY FOLDER "jo-o-doe/adviser.xlsx"
#define IDLE FOLDER "ann-idle/adviser.xlsx"
#define HEADS FOLDER "no-adviser/adviser.xlsx"
#define AS_OF "2026-02-13"
#define TAIL ",F,WBRI,9,C,2024-09-02,,N,N,N,\n"
#define FIRST "L919400024001"
#define SEVENTH "W919400024007"
#define EIGHTH "K919400024008"

static void put_schools(struct world *w)
{
    world_put(w, "schools_20250901.csv",
              "URN,LA (code),EstablishmentNumber,EstablishmentName,"
              "PhaseOfEducation (name),TypeOfEstablishment (name),"
              "EstablishmentStatus (name)\n"
              "100001,919,4001,North School,Secondary,Academy,Open\n"
              "100002,919,4002,South School,Secondary,Academy,Open\n"
              "100003,919,4003,East School,Secondary,Academy,Open\n"
              "100004,919,4004,West School,Secondary,Academy,Closed\n");
    world_put(w, "advisers_20250901.csv",
              "URN,Adviser,Email\n"
              "100001,Jo O'Doe,\n"
              "100003,Ann Idle,\n");
    world_put(w, "roll_20260105.csv",
              "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
              "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6,"
              "PostLookedAfter\n"
              "100001," FIRST ",Pupil R0001,Anna,2011-02-03" TAIL
              "100001,A919400024002,Pupil R0002,Bea,2011-05-06" TAIL
              "100001,P919400024003,Pupil R0003,Cara,2012-05-05" TAIL
              "100001,D919400024004,Pupil R0004,Dora,2012-07-07" TAIL
              "100002,T919400024005,Pupil R0005,Eva,2012-07-09" TAIL
              "100001,G919400024006,Pupil R0006,Fay,2011-09-10" TAIL
              "100001," SEVENTH ",Pupil R0007,Gia,2011-08-10" TAIL
              "100001," EIGHTH ",Pupil R0008,Hal,2011-09-12" TAIL);
    world_put(w, "provision_20260205.csv",
              "UPN,URN,Type,Provider,StartDate,EndDate,HoursPerWeek,"
              "ReviewDate\n" EIGHTH
              ",100004,PART_TIME,,2025-06-02,,10,2025-07-14\n");
}

/*
 * Anna, Eva and Hal have a social worker; Gia's plan has no UPN, and she was
 * found by her names. Ivy and Una are at no school. Bea's social worker has
 * left, Cara was adopted, Dora has died, and Fay never had one. All but Hal
 * were suspended.
 */
static void put_children(struct world *w)
{
    world_put(w, "care_20260201.csv",
              "ChildID,UPN,Surname,Forename,DateOfBirth,Plan,StartDate,"
              "EndDate,EndReason,SocialWorker,Team\n"
              "C1," FIRST ",Pupil R0001,Anna,2011-02-03,CIN,2025-01-06,,,"
              "Worker One,Team North\n"
              "C2,A919400024002,Pupil R0002,Bea,2011-05-06,CIN,2024-01-06,"
              "2025-12-01,RC1,Worker Two,Team South\n"
              "C3,P919400024003,Pupil R0003,Cara,2012-05-05,CLA,2018-01-06,"
              "2019-01-06,E12,,\n"
              "C3,P919400024003,Pupil R0003,Cara,2012-05-05,CIN,2025-01-06,,,"
              "Worker Three,\n"
              "C4,D919400024004,Pupil R0004,Dora,2012-07-07,CIN,2025-01-06,"
              "2026-01-20,RC2,Worker Four,\n"
              "C5,T919400024005,Pupil R0005,Eva,2012-07-09,CPP,2025-01-06,,,"
              "Worker Five,Team North\n"
              "C7,,Pupil R0007,Gia,2011-08-10,CLA,2025-01-06,,,Worker Seven,"
              "Team South\n"
              "C8," EIGHTH ",Pupil R0008,Hal,2011-09-12,CIN,2025-01-06,,,"
              "Worker Eight,Team North\n"
              "C9,,Child N0009,Ivy,2013-04-04,CLA,2025-01-06,,,Worker Nine,"
              "Team South\n"
              "C10,,Child N0010,Una,2013-04-05,CPP,2025-01-06,,,Worker Ten,"
              "Team North\n");
    world_put(w, "suspensions_20260213.csv",
              "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Reason2,"
              "Reason3,Outcome\n"
              "100001," FIRST ",SUSP,2025-11-03,2025-11-04,4,DB,,,\n"
              "100001," FIRST ",SUSP,2025-12-08,2025-12-10,6,DB,,,\n"
              "100001," FIRST ",SUSP,2026-02-10,2026-02-13,8,DB,,,\n"
              "100001,A919400024002,SUSP,2025-10-06,2025-10-06,2,DB,,,\n"
              "100001,A919400024002,SUSP,2025-11-10,2025-11-10,2,DB,,,\n"
              "100001,P919400024003,SUSP,2025-10-06,2025-10-06,2,DB,,,\n"
              "100001,P919400024003,SUSP,2026-02-11,2026-02-11,2,DB,,,\n"
              "100001,D919400024004,SUSP,2025-11-12,2025-11-12,2,DB,,,\n"
              "100002,T919400024005,SUSP,2026-02-11,2026-02-11,1,DB,,,\n"
              "100001,G919400024006,SUSP,2026-02-11,2026-02-11,1,DB,,,\n"
              "100001," SEVENTH ",SUSP,2025-10-01,2025-10-01,2,DB,,,\n");
}

static int publish(struct world *w, int64_t run, struct err *err)
{
    static const char *const packs[] = { "advisers" };
    struct report_result result;

    return report_fixture_publish(w, packs, 1, run, &result, err);
}

static int open_published(void **state)
{
    static struct world world;
    struct err err = ERR_INIT;

    world_open(&world, "w");
    world.as_of = date_parse_iso(AS_OF);
    put_schools(&world);
    put_children(&world);
    world_night(&world);
    assert_ok(publish(&world, 1, &err), &err);
    *state = &world;
    return 0;
}

static int close_world(void **state)
{
    world_close(*state);
    return 0;
}

/* How often a text stands among the strings of a workbook. */
static size_t count_of(const char *book, const char *text)
{
    char *strings = xlsx_part(book, "xl/sharedStrings.xml");
    size_t count = xlsx_count(strings, text);

    free(strings);
    return count;
}

static void assert_says(const char *book, const char *text)
{
    if (!count_of(book, text))
        fail_msg("%s does not say '%s'", book, text);
}

static void assert_silent(const char *book, const char *text)
{
    if (count_of(book, text))
        fail_msg("%s says '%s'", book, text);
}

static void a_visit_comes_first_and_the_cover_last(void **state)
{
    char *workbook = xlsx_part(BUSY, "xl/workbook.xml");

    (void)state;
    assert_non_null(strstr(workbook, "name=\"Visit\" sheetId=\"1\""));
    assert_non_null(strstr(workbook, "name=\"Notes\" sheetId=\"7\""));
    free(workbook);
}

/*
 * 3 November to 10 February are 99 days: 15 weeks begun. Four days of this term
 * at the school are near 5; nine of the year.
 */
static void what_befell_a_child_is_told_with_its_days(void **state)
{
    (void)state;
    assert_says(BUSY, "<t>New: Suspended 10 Feb 2026 to 13 Feb 2026, 4 days. "
                      "New: Days near 5 in the term.</t>");
    assert_says(BUSY, "<t>3 in 15 weeks: 2, 3, 4 days</t>");
    assert_says(BUSY, "<t>4 this term, 9 this year</t>");
    assert_says(BUSY, "3 children in 3 rows: a row is a child at a school.");
    assert_says(BUSY, "<t>Worker One, Team North</t>");
    assert_says(BUSY, "<t>Anna Pupil R0001</t>");
}

/* Hal's timetable was due in July, Anna is suspended today. */
static void safety_comes_before_what_is_new(void **state)
{
    char *rows = xlsx_rows(BUSY, 1);
    const char *hal;
    const char *anna;
    const char *gia;

    (void)state;
    hal = strstr(rows, "Hal Pupil R0008");
    anna = strstr(rows, "Anna Pupil R0001");
    gia = strstr(rows, "Gia Pupil R0007");
    assert_true(hal && anna && gia && hal < anna && anna < gia);
    free(rows);
    assert_says(BUSY,
                "<t>Part-time timetable since 2 June 2025; its review was "
                "due on 14 July 2025. ");
}

/* Details 13 and 59, and whose social worker has left. */
static void who_is_not_ours_now_is_not_named(void **state)
{
    static const char *const names[] = {
        "Pupil R0002",   "A919400024002", "Worker Two",    "Pupil R0003",
        "P919400024003", "Worker Three",  "Pupil R0004",   "D919400024004",
        "Worker Four",   "Pupil R0006",   "G919400024006",
    };
    static const char *const books[] = { BUSY, IDLE, HEADS };

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        for (size_t j = 0; j < sizeof(books) / sizeof(books[0]); j++)
            assert_silent(books[j], names[i]);
    assert_says(BUSY, "Children whose social worker has left are not named: one"
                      " of them was suspended two or more times this year.");
    assert_silent(HEADS,
                  "Children whose social worker has left are not named:");
}

static void a_match_by_name_alone_is_to_be_confirmed(void **state)
{
    (void)state;
    assert_says(BUSY, "<t>Worker Seven, Team South (match to confirm)</t>");
    assert_says(BUSY, "<t>Looked after, match to confirm</t>");
}

static void a_child_of_a_school_without_adviser_is_the_heads(void **state)
{
    (void)state;
    assert_says(HEADS, "schools without an adviser");
    assert_says(HEADS, "<t>Eva Pupil R0005</t>");
    assert_says(HEADS, "<t>New: Suspended 11 Feb 2026, 0.5 day. No attendance");
    assert_silent(HEADS, "Anna");
    assert_silent(BUSY, "Eva");
    assert_silent(BUSY, "South School");
}

/* Hal's timetable is of a school that has closed since. */
static void nobody_is_asked_about_at_a_closed_school(void **state)
{
    char *rows = xlsx_rows(BUSY, 1);

    (void)state;
    assert_non_null(strstr(rows, "North School|Hal Pupil R0008|"));
    assert_silent(BUSY, "West School");
    assert_silent(HEADS, "West School");
    free(rows);
}

/* By role: in care by name, on a protection plan as one of a team's. */
static void a_child_at_no_school_is_the_heads(void **state)
{
    char *care = xlsx_rows(HEADS, 4);
    char *need = xlsx_rows(HEADS, 5);

    (void)state;
    assert_non_null(strstr(care, "Child N0009|Ivy|"));
    assert_non_null(strstr(care, "|C9|On no school roll that has come, and on "
                                 "no register. "));
    assert_non_null(strstr(care, "|Worker Nine, Team South|"));
    assert_non_null(strstr(need, "Team North|Protection plan|On no roll and no "
                                 "register|1\n"));
    assert_says(HEADS, "At no school: 1 in care, named on the sheet "
                       "No_school_in_care, and 1 in need or on a protection "
                       "plan, counted on No_school_in_need.");
    assert_silent(HEADS, "N0010");
    assert_silent(HEADS, "Una");
    assert_silent(BUSY, "N0009");
    assert_silent(BUSY, "N0010");
    assert_silent(BUSY, "No_school");
    assert_says(BUSY, "since 1 Feb 2026 of social care: what began since is "
                      "on no list.");
    free(care);
    free(need);
}

static void an_adviser_without_children_has_sentences(void **state)
{
    char *sheet = xlsx_part(IDLE, "xl/worksheets/sheet1.xml");

    (void)state;
    assert_says(IDLE, "No child of these schools is to be asked about today.");
    assert_says(IDLE, "No child with a social worker is at these schools.");
    assert_says(IDLE, "0 children to ask about, none with something new");
    assert_null(strstr(sheet, "<tablePart"));
    assert_non_null(strstr(sheet, "OFFICIAL-SENSITIVE: names of children"));
    free(sheet);
}

/* Of three children one more or less would turn any figure. */
static void a_few_children_are_compared_with_nothing(void **state)
{
    (void)state;
    assert_says(BUSY, "Nothing could be compared: too few children, or nothing "
                      "to compare with.");
    assert_says(BUSY, "That says nothing of how alike they are.");
    assert_silent(BUSY, "could be compared differs clearly");
    assert_silent(BUSY, "igher than peers");
}

static void a_question_rests_on_what_is_on_record(void **state)
{
    (void)state;
    assert_says(BUSY, "<t>North School: 2 children of ours suspended this "
                      "year, 4 suspensions</t>");
    assert_says(BUSY, "<t>1. One child has been suspended three times or more."
                      " What changed after the second time?</t>");
    assert_says(BUSY, "Contact with the Virtual School is on record for none"
                      " of four suspensions.");
}

/* Details 99: all of them, for any may be printed alone. */
static void every_sheet_bears_marking_day_and_number(void **state)
{
    (void)state;
    for (int sheet = 1; sheet <= 7; sheet++) {
        char part[64];
        char *cells;

        snprintf(part, sizeof(part), "xl/worksheets/sheet%d.xml", sheet);
        cells = xlsx_part(BUSY, part);
        assert_non_null(cells);
        assert_non_null(strstr(cells, "OFFICIAL-SENSITIVE: names of children"));
        assert_non_null(strstr(cells, "As of 13 February 2026, page &amp;P of"
                                      " &amp;N"));
        free(cells);
    }
}

/* The days are those of the warehouse, and not when it was made last. */
static void made_again_it_is_the_same(void **state)
{
    struct world *w = *state;
    struct err err = ERR_INIT;
    char *before = xlsx_all(BUSY);
    char *after;

    assert_ok(publish(w, 2, &err), &err);
    after = xlsx_all(BUSY);
    assert_string_equal(before, after);
    free(before);
    free(after);
}

/* 13 February 2026 is a Friday. */
static void a_cover_says_when_it_is_made_again(void **state)
{
    static const struct {
        enum cadence cadence;
        const char *text;
    } cases[] = {
        { CADENCE_NEVER, "It is made when it is asked for." },
        { CADENCE_WEEKLY,
          "It is made every week, next from 16 February 2026." },
        { CADENCE_HALF_TERMLY, "It is made every half term." },
        { CADENCE_TERMLY, "It is made every term." },
        { CADENCE_ANNUAL, "It is made every school year." },
        { CADENCE_NIGHTLY,
          "It is made every night, next on 14 February 2026." },
    };
    struct world *w = *state;

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct err err = ERR_INIT;

        w->config.pack_advisers = cases[i].cadence;
        assert_ok(publish(w, (int64_t)i + 3, &err), &err);
        assert_says(IDLE, cases[i].text);
    }
    assert_says(IDLE, "As of 13 February 2026.");
    assert_says(IDLE, "<t>No school has sent marks yet.</t>");
    assert_says(IDLE, "0 of 3 open schools of the county have sent marks");
    assert_says(IDLE, "<t>The Virtual School data team of Northmere.</t>");
}

/*
 * Hal's timetable is snoozed and leaves; of Anna the days near 5 do, but not
 * that she is suspended today, and what is told of Gia's school came back.
 */
static void what_is_answered_leaves_the_visit(void **state)
{
    static const struct report_answer answers[] = {
        { "safety", "part_time_lapsed", EIGHTH, "SNOOZE", "2026-02-20",
          "snoozed", NULL },
        { "watch", "part_time_unreviewed", EIGHTH, "SNOOZE", "2026-02-20",
          "snoozed", NULL },
        { "watch", "near_day_limit", FIRST, "KNOWN", NULL, "closed", NULL },
        { "watch", "repeat_suspended", FIRST, "DONE", NULL, "closed", NULL },
        { "safety", "school_silent", SEVENTH, "DONE", NULL, "reopened",
          "Began on 3 February 2026." },
    };
    struct world *w = *state;
    struct err err = ERR_INIT;
    char *visit;
    char *closed;

    report_fixture_answer(w, answers, sizeof(answers) / sizeof(answers[0]));
    assert_ok(publish(w, 9, &err), &err);
    visit = xlsx_rows(BUSY, 1);
    closed = xlsx_rows(BUSY, 5);
    assert_null(strstr(visit, "art-time timetable"));
    assert_null(strstr(visit, "Days near 5 in the term."));
    assert_non_null(
        strstr(visit, "New: Suspended 10 Feb 2026 to 13 Feb 2026, 4 days."));
    assert_non_null(strstr(
        visit, "Back: No attendance of anyone has ever come from the school "
               "(answered DONE on 2 Feb 2026; Began on 3 February 2026)."));
    assert_non_null(strstr(
        closed,
        "\nNorth School|Anna Pupil R0001|Days of exclusion near a limit|46063|"
        "KNOWN|46055|[z]|Worker One, Team North\n"
        "North School|Anna Pupil R0001|Suspended repeatedly|45999|DONE|46055|"
        "[z]|Worker One, Team North\n"));
    assert_non_null(
        strstr(closed, "|Hal Pupil R0008|Part-time timetable past its end or "
                       "review|45853|SNOOZE|46055|46073|"));
    assert_null(strstr(closed, "Gia"));
    free(visit);
    free(closed);
}

/* A pack that is made once a term was last made when the autumn began. */
static void new_is_what_the_last_pack_had_not(void **state)
{
    struct world *w = *state;
    struct err err = ERR_INIT;

    world_configure(w, "county.ini", "[packs]\nadvisers = termly\n");
    world_night(w);
    assert_ok(publish(w, 10, &err), &err);
    assert_says(BUSY, "New is what began after 1 September 2025, ");
    assert_says(BUSY, "New: Suspended 1 Oct 2025, 1 day.");
    world_configure(w, "county.ini", "[packs]\nadvisers = weekly\n");
    world_night(w);
    assert_ok(publish(w, 11, &err), &err);
    assert_says(BUSY, "New is what began after 6 February 2026, ");
    assert_silent(BUSY, "New: Suspended 1 Oct 2025, 1 day.");
}

/*
 * Ada was suspended twice at North and is at South since January; of Ben one
 * was withdrawn, and of the two Cleos nothing but that they have one name. What
 * East is the list of schools does not say; Dot has no surname. West has closed
 * by the list, and yet Eva is on its roll.
 */
static void open_moved(struct world *w)
{
    static const char *const packs[] = { "advisers" };
    struct report_result result;
    struct err err = ERR_INIT;

    world_open(w, "moved");
    w->as_of = date_parse_iso(AS_OF);
    world_put(w, "schools_20250901.csv",
              "URN,LA (code),EstablishmentNumber,EstablishmentName,"
              "PhaseOfEducation (name),TypeOfEstablishment (name),"
              "EstablishmentStatus (name)\n"
              "100001,919,4001,North School,Secondary,Academy,Open\n"
              "100002,919,4002,South School,Secondary,Academy,Open\n"
              "100003,919,4003,East School,Secondary,Academy,\n"
              "100004,919,4004,West School,Secondary,Academy,Closed\n");
    world_put(w, "advisers_20250901.csv",
              "URN,Adviser,Email\n"
              "100001,Ann North,\n100002,Ann South,\n100003,Ann East,\n"
              "100004,Ann West,\n");
    world_put(w, "roll_20260105.csv",
              "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
              "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6,"
              "PostLookedAfter\n"
              "100001,L919400024001,Pupil R0001,Ada,2011-02-03,F,WBRI,9,C,"
              "2024-09-02,2025-12-19,N,N,N,\n"
              "100002,L919400024001,Pupil R0001,Ada,2011-02-03,F,WBRI,9,C,"
              "2026-01-05,,N,N,N,\n"
              "100001,A919400024002,Pupil R0002,Ben,2011-05-06" TAIL
              "100001,P919400024003,Pupil R0003,Cleo,2012-05-05" TAIL
              "100001,D919400024004,Pupil R0003,Cleo,2011-07-07" TAIL
              "100003,T919400024005,,Dot,2012-07-09" TAIL
              "100001,G919400024006,Pupil R0006,Eva,2011-02-03,F,WBRI,9,C,"
              "2024-09-02,2025-12-19,N,N,N,\n"
              "100004,G919400024006,Pupil R0006,Eva,2011-02-03,F,WBRI,9,C,"
              "2026-01-05,,N,N,N,\n");
    world_put(w, "care_20260201.csv",
              "ChildID,UPN,DateOfBirth,Plan,StartDate,EndDate,EndReason\n"
              "C1,L919400024001,2011-02-03,CIN,2025-01-06,,\n"
              "C2,A919400024002,2011-05-06,CIN,2025-01-06,,\n"
              "C3,P919400024003,2012-05-05,CIN,2025-01-06,,\n"
              "C4,D919400024004,2011-07-07,CIN,2025-01-06,,\n"
              "C5,T919400024005,2012-07-09,CIN,2025-01-06,,\n"
              "C6,G919400024006,2011-02-03,CIN,2025-01-06,,\n");
    world_put(w, "suspensions_20260213.csv",
              "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n"
              "100001,L919400024001,SUSP,2025-11-03,2025-11-03,2,DB,\n"
              "100001,L919400024001,SUSP,2025-12-08,2025-12-09,4,DB,\n"
              "100001,G919400024006,SUSP,2025-11-03,2025-11-03,2,DB,\n"
              "100001,G919400024006,SUSP,2025-12-08,2025-12-09,4,DB,\n"
              "100001,A919400024002,SUSP,2026-01-12,2026-01-12,2,DB,HWD\n"
              "100001,A919400024002,SUSP,2026-01-15,2026-01-15,2,DB,\n"
              "100001,P919400024003,SUSP,2026-01-15,2026-01-15,2,DB,\n"
              "100001,D919400024004,SUSP,2026-01-16,2026-01-16,2,DB,\n"
              "100003,T919400024005,SUSP,2026-01-15,2026-01-15,2,DB,\n");
    world_night(w);
    assert_ok(report_fixture_publish(w, packs, 1, 1, &result, &err), &err);
}

#define MOVED "moved/outbox/latest/advisers/"

/* The school that the child is at has to do otherwise, and the other one is not
   to be asked as if it were there. */
static void who_was_suspended_elsewhere_is_told_where_the_child_is(void **state)
{
    struct world w;

    (void)state;
    open_moved(&w);
    assert_says(MOVED "ann-south/adviser.xlsx",
                "Suspended 2 times this year at all schools.");
    assert_says(MOVED "ann-south/adviser.xlsx",
                "<t>0 this term, 3 this year</t>");
    assert_says(MOVED "ann-north/adviser.xlsx",
                "Suspended 8 Dec 2025, 2 days. Now at South School.</t>");
    assert_silent(MOVED "ann-north/adviser.xlsx",
                  "times this year at all schools");
    assert_silent(MOVED "ann-north/adviser.xlsx", "Ada Pupil R0001 (");
    world_close(&w);
}

/* Whom a school has on its roll is not at none, whatever the list of schools
   says of the school: the watch list has its adviser to ring. */
static void who_is_on_a_closed_schools_roll_is_at_a_school(void **state)
{
    struct world w;

    (void)state;
    open_moved(&w);
    assert_says(MOVED "ann-west/adviser.xlsx",
                "Suspended 2 times this year at all schools.");
    assert_says(MOVED "ann-west/adviser.xlsx",
                "schools of Ann West, 0 of them open, and");
    assert_says(MOVED "ann-west/adviser.xlsx",
                "No open school of these has a child with a social worker");
    assert_says(MOVED "ann-north/adviser.xlsx",
                "Suspended 8 Dec 2025, 2 days. Now at West School.</t>");
    assert_int_equal(access(MOVED "no-adviser/adviser.xlsx", F_OK), -1);
    world_close(&w);
}

/* A suspension that was withdrawn is not the last one. */
static void what_does_not_stand_is_nothing_to_come_soon_after(void **state)
{
    struct world w;

    (void)state;
    open_moved(&w);
    assert_silent(MOVED "ann-north/adviser.xlsx",
                  "Suspended 15 Jan 2026, 1 day, ");
    assert_silent(MOVED "ann-north/adviser.xlsx", "within 20 school days");
    world_close(&w);
}

static void two_of_one_name_are_told_apart(void **state)
{
    struct world w;

    (void)state;
    open_moved(&w);
    assert_says(MOVED "ann-north/adviser.xlsx",
                "<t>Cleo Pupil R0003 (P919400024003)</t>");
    assert_says(MOVED "ann-north/adviser.xlsx",
                "<t>Cleo Pupil R0003 (D919400024004)</t>");
    assert_says(MOVED "ann-north/adviser.xlsx", "<t>Ben Pupil R0002</t>");
    world_close(&w);
}

static void a_school_of_no_known_status_has_its_adviser(void **state)
{
    char *rows;
    struct world w;

    (void)state;
    open_moved(&w);
    rows = xlsx_rows(MOVED "ann-east/adviser.xlsx", 1);
    assert_non_null(strstr(rows, "East School|Dot|"));
    free(rows);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_visit_comes_first_and_the_cover_last),
        cmocka_unit_test(what_befell_a_child_is_told_with_its_days),
        cmocka_unit_test(safety_comes_before_what_is_new),
        cmocka_unit_test(who_is_not_ours_now_is_not_named),
        cmocka_unit_test(a_match_by_name_alone_is_to_be_confirmed),
        cmocka_unit_test(a_child_of_a_school_without_adviser_is_the_heads),
        cmocka_unit_test(nobody_is_asked_about_at_a_closed_school),
        cmocka_unit_test(a_child_at_no_school_is_the_heads),
        cmocka_unit_test(an_adviser_without_children_has_sentences),
        cmocka_unit_test(a_few_children_are_compared_with_nothing),
        cmocka_unit_test(a_question_rests_on_what_is_on_record),
        cmocka_unit_test(every_sheet_bears_marking_day_and_number),
        cmocka_unit_test(a_cover_says_when_it_is_made_again),
        cmocka_unit_test(made_again_it_is_the_same),
        cmocka_unit_test(what_is_answered_leaves_the_visit),
        cmocka_unit_test(new_is_what_the_last_pack_had_not),
        cmocka_unit_test(
            who_was_suspended_elsewhere_is_told_where_the_child_is),
        cmocka_unit_test(who_is_on_a_closed_schools_roll_is_at_a_school),
        cmocka_unit_test(what_does_not_stand_is_nothing_to_come_soon_after),
        cmocka_unit_test(two_of_one_name_are_told_apart),
        cmocka_unit_test(a_school_of_no_known_status_has_its_adviser),
    };

    return cmocka_run_group_tests(tests, open_published, close_world);
}
