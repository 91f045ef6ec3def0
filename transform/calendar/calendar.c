#include "transform/calendar/calendar.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/schoolyear.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"

#define WEEK_KEY_BASE 10000000
#define TO_DATE_KEY 21 /* within a year's; of a term 22 to 24 */

static const char *const term_names[3] = { " autumn", " spring", " summer" };

int calendar_check(const struct terms *terms, date_t as_of, struct err *err)
{
    int year = schoolyear_of(as_of);
    char text[SCHOOLYEAR_TEXT_SIZE];
    char day[DATE_TEXT_SIZE];

    if (terms_year(terms, year))
        return 0;
    schoolyear_format(year, text);
    date_format(as_of, day);
    return err_set(err, ERR_CONFIG,
                   "terms.csv: there is no year %s, in which the as-of date "
                   "%s lies",
                   text, day);
}

/* Spring census day: the third Thursday of January. */
static date_t census_day(int year)
{
    date_t first = date_make(year + 1, 1, 1);

    return date_monday(first + 3) + 3 + 14;
}

static struct period *add(struct calendar *c, size_t *capacity, int64_t key,
                          enum grain grain, int year, date_t start, date_t end,
                          date_t reference)
{
    struct period *p;
    date_t census = census_day(year);

    if (start > c->as_of)
        return NULL;
    MEM_ROOM(c->periods, c->count, *capacity);
    p = &c->periods[c->count++];
    memset(p, 0, sizeof(*p));
    p->key = key;
    p->grain = p->of = grain;
    p->year = year;
    p->start = start;
    p->end = end < c->as_of ? end : c->as_of;
    p->reference = reference < c->as_of ? reference : c->as_of;
    p->roll_date = p->reference >= census ? census : p->reference;
    p->complete = p->is_over = end <= c->as_of;
    return p;
}

static void name(struct period *p, const char *term, const char *part)
{
    char year[SCHOOLYEAR_TEXT_SIZE];
    int len;

    schoolyear_format(p->year, year);
    len = snprintf(p->id, sizeof(p->id), "%s%s%s", year, term, part);
    assert(len > 0 && (size_t)len < sizeof(p->id));
}

static void add_weeks(struct calendar *c, size_t *capacity,
                      const struct term_year *terms)
{
    date_t last_monday = DATE_NONE;

    for (int i = 0; i < 6; i++) {
        const struct half_term *h = &terms->half_terms[i];

        for (date_t monday = date_monday(h->start); monday <= h->end;
             monday += 7) {
            struct period *p;
            int iso_year, iso_week, len;

            if (monday == last_monday)
                continue;
            last_monday = monday;
            date_iso_week(monday, &iso_year, &iso_week);
            p = add(c, capacity, WEEK_KEY_BASE + iso_year * 100 + iso_week,
                    GRAIN_WEEK, terms->year, monday, monday + 6, monday + 6);
            if (!p)
                continue;
            len =
                snprintf(p->id, sizeof(p->id), "%d-W%02d", iso_year, iso_week);
            assert(len > 0 && (size_t)len < sizeof(p->id));
        }
    }
}

/* --- a year as far as a day ---------------------------------------------- */

static bool is_school_day(date_t date)
{
    return date < date_monday(date) + 5;
}

/* How many of the half terms' school days are on or before a day. */
static int count_days(const struct half_term *h, int half_terms, date_t last)
{
    int count = 0;

    for (int i = 0; i < half_terms; i++)
        for (date_t day = h[i].start; day <= h[i].end && day <= last; day++)
            count += is_school_day(day);
    return count;
}

/* Their n-th, or their last; n > 0. */
static date_t find_day(const struct half_term *h, int half_terms, int n)
{
    date_t found = h[0].start;

    for (int i = 0; i < half_terms; i++)
        for (date_t day = h[i].start; day <= h[i].end && n > 0; day++)
            if (is_school_day(day)) {
                found = day;
                n--;
            }
    return found;
}

/* The term that the as-of date is in and that is not over, 1 to 3, or 0. */
static int running_term(const struct calendar *c, const struct half_term *h)
{
    for (int i = 0; i < 3; i++)
        if (c->as_of >= h[2 * i].start && c->as_of < h[2 * i + 1].end)
            return i + 1;
    return 0;
}

/* Half terms of `then` as far as the as-of date is in the same ones of its own
   year; term 0: the whole year. */
