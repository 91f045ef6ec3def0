/*
 * What the guides tell a reader to do can be done: each query of the analysts'
 * guide is asked of a county's warehouse, and each command that is named is
 * one.
 */
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
#define SECONDS 120

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_query_of_the_analysts_guide_has_an_answer),
        cmocka_unit_test(every_command_that_a_guide_names_is_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
