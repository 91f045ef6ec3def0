#include "transform/attendance/coverage.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "transform/attendance/standing.h"

/* Days without a mark that are taken for closed ones, in a year: five INSET
   days are what schools have. */
#define INSET_DAYS 5

#define YEAR_DAYS (YEARPLAN_SESSIONS / 2)

/* A day of the year at hand, by days since 1 August; a row where it expected
   anyone or was marked. */
struct day {
    uint32_t pupils;
    uint32_t held;
    bool is_marked;
    bool is_inset;
};

/* A special pupil of the school at hand, and on which sessions it has a mark,
   there or at a school near it. */
struct special {
    uint32_t person;
    bool has[YEARPLAN_SESSIONS];
};

struct coverage {
    struct db *db;
    const struct spine *spine;
    struct query *strings, *read, *put, *drop;
    uint32_t *stays;       /* of all schools: indexes, by school */
    uint32_t *first_stays; /* of each school, and one more: where its begin */

    const struct yearplan *plan;
    const uint8_t *standings;
    uint32_t school;
    bool is_school_day[YEAR_DAYS];
    uint32_t held[YEARPLAN_SESSIONS];
    bool is_marked[YEARPLAN_SESSIONS];
    struct special *specials;
    size_t special_count, special_capacity;
    struct day days[YEAR_DAYS], former[YEAR_DAYS];
};

/* Stays ascend by person and entry, at each school too. */
static void index_stays(struct coverage *d)
{
    const struct spine *s = d->spine;
    uint32_t *next = mem_zero(s->school_count + 1, sizeof(*next));
    uint32_t at = 0;

    d->stays = mem_alloc(s->stay_count * sizeof(*d->stays));
    d->first_stays = next;
    for (size_t i = 0; i < s->stay_count; i++)
        next[s->stays[i].school]++;
    for (size_t i = 0; i < s->school_count; i++) {
        uint32_t count = next[i];

        next[i] = at;
        at += count;
    }
    for (size_t i = 0; i < s->stay_count; i++)
        d->stays[next[s->stays[i].school]++] = (uint32_t)i;
    /* Each now stands where the next school's begin. */
    memmove(next + 1, next, s->school_count * sizeof(*next));
    next[0] = 0;
}

int coverage_open(struct coverage **out, struct db *db,
                  const struct spine *spine, struct err *err)
{
    struct coverage *d = mem_zero(1, sizeof(*d));

    *out = NULL;
    d->db = db;
    d->spine = spine;
    if (query_open_asset(&d->strings, db,
                         "transform/sql/coverage.sql#read_strings", err)
        || query_open_asset(&d->read, db,
                            "transform/sql/coverage.sql#read_days", err)
        || query_open_asset(&d->put, db, "transform/sql/coverage.sql#put_day",
                            err)
        || query_open_asset(&d->drop, db,
                            "transform/sql/coverage.sql#drop_days", err)) {
        coverage_close(d);
        return -1;
    }
    index_stays(d);
    *out = d;
    return 0;
}

void coverage_close(struct coverage *d)
{
    if (!d)
        return;
    query_close(d->strings);
    query_close(d->read);
    query_close(d->put);
    query_close(d->drop);
    free(d->stays);
    free(d->first_stays);
    free(d->specials);
    free(d);
}

/* --- what is held --------------------------------------------------------- */

void coverage_begin(struct coverage *d, const struct yearplan *plan,
                    const uint8_t *standings, uint32_t school)
{
    d->plan = plan;
    d->standings = standings;
    d->school = school;
    d->special_count = 0;
    memset(d->held, 0, sizeof(d->held));
    memset(d->is_marked, 0, sizeof(d->is_marked));
    memset(d->days, 0, sizeof(d->days));
    memset(d->former, 0, sizeof(d->former));
    memset(d->is_school_day, 0, sizeof(d->is_school_day));
    for (size_t at = 0; at < plan->session_count; at += 2) {
        int weekday = date_weekday(plan->year->first + (date_t)(at / 2));

        d->is_school_day[at / 2] =
            weekday <= 5 && yearplan_is_in_half_term(plan, plan->part[at]);
    }
}

void coverage_add(struct coverage *d, const struct yearplan_bucket *b,
                  uint8_t standing, const char *marks, size_t len)
{
    for (size_t r = 0; r < b->run_count; r++) {
        const struct yearplan_run *run = &b->runs[r];
        size_t end = run->first + (size_t)run->count;
        bool counts = !(standing & STANDING_SKIPS_HT6)
                      || !yearplan_is_ht6(d->plan, run->part);

        if (end > len)
            end = len;
        for (size_t i = run->first; counts && i < end; i++)
            d->held[b->session[i]] += marks[i] != ' ';
        for (size_t i = run->first; !counts && i < end; i++)
            if (marks[i] != ' ')
                d->is_marked[b->session[i]] = true;
    }
}

