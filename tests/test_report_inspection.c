/*
 * The lists of restricted.pack that name children one by one for an inspection,
 * for the statutory returns and for a school's designated teacher.
 */
#include "report/report.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/str.h"
#include "tests/kids.h"
#include "tests/report_fixture.h"
#include "tests/testing.h"
#include "tests/world.h"
#include "tests/xlsx.h"

#define LATEST "w/outbox/latest/restricted/"
#define NOTHING "none/outbox/latest/restricted/"
#define GAPS "gaps/outbox/latest/restricted/"
#define BECAME "became/outbox/latest/"
#define INSPECTION LATEST "inspection.xlsx"
#define RETURNS LATEST "returns.xlsx"
#define SAFETY LATEST "safety.xlsx"
#define WATCH LATEST "watch-list.xlsx"
#define NORTH LATEST "schools/100001/children.xlsx"
#define SOUTH LATEST "schools/100002/children.xlsx"
#define TEAM_NORTH LATEST "teams/team-north/lists.xlsx"
#define TEAM_SOUTH LATEST "teams/team-south/lists.xlsx"
#define ELSEWHERE LATEST "schools/200001/children.xlsx"

#define PUPILS                                                                 \
    "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"               \
    "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6\n"

/* Worksheets, in the order of their books. */
enum { LIST_CARE = 2, LIST_NEED }; /* of both lists */
enum { TOTALS = 4, IN_CARE, OUT_CARE, OUT_TOTALS, OUT_NEED };
enum { RETURN_TOTALS = 4, RETURN_CARE, RETURN_NEED };
enum { PAPER = 1, TO_DO, SCHOOL_CARE, SCHOOL_PLANS, SCHOOL_NEED };

static int open_published(void **state)
{
    static const char *const packs[] = { "restricted" };
    static struct world world;
    struct report_result result;
    struct err err = ERR_INIT;

    kids_open(&world, "w");
    assert_ok(report_fixture_publish(&world, packs, 1, 1, &result, &err), &err);
    *state = &world;
    return 0;
}

static int close_world(void **state)
{
    world_close(*state);
    return 0;
}

/* A row of a sheet that has all of these in this order, between its bars. */
static bool has_row(const char *path, int sheet, const char *expected)
{
    char *rows = xlsx_rows(path, sheet);
    bool is_there = strstr(rows, expected) != NULL;

    if (!is_there)
        print_error("%s, sheet %d has no '%s':\n%s", path, sheet, expected,
                    rows);
    free(rows);
    return is_there;
}

static bool is_named(const char *path, int sheet, int number)
{
    char name[16];
    char *rows = xlsx_rows(path, sheet);
    bool is_there;

    snprintf(name, sizeof(name), "Pupil I%04d", number);
    is_there = strstr(rows, name) != NULL;
    free(rows);
    return is_there;
}

/* In care on the day, aged 2 to 18 or of unknown age, by the records alone. */
static bool is_to_be_listed(const struct kid *who)
{
    bool is_in_care = false;

    for (size_t i = 0; i < kid_count; i++) {
        const struct kid *k = &kids[i];

        if (k->number != who->number || !k->plan || strcmp(k->plan, "CLA") != 0)
            continue;
        if (k->reason
            && (!strcmp(k->reason, "E12") || !strcmp(k->reason, "E2")))
            return false;
        is_in_care |= !k->end && !k->legal;
    }
    if (is_in_care && who->born) {
        int age =
            date_age(date_parse_iso(who->born), date_parse_iso(KIDS_AS_OF));

        return age >= 2 && age <= 18;
    }
    return is_in_care;
}

static void each_child_in_care_has_a_row(void **state)
{
    size_t listed = 0;

    (void)state;
    for (size_t i = 0; i < kid_count; i++) {
        const struct kid *who = kid_of(kids[i].number);

        if (who != &kids[i])
            continue;
        listed += is_to_be_listed(who);
        if (is_to_be_listed(who) != is_named(INSPECTION, IN_CARE, who->number))
            fail_msg("pupil %d is %slisted", who->number,
                     is_to_be_listed(who) ? "not " : "");
    }
    assert_int_equal(listed, 17);
}

/* Days as a sheet has them. */
static int day(const char *text)
{
    return (int)(date_parse_iso(text) - date_make(1899, 12, 30));
}

/* Sessions: of the year // /O II, of the last twenty days the last four. */
static void a_row_says_what_is_on_record(void **state)
{
    char row[512];
    char upn[14];

    (void)state;
    kid_upn(1, upn);
    snprintf(row, sizeof(row),
             "\nPupil I0001, Ann|%d|9|%s|%d|North School|State-funded secondary"
             "|Yes|In|[z]|[z]|3|6|50|1|4|%d|1|2|No|%d|G|Booked for 19 Feb 2026"
             "|Yes|%d|0|Worker 1, Team North|%d\n",
             day("2011-02-03"), upn, day("2025-01-06"), day("2026-01-20"),
             day("2025-11-20"), day("2026-03-10"), day("2026-02-01"));
    assert_true(has_row(INSPECTION, IN_CARE, row));
    assert_true(has_row(INSPECTION, IN_CARE,
                        "|Not listed: Harbour Workshop|In|12.5|[z]|"));
    assert_true(has_row(INSPECTION, IN_CARE, "|Yes|In|32.5|[z]|"));
    assert_true(has_row(INSPECTION, IN_CARE, "|Was due 6 Feb 2026|"));
    assert_true(has_row(INSPECTION, IN_CARE, "|2|Held 10 Feb 2026|"));
    assert_true(has_row(INSPECTION, IN_CARE, "|Not required|"));
    /* Out of the county; 13 to 17 October between two schools. */
    assert_true(has_row(INSPECTION, IN_CARE,
                        "|East School|State-funded "
                        "secondary|Yes|Out|"));
    assert_true(has_row(INSPECTION, IN_CARE, "|No|[z]|5|Worker 19, Team "));
    assert_true(has_row(INSPECTION, IN_CARE, "|To confirm|"));
}

