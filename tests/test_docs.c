/*
 * What the guides tell a reader to do can be done: each query of the analysts'
 * guide is asked of a county's warehouse, and each command that is named is
 * one.
 */
#include <assert.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "core/db.h"
#include "core/path.h"
#include "core/proc.h"
#include "core/str.h"
#include "tests/program.h"
#include "tests/testing.h"

#define QUERIES_LEAST 20
#define SECONDS 900 /* of one that hangs: a sanitiser is slow, not wrong */

static char *guide(const char *name)
{
    struct str path = STR_INIT;
    char *text;

    str_addf(&path, "%s/%s", testing_environment("VSCHOOL_SRC"), name);
    text = program_text(path.text);
    str_release(&path);
    return text;
}

static void make_county(void)
{
    struct str notes = STR_INIT;
    struct err err = ERR_INIT;

    assert_ok(folder_remove("county", &err), &err);
    if (proc_run(
            (const char *const[]){ testing_environment("VSCHOOL_MAKE_COUNTY"),
                                   "--schools", "4", "--seed", "5", "county",
                                   NULL },
            ".", NULL, SECONDS, &notes, &err))
        fail_msg("%s", err.msg);
    str_release(&notes);
    for (const char *stage = "ingest transform"; stage;
         stage = strchr(stage, ' ')) {
        char words[64];

        stage += *stage == ' ';
        snprintf(words, sizeof(words),
                 "%.*s --quiet --config county/config/county.ini",
                 (int)strcspn(stage, " "), stage);
        if (vschool(words) > ERR_PARTIAL)
            fail_msg("%s: %s", words, errs);
    }
}

/* At least a row, or it shows nothing of how it is meant. */
static void ask(struct db *db, const char *sql)
{
    struct err err = ERR_INIT;
    struct query *q = NULL;

    if (query_open(&q, db, sql, &err) || query_step(q, &err) != 1)
        fail_msg("%s\n%s", *err.msg ? err.msg : "no row", sql);
    query_close(q);
}

static void every_query_of_the_analysts_guide_has_an_answer(void **state)
{
    static const char fence[] = "\n```sql\n";
    char *text = guide("docs/analysts.md");
    struct err err = ERR_INIT;
    struct db *db;
    int count = 0;

    (void)state;
    make_county();
    assert_ok(db_open(&db, "county/warehouse.db", DB_READ_ONLY, &err), &err);
    for (char *at = text; (at = strstr(at, fence)) != NULL;) {
        char *end;

        at += strlen(fence);
        end = strstr(at, "```");
        assert_non_null(end);
        *end = '\0';
        ask(db, at);
        count++;
        at = end + 1;
    }
    assert_true(count >= QUERIES_LEAST);
    db_close(db);
    free(text);
}

/* A word that could be a command's name, after "vschool ". */
static void expect_command(const char *at, const char *name)
{
    char word[32];
    size_t len = 0;

    while (islower((unsigned char)at[len]) && len + 1 < sizeof(word)) {
        word[len] = at[len];
        len++;
    }
    word[len] = '\0';
    if (len && !command_find(word))
        fail_msg("%s: there is no command 'vschool %s'", name, word);
}

static void every_command_that_a_guide_names_is_one(void **state)
{
    static const char *const guides[] = {
        "README.md",
        "docs/analysts.md",
        "docs/architecture.md",
        "docs/operating.md",
        "docs/user-guide.md",
        "docs/contributing.md",
        "docs/data-protection.md",
    };
    static const char *const calls[] = { "`vschool ", "    vschool ",
                                         "build/vschool " };

    (void)state;
    for (size_t i = 0; i < sizeof(guides) / sizeof(guides[0]); i++) {
        char *text = guide(guides[i]);

        for (size_t k = 0; k < sizeof(calls) / sizeof(calls[0]); k++)
            for (const char *at = text; (at = strstr(at, calls[k])) != NULL;) {
                at += strlen(calls[k]);
                expect_command(at, guides[i]);
            }
        free(text);
    }
}

/* --- what the guide for operators has in a crontab or a monitor ----------- */

/* The line of the guide that has these words, from `from` on, with the folder
   of this test's county and this build's program; freed by the caller. */
