#include "report/shown/splits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/mem.h"
#include "report/shown/ledger.h"
#include "report/shown/relations.h"

static bool has(uint32_t mask, size_t bit)
{
    return mask >> bit & 1;
}

/* Is `part` in `whole`, and not all of it? On 31 March alone, or on any day. */
static bool is_in(const struct ledger *l, size_t part, size_t whole,
                  bool on_day)
{
    bool is_more = false;

    for (size_t i = 0; i < l->mix_count; i++) {
        if (on_day && l->mix_is_later[i])
            continue;
        if (has(l->mixes[i], part) && !has(l->mixes[i], whole))
            return false;
        is_more |= has(l->mixes[i], whole) && !has(l->mixes[i], part);
    }
    return is_more;
}

static bool is_apart(const struct ledger *l, size_t a, size_t b, bool on_day)
{
    for (size_t i = 0; i < l->mix_count; i++)
        if (!(on_day && l->mix_is_later[i]) && has(l->mixes[i], a)
            && has(l->mixes[i], b))
            return false;
    return true;
}

/* All lie apart, and no other of the candidates does from all of them. */
static bool is_split(const struct ledger *l, uint32_t parts,
                     uint32_t candidates, bool on_day)
{
    for (size_t i = 0; i < l->cohort_count; i++) {
        bool is_free = true;

        if (!has(candidates, i))
            continue;
        for (size_t j = 0; j < l->cohort_count; j++)
            if (j != i && has(parts, j) && !is_apart(l, i, j, on_day))
                is_free = false;
        if (is_free != has(parts, i))
            return false;
    }
    return true;
}

static bool is_cover(const struct ledger *l, size_t whole, uint32_t parts)
{
    for (size_t i = 0; i < l->mix_count; i++)
        if (has(l->mixes[i], whole) && !(l->mixes[i] & parts))
            return false;
    return true;
}

static bool is_listed(const struct relation_splits *s, size_t whole,
                      uint32_t parts)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->items[i].whole == whole && s->items[i].parts == parts)
            return true;
    return false;
}

static void split_cohort(struct relations *r, struct relation_splits *s,
                         size_t whole, uint32_t released, bool on_day)
{
    const struct ledger *l = r->ledger;
    uint32_t candidates = 0;

    for (size_t i = 0; i < l->cohort_count; i++)
        if (has(released, i) && is_in(l, i, whole, on_day))
            candidates |= (uint32_t)1 << i;
    /* Every set of candidates, the greatest first. */
    for (uint32_t parts = candidates; parts; parts = (parts - 1) & candidates)
        if (is_split(l, parts, candidates, on_day)
            && !is_listed(s, whole, parts)) {
            MEM_ROOM(s->items, s->count, s->capacity);
            s->items[s->count++] =
                (struct relation_split){ whole, parts, r->kind_count++,
                                         is_cover(l, whole, parts) };
        }
}

void splits_find(struct relations *r)
{
    const struct ledger *l = r->ledger;

    r->splits = mem_zero(l->class_count + 1, sizeof(*r->splits));
    for (size_t class = 0; class < l->class_count; class ++)
        for (int on_day = 0; on_day < 2; on_day++)
            for (size_t whole = 0; whole < l->cohort_count; whole++)
                if (has(l->classes[class].cohorts, whole))
                    split_cohort(r, &r->splits[class], whole,
                                 l->classes[class].cohorts, on_day != 0);
    r->everybody = ~(uint32_t)0;
    for (size_t i = 0; i < l->mix_count; i++)
        r->everybody &= l->mixes[i];
}
