#define _GNU_SOURCE /* unshare */
#include "report/report.h"

#include <ctype.h>
#include <dirent.h>
#include <fts.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "config/config.h"
#include "core/db.h"
#include "core/hash.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/outfile.h"
#include "core/path.h"
#include "core/str.h"
#include "report/night/rights.h"
#include "tests/report_fixture.h"
#include "tests/testing.h"
#include "tests/world.h"
#include "tests/xlsx.h"

#define DASHBOARD "w/outbox/latest/strategic/dashboard.xlsx"
#define QUALITY "w/outbox/latest/quality/data-quality.xlsx"

/* One county for all tests: what one does to it is rolled back. */
struct county {
    struct world world;
    struct config config; /* as it was */
};

static int open_county(void **state)
{
    static struct county county;

    report_fixture_open(&county.world, "w");
    county.config = county.world.config;
    *state = &county.world;
    return 0;
}

static int close_county(void **state)
{
    world_close(*state);
    return 0;
}

static int open_world(void **state)
{
    struct world *world = *state;
    struct err err = ERR_INIT;

    assert_ok(folder_remove("w/outbox", &err), &err);
    assert_ok(db_exec(world->db, "savepoint test", &err), &err);
    return 0;
}

static int close_world(void **state)
{
    struct world *world = *state;
    struct err err = ERR_INIT;

    assert_ok(db_exec(world->db, "rollback to test; release test", &err), &err);
    world->config = ((struct county *)world)->config;
    return 0;
}

/*
 * After a full disk: where SQLite cannot write what it keeps on disk for a
 * while, it may have rolled all back already.
 */
static int close_full(void **state)
{
    struct world *world = *state;
    struct err unsaid = ERR_INIT;

    if (db_exec(world->db, "rollback to test; release test", &unsaid))
        assert_int_equal(unsaid.code, ERR_INTERNAL); /* no such savepoint */
    world->config = ((struct county *)world)->config;
    return 0;
}

/* One whose runs cost little: no charts. */
static int open_small(void **state)
{
    struct world *world = *state;

    world->config.pack_strategic = CADENCE_NEVER;
    world->config.pack_county = CADENCE_NEVER;
    world->config.pack_annual = CADENCE_NEVER;
    return open_world(state);
}

/* The report is to see this in a relation's place. */
static void put_before(struct world *world, const char *name,
                       const char *select)
{
    struct err err = ERR_INIT;
    struct str sql = STR_INIT;

    str_addf(&sql, "create temp view %s as %s", name, select);
    assert_ok(db_exec(world->db, sql.text, &err), &err);
    str_release(&sql);
}

static struct report_request request_of(int64_t run_id)
{
    return (struct report_request){
        .as_of = date_parse_iso(REPORT_FIXTURE_AS_OF),
        .run_id = run_id,
        .version = "0.1",
        .published_at =
            run_id % 2 ? "2026-02-14T02:00:00Z" : "2026-02-15T02:00:00Z",
    };
}

static int run_packs(struct world *world, int64_t run_id, const char *pack,
                     struct report_result *result, struct err *err)
{
    struct report_request request = request_of(run_id);
    struct report *report = NULL;
    int ret;

    request.packs = pack ? &pack : NULL;
    request.pack_count = pack ? 1 : 0;
    ret = report_prepare(&report, world->db, &world->config, &request,
                         &world->log, err);
    memset(result, 0, sizeof(*result));
    if (ret == 0)
        ret = report_publish(report, result, err);
    report_close(report);
    return ret;
}

static void run_once(struct world *world, int64_t run_id)
{
    struct report_result result;
    struct err err = ERR_INIT;

    assert_ok(run_packs(world, run_id, NULL, &result, &err), &err);
}

/* Its packs are published, for tests that look and do not touch. */
static int open_published(void **state)
{
    mode_t usual = umask(0);
    int ret = open_county(state);

    if (ret == 0)
        run_once(*state, 1);
    umask(usual);
    return ret;
}

static char *read_text(const char *path)
{
    struct err err = ERR_INIT;
    char *text = NULL;
    size_t len = 0;

    assert_ok(file_read(path, &text, &len, &err), &err);
    return text;
}

