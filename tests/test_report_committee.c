#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/outfile.h"
#include "core/str.h"
#include "tests/report_fixture.h"
#include "tests/testing.h"
#include "tests/world.h"

/*
 * The pages for committees, scrutiny and governors on the fixture's county:
 * each figure as so many of so many, worked out by hand (report_fixture.h), and
 * a verdict only where the change was tested.
 */
#define ANNUAL "w/outbox/latest/annual/"
#define SITE "w/outbox/latest/strategic/"

static struct world world;

static int publish(void **state)
{
    static const char *const packs[] = { "annual" };
    struct report_result result;
    struct err err = ERR_INIT;

    (void)state;
    report_fixture_open(&world, "w");
    assert_ok(report_fixture_publish(&world, packs, 1, 1, &result, &err), &err);
    return 0;
}

static int close_county(void **state)
{
    (void)state;
    world_close(&world);
    return 0;
}

static char *text_of(const char *path)
{
    struct err err = ERR_INIT;
    char *text;
    size_t len;

    assert_ok(file_read(path, &text, &len, &err), &err);
    return text;
}

/* A row of a table: its cells one after the other, without their tags. */
static void assert_row(const char *path, const char *cells)
{
    char *text = text_of(path);
    char *to = text;
    bool is_tag = false;

    for (const char *at = text; *at; at++) {
        if (!strncmp(at, "</td>", 5) || !strncmp(at, "</th>", 5))
            *to++ = '|';
        if (!strncmp(at, "<br/>", 5))
            *to++ = ' ';
        is_tag |= *at == '<';
        if (!is_tag)
            *to++ = *at;
        is_tag &= *at != '>';
    }
    *to = '\0';
    if (!strstr(text, cells))
        fail_msg("'%s' is not in %s", cells, path);
    free(text);
}

/*
 * With a social worker are 20 of ours at each of six schools, 24 and 12 at the
 * two others: 156. Persistently absent this year, those that 4 divides: 6 at
 * each of the six, 6 and 3: 45; last year, that 3 divides: 8, 8 and 4: 60. The
 * difference of 9.6 points could be chance. Suspended last year are 5 at each
 * of the six; this year's number is withheld beside its parts.
 */
static void the_committee_has_so_many_of_so_many(void **state)
{
    (void)state;
    assert_row(ANNUAL "committee.html",
               "Children with a social worker who missed a tenth of school or "
               "more|45 of 156 (28.8%)|60 of 156 (38.5%)|None published|"
               "No target|No clear change|");
    assert_row(ANNUAL "committee.html",
               "Children with a social worker who were suspended|Not shown|"
               "30 of 156 (19.2%)|None published|No target|Not shown|");
    assert_row(ANNUAL "committee.html",
               "Permanent exclusions of children with a social worker|None of "
               "156|None of 156|None published|No target|None in both years|");
}

static void members_see_no_symbol(void **state)
{
    static const char *const pages[] = { "committee", "scrutiny", "governors" };
    static const char *const pieces[] = { "[c]",        "[x]",     "[z]",
                                          "[u]",        "per 100", ">withheld<",
                                          "not known<", " pp<" };

    (void)state;
    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
        char path[64];
        char *text;

        snprintf(path, sizeof(path), ANNUAL "%s.html", pages[i]);
        text = text_of(path);
        assert_non_null(strstr(text, "February 2026"));
        for (size_t k = 0; k < sizeof(pieces) / sizeof(pieces[0]); k++)
            if (strstr(text, pieces[k]))
                fail_msg("'%s' is in %s", pieces[k], path);
        free(text);
    }
}

/*
 * Suspended are ours below 7, 8, 9, 10, 11 and 12 of six schools, and 7 others
 * of each: 57 and 42, all of year 9, whose 360 pupils go there; last year 6 and
 * 6 of each, 72. By chance alone 99 and 72 would hardly differ so.
 */
static void scrutiny_says_who_and_how_surely(void **state)
{
    (void)state;
    assert_row(ANNUAL "scrutiny.html", "Year group: year 9|99 of 360|");
    assert_row(ANNUAL "scrutiny.html",
               "Pupils who were suspended|99 of 450 (22.0%)|72 of 450 (16.0%)|"
               "Worse|");
    assert_row(ANNUAL "scrutiny.html",
               "Year group: year 5|None of 60|Not compared|");
}

