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
#include "tests/report_book.h"
#include "tests/testing.h"
#include "tests/xlsx.h"

static void write_sample(struct report_book *s, const char *path)
{
    struct err err = ERR_INIT;

    assert_ok(folder_make("scratch", &err), &err);
    assert_ok(workbook_write(&s->book, path, "scratch", &err), &err);
}

static void a_book_has_its_sheets_in_order(void **state)
{
    struct report_book s;
    char *workbook;

    (void)state;
    report_book_init(&s);
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
    struct report_book s;
    char *table;
    char *sheet;

    (void)state;
    report_book_init(&s);
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
    s.book.sheet_count = 1;
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
    struct report_book s;
    char *chart;
    char *drawing;

    (void)state;
    report_book_init(&s);
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
    struct report_book s;
    char *strings;

    (void)state;
    report_book_init(&s);
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
    struct report_book s;
    size_t first = 9;
    size_t count = 9;

    (void)state;
    report_book_init(&s);
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
    struct report_book s;
    struct err err = ERR_INIT;
    char *first, *second;
    size_t first_len, second_len;

    (void)state;
    report_book_init(&s);
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
    struct report_book s;
    char *all;

    (void)state;
    report_book_init(&s);
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
    struct report_book s;
    struct err err = ERR_INIT;

    (void)state;
    report_book_init(&s);
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
        struct report_book s;

        report_book_init(&s);
        s.cells[0].text = texts[i];
        s.book.title = texts[i];
        s.sheets[1].alt = texts[i];
        assert_ok(workbook_write(&s.book, "a.xlsx", "scratch", &err), &err);
    }
}

static void an_empty_table_is_a_sentence(void **state)
{
    struct report_book s;
    char *strings;

    (void)state;
    report_book_init(&s);
    s.grid.row_count = 0;
    s.book.sheet_count = 1;
    write_sample(&s, "a.xlsx");
    strings = xlsx_part("a.xlsx", "xl/sharedStrings.xml");
    assert_non_null(strstr(strings, "<t>Nothing.</t>"));
    free(strings);
}

static size_t sentences_of_one_table(const char *path)
{
    char *strings = xlsx_part(path, "xl/sharedStrings.xml");
    size_t count = xlsx_count(strings, "This worksheet contains one table");

    free(strings);
    return count;
}

/* Contents and notes are tables; a sheet without rows has none. */
static void an_empty_sheet_says_of_no_table(void **state)
{
    struct report_book s;
    char *sheet;

    (void)state;
    report_book_init(&s);
    s.book.working = false;
    s.book.sheet_count = 1;
    s.cells[0].text = "This worksheet contains one table";
    write_sample(&s, "a.xlsx");
    assert_int_equal(sentences_of_one_table("a.xlsx"), 3);
    s.grid.row_count = 0;
    write_sample(&s, "b.xlsx");
    assert_int_equal(sentences_of_one_table("b.xlsx"), 1);
    sheet = xlsx_part("b.xlsx", "xl/worksheets/sheet4.xml");
    assert_null(strstr(sheet, "<tablePart"));
    free(sheet);
}

static void headings_are_styles_and_the_language_is_said(void **state)
{
    struct report_book s;
    char *styles, *core;

    (void)state;
    report_book_init(&s);
    write_sample(&s, "a.xlsx");
    styles = xlsx_part("a.xlsx", "xl/styles.xml");
    core = xlsx_part("a.xlsx", "docProps/core.xml");
    assert_non_null(strstr(styles, "<cellStyle name=\"Heading 1\" xfId=\"1\" "
                                   "builtinId=\"16\"/>"));
    assert_non_null(strstr(styles, "<cellStyle name=\"Heading 2\" xfId=\"2\" "
                                   "builtinId=\"17\"/>"));
    assert_non_null(strstr(styles, "xfId=\"1\" applyFont=\"1\""));
    assert_non_null(strstr(core, "<dc:language>en-GB</dc:language>"));
    assert_non_null(strstr(core, "<dc:title>A book</dc:title>"));
    free(styles);
    free(core);
}

/* Rows of a sheet before that of the table's headings. */
static long rows_above(const char *path)
{
    static const char ref[] = " ref=\"A";
    char *table = xlsx_part(path, "xl/tables/table3.xml");
    char *at = strstr(table, ref);
    long row;

    assert_non_null(at);
    row = strtol(at + strlen(ref), NULL, 10);
    free(table);
    return row - 1;
}

