#include "report/book/csvfile.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "core/str.h"
#include "report/words/cell.h"
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
        { "\r=1", "'=1" },
        { "\x01=1+1", "'=1+1" },
        { "\x01\x02", "" },
        { " =1+1", "' =1+1" },
        { "\n@x", "\"'\n@x\"" },
        { "\xEF\xBC\x9D"
          "1+1",
          "'\xEF\xBC\x9D"
          "1+1" }, /* full-width = */
        { "\xEF\xB9\xA2"
          "1",
          "'\xEF\xB9\xA2"
          "1" },                                 /* small + */
        { "\xE2\x80\x8B=1", "'\xE2\x80\x8B=1" }, /* behind no width */
        { "\xE2\x88\x92"
          "2.5",
          "\xE2\x88\x92"
          "2.5" }, /* a minus sign */
        { "'=1", "'=1" },
        { "\xFF=1", "\xEF\xBF\xBD=1" },
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

/* What a reader may make of a cell before he looks at how it begins. */
static bool begins_like_a_formula(const char *cell)
{
    utf8proc_uint8_t *folded = NULL;
    size_t skipped;
    bool begins;

    assert_true(utf8proc_map((const utf8proc_uint8_t *)cell, 0, &folded,
                             UTF8PROC_NULLTERM | UTF8PROC_STABLE
                                 | UTF8PROC_COMPAT | UTF8PROC_COMPOSE
                                 | UTF8PROC_IGNORE | UTF8PROC_STRIPCC)
                >= 0);
    skipped = strspn((char *)folded, " \n");
    begins = folded[skipped] && strchr("=+-@", folded[skipped]);
    free(folded);
    return begins;
}

static void no_cell_begins_like_a_formula(void **state)
{
    static const char *const pieces[] = {
        "=",
        "+",
        "-",
        "@",
        "\t",
        "\r",
        "\n",
        " ",
        "\x01",
        "\x1F",
        "\x7F",
        "\xC2\x85",
        "\xC2\xA0",
        "\xC2\xAD",
        "\xE2\x80\x8B",
        "\xE2\x81\xA0",
        "\xE2\x80\xA8",
        "\xE3\x80\x80",
        "\xEF\xBB\xBF",
        "\xEF\xBC\x9D",
        "\xEF\xBC\x8B",
        "\xEF\xBC\x8D",
        "\xEF\xBC\xA0",
        "\xEF\xB9\xA6",
        "\xE2\x81\xBC",
        "\xE2\x82\x8A",
        "\xCC\x81",
        "'",
        "\"",
        ",",
        "a",
        "1",
        "\xFF",
        "\xC5\xB5",
    };

    (void)state;
    for (struct prop p = prop_begin(5000); prop_next(&p);) {
        struct str text = STR_INIT;
        struct str csv = STR_INIT;
        char *cell;

        for (size_t i = prop_below(&p, 6) + 1; i > 0; i--)
            str_add(&text,
                    pieces[prop_below(&p, sizeof(pieces) / sizeof(pieces[0]))]);
        cell = cell_text(text.text);
        prop_assert(&p, !begins_like_a_formula(cell));
        csvfile_put_text(&csv, text.text);
        prop_assert(&p, !begins_like_a_formula(csv.len && csv.text[0] == '"'
                                                   ? csv.text + 1
                                               : csv.len ? csv.text
                                                         : ""));
        free(cell);
        str_release(&csv);
        str_release(&text);
    }
}