void coverage_add_other(struct coverage *d, const struct yearplan_bucket *b,
                        const char *marks, size_t len)
{
    for (size_t i = 0; i < len && i < b->position_count; i++)
        if (marks[i] != ' ' && b->session[i] < d->plan->session_count)
            d->is_marked[b->session[i]] = true;
}

static struct special *special_for(struct coverage *d, uint32_t person)
{
    struct special *special;

    for (size_t i = d->special_count; i > 0; i--)
        if (d->specials[i - 1].person == person)
            return &d->specials[i - 1];
    MEM_ROOM(d->specials, d->special_count, d->special_capacity);
    special = &d->specials[d->special_count++];
    memset(special, 0, sizeof(*special));
    special->person = person;
    return special;
}

static void hear(struct coverage *d, const struct yearplan_bucket *b,
                 uint32_t person, const char *marks, size_t len)
{
    struct special *special = special_for(d, person);

    for (size_t i = 0; i < len && i < b->position_count; i++)
        if (marks[i] != ' ' && b->session[i] < d->plan->session_count)
            special->has[b->session[i]] = true;
}

void coverage_add_special(struct coverage *d, const struct yearplan_bucket *b,
                          uint32_t person, const char *marks, size_t len)
{
    hear(d, b, person, marks, len);
    coverage_add_other(d, b, marks, len);
}

/* Marks that came under another number of the school's, for the pupils on its
   own roll: all of them are special ones. */
static int take_near_strings(struct coverage *d, uint32_t near, struct err *err)
{
    int first = d->plan->buckets[0].bucket;
    int row;

    query_bind_int(d->strings, 1, first);
    query_bind_int(d->strings, 2, d->plan->buckets[MARKDAY_BUCKETS - 1].bucket);
    query_bind_int(d->strings, 3, d->spine->schools[near].school_key);
    while ((row = query_step(d->strings, err)) == 1) {
        uint32_t person =
            spine_person_of_ident(d->spine, query_int(d->strings, 1));
        const struct yearplan_bucket *b =
            &d->plan->buckets[query_int(d->strings, 0) - first];
        const char *marks = query_text(d->strings, 2);

        if (person != SPINE_NOBODY && (d->standings[person] & STANDING_COUNTS)
            && (d->standings[person] & STANDING_SPECIAL))
            hear(d, b, person, marks, strlen(marks));
    }
    return row;
}

static int take_near(struct coverage *d, struct err *err)
{
    const struct spine_place *places = d->spine->places;

    for (uint32_t near = places[d->school].near; near != d->school;
         near = places[near].near)
        if (take_near_strings(d, near, err))
            return -1;
    return 0;
}

/* --- what is expected ------------------------------------------------------
 */

/* Of a stay that counts the days of the year, since 1 August; end exclusive,
   and not after the start where there are none. */
struct stretch {
    size_t start, end;
};

static bool counts(const struct coverage *d, const struct spine_stay *stay)
{
    char status = spine_state_on(d->spine, stay,
                                 d->plan->year->slots[SLOT_YEAR]->reference)
                      ->status;

    return (d->standings[stay->person] & STANDING_COUNTS)
           && (status == 'C' || status == 'M' || status == 'S');
}

static struct stretch stretch_of(const struct coverage *d,
                                 const struct spine_stay *stay)
{
    const struct calendar_year *year = d->plan->year;
    date_t end = (date_t)(d->plan->session_count / 2) + year->first;
    date_t start = stay->entry > year->first ? stay->entry : year->first;

    if ((d->standings[stay->person] & STANDING_SKIPS_HT6)
        && end > year->half_terms[5].start)
        end = year->half_terms[5].start;
    if (stay->leaving < end)
        end = stay->leaving + 1;
    if (start >= end)
        return (struct stretch){ 0, 0 };
    return (struct stretch){ (size_t)(start - year->first),
                             (size_t)(end - year->first) };
}

static const struct special *find_special(const struct coverage *d,
                                          uint32_t person)
{
    for (size_t i = 0; i < d->special_count; i++)
        if (d->specials[i].person == person)
            return &d->specials[i];
    return NULL;
}

static void hold_special(struct coverage *d, uint32_t person,
                         struct stretch days)
{
    const struct special *special = find_special(d, person);

    for (size_t at = 2 * days.start; special && at < 2 * days.end; at++)
        d->held[at] += special->has[at];
}

/* A pupil once a day, whatever stays overlap. `from`: the days of the person
   before are spoken for. */
