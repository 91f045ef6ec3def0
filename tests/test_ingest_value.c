#include "ingest/read/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/table.h"
#include "core/mem.h"
#include "core/outfile.h"
#include "core/str.h"
#include "tests/testing.h"

static const struct {
    const char *text;
    const char *date; /* "" = it is none */
} dates[] = {
    { "2026-02-28", "2026-02-28" },
    { "2024-02-29", "2024-02-29" },
    { "2026-2-3", "2026-02-03" },
    { "2026-02-28 00:00:00", "2026-02-28" },
    { "2026-02-28T09:30:15Z", "2026-02-28" },
    { "2026-02-28T09:30:15.123+01:00", "2026-02-28" },
    { "2024-Oct-16 00:00:00", "2024-10-16" },
    { "2024-oct-6", "2024-10-06" },
    { "31/08/2025", "2025-08-31" },
    { "1/9/2025", "2025-09-01" },
    { "31-08-2025", "2025-08-31" },
    { "31/08/2025 14:05", "2025-08-31" },
    { "31/08/2025 2:05:00 PM", "2025-08-31" },
    { "01/02/49", "2049-02-01" },
    { "01/02/50", "1950-02-01" },
    { "01/02/00", "2000-02-01" },
    { "01/02/99", "1999-02-01" },
    { "9-Mar-2011", "2011-03-09" },
    { "09-MAR-11", "2011-03-09" },
    { "20000", "1954-10-03" },
    { "45000", "2023-03-15" },
    { "45000.75", "2023-03-15" },
    { "60000", "2064-04-08" },
    { "  2026-02-28 ", "2026-02-28" },
    { "9999-12-31", "9999-12-31" },
    { "31.08.2025", "2025-08-31" },
    { "1.9.2025 08:00", "2025-09-01" },
    { "2026/02/28", "2026-02-28" },
    { "20260228", "2026-02-28" },
    { "20991231", "2099-12-31" },
    { "20260228 00:00", "2026-02-28" },
    { "20260228.0", "2026-02-28" },
    { "9 Mar 2011", "2011-03-09" },
    { "09 march 2011", "2011-03-09" },
    { "9-September-2011", "2011-09-09" },
    { "1 May 2011 10:00:00", "2011-05-01" },
    /* impossible days, and spellings that would have to be guessed */
    { "2026-02-29", "" },
    { "31/02/2026", "" },
    { "31/04/2026", "" },
    { "0/04/2026", "" },
    { "12/31/2025", "" },
    { "2026-13-01", "" },
    { "2026-00-10", "" },
    { "0000-01-01", "" },
    { "01-02-03", "" },
    { "01/02/2", "" },
    { "01/02/202", "" },
    { "01/02/20255", "" },
    { "08//01/2019", "" },
    { "08/01-2019", "" },
    { "2026/02-28", "" },
    { "20260229", "" },
    { "18991231", "" },
    { "21000101", "" },
    { "202602281", "" },
    { "20260228.1", "" },
    { "20260228.00", "" },
    { "2026022.0", "" },
    { "31.08.25", "" },
    { "31 08 2025", "" },
    { "2026.02.28", "" },
    { "19999", "" },
    { "60001", "" },
    { "45000.x", "" },
    { "Oct-14", "" },
    { "9 Marc 2011", "" },
    { "March 9, 2011", "" },
    { "09-Mrz-2011", "" },
    { "2026-02-28x", "" },
    { "2026-02-28 25:00", "" },
    { "2026-02-28 10:60", "" },
    { "2026-02-28 10", "" },
    { "2026-02-28 ", "2026-02-28" },
    { "today", "" },
    { "/", "" },
    { "1/", "" },
    { "2026-", "" },
    { "", "" },
};

static void dates_are_read_in_every_spelling_and_never_guessed(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
        char got[DATE_TEXT_SIZE];

        date_format(value_date(dates[i].text, strlen(dates[i].text)), got);
        if (strcmp(got, dates[i].date) != 0)
            fail_msg("'%s' is '%s', not '%s'", dates[i].text, got,
                     dates[i].date);
    }
}