static void all_packs_are_published(void **state)
{
    static const char *const files[] = {
        DASHBOARD,
        "w/outbox/latest/strategic/charts/absence_gap.svg",
        "w/outbox/latest/strategic/charts/absence_gap.png",
        "w/outbox/latest/strategic/charts/weekly_attendance.svg",
        "w/outbox/latest/strategic/charts/district_gap.svg",
        "w/outbox/latest/strategic/charts/suspensions.svg",
        "w/outbox/latest/county/metrics.csv",
        "w/outbox/latest/county/metrics.meta.csv",
        "w/outbox/latest/county/gaps.csv",
        "w/outbox/latest/county/gaps.meta.csv",
        "w/outbox/latest/advisers/adviser-1/adviser.xlsx",
        "w/outbox/latest/advisers/adviser-2/adviser.xlsx",
        "w/outbox/latest/quality/data-quality.xlsx",
        "w/outbox/latest/manifest.json",
        ("w/outbox/" REPORT_FIXTURE_AS_OF "/manifest.json"),
    };

    (void)state;
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
        if (access(files[i], F_OK) != 0)
            fail_msg("no '%s'", files[i]);
}

/* Everything below `folder`, by the rule for files and the one for folders. */
static void assert_modes(const char *folder)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;

    assert_non_null(dir);
    while ((entry = readdir(dir))) {
        char path[4096];
        struct stat st;

        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
        assert_int_equal(lstat(path, &st), 0);
        if (S_ISLNK(st.st_mode))
            continue;
        if ((st.st_mode & 0777) != (S_ISDIR(st.st_mode) ? 0700u : 0600u))
            fail_msg("'%s' is %o", path, (unsigned)st.st_mode & 0777u);
        if (S_ISDIR(st.st_mode))
            assert_modes(path);
    }
    closedir(dir);
}

static void everything_is_private(void **state)
{
    (void)state;
    assert_modes("w/outbox");
}

/* A device's name on Windows, whatever ends it. */
static bool is_device(const char *name)
{
    static const char *const devices[] = { "con", "prn", "aux", "nul" };
    const size_t len = strcspn(name, ".");

    for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++)
        if (len == 3 && !strncmp(name, devices[i], 3))
            return true;
    return len == 4 && strspn(name, "comlpt") == 3 && isdigit(name[3]);
}

static int assert_can_be_held(void *context, const char *path,
                              const char *below, const struct stat *st,
                              struct err *err)
{
    const char *name = strrchr(below, '/');

    (void)st;
    (void)err;
    name = name ? name + 1 : below;
    ++*(int *)context;
    if (strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-_") != strlen(name)
        || name[strlen(name) - 1] == '.' || name[0] == '.' || is_device(name)
        || strlen(name) > 100 || strlen(below) > 200)
        fail_msg("'%s' is a name that a share may not hold", path);
    return 0;
}

/* Of Windows too: 260 characters with the folder that they are copied into. */
static void every_system_can_hold_the_names(void **state)
{
    struct err err = ERR_INIT;
    int count = 0;

    (void)state;
    assert_ok(path_walk("w/outbox/latest/.", assert_can_be_held,
                        assert_can_be_held, &count, &err),
              &err);
    assert_true(count > 30);
}

/* One line a file: its path and hash. */
static void list(const char *folder, struct str *out)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, alphasort);

    assert_true(count >= 0);
    for (int i = 0; i < count; i++) {
        struct str path = STR_INIT;
        struct stat st;

        str_addf(&path, "%s/%s", folder, entries[i]->d_name);
        if (strcmp(entries[i]->d_name, ".") != 0
            && strcmp(entries[i]->d_name, "..") != 0
            && strcmp(entries[i]->d_name, "manifest.json") != 0
            && stat(path.text, &st) == 0) {
            char sha256[HASH_TEXT_SIZE];
            struct err err = ERR_INIT;

            if (S_ISDIR(st.st_mode)) {
                list(path.text, out);
            } else {
                assert_ok(hash_file(path.text, sha256, &err), &err);
                str_addf(out, "%s %s\n", path.text, sha256);
            }
        }
        str_release(&path);
        free(entries[i]);
    }
    free(entries);
}

static void the_same_warehouse_gives_the_same_bytes(void **state)
{
    struct str first = STR_INIT;
    struct str second = STR_INIT;
    struct err err = ERR_INIT;

    list("w/outbox/latest", &first);
    assert_ok(folder_remove("w/outbox", &err), &err);
    run_once(*state, 1);
    list("w/outbox/latest", &second);
    assert_string_equal(first.text, second.text);
    str_release(&first);
    str_release(&second);
}

