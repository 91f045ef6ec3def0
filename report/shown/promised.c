#include "report/shown/promised.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "report/shown/bounds.h"

#define SQL "report/sql/shown.sql#"
#define VALUES 5 /* that a small number keeps */
#define ROUNDS 8 /* and then one more at a time */

enum number { CHILDREN, REFUSED, BLANK, NUMBERS };
enum axis { COUNTY, DISTRICT, PHASE, IN_COUNTY, AXES };
enum said { NOTHING, TOO_FEW, NOT_DUE, KEPT, NOT_KEPT, NOT_ON_RECORD, SAYINGS };

static const char *const words[SAYINGS] = {
    "", "too_few", "not_due", "kept", "not_kept", "not_on_record"
};

struct school {
    char *urn;
    enum said said;
    bool is_changed;
    bool is_silent; /* too few is said of all of a place: there may be none */
    int64_t numbers[NUMBERS];
    char *places[AXES];  /* NULL: its total is not shown */
    size_t first[AXES];  /* school of that place; that of no place: SIZE_MAX */
    bool has_kept[AXES]; /* what of it was kept is shown, too */
    bool has_record;     /* and, of the county, what is on record */
};

/* A promise at a time. */
struct promised {
    struct db *db;
    int64_t least;
    char *promise;
    struct school *schools;
    size_t count, capacity;
    struct bounds bounds;
    struct bounds_term *terms;
    bool *is_open; /* number: too narrow whatever the states */
};

/* --- what a state tells --------------------------------------------------- */

static enum said said_by(const char *state)
{
    enum said said = NOTHING;

    for (size_t i = 1; i < SAYINGS; i++)
        if (!strcmp(words[i], state))
            said = (enum said)i;
    return said;
}

static bool is_far(enum said said)
{
    return said == KEPT || said == NOT_KEPT || said == NOT_ON_RECORD;
}

/* Who says that there are too few says that there are some, while elsewhere it
   is said that there are none. */
static int64_t low_of(const struct promised *p, const struct school *s,
                      enum number number, enum said said)
{
    if (number == CHILDREN)
        return is_far(said)      ? p->least
               : said == TOO_FEW ? !s->is_silent && s->numbers[CHILDREN] > 0
                                 : 0;
    return (number == REFUSED && said == NOT_KEPT)
           || (number == BLANK && said == NOT_ON_RECORD);
}

static int64_t high_of(enum number number, enum said said)
{
    bool is_none = said == NOT_DUE || (number != CHILDREN && said == KEPT)
                   || (number == REFUSED && said == NOT_ON_RECORD);

    return is_none ? 0 : BOUNDS_INFINITE;
}

/* --- what totals tell ----------------------------------------------------- */

static void find_places(struct promised *p)
{
    for (size_t i = 0; i < p->count; i++)
        for (size_t axis = 0; axis < AXES; axis++) {
            struct school *s = &p->schools[i];
            size_t k = 0;

            s->first[axis] = SIZE_MAX;
            if (!s->places[axis])
                continue;
            while (!p->schools[k].places[axis]
                   || strcmp(p->schools[k].places[axis], s->places[axis]) != 0)
                k++;
            s->first[axis] = k;
        }
}

/* Which of a school's numbers add up to a total. */
static const bool totals[][NUMBERS] = {
    { true, false, false }, /* due */
    { false, true, true },  /* not kept */
    { false, true, false }, /* refused: what is on record less what was kept */
};
enum total { DUE, NOT_KEPT_ALL, REFUSED_ALL, TOTALS };

/* Is it shown of the school's place? */
static bool is_total_shown(const struct school *s, enum axis axis,
                           enum total total)
{
    return s->first[axis] != SIZE_MAX
           && (total == DUE || (total == NOT_KEPT_ALL && s->has_kept[axis])
               || (total == REFUSED_ALL && axis == COUNTY && s->has_record));
}

/* Of the schools of a place; SIZE_MAX: of all others, which are what is left
   of the county. */
static void relate(struct promised *p, enum axis axis, size_t place,
                   enum total total)
{
    int64_t sum = 0;
    size_t count = 0;

