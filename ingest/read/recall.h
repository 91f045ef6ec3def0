#ifndef INGEST_READ_RECALL_H
#define INGEST_READ_RECALL_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "core/date.h"
#include "ingest/read/value.h"

/*
 * recall: what a field's cells have been read as, by their bytes. A column
 * says the same few things again and again: one school, a pupil for a row of
 * his days, some hundred days, two sessions. What was said by the same bytes
 * before is not read again.
 *
 * Only what its bytes alone decide may be kept, and only what was read without
 * a fault: then it cannot be stale, and a fault is found and told each time.
 */
#define RECALL_BYTES 24 /* longer cells are not kept */

struct recall_key {
    uint64_t words[RECALL_BYTES / sizeof(uint64_t)]; /* zeros behind it */
    size_t len;
};

struct recalled {
    struct recall_key key;
    struct value value; /* its text stays where it is until the next is kept */
    char text[VALUE_TEXT_SIZE];
    date_t from, to; /* of a mark: the days on which it is one */
};

struct recall {
    struct recalled *slots;
    size_t mask;                 /* of how many there are, a power of two */
    const struct recalled *last; /* that the field is now; NULL = none */
};

/* slots: a power of two */
void recall_init(struct recall *recall, size_t slots);
void recall_release(struct recall *recall);

/* As many ones as zeros behind them. */
extern const unsigned char recall_masks[2 * RECALL_BYTES];

/* A word of a text of that length, from a byte on. */
static inline uint64_t recall_word(const char *text, size_t len, size_t at)
{
    uint64_t word, mask;

    memcpy(&word, text + at, sizeof(word));
    memcpy(&mask, recall_masks + RECALL_BYTES - len + at, sizeof(mask));
    return word & mask;
}

/*
 * The key of a cell; and what such a cell was read as, or NULL. RECALL_BYTES
 * may be read from its text on, whatever its length, which is at most that.
 */
static inline struct recall_key recall_key(const char *text, size_t len)
{
    struct recall_key key = { { recall_word(text, len, 0), 0, 0 }, len };

    if (len > sizeof(key.words[0])) {
        key.words[1] = recall_word(text, len, 8);
        key.words[2] = recall_word(text, len, 16);
    }
    return key;
}

static inline bool recall_is(const struct recalled *recalled,
                             struct recall_key key)
{
    const struct recall_key *its = &recalled->key;

    return its->words[0] == key.words[0] && its->len == key.len
           && its->words[1] == key.words[1] && its->words[2] == key.words[2];
}

/* Good enough for a table that may forget. */
static inline size_t recall_slot(const struct recall *recall,
                                 struct recall_key key)
{
    uint64_t hash = key.words[0] ^ (key.words[1] << 31) ^ (key.words[1] >> 33)
                    ^ (key.words[2] << 17) ^ key.len;

    return (size_t)((hash * UINT64_C(0x9E3779B97F4A7C15)) >> 40) & recall->mask;
}

/* Where what would be in the slot is, if another was there first: two days of a
   term would else put each other out all the time. */
static inline size_t recall_other(const struct recall *recall, size_t slot)
{
    return (slot ^ 1) & recall->mask;
}

static inline const struct recalled *recall_find(const struct recall *recall,
                                                 const char *text, size_t len)
{
    const struct recall_key key = recall_key(text, len);
    const struct recalled *slot = recall->last;
    size_t at;

    if (slot && recall_is(slot, key))
        return slot;
    at = recall_slot(recall, key);
    slot = &recall->slots[at];
    if (recall_is(slot, key))
        return slot;
    slot = &recall->slots[recall_other(recall, at)];
    return recall_is(slot, key) ? slot : NULL;
}

/*
 * Keep it, in place of another perhaps. A text of VALUE_TEXT_SIZE and more is
 * lent: of a code, say.
 */
struct recalled *recall_keep(struct recall *recall, struct recall_key key,
                             const struct value *value);

#endif /* INGEST_READ_RECALL_H */
