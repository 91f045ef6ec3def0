#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/config.h"
#include "core/db.h"
#include "core/hash.h"
#include "core/outfile.h"
#include "core/path.h"
#include "core/str.h"
#include "report/night/restate.h"
#include "tests/testing.h"
#include "tests/world.h"

/*
 * Past editions of a pack, what the newest says otherwise, and when packs are
 * due (outputs.md, Schedules). One school of 120 pupils, the first 60 of them
 * in need, of whom the first 20 were suspended in October 2024: enough to be
 * shown, and no marks, so that a night costs little. The first test goes
 * through all that may become of editions, in order.
 */
#define PUPILS 120
#define OURS 60
#define SUSPENDED 20
#define ANNUAL "w/outbox/latest/annual/"
#define KEPT ANNUAL "editions/"
#define FIRST_DAY "2026-02-13"
#define LATER_DAY "2026-03-20"

static struct world world;
static int64_t run_id;

static void put(const char *name, struct str *text)
{
    world_put(&world, name, text->text);
    str_release(text);
}

static void put_suspension(struct str *text, int pupil, const char *day)
{
    char upn[14];

    world_upn(pupil, upn);
    str_addf(text, "100001,%s,SUSP,%s,%s,4,PP,\n", upn, day, day);
}

#define SUSPENSIONS                                                            \
    "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n"

static int open_county(void **state)
{
    struct str pupils = STR_INIT, care = STR_INIT, suspensions = STR_INIT;
    char upn[14];

    (void)state;
    world_open(&world, "w");
    world.as_of = date_parse_iso(FIRST_DAY);
    world_put(&world, "schools_20260213.csv",
              "URN,LA (code),EstablishmentNumber,EstablishmentName,"
              "PhaseOfEducation (name),TypeOfEstablishment (name),"
              "EstablishmentStatus (name),DistrictAdministrative (name)\n"
              "100001,919,4001,Ash Academy,Secondary,Academy converter,Open,"
              "Ashmere\n");
    str_add(&pupils,
            "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
            "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,"
            "FSMEver6\n");
    str_add(&care, "ChildID,UPN,DateOfBirth,Plan,StartDate,EndDate,NeedCode,"
                   "EndReason\n");
    str_add(&suspensions, SUSPENSIONS);
    for (int i = 0; i < PUPILS; i++) {
        world_upn(i, upn);
        str_addf(&pupils,
                 "100001,%s,Surname%d,Forename%d,2011-03-01,%c,WBRI,9,C,"
                 "2024-09-01,,N,N,N\n",
                 upn, i, i, "MF"[i % 2]);
        if (i < OURS)
            str_addf(&care, "K%d,%s,2011-03-01,CIN,2023-01-10,,N1,\n", i, upn);
        if (i < SUSPENDED)
            put_suspension(&suspensions, i, "2024-10-08");
    }
    put("pupils_100001_20260213.csv", &pupils);
    put("social_care_20260213.csv", &care);
    put("suspensions_20260213.csv", &suspensions);
    world_night(&world);
    return 0;
}

static int close_county(void **state)
{
    (void)state;
    world_close(&world);
    return 0;
}

static void night_of(const char *day)
{
    world.as_of = date_parse_iso(day);
    world_night(&world);
}

/* This pack now; NULL: those due. */
static int try_publish(const char *pack, const char *version,
                       struct report_result *result, struct err *err)
{
    const int64_t next = run_id + 1;
    const struct report_request request = {
        .as_of = world.as_of,
        .run_id = next,
        .version = version,
        .published_at = "2026-02-14T02:00:00Z",
        .packs = &pack,
        .pack_count = pack ? 1 : 0,
    };
    struct report *report = NULL;
    int ret = report_prepare(&report, world.db, &world.config, &request,
                             &world.log, err);

    run_id = next;
    if (ret == 0)
        ret = report_publish(report, result, err);
    report_close(report);
    return ret;
}

/* What is published is other than before. */
static bool publish(const char *pack)
{
    struct report_result result = { 0 };
    struct err err = ERR_INIT;

    assert_ok(try_publish(pack, "0.1", &result, &err), &err);
    return !result.is_unchanged;
}

static char *text_of(const char *path)
{
    struct err err = ERR_INIT;
    char *text;
    size_t len;

    assert_ok(file_read(path, &text, &len, &err), &err);
    return text;
}

static void assert_says(const char *path, const char *piece, bool is_there)
{
    char *text = text_of(path);

    if (!strstr(text, piece) == is_there)
        fail_msg("'%s' is %sin %s", piece, is_there ? "not " : "", path);
    free(text);
}

