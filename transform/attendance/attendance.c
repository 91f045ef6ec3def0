#include "transform/attendance/attendance.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "transform/attendance/column.h"
#include "transform/attendance/count.h"
#include "transform/attendance/coverage.h"
#include "transform/attendance/special.h"
#include "transform/attendance/standing.h"
#include "transform/attendance/yearplan.h"

#define SQL "transform/sql/attendance.sql#"

/* A pupil of the school at hand who is not special, by parts of the year. */
struct local {
    uint32_t person;
    uint16_t parts[YEARPLAN_PARTS][MARKCODES_FIELDS];
    uint16_t reasons[YEARPLAN_PARTS][MARKCODES_MAX_REASONS];
    struct sums_weeks weeks;
};

/* A row as it is to be. */
struct result {
    uint32_t person;
    size_t figures, figures_len; /* in `text` */
    size_t bases, bases_len;     /* in `text` */
    size_t weeks, weeks_len;     /* in `bytes` */
};

/* A row as it was. */
struct former {
    int64_t pupil_key;
    size_t figures, figures_len;
    size_t bases, bases_len;
    size_t weeks, weeks_len;
};

struct attendance {
    struct db *db;
    const struct calendar *calendar;
    const struct spine *spine;
    const struct markcodes *marks;
    struct reasons *reasons;
    struct specials *specials;
    struct counts *counts;
    struct coverage *days;
    struct query *strings, *hidden, *read, *put, *drop;

    struct yearplan plan; /* of the year at hand */
    uint8_t *standings;   /* of each person in it */

    /* The school at hand. */
    uint32_t school;
    uint32_t *local_of; /* person -> index into locals, or UINT32_MAX */
    struct local *locals;
    size_t local_count, local_capacity;
    uint32_t *specials_here;
    size_t special_count, special_capacity;
    struct result *results;
    size_t result_count, result_capacity;
    struct former *formers;
    size_t former_count, former_capacity;
    struct str text, bytes, old_text, old_bytes;
};

int attendance_open(struct attendance **out, struct db *db,
                    const struct calendar *calendar, const struct spine *spine,
                    const struct markcodes *marks, struct reasons *reasons,
                    struct err *err)
{
    struct attendance *a = mem_zero(1, sizeof(*a));

    *out = NULL;
    a->db = db;
    a->calendar = calendar;
    a->spine = spine;
    a->marks = marks;
    a->reasons = reasons;
    a->text = a->bytes = a->old_text = a->old_bytes = (struct str)STR_INIT;
    a->standings = mem_zero(spine->person_count, sizeof(*a->standings));
    a->local_of = mem_alloc(spine->person_count * sizeof(*a->local_of));
    memset(a->local_of, 0xff, spine->person_count * sizeof(*a->local_of));
    if (specials_open(&a->specials, db, spine, marks, err)
        || counts_open(&a->counts, db, spine, marks, err)
        || coverage_open(&a->days, db, spine, err)
        || query_open_asset(&a->strings, db, SQL "read_mark_strings", err)
        || query_open_asset(&a->hidden, db, SQL "read_hidden", err)
        || query_open_asset(&a->read, db, SQL "read_attendance", err)
        || query_open_asset(&a->put, db, SQL "put_attendance", err)
        || query_open_asset(&a->drop, db, SQL "drop_attendance", err)) {
        attendance_close(a);
        return -1;
    }
    *out = a;
    return 0;
}

void attendance_close(struct attendance *a)
{
    if (!a)
        return;
    specials_close(a->specials);
    counts_close(a->counts);
    coverage_close(a->days);
    query_close(a->strings);
    query_close(a->hidden);
    query_close(a->read);
    query_close(a->put);
    query_close(a->drop);
    yearplan_release(&a->plan);
    free(a->standings);
    free(a->local_of);
    free(a->locals);
    free(a->specials_here);
    free(a->results);
    free(a->formers);
    str_release(&a->text);
    str_release(&a->bytes);
    str_release(&a->old_text);
    str_release(&a->old_bytes);
    free(a);
}

