/* Which packs a run makes, of which day, and who may read them. */
#include <grp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/err.h"
#include "core/outfile.h"
#include "core/path.h"
#include "tests/program.h"
#include "tests/testing.h"

#define RUN "run --quiet --config c/county.ini --as-of 2025-12-01"
#define TOLD " --config c/county.ini --as-of 2025-12-01"
#define WITH_COUNTY(test) cmocka_unit_test_setup(test, program_county)

/* Figures that stand on another day are not of the day that is asked for. */
static void a_report_is_of_its_own_day(void **state)
{
    (void)state;
    assert_int_equal(vschool("run" TOLD), 0);
    assert_int_equal(vschool("report county" TOLD), 0);
    assert_says(errs, "transform: unchanged");
    assert_int_equal(vschool("report county --config c/county.ini"
                             " --as-of 2025-12-02"),
                     0);
    assert_says(errs, " periods, ");
}

/* Marks of days to come are in no figure, and no page says that it has them. */
static void no_page_has_marks_of_days_to_come(void **state)
{
    static const char *const pages[] = {
        "c/outbox/latest/strategic/index.html",
        "c/outbox/latest/strategic/quality.html",
        "c/outbox/latest/schools/100001/report-to-governors.html",
    };
    struct err err = ERR_INIT;

    (void)state;
    testing_write("c/county.ini",
                  "[county]\nla_code = 919\nla_name = Northmere\nregion = R\n"
                  "[paths]\ninbox = inbox\nwarehouse = w.db\n"
                  "outbox = outbox\narchive = archive\n"
                  "[rules]\nsettle_seconds = 0\n"
                  "[packs]\nstrategic = nightly\nschools = nightly\n"
                  "advisers = never\ncounty = never\nannual = never\n"
                  "quality = never\nrestricted = never\n");
    testing_write("c/inbox/attendance_20251205.csv",
                  "URN,UPN,Date,Session,Mark\n"
                  "100001,L919400024001,2025-11-28,AM,/\n"
                  "100001,L919400024001,2025-12-04,AM,/\n");
    assert_int_equal(vschool("run" TOLD), 0);
    for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
        char *text = NULL;
        size_t len;

        assert_ok(file_read(pages[i], &text, &len, &err), &err);
        if (!strstr(text, "28 Nov"))
            fail_msg("%s does not say 28 Nov", pages[i]);
        if (strstr(text, "4 Dec"))
            fail_msg("%s says 4 Dec", pages[i]);
        free(text);
    }
}

/* What the config withholds is what the pages say is withheld. */
static void pages_say_which_counts_are_withheld(void **state)
{
    static const char page[] = "c/outbox/latest/strategic/methods.html";
    static const char *const cases[][2] = {
        { "6", "Counts of 1 to 5 children are withheld" },
        { "10", "Counts of 1 to 9 children are withheld" },
        { "2", "Counts of one child are withheld" },
    };
    struct err err = ERR_INIT;

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char ini[512];
        char *text = NULL;
        size_t len;

        snprintf(ini, sizeof(ini),
                 "[county]\nla_code = 919\nla_name = Northmere\nregion = R\n"
                 "[paths]\ninbox = inbox\nwarehouse = w.db\n"
                 "outbox = outbox\narchive = archive\n"
                 "[rules]\nsettle_seconds = 0\n"
                 "[disclosure]\nsuppress_below = %s\n"
                 "[packs]\nschools = never\nadvisers = never\n"
                 "county = never\nannual = never\nquality = never\n"
                 "restricted = never\n",
                 cases[i][0]);
        testing_write("c/county.ini", ini);
        assert_int_equal(vschool("run" TOLD), 0);
        assert_ok(file_read(page, &text, &len, &err), &err);
        if (!strstr(text, cases[i][1]))
            fail_msg("%s does not say '%s'", page, cases[i][1]);
        free(text);
    }
}

