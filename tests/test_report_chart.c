#include "report/chart/chart.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/outfile.h"
#include "core/path.h"
#include "core/str.h"
#include "report/book/readback.h"
#include "report/chart/png.h"
#include "report/chart/svg.h"
#include "report/words/grid.h"
#include "tests/testing.h"

/* A grid from literals: numbers, or texts where a text is given. */
struct literal {
    const char *text;
    double number;
};
#define T(text)                                                                \
    {                                                                          \
        text, 0                                                                \
    }
#define N(number)                                                              \
    {                                                                          \
        NULL, number                                                           \
    }

static void make_grid(struct grid *g, const char *const *names, size_t columns,
                      const struct literal *cells, size_t rows)
{
    g->column_count = columns;
    g->row_count = rows;
    g->names = mem_zero(columns, sizeof(*g->names));
    g->cells = mem_zero(columns * rows, sizeof(*g->cells));
    for (size_t i = 0; i < columns; i++)
        g->names[i] = names[i];
    for (size_t i = 0; i < columns * rows; i++) {
        const char *text = cells[i].text;
        bool is_symbol = text && text[0] == '[';

        g->cells[i].kind = is_symbol ? CELL_SYMBOL
                           : text    ? CELL_TEXT
                                     : CELL_NUMBER;
        g->cells[i].symbol = is_symbol ? text[1] : '\0';
        g->cells[i].number = cells[i].number;
        g->cells[i].text = is_symbol ? NULL : text;
    }
}

static const char *const pareto_names[] = { "label", "value", "kind",
                                            "cumulative", "value_name" };

static int draw_pareto_of(const char *label, const char *path, struct err *err)
{
    const struct literal cells[] = { T(label),  N(12),         N(0), N(60),
                                     T("Days"), T("2 others"), N(8), N(2),
                                     N(100),    T("Days") };
    struct grid g = GRID_INIT;
    struct chart chart = { .kind = "pareto",
                           .path = path,
                           .id = "days",
                           .grid = &g,
                           .words = { label, "Days lost", "Source: test." },
                           .alt = label };
    int ret;

    make_grid(&g, pareto_names, 5, cells, 2);
    ret = charts_draw(&chart, 1, ".", err);
    grid_release(&g);
    return ret;
}

/* Each of these ran, cut a field or broke the file in some way once. */
static void names_of_schools_are_never_run(void **state)
{
    static const char *const hostile[] = {
        "`touch ran`",
        "$(touch ran)",
        "'; system('touch ran'); '",
        "\"; system(\"touch ran\"); \"",
        "< touch ran",
        "@touch",
        "#1 Academy",
        "St \"Mary\"",
        "a_b^c{d}",
        "]]> <script>alert(1)</script>",
        "tab\there",
        "line\nsystem('touch ran')",
        "\\n\\t\\\\",
        "Ysgol y Bont \xC5\xB5\xC3\xA2n",
        "-",
        "NaN",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++) {
        struct err err = ERR_INIT;
        char *svg;
        size_t len;

        assert_ok(draw_pareto_of(hostile[i], "hostile", &err), &err);
        assert_int_not_equal(access("ran", F_OK), 0);
        assert_int_not_equal(access("plot/ran", F_OK), 0);
        assert_ok(file_read("hostile.svg", &svg, &len, &err), &err);
        assert_ok(readback_check_xml("hostile.svg", svg, len, &err), &err);
        assert_null(strstr(svg, "<script"));
        free(svg);
    }
}

static void an_svg_can_be_heard_and_stand_in_a_page(void **state)
{
    struct err err = ERR_INIT;
    char *svg;
    size_t len;

    (void)state;
    assert_ok(draw_pareto_of("Ash & Elm", "page", &err), &err);
    assert_ok(file_read("page.svg", &svg, &len, &err), &err);
    assert_memory_equal(svg, "<svg", 4);
    assert_non_null(strstr(svg, "role=\"img\""));
    assert_non_null(strstr(svg, "<title id=\"days-title\">Ash &amp; Elm"));
    assert_non_null(strstr(svg, "<desc id=\"days-desc\">Ash &amp; Elm"));
    assert_null(strstr(svg, "id='gp"));
    assert_null(strstr(svg, "id=\"gp"));
    assert_null(strstr(svg, "href='#gp"));
    assert_null(strstr(svg, "GNUPLOT"));
    assert_null(strstr(svg, " style="));
    free(svg);
}