    for (size_t i = 0; i < p->count; i++) {
        const struct school *s = &p->schools[i];
        bool is_shown = is_total_shown(s, axis, total);

        if (place == SIZE_MAX ? is_shown : !is_shown || s->first[axis] != place)
            continue;
        for (size_t n = 0; n < NUMBERS; n++) {
            if (!totals[total][n])
                continue;
            p->terms[count++] =
                (struct bounds_term){ (uint32_t)(NUMBERS * i + n), 1 };
            sum += s->numbers[n];
        }
    }
    if (count)
        bounds_relate(&p->bounds, p->terms, count, sum, sum);
}

static void relate_all(struct promised *p)
{
    for (enum axis axis = COUNTY; axis < AXES; axis++)
        for (enum total total = DUE; total < TOTALS; total++) {
            for (size_t i = 0; i < p->count; i++)
                if (p->schools[i].first[axis] == i
                    && is_total_shown(&p->schools[i], axis, total))
                    relate(p, axis, i, total);
            if (p->count && is_total_shown(&p->schools[0], COUNTY, total))
                relate(p, axis, SIZE_MAX, total);
        }
}

/* With the states, or as if nothing were said. */
static void bound(struct promised *p, bool is_said)
{
    bounds_clear(&p->bounds);
    for (size_t i = 0; i < p->count; i++)
        for (enum number n = CHILDREN; n < NUMBERS; n++) {
            const struct school *s = &p->schools[i];
            enum said said = is_said ? s->said : NOTHING;

            bounds_number(&p->bounds, s->numbers[n], low_of(p, s, n, said),
                          high_of(n, said));
        }
    relate_all(p);
    bounds_tighten(&p->bounds);
}

/* Too small to be shown, or of children who are too few, and nearly told. */
static bool is_narrow(const struct promised *p, size_t number)
{
    const struct bounds_ends *ends = &p->bounds.ends[number];
    int64_t is = p->bounds.numbers[number].is;
    int64_t children = p->schools[number / NUMBERS].numbers[CHILDREN];

    return is > 0 && (is < p->least || children < p->least)
           && ends->high - ends->low < VALUES - 1;
}

/* --- what is said no more ------------------------------------------------- */

/* Does what is said of the school hold others' numbers of this kind from below,
   by having none itself, or from above, by having some? */
static bool holds(const struct promised *p, size_t school, enum number number,
                  bool is_below)
{
    const struct school *s = &p->schools[school];

    return is_below ? high_of(number, s->said) == 0
                    : low_of(p, s, number, s->said) > 0;
}

/* Of a relation's schools that which holds the number, with fewest children. */
static void look_in(const struct promised *p, uint32_t relation,
                    enum number number, bool is_below, size_t *best)
{
    const struct bounds_relation *r;

    if (relation >= p->bounds.relation_count)
        return;
    r = &p->bounds.relations[relation];
    for (size_t i = r->first; i < r->first + r->count; i++) {
        size_t school = p->bounds.terms[i].number / NUMBERS;

        if (p->schools[school].said > TOO_FEW
            && holds(p, school, number, is_below)
            && (*best == p->count
                || p->schools[school].numbers[CHILDREN]
                       < p->schools[*best].numbers[CHILDREN]))
            *best = school;
    }
}

/* A state that tightened the number, first by the relation that did it;
   p->count: there is none. */
static size_t find_state(const struct promised *p, size_t number)
{
    const struct bounds_number *n = &p->bounds.numbers[number];
    enum number kind = (enum number)(number % NUMBERS);
    size_t best = p->count;

    look_in(p, n->high_by, kind, false, &best);
    if (best == p->count)
        look_in(p, n->low_by, kind, true, &best);
    if (best == p->count)
        look_in(p, n->high_by, kind, true, &best);
    return best;
}

/* Some other one: bounds of its relations' other numbers held it. */
static size_t find_other(const struct promised *p, size_t number)
{
    enum number kind = (enum number)(number % NUMBERS);
    size_t best = p->count, count;
    const uint32_t *of =
        bounds_relations_of(&p->bounds, (uint32_t)number, &count);

    for (size_t i = 0; i < 2 * count && best == p->count; i++)
        look_in(p, of[i / 2], kind, i % 2, &best);
    for (size_t i = 0; i < p->count && best == p->count; i++)
        if (p->schools[i].said > TOO_FEW)
            best = i;
    return best;
}

/* Where nothing else is said of a relation's schools, too few says nothing. */
static bool silence(struct promised *p, uint32_t relation)
{
    const struct bounds_relation *r;
    bool any = false;

    if (relation >= p->bounds.relation_count)
        return false;
    r = &p->bounds.relations[relation];
    for (size_t i = r->first; i < r->first + r->count; i++) {
        struct school *s = &p->schools[p->bounds.terms[i].number / NUMBERS];

        any = any || (s->said == TOO_FEW && !s->is_silent);
        s->is_silent = true;
    }
    return any;
}

