#include "report/night/shelf.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/err.h"
#include "core/mem.h"
#include "report/book/workbook.h"

void shelf_init(struct shelf *shelf)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    memset(shelf, 0, sizeof(*shelf));
    shelf->room = cores < 1            ? 1
                  : cores > SHELF_MOST ? SHELF_MOST
                                       : (size_t)cores;
}

static int take_first(struct shelf *shelf, struct err *err)
{
    size_t at = shelf->first;
    char *name = shelf->books[at].name;
    int ret = workbook_end(shelf->books[at].writing, err);

    if (ret) {
        err_context(err, "'%s'", name);
        shelf->has_failed = true;
    }
    free(name);
    shelf->first = (at + 1) % SHELF_MOST;
    shelf->count--;
    return ret;
}

int shelf_put(struct shelf *shelf, const struct book *book, const char *path,
              const char *scratch, const char *name, struct err *err)
{
    size_t at = (shelf->first + shelf->count) % SHELF_MOST;

    if (shelf->count == shelf->room && take_first(shelf, err))
        return -1;
    if (workbook_begin(&shelf->books[at].writing, book, path, scratch, err))
        return err_context(err, "'%s'", name);
    shelf->books[at].name = mem_dup(name);
    shelf->count++;
    return 0;
}

int shelf_clear(struct shelf *shelf, int ret, struct err *err)
{
    while (shelf->count) {
        struct err own = ERR_INIT;
        bool is_first = !shelf->has_failed;

        if (take_first(shelf, &own) && is_first)
            *err = own;
    }
    return ret || shelf->has_failed ? -1 : 0;
}
