#include "report/words/sketch.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <Rmath.h>

#include "core/err.h"
#include "report/chart/limits.h"
#include "report/words/grid.h"
#include "report/words/panel.h"
#include "tests/gridtext.h"
#include "tests/testing.h"

typedef int draw_fn(struct sketch *s, const struct grid *g,
                    const struct sketch_words *words, struct err *err);

static const struct sketch_words titles = { "T", "S", "Source." };

static void draw(struct sketch *s, draw_fn *kind, const char *rows)
{
    struct err err = ERR_INIT;
    struct grid g;

    gridtext(&g, rows);
    sketch_init(s);
    assert_ok(kind(s, &g, &titles, &err), &err);
    grid_release(&g);
}

/* Points of an ink, and the pieces that they make. */
static size_t points(const struct sketch *s, enum ink ink, size_t *pieces)
{
    const char *at = s->shapes[ink].len ? s->shapes[ink].text : "";
    size_t found = 0, breaks = 0;

    for (; *at; at += strcspn(at, "\n") + 1)
        if (*at == '\n')
            breaks++;
        else
            found++;
    if (pieces)
        *pieces = found ? breaks + 1 : 0;
    return found;
}

static bool says(const struct sketch *s, const char *text)
{
    bool found = false;

    for (size_t i = 0; i < s->word_count; i++)
        found |= strstr(s->words[i].text, text) != NULL;
    return found;
}

static const struct word *find_word(const struct sketch *s, const char *text)
{
    for (size_t i = 0; i < s->word_count; i++)
        if (!strcmp(s->words[i].text, text))
            return &s->words[i];
    fail_msg("'%s' is not said", text);
    return NULL;
}

/* Does a line of an ink go through a text? */
static bool crosses(const struct sketch *s, enum ink ink, const char *text)
{
    const struct word *word = find_word(s, text);
    double width = sketch_width(word->style, text);
    double left = word->x
                  - (word->side == SIDE_RIGHT    ? width
                     : word->side == SIDE_CENTRE ? width / 2
                                                 : 0);
    const char *at = s->shapes[ink].len ? s->shapes[ink].text : "";
    double from[2] = { NAN, NAN };
    bool found = false;

    for (; *at; at += strcspn(at, "\n") + 1) {
        double to[2] = { NAN, NAN };
        char *end = NULL;

        if (*at != '\n') {
            to[0] = strtod(at, &end);
            to[1] = strtod(end, NULL);
        }
        for (int i = 0; i <= 40; i++) {
            double x = from[0] + (to[0] - from[0]) * i / 40;
            double y = from[1] + (to[1] - from[1]) * i / 40;

            found |= x > left && x < left + width && fabs(y - word->y) < 9;
        }
        from[0] = to[0];
        from[1] = to[1];
    }
    return found;
}

/* Seven points where the picture is 100 mm wide. */
static void every_text_can_be_read_at_100_mm(void **state)
{
    (void)state;
    for (int style = 0; style < TEXT_STYLES; style++) {
        double points_high = sketch_size((enum text_style)style) / SKETCH_WIDTH
                             * 100 / 25.4 * 72;

        assert_true(points_high >= 7);
    }
}

#define DUMBBELL                                                               \
    "label|value|lower|upper|comparator_value|gap|value_name|comparator_name|" \
    "unit\n"

static void a_withheld_place_is_said_once_and_not_drawn(void **state)
{
    struct sketch s;
    size_t pieces;

    (void)state;
    draw(&s, draw_dumbbell,
         DUMBBELL "Ashmere|40|31|52|20|20|Ours|Peers|%\n"
                  "Fenwick|[c]|[c]|[c]|12.3|[c]|Ours|Peers|%\n"
                  "Hartlow|[c]|[c]|[c]|[c]|[c]|Ours|Peers|%\n"
                  "Inglemoor|37.7|20|55|[c]|[c]|Ours|Peers|%\n"
                  "Wolds|[u]|[u]|[u]|14.5|[u]|Ours|Peers|%");
    /* Its interval is an area: a bar has corners, and no end with a spike. */
    assert_int_equal(points(&s, INK_RANGE, &pieces), 4);
    assert_int_equal(pieces, 1);
    assert_true(says(
        &s, "Not shown, so that no small number can be worked out: Fenwick, "
            "Hartlow, Inglemoor."));
    assert_true(says(&s, "Too few children for a rate: Wolds."));
    assert_false(says(&s, "12.3"));
    assert_false(says(&s, "14.5"));
    sketch_release(&s);
}

