#include "tests/oracle_parts.h"

#include <stdlib.h>
#include <string.h>

/*
 * Plans for education, questionnaires, special needs and the plans for them:
 * metrics.md, "Plans, wellbeing, provision"; details.md 30, 31, 34, 38.
 */

bool oracle_is_of_school_age(const struct person *person,
                             const struct state *state, int year)
{
    const char *group = state->by[BY_YEAR_GROUP];
    int age = date_age(person->born, date_make(year, 8, 31));

    if (group[0] != '\0' && strcmp(group, "X") != 0)
        return true;
    return age >= 3 && age <= 17;
}

/* ---- pep_on_time ---- */

static void count_on_time(struct oracle *o, uint32_t number, size_t first,
                          const struct period *period, uint32_t school)
{
    const struct person *person = &o->people[number];
    size_t term = (size_t)(period->year - TERMS_FIRST_YEAR) * 3 + period->term;
    bool is_over = county_half_term(2 * term + 1).end <= period->reference;
    struct county_pep pep;
    bool is_on_time;

    if (!o->states[number].is_in[CLA])
        return;
    if (!oracle_pep(o, person, term, &pep)) {
        pep.is_required = true;
        pep.due = pep.meeting = DATE_NONE;
    }
    if (!pep.is_required
        || (pep.due == DATE_NONE ? !is_over : pep.due > period->reference))
        return;
    is_on_time = oracle_is_completed(&pep, period->as_of)
                 && (pep.due == DATE_NONE ? pep.meeting >= period->start
                                                && pep.meeting <= period->end
                                          : pep.meeting <= pep.due);
    oracle_count(o, number, first, school, PEP_ON_TIME, is_on_time, 1);
}

/* ---- pep_three_a_year ---- */

static void count_three(struct oracle *o, uint32_t number, size_t first,
                        const struct period *period, uint32_t school)
{
    const struct person *person = &o->people[number];
    size_t year = (size_t)(period->year - TERMS_FIRST_YEAR);
    bool is_held = true;
    size_t ended = 0;
    size_t i;

    for (i = 0; i < 3; i++) {
        date_t last = county_half_term(year * 6 + 2 * i + 1).end;
        struct county_pep pep;

        if (last > period->reference)
            break;
        ended++;
        if (!oracle_is_in_care(o, person, last))
            return;
        if (!oracle_pep(o, person, year * 3 + i, &pep)
            || !oracle_is_completed(&pep, period->as_of))
            is_held = false;
    }
    if (ended > 0)
        oracle_count(o, number, first, school, PEP_THREE_A_YEAR, is_held, 1);
}

/* ---- pep_initial ---- */

date_t oracle_care_lasts(const struct oracle *o,
                         const struct county_child *child, date_t from)
{
    date_t until = from;
    bool is_longer = true;

    while (is_longer) {
        uint32_t i;

        is_longer = false;
        for (i = 0; i < child->spell_count; i++) {
            const struct county_spell *spell =
                &o->county->spells[child->spell + i];
            date_t end = county_spell_end(o->county, spell);

            if (end == DATE_NONE)
                end = DATE_MAX;
            if (spell->plan != COUNTY_CLA || !oracle_counts_in_care(spell)
                || spell->start > o->as_of || spell->start > until
                || end <= until)
                continue;
            until = end;
            is_longer = true;
        }
    }
    return until;
}

bool oracle_care_goes_on(const struct oracle *o,
                         const struct county_child *child, date_t day)
{
    uint32_t i;

    for (i = 0; i < child->spell_count; i++) {
        const struct county_spell *spell = &o->county->spells[child->spell + i];
        date_t end = county_spell_end(o->county, spell);

        if (spell->plan == COUNTY_CLA && oracle_counts_in_care(spell)
            && spell->start < day && (end == DATE_NONE || end >= day))
            return true;
    }
    return false;
}

static bool has_meeting(const struct oracle *o, const struct person *person,
                        date_t from, date_t to, date_t by)
{
    struct county_pep pep;
    size_t term;

    for (term = 0; term < 9; term++)
        if (oracle_pep(o, person, term, &pep) && oracle_is_completed(&pep, by)
            && pep.meeting >= from && pep.meeting <= to)
            return true;
    return false;
}

static void count_initial(struct oracle *o, uint32_t number, size_t first,
                          const struct period *period, uint32_t school)
{
    const struct person *person = &o->people[number];
    const struct county_child *child = &o->county->children[person->child];
    date_t seen[8];
    size_t seen_count = 0;
    uint32_t i;

    for (i = 0; i < child->spell_count; i++) {
        const struct county_spell *spell = &o->county->spells[child->spell + i];
        date_t start = spell->start;
        size_t at;

        if (spell->plan != COUNTY_CLA || !oracle_counts_in_care(spell)
            || start < period->start || start > period->end
            || oracle_care_goes_on(o, child, start)
            || start + 28 > oracle_care_lasts(o, child, start)
            || start + 28 > period->as_of)
            continue;
        for (at = 0; at < seen_count && seen[at] != start;)
            at++;
        if (at < seen_count || seen_count == 8)
            continue;
        seen[seen_count++] = start;
        oracle_count(o, number, first, school, PEP_INITIAL,
                     has_meeting(o, person, start, start + 28, period->as_of),
                     1);
    }
}