/* Details 79: the template's county, and another one's schools. */
static void a_county_without_schools_is_warned(void **state)
{
    static const char warning[] =
        "no school of the schools extract is of the county's la_code 885: they"
        " are of 919";

    (void)state;
    assert_int_equal(vschool("run" TOLD), 0);
    assert_null(strstr(errs, "warning"));
    assert_int_equal(vschool("status" TOLD), 0);
    assert_null(strstr(out, "Warning"));
    testing_write("c/county.ini",
                  "[county]\nla_code = 885\nla_name = Northmere\nregion = R\n"
                  "[paths]\ninbox = inbox\nwarehouse = w.db\n"
                  "outbox = outbox\narchive = archive\n"
                  "[rules]\nsettle_seconds = 0\n"
                  "[packs]\nstrategic = never\nadvisers = never\n"
                  "county = never\n");
    assert_int_equal(vschool("run" TOLD), 0);
    assert_says(errs, warning);
    assert_int_equal(vschool("status" TOLD), 0);
    assert_says(out, warning);
    assert_int_equal(vschool("status --json --config c/county.ini"), 0);
    assert_says(out, "\"county_known\":0");
}

/* Who has begun with the template's code puts it right, whatever is published.
 */
static void a_county_whose_code_is_put_right_goes_on(void **state)
{
    static const char ini[] =
        "[county]\nla_code = %s\nla_name = Northmere\nregion = R\n"
        "[paths]\ninbox = inbox\nwarehouse = w.db\n"
        "outbox = outbox\narchive = archive\n"
        "[rules]\nsettle_seconds = 0\n";
    static const char *const codes[] = { "885", "919" };
    char text[sizeof(ini)];

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        snprintf(text, sizeof(text), ini, codes[i]);
        testing_write("c/county.ini", text);
        assert_int_equal(vschool("run" TOLD), 0);
        assert_says(errs, "report: strategic made");
    }
    assert_null(strstr(errs, "warning"));
}

/* Made of nothing they would stand, empty, until the next term or year. */
static void packs_of_a_term_or_year_wait_for_the_first_figure(void **state)
{
    static const char *const names[] = { "schools_20250901.csv",
                                         "pupils_20250902.csv" };

    (void)state;
    testing_write("c/county.ini",
                  "[county]\nla_code = 919\nla_name = Northmere\nregion = R\n"
                  "[paths]\ninbox = inbox\nwarehouse = w.db\n"
                  "outbox = outbox\narchive = archive\n"
                  "[rules]\nsettle_seconds = 0\n");
    for (int night = 0; night < 2; night++) {
        for (size_t i = 0; i < 2; i++) {
            char inside[64], outside[64];

            snprintf(inside, sizeof(inside), "c/inbox/%s", names[i]);
            snprintf(outside, sizeof(outside), "c/%s", names[i]);
            assert_int_equal(
                night ? rename(outside, inside) : rename(inside, outside), 0);
        }
        assert_int_equal(vschool("run" TOLD), 0);
        assert_says(errs, "report: quality made");
        if (night) {
            assert_says(errs, "report: annual made");
            assert_says(errs, "report: schools made");
        } else {
            assert_null(strstr(errs, "report: annual made"));
            assert_null(strstr(errs, "report: schools made"));
            assert_int_equal(vschool("status" TOLD), 0);
            assert_says(out, "annual     annual      never      due\n");
        }
    }
}

/* A folder in a link's place, as a copy of the outbox makes it. */
static void assert_stopped_by(const char *link)
{
    struct err err = ERR_INIT;
    char path[64], held[64];

    snprintf(path, sizeof(path), "c/outbox/%s", link);
    snprintf(held, sizeof(held), "c/outbox/%s/kept", link);
    assert_int_equal(unlink(path), 0);
    testing_write(held, "");
    testing_write("c/inbox/marks_20251120.csv", link); /* something new */
    assert_int_equal(vschool(RUN), 73);
    assert_says(errs, path);
    assert_says(errs, "is a folder");
    assert_says(errs, "move it away");
    assert_int_equal(program_runs(), 1);
    assert_int_equal(access(held, F_OK), 0);
    assert_ok(folder_remove(path, &err), &err);
}