#define GAP                                                                    \
    "label|is_so_far|is_named|value|lower|upper|comparator_value|gap|"         \
    "gap_lower|gap_upper|value_name|comparator_name|gap_name|unit\n"
#define GROUPS "|Ours|Peers|Gap, points|%"
#define NO_TERM "[x]|[x]|[x]|[x]|[x]|[x]|[x]" GROUPS

/* A line is never drawn across a term that has no figure. */
static void a_line_breaks_where_a_figure_is_missing(void **state)
{
    struct sketch s;
    size_t pieces;

    (void)state;
    draw(&s, draw_gap,
         GAP "Aut|0|0|30|28|33|20|10|7|13" GROUPS "\nSpr|0|0|" NO_TERM
             "\nSum|0|1|31|29|34|20|11|8|14" GROUPS);
    assert_int_equal(points(&s, INK_CONTEXT, &pieces), 2);
    assert_int_equal(pieces, 2);
    assert_int_equal(points(&s, INK_DOT_OURS, NULL), 4);
    /* Intervals that stand alone are no areas. */
    assert_int_equal(points(&s, INK_INTERVAL, NULL), 0);
    assert_int_equal(points(&s, INK_WHISKER, NULL), 8);
    assert_int_equal(points(&s, INK_HOLE, &pieces), 8);
    assert_int_equal(pieces, 2);
    assert_true(says(&s, "[x]"));
    sketch_release(&s);
}

static void a_term_that_is_not_over_is_hollow_and_tied_to_nothing(void **state)
{
    struct sketch s;
    size_t pieces;

    (void)state;
    draw(&s, draw_gap,
         GAP "Aut|0|0|30|28|33|20|10|7|13" GROUPS
             "\nSpr|0|1|41.4|38|44|19.6|21.8|18|25" GROUPS
             "\nSum|1|0|35.5|30|40|20.2|15.3|9|21" GROUPS);
    assert_int_equal(points(&s, INK_DOT_HOLLOW, NULL), 2);
    assert_int_equal(points(&s, INK_DOT_INSIDE, NULL), 2);
    /* Two lines of two points, levels and gap. */
    assert_int_equal(points(&s, INK_OURS, &pieces), 4);
    assert_int_equal(pieces, 2);
    assert_int_equal(points(&s, INK_INTERVAL, &pieces), 8);
    assert_int_equal(pieces, 2);
    assert_true(says(&s, "so far"));
    /* Numbers of the period of the title, and of the one so far. */
    assert_true(says(&s, "41.4%") && says(&s, "+21.8"));
    assert_true(says(&s, "35.5%") && says(&s, "+15.3"));
    assert_false(says(&s, "30.0%") || says(&s, "+10.0"));
    sketch_release(&s);
}

/* The first term of a county: there is no line yet, and all is said. */
static void one_term_is_points_with_their_names(void **state)
{
    struct sketch s;

    (void)state;
    draw(&s, draw_gap, GAP "Aut|0|1|30.4|28|33|20.6|9.8|7|13" GROUPS);
    assert_int_equal(points(&s, INK_DOT_OURS, NULL), 2);
    assert_int_equal(points(&s, INK_DOT_CONTEXT, NULL), 1);
    assert_true(says(&s, "Ours") && says(&s, "Peers"));
    assert_true(says(&s, "30.4%") && says(&s, "20.6%") && says(&s, "+9.8"));
    sketch_release(&s);
}

#define XMR "start_date|gap|before_gap|mean|lower|upper|mark\n"

