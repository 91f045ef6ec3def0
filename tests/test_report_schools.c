/* The schools' own editions: what each says of whom, and that nothing is said
 * of a few. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/outfile.h"
#include "core/path.h"
#include "core/str.h"
#include "report/report.h"
#include "report/shown/disclosure.h"
#include "report/shown/figures.h"
#include "tests/report_fixture.h"
#include "tests/testing.h"
#include "tests/world.h"
#include "tests/xlsx.h"

#define EDITIONS "w/outbox/latest/schools/"
#define ASH "100001"   /* secondary: 60 pupils, 20 with a social worker */
#define LARCH "100007" /* primary: 57 and 21; three have gone to Pine */
#define OAK "100008"   /* special: 30 and 12 */
#define PINE "100009"  /* 40 and 3 */
#define YEW "100010"   /* 40 and none */
#define HOLLY "100011" /* nobody */
#define AWAY "200001"  /* of another county */

#define FIRST_NEW 900 /* no pupil of the fixture has this number */
#define PUPILS 40
#define FEW 3
#define LARCH_FIRST (6 * 60)

static struct err err = ERR_INIT;

static void put_more_schools(struct world *w)
{
    world_put(
        w, "schools_20260213T2100.csv",
        "URN,LA (code),EstablishmentNumber,EstablishmentName,"
        "PhaseOfEducation (name),TypeOfEstablishment (name),"
        "EstablishmentStatus (name),DistrictAdministrative (name)\n" PINE
        ",919,4009,Pine School,Primary,Academy converter,Open,Coldharrow"
        "\n" YEW
        ",919,4010,Yew School,Primary,Academy converter,Open,Coldharrow\n" HOLLY
        ",919,4011,Holly School,Primary,Academy converter,Open,Wolds\n" AWAY
        ",821,4012,Away School,Primary,Academy converter,Open,Far\n");
}

#define PUPILS_HEAD                                                            \
    "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"               \
    "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,FSMEver6\n"

/* A few of Larch's, there or at the school that they went on to. */
static void add_few(struct str *text, const char *urn, const char *dates)
{
    char upn[14];

    for (int i = 0; i < FEW; i++) {
        world_upn(LARCH_FIRST + i, upn);
        str_addf(text,
                 "%s,%s,Surname6%02d,Forename%d,2015-03-01,F,WBRI,5,C,%s,N,N,N"
                 "\n",
                 urn, upn, i, i, dates);
    }
}

/* New pupils; at Pine those who came from Larch after Christmas, too. */
static void put_roll(struct world *w, const char *urn, int first)
{
    struct str text = STR_INIT;
    char name[48];
    char upn[14];

    str_add(&text, PUPILS_HEAD);
    for (int i = 0; i < PUPILS; i++) {
        world_upn(first + i, upn);
        str_addf(
            &text,
            "%s,%s,Other%d,Child%d,2015-03-01,F,WBRI,5,C,2024-09-01,,N,N,N\n",
            urn, upn, first + i, i);
    }
    if (!strcmp(urn, PINE))
        add_few(&text, PINE, "2026-01-05,");
    snprintf(name, sizeof(name), "pupils_%s_20260213T2100.csv", urn);
    world_put(w, name, text.text);
    str_clear(&text);
    str_add(&text, PUPILS_HEAD);
    add_few(&text, LARCH, "2024-09-01,2025-12-19");
    world_put(w, "pupils_" LARCH "_20260213T2100.csv", text.text);
    str_release(&text);
}

