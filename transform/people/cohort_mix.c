/*
 * Which cohorts go together. cohort_on() looks at whether spells are open, and
 * at when they began and ended on the years before R that it names: so two
 * spells whose dates fall between each two of these days, of every plan and
 * with each of its flags, make every child that it can tell apart. A third
 * spell adds none: what a child is now, was on 31 March and was before can be
 * said by two and by what its school declares.
 */
#include <assert.h>
#include <string.h>

#include "transform/people/cohort.h"

#define YEAR 2024 /* any: no rule of cohorts knows one by its number */

static bool is_known(struct cohort_mixes *out, cohort_mask mask, size_t *at)
{
    size_t low = 0;
    size_t high = out->count;

    while (low < high) {
        size_t middle = (low + high) / 2;

        if (out->items[middle].cohorts < mask)
            low = middle + 1;
        else
            high = middle;
    }
    *at = low;
    return low < out->count && out->items[low].cohorts == mask;
}

static void note(struct cohort_mixes *out, cohort_mask mask, bool is_later)
{
    size_t at;

    if (is_known(out, mask, &at) || !mask)
        return;
    assert(out->count < COHORT_MIXES_MAX);
    memmove(&out->items[at + 1], &out->items[at],
            (out->count - at) * sizeof(*out->items));
    out->items[at].cohorts = mask;
    out->items[at].is_later = is_later;
    out->count++;
}

/* The spells of every plan, flag, beginning and end; *count of them. */
static void list_spells(struct cohort_spell *spells, size_t *count,
                        date_t reference)
{
    const date_t starts[] = { date_add_years(reference, -8),
                              date_add_years(reference, -2), reference - 90 };
    const date_t ends[] = { date_add_years(reference, -7),
                            date_add_years(reference, -4),
                            date_add_years(reference, -2) + 60,
                            reference - 180,
                            reference - 1,
                            DATE_MAX };

    *count = 0;
    for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
        for (size_t j = 0; j < sizeof(ends) / sizeof(*ends); j++)
            for (int plan = PLAN_CIN; plan <= PLAN_CLA; plan++)
                for (int flag = 0; flag < 2; flag++) {
                    struct cohort_spell spell = { starts[i], ends[j],
                                                  (uint8_t)plan,
                                                  flag && plan == PLAN_CLA,
                                                  flag && plan == PLAN_CIN };

                    if (ends[j] > starts[i] && !(flag && plan == PLAN_CPP))
                        spells[(*count)++] = spell;
                }
}

/* A child, one who was a child on 31 March, and a grown-up. */
static void note_child(struct cohort_mixes *out,
                       const struct cohort_spell *spells, size_t count,
                       date_t reference, bool is_later)
{
    const date_t births[] = { date_add_years(reference, -10),
                              date_add_years(reference, -18) - 30,
                              date_add_years(reference, -20) };

    for (int declared = 0; declared < 2; declared++)
        for (size_t i = 0; i < sizeof(births) / sizeof(*births); i++) {
            struct cohort_person person = {
                .born = births[i],
                .died = DATE_MAX,
                .spells = spells,
                .spell_count = count,
                .declared_looked_after = declared,
            };

            note(out, cohort_on(&person, reference, YEAR), is_later);
        }
}

static int compare(const struct cohort_spell *a, const struct cohort_spell *b)
{
    if (a->plan != b->plan)
        return a->plan < b->plan ? -1 : 1;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    return (a->end > b->end) - (a->end < b->end);
}

static void note_day(struct cohort_mixes *out, date_t reference, bool is_later)
{
    struct cohort_spell spells[128];
    size_t count;

    list_spells(spells, &count, reference);
    note_child(out, NULL, 0, reference, is_later);
    for (size_t i = 0; i < count; i++) {
        note_child(out, &spells[i], 1, reference, is_later);
        for (size_t j = 0; j < count; j++) {
            struct cohort_spell both[2] = { spells[i], spells[j] };

            if (compare(&both[0], &both[1]) < 0)
                note_child(out, both, 2, reference, is_later);
        }
    }
}

void cohort_mixes(struct cohort_mixes *out)
{
    out->count = 0;
    note_day(out, date_make(YEAR, 3, 31), false);
    note_day(out, date_make(YEAR, 9, 1), true);
    note_day(out, date_make(YEAR + 1, 6, 1), true);
}
