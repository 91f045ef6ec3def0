#define _DEFAULT_SOURCE /* usleep */
#include "core/proc.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/path.h"
#include "core/str.h"
#include "tests/testing.h"

static struct err err = ERR_INIT;

/* Run a line of shell in the folder `p`; its notes are the caller's. */
static int shell(const char *line, int seconds, struct str *notes)
{
    const char *const argv[] = { "sh", "-c", line, NULL };

    assert_ok(folder_make("p", &err), &err);
    return proc_run(argv, "p", NULL, seconds, notes, &err);
}

static void a_program_runs_in_its_folder_with_little_around_it(void **state)
{
    struct str notes = STR_INIT;

    (void)state;
    assert_ok(shell("basename \"$PWD\" >&2; env | sed 's/=.*//' | grep -v"
                    " -e PWD -e SHLVL -e OLDPWD -e ^_ | sort | tr '\\n' ' '"
                    " >&2; wc -c >&2; echo gone",
                    10, &notes),
              &err);
    assert_string_equal(notes.text, "p\nHOME LC_ALL PATH 0");
    str_release(&notes);
}

static void a_program_that_fails_is_said_with_its_own_words(void **state)
{
    struct str notes = STR_INIT;

    (void)state;
    assert_int_equal(shell("echo wrong >&2; exit 3", 10, &notes), -1);
    assert_int_equal(err.code, ERR_OS);
    assert_string_equal(err.msg, "'sh' failed: wrong");
    assert_string_equal(notes.text, "wrong");
    str_clear(&notes);
    assert_int_equal(shell("kill -9 $$", 10, &notes), -1);
    assert_string_equal(err.msg, "'sh' was ended by signal 9");
    str_release(&notes);
}

static void a_program_that_is_not_there_is_said(void **state)
{
    const char *const argv[] = { "no-such-program", NULL };
    const char *const true_argv[] = { "true", NULL };
    struct str notes = STR_INIT;

    (void)state;
    assert_int_equal(proc_run(argv, NULL, NULL, 10, &notes, &err), -1);
    assert_int_equal(err.code, ERR_OS);
    assert_string_equal(err.msg,
                        "cannot start 'no-such-program': is it installed?");
    assert_int_equal(proc_run(true_argv, "no/folder", NULL, 10, &notes, &err),
                     -1);
    assert_int_equal(err.code, ERR_OS);
    str_release(&notes);
}

static void a_program_that_takes_too_long_goes_with_its_children(void **state)
{
    struct str notes = STR_INIT;
    time_t began = time(NULL);

    (void)state;
    assert_int_equal(shell("(sleep 30; : >late) & sleep 30", 1, &notes), -1);
    assert_int_equal(err.code, ERR_OS);
    assert_string_equal(err.msg, "'sh' took over 1 seconds");
    assert_true(time(NULL) - began < 20);
    str_release(&notes);
}

static void a_program_that_closes_stderr_and_hangs_is_ended(void **state)
{
    struct str notes = STR_INIT;
    time_t began = time(NULL);

    (void)state;
    assert_int_equal(shell("exec 2>&-; sleep 30", 1, &notes), -1);
    assert_int_equal(err.code, ERR_OS);
    assert_string_equal(err.msg, "'sh' took over 1 seconds");
    assert_true(time(NULL) - began < 20);
    /* One that goes on in good time may do so without it. */
    assert_ok(shell("exec 2>&-; sleep 0.2; : >done", 10, &notes), &err);
    assert_true(testing_is_there("p/done"));
    str_release(&notes);
}

static void what_a_program_left_running_ends_with_it(void **state)
{
    struct str notes = STR_INIT;

    (void)state;
    assert_ok(shell("(exec 2>&-; sleep 1; : >later) & exit 0", 10, &notes),
              &err);
    sleep(2);
    assert_false(testing_is_there("p/later"));
    str_release(&notes);
}

/* Whoever is killed takes along what he had started. */
static void a_program_ends_with_its_parent(void **state)
{
    struct str notes = STR_INIT;
    pid_t pid;

    (void)state;
    assert_ok(folder_make("p", &err), &err);
    pid = fork();
    if (pid == 0)
        _exit(shell("echo $$ >started; sleep 2; : >outlived", 10, &notes));
    while (!testing_is_there("p/started"))
        usleep(10000);
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    sleep(3);
    assert_false(testing_is_there("p/outlived"));
}

static void a_program_has_the_usual_signals_and_what_it_is_told(void **state)
{
    static const char *const settings[] = { "ONE=1", "TWO=a b", NULL };
    const char *const argv[] = { "sh", "-c",
                                 "echo $ONE,$TWO >&2; kill -PIPE $$; :", NULL };
    struct str notes = STR_INIT;

    (void)state;
    signal(SIGPIPE, SIG_IGN);
    assert_int_equal(proc_run(argv, NULL, settings, 10, &notes, &err), -1);
    signal(SIGPIPE, SIG_DFL);
    assert_string_equal(err.msg, "'sh' was ended by signal 13: 1,a b");
    str_release(&notes);
}

static void notes_are_kept_short(void **state)
{
    struct str notes = STR_INIT;

    (void)state;
    assert_ok(shell("i=0; while [ $i -lt 3000 ]; do echo 0123456789 >&2;"
                    " i=$((i + 1)); done",
                    10, &notes),
              &err);
    assert_true(notes.len >= 8192 && notes.len <= 8192 + 1024);
    str_release(&notes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_program_runs_in_its_folder_with_little_around_it),
        cmocka_unit_test(a_program_that_fails_is_said_with_its_own_words),
        cmocka_unit_test(a_program_that_is_not_there_is_said),
        cmocka_unit_test(a_program_that_takes_too_long_goes_with_its_children),
        cmocka_unit_test(a_program_that_closes_stderr_and_hangs_is_ended),
        cmocka_unit_test(what_a_program_left_running_ends_with_it),
        cmocka_unit_test(a_program_ends_with_its_parent),
        cmocka_unit_test(a_program_has_the_usual_signals_and_what_it_is_told),
        cmocka_unit_test(notes_are_kept_short),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