/* One answer for worksheets, files and pages. */
static void a_cell_comes_to_the_same_for_every_writer(void **state)
{
    static const struct {
        struct grid_cell cell;
        enum figure_format format;
        struct figure_cell expected;
    } cases[] = {
        { { CELL_NUMBER, 0, 24.65, NULL },
          FIGURE_DECIMAL,
          { FIGURE_DECIMAL, NULL, 0, 24.7, 1, true } },
        { { CELL_NUMBER, 0, -0.04, NULL },
          FIGURE_SIGNED,
          { FIGURE_SIGNED, NULL, 0, 0, 1, true } },
        { { CELL_NUMBER, 0, 2.5, NULL },
          FIGURE_HALF,
          { FIGURE_HALF, NULL, 0, 2.5, 1, true } },
        /* A number nobody gave a format is a count. */
        { { CELL_NUMBER, 0, 2.5, NULL },
          FIGURE_TEXT,
          { FIGURE_COUNT, NULL, 0, 3, 0, true } },
        { { CELL_NUMBER, 0, 2, NULL },
          FIGURE_DATE,
          { FIGURE_COUNT, NULL, 0, 2, 0, true } },
        { { CELL_SYMBOL, 'c', 0, NULL },
          FIGURE_COUNT,
          { FIGURE_TEXT, "[c]", 0, 0, 0, true } },
        { { CELL_SYMBOL, 'x', 0, NULL },
          FIGURE_WORDS,
          { FIGURE_TEXT, "[x]", 0, 0, 0, false } },
        { { CELL_TEXT, 0, 0, "Ash" },
          FIGURE_COUNT,
          { FIGURE_TEXT, "Ash", 0, 0, 0, false } },
        { { CELL_TEXT, 0, 0, "1970-01-03" },
          FIGURE_DATE,
          { FIGURE_DATE, "1970-01-03", 0, 0, 0, true } },
        { { CELL_TEXT, 0, 0, "soon" },
          FIGURE_DATE,
          { FIGURE_TEXT, "soon", 0, 0, 0, false } },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct figure_cell *e = &cases[i].expected;
        struct figure_cell is = figure_cell(&cases[i].cell, cases[i].format);

        assert_int_equal(is.format, e->format);
        assert_int_equal(is.is_right, e->is_right);
        if (is.format == FIGURE_TEXT)
            assert_string_equal(is.text, e->text);
        else if (is.format == FIGURE_DATE)
            assert_int_equal(is.date, date_make(1970, 1, 3));
        else
            assert_near(is.number, e->number, 1e-12);
        assert_int_equal(is.places, e->places);
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
    struct err err = ERR_INIT;
    struct grid_cell cells[6] = {
        { CELL_NUMBER, 0, 24.65, NULL },    { CELL_NUMBER, 0, 2, NULL },
        { CELL_TEXT, 0, 0, "ash & {elm}" }, { CELL_TEXT, 0, 0, "up {value}" },
        { CELL_SYMBOL, 'c', 0, NULL },      { CELL_TEXT, 0, 0, "2026-02-13" },
    };
    const char *names[6] = {
        "value", "few", "name", "nested", "hidden", "day"
    };
    struct grid one = {
        .names = names, .column_count = 6, .cells = cells, .row_count = 1
    };

    (void)state;
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
        { "Con", "con-name" },
        { "LPT1", "lpt1-name" },
        { "Com", "com" },
        { "Conrad", "conrad" },
        { "/", "unnamed" },
        { "\xE2\x9C\x93", "unnamed" },
        { "  A  ", "a" },
    };
    const char *names[1] = { "adviser" };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct err err = ERR_INIT;
        struct str out = STR_INIT;
        struct grid_cell cell = { CELL_TEXT, 0, 0, cases[i][0] };
        struct grid g = {
            .names = names, .column_count = 1, .cells = &cell, .row_count = 1
        };

        assert_ok(words_fill(&out, "{adviser:file}", &g, 0, NULL, &err), &err);
        assert_string_equal(out.text, cases[i][1]);
        str_release(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cell_is_quoted_where_it_has_to_be),
        cmocka_unit_test(no_cell_begins_like_a_formula),
        cmocka_unit_test(a_cell_comes_to_the_same_for_every_writer),
        cmocka_unit_test(words_are_filled_from_their_row),
        cmocka_unit_test(a_name_that_is_none_is_an_error),
        cmocka_unit_test(a_name_of_a_folder_is_safe),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
