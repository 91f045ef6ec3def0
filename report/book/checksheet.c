#include <expat.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "report/book/bookcheck.h"
#include "report/book/finish.h"
#include "report/book/parts.h"
#include "report/book/xmltree.h"

#define HEIGHT_MOST 409.5
#define WIDTH_MOST 255.0
#define PRINTED_MOST 255

/* The children of a worksheet, in the order of CT_Worksheet. */
static const char *const order[] = {
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
};
#define ORDER (sizeof(order) / sizeof(order[0]))

/* What is seen of a worksheet while it is read. */
struct sheet {
    struct book_check *check;
    struct check_tab *tab;
    XML_Parser parser;
    int depth;
    int place; /* in `order` */
    long row, column;
    bool is_string; /* the cell */
    bool is_kept;   /* text is of a value or a printed header */
    struct str text;
    struct check_table *tables;
    size_t table_count, table_capacity;
    struct book_range *merged;
    size_t merged_count, merged_capacity;
    int ret;
};

static void stop(struct sheet *sheet)
{
    sheet->ret = -1;
    XML_StopParser(sheet->parser, XML_FALSE);
}

#define BROKEN(sheet, ...)                                                     \
    (bookcheck_broken((sheet)->check, (sheet)->tab->part, __VA_ARGS__),        \
     stop(sheet))

static const char *get(const char **attributes, const char *name)
{
    for (; *attributes; attributes += 2)
        if (!strcmp(*attributes, name))
            return attributes[1];
    return "";
}

static void begin_part(struct sheet *sheet, const char *name)
{
    int place = sheet->place;

    while (place < (int)ORDER && strcmp(order[place], name) != 0)
        place++;
    if (place == (int)ORDER)
        BROKEN(sheet, "'%s' is out of its order", name);
    sheet->place = place + 1;
}

static void begin_row(struct sheet *sheet, const char **attributes)
{
    long row = strtol(get(attributes, "r"), NULL, 10);

    if (row <= sheet->row || row > SHEET_ROWS
        || strtod(get(attributes, "ht"), NULL) > HEIGHT_MOST)
        BROKEN(sheet, "row %ld is out of bounds", row);
    sheet->row = row;
    sheet->column = 0;
}

static void begin_cell(struct sheet *sheet, const char **attributes)
{
    struct book_range at;
    const char *type = get(attributes, "t");

    if (!range_read(get(attributes, "r"), &at) || at.first_row != sheet->row
        || at.first_column <= sheet->column) {
        BROKEN(sheet, "'%s' is out of its order", get(attributes, "r"));
        return;
    }
    sheet->column = at.first_column;
    sheet->is_string = !strcmp(type, "s");
    if ((*type && !sheet->is_string)
        || strtoul(get(attributes, "s"), NULL, 10) >= sheet->check->style_count)
        BROKEN(sheet, "'%s' has no such type or style", get(attributes, "r"));
}

/* A table that the sheet says it has is one of those that it is linked to. */
static void see_table(struct sheet *sheet, const char **attributes)
{
    char *part = bookcheck_follow(sheet->check, sheet->tab->part,
                                  get(attributes, "r:id"), "/table");

    for (size_t i = 0; part && i < sheet->table_count; i++)
        sheet->tables[i].is_seen |= !strcmp(sheet->tables[i].part, part);
    if (!part)
        stop(sheet);
    free(part);
}

static void add_merged(struct sheet *sheet, const char **attributes)
{
    struct book_range range;

    if (!range_read(get(attributes, "ref"), &range)) {
        BROKEN(sheet, "'%s' is no range", get(attributes, "ref"));
        return;
    }
    for (size_t i = 0; i < sheet->merged_count; i++)
        if (range_meets(&sheet->merged[i], &range))
            BROKEN(sheet, "'%s' is merged twice", get(attributes, "ref"));
    MEM_ROOM(sheet->merged, sheet->merged_count, sheet->merged_capacity);
    sheet->merged[sheet->merged_count++] = range;
}

static void begin_link(struct sheet *sheet, const char **attributes)
{
    const char *place = get(attributes, "location");

    if (*place) {
        if (bookcheck_reference(sheet->check, sheet->tab->part, place))
            stop(sheet);
    } else {
        char *target = bookcheck_follow(sheet->check, sheet->tab->part,
                                        get(attributes, "r:id"), "/hyperlink");

        if (!target)
            stop(sheet);
        free(target);
    }
}

static void begin_drawing(struct sheet *sheet, const char **attributes)
{
    char *drawing = bookcheck_follow(sheet->check, sheet->tab->part,
                                     get(attributes, "r:id"), "/drawing");

    if (!drawing || bookcheck_drawing(sheet->check, drawing))
        stop(sheet);
    free(drawing);
}

static void begin(void *data, const char *name, const char **attributes)
{
    struct sheet *sheet = data;

    if (++sheet->depth == 2)
        begin_part(sheet, name);
    str_clear(&sheet->text);
    sheet->is_kept =
        !strcmp(name, "v") || !strcmp(name, "oddHeader") || !strcmp(name, "f");
    if (!strcmp(name, "c"))
        begin_cell(sheet, attributes);
    else if (!strcmp(name, "row"))
        begin_row(sheet, attributes);
    else if (!strcmp(name, "col")
             && strtod(get(attributes, "width"), NULL) > WIDTH_MOST)
        BROKEN(sheet, "a column is too wide");
    else if (!strcmp(name, "tablePart"))
        see_table(sheet, attributes);
    else if (!strcmp(name, "mergeCell"))
        add_merged(sheet, attributes);
    else if (!strcmp(name, "hyperlink"))
        begin_link(sheet, attributes);
    else if (!strcmp(name, "drawing"))
        begin_drawing(sheet, attributes);
}

