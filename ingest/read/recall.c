#include "ingest/read/recall.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

#define NO_CELL SIZE_MAX /* the length in a slot that nothing is in */

void recall_init(struct recall *recall, size_t slots)
{
    recall->slots = mem_zero(slots, sizeof(*recall->slots));
    recall->mask = slots - 1;
    recall->last = NULL;
    for (size_t i = 0; i < slots; i++)
        recall->slots[i].key.len = NO_CELL;
}

void recall_release(struct recall *recall)
{
    free(recall->slots);
    recall->slots = NULL;
}

void recall_key(struct recall_key *key, const char *text, size_t len)
{
    /* From the len-th byte before the middle on: as many ones as the text is
       long, then zeros. */
    static const unsigned char masks[2 * RECALL_BYTES] = {
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    };
    uint64_t mask[RECALL_BYTES / sizeof(uint64_t)];

    memcpy(mask, masks + RECALL_BYTES - len, sizeof(mask));
    memcpy(key->words, text, sizeof(key->words));
    for (size_t i = 0; i < sizeof(mask) / sizeof(mask[0]); i++)
        key->words[i] &= mask[i];
    key->len = len;
}

static bool is_key(const struct recalled *r, const struct recall_key *key)
{
    return r->key.words[0] == key->words[0] && r->key.words[1] == key->words[1]
           && r->key.words[2] == key->words[2] && r->key.len == key->len;
}

/* Good enough for a table that may forget. */
static struct recalled *slot_of(const struct recall *recall,
                                const struct recall_key *key)
{
    uint64_t hash = key->words[0] ^ (key->words[1] << 31)
                    ^ (key->words[1] >> 33) ^ (key->words[2] << 17) ^ key->len;

    hash *= UINT64_C(0x9E3779B97F4A7C15);
    return &recall->slots[(size_t)(hash >> 40) & recall->mask];
}

const struct recalled *recall_find(const struct recall *recall,
                                   const struct recall_key *key)
{
    const struct recalled *slot = recall->last;

    if (slot && is_key(slot, key))
        return slot;
    slot = slot_of(recall, key);
    return is_key(slot, key) ? slot : NULL;
}

struct recalled *recall_keep(struct recall *recall,
                             const struct recall_key *key,
                             const struct value *value)
{
    struct recalled *slot = slot_of(recall, key);

    slot->key = *key;
    slot->value = *value;
    if (value->len < VALUE_TEXT_SIZE) {
        memcpy(slot->text, value->text, value->len);
        slot->text[value->len] = '\0';
        slot->value.text = slot->text;
    }
    slot->from = DATE_NONE;
    slot->to = DATE_MAX;
    return slot;
}
