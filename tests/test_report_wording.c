#include "report/report.h"

#include <fts.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/outfile.h"
#include "core/str.h"
#include "tests/report_fixture.h"
#include "tests/testing.h"
#include "tests/world.h"
#include "tests/xlsx.h"

#define LATEST "w/outbox/latest"
#define QUALITY LATEST "/quality/data-quality.xlsx"
#define DASHBOARD LATEST "/strategic/dashboard.xlsx"
#define COMMITTEE LATEST "/annual/committee.html"
#define STATISTICS LATEST "/county/county-statistics.xlsx"
#define HEAD LATEST "/advisers/no-adviser/adviser.xlsx"
#define ADVISER LATEST "/advisers/adviser-1/adviser.xlsx"
#define INDEX LATEST "/strategic/index.html"
#define NOBODY                                                                 \
    "No record of social care has come, so that nobody can be listed."
#define NORTH LATEST "/strategic/school/100001.html"
#define FRESH LATEST "/strategic/quality.html"

static struct err err = ERR_INIT;

static void publish(struct world *w)
{
    static const char *const packs[] = { "strategic", "annual",  "county",
                                         "advisers",  "schools", "quality",
                                         "restricted" };
    struct report_result result = { 0 };

    assert_ok(report_fixture_publish(w, packs, sizeof(packs) / sizeof(*packs),
                                     1, &result, &err),
              &err);
}

/* What no text says, whatever there is to tell. */
static const char *const slips[] = {
    "[c]. ",        "[x].",      "[z].<",     " 1 schools ",
    " 1 children ", " 1 weeks ", " 1 pupils", " one schools",
    " one stages",  " [z] to",   ",  ",       " 1 comparisons",
    " one figures", " of 0 ",    " 1 tests",  "one more are",
};

/* Two full stops that are no three. */
static const char *find_stops(const char *text)
{
    for (const char *at = text; (at = strstr(at, ".. ")); at += 2)
        if (at > text && at[-1] != '.')
            return at;
    return NULL;
}

static void check_text(const char *path, const char *text)
{
    const char *slip = find_stops(text);

    for (size_t i = 0; !slip && i < sizeof(slips) / sizeof(*slips); i++)
        slip = strstr(text, slips[i]);
    if (slip) {
        size_t before = (size_t)(slip - text);

        fail_msg("%s: %.120s", path, slip - (before < 60 ? before : 60));
    }
}

static void check_file(const char *path)
{
    const char *dot = strrchr(path, '.');
    char *text = NULL;
    size_t len;

    if (dot && !strcmp(dot, ".xlsx"))
        text = xlsx_all(path);
    else if (dot && !strcmp(dot, ".html"))
        assert_ok(file_read(path, &text, &len, &err), &err);
    if (text)
        check_text(path, text);
    free(text);
}

static void check_files(void)
{
    char latest[] = LATEST;
    char *const roots[] = { latest, NULL };
    FTS *tree = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, NULL);
    size_t count = 0;

    assert_non_null(tree);
    for (FTSENT *entry; (entry = fts_read(tree));)
        if (entry->fts_info == FTS_F) {
            check_file(entry->fts_path);
            count++;
        }
    fts_close(tree);
    assert_true(count > 10);
}

/* The first row of a sheet: its title; and all of it. */
static void assert_sheet(const char *path, const char *tab, const char *title,
                         const char *text)
{
    char *rows = xlsx_rows(path, xlsx_sheet(path, tab));

    if (strncmp(rows, title, strlen(title)) || !strstr(rows, text))
        fail_msg("no '%s' and '%s' in '%s'", title, text, rows);
    free(rows);
}

static bool says(const char *path, const char *text)
{
    char *page = NULL;
    size_t len;
    bool is_there;

    assert_ok(file_read(path, &page, &len, &err), &err);
    is_there = strstr(page, text) != NULL;
    free(page);
    return is_there;
}

static void assert_page(const char *path, const char *text)
{
    if (!says(path, text))
        fail_msg("no '%s' in '%s'", text, path);
}