static void a_holiday_breaks_the_line(void **state)
{
    struct sketch s;
    size_t pieces;

    (void)state;
    draw(&s, draw_xmr,
         XMR "2025-10-13|-9.5|-9|-11|-14|-8| \n2025-10-20|-13|[x]|-11|-14|-8| "
             "\n2025-11-03|-9.6|-10|-11|-14|-8|S\n"
             "2025-11-10|-15.8|-12|-11|-14|-8|A");
    points(&s, INK_OURS, &pieces);
    assert_int_equal(pieces, 2);
    /* A week of last year alone is a dash. */
    assert_int_equal(points(&s, INK_BEFORE, &pieces), 4);
    assert_int_equal(pieces, 2);
    assert_int_equal(points(&s, INK_DOT_OURS, NULL), 2);
    assert_int_equal(points(&s, INK_DOT_RUN, NULL), 1);
    assert_int_equal(points(&s, INK_DOT_FAR, NULL), 1);
    assert_int_equal(points(&s, INK_LIMIT, &pieces), 4);
    assert_true(says(&s, "Oct") && says(&s, "Nov"));
    assert_true(says(&s, "The axis does not go to zero."));
    sketch_release(&s);
}

/* Where 0 is in sight nothing is said of it; a name is on no line. */
static void weeks_have_room_for_last_years_name(void **state)
{
    struct sketch s;

    (void)state;
    draw(&s, draw_xmr,
         XMR "2025-12-08|-11.2|-7.7|-8.3|-15.1|-1.6| \n"
             "2025-12-15|-14.3|-13|-8.3|-15.1|-1.6| \n"
             "2026-01-05|-7|-6.7|-8.3|-15.1|-1.6| \n"
             "2026-01-12|-13.2|-11.7|-8.3|-15.1|-1.6| \n"
             "2026-01-19|-10|-10|-8.3|-15.1|-1.6| \n"
             "2026-01-26|-15.1|-8.8|-8.3|-15.1|-1.6| ");
    assert_false(says(&s, "does not go to zero"));
    assert_false(crosses(&s, INK_OURS, "last year"));
    assert_false(crosses(&s, INK_BEFORE, "last year"));
    sketch_release(&s);
}

static void a_number_is_on_no_line(void **state)
{
    struct sketch s;

    (void)state;
    draw(&s, draw_strips,
         "name|value|lower|upper|expected|flag|counts|unit|counts_name\n"
         "Ash|64.8|51.5|76.2|46.9|within|35 of 54|%|Children\n"
         "Elm|23.8|13.5|38.5|46.9|within|10 of 42|%|Children\n"
         "Oak|46.8|33.3|60.8|46.9|within|22 of 47|%|Children");
    assert_false(crosses(&s, INK_CENTRE, "23.8%"));
    assert_false(crosses(&s, INK_CENTRE, "64.8%"));
    sketch_release(&s);
}

/* Members of a committee know no symbols; where a word has no room there is
   one. */
static void what_is_withheld_is_called_so_where_there_is_room(void **state)
{
    static const char hidden[] = "|0|0|[c]|[c]|[c]|17.3|[c]|[c]|[c]" GROUPS;
    struct str rows = STR_INIT;
    struct sketch s;

    (void)state;
    str_add(&rows,
            GAP "2023/24|0|1|38.8|30|48|19.1|19.7|11|29" GROUPS "\n2024/25");
    str_add(&rows, hidden);
    draw(&s, draw_gap, rows.text);
    assert_true(says(&s, "withheld"));
    assert_false(says(&s, "[c]"));
    sketch_release(&s);
    for (int i = 0; i < 10; i++) {
        str_addf(&rows, "\nSpr %d", i);
        str_add(&rows, hidden);
    }
    draw(&s, draw_gap, rows.text);
    assert_false(says(&s, "withheld"));
    assert_true(says(&s, "[c]"));
    sketch_release(&s);
    str_release(&rows);
}

static void a_week_without_limits_has_a_line_only(void **state)
{
    struct sketch s;

    (void)state;
    draw(&s, draw_xmr, XMR "2025-10-13|-9.5|[x]|[z]|[z]|[z]| ");
    assert_int_equal(points(&s, INK_BAND, NULL), 0);
    assert_int_equal(points(&s, INK_LIMIT, NULL), 0);
    assert_int_equal(points(&s, INK_DOT_OURS, NULL), 1);
    sketch_release(&s);
}

