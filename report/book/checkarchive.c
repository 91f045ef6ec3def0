#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "report/book/bookcheck.h"
#include "report/book/parts.h"
#include "report/book/xmltree.h"

#define TYPES "[Content_Types].xml"

/* "../tables/table1.xml" of "xl/worksheets/sheet1.xml". */
static char *resolve(const char *part, const char *target)
{
    const char *slash = strrchr(part, '/');
    size_t len = slash ? (size_t)(slash - part) : 0;
    struct str out = STR_INIT;

    if (*target == '/')
        return mem_dup(target + 1);
    for (; !strncmp(target, "../", 3); target += 3)
        while (len && part[--len] != '/')
            ;
    str_add_n(&out, part, len);
    if (len)
        str_add_c(&out, '/');
    str_add(&out, target);
    return str_take(&out);
}

/* The part that says where the r:ids of `part` lead. */
static char *links_of(const char *part)
{
    const char *slash = strrchr(part, '/');
    size_t len = slash ? (size_t)(slash + 1 - part) : 0;
    struct str out = STR_INIT;

    str_addf(&out, "%.*s_rels/%s.rels", (int)len, part, part + len);
    return str_take(&out);
}

/* And the other way round; "" for the archive as a whole. */
static char *owner_of(const char *links)
{
    const char *folder = strstr(links, "_rels/");
    struct str out = STR_INIT;

    str_addf(&out, "%.*s%s", (int)(folder - links), links,
             folder + strlen("_rels/"));
    out.len -= strlen(".rels");
    out.text[out.len] = '\0';
    return str_take(&out);
}

const struct xml_node *bookcheck_links(const struct book_check *check,
                                       const char *part)
{
    char *links = links_of(part);
    const struct xml_node *tree = bookcheck_tree(check, links);

    free(links);
    return tree;
}

char *bookcheck_follow(struct book_check *check, const char *part,
                       const char *id, const char *kind)
{
    const struct xml_node *tree = bookcheck_links(check, part);
    char *found = NULL;

    for (size_t i = 0; tree && !found && i < tree->child_count; i++) {
        const struct xml_node *link = tree->children[i];
        const char *type = xml_get(link, "Type");
        size_t len = strlen(type);

        if (!strcmp(xml_get(link, "Id"), id) && len > strlen(kind)
            && !strcmp(type + len - strlen(kind), kind))
            found = resolve(part, xml_get(link, "Target"));
    }
    if (!found)
        bookcheck_broken(check, part, "'%s' leads to no %s", id, kind + 1);
    return found;
}

/* Every relationship has its own id and leads to a part, or to an address. */
static int check_links(struct book_check *check, const char *links,
                       const struct xml_node *tree)
{
    char *owner = owner_of(links);
    int ret = 0;

    if (*owner && !parts_find(check->parts, owner))
        ret = bookcheck_broken(check, links, "is of no part");
    for (size_t i = 0; ret == 0 && i < tree->child_count; i++) {
        const struct xml_node *link = tree->children[i];
        char *target = resolve(owner, xml_get(link, "Target"));

        for (size_t j = 0; j < i; j++)
            if (!strcmp(xml_get(tree->children[j], "Id"), xml_get(link, "Id")))
                ret = bookcheck_broken(check, links, "two are '%s'",
                                       xml_get(link, "Id"));
        if (ret == 0 && strcmp(xml_get(link, "TargetMode"), "External") != 0
            && !parts_find(check->parts, target))
            ret = bookcheck_broken(check, links, "'%s' is not there", target);
        free(target);
    }
    free(owner);
    return ret;
}

/* "xl/media/image1.png" by its name, else by what its name ends with. */
static bool has_type(const struct xml_node *types, const char *name)
{
    const char *end = strrchr(name, '.');

    for (size_t i = 0; i < types->child_count; i++) {
        const struct xml_node *type = types->children[i];
        const char *ending = xml_get(type, "Extension");
        const char *of = xml_get(type, "PartName");

        if (!*xml_get(type, "ContentType"))
            continue;
        if (*of == '/' && !strcmp(of + 1, name))
            return true;
        if (end && *ending && !strcasecmp(end + 1, ending))
            return true;
    }
    return false;
}

static int check_types(struct book_check *check)
{
    const struct xml_node *types = bookcheck_tree(check, TYPES);

    if (!types)
        return bookcheck_broken(check, TYPES, "is not there");
    for (size_t i = 0; i < check->parts->count; i++) {
        const char *name = check->parts->items[i].name;

        if (strcmp(name, TYPES) != 0 && !has_type(types, name))
            return bookcheck_broken(check, TYPES, "'%s' has none", name);
        for (size_t j = 0; j < i; j++)
            if (!strcasecmp(check->parts->items[j].name, name))
                return bookcheck_broken(check, name, "is there twice");
    }
    for (size_t i = 0; i < types->child_count; i++) {
        const char *of = xml_get(types->children[i], "PartName");

        if (*of && !parts_find(check->parts, of + 1))
            return bookcheck_broken(check, TYPES, "'%s' is not there", of);
    }
    return 0;
}

static bool leads_to(const char *links, const struct xml_node *tree,
                     const char *part)
{
    char *owner = owner_of(links);
    bool found = false;

    for (size_t i = 0; !found && i < tree->child_count; i++) {
        char *target = resolve(owner, xml_get(tree->children[i], "Target"));

        found = !strcmp(target, part);
        free(target);
    }
    free(owner);
    return found;
}

/* What nothing leads to, a reader never sees. */
static int check_reach(struct book_check *check, const char *part)
{
    bool is_reached = !strcmp(part, TYPES) || strstr(part, "_rels/");

    for (size_t i = 0; !is_reached && i < check->parts->count; i++)
        is_reached =
            strstr(check->parts->items[i].name, "_rels/") && check->trees[i]
            && leads_to(check->parts->items[i].name, check->trees[i], part);
    return is_reached ? 0
                      : bookcheck_broken(check, part, "nothing leads to it");
}

int bookcheck_archive(struct book_check *check)
{
    if (check_types(check))
        return -1;
    for (size_t i = 0; i < check->parts->count; i++) {
        const struct part *part = &check->parts->items[i];
        const struct xml_node *tree = check->trees[i];

        if (tree && !strcmp(tree->name, "Relationships")
            && strstr(part->name, "_rels/")
            && check_links(check, part->name, tree))
            return -1;
    }
    for (size_t i = 0; i < check->parts->count; i++)
        if (check_reach(check, check->parts->items[i].name))
            return -1;
    return 0;
}