/* 18 are in care and under 18: 7 is one year old, 3 was adopted; 9 is 18. */
static void the_first_sheet_is_what_the_rows_come_to(void **state)
{
    static const char *const lines[] = {
        "In care, as in the county's figures (under 18)|18|[z]",
        "Of them under two years old: not listed|1|18",
        "Of them adopted before, by some record: named in no list|1|18",
        "Aged 18: listed here, and not in the county's figures|1|[z]",
        "Listed on the sheet Children_in_care|17|[z]",
        "At a school in the county|7|17",
        "At a school outside the county|1|17",
        "On no roll with a single or main registration|9|17",
        "State-funded primary|1|17",
        "With a provider that the list of schools does not name|1|3",
        "On a part-time timetable|1|17",
        "Of them below full-time hours|1|3",
        "Of school age and not in full-time education|9|15",
        "Persistently absent this year (a tenth of sessions or more)|2|2",
        "Suspended this year|1|17",
        "Permanently excluded this year, or under review|2|17",
        "Education, health and care plan|1|17",
        "Of them with an annual review overdue|0|1",
        "Changed school this year with school days between|1|17",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
        assert_true(has_row(INSPECTION, TOTALS, lines[i]));
}

/* One figure has one number wherever it stands. */
static void they_are_the_countys_own_figures(void **state)
{
    static const struct {
        const char *metric, *line;
    } figures[] = {
        { "persistent_absence",
          "Persistently absent this year (a tenth of sessions or more)" },
        { "suspended_pupils", "Suspended this year" },
    };

    for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
        struct str sql = STR_INIT;
        char row[128];

        str_addf(&sql,
                 "select numerator from mart_metric where metric = '%s'"
                 " and period = '2025/26' and level = 'county'"
                 " and cohort = 'cla' and breakdown = 'none'",
                 figures[i].metric);
        snprintf(row, sizeof(row), "|%s|%d|", figures[i].line,
                 (int)world_int(*state, sql.text));
        assert_true(has_row(INSPECTION, TOTALS, row));
        str_release(&sql);
    }
    assert_int_equal(world_int(*state,
                               "select numerator from mart_metric where metric"
                               " = 'days_between_schools' and period ="
                               " '2025/26' and level = 'county' and cohort ="
                               " 'cla' and breakdown = 'none'"),
                     5);
    assert_int_equal(world_int(*state,
                               "select count(*) from pupil_cohort where period"
                               " = '2025/26' and cohort = 'cla'"),
                     18);
}

static void who_is_not_in_full_time_education_is_told_why(void **state)
{
    (void)state;
    for (size_t i = 0; i < kid_count; i++) {
        const struct kid *who = &kids[i];
        bool is_care = who->plan && !strcmp(who->plan, "CLA");
        char row[256];

        if (who != kid_of(who->number))
            continue;
        if (!who->out) {
            assert_false(is_named(INSPECTION, OUT_CARE, who->number));
            assert_false(is_named(INSPECTION, OUT_NEED, who->number));
            continue;
        }
        assert_true(
            is_named(INSPECTION, is_care ? OUT_CARE : OUT_NEED, who->number));
        assert_false(
            is_named(INSPECTION, is_care ? OUT_NEED : OUT_CARE, who->number));
        snprintf(row, sizeof(row), "|%s|", who->out);
        assert_true(has_row(INSPECTION, is_care ? OUT_CARE : OUT_NEED, row));
    }
    assert_true(has_row(INSPECTION, OUT_TOTALS,
                        "On the roll of no school and on no register|3|2|[z]"));
    assert_true(has_row(INSPECTION, OUT_TOTALS,
                        "On the register of elective home education|1|0|1"));
    assert_true(has_row(INSPECTION, OUT_TOTALS,
                        "A part-time timetable that is open at a "
                        "school of theirs|1|1|0"));
}

/* 11 left in this year's December, 33 in year 6 last July. */
static void nobody_is_in_the_year_of_long_ago(void **state)
{
    (void)state;
    assert_true(has_row(SAFETY, LIST_CARE,
                        "\nPupil I0011, Ann|9|At no school|On no roll and"));
    assert_true(has_row(SAFETY, LIST_NEED,
                        "|Pupil I0033, Ann|In need|Age 11|At no school|On no "
                        "roll and"));
}

static void assert_order(const char *book, int sheet, const char *const texts[],
                         size_t count)
{
    char *rows = xlsx_rows(book, sheet);
    const char *at = rows;

    for (size_t i = 0; i < count; i++) {
        at = at ? strstr(at, texts[i]) : NULL;
        if (!at)
            fail_msg("no '%s' in its place:\n%s", texts[i], rows);
    }
    free(rows);
}

/* 18 is over compulsory school age, though its row has lasted the longest. */
static void at_no_school_those_of_compulsory_age_come_first(void **state)
{
    static const char *const order[] = {
        "Pupil I0010, Ann|Age 10|At no school|",
        "Pupil I0011, Ann|9|At no school|",
        "Pupil I0018, Ann|12|At no school|",
    };

    (void)state;
    assert_order(SAFETY, LIST_CARE, order, sizeof(order) / sizeof(order[0]));
}

/* 11 was at North School until Christmas. */
static void at_no_school_the_last_one_may_be_asked(void **state)
{
    static const char *const order[] = {
        "Pupil I0011, Ann|9|At no school|",
        "|Worker 11, Team North; last school's adviser Jo Doe|",
        "Pupil I0018, Ann|",
    };

    (void)state;
    assert_order(SAFETY, LIST_CARE, order, sizeof(order) / sizeof(order[0]));
}

/* What was due last week comes first, though 15 has lacked one the longest. */
static void missing_plans_stand_by_their_day(void **state)
{
    static const char *const order[] = {
        "I0015, Ann", "No plan this term. Was due 6 Feb 2026.",
        "I0001, Ann", "No plan this term. Booked for 19 Feb 2026.",
        "I0017, Ann", "No plan this term. Nothing on record.",
    };

    (void)state;
    assert_order(WATCH, LIST_CARE, order, sizeof(order) / sizeof(order[0]));
}

/* 2 and 22 are Team South's, 25 is Team North's. */
static void a_team_has_its_own_children_alone(void **state)
{
    char *north = xlsx_all(TEAM_NORTH);
    char *south = xlsx_all(TEAM_SOUTH);

    (void)state;
    assert_non_null(strstr(south, kid_of(2)->out));
    assert_non_null(strstr(south, "I0002"));
    assert_non_null(strstr(south, "I0022"));
    assert_null(strstr(south, "I0025"));
    assert_non_null(strstr(north, "I0025"));
    assert_null(strstr(north, "I0002"));
    assert_null(strstr(north, "I0022"));
    free(north);
    free(south);
}