static void a_county_without_a_file_is_told_in_whole_words(void **state)
{
    static const struct {
        const char *book, *tab, *title;
    } lists[] = {
        { LATEST "/restricted/safety.xlsx", "Today", "Safety list" },
        { LATEST "/restricted/safety.xlsx", "In_care", "For the Virtual" },
        { LATEST "/restricted/watch-list.xlsx", "Today", "Watch list" },
        { LATEST "/restricted/watch-list.xlsx", "In_care", "For the Virtual" },
        { LATEST "/restricted/unmatched.xlsx", "In_care", "For the Virtual" },
    };
    struct world w;

    (void)state;
    world_open(&w, "w");
    w.as_of = date_parse_iso(REPORT_FIXTURE_AS_OF);
    world_night(&w);
    publish(&w);
    check_files();
    assert_sheet(DASHBOARD, "Weekly_attendance", "Weekly attendance gap",
                 "No week has figures yet.");
    assert_sheet(DASHBOARD, "By_district", "Absence and suspensions",
                 "No child with a social worker is known to be at a school.");
    assert_sheet(DASHBOARD, "What_changed", "What has changed",
                 "Whether anything has changed since this day last year is not "
                 "known: nothing could be tested.");
    assert_page(INDEX, "No child looked after is known to be at a school.");
    assert_page(INDEX, "Whether anything has changed is not known.");
    assert_page(INDEX, "no day yet");
    assert_page(INDEX, "none on record");
    assert_page(INDEX, "No school is known to be above a limit");
    for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
        assert_sheet(lists[i].book, lists[i].tab, lists[i].title, NOBODY);
        assert_sheet(lists[i].book, "In_need", "For social work teams", NOBODY);
    }
    world_close(&w);
}

static void one_child_is_no_children(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, "w");
    w.as_of = date_parse_iso(REPORT_FIXTURE_AS_OF);
    world_put(&w, "schools_20250901.csv",
              "URN,LA (code),EstablishmentNumber,EstablishmentName,"
              "PhaseOfEducation (name),TypeOfEstablishment (name),"
              "EstablishmentStatus (name)\n"
              "100001,919,4001,North School,Secondary,Academy,Open\n"
              "100002,919,4002,South School,Secondary,Academy,Open\n");
    world_put(&w, "pupils_20250902.csv",
              "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
              "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6\n"
              "100001,L919400024001,Pupil R0001,Anna,2011-01-01,F,WBRI,9,C,"
              "2025-09-01,,N,N,N\n"
              "100002,A919400024002,Pupil R0002,Bella,2011-01-01,F,WBRI,9,C,"
              "2025-09-01,,N,N,N\n");
    world_put(&w, "care_20260201.csv",
              "ChildID,UPN,DateOfBirth,Plan,StartDate,EndDate,EndReason\n"
              "C1,L919400024001,2011-01-01,CLA,2025-01-06,,\n");
    world_put(&w, "marks_20260212.csv",
              "URN,UPN,StartDate,Marks\n"
              "100001,L919400024001,2026-02-02,/O//////OO\n");
    world_put(&w, "suspensions_20260212.csv",
              "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n"
              "100001,L919400024001,SUSP,2026-02-03,2026-02-03,2,DB,\n");
    world_put(&w, "returns_20260212.csv",
              "URN,AcademicYear,DesignatedTeacher,QualifiedTeacher,"
              "TrainingDays,ToolkitTrainingDate,Section1Date,Section2Date\n"
              "100001,2025/26,Teacher R0001,Y,2,2025-12-01,,\n");
    world_night(&w);
    publish(&w);
    check_files();
    assert_sheet(LATEST "/restricted/returns.xlsx", "Missing",
                 "What is missing", "Children whom a return asks for: 1.");
    /* None is a number, and one that is shown: details 96. */
    assert_page(LATEST "/strategic/school/100001.html",
                "<dt>Children with a social worker</dt>"
                "<dd><span>[c] withheld</span></dd>");
    assert_page(LATEST "/strategic/school/100002.html",
                "<dt>Children with a social worker</dt><dd>0</dd>");
    /* What is not judged is measured all the same. */
    assert_page(LATEST "/annual/governors.html",
                "Not judged of any school, since no policy and no record says "
                "which of them kept it: no child waits for a school place; "
                "before a child is educated at home, family, school and social "
                "worker meet; permanent exclusion is the last possible resort; "
                "plan meetings lead to teaching that makes a difference every "
                "day; these children have priority for support in school; a "
                "suspension is as short as it can be.");
    world_close(&w);
}

