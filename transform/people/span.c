#include "transform/people/span.h"

#include <stdlib.h>
#include <string.h>

#include "core/bulk.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"

#define FOREVER 99999999

struct span {
    int64_t from, to;
    cohort_mask cohorts;
};

struct spans {
    struct span *items;
    size_t count;
    size_t capacity;
};

/* A reference date of some period, with what tells it from others. */
struct reference {
    int64_t key;
    date_t date;
    int year;
};

struct writer {
    const struct spine *spine;
    struct reference *references; /* ascending, unique */
    size_t reference_count;
    struct query *drop;
    struct bulk *put;
    struct spans now;
    bool has_stored; /* any row of anybody compared: a first run drops none */
    /* Persons whose rows differ; written when no reader stands on the table. */
    int64_t *stale; /* pupil keys */
    size_t stale_count, stale_capacity;
};

static int compare_references(const void *a, const void *b)
{
    const struct reference *x = a;
    const struct reference *y = b;

    return (x->key > y->key) - (x->key < y->key);
}

static struct reference reference_of(const struct period *p)
{
    return (struct reference){ calendar_reference_key(p), p->reference,
                               p->year };
}

/* was: those too on which periods were looked at before. */
static void find_references(struct writer *w, const struct calendar *calendar,
                            bool was)
{
    size_t count = 0;
    size_t kept = 0;

    w->references = mem_alloc(2 * calendar->count * sizeof(*w->references));
    for (size_t i = 0; i < calendar->count; i++) {
        struct period p = calendar->periods[i];

        w->references[count++] = reference_of(&p);
        p.reference = calendar->was[i];
        if (was && p.reference != DATE_NONE)
            w->references[count++] = reference_of(&p);
    }
    qsort(w->references, count, sizeof(*w->references), compare_references);
    for (size_t i = 0; i < count; i++)
        if (!kept || w->references[kept - 1].key != w->references[i].key)
            w->references[kept++] = w->references[i];
    w->reference_count = kept;
}

static void add_span(struct spans *s, int64_t from, int64_t to,
                     cohort_mask cohorts)
{
    if (cohorts == 0)
        return;
    MEM_ROOM(s->items, s->count, s->capacity);
    s->items[s->count++] = (struct span){ from, to, cohorts };
}

static void work_out(struct writer *w, uint32_t person)
{
    cohort_mask mask = 0;
    int64_t from = 0;

    w->now.count = 0;
    if (w->reference_count == 0 || spine_is_plain(w->spine, person)) {
        add_span(&w->now, 0, FOREVER, COHORT_MASK(all) | COHORT_MASK(peers));
        return;
    }
    for (size_t i = 0; i < w->reference_count; i++) {
        const struct reference *r = &w->references[i];
        cohort_mask next = spine_cohorts(w->spine, person, r->date, r->year);

        if (i && next != mask) {
            add_span(&w->now, from, r->key - 1, mask);
            from = r->key;
        }
        mask = next;
    }
    add_span(&w->now, from, FOREVER, mask);
}

static bool are_same(const struct spans *a, const struct spans *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (a->items[i].from != b->items[i].from
            || a->items[i].to != b->items[i].to
            || a->items[i].cohorts != b->items[i].cohorts)
            return false;
    return true;
}

static int write_person(struct writer *w, int64_t pupil_key, struct err *err)
{
    uint32_t person = spine_person(w->spine, pupil_key);

    if (w->has_stored) {
        query_bind_int(w->drop, 1, pupil_key);
        if (query_run(w->drop, err))
            return -1;
    }
    if (person == SPINE_NOBODY)
        return 0;
    work_out(w, person);
    for (size_t i = 0; i < w->now.count; i++) {
        bulk_int(w->put, pupil_key);
        bulk_int(w->put, w->now.items[i].from);
        bulk_int(w->put, w->now.items[i].to);
        bulk_int(w->put, w->now.items[i].cohorts);
        if (bulk_put(w->put, err))
            return -1;
    }
    return 0;
}

static void note_stale(struct writer *w, int64_t pupil_key)
{
    MEM_ROOM(w->stale, w->stale_count, w->stale_capacity);
    w->stale[w->stale_count++] = pupil_key;
}

/* Compare a person's stored spans with what they are to be. */
static void compare_person(struct writer *w, int64_t pupil_key,
                           const struct spans *stored)
{
    uint32_t person = spine_person(w->spine, pupil_key);

    w->has_stored = w->has_stored || stored->count;
    if (person == SPINE_NOBODY) {
        note_stale(w, pupil_key);
        return;
    }
    work_out(w, person);
    if (!are_same(&w->now, stored))
        note_stale(w, pupil_key);
}

