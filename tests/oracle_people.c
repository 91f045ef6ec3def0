#include "tests/oracle_parts.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "core/mem.h"

const char *const oracle_cohort_names[COHORTS] = {
    "all",          "cla",          "cpp",
    "cin",          "csw",          "cla12",
    "pla",          "ever6",        "ever",
    "formerly",     "formerly_0_1", "formerly_1_3",
    "formerly_3_6", "cin_cpp",      "cin_disability",
    "peers",        "cla_31mar",    "cpp_31mar",
    "cin_31mar"
};

static date_t earlier(date_t a, date_t b)
{
    return a < b ? a : b;
}

static void add_person(struct oracle *o, const char *id, uint32_t pupil,
                       uint32_t child, date_t born)
{
    struct person *person;

    MEM_ROOM(o->people, o->person_count, o->person_capacity);
    person = &o->people[o->person_count++];
    (void)snprintf(person->id, sizeof(person->id), "%s", id);
    person->pupil = pupil;
    person->child = child;
    person->born = born;
    person->died = DATE_MAX;
}

/* The reason a spell ended, as the extracts can know it by the as-of date. */
static const char *end_reason(const struct oracle *o,
                              const struct county_spell *spell)
{
    return spell->end <= o->as_of ? spell->end_reason : "";
}

static bool is_begun(const struct oracle *o, const struct county_child *child)
{
    uint32_t i;

    for (i = 0; i < child->spell_count; i++)
        if (o->county->spells[child->spell + i].start <= o->as_of)
            return true;
    return false;
}

static const char *newest_upn(const struct oracle *o,
                              const struct county_pupil *pupil)
{
    bool has_school = o->county->enrolments[pupil->enrolment].entry <= o->as_of;

    return pupil->temporary_upn[0] != '\0' && has_school
                   && o->as_of < pupil->upn_from
               ? pupil->temporary_upn
               : pupil->upn;
}

void oracle_make_people(struct oracle *o)
{
    const struct county *county = o->county;
    uint32_t i;
    uint32_t at;

    o->person_of_pupil =
        mem_zero(county->pupil_count + 1, sizeof(*o->person_of_pupil));
    for (i = 0; i < county->pupil_count; i++) {
        const struct county_pupil *pupil = &county->pupils[i];
        uint32_t child = pupil->child;

        o->person_of_pupil[i] = COUNTY_NONE;
        if (county->enrolments[pupil->enrolment].entry > o->as_of)
            continue;
        if (child != COUNTY_NONE && !is_begun(o, &county->children[child]))
            child = COUNTY_NONE;
        o->person_of_pupil[i] = (uint32_t)o->person_count;
        add_person(o, newest_upn(o, pupil), i, child, pupil->born);
    }
    for (i = 0; i < county->child_count; i++) {
        const struct county_child *child = &county->children[i];
        bool has_pupil = child->pupil != COUNTY_NONE
                         && o->person_of_pupil[child->pupil] != COUNTY_NONE;

        if (has_pupil || !is_begun(o, child))
            continue;
        /* A UPN that only social care knows is a person (details.md 57). */
        if (child->pupil == COUNTY_NONE)
            add_person(o, child->upn[0] != '\0' ? child->upn : child->id,
                       COUNTY_NONE, i, child->born);
        else if (child->link == COUNTY_LINK_NAME)
            add_person(o, child->id, COUNTY_NONE, i, child->born);
        else
            add_person(o,
                       child->link == COUNTY_LINK_UPN
                           ? newest_upn(o, &county->pupils[child->pupil])
                           : county->pupils[child->pupil].upn,
                       COUNTY_NONE, i, child->born);
    }
    for (i = 0; i < o->person_count; i++) {
        struct person *person = &o->people[i];
        const struct county_child *child;

        if (person->child == COUNTY_NONE)
            continue;
        child = &county->children[person->child];
        for (at = 0; at < child->spell_count; at++) {
            const struct county_spell *spell =
                &county->spells[child->spell + at];
            const char *reason = end_reason(o, spell);

            if ((spell->plan == COUNTY_CLA && strcmp(reason, "E2") == 0)
                || (spell->plan != COUNTY_CLA && strcmp(reason, "RC2") == 0))
                person->died = earlier(person->died, spell->end);
        }
    }
}

/* ---- membership ---- */

