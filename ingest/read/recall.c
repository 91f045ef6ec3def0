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

const unsigned char recall_masks[2 * RECALL_BYTES] = {
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
};

struct recalled *recall_keep(struct recall *recall, struct recall_key key,
                             const struct value *value)
{
    size_t at = recall_slot(recall, key);
    struct recalled *slot = &recall->slots[at];

    if (slot->key.len != NO_CELL && !recall_is(slot, key))
        slot = &recall->slots[recall_other(recall, at)];
    slot->key = key;
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