static void the_same_chart_has_the_same_bytes(void **state)
{
    static const char *const ends[] = { ".svg", ".png" };
    struct err err = ERR_INIT;

    (void)state;
    assert_ok(draw_pareto_of("Ash", "one", &err), &err);
    assert_ok(draw_pareto_of("Ash", "two", &err), &err);
    for (size_t i = 0; i < 2; i++) {
        char name[16];
        char *first, *second;
        size_t first_len, second_len;

        snprintf(name, sizeof(name), "one%s", ends[i]);
        assert_ok(file_read(name, &first, &first_len, &err), &err);
        snprintf(name, sizeof(name), "two%s", ends[i]);
        assert_ok(file_read(name, &second, &second_len, &err), &err);
        assert_int_equal(first_len, second_len);
        assert_memory_equal(first, second, first_len);
        free(first);
        free(second);
    }
}

static void a_withheld_place_is_said_and_not_drawn(void **state)
{
    static const char *const names[] = {
        "label", "value",      "lower",           "upper", "comparator_value",
        "gap",   "value_name", "comparator_name", "unit"
    };
    static const struct literal cells[] = {
        T("Ashmere"), N(40),      N(31),    N(52),        N(20),      N(20),
        T("Ours"),    T("Peers"), T("%"),   T("Fenwick"), T("[c]"),   T("[c]"),
        T("[c]"),     T("[c]"),   T("[c]"), T("Ours"),    T("Peers"), T("%"),
        T("Wolds"),   T("[u]"),   T("[u]"), T("[u]"),     N(12.3),    T("[u]"),
        T("Ours"),    T("Peers"), T("%"),
    };
    struct sketch_words words = { "T", "S", "S" };
    struct err err = ERR_INIT;
    struct grid g = GRID_INIT;
    struct sketch s;
    struct str text = STR_INIT;

    (void)state;
    make_grid(&g, names, 9, cells, 3);
    sketch_init(&s);
    assert_ok(draw_dumbbell(&s, &g, &words, &err), &err);
    /* One row is drawn. */
    assert_string_equal(s.data[0].text, "0\t20\t40\t31\t52\n");
    sketch_write_words(&s, &text);
    assert_non_null(strstr(text.text, "[c] withheld"));
    assert_non_null(strstr(text.text, "[u] too few"));
    assert_null(strstr(text.text, "12.3"));
    str_release(&text);
    sketch_release(&s);
    grid_release(&g);
}

static const char *const gap_names[] = {
    "label",    "value",     "lower",     "upper",      "comparator_value",
    "gap",      "gap_lower", "gap_upper", "value_name", "comparator_name",
    "gap_name", "unit"
};

/* A line is never drawn across a term that has no figure. */
static void a_line_breaks_where_a_figure_is_missing(void **state)
{
    static const struct literal cells[] = {
        T("Aut"), N(30),    N(28),     N(33),      N(20),    N(10),
        N(7),     N(13),    T("Ours"), T("Peers"), T("Gap"), T("%"),
        T("Spr"), T("[x]"), T("[x]"),  T("[x]"),   T("[x]"), T("[x]"),
        T("[x]"), T("[x]"), T("Ours"), T("Peers"), T("Gap"), T("%"),
        T("Sum"), N(31),    N(29),     N(34),      N(20),    N(11),
        N(8),     N(14),    T("Ours"), T("Peers"), T("Gap"), T("%"),
    };
    struct sketch_words words = { "T", "S", "S" };
    struct err err = ERR_INIT;
    struct grid g = GRID_INIT;
    struct sketch s;

    (void)state;
    make_grid(&g, gap_names, 12, cells, 3);
    sketch_init(&s);
    assert_ok(draw_gap(&s, &g, &words, &err), &err);
    assert_string_equal(s.data[0].text, "1\t30\t28\t33\t20\t10\t7\t13\n\n"
                                        "3\t31\t29\t34\t20\t11\t8\t14\n");
    assert_string_equal(s.data[1].text, "1.55\t2.45\n");
    sketch_release(&s);
    grid_release(&g);
}

