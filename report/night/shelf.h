#ifndef REPORT_NIGHT_SHELF_H
#define REPORT_NIGHT_SHELF_H
#include <stdbool.h>
#include <stddef.h>

struct book;
struct err;
struct writing;

/*
 * shelf: workbooks of a pack that are written while the next one is filled: as
 * many at once as there are processors. What comes of them is taken in the
 * order in which they were put, so that the first error is that of the first.
 */
#define SHELF_MOST 8

struct shelf {
    struct {
        struct writing *writing;
        char *name;
    } books[SHELF_MOST];
    size_t first, count, room;
    bool has_failed; /* a book's error was told: none of those after it is */
};

void shelf_init(struct shelf *shelf);
/*
 * Begin to write the book, once there is room: it may be freed then. `name` is
 * put before errors that are found later. errors: of a book before, or those of
 * workbook_begin
 */
int shelf_put(struct shelf *shelf, const struct book *book, const char *path,
              const char *scratch, const char *name, struct err *err)
    __attribute__((warn_unused_result));
/*
 * Wait for all. ret, err: of what was done meanwhile, which an error of a book
 * replaces, as it came before; -1 if there is any.
 */
int shelf_clear(struct shelf *shelf, int ret, struct err *err)
    __attribute__((warn_unused_result));

#endif /* REPORT_NIGHT_SHELF_H */
