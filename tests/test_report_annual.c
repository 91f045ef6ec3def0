#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/asset.h"
#include "core/db.h"
#include "core/str.h"
#include "report/report.h"
#include "tests/report_fixture.h"
#include "tests/testing.h"
#include "tests/world.h"
#include "tests/xlsx.h"

#define LATEST "w/outbox/latest/"
#define BOOK LATEST "annual/virtual-school-annual-report.xlsx"
#define COUNTY LATEST "county/county-statistics.xlsx"
#define SECTIONS 22

static struct err err = ERR_INIT;

static void publish(struct world *w)
{
    static const char *const packs[] = { "annual", "county" };
    static int64_t run_id;
    struct report_result result = { 0 };

    assert_ok(report_fixture_publish(w, packs, 2, ++run_id, &result, &err),
              &err);
}

/* The county of report_fixture.h on the last day of its second year. */
static int open_county(void **state)
{
    static struct world world;

    report_fixture_open_on(&world, "w", "2026-07-31");
    world_configure(&world, "targets.csv",
                    "Metric,Cohort,AcademicYear,Target,Label\n"
                    "persistent_absence,csw,2025/26,20,Plan\n"
                    "persistent_absence,csw,2026/27,15,Plan\n");
    world_night(&world);
    publish(&world);
    *state = &world;
    return 0;
}

static int close_county(void **state)
{
    world_close(*state);
    return 0;
}

/* The rows of the sheet that is called `tab`, each after a new line. */
static char *rows_of(const char *path, const char *tab)
{
    char *book = xlsx_part(path, "xl/workbook.xml");
    struct str name = STR_INIT;
    struct str out = STR_INIT;
    char *rows;
    char *found;
    int number = 0;

    str_addf(&name, "<sheet name=\"%s\"", tab);
    found = strstr(book, name.text);
    if (!found)
        fail_msg("no sheet '%s'", tab);
    for (char *at = book; at && at <= found; number++)
        at = strstr(at + 1, "<sheet name=");
    rows = xlsx_rows(path, number - 1);
    str_addf(&out, "\n%s", rows);
    free(rows);
    str_release(&name);
    free(book);
    return str_take(&out);
}

static void assert_on(const char *tab, const char *text)
{
    char *rows = rows_of(BOOK, tab);

    if (!strstr(rows, text))
        fail_msg("no '%s' in '%s'", text, rows);
    free(rows);
}

static void assert_not_on(const char *tab, const char *text)
{
    char *rows = rows_of(BOOK, tab);

    if (strstr(rows, text))
        fail_msg("'%s' in '%s'", text, rows);
    free(rows);
}

static void each_section_has_a_worksheet(void **state)
{
    char *book = xlsx_part(BOOK, "xl/workbook.xml");

    (void)state;
    for (int section = 1; section <= SECTIONS; section++) {
        char name[32];

        snprintf(name, sizeof(name), "<sheet name=\"S%02d_", section);
        if (!strstr(book, name))
            fail_msg("no worksheet of section %d", section);
    }
    free(book);
}

