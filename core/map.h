#ifndef CORE_MAP_H
#define CORE_MAP_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * map: byte strings to integers, open addressing, keys copied into one arena.
 * It only grows; map_clear keeps the memory.
 */
struct map {
    struct map_slot *slots;
    size_t slot_count; /* a power of two, 0 = nothing yet */
    size_t count;
    char *keys; /* arena */
    size_t key_bytes;
    size_t key_capacity;
};

#define MAP_INIT                                                               \
    {                                                                          \
        NULL, 0, 0, NULL, 0, 0                                                 \
    }

/* The value's place, valid until the next map_put; NULL when absent. */
int64_t *map_find(const struct map *m, const void *key, size_t len);
/* The value's place, made with `otherwise` when absent; *added says which. */
int64_t *map_put(struct map *m, const void *key, size_t len, int64_t otherwise,
                 bool *added);
void map_clear(struct map *m);
void map_release(struct map *m);

/* FNV-1a with a final mix, the same on every machine: it may be stored. Good
   enough for tables, not for strangers. */
uint64_t map_hash(const void *bytes, size_t len);

#endif /* CORE_MAP_H */
