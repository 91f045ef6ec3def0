#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/err.h"
#include "report/book/bookcheck.h"
#include "report/book/parts.h"
#include "report/book/xmltree.h"

#define STYLES "xl/styles.xml"
#define NAME_MOST 255

/* A list whose attribute `count` says how many it holds. */
static int check_count(struct book_check *check, const struct xml_node *styles,
                       const char *name, size_t *count)
{
    const struct xml_node *list = xml_child(styles, name);

    *count = list ? list->child_count : 0;
    if (list && strtoul(xml_get(list, "count"), NULL, 10) != *count)
        return bookcheck_broken(check, STYLES, "%s: %zu where %s are counted",
                                name, *count, xml_get(list, "count"));
    return 0;
}

/* An attribute of each item that is a number below `below`. */
static int check_below(struct book_check *check, const struct xml_node *styles,
                       const char *name, const char *attribute, size_t below)
{
    const struct xml_node *list = xml_child(styles, name);

    for (size_t i = 0; list && i < list->child_count; i++) {
        const char *text = xml_get(list->children[i], attribute);

        if (!*text || strtoul(text, NULL, 10) >= below)
            return bookcheck_broken(check, STYLES, "%s: %s '%s' is not there",
                                    name, attribute, text);
    }
    return 0;
}

int bookcheck_styles(struct book_check *check)
{
    const struct xml_node *styles = bookcheck_tree(check, STYLES);
    size_t formats, fonts, fills, borders, bases, names;

    if (!styles)
        return bookcheck_broken(check, STYLES, "is not there");
    if (check_count(check, styles, "numFmts", &formats)
        || check_count(check, styles, "fonts", &fonts)
        || check_count(check, styles, "fills", &fills)
        || check_count(check, styles, "borders", &borders)
        || check_count(check, styles, "cellStyleXfs", &bases)
        || check_count(check, styles, "cellXfs", &check->style_count)
        || check_count(check, styles, "cellStyles", &names))
        return -1;
    for (size_t i = 0; i < 2; i++) {
        const char *list = i ? "cellXfs" : "cellStyleXfs";

        if (check_below(check, styles, list, "fontId", fonts)
            || check_below(check, styles, list, "fillId", fills)
            || check_below(check, styles, list, "borderId", borders))
            return -1;
    }
    return check_below(check, styles, "cellXfs", "xfId", bases)
                   || check_below(check, styles, "cellStyles", "xfId", bases)
               ? -1
               : 0;
}

/* The name of a table is a defined name of the whole book. */
static bool is_table_name(const char *name)
{
    struct book_range cell;
    size_t len = strlen(name);

    if (len < 1 || len > NAME_MOST
        || (!isalpha((unsigned char)name[0]) && name[0] != '_'))
        return false;
    for (size_t i = 0; i < len; i++)
        if (!isalnum((unsigned char)name[i]) && !strchr("_.", name[i]))
            return false;
    return !range_read(name, &cell) && strcasecmp(name, "R") != 0
           && strcasecmp(name, "C") != 0;
}

/* Another than those before it, in a reader's eyes. */
static bool is_other(const struct xml_node *columns, size_t at)
{
    const char *name = xml_get(columns->children[at], "name");
    const char *id = xml_get(columns->children[at], "id");

    for (size_t i = 0; i < at; i++)
        if (!strcasecmp(xml_get(columns->children[i], "name"), name)
            || !strcmp(xml_get(columns->children[i], "id"), id))
            return false;
    return *name && *id;
}

int bookcheck_table(struct book_check *check, struct check_table *table)
{
    const struct xml_node *tree = bookcheck_tree(check, table->part);
    const struct xml_node *filter = xml_child(tree, "autoFilter");
    const char *ref = xml_get(tree, "ref");
    long width;

    table->columns = xml_child(tree, "tableColumns");
    if (!is_table_name(xml_get(tree, "displayName"))
        || strcmp(xml_get(tree, "name"), xml_get(tree, "displayName")) != 0)
        return bookcheck_broken(check, table->part, "'%s' is no name",
                                xml_get(tree, "displayName"));
    if (!range_read(ref, &table->range)
        || (filter && strcmp(xml_get(filter, "ref"), ref) != 0))
        return bookcheck_broken(check, table->part, "'%s' is no range of it",
                                ref);
    width = table->range.last_column - table->range.first_column + 1;
    if (!table->columns || (size_t)width != table->columns->child_count
        || strtol(xml_get(table->columns, "count"), NULL, 10) != width
        || table->range.last_row == table->range.first_row)
        return bookcheck_broken(check, table->part,
                                "its columns or rows are not those of %s", ref);
    for (size_t i = 0; i < table->columns->child_count; i++)
        if (!is_other(table->columns, i))
            return bookcheck_broken(
                check, table->part, "two columns are '%s'",
                xml_get(table->columns->children[i], "name"));
    return 0;
}

static int check_chart(struct book_check *check, const char *part)
{
    const struct xml_node *chart = bookcheck_tree(check, part);

    if (!chart)
        return bookcheck_broken(check, part, "is not there");
    for (const struct xml_node *at = xml_next(chart, NULL, "c:f"); at;
         at = xml_next(chart, at, "c:f"))
        if (bookcheck_reference(check, part, at->text.text))
            return -1;
    return 0;
}

/* A thing has its own id, a name and, for who does not see it, a text. */
static int check_things(struct book_check *check, const char *part,
                        const struct xml_node *drawing)
{
    static const char thing[] = "xdr:cNvPr";

    for (const struct xml_node *at = xml_next(drawing, NULL, thing); at;
         at = xml_next(drawing, at, thing)) {
        if (!*xml_get(at, "name") || !*xml_get(at, "descr"))
            return bookcheck_broken(check, part,
                                    "something has no alternative text");
        for (const struct xml_node *other = xml_next(drawing, NULL, thing);
             other != at; other = xml_next(drawing, other, thing))
            if (!strcmp(xml_get(other, "id"), xml_get(at, "id")))
                return bookcheck_broken(check, part, "two things are '%s'",
                                        xml_get(at, "id"));
    }
    return 0;
}

int bookcheck_drawing(struct book_check *check, const char *part)
{
    const struct xml_node *drawing = bookcheck_tree(check, part);
    int ret = 0;

    if (!drawing)
        return bookcheck_broken(check, part, "is not there");
    for (const struct xml_node *at = xml_next(drawing, NULL, "c:chart");
         ret == 0 && at; at = xml_next(drawing, at, "c:chart")) {
        char *chart =
            bookcheck_follow(check, part, xml_get(at, "r:id"), "/chart");

        ret = chart ? check_chart(check, chart) : -1;
        free(chart);
    }
    for (const struct xml_node *at = xml_next(drawing, NULL, "a:blip");
         ret == 0 && at; at = xml_next(drawing, at, "a:blip")) {
        char *image =
            bookcheck_follow(check, part, xml_get(at, "r:embed"), "/image");

        ret = image ? 0 : -1;
        free(image);
    }
    return ret ? -1 : check_things(check, part, drawing);
}