static void a_run_with_nothing_new_leaves_what_is_published(void **state)
{
    struct report_result result;
    struct err err = ERR_INIT;
    char before[256], after[256];
    char *first, *second;
    ssize_t before_len, after_len;

    first = read_text("w/outbox/latest/manifest.json");
    before_len = readlink("w/outbox/latest", before, sizeof(before));
    assert_ok(run_packs(*state, 2, NULL, &result, &err), &err);
    assert_true(result.is_unchanged);
    second = read_text("w/outbox/latest/manifest.json");
    after_len = readlink("w/outbox/latest", after, sizeof(after));
    assert_string_equal(first, second);
    assert_int_equal(before_len, after_len);
    assert_memory_equal(before, after, (size_t)after_len);
    free(first);
    free(second);
}

static void a_change_is_published_and_the_old_folder_goes(void **state)
{
    struct world *world = *state;
    struct report_result result;
    struct err err = ERR_INIT;
    DIR *dir;
    int folders = 0;

    run_once(world, 1);
    put_before(world, "load_unlisted",
               "select school_key, 9 as enrolments from dim_school");
    assert_ok(run_packs(world, 2, NULL, &result, &err), &err);
    assert_false(result.is_unchanged);
    dir = opendir("w/outbox/.runs");
    assert_non_null(dir);
    while (readdir(dir))
        folders++;
    closedir(dir);
    assert_int_equal(folders, 3); /* . .. and the run's */
}

/* The dashboard where the figures of so many pupils rest on counts. */
static char *dashboard_of_counted(struct world *world, int64_t run_id,
                                  int pupils)
{
    struct report_result result;
    struct err err = ERR_INIT;
    struct str select = STR_INIT;

    str_addf(&select,
             "select '2025/26' as period, pupil_key, 1 as school_key,"
             " 'summary' as basis from dim_pupil where upn is not null"
             " order by pupil_key limit %d",
             pupils);
    put_before(world, "attendance_counted", select.text);
    str_release(&select);
    assert_ok(run_packs(world, run_id, "strategic", &result, &err), &err);
    assert_ok(db_exec(world->db, "drop view temp.attendance_counted", &err),
              &err);
    return xlsx_all(DASHBOARD);
}

/* Few of them are told in words alone. */
static void figures_that_rest_on_counts_say_so(void **state)
{
    char *all = dashboard_of_counted(*state, 1, 5);

    assert_non_null(strstr(all, "Attendance of some pupils rests on counts"));
    free(all);
    all = dashboard_of_counted(*state, 2, 36);
    assert_non_null(
        strstr(all, "Attendance of about 40 pupils rests on counts"));
    free(all);
    all = dashboard_of_counted(*state, 3, 0);
    assert_null(strstr(all, "rests on counts"));
    free(all);
}

static bool is_current(struct world *world, const char *note, int64_t run_id)
{
    struct report_request request = request_of(run_id);
    struct err err = ERR_INIT;
    bool current;

    assert_ok(report_is_current(world->db, &world->config, &request, note,
                                &current, &err),
              &err);
    return current;
}

/* The note of packs that stand; freed by the caller. */
static char *publish_all(struct world *world)
{
    struct report_request request = request_of(1);
    struct report_result result;
    struct report *report = NULL;
    struct err err = ERR_INIT;
    char *note;

    assert_ok(report_prepare(&report, world->db, &world->config, &request,
                             &world->log, &err),
              &err);
    note = mem_dup(report_note(report));
    assert_ok(report_publish(report, &result, &err), &err);
    report_close(report);
    return note;
}

static void packs_stand_until_what_they_show_changes(void **state)
{
    struct world *world = *state;
    struct err err = ERR_INIT;
    char *note = publish_all(world);
    const char *const codes = "w/codes/exclusion_reasons.csv";
    char *defaults = NULL;

    assert_true(is_current(world, note, 2));
    assert_false(is_current(world, "", 2));
    assert_ok(config_text(&world->config, "codes/exclusion_reasons.csv",
                          &defaults, &err),
              &err);
    testing_write(codes, "code,description,valid_from,valid_to\nPP,New,,\n");
    assert_false(is_current(world, note, 2));
    testing_write(codes, "no code set at all");
    assert_false(is_current(world, note, 2));
    testing_write(codes, defaults);
    assert_true(is_current(world, note, 2));
    assert_int_equal(unlink(codes), 0);
    assert_true(is_current(world, note, 2));
    assert_ok(
        db_exec(world->db, "update dim_metric set label = label || '!'", &err),
        &err);
    assert_false(is_current(world, note, 2));
    free(defaults);
    free(note);
}

