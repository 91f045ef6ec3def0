#include "transform/attendance/count.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "transform/attendance/column.h"
#include "transform/attendance/markcode.h"

#define SQL "transform/sql/count.sql#"

/* Why a count is left out. */
enum left { LEFT_EXCEEDS, LEFT_OFF_ROLL, LEFT_COUNT };
static const char *const left_rules[LEFT_COUNT] = { "exceeds", "off_roll" };
static const char *const basis_names[] = { "marks", "summary", "census" };

/* Sessions over a stretch of days. */
struct stretch {
    date_t first, last;
    enum sums_basis basis;
    char part[8], roll[4];
    int64_t limit; /* sessions possible; -1 = not said */
    int64_t fields[MARKCODES_FIELDS];
    int64_t reasons[MARKCODES_MAX_REASONS];
    bool is_left_out;
};

/* What those of a period come to that count. */
struct counted {
    enum sums_basis basis; /* BASIS_MARKS: none does */
    int64_t fields[MARKCODES_FIELDS];
    int64_t reasons[MARKCODES_MAX_REASONS];
};

/* A pupil's stretches: newest first, summaries before the census's. */
struct group {
    uint32_t person;
    size_t first, count;
};

struct counts {
    const struct spine *spine;
    const struct markcodes *marks;
    struct query *read, *strings, *drop, *put;

    /* The school and year at hand. */
    const struct yearplan *plan;
    uint32_t school;
    struct stretch *stretches;
    size_t stretch_count, stretch_capacity;
    struct group *groups;
    size_t group_count, group_capacity;
    int64_t left[SUMS_BASES][LEFT_COUNT];
    bool held[YEARPLAN_SESSIONS]; /* of the pupil at hand: a mark is */
};

int counts_open(struct counts **out, struct db *db, const struct spine *spine,
                const struct markcodes *marks, struct err *err)
{
    struct counts *c = mem_zero(1, sizeof(*c));

    *out = NULL;
    c->spine = spine;
    c->marks = marks;
    if (query_open_asset(&c->read, db, SQL "read_counts", err)
        || query_open_asset(&c->strings, db,
                            "transform/sql/special.sql#read_pupil_marks", err)
        || query_open_asset(&c->drop, db, SQL "drop_left", err)
        || query_open_asset(&c->put, db, SQL "put_left", err)) {
        counts_close(c);
        return -1;
    }
    *out = c;
    return 0;
}

void counts_close(struct counts *c)
{
    if (!c)
        return;
    query_close(c->read);
    query_close(c->strings);
    query_close(c->drop);
    query_close(c->put);
    free(c->stretches);
    free(c->groups);
    free(c);
}

/* --- reading --------------------------------------------------------------
 */

static void set_text(char *out, size_t size, const char *text)
{
    size_t len = strlen(text) < size ? strlen(text) : size - 1;

    memcpy(out, text, len);
    out[len] = '\0';
}

/* The days that a part of the year is about. */
static bool find_part(const struct calendar_year *year, const char *part,
                      date_t *first, date_t *last)
{
    static const struct {
        const char *name;
        int from, to; /* half terms */
    } parts[] = {
        { "autumn", 0, 1 }, { "spring", 2, 3 }, { "HT5", 4, 4 }, { "HT6", 5, 5 }
    };

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (!strcmp(parts[i].name, part)) {
            *first = year->half_terms[parts[i].from].start;
            *last = year->half_terms[parts[i].to].end;
            return true;
        }
    return false;
}

static struct stretch *add_stretch(struct counts *c, struct group *g)
{
    struct stretch *s;

    MEM_ROOM(c->stretches, c->stretch_count, c->stretch_capacity);
    s = &c->stretches[c->stretch_count++];
    memset(s, 0, sizeof(*s));
    s->limit = -1;
    g->count++;
    return s;
}

static void take_summary(struct counts *c, struct group *g)
{
    struct stretch *s = add_stretch(c, g);

    s->basis = BASIS_SUMMARY;
    s->first = date_parse_iso(query_text(c->read, 2));
    s->last = date_parse_iso(query_text(c->read, 3));
    s->fields[COLUMN_possible] = query_int(c->read, 8);
    s->fields[COLUMN_authorised] = query_int(c->read, 9);
    s->fields[COLUMN_unauthorised] = query_int(c->read, 10);
    s->fields[COLUMN_late] = query_int(c->read, 11);
}