/* Adopted, died, on short breaks, ended; without a plan; another's record. */
static void some_are_named_to_nobody(void **state)
{
    static const int nobody[] = { 3, 4, 5, 6, 23, 30, 31 };
    static const char *const books[] = { INSPECTION, RETURNS,   NORTH,
                                         SOUTH,      ELSEWHERE, TEAM_NORTH,
                                         TEAM_SOUTH };

    (void)state;
    for (size_t book = 0; book < sizeof(books) / sizeof(books[0]); book++) {
        char *all = xlsx_all(books[book]);

        for (size_t i = 0; i < sizeof(nobody) / sizeof(nobody[0]); i++) {
            char name[16];
            char upn[14];

            snprintf(name, sizeof(name), "I%04d", nobody[i]);
            kid_upn(nobody[i], upn);
            if (strstr(all, name) || strstr(all, upn))
                fail_msg("%s names pupil %d", books[book], nobody[i]);
        }
        free(all);
    }
}

static void what_a_return_will_miss_is_told(void **state)
{
    static const struct {
        int number, sheet;
        const char *cells;
    } rows[] = {
        { 10, RETURN_CARE,
          "No UPN in the care record|The child is on no list of pupils that "
          "ever came|Children looked after (SSDA903)|" },
        { 20, RETURN_CARE,
          "No UPN in the care record|Found on a list by names and birth alone: "
          "to confirm|Children looked after (SSDA903)|" },
        { 21, RETURN_CARE, "No date of birth|The care record has none|" },
        { 19, RETURN_CARE,
          "Two dates of birth|schools' lists: 10 Jan 2012; care record: 1 Jan "
          "2012|Children looked after (SSDA903); School census|" },
        { 12, RETURN_CARE,
          "Two records of sex|Schools' lists: F; header of the return: M|"
          "Children looked after (SSDA903)|" },
        { 13, RETURN_CARE,
          "No sex on record|The header of the return has none; schools' lists: "
          "F|" },
        { 13, RETURN_CARE, "No ethnicity|" },
        { 13, RETURN_CARE,
          "No SDQ score, nor a reason|In care since 6 Jan 2025; none of the "
          "year to 31 Mar 2026|" },
        { 1, RETURN_CARE, "No SDQ score, nor a reason|" },
        { 14, RETURN_CARE, "No legal status|In care since 2 Jun 2025|" },
        { 15, RETURN_CARE, "No placement type|" },
        { 16, RETURN_CARE, "No need code|In care since 2 Jun 2025|" },
        { 22, RETURN_NEED,
          "No UPN in the care record|The child is on no list of pupils that "
          "ever came|Children in need census|" },
        { 25, RETURN_NEED,
          "A temporary UPN|Schools' lists have X00180001701A|"
          "School census|" },
        { 25, RETURN_NEED,
          "No need code|On a protection plan since 2 Jun 2025,"
          " code N0 (not stated)|" },
    };
    size_t count = sizeof(rows) / sizeof(rows[0]);
    char *care = xlsx_rows(RETURNS, RETURN_CARE);
    char *need = xlsx_rows(RETURNS, RETURN_NEED);

    (void)state;
    for (size_t i = 0; i < count; i++) {
        const char *all = rows[i].sheet == RETURN_CARE ? care : need;
        struct str row = STR_INIT;

        str_addf(&row, "\nPupil I%04d, Ann|", rows[i].number);
        if (rows[i].sheet == RETURN_NEED)
            str_addf(&row, "Team %s|Worker %d|%s|",
                     rows[i].number % 2 ? "North" : "South", rows[i].number,
                     rows[i].number == 25 ? "Protection plan" : "In need");
        str_add(&row, rows[i].cells);
        if (!strstr(all, row.text))
            fail_msg("no '%s' in %s", row.text, all);
        str_release(&row);
    }
    /* These rows and no others: K24 is three and asked for no UPN. */
    assert_int_equal(xlsx_count(care, "\nPupil I")
                         + xlsx_count(need, "\nPupil "
                                            "I"),
                     count + 1);
    assert_non_null(strstr(care, "Pupil I0021, Ann|No UPN in the care record"));
    free(care);
    free(need);
}

/* K6's care and K30's need ended without a reason, in the year of the return;
 * K6 needs no more than that, K2's is none. */
static void what_has_ended_is_counted_and_not_named(void **state)
{
    (void)state;
    assert_true(has_row(RETURNS, RETURN_TOTALS,
                        "|No reason for the end|1|0|0|1\nChildren in need"));
    assert_true(has_row(RETURNS, RETURN_TOTALS,
                        "|No reason for the end|1|0|0|1\nSchool census"));
}

static void a_school_has_its_own_children_alone(void **state)
{
    static const struct {
        const char *book;
        int sheet;
        const int numbers[8]; /* in their order; 0 ends them */
    } sheets[] = {
        { NORTH, SCHOOL_CARE, { 1, 15, 16, 26, 27 } },
        { NORTH, SCHOOL_NEED, { 2 } },
        { NORTH, SCHOOL_PLANS, { 1, 15, 16, 26, 27 } },
        { SOUTH, SCHOOL_CARE, { 17 } },
        { SOUTH, SCHOOL_NEED, { 25 } },
        { ELSEWHERE, SCHOOL_CARE, { 19 } },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(sheets) / sizeof(sheets[0]); i++) {
        for (size_t k = 0; k < kid_count; k++) {
            bool is_one = false;

            for (size_t n = 0; sheets[i].numbers[n]; n++)
                is_one |= sheets[i].numbers[n] == kids[k].number;
            if (is_one
                != is_named(sheets[i].book, sheets[i].sheet, kids[k].number))
                fail_msg("%s, sheet %d: pupil %d", sheets[i].book,
                         sheets[i].sheet, kids[k].number);
        }
    }
    /* Nor anywhere else in the book; and not on what plan a child is. */
    assert_false(is_named(NORTH, PAPER, 20));
    assert_false(is_named(NORTH, TO_DO, 20));
    for (size_t i = 0; i < sizeof(sheets) / sizeof(sheets[0]); i++) {
        char *all = xlsx_all(sheets[i].book);

        assert_null(strstr(all, "In need"));
        assert_null(strstr(all, "in need"));
        assert_null(strstr(all, "rotection plan"));
        free(all);
    }
}

/* East School sends none. */
static void the_front_says_of_when_the_schools_marks_are(void **state)
{
    char *north = xlsx_all(NORTH);
    char *east = xlsx_all(ELSEWHERE);

    (void)state;
    assert_non_null(strstr(north, "; the school's marks up to 20 January"));
    assert_non_null(strstr(east, "; no marks of the school. What is not"));
    free(north);
    free(east);
}