static void one_pack_leaves_the_others_as_they_were(void **state)
{
    struct report_result result;
    struct err err = ERR_INIT;
    char *manifest;

    run_once(*state, 1);
    assert_ok(run_packs(*state, 2, "quality", &result, &err), &err);
    assert_int_equal(result.packs, 1);
    manifest = read_text("w/outbox/latest/manifest.json");
    assert_non_null(strstr(manifest, "\"advisers/adviser-1/adviser.xlsx\""));
    free(manifest);
}

static void a_pack_that_is_none_is_refused(void **state)
{
    struct report_result result;
    struct err err = ERR_INIT;

    assert_int_equal(run_packs(*state, 1, "nonsense", &result, &err), -1);
    assert_int_equal(err.code, ERR_USAGE);
    assert_int_not_equal(access("w/outbox/latest", F_OK), 0);
}

static void a_weekly_pack_waits_for_its_week(void **state)
{
    struct world *world = *state;
    struct report_result result;
    struct err err = ERR_INIT;
    struct str due = STR_INIT;
    size_t all;

    world->config.pack_quality = CADENCE_WEEKLY;
    assert_ok(run_packs(world, 1, NULL, &result, &err), &err);
    all = result.packs;
    assert_ok(run_packs(world, 2, NULL, &result, &err), &err);
    /* Nor is it the next school year. */
    assert_int_equal(result.packs, all - 2);
    assert_ok(report_due(world->db, &world->config,
                         date_parse_iso("2026-02-16"), false, &due, &err),
              &err);
    assert_non_null(strstr(due.text, "quality    weekly      2026-02-13 due"));
    str_release(&due);
    /* The same for a program. */
    assert_ok(report_due(world->db, &world->config,
                         date_parse_iso("2026-02-14"), true, &due, &err),
              &err);
    assert_memory_equal(due.text, "[{\"pack\":\"advisers\",", 20);
    assert_non_null(strstr(due.text,
                           "{\"pack\":\"quality\",\"cadence\":\"weekly\","
                           "\"made_as_of\":\"2026-02-13\",\"is_due\":0,"
                           "\"due_from\":\"2026-02-16\"}"));
    assert_non_null(strstr(due.text,
                           "{\"pack\":\"county\",\"cadence\":\"never\","
                           "\"made_as_of\":null,\"is_due\":0,"
                           "\"due_from\":null}"));
    assert_int_equal(due.text[due.len - 1], ']');
    str_release(&due);
}

/* Of a pack's folders and files: the files. */
static int64_t count_files(char *folder)
{
    char *const folders[] = { folder, NULL };
    FTS *walk = fts_open(folders, FTS_COMFOLLOW, NULL);
    FTSENT *entry;
    int64_t count = 0;

    assert_non_null(walk);
    while ((entry = fts_read(walk)) != NULL)
        count += entry->fts_info == FTS_F;
    fts_close(walk);
    return count;
}

static void the_manifest_lists_every_file(void **state)
{
    struct world *world = *state;
    struct err err = ERR_INIT;
    struct query *q = NULL;
    char latest[] = "w/outbox/latest";
    char *manifest;
    char sha256[HASH_TEXT_SIZE];

    manifest = read_text("w/outbox/latest/manifest.json");
    assert_ok(query_open(&q, world->db,
                         "select json_valid(?1), json_extract(?1,"
                         " '$.published_at'), json_array_length(?1, '$.files'),"
                         " json_array_length(?1, '$.schools'),"
                         " (select json_extract(value, '$.sha256')"
                         " from json_each(?1, '$.files') where"
                         " json_extract(value, '$.path') ="
                         " 'county/gaps.csv')",
                         &err),
              &err);
    query_bind_text(q, 1, manifest);
    assert_int_equal(query_step(q, &err), 1);
    assert_int_equal(query_int(q, 0), 1);
    assert_string_equal(query_text(q, 1), "2026-02-14T02:00:00Z");
    assert_int_equal(query_int(q, 2) + 1, count_files(latest));
    assert_int_equal(query_int(q, 3), 8);
    assert_ok(hash_file("w/outbox/latest/county/gaps.csv", sha256, &err), &err);
    assert_string_equal(query_text(q, 4), sha256);
    query_close(q);
    free(manifest);
}