/* --- the year at hand ---------------------------------------------------- */

static uint8_t standing_of(const struct attendance *a, uint32_t person)
{
    const struct calendar_year *year = a->plan.year;
    unsigned standing =
        standing_by_age(a->spine->persons[person].born, year->year);

    if (standing && special_is(a->spine, person, year->first, year->last))
        standing |= STANDING_SPECIAL;
    return (uint8_t)standing;
}

static void take_year(struct attendance *a, int year)
{
    if (a->plan.year && a->plan.year->year == year)
        return;
    yearplan_release(&a->plan);
    yearplan_init(&a->plan, calendar_year(a->calendar, year), a->marks);
    for (size_t i = 0; i < a->spine->person_count; i++)
        a->standings[i] = standing_of(a, (uint32_t)i);
}

/* Of schools that share a LAESTAB all or none. */
static void spread_near(const struct spine *s, bool *wanted)
{
    for (uint32_t i = 0; i < s->school_count; i++)
        for (uint32_t at = s->places[i].near; wanted[i] && at != i;
             at = s->places[at].near)
            wanted[at] = true;
}

void attendance_spread(struct attendance *a, int year, bool *wanted)
{
    const struct spine *s = a->spine;
    bool *asked = mem_alloc(s->school_count * sizeof(*asked));

    take_year(a, year);
    spread_near(s, wanted);
    memcpy(asked, wanted, s->school_count * sizeof(*asked));
    for (size_t i = 0; i < s->person_count; i++) {
        const struct spine_person *p = &s->persons[i];
        const struct spine_stay *stays = s->stays + p->stay;
        bool is_asked = false;

        if (!(a->standings[i] & STANDING_SPECIAL))
            continue;
        for (size_t k = 0; k < p->stay_count; k++)
            is_asked = is_asked || asked[stays[k].school];
        for (size_t k = 0; is_asked && k < p->stay_count; k++)
            if (stays[k].entry <= a->plan.year->last
                && stays[k].leaving >= a->plan.year->first)
                wanted[stays[k].school] = true;
    }
    spread_near(s, wanted);
    free(asked);
}

/* --- strings of pupils who are not special -------------------------------- */

static struct local *local_for(struct attendance *a, uint32_t person)
{
    struct local *local;

    if (a->local_of[person] == UINT32_MAX) {
        MEM_ROOM(a->locals, a->local_count, a->local_capacity);
        local = &a->locals[a->local_count];
        memset(local, 0, sizeof(*local));
        local->person = person;
        a->local_of[person] = (uint32_t)a->local_count++;
    }
    return &a->locals[a->local_of[person]];
}

static bool counts(const struct spine_stay *stay)
{
    return stay->status == 'C' || stay->status == 'M' || stay->status == 'S';
}

/* Does one counted stay cover all of the bucket that has passed? */
static bool covers_all(const struct attendance *a, uint32_t person,
                       date_t first, date_t last)
{
    const struct spine_person *p = &a->spine->persons[person];

    for (size_t i = 0; i < p->stay_count; i++) {
        const struct spine_stay *stay = &a->spine->stays[p->stay + i];

        if (stay->school == a->school && counts(stay) && stay->entry <= first
            && stay->leaving >= last)
            return true;
    }
    return false;
}

static bool covers(const struct attendance *a, uint32_t person, date_t date)
{
    return covers_all(a, person, date, date);
}

/* A copy with blanks where no counted stay covers the day. */
static void blank_uncovered(const struct attendance *a,
                            const struct yearplan_bucket *b, uint32_t person,
                            char *marks, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (marks[i] != ' '
            && !covers(a, person, a->plan.year->first + b->session[i] / 2))
            marks[i] = ' ';
}

