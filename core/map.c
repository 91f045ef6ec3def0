#include "core/map.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

/* In the arena a key stands behind its length, from a multiple of STEP on. */
#define STEP sizeof(uint32_t)

struct map_slot {
    uint32_t hash; /* the lower half: enough for where it is, and to compare */
    uint32_t key;  /* its place in the arena in STEPs, from 1; 0 = free */
    int64_t value;
};

uint64_t map_hash(const void *bytes, size_t len)
{
    const unsigned char *at = bytes;
    uint64_t h = 0xcbf29ce484222325u;

    for (size_t i = 0; i < len; i++)
        h = (h ^ at[i]) * 0x100000001b3u;
    h ^= h >> 32;
    h *= 0x9e3779b97f4a7c15u;
    h ^= h >> 29;
    return h;
}

static bool is_key(const struct map *m, const struct map_slot *slot,
                   const void *key, size_t len)
{
    const char *at = m->keys + (slot->key - 1) * STEP;
    uint32_t own;

    memcpy(&own, at, sizeof(own));
    return own == len && !memcmp(at + STEP, key, len);
}

static struct map_slot *probe(const struct map *m, uint32_t hash,
                              const void *key, size_t len)
{
    size_t at = hash & (m->slot_count - 1);

    for (;;) {
        struct map_slot *slot = &m->slots[at];

        if (!slot->key || (slot->hash == hash && is_key(m, slot, key, len)))
            return slot;
        at = (at + 1) & (m->slot_count - 1);
    }
}

/* Eight bytes at a time: for this process alone. */
static uint32_t hash_of(const void *key, size_t len)
{
    const unsigned char *at = key;
    uint64_t h = len * 0x9e3779b97f4a7c15u;
    uint64_t word;

    for (; len >= sizeof(word); at += sizeof(word), len -= sizeof(word)) {
        memcpy(&word, at, sizeof(word));
        h = (h ^ word) * 0x9e3779b97f4a7c15u;
        h ^= h >> 32;
    }
    word = 0;
    memcpy(&word, at, len);
    h = (h ^ word) * 0x9e3779b97f4a7c15u;
    h ^= h >> 32;
    h *= 0xd6e8feb86659fd93u;
    h ^= h >> 32;
    return (uint32_t)h;
}

int64_t *map_find(const struct map *m, const void *key, size_t len)
{
    struct map_slot *slot;

    if (!m->slot_count)
        return NULL;
    slot = probe(m, hash_of(key, len), key, len);
    return slot->key ? &slot->value : NULL;
}

static void grow(struct map *m)
{
    struct map_slot *old = m->slots;
    size_t old_count = m->slot_count;

    m->slot_count = old_count ? old_count * 2 : 64;
    m->slots = mem_zero(m->slot_count, sizeof(*m->slots));
    for (size_t i = 0; i < old_count; i++) {
        size_t at = old[i].hash & (m->slot_count - 1);

        if (!old[i].key)
            continue;
        while (m->slots[at].key)
            at = (at + 1) & (m->slot_count - 1);
        m->slots[at] = old[i];
    }
    free(old);
}

/* Its place in STEPs. */
static uint32_t keep_key(struct map *m, const void *key, size_t len)
{
    const uint32_t own = (uint32_t)len;
    size_t size = STEP + (len + STEP - 1) / STEP * STEP;
    size_t place = m->key_bytes / STEP + 1;

    if (len > UINT32_MAX || place > UINT32_MAX || m->slot_count > UINT32_MAX)
        mem_give_up("out of memory");
    while (m->key_capacity - m->key_bytes < size)
        m->keys = mem_room(m->keys, &m->key_capacity, 1);
    memcpy(m->keys + m->key_bytes, &own, sizeof(own));
    if (len)
        memcpy(m->keys + m->key_bytes + STEP, key, len);
    m->key_bytes += size;
    return (uint32_t)place;
}

int64_t *map_put(struct map *m, const void *key, size_t len, int64_t otherwise,
                 bool *added)
{
    uint32_t hash = hash_of(key, len);
    struct map_slot *slot;

    if (m->count * 4 >= m->slot_count * 3)
        grow(m);
    slot = probe(m, hash, key, len);
    *added = !slot->key;
    if (*added) {
        *slot = (struct map_slot){ hash, keep_key(m, key, len), otherwise };
        m->count++;
    }
    return &slot->value;
}

void map_clear(struct map *m)
{
    if (m->slot_count)
        memset(m->slots, 0, m->slot_count * sizeof(*m->slots));
    m->count = 0;
    m->key_bytes = 0;
}

void map_release(struct map *m)
{
    free(m->slots);
    free(m->keys);
    memset(m, 0, sizeof(*m));
}
