#include "tests/oracle_parts.h"

#include <stdlib.h>
#include <string.h>

#include "fixtures/learning.h"
#include "fixtures/support.h"

/*
 * Plans, results, meetings after a suspension and schools' returns: what the
 * metrics of metrics.md count, from the generator's records.
 */

/* ---- schools (details.md 18, 22) ---- */

bool oracle_is_on_roll(const struct oracle *o,
                       const struct county_enrolment *stay, date_t on,
                       date_t reference)
{
    date_t leaving = stay->leaving != DATE_NONE && stay->leaving <= o->as_of
                         ? stay->leaving
                         : DATE_MAX;
    char status;

    if (stay->entry > o->as_of || stay->entry > on || leaving < on)
        return false;
    status = oracle_status_of(o, stay, reference);
    return status == 'C' || status == 'M';
}

/* The pupil's own school on R, or COUNTY_NONE. */
static uint32_t own_school(const struct oracle *o, const struct person *person,
                           date_t on)
{
    const struct county *county = o->county;
    const struct county_enrolment *best = NULL;
    uint32_t i;

    if (person->pupil == COUNTY_NONE)
        return COUNTY_NONE;
    for (i = county->pupils[person->pupil].enrolment; i != COUNTY_NONE;
         i = county->enrolments[i].next) {
        const struct county_enrolment *stay = &county->enrolments[i];

        if (!oracle_is_on_roll(o, stay, on, on))
            continue;
        if (best == NULL || stay->entry > best->entry
            || (stay->entry == best->entry
                && county->schools[stay->school].urn
                       < county->schools[best->school].urn))
            best = stay;
    }
    return best == NULL ? COUNTY_NONE : best->school;
}

/* ---- pep_on_time ---- */

/* NCYear N1..14 of the row breakdowns use, else aged 3 to 17 (details 30). */
static bool is_of_school_age(const struct oracle *o, uint32_t number, int year)
{
    const char *group = o->states[number].by[BY_YEAR_GROUP];
    int age = date_age(o->people[number].born, date_make(year, 8, 31));

    if (group[0] != '\0' && strcmp(group, "X") != 0)
        return true;
    return age >= 3 && age <= 17;
}

/* The row of a term that the plan system holds on the as-of date. */
static bool has_pep(const struct oracle *o, const struct person *person,
                    size_t term, struct county_pep *pep)
{
    const struct county *county = o->county;
    const struct county_child *child = &county->children[person->child];

    if (child->pupil == COUNTY_NONE && child->upn[0] == '\0')
        return false;
    if (child->link == COUNTY_LINK_NAME && person->pupil == COUNTY_NONE)
        return false;
    return county_pep(county, person->child, term, pep)
           && pep->from <= o->as_of;
}

static void count_pep(struct oracle *o, uint32_t number, size_t first,
                      const struct period *period)
{
    const struct person *person = &o->people[number];
    size_t term = 0;
    struct county_pep pep;
    struct fact *fact;
    bool is_over;

    if (period->grain != GRAIN_TERM || !o->states[number].is_in[CLA]
        || !is_of_school_age(o, number, period->year))
        return;
    while (county_half_term(2 * term).start != period->start)
        term++;
    is_over = county_half_term(2 * term + 1).end <= o->as_of;
    if (!has_pep(o, person, term, &pep)) {
        pep.is_required = true;
        pep.due = pep.meeting = DATE_NONE;
    }
    if (!pep.is_required
        || (pep.due == DATE_NONE ? !is_over : pep.due > period->reference))
        return;
    fact =
        oracle_fact(o, number, first, own_school(o, person, period->reference));
    fact->plans_due++;
    if (pep.meeting != DATE_NONE && pep.meeting <= o->as_of
        && (pep.due == DATE_NONE
                ? pep.meeting >= period->start && pep.meeting <= period->end
                : pep.meeting <= pep.due))
        fact->plans_on_time++;
}

/* ---- ks2_rwm, ks2_rwm_high (details 37) ---- */

/* The result that counts on the as-of date: the final, else the provisional. */
static const char *result_of(const struct oracle *o,
                             const struct county_result *result)
{
    if (result->final[0] != '\0' && result->final_day <= o->as_of)
        return result->final;
    return result->provisional_day <= o->as_of ? result->provisional : "";
}

/* What the three subjects of a pupil come to. */
struct subjects {
    int known, expected, high;
    uint32_t school; /* their rows'; COUNTY_NONE where they name none */
};

