#include "report/book/workbook.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/outfile.h"
#include "core/path.h"
#include "report/book/readback.h"
#include "tests/testing.h"
#include "tests/xlsx.h"

#define ROWS 4
#define COLUMNS 3

/* A book of one table and a chart of it, for tests to spoil. */
struct sample {
    struct grid_cell cells[ROWS * COLUMNS];
    const char *names[COLUMNS];
    struct grid grid;
    struct grid_column columns[COLUMNS];
    struct book_series series[1];
    struct book_sheet sheets[2];
    char *cover[2];
    char *notes[1];
    struct book book;
};

static char heading[] = "# About", paragraph[] = "What it holds.";
static char note[] = "A note.";

static struct grid_cell text_cell(const char *text)
{
    return (struct grid_cell){ CELL_TEXT, 0, 0, text };
}

static struct grid_cell number_cell(double number)
{
    return (struct grid_cell){ CELL_NUMBER, 0, number, NULL };
}

static void sample_init(struct sample *s)
{
    static const char *const places[ROWS] = { "Ash", "Elm", "Oak", "Yew" };

    memset(s, 0, sizeof(*s));
    for (size_t row = 0; row < ROWS; row++) {
        s->cells[row * COLUMNS] = text_cell(places[row]);
        s->cells[row * COLUMNS + 1] = number_cell(24.731182 + (double)row);
        s->cells[row * COLUMNS + 2] = number_cell(-1000.0 * (double)row);
    }
    s->names[0] = "a";
    s->names[1] = "b";
    s->names[2] = "c";
    s->grid = (struct grid){ .names = s->names,
                             .column_count = COLUMNS,
                             .cells = s->cells,
                             .row_count = ROWS };
    s->columns[0] = (struct grid_column){ "Place", FIGURE_TEXT, 20, 0 };
    s->columns[1] = (struct grid_column){ "Rate\n(%)", FIGURE_DECIMAL, 12, 1 };
    s->columns[2] = (struct grid_column){ "Change", FIGURE_SIGNED, 12, 2 };
    s->series[0] = (struct book_series){ 1, "Rate", PACK_STYLE_strong };
    s->sheets[0] = (struct book_sheet){ .kind = BOOK_TABLE,
                                        .tab = "Table",
                                        .title = "A table",
                                        .table = { .grid = &s->grid,
                                                   .columns = s->columns,
                                                   .column_count = COLUMNS,
                                                   .empty = "Nothing." } };
    s->sheets[1] = (struct book_sheet){ .kind = BOOK_CHART,
                                        .tab = "Chart",
                                        .title = "A chart",
                                        .alt = "Line chart of rates.",
                                        .source = 0,
                                        .chart = 'l',
                                        .axis = "Rate",
                                        .category_axis = "",
                                        .series = s->series,
                                        .series_count = 1 };
    s->cover[0] = heading;
    s->cover[1] = paragraph;
    s->notes[0] = note;
    s->book = (struct book){ .title = "A book",
                             .organisation = "Northmere",
                             .keywords = "test",
                             .marking = "OFFICIAL",
                             .source = "Source: a test.",
                             .working = true,
                             .created = date_make(2026, 2, 13),
                             .cover = s->cover,
                             .cover_count = 2,
                             .notes = s->notes,
                             .note_count = 1,
                             .sheets = s->sheets,
                             .sheet_count = 2 };
}

static void write_sample(struct sample *s, const char *path)
{
    struct err err = ERR_INIT;

    assert_ok(folder_make("scratch", &err), &err);
    assert_ok(workbook_write(&s->book, path, "scratch", &err), &err);
}

static void a_book_has_its_sheets_in_order(void **state)
{
    struct sample s;
    char *workbook;

    (void)state;
    sample_init(&s);
    write_sample(&s, "a.xlsx");
    workbook = xlsx_part("a.xlsx", "xl/workbook.xml");
    assert_non_null(strstr(workbook, "name=\"Cover\" sheetId=\"1\""));
    assert_non_null(strstr(workbook, "name=\"Contents\" sheetId=\"2\""));
    assert_non_null(strstr(workbook, "name=\"Notes\" sheetId=\"3\""));
    assert_non_null(strstr(workbook, "name=\"Table\" sheetId=\"4\""));
    assert_non_null(strstr(workbook, "name=\"Chart\" sheetId=\"5\""));
    free(workbook);
}

