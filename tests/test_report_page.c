#include "report/page/page.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/outfile.h"
#include "core/str.h"
#include "report/page/pageback.h"
#include "report/words/markup.h"
#include "tests/testing.h"

/* A name that would be more than a name, if it could. */
#define HOSTILE                                                                \
    "\"'><svg onload=alert(1)></style><script>&lt;/p&#x3c;b>{urn} ]]> <!--"

static void a_text_stands_between_tags_as_it_is(void **state)
{
    static const char *const cases[][2] = {
        { "Ash & Elm", "Ash &amp; Elm" },
        { "<b>", "&lt;b&gt;" },
        { "St \"Mary\"'s", "St &quot;Mary&quot;&#39;s" },
        { "&amp;", "&amp;amp;" },
        { "a\x01\x1B\x7F"
          "b",
          "ab" },
        { "two\nlines", "two\nlines" },
        { "tab\there\r", "tabhere" },
        { "\xFF\xC3", "\xEF\xBF\xBD\xEF\xBF\xBD" },
        { "\xED\xA0\x80", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD" },
        { "\xEF\xBF\xBF", "" }, /* U+FFFF */
        { "Ysgol \xC5\xB5", "Ysgol \xC5\xB5" },
        { "", "" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct str out = STR_INIT;

        markup_put(&out, cases[i][0]);
        assert_string_equal(out.text, cases[i][1]);
        str_release(&out);
    }
}

#define COLUMNS 3
#define ROWS 2

#define LAYOUTS (PACK_LAYOUT_prose + 1)
#define PARTS (LAYOUTS + 1)
#define SVG "<svg xmlns='http://www.w3.org/2000/svg'><text>&lt;</text></svg>"

/* A page whose every text is the same, but for its numbers: a part of each
 * layout, the last without rows. */
struct sample {
    struct page page;
    struct page_part parts[PARTS];
    struct grid grid, none;
    struct grid_cell cells[COLUMNS * ROWS];
    struct grid_column columns[COLUMNS];
    struct page_look looks[COLUMNS];
    struct page_filter filters[2];
    struct page_key key;
    struct page_link link;
    struct page_picture picture;
    char *addresses[ROWS];
    char *lines[1];
};

static const char *names[COLUMNS] = { "a", "value", "c" };

static void fill_grid(struct sample *s, char *text)
{
    for (int i = 0; i < COLUMNS; i++)
        s->columns[i] = (struct grid_column){
            .heading = text,
            .format = i == 1 ? FIGURE_COUNT : FIGURE_TEXT,
            .width = 9,
            .at = i,
        };
    for (int i = 0; i < COLUMNS * ROWS; i++)
        s->cells[i] =
            i % COLUMNS == 1
                ? (struct grid_cell){ .kind = CELL_NUMBER, .number = 1234 }
                : (struct grid_cell){ .kind = CELL_TEXT, .text = text };
    s->cells[5] = (struct grid_cell){ .kind = CELL_SYMBOL, .symbol = 'x' };
    s->grid = (struct grid){ .names = names,
                             .column_count = COLUMNS,
                             .cells = s->cells,
                             .row_count = ROWS };
}

/* Links, a sign of a kind that is none, and what stands around a part. */
static void fill_extras(struct sample *s, char *text)
{
    static char address[] = "../a/b.html";

    for (int i = 0; i < COLUMNS; i++)
        s->looks[i] = (struct page_look){ .of = -1 };
    s->addresses[0] = address;
    s->looks[0].look = PACK_LOOK_link;
    s->looks[0].addresses = s->addresses;
    s->looks[2].look = PACK_LOOK_mark;
    s->looks[2].of = 2;
    s->filters[0] = (struct page_filter){ text, -1 };
    s->filters[1] = (struct page_filter){ text, 2 };
    s->key = (struct page_key){ "value", text };
    s->link = (struct page_link){ .text = text, .address = address };
    s->picture = (struct page_picture){ .svg = SVG,
                                        .len = sizeof(SVG) - 1,
                                        .title = text,
                                        .alt = text,
                                        .fold = text,
                                        .grid = &s->grid,
                                        .columns = s->columns,
                                        .column_count = COLUMNS };
}

static void fill_site(struct sample *s, char *text)
{
    struct page_site *site = &s->page.site;

    site->nav = site->crumbs = site->asides = &s->link;
    site->nav_count = site->crumb_count = site->aside_count = 1;
    site->bar = s->lines;
    site->bar_count = 1;
    site->warning = text;
}

static void fill(struct sample *s, char *text)
{
    memset(s, 0, sizeof(*s));
    s->lines[0] = text;
    fill_grid(s, text);
    fill_extras(s, text);
    for (int i = 0; i < PARTS; i++)
        s->parts[i] = (struct page_part){
            .layout = i < LAYOUTS ? (enum pack_layout)i : PACK_LAYOUT_table,
            .title = text,
            .lines = s->lines,
            .line_count = 1,
            .grid = i < LAYOUTS ? &s->grid : &s->none,
            .columns = s->columns,
            .column_count = COLUMNS,
            .empty = text,
        };
    s->page = (struct page){ .title = text,
                             .service = text,
                             .organisation = text,
                             .marking = text,
                             .lead = s->lines,
                             .lead_count = 1,
                             .parts = s->parts,
                             .part_count = PARTS,
                             .foot = s->lines,
                             .foot_count = 1 };
    s->page.site.warning = "";
}

/* The same with all that a page of many may have. */
static void fill_rich(struct sample *s, char *text)
{
    fill(s, text);
    fill_site(s, text);
    for (int i = 0; i < PARTS; i++) {
        s->parts[i].looks = s->looks;
        s->parts[i].filters = s->filters;
        s->parts[i].filter_count = 2;
        s->parts[i].is_sorted = true;
        s->parts[i].keys = &s->key;
        s->parts[i].key_count = 1;
        s->parts[i].fold = text;
        s->parts[i].pictures = &s->picture;
        s->parts[i].picture_count = 1;
        s->parts[i].more = &s->link;
        s->parts[i].more_count = 1;
    }
}

static void put(struct sample *s, struct str *out, struct page_count *count)
{
    str_clear(out);
    page_put(out, &s->page, count);
}

static size_t count_of(const char *text, const char *what)
{
    size_t count = 0;

    for (const char *at = text; (at = strstr(at, what)); at += strlen(what))
        count++;
    return count;
}

/* What a reader of the page sees, its style left out. */
struct reader {
    struct str text;
    int depth_of_style;
    size_t elements;
};

static void begin(void *data, const char *name, const char **attributes)
{
    struct reader *r = data;

    (void)attributes;
    r->elements++;
    r->depth_of_style += !strcmp(name, "style");
    str_add_c(&r->text, '|');
}

static void end(void *data, const char *name)
{
    struct reader *r = data;

    r->depth_of_style -= !strcmp(name, "style");
    str_add_c(&r->text, '|');
}

static void take(void *data, const char *text, int len)
{
    struct reader *r = data;

    if (!r->depth_of_style)
        str_add_n(&r->text, text, (size_t)len);
}

static void read_page(struct reader *r, const struct str *page)
{
    XML_Parser parser = XML_ParserCreate("UTF-8");

    *r = (struct reader){ .text = STR_INIT };
    XML_SetUserData(parser, r);
    XML_SetElementHandler(parser, begin, end);
    XML_SetCharacterDataHandler(parser, take);
    assert_int_equal(XML_Parse(parser, page->text, (int)page->len, 1),
                     XML_STATUS_OK);
    XML_ParserFree(parser);
}

static void a_name_is_a_name_whatever_it_is(void **state)
{
    static char plain[] = "Ash School", hostile[] = HOSTILE;
    struct str page = STR_INIT;
    struct err err = ERR_INIT;
    struct reader quiet, loud;
    struct page_count count;
    struct sample s;

    (void)state;
    fill_rich(&s, plain);
    put(&s, &page, &count);
    read_page(&quiet, &page);
    fill_rich(&s, hostile);
    put(&s, &page, &count);
    assert_ok(pageback_check("x", page.text, page.len, &count, &err), &err);
    read_page(&loud, &page);
    /* As many elements, and the name as often, letter by letter. */
    assert_int_equal(loud.elements, quiet.elements);
    assert_int_equal(count_of(loud.text.text, hostile),
                     count_of(quiet.text.text, plain));
    assert_true(count_of(loud.text.text, hostile) > 90);
    assert_null(strstr(page.text, "<svg onload"));
    assert_int_equal(count_of(page.text, "<script"), 1);
    assert_int_equal(count_of(page.text, "</style>"), 1);
    str_release(&quiet.text);
    str_release(&loud.text);
    str_release(&page);
}

static void bytes_that_are_no_text_do_no_harm(void **state)
{
    struct str page = STR_INIT;

    (void)state;
    for (struct prop p = prop_begin(200); prop_next(&p);) {
        char text[40];
        struct err err = ERR_INIT;
        struct page_count count;
        struct sample s;
        size_t len = 1 + prop_below(&p, sizeof(text) - 1);

        for (size_t i = 0; i + 1 < len; i++)
            text[i] = (char)(1 + prop_below(&p, 255));
        text[len - 1] = '\0';
        fill_rich(&s, text);
        put(&s, &page, &count);
        prop_assert(&p, pageback_check("x", page.text, page.len, &count, &err)
                            == 0);
    }
    str_release(&page);
}

static void cells_stand_as_they_are_shown(void **state)
{
    static char plain[] = "one\ntwo";
    struct str page = STR_INIT;
    struct page_count count;
    struct sample s;

    (void)state;
    fill(&s, plain);
    put(&s, &page, &count);
    assert_non_null(strstr(page.text, "<tr><th scope=\"row\">one<br/>two</th>"
                                      "<td class=\"number\">1,234</td>"
                                      "<td>one<br/>two</td></tr>"));
    assert_non_null(
        strstr(page.text, "<td><span>[x] not available</span></td>"));
    assert_non_null(strstr(page.text, "<caption>one<br/>two</caption>"));
    assert_non_null(strstr(page.text, "<dt>one<br/>two</dt><dd>1,234</dd>"));
    assert_non_null(strstr(page.text, "<h3>one<br/>two</h3>"));
    assert_int_equal(count.parts, PARTS);
    assert_int_equal(count.cells, COLUMNS * (ROWS + 1));
    /* items, cards, findings, boxes */
    assert_int_equal(count.items, 4 * ROWS);
    assert_int_equal(count.links, 0);
    assert_null(strstr(page.text, "<script"));
    assert_int_equal(count.facts, COLUMNS);
    str_release(&page);
}

static void a_blank_line_of_an_item_is_left_out(void **state)
{
    static char plain[] = "x";
    struct str page = STR_INIT;
    struct page_count count;
    struct sample s;

    (void)state;
    fill(&s, plain);
    s.cells[2].text = "";
    put(&s, &page, &count);
    assert_int_equal(count.facts, COLUMNS - 1);
    assert_non_null(strstr(page.text, "<h3>x</h3>\n<p><strong>x:</strong> "
                                      "1,234</p>\n</article>"));
    str_release(&page);
}

static void a_part_has_as_many_lines_to_write_on_as_it_says(void **state)
{
    static char plain[] = "x";
    static const char lines[] = "<div class=\"write\" aria-hidden=\"true\">\n"
                                "<p></p>\n<p></p>\n</div>\n</section>";
    struct str page = STR_INIT;
    struct page_count count;
    struct err err = ERR_INIT;
    struct sample s;

    (void)state;
    fill(&s, plain);
    put(&s, &page, &count);
    assert_null(strstr(page.text, "class=\"write\""));
    s.parts[1].write_lines = 2;
    put(&s, &page, &count);
    assert_int_equal(count_of(page.text, lines), 1);
    assert_ok(pageback_check("x", page.text, page.len, &count, &err), &err);
    str_release(&page);
}

static void a_column_is_more_than_its_text(void **state)
{
    static char plain[] = "attention";
    struct str page = STR_INIT;
    struct page_count count;
    struct err err = ERR_INIT;
    struct sample s;

    (void)state;
    fill_rich(&s, plain);
    s.looks[1] =
        (struct page_look){ .look = PACK_LOOK_strip, .of = -1, .prefix = "" };
    s.cells[4] = (struct grid_cell){ .kind = CELL_SYMBOL, .symbol = 'c' };
    put(&s, &page, &count);
    assert_ok(pageback_check("x", page.text, page.len, &count, &err), &err);
    assert_non_null(strstr(page.text, "<th scope=\"row\"><a href=\"../a/"
                                      "b.html\">attention</a></th><td><svg"));
    /* A row without an address, and one whose value is withheld. */
    assert_non_null(strstr(page.text, "<th scope=\"row\">attention</th><td>"
                                      "</td>"));
    assert_non_null(strstr(page.text, "data-v=\"1\"><span class=\"mark"
                                      " attention\"><svg class=\"sign\""));
    assert_non_null(strstr(page.text, "<option>attention</option>\n</select>"));
    assert_int_equal(count.pictures, PARTS);
    assert_non_null(strstr(page.text, "src=\"data:image/svg+xml;base64,PHN2Zy"
                                      "B4bWxucz"));
    str_release(&page);
}

static void what_is_withheld_is_sorted_last(void **state)
{
    static char plain[] = "x";
    struct str page = STR_INIT;
    struct page_count count;
    struct sample s;

    (void)state;
    fill_rich(&s, plain);
    s.cells[4] = (struct grid_cell){ .kind = CELL_SYMBOL, .symbol = 'c' };
    put(&s, &page, &count);
    assert_non_null(strstr(page.text, "class=\"number\" data-v=\"1234\">"));
    assert_non_null(
        strstr(page.text, " data-v=\"\"><span>[c] withheld</span>"));
    str_release(&page);
    /* Whoever reads it on paper is told in words alone. */
    s.page.is_paper = true;
    put(&s, &page, &count);
    assert_non_null(strstr(page.text, " data-v=\"\"><span>withheld</span>"));
    assert_null(strstr(page.text, "[c]"));
    str_release(&page);
}

/* --- what is not as it was meant does not get out --- */

static void replace(struct str *page, const char *what, const char *by)
{
    char *at = strstr(page->text, what);
    struct str out = STR_INIT;

    assert_non_null(at);
    str_add_n(&out, page->text, (size_t)(at - page->text));
    str_add(&out, by);
    str_add(&out, at + strlen(what));
    str_release(page);
    *page = out;
}

static void another_page_than_was_meant_is_refused(void **state)
{
    static const struct {
        const char *what, *by, *message;
    } cases[] = {
        { "<h1>", "<script>x</script><h1>", "style or script" },
        { "<h1>", "<iframe></iframe><h1>", "no page has: 'iframe'" },
        { "<h1>", "<h1 style=\"color:red\">", "no page has: 'style'" },
        { "<h1>", "<h1 onclick=\"x()\">", "no page has: 'onclick'" },
        { "<p class", "<img src=\"http://x/\"/><p class", "not in the page" },
        { "<p class", "<img src=\"data:text/html,x\"/><p class",
          "not in the page" },
        { "href=\"#main\"", "href=\"http://x/\"", "leaves the pages" },
        { "href=\"#main\"", "href=\"//x/y\"", "leaves the pages" },
        { "href=\"#main\"", "href=\"javascript:x()\"", "leaves the pages" },
        { "href=\"#main\"", "href=\"/etc/x.html\"", "leaves the pages" },
        { "href=\"#main\"", "href=\"other.html\"", "links" },
        { "href=\"#main\"", "href=\"#gone\"", "leads nowhere: 'gone'" },
        { "id=\"part-2\"", "id=\"part-1\"", "there twice: 'part-1'" },
        { "body { margin: 0", "body { margin: 1", "policy" },
        { "default-src 'none'", "default-src *", "policy" },
        { "<td>x</td>", "", "cells" },
        { "<h1>x</h1>", "", "not one first heading" },
        { "</footer>", "", "mismatched tag" },
        { "</html>", "", "no element" },
        { "Skip", "\xFFSkip", "invalid token" },
    };
    static char plain[] = "x";

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct str page = STR_INIT;
        struct err err = ERR_INIT;
        struct page_count count;
        struct sample s;

        fill(&s, plain);
        put(&s, &page, &count);
        assert_ok(pageback_check("x", page.text, page.len, &count, &err), &err);
        replace(&page, cases[i].what, cases[i].by);
        assert_int_equal(pageback_check("x", page.text, page.len, &count, &err),
                         -1);
        assert_int_equal(err.code, ERR_CANTCREAT);
        if (!strstr(err.msg, cases[i].message))
            fail_msg("'%s' where '%s' was meant", err.msg, cases[i].message);
        str_release(&page);
    }
}

static void a_page_is_written_for_nobody_else(void **state)
{
    static char plain[] = "x";
    struct err err = ERR_INIT;
    struct page_count count;
    struct str page = STR_INIT;
    struct sample s;
    struct stat st;
    char *text = NULL;
    size_t len = 0;

    (void)state;
    fill(&s, plain);
    put(&s, &page, &count);
    assert_ok(page_write(&s.page, "page.html", &err), &err);
    assert_int_equal(stat("page.html", &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_ok(file_read("page.html", &text, &len, &err), &err);
    assert_string_equal(text, page.text);
    assert_int_equal(page_write(&s.page, "no-such-folder/page.html", &err), -1);
    assert_int_equal(err.code, ERR_CANTCREAT);
    free(text);
    str_release(&page);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_stands_between_tags_as_it_is),
        cmocka_unit_test(a_name_is_a_name_whatever_it_is),
        cmocka_unit_test(bytes_that_are_no_text_do_no_harm),
        cmocka_unit_test(cells_stand_as_they_are_shown),
        cmocka_unit_test(a_blank_line_of_an_item_is_left_out),
        cmocka_unit_test(a_part_has_as_many_lines_to_write_on_as_it_says),
        cmocka_unit_test(a_column_is_more_than_its_text),
        cmocka_unit_test(what_is_withheld_is_sorted_last),
        cmocka_unit_test(another_page_than_was_meant_is_refused),
        cmocka_unit_test(a_page_is_written_for_nobody_else),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