static void add_subject(struct subjects *subjects,
                        const struct county_result *row, const char *result)
{
    bool is_writing = strcmp(row->measure, "KS2_WRIT_TA") == 0;
    double score = strtod(result, NULL);

    if (!is_writing && strcmp(row->measure, "KS2_READ_SS") != 0
        && strcmp(row->measure, "KS2_MATH_SS") != 0)
        return;
    /* Not held, or one of those who left or whose result is missing. */
    if (result[0] == '\0'
        || (strlen(result) == 1
            && strchr(is_writing ? "LFP" : "LM", result[0]) != NULL))
        return;
    subjects->known++;
    subjects->school = row->school;
    if (is_writing) {
        bool is_high = strcmp(result, "GDS") == 0;

        subjects->high += is_high;
        subjects->expected += is_high || strcmp(result, "EXS") == 0;
    } else {
        subjects->high += score >= 110;
        subjects->expected += score >= 100;
    }
}

static void count_key_stage_2(struct oracle *o, uint32_t number, size_t first,
                              const struct period *period)
{
    const struct person *person = &o->people[number];
    struct subjects subjects = { 0, 0, 0, COUNTY_NONE };
    struct county_result results[COUNTY_RESULTS];
    struct fact *fact;
    size_t count;
    size_t i;

    if (period->grain != GRAIN_YEAR || period->year > 2025
        || person->pupil == COUNTY_NONE)
        return;
    count = county_results(o->county, person->pupil, period->year, results);
    for (i = 0; i < count; i++)
        add_subject(&subjects, &results[i], result_of(o, &results[i]));
    if (subjects.known < 3)
        return;
    if (subjects.school == COUNTY_NONE)
        subjects.school = own_school(o, person, period->reference);
    fact = oracle_fact(o, number, first, subjects.school);
    fact->results++;
    fact->expected += subjects.expected == 3;
    fact->high += subjects.high == 3;
}

/* ---- reintegration_met ---- */

static void count_meetings(struct oracle *o, uint32_t number, size_t first,
                           const struct period *period)
{
    const struct county *county = o->county;
    const struct person *person = &o->people[number];
    uint32_t stay;

    if ((period->grain != GRAIN_YEAR && period->grain != GRAIN_TERM)
        || person->pupil == COUNTY_NONE)
        return;
    for (stay = county->pupils[person->pupil].enrolment; stay != COUNTY_NONE;
         stay = county->enrolments[stay].next) {
        uint32_t i;

        for (i = county->conduct[stay]; i < county->conduct[stay + 1]; i++) {
            const struct county_suspension *record = &county->suspensions[i];
            date_t met = record->reintegration_date;
            struct fact *fact;

            if (!oracle_is_suspension(record) || !oracle_stands(record)
                || record->end < period->start || record->end > period->end
                || record->end > o->as_of - 7)
                continue;
            fact =
                oracle_fact(o, number, first, county->enrolments[stay].school);
            fact->suspensions_ended++;
            if (met != DATE_NONE && met <= o->as_of && met >= record->end
                && met <= record->end + 7)
                fact->meetings_held++;
        }
    }
}

void oracle_count_support(struct oracle *o, uint32_t number, size_t first,
                          const struct period *period)
{
    count_pep(o, number, first, period);
    count_key_stage_2(o, number, first, period);
    count_meetings(o, number, first, period);
}

/* ---- dt_trained (details 35) ---- */

static bool has_worked_with(const struct oracle *o, uint32_t school,
                            date_t reference)
{
    const struct county *county = o->county;
    size_t i;

    for (i = county->roll_start[school]; i < county->roll_start[school + 1];
         i++) {
        const struct county_enrolment *stay =
            &county->enrolments[county->roll[i]];
        uint32_t person = o->person_of_pupil[stay->pupil];

        if (person != COUNTY_NONE && o->states[person].is_in[CSW]
            && oracle_is_on_roll(o, stay, reference, reference))
            return true;
    }
    return false;
}

void oracle_count_returns(struct oracle *o, const struct period *period)
{
    const struct county *county = o->county;
    uint32_t i;

    for (i = 0; i < county->school_count; i++) {
        const struct county_school *school = &county->schools[i];
        bool is_closed =
            school->close_date != DATE_NONE && school->close_date <= o->as_of;
        struct county_return row;

        o->returns_due[i] = period->grain == GRAIN_YEAR && !is_closed
                            && school->open_date <= period->reference
                            && has_worked_with(o, i, period->reference);
        o->returns_trained[i] = o->returns_due[i] && period->year <= 2025
                                && county_return(county, i, period->year, &row)
                                && row.section_1 <= o->as_of
                                && row.half_days >= 4;
    }
}