/* 20, who is to be confirmed, missed all sessions. */
static void the_teacher_reads_first_what_is_to_be_done(void **state)
{
    char row[512];
    char upn[14];

    (void)state;
    assert_true(has_row(NORTH, PAPER,
                        "Five children are in care; one other child has a "
                        "social worker. One pupil is on the school's list as "
                        "previously looked after, as parents declared it. "
                        "Together those named here attended 50.0% of sessions "
                        "this year so far, their peers at the school 83.3%."));
    assert_true(has_row(
        NORTH, PAPER,
        "\nPupil I0001, Ann|Suspended to 4 Nov 2025: no meeting on the return "
        "on record|4 Nov 2025|Worker 1, Team North\n"
        "Pupil I0015, Ann|Plan meeting was due 6 Feb 2026|6 Feb 2026|Worker 15,"
        " Team North\n"
        "Pupil I0001, Ann|Plan meeting booked for 19 Feb 2026|19 Feb 2026|"
        "Worker 1, Team North\n"
        "Pupil I0002, Ann|Part-time timetable: review due 20 Feb 2026|20 Feb "
        "2026|Worker 2, Team South\n"
        "Pupil I0001, Ann|Annual review of the EHC plan due 10 Mar 2026|"));
    /* Without a day of its own a plan is due when the term is over. */
    assert_true(has_row(NORTH, PAPER,
                        "\nPupil I0027, Ann|No plan meeting of this term on "
                        "record|27 Mar 2026|Worker 27, Team North\n"));
    /* Whom nobody has seen comes first. */
    assert_true(has_row(
        SOUTH, PAPER,
        "\nPupil I0017, Ann|No mark has ever come; the school has marked "
        "others "
        "on 5 days since, the last of them 6 February 2026|since 6 Feb 2026|"));
    kid_upn(1, upn);
    snprintf(row, sizeof(row),
             "\nPupil I0001, Ann|9|%s|3|6|50|3 November (1.5)|0.5|2|No|Worker "
             "1, Team North\n",
             upn);
    assert_true(has_row(NORTH, SCHOOL_CARE, row));
    snprintf(row, sizeof(row),
             "\nPupil I0001, Ann|Booked for 19 Feb 2026|%d|G|Not on record|%d|"
             "2630|450|Tutoring since 3 Nov 2025|Worker 1, Team North\n",
             day("2025-11-20"), day("2026-03-10"));
    assert_true(has_row(NORTH, SCHOOL_PLANS, row));
}

/* 13 to 17 October: the list says what the metric does, whether the leaving is
   told by a date, by a row of status P or by the school's end. */
static void a_gap_begins_however_the_leaving_is_told(void **state)
{
    static const char *const packs[] = { "restricted" };
    static const char *const children[] = { "One", "Two", "Three" };
    struct world w;
    struct report_result result;
    struct err err = ERR_INIT;
    char *rows;

    (void)state;
    world_open(&w, "gaps");
    world_put(&w, "schools_20251001.csv",
              "URN,LA (code),EstablishmentNumber,EstablishmentName,"
              "PhaseOfEducation (name),TypeOfEstablishment (name),"
              "EstablishmentStatus (name),CloseDate\n"
              "100001,919,4001,North,Secondary,Academy,Open,\n"
              "100002,919,4002,South,Secondary,Academy,Open,\n"
              "100003,919,4003,East,Secondary,Academy,Closed,10/10/2025\n");
    world_put(&w, "pupils_20250910.csv",
              PUPILS "100001,L919400024001,One,Kit,2012-01-01,F,WBRI,8,C,"
                     "2023-09-01,,N,N,N\n"
                     "100001,A919400024002,Two,Kit,2012-01-01,F,WBRI,8,C,"
                     "2023-09-01,,N,N,N\n"
                     "100003,P919400024003,Three,Kit,2012-01-01,F,WBRI,8,C,"
                     "2023-09-01,,N,N,N\n");
    world_put(&w, "pupils_20251110.csv",
              PUPILS "100001,L919400024001,One,Kit,2012-01-01,F,WBRI,8,C,"
                     "2023-09-01,2025-10-10,N,N,N\n"
                     "100001,A919400024002,Two,Kit,2012-01-01,F,WBRI,8,P,"
                     "2023-09-01,2025-10-10,N,N,N\n"
                     "100002,L919400024001,One,Kit,2012-01-01,F,WBRI,8,C,"
                     "2025-10-20,,N,N,N\n"
                     "100002,A919400024002,Two,Kit,2012-01-01,F,WBRI,8,C,"
                     "2025-10-20,,N,N,N\n"
                     "100002,P919400024003,Three,Kit,2012-01-01,F,WBRI,8,C,"
                     "2025-10-20,,N,N,N\n");
    world_put(&w, "care_20251110.csv",
              "ChildID,UPN,DateOfBirth,Plan,StartDate,EndDate,EndReason\n"
              "1,L919400024001,2012-01-01,CLA,2024-01-01,,\n"
              "2,A919400024002,2012-01-01,CLA,2024-01-01,,\n"
              "3,P919400024003,2012-01-01,CLA,2024-01-01,,\n");
    world_night(&w);
    assert_ok(report_fixture_publish(&w, packs, 1, 1, &result, &err), &err);
    rows = xlsx_rows(GAPS "inspection.xlsx", IN_CARE);
    for (size_t i = 0; i < sizeof(children) / sizeof(children[0]); i++) {
        char begin[16];
        char *row;

        snprintf(begin, sizeof(begin), "\n%s, Kit|", children[i]);
        row = strstr(rows, begin);
        assert_non_null(row);
        *strchr(row + 1, '\n') = '\0';
        assert_non_null(strstr(row, "|[x]|[z]|5|[x]|"));
        row[strlen(row)] = '\n';
    }
    free(rows);
    assert_true(has_row(GAPS "inspection.xlsx", TOTALS,
                        "Changed school this year with school days between|3|3"
                        "\n"));
    world_close(&w);
}

/* A county in which North became an academy at the turn of the year, and where
   the second child leaves East on the day. */