/* A county of one school and one child, who is looked after; of suspensions and
   marks nothing has come. */
static void open_first_week(struct world *w)
{
    world_open(w, "w");
    w->as_of = date_parse_iso(REPORT_FIXTURE_AS_OF);
    world_put(w, "schools_20250901.csv",
              "URN,LA (code),EstablishmentNumber,EstablishmentName,"
              "PhaseOfEducation (name),TypeOfEstablishment (name),"
              "EstablishmentStatus (name)\n"
              "100001,919,4001,North School,Secondary,Academy,Open\n");
    world_put(w, "pupils_20250902.csv",
              "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
              "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6\n"
              "100001,L919400024001,Pupil R0001,Anna,2011-01-01,F,WBRI,9,C,"
              "2025-09-01,,N,N,N\n");
    world_put(w, "care_20260201.csv",
              "ChildID,UPN,DateOfBirth,Plan,StartDate,EndDate,EndReason\n"
              "C1,L919400024001,2011-01-01,CLA,2025-01-06,,\n");
}

/* Of suspensions nothing has ever come: that is no word of who is at a school,
   nor that nobody was suspended. */
static void a_school_is_not_empty_for_want_of_a_list(void **state)
{
    struct world w;

    (void)state;
    open_first_week(&w);
    world_put(&w, "marks_20260212.csv",
              "URN,UPN,StartDate,Marks\n"
              "100001,L919400024001,2026-02-02,/O//////OO\n");
    world_night(&w);
    publish(&w);
    check_files();
    assert_sheet(HEAD, "Visit", "Visit", "\nNorth School|not known|");
    assert_sheet(HEAD, "Schools", "Children with a social worker this year",
                 "\nNorth School|1|");
    assert_sheet(HEAD, "Schools", "Children with a social worker this year",
                 "|[x]|[x]|[x]|[x]|");
    assert_sheet(HEAD, "Visit", "Visit", "|Not known\n");
    assert_sheet(HEAD, "Children", "Children with a social worker to ask",
                 "|[x]|[x]|[x]|");
    assert_page(NORTH, "Whether anybody was suspended is not known: no record "
                       "has come that would tell.");
    world_close(&w);
}

/* The first week: rolls and plans have come, and neither marks nor suspensions
   of anyone. */
static void a_county_of_rolls_and_plans_has_its_packs(void **state)
{
    struct world w;

    (void)state;
    open_first_week(&w);
    world_night(&w);
    publish(&w);
    assert_sheet(HEAD, "Visit", "Visit",
                 "Nothing to say clearly of North School");
    assert_page(FRESH, "The attendance of the county&#39;s one open school is "
                       "late or in part.");
    assert_sheet(HEAD, "Schools", "Children with a social worker this year",
                 "\nNorth School|1|");
    check_files();
    world_close(&w);
}

/* Nobody is known to be at a school that has sent nothing; that is no word of
   its attendance. */
static void what_sent_nothing_is_not_up_to_date(void **state)
{
    struct world w;

    (void)state;
    open_first_week(&w);
    world_put(&w, "schools_20250902.csv",
              "URN,LA (code),EstablishmentNumber,EstablishmentName,"
              "PhaseOfEducation (name),TypeOfEstablishment (name),"
              "EstablishmentStatus (name)\n"
              "100002,919,4002,South School,Secondary,Academy,Open\n");
    world_put(&w, "marks_20260212.csv",
              "URN,UPN,StartDate,Marks\n"
              "100001,L919400024001,2026-02-02,/O//////OO////////////\n");
    world_night(&w);
    publish(&w);
    assert_page(FRESH, "Of 2 open schools of the county the attendance of one "
                       "is late or in part. Of one more none has come.");
    assert_page(FRESH, "South School");
    assert_page(FRESH, "No attendance has come");
    world_close(&w);
}