static int add_line(void *context, const char *path, const char *below,
                    const struct stat *st, struct err *err)
{
    char sha256[HASH_TEXT_SIZE];

    (void)st;
    if (!strncmp(below, "editions/", 9))
        return 0;
    assert_ok(hash_file(path, sha256, err), err);
    str_addf(context, "%s %s\n", below, sha256);
    return 0;
}

/* The bytes of all files of a folder, without past editions. */
static char *bytes_of(const char *folder)
{
    struct str lines = STR_INIT;
    struct err err = ERR_INIT;

    assert_ok(path_walk(folder, add_line, NULL, &lines, &err), &err);
    return str_take(&lines);
}

static void assert_bytes(const char *folder, const char *bytes)
{
    char *now = bytes_of(folder);

    assert_string_equal(now, bytes);
    free(now);
}

/* One suspension of last year more. */
static void put_late_suspension(int pupil)
{
    struct str text = STR_INIT;

    str_add(&text, SUSPENSIONS);
    put_suspension(&text, pupil, "2024-11-05");
    put("late/suspensions_20260301.csv", &text);
}

/* --- editions ------------------------------------------------------------- */

static void a_first_edition_has_none_before_it(void)
{
    assert_true(publish("annual"));
    assert_false(testing_is_there(ANNUAL "editions/" FIRST_DAY));
    assert_says("w/outbox/latest/manifest.json", "\"edition\":", false);
    assert_says(ANNUAL "figures.csv",
                "suspension_rate,csw,2024/"
                "25,2025-07-31,Y,county,919,none,,20,60,33.3\n",
                true);
    assert_says(ANNUAL "basis.csv", "files,suspensions,1,", true);
    assert_false(publish("annual"));
}

static void the_former_one_is_kept_as_it_was(const char *first)
{
    put_late_suspension(20);
    night_of(LATER_DAY);
    assert_true(publish("annual"));
    assert_bytes(KEPT FIRST_DAY, first);
    assert_says("w/outbox/latest/manifest.json",
                "{\"pack\":\"annual\",\"edition\":\"" FIRST_DAY
                "\",\"as_of\":\"" FIRST_DAY "\",\"sha256\":\"",
                true);
    assert_says("w/outbox/latest/manifest.json",
                "annual/editions/" FIRST_DAY "/figures.csv", true);
}

/* 20 of 60, and 21 with the late one. */
static void a_corrected_figure_is_told_with_its_reason(void)
{
    assert_says(ANNUAL "restatements.csv",
                "\nsuspension_rate,csw,2024/25,county,919,none,,20,60,33.3,"
                "21,60,35.0,1 suspensions file came\n",
                true);
    /* Of a part of the county the one suspension would be told. */
    assert_says(ANNUAL "restatements.csv",
                "\nsuspension_rate,csw,2024/25,county,919,sex,M,c,c,c,"
                "11,30,36.7,1 suspensions file came\n",
                true);
    assert_says(ANNUAL "committee.html",
                "Children with a social worker who were suspended, 2024 to "
                "2025: 21 of 60; before, 20 of 60. 1 suspensions file "
                "came.",
                true);
    /* A year that was running then, and one of which nothing came. */
    assert_says(ANNUAL "restatements.csv", "2025/26,", false);
    assert_says(ANNUAL "restatements.csv", "\nabsence_rate,", false);
}

static void assert_only_first_is_earlier(void)
{
    assert_true(testing_is_there(KEPT FIRST_DAY));
    assert_false(testing_is_there(KEPT FIRST_DAY "-2"));
}

/* A run for the former day, and the later one again. */
static void an_earlier_day_moves_nothing(const char *first, const char *later)
{
    world_withdraw(&world, "late/suspensions_20260301.csv");
    world_remove(&world, "late/suspensions_20260301.csv");
    night_of(FIRST_DAY);
    assert_true(publish("annual"));
    assert_bytes(ANNUAL, first);
    assert_bytes(KEPT LATER_DAY, later);
    assert_only_first_is_earlier();
}