static void open_became(struct world *w)
{
    world_open(w, "became");
    world_put(w, "schools_20260105.csv",
              "URN,LA (code),EstablishmentNumber,EstablishmentName,"
              "PhaseOfEducation (name),TypeOfEstablishment (name),"
              "EstablishmentStatus (name),OpenDate,CloseDate\n"
              "100001,919,4001,North,Secondary,School,Closed,,31/12/2025\n"
              "100009,919,4001,North Academy,Secondary,Academy,Open,"
              "01/01/2026,\n"
              "100002,919,4002,South,Secondary,Academy,Open,,\n"
              "100003,919,4003,East,Secondary,Academy,Open,,\n");
    world_put(w, "pupils_20260105.csv",
              PUPILS "100002,L919400024001,One,Kit,2012-01-01,F,WBRI,8,C,"
                     "2023-09-01,2025-10-10,N,N,N\n"
                     "100001,L919400024001,One,Kit,2012-01-01,F,WBRI,8,C,"
                     "2025-10-20,,N,N,N\n"
                     "100009,L919400024001,One,Kit,2012-01-01,F,WBRI,8,C,"
                     "2025-10-20,,N,N,N\n"
                     "100003,A919400024002,Two,Kit,2012-01-01,F,WBRI,8,C,"
                     "2023-09-01,,N,N,N\n"
                     "100009,P919400024003,Three,Kit,2012-01-01,F,WBRI,8,C,"
                     "2023-09-01,,N,N,N\n");
    world_put(w, "pupils_20260116.csv",
              PUPILS "100003,A919400024002,Two,Kit,2012-01-01,F,WBRI,,P,"
                     "2023-09-01,2026-01-16,,N,N\n");
    world_put(w, "care_20260116.csv",
              "ChildID,UPN,DateOfBirth,Plan,StartDate,EndDate,EndReason\n"
              "1,L919400024001,2012-01-01,CLA,2024-01-01,,\n"
              "2,A919400024002,2012-01-01,CLA,2024-01-01,,\n"
              "3,P919400024003,2012-01-01,CLA,2024-01-01,,\n");
    world_put(w, "provision_20260116.csv",
              "UPN,URN,Type,StartDate,EndDate,HoursPerWeek,ReviewDate\n"
              "P919400024003,100001,PART_TIME,2025-12-01,,10,2026-02-01\n");
    world_put(w, "marks_20260116.csv",
              "URN,UPN,StartDate,Marks\n"
              "100001,P919400024003,2025-12-15,//I/\n"
              "100009,P919400024003,2026-01-12,//\n");
    world_put(w, "advisers_20260116.csv",
              "URN,Adviser\n100002,One Adviser\n100009,One Adviser\n");
    world_night(w);
}

/* The first two moved placement last week: the second under another number. The
   third came back after a month at home. */
static void in_care_since_is_the_day_on_which_care_began(void **state)
{
    static const char *const packs[] = { "restricted" };
    static const struct {
        const char *upn, *day;
    } since[] = {
        { "L919400024001", "2024-01-01" },
        { "A919400024002", "2024-01-01" },
        { "P919400024003", "2026-01-14" },
    };
    struct world w;
    struct report_result result;
    struct err err = ERR_INIT;

    (void)state;
    open_became(&w);
    world_put(&w, "care_20260117.csv",
              "ChildID,UPN,DateOfBirth,Plan,StartDate,EndDate,LegalStatus,"
              "PlacementType,EndReason\n"
              "1,L919400024001,2012-01-01,CLA,2024-01-01,2026-01-12,C2,U1,\n"
              "1,L919400024001,2012-01-01,CLA,2026-01-12,,C2,,\n"
              "2,A919400024002,2012-01-01,CLA,2024-01-01,,C2,U1,\n"
              "7,A919400024002,2012-01-01,CLA,2026-01-13,,,U1,\n"
              "3,P919400024003,2012-01-01,CLA,2024-01-01,2025-12-12,C2,U1,E4\n"
              "3,P919400024003,2012-01-01,CLA,2026-01-14,,C2,,\n");
    world_night(&w);
    assert_ok(report_fixture_publish(&w, packs, 1, 1, &result, &err), &err);
    assert_true(has_row(BECAME "restricted/returns.xlsx", RETURN_CARE,
                        "No placement type|In care since 1 Jan 2024; this "
                        "record from 12 Jan 2026|"));
    assert_true(has_row(BECAME "restricted/returns.xlsx", RETURN_CARE,
                        "No legal status|In care since 1 Jan 2024; this record "
                        "from 13 Jan 2026|"));
    assert_true(has_row(BECAME "restricted/returns.xlsx", RETURN_CARE,
                        "No placement type|In care since 14 Jan 2026|"));
    for (size_t i = 0; i < sizeof(since) / sizeof(since[0]); i++) {
        char row[64];

        snprintf(row, sizeof(row), "|%s|%d|", since[i].upn, day(since[i].day));
        assert_true(has_row(BECAME "restricted/inspection.xlsx", IN_CARE, row));
    }
    world_close(&w);
}

/* Details 17: short breaks are no care, and take nothing from the need that the
   first child has besides; a case closed as no need (RC8) never counts. */
static void what_is_no_plan_neither_hides_nor_names_a_child(void **state)
{
    static const char *const packs[] = { "restricted" };
    struct world w;
    struct report_result result;
    struct err err = ERR_INIT;
    char *school;

    (void)state;
    open_became(&w);
    world_put(&w, "care_20260117.csv",
              "ChildID,UPN,DateOfBirth,Plan,StartDate,EndDate,LegalStatus,"
              "EndReason\n"
              "1,L919400024001,2012-01-01,CLA,2024-01-01,,V4,\n"
              "1,L919400024001,2012-01-01,CIN,2025-03-01,,,\n"
              "1,L919400024001,2012-01-01,CLA,2025-05-01,2025-06-02,C2,\n"
              "2,A919400024002,2012-01-01,CIN,2024-01-01,,,RC8\n"
              "3,P919400024003,2012-01-01,CLA,2024-01-01,,V4,\n");
    world_put(&w, "provision_20260117.csv",
              "UPN,URN,Type,StartDate,EndDate,HoursPerWeek,ReviewDate\n"
              "L919400024001,100009,PART_TIME,2026-01-12,,10,2026-01-14\n"
              "A919400024002,100003,PART_TIME,2026-01-12,,10,2026-01-14\n");
    world_night(&w);
    assert_ok(report_fixture_publish(&w, packs, 1, 1, &result, &err), &err);
    assert_true(has_row(BECAME "restricted/inspection.xlsx", OUT_NEED,
                        "|L919400024001|In need|Part-time timetable, 10 of "));
    assert_false(has_row(BECAME "restricted/inspection.xlsx", OUT_NEED,
                         "|A919400024002|"));
    assert_true(has_row(BECAME "restricted/safety.xlsx", LIST_NEED,
                        "|One, Kit|In need|8|North Academy|"));
    /* What has ended is not told as if it went on. */
    assert_true(has_row(BECAME "restricted/returns.xlsx", RETURN_NEED,
                        "|No placement type|In care from 1 May 2025 to 2 Jun "
                        "2025|"));
    assert_true(has_row(BECAME "restricted/returns.xlsx", RETURN_NEED,
                        "|No reason for the end|In care from 1 May 2025 to 2 "
                        "Jun 2025|"));
    assert_false(has_row(BECAME "restricted/watch-list.xlsx", LIST_NEED,
                         "|A919400024002|"));
    school = xlsx_all(BECAME "restricted/schools/100009/children.xlsx");
    assert_non_null(strstr(school, "One, Kit"));
    assert_null(strstr(school, "Three, Kit"));
    free(school);
    world_close(&w);
}