static void every_kind_is_drawn(void **state)
{
    static const char *const xmr_names[] = {
        "start_date", "gap", "mean", "lower", "upper", "is_baseline", "mark"
    };
    static const struct literal xmr_cells[] = {
        T("2025-09-01"), N(-3), N(-3), N(-4), N(-2), N(1), T(" "),
        T("2025-09-08"), N(-5), N(-3), N(-4), N(-2), N(0), T("A"),
    };
    static const struct literal bare_cells[] = {
        T("2025-09-01"), N(-3), T("[z]"), T("[z]"), T("[z]"), N(0), T(" "),
        T("2025-09-08"), N(-5), T("[z]"), T("[z]"), T("[z]"), N(0), T(" "),
    };
    static const char *const funnel_names[] = {
        "name",  "denominator", "value", "expected", "flag",
        "scale", "model",       "unit",  "size_name"
    };
    static const struct literal funnel_cells[] = {
        T("Ash"),     N(40),           N(10),         N(12),
        T("within"),  N(100),          T("poisson"),  T(""),
        T("Size"),    T("Elm"),        N(90),         N(40),
        N(12),        T("above_99_8"), N(100),        T("poisson"),
        T(""),        T("Size"),       T("Oak"),      T("[c]"),
        T("[c]"),     T("[c]"),        T("withheld"), N(100),
        T("poisson"), T(""),           T("Size"),
    };
    static const struct literal gap_cells[] = {
        T("Aut"), N(30),    N(28),     N(33),      N(20),    N(10),
        N(7),     N(13),    T("Ours"), T("Peers"), T("Gap"), T("%"),
        T("Spr"), T("[c]"), T("[c]"),  T("[c]"),   T("[c]"), T("[c]"),
        T("[c]"), T("[c]"), T("Ours"), T("Peers"), T("Gap"), T("%"),
    };
    struct sketch_words words = { "Title", "Subtitle", "Source." };
    struct err err = ERR_INIT;
    struct grid grids[4] = { GRID_INIT, GRID_INIT, GRID_INIT, GRID_INIT };
    struct chart charts[4] = {
        { "xmr", "k1", "k1", &grids[0], words, "Alt." },
        { "xmr", "k2", "k2", &grids[1], words, "Alt." },
        { "funnel", "k3", "k3", &grids[2], words, "Alt." },
        { "gap", "k4", "k4", &grids[3], words, "Alt." },
    };

    (void)state;
    make_grid(&grids[0], xmr_names, 7, xmr_cells, 2);
    make_grid(&grids[1], xmr_names, 7, bare_cells, 2);
    make_grid(&grids[2], funnel_names, 9, funnel_cells, 3);
    make_grid(&grids[3], gap_names, 12, gap_cells, 2);
    assert_ok(charts_draw(charts, 4, ".", &err), &err);
    for (size_t i = 0; i < 4; i++)
        grid_release(&grids[i]);
}

static void an_error_names_its_chart(void **state)
{
    struct err err = ERR_INIT;
    struct grid g = GRID_INIT;
    struct chart charts[2] = {
        { "pareto", "fine", "fine", &g, { "T", "S", "S" }, "A" },
        { "nonsense", "bad", "the-bad-one", &g, { "T", "S", "S" }, "A" },
    };
    static const struct literal cells[] = { T("Ash"), N(1), N(0), N(100),
                                            T("Days") };

    (void)state;
    make_grid(&g, pareto_names, 5, cells, 1);
    assert_int_equal(charts_draw(charts, 2, ".", &err), -1);
    assert_non_null(strstr(err.msg, "chart 'the-bad-one'"));
    grid_release(&g);
}

/* The good one before it is not blamed, and nothing of either is left. */
static void a_gnuplot_that_fails_is_an_error(void **state)
{
    static const struct literal good[] = { T("Ash"), N(1), N(0), N(100),
                                           T("Days") };
    static const struct literal bad[] = { T("Ash"), T("[x]"), N(0), N(100),
                                          T("Days") };
    struct err err = ERR_INIT;
    struct grid grids[2] = { GRID_INIT, GRID_INIT };
    struct chart charts[2] = {
        { "pareto", "f1", "first", &grids[0], { "T", "S", "S" }, "A" },
        { "pareto", "f2", "second", &grids[1], { "T", "S", "S" }, "A" },
    };

    (void)state;
    make_grid(&grids[0], pareto_names, 5, good, 1);
    make_grid(&grids[1], pareto_names, 5, bad, 1);
    assert_int_equal(charts_draw(charts, 2, ".", &err), -1);
    assert_true(err.code == ERR_OS || err.code == ERR_CANTCREAT);
    assert_non_null(strstr(err.msg, "chart 'second'"));
    assert_int_not_equal(access("f1.svg", F_OK), 0);
    assert_int_not_equal(access("f2.svg", F_OK), 0);
    grid_release(&grids[0]);
    grid_release(&grids[1]);
}

