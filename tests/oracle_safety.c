#include "tests/oracle_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/schoolyear.h"
#include "core/mem.h"

/*
 * mart_safety (details.md 101): children with a social worker whom no record
 * accounts for. As on the watch list, each reason is asked of a day, and
 * `since` is the first of the days without a break of which the row holds.
 */
enum { SCHOOL_DAYS_BACK = 20, WORKING_DAYS = 10 };

/* Days on which a school has marks of anyone, from o->first_day. */
struct marked {
    bool **on;
};

struct held {
    const struct oracle *o;
    const struct person *person;
    const struct marked *marked;
    uint32_t *school; /* where it is so, if a record says where */
};

typedef bool asked_fn(const struct held *h, date_t on);

/*
 * The n-th school day of the calendar up to a day, counting back from it;
 * DATE_MAX where the calendar has not so many.
 */
static date_t back_school_days(date_t on, int n)
{
    date_t day = on + 1;

    while (n > 0) {
        if (day <= date_make(TERMS_FIRST_YEAR, 8, 1))
            return DATE_MAX;
        if (terms_is_school_day(--day))
            n--;
    }
    return day;
}

static county_mark mark_of(const struct oracle *o, uint32_t stay, date_t date,
                           int session)
{
    if (date < o->first_day || date >= o->first_day + (date_t)o->day_count)
        return 0;
    return o->marks[stay][(size_t)(date - o->first_day) * 2 + (size_t)session];
}

static uint32_t first_stay(const struct held *h)
{
    return h->person->pupil == COUNTY_NONE
               ? COUNTY_NONE
               : h->o->county->pupils[h->person->pupil].enrolment;
}

static bool is_marked(const struct held *h, uint32_t school, date_t date)
{
    return date >= h->o->first_day
           && date < h->o->first_day + (date_t)h->o->day_count
           && h->marked->on[school][date - h->o->first_day];
}

static bool has_mark(const struct held *h, date_t from, date_t to)
{
    uint32_t stay;
    date_t day;

    for (stay = first_stay(h); stay != COUNTY_NONE;
         stay = h->o->county->enrolments[stay].next)
        for (day = from; day <= to; day++)
            if (mark_of(h->o, stay, day, 0) != 0
                || mark_of(h->o, stay, day, 1) != 0)
                return true;
    return false;
}

/* ---- the reasons ---- */

/* The fifth newest of the days on which a school marks anyone. */
static date_t fifth_day(const struct held *h, uint32_t school, date_t on)
{
    date_t day;
    int days = 0;

    for (day = on; day >= h->o->first_day; day--) {
        days += is_marked(h, school, day);
        if (days == 5)
            return day;
    }
    return DATE_NONE;
}

/* On the roll all that time. */
static bool is_unseen(const struct held *h, date_t on)
{
    const struct county *county = h->o->county;
    uint32_t stay;

    for (stay = first_stay(h); stay != COUNTY_NONE;
         stay = county->enrolments[stay].next) {
        const struct county_enrolment *at = &county->enrolments[stay];
        date_t from;

        if (!oracle_is_on_roll(h->o, at, on, on))
            continue;
        from = fifth_day(h, at->school, on);
        if (from != DATE_NONE && at->entry <= from && !has_mark(h, from, on))
            return true;
    }
    return false;
}

/*
 * A school is silent where nothing says who was there: one that sends counts
 * instead of marks, of a stretch that reaches into these days, has been heard
 * of, and its children have been counted.
 */
static bool has_counts(const struct oracle *o, uint32_t school, date_t from,
                       date_t on)
{
    const struct county *county = o->county;
    uint32_t stay;
    size_t block;

    for (stay = 0; stay < county->enrolment_count; stay++)
        for (block = 0; county->enrolments[stay].school == school
                        && block < county_block_count(county);
             block++) {
            struct county_summary summary;

            if (county_summary(county, stay, block, &summary)
                && summary.first <= on && summary.last >= from)
                return true;
        }
    return false;
}

static bool is_school_silent(const struct held *h, date_t on)
{
    uint32_t school = oracle_own_school(h->o, h->person, on);
    date_t first;
    date_t day;

    first = back_school_days(on, 5);
    if (school == COUNTY_NONE || first > on)
        return false;
    for (day = first; day <= on; day++)
        if (is_marked(h, school, day))
            return false;
    return !has_counts(h->o, school, first, on);
}

static bool is_on_no_roll(const struct held *h, date_t on)
{
    struct county_register entry;

    return oracle_own_school(h->o, h->person, on) == COUNTY_NONE
           && !(oracle_register(h->o, h->person, &entry)
                && oracle_is_open(entry.start, entry.end, on));
}

static bool is_on_two_rolls(const struct held *h, date_t on)
{
    const struct county *county = h->o->county;
    date_t first = back_school_days(on, SCHOOL_DAYS_BACK);
    uint32_t seen = COUNTY_NONE;
    uint32_t stay;

    for (stay = first_stay(h); stay != COUNTY_NONE;
         stay = county->enrolments[stay].next) {
        const struct county_enrolment *at = &county->enrolments[stay];
        bool is_possible = false;
        date_t day;

        for (day = first; day <= on; day++)
            if (oracle_is_possible(mark_of(h->o, stay, day, 0), day)
                || oracle_is_possible(mark_of(h->o, stay, day, 1), day))
                is_possible = true;
        if (!is_possible || !oracle_is_on_roll(h->o, at, on, on))
            continue;
        if (seen != COUNTY_NONE && seen != at->school)
            return true;
        seen = at->school;
    }
    return false;
}

