#include "transform/attendance/exclusion.h"

#include <stdlib.h>
#include <string.h>

#include "config/schoolyear.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "transform/people/wanted.h"

#define DAYS_A_TERM 15 /* at one school, before its governors must meet */
#define DAYS_A_YEAR 45 /* at all schools */
#define TERMS 3

static int compare_rows(const void *a, const void *b)
{
    const struct exclusion *x = a;
    const struct exclusion *y = b;

    if (x->person != y->person)
        return x->person < y->person ? -1 : 1;
    if (x->school != y->school)
        return x->school < y->school ? -1 : 1;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    return x->category - y->category;
}

static uint8_t category_of(const char *text)
{
    if (!strcmp(text, "PERM"))
        return EXCLUSION_PERM;
    return !strcmp(text, "LNCH") ? EXCLUSION_LNCH : EXCLUSION_SUSP;
}

/* No code of a reason is longer (config/codecell.h). */
static void take_reason(char reason[CODECELL_REASON_MOST + 1], const char *text)
{
    size_t len = strlen(text);

    memcpy(reason, text,
           len < CODECELL_REASON_MOST ? len : CODECELL_REASON_MOST);
}

int exclusions_load(struct exclusions *x, struct db *db,
                    const struct spine *spine, struct err *err)
{
    struct query *q;
    size_t capacity = 0;
    int row;

    memset(x, 0, sizeof(*x));
    if (wanted_query(&q, db, "transform/sql/exclusion.sql#read_exclusions",
                     spine->is_narrow, err))
        return -1;
    while ((row = query_step(q, err)) == 1) {
        struct exclusion e;

        memset(&e, 0, sizeof(e));
        e.person = spine_person(spine, query_int(q, 0));
        e.school = spine_school(spine, query_int(q, 1));
        if (e.person == SPINE_NOBODY || e.school == SCHOOL_NONE)
            continue;
        e.category = category_of(query_text(q, 2));
        e.start = date_parse_iso(query_text(q, 3));
        e.sessions = (int)query_int(q, 4);
        e.counts = query_int(q, 5) != 0;
        e.is_pending = query_int(q, 6) != 0;
        for (int i = 0; i < 3; i++)
            take_reason(e.reasons[i], query_text(q, 7 + i));
        MEM_ROOM(x->rows, x->count, capacity);
        x->rows[x->count++] = e;
    }
    query_close(q);
    if (row)
        exclusions_release(x);
    else if (x->count)
        qsort(x->rows, x->count, sizeof(*x->rows), compare_rows);
    return row;
}

void exclusions_release(struct exclusions *x)
{
    free(x->rows);
    memset(x, 0, sizeof(*x));
}

/* --- mart_pupil_exclusion ------------------------------------------------- */

/* A sorted set of short texts. */
struct texts {
    char items[64][24];
    size_t count;
};

static void add_text(struct texts *t, const char *text)
{
    size_t at = t->count;
    size_t len = strlen(text);

    if (len == 0 || t->count == sizeof(t->items) / sizeof(t->items[0]))
        return;
    for (size_t i = 0; i < t->count; i++)
        if (!strcmp(t->items[i], text))
            return;
    while (at > 0 && strcmp(t->items[at - 1], text) > 0) {
        memcpy(t->items[at], t->items[at - 1], sizeof(t->items[at]));
        at--;
    }
    memset(t->items[at], 0, sizeof(t->items[at]));
    memcpy(t->items[at], text, len < 23 ? len : 23);
    t->count++;
}

static void join(struct str *out, const struct texts *t)
{
    str_clear(out);
    for (size_t i = 0; i < t->count; i++)
        str_addf(out, "%s%s", i ? ";" : "", t->items[i]);
}

/* A pupil's year as it is added up; days are counted in halves. */
struct summary {
    int suspensions, permanent, pending, lunchtimes;
    int halves[TERMS];
    int year_halves;
    int school_halves; /* of the running term at the school at hand */
    int most_halves;   /* the most of it at one school */
    uint32_t school;
    struct texts reasons, schools;
};

struct writer {
    const struct exclusions *x;
    const struct spine *spine;
    const struct calendar *calendar;
    const struct calendar_year *year;
    int running; /* the latest term begun by R, 0.. or -1 */
    struct query *put;
    struct str reasons, cohorts, schools;
};

/* 0..2, or -1 for a day outside the terms. */
static int term_of(const struct calendar_year *year, date_t date)
{
    for (int i = 0; i < TERMS; i++)
        if (date >= year->half_terms[2 * i].start
            && date <= year->half_terms[2 * i + 1].end)
            return i;
    return -1;
}

