#include "tests/oracle.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/mem.h"
#include "fixtures/county.h"
#include "fixtures/terms.h"
#include "tests/oracle_stats.h"

#define ID_SIZE 24
#define NAME_SIZE 64

/* ---- periods (metrics.md, Periods; details.md 19, 20, 47) ---- */

enum grain { GRAIN_YEAR, GRAIN_TERM, GRAIN_HALF_TERM, GRAIN_WEEK };

struct period {
    char id[ID_SIZE];
    enum grain grain;
    int year;
    date_t start, end; /* cut at the as-of date */
    date_t reference;
};

static date_t earlier(date_t a, date_t b)
{
    return a < b ? a : b;
}

/* ---- people ---- */

struct person {
    char id[ID_SIZE];
    uint32_t pupil, child; /* either may be COUNTY_NONE */
    date_t born;
    date_t died; /* DATE_MAX where alive */
};

/* ---- cohorts (metrics.md, Cohorts) ---- */

enum cohort {
    ALL,
    CLA,
    CPP,
    CIN,
    CSW,
    CLA12,
    PLA,
    EVER6,
    EVER,
    FORMERLY,
    FORMERLY_0_1,
    FORMERLY_1_3,
    FORMERLY_3_6,
    CIN_CPP,
    CIN_DISABILITY,
    PEERS,
    CLA_31MAR,
    CPP_31MAR,
    CIN_31MAR,
    COHORTS
};

static const char *const cohort_names[COHORTS] = {
    "all",          "cla",          "cpp",
    "cin",          "csw",          "cla12",
    "pla",          "ever6",        "ever",
    "formerly",     "formerly_0_1", "formerly_1_3",
    "formerly_3_6", "cin_cpp",      "cin_disability",
    "peers",        "cla_31mar",    "cpp_31mar",
    "cin_31mar"
};

/* Those that mart_gap compares. */
static const enum cohort compared[] = {
    CSW, CLA,   CPP,      CIN,          CIN_CPP,      CLA12,
    PLA, EVER6, FORMERLY, FORMERLY_0_1, FORMERLY_1_3, FORMERLY_3_6
};

/* ---- breakdowns ---- */

enum breakdown {
    BY_NONE,
    BY_SEX,
    BY_SEN,
    BY_FSM,
    BY_ETHNICITY,
    BY_YEAR_GROUP,
    BY_PHASE,
    BY_IDACI,
    BY_DISTRICT,
    BY_IN_COUNTY,
    BREAKDOWNS
};

static const char *const breakdown_names[BREAKDOWNS] = {
    "none",   "sex",   "sen",   "fsm",      "ethnicity",
    "ncyear", "phase", "idaci", "district", "in_county"
};

/* What a period says of a person. */
struct state {
    bool is_in[COHORTS];
    char by[BREAKDOWNS][NAME_SIZE]; /* "" = no value */
};

/* ---- facts: a person at a school in a period ---- */

enum { CODES = 80 };

struct fact {
    uint32_t person, school;
    double possible, absent, authorised, unauthorised, late, part_time;
    double by_code[CODES];
    double suspensions, exclusions, days;
    bool is_on_roll; /* on the roll date */
};

struct oracle {
    const struct county *county;
    date_t as_of;
    struct period *periods;
    size_t period_count, period_capacity;
    struct person *people;
    size_t person_count, person_capacity;
    uint32_t *person_of_pupil;
    county_mark **marks; /* of each stay: two a day from first_day */
    date_t first_day;
    size_t day_count;
    county_mark codes[CODES];
    size_t code_count;
    struct state *states; /* of the period at hand */
    struct fact *facts;
    size_t fact_count, fact_capacity;
    uint32_t *fact_at; /* a person's first fact, and the end */
    struct oracle_table tables[ORACLE_TABLES];
};

void oracle_table_add(struct oracle_table *table, const char *key,
                      const double *values, size_t count)
{
    struct oracle_row *row;
    size_t i;

    MEM_ROOM(table->rows, table->count, table->capacity);
    row = &table->rows[table->count++];
    row->key = mem_dup(key);
    for (i = 0; i < ORACLE_VALUES; i++)
        row->values[i] = i < count ? values[i] : (double)NAN;
}

static int compare_rows(const void *left, const void *right)
{
    const struct oracle_row *a = left;
    const struct oracle_row *b = right;

    return strcmp(a->key, b->key);
}

void oracle_table_sort(struct oracle_table *table)
{
    if (table->count > 0)
        qsort(table->rows, table->count, sizeof(*table->rows), compare_rows);
}

void oracle_table_release(struct oracle_table *table)
{
    size_t i;

    for (i = 0; i < table->count; i++)
        free(table->rows[i].key);
    free(table->rows);
    table->rows = NULL;
    table->count = table->capacity = 0;
}

/* ------------------------------------------------------------------ */

static void add_period(struct oracle *o, enum grain grain, const char *id,
                       int year, date_t start, date_t end, date_t reference)
{
    struct period *period;

    if (start > o->as_of)
        return;
    MEM_ROOM(o->periods, o->period_count, o->period_capacity);
    period = &o->periods[o->period_count++];
    (void)snprintf(period->id, sizeof(period->id), "%s", id);
    period->grain = grain;
    period->year = year;
    period->start = start;
    period->end = earlier(end, o->as_of);
    period->reference = earlier(reference, o->as_of);
}

