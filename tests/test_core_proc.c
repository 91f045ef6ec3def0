#include "core/proc.h"

#include <string.h>
#include <time.h>

#include "core/path.h"
#include "core/str.h"
#include "tests/testing.h"

static struct err err = ERR_INIT;

/* Run a line of shell in the folder `p`; its notes are the caller's. */
static int shell(const char *line, int seconds, struct str *notes)
{
    const char *const argv[] = { "sh", "-c", line, NULL };

    assert_ok(folder_make("p", &err), &err);
    return proc_run(argv, "p", seconds, notes, &err);
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
    assert_string_equal(err.msg, "'sh' failed: ");
    str_release(&notes);
}

static void a_program_that_is_not_there_is_said(void **state)
{
    const char *const argv[] = { "no-such-program", NULL };
    const char *const true_argv[] = { "true", NULL };
    struct str notes = STR_INIT;

    (void)state;
    assert_int_equal(proc_run(argv, NULL, 10, &notes, &err), -1);
    assert_int_equal(err.code, ERR_OS);
    assert_string_equal(err.msg,
                        "cannot start 'no-such-program': is it installed?");
    assert_int_equal(proc_run(true_argv, "no/folder", 10, &notes, &err), -1);
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
        cmocka_unit_test(notes_are_kept_short),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
