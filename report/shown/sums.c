#include "report/shown/sums.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/str.h"
#include "report/shown/ledger.h"
#include "report/shown/relations.h"

static const struct ledger_entity *entity_of(const struct ledger *l,
                                             size_t place)
{
    return &l->entities[l->places[place].entity];
}

static void add_part(struct relations *r, size_t place)
{
    MEM_ROOM(r->parts, r->part_count, r->part_capacity);
    r->parts[r->part_count++] = place;
}

/* What is alike in how exact it is: wholes of one grain and level, by `what`.
 */
static size_t kind_of(struct relations *r, size_t whole, const char *what)
{
    const struct ledger *l = r->ledger;
    struct str kind = STR_INIT;
    bool is_new;
    int64_t *at;

    str_addf(&kind, "%s\t%s\t%d", what,
             l->periods[l->places[whole].period].grain,
             (int)entity_of(l, whole)->level);
    at = map_put(&r->kinds, kind.text, kind.len, (int64_t)r->kind_count,
                 &is_new);
    str_release(&kind);
    r->kind_count += is_new;
    return (size_t)*at;
}

/* Does all that adds up over time, of everybody, add up to the whole? */
static bool is_cover(const struct relations *r, const struct relation_sum *sum)
{
    const struct ledger *l = r->ledger;
    bool has_any = false;

    for (size_t cohort = 0; cohort < l->cohort_count; cohort++)
        for (size_t count = 0; count < l->count_count; count++) {
            size_t whole = ledger_cell_at(l, sum->whole, cohort, count);
            int64_t left;

            if (!l->counts[count].is_additive || whole == LEDGER_NONE
                || !(r->everybody >> cohort & 1))
                continue;
            left = l->cells[whole].value;
            for (size_t i = 0; i < sum->count; i++) {
                size_t part =
                    ledger_cell_at(l, r->parts[sum->first + i], cohort, count);

                left -= part == LEDGER_NONE ? 0 : l->cells[part].value;
            }
            has_any |= l->cells[whole].value > 0;
            if (left)
                return false;
        }
    return has_any;
}

/* The parts since `first`, if there are any. */
static void add_sum(struct relations *r, size_t whole, size_t first,
                    const char *kind, bool is_time)
{
    if (r->part_count == first)
        return;
    MEM_ROOM(r->sums, r->sum_count, r->sum_capacity);
    r->sums[r->sum_count++] = (struct relation_sum){
        whole,   first, r->part_count - first, kind_of(r, whole, kind),
        is_time, false
    };
    if (is_time)
        r->sums[r->sum_count - 1].is_cover =
            is_cover(r, &r->sums[r->sum_count - 1]);
}

/* ------------------------------------------------------ of the same period */

static bool is_value_of(const struct ledger *l, size_t part, size_t whole,
                        const char *topic)
{
    return l->places[part].period == l->places[whole].period
           && l->places[part].entity == l->places[whole].entity
           && !strcmp(l->places[part].topic, topic);
}

/* Each breakdown of the county; places of one lie together. */
static void add_breakdowns(struct relations *r, size_t whole)
{
    const struct ledger *l = r->ledger;
    const char *last = "none";

    for (size_t at = 0; at < l->place_count; at++) {
        const char *topic = l->places[at].topic;
        size_t first = r->part_count;

        if (!strcmp(topic, last) || !is_value_of(l, at, whole, topic)
            || ledger_is_whole(&l->places[at]))
            continue;
        for (size_t i = at; i < l->place_count; i++)
            if (is_value_of(l, i, whole, topic))
                add_part(r, i);
        add_sum(r, whole, first, topic, false);
        last = topic;
    }
}

static void add_districts(struct relations *r, size_t whole)
{
    const struct ledger *l = r->ledger;
    size_t first = r->part_count;

    for (size_t i = 0; i < l->place_count; i++)
        if (l->places[i].period == l->places[whole].period
            && (entity_of(l, i)->level == LEDGER_DISTRICT || l->places[i].also))
            add_part(r, i);
    add_sum(r, whole, first, "districts", false);
}

