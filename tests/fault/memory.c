/*
 * Put before the C library's own functions (LD_PRELOAD): memory that fails at
 * the n-th asking, counted over all processes, and a clock that stands still,
 * so that two runs make the same bytes.
 */
#define _GNU_SOURCE
#include "tests/fault/memory.h"

#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "tests/fault/place.h"

/* glibc's own names for them. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *old, size_t size);

static struct memory_control *control;
static struct place_span own;

/* Of all that is loaded the program comes first. */
static int find_program(struct dl_phdr_info *info, size_t size, void *context)
{
    (void)size;
    (void)context;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];

        if (part->p_type != PT_LOAD || !(part->p_flags & PF_X))
            continue;
        own.low = info->dlpi_addr + part->p_vaddr;
        own.high = own.low + part->p_memsz;
    }
    return 1;
}

#define FRAMES 96
static uint64_t place(void)
{
    static _Thread_local int is_within; /* it may ask for memory itself */
    uint64_t number = PLACE_NONE;
    void *frames[FRAMES];
    int count;

    if (is_within)
        return number;
    is_within = 1;
    count = backtrace(frames, FRAMES);
    for (int i = 0; i < count; i++)
        if (place_is_within(own, (uintptr_t)frames[i]))
            number = place_add(number, (uintptr_t)frames[i]);
    is_within = 0;
    return number;
}

static void begin(void) __attribute__((constructor));
static void begin(void)
{
    const char *path = getenv(MEMORY_VARIABLE); /* told by the test */
    int fd = path ? open(path, O_RDWR | O_CLOEXEC) : -1;
    void *at;

    if (fd < 0)
        return;
    dl_iterate_phdr(find_program, NULL);
    place(); /* the first time, it loads a library */
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
    if (control->has_places && call <= MEMORY_PLACES)
        control->places[call - 1] = place();
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