static char *shell_line(const char *words, const char *from)
{
    char *text = guide("docs/operating.md");
    char *at = strstr(text, words);
    struct str line = STR_INIT, here = STR_INIT;

    if (!at)
        fail_msg("docs/operating.md has no '%s'", words);
    assert(at);
    while (at > text && at[-1] != '\n')
        at--;
    at[strcspn(at, "\n")] = '\0';
    at = strstr(at, from);
    assert_non_null(at);
    str_addf(&line, "vschool() { %s \"$@\"; }; %s",
             testing_environment("VSCHOOL_BIN"), at);
    str_add_filled(&here, line.text, "/var/lib/vschool/", "c/");
    str_release(&line);
    free(text);
    return str_take(&here);
}

static bool shell(const char *line)
{
    const char *const argv[] = { "/bin/sh", "-c", line, NULL };
    struct str notes = STR_INIT;
    struct err err = ERR_INIT;
    int ret = proc_run(argv, ".", NULL, SECONDS, &notes, &err);

    if (ret && strstr(err.msg, " took over "))
        fail_msg("%s", err.msg); /* which is no answer */
    str_release(&notes);
    return ret == 0;
}

static void edit(const char *sql)
{
    struct err err = ERR_INIT;
    struct db *db = NULL;

    assert_ok(db_open(&db, "c/w.db", DB_WRITE, &err) || db_exec(db, sql, &err),
              &err);
    db_close(db);
}

/* It is well where the last night was, whatever is held; else it is not. */
static void the_monitor_of_the_guide_sees_what_it_says(void **state)
{
    char *monitor = shell_line(" --within ", "vschool status");
    char *night = shell_line("15 3 * * *", "vschool run");

    (void)state;
    testing_write("c/county.ini", SETTINGS "[county]\nas_of = 2025-12-01\n"
                                           "[packs]\ncounty = never\n");
    assert_false(shell(monitor)); /* none yet */
    assert_true(shell(night));
    assert_true(shell(monitor));
    testing_write("c/inbox/advisers_20250902.csv",
                  "URN,Adviser,Email\n100001,A B,a.b@example.org\n");
    assert_true(shell(night));
    testing_write("c/inbox/advisers_20250903.csv", "URN,Adviser,Email\n");
    assert_false(shell(night)); /* 3 */
    assert_int_equal(vschool("status --config c/county.ini"), 0);
    assert_says(out, "advisers_20250903.csv  held");
    assert_true(shell(monitor));
    assert_int_equal(rename("c/inbox", "c/away"), 0);
    assert_false(shell(night));
    assert_false(shell(monitor));
    assert_int_equal(vschool("status --within 26 --config c/county.ini"), 65);
    assert_says(out, "Failed since\n  20");
    assert_says(out, "run failed 66, as-of 2025-12-01");
    assert_says(errs, "vschool: the last run failed: 20");
    assert_int_equal(vschool("status --json --config c/county.ini"), 0);
    assert_says(out, "{\"failed\":\"20");
    assert_int_equal(rename("c/away", "c/inbox"), 0);
    assert_false(shell(night)); /* 3 again, but done */
    assert_true(shell(monitor));
    assert_int_equal(vschool("status --json --config c/county.ini"), 0);
    assert_says(out, "{\"failed\":null,\"packs\":[{\"pack\":");
    edit("update load_run set finished_at = '2025-06-01T00:00:00Z'");
    assert_false(shell(monitor));
    assert_int_equal(vschool("status --within 26 --config c/county.ini"), 65);
    assert_says(errs, "no run was done within 26 hours: the last was at"
                      " 2025-06-01T00:00:00Z");
    /* A clock that was ahead once does not stand for the nights after. */
    edit("update load_run set finished_at = '2126-06-01T00:00:00Z'"
         " where run_id = (select max(run_id) from load_run)");
    assert_int_equal(vschool("status --within 26 --config c/county.ini"), 65);
    assert_says(errs, "the last was at 2025-06-01T00:00:00Z");
    edit("update load_run set finished_at = '2126-06-01T00:00:00Z'");
    assert_int_equal(vschool("status --within 26 --config c/county.ini"), 65);
    assert_says(errs, "the last was at 2126-06-01T00:00:00Z");
    /* What else was done is no night. */
    assert_int_equal(vschool("transform --config c/county.ini"), 0);
    assert_false(shell(monitor));
    free(night);
    free(monitor);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_query_of_the_analysts_guide_has_an_answer),
        cmocka_unit_test(every_command_that_a_guide_names_is_one),
        cmocka_unit_test_setup(the_monitor_of_the_guide_sees_what_it_says,
                               program_county),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
