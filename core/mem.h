#ifndef CORE_MEM_H
#define CORE_MEM_H
#include <stddef.h>

/*
 * mem: allocation that cannot fail. Out of memory prints one line and exits
 * 71, in one place: the run's transaction rolls back and nothing half-written
 * is published, so there is nothing better to do. mem_give_up is that place,
 * for what else fails only where nothing can be done; any thread may come to
 * it.
 */
void mem_give_up(const char *why) __attribute__((noreturn));
/*
 * Before anything is allocated: what is larger than some pages goes back to the
 * system when it is freed. By itself glibc learns from the first large array
 * that is freed to keep all such for later, and they stand about half empty. Of
 * what is smaller some is kept: what each of many files takes and frees would
 * else be handed out by the system page by page, again and again.
 */
void mem_begin(void);
/*
 * What is free goes back to the system, whichever thread it was of: once what
 * needed it is over, and something else begins that would be given more.
 */
void mem_rest(void);
void *mem_alloc(size_t size) __attribute__((malloc, alloc_size(1)));
void *mem_zero(size_t count, size_t size) __attribute__((malloc));
void *mem_grow(void *old, size_t count, size_t size);
char *mem_dup(const char *text) __attribute__((malloc));
char *mem_dup_n(const char *text, size_t len) __attribute__((malloc));

/*
 * Make room for one more element in a growing array: `items` points to the
 * array, `*capacity` counts elements. Products that overflow exit as above.
 */
#define MEM_ROOM(items, count, capacity)                                       \
    ((items) && (count) < (capacity)                                           \
         ? (void)0                                                             \
         : (void)((items) = mem_room((items), &(capacity), sizeof(*(items)))))
void *mem_room(void *items, size_t *capacity, size_t size);

#endif /* CORE_MEM_H */
