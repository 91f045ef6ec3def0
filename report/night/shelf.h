#ifndef REPORT_NIGHT_SHELF_H
#define REPORT_NIGHT_SHELF_H
#include <stdbool.h>
#include <stddef.h>

struct book;
struct err;
struct writing;

/*
 * shelf: workbooks of a pack that are written while the next ones are filled:
 * by as many processes at once as there are processors. What comes of them is
 * taken in the order in which they were put, so that the first error is that of
 * the first.
 *
 * A process costs more than a small workbook, and what it and its parent write
 * to afterwards is copied page by page: those that are small, or one of many,
 * wait until a few of them are there, for one to write them all; the more are
 * still to come, the more, so that nobody waits long for the last.
 */
#define SHELF_MOST 8   /* processes */
#define SHELF_BATCH 64 /* books of one of them, at most */

struct shelf_book {
    const struct book *book;
    const char *path; /* copied */
    const char *name; /* copied: put before errors that are found later */
    bool may_wait;    /* for others */
    size_t left;      /* of many: how many are still to be put */
    /* What the book needs, freed by `release` when it is needed no more, also
     * on failure; NULL: nothing is. */
    void *own;
    void (*release)(void *own);
};

struct shelf {
    const char *scratch;
    struct shelf_batch {
        struct writing *writing;
        char *names[SHELF_BATCH];
        size_t count;
    } batches[SHELF_MOST];
    size_t first, count, room;
    struct shelf_waiting {
        struct shelf_book put;
        char *path, *name;
    } waiting[SHELF_BATCH];
    size_t waiting_count;
    bool has_failed; /* a book's error was told: none of those after it is */
};

/* scratch: lent, for temporary files */
void shelf_init(struct shelf *shelf, const char *scratch);
/*
 * Have the book written once there is room. errors: of a book before, or those
 * of workbook_check and workbook_begin
 */
int shelf_put(struct shelf *shelf, const struct shelf_book *book,
              struct err *err) __attribute__((warn_unused_result));
/*
 * Wait for all. ret, err: of what was done meanwhile, which an error of a book
 * replaces, as it came before; -1 if there is any.
 */
int shelf_clear(struct shelf *shelf, int ret, struct err *err)
    __attribute__((warn_unused_result));

#endif /* REPORT_NIGHT_SHELF_H */