/* By any school: a mark elsewhere on a day of it is no less a question. */
static bool is_suspended(const struct held *h, date_t day, date_t on)
{
    const struct county *county = h->o->county;
    uint32_t stay;

    for (stay = first_stay(h); stay != COUNTY_NONE;
         stay = county->enrolments[stay].next) {
        uint32_t i;

        for (i = county->conduct[stay]; i < county->conduct[stay + 1]; i++) {
            const struct county_suspension *record = &county->suspensions[i];

            if (oracle_is_suspension(record) && oracle_stands(record)
                && record->start <= on && record->start <= day
                && day <= record->end)
                return true;
        }
    }
    return false;
}

static bool is_present_while_away(const struct held *h, date_t on)
{
    const struct county *county = h->o->county;
    struct county_register entry;
    bool has_entry = oracle_register(h->o, h->person, &entry)
                     && strcmp(entry.name, "EHE") == 0;
    date_t day;
    uint32_t stay;

    for (day = back_school_days(on, SCHOOL_DAYS_BACK); day <= on; day++) {
        bool is_away =
            (has_entry && oracle_is_open(entry.start, entry.end, day))
            || is_suspended(h, day, on);

        for (stay = first_stay(h); stay != COUNTY_NONE;
             stay = county->enrolments[stay].next)
            if ((oracle_is_present(mark_of(h->o, stay, day, 0), day)
                 || oracle_is_present(mark_of(h->o, stay, day, 1), day))
                && is_away)
                return true;
    }
    return false;
}

/* A stay without an end that its school's two newest rolls do not list. */
static bool is_unlisted(const struct held *h, date_t on)
{
    const struct county *county = h->o->county;
    uint32_t stay;

    for (stay = first_stay(h); stay != COUNTY_NONE;
         stay = county->enrolments[stay].next) {
        const struct county_enrolment *at = &county->enrolments[stay];
        size_t rolls = county_roll_count(county);
        int missing = 0;

        if (!oracle_is_on_roll(h->o, at, on, on))
            continue;
        while (rolls > 0 && county_roll_date(county, rolls - 1) > on)
            rolls--;
        if (rolls < 2)
            continue;
        missing += !county_roll_lists(county, rolls - 1, at);
        missing += !county_roll_lists(county, rolls - 2, at);
        if (missing == 2 && at->entry <= county_roll_date(county, rolls - 2))
            return true;
    }
    return false;
}

/* "An open plan": of social care. */
static bool is_withdrawn(const struct held *h, date_t on)
{
    struct county_register entry;

    return oracle_register(h->o, h->person, &entry)
           && strcmp(entry.name, "EHE") == 0
           && oracle_is_open(entry.start, entry.end, on)
           && entry.start > on - 28;
}

/* Ten working days after the start, as pep_initial counts its 28 days. */
static bool is_new_to_care(const struct held *h, date_t on)
{
    const struct oracle *o = h->o;
    const struct county_child *child;
    uint32_t i;

    if (h->person->child == COUNTY_NONE)
        return false;
    child = &o->county->children[h->person->child];
    for (i = 0; i < child->spell_count; i++) {
        const struct county_spell *spell = &o->county->spells[child->spell + i];
        struct county_pep pep;
        bool has_met = false;
        size_t term;
        date_t day;
        int days = 0;

        if (spell->plan != COUNTY_CLA || !oracle_counts_in_care(spell)
            || spell->start > on || spell->start <= on - 90
            || oracle_care_goes_on(o, child, spell->start)
            || oracle_care_lasts(o, child, spell->start) <= on)
            continue;
        for (day = spell->start + 1; day <= on; day++)
            days += date_weekday(day) <= 5;
        for (term = 0; term < 9; term++)
            if (oracle_pep(o, h->person, term, &pep)
                && oracle_is_completed(&pep, on) && pep.meeting >= spell->start)
                has_met = true;
        if (days >= WORKING_DAYS && !has_met)
            return true;
    }
    return false;
}

static bool is_excluded(const struct held *h, date_t on)
{
    const struct county *county = h->o->county;
    uint32_t stay;
    uint32_t other;

    for (stay = first_stay(h); stay != COUNTY_NONE;
         stay = county->enrolments[stay].next) {
        uint32_t i;

        for (i = county->conduct[stay]; i < county->conduct[stay + 1]; i++) {
            const struct county_suspension *record = &county->suspensions[i];
            bool has_begun_since = false;

            if (strcmp(record->category, "PERM") != 0 || record->start > on
                || !oracle_stands(record))
                continue;
            for (other = first_stay(h); other != COUNTY_NONE;
                 other = county->enrolments[other].next)
                if (county->enrolments[other].entry > record->start
                    && county->enrolments[other].entry <= on)
                    has_begun_since = true;
            if (!has_begun_since) {
                *h->school = county->enrolments[stay].school;
                return true;
            }
        }
    }
    return false;
}

