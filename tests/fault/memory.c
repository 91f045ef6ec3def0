/*
 * Put before the C library's own functions (LD_PRELOAD): memory that fails at
 * the n-th asking, counted over all processes, and a clock that stands still,
 * so that two runs make the same bytes.
 */
#define _GNU_SOURCE
#include "tests/fault/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

/* glibc's own names for them. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

static struct memory_control *control;

static void begin(void) __attribute__((constructor));
static void begin(void)
{
    const char *path = getenv(MEMORY_VARIABLE); /* told by the test */
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    void *at;

    if (fd < 0)
        return;
    at =
        mmap(NULL, sizeof(*control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
    if (at != MAP_FAILED)
        control = at;
}

static int fails(void)
{
    int64_t call;

    if (!control)
        return 0;
    call = atomic_fetch_add(&control->calls, 1) + 1;
    if (!control->n || call < control->n
        || (call > control->n && !control->is_always))
        return 0;
    atomic_fetch_add(&control->fired, 1);
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t size)
{
    return fails() ? NULL : __libc_malloc(size);
}

void *calloc(size_t nmemb, size_t size)
{
    return fails() ? NULL : __libc_calloc(nmemb, size);
}

void *realloc(void *ptr, size_t size)
{
    return fails() ? NULL : __libc_realloc(ptr, size);
}

time_t time(time_t *timer)
{
    static const time_t now = 1772323200; /* 2026-03-01 */

    if (timer)
        *timer = now;
    return now;
}