static void a_folder_that_is_missing_is_said_so(void **state)
{
    struct err err = ERR_INIT;

    (void)state;
    assert_int_equal(draw_pareto_of("Ash", "no/such/folder/chart", &err), -1);
    assert_int_equal(err.code, ERR_CANTCREAT);
    assert_non_null(strstr(err.msg, "no/such/folder/chart"));
}

static void a_cut_svg_is_refused(void **state)
{
    static const char whole[] =
        "<?xml version=\"1.0\"?><svg a=\"b\"><title>Gnuplot</title>"
        "<desc>x</desc><g id='gpPt0'></g></svg>";
    struct err err = ERR_INIT;

    (void)state;
    for (size_t len = 0; len < strlen(whole); len++) {
        struct str out = STR_INIT;
        char *cut = mem_dup_n(whole, len);

        assert_int_equal(svg_finish(&out, cut, len, "p", "T", "D", &err), -1);
        free(cut);
        str_release(&out);
    }
}

/* What gnuplot wrote, with `count` bytes from `at` on missing. */
static char *without(const char *text, size_t len, size_t at, size_t count)
{
    char *less = mem_alloc(len);

    memcpy(less, text, at);
    memcpy(less + at, text + at + count, len - at - count);
    less[len - count] = '\0';
    return less;
}

/* Also where the XML that is left nests. */
static void an_svg_with_a_piece_missing_is_refused(void **state)
{
    struct err err = ERR_INIT;
    char *svg, *again;
    size_t len, again_len;

    (void)state;
    assert_ok(draw_pareto_of("Ash", "piece", &err), &err);
    assert_ok(file_read("plot/c0.svg", &svg, &len, &err), &err);
    assert_ok(file_read("plot/c0.again", &again, &again_len, &err), &err);
    assert_ok(svg_compare(svg, len, again, again_len, "p", &err), &err);
    for (struct prop p = prop_begin(300); prop_next(&p);) {
        size_t most = len - (size_t)(strstr(svg, "</desc>") + 8 - svg);
        size_t count = 1 + prop_below(&p, most / 2);
        size_t at = len - count - prop_below(&p, most - count);
        char *one = without(svg, len, at, count);
        char *two = without(again, again_len, at, count);

        prop_assert(&p,
                    svg_compare(one, len - count, again, again_len, "p", &err)
                        == -1);
        prop_assert(&p, svg_compare(svg, len, two, again_len - count, "p", &err)
                            == -1);
        /* At the same place of both. */
        prop_assert(
            &p, svg_compare(one, len - count, two, again_len - count, "p", &err)
                    == -1);
        free(one);
        free(two);
    }
    assert_int_equal(err.code, ERR_CANTCREAT);
    free(svg);
    free(again);
}

static void a_png_with_a_piece_missing_or_changed_is_refused(void **state)
{
    struct err err = ERR_INIT;
    char *png;
    size_t len;

    (void)state;
    assert_ok(draw_pareto_of("Ash", "piece", &err), &err);
    assert_ok(file_read("piece.png", &png, &len, &err), &err);
    assert_ok(png_check("p", png, len, &err), &err);
    assert_int_equal(png_check("p", png, len - 1, &err), -1);
    assert_int_equal(png_check("p", "", 0, &err), -1);
    for (struct prop p = prop_begin(300); prop_next(&p);) {
        size_t count = 1 + prop_below(&p, len);
        size_t at = prop_below(&p, len - count + 1);
        char *less = without(png, len, at, count);
        char bit = (char)(1 << prop_below(&p, 8));

        prop_assert(&p, png_check("p", less, len - count, &err) == -1);
        free(less);
        png[at] = (char)(png[at] ^ bit);
        prop_assert(&p, png_check("p", png, len, &err) == -1);
        png[at] = (char)(png[at] ^ bit);
    }
    assert_ok(png_check("p", png, len, &err), &err);
    free(png);
}