static void add_fields(uint16_t *fields, uint64_t sum)
{
    for (size_t f = 0; f < MARKCODES_FIELDS; f++)
        fields[f] = (uint16_t)(fields[f] + MARKCODES_FIELD(sum, f));
}

static void add_runs(const struct attendance *a, struct local *local,
                     const struct yearplan_bucket *b, bool skips_ht6,
                     const char *marks, size_t len)
{
    const unsigned char *at = (const unsigned char *)marks;

    for (size_t r = 0; r < b->run_count; r++) {
        const struct yearplan_run *run = &b->runs[r];
        const uint64_t *add = a->marks->meanings[run->meaning].add;
        size_t end = run->first + (size_t)run->count;
        uint64_t sum = 0;

        if (skips_ht6 && yearplan_is_ht6(&a->plan, run->part))
            continue;
        if (end > len)
            end = len;
        for (size_t i = run->first; i < end; i++)
            sum += add[at[i]];
        if (sum == 0)
            continue;
        add_fields(local->parts[run->part], sum);
        if (run->week != YEARPLAN_NO_WEEK)
            for (size_t f = 0; f < SUMS_WEEK_FIELDS; f++)
                local->weeks.of[run->week][f] =
                    (uint8_t)(local->weeks.of[run->week][f]
                              + MARKCODES_FIELD(sum, f));
        if (!(sum & MARKCODES_ABSENT_BITS))
            continue;
        for (size_t i = run->first; i < end; i++)
            if (add[at[i]] & MARKCODES_ABSENT_BITS)
                local->reasons[run->part][a->marks->reason[at[i]]]++;
    }
}

static void note_special(struct attendance *a, uint32_t person)
{
    for (size_t i = 0; i < a->special_count; i++)
        if (a->specials_here[i] == person)
            return;
    MEM_ROOM(a->specials_here, a->special_count, a->special_capacity);
    a->specials_here[a->special_count++] = person;
}

/* Positions of the school and bucket that an older ident holds in vain; the
   reader stands on the first one of an ident not yet passed. */
struct hidden {
    bool has_row;
    int64_t ident;
    size_t position;
};

static int next_hidden(struct attendance *a, struct hidden *h, struct err *err)
{
    int row = query_step(a->hidden, err);

    h->has_row = row == 1;
    if (h->has_row) {
        h->ident = query_int(a->hidden, 0);
        h->position = (size_t)query_int(a->hidden, 1);
    }
    return row < 0 ? -1 : 0;
}

static int blank_hidden(struct attendance *a, struct hidden *h, int64_t ident,
                        char *marks, size_t len, struct err *err)
{
    while (h->has_row && h->ident <= ident) {
        if (h->ident == ident && h->position < len)
            marks[h->position] = ' ';
        if (next_hidden(a, h, err))
            return -1;
    }
    return 0;
}

static int take_string(struct attendance *a, const struct yearplan_bucket *b,
                       struct hidden *h, struct err *err)
{
    int64_t ident = query_int(a->strings, 0);
    uint32_t person = spine_person_of_ident(a->spine, ident);
    date_t last = b->last < a->plan.year->last ? b->last : a->plan.year->last;
    char copy[MARKDAY_POSITIONS];
    const char *marks;
    size_t len;
    uint8_t standing = person == SPINE_NOBODY ? 0 : a->standings[person];

    marks = query_text(a->strings, 1);
    len = strlen(marks);
    if (len > b->position_count)
        len = b->position_count;
    if (!(standing & STANDING_COUNTS)) {
        coverage_add_other(a->days, b, marks, len);
        return 0;
    }
    if (standing & STANDING_SPECIAL) {
        note_special(a, person);
        coverage_add_special(a->days, b, person, marks, len);
        return 0;
    }
    if ((h->has_row && h->ident <= ident)
        || !covers_all(a, person, b->first, last)) {
        memcpy(copy, marks, len);
        coverage_add_other(a->days, b, marks, len);
        if (blank_hidden(a, h, ident, copy, len, err))
            return -1;
        blank_uncovered(a, b, person, copy, len);
        marks = copy;
    }
    add_runs(a, local_for(a, person), b, standing & STANDING_SKIPS_HT6, marks,
             len);
    coverage_add(a->days, b, standing, marks, len);
    return 0;
}

