#include "tests/oracle_parts.h"

#include <string.h>

#include "core/mem.h"

/*
 * Where a child is taught, and what was bought for it: registers, part-time
 * timetables, alternative provision, moves, pupil premium plus (details.md
 * 32 to 34, 36, 54, 61).
 */

/* ---- ehe, cme, and who is on roll on R ---- */

static void count_registers(struct oracle *o, uint32_t number, size_t first,
                            const struct period *period, uint32_t own)
{
    const struct county *county = o->county;
    const struct person *person = &o->people[number];
    date_t on = period->reference;
    int age = date_age(person->born, date_make(period->year, 8, 31));
    struct county_register entry;
    uint32_t i;

    if (age < 5 || age > 15)
        return;
    if (oracle_register(o, person, &entry)
        && oracle_is_open(entry.start, entry.end, on)) {
        bool is_home = strcmp(entry.name, "EHE") == 0;

        oracle_count(o, number, first, own, EHE, is_home, 1);
        oracle_count(o, number, first, own, CME, !is_home, 1);
    }
    for (i = county->pupils[person->pupil].enrolment; i != COUNTY_NONE;
         i = county->enrolments[i].next) {
        const struct county_enrolment *stay = &county->enrolments[i];

        if (!oracle_is_on_roll(o, stay, on, on))
            continue;
        oracle_count(o, number, first, stay->school, EHE, 0, 1);
        oracle_count(o, number, first, stay->school, CME, 0, 1);
    }
}

/* ---- part_time, ap_full_time ---- */

/* Hours that are full time by the year group, else by age (details 33). */
static double full_time(const struct oracle *o, uint32_t number, int year)
{
    const char *group = o->states[number].by[BY_YEAR_GROUP];
    int age = date_age(o->people[number].born, date_make(year, 8, 31));
    bool is_primary = age < 11;

    if (group[0] == 'N' || group[0] == 'R')
        is_primary = true;
    else if (group[0] >= '1' && group[0] <= '9')
        is_primary = group[1] == '\0' && group[0] <= '6';
    return is_primary ? 25 : 32.5;
}

static void count_provision(struct oracle *o, uint32_t number, size_t first,
                            const struct period *period)
{
    const struct county *county = o->county;
    uint32_t pupil = o->people[number].pupil;
    double hours = 0;
    uint32_t elsewhere[STAYS_MAX];
    size_t count = 0;
    uint32_t stay;
    size_t i;

    for (stay = county->pupils[pupil].enrolment; stay != COUNTY_NONE;
         stay = county->enrolments[stay].next) {
        struct county_provision rows[COUNTY_PROVISIONS];
        size_t row_count = oracle_provisions(o, stay, rows);
        uint32_t school = county->enrolments[stay].school;

        for (i = 0; i < row_count; i++) {
            if (!oracle_is_open(rows[i].start, rows[i].end, period->reference))
                continue;
            if (strcmp(rows[i].type, "PART_TIME") == 0) {
                oracle_count(o, number, first, school, PART_TIME, 1, 0);
                continue;
            }
            hours += rows[i].hours;
            if (count < STAYS_MAX)
                elsewhere[count++] = school;
        }
    }
    for (i = 0; i < count; i++)
        oracle_count(o, number, first, elsewhere[i], AP_FULL_TIME,
                     hours >= full_time(o, number, period->year), 1);
    for (i = first; i < o->fact_count; i++)
        o->facts[i].of[PART_TIME].m += o->facts[i].is_on_roll;
}

/* ---- in_year_moves, days_between_schools ---- */

static bool is_main(const struct oracle *o, const struct county_enrolment *stay,
                    date_t reference)
{
    char status;

    if (stay->entry > o->as_of)
        return false;
    status = oracle_status_of(o, stay, reference);
    return status == 'C' || status == 'M';
}

/* The pupil's latest C or M stay begun before another of its. */
static const struct county_enrolment *
stay_before(const struct oracle *o, const struct county_enrolment *stay,
            date_t reference)
{
    const struct county *county = o->county;
    const struct county_enrolment *best = NULL;
    uint32_t i;

    for (i = county->pupils[stay->pupil].enrolment; i != COUNTY_NONE;
         i = county->enrolments[i].next) {
        const struct county_enrolment *other = &county->enrolments[i];

        if (other->entry >= stay->entry || !is_main(o, other, reference))
            continue;
        if (best == NULL || other->entry > best->entry
            || (other->entry == best->entry
                && county->schools[other->school].urn
                       < county->schools[best->school].urn))
            best = other;
    }
    return best;
}

static double days_between(date_t left, date_t joined)
{
    double days = 0;
    date_t day;

    for (day = left + 1; day < joined; day++)
        days += terms_is_school_day(day);
    return days;
}

static void add_move(struct oracle *o, uint32_t number, uint32_t left,
                     uint32_t joined, double days)
{
    struct move *move;

    MEM_ROOM(o->moves, o->move_count, o->move_capacity);
    move = &o->moves[o->move_count++];
    move->person = number;
    move->left = left;
    move->joined = joined;
    move->days = days;
}

