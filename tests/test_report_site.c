#include <fts.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/outfile.h"
#include "core/str.h"
#include "report/report.h"
#include "report/words/markup.h"
#include "tests/report_fixture.h"
#include "tests/testing.h"
#include "tests/world.h"

#define SITE "w/outbox/latest/strategic"
#define HOSTILE "\"'><svg onload=x>{urn}&St Mary's"

#define SCHOOLS                                                                \
    "URN,LA (code),EstablishmentNumber,EstablishmentName,"                     \
    "PhaseOfEducation (name),TypeOfEstablishment (name),"                      \
    "EstablishmentStatus (name),DistrictAdministrative (name)\n"

static void run_strategic(struct world *world)
{
    static const char *const packs[] = { "strategic" };
    struct report_result result;
    struct err err = ERR_INIT;

    assert_ok(report_fixture_publish(world, packs, 1, 1, &result, &err), &err);
}

/* Two districts whose names come to one address, and a school whose name would
 * be more than a name, if it could. */
static int open_county(void **state)
{
    static struct world world;

    report_fixture_open(&world, "w");
    world_put(&world, "schools_20260213T2000.csv",
              SCHOOLS "100004,919,4004,Elm Academy,Secondary,Academy converter,"
                      "Open,Ash Mere\n"
                      "100005,919,4005,\"\"\"'><svg onload=x>{urn}&St Mary's\","
                      "Secondary,Academy converter,Open,ASH-MERE\n");
    world_night(&world);
    run_strategic(&world);
    *state = &world;
    return 0;
}

static int close_county(void **state)
{
    world_close(*state);
    return 0;
}

static char *page_below(const char *site, const char *name)
{
    struct str path = STR_INIT;
    struct err err = ERR_INIT;
    char *text = NULL;
    size_t len = 0;

    str_addf(&path, "%s/%s", site, name);
    assert_ok(file_read(path.text, &text, &len, &err), &err);
    str_release(&path);
    return text;
}

static char *page(const char *name)
{
    return page_below(SITE, name);
}

typedef void look_fn(const char *path, const char *text, size_t *count);

/* All pages of the site; how often `look` counted. */
static size_t look_at_all(look_fn *look)
{
    char site[] = SITE;
    char *roots[] = { site, NULL };
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    size_t count = 0;
    FTSENT *entry;

    assert_non_null(walk);
    while ((entry = fts_read(walk))) {
        struct err err = ERR_INIT;
        char *text = NULL;
        size_t len = 0;

        if (entry->fts_info != FTS_F || !strstr(entry->fts_path, ".html"))
            continue;
        assert_ok(file_read(entry->fts_path, &text, &len, &err), &err);
        look(entry->fts_path, text, &count);
        free(text);
    }
    fts_close(walk);
    return count;
}

static void follow_links(const char *path, const char *text, size_t *count)
{
    static const char href[] = " href=\"";
    size_t folder = (size_t)(strrchr(path, '/') - path);

    while ((text = strstr(text, href))) {
        struct str to = STR_INIT;
        size_t len;

        text += strlen(href);
        len = strcspn(text, "\"#");
        if (!len)
            continue;
        str_addf(&to, "%.*s/%.*s", (int)folder, path, (int)len, text);
        if (access(to.text, F_OK) != 0)
            fail_msg("%s leads to %s, which is not there", path, to.text);
        str_release(&to);
        (*count)++;
    }
}

static void every_link_leads_to_a_file(void **state)
{
    (void)state;
    assert_true(look_at_all(follow_links) > 100);
}

static void find_name(const char *path, const char *text, size_t *count)
{
    struct str name = STR_INIT;

    if (strstr(text, "<svg onload"))
        fail_msg("%s has the name as markup", path);
    markup_put(&name, HOSTILE);
    *count += strstr(text, name.text) != NULL;
    str_release(&name);
}

static void a_schools_name_is_a_name_on_every_page(void **state)
{
    (void)state;
    assert_true(look_at_all(find_name) > 0);
}

static void two_names_that_come_to_one_address_have_a_page_each(void **state)
{
    char *first = page("district/ash-mere.html");
    char *second = page("district/ash-mere-2.html");
    char *list = page("districts.html");

    (void)state;
    /* In order of their names: capitals come first. */
    assert_non_null(strstr(first, "<h1>ASH-MERE</h1>"));
    assert_non_null(strstr(second, "<h1>Ash Mere</h1>"));
    assert_non_null(
        strstr(list, "<a href=\"district/ash-mere.html\">ASH-MERE</a>"));
    assert_non_null(
        strstr(list, "<a href=\"district/ash-mere-2.html\">Ash Mere</a>"));
    free(first);
    free(second);
    free(list);
}