static void put_returns(struct world *w)
{
    struct str text = STR_INIT;

    str_add(&text, "URN,AcademicYear,DesignatedTeacher,QualifiedTeacher,"
                   "TrainingDays,ToolkitTrainingDate,Section1Date,"
                   "Section2Date\n");
    for (int school = 1; school <= 8; school++)
        str_addf(&text, "10000%d,2025/26,Teacher R0001,Y,2,,,\n", school);
    world_put(w, "returns_20250911.csv", text.text);
    str_release(&text);
}

/* 32 of 40 schools that promise it and 32 of 44 that have our children are both
   so: which schools are counted is said. */
static void which_schools_are_counted_is_said(void **state)
{
    static const char *const packs[] = { "annual" };
    static const char *const pages[] = {
        "v/outbox/latest/annual/committee.html",
        "v/outbox/latest/annual/governors.html",
    };
    static const char words[] = "Schools are those with a child with a social "
                                "worker on roll, outside Northmere too.";
    struct report_result result;
    struct err err = ERR_INIT;
    struct world w;

    (void)state;
    report_fixture_open(&w, "v");
    put_returns(&w);
    world_night(&w);
    assert_ok(report_fixture_publish(&w, packs, 1, 1, &result, &err), &err);
    for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
        assert_row(pages[i], words);
    world_close(&w);
}

/*
 * In its second week the page is of the year before, and what was aimed at is
 * of this one: which is said. Eight schools are too few for a rate, days are no
 * percentage.
 */
static void a_year_that_has_begun_is_told_apart(void **state)
{
    static const char *const packs[] = { "annual" };
    struct report_result result;
    struct err err = ERR_INIT;
    struct world w;

    (void)state;
    report_fixture_open_on(&w, "v", "2025-09-12");
    world_configure(&w, "targets.csv",
                    "Metric,Cohort,AcademicYear,Target\n"
                    "absence_rate,csw,2025/26,5\n"
                    "dt_trained,all,2025/26,85\n"
                    "suspension_length,csw,2025/26,1.5\n");
    put_returns(&w);
    world_night(&w);
    assert_ok(report_fixture_publish(&w, packs, 1, 1, &result, &err), &err);
    assert_row("v/outbox/latest/annual/committee.html",
               "Designated teachers with two days&#39; training|At least 85%|"
               "8 of 8, 2025 to 2026 so far|Too few|");
    assert_row("v/outbox/latest/annual/committee.html",
               "% of sessions, 2025 to 2026 so far|");
    assert_row("v/outbox/latest/annual/committee.html",
               "Length of suspensions, children with a social worker|"
               "At most 1.5 days|");
    world_close(&w);
}

/* What schools promise is judged by this year, beside last year's targets. */
static void a_promise_is_told_of_the_year_it_is_judged_by(void **state)
{
    static const char *const packs[] = { "annual" };
    struct report_result result;
    struct err err = ERR_INIT;
    struct world w;

    (void)state;
    report_fixture_open(&w, "v");
    put_returns(&w);
    world_night(&w);
    assert_ok(report_fixture_publish(&w, packs, 1, 1, &result, &err), &err);
    assert_row("v/outbox/latest/annual/committee.html",
               "|Every school|Kept at 0 of 8; not on record at 8|Not known|");
    world_configure(&w, "targets.csv",
                    "Metric,Cohort,AcademicYear,Target\n"
                    "absence_rate,csw,2024/25,5\n");
    world_night(&w);
    assert_ok(report_fixture_publish(&w, packs, 1, 2, &result, &err), &err);
    assert_row("v/outbox/latest/annual/committee.html",
               "|Every school|Kept at 0 of 8; not on record at 8, 2025 to 2026 "
               "so far|Not known|");
    world_close(&w);
}

/* Each of four sessions. */
static void a_suspension_lasts_days(void **state)
{
    (void)state;
    assert_row(ANNUAL "scrutiny.html",
               "How long a suspension of a child with a social worker lasts|"
               "2.0 days|2.0 days|");
}

/* Nobody more than twice: of those twice it is not said that there are none. */
static void so_often_is_repeatedly_as_the_county_has_it(void **state)
{
    static const char *const packs[] = { "annual", "strategic" };
    struct report_result result;
    struct err err = ERR_INIT;

    (void)state;
    world.config.repeat_threshold = 3;
    world_night(&world);
    assert_ok(report_fixture_publish(&world, packs, 2, 8, &result, &err), &err);
    assert_row(ANNUAL "scrutiny.html",
               "Children with a social worker who were suspended three times "
               "or more|None of 156|");
    assert_row(SITE "schools.html", "Three times or more|");
    world.config.repeat_threshold = 2;
}