static void a_table_is_marked_up_and_its_panes_are_frozen(void **state)
{
    struct sample s;
    char *table;
    char *sheet;

    (void)state;
    sample_init(&s);
    write_sample(&s, "a.xlsx");
    table = xlsx_part("a.xlsx", "xl/tables/table3.xml");
    assert_non_null(table);
    assert_non_null(strstr(table, "name=\"T_Table\""));
    assert_non_null(strstr(table, "name=\"Place\""));
    assert_non_null(strstr(table, "name=\"Rate_x000a_(%)\"")
                        ? table
                        : strstr(table, "name=\"Rate&#xA;(%)\""));
    sheet = xlsx_part("a.xlsx", "xl/worksheets/sheet4.xml");
    assert_non_null(strstr(sheet, "state=\"frozen\""));
    assert_null(strstr(sheet, "<mergeCell"));
    assert_non_null(strstr(sheet, "<v>24.7</v>"));
    assert_null(strstr(sheet, "24.73"));
    free(table);
    free(sheet);
    s.book.working = false;
    write_sample(&s, "b.xlsx");
    sheet = xlsx_part("b.xlsx", "xl/worksheets/sheet4.xml");
    table = xlsx_part("b.xlsx", "xl/tables/table3.xml");
    assert_null(strstr(sheet, "state=\"frozen\""));
    assert_null(strstr(table, "<autoFilter"));
    free(table);
    free(sheet);
}

static void numbers_are_rounded_in_the_chart_too(void **state)
{
    struct sample s;
    char *chart;
    char *drawing;

    (void)state;
    sample_init(&s);
    write_sample(&s, "a.xlsx");
    chart = xlsx_part("a.xlsx", "xl/charts/chart1.xml");
    assert_non_null(chart);
    assert_null(strstr(chart, "24.73"));
    drawing = xlsx_part("a.xlsx", "xl/drawings/drawing1.xml");
    assert_non_null(strstr(drawing, "descr=\"Line chart of rates.\""));
    free(chart);
    free(drawing);
}

static void symbols_stand_in_brackets_and_are_explained(void **state)
{
    struct sample s;
    char *strings;

    (void)state;
    sample_init(&s);
    s.cells[1] = (struct grid_cell){ CELL_SYMBOL, 'c', 0, NULL };
    s.cells[2] = (struct grid_cell){ CELL_SYMBOL, 'z', 0, NULL };
    write_sample(&s, "a.xlsx");
    strings = xlsx_part("a.xlsx", "xl/sharedStrings.xml");
    assert_non_null(strstr(strings, "<t>[c]</t>"));
    assert_non_null(strstr(strings, "[c] means withheld"));
    assert_non_null(strstr(strings, "applicable.</t>"));
    assert_null(strstr(strings, "[u] means"));
    free(strings);
}

static void a_chart_leaves_out_what_is_withheld(void **state)
{
    struct sample s;
    size_t first = 9;
    size_t count = 9;

    (void)state;
    sample_init(&s);
    assert_true(workbook_chart_rows(&s.book, &s.sheets[1], &first, &count));
    assert_int_equal(first, 0);
    assert_int_equal(count, ROWS);
    s.cells[1 * COLUMNS + 1] = (struct grid_cell){ CELL_SYMBOL, 'c', 0, NULL };
    assert_true(workbook_chart_rows(&s.book, &s.sheets[1], &first, &count));
    assert_int_equal(first, 2);
    assert_int_equal(count, 2);
    s.cells[2 * COLUMNS + 1] = (struct grid_cell){ CELL_SYMBOL, 'c', 0, NULL };
    assert_false(workbook_chart_rows(&s.book, &s.sheets[1], &first, &count));
}