/* A figure that no other can be: whoever finds it has found a leak. */
static void nothing_withheld_is_in_any_part_of_a_controlled_pack(void **state)
{
    static const char *const outputs[] = {
        "w/outbox/latest/county/metrics.csv",
        "w/outbox/latest/county/gaps.csv",
        "w/outbox/latest/strategic/charts/absence_gap.svg",
        "w/outbox/latest/strategic/charts/district_gap.svg",
        "w/outbox/latest/strategic/charts/suspensions.svg",
    };
    static const char *const secrets[] = { "76543", "83.217", "83.2", "91234",
                                           "57.313" };
    struct world *world = *state;
    char *all;

    /* A small count and the numbers beside it, at each place it could show. */
    put_before(world, "mart_metric",
               "select metric, period, level, entity, cohort, breakdown,"
               " breakdown_value, iif(is_secret, 3, numerator) as numerator,"
               " iif(is_secret, 76543, denominator) as denominator,"
               " iif(is_secret, 83.217, value) as value,"
               " iif(is_secret, 83.217, lower) as lower,"
               " iif(is_secret, 83.217, upper) as upper"
               " from (select *, cohort = 'csw' and level <> 'school'"
               " and metric in ('persistent_absence', 'suspended_pupils')"
               " as is_secret from main.mart_metric)");
    put_before(world, "mart_gap",
               "select metric, period, level, entity, cohort, comparator,"
               " breakdown, breakdown_value, iif(is_secret, 83.217, value)"
               " as value, comparator_value, iif(is_secret, 83.217, gap)"
               " as gap, iif(is_secret, 83.217, gap_lower) as gap_lower,"
               " iif(is_secret, 83.217, gap_upper) as gap_upper,"
               " iif(is_secret, 83.217, ratio) as ratio,"
               " iif(is_secret, 83.217, ratio_lower) as ratio_lower,"
               " iif(is_secret, 83.217, ratio_upper) as ratio_upper"
               " from (select *, cohort = 'csw' and metric in"
               " ('persistent_absence', 'suspended_pupils') as is_secret"
               " from main.mart_gap)");
    put_before(world, "mart_funnel",
               "select metric, period, cohort, phase, urn,"
               " iif(is_secret, 4, numerator) as numerator,"
               " iif(is_secret, 91234, denominator) as denominator,"
               " iif(is_secret, 57.313, value) as value, expected, lower_95,"
               " iif(is_secret, 57.313, upper_95) as upper_95, lower_99_8,"
               " iif(is_secret, 57.313, upper_99_8) as upper_99_8, flag"
               " from (select *, urn in ('100004', '100006') as is_secret"
               " from main.mart_funnel)");
    run_once(world, 1);
    for (size_t i = 0; i < sizeof(outputs) / sizeof(outputs[0]); i++) {
        if (access(outputs[i], F_OK) != 0)
            continue;
        all = read_text(outputs[i]);
        for (size_t j = 0; j < sizeof(secrets) / sizeof(secrets[0]); j++)
            if (j != 2 && strstr(all, secrets[j]))
                fail_msg("%s in '%s'", secrets[j], outputs[i]);
        free(all);
    }
    all = xlsx_all(DASHBOARD);
    for (size_t j = 0; j < sizeof(secrets) / sizeof(secrets[0]); j++)
        if (strstr(all, secrets[j]) && j != 2)
            fail_msg("%s in the dashboard", secrets[j]);
    free(all);
}

/*
 * Whatever statement of a controlled pack comes by a figure, SQLite refuses it:
 * here one that only reads what cohorts are called.
 */
static void a_controlled_pack_cannot_read_past_what_is_shown(void **state)
{
    struct world *world = *state;
    struct report_result result;
    struct err err = ERR_INIT;

    put_before(world, "dim_cohort",
               "select cohort_key, id, label from main.dim_cohort"
               " where id in (select cohort from mart_metric)");
    assert_int_equal(run_packs(world, 1, "county", &result, &err), -1);
    assert_int_equal(err.code, ERR_INTERNAL);
    assert_non_null(strstr(err.msg, "prohibited"));
    assert_ok(db_exec(world->db, "drop view temp.dim_cohort", &err), &err);
    assert_ok(run_packs(world, 1, "county", &result, &err), &err);
}

/* Packs leave each other, and the connection, nothing. */
static void no_temporary_table_is_left(void **state)
{
    static const char count[] = "select count(*) from sqlite_temp_schema";
    struct world *world = *state;
    int64_t before = world_int(world, count);

    run_once(world, 1);
    assert_int_equal(world_int(world, count), before);
}