/* It is the school that it was: no move is made to it, a timetable goes on
   there, and a stay at it has the marks of before. */
static void a_school_that_became_another_is_the_same(void **state)
{
    static const char *const packs[] = { "restricted" };
    struct world w;
    struct report_result result;
    struct err err = ERR_INIT;

    (void)state;
    open_became(&w);
    assert_ok(report_fixture_publish(&w, packs, 1, 1, &result, &err), &err);
    assert_true(has_row(BECAME "restricted/inspection.xlsx", IN_CARE,
                        "|[x]|[z]|5|[x]|"));
    assert_true(has_row(BECAME "restricted/inspection.xlsx", IN_CARE,
                        "|North Academy|State-funded secondary|Yes|In|[z]|10|"
                        "5|6|83.3|5|6|"));
    assert_true(has_row(BECAME "restricted/inspection.xlsx", TOTALS,
                        "On a part-time timetable|1|3\n"));
    assert_true(has_row(BECAME "restricted/schools/100009/children.xlsx", PAPER,
                        "Part-time: 10 hours, no end date, review 1 Feb"));
    assert_true(has_row(BECAME "restricted/schools/100009/children.xlsx", PAPER,
                        "|Part-time timetable: review due 1 Feb 2026|"));
    world_close(&w);
}

/* Nobody can be asked at a school that has closed. */
static void a_row_of_a_closed_school_is_where_the_child_is_now(void **state)
{
    static const char *const packs[] = { "restricted" };
    struct world w;
    struct report_result result;
    struct err err = ERR_INIT;

    (void)state;
    open_became(&w);
    world_put(&w, "provision_20260117.csv",
              "UPN,URN,Type,StartDate,EndDate,HoursPerWeek,ReviewDate\n"
              "P919400024003,100001,PART_TIME,2025-12-01,,10,2026-01-05\n");
    world_night(&w);
    assert_ok(report_fixture_publish(&w, packs, 1, 1, &result, &err), &err);
    assert_true(has_row(BECAME "restricted/safety.xlsx", LIST_CARE,
                        "|8|North Academy|Part-time timetable past its end"));
    assert_true(has_row(BECAME "restricted/watch-list.xlsx", LIST_CARE,
                        "|8|North Academy|Part-time timetable not under"));
    world_close(&w);
}

/* In July, and no other school has the child since; the other one's is of this
   year. */
static void an_exclusion_of_last_year_goes_on(void **state)
{
    static const char *const packs[] = { "restricted" };
    struct world w;
    struct report_result result;
    struct err err = ERR_INIT;

    (void)state;
    open_became(&w);
    world_put(&w, "suspensions_20260116.csv",
              "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n"
              "100003,A919400024002,PERM,2025-07-10,,,PP,ANO\n"
              "100009,P919400024003,PERM,2026-01-12,,,PP,NOG\n");
    world_night(&w);
    assert_ok(report_fixture_publish(&w, packs, 1, 1, &result, &err), &err);
    assert_true(has_row(BECAME "restricted/inspection.xlsx", IN_CARE,
                        "|0|0|Yes, 10 Jul 2025|"));
    assert_true(has_row(BECAME "restricted/inspection.xlsx", IN_CARE,
                        "|0|0|Under review|"));
    assert_true(
        has_row(BECAME "restricted/inspection.xlsx", IN_CARE, "|0|0|No|"));
    assert_true(has_row(BECAME "restricted/inspection.xlsx", TOTALS,
                        "Permanently excluded this year, or under review|1|3"));
    assert_true(has_row(BECAME "restricted/schools/100003/children.xlsx", PAPER,
                        "|Permanently excluded\n"));
    world_close(&w);
}

/* Both were excluded years ago, and at a school since: the second that is under
   review is this year's, and of last year's that which no school followed. */
static void an_exclusion_that_a_school_followed_is_over(void **state)
{
    static const char *const packs[] = { "restricted" };
    struct world w;
    struct report_result result;
    struct err err = ERR_INIT;

    (void)state;
    open_became(&w);
    world_put(&w, "suspensions_20260116.csv",
              "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n"
              "100009,P919400024003,PERM,2022-05-10,,,PP,ANO\n"
              "100009,P919400024003,PERM,2026-01-12,,,PP,NOG\n"
              "100003,A919400024002,PERM,2022-05-10,,,PP,ANO\n"
              "100003,A919400024002,PERM,2025-07-10,,,PP,NOG\n");
    world_night(&w);
    assert_ok(report_fixture_publish(&w, packs, 1, 1, &result, &err), &err);
    assert_true(has_row(BECAME "restricted/inspection.xlsx", IN_CARE,
                        "|0|0|Under review|"));
    assert_true(has_row(BECAME "restricted/inspection.xlsx", IN_CARE,
                        "|0|0|Under review, 10 Jul 2025|"));
    assert_true(has_row(BECAME "restricted/schools/100003/children.xlsx", PAPER,
                        "|Permanently excluded, under review\n"));
    assert_true(has_row(BECAME "restricted/schools/100009/children.xlsx", PAPER,
                        "|Permanently excluded, under review\n"));
    world_close(&w);
}