/* By what came: marks, rolls, social care, suspensions, and nothing else. */
static void the_contents_say_what_is_there_and_why_not_all(void **state)
{
    static const char *const rows[] = {
        "\n3|Provision: schools|Full|4 of 4|All that is asked for is there.|"
        "S03_Phases, S03_Schools\n",
        "\n4|Educational provision: inspection outcomes|Without data|0 of 1|"
        "No extract holds inspection outcomes of schools.|S04_Inspection\n",
        "\n5|Attendance over time|Full|38 of 38|All that is asked for is there."
        "|S05_Attendance, S05_Bands\n",
        /* Children with a social worker beside their peers are few. */
        "\n6|Exclusions over time|In part|11 of 17|4 are not shown, so that no "
        "small number can be worked out. Of some parts there is nothing, or "
        "there are too few children to show.|",
        "\n8|Pupil voice, and strengths and difficulties|Without data|0 of 7|"
        "Of 2025 to 2026 there is no figure: Strengths and difficulties "
        "questionnaires completed, Mean strengths and difficulties score, "
        "Strengths and difficulties a cause for concern; no file has ever come "
        "of: sdq. No extract holds what children and young people say in their "
        "plans and in surveys.|S08_Wellbeing\n",
        "\n13|Phonics in year 1|Without data|0 of 4|Of 2025 to 2026 there is no"
        " figure: Phonics screening check (year 1); no file has ever come of: "
        "assessments.|S13_Phonics\n",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_on("Sections", rows[i]);
}

/* By hand: test_report_county.c, and 3 of 4 absent the year before as many. */
static void years_stand_side_by_side_with_n_of_n(void **state)
{
    (void)state;
    assert_on("S05_Attendance",
              "\nMeasure and group|2024 to 2025|2025 to 2026|Counted,\n"
              "2025 to 2026|Number|Of|");
    assert_on(
        "S05_Attendance",
        "\nPersistent absence (%): with a social worker|38.5|28.8|"
        "45 of 156|45|156|Fell from 38.5 to 28.8; could be chance|Final\n");
    assert_on("S01_Numbers", "\nChildren looked after|24|24\n");
}

/* 60 of 156 the year before: ours that 3 divides, and two more a secondary. */
static void the_first_sentence_is_of_the_sheet_s_first_figure(void **state)
{
    (void)state;
    assert_on("S05_Attendance",
              "Children looked after attended 84.3% of their possible sessions "
              "in 2025 to 2026; the year before 96.3%. It fell; whether by "
              "chance was not tested.\nEight schools' attendance is late or in "
              "part.");
    assert_on("S06_Exclusions",
              "99 of 450 pupils were suspended at least once in 2025 to 2026; "
              "the year before 72 of 450. It rose; whether by chance was not "
              "tested.\nNothing has come since 13 February 2026.");
    assert_on("S06_Exclusions",
              "Of pupils on roll on the day of the spring census; who was on "
              "roll at the end of the year is in section 1.");
    assert_on("S05_Bands", "\nOver 50% to 80%|With a social worker|60|45|156|");
    assert_on("S03_Schools", "\nThree children or more|6|6|6|100\n");
}

/* A figure that is asked for in both has the same cells. */
static void it_says_what_the_county_publishes(void **state)
{
    static const struct {
        const char *ours, *county;
    } rows[] = {
        { "\nAttendance (%): with a social worker|",
          "\nWith a social worker|Attendance (%)|" },
        { "\nPersistent absence (%): looked after|",
          "\nLooked after|Persistent absence (%)|" },
        { "\nPersistent absence (%): with a social worker|",
          "\nWith a social worker|Persistent absence (%)|" },
        { "\nAttendance (%): all pupils|", "\nAll pupils|Attendance (%)|" },
    };
    char *ours = rows_of(BOOK, "S05_Attendance");
    char *county = rows_of(COUNTY, "Whole_years");

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const char *one = strstr(ours, rows[i].ours);
        const char *other = strstr(county, rows[i].county);
        size_t len = 0;
        size_t bars = 0;

        if (!one || !other) {
            fail_msg("no '%s'", rows[i].ours);
            return;
        }
        one += strlen(rows[i].ours);
        other += strlen(rows[i].county);
        /* Two years and n of N. */
        while (bars < 3)
            bars += one[len++] == '|';
        assert_memory_equal(one, other, len);
    }
    free(ours);
    free(county);
}

/* Not in Notes alone: over the table. */
static void what_may_be_published_says_whose_attendance_is_late(void **state)
{
    static const char *const tabs[] = { "This_year", "Whole_years", "Absence",
                                        "Terms",     "Phases",      "Needs",
                                        "Places",    "Year_groups" };
    char *rows;

    (void)state;
    for (size_t i = 0; i < sizeof(tabs) / sizeof(tabs[0]); i++) {
        rows = rows_of(COUNTY, tabs[i]);
        if (!strstr(rows, "Eight schools' attendance is late or in part."))
            fail_msg("%s: %s", tabs[i], rows);
        free(rows);
    }
    rows = rows_of(COUNTY, "Districts");
    assert_non_null(strstr(rows,
                           "Attendance is late or in part at three schools in "
                           "Ashmere, three schools in Brackwell, one school in "
                           "Coldharrow, one school in Wolds."));
    free(rows);
    rows = rows_of(COUNTY, "Exclusion");
    assert_null(strstr(rows, "late or in part"));
    free(rows);
}

static void a_target_stands_beside_what_came_of_it(void **state)
{
    (void)state;
    assert_on("S22_Targets",
              "\nPersistent absence (%): with a social worker|2025 to 2026|20|"
              "28.8|45 of 156|Not met|");
    assert_on("S22_Targets", "\nPersistent absence (%): with a social worker|"
                             "2026 to 2027|15|[x]|[x]|[x]|");
    assert_on("S22_Targets",
              "Persistent absence (%): with a social worker, in 2025 to 2026: "
              "the target is 20.0, and it came to 28.8. The target was not "
              "met. Eight schools' attendance is late or in part.");
    assert_on("S22_Targets",
              "|2025/26; eight schools' attendance is late or in part|Plan\n");
}