static void add_code(const struct counts *c, struct stretch *s,
                     const char *code, int64_t sessions)
{
    size_t reason = 0;
    uint64_t add = markcodes_of_code(c->marks, code, s->last, &reason);

    for (size_t f = 0; f < MARKCODES_FIELDS; f++)
        s->fields[f] += sessions * MARKCODES_FIELD(add, f);
    if (add & MARKCODES_ABSENT_BITS)
        s->reasons[reason] += sessions;
}

/* A row a code: those of one list and part are one stretch. */
static void take_code(struct counts *c, struct group *g)
{
    const char *part = query_text(c->read, 4);
    const char *roll = query_text(c->read, 5);
    struct stretch *s = g->count ? &c->stretches[c->stretch_count - 1] : NULL;
    date_t first, last;

    if (!s || s->basis != BASIS_CENSUS || strcmp(s->part, part) != 0
        || strcmp(s->roll, roll) != 0) {
        if (!find_part(c->plan->year, part, &first, &last))
            return;
        s = add_stretch(c, g);
        s->basis = BASIS_CENSUS;
        s->first = first;
        s->last = last;
        set_text(s->part, sizeof(s->part), part);
        set_text(s->roll, sizeof(s->roll), roll);
    }
    if (!query_is_null(c->read, 8))
        s->limit = query_int(c->read, 8);
    if (*query_text(c->read, 6))
        add_code(c, s, query_text(c->read, 6), query_int(c->read, 7));
    else
        s->fields[COLUMN_possible] = s->limit;
}

static struct group *group_of(struct counts *c, uint32_t person)
{
    struct group *g = c->group_count ? &c->groups[c->group_count - 1] : NULL;

    if (!g || g->person != person) {
        MEM_ROOM(c->groups, c->group_count, c->group_capacity);
        g = &c->groups[c->group_count++];
        *g = (struct group){ person, c->stretch_count, 0 };
    }
    return g;
}

int counts_load(struct counts *c, const struct yearplan *plan, uint32_t school,
                struct err *err)
{
    char first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];
    int row;

    c->plan = plan;
    c->school = school;
    c->stretch_count = c->group_count = 0;
    memset(c->left, 0, sizeof(c->left));
    date_format(plan->year->first, first);
    date_format(plan->year->last, last);
    query_bind_int(c->read, 1, c->spine->schools[school].school_key);
    query_bind_int(c->read, 2, plan->year->year);
    query_bind_text(c->read, 3, first);
    query_bind_text(c->read, 4, last);
    while ((row = query_step(c->read, err)) == 1) {
        uint32_t person = spine_person(c->spine, query_int(c->read, 0));

        if (person == SPINE_NOBODY)
            continue;
        if (query_int(c->read, 1))
            take_code(c, group_of(c, person));
        else
            take_summary(c, group_of(c, person));
    }
    return row;
}

uint32_t counts_pupil(const struct counts *c, size_t at)
{
    return at < c->group_count ? c->groups[at].person : SPINE_NOBODY;
}

/* --- which marks are held --------------------------------------------------
 */

static bool counts_for(char status)
{
    return status == 'C' || status == 'M' || status == 'S';
}

/* A stay at the school, or at one of its LAESTAB, that has days of these. */
static bool is_here(const struct counts *c, const struct spine_stay *stay,
                    date_t first, date_t last)
{
    return spine_stay_meets(stay, first, last)
           && spine_is_near(c->spine, stay->school, c->school);
}

static bool is_on_roll(const struct counts *c, uint32_t person, date_t first,
                       date_t last)
{
    const struct spine_person *p = &c->spine->persons[person];

    for (size_t i = 0; i < p->stay_count; i++)
        if (is_here(c, &c->spine->stays[p->stay + i], first, last))
            return true;
    return false;
}

static void note_held(struct counts *c, uint32_t person,
                      const struct yearplan_bucket *b, const char *marks)
{
    date_t first = c->plan->year->first;

    for (size_t i = 0; i < b->position_count && marks[i]; i++) {
        size_t at = b->session[i];
        date_t day = first + (date_t)(at / 2);

        if (marks[i] != ' ' && at < c->plan->session_count
            && is_on_roll(c, person, day, day))
            c->held[at] = true;
    }
}