static void assert_in(const char *path, const char *piece)
{
    char *text = read_text(path);

    if (!strstr(text, piece))
        fail_msg("'%s' does not hold '%s'", path, piece);
    free(text);
}

/*
 * By hand, as in tests/test_report_county.c. Suspensions at secondary school s:
 * of 6 + s of ours, 7 of them twice, and of 7 others: 20 + s, in all 141; last
 * year of 6 of either, 12 at each of 6 schools.
 */
static void what_is_published_is_what_was_counted(void **state)
{
    (void)state;
    assert_in("w/outbox/latest/strategic/charts/absence_gap.svg",
              "In the autumn term 2025: 28.8% against 16.7%, a gap of 12.2 "
              "points");
    assert_in("w/outbox/latest/strategic/charts/district_gap.svg",
              "gap of 12.2 points, "
              "0 are wider and 0 narrower");
    assert_in("w/outbox/latest/strategic/charts/suspensions.svg",
              "141 by 13 February 2026, 72 by the same school day of");
}

static void names_are_with_the_advisers_only(void **state)
{
    char *all;

    (void)state;
    all = xlsx_all("w/outbox/latest/advisers/adviser-1/adviser.xlsx");
    assert_non_null(strstr(all, "Surname0"));
    free(all);
    all = xlsx_all(DASHBOARD);
    assert_null(strstr(all, "Surname"));
    assert_null(strstr(all, "A919400024"));
    free(all);
    all = xlsx_all("w/outbox/latest/quality/data-quality.xlsx");
    assert_null(strstr(all, "Surname"));
    assert_null(strstr(all, "A919400024"));
    free(all);
}

static void a_heading_of_a_table_is_its_cell(void **state)
{
    char *workbook;
    char *table;
    char part[64];
    int tables = 0;

    (void)state;
    workbook = xlsx_part(DASHBOARD, "xl/workbook.xml");
    assert_non_null(strstr(workbook, "Headlines"));
    free(workbook);
    for (int i = 1; i < 40; i++) {
        snprintf(part, sizeof(part), "xl/tables/table%d.xml", i);
        table = xlsx_part(DASHBOARD, part);
        if (!table)
            break;
        tables++;
        assert_non_null(strstr(table, "headerRowCount") ? table : table);
        assert_int_equal(xlsx_count(table, "<table "), 1);
        free(table);
    }
    assert_true(tables > 8);
}

/* --------------------------------------------------------------- failures */

static void assert_still_published(void)
{
    assert_int_equal(access(QUALITY, F_OK), 0);
    assert_int_equal(access("w/outbox/latest/manifest.json", F_OK), 0);
}

static void a_full_disk_publishes_nothing(void **state)
{
    static const rlim_t limits[] = { 500, 5000, 15000 };
    struct world *world = *state;
    struct rlimit usual;
    char *before;
    char *after;

    run_once(world, 1);
    before = read_text("w/outbox/latest/manifest.json");
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &usual), 0);
    assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        struct rlimit small = { limits[i], usual.rlim_max };
        struct report_result result;
        struct err err = ERR_INIT;
        int ret;

        assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
        ret = run_packs(world, 2, NULL, &result, &err);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &usual), 0);
        assert_int_equal(ret, -1);
        if (err.code != ERR_CANTCREAT && err.code != ERR_OS)
            fail_msg("%d: %s", (int)err.code, err.msg);
        assert_still_published();
    }
    after = read_text("w/outbox/latest/manifest.json");
    assert_string_equal(before, after);
    free(before);
    free(after);
    run_once(world, 3);
}

static void an_outbox_that_is_a_file_is_said_so(void **state)
{
    struct report_result result;
    struct err err = ERR_INIT;

    testing_write("w/outbox", "not a folder");
    assert_int_equal(run_packs(*state, 1, NULL, &result, &err), -1);
    assert_int_equal(err.code, ERR_CANTCREAT);
    assert_int_equal(unlink("w/outbox"), 0);
}

static void a_query_that_fails_publishes_nothing(void **state)
{
    struct world *world = *state;
    struct report_result result;
    struct err err = ERR_INIT;

    run_once(world, 1);
    put_before(world, "load_published",
               "select no_such_column from dim_school");
    assert_int_equal(run_packs(world, 2, NULL, &result, &err), -1);
    assert_non_null(strstr(err.msg, "data-quality.xlsx"));
    assert_still_published();
}

/* The first run makes all packs: one of them fails, and the connection is as it
   was. */