/* What is scrolled under a table's head takes room from it. */
static void three_lines_at_most_stand_above_a_working_table(void **state)
{
    static char long_line[] =
        "A first sentence that is rather long, for it says what the table is "
        "about. A second one that is as long, and says whom it is for and how "
        "it is used. A third that nobody would miss, though it is said.";
    char *lines[] = { long_line };
    struct report_book s;
    char *strings;

    (void)state;
    report_book_init(&s);
    s.sheets[0].lines = lines;
    s.sheets[0].line_count = 1;
    write_sample(&s, "a.xlsx");
    assert_int_equal(rows_above("a.xlsx"), 3);
    strings = xlsx_part("a.xlsx", "xl/sharedStrings.xml");
    /* Whole, wherever it stands. */
    assert_int_equal(xlsx_count(strings, "A third that nobody would miss, "
                                         "though it is said."),
                     1);
    assert_non_null(strstr(strings, "Source: a test."));
    free(strings);
    s.book.working = false;
    s.book.sheet_count = 1;
    write_sample(&s, "b.xlsx");
    assert_true(rows_above("b.xlsx") > 3);
}

/* Sentences are told apart by their points, names are not. */
static void a_sentence_is_never_cut(void **state)
{
    static char about[] =
        "At St. Oak and St. Elm, the schools of a test, are to be found: 5. To "
        "be confirmed by somebody who knows the children of the county: 7.";
    char *lines[] = { about };
    struct report_book s;
    char *strings;

    (void)state;
    report_book_init(&s);
    s.sheets[0].lines = lines;
    s.sheets[0].line_count = 1;
    write_sample(&s, "a.xlsx");
    strings = xlsx_part("a.xlsx", "xl/sharedStrings.xml");
    assert_non_null(strstr(strings, "At St. Oak and St. Elm, the schools of a "
                                    "test, are to be found: 5.</t>"));
    assert_non_null(strstr(strings, "<t>To be confirmed by somebody who knows "
                                    "the children of the county: 7.</t>"));
    free(strings);
}

static void only_symbols_that_are_used_are_explained(void **state)
{
    struct report_book s;
    char *strings;

    (void)state;
    report_book_init(&s);
    write_sample(&s, "a.xlsx");
    strings = xlsx_part("a.xlsx", "xl/sharedStrings.xml");
    assert_null(strstr(strings, "Withheld"));
    assert_null(strstr(strings, "Not applicable"));
    free(strings);
    s.cells[1] = (struct grid_cell){ CELL_SYMBOL, 'z', 0, NULL };
    write_sample(&s, "b.xlsx");
    strings = xlsx_part("b.xlsx", "xl/sharedStrings.xml");
    assert_null(strstr(strings, "Withheld"));
    assert_non_null(strstr(strings, "Not applicable"));
    free(strings);
}

static void wide_tables_are_printed_side_by_side(void **state)
{
    struct report_book s;
    char *sheet, *workbook;

    (void)state;
    report_book_init(&s);
    write_sample(&s, "a.xlsx");
    sheet = xlsx_part("a.xlsx", "xl/worksheets/sheet4.xml");
    assert_null(strstr(sheet, "fitToWidth"));
    free(sheet);
    s.columns[1].width = 200;
    write_sample(&s, "b.xlsx");
    sheet = xlsx_part("b.xlsx", "xl/worksheets/sheet4.xml");
    workbook = xlsx_part("b.xlsx", "xl/workbook.xml");
    assert_non_null(strstr(sheet, "fitToWidth=\"2\""));
    assert_non_null(strstr(workbook, ">Table!$A:$A,Table!$"));
    free(sheet);
    free(workbook);
}

static void a_cover_may_stand_last(void **state)
{
    struct report_book s;
    char *workbook;

    (void)state;
    report_book_init(&s);
    s.book.is_front_last = true;
    write_sample(&s, "a.xlsx");
    workbook = xlsx_part("a.xlsx", "xl/workbook.xml");
    assert_non_null(strstr(workbook, "name=\"Table\" sheetId=\"1\""));
    assert_non_null(strstr(workbook, "name=\"Cover\" sheetId=\"3\""));
    assert_non_null(strstr(workbook, "name=\"Notes\" sheetId=\"5\""));
    free(workbook);
}