/* At the school of the timetable that lapsed first. */
static bool is_lapsed(const struct held *h, date_t on)
{
    const struct county *county = h->o->county;
    date_t first = DATE_MAX;
    uint32_t stay;

    for (stay = first_stay(h); stay != COUNTY_NONE;
         stay = county->enrolments[stay].next) {
        struct county_provision rows[COUNTY_PROVISIONS];
        size_t count = oracle_provisions(h->o, stay, rows);
        size_t i;

        for (i = 0; i < count; i++) {
            bool has_review = rows[i].review != DATE_NONE;
            date_t since = has_review && rows[i].review >= rows[i].start
                               ? rows[i].review + 1
                               : rows[i].start;

            if (strcmp(rows[i].type, "PART_TIME") != 0
                || !oracle_is_open(rows[i].start, rows[i].end, on)
                || (has_review ? rows[i].review >= on
                               : rows[i].end != DATE_NONE)
                || since >= first)
                continue;
            first = since;
            *h->school = county->enrolments[stay].school;
        }
    }
    return first != DATE_MAX;
}

static const struct {
    const char *name;
    asked_fn *holds;
} reasons[] = {
    { "unseen", is_unseen },
    { "school_silent", is_school_silent },
    { "no_roll", is_on_no_roll },
    { "two_rolls", is_on_two_rolls },
    { "present_while_away", is_present_while_away },
    { "unlisted", is_unlisted },
    { "withdrawn_home", is_withdrawn },
    { "new_to_care", is_new_to_care },
    { "excluded", is_excluded },
    { "part_time_lapsed", is_lapsed },
};

/* ---- rows ---- */

static bool is_of_compulsory_age(const struct person *person, date_t on)
{
    int age = date_age(person->born, date_make(schoolyear_of(on), 8, 31));

    return age >= 5 && age <= 15;
}

bool oracle_is_of_compulsory_age(const struct oracle *oracle, const char *id)
{
    for (uint32_t i = 0; i < oracle->person_count; i++)
        if (strcmp(oracle->people[i].id, id) == 0)
            return is_of_compulsory_age(&oracle->people[i], oracle->as_of);
    return false;
}

/* The plan of a child who may be on the list on a day; NULL of others. */
static const char *plan_on(const struct held *h, date_t on)
{
    struct period day = oracle_day(on);
    struct state state;

    oracle_set_state(h->o, h->person, &day, &state);
    if (!state.is_in[CSW]
        || (!is_of_compulsory_age(h->person, on)
            && !(state.is_in[CLA]
                 && oracle_is_of_school_age(h->person, &state, day.year))))
        return NULL;
    return state.is_in[CLA] ? "CLA" : state.is_in[CPP] ? "CPP" : "CIN";
}

static void emit_row(struct oracle *o, const struct held *h, size_t reason)
{
    uint32_t school = *h->school != COUNTY_NONE
                          ? *h->school
                          : oracle_own_school(o, h->person, o->as_of);
    date_t since = o->as_of;
    char day[DATE_TEXT_SIZE];
    char urn[16] = "";
    char key[400];

    while (plan_on(h, since - 1) != NULL && reasons[reason].holds(h, since - 1))
        since--;
    if (school != COUNTY_NONE)
        (void)snprintf(urn, sizeof(urn), "%d", o->county->schools[school].urn);
    date_format(since, day);
    (void)snprintf(key, sizeof(key), "%s|%s|%s|%s|%s", h->person->id, urn,
                   reasons[reason].name, day, plan_on(h, o->as_of));
    oracle_table_add(&o->tables[ORACLE_SAFETY], key, NULL, 0);
}

static void mark_days(const struct oracle *o, struct marked *marked)
{
    uint32_t stay;
    size_t day;
    size_t i;

    marked->on = mem_zero(o->county->school_count, sizeof(bool *));
    for (i = 0; i < o->county->school_count; i++)
        marked->on[i] = mem_zero(o->day_count, sizeof(bool));
    for (stay = 0; stay < o->county->enrolment_count; stay++)
        for (day = 0; day < o->day_count; day++)
            if (o->marks[stay][2 * day] != 0
                || o->marks[stay][2 * day + 1] != 0)
                marked->on[o->county->enrolments[stay].school][day] = true;
}

void oracle_emit_safety(struct oracle *o)
{
    struct marked marked;
    uint32_t i;

    mark_days(o, &marked);
    for (i = 0; i < o->person_count; i++) {
        uint32_t school;
        struct held h = { o, &o->people[i], &marked, &school };
        size_t reason;

        if (plan_on(&h, o->as_of) == NULL)
            continue;
        for (reason = 0; reason < sizeof(reasons) / sizeof(reasons[0]);
             reason++) {
            school = COUNTY_NONE;
            if (reasons[reason].holds(&h, o->as_of))
                emit_row(o, &h, reason);
        }
    }
    for (i = 0; i < o->county->school_count; i++)
        free(marked.on[i]);
    free(marked.on);
}