static void two_books_of_one_content_are_one(void **state)
{
    struct sample s;
    struct err err = ERR_INIT;
    char *first, *second;
    size_t first_len, second_len;

    (void)state;
    sample_init(&s);
    write_sample(&s, "a.xlsx");
    sleep(1);
    write_sample(&s, "b.xlsx");
    assert_ok(file_read("a.xlsx", &first, &first_len, &err), &err);
    assert_ok(file_read("b.xlsx", &second, &second_len, &err), &err);
    assert_int_equal(first_len, second_len);
    assert_memory_equal(first, second, first_len);
    free(first);
    free(second);
}

static void text_from_data_stays_text(void **state)
{
    static const char *const nasty[] = {
        "=1+1",         "+44 20",  "@SUM(A1)",  "St \"M\"",
        "<b>&amp;</b>", "_x0041_", "\x01tab\t", "Ysgol y Bont \xC5\xB5",
    };
    struct sample s;
    char *all;

    (void)state;
    sample_init(&s);
    for (size_t i = 0; i < sizeof(nasty) / sizeof(nasty[0]); i++) {
        s.cells[0].text = nasty[i];
        write_sample(&s, "a.xlsx");
        all = xlsx_part("a.xlsx", "xl/worksheets/sheet4.xml");
        assert_null(strstr(all, "<f>"));
        free(all);
    }
    s.cells[0].text = "_x0041_";
    write_sample(&s, "a.xlsx");
    all = xlsx_part("a.xlsx", "xl/sharedStrings.xml");
    assert_non_null(strstr(all, "_x005F_x0041_"));
    free(all);
    s.cells[0].text = "\x01\xEF\xBC\x9D"
                      "1+1";
    write_sample(&s, "a.xlsx");
    all = xlsx_part("a.xlsx", "xl/sharedStrings.xml");
    assert_non_null(strstr(all, "<t>'\xEF\xBC\x9D"
                                "1+1</t>"));
    free(all);
}

/* What Excel would want to repair never reaches the library. */
static void what_breaks_the_rules_is_refused(void **state)
{
    struct sample s;
    struct err err = ERR_INIT;

    (void)state;
    sample_init(&s);
    s.columns[1].heading = "PLACE";
    assert_int_equal(workbook_check(&s.book, &err), -1);
    assert_non_null(strstr(err.msg, "two headings are 'PLACE'"));
    s.columns[1].heading = "";
    assert_int_equal(workbook_check(&s.book, &err), -1);
    s.columns[1].heading = "Rate";
    s.sheets[1].tab = "TABLE";
    assert_int_equal(workbook_check(&s.book, &err), -1);
    s.sheets[1].tab = "a name of a sheet";
    assert_int_equal(workbook_check(&s.book, &err), -1);
    s.sheets[1].tab = "A_name_that_is_far_too_long_for_a_tab";
    assert_int_equal(workbook_check(&s.book, &err), -1);
    s.sheets[1].tab = "Notes";
    assert_int_equal(workbook_check(&s.book, &err), -1);
    s.sheets[1].tab = "Chart";
    s.cells[1].number = NAN;
    assert_int_equal(workbook_check(&s.book, &err), -1);
    s.cells[1].number = INFINITY;
    assert_int_equal(workbook_check(&s.book, &err), -1);
    s.cells[1].number = 1;
    s.sheets[1].alt = "";
    assert_int_equal(workbook_check(&s.book, &err), -1);
    assert_int_equal(err.code, ERR_INTERNAL);
    s.sheets[1].alt = "Alt.";
    assert_ok(workbook_check(&s.book, &err), &err);
}

/* Whatever an extract holds, the workbook is one that opens. */
static void hostile_text_is_made_harmless(void **state)
{
    static const char *const texts[] = {
        "\xC3\x28", /* no UTF-8 */
        "A\x01\x1B"
        "B\x7F", /* control characters */
        "\xEF\xBF\xBE"
        "C\xEF\xBF\xBF", /* U+FFFE, U+FFFF */
        "\xED\xA0\x80",  /* a surrogate */
    };
    struct err err = ERR_INIT;

    (void)state;
    assert_ok(folder_make("scratch", &err), &err);
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct sample s;

        sample_init(&s);
        s.cells[0].text = texts[i];
        s.book.title = texts[i];
        s.sheets[1].alt = texts[i];
        assert_ok(workbook_write(&s.book, "a.xlsx", "scratch", &err), &err);
    }
}

