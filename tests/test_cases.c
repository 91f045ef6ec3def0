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
#include "tests/world.h"

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

static const struct seen *seen_of(const char *type)
{
    static const struct seen none = { .type = NULL };

    for (size_t i = 0; i < replays.seen_count; i++)
        if (!strcmp(replays.seen[i].type, type))
            return &replays.seen[i];
    return &none;
}

/* Of each type of the program there are files in cases: good ones, such as
   have a fault, and a later one. */
static void every_type_has_its_cases(void **state)
{
    struct world w;
    bool is_short = false;

    (void)state;
    world_open(&w, "types");
    world_night(&w); /* the types are read */
    for (size_t i = 0; i < w.types.count; i++) {
        const struct type *type = &w.types.types[i];
        const struct seen *seen = seen_of(type->reports_as);

        if (type->mode == TYPE_IGNORED
            || (seen->is_taken_in && seen->is_dirty && seen->is_sent_anew))
            continue;
        print_error("%s:%s%s%s\n", type->name,
                    seen->is_taken_in ? "" : " no file that is taken in",
                    seen->is_dirty ? "" : " none with a fault",
                    seen->is_sent_anew ? "" : " none that is sent anew");
        is_short = true;
    }
    world_close(&w);
    assert_false(is_short);
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
    tests = mem_zero(cases.count + 2, sizeof(*tests));
    for (size_t i = 0; i < cases.count; i++)
        if (!only || strstr(cases.items[i].name, only))
            tests[count++] =
                (struct CMUnitTest){ .name = cases.items[i].name,
                                     .test_func = run_case,
                                     .initial_state = &cases.items[i] };
    if (!only)
        tests[count++] =
            (struct CMUnitTest){ .name = "every_type_has_its_cases",
                                 .test_func = every_type_has_its_cases };
    if (!count)
        print_error("no case has '%s' in its name\n", only);
    failed =
        count ? _cmocka_run_group_tests("cases", tests, count, NULL, say_count)
              : 1;
    replay_release(&replays);
    free(tests);
    cases_release(&cases);
    str_release(&folder);
    return failed;
}
