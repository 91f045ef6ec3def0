#include "report/report.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/path.h"
#include "tests/report_fixture.h"
#include "tests/testing.h"
#include "tests/world.h"
#include "tests/xlsx.h"

#define FOLDER "w/outbox/latest/restricted/"
#define SAFETY FOLDER "safety.xlsx"
#define WATCH FOLDER "watch-list.xlsx"
/* By the SHA-256 of teams/TEAM NORTH/lists.xlsx and of the other. */
#define NORTH_UPPER FOLDER "teams/team-north-f80c5b87/lists.xlsx"
#define NORTH_FOLDER FOLDER "teams/team-north-ed4cd92e"
#define NORTH NORTH_FOLDER "/lists.xlsx"
#define SOUTH FOLDER "teams/team-south/lists.xlsx"
#define NO_TEAM FOLDER "teams/no-team/lists.xlsx"
#define AS_OF "2026-02-13" /* a Friday; 46066 as a workbook counts days */
#define TAIL ",F,WBRI,9,C,2025-09-01,,N,N,N,\n"

/* Worksheets; a sheet of answers is left out where there are none. */
enum { TODAY = 1, IN_CARE, IN_NEED, CLOSED };
enum { TEAM_SAFETY = 1, TEAM_WATCH, TEAM_UNMATCHED, TEAM_RETURNS };

static void put_schools(struct world *w)
{
    world_put(w, "schools_20250901.csv",
              "URN,LA (code),EstablishmentNumber,EstablishmentName,"
              "PhaseOfEducation (name),TypeOfEstablishment (name),"
              "EstablishmentStatus (name)\n"
              "100001,919,4001,North School,Secondary,Academy,Open\n"
              "100002,919,4002,South School,Secondary,Academy,Open\n");
    world_put(w, "advisers_20250901.csv",
              "URN,Adviser,Email\n"
              "100001,Jo Doe,\n");
    world_put(w, "roll_20260105.csv",
              "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
              "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6,"
              "PostLookedAfter\n"
              "100001,L919400024001,Pupil R0001,Anna,2011-09-03" TAIL
              "100002,A919400024002,Pupil R0002,Bea,2011-09-06" TAIL
              "100001,P919400024003,Pupil R0003,Cara,2011-10-05" TAIL
              "100001,T919400024005,Pupil R0005,Eva,2011-10-09" TAIL
              "100001,G919400024006,Pupil R0006,Fay,2011-10-10" TAIL
              "100001,W919400024007,Pupil R0007,Gia,2011-11-10" TAIL
              "100001,K919400024008,Pupil R0008,Hal,2011-11-12" TAIL
              "100001,Z919400024009,Pupil R0009,Ida,2011-11-13" TAIL
              "100002,Y919400024020,Pupil R0020,Jan,2011-11-14" TAIL
              "100001,M919400024021,Pupil R0021,Kim,2011-11-15" TAIL);
}

/*
 * Anna and Jan are in care, Cara and Lee are on protection plans, Bea, Dora,
 * Hal and Kim are in need. Dora and Lee have no UPN and are at no school; Hal
 * was found by his names, and has no team. Eva's social worker has left, Fay
 * has died, Gia was adopted, Ida never had a plan.
 */