static size_t expect(struct coverage *d, const struct spine_stay *stay,
                     size_t from, int32_t *steps)
{
    struct stretch days = stretch_of(d, stay);

    if (days.start < from)
        days.start = from;
    if (days.start >= days.end)
        return from;
    steps[days.start]++;
    steps[days.end]--;
    if (d->standings[stay->person] & STANDING_SPECIAL)
        hold_special(d, stay->person, days);
    return days.end;
}

static void expect_pupils(struct coverage *d)
{
    int32_t steps[YEAR_DAYS + 1] = { 0 };
    uint32_t person = SPINE_NOBODY;
    size_t from = 0;
    int32_t pupils = 0;

    for (uint32_t i = d->first_stays[d->school];
         i < d->first_stays[d->school + 1]; i++) {
        const struct spine_stay *stay = &d->spine->stays[d->stays[i]];

        if (stay->person != person)
            from = 0;
        person = stay->person;
        if (counts(d, stay))
            from = expect(d, stay, from, steps);
    }
    for (size_t at = 0; at < YEAR_DAYS; at++) {
        pupils += steps[at];
        if (!d->is_school_day[at])
            continue;
        d->days[at].pupils = (uint32_t)pupils;
        d->days[at].held = d->held[2 * at] + d->held[2 * at + 1];
        d->days[at].is_marked = d->days[at].held || d->is_marked[2 * at]
                                || d->is_marked[2 * at + 1];
    }
}

static void find_insets(struct coverage *d)
{
    const struct calendar_year *year = d->plan->year;
    size_t end = 0; /* of the days behind which there is more, exclusive */
    int left = INSET_DAYS;

    for (size_t at = 0; at < YEAR_DAYS; at++)
        if (d->days[at].is_marked)
            end = at;
    if (end && year->last >= year->half_terms[5].end)
        end = YEAR_DAYS;
    for (size_t at = 0; at < end && left; at++)
        if (d->days[at].pupils && !d->days[at].is_marked) {
            d->days[at].is_inset = true;
            left--;
        }
}

/* --- from days to rows ---------------------------------------------------- */

/* Days of the year that are not in line with it are told by `differs`. */
static int read_former(struct coverage *d, const char *first, const char *last,
                       bool *differs, struct err *err)
{
    int row;

    query_bind_int(d->read, 1, d->spine->schools[d->school].school_key);
    query_bind_text(d->read, 2, first);
    query_bind_text(d->read, 3, last);
    while ((row = query_step(d->read, err)) == 1) {
        date_t date = date_parse_iso(query_text(d->read, 0));
        struct day *day = &d->former[date - d->plan->year->first];

        day->pupils = (uint32_t)query_int(d->read, 1);
        day->held = (uint32_t)query_int(d->read, 2);
        day->is_marked = query_int(d->read, 3) != 0;
        day->is_inset = query_int(d->read, 4) != 0;
    }
    *differs = false;
    for (size_t at = 0; at < YEAR_DAYS; at++)
        *differs = *differs || d->days[at].pupils != d->former[at].pupils
                   || d->days[at].held != d->former[at].held
                   || d->days[at].is_marked != d->former[at].is_marked
                   || d->days[at].is_inset != d->former[at].is_inset;
    return row;
}

static int put_days(struct coverage *d, struct err *err)
{
    char date[DATE_TEXT_SIZE];

    for (size_t at = 0; at < YEAR_DAYS; at++) {
        const struct day *day = &d->days[at];

        if (!day->pupils && !day->is_marked)
            continue;
        date_format(d->plan->year->first + (date_t)at, date);
        query_bind_int(d->put, 1, d->spine->schools[d->school].school_key);
        query_bind_text(d->put, 2, date);
        query_bind_int(d->put, 3, day->pupils);
        query_bind_int(d->put, 4, day->held);
        query_bind_int(d->put, 5, day->is_marked);
        query_bind_int(d->put, 6, day->is_inset);
        if (query_run(d->put, err))
            return -1;
    }
    return 0;
}

int coverage_write(struct coverage *d, struct err *err)
{
    int year = d->plan->year->year;
    char first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];
    bool differs;

    if (take_near(d, err))
        return -1;
    expect_pupils(d);
    find_insets(d);
    date_format(date_make(year, 8, 1), first);
    date_format(date_make(year + 1, 7, 31), last);
    if (read_former(d, first, last, &differs, err))
        return -1;
    if (!differs)
        return 0;
    query_bind_int(d->drop, 1, d->spine->schools[d->school].school_key);
    query_bind_text(d->drop, 2, first);
    query_bind_text(d->drop, 3, last);
    return query_run(d->drop, err) || put_days(d, err) ? -1 : 0;
}
