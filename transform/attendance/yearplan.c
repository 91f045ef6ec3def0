#include "transform/attendance/yearplan.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

static bool holds(const struct calendar_year *year, size_t slot, date_t date)
{
    const struct half_term *h = year->half_terms;

    if (slot == SLOT_TO_DATE || slot == SLOT_TERM_TO_DATE)
        return year->slots[slot] && date >= year->slots[slot]->start
               && date <= year->slots[slot]->end;
    if (slot == SLOT_YEAR)
        return true;
    if (slot <= SLOT_SUMMER) {
        size_t first = 2 * (slot - SLOT_AUTUMN);

        return date >= h[first].start && date <= h[first + 1].end;
    }
    return date >= h[slot - SLOT_HT1].start && date <= h[slot - SLOT_HT1].end;
}

static uint8_t part_of(struct yearplan *plan, date_t date)
{
    struct yearplan_part part;
    size_t i = 0;

    memset(&part, 0, sizeof(part));
    for (size_t slot = 0; slot < SLOT_COUNT; slot++)
        part.slots[slot] = holds(plan->year, slot, date);
    while (i < plan->part_count
           && memcmp(&plan->parts[i], &part, sizeof(part)) != 0)
        i++;
    if (i == plan->part_count) {
        assert(plan->part_count < YEARPLAN_PARTS);
        plan->parts[plan->part_count++] = part;
    }
    return (uint8_t)i;
}

bool yearplan_is_in_half_term(const struct yearplan *plan, uint8_t part)
{
    const bool *slots = plan->parts[part].slots;

    for (size_t slot = SLOT_HT1; slot <= SLOT_HT6; slot++)
        if (slots[slot])
            return true;
    return false;
}

bool yearplan_is_ht6(const struct yearplan *plan, uint8_t part)
{
    return plan->parts[part].slots[SLOT_HT6];
}

static void plan_days(struct yearplan *plan, const struct markcodes *marks)
{
    const struct calendar_year *year = plan->year;

    for (date_t date = year->first; date <= year->last; date++) {
        size_t at = 2 * (size_t)(date - year->first);
        int week = calendar_week(year->year, date);

        plan->part[at] = plan->part[at + 1] = part_of(plan, date);
        plan->week[at] = plan->week[at + 1] =
            year->weeks[week] ? (uint8_t)week : YEARPLAN_NO_WEEK;
        plan->meaning[at] = plan->meaning[at + 1] =
            (uint8_t)markcodes_meaning(marks, date);
        plan->session_count = at + 2;
    }
}

static void plan_runs(struct yearplan *plan, struct yearplan_bucket *b)
{
    size_t capacity = 0;
    struct yearplan_run *run = NULL;

    for (size_t position = 0; position < b->position_count; position++) {
        size_t at = b->session[position];

        if (at >= plan->session_count) {
            run = NULL;
            continue;
        }
        if (!run || run->part != plan->part[at] || run->week != plan->week[at]
            || run->meaning != plan->meaning[at]) {
            MEM_ROOM(b->runs, b->run_count, capacity);
            run = &b->runs[b->run_count++];
            run->first = (uint16_t)position;
            run->count = 0;
            run->part = plan->part[at];
            run->week = plan->week[at];
            run->meaning = plan->meaning[at];
        }
        run->count++;
    }
}

static void plan_bucket(struct yearplan *plan, struct yearplan_bucket *b)
{
    date_t first = plan->year->first;

    b->first = markday_first(b->bucket);
    b->last = markday_last(b->bucket);
    b->position_count = (size_t)markday_count(b->bucket);
    for (size_t position = 0; position < b->position_count; position++) {
        date_t date = markday_date(b->bucket, (int)position);

        b->session[position] =
            (uint16_t)(2 * (date - first) + (int)(position % 2));
    }
    plan_runs(plan, b);
}

void yearplan_init(struct yearplan *plan, const struct calendar_year *year,
                   const struct markcodes *marks)
{
    memset(plan, 0, sizeof(*plan));
    plan->year = year;
    plan_days(plan, marks);
    for (int k = 0; k < MARKDAY_BUCKETS; k++) {
        plan->buckets[k].bucket = year->year * 8 + k;
        plan_bucket(plan, &plan->buckets[k]);
    }
}

void yearplan_release(struct yearplan *plan)
{
    for (size_t k = 0; k < MARKDAY_BUCKETS; k++)
        free(plan->buckets[k].runs);
    memset(plan, 0, sizeof(*plan));
}