static void put_children(struct world *w)
{
    world_put(w, "care_20260201.csv",
              "ChildID,UPN,Surname,Forename,DateOfBirth,Plan,StartDate,"
              "EndDate,EndReason,SocialWorker,Team\n"
              "C1,L919400024001,,,,CLA,2025-01-06,,,Worker One,Team West\n"
              "C2,A919400024002,,,,CIN,2025-01-06,,,Worker Two,Team North\n"
              "C3,P919400024003,,,,CPP,2025-01-06,,,Worker Three,Team North\n"
              "C4,,Child N0004,Dora,2012-07-07,CIN,2025-01-06,,,Worker Four,"
              "Team South\n"
              "C14,,Child N0014,Lee,2012-07-08,CPP,2023-01-06,,,Worker Four,"
              "Team South\n"
              "C5,T919400024005,,,,CLA,2024-01-06,2025-12-01,E4A,Worker Five,"
              "Team South\n"
              "C6,G919400024006,,,,CIN,2025-01-06,2026-01-20,RC2,Worker Six,"
              "Team South\n"
              "C7,W919400024007,,,,CLA,2018-01-06,2019-01-06,E12,,\n"
              "C7,W919400024007,,,,CIN,2025-01-06,,,Worker Seven,Team South\n"
              "C8,,Pupil R0008,Hal,2011-11-12,CIN,2025-01-06,,,,\n"
              "C10,Y919400024020,,,,CLA,2025-01-06,,,Worker Ten,Team West\n"
              "C11,M919400024021,,,,CIN,2025-01-06,,,Worker Eleven,"
              "TEAM NORTH\n");
    world_put(w, "provision_20260205.csv",
              "UPN,URN,Type,Provider,StartDate,EndDate,HoursPerWeek,"
              "ReviewDate\n"
              "L919400024001,100001,PART_TIME,,2025-12-01,,10,2026-02-11\n"
              "P919400024003,100001,PART_TIME,,2025-12-01,,10,2026-01-14\n"
              "G919400024006,100001,PART_TIME,,2025-12-01,,10,2026-01-14\n"
              "W919400024007,100001,PART_TIME,,2025-12-01,,10,2026-01-14\n"
              "M919400024021,100001,PART_TIME,,2025-12-01,,10,2026-01-14\n");
    world_put(w, "peps_20260212.csv",
              "UPN,AcademicYear,Term,DueDate,MeetingDate,Status,Quality\n"
              "L919400024001,2025/26,Spring,2026-02-05,2026-02-23,BOOKED,\n"
              "Y919400024020,2025/26,Spring,2026-02-06,,OVERDUE,\n");
}

/* Everybody of North School but Anna is there in the last two weeks, Eva in the
 * first, Kim but for a day. A string has two marks a day, weekends too. */
#define WEEK "//////////"
#define WEEKS WEEK "    " WEEK "\n"

static void put_days(struct world *w)
{
    world_put(w, "marks_20260213.csv",
              "URN,UPN,StartDate,Marks\n"
              "100001,L919400024001,2026-01-26," WEEK "\n"
              "100001,P919400024003,2026-02-02," WEEKS
              "100001,T919400024005,2026-02-02," WEEK "    OOOOOOOOOO\n"
              "100001,G919400024006,2026-02-02," WEEKS
              "100001,W919400024007,2026-02-02," WEEKS
              "100001,K919400024008,2026-02-02," WEEKS
              "100001,Z919400024009,2026-02-02," WEEKS
              "100001,M919400024021,2026-02-02," WEEK "    OO////////\n");
    world_put(w, "suspensions_20260213.csv",
              "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Reason2,"
              "Reason3,Outcome\n"
              "100001,K919400024008,SUSP,2026-01-13,2026-01-13,2,DB,,,\n"
              "100001,K919400024008,SUSP,2026-01-20,2026-01-21,4,DB,,,\n"
              "100001,Z919400024009,SUSP,2026-01-13,2026-01-13,2,DB,,,\n"
              "100001,Z919400024009,SUSP,2026-01-20,2026-01-21,4,DB,,,\n"
              "100001,W919400024007,SUSP,2026-01-13,2026-01-13,2,DB,,,\n"
              "100001,W919400024007,SUSP,2026-01-20,2026-01-21,4,DB,,,\n");
}

/* Two of no use, and one that cannot be read, beside one sent long before. */
static void put_answers(struct world *w)
{
    world_put(w, "actions_20251201.csv",
              "UPN,Rule,Action,Until,Answered\n"
              "L919400024001,unseen,LATER,,2025-12-01\n");
    world_put(w, "actions_20260212.csv",
              "UPN,Rule,Action,Until,Answered\n"
              "L919400024001,not_at_home,DONE,,2026-02-12\n"
              "B919400024049,unseen,DONE,,2026-02-12\n"
              "L919400024001,unseen,LATER,,2026-02-12\n");
}