/* What is drawn stands under its table, on the paper too. */
static void a_chart_may_stand_under_its_table(void **state)
{
    struct report_book s;
    char *sheet, *workbook;

    (void)state;
    report_book_init(&s);
    s.sheets[1].kind = s.sheets[0].kind;
    s.sheets[1].table = s.sheets[0].table;
    s.sheets[1].chart_title = "What is drawn";
    s.sheets[1].source = 1;
    write_sample(&s, "a.xlsx");
    sheet = xlsx_part("a.xlsx", "xl/worksheets/sheet5.xml");
    workbook = xlsx_part("a.xlsx", "xl/workbook.xml");
    assert_non_null(strstr(sheet, "<drawing "));
    assert_non_null(strstr(sheet, "<tablePart "));
    /* Title, source, headings and four rows, then 26 more; 44 digits of
     * columns, and five columns for the other 44 of the chart. */
    assert_non_null(strstr(workbook, ">Chart!$A$1:$H$33<"));
    free(sheet);
    free(workbook);
    s.book.working = false;
    assert_int_equal(workbook_check(&s.book, &(struct err)ERR_INIT), -1);
}

/* A block of a table, one of paragraphs, and one that has nothing to show. */
static void a_sheet_of_blocks_is_for_two_sides_of_paper(void **state)
{
    static char line[] = "What is to be asked.";
    char *lines[] = { line };
    struct report_book s;
    struct grid none;
    struct book_block blocks[3];
    char *sheet, *strings;

    (void)state;
    report_book_init(&s);
    none = s.grid;
    none.row_count = 0;
    blocks[0] = (struct book_block){ .title = "First",
                                     .lines = lines,
                                     .line_count = 1,
                                     .table = s.sheets[0].table };
    blocks[1] = (struct book_block){ .title = "Second",
                                     .table = s.sheets[0].table,
                                     .is_items = true };
    blocks[2] =
        (struct book_block){ .title = "Third", .table = s.sheets[0].table };
    blocks[2].table.grid = &none;
    s.sheets[1] = (struct book_sheet){ .kind = BOOK_BLOCKS,
                                       .tab = "Visit",
                                       .title = "A visit",
                                       .blocks = blocks,
                                       .block_count = 3 };
    write_sample(&s, "a.xlsx");
    sheet = xlsx_part("a.xlsx", "xl/worksheets/sheet5.xml");
    strings = xlsx_part("a.xlsx", "xl/sharedStrings.xml");
    assert_non_null(strstr(sheet, "fitToHeight=\"2\""));
    assert_null(strstr(sheet, "landscape"));
    assert_int_equal(xlsx_count(sheet, "<tablePart "), 1);
    assert_non_null(strstr(strings, "<t>What is to be asked.</t>"));
    assert_non_null(strstr(strings, "<t>Nothing.</t>"));
    free(sheet);
    free(strings);
    s.book.working = false;
    assert_int_equal(workbook_check(&s.book, &(struct err)ERR_INIT), -1);
}

/* In a table it would be one, that is explained. */
static void what_items_leave_out_is_no_symbol(void **state)
{
    struct report_book s;
    struct book_block block;
    char *strings;

    (void)state;
    report_book_init(&s);
    s.cells[2] = report_book_text("");
    block = (struct book_block){ .title = "First",
                                 .table = s.sheets[0].table,
                                 .is_items = true };
    s.sheets[0] = (struct book_sheet){ .kind = BOOK_BLOCKS,
                                       .tab = "Visit",
                                       .title = "A visit",
                                       .blocks = &block,
                                       .block_count = 1 };
    s.book.sheet_count = 1;
    write_sample(&s, "a.xlsx");
    strings = xlsx_part("a.xlsx", "xl/sharedStrings.xml");
    assert_null(strstr(strings, "<t>[x]</t>"));
    free(strings);
}

/* 80 rows are more than a side; three are not. */
static void a_table_that_goes_on_overleaf_repeats_its_headings(void **state)
{
    static struct grid_cell cells[80 * COLUMNS];
    struct report_book s;
    struct grid tall;
    struct book_block block;
    char *workbook;

    (void)state;
    report_book_init(&s);
    block = (struct book_block){ .title = "First", .table = s.sheets[0].table };
    s.sheets[1] = (struct book_sheet){ .kind = BOOK_BLOCKS,
                                       .tab = "Visit",
                                       .title = "A visit",
                                       .blocks = &block,
                                       .block_count = 1 };
    write_sample(&s, "a.xlsx");
    workbook = xlsx_part("a.xlsx", "xl/workbook.xml");
    assert_null(strstr(workbook, ">Visit!$4:$4<"));
    free(workbook);
    for (size_t i = 0; i < 80; i++)
        memcpy(&cells[i * COLUMNS], s.cells, COLUMNS * sizeof(*cells));
    tall = s.grid;
    tall.cells = cells;
    tall.row_count = 80;
    block.table.grid = &tall;
    write_sample(&s, "a.xlsx");
    workbook = xlsx_part("a.xlsx", "xl/workbook.xml");
    assert_non_null(strstr(workbook, ">Visit!$4:$4<"));
    free(workbook);
}