/* A day that has passed is not a meeting that was held, and not none. */
static void a_meeting_that_was_booked_is_not_told_as_none(void **state)
{
    static const char *const packs[] = { "restricted" };
    static const struct {
        const char *book, *row;
        int sheet;
    } rows[] = {
        { BECAME "restricted/inspection.xlsx",
          "|Due 1 Mar 2026; meeting of 12 Jan 2026 not on record as held|",
          IN_CARE },
        { BECAME "restricted/inspection.xlsx", "|Booked, no day on record|",
          IN_CARE },
        { BECAME "restricted/inspection.xlsx",
          "|Meeting of 13 Jan 2026 not on record as held|", IN_CARE },
        { BECAME "restricted/schools/100009/children.xlsx",
          "|Plan meeting of 12 Jan 2026 not on record as held; it is due 1 "
          "Mar 2026|1 Mar 2026|",
          PAPER },
        { BECAME "restricted/schools/100003/children.xlsx",
          "|Plan meeting booked without a day|27 Mar 2026|", PAPER },
        { BECAME "restricted/schools/100009/children.xlsx",
          "|Plan meeting of 13 Jan 2026 not on record as held|13 Jan 2026|",
          PAPER },
    };
    struct world w;
    struct report_result result;
    struct err err = ERR_INIT;

    (void)state;
    open_became(&w);
    world_put(&w, "peps_20260116.csv",
              "UPN,AcademicYear,Term,DueDate,MeetingDate,Status,Quality\n"
              "L919400024001,2025/26,Spring,2026-03-01,2026-01-12,BOOKED,\n"
              "A919400024002,2025/26,Spring,,,BOOKED,\n"
              "P919400024003,2025/26,Spring,,2026-01-13,BOOKED,\n");
    world_night(&w);
    assert_ok(report_fixture_publish(&w, packs, 1, 1, &result, &err), &err);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_true(has_row(rows[i].book, rows[i].sheet, rows[i].row));
    world_close(&w);
}

/* Nor is a meeting of the day itself one that was not held. */
static void a_meeting_of_the_day_is_booked(void **state)
{
    static const char *const packs[] = { "restricted" };
    struct world w;
    struct report_result result;
    struct err err = ERR_INIT;

    (void)state;
    open_became(&w);
    world_put(&w, "peps_20260116.csv",
              "UPN,AcademicYear,Term,DueDate,MeetingDate,Status,Quality\n"
              "L919400024001,2025/26,Spring,2026-01-12,2026-01-16,BOOKED,\n"
              "P919400024003,2025/26,Spring,,2026-01-16,BOOKED,\n");
    world_night(&w);
    assert_ok(report_fixture_publish(&w, packs, 1, 1, &result, &err), &err);
    assert_true(has_row(BECAME "restricted/inspection.xlsx", IN_CARE,
                        "|Booked for 16 Jan 2026|"));
    assert_false(has_row(BECAME "restricted/inspection.xlsx", IN_CARE,
                         "not on record as held"));
    assert_true(has_row(BECAME "restricted/schools/100009/children.xlsx", PAPER,
                        "|Plan meeting booked for 16 Jan 2026; it was due 12 "
                        "Jan 2026|16 Jan 2026|"));
    assert_true(has_row(BECAME "restricted/schools/100009/children.xlsx", PAPER,
                        "|Plan meeting booked for 16 Jan 2026|16 Jan 2026|"));
    world_close(&w);
}

/* The first was suspended at South, and is at North now, where another has its
   name. */
static void a_teacher_knows_which_child_and_of_which_school_it_is(void **state)
{
    static const char *const packs[] = { "restricted" };
    static const char school[] =
        BECAME "restricted/schools/100009/children.xlsx";
    struct world w;
    struct report_result result;
    struct err err = ERR_INIT;

    (void)state;
    open_became(&w);
    world_put(&w, "pupils_20260117.csv",
              PUPILS "100009,P919400024003,One,Kit,2012-01-01,F,WBRI,8,C,"
                     "2023-09-01,,N,N,N\n");
    world_put(&w, "care_20260116T1200.csv",
              "ChildID,UPN,DateOfBirth,Plan,StartDate,EndDate,EndReason\n"
              "1,L919400024001,2012-01-01,CIN,2024-01-01,,\n"
              "2,A919400024002,2012-01-01,CLA,2024-01-01,,\n"
              "3,P919400024003,2012-01-01,CIN,2024-01-01,,\n");
    world_put(&w, "suspensions_20260116.csv",
              "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n"
              "100002,L919400024001,SUSP,2025-09-08,2025-09-08,2,PP,\n"
              "100009,P919400024003,SUSP,2026-01-13,2026-01-13,2,PP,\n"
              "100003,A919400024002,SUSP,2026-01-06,,6,PP,\n");
    world_night(&w);
    assert_ok(report_fixture_publish(&w, packs, 1, 1, &result, &err), &err);
    assert_true(has_row(school, PAPER,
                        "\nOne, Kit (L919400024001), year 8|Not suspended here "
                        "this year|"));
    assert_true(
        has_row(school, PAPER, "|0 of 15 this term, 1 of 45 this year"));
    assert_true(has_row(school, PAPER, "\nOne, Kit (P919400024003), year 8|"));
    assert_true(has_row(BECAME "restricted/schools/100003/children.xlsx", PAPER,
                        "\nTwo, Kit, year 8|"));
    /* Of three days, and nobody knows to which. */
    assert_true(has_row(BECAME "restricted/schools/100003/children.xlsx", PAPER,
                        "\nTwo, Kit|Suspended from 6 Jan 2026, no end on "
                        "record: no meeting on the return on record|"));
    world_close(&w);
}

/* Details 15: the LeavingDate is a day of the stay, and of a row of status P
   nothing but its dates counts. */
static void on_the_day_of_leaving_a_child_is_on_the_roll(void **state)
{
    static const char *const packs[] = { "restricted", "quality" };
    struct world w;
    struct report_result result;
    struct err err = ERR_INIT;

    (void)state;
    open_became(&w);
    assert_ok(report_fixture_publish(&w, packs, 2, 1, &result, &err), &err);
    assert_true(has_row(BECAME "restricted/inspection.xlsx", IN_CARE,
                        "|East|State-funded secondary|Yes|In|"));
    assert_true(has_row(BECAME "restricted/inspection.xlsx", TOTALS,
                        "On no roll with a single or main registration|0|3\n"));
    assert_true(has_row(BECAME "quality/data-quality.xlsx", 1,
                        "Schools without an adviser that have children with a"
                        " social worker: 1|"));
    world_close(&w);
    open_became(&w);
    w.as_of++;
    world_night(&w);
    assert_ok(report_fixture_publish(&w, packs, 2, 2, &result, &err), &err);
    assert_true(has_row(BECAME "restricted/inspection.xlsx", TOTALS,
                        "On no roll with a single or main registration|1|3\n"));
    assert_false(has_row(BECAME "quality/data-quality.xlsx", 1,
                         "Schools without an adviser"));
    world_close(&w);
}

