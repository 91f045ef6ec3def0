#include "report/book/bookcheck.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <utf8proc.h>

#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "report/book/parts.h"
#include "report/book/xmltree.h"

#define WORKBOOK "xl/workbook.xml"
#define STRINGS "xl/sharedStrings.xml"
#define TEXT_MOST 32767

int bookcheck_broken(struct book_check *check, const char *part,
                     const char *fmt, ...)
{
    struct str text = STR_INIT;
    va_list args;

    va_start(args, fmt);
    str_vaddf(&text, fmt, args);
    va_end(args);
    err_set(check->err, ERR_CANTCREAT, "%s: %s", part, text.text);
    str_release(&text);
    return -1;
}

struct xml_node *bookcheck_tree(const struct book_check *check,
                                const char *part)
{
    for (size_t i = 0; i < check->parts->count; i++)
        if (!strcmp(check->parts->items[i].name, part))
            return check->trees[i];
    return NULL;
}

static bool has_tab(const struct book_check *check, const char *name)
{
    for (size_t i = 0; i < check->tab_count; i++)
        if (!strcmp(check->tabs[i].name, name))
            return true;
    return false;
}

const char *bookcheck_string(const struct book_check *check, size_t number)
{
    const struct xml_node *text;

    if (!check->strings || number >= check->strings->child_count)
        return NULL;
    text = xml_child(check->strings->children[number], "t");
    return text ? text->text.text : "";
}

int bookcheck_reference(struct book_check *check, const char *part,
                        const char *text)
{
    char tab[TAB_MOST + 1];
    struct book_range range;

    if (!reference_read(text, tab, &range))
        return bookcheck_broken(check, part, "'%s' is no reference", text);
    if (!has_tab(check, tab))
        return bookcheck_broken(check, part, "'%s' is of no sheet", text);
    return 0;
}

/* Sheets and pictures are not kept as trees: a sheet may have a million cells.
 */
static bool is_tree(const char *name)
{
    const char *end = strrchr(name, '.');

    return end && (!strcmp(end, ".xml") || !strcmp(end, ".rels"))
           && strncmp(name, "xl/worksheets/sheet", 19) != 0;
}

static int read_trees(struct book_check *check)
{
    check->trees = mem_zero(check->parts->count + 1, sizeof(*check->trees));
    for (size_t i = 0; i < check->parts->count; i++) {
        const struct part *part = &check->parts->items[i];

        if (!is_tree(part->name))
            continue;
        check->trees[i] =
            xml_read(part->name, part->bytes, part->len, check->err);
        if (!check->trees[i])
            return -1;
    }
    check->strings = bookcheck_tree(check, STRINGS);
    return 0;
}

/* The sheets, in the order that they are shown in. */
static int read_tabs(struct book_check *check)
{
    const struct xml_node *workbook = bookcheck_tree(check, WORKBOOK);
    const struct xml_node *sheets = xml_child(workbook, "sheets");

    if (!sheets || !sheets->child_count)
        return bookcheck_broken(check, WORKBOOK, "has no sheets");
    check->tabs = mem_zero(sheets->child_count, sizeof(*check->tabs));
    for (size_t i = 0; i < sheets->child_count; i++) {
        const struct xml_node *sheet = sheets->children[i];
        struct check_tab *tab = &check->tabs[check->tab_count++];

        tab->name = xml_get(sheet, "name");
        if (!tab_is_good(tab->name))
            return bookcheck_broken(check, WORKBOOK,
                                    "'%s' is no name of a "
                                    "sheet",
                                    tab->name);
        for (size_t j = 0; j < i; j++)
            if (!strcasecmp(check->tabs[j].name, tab->name)
                || !strcmp(xml_get(sheets->children[j], "sheetId"),
                           xml_get(sheet, "sheetId")))
                return bookcheck_broken(check, WORKBOOK, "two sheets are '%s'",
                                        tab->name);
        tab->part = bookcheck_follow(check, WORKBOOK, xml_get(sheet, "r:id"),
                                     "/worksheet");
        if (!tab->part)
            return -1;
    }
    return 0;
}

