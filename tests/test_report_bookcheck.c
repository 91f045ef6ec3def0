#include "report/book/bookcheck.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/path.h"
#include "core/str.h"
#include "report/book/finish.h"
#include "report/book/parts.h"
#include "report/book/workbook.h"
#include "tests/report_book.h"
#include "tests/testing.h"

/* In one part of a good book one text is put in the place of another. */
struct spoil {
    const char *part;
    const char *from;
    const char *to;
    const char *message; /* what is said of it */
};

#define SHEET "xl/worksheets/sheet4.xml"
#define TABLE "xl/tables/table3.xml"

static const struct spoil spoils[] = {
    { "[Content_Types].xml", "/xl/styles.xml", "/xl/style.xml",
      "'/xl/style.xml' is not there" },
    { "[Content_Types].xml", "Extension=\"rels\"", "Extension=\"rel\"",
      "has none" },
    { "xl/workbook.xml", "name=\"Table\"", "name=\"1_Table\"",
      "'1_Table' is no name of a sheet" },
    { "xl/workbook.xml", "name=\"Chart\"", "name=\"table\"",
      "two sheets are 'table'" },
    { "xl/workbook.xml", ">Table!$A", ">Notes!$A",
      "is no reference to 'Table'" },
    { "xl/workbook.xml", ">Table!$A$1:", ">Table!A1-", "is no reference" },
    { "xl/_rels/workbook.xml.rels", "worksheets/sheet5.xml",
      "worksheets/sheet9.xml", "is not there" },
    { "xl/styles.xml", "<cellXfs count=\"", "<cellXfs count=\"1",
      "are counted" },
    { "xl/styles.xml", "xfId=\"1\"", "xfId=\"9\"", "'9' is not there" },
    { "docProps/core.xml", "<dc:language>en-GB</dc:language>", "",
      "there is no dc:language" },
    { SHEET, "<v>24.7</v>", "<v>NAN</v>", "'NAN' is a cell that is no number" },
    { SHEET, "<v>24.7</v>", "<v>24.699999999999999</v>",
      "is not as short as '24.7'" },
    { SHEET, "<v>24.7</v>", "<f>1+1</f><v>2</v>", "there is a formula" },
    { SHEET, "<c r=\"B5\"", "<c r=\"A5\"", "'A5' is out of its order" },
    { SHEET, "<row r=\"5\"", "<row r=\"4\"", "row 4 is out of bounds" },
    { SHEET, " ht=\"", " ht=\"9", "is out of bounds" },
    { SHEET, "t=\"s\"><v>", "t=\"s\"><v>99", "there is no text" },
    { SHEET, "<pageMargins", "<sheetData/><pageMargins",
      "'sheetData' is out of its order" },
    { SHEET, "<pageMargins",
      "<mergeCells count=\"1\"><mergeCell ref=\"A5:B5\"/></mergeCells>"
      "<pageMargins",
      "cells of a table are merged" },
    { SHEET, "<tablePart r:id=\"rId1\"", "<tablePart r:id=\"rId7\"",
      "'rId7' leads to no table" },
    { SHEET, "<tableParts count=\"1\"><tablePart r:id=\"rId1\"/></tableParts>",
      "", "its headings are not on" },
    { TABLE, "name=\"Change\"", "name=\"Chance\"", "'Change' is 'Chance'" },
    { TABLE, "name=\"Change\"", "name=\"PLACE\"", "two columns are 'PLACE'" },
    { TABLE, "displayName=\"T_Table\"", "displayName=\"A1\"",
      "'A1' is no name" },
    { TABLE, "name=\"T_Table\" displayName=\"T_Table\"",
      "name=\"T_Notes\" displayName=\"T_Notes\"", "two tables are 'T_Notes'" },
    { TABLE, "id=\"3\"", "id=\"1\"", "two tables are" },
    { TABLE, "<tableColumns count=\"3\"", "<tableColumns count=\"4\"",
      "are not those of" },
    { "xl/worksheets/_rels/sheet4.xml.rels", "table3.xml", "table8.xml",
      "is not there" },
    { "xl/drawings/drawing1.xml", "descr=\"Line chart of rates.\"", "",
      "something has no alternative text" },
    { "xl/drawings/drawing1.xml", "r:id=\"rId1\"", "r:id=\"rId4\"",
      "'rId4' leads to no chart" },
    { "xl/charts/chart1.xml", "<c:f>Table!", "<c:f>Tables!", "is of no sheet" },
    { "xl/charts/chart1.xml", "<c:f>Table!", "<c:f>1_Table!",
      "is no reference" },
    { "xl/worksheets/sheet2.xml", "location=\"'Notes'!A1\"",
      "location=\"'Note'!A1\"", "is of no sheet" },
};

static void spoil(struct part *part, const char *from, const char *to)
{
    const char *at = strstr(part->bytes, from);
    struct str out = STR_INIT;

    assert_non_null(at);
    str_add_n(&out, part->bytes, (size_t)(at - part->bytes));
    str_add(&out, to);
    str_add(&out, at + strlen(from));
    free(part->bytes);
    part->len = out.len;
    part->bytes = str_take(&out);
}

