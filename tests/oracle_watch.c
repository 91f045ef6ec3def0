#include "tests/oracle_parts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/schoolyear.h"
#include "core/mem.h"

/*
 * mart_watch (details.md 65): each reason is a question asked of a day, of the
 * facts dated by then; `since` goes back while the answer is yes. What the
 * running year's sessions were is known a day at a time.
 */
enum { FEWEST_SESSIONS = 20 };

/* A person's sessions from 1 August of a year, by the end of each day. */
struct so_far {
    date_t first;
    size_t days;
    int *possible, *absent;
};

/* All that a question may look at. */
struct watched {
    const struct oracle *o;
    uint32_t number;
    const struct person *person;
    struct so_far this_year, last_year;
};

typedef bool holds_fn(const struct watched *w, date_t on);
typedef uint32_t where_fn(const struct watched *w, date_t on);

/* ---- sessions ---- */

static void read_sessions(const struct oracle *o, uint32_t number, int year,
                          struct so_far *sessions)
{
    size_t i;

    sessions->first = date_make(year, 8, 1);
    sessions->days = (size_t)(date_make(year + 1, 7, 31) - sessions->first) + 1;
    sessions->possible = mem_zero(sessions->days, sizeof(int));
    sessions->absent = mem_zero(sessions->days, sizeof(int));
    if (year >= TERMS_FIRST_YEAR)
        oracle_sessions_a_day(o, number, year, sessions->possible,
                              sessions->absent);
    for (i = 1; i < sessions->days; i++) {
        sessions->possible[i] += sessions->possible[i - 1];
        sessions->absent[i] += sessions->absent[i - 1];
    }
}

static void free_sessions(struct so_far *sessions)
{
    free(sessions->possible);
    free(sessions->absent);
}

/* Of the stretch from..to, in whichever of the two years it lies. */
static void sum_sessions(const struct watched *w, date_t from, date_t to,
                         int *possible, int *absent)
{
    const struct so_far *sessions =
        from >= w->this_year.first ? &w->this_year : &w->last_year;
    date_t last = sessions->first + (date_t)sessions->days - 1;
    size_t end = (size_t)((to < last ? to : last) - sessions->first);
    size_t begin = (size_t)(from - sessions->first);

    *possible = *absent = 0;
    if (to < from || from < sessions->first)
        return;
    *possible = sessions->possible[end]
                - (begin > 0 ? sessions->possible[begin - 1] : 0);
    *absent =
        sessions->absent[end] - (begin > 0 ? sessions->absent[begin - 1] : 0);
}

/* This year's by a day; false where there are too few to say. */
static bool year_so_far(const struct watched *w, date_t on, int *possible,
                        int *absent)
{
    if (on < w->this_year.first)
        return false;
    sum_sessions(w, w->this_year.first, on, possible, absent);
    return *possible >= FEWEST_SESSIONS;
}

/* The newest half term that ended by a day; TERMS_COUNT where none has. */
static size_t ended_by(date_t on)
{
    size_t found = TERMS_COUNT;
    size_t i;

    for (i = 0; i < TERMS_COUNT; i++)
        if (county_half_term(i).end <= on)
            found = i;
    return found;
}

static bool is_near(const struct watched *w, date_t on)
{
    int possible;
    int absent;

    return year_so_far(w, on, &possible, &absent)
           && 100 * absent >= 8 * possible && 10 * absent < possible;
}

static bool is_rising(const struct watched *w, date_t on)
{
    size_t half_term = ended_by(on);
    int possible;
    int absent;
    int now[2];
    int before[2];

    if (!year_so_far(w, on, &possible, &absent) || 100 * absent < 8 * possible
        || 100 * absent > 12 * possible || half_term == TERMS_COUNT
        || half_term == 0)
        return false;
    sum_sessions(w, county_half_term(half_term).start,
                 county_half_term(half_term).end, &now[0], &now[1]);
    sum_sessions(w, county_half_term(half_term - 1).start,
                 county_half_term(half_term - 1).end, &before[0], &before[1]);
    return now[0] > 0 && before[0] > 0
           && now[1] * before[0] > before[1] * now[0];
}

static bool is_newly_persistent(const struct watched *w, date_t on)
{
    size_t half_term = ended_by(on - 1);
    int possible;
    int absent;
    int then = 0;
    int missed = 0;

    if (!year_so_far(w, on, &possible, &absent) || 10 * absent < possible)
        return false;
    if (half_term != TERMS_COUNT
        && county_half_term(half_term).end >= w->this_year.first)
        sum_sessions(w, w->this_year.first, county_half_term(half_term).end,
                     &then, &missed);
    return then == 0 || 10 * missed < then;
}