static bool lies_in(const struct ledger *l, size_t school, size_t whole)
{
    const struct ledger_entity *s = entity_of(l, school);
    const struct ledger_place *place = &l->places[whole];

    if (s->level != LEDGER_SCHOOL || !s->district
        || l->places[school].period != place->period)
        return false;
    if (entity_of(l, whole)->level == LEDGER_DISTRICT)
        return !strcmp(s->district, entity_of(l, whole)->name);
    return !strcmp(s->topic, place->topic) && !strcmp(s->value, place->value);
}

static void add_schools(struct relations *r, size_t whole)
{
    size_t first = r->part_count;

    for (size_t i = 0; i < r->ledger->place_count; i++)
        if (lies_in(r->ledger, i, whole))
            add_part(r, i);
    add_sum(r, whole, first, "schools", false);
}

/* ---------------------------------------------------------------- of time */

#define SPANS_MAX 16

static const struct ledger_period *period_of(const struct ledger *l,
                                             size_t place)
{
    return &l->periods[l->places[place].period];
}

static bool is_week(const struct ledger_period *p)
{
    return !strcmp(p->grain, "week");
}

static bool is_within(const struct ledger_period *part,
                      const struct ledger_period *whole)
{
    return part != whole && !strcmp(part->year, whole->year)
           && part->start >= whole->start && part->end <= whole->end;
}

static bool is_apart(const struct ledger_period *a,
                     const struct ledger_period *b)
{
    return a->end < b->start || b->end < a->start;
}

/* All lie apart, and no other does from all of them. */
static bool is_split(const struct ledger *l, const size_t *places, size_t count,
                     uint32_t parts)
{
    for (size_t i = 0; i < count; i++) {
        bool is_free = true;

        for (size_t j = 0; j < count; j++)
            if (j != i && (parts >> j & 1)
                && !is_apart(period_of(l, places[i]), period_of(l, places[j])))
                is_free = false;
        if (is_free != (parts >> i & 1))
            return false;
    }
    return true;
}

/* Each alone, and every set of those that lie apart. */
static void add_spans(struct relations *r, size_t whole, const size_t *places,
                      size_t count)
{
    for (uint32_t parts = 1; parts < (uint32_t)1 << count; parts++) {
        size_t first = r->part_count;
        bool is_one = (parts & (parts - 1)) == 0;

        if (!is_one && !is_split(r->ledger, places, count, parts))
            continue;
        for (size_t i = 0; i < count; i++)
            if (parts >> i & 1)
                add_part(r, places[i]);
        add_sum(r, whole, first, "periods", true);
    }
}

static void add_periods(struct relations *r, size_t whole)
{
    const struct ledger *l = r->ledger;
    size_t spans[SPANS_MAX];
    size_t count = 0;
    size_t first = r->part_count;

    for (size_t i = 0; i < l->place_count; i++) {
        if (l->places[i].entity != l->places[whole].entity
            || !ledger_is_whole(&l->places[i])
            || !is_within(period_of(l, i), period_of(l, whole)))
            continue;
        if (is_week(period_of(l, i)))
            add_part(r, i);
        else if (count < SPANS_MAX)
            spans[count++] = i;
    }
    add_sum(r, whole, first, "periods", true);
    add_spans(r, whole, spans, count);
}

void sums_find(struct relations *r)
{
    const struct ledger *l = r->ledger;

    for (size_t i = 0; i < l->place_count; i++) {
        enum ledger_level level = entity_of(l, i)->level;
        bool is_whole = ledger_is_whole(&l->places[i]);

        if (level == LEDGER_COUNTY && is_whole && !is_week(period_of(l, i))) {
            add_breakdowns(r, i);
            add_districts(r, i);
        }
        if (is_whole)
            add_periods(r, i);
        if (level == LEDGER_DISTRICT || !is_whole)
            add_schools(r, i);
    }
}