/* Another pack, by a newer program; the annual one is not due before August. */
static void other_runs_take_it_over(const char *first, const char *later)
{
    struct config all = world.config;
    struct report_result result = { 0 };
    struct err err = ERR_INIT;

#define NEVER(name, otherwise) world.config.pack_##name = CADENCE_NEVER;
    CONFIG_PACKS(NEVER)
#undef NEVER
    world.config.pack_quality = CADENCE_NIGHTLY;
    world.config.pack_annual = CADENCE_ANNUAL;
    assert_ok(try_publish(NULL, "0.2", &result, &err), &err);
    world.config = all;
    assert_int_equal(result.packs, 1);
    assert_bytes(ANNUAL, first);
    assert_bytes(KEPT FIRST_DAY, first);
    assert_bytes(KEPT LATER_DAY, later);
    assert_says("w/outbox/latest/manifest.json",
                "{\"pack\":\"annual\",\"edition\":\"" LATER_DAY "\"", true);
}

/* The same day with other figures: it stands beside the first of its day. */
static void two_of_one_day_have_a_number(const char *first)
{
    put_late_suspension(14);
    night_of(FIRST_DAY);
    assert_true(publish("annual"));
    assert_says(ANNUAL "restatements.csv", "\nsuspension_rate,csw,2024/25,",
                true);
    assert_only_first_is_earlier();
    assert_bytes(KEPT FIRST_DAY, first);
    assert_true(testing_is_there(KEPT LATER_DAY));
    world_withdraw(&world, "late/suspensions_20260301.csv");
    world_remove(&world, "late/suspensions_20260301.csv");
    night_of(FIRST_DAY);
    assert_true(publish("annual"));
    assert_true(testing_is_there(KEPT FIRST_DAY "-2"));
    assert_says(ANNUAL "restatements.csv",
                ",1 suspensions file was taken away\n", true);
    assert_false(publish("annual"));
}

static void editions_are_kept_and_compared(void **state)
{
    char *first, *later;

    (void)state;
    a_first_edition_has_none_before_it();
    first = bytes_of(ANNUAL);
    the_former_one_is_kept_as_it_was(first);
    a_corrected_figure_is_told_with_its_reason();
    later = bytes_of(ANNUAL);
    an_earlier_day_moves_nothing(first, later);
    other_runs_take_it_over(first, later);
    two_of_one_day_have_a_number(first);
    free(first);
    free(later);
}

/* Whoever writes into what was published: it is no longer what was said. */
static void an_edition_that_was_changed_is_not_compared(void **state)
{
    (void)state;
    testing_write(KEPT LATER_DAY "/restatements.csv", "nothing\n");
    night_of("2026-03-27");
    assert_true(publish("annual"));
    assert_says(ANNUAL "restatements.csv", "csw", false);
    assert_says(ANNUAL "committee.html",
                "The edition of 20 March 2026 is not as it was published",
                true);
    assert_says(ANNUAL "editions/index.html",
                "Its files are no longer those that were published.", true);
    assert_false(publish("annual"));
}

static void a_report_of_another_day_is_refused(void **state)
{
    struct report_result result;
    struct err err = ERR_INIT;

    (void)state;
    night_of(FIRST_DAY);
    world.as_of = date_parse_iso("2026-02-12");
    assert_int_equal(try_publish("annual", "0.1", &result, &err), -1);
    assert_int_equal(err.code, ERR_DATA);
    assert_non_null(strstr(err.msg, "are of 2026-02-13, not of 2026-02-12"));
}

/* --- what is compared ----------------------------------------------------- */

/* One figure of the county's children with a social worker, as it is shown. */
static void put_of(const char *metric, const char *period,
                   const char *breakdown, const char *value, const char *shown)
{
    struct err err = ERR_INIT;

    assert_ok(db_execf(world.db, &err,
                       "insert or replace into shown_metric (metric, period,"
                       " level, entity, cohort, breakdown, breakdown_value,"
                       " numerator, denominator, value, symbol) values"
                       " ('%s', '%s', 'county', '919', 'csw', '%s', '%s', %s)",
                       metric, period, breakdown, value, shown),
              &err);
}

static void put_figure(const char *period, const char *breakdown,
                       const char *value, const char *shown)
{
    put_of("suspension_rate", period, breakdown, value, shown);
}