static int read_held(struct counts *c, uint32_t person, struct err *err)
{
    const struct yearplan_bucket *buckets = c->plan->buckets;
    int row;

    memset(c->held, 0, sizeof(c->held));
    query_bind_int(c->strings, 1, c->spine->persons[person].pupil_key);
    query_bind_int(c->strings, 2, buckets[0].bucket);
    query_bind_int(c->strings, 3, buckets[MARKDAY_BUCKETS - 1].bucket);
    while ((row = query_step(c->strings, err)) == 1) {
        uint32_t school = spine_school(c->spine, query_int(c->strings, 0));

        if (school != SCHOOL_NONE && spine_is_near(c->spine, school, c->school))
            note_held(c, person, &buckets[query_int(c->strings, 1) % 8],
                      query_text(c->strings, 3));
    }
    return row;
}

static bool has_marks(const struct counts *c, const struct period *p)
{
    date_t first = c->plan->year->first;

    for (date_t day = p->start < first ? first : p->start; day <= p->end;
         day++) {
        size_t at = 2 * (size_t)(day - first);

        if (at >= c->plan->session_count)
            return false;
        if (c->held[at] || c->held[at + 1])
            return true;
    }
    return false;
}

/* --- what counts -----------------------------------------------------------
 */

/* Two sessions a Monday to Friday. */
static int64_t most_sessions(date_t first, date_t last)
{
    int64_t sessions = 0;

    for (date_t day = first; day <= last; day++)
        sessions += date_monday(day) + 5 > day ? 2 : 0;
    return sessions;
}

/* More than can have been: absent of possible, or possible of the days. */
static bool exceeds(const struct stretch *s)
{
    const int64_t *f = s->fields;
    date_t last = s->last - s->first > 400 ? s->first + 400 : s->last;
    int64_t most = most_sessions(s->first, last);

    return f[COLUMN_possible] > most
           || (s->limit >= 0 && f[COLUMN_possible] > s->limit)
           || f[COLUMN_late] > f[COLUMN_possible]
           || f[COLUMN_authorised] > f[COLUMN_possible]
           || f[COLUMN_unauthorised] > f[COLUMN_possible]
           || f[COLUMN_authorised] + f[COLUMN_unauthorised]
                  > f[COLUMN_possible];
}

static void leave_out(struct counts *c, struct group *g)
{
    for (size_t i = 0; i < g->count; i++) {
        struct stretch *s = &c->stretches[g->first + i];
        enum left why = LEFT_COUNT;

        if (exceeds(s))
            why = LEFT_EXCEEDS;
        else if (!is_on_roll(c, g->person, s->first, s->last))
            why = LEFT_OFF_ROLL;
        s->is_left_out = why != LEFT_COUNT;
        if (s->is_left_out)
            c->left[s->basis][why]++;
        /* The census may list the sessions not attended alone. */
        else if (s->limit >= 0 && s->fields[COLUMN_possible])
            s->fields[COLUMN_possible] = s->limit;
    }
}

/* May a period's figures rest on it? */
static bool fits(const struct counts *c, uint32_t person,
                 const struct stretch *s, const struct period *p,
                 bool skips_ht6)
{
    const struct half_term *ht6 = &c->plan->year->half_terms[5];
    const struct spine_person *who = &c->spine->persons[person];

    if (s->is_left_out || s->first < p->start || s->last > p->end
        || (skips_ht6 && s->first <= ht6->end && s->last >= ht6->start))
        return false;
    for (size_t i = 0; i < who->stay_count; i++) {
        const struct spine_stay *stay = &c->spine->stays[who->stay + i];

        if (is_here(c, stay, s->first, s->last)
            && counts_for(spine_state_on(c->spine, stay, p->reference)->status))
            return true;
    }
    return false;
}

static bool overlap(const struct stretch *a, const struct stretch *b)
{
    return a->first <= b->last && b->first <= a->last
           && !strcmp(a->roll, b->roll);
}

/* Two lists of one term are of days that follow each other. */
static bool has_room(const struct stretch *s, const struct period *p,
                     const struct counted *counted)
{
    return counted->fields[COLUMN_possible] + s->fields[COLUMN_possible]
           <= most_sessions(p->start, p->end);
}

static void add(const struct stretch *s, struct counted *counted)
{
    for (size_t f = 0; f < MARKCODES_FIELDS; f++)
        counted->fields[f] += s->fields[f];
    for (size_t i = 0; i < MARKCODES_MAX_REASONS; i++)
        counted->reasons[i] += s->reasons[i];
}

static void add_day(const struct counts *c, const struct stretch *s,
                    struct sums_day *days)
{
    struct sums_day *day = &days[s->last - c->plan->year->first];

    day->possible = (uint16_t)(day->possible + s->fields[COLUMN_possible]);
    day->absent = (uint16_t)(day->absent + s->fields[COLUMN_authorised]
                             + s->fields[COLUMN_unauthorised]);
}