static void assert_fails_without(struct world *world, const char *relation)
{
    static const char count[] = "select count(*) from sqlite_temp_schema";
    struct report_result result;
    struct err err = ERR_INIT;
    struct str sql = STR_INIT;
    int64_t tables;

    put_before(world, relation, "select no_such_column from dim_school");
    tables = world_int(world, count);
    assert_int_equal(run_packs(world, 1, NULL, &result, &err), -1);
    assert_non_null(strstr(err.msg, "no_such_column"));
    assert_int_equal(world_int(world, count), tables);
    assert_int_not_equal(access("w/outbox/latest", F_OK), 0);
    str_addf(&sql, "drop view temp.%s", relation);
    assert_ok(db_exec(world->db, sql.text, &err), &err);
    str_release(&sql);
    run_once(world, 1);
    assert_still_published();
}

/* Advisers' workbooks are made while threads decide what others may show: these
   are waited for. */
static void
a_pack_that_fails_beside_the_controls_publishes_nothing(void **state)
{
    assert_fails_without(*state, "mart_watch");
}

/* And what was made meanwhile is not published where it cannot be told. */
static void controls_that_fail_publish_nothing(void **state)
{
    assert_fails_without(*state, "mart_promise");
}

static void what_a_killed_run_left_is_cleared_away(void **state)
{
    run_once(*state, 1);
    testing_write("w/outbox/.runs/000009.part/strategic/x", "half");
    testing_write("w/outbox/.runs/000009.work/plot/x", "half");
    testing_write("w/outbox/.runs/000008/strategic/x", "without a link");
    run_once(*state, 2);
    assert_int_not_equal(access("w/outbox/.runs/000009.part", F_OK), 0);
    assert_int_not_equal(access("w/outbox/.runs/000009.work", F_OK), 0);
    assert_int_not_equal(access("w/outbox/.runs/000008", F_OK), 0);
    assert_still_published();
}

static void a_group_that_is_none_is_a_wrong_config(void **state)
{
    static char pack[] = "quality", group[] = "no-such-group-here";
    struct world *world = *state;
    struct config_group groups[1] = { { pack, group } };
    struct report_result result;
    struct err err = ERR_INIT;

    world->config.groups = groups;
    world->config.group_count = 1;
    assert_int_equal(run_packs(world, 1, NULL, &result, &err), -1);
    world->config.groups = NULL;
    world->config.group_count = 0;
    assert_int_equal(err.code, ERR_CONFIG);
    assert_non_null(strstr(err.msg, "no group 'no-such-group-here'"));
}

static void a_pack_is_handed_to_its_group(void **state)
{
    static char pack[] = "quality", group[] = "root";
    struct world *world = *state;
    struct config_group groups[1] = { { pack, group } };
    struct stat st;

    world->config.groups = groups;
    world->config.group_count = 1;
    if (geteuid() == 0)
        run_once(world, 1);
    world->config.groups = NULL;
    world->config.group_count = 0;
    if (geteuid() != 0)
        skip();
    assert_int_equal(stat("w/outbox/latest/quality", &st), 0);
    assert_int_equal(st.st_mode & 0777, 0750);
    assert_int_equal(stat("w/outbox/latest/quality/data-quality.xlsx", &st), 0);
    assert_int_equal(st.st_mode & 0777, 0640);
    assert_int_equal(stat("w/outbox/latest/advisers", &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    assert_int_equal(stat("w/outbox/latest/", &st), 0);
    assert_int_equal(st.st_mode & 0777, 0711);
}

/* In mounts that nobody else sees, where /etc/group has one of thousands. */
static int find_large_group(void)
{
    static char path[] = "c", pack[] = "quality", group[] = "everybody";
    struct config_group groups[1] = { { pack, group } };
    const struct config config = { .path = path,
                                   .groups = groups,
                                   .group_count = 1 };
    struct err err = ERR_INIT;

    if (unshare(CLONE_NEWNS) != 0
        || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0
        || mount("group", "/etc/group", NULL, MS_BIND, NULL) != 0)
        return 2;
    return rights_check(&config, &err) ? 1 : 0;
}

static void a_group_may_have_thousands_in_it(void **state)
{
    struct str text = STR_INIT;
    int status = 0;
    pid_t pid;

    (void)state;
    str_add(&text, "root:x:0:\neverybody:x:4000:nobody");
    for (int i = 0; i < 3000; i++)
        str_addf(&text, ",person%05d", i);
    str_add(&text, "\n");
    testing_write("group", text.text);
    str_release(&text);
    pid = fork();
    if (pid == 0)
        _exit(find_large_group());
    assert_true(pid > 0);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) == 2)
        skip();
    assert_int_equal(WEXITSTATUS(status), 0);
}