static void a_date_survives_every_spelling(void **state)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

    (void)state;
    for (struct prop p = prop_begin(2000); prop_next(&p);) {
        date_t date = date_make(1950, 1, 1) + (date_t)prop_below(&p, 36500);
        struct date_parts d = date_split(date);
        const char *month = months + (d.month - 1) * 3;
        char text[64];
        int len = 0;

        switch (prop_below(&p, 6)) {
        case 0:
            len = snprintf(text, sizeof(text), "%04d-%02d-%02d", d.year,
                           d.month, d.day);
            break;
        case 1:
            len = snprintf(text, sizeof(text), "%d/%d/%d", d.day, d.month,
                           d.year);
            break;
        case 2:
            len = snprintf(text, sizeof(text), "%02d-%02d-%d 08:45", d.day,
                           d.month, d.year);
            break;
        case 3:
            len = snprintf(text, sizeof(text), "%d-%.3s-%02d", d.day, month,
                           d.year % 100);
            break;
        case 4:
            len = snprintf(text, sizeof(text), "%d-%.3s-%02d", d.year, month,
                           d.day);
            break;
        default:
            len = snprintf(text, sizeof(text), "%02d/%02d/%02d", d.day, d.month,
                           d.year % 100);
            break;
        }
        prop_assert(&p, value_date(text, (size_t)len) == date);
    }
}