/* A print area or print titles: references to the sheet that it is of. */
static int check_defined(struct book_check *check, const struct xml_node *node)
{
    const char *number = xml_get(node, "localSheetId");
    size_t of = strtoul(number, NULL, 10);
    char *list = mem_dup(node->text.text);
    int ret = 0;

    if (!*number || of >= check->tab_count
        || strncmp(xml_get(node, "name"), "_xlnm.", 6) != 0)
        ret = bookcheck_broken(check, WORKBOOK, "'%s' is no defined name",
                               xml_get(node, "name"));
    /* No name of a sheet has a comma. */
    for (char *at = list; ret == 0 && at;) {
        char *end = strchr(at, ',');
        char tab[TAB_MOST + 1];
        struct book_range range;

        if (end)
            *end++ = '\0';
        if (!reference_read(at, tab, &range)
            || strcmp(tab, check->tabs[of].name) != 0)
            ret = bookcheck_broken(check, WORKBOOK,
                                   "'%s' is no reference to '%s'", at,
                                   check->tabs[of].name);
        at = end;
    }
    free(list);
    return ret;
}

static int check_names(struct book_check *check)
{
    const struct xml_node *names =
        xml_child(bookcheck_tree(check, WORKBOOK), "definedNames");

    for (size_t i = 0; names && i < names->child_count; i++) {
        const struct xml_node *name = names->children[i];

        for (size_t j = 0; j < i; j++)
            if (!strcmp(xml_get(names->children[j], "name"),
                        xml_get(name, "name"))
                && !strcmp(xml_get(names->children[j], "localSheetId"),
                           xml_get(name, "localSheetId")))
                return bookcheck_broken(check, WORKBOOK,
                                        "'%s' is defined twice",
                                        xml_get(name, "name"));
        if (check_defined(check, name))
            return -1;
    }
    return 0;
}

static int check_strings(struct book_check *check)
{
    for (size_t i = 0; check->strings && i < check->strings->child_count; i++) {
        const char *text = bookcheck_string(check, i);
        size_t len;

        assert(text); /* there are so many */
        len = strlen(text);
        if (len > TEXT_MOST
            && utf8proc_decompose((const utf8proc_uint8_t *)text,
                                  (utf8proc_ssize_t)len, NULL, 0, 0)
                   > TEXT_MOST)
            return bookcheck_broken(check, STRINGS, "a text is too long");
    }
    return 0;
}

/* Ids and names of tables are the whole book's. */
static int check_tables(struct book_check *check)
{
    const struct xml_node **seen =
        mem_zero(check->parts->count + 1, sizeof(*seen));
    size_t count = 0;
    int ret = 0;

    for (size_t i = 0; ret == 0 && i < check->parts->count; i++) {
        const struct xml_node *table = check->trees[i];

        if (!table || strcmp(table->name, "table") != 0)
            continue;
        for (size_t j = 0; ret == 0 && j < count; j++)
            if (!strcmp(xml_get(seen[j], "id"), xml_get(table, "id"))
                || !strcasecmp(xml_get(seen[j], "displayName"),
                               xml_get(table, "displayName")))
                ret = bookcheck_broken(check, check->parts->items[i].name,
                                       "two tables are '%s'",
                                       xml_get(table, "displayName"));
        seen[count++] = table;
    }
    free(seen);
    return ret;
}

/* What a reader of screens says first. */
static int check_properties(struct book_check *check)
{
    static const char part[] = "docProps/core.xml";
    static const char *const needed[] = { "dc:title", "dc:creator",
                                          "dc:language" };
    const struct xml_node *core = bookcheck_tree(check, part);

    for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
        const struct xml_node *node = xml_child(core, needed[i]);

        if (!node || !node->text.len)
            return bookcheck_broken(check, part, "there is no %s", needed[i]);
    }
    return 0;
}

int bookcheck_all(struct book_check *check, const struct parts *parts,
                  struct err *err)
{
    *check = (struct book_check){ .parts = parts, .err = err };
    if (read_trees(check) || bookcheck_archive(check) || read_tabs(check)
        || check_names(check) || bookcheck_styles(check) || check_strings(check)
        || check_tables(check) || check_properties(check))
        return -1;
    for (size_t i = 0; i < check->tab_count; i++)
        if (bookcheck_sheet(check, &check->tabs[i]))
            return -1;
    return 0;
}

void bookcheck_release(struct book_check *check)
{
    for (size_t i = 0; check->trees && i < check->parts->count; i++)
        xml_free(check->trees[i]);
    for (size_t i = 0; i < check->tab_count; i++)
        free(check->tabs[i].part);
    free(check->trees);
    free(check->tabs);
    memset(check, 0, sizeof(*check));
}
