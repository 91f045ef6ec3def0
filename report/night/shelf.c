#include "report/night/shelf.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/err.h"
#include "core/mem.h"
#include "report/book/workbook.h"

#define SHELF_LEAST 8 /* books of a batch */
#define SHELF_PART 4  /* of those to come: one in so many */

void shelf_init(struct shelf *shelf, const char *scratch)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    memset(shelf, 0, sizeof(*shelf));
    shelf->scratch = scratch;
    shelf->room = cores < 1            ? 1
                  : cores > SHELF_MOST ? SHELF_MOST
                                       : (size_t)cores;
}

static int take_first(struct shelf *shelf, struct err *err)
{
    struct shelf_batch *batch = &shelf->batches[shelf->first];
    size_t which;
    int ret = workbook_end(batch->writing, WORKBOOK_SECONDS, &which, err);

    if (ret) {
        err_context(err, "'%s'", batch->names[which]);
        shelf->has_failed = true;
    }
    for (size_t i = 0; i < batch->count; i++)
        free(batch->names[i]);
    shelf->first = (shelf->first + 1) % SHELF_MOST;
    shelf->count--;
    return ret;
}

static void forget(struct shelf_waiting *book)
{
    free(book->path);
    free(book->name);
    if (book->put.release)
        book->put.release(book->put.own);
}

static int begin(struct shelf *shelf, struct err *err)
{
    struct book_work works[SHELF_BATCH];
    struct shelf_batch *batch;

    if (shelf->count == shelf->room && take_first(shelf, err))
        return -1;
    batch = &shelf->batches[(shelf->first + shelf->count) % SHELF_MOST];
    batch->count = 0;
    for (size_t i = 0; i < shelf->waiting_count; i++)
        works[i] = (struct book_work){ shelf->waiting[i].put.book,
                                       shelf->waiting[i].path };
    if (workbook_begin(&batch->writing, works, shelf->waiting_count,
                       shelf->scratch, err))
        return err_context(err, "'%s'", shelf->waiting[0].name);
    for (size_t i = 0; i < shelf->waiting_count; i++)
        batch->names[batch->count++] = mem_dup(shelf->waiting[i].name);
    shelf->count++;
    return 0;
}

/* Those that wait are begun, or are not to be. */
static int begin_waiting(struct shelf *shelf, struct err *err)
{
    int ret = shelf->waiting_count ? begin(shelf, err) : 0;

    for (size_t i = 0; i < shelf->waiting_count; i++)
        forget(&shelf->waiting[i]);
    shelf->waiting_count = 0;
    return ret;
}

/* Many while there are many to come, few at the end: it is waited for. */
static size_t batch_size(size_t left)
{
    size_t size = left / SHELF_PART;

    return size < SHELF_LEAST   ? SHELF_LEAST
           : size > SHELF_BATCH ? SHELF_BATCH
                                : size;
}

int shelf_put(struct shelf *shelf, const struct shelf_book *book,
              struct err *err)
{
    struct shelf_waiting *kept = &shelf->waiting[shelf->waiting_count];

    *kept = (struct shelf_waiting){ *book, mem_dup(book->path),
                                    mem_dup(book->name) };
    if (workbook_check(book->book, err)) {
        err_context(err, "'%s'", book->name);
        forget(kept);
        return -1;
    }
    shelf->waiting_count++;
    return book->may_wait && shelf->waiting_count < batch_size(book->left)
               ? 0
               : begin_waiting(shelf, err);
}

int shelf_clear(struct shelf *shelf, int ret, struct err *err)
{
    struct err own = ERR_INIT;
    bool had_failed = shelf->has_failed;

    if (begin_waiting(shelf, &own)) {
        if (shelf->has_failed ? !had_failed : ret == 0)
            *err = own;
        ret = -1;
    }
    while (shelf->count) {
        bool is_first = !shelf->has_failed;

        own = (struct err)ERR_INIT;
        if (take_first(shelf, &own) && is_first)
            *err = own;
    }
    return ret || shelf->has_failed ? -1 : 0;
}