static void upn_check_letters_hold(void **state)
{
    static const struct {
        const char *text;
        enum reject rule;
        const char *upn;
    } cases[] = {
        { "H801200001001", REJECT_NONE, "H801200001001" },
        { "X00180001701A", REJECT_NONE, "X00180001701A" },
        { "x00180001701a", REJECT_NONE, "X00180001701A" },
        { " 'H801200001001 ", REJECT_NONE, "H801200001001" },
        { "R247962919251", REJECT_BAD_UPN, "" },
        { "X428558133462", REJECT_BAD_UPN, "" },
        { "H80120000100", REJECT_BAD_UPN, "" },
        { "H8012000010011", REJECT_BAD_UPN, "" },
        { "8.01E+12", REJECT_UPN_SCIENTIFIC, "" },
        { "8E12", REJECT_UPN_SCIENTIFIC, "" },
        { "8.0120000E+12", REJECT_UPN_SCIENTIFIC, "" },
        { "8.01", REJECT_BAD_UPN, "" },
        { "'", REJECT_BAD_UPN, "" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char upn[UPN_LEN + 1];
        enum reject rule = value_upn(cases[i].text, strlen(cases[i].text), upn);

        if (rule != cases[i].rule || strcmp(upn, cases[i].upn) != 0)
            fail_msg("'%s' gives '%s' (%s)", cases[i].text, upn,
                     reject_name(rule));
    }
}

/* Those that only need what extracts.md lets us repair. */
static bool is_repaired(const char *reason)
{
    static const char *const words[] = { "lower case", "trailing space",
                                         "leading NBSP", "leading apostrophe" };

    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (!strcmp(reason, words[i]))
            return true;
    return false;
}

static void upn_vectors_hold(void **state)
{
    const char *shared = testing_environment("VSCHOOL_SHARED");
    struct err err = ERR_INIT;
    struct str path = STR_INIT;
    struct table table;
    char *text = NULL;
    size_t len;

    (void)state;
    str_addf(&path, "%s/reference/upn_vectors.csv", shared ? shared : "");
    if (file_read(path.text, &text, &len, &err)) {
        str_release(&path);
        print_message("no upn_vectors.csv here\n");
        skip();
    }
    assert_ok(table_parse(&table, "upn_vectors.csv", text, &err), &err);
    assert_true(table.row_count >= 70);
    for (size_t row = 0; row < table.row_count; row++) {
        char *upn = mem_dup(table_cell(&table, row, 0));
        bool wanted = !strcmp(table_cell(&table, row, 1), "1")
                      || is_repaired(table_cell(&table, row, 2));
        char out[UPN_LEN + 1];
        enum reject rule =
            value_upn(upn, value_straighten(upn, strlen(upn)), out);

        if ((rule == REJECT_NONE) != wanted)
            fail_msg("'%s' (%s) gives '%s'", upn, table_cell(&table, row, 2),
                     reject_name(rule));
        free(upn);
    }
    table_release(&table);
    free(text);
    str_release(&path);
}

static void a_changed_digit_is_found_by_the_check_letter(void **state)
{
    (void)state;
    for (struct prop p = prop_begin(500); prop_next(&p);) {
        char upn[] = "H801200001001";
        char out[UPN_LEN + 1];
        size_t at = 1 + prop_below(&p, 12);
        char digit = (char)('0' + prop_below(&p, 10));
        /* A multiple of 23 cannot come of a weight below 23 and one digit. */
        enum reject wanted = upn[at] == digit ? REJECT_NONE : REJECT_BAD_UPN;

        upn[at] = digit;
        prop_assert(&p, value_upn(upn, UPN_LEN, out) == wanted);
    }
}

static void numbers_are_whole_values_or_none(void **state)
{
    static const struct {
        const char *text;
        bool is_number;
        double number;
        bool is_int;
    } cases[] = {
        { "0", true, 0, true },
        { "12", true, 12, true },
        { "007", true, 7, true },
        { "1.0", true, 1, true },
        { "1.", true, 1, true },
        { "-3", true, -3, true },
        { "1,234", true, 1234, true },
        { "1,167,674.00", true, 1167674, true },
        { "\xC2\xA3"
          "68,486.66",
          true, 68486.66, false },
        { "-\xC2\xA3"
          "5",
          true, -5, true },
        { " 14.5 ", true, 14.5, false },
        { "999999999999999", true, 999999999999999, true },
        { "9999999999999999", false, 0, false },
        { "", false, 0, false },
        { "-", false, 0, false },
        { ".5", false, 0, false },
        { "12abc", false, 0, false },
        { "1 2", false, 0, false },
        { "1,23", false, 0, false },
        { ",123", false, 0, false },
        { "1234,567", false, 0, false },
        { "1e3", false, 0, false },
        { "0x10", false, 0, false },
        { "nan", false, 0, false },
        { "14.50%", false, 0, false },
        { "(1,234)", false, 0, false },
        { "--1", false, 0, false },
        { "1.2.3", false, 0, false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *text = cases[i].text;
        double number = 0;
        int64_t whole = 0;

        if (value_number(text, strlen(text), &number) != cases[i].is_number
            || number != cases[i].number)
            fail_msg("'%s' is %g", text, number);
        if (value_int(text, strlen(text), &whole) != cases[i].is_int)
            fail_msg("'%s' as a whole number is %lld", text, (long long)whole);
    }
}

static void a_published_figure_may_have_an_exponent(void **state)
{
    static const struct {
        const char *text;
        bool is_figure;
        double figure;
    } cases[] = {
        { "8.8459999999999997E-2", true, 0.08846 },
        { "7.9E1", true, 79 },
        { "-1e+05", true, -100000 },
        { "17.4", true, 17.4 },
        { "1E", false, 0 },
        { "1E-", false, 0 },
        { "1E2.5", false, 0 },
        { "1E2E3", false, 0 },
        { "E5", false, 0 },
        { "1E0001", false, 0 },
        { "1E999", false, 0 }, /* no number has room for it */
        { "1 E2", false, 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const char *text = cases[i].text;
        double figure = 0;

        if (value_figure(text, strlen(text), &figure) != cases[i].is_figure
            || (cases[i].is_figure && figure != cases[i].figure))
            fail_msg("'%s' is %.17g", text, figure);
    }
}

static void digits_are_counted(void **state)
{
    (void)state;
    assert_int_equal(value_digits("123456", 6, 6), 123456);
    assert_int_equal(value_digits("123456.0", 8, 6), 123456);
    assert_int_equal(value_digits(" 012345 ", 8, 6), 12345);
    assert_int_equal(value_digits("12345", 5, 6), -1);
    assert_int_equal(value_digits("1234567", 7, 6), -1);
    assert_int_equal(value_digits("12345a", 6, 6), -1);
    assert_int_equal(value_digits("123456.5", 8, 6), -1);
}

static void words_for_nothing_hold_in_any_case(void **state)
{
    static const char *const nothing[] = {
        "",    " ",       "NULL",    "null", "Na",  "N/A", "#n/a", "-",
        " - ", "unknown", "Unknown", "\t",   "nan", "NaT", "None", "<na>"
    };
    static const char *const something[] = { "--",    "N",        "NA N",
                                             "nones", "0",        "/",
                                             "N/A.",  "Unknown1", "nullx" };

    (void)state;
    for (size_t i = 0; i < sizeof(nothing) / sizeof(nothing[0]); i++)
        if (!value_is_nothing(nothing[i], strlen(nothing[i])))
            fail_msg("'%s' is something", nothing[i]);
    for (size_t i = 0; i < sizeof(something) / sizeof(something[0]); i++)
        if (value_is_nothing(something[i], strlen(something[i])))
            fail_msg("'%s' is nothing", something[i]);
    /* Null, None and Na are names of people. */
    assert_true(value_is_no_name("nan", 3) && value_is_no_name(" NaT ", 5)
                && value_is_no_name("<NA>", 4) && value_is_no_name("", 0));
    assert_false(value_is_no_name("None", 4) || value_is_no_name("Null", 4)
                 || value_is_no_name("Na", 2) || value_is_no_name("-", 1));
}

static void typographers_are_straightened(void **state)
{
    char text[] = "O\xE2\x80\x99"
                  "Neil\xC2\xA0\xE2\x80\x9C"
                  "x\xE2\x80\x9D \xC3\xA9\xE2";
    size_t len = value_straighten(text, strlen(text));

    (void)state;
    text[len] = '\0';
    assert_string_equal(text, "O'Neil \"x\" \xC3\xA9\xE2");
}

static void years_are_two_neighbours_or_an_end(void **state)
{
    static const struct {
        const char *text;
        bool by_end;
        int year;
    } cases[] = {
        { "2025/26", false, 2025 }, { "2025-26", false, 2025 },
        { "202526", false, 2025 },  { "2025/2026", false, 2025 },
        { "1999/00", false, 1999 }, { "1999/2000", false, 1999 },
        { "2025/27", false, 0 },    { "2025/1926", false, 0 },
        { "2025", false, 0 },       { "2025", true, 2024 },
        { "2024/25", true, 2024 },  { "25/26", false, 0 },
        { "2025/26 ", false, 0 },   { "20252026", false, 0 },
        { "2025/267", false, 0 },   { "", false, 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(
            value_year(cases[i].text, strlen(cases[i].text), cases[i].by_end),
            cases[i].year);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(years_are_two_neighbours_or_an_end),
        cmocka_unit_test(dates_are_read_in_every_spelling_and_never_guessed),
        cmocka_unit_test(a_date_survives_every_spelling),
        cmocka_unit_test(upn_check_letters_hold),
        cmocka_unit_test(upn_vectors_hold),
        cmocka_unit_test(a_changed_digit_is_found_by_the_check_letter),
        cmocka_unit_test(numbers_are_whole_values_or_none),
        cmocka_unit_test(a_published_figure_may_have_an_exponent),
        cmocka_unit_test(digits_are_counted),
        cmocka_unit_test(words_for_nothing_hold_in_any_case),
        cmocka_unit_test(typographers_are_straightened),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