/* Of all at Pine, for four weeks. */
static void put_marks(struct world *w)
{
    date_t end = date_make(2026, 1, 30);
    struct str text = STR_INIT;
    char day_text[DATE_TEXT_SIZE];
    char upn[14];

    str_add(&text, "URN,UPN,Date,Session,Mark\n");
    for (int i = 0; i < PUPILS + FEW; i++) {
        world_upn(i < PUPILS ? FIRST_NEW + i : LARCH_FIRST + i - PUPILS, upn);
        for (date_t day = date_make(2026, 1, 5); day <= end; day++) {
            if (day - date_monday(day) > 4)
                continue;
            date_format(day, day_text);
            str_addf(&text, PINE ",%s,%s,AM,/\n" PINE ",%s,%s,PM,\\\n", upn,
                     day_text, upn, day_text);
        }
    }
    world_put(w, "attendance_" PINE "_20260213.csv", text.text);
    str_release(&text);
}

static int open_county(void **state)
{
    static struct world world;
    static const char *const packs[] = { "schools" };
    struct report_result result;

    report_fixture_open(&world, "w");
    put_more_schools(&world);
    put_roll(&world, PINE, FIRST_NEW);
    put_marks(&world);
    put_roll(&world, YEW, FIRST_NEW + PUPILS);
    put_roll(&world, AWAY, FIRST_NEW + 2 * PUPILS);
    world_put(&world, "school_returns_20260213.csv",
              "URN,AcademicYear,DesignatedTeacher,QualifiedTeacher,"
              "TrainingDays,ToolkitTrainingDate,Section1Date,Section2Date,"
              "DesignatedGovernor,PolicyReviewDue\n" ASH
              ",2025/26,Jo Rowanfield,Y,1.5,2025-11-04,2025-10-20,2026-07-01,"
              ",2026-01-31\n" ASH
              ",2024/25,Jo Rowanfield,N,,,,2025-06-30,Al Birchley,\n");
    /* That there is none is sent too. */
    world_put(&world, "interventions_20260213.csv",
              "UPN,Type,StartDate,EndDate,Hours,Cost,Fund\n");
    world_put(&world, "registers_20260213.csv",
              "UPN,Register,StartDate,EndDate\n");
    world_night(&world);
    assert_ok(report_fixture_publish(&world, packs, 1, 1, &result, &err), &err);
    *state = &world;
    return 0;
}

static int close_county(void **state)
{
    world_close(*state);
    return 0;
}

static char *page_of(const char *urn)
{
    struct str path = STR_INIT;
    char *text = NULL;
    size_t len;

    str_addf(&path, EDITIONS "%s/report-to-governors.html", urn);
    assert_ok(file_read(path.text, &text, &len, &err), &err);
    str_release(&path);
    return text;
}

static char *sheet_of(const char *urn, int sheet)
{
    struct str path = STR_INIT;
    char *rows;

    str_addf(&path, EDITIONS "%s/profile.xlsx", urn);
    rows = xlsx_rows(path.text, sheet);
    str_release(&path);
    return rows;
}

/* On the page and on the first sheet of the workbook alike. */
static void assert_says(const char *urn, const char *words)
{
    char *page = page_of(urn);
    char *sheet = sheet_of(urn, 1);

    if (!strstr(page, words))
        fail_msg("the page of %s does not say '%s': %s", urn, words,
                 strstr(page, "<h1>"));
    if (!strstr(sheet, words))
        fail_msg("the workbook of %s does not say '%s': %s", urn, words, sheet);
    free(page);
    free(sheet);
}

static void a_school_reads_how_many_children_it_has(void **state)
{
    (void)state;
    assert_says(OAK, "30 pupils were on roll on 15 January 2026.");
    assert_says(OAK, "12 have a social worker: looked after, on a protection"
                     " plan or in need.");
    assert_says(OAK, "12 had one in the last six years, these included.");
    /* 21, and the district's 24 less these are Pine's. */
    assert_says(LARCH,
                "How many of them have a social worker is not shown: they"
                " are too few, or would let so few be worked out.");
}

/* 3 of 43; which of one to five it is, or that it is any of them, is told by
 * no word and no figure. */