/* A child at a school of ours, and one each at two of three elsewhere. */
static void put_far_schools(struct world *w)
{
    world_put(w, "schools_20250901.csv",
              "URN,LA (code),EstablishmentNumber,EstablishmentName,"
              "PhaseOfEducation (name),TypeOfEstablishment (name),"
              "EstablishmentStatus (name)\n"
              "100001,919,4001,North School,Secondary,Academy,Open\n"
              "200001,801,4001,Far School,Secondary,Academy,Open\n"
              "200002,801,4002,Farther School,Secondary,Academy,Open\n"
              "200003,801,4003,Other School,Secondary,Academy,Open\n");
    world_put(w, "pupils_20250902.csv",
              "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
              "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6\n"
              "100001,L919400024001,Pupil R0001,Anna,2011-01-01,F,WBRI,9,C,"
              "2025-09-01,,N,N,N\n"
              "200001,A919400024002,Pupil R0002,Bella,2011-01-01,F,WBRI,9,C,"
              "2025-09-01,,N,N,N\n"
              "200002,P919400024003,Pupil R0003,Cara,2011-01-01,F,WBRI,9,C,"
              "2025-09-01,,N,N,N\n");
    world_put(w, "marks_20260212.csv",
              "URN,UPN,StartDate,Marks\n"
              "100001,L919400024001,2026-02-09,////\n");
    world_put(w, "summary_20251220.csv",
              "URN,UPN,StartDate,EndDate,Possible,Authorised,Unauthorised\n"
              "200001,A919400024002,2025-11-03,2025-12-19,70,7,0\n");
}

/* Far School's attendance ends with the half term that was counted, and is of
   the last school day until the next begins; 5 January to 13 February are 30
   days of one child. */
static void counts_of_sessions_are_attendance(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, "w");
    w.as_of = date_parse_iso("2026-01-04");
    put_far_schools(&w);
    world_night(&w);
    publish(&w);
    assert_page(INDEX, "0 of 1 up to date");
    assert_page(INDEX, "Farther School (no attendance has come)");
    assert_false(says(INDEX, "Far School ("));
    w.as_of = date_parse_iso("2026-02-22");
    world_night(&w);
    publish(&w);
    assert_page(INDEX, "Far School (no attendance since 19 December 2025)");
    assert_sheet(QUALITY, "Today", "What to chase today",
                 "Counts of sessions stop on 19 December 2025|Far School|60|");
    assert_sheet(QUALITY, "Today", "What to chase today",
                 "No mark has ever come|Farther School|");
    /* Where the first page leads, schools elsewhere are told too. */
    assert_page(FRESH, "Outside the county that of two schools is late or in "
                       "part; their children are in the county&#39;s figures.");
    assert_page(FRESH, "Outside the county</td>");
    assert_page(FRESH, "19 Dec 2025");
    assert_page(FRESH, "No attendance since 19 December 2025");
    world_close(&w);
}

/* In a holiday the last day with marks is no old one; of other places' schools
   only those that have a child of ours are to send anything. */
static void nothing_is_missed_that_could_not_come(void **state)
{
    struct world w;

    (void)state;
    world_open(&w, "w");
    w.as_of = date_parse_iso("2026-02-22");
    put_far_schools(&w);
    world_night(&w);
    publish(&w);
    assert_page(INDEX, "Tuesday 10 February 2026");
    assert_false(says(INDEX, "These figures are old"));
    assert_false(says(NORTH, "What keeps the newer ones?"));
    assert_page(INDEX, "one of two schools has sent nothing");
    /* The next week of term. */
    w.as_of = date_parse_iso("2026-02-27");
    world_night(&w);
    publish(&w);
    assert_page(INDEX, "These figures are old: the newest marks are of 10 "
                       "February 2026.");
    assert_page(NORTH, "Marks have come up to 10 February 2026 only. What "
                       "keeps the newer ones?");
    world_close(&w);
}