static bool is_severe(const struct watched *w, date_t on)
{
    int possible;
    int absent;

    return year_so_far(w, on, &possible, &absent) && 2 * absent >= possible;
}

/* ---- suspensions ---- */

/* How many that count, and the days of one school or of all, in from..to. */
static double add_up(const struct watched *w, date_t from, date_t to,
                     uint32_t school, int *count)
{
    const struct county *county = w->o->county;
    double days = 0;
    uint32_t stay;

    *count = 0;
    for (stay = county->pupils[w->person->pupil].enrolment; stay != COUNTY_NONE;
         stay = county->enrolments[stay].next) {
        uint32_t i;

        if (school != COUNTY_NONE && county->enrolments[stay].school != school)
            continue;
        for (i = county->conduct[stay]; i < county->conduct[stay + 1]; i++) {
            const struct county_suspension *record = &county->suspensions[i];

            if (record->start < from || record->start > to)
                continue;
            days += oracle_days(record);
            *count += oracle_is_suspension(record) && oracle_stands(record);
        }
    }
    return days;
}

static bool is_repeat(const struct watched *w, date_t on)
{
    int count;

    if (w->person->pupil == COUNTY_NONE)
        return false;
    (void)add_up(w, date_make(schoolyear_of(on), 8, 1), on, COUNTY_NONE,
                 &count);
    return count >= 2;
}

/* The first half term of the latest term begun by a day. */
static size_t term_of(date_t on)
{
    size_t found = 0;
    size_t i;

    for (i = 0; i < TERMS_COUNT; i += 2)
        if (county_half_term(i).start <= on)
            found = i;
    return found;
}

static bool is_near_limit(const struct watched *w, date_t on)
{
    size_t term = term_of(on);
    date_t last = county_half_term(term + 1).end;
    uint32_t school;
    double days;
    int count;

    if (w->person->pupil == COUNTY_NONE)
        return false;
    days =
        add_up(w, date_make(schoolyear_of(on), 8, 1), on, COUNTY_NONE, &count);
    if (days >= 40 && days <= 45)
        return true;
    for (school = 0; school < w->o->county->school_count; school++) {
        days = add_up(w, county_half_term(term).start, on < last ? on : last,
                      school, &count);
        if ((days >= 3 && days <= 5) || (days >= 13 && days <= 15))
            return true;
    }
    return false;
}

/* ---- plans, questionnaires, timetables, moves ---- */

static bool has_no_plan(const struct watched *w, date_t on)
{
    size_t half_term = term_of(on);
    struct period day = oracle_day(on);
    struct county_pep pep;
    struct state state;

    if (w->person->child == COUNTY_NONE || on < county_half_term(0).start)
        return false;
    oracle_set_state(w->o, w->person, &day, &state);
    if (!state.is_in[CLA]
        || !oracle_is_of_school_age(w->person, &state, day.year))
        return false;
    return !oracle_pep(w->o, w->person, half_term / 2, &pep)
           || (pep.is_required && !oracle_is_completed(&pep, on));
}

static bool has_no_sdq(const struct watched *w, date_t on)
{
    date_t march = oracle_last_31_march(on);
    int age = date_age(w->person->born, march);
    struct period day = oracle_day(on);
    struct county_sdq sdq;
    struct state state;

    if (w->person->child == COUNTY_NONE || age < 4 || age > 16)
        return false;
    oracle_set_state(w->o, w->person, &day, &state);
    return state.is_in[CLA12]
           && !(oracle_child_is_named(w->o, w->person)
                && county_sdq(w->o->county, w->person->child,
                              date_split(march).year, COUNTY_CARER, &sdq)
                && sdq.completed != DATE_NONE && sdq.completed <= on);
}

/* Of the timetables that nobody will look at, the school of the newest. */
static uint32_t is_unreviewed_at(const struct watched *w, date_t on)
{
    const struct county *county = w->o->county;
    uint32_t found = COUNTY_NONE;
    date_t newest = 0;
    uint32_t stay;

    if (w->person->pupil == COUNTY_NONE)
        return COUNTY_NONE;
    for (stay = county->pupils[w->person->pupil].enrolment; stay != COUNTY_NONE;
         stay = county->enrolments[stay].next) {
        struct county_provision rows[COUNTY_PROVISIONS];
        size_t count = oracle_provisions(w->o, stay, rows);
        size_t i;

        for (i = 0; i < count; i++) {
            uint32_t school = county->enrolments[stay].school;
            date_t from = rows[i].start;

            if (strcmp(rows[i].type, "PART_TIME") != 0
                || !oracle_is_open(rows[i].start, rows[i].end, on)
                || (rows[i].review != DATE_NONE && rows[i].review >= on))
                continue;
            if (rows[i].review != DATE_NONE && rows[i].review >= from)
                from = rows[i].review + 1;
            if (found != COUNTY_NONE
                && (from < newest
                    || (from == newest
                        && county->schools[school].urn
                               > county->schools[found].urn)))
                continue;
            found = school;
            newest = from;
        }
    }
    return found;
}

