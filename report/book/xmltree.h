#ifndef REPORT_BOOK_XMLTREE_H
#define REPORT_BOOK_XMLTREE_H
#include <stddef.h>

#include "core/str.h"

struct err;

/* xmltree: a small XML text as a tree, for the checks of a finished book. */
struct xml_node {
    char *name;        /* with its prefix */
    char **attributes; /* name, value, ..., NULL */
    struct str text;   /* its own, all of it */
    struct xml_node *parent;
    size_t place; /* among its parent's children */
    struct xml_node **children;
    size_t child_count, child_capacity;
};

/* NULL on failure, with `name` in the message. errors: ERR_CANTCREAT */
struct xml_node *xml_read(const char *name, const char *text, size_t len,
                          struct err *err);
void xml_free(struct xml_node *node);

/* "" where it is not there. Lent. */
const char *xml_get(const struct xml_node *node, const char *attribute);
/* The first child of that name; NULL where there is none. */
const struct xml_node *xml_child(const struct xml_node *node, const char *name);
/* The node after `last` in the order of the text, below `top`, of that name;
 * NULL: the first. */
const struct xml_node *xml_next(const struct xml_node *top,
                                const struct xml_node *last, const char *name);

#endif /* REPORT_BOOK_XMLTREE_H */