/* Of the day before, with the window of the running term as it was then. */
static void write_then(void)
{
    struct err err = ERR_INIT;
    char *text;
    char *moved;

    put_figure("2024/25", "none", "", "30, 156, 19.23, null");
    put_figure("2024/25", "sex", "F", "null, null, null, '[c]'");
    put_figure("2024/25", "sex", "M", "18, 90, 20, null");
    put_figure("2024/25", "sen", "K", "20, 90, 22.2, null");
    put_figure("2024/25", "sen", "N", "20, 90, 22.2, null");
    put_figure("2024/25", "phase", "Special", "0, 12, null, '[u]'");
    put_figure("2024/25 autumn", "none", "", "30, 156, 19.23, null");
    put_figure("2024/25 to date", "none", "", "30, 156, 19.23, null");
    put_figure("2024/25 spring to date", "none", "", "0, 156, 0, null");
    put_figure("2025/26", "none", "", "87, 156, 55.8, null");
    put_of("ks4_a8", "2024/25 summer", "none", "", "1211, 50, 24.22, null");
    put_of("ks4_a8", "2024/25", "fsm", "Y", "611, 25, 24.44, null");
    put_of("ehcp_review_on_time", "2024/25", "fsm", "N", "11, 50, 22, null");
    assert_ok(folder_make("then", &err), &err);
    assert_ok(folder_make("now", &err), &err);
    assert_ok(restate_write(world.db, &world.config, "0.1", "then", &err),
              &err);
    text = text_of("then/figures.csv");
    assert_non_null(strstr(text, ",county,919,fsm,Y,z,25,24.4\n"));
    moved = strstr(text, "spring to date,2025-");
    assert_non_null(moved);
    memcpy(moved + strlen("spring to date,"), "2025-01-31", 10);
    testing_write("then/figures.csv", text);
    free(text);
}

static void write_now(void)
{
    struct err err = ERR_INIT;

    assert_ok(db_exec(world.db,
                      "drop table edition_figure; drop table edition_basis;"
                      " drop table edition_earlier; drop table edition_before;"
                      " delete from shown_metric"
                      " where period = '2024/25 autumn'"
                      " or metric = 'ehcp_review_on_time'",
                      &err),
              &err);
    put_figure("2024/25", "none", "", "31, 156, 19.87, null");
    put_figure("2024/25", "sex", "F", "12, 66, 18.18, null");
    put_figure("2024/25", "sex", "M", "null, null, null, '[c]'");
    put_figure("2024/25", "sen", "K", "25, 90, 27.8, null");
    put_figure("2024/25", "sen", "N", "27, 90, 30, null");
    put_figure("2024/25", "phase", "Special", "6, 12, null, '[u]'");
    put_figure("2024/25 to date", "none", "", "31, 156, 19.87, null");
    put_figure("2024/25 spring to date", "none", "", "7, 156, 4.5, null");
    put_figure("2025/26", "none", "", "97, 156, 62.2, null");
    put_of("ks4_a8", "2024/25 summer", "none", "", "1247, 51, 24.45, null");
    put_of("ks4_a8", "2024/25", "fsm", "Y", "620, 25, 24.8, null");
    assert_ok(restate_write(world.db, &world.config, "0.1", "now", &err), &err);
}

/*
 * Told is what was over on the day, may be shown in both, and is another number
 * now, or published no more. Not what one of the two withholds, the running
 * year, a year to date that goes on further, or what is told of the newest year
 * alone (who was reviewed in time). Of parts of the county what
 * differs by one to five is not told with its number, and no mean, which may
 * have moved by one child's; of no mean the sum is said.
 */
static void figures_are_compared_where_both_show_them(void **state)
{
    struct err err = ERR_INIT;
    char *rows;

    (void)state;
    night_of(FIRST_DAY);
    assert_ok(
        db_exec(world.db,
                "savepoint compared;"
                "create temp table context (suppress_below integer);"
                "insert into context values (6);"
                "create temp table shown_metric (metric, period, level, entity,"
                " cohort, breakdown, breakdown_value, numerator real,"
                " denominator real, value real, symbol, primary key (period,"
                " breakdown, breakdown_value))",
                &err),
        &err);
    write_then();
    write_now();
    assert_ok(restate_compare(world.db, "now", "then", FIRST_DAY, true, &err),
              &err);
    rows = world_rows(
        &world, "select period, breakdown_value, was_numerator, was_value,"
                " numerator, value, reason from restated order by 1, 2");
    assert_string_equal(
        rows,
        "2024/25||30.0|19.2|31.0|19.9|Nothing that it stands on is known to"
        " have changed;"
        "2024/25|K|||25.0|27.8|Nothing that it stands on is known to have"
        " changed;"
        "2024/25|N|20.0|22.2|27.0|30.0|Nothing that it stands on is known to"
        " have changed;"
        "2024/25|Special|0.0||6.0||Nothing that it stands on is known to have"
        " changed;"
        "2024/25|Y||||24.8|Nothing that it stands on is known to have changed;"
        "2024/25 autumn||30.0|19.2|||Nothing that it stands on is known to"
        " have changed;"
        "2024/25 summer|||24.2||24.5|Nothing that it stands on is known to have"
        " changed;"
        "2024/25 to date||30.0|19.2|31.0|19.9|Nothing that it stands on is"
        " known to have changed;");
    free(rows);
    assert_ok(db_exec(world.db, "rollback to compared; release compared", &err),
              &err);
}

