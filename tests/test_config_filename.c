#include "config/filename.h"

#include <string.h>

#include "core/str.h"
#include "tests/testing.h"

static void what_is_usual_is_shown_and_nothing_else(void **state)
{
    static const char *const cases[][2] = {
        { "marks_100001_20250902.csv", "marks_100001_20250902.csv" },
        { "sims/Attendance_Days 2025-09-02T013000Z.CSV",
          "sims/Attendance_Days 2025-09-02T013000Z.CSV" },
        { "social_care_cin.csv", "social_care_cin.csv" },
        { "123456 jane smith marks.csv", "123456 \xE2\x80\xA6 marks.csv" },
        { "Jane.csv", "\xE2\x80\xA6.csv" },
        { "marks_C919200115091.csv", "marks_\xE2\x80\xA6.csv" },
        { "marks_919200115091.csv", "marks_\xE2\x80\xA6.csv" },
        { "marks-jane/smith_2025.csv", "marks-\xE2\x80\xA6_2025.csv" },
        { "marksjane.csv", "\xE2\x80\xA6.csv" },
        { "rk_marks.csv", "\xE2\x80\xA6_marks.csv" },
        { "\xC5\xB4ynn marks.csv", "\xE2\x80\xA6 marks.csv" },
        { "=cmd", "\xE2\x80\xA6" },
        { "BromcomStudents.csv", "BromcomStudents.csv" },
        { "LCS_open_cases_20261120.csv", "LCS_open_cases_20261120.csv" },
        { "bromcom marks Nov.csv", "bromcom marks Nov.csv" },
        { "April May.csv", "\xE2\x80\xA6.csv" }, /* who knows */
        { "", "" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct str out = STR_INIT;

        filename_add(&out, cases[i][0]);
        assert_string_equal(out.text, cases[i][1]);
        assert_int_equal(filename_is_usual(cases[i][0]),
                         !strcmp(cases[i][0], cases[i][1]));
        str_release(&out);
    }
}

static void a_message_says_no_name_and_no_heading(void **state)
{
    static const char *const cases[][3] = {
        { "cannot open 'in/Jane.csv': Permission denied", "Jane.csv",
          "cannot open 'in/\xE2\x80\xA6.csv': Permission denied" },
        { "pupils without column 'UPN'", "Jane.csv",
          "pupils without column 'UPN'" },
        { "rows with fields beyond the header: 2; columns not used: 'Jane'",
          "marks.csv",
          "rows with fields beyond the header: 2; columns not used, which"
          " 'vschool check' names" },
        { "columns not used: 'a.csv'", "a.csv",
          "columns not used, which 'vschool check' names" },
        { "Jane.csv, and Jane.csv", "Jane.csv",
          "\xE2\x80\xA6.csv, and \xE2\x80\xA6.csv" },
        { "", "", "" },
        { "some", "", "some" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct str out = STR_INIT;

        filename_add_message(&out, cases[i][0], cases[i][1]);
        assert_string_equal(out.text, cases[i][2]);
        str_release(&out);
    }
}

/* What was cut to fit may end inside the name. */
static void a_message_that_was_cut_says_no_name(void **state)
{
    struct str message = STR_INIT;
    struct str path = STR_INIT;
    struct str out = STR_INIT;

    (void)state;
    for (int i = 0; i < 100; i++)
        str_add(&path, "Zzcanary Jane/");
    str_addf(&message, "cannot look at 'c/inbox/%.900s", path.text);
    filename_add_message(&out, message.text, path.text);
    assert_string_equal(out.text, "cannot look at 'c/inbox/\xE2\x80\xA6");
    str_release(&message);
    str_release(&path);
    str_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_usual_is_shown_and_nothing_else),
        cmocka_unit_test(a_message_says_no_name_and_no_heading),
        cmocka_unit_test(a_message_that_was_cut_says_no_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
