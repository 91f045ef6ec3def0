#include "report/words/tab.h"

#include "tests/testing.h"

/* Names that Excel takes unquoted in a reference (details 99). */
static void a_name_needs_no_quotes(void **state)
{
    static const char *const good[] = {
        "Visit",      "a",
        "In_care",    "T1_Headlines",
        "By_year_11", "ABCD1",
        "R1C1_",      "Reasons",
        "Cover",      "A_name_of_thirty_one_letters_xx",
    };
    static const char *const bad[] = {
        "",        "1_Schools",
        "_x",      "A1",
        "xfd10",   "R",
        "c",       "RC",
        "R1C1",    "r2",
        "R1C",     "History",
        "HISTORY", "A b",
        "A-b",     "Ysgol\xC5\xB5",
        "It's",    "A_name_of_thirty_two_letters_xxx",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        if (!tab_is_good(good[i]))
            fail_msg("'%s' is good", good[i]);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        if (tab_is_good(bad[i]))
            fail_msg("'%s' is bad", bad[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_needs_no_quotes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