/* What has not come is one sentence, and no table. The list of suspensions is
   of all schools, two of which have none. */
static void what_has_not_come_is_a_sentence(void **state)
{
    (void)state;
    assert_on("S12_Early_years",
              "\nOf 2025 to 2026 there is no figure: Good level of development;"
              " no file has ever come of: assessments.\n");
    assert_not_on("S12_Early_years", "Measure and group");
    assert_on("S17_After_16",
              "\nNo extract holds courses, results and destinations after 16.");
    assert_on("S22_Promises_by_school",
              "|A child new to care has a first plan meeting within 28 days|"
              "0|0|0|0|0|8|8\n");
    assert_on("S22_Promises_by_school",
              "|After a suspension there is a meeting about coming back|"
              "0|0|0|2|6|0|8\n");
}

/* For whoever reads it with a screen reader (details 72). */
static void it_is_a_publication_edition(void **state)
{
    char *all = xlsx_all(BOOK);

    (void)state;
    assert_null(strstr(all, "<pane "));
    assert_null(strstr(all, "<autoFilter"));
    assert_null(strstr(all, "<c:chart"));
    assert_null(strstr(all, "Surname"));
    assert_non_null(strstr(all, "<table "));
    free(all);
}

/* Of those looked after the number is withheld: the first sentence is of the
   next group of the table, and of nothing that is not in it. */
static void numbers_are_told_of_a_group_that_is_shown(void **state)
{
    struct world *world = *state;

    world->config.suppress_below = 30;
    publish(world);
    world->config.suppress_below = 6;
    assert_not_on("S01_Numbers", "\nChildren looked after|24|");
    assert_on("S01_Numbers", " were on a school's roll at the end of 2025 to "
                             "2026; the year before ");
    assert_not_on("S01_Numbers", "SEN support");
}

/* With a limit that no group reaches nothing is told of any. */
static void a_small_county_withholds(void **state)
{
    struct world *world = *state;

    world->config.suppress_below = 500;
    publish(world);
    world->config.suppress_below = 6;
    assert_on("Sections", "\n1|Numbers of children in care: core and vulnerable"
                          " groups|Withheld|0 of ");
    assert_on("Sections", "|S05_Attendance, S05_Bands\n");
    assert_not_on("S05_Attendance", "45 of 156");
    assert_not_on("S05_Bands", "|156|");
    assert_not_on("S01_Time_in_care", "|24|");
    assert_not_on("S03_Schools", "|6|6|");
    assert_on("S01_Numbers",
              "\nWhat there is of 2025 to 2026 is not shown, so that no small "
              "number can be worked out.\n");
}

static bool is_known(struct world *world, const char *relation, const char *id)
{
    struct query *q = NULL;
    struct str sql = STR_INIT;
    int row;

    str_addf(&sql, "select 1 from %s where id = ?1", relation);
    assert_ok(query_open(&q, world->db, sql.text, &err), &err);
    query_bind_text(q, 1, id);
    row = query_step(q, &err);
    query_close(q);
    str_release(&sql);
    return row == 1;
}

/* One line of annual_metric: its worksheet, its measure, of whom. */
struct asked {
    char sheet[32], metric[64], cohorts[128];
};

/* What stands between the next `open` after `at` and `close`, and where that
   is; NULL where there is none. */
static const char *take(const char *at, const char *open, char close,
                        char *text, size_t size)
{
    const char *end;

    at = at ? strstr(at, open) : NULL;
    if (!at)
        return NULL;
    at += strlen(open);
    end = strchr(at, close);
    if (!end || (size_t)(end - at) >= size)
        return NULL;
    snprintf(text, size, "%.*s", (int)(end - at), at);
    return end;
}

/* What follows ", 12, " and is a text; NULL where it is something else. */
static const char *past_number(const char *at)
{
    char *end;

    if (strncmp(at, ", ", 2) != 0)
        return NULL;
    strtol(at + 2, &end, 10);
    return end > at + 2 && !strncmp(end, ", '", 3) ? end + 2 : NULL;
}

/* Turn it into the next after *at; false where there is none. */
static bool next_asked(const char **at, struct asked *asked)
{
    while ((*at = strstr(*at, "\n    ('S"))) {
        const char *line = *at;

        (*at)++;
        line = take(line, "'", '\'', asked->sheet, sizeof(asked->sheet));
        line = line ? past_number(line + 1) : NULL;
        if (line)
            line = take(line, "'", '\'', asked->metric, sizeof(asked->metric));
        if (line
            && take(line + 1, "'[", ']', asked->cohorts,
                    sizeof(asked->cohorts)))
            return true;
    }
    return false;
}

