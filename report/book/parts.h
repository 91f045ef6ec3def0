#ifndef REPORT_BOOK_PARTS_H
#define REPORT_BOOK_PARTS_H
#include <stddef.h>

struct err;

/*
 * parts: the files that a workbook is a zip archive of, in memory, in their
 * order.
 */
struct part {
    char *name;
    char *bytes; /* followed by a NUL */
    size_t len;
};

struct parts {
    struct part *items;
    size_t count;
    size_t capacity;
};

#define PARTS_INIT                                                             \
    {                                                                          \
        .items = NULL                                                          \
    }

/*
 * Read all of an archive, each part held against its CRC. The caller releases
 * *parts, also on failure. errors: ERR_CANTCREAT, for it was just written
 */
int parts_read(struct parts *parts, const char *path, struct err *err)
    __attribute__((warn_unused_result));
/* Same parts, same bytes: all are stamped 1 January 1980. ERR_CANTCREAT */
int parts_write(const struct parts *parts, const char *path, struct err *err)
    __attribute__((warn_unused_result));
/* NULL where there is none of that name. */
struct part *parts_find(const struct parts *parts, const char *name);
void parts_release(struct parts *parts);

#endif /* REPORT_BOOK_PARTS_H */