static void names_and_words_may_be_of_any_kind(void **state)
{
    static const char *const words[] = {
        "\xF0\x9F\x98\x80",
        "O'Neill \"Oak\" & <Ash>",
        "\xC5\xB4ynne",
        "_x0041_ [note 1]",
        "a\tb",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        struct report_book s;

        report_book_init(&s);
        s.sheets[0].tab = "A_name_of_thirty_one_letters_xx";
        s.sheets[0].title = words[i];
        s.columns[1].heading = words[i];
        s.cells[0].text = words[i];
        s.book.source = words[i];
        for (size_t cell = 1; cell < ROWS * COLUMNS; cell++)
            s.cells[cell] = (struct grid_cell){ CELL_SYMBOL, 'c', 0, NULL };
        s.book.sheet_count = 1;
        write_sample(&s, "a.xlsx");
    }
}

static void a_file_is_private(void **state)
{
    struct report_book s;
    struct stat st;

    (void)state;
    report_book_init(&s);
    write_sample(&s, "a.xlsx");
    assert_int_equal(stat("a.xlsx", &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
}

static void a_missing_folder_is_said_so(void **state)
{
    struct report_book s;
    struct err err = ERR_INIT;

    (void)state;
    report_book_init(&s);
    assert_int_equal(
        workbook_write(&s.book, "no/such/folder/a.xlsx", "scratch", &err), -1);
    assert_int_equal(err.code, ERR_CANTCREAT);
    assert_non_null(strstr(err.msg, "no/such/folder/a.xlsx"));
}

/* Nobody ever reads what it opens to write to. */
static void a_writer_that_hangs_is_ended(void **state)
{
    struct report_book s;
    struct book_work works[2];
    struct writing *writing;
    struct err err = ERR_INIT;
    size_t which;

    (void)state;
    report_book_init(&s);
    works[0] = (struct book_work){ &s.book, "before.xlsx" };
    works[1] = (struct book_work){ &s.book, "hangs.xlsx" };
    assert_int_equal(mkfifo("hangs.xlsx", 0600), 0);
    assert_ok(workbook_begin(&writing, works, 2, "scratch", &err), &err);
    assert_int_equal(workbook_end(writing, 5, &which, &err), -1);
    assert_int_equal(which, 1);
    assert_int_equal(err.code, ERR_OS);
    assert_non_null(
        strstr(err.msg, "cannot write 'hangs.xlsx': not done in 5 s"));
}

/* The library says nothing of a disk that is full while it works. */
static void a_full_disk_is_noticed(void **state)
{
    static const rlim_t limits[] = { 200, 1000, 3000, 9000 };
    struct rlimit usual;
    struct report_book s;

    (void)state;
    report_book_init(&s);
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
        cmocka_unit_test(an_empty_sheet_says_of_no_table),
        cmocka_unit_test(headings_are_styles_and_the_language_is_said),
        cmocka_unit_test(three_lines_at_most_stand_above_a_working_table),
        cmocka_unit_test(a_sentence_is_never_cut),
        cmocka_unit_test(only_symbols_that_are_used_are_explained),
        cmocka_unit_test(wide_tables_are_printed_side_by_side),
        cmocka_unit_test(a_cover_may_stand_last),
        cmocka_unit_test(a_chart_may_stand_under_its_table),
        cmocka_unit_test(a_sheet_of_blocks_is_for_two_sides_of_paper),
        cmocka_unit_test(what_items_leave_out_is_no_symbol),
        cmocka_unit_test(a_table_that_goes_on_overleaf_repeats_its_headings),
        cmocka_unit_test(names_and_words_may_be_of_any_kind),
        cmocka_unit_test(a_file_is_private),
        cmocka_unit_test(a_missing_folder_is_said_so),
        cmocka_unit_test(a_writer_that_hangs_is_ended),
        cmocka_unit_test(a_full_disk_is_noticed),
        cmocka_unit_test(the_reader_knows_xml_that_is_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