#define FUNNEL                                                                 \
    "name|denominator|value|expected|flag|scale|model|unit|size_name\n"

static void put_school(struct str *rows, int number, double value,
                       const char *flag)
{
    str_addf(rows, "%sSchool %d|%d|%g|12.3|%s|100|binomial|%%|Children",
             number ? "\n" : "", number, 20 + number, value, flag);
}

/* Widened limits are for many schools that differ by more than chance. */
static void limits_are_widened_where_schools_differ_much(void **state)
{
    static const struct {
        int schools;
        double low, high;
        bool is_widened;
    } cases[] = { { 15, 0, 40, true },
                  { 14, 0, 40, false },
                  { 20, 11, 14, false } };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct str rows = STR_INIT;
        struct sketch s;

        str_add(&rows, FUNNEL);
        for (int j = 0; j < cases[i].schools; j++)
            put_school(&rows, j, j % 2 ? cases[i].low : cases[i].high,
                       j == 2 ? "above_95" : "within");
        draw(&s, draw_funnel, rows.text);
        assert_int_equal(points(&s, INK_WIDENED, NULL) > 0,
                         cases[i].is_widened);
        assert_int_equal(points(&s, INK_DOT_ABOVE, NULL), 1);
        assert_true(says(&s, "School 2"));
        assert_false(says(&s, "School 3"));
        sketch_release(&s);
        str_release(&rows);
    }
}

/*
 * Where a school of a size lies of what is drawn says what details 43 says of
 * it: above, from the first count over the smallest that reaches the tail.
 */
static void smooth_limits_agree_with_whole_counts(void **state)
{
    static const double expected[] = { 0.03, 0.123, 0.2017, 0.5 };

    (void)state;
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
        for (int size = 1; size <= 120; size++)
            for (int model = 0; model < 2; model++) {
                double p = expected[i], n = size;
                double high = model ? qbinom(0.999, n, p, 1, 0)
                                    : qpois(0.999, n * p, 1, 0);
                double low = model ? qbinom(0.025, n, p, 1, 0)
                                   : qpois(0.025, n * p, 1, 0);
                double upper = n * limit_share(n, p, LIMIT_UPPER_99, model);
                double lower = n * limit_share(n, p, LIMIT_LOWER_95, model);

                assert_true(upper > high - 1e-6 && upper <= high + 1 + 1e-6);
                assert_true(lower > low - 1 - 1e-6 && lower <= low + 1e-6);
            }
}

/* A step tells the expected rate to more figures than are printed. */
static void limits_have_no_steps(void **state)
{
    double before = INFINITY;

    (void)state;
    for (int size = 10; size <= 400; size++) {
        double now = limit_share(size, 0.202, LIMIT_UPPER_95, true);

        assert_true(now < before);
        before = now;
    }
}

#define SCHOOLS 64

/* A number of a line, by its place from 0. */
static double field(const char *line, int place)
{
    while (place-- && line)
        line = strchr(line, ',') ? strchr(line, ',') + 1 : NULL;
    return line ? strtod(line, NULL) : 0;
}

static void the_reference_funnel_is_as_dispersed(void **state)
{
    const char *shared = testing_environment("VSCHOOL_SHARED");
    double counts[SCHOOLS] = { 0 }, sizes[SCHOOLS] = { 0 };
    double widened[SCHOOLS] = { 0 };
    double theta = 197.0 / 1198;
    char path[4096], line[1024];
    size_t count = 0;
    struct dispersion d;
    FILE *file;

    (void)state;
    if (!shared)
        skip();
    snprintf(path, sizeof(path), "%s/reference/vectors/funnel_binomial.csv",
             shared);
    file = fopen(path, "r");
    if (!file)
        skip();
    while (fgets(line, sizeof(line), file) && count < SCHOOLS) {
        sizes[count] = field(line, 2);
        counts[count] = field(line, 3);
        widened[count] = field(line, 12);
        count += sizes[count] > 0; /* the headings have none */
    }
    fclose(file);
    assert_int_equal(count, 28);
    d = dispersion_of(counts, sizes, count, theta);
    assert_near(d.phi, 1.8216622321017055, 1e-9);
    assert_near(d.tau2, 0.005252355156472051, 1e-12);
    for (size_t i = 0; i < count; i++)
        assert_near(limit_widened(sizes[i], theta, d.tau2), widened[i], 1e-7);
}