static bool is_unreviewed(const struct watched *w, date_t on)
{
    return is_unreviewed_at(w, on) != COUNTY_NONE;
}

static bool has_moved_twice(const struct watched *w, date_t on)
{
    const struct county_enrolment *joined[STAYS_MAX];

    return w->person->pupil != COUNTY_NONE
           && oracle_moves(w->o, w->person->pupil,
                           date_make(schoolyear_of(on), 10, 1), on, joined)
                  >= 2;
}

/* ---- rows ---- */

static const struct {
    const char *name;
    holds_fn *holds;
    bool is_of_absence;
    where_fn *where; /* NULL: at the child's own school */
} reasons[] = {
    { "absence_near", is_near, true, NULL },
    { "absence_rising", is_rising, true, NULL },
    { "newly_persistent", is_newly_persistent, true, NULL },
    { "severe", is_severe, true, NULL },
    { "repeat_suspended", is_repeat, false, NULL },
    { "near_day_limit", is_near_limit, false, NULL },
    { "no_plan_this_term", has_no_plan, false, NULL },
    { "no_sdq", has_no_sdq, false, NULL },
    { "part_time_unreviewed", is_unreviewed, false, is_unreviewed_at },
    { "moved_twice", has_moved_twice, false, NULL },
};

/* Sessions of this year's calendar that are still to come. */
static int to_come(const struct watched *w)
{
    date_t on = w->o->as_of;
    int age = date_age(w->person->born,
                       date_make(schoolyear_of(w->this_year.first), 8, 31));
    date_t day;
    int sessions = 0;

    for (day = on + 1; schoolyear_of(day) == schoolyear_of(on); day++)
        if (terms_is_school_day(day) && (age < 15 || terms_find(day) % 6 != 5))
            sessions += 2;
    return sessions;
}

static void emit_row(struct oracle *o, const struct watched *w, size_t reason)
{
    date_t since = o->as_of;
    uint32_t school = reasons[reason].where
                          ? reasons[reason].where(w, o->as_of)
                          : oracle_own_school(o, w->person, o->as_of);
    double values[2] = { (double)NAN, (double)NAN };
    char day[DATE_TEXT_SIZE];
    char urn[16] = "";
    struct period today = oracle_day(o->as_of);
    struct state state;
    char cohorts[512];
    char key[700];

    oracle_set_state(o, w->person, &today, &state);
    oracle_join_cohorts(&state, cohorts);
    while (reasons[reason].holds(w, since - 1))
        since--;
    if (school != COUNTY_NONE)
        (void)snprintf(urn, sizeof(urn), "%d", o->county->schools[school].urn);
    if (reasons[reason].is_of_absence) {
        int possible = 0;
        int absent = 0;
        int all;

        (void)year_so_far(w, o->as_of, &possible, &absent);
        all = possible + to_come(w);
        values[0] = (all + 9) / 10 > absent ? (all + 9) / 10 - absent : 0;
        values[1] = 10 * absent < all;
    }
    date_format(since, day);
    (void)snprintf(key, sizeof(key), "%s|%s|%s|%s|%s", w->person->id, urn,
                   reasons[reason].name, day, cohorts);
    oracle_table_add(&o->tables[ORACLE_WATCH], key, values, 2);
}

void oracle_emit_watch(struct oracle *o)
{
    int year = schoolyear_of(o->as_of);
    uint32_t i;

    for (i = 0; i < o->person_count; i++) {
        struct watched w = { o, i, &o->people[i], { 0 }, { 0 } };
        size_t reason;

        if (w.person->died <= o->as_of)
            continue;
        read_sessions(o, i, year, &w.this_year);
        read_sessions(o, i, year - 1, &w.last_year);
        for (reason = 0; reason < sizeof(reasons) / sizeof(reasons[0]);
             reason++)
            if (reasons[reason].holds(&w, o->as_of))
                emit_row(o, &w, reason);
        free_sessions(&w.this_year);
        free_sessions(&w.last_year);
    }
}