/* A whole chunk left out has no wrong CRC, but too few lines. */
static void a_png_without_one_of_its_chunks_is_refused(void **state)
{
    struct err err = ERR_INIT;
    char *png;
    size_t len, seen = 0;

    (void)state;
    assert_ok(draw_pareto_of("Ash", "piece", &err), &err);
    assert_ok(file_read("piece.png", &png, &len, &err), &err);
    for (size_t at = 8; at < len; seen++) {
        const unsigned char *chunk = (const unsigned char *)png + at;
        size_t count = 12
                       + ((size_t)chunk[0] << 24 | (size_t)chunk[1] << 16
                          | (size_t)chunk[2] << 8 | chunk[3]);
        char *less = without(png, len, at, count);
        bool is_needed = !memcmp(chunk + 4, "IHDR", 4)
                         || !memcmp(chunk + 4, "IDAT", 4)
                         || !memcmp(chunk + 4, "IEND", 4);

        assert_int_equal(png_check("p", less, len - count, &err),
                         is_needed ? -1 : 0);
        free(less);
        at += count;
    }
    assert_true(seen >= 3);
    free(png);
}

/* Neither the home nor the caches of whoever runs this. */
static void fonts_are_kept_beside_the_charts(void **state)
{
    struct err err = ERR_INIT;
    struct path_names names;

    (void)state;
    assert_ok(folder_remove("plot", &err), &err);
    assert_ok(draw_pareto_of("Ash", "fonts", &err), &err);
    assert_ok(path_list("plot/fonts", &names, &err), &err);
    assert_true(names.count > 0);
    path_names_release(&names);
}

static void labels_keep_apart(void **state)
{
    struct box inside = { 0, 1000, 0, 400 };
    struct sketch s;
    double places[3] = { 100, 102, 104 };

    (void)state;
    sketch_init(&s);
    for (int i = 0; i < 4; i++)
        assert_true(sketch_label(&s, 500, 200, 12, &inside, TEXT_PLAIN,
                                 "School of some name"));
    for (size_t i = 0; i < s.taken_count; i++) {
        for (size_t j = 0; j < i; j++) {
            const struct box *a = &s.taken[i];
            const struct box *b = &s.taken[j];

            assert_false(a->left < b->right - 0.01 && a->right > b->left + 0.01
                         && a->top < b->bottom - 2 && a->bottom > b->top + 2);
        }
    }
    sketch_release(&s);
    sketch_spread(places, 3, 20, 0, 400);
    assert_true(places[1] - places[0] >= 19.9);
    assert_true(places[2] - places[1] >= 19.9);
}

static void axes_can_be_read(void **state)
{
    static const double cases[][2] = {
        { 0, 58.6 }, { -4.4, -2.1 }, { 0, 0 }, { 0, 0.4 }, { 0, 139 }
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        double from, to, step, digit;

        panel_fit(cases[i][0], cases[i][1], 5, &from, &to, &step);
        assert_true(from <= cases[i][0] && to >= cases[i][1] && to > from);
        digit = step / pow(10, floor(log10(step) + 1e-9));
        assert_true(fabs(digit - 1) < 1e-6 || fabs(digit - 2) < 1e-6
                    || fabs(digit - 5) < 1e-6);
        assert_true((to - from) / step < 7.5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_schools_are_never_run),
        cmocka_unit_test(an_svg_can_be_heard_and_stand_in_a_page),
        cmocka_unit_test(the_same_chart_has_the_same_bytes),
        cmocka_unit_test(a_withheld_place_is_said_and_not_drawn),
        cmocka_unit_test(a_line_breaks_where_a_figure_is_missing),
        cmocka_unit_test(every_kind_is_drawn),
        cmocka_unit_test(an_error_names_its_chart),
        cmocka_unit_test(a_gnuplot_that_fails_is_an_error),
        cmocka_unit_test(a_folder_that_is_missing_is_said_so),
        cmocka_unit_test(a_cut_svg_is_refused),
        cmocka_unit_test(an_svg_with_a_piece_missing_is_refused),
        cmocka_unit_test(a_png_with_a_piece_missing_or_changed_is_refused),
        cmocka_unit_test(a_png_without_one_of_its_chunks_is_refused),
        cmocka_unit_test(fonts_are_kept_beside_the_charts),
        cmocka_unit_test(labels_keep_apart),
        cmocka_unit_test(axes_can_be_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