size_t oracle_moves(const struct oracle *o, uint32_t pupil, date_t from,
                    date_t to, const struct county_enrolment **joined)
{
    const struct county *county = o->county;
    size_t count = 0;
    uint32_t i;

    for (i = county->pupils[pupil].enrolment; i != COUNTY_NONE;
         i = county->enrolments[i].next) {
        const struct county_enrolment *stay = &county->enrolments[i];
        const struct county_enrolment *before;

        if (!is_main(o, stay, to) || stay->entry < from || stay->entry > to)
            continue;
        before = stay_before(o, stay, to);
        if (before != NULL && before->school != stay->school
            && count < STAYS_MAX)
            joined[count++] = stay;
    }
    return count;
}

static void count_moves(struct oracle *o, uint32_t number, size_t first,
                        const struct period *period)
{
    const struct county *county = o->county;
    uint32_t pupil = o->people[number].pupil;
    const struct county_enrolment *joined[STAYS_MAX];
    date_t on = period->reference;
    size_t count =
        oracle_moves(o, pupil, date_make(period->year, 8, 1), on, joined);
    uint32_t stay;
    size_t i;

    for (stay = county->pupils[pupil].enrolment; stay != COUNTY_NONE;
         stay = county->enrolments[stay].next) {
        const struct county_enrolment *at = &county->enrolments[stay];
        bool has_left = at->leaving != DATE_NONE && at->leaving <= o->as_of;

        if (is_main(o, at, on) && at->entry <= period->end
            && (!has_left || at->leaving >= period->start))
            oracle_count(o, number, first, at->school, IN_YEAR_MOVES, 0, 1);
    }
    for (i = 0; i < count; i++) {
        const struct county_enrolment *before = stay_before(o, joined[i], on);
        date_t left = before->leaving;

        if (joined[i]->entry >= date_make(period->year, 10, 1)) {
            oracle_count(o, number, first, before->school, IN_YEAR_MOVES, 1, 0);
            oracle_count(o, number, first, joined[i]->school, IN_YEAR_MOVES, 1,
                         0);
        }
        if (left != DATE_NONE && left <= o->as_of && left < joined[i]->entry) {
            add_move(o, number, before->school, joined[i]->school,
                     days_between(left, joined[i]->entry));
            /* So that its schools are among the person's facts. */
            oracle_count(o, number, first, before->school, DAYS_BETWEEN_SCHOOLS,
                         0, 0);
            oracle_count(o, number, first, joined[i]->school,
                         DAYS_BETWEEN_SCHOOLS, 0, 0);
        }
    }
}

/* ---- ppp_spent, tutored, supported ---- */

static void count_money(struct oracle *o, uint32_t number, size_t first,
                        const struct period *period, uint32_t own)
{
    const struct person *person = &o->people[number];
    date_t april = date_make(period->year, 4, 1);
    date_t march = date_make(period->year + 1, 3, 31);
    struct county_purchase rows[COUNTY_PURCHASES];
    bool is_tutored = false;
    bool is_supported = false;
    date_t from;
    int year;

    if (!oracle_child_is_named(o, person))
        return;
    for (year = 2023; year <= 2025; year++) {
        size_t count = county_purchases(o->county, person->child, year, rows);
        size_t i;

        for (i = 0; i < count; i++) {
            date_t last = march < period->as_of ? march : period->as_of;
            bool is_open;

            if (rows[i].start > o->as_of)
                continue;
            if (strcmp(rows[i].fund, "PPP") == 0 && rows[i].start >= april
                && rows[i].start <= last)
                oracle_count(o, number, first, own, PPP_SPENT, rows[i].cost, 0);
            is_open = rows[i].start <= period->end
                      && rows[i].end > rows[i].start
                      && rows[i].end > period->start;
            is_supported = is_supported || is_open;
            if (is_open && strcmp(rows[i].type, "tutoring") == 0)
                is_tutored = true;
        }
        if (year == period->year) {
            int pounds =
                county_allocation(o->county, person->child, year, &from);

            if (pounds > 0 && from <= o->as_of)
                oracle_count(o, number, first, own, PPP_SPENT, 0, pounds);
        }
    }
    oracle_count(o, number, first, own, TUTORED, is_tutored, 0);
    oracle_count(o, number, first, own, SUPPORTED, is_supported, 0);
}

static void count_on_roll(struct oracle *o, uint32_t number, size_t first,
                          const struct period *period)
{
    const struct county *county = o->county;
    uint32_t i;

    for (i = county->pupils[o->people[number].pupil].enrolment;
         i != COUNTY_NONE; i = county->enrolments[i].next) {
        const struct county_enrolment *stay = &county->enrolments[i];

        if (!oracle_is_on_roll(o, stay, period->reference, period->reference))
            continue;
        oracle_count(o, number, first, stay->school, TUTORED, 0, 1);
        oracle_count(o, number, first, stay->school, SUPPORTED, 0, 1);
    }
}

void oracle_count_places(struct oracle *o, uint32_t number, size_t first,
                         const struct period *period)
{
    const struct person *person = &o->people[number];
    uint32_t own = oracle_own_school(o, person, period->reference);

    if (period->grain != GRAIN_YEAR && period->grain != GRAIN_TERM)
        return;
    if (person->pupil != COUNTY_NONE) {
        count_registers(o, number, first, period, own);
        count_provision(o, number, first, period);
    }
    if (period->grain == GRAIN_TERM)
        return;
    if (person->pupil != COUNTY_NONE) {
        count_moves(o, number, first, period);
        count_on_roll(o, number, first, period);
    }
    if (person->child != COUNTY_NONE)
        count_money(o, number, first, period, own);
}