static void add_to_date(struct calendar *c, size_t *capacity,
                        const struct term_year *now,
                        const struct term_year *then, int term)
{
    int from = term ? 2 * (term - 1) : 0;
    int count = term ? 2 : 6;
    int n = count_days(now->half_terms + from, count, c->as_of);
    struct period *p;
    date_t last;

    if (n == 0)
        return;
    last = find_day(then->half_terms + from, count, n);
    p = add(c, capacity, then->year * 100 + TO_DATE_KEY + term, GRAIN_TO_DATE,
            then->year,
            term ? then->half_terms[from].start : date_make(then->year, 8, 1),
            last, last);
    if (!p)
        return;
    p->of = term ? GRAIN_TERM : GRAIN_YEAR;
    p->term = term;
    p->is_over = last >= then->half_terms[from + count - 1].end;
    name(p, term ? term_names[term - 1] : "", " to date");
}

static void add_year_to_date(struct calendar *c, size_t *capacity,
                             const struct terms *terms,
                             const struct term_year *then)
{
    const struct term_year *now = terms_year(terms, schoolyear_of(c->as_of));
    int term;

    if (!now || then->year >= now->year)
        return;
    term = running_term(c, now->half_terms);
    add_to_date(c, capacity, now, then, 0);
    if (term)
        add_to_date(c, capacity, now, then, term);
}

/* --- a year -------------------------------------------------------------- */

static void add_year(struct calendar *c, size_t *capacity,
                     const struct terms *all, const struct term_year *terms)
{
    static const char *const half_term_names[6] = { " HT1", " HT2", " HT3",
                                                    " HT4", " HT5", " HT6" };
    const struct half_term *h = terms->half_terms;
    int64_t base = terms->year * 100;
    struct period *p;

    p = add(c, capacity, base, GRAIN_YEAR, terms->year,
            date_make(terms->year, 8, 1), date_make(terms->year + 1, 7, 31),
            h[5].end);
    if (!p)
        return;
    name(p, "", "");
    for (int i = 0; i < 3; i++) {
        p = add(c, capacity, base + 1 + i, GRAIN_TERM, terms->year,
                h[2 * i].start, h[2 * i + 1].end, h[2 * i + 1].end);
        if (!p)
            continue;
        p->term = i + 1;
        name(p, term_names[i], "");
    }
    for (int i = 0; i < 6; i++) {
        p = add(c, capacity, base + 11 + i, GRAIN_HALF_TERM, terms->year,
                h[i].start, h[i].end, h[i].end);
        if (p)
            name(p, half_term_names[i], "");
    }
    add_year_to_date(c, capacity, all, terms);
    add_weeks(c, capacity, terms);
}

enum slot calendar_slot(const struct period *period)
{
    int code = (int)(period->key % 100);

    if (period->grain == GRAIN_TO_DATE)
        return period->term ? SLOT_TERM_TO_DATE : SLOT_TO_DATE;
    return (enum slot)(code > 10 ? SLOT_HT1 + code - 11 : code);
}

/* When the periods have stopped moving in memory. */
static void link_years(struct calendar *c, const struct terms *terms)
{
    c->years = mem_zero(terms->count, sizeof(*c->years));
    for (size_t i = 0; i < c->count; i++) {
        struct period *p = &c->periods[i];
        struct calendar_year *y;

        if (p->grain == GRAIN_YEAR) {
            y = &c->years[c->year_count++];
            y->year = p->year;
            y->first = p->start;
            y->last = p->end;
            y->half_terms = terms_year(terms, p->year)->half_terms;
        }
        y = &c->years[c->year_count - 1];
        if (p->grain == GRAIN_WEEK)
            y->weeks[calendar_week(p->year, p->start)] = p;
        else
            y->slots[calendar_slot(p)] = p;
    }
}

void calendar_init(struct calendar *c, const struct terms *terms, date_t as_of)
{
    size_t capacity = 0;

    memset(c, 0, sizeof(*c));
    c->as_of = as_of;
    for (size_t i = 0; i < terms->count; i++)
        add_year(c, &capacity, terms, &terms->years[i]);
    link_years(c, terms);
    c->changed = mem_zero(c->count, sizeof(*c->changed));
    c->was = mem_alloc(c->count * sizeof(*c->was));
    for (size_t i = 0; i < c->count; i++)
        c->was[i] = DATE_NONE;
}

void calendar_release(struct calendar *c)
{
    free(c->periods);
    free(c->changed);
    free(c->was);
    free(c->years);
    memset(c, 0, sizeof(*c));
}