/* South alone sends suspensions: of whom is elsewhere now they are not known,
   but for what South has told. */
static void a_silent_school_is_not_told_as_none(void **state)
{
    static const char *const packs[] = { "restricted" };
    struct world w;
    struct report_result result;
    struct err err = ERR_INIT;

    (void)state;
    open_became(&w);
    world_put(&w, "100002/suspensions_20260116.csv",
              "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n"
              "100002,L919400024001,SUSP,2025-09-08,2025-09-08,2,PP,\n");
    world_night(&w);
    assert_ok(report_fixture_publish(&w, packs, 1, 2, &result, &err), &err);
    assert_true(has_row(BECAME "restricted/inspection.xlsx", IN_CARE,
                        "|[x]|[x]|[x]|1|1|[x]|[x]|"));
    assert_true(has_row(BECAME "restricted/inspection.xlsx", IN_CARE,
                        "|83.3|5|6|46034|[x]|[x]|[x]|[x]|"));
    assert_true(has_row(BECAME "restricted/schools/100003/children.xlsx", PAPER,
                        "|None counted|[x]|Not known\n"));
    assert_true(has_row(BECAME "restricted/inspection.xlsx", TOTALS,
                        "|Suspended this year|1|3\n"));
    assert_true(
        has_row(BECAME "restricted/inspection.xlsx", TOTALS,
                "|At a school of which nothing was told: not known|2|3\n"));
    assert_true(
        has_row(BECAME "restricted/watch-list.xlsx", LIST_CARE, "|Not known|"));
    world_close(&w);
}

/* Where nothing has come nothing is known, and no 0 is told. */
static void what_has_not_come_is_not_told_as_none(void **state)
{
    static const char *const packs[] = { "restricted" };
    struct world w;
    struct report_result result;
    struct err err = ERR_INIT;

    (void)state;
    world_open(&w, "none");
    world_night(&w);
    assert_ok(report_fixture_publish(&w, packs, 1, 1, &result, &err), &err);
    assert_true(has_row(NOTHING "inspection.xlsx", TOTALS,
                        "Listed on the sheet Children_in_care|[x]|[z]"));
    assert_true(has_row(NOTHING "inspection.xlsx", TOTALS,
                        "On a part-time timetable|[x]|0"));
    assert_true(has_row(NOTHING "inspection.xlsx", IN_CARE,
                        "\nNo record of social care has come, so that nobody "
                        "can be listed.\n"));
    assert_true(has_row(NOTHING "inspection.xlsx", OUT_TOTALS,
                        "On the register of elective home education|[x]|[x]|[x]"
                        "\n"));
    assert_true(has_row(NOTHING "returns.xlsx", RETURN_CARE,
                        "\nNo record of social care has come, so that nothing "
                        "can be looked at.\n"));
    world_close(&w);
}

/* Social care last sent on 1 February: nobody who came since is on any list. A
   sheet without room for it has it in the notes (3). */
static void what_has_stopped_coming_is_said_on_each_list(void **state)
{
    static const struct {
        const char *book;
        int sheet;
    } sheets[] = {
        { INSPECTION, OUT_CARE },   { INSPECTION, OUT_NEED },
        { RETURNS, RETURN_TOTALS }, { LATEST "unmatched.xlsx", 5 },
        { SAFETY, LIST_CARE },      { WATCH, LIST_CARE },
        { INSPECTION, 3 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(sheets) / sizeof(sheets[0]); i++)
        assert_true(has_row(sheets[i].book, sheets[i].sheet,
                            "since 1 Feb 2026 of social care"));
}

static void every_page_bears_marking_day_and_number(void **state)
{
    (void)state;
    for (int sheet = PAPER; sheet <= SCHOOL_NEED; sheet++) {
        char part[64];
        char *cells;

        snprintf(part, sizeof(part), "xl/worksheets/sheet%d.xml", sheet);
        cells = xlsx_part(NORTH, part);
        assert_non_null(strstr(cells, "OFFICIAL-SENSITIVE: names of children"));
        assert_non_null(strstr(cells, "As of 13 February 2026, page &amp;P of"
                                      " &amp;N"));
        free(cells);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_child_in_care_has_a_row),
        cmocka_unit_test(a_row_says_what_is_on_record),
        cmocka_unit_test(the_first_sheet_is_what_the_rows_come_to),
        cmocka_unit_test(they_are_the_countys_own_figures),
        cmocka_unit_test(who_is_not_in_full_time_education_is_told_why),
        cmocka_unit_test(nobody_is_in_the_year_of_long_ago),
        cmocka_unit_test(at_no_school_those_of_compulsory_age_come_first),
        cmocka_unit_test(at_no_school_the_last_one_may_be_asked),
        cmocka_unit_test(missing_plans_stand_by_their_day),
        cmocka_unit_test(a_team_has_its_own_children_alone),
        cmocka_unit_test(some_are_named_to_nobody),
        cmocka_unit_test(what_a_return_will_miss_is_told),
        cmocka_unit_test(what_has_ended_is_counted_and_not_named),
        cmocka_unit_test(a_school_has_its_own_children_alone),
        cmocka_unit_test(the_front_says_of_when_the_schools_marks_are),
        cmocka_unit_test(the_teacher_reads_first_what_is_to_be_done),
        cmocka_unit_test(a_gap_begins_however_the_leaving_is_told),
        cmocka_unit_test(in_care_since_is_the_day_on_which_care_began),
        cmocka_unit_test(what_is_no_plan_neither_hides_nor_names_a_child),
        cmocka_unit_test(a_school_that_became_another_is_the_same),
        cmocka_unit_test(a_row_of_a_closed_school_is_where_the_child_is_now),
        cmocka_unit_test(an_exclusion_of_last_year_goes_on),
        cmocka_unit_test(an_exclusion_that_a_school_followed_is_over),
        cmocka_unit_test(a_meeting_that_was_booked_is_not_told_as_none),
        cmocka_unit_test(a_meeting_of_the_day_is_booked),
        cmocka_unit_test(a_teacher_knows_which_child_and_of_which_school_it_is),
        cmocka_unit_test(on_the_day_of_leaving_a_child_is_on_the_roll),
        cmocka_unit_test(a_silent_school_is_not_told_as_none),
        cmocka_unit_test(what_has_not_come_is_not_told_as_none),
        cmocka_unit_test(what_has_stopped_coming_is_said_on_each_list),
        cmocka_unit_test(every_page_bears_marking_day_and_number),
    };

    return cmocka_run_group_tests(tests, open_published, close_world);
}