/* As a service's user that is not in it. */
static void a_group_that_one_is_not_in_is_said(void **state)
{
    static char pack[] = "county", group[] = "daemon";
    struct config_group groups[1] = { { pack, group } };
    struct config config = { .groups = groups, .group_count = 1 };
    struct err err = ERR_INIT;
    int ret;

    (void)state;
    if (geteuid() != 0 || !getgrnam(group)) {
        skip();
        return;
    }
    testing_write("handed/county/metrics.csv", "");
    assert_int_equal(chmod(".", 0711), 0);
    assert_int_equal(chown("handed", 65534, (gid_t)-1), 0);
    assert_int_equal(chown("handed/county", 65534, (gid_t)-1), 0);
    assert_int_equal(chown("handed/county/metrics.csv", 65534, (gid_t)-1), 0);
    assert_int_equal(seteuid(65534), 0);
    ret = rights_give(&config, "handed", &err);
    assert_int_equal(seteuid(0), 0);
    assert_int_equal(ret, -1);
    assert_int_equal(err.code, ERR_CANTCREAT);
    assert_non_null(strstr(err.msg, "cannot hand over 'handed/county"));
    assert_non_null(strstr(err.msg, "whoever runs this has to be in"));
}

static void a_warehouse_without_periods_is_said_so(void **state)
{
    struct world *world = *state;
    struct report_result result;
    struct err err = ERR_INIT;

    put_before(world, "dim_period", "select * from main.dim_period where 0");
    assert_int_equal(run_packs(world, 1, NULL, &result, &err), -1);
    assert_int_equal(err.code, ERR_DATA);
    assert_non_null(strstr(err.msg, "run transform first"));
}

#define IN_SMALL(test)                                                         \
    cmocka_unit_test_setup_teardown(test, open_small, close_world)

int main(void)
{
    /* The last one publishes again. */
    const struct CMUnitTest looking[] = {
        cmocka_unit_test(all_packs_are_published),
        cmocka_unit_test(everything_is_private),
        cmocka_unit_test(every_system_can_hold_the_names),
        cmocka_unit_test(the_manifest_lists_every_file),
        cmocka_unit_test(what_is_published_is_what_was_counted),
        cmocka_unit_test(names_are_with_the_advisers_only),
        cmocka_unit_test(a_heading_of_a_table_is_its_cell),
        cmocka_unit_test(a_run_with_nothing_new_leaves_what_is_published),
        cmocka_unit_test(the_same_warehouse_gives_the_same_bytes),
    };
    const struct CMUnitTest touching[] = {
        cmocka_unit_test_setup_teardown(
            nothing_withheld_is_in_any_part_of_a_controlled_pack, open_world,
            close_world),
        cmocka_unit_test_setup_teardown(figures_that_rest_on_counts_say_so,
                                        open_world, close_world),
        IN_SMALL(a_controlled_pack_cannot_read_past_what_is_shown),
        IN_SMALL(no_temporary_table_is_left),
        IN_SMALL(a_change_is_published_and_the_old_folder_goes),
        IN_SMALL(packs_stand_until_what_they_show_changes),
        IN_SMALL(one_pack_leaves_the_others_as_they_were),
        IN_SMALL(a_pack_that_is_none_is_refused),
        IN_SMALL(a_weekly_pack_waits_for_its_week),
        cmocka_unit_test_setup_teardown(a_full_disk_publishes_nothing,
                                        open_small, close_full),
        IN_SMALL(an_outbox_that_is_a_file_is_said_so),
        IN_SMALL(a_query_that_fails_publishes_nothing),
        IN_SMALL(a_pack_that_fails_beside_the_controls_publishes_nothing),
        IN_SMALL(controls_that_fail_publish_nothing),
        IN_SMALL(what_a_killed_run_left_is_cleared_away),
        IN_SMALL(a_group_that_is_none_is_a_wrong_config),
        IN_SMALL(a_pack_is_handed_to_its_group),
        IN_SMALL(a_group_may_have_thousands_in_it),
        IN_SMALL(a_group_that_one_is_not_in_is_said),
        IN_SMALL(a_warehouse_without_periods_is_said_so),
    };
    int failed = cmocka_run_group_tests(looking, open_published, close_county);

    return failed + cmocka_run_group_tests(touching, open_county, close_county);
}
