#ifndef CORE_SEARCH_H
#define CORE_SEARCH_H
#include <stddef.h>
#include <stdint.h>

/*
 * search: the place of the first struct of an array, in ascending order of an
 * int64_t in it, that has this key; `count` where there is none.
 *
 *     at = search_key(rows, count, sizeof(*rows),
 *                     offsetof(struct row, key), 7);
 *
 * Here, so that the compiler knows the size: it is asked for every row of a
 * period.
 */
static inline int64_t search_key_at(const void *items, size_t size,
                                    size_t offset, size_t at)
{
    const char *item = (const char *)items + at * size;

    return *(const int64_t *)(const void *)(item + offset);
}

static inline size_t search_key(const void *items, size_t count, size_t size,
                                size_t offset, int64_t key)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (search_key_at(items, size, offset, middle) < key)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < count && search_key_at(items, size, offset, low) == key)
        return low;
    return count;
}

#endif /* CORE_SEARCH_H */