static void a_few_schools_have_no_dispersion(void **state)
{
    double counts[1] = { 4 }, sizes[1] = { 20 };
    struct dispersion d = dispersion_of(counts, sizes, 1, 0.1);

    (void)state;
    assert_near(d.phi, 0, 0);
    assert_near(d.tau2, 0, 0);
    d = dispersion_of(counts, sizes, 0, 0.1);
    assert_near(d.tau2, 0, 0);
}

static void a_place_without_its_last_period_has_no_number(void **state)
{
    struct sketch s;

    (void)state;
    draw(&s, draw_multiples,
         "place|label|value|lower|upper|whole|unit\n"
         "Ash|24/25|22.2|15|30|41|%\nAsh|25/26|[c]|[c]|[c]|44|%\n"
         "Elm|24/25|38.1|30|47|41|%\nElm|25/26|45.5|36|55|44|%\n"
         "Oak|24/25|[c]|[c]|[c]|41|%\nOak|25/26|[c]|[c]|[c]|44|%");
    assert_true(says(&s, "45.5"));
    assert_false(says(&s, "22.2") || says(&s, "38.1"));
    assert_true(
        says(&s, "Not shown, so that no small number can be worked out: Oak."));
    assert_int_equal(points(&s, INK_DOT_OURS, NULL), 3);
    sketch_release(&s);
}

static void a_running_total_ends_with_its_number(void **state)
{
    struct sketch s;

    (void)state;
    draw(&s, draw_running,
         "week|label|value|before|value_name|before_name\n"
         "1|Sep|[c]|7|Now|Then\n2||12|[c]|Now|Then\n3||1040|[c]|Now|Then\n"
         "4||[c]|884|Now|Then");
    /* From nothing on. */
    assert_int_equal(points(&s, INK_OURS, NULL), 3);
    assert_int_equal(points(&s, INK_BEFORE, NULL), 3);
    assert_true(says(&s, "1,040") && says(&s, "884"));
    sketch_release(&s);
}

/* One number has one shade, whatever it was before it was rounded. */
static void a_day_is_shaded_by_the_number_that_stands_in_it(void **state)
{
    struct sketch s;
    size_t pieces;

    (void)state;
    draw(&s, draw_calendar,
         "date|value|unit\n2025-09-01|11.5|%\n2025-09-02|12.4|%\n"
         "2025-09-03|[c]|%\n2025-09-05|21|%");
    points(&s, INK_BIN, &pieces);
    assert_int_equal(pieces, 3); /* two days, and the key */
    points(&s, INK_BIN + SKETCH_BINS - 1, &pieces);
    assert_int_equal(pieces, 2);
    points(&s, INK_HOLE, &pieces);
    assert_int_equal(pieces, 1);
    sketch_release(&s);
}

static void a_chart_of_which_all_is_withheld_is_refused(void **state)
{
    static const struct {
        draw_fn *kind;
        const char *rows;
    } cases[] = {
        { draw_dumbbell, DUMBBELL "Ash|[c]|[c]|[c]|[c]|[c]|O|P|%" },
        { draw_funnel, FUNNEL "Ash|[c]|[c]|[c]|withheld|100|poisson||S" },
        { draw_strips, "name|value|lower|upper|expected|flag|counts|unit|"
                       "counts_name\nAsh|[c]|[c]|[c]|[c]|||%|C" },
        { draw_bars, "label|value|comparator_value|value_name|comparator_name|"
                     "unit\nIll|[c]|[c]|O|P|%" },
        { draw_calendar, "date|value|unit\n2025-09-01|[c]|%" },
        { draw_multiples, "place|label|value|lower|upper|whole|unit\n"
                          "Ash|25/26|[c]|[c]|[c]|44|%" },
        { draw_running, "week|label|value|before|value_name|before_name\n"
                        "1|Sep|[c]|7|Now|Then" },
        { draw_xmr, XMR },
        { draw_gap, GAP },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct err err = ERR_INIT;
        struct grid g;
        struct sketch s;

        gridtext(&g, cases[i].rows);
        g.row_count -= strchr(cases[i].rows, '\n')[1] == '\0';
        sketch_init(&s);
        assert_int_equal(cases[i].kind(&s, &g, &titles, &err), -1);
        assert_int_equal(err.code, ERR_INTERNAL);
        sketch_release(&s);
        grid_release(&g);
    }
}