static int take_bucket(struct attendance *a, const struct yearplan_bucket *b,
                       struct err *err)
{
    int64_t school_key = a->spine->schools[a->school].school_key;
    struct hidden h;
    int row = -1;

    if (b->first > a->plan.year->last)
        return 0;
    query_bind_int(a->hidden, 1, b->bucket);
    query_bind_int(a->hidden, 2, school_key);
    query_bind_int(a->strings, 1, b->bucket);
    query_bind_int(a->strings, 2, school_key);
    if (next_hidden(a, &h, err))
        goto out;
    while ((row = query_step(a->strings, err)) == 1)
        if (take_string(a, b, &h, err))
            break;
out:
    query_reset(a->hidden);
    query_reset(a->strings);
    return row == 0 ? 0 : -1;
}

/* --- from sums to rows ---------------------------------------------------- */

static void sum_parts(const struct attendance *a, const struct local *local,
                      struct sums *sums)
{
    memset(sums, 0, sizeof(*sums));
    sums->weeks = local->weeks;
    for (size_t part = 0; part < a->plan.part_count; part++) {
        if (local->parts[part][COLUMN_possible] == 0)
            continue;
        for (size_t slot = 0; slot < SLOT_COUNT; slot++) {
            uint16_t *fields = sums->figures.of[slot];
            uint16_t *reasons = sums->reasons[slot];

            if (!a->plan.parts[part].slots[slot])
                continue;
            for (size_t f = 0; f < MARKCODES_FIELDS; f++)
                fields[f] = (uint16_t)(fields[f] + local->parts[part][f]);
            for (size_t k = 0; k < a->marks->reason_count; k++)
                reasons[k] = (uint16_t)(reasons[k] + local->reasons[part][k]);
        }
    }
}

static void take_result(struct attendance *a, uint32_t person,
                        const struct sums *sums)
{
    const struct calendar_year *year = a->plan.year;
    struct result *result;

    if (sums_are_nothing(sums))
        return;
    MEM_ROOM(a->results, a->result_count, a->result_capacity);
    result = &a->results[a->result_count++];
    result->person = person;
    result->figures = a->text.len;
    sums_write_figures(&sums->figures, &a->text);
    result->figures_len = a->text.len - result->figures;
    result->bases = a->text.len;
    sums_write_bases(sums, &a->text);
    result->bases_len = a->text.len - result->bases;
    result->weeks = a->bytes.len;
    sums_write_weeks(&sums->weeks, &a->bytes);
    result->weeks_len = a->bytes.len - result->weeks;
    for (int slot = 0; slot < SLOT_COUNT; slot++)
        if (year->slots[slot] && sums->figures.of[slot][COLUMN_possible]
            && sums->bases[slot] != BASIS_SUMMARY)
            reasons_add(a->reasons, (enum slot)slot,
                        spine_cohorts(a->spine, person,
                                      year->slots[slot]->reference, year->year),
                        sums);
}

static int compare_results(const void *a, const void *b)
{
    const struct result *x = a;
    const struct result *y = b;

    return (x->person > y->person) - (x->person < y->person);
}

static int sum_marks(struct attendance *a, uint32_t person, struct sums *sums,
                     struct err *err)
{
    memset(sums, 0, sizeof(*sums));
    if (a->standings[person] & STANDING_SPECIAL)
        return specials_sum(a->specials, &a->plan, person, a->school,
                            a->standings[person] & STANDING_SKIPS_HT6, sums,
                            err);
    if (a->local_of[person] != UINT32_MAX)
        sum_parts(a, &a->locals[a->local_of[person]], sums);
    return 0;
}