/* Of so few a rate is not relied on; nor is how many times another's it is. */
static void few_as_the_county_says_are_not_compared(void **state)
{
    static const char *const packs[] = { "annual" };
    struct report_result result;
    struct err err = ERR_INIT;

    (void)state;
    assert_row(ANNUAL "scrutiny.html",
               "Sex: girls|45 of 225|No clear difference|");
    world.config.low_reliability_below = 226;
    assert_ok(report_fixture_publish(&world, packs, 1, 2, &result, &err), &err);
    assert_row(ANNUAL "scrutiny.html", "Sex: girls|45 of 225|Not compared|");
    world.config.low_reliability_below = 20;
    assert_ok(report_fixture_publish(&world, packs, 1, 3, &result, &err), &err);
}

static void put_own(struct world *w, int school)
{
    struct str rows = STR_INIT;
    char name[48];

    str_add(&rows,
            "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n");
    for (int i = 0; i < 16; i += 2) {
        char upn[14];

        world_upn(60 * school + i, upn);
        str_addf(&rows, "%d,%s,SUSP,2025-10-09,2025-10-09,2,PP,\n",
                 100001 + school, upn);
    }
    snprintf(name, sizeof(name), "%d/more_20260213.csv", 100001 + school);
    world_put(w, name, rows.text);
    str_release(&rows);
}

/* The first four schools send their own, eight children each: 24 of the 180 at
   the three in Ashmere, and of the 240 of Brackwell and Coldharrow 8, beside
   which 24 would be four times as often. Of most of those nobody has told. */
static void others_that_send_nothing_are_no_comparison(void **state)
{
    static const char *const packs[] = { "annual", "strategic" };
    struct report_result result;
    struct err err = ERR_INIT;

    (void)state;
    report_fixture_send_own(&world);
    for (int school = 0; school < 4; school++)
        put_own(&world, school);
    world_night(&world);
    world.config.suppress_below = 1;
    assert_ok(report_fixture_publish(&world, packs, 2, 9, &result, &err), &err);
    assert_row(ANNUAL "scrutiny.html",
               "District: Ashmere|24 of 180|Not compared|");
    assert_row(SITE "district/ashmere.html",
               "27 suspensions, 60 children||22.4|0.0||Not compared|");
    assert_row(
        SITE "district/ashmere.html",
        "24 of the county&#39;s 32 suspended children (75%). Nothing has "
        "come of four schools.");
}

/* The first of them told of last year too, one child; of the 450 pupils 180 are
   at the three others, which tell of this year alone. */
static void a_rise_of_schools_that_begin_to_send_is_none(void **state)
{
    static const char *const packs[] = { "annual", "strategic" };
    struct report_result result;
    struct err err = ERR_INIT;
    char upn[14];
    char text[256];

    (void)state;
    world_upn(0, upn);
    snprintf(text, sizeof(text),
             "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n"
             "100001,%s,SUSP,2024-10-08,2024-10-08,2,PP,\n",
             upn);
    world_put(&world, "100001/before_20260212.csv", text);
    world_night(&world);
    assert_ok(report_fixture_publish(&world, packs, 2, 10, &result, &err),
              &err);
    assert_row(ANNUAL "scrutiny.html",
               "Suspensions of all pupils|35 among 450|1 among 450|Not "
               "tested|");
    assert_row(ANNUAL "scrutiny.html",
               "Suspensions and exclusions: this year nothing has come of four "
               "of eight schools, which may have had none. Only 1 of 8 schools "
               "has told of both years, so "
               "that no change is tested.");
    assert_row(SITE "index.html",
               "Suspensions and exclusions: only 1 of 8 schools has told of "
               "both years, so no change in them is told.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_committee_has_so_many_of_so_many),
        cmocka_unit_test(members_see_no_symbol),
        cmocka_unit_test(scrutiny_says_who_and_how_surely),
        cmocka_unit_test(a_promise_is_told_of_the_year_it_is_judged_by),
        cmocka_unit_test(a_suspension_lasts_days),
        cmocka_unit_test(few_as_the_county_says_are_not_compared),
        cmocka_unit_test(so_often_is_repeatedly_as_the_county_has_it),
        cmocka_unit_test(others_that_send_nothing_are_no_comparison),
        cmocka_unit_test(a_rise_of_schools_that_begin_to_send_is_none),
        cmocka_unit_test(a_year_that_has_begun_is_told_apart),
        cmocka_unit_test(which_schools_are_counted_is_said),
    };

    return cmocka_run_group_tests(tests, publish, close_county);
}
