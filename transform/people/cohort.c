#include "transform/people/cohort.h"

#include <string.h>

#include "core/str.h"

#define ADULT 18
#define REACH_YEARS 6 /* of ever6 */

#define OPEN_MASK (COHORT_MASK(cla) | COHORT_MASK(cpp) | COHORT_MASK(cin))

/* Eighteen years have 6,573 days (over 1900) to 6,575, so that a birthday is
   looked for where it is near alone. */
static bool is_under_18(const struct cohort_person *p, date_t on)
{
    if (p->born == DATE_NONE || on - p->born < 6573)
        return true;
    return on - p->born <= 6575 && date_age(p->born, on) < ADULT;
}

static bool is_open(const struct cohort_spell *s, date_t on)
{
    return s->start <= on && s->end > on;
}

/* One of cla, cpp and cin, in this order of precedence, or none. */
static cohort_mask open_on(const struct cohort_person *p, date_t on)
{
    static const cohort_mask of_plan[] = {
        [PLAN_CIN] = COHORT_MASK(cin),
        [PLAN_CPP] = COHORT_MASK(cpp),
        [PLAN_CLA] = COHORT_MASK(cla),
    };
    int best = -1;

    for (size_t i = 0; i < p->spell_count; i++)
        if (is_open(&p->spells[i], on) && p->spells[i].plan > best)
            best = p->spells[i].plan;
    return best < 0 ? 0 : of_plan[best];
}

static bool is_disability_only(const struct cohort_person *p, date_t on)
{
    for (size_t i = 0; i < p->spell_count; i++)
        if (p->spells[i].plan == PLAN_CIN && is_open(&p->spells[i], on)
            && !p->spells[i].disability_only)
            return false;
    return true;
}

static date_t march_31(int year)
{
    return date_make(year, 3, 31);
}

/*
 * Looked after on the latest 31 March and without a break in the 12 months to
 * it; spells that touch or overlap are one (details.md 17).
 */
static bool is_looked_after_12(const struct cohort_person *p, date_t reference)
{
    int year = date_split(reference).year;
    date_t on = march_31(year);
    date_t since, start = DATE_NONE, end = DATE_NONE;

    if (on > reference)
        on = march_31(--year);
    since = march_31(year - 1);
    for (size_t i = 0; i < p->spell_count; i++) {
        const struct cohort_spell *s = &p->spells[i];

        if (s->plan != PLAN_CLA)
            continue;
        if (end == DATE_NONE || s->start > end) {
            start = s->start;
            end = s->end;
        } else if (s->end > end) {
            end = s->end;
        }
        if (start <= since && end > on)
            return true;
    }
    return false;
}

static bool is_previously_looked_after(const struct cohort_person *p,
                                       date_t reference)
{
    if (p->declared_looked_after)
        return true;
    for (size_t i = 0; i < p->spell_count; i++)
        if (p->spells[i].plan == PLAN_CLA && p->spells[i].ended_in_permanence
            && p->spells[i].end <= reference)
            return true;
    return false;
}

/*
 * The latest end of the spells that were open on some day in the six years to
 * R, or DATE_NONE where there is none (details.md 14, 60).
 */
static date_t latest_end(const struct cohort_person *p, date_t reference)
{
    date_t before = date_add_years(reference, -REACH_YEARS);
    date_t latest = DATE_NONE;

    for (size_t i = 0; i < p->spell_count; i++) {
        const struct cohort_spell *s = &p->spells[i];
        date_t first = s->start > before ? s->start : before + 1;

        if (first <= reference && s->end > first && s->end > latest)
            latest = s->end;
    }
    return latest;
}

static bool has_begun(const struct cohort_person *p, date_t reference)
{
    for (size_t i = 0; i < p->spell_count; i++)
        if (p->spells[i].start <= reference)
            return true;
    return false;
}

/* The same exclusive groups on 31 March, by the age on that day. */
static cohort_mask on_31_march(const struct cohort_person *p, date_t reference,
                               int year)
{
    date_t on = march_31(year + 1);
    cohort_mask open;

    if (reference < on || !is_under_18(p, on))
        return 0;
    open = open_on(p, on);
    if (open & COHORT_MASK(cla))
        return COHORT_MASK(cla_31mar);
    if (open & COHORT_MASK(cpp))
        return COHORT_MASK(cpp_31mar);
    return open ? COHORT_MASK(cin_31mar) : 0;
}

static cohort_mask formerly(date_t end, date_t reference)
{
    if (end > date_add_years(reference, -1))
        return COHORT_MASK(formerly) | COHORT_MASK(formerly_0_1);
    if (end > date_add_years(reference, -3))
        return COHORT_MASK(formerly) | COHORT_MASK(formerly_1_3);
    return COHORT_MASK(formerly) | COHORT_MASK(formerly_3_6);
}

/* What only people under 18 are in. */
static cohort_mask social_care(const struct cohort_person *p, date_t reference,
                               cohort_mask open, date_t end)
{
    cohort_mask mask = open;

    if (open)
        mask |= COHORT_MASK(csw);
    if (open & (COHORT_MASK(cin) | COHORT_MASK(cpp)))
        mask |= COHORT_MASK(cin_cpp);
    if ((open & COHORT_MASK(cin)) && is_disability_only(p, reference))
        mask |= COHORT_MASK(cin_disability);
    if (is_looked_after_12(p, reference))
        mask |= COHORT_MASK(cla12);
    if (has_begun(p, reference))
        mask |= COHORT_MASK(ever);
    if (end != DATE_NONE)
        mask |= COHORT_MASK(ever6);
    if (end != DATE_NONE && !open)
        mask |= formerly(end, reference);
    return mask;
}

cohort_mask cohort_on(const struct cohort_person *p, date_t reference, int year)
{
    cohort_mask mask = COHORT_MASK(all);
    cohort_mask open;
    date_t end;
    bool looked_after;

    if (p->died <= reference)
        return 0;
    if (!p->spell_count && !p->declared_looked_after)
        return mask | COHORT_MASK(peers);
    open = open_on(p, reference);
    end = latest_end(p, reference);
    looked_after =
        !(open & COHORT_MASK(cla)) && is_previously_looked_after(p, reference);
    mask |= on_31_march(p, reference, year);
    /* Whom only age keeps out is no peer either (details.md 50). */
    if (end == DATE_NONE && !looked_after)
        mask |= COHORT_MASK(peers);
    if (is_under_18(p, reference)) {
        mask |= social_care(p, reference, open, end);
        if (looked_after)
            mask |= COHORT_MASK(pla);
    }
    return mask;
}

void cohort_join(cohort_mask cohorts, struct str *out)
{
    static const char *const ids[COHORT_COUNT] = {
#define COHORT_ID(bit, id, label, gap) [bit] = #id,
        COHORTS(COHORT_ID)
#undef COHORT_ID
    };
    const char *last = "";

    /* The next id after the last, in the order of the alphabet. */
    for (;;) {
        const char *next = NULL;

        for (int i = 0; i < COHORT_COUNT; i++)
            if ((cohorts >> i & 1) && strcmp(ids[i], last) > 0
                && (!next || strcmp(ids[i], next) < 0))
                next = ids[i];
        if (!next)
            return;
        str_addf(out, "%s%s", *last ? ";" : "", next);
        last = next;
    }
}