const struct calendar_year *calendar_year(const struct calendar *c, int year)
{
    for (size_t i = 0; i < c->year_count; i++)
        if (c->years[i].year == year)
            return &c->years[i];
    return NULL;
}

const struct period *calendar_before(const struct calendar *c,
                                     const struct period *period)
{
    int64_t key = period->key - 100 + (period->complete ? 0 : TO_DATE_KEY);

    if (period->grain != GRAIN_YEAR && period->grain != GRAIN_TERM)
        return NULL;
    for (size_t i = 0; i < c->count; i++)
        if (c->periods[i].key == key)
            return &c->periods[i];
    return NULL;
}

int calendar_week(int year, date_t date)
{
    int week = (date_monday(date) - date_monday(date_make(year, 8, 1))) / 7;

    assert(week >= 0 && week < CALENDAR_WEEKS);
    return week;
}

int64_t calendar_reference_key(const struct period *period)
{
    return (int64_t)period->year * 1000
           + (period->reference - date_make(period->year, 8, 1));
}

static void make_label(const struct period *p, char *label, size_t size)
{
    char day[DATE_TEXT_SIZE];
    int len;

    date_format(p->start, day);
    if (p->grain == GRAIN_WEEK)
        len = snprintf(label, size, "Week of %s", day);
    else if (p->grain == GRAIN_HALF_TERM)
        len = snprintf(label, size, "%.7s half term %c", p->id,
                       p->id[strlen(p->id) - 1]);
    else
        len = snprintf(label, size, "%s", p->id);
    assert(len > 0 && (size_t)len < size);
}

/* Columns of dim_period in the order of the table, from position 1. */
static void bind(struct query *q, const struct period *p)
{
    static const char *const grains[] = { "year", "term", "half_term", "week",
                                          "to_date" };
    char label[40];
    char text[DATE_TEXT_SIZE];
    char year[SCHOOLYEAR_TEXT_SIZE];

    make_label(p, label, sizeof(label));
    schoolyear_format(p->year, year);
    query_bind_int(q, 1, p->key);
    query_bind_text(q, 2, p->id);
    query_bind_text(q, 3, label);
    query_bind_text(q, 4, grains[p->grain]);
    date_format(p->start, text);
    query_bind_text(q, 5, text);
    date_format(p->end, text);
    query_bind_text(q, 6, text);
    query_bind_text(q, 7, year);
    date_format(p->reference, text);
    query_bind_text(q, 8, text);
    date_format(p->roll_date, text);
    query_bind_text(q, 9, text);
    query_bind_int(q, 10, p->complete);
    query_bind_int(q, 11, calendar_reference_key(p));
}

static bool holds(const struct calendar *c, int64_t key)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->periods[i].key == key)
            return true;
    return false;
}

static int delete_others(struct calendar *c, struct db *db, struct err *err)
{
    struct query *read =
        db_query(db, "transform/sql/calendar.sql#read_periods", err);
    int64_t *gone = NULL;
    size_t count = 0, capacity = 0;
    int row;

    while ((row = query_step(read, err)) == 1) {
        if (holds(c, query_int(read, 0)))
            continue;
        MEM_ROOM(gone, count, capacity);
        gone[count++] = query_int(read, 0);
    }
    for (size_t i = 0; row == 0 && i < count; i++)
        row = db_drop_key(db, "dim_period", gone[i], err);
    free(gone);
    return row;
}

/* R as it was, of a period that is otherwise what it was but for its end. */
static int read_was(struct query *q, const struct period *p, date_t *was,
                    struct err *err)
{
    int row;

    *was = DATE_NONE;
    bind(q, p);
    row = query_step(q, err);
    if (row == 1)
        *was = date_parse_iso(query_text(q, 0));
    query_reset(q);
    return row < 0 ? -1 : 0;
}

int calendar_store(struct calendar *c, struct db *db, struct err *err)
{
    struct query *read =
        db_query(db, "transform/sql/calendar.sql#read_moved_period", err);
    struct query *put =
        db_query(db, "transform/sql/calendar.sql#put_period", err);

    if (delete_others(c, db, err))
        return -1;
    for (size_t i = 0; i < c->count; i++) {
        const struct period *p = &c->periods[i];

        if (read_was(read, p, &c->was[i], err))
            return -1;
        bind(put, p);
        if (query_run(put, err))
            return -1;
        c->changed[i] = db_changes(db) > 0;
    }
    return 0;
}