static bool hide(struct promised *p, size_t number)
{
    size_t school = find_state(p, number);

    if (school == p->count && silence(p, p->bounds.numbers[number].high_by))
        return true;
    if (school == p->count)
        school = find_other(p, number);
    if (school == p->count)
        return false;
    p->schools[school].said = TOO_FEW;
    p->schools[school].is_changed = true;
    return true;
}

/* One state frees many numbers, so at first one at a time: at most so many. */
static bool hide_some(struct promised *p, size_t most)
{
    size_t hidden = 0;

    for (size_t number = 0; number < NUMBERS * p->count && hidden < most;
         number++)
        hidden +=
            is_narrow(p, number) && !p->is_open[number] && hide(p, number);
    return hidden > 0;
}

static int put_states(const struct promised *p, struct err *err)
{
    struct query *put = db_query(p->db, SQL "put_promise_state", err);

    for (size_t i = 0; i < p->count; i++) {
        if (!p->schools[i].is_changed)
            continue;
        query_bind_text(put, 1, p->promise);
        query_bind_text(put, 2, p->schools[i].urn);
        query_bind_text(put, 3, words[TOO_FEW]);
        if (query_run(put, err))
            return -1;
    }
    return 0;
}

static int protect(struct promised *p, struct err *err)
{
    size_t count = NUMBERS * p->count, rounds = 0;

    p->terms = mem_grow(p->terms, count + 1, sizeof(*p->terms));
    p->is_open = mem_grow(p->is_open, count + 1, sizeof(*p->is_open));
    find_places(p);
    bound(p, false);
    for (size_t i = 0; i < count; i++)
        p->is_open[i] = is_narrow(p, i);
    do
        bound(p, true);
    while (hide_some(p, 1 + rounds++ / ROUNDS));
    return put_states(p, err);
}

/* --- rows ----------------------------------------------------------------- */

static void forget(struct promised *p)
{
    for (size_t i = 0; i < p->count; i++) {
        free(p->schools[i].urn);
        for (size_t axis = 0; axis < AXES; axis++)
            free(p->schools[i].places[axis]);
    }
    p->count = 0;
    free(p->promise);
    p->promise = NULL;
}

/* In the order of promise_number: a place and whether what was kept is shown of
   it, for each axis. */
static void take(struct promised *p, struct query *q)
{
    struct school *s;

    MEM_ROOM(p->schools, p->count, p->capacity);
    s = &p->schools[p->count++];
    memset(s, 0, sizeof(*s));
    s->urn = mem_dup(query_text(q, 1));
    s->said = said_by(query_text(q, 2));
    for (int n = 0; n < NUMBERS; n++)
        s->numbers[n] = query_int(q, 3 + n);
    s->has_record = query_int(q, 6) != 0;
    for (int axis = 0; axis < AXES; axis++) {
        if (!query_is_null(q, 7 + 2 * axis))
            s->places[axis] = mem_dup(query_text(q, 7 + 2 * axis));
        s->has_kept[axis] = query_int(q, 8 + 2 * axis) != 0;
    }
}

static int protect_all(struct promised *p, struct err *err)
{
    struct query *q = db_query(p->db, SQL "promise_number", err);
    int row;

    while ((row = query_step(q, err)) == 1) {
        if (p->promise && strcmp(p->promise, query_text(q, 0)) != 0) {
            if (protect(p, err))
                break;
            forget(p);
        }
        if (!p->promise)
            p->promise = mem_dup(query_text(q, 0));
        take(p, q);
    }
    query_reset(q);
    return row || (p->count && protect(p, err)) ? -1 : 0;
}

int promised_prepare(struct db *db, double suppress_below, struct err *err)
{
    struct promised p = { .db = db, .least = (int64_t)suppress_below };
    int ret;

    bounds_init(&p.bounds);
    ret = db_run_script(db, SQL "promise", NULL, 0, err) || protect_all(&p, err)
                  || db_run_script(db, SQL "promise_said", NULL, 0, err)
              ? -1
              : 0;
    forget(&p);
    free(p.schools);
    free(p.terms);
    free(p.is_open);
    bounds_release(&p.bounds);
    return ret;
}