static void a_page_says_where_it_is(void **state)
{
    char *index = page("index.html");
    char *district = page("district/brackwell.html");

    (void)state;
    assert_non_null(strstr(index, "<a href=\"index.html\" aria-current="
                                  "\"page\">Overview</a>"));
    assert_null(strstr(index, "class=\"crumbs\""));
    assert_non_null(strstr(district, "<a href=\"../districts.html\""
                                     " aria-current=\"true\">Districts</a>"));
    assert_non_null(strstr(district,
                           "<li><a href=\"../index.html\">Overview</a></li>\n"
                           "<li><a href=\"../districts.html\">Districts</a>"
                           "</li>\n<li>Brackwell</li>\n"));
    free(index);
    free(district);
}

/* With a social worker: 20 at each of six secondary schools, 24 and 12; of them
 * those that 4 divides miss a tenth or more: 6 a school, and 3 at the last. */
static void the_county_stands_first(void **state)
{
    char *index = page("index.html");
    const char *changed = strstr(index, "Since this day last year</h2>");
    const char *cards = strstr(index, "Children looked after</h2>");
    const char *table = strstr(index, "Children with a social worker</h2>");

    (void)state;
    assert_non_null(changed);
    assert_true(changed < cards && cards < table);
    assert_non_null(strstr(table, "<td>45 of 156 children</td>"));
    assert_non_null(strstr(index, "<strong>Data to</strong> "));
    assert_non_null(strstr(index, "<strong>Schools</strong> "));
    free(index);
}

#define NOT_KNOWN "Whether anybody was suspended is not known"

/* Does a school's page say that its suspensions are not known? */
static bool is_not_known(const char *urn)
{
    char name[32];
    char *text;
    bool is;

    snprintf(name, sizeof(name), "school/%s.html", urn);
    text = page_below("s/outbox/latest/strategic", name);
    is = strstr(text, NOT_KNOWN) != NULL;
    free(text);
    return is;
}

static bool is_told(const char *page, const char *words)
{
    char *text = page_below("s/outbox/latest/strategic", page);
    bool is = strstr(text, words) != NULL;

    free(text);
    return is;
}

/* A list of six of the eight schools is of all, so that at the seventh nobody
   was suspended; where three send their own instead nobody has told of it, and
   the county's figure says so. */
static void of_a_school_that_sends_nothing_nobody_is_told(void **state)
{
    static const char *const packs[] = { "strategic" };
    static const char *const silent[] = { "100004", "100007" };
    struct report_result result;
    struct err err = ERR_INIT;
    struct world w;

    (void)state;
    report_fixture_open(&w, "s");
    assert_ok(report_fixture_publish(&w, packs, 1, 1, &result, &err), &err);
    for (size_t i = 0; i < 2; i++)
        assert_false(is_not_known(silent[i]));
    assert_false(is_told("index.html", "othing has come of"));
    report_fixture_send_own(&w);
    world_night(&w);
    assert_ok(report_fixture_publish(&w, packs, 1, 2, &result, &err), &err);
    for (size_t i = 0; i < 2; i++)
        assert_true(is_not_known(silent[i]));
    assert_true(is_told("index.html", "Nothing has come of five schools."));
    world_close(&w);
}

/* The questionnaires of those in care: the numbers 4, 10, 16 and 22. */
static void a_score_is_told_without_its_unit(void **state)
{
    static const char *const packs[] = { "strategic" };
    struct report_result result;
    struct str rows = STR_INIT;
    struct err err = ERR_INIT;
    struct world w;
    char *text;

    (void)state;
    report_fixture_open(&w, "q");
    str_add(&rows, "UPN,CompletedDate,Score,Reason,ReportingYear\n");
    for (int school = 0; school < 6; school++) {
        for (int i = 4; i < 24; i += 6) {
            char upn[14];

            world_upn(60 * school + i, upn);
            str_addf(&rows, "%s,2025-02-03,15,,2025\n", upn);
        }
    }
    world_put(&w, "sdq_20250401.csv", rows.text);
    str_release(&rows);
    world_night(&w);
    assert_ok(report_fixture_publish(&w, packs, 1, 1, &result, &err), &err);
    text = page_below("q/outbox/latest/strategic",
                      "measure/mean-strengths-and-difficulties-score.html");
    assert_non_null(strstr(text, ": 15.0</h1>"));
    assert_null(strstr(text, "15.0 score"));
    free(text);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_link_leads_to_a_file),
        cmocka_unit_test(a_schools_name_is_a_name_on_every_page),
        cmocka_unit_test(two_names_that_come_to_one_address_have_a_page_each),
        cmocka_unit_test(a_page_says_where_it_is),
        cmocka_unit_test(the_county_stands_first),
        cmocka_unit_test(of_a_school_that_sends_nothing_nobody_is_told),
        cmocka_unit_test(a_score_is_told_without_its_unit),
    };

    return cmocka_run_group_tests(tests, open_county, close_county);
}
