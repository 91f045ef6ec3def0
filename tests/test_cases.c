/*
 * Every case of tests/cases: as it is, and replayed. CASES=text takes those
 * whose name it is part of.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/str.h"
#include "tests/casefile.h"
#include "tests/replay.h"
#include "tests/testing.h"

static struct replay_count replays;

static void run_case(void **state)
{
    replay_case(*state, &replays);
}

static int say_count(void **state)
{
    (void)state;
    print_message("%d replays, none differs; %d skipped: files were held\n",
                  replays.replays, replays.skipped);
    return 0;
}

int main(void)
{
    const char *source = testing_environment("VSCHOOL_SRC");
    const char *only = testing_environment("CASES");
    struct str folder = STR_INIT;
    struct CMUnitTest *tests;
    struct cases cases;
    size_t count = 0;
    int failed;

    str_addf(&folder, "%s/tests/cases", source ? source : "..");
    cases_read(&cases, folder.text);
    tests = mem_zero(cases.count + 1, sizeof(*tests));
    for (size_t i = 0; i < cases.count; i++)
        if (!only || strstr(cases.items[i].name, only))
            tests[count++] =
                (struct CMUnitTest){ .name = cases.items[i].name,
                                     .test_func = run_case,
                                     .initial_state = &cases.items[i] };
    failed = _cmocka_run_group_tests("cases", tests, count, NULL, say_count);
    free(tests);
    cases_release(&cases);
    str_release(&folder);
    return failed;
}
