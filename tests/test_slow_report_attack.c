/*
 * The attack: what a reader can work out of what a run publishes. The county is
 * invented by make-county, run by the program, and attacked by the Python of
 * the reader who first did so, which knows nothing of how figures are hidden.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "tests/program.h"
#include "tests/testing.h"

#define ATTACK "reference/disclosure/attack.py"
#define COUNTIES 1

/* The exit status of a command for the shell; its last line in `said`. */
static int shell(const char *command, char *said, size_t size)
{
    FILE *pipe = popen(command, "r");
    char line[2048];
    int status;

    assert_non_null(pipe);
    said[0] = '\0';
    while (fgets(line, sizeof(line), pipe))
        snprintf(said, size, "%s", line);
    status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The number after a word of the attack's last line. */
static long after(const char *said, const char *word)
{
    const char *at = strstr(said, word);

    if (!at)
        fail_msg("no '%s' in: %s", word, said);
    return strtol(at + strlen(word), NULL, 10);
}

static void attack_county(size_t schools, size_t seed)
{
    char command[2048];
    char said[2048];

    snprintf(command, sizeof(command),
             "rm -rf county tall && '%s' --schools %zu --pupils-per-school 60"
             " --seed %zu county >made 2>&1",
             testing_environment("VSCHOOL_MAKE_COUNTY"), schools, seed);
    assert_int_equal(shell(command, said, sizeof(said)), 0);
    if (vschool("run --config county/config/county.ini") != 0)
        fail_msg("%s", errs);
    snprintf(command, sizeof(command),
             "python3 '%s/tests/attack/tall.py' county/outbox/latest tall"
             " 2>&1 && python3 '%s/%s' tall county/warehouse.db 2>&1",
             testing_environment("VSCHOOL_SRC"),
             testing_environment("VSCHOOL_SHARED"), ATTACK);
    if (shell(command, said, sizeof(said)) != 0)
        fail_msg("%zu schools, seed %zu: %s", schools, seed, said);
    assert_int_equal(after(said, "(small "), 0);
    assert_int_equal(after(said, "groups without a row "), 0);
    assert_int_equal(after(said, "at schools "), 0);
}

static void no_small_count_can_be_worked_out(void **state)
{
    const char *shared = testing_environment("VSCHOOL_SHARED");
    char path[1024];
    char said[2048];

    (void)state;
    snprintf(path, sizeof(path), "%s/%s", shared ? shared : "", ATTACK);
    if (!testing_is_there(path)
        || shell("python3 --version", said, sizeof(said)) != 0) {
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