/* The same for its cohorts. */
static bool next_cohort(const char **at, char id[32])
{
    const char *end = take(*at, "\"", '"', id, 32);

    if (end)
        *at = end + 1;
    return end;
}

/* A name that is none would be a figure that is not there for ever. */
static void every_figure_that_is_asked_for_is_one(void **state)
{
    const char *at = asset_find("report/sql/annual.sql#setup")->text;
    struct asked asked;
    size_t count = 0;

    while (next_asked(&at, &asked)) {
        const char *cohort = asked.cohorts;
        char id[32];

        if (!is_known(*state, "dim_metric", asked.metric))
            fail_msg("no metric '%s'", asked.metric);
        while (next_cohort(&cohort, id))
            if (!is_known(*state, "dim_cohort", id))
                fail_msg("no cohort '%s'", id);
        count++;
    }
    assert_true(count > 40);
}

/* How a group stands behind its measure, as report.sql has it. */
static const char *group_of(const char *cohort)
{
    static const char *const groups[][2] = {
        { "cla", "looked after" },
        { "cla12", "looked after for 12 months" },
        { "csw", "with a social worker" },
        { "all", "all pupils" },
    };

    for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
        if (!strcmp(groups[i][0], cohort))
            return groups[i][1];
    return NULL;
}

/* 1 where the row of the figure has both its counts, or says that they are
   withheld; 0 where there is no such row, or the counts are no counts. */
static size_t check_counts(struct world *world, const struct asked *asked,
                           const char *cohort)
{
    struct str sql = STR_INIT, row = STR_INIT, both = STR_INIT;
    char *counts, *rows, *found, *bar;
    size_t count = 0;

    str_addf(&sql,
             "select label || iif(unit = '%%', ' (%%)', ', ' || unit) ||"
             " ': %s', cast(m.numerator as integer),"
             " cast(m.denominator as integer) from dim_metric"
             " inner join mart_metric as m on m.metric = id where id = '%s'"
             " and period = '2025/26' and level = 'county' and cohort = '%s'"
             " and breakdown = 'none' and m.numerator = round(m.numerator)"
             " and unit <> 'score'",
             group_of(cohort), asked->metric, cohort);
    counts = world_rows(world, sql.text);
    counts[strcspn(counts, ";")] = '\0';
    rows = rows_of(BOOK, asked->sheet);
    if ((bar = strchr(counts, '|'))) {
        str_addf(&both, "%s|", bar);
        *bar = '\0';
        str_addf(&row, "\n%s|", counts);
        found = strstr(rows, row.text);
        if (found) {
            *strchr(found + 1, '\n') = '\0';
            if (!strstr(found, both.text) && !strstr(found, "|[c]|[c]|"))
                fail_msg("no '%s' in '%s'", both.text, found);
            count = 1;
        }
    }
    str_release(&sql);
    str_release(&row);
    str_release(&both);
    free(counts);
    free(rows);
    return count;
}

/* Not what a sheet may show, but that what it shows is so. */
static void a_shown_count_is_what_was_counted(void **state)
{
    const char *at = asset_find("report/sql/annual.sql#setup")->text;
    struct asked asked;
    size_t count = 0;

    while (next_asked(&at, &asked)) {
        const char *cohort = asked.cohorts;
        char id[32];

        while (next_cohort(&cohort, id))
            if (group_of(id))
                count += check_counts(*state, &asked, id);
    }
    assert_true(count > 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_section_has_a_worksheet),
        cmocka_unit_test(the_contents_say_what_is_there_and_why_not_all),
        cmocka_unit_test(years_stand_side_by_side_with_n_of_n),
        cmocka_unit_test(the_first_sentence_is_of_the_sheet_s_first_figure),
        cmocka_unit_test(it_says_what_the_county_publishes),
        cmocka_unit_test(what_may_be_published_says_whose_attendance_is_late),
        cmocka_unit_test(a_target_stands_beside_what_came_of_it),
        cmocka_unit_test(what_has_not_come_is_a_sentence),
        cmocka_unit_test(it_is_a_publication_edition),
        cmocka_unit_test(every_figure_that_is_asked_for_is_one),
        cmocka_unit_test(a_shown_count_is_what_was_counted),
        cmocka_unit_test(numbers_are_told_of_a_group_that_is_shown),
        cmocka_unit_test(a_small_county_withholds),
    };

    return cmocka_run_group_tests(tests, open_county, close_county);
}