static void a_term_is_so_far_while_it_runs(void **state)
{
    static const struct {
        const char *as_of, *title, *beside, *heads, *stands, *span;
    } days[] = {
        { "2025-08-12",
          "How much of the attendance is held, by school, 2025 to 2026 so far "
          "and the term before",
          "2025 to 2026 has had no school day yet, so that nothing stands "
          "beside it.",
          "Headline measures, Northmere, 2025 to 2026, before its first school "
          "day",
          "2025 to 2026 goes to 12 August 2025 so far, and is provisional. It "
          "stands beside nothing before its first school day.",
          "\"This year\" is 2025 to 2026 up to 12 August 2025; no term of it "
          "has begun." },
        { "2025-09-03",
          "How much of the attendance is held, by school, autumn term 2025 so "
          "far and the term before",
          "2025 to 2026 so far stands beside this day last year, counted to "
          "the same school day",
          "Headline measures, Northmere, 2025 to 2026 so far beside this day "
          "last year",
          "2025 to 2026 goes to 3 September 2025 so far, and is provisional. "
          "It stands beside the same school days of the year before",
          "\"This year\" is 2025 to 2026 up to 3 September 2025, \"last "
          "year\" the same days of 2024 to 2025; \"this term\" is the autumn "
          "term 2025." },
        { "2026-07-31",
          "How much of the attendance is held, by school, summer term 2026 and "
          "the term before",
          "2025 to 2026, which is over, stands beside the whole of 2024 to "
          "2025. What",
          "Headline measures, Northmere, 2025 to 2026 beside 2024 to 2025",
          "2025 to 2026 is over. It stands beside the whole of the year "
          "before.",
          "\"This year\" is 2025 to 2026, \"last year\" 2024 to 2025; \"this "
          "term\" is the summer term 2026." },
    };
    struct world w;

    (void)state;
    for (size_t i = 0; i < sizeof(days) / sizeof(*days); i++) {
        report_fixture_open_on(&w, "w", days[i].as_of);
        publish(&w);
        check_files();
        assert_sheet(QUALITY, "Coverage", days[i].title, "");
        assert_sheet(DASHBOARD, "Cover", "", days[i].beside);
        assert_sheet(DASHBOARD, "Headlines", days[i].heads, "");
        assert_sheet(STATISTICS, "Cover", "", days[i].stands);
        assert_sheet(ADVISER, "Cover", "", days[i].span);
        assert_int_equal(says(INDEX, "this day last year"), i == 1);
        world_close(&w);
    }
}

/* Nor in what stands behind a chart for those who cannot see it. */
static void a_year_so_far_stands_beside_no_whole_one(void **state)
{
    struct world w;

    (void)state;
    report_fixture_open(&w, "w");
    publish(&w);
    assert_page(COMMITTEE, ">2024/25</th>");
    assert_false(says(COMMITTEE, ">2025/26</th>"));
    assert_page(LATEST "/strategic/measure/persistent-absence.html",
                ">Spr 26 so far</th>");
    world_close(&w);
}

/* At the end of the second year nobody has sent marks since February. */
static void measures_say_whose_attendance_is_late(void **state)
{
    struct world w;

    (void)state;
    report_fixture_open_on(&w, "w", "2026-07-31");
    publish(&w);
    assert_page(LATEST "/strategic/measures.html",
                "Eight schools&#39; attendance is late or in part.");
    world_close(&w);
}

/*
 * Of suspensions nothing came for five months: that a child looked after was
 * never excluded is not told without saying so, nor any table of them.
 */
static void a_zero_says_since_when_nothing_has_come(void **state)
{
    static const char since[] =
        "Suspensions and exclusions: nothing has come since 13 February 2026.";
    static const char care[] =
        "Social care: nothing has come since 13 February 2026; who has a social"
        " worker is as it was then.";
    static const char *const sheets[] = { "Suspensions", "By_phase", "Schools",
                                          "Notes" };
    struct world w;
    const char *card;
    char *page = NULL;
    size_t len;

    (void)state;
    report_fixture_open_on(&w, "w", "2026-07-31");
    publish(&w);
    assert_ok(file_read(INDEX, &page, &len, &err), &err);
    card = strstr(page, "None of 24;");
    assert_non_null(card);
    assert_true(strstr(card, "Nothing has come since 13 February 2026.")
                < strstr(card, "Not compared"));
    free(page);
    assert_page(INDEX, since);
    assert_page(INDEX, care);
    assert_sheet(DASHBOARD, "Cover", "", care);
    assert_page(LATEST "/strategic/schools.html", since);
    assert_page(LATEST "/strategic/measure/suspensions.html",
                " Nothing has come since 13 February 2026.");
    for (size_t i = 0; i < sizeof(sheets) / sizeof(*sheets); i++)
        assert_sheet(DASHBOARD, sheets[i], "", since);
    assert_sheet(STATISTICS, "Exclusion", "", since);
    assert_sheet(LATEST "/restricted/numbers.xlsx", "Suspensions", "", since);
    assert_page(LATEST "/schools/100001/report-to-governors.html", since);
    world_close(&w);
}