/* ---- pep_quality_good ---- */

static void count_quality(struct oracle *o, uint32_t number, size_t first,
                          const struct period *period, uint32_t school)
{
    size_t term = (size_t)(period->year - TERMS_FIRST_YEAR) * 3 + period->term;
    struct county_pep pep;

    if (oracle_pep(o, &o->people[number], term, &pep)
        && oracle_is_completed(&pep, period->as_of) && pep.quality[0] != '\0')
        oracle_count(o, number, first, school, PEP_QUALITY_GOOD,
                     strchr("G12", pep.quality[0]) != NULL, 1);
}

/* ---- sdq_completed, sdq_mean, sdq_concern ---- */

static void count_sdq(struct oracle *o, uint32_t number, size_t first,
                      const struct period *period, uint32_t school)
{
    const struct person *person = &o->people[number];
    date_t march = oracle_last_31_march(period->reference);
    int age = date_age(person->born, march);
    struct county_sdq sdq;
    bool is_done;

    if (!o->states[number].is_in[CLA12] || age < 4 || age > 16)
        return;
    is_done = oracle_child_is_named(o, person)
              && county_sdq(o->county, person->child, date_split(march).year,
                            COUNTY_CARER, &sdq)
              && sdq.completed != DATE_NONE && sdq.completed <= period->as_of;
    oracle_count(o, number, first, school, SDQ_COMPLETED, is_done, 1);
    if (!is_done)
        return;
    oracle_count(o, number, first, school, SDQ_MEAN, sdq.score, 1);
    oracle_count(o, number, first, school, SDQ_CONCERN, sdq.score >= 17, 1);
}

/* ---- sen_support, ehcp, ehcp_review_on_time ---- */

static void count_needs(struct oracle *o, uint32_t number, size_t first,
                        const struct period *period)
{
    const struct county *county = o->county;
    const char *need = o->states[number].by[BY_SEN];
    uint32_t i;

    for (i = county->pupils[o->people[number].pupil].enrolment;
         i != COUNTY_NONE; i = county->enrolments[i].next) {
        const struct county_enrolment *stay = &county->enrolments[i];

        if (!oracle_is_on_roll(o, stay, period->reference, period->reference))
            continue;
        oracle_count(o, number, first, stay->school, SEN_SUPPORT,
                     need[0] == 'K', 1);
        oracle_count(o, number, first, stay->school, EHCP, need[0] == 'E', 1);
    }
}

static void count_review(struct oracle *o, uint32_t number, size_t first,
                         const struct period *period, uint32_t school)
{
    const struct county *county = o->county;
    uint32_t pupil = o->people[number].pupil;
    date_t year_ago = date_add_years(period->reference, -1);
    struct county_ehcp plan;
    date_t last;

    if (!county_ehcp(county, pupil, &plan))
        return;
    if (plan.end != DATE_NONE && plan.end > o->as_of)
        plan.end = DATE_NONE;
    if (!oracle_is_open(plan.start, plan.end, period->reference))
        return;
    last = county_ehcp_review(county, pupil, o->as_of);
    if (last == DATE_NONE || last > period->reference)
        last = plan.start;
    oracle_count(o, number, first, school, EHCP_REVIEW_ON_TIME,
                 last >= year_ago, 1);
}

void oracle_count_plans(struct oracle *o, uint32_t number, size_t first,
                        const struct period *period)
{
    const struct person *person = &o->people[number];
    uint32_t school = oracle_own_school(o, person, period->reference);
    bool is_of_age =
        oracle_is_of_school_age(person, &o->states[number], period->year);

    if (period->grain != GRAIN_YEAR && period->grain != GRAIN_TERM)
        return;
    if (person->pupil != COUNTY_NONE)
        count_needs(o, number, first, period);
    if (period->grain == GRAIN_TERM) {
        if (person->child != COUNTY_NONE)
            count_quality(o, number, first, period, school);
        if (is_of_age)
            count_on_time(o, number, first, period, school);
        return;
    }
    if (person->pupil != COUNTY_NONE)
        count_review(o, number, first, period, school);
    if (person->child == COUNTY_NONE)
        return;
    count_sdq(o, number, first, period, school);
    if (!is_of_age)
        return;
    count_three(o, number, first, period, school);
    count_initial(o, number, first, period, school);
}