static void a_link_that_cannot_be_turned_stops_the_run(void **state)
{
    (void)state;
    assert_int_equal(vschool(RUN), 0);
    assert_stopped_by("2025-12-01");
    assert_stopped_by("latest");
    assert_int_equal(vschool(RUN), 3);
    assert_int_equal(program_runs(), 2);
    assert_int_equal(access("c/outbox/latest/manifest.json", F_OK), 0);
    assert_int_equal(access("c/outbox/2025-12-01/manifest.json", F_OK), 0);
    assert_int_equal(access("c/outbox/.trial", F_OK), -1);
}

static void assert_made(const char *command, bool is_made)
{
    assert_int_equal(vschool(command), 0);
    assert_says(errs, is_made ? "report: county made" : "report: unchanged");
}

/* Each change is seen by the next run, and by that one only. */
static void packs_follow_what_they_show(void **state)
{
    static const struct {
        const char *path, *text;
    } changes[] = {
        { "c/codes/exclusion_reasons.csv",
          "code,description,valid_from,valid_to\nPP,Words,,\n" },
        { "c/targets.csv", "Metric,Cohort,AcademicYear,Target\n"
                           "late_rate,csw,2025/26,1\n" },
        { "c/benchmarks/ks4.ini", "[data_set]\ntitle = T\ntime = Academic"
                                  " year\n[figures]\nfigure = f | m\n"
                                  "[groups]\ngroup = a = b | all\n" },
        { "c/outbox/latest/county/metrics.csv", "not what was published" },
        { "c/outbox/latest/manifest.json", "{\"files\": []}" },
    };
    struct err err = ERR_INIT;

    (void)state;
    assert_ok(folder_make("c/benchmarks", &err), &err);
    assert_made("run" TOLD, true);
    assert_made("run" TOLD, false);
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        testing_write(changes[i].path, changes[i].text);
        assert_made("run" TOLD, true);
        assert_made("run" TOLD, false);
    }
    assert_int_equal(unlink("c/codes/exclusion_reasons.csv"), 0);
    assert_made("run" TOLD, true);
    testing_write("c/county.ini", SETTINGS);
    assert_made("run" TOLD, false);
    testing_write("c/county.ini", SETTINGS "low_reliability_below = 30\n");
    assert_made("run" TOLD, true);
    assert_made("run --config c/county.ini --as-of 2025-12-02", true);
    assert_made("run --config c/county.ini --as-of 2025-12-02", false);
}

/* What a stage changed stays changed until all packs were made. */
static void a_pack_by_name_makes_not_the_others_current(void **state)
{
    (void)state;
    assert_made("run" TOLD, true);
    testing_write("c/inbox/marks_20251120.csv",
                  "URN,UPN,Date,Session,Mark\n"
                  "100001,L919400024001,2025-11-03,AM,/\n");
    assert_int_equal(vschool("ingest" TOLD), 0);
    assert_int_equal(vschool("transform" TOLD), 0);
    assert_int_equal(vschool("report county" TOLD), 0);
    assert_made("report" TOLD, true);
    assert_made("report" TOLD, false);
    assert_int_equal(vschool("withdraw marks_20251120.csv" TOLD), 0);
    assert_made("report" TOLD, true);
    assert_made("run" TOLD, false);
}

static void a_run_with_nothing_new_tidies_what_a_killed_one_left(void **state)
{
    (void)state;
    assert_made("run" TOLD, true);
    testing_write("c/outbox/.runs/000009.part/county/x", "half");
    testing_write("c/outbox/.runs/000009.work/plot/x", "half");
    testing_write("c/outbox/.runs/000008/advisers/x", "a child's name");
    assert_int_equal(symlink("nowhere", "c/outbox/.runs/000009.link"), 0);
    assert_int_equal(symlink("latest", "c/outbox/.trial"), 0);
    assert_made("run" TOLD, false);
    assert_int_not_equal(access("c/outbox/.runs/000009.part", F_OK), 0);
    assert_int_not_equal(access("c/outbox/.runs/000009.work", F_OK), 0);
    assert_int_not_equal(access("c/outbox/.runs/000008", F_OK), 0);
    assert_int_not_equal(unlink("c/outbox/.runs/000009.link"), 0);
    assert_int_not_equal(unlink("c/outbox/.trial"), 0);
    assert_int_equal(access("c/outbox/latest/county/metrics.csv", F_OK), 0);
}

