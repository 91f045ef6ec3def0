#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/config.h"
#include "core/hash.h"
#include "core/outfile.h"
#include "core/path.h"
#include "core/str.h"
#include "tests/report_fixture.h"
#include "tests/testing.h"
#include "tests/world.h"

/*
 * Past editions of a pack, what the newest says otherwise, and when packs are
 * due (outputs.md, Schedules). One county; a night of another day costs, so the
 * first test goes through all that may become of editions, in order.
 */
#define ANNUAL "w/outbox/latest/annual/"
#define KEPT ANNUAL "editions/"
#define FIRST_DAY "2026-02-13"
#define LATER_DAY "2026-03-20"

static struct world world;
static int64_t run_id;

static int open_county(void **state)
{
    (void)state;
    report_fixture_open(&world, "w");
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

/* What is published is other than before. */
static bool publish(const char *pack)
{
    struct report_result result;
    struct err err = ERR_INIT;

    assert_ok(report_fixture_publish(&world, &pack, 1, ++run_id, &result, &err),
              &err);
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

/* One suspension of last year more: a child of the county's first school. */
static void put_late_suspension(int pupil)
{
    struct str text = STR_INIT;
    char upn[14];

    world_upn(pupil, upn);
    str_addf(&text,
             "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,Outcome\n"
             "100001,%s,SUSP,2024-11-05,2024-11-05,4,PP,\n",
             upn);
    world_put(&world, "late/suspensions_20260301.csv", text.text);
    str_release(&text);
}

/* --- editions ------------------------------------------------------------- */

static void a_first_edition_has_none_before_it(void)
{
    assert_true(publish("annual"));
    assert_false(testing_is_there(ANNUAL "editions/" FIRST_DAY));
    assert_says("w/outbox/latest/manifest.json", "\"edition\":", false);
    assert_says(ANNUAL "figures.csv",
                "suspension_rate,csw,2024/"
                "25,2025-07-31,Y,county,919,none,,30,156,19.2\n",
                true);
    assert_says(ANNUAL "basis.csv", "files,suspensions,1,", true);
    assert_says(ANNUAL "basis.csv", "files,attendance 2024/25,8,", true);
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
    assert_false(publish("annual"));
}

/*
 * Last year's suspensions of children with a social worker: of the six of ours
 * at each of six schools, number 5 has had none since June 2024: 30 for the 20
 * at each of these and 36 at the two others, 156. With the late one, of a child
 * of number 20, 31.
 */
static void a_corrected_figure_is_told_with_its_reason(void)
{
    assert_says(ANNUAL "restatements.csv",
                "\nsuspension_rate,csw,2024/25,county,919,none,,30,156,19.2,"
                "31,156,19.9,1 suspensions file came\n",
                true);
    /* Of a part of the county the one suspension would be told. */
    assert_says(ANNUAL "restatements.csv",
                "\nsuspension_rate,csw,2024/25,county,919,sex,M,c,c,c,"
                "19,90,21.1,1 suspensions file came\n",
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
    assert_false(publish("annual"));
    assert_bytes(ANNUAL, first);
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
    two_of_one_day_have_a_number(first);
    free(first);
    free(later);
}

/* Whoever writes into what was published: it is no longer what was said. */
static void an_edition_that_was_changed_is_not_compared(void **state)
{
    (void)state;
    night_of(FIRST_DAY);
    publish("annual");
    testing_write(KEPT LATER_DAY "/restatements.csv", "nothing\n");
    night_of("2026-03-27");
    assert_true(publish("annual"));
    assert_says(ANNUAL "restatements.csv", "csw", false);
    assert_false(publish("annual"));
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
    assert_ok(report_due(world.db, &config, date_parse_iso(as_of), &text, &err),
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
        cmocka_unit_test(each_cadence_is_due_on_its_first_run),
    };

    return cmocka_run_group_tests(tests, open_county, close_county);
}