static void so_few_children_are_a_sentence_and_no_number(void **state)
{
    char *page = page_of(PINE);
    char *year = sheet_of(PINE, 2);
    char *county = strstr(page, ">1.7 ");

    (void)state;
    assert_non_null(county);
    *county = '\0';
    assert_says(PINE, "43 pupils were on roll on 15 January 2026.");
    assert_says(PINE, "How many of them have a social worker is not shown: they"
                      " are too few, or would let so few be worked out.");
    assert_says(PINE, "How many had one in the last six years is not shown"
                      " either.");
    assert_null(strstr(page, "<td>With a social worker</td>"));
    assert_null(strstr(page, "<td>Social worker in the last six years</td>"));
    assert_null(strstr(page, "(with a social worker"));
    assert_null(strstr(page, " of 3<"));
    assert_null(strstr(year, "With a social worker|"));
    assert_non_null(strstr(page, "<td>All pupils</td><td>None of 43</td>"));
    free(page);
    free(year);
}

/* Nobody is no few (details 96). */
static void none_is_said(void **state)
{
    (void)state;
    assert_says(YEW, "40 pupils were on roll on 15 January 2026.");
    assert_says(YEW,
                "None of them has a social worker: none is looked after, on"
                " a protection plan or in need.");
    assert_says(YEW, "None had one in the last six years.");
}

static void who_has_nobody_on_roll_has_no_edition(void **state)
{
    char *index;
    enum path_kind kind;
    size_t len;

    (void)state;
    assert_ok(path_look(EDITIONS HOLLY, &kind, NULL, &err), &err);
    assert_int_equal(kind, PATH_ABSENT);
    assert_ok(path_look(EDITIONS AWAY, &kind, NULL, &err), &err);
    assert_int_equal(kind, PATH_ABSENT);
    assert_ok(file_read(EDITIONS "index.html", &index, &len, &err), &err);
    assert_non_null(strstr(index, "href=\"" PINE "/profile.xlsx\""));
    assert_non_null(
        strstr(index, "href=\"" PINE "/report-to-governors.html\""));
    assert_non_null(
        strstr(strstr(index, "Schools without an edition"), "Holly School"));
    assert_null(strstr(index, "Away School"));
    free(index);
}

/* A return of this year and of last; what is dated after the day is to come. */
static void what_is_on_record_of_a_school_is_told_without_names(void **state)
{
    static const char *const rows[] = {
        "Designated teacher named|Yes|Yes",
        "Designated teacher has qualified teacher status|Yes|No",
        "Days of training of the designated teacher|1.5|Not on record",
        "Training of all staff with the toolkit|4 November 2025|Not on record",
        "Designated governor named|Not on record|Yes",
        "Report to Governors, section 1|20 October 2025|Not on record",
        "Report to Governors, section 2|Not on record|30 June 2025",
        "Policy due for review|31 January 2026 (has passed)|Not on record",
    };
    char *sheet = sheet_of(ASH, 1);
    char *page = page_of(ASH);

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (!strstr(sheet, rows[i]))
            fail_msg("no '%s' in %s", rows[i], sheet);
    assert_null(strstr(sheet, "Rowanfield"));
    assert_null(strstr(page, "Rowanfield"));
    assert_null(strstr(page, "Birchley"));
    free(sheet);
    free(page);
    /* Of a school of which no return has come. */
    sheet = sheet_of(PINE, 1);
    assert_non_null(
        strstr(sheet, "Designated teacher named|Not on record|Not on record"));
    free(sheet);
}

/* Ash sent its return; training is under two days, no governor is named, the
 * second section is of a day to come, the policy was due in January. */