/* Beyond two lines a name is cut, between letters, and says so. */
static void a_long_name_stays_in_its_column(void **state)
{
    static const char name[] = "Ysgol Uwchradd Llanfair\xC3\xAA with a sixth "
                               "form and a name that has no end";
    struct sketch s;

    (void)state;
    for (int i = 0; i < 80; i++) {
        double width = 120 + 7 * i;

        sketch_init(&s);
        sketch_name(&s, 800, 100, name, width);
        assert_in_range(s.word_count, 1, 2);
        for (size_t j = 0; j < s.word_count; j++)
            assert_true(sketch_width(TEXT_PLAIN, s.words[j].text)
                        <= width + 0.01);
        sketch_release(&s);
    }
}

/* No word stands alone below a full line, and the second is not the longer. */
static void a_name_of_two_lines_is_in_even_ones(void **state)
{
    static const char *const names[][3] = {
        { "Phonics screening check (year 1)", "Phonics screening",
          "check (year 1)" },
        { "A Bishopswood", "A", "Bishopswood" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        double whole = sketch_width(TEXT_PLAIN, names[i][0]);
        struct sketch s;

        sketch_init(&s);
        sketch_name(&s, 800, 100, names[i][0], whole - 1);
        assert_int_equal(s.word_count, 2);
        assert_string_equal(s.words[0].text, names[i][1]);
        assert_string_equal(s.words[1].text, names[i][2]);
        sketch_release(&s);
    }
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
    /* At an edge the others give way. */
    places[0] = 0;
    places[1] = 10;
    sketch_spread(places, 2, 60, 30, 370);
    assert_true(places[0] >= 29.9 && places[1] - places[0] >= 59.5);
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
        cmocka_unit_test(every_text_can_be_read_at_100_mm),
        cmocka_unit_test(a_withheld_place_is_said_once_and_not_drawn),
        cmocka_unit_test(a_line_breaks_where_a_figure_is_missing),
        cmocka_unit_test(a_term_that_is_not_over_is_hollow_and_tied_to_nothing),
        cmocka_unit_test(one_term_is_points_with_their_names),
        cmocka_unit_test(a_holiday_breaks_the_line),
        cmocka_unit_test(weeks_have_room_for_last_years_name),
        cmocka_unit_test(a_number_is_on_no_line),
        cmocka_unit_test(what_is_withheld_is_called_so_where_there_is_room),
        cmocka_unit_test(a_week_without_limits_has_a_line_only),
        cmocka_unit_test(limits_are_widened_where_schools_differ_much),
        cmocka_unit_test(smooth_limits_agree_with_whole_counts),
        cmocka_unit_test(limits_have_no_steps),
        cmocka_unit_test(the_reference_funnel_is_as_dispersed),
        cmocka_unit_test(a_few_schools_have_no_dispersion),
        cmocka_unit_test(a_place_without_its_last_period_has_no_number),
        cmocka_unit_test(a_running_total_ends_with_its_number),
        cmocka_unit_test(a_day_is_shaded_by_the_number_that_stands_in_it),
        cmocka_unit_test(a_chart_of_which_all_is_withheld_is_refused),
        cmocka_unit_test(a_name_of_two_lines_is_in_even_ones),
        cmocka_unit_test(a_long_name_stays_in_its_column),
        cmocka_unit_test(labels_keep_apart),
        cmocka_unit_test(axes_can_be_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