struct care {
    bool cla, cpp, cin;
    bool all_disability;         /* of the open spells of need */
    bool ever, ever6, left_care; /* for an order or adoption */
    date_t last_end;             /* DATE_MAX where open */
};

bool oracle_counts_in_care(const struct county_spell *spell)
{
    return !spell->respite_only && strcmp(spell->legal_status, "V3") != 0
           && strcmp(spell->legal_status, "V4") != 0;
}

static bool counts(const struct oracle *o, const struct county_spell *spell)
{
    const char *reason = end_reason(o, spell);

    if (spell->plan == COUNTY_CLA)
        return oracle_counts_in_care(spell);
    if (spell->plan == COUNTY_CPP)
        return true;
    return strcmp(reason, "RC8") != 0 && strcmp(reason, "RC9") != 0
           && strcmp(spell->need_code, "N9") != 0;
}

/* codes/cla_reason_ended.csv, is_previously_looked_after = 1. */
static bool is_order_or_adoption(const char *reason)
{
    static const char *const codes[] = { "E1",  "E11", "E12", "E41", "E43",
                                         "E44", "E45", "E46", "E47", "E48" };
    size_t i;

    for (i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
        if (strcmp(codes[i], reason) == 0)
            return true;
    return false;
}

static struct care care_on(const struct oracle *o, const struct person *person,
                           date_t on)
{
    struct care care = { false, false, false, true,
                         false, false, false, DATE_NONE };
    date_t six_years = date_add_years(on, -6);
    const struct county_child *child;
    uint32_t i;

    if (person->child == COUNTY_NONE)
        return care;
    child = &o->county->children[person->child];
    for (i = 0; i < child->spell_count; i++) {
        const struct county_spell *spell = &o->county->spells[child->spell + i];
        date_t end = county_spell_end(o->county, spell);
        bool is_open;

        if (end == DATE_NONE)
            end = DATE_MAX;
        if (!counts(o, spell) || spell->start > on || spell->start > o->as_of)
            continue;
        care.ever = true;
        is_open = end > on;
        if (is_open && spell->plan == COUNTY_CLA)
            care.cla = true;
        if (is_open && spell->plan == COUNTY_CPP)
            care.cpp = true;
        if (is_open && spell->plan == COUNTY_CIN) {
            care.cin = true;
            if (strcmp(spell->need_code, "N2") != 0)
                care.all_disability = false;
        }
        /* Open on some day d, six_years < d <= on: the last is end - 1. */
        if (end > spell->start && (end == DATE_MAX || end - 1 > six_years)) {
            care.ever6 = true;
            if (end > care.last_end)
                care.last_end = end;
        }
        if (spell->plan == COUNTY_CLA && end <= on
            && is_order_or_adoption(end_reason(o, spell)))
            care.left_care = true;
    }
    return care;
}

/* In care on `to` and on every day since `from`. */
static bool is_in_care_throughout(const struct oracle *o,
                                  const struct person *person, date_t from,
                                  date_t to)
{
    const struct county_child *child;
    date_t day = from;

    if (person->child == COUNTY_NONE)
        return false;
    child = &o->county->children[person->child];
    while (day <= to) {
        date_t until = day;
        uint32_t i;

        for (i = 0; i < child->spell_count; i++) {
            const struct county_spell *spell =
                &o->county->spells[child->spell + i];
            date_t end = county_spell_end(o->county, spell);

            if (end == DATE_NONE)
                end = DATE_MAX;
            if (spell->plan == COUNTY_CLA && oracle_counts_in_care(spell)
                && spell->start <= day && end > until)
                until = end;
        }
        if (until == day)
            return false;
        day = until;
    }
    return true;
}

date_t oracle_last_31_march(date_t on)
{
    struct date_parts parts = date_split(on);
    date_t this_year = date_make(parts.year, 3, 31);

    return this_year <= on ? this_year : date_make(parts.year - 1, 3, 31);
}

/* ---- rows of the rolls (details.md 15, 25) ---- */

/* The roll whose row of a stay holds on a day; the earliest where none yet. */
static date_t version_of(const struct oracle *o,
                         const struct county_enrolment *stay, date_t on)
{
    size_t rolls = county_roll_count(o->county);
    date_t earliest = DATE_NONE;
    date_t latest = DATE_NONE;
    size_t i;

    for (i = 0; i < rolls; i++) {
        date_t stamp = county_roll_date(o->county, i);

        if (!county_roll_lists(o->county, i, stay))
            continue;
        if (earliest == DATE_NONE)
            earliest = stamp;
        if (stamp <= on)
            latest = stamp;
    }
    assert(earliest != DATE_NONE);
    return latest != DATE_NONE ? latest : earliest;
}

char oracle_status_of(const struct oracle *o,
                      const struct county_enrolment *stay, date_t on)
{
    return county_show(o->county, stay, version_of(o, stay, on)).status;
}

/* The row that breakdowns use, or NULL. */
static const struct county_enrolment *
breakdown_stay(const struct oracle *o, const struct person *person, date_t on)
{
    const struct county *county = o->county;
    const struct county_enrolment *best = NULL;
    bool best_is_main = false;
    uint32_t i;

    if (person->pupil == COUNTY_NONE)
        return NULL;
    for (i = county->pupils[person->pupil].enrolment; i != COUNTY_NONE;
         i = county->enrolments[i].next) {
        const struct county_enrolment *stay = &county->enrolments[i];
        char status;
        bool is_main;
        bool is_better;

        if (stay->entry > on || stay->entry > o->as_of)
            continue;
        status = oracle_status_of(o, stay, on);
        is_main = status == 'C' || status == 'M';
        if (best == NULL || (is_main && !best_is_main))
            is_better = true;
        else if (is_main != best_is_main)
            is_better = false;
        else if (stay->entry != best->entry)
            is_better = stay->entry > best->entry;
        else
            is_better = county->schools[stay->school].urn
                        < county->schools[best->school].urn;
        if (is_better) {
            best = stay;
            best_is_main = is_main;
        }
    }
    return best;
}

static const char *major_group(const char *code)
{
    static const struct {
        const char *codes, *group;
    } groups[] = {
        { "WBRI WIRI WIRT WROM WOTH", "White" },
        { "MWBC MWBA MWAS MOTH", "Mixed" },
        { "AIND APKN ABAN AOTH CHNE ABRI AWEL", "Asian" },
        { "BCRB BAFR BOTH BBRI BWEL", "Black" },
        { "OOTH", "Other" },
        { "REFU NOBT", "Unclassified" },
    };
    size_t i;

    for (i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
        if (code[0] != '\0' && strstr(groups[i].codes, code) != NULL)
            return groups[i].group;
    return "";
}

/* oracle_publication_phase of codes/school_phases.csv, found as details.md 24
 * says. */
const char *oracle_publication_phase(const struct county_school *school)
{
    const char *type = county_type_name(school);
    const char *phase = county_phase_name(school->phase);

    if (strstr(type, "special") != NULL || strstr(type, "Special") != NULL)
        return "State-funded special";
    if (strstr(type, "referral") != NULL
        || strstr(type, "alternative provision") != NULL)
        return "State-funded AP";
    if (strcmp(phase, "Primary") == 0
        || strcmp(phase, "Middle deemed primary") == 0)
        return "State-funded primary";
    if (strcmp(phase, "Secondary") == 0
        || strcmp(phase, "Middle deemed secondary") == 0
        || strcmp(phase, "All-through") == 0)
        return "State-funded secondary";
    if (strcmp(phase, "Nursery") == 0)
        return "State-funded nursery";
    return "";
}

/*
 * The pupil that says of which sex a person is: of a child no roll has yet,
 * the one whose sex the statutory return gives.
 */
static uint32_t sexed_pupil(const struct oracle *o, const struct person *person)
{
    const struct county_child *child;
    uint32_t i;

    if (person->pupil != COUNTY_NONE || person->child == COUNTY_NONE)
        return person->pupil;
    child = &o->county->children[person->child];
    for (i = 0; i < child->spell_count; i++) {
        const struct county_spell *spell = &o->county->spells[child->spell + i];

        if (spell->plan == COUNTY_CLA && spell->start <= o->as_of)
            return child->pupil;
    }
    return COUNTY_NONE;
}

static void set_breakdowns(const struct oracle *o, const struct person *person,
                           const struct county_enrolment *stay, date_t on,
                           struct state *state)
{
    const struct county_school *school;
    struct county_row row;
    uint32_t sexed = sexed_pupil(o, person);

    if (sexed != COUNTY_NONE)
        (void)snprintf(state->by[BY_SEX], NAME_SIZE, "%c",
                       o->county->pupils[sexed].sex);
    if (stay == NULL)
        return;
    school = &o->county->schools[stay->school];
    row = county_show(o->county, stay, version_of(o, stay, on));
    (void)snprintf(state->by[BY_SEN], NAME_SIZE, "%c", row.sen);
    (void)snprintf(state->by[BY_FSM], NAME_SIZE, "%c", row.fsm);
    (void)snprintf(state->by[BY_ETHNICITY], NAME_SIZE, "%s",
                   major_group(row.ethnicity));
    (void)snprintf(state->by[BY_YEAR_GROUP], NAME_SIZE, "%s", row.year);
    (void)snprintf(state->by[BY_PHASE], NAME_SIZE, "%s",
                   oracle_publication_phase(school));
    if (row.idaci_decile > 0)
        (void)snprintf(state->by[BY_IDACI], NAME_SIZE, "%d",
                       (row.idaci_decile + 1) / 2);
    (void)snprintf(state->by[BY_DISTRICT], NAME_SIZE, "%s", school->district);
    (void)snprintf(state->by[BY_IN_COUNTY], NAME_SIZE, "%s",
                   school->la_code == COUNTY_LA_CODE ? "Y" : "N");
}

void oracle_set_state(const struct oracle *o, const struct person *person,
                      const struct period *period, struct state *state)
{
    date_t on = period->reference;
    bool is_child = date_age(person->born, on) < 18;
    struct care care = care_on(o, person, on);
    const struct county_enrolment *stay = breakdown_stay(o, person, on);
    date_t march = oracle_last_31_march(on);
    date_t census = date_make(period->year + 1, 3, 31);
    bool is_ever6 = care.ever6;
    bool is_pla = false;
    bool *in;

    memset(state, 0, sizeof(*state));
    in = state->is_in;
    set_breakdowns(o, person, stay, on, state);
    if (person->died <= on)
        return;
    if (stay != NULL && strchr("AGCR", stay->post_looked_after) != NULL)
        is_pla = true;
    if (care.left_care)
        is_pla = true;
    if (care.cla)
        is_pla = false;
    in[ALL] = true;
    in[PEERS] = !is_ever6 && !is_pla;
    if (census <= on && date_age(person->born, census) < 18) {
        struct care then = care_on(o, person, census);

        in[CLA_31MAR] = then.cla;
        in[CPP_31MAR] = then.cpp && !then.cla;
        in[CIN_31MAR] = then.cin && !then.cpp && !then.cla;
    }
    if (!is_child)
        return;
    in[CLA] = care.cla;
    in[CPP] = care.cpp && !care.cla;
    in[CIN] = care.cin && !care.cpp && !care.cla;
    in[CSW] = in[CLA] || in[CPP] || in[CIN];
    in[CLA12] =
        is_in_care_throughout(o, person, date_add_years(march, -1), march);
    in[PLA] = is_pla;
    in[EVER6] = is_ever6;
    in[EVER] = care.ever;
    in[FORMERLY] = is_ever6 && !in[CSW];
    if (in[FORMERLY]) {
        date_t one = date_add_years(on, -1);
        date_t three = date_add_years(on, -3);

        in[FORMERLY_0_1] = care.last_end > one;
        in[FORMERLY_1_3] = care.last_end <= one && care.last_end > three;
        in[FORMERLY_3_6] = care.last_end <= three;
    }
    in[CIN_CPP] = in[CIN] || in[CPP];
    in[CIN_DISABILITY] = in[CIN] && care.all_disability;
}

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

uint32_t oracle_own_school(const struct oracle *o, const struct person *person,
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

bool oracle_is_in_care(const struct oracle *o, const struct person *person,
                       date_t on)
{
    return person->died > on && date_age(person->born, on) < 18
           && care_on(o, person, on).cla;
}

void oracle_join_cohorts(const struct state *state, char text[512])
{
    const char *last = "";
    size_t len = 0;

    text[0] = '\0';
    for (;;) {
        const char *next = NULL;
        size_t i;

        for (i = 0; i < COHORTS; i++)
            if (state->is_in[i] && strcmp(oracle_cohort_names[i], last) > 0
                && (next == NULL || strcmp(oracle_cohort_names[i], next) < 0))
                next = oracle_cohort_names[i];
        if (next == NULL)
            return;
        len += (size_t)snprintf(text + len, 512 - len, "%s%s",
                                len > 0 ? ";" : "", next);
        last = next;
    }
}