static int check(const struct parts *parts, struct err *err)
{
    struct book_check checked;
    int ret = bookcheck_all(&checked, parts, err);

    bookcheck_release(&checked);
    return ret;
}

static void read_sample(struct parts *parts)
{
    struct err err = ERR_INIT;

    assert_ok(parts_read(parts, "good.xlsx", &err), &err);
}

static int write_sample(void **state)
{
    struct report_book s;
    struct err err = ERR_INIT;

    (void)state;
    report_book_init(&s);
    assert_ok(folder_make("scratch", &err), &err);
    assert_ok(workbook_write(&s.book, "good.xlsx", "scratch", &err), &err);
    return 0;
}

static void a_book_that_was_written_is_good(void **state)
{
    struct parts parts = PARTS_INIT;
    struct err err = ERR_INIT;

    (void)state;
    read_sample(&parts);
    assert_ok(check(&parts, &err), &err);
    parts_release(&parts);
}

static void what_excel_would_repair_is_found(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(spoils) / sizeof(spoils[0]); i++) {
        struct parts parts = PARTS_INIT;
        struct err err = ERR_INIT;
        struct part *part;

        read_sample(&parts);
        part = parts_find(&parts, spoils[i].part);
        assert_non_null(part);
        spoil(part, spoils[i].from, spoils[i].to);
        if (check(&parts, &err) != -1 || !strstr(err.msg, spoils[i].message))
            fail_msg("%s, %s: '%s' where '%s' was meant", spoils[i].part,
                     spoils[i].to, err.msg, spoils[i].message);
        parts_release(&parts);
    }
}

static void a_part_that_is_missing_or_there_twice_is_found(void **state)
{
    (void)state;
    for (size_t i = 0;; i++) {
        struct parts parts = PARTS_INIT;
        struct err err = ERR_INIT;
        struct part gone;

        read_sample(&parts);
        if (i == parts.count) {
            parts_release(&parts);
            break;
        }
        gone = parts.items[i];
        parts.items[i] = parts.items[--parts.count];
        if (check(&parts, &err) != -1)
            fail_msg("nobody misses %s", gone.name);
        free(gone.name);
        free(gone.bytes);
        parts_release(&parts);
    }
}

static void a_number_is_written_as_short_as_it_reads_back(void **state)
{
    static const char *const cases[][2] = {
        { "8.699999999999999", "8.7" },
        { "89.59999999999999", "89.6" },
        { "-2.966666666666667", "-2.966666666666667" },
        { "0.1", "0.1" },
        { "46066", "46066" },
        { "1000000000000000000", "1E+18" },
        { "8.699999999999999 days", "8.699999999999999 days" },
        { "a text of some length", "a text of some length" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct str out = STR_INIT;

        finish_number(&out, cases[i][0]);
        assert_string_equal(out.text, cases[i][1]);
        str_release(&out);
    }
}

/* Every figure of one decimal that is shown. */
static void each_tenth_is_written_with_its_digits(void **state)
{
    (void)state;
    for (int tenths = -20000; tenths <= 20000; tenths++) {
        char printed[40], meant[40];
        struct str out = STR_INIT;

        snprintf(printed, sizeof(printed), "%.16G", tenths / 10.0);
        snprintf(meant, sizeof(meant), "%.10g", tenths / 10.0);
        finish_number(&out, printed);
        assert_string_equal(out.text, meant);
        str_release(&out);
    }
}

static void references_are_read_as_excel_reads_them(void **state)
{
    static const struct {
        const char *text;
        bool is_good;
    } cases[] = {
        { "Table!$A$1:$B$2", true }, { "'Table'!A1", true },
        { "Table!$A:$B", true },     { "Table!$3:$3", true },
        { "'1_Table'!A1", true },    { "1_Table!A1", false },
        { "A1!A1", false },          { "Table!", false },
        { "Table", false },          { "Table!A", false },
        { "Table!A0", false },       { "Table!B2:A1", false },
        { "Table!A1048577", false }, { "Table!XFE1", false },
        { "'Table!A1", false },      { "'Ta'ble'!A1", false },
        { "Table!A1:B2x", false },   { "Table!#REF!", false },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char tab[TAB_MOST + 1];
        struct book_range range;

        if (reference_read(cases[i].text, tab, &range) != cases[i].is_good)
            fail_msg("'%s'", cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_book_that_was_written_is_good),
        cmocka_unit_test(what_excel_would_repair_is_found),
        cmocka_unit_test(a_part_that_is_missing_or_there_twice_is_found),
        cmocka_unit_test(a_number_is_written_as_short_as_it_reads_back),
        cmocka_unit_test(each_tenth_is_written_with_its_digits),
        cmocka_unit_test(references_are_read_as_excel_reads_them),
    };

    return cmocka_run_group_tests(tests, write_sample, NULL);
}
