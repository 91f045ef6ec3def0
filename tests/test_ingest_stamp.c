#include "ingest/keep/stamp.h"

#include "tests/testing.h"

/* "": the name holds no stamp. */
static void a_stamp_is_the_last_day_in_a_name(void **state)
{
    static const char *const cases[][2] = {
        { "marks_20260110.csv", "2026-01-10T00:00:00" },
        { "marks_2026-01-10.csv", "2026-01-10T00:00:00" },
        { "20260110marks.csv", "2026-01-10T00:00:00" },
        { "marks_20260110_20260111.csv", "2026-01-11T00:00:00" },
        { "marks_20260110_20261399.csv", "2026-01-10T00:00:00" },
        { "9194001_20260110.csv", "2026-01-10T00:00:00" },
        { "marks.csv", "" },
        { "marks_20261310.csv", "" },
        { "marks_20260229.csv", "" },
        { "marks_10012026.csv", "" },
        { "marks_2026_01_10.csv", "" },
        /* with its time */
        { "marks_20260110T0930.csv", "2026-01-10T09:30:00" },
        { "marks_20260110t093015.csv", "2026-01-10T09:30:15" },
        { "marks_2026-01-10_0930.csv", "2026-01-10T09:30:00" },
        { "marks_20260110_093015.csv", "2026-01-10T09:30:15" },
        { "marks_2026-01-10T09:30:15Z.csv", "2026-01-10T09:30:15" },
        { "marks_2026-01-10T09-30.csv", "2026-01-10T09:30:00" },
        { "marks_20260110_2400.csv", "2026-01-10T00:00:00" },
        { "marks_20260110_093.csv", "2026-01-10T00:00:00" },
        { "marks_20260110 0930.csv", "2026-01-10T00:00:00" },
        /* a longer run of digits is one with its own time alone */
        { "marks_202601100930.csv", "2026-01-10T09:30:00" },
        { "marks_20260110093015.csv", "2026-01-10T09:30:15" },
        { "marks_20260110000000.csv", "2026-01-10T00:00:00" },
        { "20260110235959", "2026-01-10T23:59:59" },
        { "marks_20260110093015_2.csv", "2026-01-10T09:30:15" },
        { "marks_20260110093015_0800.csv", "2026-01-10T09:30:15" },
        { "marks_202601102400.csv", "" },
        { "marks_20260110093060.csv", "" },
        { "marks_202613100930.csv", "" },
        { "marks_120260110.csv", "" },
        { "marks_202601101.csv", "" },
        { "marks_2026011009.csv", "" },
        { "marks_2026011009301.csv", "" },
        { "marks_202601100930150.csv", "" },
        { "marks_2026-01-100930.csv", "" },
        { "marks_20260109_202601102400.csv", "2026-01-09T00:00:00" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char stamp[STAMP_SIZE] = "";

        assert_int_equal(stamp_from_name(cases[i][0], stamp),
                         cases[i][1][0] != '\0');
        assert_string_equal(stamp, cases[i][1]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stamp_is_the_last_day_in_a_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