/* That nobody is new half a year later is no word of anybody. */
static void lists_say_since_when_nothing_has_come(void **state)
{
    static const char since[] =
        "Nothing has come since 13 Feb 2026 of social care, pupils lists, "
        "suspensions: what began since is on no list.";
    static const struct {
        const char *book, *tab;
    } sheets[] = {
        { LATEST "/restricted/safety.xlsx", "Today" },
        { LATEST "/restricted/safety.xlsx", "In_care" },
        { LATEST "/restricted/safety.xlsx", "In_need" },
        { LATEST "/restricted/watch-list.xlsx", "Today" },
        { LATEST "/restricted/watch-list.xlsx", "In_care" },
        { LATEST "/restricted/watch-list.xlsx", "In_need" },
    };
    struct world w;
    char *rows;

    (void)state;
    report_fixture_open(&w, "w");
    publish(&w);
    rows = xlsx_rows(sheets[0].book, xlsx_sheet(sheets[0].book, "Today"));
    assert_null(strstr(rows, "Nothing has come"));
    free(rows);
    world_close(&w);
    report_fixture_open_on(&w, "w", "2026-07-31");
    publish(&w);
    for (size_t i = 0; i < sizeof(sheets) / sizeof(*sheets); i++)
        assert_sheet(sheets[i].book, sheets[i].tab, "", since);
    world_close(&w);
}

/* What another school sent is no word of this one. */
static void a_school_is_old_by_what_it_sent_itself(void **state)
{
    static const char since[] =
        "Nothing has come since 13 Feb 2026 of social care, pupils lists, "
        "suspensions: what began since is on no list.";
    static const char other[] =
        "Nothing has come since 13 Feb 2026 of social care, pupils lists: what "
        "began since is on no list.";
    static const struct {
        const char *book, *tab, *line;
    } sheets[] = {
        { LATEST "/restricted/safety.xlsx", "Today", other },
        { LATEST "/restricted/schools/100001/children.xlsx", "Children",
          since },
        { LATEST "/restricted/schools/100002/children.xlsx", "Children",
          other },
        { LATEST "/advisers/adviser-2/adviser.xlsx", "Visit",
          "Nothing has come of late of suspensions from three of three "
          "schools: "
          "what began there since is on no list." },
    };
    struct world w;

    (void)state;
    report_fixture_open_on(&w, "w", "2026-07-31");
    world_put(&w, "suspensions_20260721.csv",
              "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n"
              "100002,L919400024001,SUSP,2026-07-20,2026-07-20,2,PP,\n");
    world_night(&w);
    publish(&w);
    for (size_t i = 0; i < sizeof(sheets) / sizeof(*sheets); i++)
        assert_sheet(sheets[i].book, sheets[i].tab, "", sheets[i].line);
    world_close(&w);
}

static void slips_are_found(void **state)
{
    assert_null(find_stops("so... and so. On"));
    assert_non_null(find_stops("so. On.. And"));
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_county_without_a_file_is_told_in_whole_words),
        cmocka_unit_test(one_child_is_no_children),
        cmocka_unit_test(a_school_is_not_empty_for_want_of_a_list),
        cmocka_unit_test(a_county_of_rolls_and_plans_has_its_packs),
        cmocka_unit_test(what_sent_nothing_is_not_up_to_date),
        cmocka_unit_test(counts_of_sessions_are_attendance),
        cmocka_unit_test(nothing_is_missed_that_could_not_come),
        cmocka_unit_test(a_term_is_so_far_while_it_runs),
        cmocka_unit_test(a_year_so_far_stands_beside_no_whole_one),
        cmocka_unit_test(measures_say_whose_attendance_is_late),
        cmocka_unit_test(a_zero_says_since_when_nothing_has_come),
        cmocka_unit_test(lists_say_since_when_nothing_has_come),
        cmocka_unit_test(a_school_is_old_by_what_it_sent_itself),
        cmocka_unit_test(slips_are_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