/* Those of whom counts came, with marks or without. */
static int take_counted(struct attendance *a, struct err *err)
{
    struct sums sums;
    uint32_t person;

    if (counts_load(a->counts, &a->plan, a->school, err))
        return -1;
    for (size_t i = 0; (person = counts_pupil(a->counts, i)) != SPINE_NOBODY;
         i++) {
        uint8_t standing = a->standings[person];

        if (!(standing & STANDING_COUNTS))
            continue;
        if (sum_marks(a, person, &sums, err)
            || counts_apply(a->counts, i, standing & STANDING_SKIPS_HT6, &sums,
                            err))
            return -1;
        take_result(a, person, &sums);
        a->standings[person] |= STANDING_TAKEN;
    }
    return counts_write_left(a->counts, err);
}

/* Of the person; not twice, where counts came too. */
static int take_marked(struct attendance *a, uint32_t person, struct err *err)
{
    struct sums sums;

    if (a->standings[person] & STANDING_TAKEN)
        return 0;
    if (sum_marks(a, person, &sums, err))
        return -1;
    take_result(a, person, &sums);
    return 0;
}

static void leave_school(struct attendance *a)
{
    uint32_t person;

    for (size_t i = 0; i < a->local_count; i++)
        a->local_of[a->locals[i].person] = UINT32_MAX;
    for (size_t i = 0; (person = counts_pupil(a->counts, i)) != SPINE_NOBODY;
         i++)
        a->standings[person] &= (uint8_t)~STANDING_TAKEN;
}

static int make_results(struct attendance *a, struct err *err)
{
    if (take_counted(a, err))
        return -1;
    for (size_t i = 0; i < a->local_count; i++)
        if (take_marked(a, a->locals[i].person, err))
            return -1;
    for (size_t i = 0; i < a->special_count; i++)
        if (take_marked(a, a->specials_here[i], err))
            return -1;
    leave_school(a);
    if (a->result_count)
        qsort(a->results, a->result_count, sizeof(*a->results),
              compare_results);
    return 0;
}

static int read_formers(struct attendance *a, struct err *err)
{
    int row;

    query_bind_int(a->read, 1, a->plan.year->year);
    query_bind_int(a->read, 2, a->spine->schools[a->school].school_key);
    while ((row = query_step(a->read, err)) == 1) {
        const char *figures = query_text(a->read, 1);
        struct former *former;
        const void *weeks;
        size_t len;

        MEM_ROOM(a->formers, a->former_count, a->former_capacity);
        former = &a->formers[a->former_count++];
        former->pupil_key = query_int(a->read, 0);
        former->figures = a->old_text.len;
        str_add(&a->old_text, figures);
        former->figures_len = a->old_text.len - former->figures;
        former->bases = a->old_text.len;
        str_add(&a->old_text, query_text(a->read, 3));
        former->bases_len = a->old_text.len - former->bases;
        weeks = query_blob(a->read, 2, &len);
        former->weeks = a->old_bytes.len;
        former->weeks_len = len;
        if (len)
            str_add_n(&a->old_bytes, weeks, len);
    }
    return row;
}

/* Which periods differ between a row as it was and as it is; either may be
   NULL for a row that is not there. */
static void note_change(const struct attendance *a, const struct former *former,
                        const struct result *result,
                        struct attendance_change *change)
{
    struct sums_figures was, is;
    struct sums_weeks weeks_were, weeks_are;

