#include "core/mem.h"

#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"

#define LARGE (1024 * 1024)     /* bytes; of less, calls would cost more */
#define SPARE (8 * 1024 * 1024) /* bytes that are free at a heap's end */

void mem_give_up(const char *why)
{
    fprintf(stderr, "vschool: %s\n", why);
    /* Not exit: what libraries do at it, they do under other threads' hands. */
    _Exit(ERR_OS);
}

static void out_of_memory(void) __attribute__((noreturn));
static void out_of_memory(void)
{
    mem_give_up("out of memory");
}

void mem_begin(void)
{
#ifdef M_MMAP_THRESHOLD
    mallopt(M_MMAP_THRESHOLD, LARGE);
    mallopt(M_TRIM_THRESHOLD, SPARE);
#endif
}

void mem_rest(void)
{
#ifdef M_TRIM_THRESHOLD
    malloc_trim(0);
#endif
}

void *mem_alloc(size_t size)
{
    void *block = malloc(size ? size : 1);

    if (!block)
        out_of_memory();
    return block;
}

void *mem_zero(size_t count, size_t size)
{
    void *block = calloc(count ? count : 1, size ? size : 1);

    if (!block)
        out_of_memory();
    return block;
}

void *mem_grow(void *old, size_t count, size_t size)
{
    void *block;

    if (size && count > SIZE_MAX / size)
        out_of_memory();
    block = realloc(old, count && size ? count * size : 1);
    if (!block)
        out_of_memory();
    return block;
}

char *mem_dup_n(const char *text, size_t len)
{
    char *copy = mem_alloc(len + 1);

    memcpy(copy, text, len);
    copy[len] = '\0';
    return copy;
}

char *mem_dup(const char *text)
{
    return mem_dup_n(text, strlen(text));
}

void *mem_room(void *items, size_t *capacity, size_t size)
{
    size_t wanted = *capacity ? *capacity * 2 : 16;

    if (wanted < *capacity)
        out_of_memory();
    items = mem_grow(items, wanted, size);
    *capacity = wanted;
    return items;
}