/* --- cadence -------------------------------------------------------------- */

/* As the manifest says that it was made, "" never; what status says of it. */
static void assert_due(enum cadence cadence, const char *made,
                       const char *as_of, const char *line)
{
    static char outbox[] = "due";
    struct config config = world.config;
    struct str manifest = STR_INIT, text = STR_INIT;
    struct err err = ERR_INIT;

    config.pack_quality = cadence;
    str_add(&manifest, "{\"packs\": [");
    if (*made)
        str_addf(&manifest, "{\"pack\":\"quality\",\"as_of\":\"%s\",\"run\":1}",
                 made);
    str_add(&manifest, "]}");
    testing_write("due/latest/manifest.json", manifest.text);
    config.outbox = outbox;
    assert_ok(report_due(world.db, &config, date_parse_iso(as_of), false, &text,
                         &err),
              &err);
    if (!strstr(text.text, line))
        fail_msg("%s, made %s: not '%s' in\n%s", as_of, made, line, text.text);
    str_release(&manifest);
    str_release(&text);
}

/*
 * Half terms begin on 5 January, 23 February and 13 April 2026, terms on the
 * first and the last of these, the next year on 1 August; terms.csv has none
 * after July.
 */
static void each_cadence_is_due_on_its_first_run(void **state)
{
    static const struct {
        enum cadence cadence;
        const char *made, *as_of, *line;
    } rows[] = {
        { CADENCE_NEVER, "", "2026-02-13", "never      not due\n" },
        { CADENCE_NEVER, "2020-01-01", "2026-02-13", "2020-01-01 not due\n" },
        { CADENCE_NIGHTLY, "2026-02-13", "2026-02-13", "2026-02-13 due\n" },
        { CADENCE_WEEKLY, "", "2026-02-13", "never      due\n" },
        { CADENCE_WEEKLY, "2026-02-09", "2026-02-15",
          "not due before 2026-02-16\n" },
        { CADENCE_WEEKLY, "2026-02-08", "2026-02-09", "2026-02-08 due\n" },
        { CADENCE_HALF_TERMLY, "2026-01-05", "2026-02-22",
          "not due before 2026-02-23\n" },
        { CADENCE_HALF_TERMLY, "2026-02-22", "2026-02-23", "2026-02-22 due\n" },
        { CADENCE_TERMLY, "2026-01-05", "2026-04-12",
          "not due before 2026-04-13\n" },
        { CADENCE_TERMLY, "2026-04-12", "2026-04-13", "2026-04-12 due\n" },
        { CADENCE_TERMLY, "2025-12-31", "2026-01-04",
          "not due before 2026-01-05\n" },
        { CADENCE_TERMLY, "2026-06-30", "2026-07-30",
          "not due: terms.csv has no later one\n" },
        { CADENCE_ANNUAL, "2025-08-01", "2026-07-31",
          "not due before 2026-08-01\n" },
        { CADENCE_ANNUAL, "2026-07-31", "2026-08-01", "2026-07-31 due\n" },
        /* Long not made: once is enough. */
        { CADENCE_WEEKLY, "2025-01-01", "2026-02-13", "2025-01-01 due\n" },
        { CADENCE_ANNUAL, "2019-02-13", "2026-02-13", "2019-02-13 due\n" },
        /* Before any term that terms.csv has. */
        { CADENCE_TERMLY, "2024-07-01", "2024-08-20",
          "not due before 2024-09-02\n" },
        /* A run for an earlier day. */
        { CADENCE_WEEKLY, "2026-03-20", "2026-02-13",
          "not due before 2026-03-23\n" },
        { CADENCE_ANNUAL, "2026-03-20", "2024-11-01",
          "not due before 2026-08-01\n" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_due(rows[i].cadence, rows[i].made, rows[i].as_of, rows[i].line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(editions_are_kept_and_compared),
        cmocka_unit_test(an_edition_that_was_changed_is_not_compared),
        cmocka_unit_test(a_report_of_another_day_is_refused),
        cmocka_unit_test(figures_are_compared_where_both_show_them),
        cmocka_unit_test(each_cadence_is_due_on_its_first_run),
    };

    return cmocka_run_group_tests(tests, open_county, close_county);
}
