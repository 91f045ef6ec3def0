#define _XOPEN_SOURCE 700 /* realpath */
#include "report/chart/chart.h"

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
#include "tests/gridtext.h"
#include "tests/testing.h"

#define PARETO "label|value|kind|cumulative|value_name\n"

static int draw(const struct chart *charts, size_t count, struct err *err)
{
    struct charts *drawing;

    return charts_begin(&drawing, charts, count, ".", err)
                   || charts_end(drawing, err)
               ? -1
               : 0;
}

static int draw_pareto_of(const char *label, const char *path, struct err *err)
{
    struct grid g = GRID_INIT;
    struct chart chart = { .kind = "pareto",
                           .path = path,
                           .id = "days",
                           .grid = &g,
                           .words = { label, "Days lost", "Source: test." },
                           .alt = label };
    int ret;

    gridtext(&g, PARETO "Ash|12|0|60|Days\n2 others|8|2|100|Days");
    grid_set_text(&g, 0, 0, label);
    ret = draw(&chart, 1, err);
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

/* Those of one picture and those of many come from one process. */
static void every_kind_is_drawn(void **state)
{
    static const struct {
        const char *kind;
        const char *rows;
    } cases[] = {
        { "bars", "label|value|comparator_value|value_name|comparator_name|unit"
                  "\nIll|6.1|3.2|Ours|Peers|%\nOther|0|0.4|Ours|Peers|%" },
        { "calendar", "date|value|unit\n2025-09-01|12|%\n2025-09-02|[c]|%\n"
                      "2026-06-01|17|%" },
        { "dumbbell", "label|value|lower|upper|comparator_value|gap|value_name|"
                      "comparator_name|unit\nAsh|40|31|52|20|20|Ours|Peers|%" },
        { "funnel", "name|denominator|value|expected|flag|scale|model|unit|"
                    "size_name\nAsh|40|10|12|within|100|poisson||Size\n"
                    "Elm|90|40|12|above_99_8|100|poisson||Size\n"
                    "Oak|[c]|[c]|[c]|withheld|100|poisson||Size" },
        { "gap", "label|is_so_far|is_named|value|lower|upper|comparator_value|"
                 "gap|gap_lower|gap_upper|value_name|comparator_name|gap_name|"
                 "unit\nAut|0|1|30|28|33|20|10|7|13|Ours|Peers|Gap|%\n"
                 "Spr|1|0|31|28|34|20|11|8|14|Ours|Peers|Gap|%" },
        { "multiples", "place|label|value|lower|upper|whole|unit\n"
                       "Ash|24/25|40|30|50|41|%\nAsh|25/26|42|32|52|41|%" },
        { "pareto", "label|value|kind|cumulative|value_name\n"
                    "Ash|12|0|60|Days\n2 others|8|2|100|Days" },
        { "running", "week|label|value|before|value_name|before_name\n"
                     "1|Sep|[c]|7|Now|Then\n2||12|15|Now|Then" },
        { "strips", "name|value|lower|upper|expected|flag|counts|unit|"
                    "counts_name\nAsh|12|4|26|14|within|6 of 50||Children" },
        { "xmr",
          "start_date|gap|before_gap|mean|lower|upper|mark\n"
          "2025-09-01|-3|-3.1|-3|-4|-2| \n2025-09-08|-5|[x]|-3|-4|-2|A" },
    };
    enum { COUNT = sizeof(cases) / sizeof(cases[0]) };
    struct err err = ERR_INIT;
    struct grid grids[COUNT];
    struct chart charts[COUNT];

    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        assert_true(chart_kind_is_known(cases[i].kind));
        gridtext(&grids[i], cases[i].rows);
        charts[i] = (struct chart){ .kind = cases[i].kind,
                                    .path = cases[i].kind,
                                    .id = cases[i].kind,
                                    .grid = &grids[i],
                                    .words = { "Title", "Sub", "Source." },
                                    .alt = "Alt." };
    }
    assert_ok(draw(charts, COUNT, &err), &err);
    for (size_t i = 0; i < COUNT; i++) {
        struct str name = STR_INIT;

        str_addf(&name, "%s.svg", cases[i].kind);
        assert_int_equal(access(name.text, R_OK), 0);
        str_release(&name);
        grid_release(&grids[i]);
    }
}