static void promises_stand_beside_what_the_record_shows(void **state)
{
    static const char *const rows[] = {
        "There is a named designated teacher|Kept",
        "The designated teacher is a qualified teacher|Kept",
        ("The designated teacher has at least two days' training a year|"
         "Not kept"),
        "All staff are trained every year on attachment and trauma|Kept",
        "There is a named governor for these children|Not on record",
        "Governors receive the yearly report, both sections|Not on record",
        "The policy for these children is reviewed when it is due|Not kept",
    };
    char *sheet = sheet_of(ASH, 1);
    char *page = page_of(PINE);
    const char *unknown = strstr(page, "Cannot be measured, since what would"
                                       " record it has not come: ");

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (!strstr(sheet, rows[i]))
            fail_msg("no '%s' in %s", rows[i], sheet);
    assert_non_null(unknown);
    assert_non_null(strstr(unknown, "a part-time timetable is agreed first"));
    assert_non_null(strstr(page, "No record shows these; governors may ask: "));
    free(sheet);
    free(page);
    /* Children are there, and no return: it is not known. None: nothing is. */
    sheet = sheet_of(PINE, 1);
    assert_non_null(
        strstr(sheet, "There is a named designated teacher|Not on record"));
    free(sheet);
    sheet = sheet_of(YEW, 1);
    assert_non_null(
        strstr(sheet, "There is a named designated teacher|Nothing due"));
    free(sheet);
}

/* A form: both sections in their order, and room to write in. */
static void the_report_has_both_sections_and_room_for_words(void **state)
{
    static const char *const parts[] = {
        ">1.1 Who our children are<", ">1.3 Attendance, 2025 to 2026 so far<",
        ">1.7 Three strengths<",      ">2.1 Leadership<",
        ">2.4 Pupil premium plus: ",  ">Signed<",
    };
    char *page = page_of(LARCH);
    const char *at = page;

    (void)state;
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (!at || !(at = strstr(at, parts[i])))
            fail_msg("no '%s' after what comes before it", parts[i]);
    assert_int_equal(xlsx_count(page, "class=\"write\""), 8);
    assert_null(strstr(page, "OFFICIAL-SENSITIVE"));
    free(page);
}

static void a_cell_without_a_number_says_why(void **state)
{
    char *page = page_of(PINE);

    (void)state;
    assert_null(strstr(page, "<td></td>"));
    assert_non_null(strstr(page, "<span>[x] not available</span></td>"));
    free(page);
}

/* ------------------------------------------------- what was let through */

/* The number that a text begins with, commas left out; what comes after it. */
static const char *read_number(const char *text, double *number)
{
    struct str plain = STR_INIT;
    const char *at = text;
    char *end;

    for (; isdigit((unsigned char)*at) || *at == ',' || *at == '.'; at++)
        if (*at != ',')
            str_add_c(&plain, *at);
    *number = plain.text ? strtod(plain.text, &end) : 0;
    at = plain.text && !*end ? at : NULL;
    str_release(&plain);
    return at;
}

/* What comes after `start` at a text's beginning; NULL where it is not there.
 */
static const char *pass(const char *text, const char *start)
{
    size_t len = strlen(start);

    return text && !strncmp(text, start, len) ? text + len : NULL;
}

/* "1,234 of 5,678", "5 for 43", "None of 43": two numbers; else false. */
static bool read_counted(const char *cell, double *numerator,
                         double *denominator)
{
    const char *at = pass(cell, "None of ");
    const char *after;

    *numerator = 0;
    if (!at && (after = read_number(cell, numerator)))
        at = pass(after, " of ") ? pass(after, " of ") : pass(after, " for ");
    return at && (at = read_number(at, denominator)) && *at == '<';
}

/* Decided anew, as for a pack: what was made for one is gone with it. */
static void decide(struct world *w)
{
    struct disclosure_result shown;

    assert_ok(db_exec(w->db,
                      "create temp table context as select '2025/26' as year,"
                      " '919' as la_code",
                      &err),
              &err);
    assert_ok(figures_silent(w->db, &err), &err);
    assert_ok(disclosure_prepare(w->db, w->config.suppress_below,
                                 w->config.low_reliability_below, &shown, &err),
              &err);
}