static int running_term(const struct calendar_year *year)
{
    date_t reference = year->slots[SLOT_YEAR]->reference;
    int term = -1;

    for (int i = 0; i < TERMS; i++)
        if (year->half_terms[2 * i].start <= reference)
            term = i;
    return term;
}

static void add_row(const struct writer *w, struct summary *s,
                    const struct exclusion *e)
{
    int halves = e->category == EXCLUSION_SUSP   ? e->sessions
                 : e->category == EXCLUSION_LNCH ? 1
                                                 : 0;
    int term = term_of(w->year, e->start);

    if (e->counts && e->category == EXCLUSION_SUSP)
        s->suspensions++;
    if (e->counts && e->category == EXCLUSION_PERM)
        s->permanent++;
    if (e->counts && e->category == EXCLUSION_LNCH)
        s->lunchtimes++;
    if (e->is_pending)
        s->pending++;
    s->year_halves += halves;
    if (term >= 0)
        s->halves[term] += halves;
    if (e->school != s->school)
        s->school_halves = 0;
    s->school = e->school;
    if (term >= 0 && term == w->running)
        s->school_halves += halves;
    if (s->school_halves > s->most_halves)
        s->most_halves = s->school_halves;
    for (int i = 0; i < 3; i++)
        add_text(&s->reasons, e->reasons[i]);
    add_text(&s->schools, w->spine->schools[e->school].urn);
}

static int write_summary(struct writer *w, uint32_t person,
                         const struct summary *s, struct err *err)
{
    const struct period *p = w->year->slots[SLOT_YEAR];
    char year[SCHOOLYEAR_TEXT_SIZE];

    schoolyear_format(p->year, year);
    join(&w->reasons, &s->reasons);
    str_clear(&w->cohorts);
    cohort_join(spine_cohorts(w->spine, person, p->reference, p->year),
                &w->cohorts);
    join(&w->schools, &s->schools);
    query_bind_text(w->put, 1, year);
    query_bind_int(w->put, 2, w->spine->persons[person].pupil_key);
    query_bind_int(w->put, 3, s->suspensions);
    query_bind_int(w->put, 4, s->permanent);
    query_bind_int(w->put, 5, s->pending);
    query_bind_int(w->put, 6, s->lunchtimes);
    for (int i = 0; i < TERMS; i++)
        query_bind_real(w->put, 7 + i, s->halves[i] / 2.0);
    query_bind_real(w->put, 10, s->year_halves / 2.0);
    query_bind_real(w->put, 11,
                    w->running < 0 ? 0 : s->halves[w->running] / 2.0);
    query_bind_real(w->put, 12, DAYS_A_TERM - s->most_halves / 2.0);
    query_bind_real(w->put, 13, DAYS_A_YEAR - s->year_halves / 2.0);
    query_bind_text(w->put, 14, w->reasons.text);
    query_bind_text(w->put, 15, w->cohorts.text);
    query_bind_text(w->put, 16, w->schools.text);
    return query_run(w->put, err);
}

static bool is_in_year(const struct writer *w, const struct exclusion *e)
{
    return e->start >= w->year->first && e->start <= w->year->last;
}

static int write_pupils(struct writer *w, struct err *err)
{
    const struct exclusions *x = w->x;

    for (size_t i = 0; i < x->count;) {
        uint32_t person = x->rows[i].person;
        struct summary s;
        bool has_any = false;

        memset(&s, 0, sizeof(s));
        s.school = SCHOOL_NONE;
        for (; i < x->count && x->rows[i].person == person; i++) {
            if (!is_in_year(w, &x->rows[i]))
                continue;
            has_any = true;
            add_row(w, &s, &x->rows[i]);
        }
        /* No list names a child who has died (details.md 59). */
        if (has_any && w->spine->persons[person].died > w->calendar->as_of
            && write_summary(w, person, &s, err))
            return -1;
    }
    return 0;
}

int exclusions_write(const struct exclusions *x, struct db *db,
                     const struct calendar *calendar, const struct spine *spine,
                     int year, struct err *err)
{
    struct writer w = { .x = x, .spine = spine, .calendar = calendar };
    struct query *drop =
        db_query(db, "transform/sql/exclusion.sql#drop_pupil_exclusions", err);
    char text[SCHOOLYEAR_TEXT_SIZE];
    int ret;

    w.year = calendar_year(calendar, year);
    w.running = running_term(w.year);
    w.reasons = w.cohorts = w.schools = (struct str)STR_INIT;
    schoolyear_format(year, text);
    w.put =
        db_query(db, "transform/sql/exclusion.sql#put_pupil_exclusion", err);
    query_bind_text(drop, 1, text);
    ret = query_run(drop, err) || write_pupils(&w, err) ? -1 : 0;
    str_release(&w.reasons);
    str_release(&w.cohorts);
    str_release(&w.schools);
    return ret;
}