static int publish(struct world *w, int64_t run, struct err *err)
{
    static const char *const packs[] = { "restricted" };
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
    put_days(&world);
    put_answers(&world);
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

/* The rows of a sheet's table, whose last heading is Rule. */
static void assert_rows(const char *book, int sheet, const char *expected)
{
    char *rows = xlsx_rows(book, sheet);
    const char *table = strstr(rows, "|Rule\n");

    assert_non_null(table);
    assert_string_equal(table + sizeof("|Rule\n") - 1, expected);
    free(rows);
}

static void assert_says(const char *book, int sheet, const char *text)
{
    char *rows = xlsx_rows(book, sheet);

    if (!strstr(rows, text))
        fail_msg("sheet %d of %s does not say '%s':\n%s", sheet, book, text,
                 rows);
    free(rows);
}

static bool names(const char *book, const char *text)
{
    char *all = xlsx_all(book);
    bool is_there = strstr(all, text) != NULL;

    free(all);
    return is_there;
}

#define ANNA_UNSEEN                                                            \
    "|9|North School|Not marked while the school marks others|Last accounted " \
    "for on 30 January 2026; the school has marked others on 10 days since, "  \
    "the last of them 13 February 2026.|46059|6|46066|Worker One, Team West; " \
    "adviser Jo Doe|L919400024001|unseen\n"
#define ANNA_PART_TIME                                                         \
    "|9|North School|New: Part-time timetable past its end or review|"         \
    "Part-time timetable since 1 December 2025; its review was due on 11 "     \
    "February 2026.|46065|2|46058|Worker One, Team West; adviser Jo Doe|"      \
    "L919400024001|part_time_lapsed\n"
#define JAN                                                                    \
    "Pupil R0020, Jan|9|South School|The school has sent no marks|No "         \
    "attendance of anyone has ever come from the school.|45901|105|46027|"     \
    "Worker Ten, Team West|Y919400024020|school_silent\n"
#define LAPSED                                                                 \
    "|9|North School|Part-time timetable past its end or review|Part-time "    \
    "timetable since 1 December 2025; its review was due on 14 January "       \
    "2026.|46037|22|46058|"
#define BEA                                                                    \
    "Pupil R0002, Bea|In need|9|South School|The school has sent no marks|No " \
    "attendance of anyone has ever come from the school.|45901|105|46027|"     \
    "Worker Two|A919400024002|school_silent\n"
#define CARA                                                                   \
    "Pupil R0003, Cara|Protection plan" LAPSED                                 \
    "Worker Three; adviser Jo Doe|P919400024003|part_time_lapsed\n"
#define KIM                                                                    \
    "Pupil R0021, Kim|In need" LAPSED                                          \
    "Worker Eleven; adviser Jo Doe|M919400024021|part_time_lapsed\n"
#define DORA                                                                   \
    "Child N0004, Dora|In need|Age 13|At no school|On no roll and no "         \
    "register|"                                                                \
    "On no school roll that has come, and on no register.|45663|226|46054|"    \
    "Worker Four|None; id C4|no_roll\n"

#define LEE                                                                    \
    "Child N0014, Lee|Protection plan|Age 13|At no school|On no roll and no "  \
    "register|On no school roll that has come, and on no register.|44932|[x]|" \
    "46054|Worker Four|None; id C14|no_roll\n"

/*
 * Days are counted with world.c's terms: of a row that began on a 6 February
 * 6 and 9 to 13; of one of 15 January 2 + 4 * 5; of 1 September 40 + 35 + 30;
 * of 6 January a year before 30 + 30 + 24 + 37 more. What began before the
 * terms that are known has no number.
 */
static void the_safety_list_has_a_sheet_a_role(void **state)
{
    (void)state;
    assert_rows(SAFETY, IN_CARE,
                "Pupil R0001, Anna (1 of 2)" ANNA_UNSEEN
                "Pupil R0001, Anna (2 of 2)" ANNA_PART_TIME JAN);
    assert_rows(SAFETY, IN_NEED,
                "TEAM NORTH|" KIM "Team North|" CARA "Team North|" BEA
                "Team South|" LEE "Team South|" DORA);
}

static void its_first_sheet_counts_and_names_nobody(void **state)
{
    char *today = xlsx_rows(SAFETY, TODAY);

    (void)state;
    assert_null(strstr(today, "R00"));
    assert_null(strstr(today, "9194"));
    free(today);
    assert_says(SAFETY, TODAY,
                "\n2 children in care and 5 in need or on a protection plan "
                "are to be accounted for. New since 12 February: 1. Back after "
                "an answer: 0.\nNo row is closed or snoozed by an answer.\n"
                "Three answers named no row and closed nothing: see "
                "quality/data-quality.xlsx.\nOne child is on the list and may "
                "be named to nobody.\n");
    assert_says(SAFETY, TODAY,
                "\nNot marked while the school marks others|1|0|0|0|0|0|0|0|0");
    assert_says(SAFETY, TODAY,
                "\nPart-time timetable past its end or review|1|2|1|1|0|0|0|0|"
                "0\n");
    assert_says(SAFETY, TODAY, "\nNewly home educated|0|0|0|0|0|0|0|0|0\n");
    assert_says(SAFETY, TODAY,
                "\nChildren, each counted once|2|5|1|1|0|0|0|0|0\n");
    assert_says(SAFETY, TODAY,
                "\nTEAM NORTH|1|0|0|0|0|0|0\nTeam North|2|1|0|0|0|0|0\nTeam "
                "South|2|1|0|0|0|0|0\n");
    assert_says(SAFETY, TODAY,
                "\nSouth School\nChildren unseen since 1 September 2025: 1 in "
                "care, 1 in need or on a protection plan. Newest data of 5 "
                "January 2026. No adviser.\n");
}

/*
 * 92 school days are to come: a tenth of 20 + 184 sessions are 21, of which 2
 * were missed.
 */
static void the_watch_list_says_why_in_words(void **state)
{
    (void)state;
    assert_rows(
        WATCH, IN_NEED,
        "No team|Pupil R0008, Hal (match to confirm) (1 of 2)|In need|9|North "
        "School|Days of exclusion near a limit. 3 days used, near the limit of "
        "5.|46042|[z]|3 / 3|46066|Not on record; adviser Jo "
        "Doe|K919400024008|near_day_limit\n"
        "No team|Pupil R0008, Hal (match to confirm) (2 of 2)|In need|9|North "
        "School|Suspended repeatedly. Suspensions this year: 2, listed from "
        "2.|46042|[z]|3 / 3|46066|Not on record; adviser Jo "
        "Doe|K919400024008|repeat_suspended\n"
        "TEAM NORTH|Pupil R0021, Kim (1 of 2)|In need|9|North School|New: "
        "Newly persistently absent. 2 of 20 sessions missed this year, 10.0%. "
        "Can still end the year below 10%.|46066|19|"
        "None|46066|Worker Eleven; adviser Jo Doe|M919400024021|"
        "newly_persistent\n"
        "TEAM NORTH|Pupil R0021, Kim (2 of 2)|In need|9|North School|Part-time "
        "timetable not under review. Days since its last planned review: "
        "30.|46037|[z]|None|46058|Worker Eleven; adviser Jo Doe|M919400024021|"
        "part_time_unreviewed\n"
        "Team North|Pupil R0003, Cara|Protection plan|9|North School|Part-time "
        "timetable not under review. Days since its last planned review: "
        "30.|46037|[z]|None|46058|Worker Three; adviser Jo Doe|P919400024003|"
        "part_time_unreviewed\n");
    assert_says(WATCH, IN_CARE,
                "\nPupil R0001, Anna (2 of 2)|9|North School|No plan this "
                "term. Booked for 23 Feb 2026.|");
    assert_says(WATCH, IN_CARE,
                "\nPupil R0020, Jan|9|South School|No plan this term. Was due "
                "6 Feb 2026.|");
    assert_says(WATCH, TODAY, "\nThree answers named no row and closed");
    assert_says(WATCH, TODAY,
                "\nChildren whose social worker has left are counted and not "
                "named: 1.\nOne child is on the list and may be named to "
                "nobody.\n");
    assert_says(WATCH, TODAY,
                "\nNewly persistently absent|0|1|1|1|0|0|0|0|0\n");
    assert_says(WATCH, TODAY, "\nSeverely absent|0|0|0|0|0|0|0|0|0\n");
}

/* Details 13 and 59; whose social worker has left; who never had one. */
static void who_may_be_named_to_nobody_is_named_nowhere(void **state)
{
    static const char *const books[] = { SAFETY,
                                         WATCH,
                                         NORTH_UPPER,
                                         NORTH,
                                         SOUTH,
                                         NO_TEAM,
                                         FOLDER "unmatched.xlsx" };
    static const char *const texts[] = {
        "R0005",         "T919400024005", "Worker Five",   "R0006",
        "G919400024006", "Worker Six",    "R0007",         "W919400024007",
        "Worker Seven",  "R0009",         "Z919400024009",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(books) / sizeof(books[0]); i++)
        for (size_t j = 0; j < sizeof(texts) / sizeof(texts[0]); j++)
            if (names(books[i], texts[j]))
                fail_msg("%s has '%s'", books[i], texts[j]);
}

/* Two teams whose names make one folder have one each. */
static void a_team_gets_its_own_children_alone(void **state)
{
    static const char *const children[] = { "R0001", "R0002", "R0003", "N0004",
                                            "R0008", "R0020", "R0021" };
    static const struct {
        const char *book;
        const char *whose; /* a letter a child */
    } teams[] = { { NORTH_UPPER, "------x" },
                  { NORTH, "-xx----" },
                  { SOUTH, "---x---" },
                  { NO_TEAM, "----x--" } };

    (void)state;
    for (size_t i = 0; i < sizeof(teams) / sizeof(teams[0]); i++)
        for (size_t j = 0; teams[i].whose[j]; j++)
            if (names(teams[i].book, children[j]) != (teams[i].whose[j] == 'x'))
                fail_msg("%s: %s", teams[i].book, children[j]);
    assert_rows(NORTH, TEAM_SAFETY, CARA BEA);
    assert_rows(NORTH_UPPER, TEAM_SAFETY, KIM);
    assert_says(NO_TEAM, TEAM_SAFETY, "Children of no known team");
    assert_says(SOUTH, TEAM_UNMATCHED, "\nWorker Four|C4|Child N0004|Dora|");
    assert_says(SOUTH, TEAM_RETURNS,
                "\nChild N0004, Dora|Worker Four|In need|No ");
    assert_says(NO_TEAM, TEAM_WATCH, "\nPupil R0008, Hal (match to confirm)");
}

static void every_sheet_with_names_bears_marking_day_and_number(void **state)
{
    static const char *const books[] = { SAFETY, WATCH, NORTH };

    (void)state;
    for (size_t i = 0; i < sizeof(books) / sizeof(books[0]); i++) {
        for (int sheet = 1; sheet <= 3; sheet++) {
            char part[64];
            char *cells;

            snprintf(part, sizeof(part), "xl/worksheets/sheet%d.xml", sheet);
            cells = xlsx_part(books[i], part);
            assert_non_null(
                strstr(cells, "OFFICIAL-SENSITIVE: names of children"));
            assert_non_null(strstr(cells, "As of 13 February 2026, page &amp;P"
                                          " of &amp;N"));
            free(cells);
        }
    }
}

static void a_teams_workbook_is_for_its_owner_alone(void **state)
{
    struct stat st;

    (void)state;
    assert_int_equal(stat(NORTH, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_int_equal(stat(NORTH_FOLDER, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
}

/* ---- answered ---- */

/* What nights with answers would have come to. */
static const struct report_answer answers[] = {
    { "safety", "unseen", "L919400024001", "KNOWN", NULL, "closed", NULL },
    { "safety", "school_silent", "Y919400024020", "SNOOZE", "2026-02-20",
      "snoozed", NULL },
    { "safety", "part_time_lapsed", "M919400024021", "WRONG", NULL, "closed",
      NULL },
    { "safety", "school_silent", "A919400024002", "DONE", NULL, "reopened",
      "Began on 3 February 2026." },
    { "watch", "repeat_suspended", "K919400024008", "DONE", NULL, "closed",
      NULL },
};

static void what_is_answered_leaves_the_list_and_is_counted(void **state)
{
    struct world *w = *state;
    struct err err = ERR_INIT;

    report_fixture_answer(w, answers, sizeof(answers) / sizeof(answers[0]));
    assert_ok(publish(w, 2, &err), &err);
    assert_rows(SAFETY, IN_CARE, "Pupil R0001, Anna" ANNA_PART_TIME);
    assert_rows(SAFETY, CLOSED,
                "Pupil R0001, Anna|North School|Not marked while the school "
                "marks others|46059|KNOWN|46055|[z]|Worker One|L919400024001|"
                "unseen\n"
                "Pupil R0020, Jan|South School|The school has sent no marks|"
                "45901|SNOOZE|46055|46073|Worker Ten|Y919400024020|"
                "school_silent\n");
    assert_says(SAFETY, TODAY,
                "\n1 child in care and 4 in need or on a protection plan are "
                "to be accounted for. New since 12 February: 1. Back after an "
                "answer: 1.\nRows that answers have closed: 2, of 2 children; "
                "snoozed: 1, of 1 child.\nThree answers named no row and "
                "closed nothing: "
                "see quality/data-quality.xlsx.\n");
    assert_says(SAFETY, TODAY,
                "\nThe school has sent no marks|0|1|0|0|1|0|0|0|1\n");
    assert_says(SAFETY, TODAY,
                "\nTEAM NORTH|0|0|0|0|0|1|0\nTeam North|2|1|0|0|1|0|0\n");
    assert_says(SAFETY, TODAY,
                "\nChildren, each counted once|1|4|1|1|1|0|1|1|1\n");
    assert_says(NORTH_UPPER, TEAM_SAFETY,
                "Every child of the team is accounted for, or the row is "
                "answered.");
    assert_says(NO_TEAM, TEAM_WATCH,
                "\nPupil R0008, Hal (match to confirm)|In need|9|North School|"
                "Days of exclusion near a limit");
}

/* A child at a silent school comes last of its like, come back or not. */
static void what_came_back_says_why(void **state)
{
    (void)state;
    assert_rows(
        SAFETY, IN_NEED,
        "Team North|" CARA
        "Team North|Pupil R0002, Bea|In need|9|South School|Back: The school "
        "has sent no marks|No attendance of anyone has ever come from the "
        "school. Answered DONE on 2 February 2026, and back: Began on 3 "
        "February 2026.|45901|105|46027|Worker Two|A919400024002|"
        "school_silent\n"
        "Team South|" LEE "Team South|" DORA);
}

static void made_again_it_is_the_same(void **state)
{
    struct world *w = *state;
    struct err err = ERR_INIT;
    char *before = xlsx_all(SAFETY);
    char *after;

    assert_ok(publish(w, 3, &err), &err);
    after = xlsx_all(SAFETY);
    assert_string_equal(before, after);
    free(before);
    free(after);
}

/* ---- a night later ---- */

static void assert_there(const char *path, enum path_kind expected)
{
    struct err err = ERR_INIT;
    enum path_kind kind;

    assert_ok(path_look(path, &kind, NULL, &err), &err);
    if (kind != expected)
        fail_msg("%s is %d", path, (int)kind);
}

/* Whose list stood there keeps it, or nobody has it. */
static void a_teams_path_is_never_anothers(void **state)
{
    struct err err = ERR_INIT;
    struct world *w;

    assert_int_equal(open_published(state), 0);
    w = *state;
    assert_there(NORTH_UPPER, PATH_FILE);
    world_put(w, "care_20260212.csv",
              "ChildID,UPN,Surname,Forename,DateOfBirth,Plan,StartDate,"
              "EndDate,EndReason,SocialWorker,Team\n"
              "C2,A919400024002,,,,CIN,2025-01-06,,,Worker Two,Team North\n"
              "C3,P919400024003,,,,CPP,2025-01-06,,,Worker Three,Team North\n"
              "C1,L919400024001,,,,CLA,2025-01-06,,,Worker One,Team West\n"
              "C5,T919400024005,,,,CLA,2024-01-06,2025-12-01,E4A,Worker Five,"
              "Team South\n"
              "C10,Y919400024020,,,,CLA,2025-01-06,,,Worker Ten,Team West\n"
              "C6,G919400024006,,,,CIN,2025-01-06,2026-01-20,RC2,Worker Six,"
              "Team South\n"
              "C11,M919400024021,,,,CIN,2025-01-06,2026-02-09,RC1,"
              "Worker Eleven,TEAM NORTH\n");
    world_night(w);
    assert_ok(publish(w, 2, &err), &err);
    assert_there(NORTH, PATH_FILE);
    assert_true(names(NORTH, "R0002"));
    assert_there(NORTH_UPPER, PATH_ABSENT);
    assert_there(FOLDER "teams/team-north", PATH_ABSENT);
    assert_int_equal(close_world(state), 0);
}

/* ---- nobody ---- */

static void where_nobody_is_listed_that_is_said(void **state)
{
    struct err err = ERR_INIT;
    enum path_kind kind;
    struct world w;

    (void)state;
    world_open(&w, "w");
    w.as_of = date_parse_iso("2026-02-09"); /* a Monday */
    put_schools(&w);
    world_put(&w, "care_20260206.csv",
              "ChildID,UPN,DateOfBirth,Plan,StartDate,EndDate,EndReason\n");
    world_night(&w);
    assert_ok(publish(&w, 1, &err), &err);
    assert_says(SAFETY, TODAY, "\n0 children in care and 0 in need");
    assert_says(SAFETY, TODAY, "New since 6 February: 0.");
    assert_says(SAFETY, TODAY, "by an answer.\nNames are on the sheets behind");
    assert_says(SAFETY, IN_CARE, "Every child in care is accounted for");
    assert_says(WATCH, IN_NEED, "No child in need or on a protection plan");
    assert_ok(path_look(FOLDER "teams", &kind, NULL, &err), &err);
    assert_int_equal(kind, PATH_ABSENT);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest of_one[] = {
        cmocka_unit_test(the_safety_list_has_a_sheet_a_role),
        cmocka_unit_test(its_first_sheet_counts_and_names_nobody),
        cmocka_unit_test(the_watch_list_says_why_in_words),
        cmocka_unit_test(who_may_be_named_to_nobody_is_named_nowhere),
        cmocka_unit_test(a_team_gets_its_own_children_alone),
        cmocka_unit_test(every_sheet_with_names_bears_marking_day_and_number),
        cmocka_unit_test(a_teams_workbook_is_for_its_owner_alone),
        cmocka_unit_test(what_is_answered_leaves_the_list_and_is_counted),
        cmocka_unit_test(what_came_back_says_why),
        cmocka_unit_test(made_again_it_is_the_same),
    };
    const struct CMUnitTest of_none[] = {
        cmocka_unit_test(a_teams_path_is_never_anothers),
        cmocka_unit_test(where_nobody_is_listed_that_is_said),
    };
    int failed = cmocka_run_group_tests(of_one, open_published, close_world);

    return failed + cmocka_run_group_tests(of_none, NULL, NULL);
}