/* Is there such a figure of the school, or of the county, that may be shown? */
static bool is_shown(struct world *w, const char *urn, double numerator,
                     double denominator)
{
    char sql[400];

    snprintf(sql, sizeof(sql),
             "select count(*) from shown_metric where (entity = '%s'"
             " or level = 'county') and breakdown = 'none' and numerator = %.1f"
             " and denominator = %.1f",
             urn, numerator, denominator);
    return world_int(w, sql) > 0;
}

static size_t look_at_page(struct world *w, const char *urn)
{
    static const char cell[] = "<td>";
    char *page = page_of(urn);
    size_t count = 0;

    for (const char *at = page; (at = strstr(at, cell));) {
        double numerator, denominator;

        at += strlen(cell);
        if (!read_counted(at, &numerator, &denominator))
            continue;
        count++;
        if (!is_shown(w, urn, numerator, denominator))
            fail_msg("%s: %.40s is no figure that may be shown", urn, at);
    }
    free(page);
    return count;
}

static void every_count_of_a_page_is_one_that_may_be_shown(void **state)
{
    static const char *const urns[] = { ASH, LARCH, PINE, YEW };
    size_t count = 0;

    decide(*state);
    for (size_t i = 0; i < sizeof(urns) / sizeof(urns[0]); i++)
        count += look_at_page(*state, urns[i]);
    assert_true(count > 40);
}

/* What three children at Pine did is what their district's did less Larch's:
 * 120 sessions, which are no small number. */
static void what_few_children_did_cannot_be_worked_out(void **state)
{
    static const char shown[] =
        "select count(*) from shown_metric where period = '2025/26'"
        " and cohort = 'csw' and breakdown = 'none'"
        " and metric = 'attendance_rate' and numerator is not null"
        " and entity in ('Coldharrow', '" LARCH "')";
    static const char theirs[] =
        "select denominator from mart_metric where period = '2025/26'"
        " and cohort = 'csw' and breakdown = 'none'"
        " and metric = 'attendance_rate' and entity = '" PINE "'";

    assert_int_equal(world_int(*state, theirs), FEW * 20 * 2);
    assert_true(world_int(*state, shown) < 2);
}

/* One of five is a quarter of one: none. */
static void chance_alone_is_told_of_what_was_tested(void **state)
{
    static const char *const packs[] = { "schools" };
    struct world *w = *state;
    struct report_result result;

    assert_ok(db_exec(w->db,
                      "update change_cell set change_lower = 0.5,"
                      " change_upper = 1.5 where entity_key = (select"
                      " entity_key from entity where level = 'school' and"
                      " entity = '" OAK "') and metric_key = (select"
                      " metric_key from dim_metric where id ="
                      " 'attendance_rate') and cohort_key = (select"
                      " cohort_key from dim_cohort where id = 'all')",
                      &err),
              &err);
    assert_ok(report_fixture_publish(w, packs, 1, 2, &result, &err), &err);
    assert_says(OAK, "Five figures could be tested against this day last year; "
                     "chance alone would tell about none of them apart.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_school_reads_how_many_children_it_has),
        cmocka_unit_test(so_few_children_are_a_sentence_and_no_number),
        cmocka_unit_test(none_is_said),
        cmocka_unit_test(who_has_nobody_on_roll_has_no_edition),
        cmocka_unit_test(what_is_on_record_of_a_school_is_told_without_names),
        cmocka_unit_test(promises_stand_beside_what_the_record_shows),
        cmocka_unit_test(the_report_has_both_sections_and_room_for_words),
        cmocka_unit_test(a_cell_without_a_number_says_why),
        cmocka_unit_test(chance_alone_is_told_of_what_was_tested),
        cmocka_unit_test(every_count_of_a_page_is_one_that_may_be_shown),
        cmocka_unit_test(what_few_children_did_cannot_be_worked_out),
    };

    return cmocka_run_group_tests(tests, open_county, close_county);
}
