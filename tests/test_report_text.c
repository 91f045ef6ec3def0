#include "report/book/csvfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/str.h"
#include "report/words/grid.h"
#include "tests/testing.h"

static void a_cell_is_quoted_where_it_has_to_be(void **state)
{
    static const char *const cases[][2] = {
        { "Ash School", "Ash School" },
        { "Ash, Elm", "\"Ash, Elm\"" },
        { "St \"Mary\"", "\"St \"\"Mary\"\"\"" },
        { "two\nlines", "\"two\nlines\"" },
        { "=1+1", "'=1+1" },
        { "+44", "'+44" },
        { "-1", "'-1" },
        { "@SUM(A1)", "'@SUM(A1)" },
        { "\tx", "'x" },
        { "=1,2", "\"'=1,2\"" },
        { "", "" },
        { "Ysgol \xC5\xB5", "Ysgol \xC5\xB5" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct str out = STR_INIT;

        csvfile_put_text(&out, cases[i][0]);
        assert_string_equal(out.text, cases[i][1]);
        str_release(&out);
    }
}

/* Templates: what a sentence does with numbers, texts and symbols. */
static void words_are_filled_from_their_row(void **state)
{
    static const struct {
        const char *text;
        const char *filled;
    } cases[] = {
        { "plain", "plain" },
        { "{value}%", "24.7%" },
        { "{value:count}", "25" },
        { "{value:signed}", "+24.7" },
        { "{few:word} of {few:Word}", "two of Two" },
        { "{name} {name:Start}", "ash & {elm} Ash & {elm}" },
        { "{name:file}", "ash-elm" },
        { "{nested:words}", "up 24.7" },
        { "{nested}", "up {value}" },
        { "{hidden} to {hidden:signed}", "[c] to [c]" },
        { "{day:date}, {day:short}", "13 February 2026, 13 Feb 2026" },
    };
    struct grid g = GRID_INIT;
    struct grid one;
    struct err err = ERR_INIT;
    struct grid_cell cells[6] = {
        { CELL_NUMBER, 0, 24.65, NULL }, { CELL_NUMBER, 0, 2, NULL },
        { CELL_TEXT, 0, 0, NULL },       { CELL_TEXT, 0, 0, NULL },
        { CELL_SYMBOL, 'c', 0, NULL },   { CELL_TEXT, 0, 0, NULL },
    };
    static char v[] = "value", f[] = "few", n[] = "name", w[] = "nested",
                h[] = "hidden", d[] = "day", name[] = "ash & {elm}",
                nested[] = "up {value}", day[] = "2026-02-13";
    char *names[6] = { v, f, n, w, h, d };

    (void)state;
    cells[2].text = name;
    cells[3].text = nested;
    cells[5].text = day;
    one = (struct grid){ names, 6, cells, 1 };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct str out = STR_INIT;

        assert_ok(words_fill(&out, cases[i].text, &one, 0, NULL, &err), &err);
        assert_string_equal(out.text, cases[i].filled);
        str_clear(&out);
        assert_ok(words_fill(&out, cases[i].text, &g, 0, &one, &err), &err);
        assert_string_equal(out.text, cases[i].filled);
        str_release(&out);
    }
}

static void a_name_that_is_none_is_an_error(void **state)
{
    static const char *const wrong[] = { "{nothing}", "{open", "{:count}" };
    struct grid g = GRID_INIT;

    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct err err = ERR_INIT;
        struct str out = STR_INIT;

        assert_int_equal(words_fill(&out, wrong[i], &g, 0, NULL, &err), -1);
        assert_int_equal(err.code, ERR_INTERNAL);
        str_release(&out);
    }
}

/* Names of folders come from people's names. */
static void a_name_of_a_folder_is_safe(void **state)
{
    static const char *const cases[][2] = {
        { "Adviser 02", "adviser-02" },
        { "../../etc/passwd", "etc-passwd" },
        { "Si\xC3\xA2n O'Neill-Ash", "sian-o-neill-ash" },
        { "...", "unnamed" },
        { "/", "unnamed" },
        { "\xE2\x9C\x93", "unnamed" },
        { "  A  ", "a" },
    };
    static char column[] = "adviser";
    char *names[1] = { column };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct err err = ERR_INIT;
        struct str out = STR_INIT;
        char text[64];
        struct grid_cell cell = { CELL_TEXT, 0, 0, text };
        struct grid g = { names, 1, &cell, 1 };

        snprintf(text, sizeof(text), "%s", cases[i][0]);
        assert_ok(words_fill(&out, "{adviser:file}", &g, 0, NULL, &err), &err);
        assert_string_equal(out.text, cases[i][1]);
        str_release(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cell_is_quoted_where_it_has_to_be),
        cmocka_unit_test(words_are_filled_from_their_row),
        cmocka_unit_test(a_name_that_is_none_is_an_error),
        cmocka_unit_test(a_name_of_a_folder_is_safe),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