static void assert_rights(const char *path, mode_t mode, gid_t group)
{
    struct stat st;

    assert_int_equal(stat(path, &st), 0);
    if ((st.st_mode & 07777) != mode || st.st_gid != group)
        fail_msg("%s is %o of %d", path, st.st_mode & 07777, (int)st.st_gid);
}

/* The packs of this day and of the one before. */
static void assert_readers(gid_t group)
{
    const bool is_own = group == getegid();
    const mode_t way = is_own ? 0700 : 0711;

    for (int day = 1; day <= 2; day++) {
        const char *name = day == 1 ? "2025-12-01" : "latest";
        char path[128];

        snprintf(path, sizeof(path), "c/outbox/%s", name);
        assert_rights(path, way, getegid());
        snprintf(path, sizeof(path), "c/outbox/%s/manifest.json", name);
        assert_rights(path, 0600, getegid());
        snprintf(path, sizeof(path), "c/outbox/%s/county", name);
        assert_rights(path, is_own ? 0700 : 0750, group);
        snprintf(path, sizeof(path), "c/outbox/%s/county/metrics.csv", name);
        assert_rights(path, is_own ? 0600 : 0640, group);
    }
    assert_rights("c/outbox", way, getegid());
    assert_rights("c/outbox/.runs", way, getegid());
}

#define NEXT_DAY "run --config c/county.ini --as-of 2025-12-02"

/* Details 107: also of packs that are carried over, or do not change. */
static void who_may_read_is_what_the_config_says_tonight(void **state)
{
    static const char in[] = SETTINGS "[groups]\ncounty = daemon\n";
    const struct group *group = getgrnam("daemon");
    gid_t readers;

    (void)state;
    if (geteuid() != 0 || !group) {
        skip();
        return;
    }
    readers = group->gr_gid;
    assert_made("run" TOLD, true);
    assert_made(NEXT_DAY, true);
    assert_readers(getegid());
    testing_write("c/county.ini", in);
    assert_made(NEXT_DAY, true);
    assert_readers(readers);
    assert_made(NEXT_DAY, false);
    assert_readers(readers);
    /* Whatever became of them meanwhile. */
    assert_int_equal(chmod("c/outbox/latest/county/metrics.csv", 0644), 0);
    assert_int_equal(chown("c/outbox/2025-12-01/county", 0, 0), 0);
    assert_made(NEXT_DAY, false);
    assert_readers(readers);
    testing_write("c/county.ini", SETTINGS);
    assert_made(NEXT_DAY, true);
    assert_readers(getegid());
    /* Carried over: it is not due. */
    testing_write("c/county.ini", SETTINGS "[packs]\ncounty = annual\n"
                                           "[groups]\ncounty = daemon\n");
    assert_int_equal(vschool(NEXT_DAY), 0);
    assert_readers(readers);
    testing_write("c/county.ini", SETTINGS "[packs]\ncounty = annual\n");
    assert_int_equal(vschool(NEXT_DAY), 0);
    assert_readers(getegid());
}
int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_COUNTY(a_report_is_of_its_own_day),
        WITH_COUNTY(no_page_has_marks_of_days_to_come),
        WITH_COUNTY(pages_say_which_counts_are_withheld),
        WITH_COUNTY(a_county_without_schools_is_warned),
        WITH_COUNTY(a_county_whose_code_is_put_right_goes_on),
        WITH_COUNTY(packs_of_a_term_or_year_wait_for_the_first_figure),
        WITH_COUNTY(a_link_that_cannot_be_turned_stops_the_run),
        WITH_COUNTY(packs_follow_what_they_show),
        WITH_COUNTY(a_pack_by_name_makes_not_the_others_current),
        WITH_COUNTY(a_run_with_nothing_new_tidies_what_a_killed_one_left),
        WITH_COUNTY(who_may_read_is_what_the_config_says_tonight),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);

    free(out);
    free(errs);
    return failed;
}
