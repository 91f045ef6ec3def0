#include "tests/oracle_parts.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "config/schoolyear.h"
#include "core/mem.h"

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

/* A person's fact at a school, made where there is none since `first`. */
static struct fact *fact_of(struct oracle *o, uint32_t person, size_t first,
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

void oracle_count(struct oracle *o, uint32_t person, size_t first,
                  uint32_t school, enum metric metric, double y, double m)
{
    struct fact *fact = fact_of(o, person, first, school);

    fact->of[metric].y += y;
    fact->of[metric].m += m;
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
        stays[count].status = oracle_status_of(o, stay, period->reference);
        stays[count].urn = county->schools[stay->school].urn;
        count++;
    }
    return count;
}

static void count_session(struct oracle *o, uint32_t person, size_t first,
                          uint32_t school, county_mark mark, date_t date)
{
    enum meaning meaning = meaning_of(mark, date);
    struct fact *fact = fact_of(o, person, first, school);

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

/* Which of a person's marks of a session counts; `count` where none does. */
static size_t counting_mark(const struct oracle *o,
                            const struct looked_at stays[STAYS_MAX],
                            size_t count, date_t date, int session)
{
    size_t at = (size_t)(date - o->first_day) * 2 + (size_t)session;
    size_t best = count;
    size_t i;

    for (i = 0; i < count; i++) {
        county_mark mark = o->marks[stays[i].stay][at];

        if (strchr("CMS", stays[i].status) == NULL || mark == 0
            || meaning_of(mark, date) == NOT_POSSIBLE)
            continue;
        if (best == count
            || status_rank(stays[i].status) < status_rank(stays[best].status)
            || (status_rank(stays[i].status) == status_rank(stays[best].status)
                && stays[i].urn < stays[best].urn))
            best = i;
    }
    return best;
}

/* Aged 5 to 15 and, in year 11, not in the sixth half term. */
static bool is_day_counted(const struct oracle *o, const struct person *person,
                           int year, date_t date)
{
    int age = date_age(person->born, date_make(year, 8, 31));
    struct half_term last =
        county_half_term((size_t)(year - TERMS_FIRST_YEAR) * 6 + 5);

    return age >= 5 && age <= 15 && date >= o->first_day
           && date < o->first_day + (date_t)o->day_count
           && !(age == 15 && date >= last.start && date <= last.end);
}

static void count_attendance(struct oracle *o, uint32_t number, size_t first,
                             const struct period *period)
{
    const struct person *person = &o->people[number];
    struct looked_at stays[STAYS_MAX];
    size_t count = stays_of(o, person, period, stays);
    date_t date;
    int session;

    for (date = period->start; date <= period->end; date++) {
        if (!is_day_counted(o, person, period->year, date))
            continue;
        for (session = 0; session < 2; session++) {
            size_t best = counting_mark(o, stays, count, date, session);
            size_t at = (size_t)(date - o->first_day) * 2 + (size_t)session;

            if (best < count)
                count_session(o, number, first,
                              o->county->enrolments[stays[best].stay].school,
                              o->marks[stays[best].stay][at], date);
        }
    }
}

struct period oracle_day(date_t on)
{
    struct period day;

    memset(&day, 0, sizeof(day));
    day.grain = GRAIN_YEAR;
    day.year = schoolyear_of(on);
    day.start = date_make(day.year, 8, 1);
    day.end = day.reference = day.as_of = on;
    return day;
}

void oracle_sessions_a_day(const struct oracle *o, uint32_t number, int year,
                           int *possible, int *absent)
{
    const struct person *person = &o->people[number];
    int age = date_age(person->born, date_make(year, 8, 31));
    date_t first = date_make(year, 8, 1);
    date_t last = date_make(year + 1, 7, 31);
    struct period day = oracle_day(last < o->as_of ? last : o->as_of);
    struct looked_at stays[STAYS_MAX];
    size_t count = stays_of(o, person, &day, stays);
    size_t block;
    size_t i;
    date_t date;
    int session;

    for (date = first; date <= day.end; date++)
        for (session = 0; session < 2; session++) {
            size_t at = (size_t)(date - o->first_day) * 2 + (size_t)session;
            size_t best = count;

            if (is_day_counted(o, person, year, date))
                best = counting_mark(o, stays, count, date, session);
            if (best == count)
                continue;
            possible[date - first]++;
            absent[date - first] +=
                meaning_of(o->marks[stays[best].stay][at], date) != PRESENT;
        }
    /* Of counts it is known on the last of their days. */
    for (i = 0; i < count && age >= 5 && age <= 15; i++)
        for (block = 0; block < county_block_count(o->county); block++) {
            struct county_summary summary;

            if (strchr("CMS", stays[i].status) == NULL
                || (age == 15 && block % 6 == 5)
                || !county_summary(o->county, stays[i].stay, block, &summary)
                || summary.first < first || summary.last > last)
                continue;
            possible[summary.last - first] += summary.possible;
            absent[summary.last - first] +=
                summary.authorised + summary.unauthorised;
        }
}

bool oracle_is_possible(county_mark mark, date_t date)
{
    return mark != 0 && meaning_of(mark, date) != NOT_POSSIBLE;
}

bool oracle_is_present(county_mark mark, date_t date)
{
    return mark != 0 && meaning_of(mark, date) == PRESENT;
}

/*
 * Counts of whole half terms, where a school sends no marks: those that lie
 * inside the period, in year 11 none of the sixth.
 */
static void count_summaries(struct oracle *o, uint32_t number, size_t first,
                            const struct period *period)
{
    const struct person *person = &o->people[number];
    int age = date_age(person->born, date_make(period->year, 8, 31));
    struct looked_at stays[STAYS_MAX];
    size_t count = stays_of(o, person, period, stays);
    size_t i;

    if (age < 5 || age > 15)
        return;
    for (i = 0; i < count; i++) {
        size_t block;

        for (block = 0; block < county_block_count(o->county); block++) {
            struct county_summary summary;
            struct fact *fact;

            if (strchr("CMS", stays[i].status) == NULL
                || (age == 15 && block % 6 == 5)
                || !county_summary(o->county, stays[i].stay, block, &summary)
                || summary.first < period->start || summary.last > period->end)
                continue;
            fact = fact_of(o, number, first,
                           o->county->enrolments[stays[i].stay].school);
            fact->possible += summary.possible;
            fact->uncoded += summary.possible;
            fact->authorised += summary.authorised;
            fact->unauthorised += summary.unauthorised;
            fact->absent += summary.authorised + summary.unauthorised;
            fact->late += summary.late;
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
bool oracle_stands(const struct county_suspension *record)
{
    static const char *const undone[] = { "WITHDRAWN", "QUASHED", "REINSTATED",
                                          "BRE",       "FRE",     "HWD",
                                          "JRE",       "KRE" };

    return !is_one_of(record->outcome, undone, 8);
}

bool oracle_is_pending(const struct county_suspension *record)
{
    static const char *const open[] = { "DNO", "EON", "GNO", "NOG" };

    return is_one_of(record->outcome, open, 4);
}

bool oracle_is_suspension(const struct county_suspension *record)
{
    return strcmp(record->category, "SUSP") == 0
           || strcmp(record->category, "FIXD") == 0;
}

double oracle_days(const struct county_suspension *record)
{
    if (oracle_is_suspension(record))
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
                || !oracle_stands(record))
                continue;
            fact = fact_of(o, number, first, county->enrolments[stay].school);
            fact->days += oracle_days(record);
            if (oracle_is_suspension(record))
                fact->suspensions++;
            if (strcmp(record->category, "PERM") == 0
                && !oracle_is_pending(record))
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
    const struct county *county = o->county;
    uint32_t pupil = o->people[number].pupil;
    uint32_t i;

    if (pupil == COUNTY_NONE)
        return;
    for (i = county->pupils[pupil].enrolment; i != COUNTY_NONE;
         i = county->enrolments[i].next) {
        const struct county_enrolment *stay = &county->enrolments[i];

        if (oracle_is_on_roll(o, stay, roll_date(period), period->reference))
            fact_of(o, number, first, stay->school)->is_on_roll = true;
    }
}

void oracle_make_facts(struct oracle *o, const struct period *period)
{
    uint32_t i;

    o->fact_count = 0;
    o->move_count = 0;
    for (i = 0; i < o->person_count; i++) {
        size_t first = o->fact_count;

        oracle_set_state(o, &o->people[i], period, &o->states[i]);
        o->fact_at[i] = (uint32_t)first;
        count_attendance(o, i, first, period);
        count_summaries(o, i, first, period);
        count_conduct(o, i, first, period);
        count_roll(o, i, first, period);
        oracle_count_plans(o, i, first, period);
        oracle_count_places(o, i, first, period);
        oracle_count_results(o, i, first, period);
        oracle_count_promises(o, i, first, period);
    }
    o->fact_at[o->person_count] = (uint32_t)o->fact_count;
    oracle_count_returns(o, period);
}

void oracle_read_marks(struct oracle *o)
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
        if (!county->schools[county->enrolments[stay].school].sends_marks)
            continue;
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