static void an_error_names_its_chart(void **state)
{
    struct err err = ERR_INIT;
    struct grid g = GRID_INIT;
    struct chart charts[2] = {
        { "pareto", "fine", "fine", &g, { "T", "S", "S" }, "A" },
        { "nonsense", "bad", "the-bad-one", &g, { "T", "S", "S" }, "A" },
    };

    (void)state;
    gridtext(&g, PARETO "Ash|1|0|100|Days");
    assert_int_equal(draw(charts, 2, &err), -1);
    assert_non_null(strstr(err.msg, "chart 'the-bad-one'"));
    grid_release(&g);
}

/* The good one before it is not blamed, and nothing of either is left. */
static void a_gnuplot_that_fails_is_an_error(void **state)
{
    struct err err = ERR_INIT;
    struct grid grids[2] = { GRID_INIT, GRID_INIT };
    struct chart charts[2] = {
        { "pareto", "f1", "first", &grids[0], { "T", "S", "S" }, "A" },
        { "pareto", "f2", "second", &grids[1], { "T", "S", "S" }, "A" },
    };

    (void)state;
    gridtext(&grids[0], PARETO "Ash|1|0|100|Days");
    gridtext(&grids[1], PARETO "Ash|[x]|0|100|Days");
    assert_int_equal(draw(charts, 2, &err), -1);
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

static size_t count_in(const char *folder)
{
    struct err err = ERR_INIT;
    struct path_names names;
    size_t count;

    if (access(folder, F_OK))
        return 0;
    assert_ok(path_list(folder, &names, &err), &err);
    count = names.count;
    path_names_release(&names);
    return count;
}

/* Neither the home nor the caches of whoever runs this, be they there or not,
   and be it root who would mend them for all. */
static void fonts_are_kept_beside_the_charts(void **state)
{
    static const char *const homes[] = { "home", "no/home" };
    static const char system_cache[] = "/var/cache/fontconfig";
    const size_t cached = count_in(system_cache);
    char *here = realpath(".", NULL);
    struct err err = ERR_INIT;

    (void)state;
    assert_non_null(here);
    assert_ok(folder_make("home", &err), &err);
    for (size_t i = 0; i < sizeof(homes) / sizeof(homes[0]); i++) {
        struct str home = STR_INIT;

        str_addf(&home, "%s/%s", here, homes[i]);
        assert_ok(folder_remove("plot", &err), &err);
        assert_int_equal(setenv("HOME", home.text, 1), 0);
        assert_int_equal(setenv("XDG_CACHE_HOME", home.text, 1), 0);
        assert_ok(draw_pareto_of("Ash", "fonts", &err), &err);
        assert_true(count_in("plot/fonts") > 0);
        assert_int_equal(count_in("home"), 0);
        assert_int_not_equal(access("no", F_OK), 0);
        assert_int_equal(count_in(system_cache), cached);
        str_release(&home);
    }
    free(here);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_schools_are_never_run),
        cmocka_unit_test(an_svg_can_be_heard_and_stand_in_a_page),
        cmocka_unit_test(the_same_chart_has_the_same_bytes),
        cmocka_unit_test(every_kind_is_drawn),
        cmocka_unit_test(an_error_names_its_chart),
        cmocka_unit_test(a_gnuplot_that_fails_is_an_error),
        cmocka_unit_test(a_folder_that_is_missing_is_said_so),
        cmocka_unit_test(a_cut_svg_is_refused),
        cmocka_unit_test(an_svg_with_a_piece_missing_is_refused),
        cmocka_unit_test(a_png_with_a_piece_missing_or_changed_is_refused),
        cmocka_unit_test(a_png_without_one_of_its_chunks_is_refused),
        cmocka_unit_test(fonts_are_kept_beside_the_charts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