static void take_span(struct query *q, struct spans *s)
{
    add_span(s, query_int(q, 1), query_int(q, 2), (cohort_mask)query_int(q, 3));
}

static int compare_everybody(struct writer *w, struct db *db, struct err *err)
{
    struct query *q = db_query(db, "transform/sql/span.sql#read_spans", err);
    struct spans stored = { NULL, 0, 0 };
    const struct spine *s = w->spine;
    size_t next = 0;
    int row = query_step(q, err);

    while (row == 1) {
        int64_t key = query_int(q, 0);

        stored.count = 0;
        while (row == 1 && query_int(q, 0) == key) {
            take_span(q, &stored);
            row = query_step(q, err);
        }
        while (next < s->person_count && s->persons[next].pupil_key < key)
            compare_person(w, s->persons[next++].pupil_key,
                           &(struct spans){ NULL, 0, 0 });
        if (next < s->person_count && s->persons[next].pupil_key == key)
            next++;
        compare_person(w, key, &stored);
    }
    while (row == 0 && next < s->person_count)
        compare_person(w, s->persons[next++].pupil_key,
                       &(struct spans){ NULL, 0, 0 });
    free(stored.items);
    return row;
}

static int compare_asked(struct writer *w, struct db *db, const bool *asked,
                         struct err *err)
{
    struct query *q =
        db_query(db, "transform/sql/span.sql#read_pupil_spans", err);
    struct spans stored = { NULL, 0, 0 };
    int row = 0;

    for (size_t i = 0; row == 0 && i < w->spine->person_count; i++) {
        if (!asked[i])
            continue;
        stored.count = 0;
        query_bind_int(q, 1, w->spine->persons[i].pupil_key);
        while ((row = query_step(q, err)) == 1)
            take_span(q, &stored);
        if (row == 0)
            compare_person(w, w->spine->persons[i].pupil_key, &stored);
    }
    free(stored.items);
    return row;
}

int span_store(struct db *db, const struct calendar *calendar,
               const struct spine *spine, const bool *asked, struct err *err)
{
    struct writer w;
    int ret = -1;

    memset(&w, 0, sizeof(w));
    w.spine = spine;
    find_references(&w, calendar, false);
    w.drop = db_query(db, "transform/sql/span.sql#drop_spans", err);
    if (bulk_open(&w.put, db, "transform/sql/span.sql#put_span", err))
        goto out;
    if (asked ? compare_asked(&w, db, asked, err)
              : compare_everybody(&w, db, err))
        goto out;
    for (size_t i = 0; i < w.stale_count; i++)
        if (write_person(&w, w.stale[i], err))
            goto out;
    ret = bulk_flush(w.put, err);
out:
    bulk_close(w.put);
    free(w.references);
    free(w.now.items);
    free(w.stale);
    return ret;
}

static cohort_mask mask_at(const struct spans *s, int64_t key)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->items[i].from <= key && key <= s->items[i].to)
            return s->items[i].cohorts;
    return 0;
}

static void find_changes(const struct writer *w, uint32_t person,
                         const struct spans *stored, date_t *from,
                         date_t *until)
{
    *from = *until = DATE_MAX;
    for (size_t i = 0; i < w->reference_count; i++) {
        const struct reference *r = &w->references[i];

        if (mask_at(stored, r->key)
            == spine_cohorts(w->spine, person, r->date, r->year))
            continue;
        if (*from == DATE_MAX || r->date < *from)
            *from = r->date;
        if (*until == DATE_MAX || r->date > *until)
            *until = r->date;
    }
}

int span_find_changes(struct db *db, const struct calendar *calendar,
                      const struct spine *spine, const bool *asked,
                      date_t *from, date_t *until, struct err *err)
{
    struct query *q =
        db_query(db, "transform/sql/span.sql#read_pupil_spans", err);
    struct writer w = { .spine = spine };
    struct spans stored = { NULL, 0, 0 };
    int row = 0;

    find_references(&w, calendar, true);
    for (size_t i = 0; row == 0 && i < spine->person_count; i++) {
        if (!asked[i])
            continue;
        stored.count = 0;
        query_bind_int(q, 1, spine->persons[i].pupil_key);
        while ((row = query_step(q, err)) == 1)
            take_span(q, &stored);
        if (row == 0 && stored.count)
            find_changes(&w, (uint32_t)i, &stored, &from[i], &until[i]);
    }
    free(w.references);
    free(stored.items);
    return row;
}