    sums_read_figures(&was, former ? a->old_text.text + former->figures : "",
                      former ? former->figures_len : 0);
    sums_read_figures(&is, result ? a->text.text + result->figures : "",
                      result ? result->figures_len : 0);
    sums_read_weeks(&weeks_were,
                    former ? a->old_bytes.text + former->weeks : "",
                    former ? former->weeks_len : 0);
    sums_read_weeks(&weeks_are, result ? a->bytes.text + result->weeks : "",
                    result ? result->weeks_len : 0);
    for (size_t slot = 0; slot < SLOT_COUNT; slot++)
        if (memcmp(was.of[slot], is.of[slot], sizeof(was.of[slot])) != 0)
            change->slots[slot] = true;
    for (size_t w = 0; w < CALENDAR_WEEKS; w++)
        if (memcmp(weeks_were.of[w], weeks_are.of[w], sizeof(weeks_are.of[w]))
            != 0)
            change->weeks[w] = true;
}

static bool are_alike(const struct attendance *a, const struct former *former,
                      const struct result *result)
{
    return former->figures_len == result->figures_len
           && former->bases_len == result->bases_len
           && former->weeks_len == result->weeks_len
           && !memcmp(a->old_text.text + former->figures,
                      a->text.text + result->figures, result->figures_len)
           && !memcmp(a->old_text.text + former->bases,
                      a->text.text + result->bases, result->bases_len)
           && !memcmp(a->old_bytes.text + former->weeks,
                      a->bytes.text + result->weeks, result->weeks_len);
}

static int put_row(struct attendance *a, const struct result *result,
                   struct err *err)
{
    query_bind_int(a->put, 1, a->plan.year->year);
    query_bind_int(a->put, 2, a->spine->schools[a->school].school_key);
    query_bind_int(a->put, 3, a->spine->persons[result->person].pupil_key);
    query_bind_lent(a->put, 4, a->text.text + result->figures,
                    result->figures_len);
    query_bind_blob(a->put, 5, a->bytes.text + result->weeks,
                    result->weeks_len);
    query_bind_lent(a->put, 6, a->text.text + result->bases, result->bases_len);
    return query_run(a->put, err);
}

static int drop_row(struct attendance *a, const struct former *former,
                    struct err *err)
{
    query_bind_int(a->drop, 1, a->plan.year->year);
    query_bind_int(a->drop, 2, a->spine->schools[a->school].school_key);
    query_bind_int(a->drop, 3, former->pupil_key);
    return query_run(a->drop, err);
}

/* Both lists ascend by pupil_key. */
static int write_differences(struct attendance *a,
                             struct attendance_change *change, struct err *err)
{
    size_t f = 0, r = 0;

    while (f < a->former_count || r < a->result_count) {
        const struct former *former =
            f < a->former_count ? &a->formers[f] : NULL;
        const struct result *result =
            r < a->result_count ? &a->results[r] : NULL;
        int64_t key = result ? a->spine->persons[result->person].pupil_key : 0;

        if (former && result && former->pupil_key != key) {
            if (former->pupil_key < key)
                result = NULL;
            else
                former = NULL;
        }
        f += former != NULL;
        r += result != NULL;
        if (former && result && are_alike(a, former, result))
            continue;
        note_change(a, former, result, change);
        if ((result && put_row(a, result, err))
            || (!result && former && drop_row(a, former, err)))
            return -1;
    }
    return 0;
}

int attendance_scan(struct attendance *a, int year, uint32_t school,
                    struct attendance_change *change, struct err *err)
{
    memset(change, 0, sizeof(*change));
    take_year(a, year);
    a->school = school;
    a->local_count = a->special_count = 0;
    a->result_count = a->former_count = 0;
    str_clear(&a->text);
    str_clear(&a->bytes);
    str_clear(&a->old_text);
    str_clear(&a->old_bytes);
    coverage_begin(a->days, &a->plan, a->standings, school);
    for (size_t k = 0; k < MARKDAY_BUCKETS; k++)
        if (take_bucket(a, &a->plan.buckets[k], err))
            return -1;
    if (make_results(a, err) || read_formers(a, err)
        || write_differences(a, change, err) || coverage_write(a->days, err))
        return -1;
    return reasons_write_school(a->reasons, a->plan.year,
                                a->spine->schools[school].entity,
                                change->reasons, err);
}