/* Those of one basis that fit; days may be NULL. */
static void count_basis(const struct counts *c, const struct group *g,
                        enum sums_basis basis, const struct period *p,
                        bool skips_ht6, struct counted *counted,
                        struct sums_day *days)
{
    const struct stretch *all = c->stretches + g->first;
    bool *is_taken = mem_zero(g->count, sizeof(*is_taken));

    for (size_t i = 0; i < g->count; i++) {
        bool is_free = all[i].basis == basis
                       && fits(c, g->person, &all[i], p, skips_ht6)
                       && has_room(&all[i], p, counted);

        for (size_t k = 0; is_free && k < i; k++)
            is_free = !is_taken[k] || !overlap(&all[i], &all[k]);
        if (!is_free)
            continue;
        is_taken[i] = true;
        counted->basis = basis;
        add(&all[i], counted);
        if (days)
            add_day(c, &all[i], days);
    }
    free(is_taken);
}

static struct counted count_period(const struct counts *c,
                                   const struct group *g,
                                   const struct period *p, bool skips_ht6,
                                   struct sums_day *days)
{
    struct counted counted = { .basis = BASIS_MARKS };

    if (!p || has_marks(c, p))
        return counted;
    for (int basis = BASIS_SUMMARY;
         counted.basis == BASIS_MARKS && basis <= BASIS_CENSUS; basis++)
        count_basis(c, g, (enum sums_basis)basis, p, skips_ht6, &counted, days);
    return counted;
}

static void put_slot(const struct counts *c, enum slot slot,
                     const struct counted *counted, struct sums *sums)
{
    sums->bases[slot] = counted->basis;
    for (size_t f = 0; f < MARKCODES_FIELDS; f++)
        sums->figures.of[slot][f] =
            (uint16_t)(sums->figures.of[slot][f] + counted->fields[f]);
    for (size_t i = 0; i < c->marks->reason_count; i++)
        sums->reasons[slot][i] =
            (uint16_t)(sums->reasons[slot][i] + counted->reasons[i]);
}

static void put_week(size_t week, const struct counted *counted,
                     struct sums *sums)
{
    sums->week_bases[week] = counted->basis;
    for (size_t f = 0; f < SUMS_WEEK_FIELDS; f++)
        sums->weeks.of[week][f] =
            (uint8_t)(sums->weeks.of[week][f] + counted->fields[f]);
}

int counts_apply(struct counts *c, size_t at, bool skips_ht6, struct sums *sums,
                 struct err *err)
{
    struct group *g = &c->groups[at];
    const struct calendar_year *year = c->plan->year;

    if (read_held(c, g->person, err))
        return -1;
    leave_out(c, g);
    for (int slot = 0; slot < SLOT_COUNT; slot++) {
        struct counted counted =
            count_period(c, g, year->slots[slot], skips_ht6, NULL);

        if (counted.basis != BASIS_MARKS)
            put_slot(c, (enum slot)slot, &counted, sums);
    }
    for (size_t week = 0; week < CALENDAR_WEEKS; week++) {
        struct counted counted =
            count_period(c, g, year->weeks[week], skips_ht6, NULL);

        if (counted.fields[COLUMN_possible])
            put_week(week, &counted, sums);
    }
    return 0;
}

int counts_days(struct counts *c, size_t at, bool skips_ht6,
                struct sums_day *days, struct err *err)
{
    struct group *g = &c->groups[at];

    if (read_held(c, g->person, err))
        return -1;
    leave_out(c, g);
    (void)count_period(c, g, c->plan->year->slots[SLOT_YEAR], skips_ht6, days);
    return 0;
}

int counts_write_left(struct counts *c, struct err *err)
{
    int64_t school_key = c->spine->schools[c->school].school_key;

    query_bind_int(c->drop, 1, c->plan->year->year);
    query_bind_int(c->drop, 2, school_key);
    if (query_run(c->drop, err))
        return -1;
    for (int basis = 0; basis < SUMS_BASES; basis++)
        for (int why = 0; why < LEFT_COUNT; why++) {
            if (!c->left[basis][why])
                continue;
            query_bind_int(c->put, 1, c->plan->year->year);
            query_bind_int(c->put, 2, school_key);
            query_bind_text(c->put, 3, basis_names[basis]);
            query_bind_text(c->put, 4, left_rules[why]);
            query_bind_int(c->put, 5, c->left[basis][why]);
            if (query_run(c->put, err))
                return -1;
        }
    return 0;
}
