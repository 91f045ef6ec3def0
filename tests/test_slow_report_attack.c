/*
 * The attack: what a reader can work out of what a run publishes. The county is
 * invented by make-county, run by the program, and attacked by the Python of
 * the reader who first did so, which knows nothing of how figures are hidden,
 * by one who has all the schools' editions, and by one who looks at what stands
 * beside the counts.
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/outfile.h"
#include "core/proc.h"
#include "core/str.h"
#include "tests/program.h"
#include "tests/testing.h"

#define ATTACK "reference/disclosure/attack.py"
#define COUNTIES 1

#define SECONDS 300

/* Did a command of the shell end well? Its last line in `said`. */
static bool shell(const char *command, char *said, size_t size)
{
    struct str line = STR_INIT;
    struct str notes = STR_INIT;
    struct err err = ERR_INIT;
    char *text = NULL;
    const char *last;
    size_t len;
    bool is_well;

    str_addf(&line, "{ %s; } >said 2>&1", command);
    is_well = proc_run((const char *const[]){ "sh", "-c", line.text, NULL },
                       ".", NULL, SECONDS, &notes, &err)
              == 0;
    str_release(&line);
    str_release(&notes);
    said[0] = '\0';
    if (file_read("said", &text, &len, &err))
        return false;
    while (len && text[len - 1] == '\n')
        text[--len] = '\0';
    last = strrchr(text, '\n');
    snprintf(said, size, "%s", last ? last + 1 : text);
    free(text);
    return is_well;
}

/* The number after a word of the attack's last line. */
static long after(const char *said, const char *word)
{
    const char *at = strstr(said, word);

    if (!at) {
        fail_msg("no '%s' in: %s", word, said);
        return -1;
    }
    return strtol(at + strlen(word), NULL, 10);
}

static void attack_county(size_t schools, size_t seed)
{
    char command[2048];
    char said[2048];

    snprintf(command, sizeof(command),
             "rm -rf county tall && '%s' --schools %zu --pupils-per-school 60"
             " --seed %zu county",
             testing_environment("VSCHOOL_MAKE_COUNTY"), schools, seed);
    if (!shell(command, said, sizeof(said)))
        fail_msg("%s", said);
    if (vschool("run --config county/config/county.ini") != 0)
        fail_msg("%s", errs);
    snprintf(command, sizeof(command),
             "python3 '%s/tests/attack/tall.py' county/outbox/latest tall"
             " && python3 '%s/%s' tall county/warehouse.db",
             testing_environment("VSCHOOL_SRC"),
             testing_environment("VSCHOOL_SHARED"), ATTACK);
    if (!shell(command, said, sizeof(said)))
        fail_msg("%zu schools, seed %zu: %s", schools, seed, said);
    assert_int_equal(after(said, "(small "), 0);
    assert_int_equal(after(said, "groups without a row "), 0);
    assert_int_equal(after(said, "at schools "), 0);
    snprintf(command, sizeof(command),
             "python3 '%s/tests/attack/schools.py' county/outbox/latest"
             " county/warehouse.db",
             testing_environment("VSCHOOL_SRC"));
    if (!shell(command, said, sizeof(said)))
        fail_msg("%zu schools, seed %zu: %s", schools, seed, said);
    assert_true(after(said, "figures ") > 0);
    snprintf(command, sizeof(command),
             "python3 '%s/tests/attack/beside.py' county/outbox/latest"
             " county/warehouse.db",
             testing_environment("VSCHOOL_SRC"));
    if (!shell(command, said, sizeof(said)))
        fail_msg("%zu schools, seed %zu: %s", schools, seed, said);
    assert_true(after(said, "twice 0 of ") > 0);
}

static void no_small_count_can_be_worked_out(void **state)
{
    const char *shared = testing_environment("VSCHOOL_SHARED");
    char path[1024];
    char said[2048];

    (void)state;
    snprintf(path, sizeof(path), "%s/%s", shared ? shared : "", ATTACK);
    if (!testing_is_there(path)
        || !shell("python3 --version", said, sizeof(said))) {
        print_message("no '%s', or no python3 for it\n", path);
        skip();
    }
    for (struct prop p = prop_begin(COUNTIES); prop_next(&p);)
        attack_county(4 + prop_below(&p, 5), 1 + prop_below(&p, 1000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_small_count_can_be_worked_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