static void make_periods(struct oracle *o)
{
    static const char *const terms[] = { "autumn", "spring", "summer" };
    date_t last_monday = DATE_NONE;
    char label[DATE_YEAR_TEXT_SIZE];
    char id[ID_SIZE];
    size_t first;

    for (first = 0; first < TERMS_COUNT; first += 6) {
        int year = terms_half_term(first).year;
        date_t last = terms_half_term(first + 5).end;
        size_t i;
        date_t day;

        date_format_academic_year(year, label);
        add_period(o, GRAIN_YEAR, label, year, date_make(year, 8, 1),
                   date_make(year + 1, 7, 31), last);
        for (i = 0; i < 3; i++) {
            struct half_term one = terms_half_term(first + 2 * i);
            struct half_term two = terms_half_term(first + 2 * i + 1);

            (void)snprintf(id, sizeof(id), "%s %s", label, terms[i]);
            add_period(o, GRAIN_TERM, id, year, one.start, two.end, two.end);
        }
        for (i = 0; i < 6; i++) {
            struct half_term half_term = terms_half_term(first + i);

            (void)snprintf(id, sizeof(id), "%s HT%d", label, half_term.number);
            add_period(o, GRAIN_HALF_TERM, id, year, half_term.start,
                       half_term.end, half_term.end);
            for (day = half_term.start; day <= half_term.end; day++) {
                date_t monday = day - (date_weekday(day) - 1);
                int iso_year;
                int week;

                if (monday == last_monday)
                    continue;
                last_monday = monday;
                date_iso_week(monday, &iso_year, &week);
                (void)snprintf(id, sizeof(id), "%d-W%02d", iso_year, week);
                add_period(o, GRAIN_WEEK, id, year, monday, monday + 6,
                           monday + 6);
            }
        }
    }
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

static void make_people(struct oracle *o)
{
    const struct county *county = o->county;
    uint32_t i;
    uint32_t at;

    o->person_of_pupil =
        mem_zero(county->pupil_count + 1, sizeof(*o->person_of_pupil));
    for (i = 0; i < county->pupil_count; i++) {
        const struct county_pupil *pupil = &county->pupils[i];
        bool is_temporary =
            pupil->temporary_upn[0] != '\0' && o->as_of < pupil->upn_from;
        uint32_t child = pupil->child;

        o->person_of_pupil[i] = COUNTY_NONE;
        if (county->enrolments[pupil->enrolment].entry > o->as_of)
            continue;
        if (child != COUNTY_NONE && !is_begun(o, &county->children[child]))
            child = COUNTY_NONE;
        o->person_of_pupil[i] = (uint32_t)o->person_count;
        add_person(o, is_temporary ? pupil->temporary_upn : pupil->upn, i,
                   child, pupil->born);
    }
    for (i = 0; i < county->child_count; i++) {
        const struct county_child *child = &county->children[i];
        bool has_pupil = child->pupil != COUNTY_NONE
                         && o->person_of_pupil[child->pupil] != COUNTY_NONE;

        if (has_pupil || !is_begun(o, child))
            continue;
        /* A UPN that only social care knows is a person (details.md 57). */
        if (child->pupil != COUNTY_NONE)
            add_person(o,
                       child->link == COUNTY_LINK_NAME
                           ? child->id
                           : county->pupils[child->pupil].upn,
                       COUNTY_NONE, i, child->born);
        else
            add_person(o, child->upn[0] != '\0' ? child->upn : child->id,
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

static bool counts_in_care(const struct county_spell *spell)
{
    return !spell->respite_only && strcmp(spell->legal_status, "V3") != 0
           && strcmp(spell->legal_status, "V4") != 0;
}

static bool counts(const struct oracle *o, const struct county_spell *spell)
{
    const char *reason = end_reason(o, spell);

    if (spell->plan == COUNTY_CLA)
        return counts_in_care(spell);
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
            if (spell->plan == COUNTY_CLA && counts_in_care(spell)
                && spell->start <= day && end > until)
                until = end;
        }
        if (until == day)
            return false;
        day = until;
    }
    return true;
}

static date_t last_31_march(date_t on)
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

static char status_of(const struct oracle *o,
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
        status = status_of(o, stay, on);
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

/* publication_phase of codes/school_phases.csv, found as details.md 24 says. */
static const char *publication_phase(const struct county_school *school)
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

static void set_breakdowns(const struct oracle *o, const struct person *person,
                           const struct county_enrolment *stay, date_t on,
                           struct state *state)
{
    const struct county_school *school;
    const struct county_pupil *pupil;
    struct county_row row;

    if (person->pupil != COUNTY_NONE)
        (void)snprintf(state->by[BY_SEX], NAME_SIZE, "%c",
                       o->county->pupils[person->pupil].sex);
    if (stay == NULL)
        return;
    pupil = &o->county->pupils[stay->pupil];
    school = &o->county->schools[stay->school];
    row = county_show(o->county, stay, version_of(o, stay, on));
    (void)snprintf(state->by[BY_SEN], NAME_SIZE, "%c", row.sen);
    (void)snprintf(state->by[BY_FSM], NAME_SIZE, "%c", row.fsm);
    (void)snprintf(state->by[BY_ETHNICITY], NAME_SIZE, "%s",
                   major_group(row.ethnicity));
    (void)snprintf(state->by[BY_YEAR_GROUP], NAME_SIZE, "%s", row.year);
    (void)snprintf(state->by[BY_PHASE], NAME_SIZE, "%s",
                   publication_phase(school));
    (void)snprintf(state->by[BY_IDACI], NAME_SIZE, "%d",
                   (pupil->idaci_decile + 1) / 2);
    (void)snprintf(state->by[BY_DISTRICT], NAME_SIZE, "%s", school->district);
    (void)snprintf(state->by[BY_IN_COUNTY], NAME_SIZE, "%s",
                   school->la_code == COUNTY_LA_CODE ? "Y" : "N");
}

static void set_state(const struct oracle *o, const struct person *person,
                      const struct period *period, struct state *state)
{
    date_t on = period->reference;
    bool is_child = date_age(person->born, on) < 18;
    struct care care = care_on(o, person, on);
    const struct county_enrolment *stay = breakdown_stay(o, person, on);
    date_t march = last_31_march(on);
    date_t census = date_make(period->year + 1, 3, 31);
    bool is_ever6 = care.ever6;
    bool is_pla = false;
    bool *in = state->is_in;

    memset(state, 0, sizeof(*state));
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

/* ---- what a mark means on its date (codes/attendance_codes.csv) ---- */

enum meaning { NOT_POSSIBLE, PRESENT, AUTHORISED, UNAUTHORISED };

static enum meaning meaning_of(county_mark mark, date_t date)
{
    bool is_new = date >= date_make(2024, 8, 19);
    char code[4] = { ' ', (char)(mark & 0xff), (char)(mark >> 8), '\0' };
    const char *present = is_new ? " / \\ L K V P W B " : " / \\ L B J P V W ";
    const char *authorised =
        is_new ? " C C1 C2 E I J1 M R S T " : " C E H I M R S T ";
    const char *unauthorised = " G N O U ";
    char padded[8];

    (void)snprintf(padded, sizeof(padded), "%s ", code);
    if (strstr(present, padded) != NULL)
        return PRESENT;
    if (strstr(authorised, padded) != NULL)
        return AUTHORISED;
    if (strstr(unauthorised, padded) != NULL)
        return UNAUTHORISED;
    return NOT_POSSIBLE;
}

/* ---- facts ---- */

static struct fact *fact_for(struct oracle *o, uint32_t person, size_t first,
                             uint32_t school)
{
    struct fact *fact;
    size_t i;

    for (i = first; i < o->fact_count; i++)
        if (o->facts[i].school == school)
            return &o->facts[i];
    MEM_ROOM(o->facts, o->fact_count, o->fact_capacity);
    fact = &o->facts[o->fact_count++];
    memset(fact, 0, sizeof(*fact));
    fact->person = person;
    fact->school = school;
    return fact;
}

static size_t code_index(struct oracle *o, county_mark mark)
{
    size_t i;

    for (i = 0; i < o->code_count; i++)
        if (o->codes[i] == mark)
            return i;
    assert(o->code_count < CODES);
    o->codes[o->code_count] = mark;
    return o->code_count++;
}

static int status_rank(char status)
{
    return status == 'C' ? 0 : status == 'M' ? 1 : 2;
}

/* A person's stays that the period looks at, with their status on R. */
struct looked_at {
    uint32_t stay;
    char status;
    int urn;
};

enum { STAYS_MAX = 24 };

static size_t stays_of(const struct oracle *o, const struct person *person,
                       const struct period *period,
                       struct looked_at stays[STAYS_MAX])
{
    const struct county *county = o->county;
    size_t count = 0;
    uint32_t i;

    if (person->pupil == COUNTY_NONE)
        return 0;
    for (i = county->pupils[person->pupil].enrolment; i != COUNTY_NONE;
         i = county->enrolments[i].next) {
        const struct county_enrolment *stay = &county->enrolments[i];

        if (stay->entry > o->as_of)
            continue;
        assert(count < STAYS_MAX);
        stays[count].stay = i;
        stays[count].status = status_of(o, stay, period->reference);
        stays[count].urn = county->schools[stay->school].urn;
        count++;
    }
    return count;
}

static void count_session(struct oracle *o, uint32_t person, size_t first,
                          uint32_t school, county_mark mark, date_t date)
{
    enum meaning meaning = meaning_of(mark, date);
    struct fact *fact = fact_for(o, person, first, school);

    fact->possible++;
    if (meaning == AUTHORISED)
        fact->authorised++;
    if (meaning == UNAUTHORISED)
        fact->unauthorised++;
    if (meaning != PRESENT) {
        fact->absent++;
        fact->by_code[code_index(o, mark)]++;
    }
    if (mark == 'L' || mark == 'U')
        fact->late++;
    if (mark == COUNTY_MARK('C', '2'))
        fact->part_time++;
}

static void count_attendance(struct oracle *o, uint32_t number, size_t first,
                             const struct period *period)
{
    const struct person *person = &o->people[number];
    int age = date_age(person->born, date_make(period->year, 8, 31));
    struct half_term last =
        terms_half_term((size_t)(period->year - TERMS_FIRST_YEAR) * 6 + 5);
    struct looked_at stays[STAYS_MAX];
    size_t count = stays_of(o, person, period, stays);
    date_t date;

    if (age < 5 || age > 15)
        return;
    for (date = period->start; date <= period->end; date++) {
        int session;

        if (date < o->first_day || date >= o->first_day + (date_t)o->day_count)
            continue;
        if (age == 15 && date >= last.start && date <= last.end)
            continue;
        for (session = 0; session < 2; session++) {
            size_t at = (size_t)(date - o->first_day) * 2 + (size_t)session;
            size_t best = count;
            size_t i;

            for (i = 0; i < count; i++) {
                county_mark mark = o->marks[stays[i].stay][at];

                if (strchr("CMS", stays[i].status) == NULL || mark == 0
                    || meaning_of(mark, date) == NOT_POSSIBLE)
                    continue;
                if (best == count
                    || status_rank(stays[i].status)
                           < status_rank(stays[best].status)
                    || (status_rank(stays[i].status)
                            == status_rank(stays[best].status)
                        && stays[i].urn < stays[best].urn))
                    best = i;
            }
            if (best < count)
                count_session(o, number, first,
                              o->county->enrolments[stays[best].stay].school,
                              o->marks[stays[best].stay][at], date);
        }
    }
}

static bool is_one_of(const char *code, const char *const *codes, size_t count)
{
    size_t i;

    for (i = 0; i < count; i++)
        if (strcmp(code, codes[i]) == 0)
            return true;
    return false;
}

/* Not withdrawn, quashed or reinstated. */
static bool stands(const struct county_suspension *record)
{
    static const char *const undone[] = { "WITHDRAWN", "QUASHED", "REINSTATED",
                                          "BRE",       "FRE",     "HWD",
                                          "JRE",       "KRE" };

    return !is_one_of(record->outcome, undone, 8);
}

static bool is_pending(const struct county_suspension *record)
{
    static const char *const open[] = { "DNO", "EON", "GNO", "NOG" };

    return is_one_of(record->outcome, open, 4);
}

static bool is_suspension(const struct county_suspension *record)
{
    return strcmp(record->category, "SUSP") == 0
           || strcmp(record->category, "FIXD") == 0;
}

static double days_of(const struct county_suspension *record)
{
    if (is_suspension(record))
        return record->sessions / 2.0;
    return strcmp(record->category, "LNCH") == 0 ? 0.5 : 0;
}

static void count_conduct(struct oracle *o, uint32_t number, size_t first,
                          const struct period *period)
{
    const struct county *county = o->county;
    const struct person *person = &o->people[number];
    uint32_t stay;

    if (person->pupil == COUNTY_NONE)
        return;
    for (stay = county->pupils[person->pupil].enrolment; stay != COUNTY_NONE;
         stay = county->enrolments[stay].next) {
        uint32_t i;

        for (i = county->conduct[stay]; i < county->conduct[stay + 1]; i++) {
            const struct county_suspension *record = &county->suspensions[i];
            struct fact *fact;

            if (record->start < period->start || record->start > period->end
                || !stands(record))
                continue;
            fact = fact_for(o, number, first, county->enrolments[stay].school);
            fact->days += days_of(record);
            if (is_suspension(record))
                fact->suspensions++;
            if (strcmp(record->category, "PERM") == 0 && !is_pending(record))
                fact->exclusions++;
        }
    }
}

/* The third Thursday of January inside the year once R has reached it. */
static date_t roll_date(const struct period *period)
{
    date_t day = date_make(period->year + 1, 1, 1);

    while (date_weekday(day) != 4)
        day++;
    day += 14;
    return day <= period->reference ? day : period->reference;
}

static void count_roll(struct oracle *o, uint32_t number, size_t first,
                       const struct period *period)
{
    const struct person *person = &o->people[number];
    struct looked_at stays[STAYS_MAX];
    size_t count = stays_of(o, person, period, stays);
    date_t on = roll_date(period);
    size_t i;

    for (i = 0; i < count; i++) {
        const struct county_enrolment *stay =
            &o->county->enrolments[stays[i].stay];
        date_t leaving = stay->leaving != DATE_NONE && stay->leaving <= o->as_of
                             ? stay->leaving
                             : DATE_MAX;

        if ((stays[i].status == 'C' || stays[i].status == 'M')
            && stay->entry <= on && leaving >= on)
            fact_for(o, number, first, stay->school)->is_on_roll = true;
    }
}

static void make_facts(struct oracle *o, const struct period *period)
{
    uint32_t i;

    o->fact_count = 0;
    for (i = 0; i < o->person_count; i++) {
        size_t first = o->fact_count;

        set_state(o, &o->people[i], period, &o->states[i]);
        o->fact_at[i] = (uint32_t)first;
        count_attendance(o, i, first, period);
        count_conduct(o, i, first, period);
        count_roll(o, i, first, period);
    }
    o->fact_at[o->person_count] = (uint32_t)o->fact_count;
}

/* ---- metrics ---- */

enum interval { BY_LOGIT, BY_LOG, BY_WILSON, BY_POISSON };

enum metric {
    ATTENDANCE_RATE,
    ABSENCE_RATE,
    AUTHORISED_RATE,
    UNAUTHORISED_RATE,
    LATE_RATE,
    WEEKLY_METRICS, /* the five above are the week's */
    PERSISTENT = WEEKLY_METRICS,
    SEVERE,
    PERSISTENT_ENROLMENTS,
    PART_TIME_RATE,
    SUSPENSION_RATE,
    SUSPENDED,
    REPEAT_SUSPENDED,
    SUSPENSION_DAYS,
    EXCLUSION_RATE,
    REPEAT_SHARE,
    METRICS
};

static const struct {
    const char *name;
    enum interval interval;
} metrics[METRICS] = {
    { "attendance_rate", BY_LOGIT },
    { "absence_rate", BY_LOGIT },
    { "authorised_absence_rate", BY_LOGIT },
    { "unauthorised_absence_rate", BY_LOGIT },
    { "late_rate", BY_LOGIT },
    { "persistent_absence", BY_WILSON },
    { "severe_absence", BY_WILSON },
    { "persistent_absence_enrolments", BY_WILSON },
    { "part_time_absence_rate", BY_LOGIT },
    { "suspension_rate", BY_LOG },
    { "suspended_pupils", BY_POISSON },
    { "repeat_suspended_pupils", BY_POISSON },
    { "suspension_days", BY_LOG },
    { "permanent_exclusion_rate", BY_POISSON },
    { "repeat_share", BY_WILSON },
};

enum level { COUNTY_LEVEL, DISTRICT_LEVEL, ADVISER_LEVEL, SCHOOL_LEVEL };

static const char *const level_names[] = { "county", "district", "adviser",
                                           "school" };

struct entity {
    enum level level;
    char id[NAME_SIZE];
};

static bool is_within(const struct county *county, uint32_t school,
                      const struct entity *entity)
{
    const struct county_school *record = &county->schools[school];
    char name[COUNTY_NAME_SIZE];

    switch (entity->level) {
    case COUNTY_LEVEL:
        return true;
    case DISTRICT_LEVEL:
        return strcmp(record->district, entity->id) == 0;
    case ADVISER_LEVEL:
        if (record->adviser == 0)
            return false;
        county_adviser(record->adviser, name);
        return strcmp(name, entity->id) == 0;
    case SCHOOL_LEVEL:
        return record->urn == atoi(entity->id);
    }
    return false;
}

struct cell {
    struct oracle_sums sums[METRICS];
};

static void add_person_to_cell(const struct oracle *o, uint32_t person,
                               const struct entity *entity, struct cell *cell)
{
    struct fact sum;
    double pairs = 0;
    double persistent_pairs = 0;
    double roll;
    uint32_t i;

    memset(&sum, 0, sizeof(sum));
    for (i = o->fact_at[person]; i < o->fact_at[person + 1]; i++) {
        const struct fact *fact = &o->facts[i];

        if (!is_within(o->county, fact->school, entity))
            continue;
        sum.possible += fact->possible;
        sum.absent += fact->absent;
        sum.authorised += fact->authorised;
        sum.unauthorised += fact->unauthorised;
        sum.late += fact->late;
        sum.part_time += fact->part_time;
        sum.suspensions += fact->suspensions;
        sum.exclusions += fact->exclusions;
        sum.days += fact->days;
        sum.is_on_roll = sum.is_on_roll || fact->is_on_roll;
        if (fact->possible > 0)
            pairs++;
        if (fact->possible > 0 && 10 * fact->absent >= fact->possible)
            persistent_pairs++;
    }
    roll = sum.is_on_roll;
    oracle_sums_add(&cell->sums[ATTENDANCE_RATE], sum.possible - sum.absent,
                    sum.possible);
    oracle_sums_add(&cell->sums[ABSENCE_RATE], sum.absent, sum.possible);
    oracle_sums_add(&cell->sums[AUTHORISED_RATE], sum.authorised, sum.possible);
    oracle_sums_add(&cell->sums[UNAUTHORISED_RATE], sum.unauthorised,
                    sum.possible);
    oracle_sums_add(&cell->sums[LATE_RATE], sum.late, sum.possible);
    oracle_sums_add(&cell->sums[PART_TIME_RATE], sum.part_time, sum.possible);
    oracle_sums_add(&cell->sums[PERSISTENT],
                    sum.possible > 0 && 10 * sum.absent >= sum.possible,
                    sum.possible > 0);
    oracle_sums_add(&cell->sums[SEVERE],
                    sum.possible > 0 && 2 * sum.absent >= sum.possible,
                    sum.possible > 0);
    oracle_sums_add(&cell->sums[PERSISTENT_ENROLMENTS], persistent_pairs,
                    pairs);
    oracle_sums_add(&cell->sums[SUSPENSION_RATE], sum.suspensions, roll);
    oracle_sums_add(&cell->sums[SUSPENDED], sum.suspensions >= 1, roll);
    oracle_sums_add(&cell->sums[REPEAT_SUSPENDED], sum.suspensions >= 2, roll);
    oracle_sums_add(&cell->sums[SUSPENSION_DAYS], sum.days, roll);
    oracle_sums_add(&cell->sums[EXCLUSION_RATE], sum.exclusions, roll);
    oracle_sums_add(&cell->sums[REPEAT_SHARE], sum.suspensions >= 2,
                    sum.suspensions >= 1);
}

static struct oracle_range interval_of(enum metric metric,
                                       const struct oracle_sums *sums)
{
    switch (metrics[metric].interval) {
    case BY_LOGIT:
        return oracle_clustered_logit(sums);
    case BY_LOG:
        return oracle_clustered_log(sums);
    case BY_WILSON:
        return oracle_wilson(sums->y, sums->m);
    case BY_POISSON:
        break;
    }
    return oracle_poisson(sums->y, sums->m);
}

static void emit_metric(struct oracle *o, enum metric metric, const char *where,
                        const struct oracle_sums *sums)
{
    struct oracle_range range = interval_of(metric, sums);
    double values[5] = { sums->y, sums->m, 100 * sums->y / sums->m,
                         range.is_known ? 100 * range.lower : (double)NAN,
                         range.is_known ? 100 * range.upper : (double)NAN };
    char key[400];

    (void)snprintf(key, sizeof(key), "%s|%s", metrics[metric].name, where);
    oracle_table_add(&o->tables[ORACLE_METRIC], key, values, 5);
}

static void emit_gap(struct oracle *o, enum metric metric, const char *where,
                     const struct oracle_sums *one,
                     const struct oracle_sums *two)
{
    double rate = one->y / one->m;
    double other = two->y / two->m;
    bool both =
        interval_of(metric, one).is_known && interval_of(metric, two).is_known;
    struct oracle_range gap = { false, 0, 0 };
    struct oracle_range ratio = { false, 0, 0 };
    double a = oracle_ratio_error(one);
    double b = oracle_ratio_error(two);
    double values[8];
    char key[400];

    switch (metrics[metric].interval) {
    case BY_LOGIT:
    case BY_LOG:
        if (!both)
            break;
        gap = oracle_normal(rate - other, sqrt(a * a + b * b));
        ratio =
            oracle_log_normal(rate / other, sqrt(a * a / (rate * rate)
                                                 + b * b / (other * other)));
        break;
    case BY_WILSON:
        gap = oracle_newcombe(one->y, one->m, two->y, two->m);
        if (one->y > 0 && two->y > 0)
            ratio = oracle_log_normal(
                rate / other,
                sqrt(1 / one->y - 1 / one->m + 1 / two->y - 1 / two->m));
        break;
    case BY_POISSON:
        if (one->y > 0 && two->y > 0)
            ratio =
                oracle_log_normal(rate / other, sqrt(1 / one->y + 1 / two->y));
        break;
    }
    values[0] = 100 * rate;
    values[1] = 100 * other;
    values[2] = 100 * (rate - other);
    values[3] = gap.is_known ? 100 * gap.lower : (double)NAN;
    values[4] = gap.is_known ? 100 * gap.upper : (double)NAN;
    values[5] = other > 0 ? rate / other : (double)NAN;
    values[6] = ratio.is_known ? ratio.lower : (double)NAN;
    values[7] = ratio.is_known ? ratio.upper : (double)NAN;
    (void)snprintf(key, sizeof(key), "%s|%s", metrics[metric].name, where);
    oracle_table_add(&o->tables[ORACLE_GAP], key, values, 8);
}

/* Every cohort of one entity and breakdown value. */
static void emit_cells(struct oracle *o, const struct period *period,
                       const struct entity *entity, enum breakdown breakdown,
                       const char *value)
{
    static struct cell cells[COHORTS];
    size_t metric_count =
        period->grain == GRAIN_WEEK ? (size_t)WEEKLY_METRICS : (size_t)METRICS;
    char where[256];
    uint32_t person;
    size_t metric;
    size_t i;

    memset(cells, 0, sizeof(cells));
    for (person = 0; person < o->person_count; person++) {
        const struct state *state = &o->states[person];

        if (breakdown != BY_NONE && strcmp(state->by[breakdown], value) != 0)
            continue;
        if (o->fact_at[person] == o->fact_at[person + 1])
            continue;
        for (i = 0; i < COHORTS; i++)
            if (state->is_in[i])
                add_person_to_cell(o, person, entity, &cells[i]);
    }
    for (metric = 0; metric < metric_count; metric++) {
        for (i = 0; i < COHORTS; i++) {
            if (cells[i].sums[metric].m <= 0)
                continue;
            (void)snprintf(where, sizeof(where), "%s|%s|%s|%s|%s|%s",
                           period->id, level_names[entity->level], entity->id,
                           cohort_names[i], breakdown_names[breakdown], value);
            emit_metric(o, (enum metric)metric, where, &cells[i].sums[metric]);
        }
        for (i = 0; i < sizeof(compared) / sizeof(compared[0]); i++) {
            static const enum cohort comparators[] = { PEERS, ALL };
            size_t j;

            for (j = 0; j < 2; j++) {
                const struct oracle_sums *one =
                    &cells[compared[i]].sums[metric];
                const struct oracle_sums *two =
                    &cells[comparators[j]].sums[metric];

                if (one->m <= 0 || two->m <= 0)
                    continue;
                (void)snprintf(where, sizeof(where), "%s|%s|%s|%s|%s|%s|%s",
                               period->id, level_names[entity->level],
                               entity->id, cohort_names[compared[i]],
                               cohort_names[comparators[j]],
                               breakdown_names[breakdown], value);
                emit_gap(o, (enum metric)metric, where, one, two);
            }
        }
    }
}

static void emit_reasons(struct oracle *o, const struct period *period,
                         const struct entity *entity)
{
    size_t cohort;

    for (cohort = 0; cohort < COHORTS; cohort++) {
        double sessions[CODES] = { 0 };
        double possible = 0;
        uint32_t person;
        size_t code;

        for (person = 0; person < o->person_count; person++) {
            uint32_t i;

            if (!o->states[person].is_in[cohort])
                continue;
            for (i = o->fact_at[person]; i < o->fact_at[person + 1]; i++) {
                if (!is_within(o->county, o->facts[i].school, entity))
                    continue;
                possible += o->facts[i].possible;
                for (code = 0; code < o->code_count; code++)
                    sessions[code] += o->facts[i].by_code[code];
            }
        }
        for (code = 0; code < o->code_count; code++) {
            double values[2] = { sessions[code], possible };
            char text[3] = { (char)(o->codes[code] & 0xff),
                             (char)(o->codes[code] >> 8), '\0' };
            char key[400];

            if (sessions[code] <= 0)
                continue;
            (void)snprintf(key, sizeof(key), "%s|%s|%s|%s|%s", period->id,
                           level_names[entity->level], entity->id,
                           cohort_names[cohort], text);
            oracle_table_add(&o->tables[ORACLE_REASON], key, values, 2);
        }
    }
}

/* ---- funnels (details.md 43) ---- */

static void emit_funnel(struct oracle *o, const struct period *period,
                        enum metric metric, enum cohort cohort)
{
    const struct county *county = o->county;
    struct oracle_sums *sums = mem_zero(county->school_count, sizeof(*sums));
    size_t school;
    size_t other;

    for (school = 0; school < county->school_count; school++) {
        struct cell cell;
        struct entity entity;
        uint32_t person;

        memset(&cell, 0, sizeof(cell));
        entity.level = SCHOOL_LEVEL;
        (void)snprintf(entity.id, sizeof(entity.id), "%d",
                       county->schools[school].urn);
        for (person = 0; person < o->person_count; person++)
            if (o->states[person].is_in[cohort])
                add_person_to_cell(o, person, &entity, &cell);
        sums[school] = cell.sums[metric];
    }
    for (school = 0; school < county->school_count; school++) {
        static const double points[] = { 0.025, 0.975, 0.001, 0.999 };
        const char *phase = publication_phase(&county->schools[school]);
        double count = sums[school].y;
        double size = sums[school].m;
        double y = 0;
        double m = 0;
        double limits[4];
        double values[8];
        const char *flag;
        char key[400];
        size_t i;

        if (phase[0] == '\0' || size <= 0)
            continue;
        for (other = 0; other < county->school_count; other++)
            if (strcmp(publication_phase(&county->schools[other]), phase) == 0
                && sums[other].m > 0) {
                y += sums[other].y;
                m += sums[other].m;
            }
        for (i = 0; i < 4; i++)
            limits[i] = metric == PERSISTENT
                            ? oracle_binomial_quantile(points[i], size, y / m)
                            : oracle_poisson_quantile(points[i], size * y / m);
        flag = count > limits[3]   ? "above_99_8"
               : count > limits[1] ? "above_95"
               : count < limits[2] ? "below_99_8"
               : count < limits[0] ? "below_95"
                                   : "within";
        values[0] = count;
        values[1] = size;
        values[2] = 100 * count / size;
        values[3] = 100 * y / m;
        for (i = 0; i < 4; i++)
            values[4 + i] = 100 * limits[i] / size;
        (void)snprintf(key, sizeof(key), "%s|%s|%s|%s|%d|%s",
                       metrics[metric].name, period->id, cohort_names[cohort],
                       phase, county->schools[school].urn, flag);
        oracle_table_add(&o->tables[ORACLE_FUNNEL], key, values, 8);
    }
    free(sums);
}

/* ---- mart_pupil_exclusion (details.md 28, 29, 47, 49) ---- */

static int compare_text(const void *left, const void *right)
{
    return strcmp(left, right);
}

/* Sorted, each once, joined by ';'. */
static void join(char words[][NAME_SIZE], size_t count, char text[1024])
{
    size_t len = 0;
    size_t i;

    qsort(words, count, NAME_SIZE, compare_text);
    text[0] = '\0';
    for (i = 0; i < count; i++) {
        if (i > 0 && strcmp(words[i], words[i - 1]) == 0)
            continue;
        len += (size_t)snprintf(text + len, 1024 - len, "%s%s",
                                len > 0 ? ";" : "", words[i]);
    }
}

static void emit_exclusion(struct oracle *o, const struct period *period,
                           uint32_t number)
{
    static char words[3][256][NAME_SIZE];
    const struct county *county = o->county;
    const struct person *person = &o->people[number];
    size_t first = (size_t)(period->year - TERMS_FIRST_YEAR) * 6;
    double by_school[64] = { 0 };
    int urns[64] = { 0 };
    size_t urn_count = 0;
    size_t counts_of[3] = { 0, 0, 0 };
    double values[11] = { 0 };
    double most = 0;
    int running = 0;
    bool has_any = false;
    char lists[3][1024];
    char key[3400];
    uint32_t stay;
    size_t i;

    if (person->pupil == COUNTY_NONE)
        return;
    for (i = 0; i < 3; i++)
        if (terms_half_term(first + 2 * i).start <= period->reference)
            running = (int)i;
    for (stay = county->pupils[person->pupil].enrolment; stay != COUNTY_NONE;
         stay = county->enrolments[stay].next) {
        int urn = county->schools[county->enrolments[stay].school].urn;
        uint32_t at;

        for (at = county->conduct[stay]; at < county->conduct[stay + 1]; at++) {
            const struct county_suspension *record = &county->suspensions[at];
            double days = days_of(record);
            size_t school;

            if (record->start < period->start || record->start > period->end)
                continue;
            has_any = true;
            if (stands(record)) {
                if (is_suspension(record))
                    values[0]++;
                else if (strcmp(record->category, "LNCH") == 0)
                    values[3]++;
                else if (is_pending(record))
                    values[2]++;
                else
                    values[1]++;
            }
            for (school = 0; school < urn_count && urns[school] != urn;)
                school++;
            if (school == urn_count)
                urns[urn_count++] = urn;
            for (i = 0; i < 3; i++) {
                if (record->start < terms_half_term(first + 2 * i).start
                    || record->start > terms_half_term(first + 2 * i + 1).end)
                    continue;
                values[4 + i] += days;
                if ((int)i == running)
                    by_school[school] += days;
            }
            values[7] += days;
            for (i = 0; i < 3; i++)
                if (record->reasons[i][0] != '\0')
                    (void)snprintf(words[0][counts_of[0]++], NAME_SIZE, "%s",
                                   record->reasons[i]);
            (void)snprintf(words[2][counts_of[2]++], NAME_SIZE, "%d", urn);
        }
    }
    if (!has_any)
        return;
    for (i = 0; i < COHORTS; i++)
        if (o->states[number].is_in[i])
            (void)snprintf(words[1][counts_of[1]++], NAME_SIZE, "%s",
                           cohort_names[i]);
    for (i = 0; i < urn_count; i++)
        if (by_school[i] > most)
            most = by_school[i];
    values[8] = values[4 + running];
    values[9] = 15 - most;
    values[10] = 45 - values[7];
    for (i = 0; i < 3; i++)
        join(words[i], counts_of[i], lists[i]);
    (void)snprintf(key, sizeof(key), "%s|%s|%s|%s|%s", period->id, person->id,
                   lists[0], lists[1], lists[2]);
    oracle_table_add(&o->tables[ORACLE_EXCLUSION], key, values, 11);
}

/* ---- all of a period ---- */

static void emit_people(struct oracle *o, const struct period *period)
{
    char key[400];
    uint32_t i;
    size_t cohort;

    for (i = 0; i < o->person_count; i++)
        for (cohort = 0; cohort < COHORTS; cohort++)
            if (o->states[i].is_in[cohort]) {
                (void)snprintf(key, sizeof(key), "%s|%s|%s", period->id,
                               cohort_names[cohort], o->people[i].id);
                oracle_table_add(&o->tables[ORACLE_COHORT], key, NULL, 0);
            }
    if (period->grain == GRAIN_WEEK)
        return;
    for (i = 0; i < o->fact_count; i++) {
        const struct fact *fact = &o->facts[i];
        double values[5] = { fact->possible, fact->absent, fact->authorised,
                             fact->unauthorised, fact->late };

        if (fact->possible <= 0)
            continue;
        (void)snprintf(key, sizeof(key), "%s|%s|%d", period->id,
                       o->people[fact->person].id,
                       o->county->schools[fact->school].urn);
        oracle_table_add(&o->tables[ORACLE_FACT], key, values, 5);
    }
}

static void add_entity(struct entity *entities, size_t *count, enum level level,
                       const char *id)
{
    size_t i;

    for (i = 0; i < *count; i++)
        if (entities[i].level == level && strcmp(entities[i].id, id) == 0)
            return;
    entities[*count].level = level;
    (void)snprintf(entities[*count].id, NAME_SIZE, "%s", id);
    (*count)++;
}

/* The county first. */
static struct entity *list_entities(const struct county *county, size_t *count)
{
    struct entity *entities =
        mem_zero(3 * county->school_count + 1, sizeof(*entities));
    char text[COUNTY_NAME_SIZE];
    size_t i;

    *count = 0;
    (void)snprintf(text, sizeof(text), "%d", COUNTY_LA_CODE);
    add_entity(entities, count, COUNTY_LEVEL, text);
    for (i = 0; i < county->school_count; i++) {
        const struct county_school *school = &county->schools[i];

        add_entity(entities, count, DISTRICT_LEVEL, school->district);
        if (school->adviser != 0) {
            county_adviser(school->adviser, text);
            add_entity(entities, count, ADVISER_LEVEL, text);
        }
        (void)snprintf(text, sizeof(text), "%d", school->urn);
        add_entity(entities, count, SCHOOL_LEVEL, text);
    }
    return entities;
}

static void emit_breakdowns(struct oracle *o, const struct period *period,
                            const struct entity *county)
{
    size_t breakdown;
    uint32_t i;

    for (breakdown = BY_SEX; breakdown < BREAKDOWNS; breakdown++) {
        struct oracle_table seen = { NULL, 0, 0 };
        size_t at;

        for (i = 0; i < o->person_count; i++) {
            const char *value = o->states[i].by[breakdown];

            for (at = 0; at < seen.count; at++)
                if (strcmp(seen.rows[at].key, value) == 0)
                    break;
            if (value[0] != '\0' && at == seen.count)
                oracle_table_add(&seen, value, NULL, 0);
        }
        for (at = 0; at < seen.count; at++)
            emit_cells(o, period, county, (enum breakdown)breakdown,
                       seen.rows[at].key);
        oracle_table_release(&seen);
    }
}

static void emit_period(struct oracle *o, const struct period *period,
                        const struct entity *entities, size_t entity_count)
{
    static const enum metric funnels[] = { SUSPENDED, REPEAT_SUSPENDED,
                                           PERSISTENT };
    uint32_t person;
    size_t i;

    make_facts(o, period);
    emit_people(o, period);
    emit_cells(o, period, &entities[0], BY_NONE, "");
    if (period->grain == GRAIN_WEEK)
        return;
    emit_reasons(o, period, &entities[0]);
    for (i = 1; i < entity_count; i++) {
        emit_cells(o, period, &entities[i], BY_NONE, "");
        emit_reasons(o, period, &entities[i]);
    }
    for (i = 0; i < 3; i++) {
        emit_funnel(o, period, funnels[i], ALL);
        emit_funnel(o, period, funnels[i], EVER6);
    }
    if (period->grain == GRAIN_YEAR || period->grain == GRAIN_TERM)
        emit_breakdowns(o, period, &entities[0]);
    if (period->grain == GRAIN_YEAR)
        for (person = 0; person < o->person_count; person++)
            emit_exclusion(o, period, person);
}

static void read_marks(struct oracle *o)
{
    const struct county *county = o->county;
    size_t blocks = county_block_count(county);
    uint32_t stay;

    o->first_day = county_block(0).start;
    o->day_count = (size_t)(o->as_of - o->first_day) + 1;
    o->marks = mem_zero(county->enrolment_count + 1, sizeof(*o->marks));
    for (stay = 0; stay < county->enrolment_count; stay++) {
        county_mark marks[COUNTY_MARKS];
        size_t block;

        o->marks[stay] = mem_zero(o->day_count * 2, sizeof(**o->marks));
        for (block = 0; block < blocks; block++) {
            date_t start = county_block(block).start;
            size_t at;

            if (county_marks(county, stay, block, marks) == 0)
                continue;
            for (at = 0; at < COUNTY_MARKS; at++)
                if (marks[at] != 0)
                    o->marks[stay][(size_t)(start - o->first_day) * 2 + at] =
                        marks[at];
        }
    }
}

struct oracle *oracle_make(const struct county *county)
{
    struct oracle *o = mem_zero(1, sizeof(*o));
    struct entity *entities;
    size_t entity_count;
    size_t i;

    o->county = county;
    o->as_of = county->options.as_of;
    make_periods(o);
    make_people(o);
    read_marks(o);
    o->states = mem_zero(o->person_count + 1, sizeof(*o->states));
    o->fact_at = mem_zero(o->person_count + 1, sizeof(*o->fact_at));
    entities = list_entities(county, &entity_count);
    for (i = 0; i < o->period_count; i++)
        emit_period(o, &o->periods[i], entities, entity_count);
    for (i = 0; i < ORACLE_TABLES; i++)
        oracle_table_sort(&o->tables[i]);
    free(entities);
    return o;
}

void oracle_free(struct oracle *o)
{
    size_t i;

    if (o == NULL)
        return;
    for (i = 0; i < o->county->enrolment_count; i++)
        free(o->marks[i]);
    for (i = 0; i < ORACLE_TABLES; i++)
        oracle_table_release(&o->tables[i]);
    free(o->marks);
    free(o->periods);
    free(o->people);
    free(o->person_of_pupil);
    free(o->states);
    free(o->facts);
    free(o->fact_at);
    free(o);
}

const struct oracle_table *oracle_table(const struct oracle *oracle,
                                        enum oracle_table_id id)
{
    return &oracle->tables[id];
}