/* A number is one, and written as short as it can be (details 99). */
static void check_number(struct sheet *sheet)
{
    struct str best = STR_INIT;
    char *end;
    double number = strtod(sheet->text.text, &end);

    finish_number(&best, sheet->text.text);
    if (!sheet->text.len || *end || !isfinite(number))
        BROKEN(sheet, "'%s' is a cell that is no number", sheet->text.text);
    else if (strcmp(best.text, sheet->text.text) != 0)
        BROKEN(sheet, "'%s' is not as short as '%s'", sheet->text.text,
               best.text);
    str_release(&best);
}

static void take_text(void *data, const char *text, int len)
{
    struct sheet *sheet = data;

    if (sheet->is_kept)
        str_add_n(&sheet->text, text, (size_t)len);
}

/* A heading is the very text that its column has in the table's part. */
static void check_heading(struct sheet *sheet, const char *text)
{
    for (size_t i = 0; i < sheet->table_count; i++) {
        struct check_table *table = &sheet->tables[i];
        const struct book_range *range = &table->range;
        const struct xml_node *column;

        if (sheet->row != range->first_row
            || sheet->column < range->first_column
            || sheet->column > range->last_column)
            continue;
        column = table->columns->children[sheet->column - range->first_column];
        if (strcmp(xml_get(column, "name"), text) != 0)
            BROKEN(sheet, "'%s' is '%s' in its table", text,
                   xml_get(column, "name"));
        table->headings++;
    }
}

static void end_value(struct sheet *sheet)
{
    const char *text = NULL;

    sheet->tab->cells++;
    if (!sheet->is_string) {
        check_number(sheet);
        return;
    }
    text = bookcheck_string(sheet->check, strtoul(sheet->text.text, NULL, 10));
    if (!text)
        BROKEN(sheet, "there is no text '%s'", sheet->text.text);
    else
        check_heading(sheet, text);
}

static void end(void *data, const char *name)
{
    struct sheet *sheet = data;

    sheet->depth--;
    sheet->is_kept = false;
    if (!strcmp(name, "v"))
        end_value(sheet);
    else if (!strcmp(name, "f"))
        BROKEN(sheet, "there is a formula");
    else if (!strcmp(name, "oddHeader") && sheet->text.len > PRINTED_MOST)
        BROKEN(sheet, "the printed header is too long");
}

/* The tables that it is linked to, before its cells come. */
static int read_tables(struct sheet *sheet)
{
    struct book_check *check = sheet->check;
    const struct xml_node *links = bookcheck_links(check, sheet->tab->part);

    for (size_t i = 0; links && i < links->child_count; i++) {
        const char *type = xml_get(links->children[i], "Type");
        const char *kind = strrchr(type, '/');
        struct check_table *table;

        if (!kind || strcmp(kind, "/table") != 0)
            continue;
        MEM_ROOM(sheet->tables, sheet->table_count, sheet->table_capacity);
        table = &sheet->tables[sheet->table_count++];
        *table = (struct check_table){
            .part = bookcheck_follow(check, sheet->tab->part,
                                     xml_get(links->children[i], "Id"), kind)
        };
        if (!table->part || bookcheck_table(check, table))
            return -1;
    }
    return 0;
}

static int parse(struct sheet *sheet)
{
    const struct part *part = parts_find(sheet->check->parts, sheet->tab->part);

    sheet->parser = XML_ParserCreate("UTF-8");
    if (!part || !sheet->parser || part->len > INT_MAX) {
        XML_ParserFree(sheet->parser);
        return bookcheck_broken(sheet->check, sheet->tab->part,
                                "cannot be read");
    }
    XML_SetUserData(sheet->parser, sheet);
    XML_SetElementHandler(sheet->parser, begin, end);
    XML_SetCharacterDataHandler(sheet->parser, take_text);
    if (XML_Parse(sheet->parser, part->bytes, (int)part->len, 1)
            != XML_STATUS_OK
        && sheet->ret == 0)
        sheet->ret =
            bookcheck_broken(sheet->check, part->name, "%s",
                             XML_ErrorString(XML_GetErrorCode(sheet->parser)));
    XML_ParserFree(sheet->parser);
    return sheet->ret;
}

/* What is only known when all of it was seen. */
static int check_whole(struct sheet *sheet)
{
    for (size_t i = 0; i < sheet->table_count; i++) {
        const struct check_table *table = &sheet->tables[i];

        if (!table->is_seen || table->headings != table->columns->child_count)
            return bookcheck_broken(sheet->check, table->part,
                                    "its headings are not on %s",
                                    sheet->tab->part);
        for (size_t j = 0; j < sheet->merged_count; j++)
            if (range_meets(&table->range, &sheet->merged[j]))
                return bookcheck_broken(sheet->check, sheet->tab->part,
                                        "cells of a table are merged");
        for (size_t j = 0; j < i; j++)
            if (range_meets(&table->range, &sheet->tables[j].range))
                return bookcheck_broken(sheet->check, table->part,
                                        "lies over another table");
    }
    return 0;
}

int bookcheck_sheet(struct book_check *check, struct check_tab *tab)
{
    struct sheet sheet = { .check = check, .tab = tab, .text = STR_INIT };
    int ret = read_tables(&sheet) || parse(&sheet) || check_whole(&sheet);

    for (size_t i = 0; i < sheet.table_count; i++)
        free(sheet.tables[i].part);
    free(sheet.tables);
    free(sheet.merged);
    str_release(&sheet.text);
    return ret ? -1 : 0;
}
