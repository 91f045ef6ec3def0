#include "report/book/xmltree.h"

#include <expat.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"

struct reading {
    struct xml_node *root;
    struct xml_node *open;
};

static void begin(void *data, const char *name, const char **attributes)
{
    struct reading *reading = data;
    struct xml_node *node = mem_zero(1, sizeof(*node));
    size_t count = 0;

    while (attributes[count])
        count++;
    node->name = mem_dup(name);
    node->text = (struct str)STR_INIT;
    node->attributes = mem_zero(count + 1, sizeof(*node->attributes));
    for (size_t i = 0; i < count; i++)
        node->attributes[i] = mem_dup(attributes[i]);
    node->parent = reading->open;
    if (node->parent) {
        struct xml_node *parent = node->parent;

        node->place = parent->child_count;
        MEM_ROOM(parent->children, parent->child_count, parent->child_capacity);
        parent->children[parent->child_count++] = node;
    } else {
        reading->root = node;
    }
    reading->open = node;
}

static void end(void *data, const char *name)
{
    struct reading *reading = data;

    (void)name;
    reading->open = reading->open->parent;
}

static void take_text(void *data, const char *text, int len)
{
    struct reading *reading = data;

    if (reading->open)
        str_add_n(&reading->open->text, text, (size_t)len);
}

struct xml_node *xml_read(const char *name, const char *text, size_t len,
                          struct err *err)
{
    struct reading reading = { NULL, NULL };
    XML_Parser parser = XML_ParserCreate("UTF-8");

    if (!parser) {
        err_set(err, ERR_CANTCREAT, "%s: no memory to read it", name);
        return NULL;
    }
    XML_SetUserData(parser, &reading);
    XML_SetElementHandler(parser, begin, end);
    XML_SetCharacterDataHandler(parser, take_text);
    if (len > INT_MAX
        || XML_Parse(parser, text, (int)len, 1) != XML_STATUS_OK) {
        err_set(err, ERR_CANTCREAT, "%s: %s", name,
                len > INT_MAX ? "is too long"
                              : XML_ErrorString(XML_GetErrorCode(parser)));
        xml_free(reading.root);
        reading.root = NULL;
    }
    XML_ParserFree(parser);
    return reading.root;
}

void xml_free(struct xml_node *node)
{
    if (!node)
        return;
    for (size_t i = 0; i < node->child_count; i++)
        xml_free(node->children[i]);
    for (size_t i = 0; node->attributes[i]; i++)
        free(node->attributes[i]);
    free(node->attributes);
    free(node->children);
    free(node->name);
    str_release(&node->text);
    free(node);
}

const char *xml_get(const struct xml_node *node, const char *attribute)
{
    for (size_t i = 0; node && node->attributes[i]; i += 2)
        if (!strcmp(node->attributes[i], attribute))
            return node->attributes[i + 1];
    return "";
}

const struct xml_node *xml_child(const struct xml_node *node, const char *name)
{
    for (size_t i = 0; node && i < node->child_count; i++)
        if (!strcmp(node->children[i]->name, name))
            return node->children[i];
    return NULL;
}

/* The node after this one and all below it. */
static const struct xml_node *beyond(const struct xml_node *top,
                                     const struct xml_node *node)
{
    while (node != top) {
        const struct xml_node *parent = node->parent;

        if (node->place + 1 < parent->child_count)
            return parent->children[node->place + 1];
        node = parent;
    }
    return NULL;
}

const struct xml_node *xml_next(const struct xml_node *top,
                                const struct xml_node *last, const char *name)
{
    const struct xml_node *node = last ? last : top;

    do
        node = node->child_count ? node->children[0] : beyond(top, node);
    while (node && strcmp(node->name, name) != 0);
    return node;
}