static void an_empty_table_is_a_sentence(void **state)
{
    struct sample s;
    char *strings;

    (void)state;
    sample_init(&s);
    s.grid.row_count = 0;
    s.book.sheet_count = 1;
    write_sample(&s, "a.xlsx");
    strings = xlsx_part("a.xlsx", "xl/sharedStrings.xml");
    assert_non_null(strstr(strings, "<t>Nothing.</t>"));
    free(strings);
}

static void a_file_is_private(void **state)
{
    struct sample s;
    struct stat st;

    (void)state;
    sample_init(&s);
    write_sample(&s, "a.xlsx");
    assert_int_equal(stat("a.xlsx", &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
}

static void a_missing_folder_is_said_so(void **state)
{
    struct sample s;
    struct err err = ERR_INIT;

    (void)state;
    sample_init(&s);
    assert_int_equal(
        workbook_write(&s.book, "no/such/folder/a.xlsx", "scratch", &err), -1);
    assert_int_equal(err.code, ERR_CANTCREAT);
    assert_non_null(strstr(err.msg, "no/such/folder/a.xlsx"));
}

/* The library says nothing of a disk that is full while it works. */
static void a_full_disk_is_noticed(void **state)
{
    static const rlim_t limits[] = { 200, 1000, 3000, 9000 };
    struct rlimit usual;
    struct sample s;

    (void)state;
    sample_init(&s);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &usual), 0);
    assert_true(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
    for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
        struct rlimit small = { limits[i], usual.rlim_max };
        struct err err = ERR_INIT;
        int ret;

        assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
        ret = workbook_write(&s.book, "full.xlsx", "scratch", &err);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &usual), 0);
        assert_int_equal(ret, -1);
        assert_int_equal(err.code, ERR_CANTCREAT);
    }
}

static void the_reader_knows_xml_that_is_none(void **state)
{
    static const char *const good[] = {
        "<?xml version=\"1.0\"?><a b=\"c>d\"><e/>text</a>",
        "<a><!-- > --></a>",
    };
    static const char *const bad[] = {
        "",
        "<a>",
        "<a></b>",
        "<a",
        "<a b=\"<\"></a>",
        "<a>\xff</a>",
        "<a>\x01</a>",
        "text",
        "</a>",
        "<a><b></a></b>",
        "<a>]]></a>",
        "<a>&amp;&none;</a>",
        "<a b=\"1\" b=\"2\"/>",
        "<a>\xEF\xBF\xBE</a>",
        "<a/><a/>",
    };
    struct err err = ERR_INIT;

    (void)state;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        assert_ok(readback_check_xml("x", good[i], strlen(good[i]), &err),
                  &err);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        assert_int_equal(readback_check_xml("x", bad[i], strlen(bad[i]), &err),
                         -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_book_has_its_sheets_in_order),
        cmocka_unit_test(a_table_is_marked_up_and_its_panes_are_frozen),
        cmocka_unit_test(numbers_are_rounded_in_the_chart_too),
        cmocka_unit_test(symbols_stand_in_brackets_and_are_explained),
        cmocka_unit_test(a_chart_leaves_out_what_is_withheld),
        cmocka_unit_test(two_books_of_one_content_are_one),
        cmocka_unit_test(text_from_data_stays_text),
        cmocka_unit_test(what_breaks_the_rules_is_refused),
        cmocka_unit_test(hostile_text_is_made_harmless),
        cmocka_unit_test(an_empty_table_is_a_sentence),
        cmocka_unit_test(a_file_is_private),
        cmocka_unit_test(a_missing_folder_is_said_so),
        cmocka_unit_test(a_full_disk_is_noticed),
        cmocka_unit_test(the_reader_knows_xml_that_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
