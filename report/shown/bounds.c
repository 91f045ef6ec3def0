#include "report/shown/bounds.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "report/shown/solve.h"

/* A chain of inequalities can creep up by ones for ever: that tells nothing. */
#define VISITS_MAX 200

void bounds_init(struct bounds *b)
{
    memset(b, 0, sizeof(*b));
}

static void forget_index(struct bounds *b)
{
    free(b->of);
    free(b->of_first);
    b->of = NULL;
    b->of_first = NULL;
}

void bounds_clear(struct bounds *b)
{
    b->number_count = b->relation_count = b->term_count = 0;
    forget_index(b);
}

void bounds_release(struct bounds *b)
{
    forget_index(b);
    free(b->numbers);
    free(b->relations);
    free(b->terms);
    bounds_init(b);
}

uint32_t bounds_number(struct bounds *b, int64_t is, int64_t low, int64_t high)
{
    MEM_ROOM(b->numbers, b->number_count, b->number_capacity);
    b->numbers[b->number_count] =
        (struct bounds_number){ is, low, high, BOUNDS_NOTHING, BOUNDS_NOTHING };
    return (uint32_t)b->number_count++;
}

bool bounds_is_known(const struct bounds *b, uint32_t number)
{
    return b->numbers[number].low == b->numbers[number].high;
}

uint32_t bounds_relate(struct bounds *b, const struct bounds_term *terms,
                       size_t count, int64_t low, int64_t high)
{
    bool says = false;
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++) {
        sum += terms[i].times * b->numbers[terms[i].number].is;
        says |= !bounds_is_known(b, terms[i].number);
    }
    if ((!says && low != high) || sum < low || sum > high)
        return BOUNDS_NOTHING;
    MEM_ROOM(b->relations, b->relation_count, b->relation_capacity);
    b->relations[b->relation_count] =
        (struct bounds_relation){ (uint32_t)b->term_count, (uint32_t)count, low,
                                  high, !says };
    for (size_t i = 0; i < count; i++) {
        MEM_ROOM(b->terms, b->term_count, b->term_capacity);
        b->terms[b->term_count++] = terms[i];
    }
    return (uint32_t)b->relation_count++;
}

/* ------------------------------------------------------------- the index */

static void make_index(struct bounds *b)
{
    size_t *next = mem_zero(b->number_count + 1, sizeof(*next));

    forget_index(b);
    b->of_first = mem_zero(b->number_count + 1, sizeof(*b->of_first));
    b->of = mem_zero(b->term_count + 1, sizeof(*b->of));
    for (size_t i = 0; i < b->term_count; i++)
        b->of_first[b->terms[i].number + 1]++;
    for (size_t n = 0; n < b->number_count; n++) {
        b->of_first[n + 1] += b->of_first[n];
        next[n] = b->of_first[n];
    }
    for (size_t r = 0; r < b->relation_count; r++)
        for (uint32_t i = 0; i < b->relations[r].count; i++)
            b->of[next[b->terms[b->relations[r].first + i].number]++] =
                (uint32_t)r;
    free(next);
}

const uint32_t *bounds_relations_of(const struct bounds *b, uint32_t number,
                                    size_t *count)
{
    *count = b->of_first[number + 1] - b->of_first[number];
    return b->of + b->of_first[number];
}

/* ------------------------------------------------- one relation by itself */

struct queue {
    uint32_t *items; /* a ring of all relations */
    size_t first, count, size;
    bool *is_in;
    uint16_t *visits;
};

static void queue_add(struct queue *q, uint32_t relation)
{
    if (q->is_in[relation] || q->visits[relation] >= VISITS_MAX)
        return;
    q->is_in[relation] = true;
    q->items[(q->first + q->count++) % q->size] = relation;
}

static uint32_t queue_take(struct queue *q)
{
    uint32_t relation = q->items[q->first];

    q->first = (q->first + 1) % q->size;
    q->count--;
    q->is_in[relation] = false;
    q->visits[relation]++;
    return relation;
}

static void wake(struct bounds *b, struct queue *q, uint32_t number)
{
    for (size_t i = b->of_first[number]; i < b->of_first[number + 1]; i++)
        queue_add(q, b->of[i]);
}

/* The least and the most that all terms together can be; those without an end
   are only counted. */
struct reach {
    int64_t least, most;
    size_t endless_down, endless_up;
};

static void term_ends(const struct bounds *b, const struct bounds_term *t,
                      int64_t *least, int64_t *most)
{
    const struct bounds_number *n = &b->numbers[t->number];
    int64_t low = n->low;
    int64_t high = n->high;

    if (t->times < 0) {
        *least = high >= BOUNDS_INFINITE ? -BOUNDS_INFINITE : t->times * high;
        *most = t->times * low;
    } else {
        *least = t->times * low;
        *most = high >= BOUNDS_INFINITE ? BOUNDS_INFINITE : t->times * high;
    }
}

static struct reach reach_of(const struct bounds *b,
                             const struct bounds_relation *r)
{
    struct reach reach = { 0, 0, 0, 0 };

    for (uint32_t i = 0; i < r->count; i++) {
        int64_t least;
        int64_t most;

        term_ends(b, &b->terms[r->first + i], &least, &most);
        if (least <= -BOUNDS_INFINITE)
            reach.endless_down++;
        else
            reach.least += least;
        if (most >= BOUNDS_INFINITE)
            reach.endless_up++;
        else
            reach.most += most;
    }
    return reach;
}

static int64_t floor_div(int64_t a, int64_t b)
{
    int64_t q;

    assert(b != 0); /* a term that counts no times is none */
    q = a / b;
    return a % b != 0 && (a < 0) != (b < 0) ? q - 1 : q;
}

static bool lower_to(struct bounds_number *n, int64_t high, uint32_t by)
{
    if (high >= n->high)
        return false;
    n->high = high;
    n->high_by = by;
    return true;
}

static bool raise_to(struct bounds_number *n, int64_t low, uint32_t by)
{
    if (low <= n->low)
        return false;
    n->low = low;
    n->low_by = by;
    return true;
}

/* times x number is no more than `room`. */
static bool keep_under(struct bounds_number *n, int32_t times, int64_t room,
                       uint32_t by)
{
    return times > 0 ? lower_to(n, floor_div(room, times), by)
                     : raise_to(n, -floor_div(room, -times), by);
}

/* times x number is no less than `need`. */
static bool keep_over(struct bounds_number *n, int32_t times, int64_t need,
                      uint32_t by)
{
    return times > 0 ? raise_to(n, -floor_div(-need, times), by)
                     : lower_to(n, floor_div(-need, -times), by);
}

static bool tighten_term(struct bounds *b, uint32_t relation,
                         const struct bounds_term *t, const struct reach *all)
{
    const struct bounds_relation *r = &b->relations[relation];
    struct bounds_number *n = &b->numbers[t->number];
    bool moved = false;
    int64_t least;
    int64_t most;

    term_ends(b, t, &least, &most);
    if (r->high < BOUNDS_INFINITE) {
        bool is_endless = least <= -BOUNDS_INFINITE;

        if (all->endless_down == is_endless)
            moved |= keep_under(n, t->times,
                                r->high - all->least + (is_endless ? 0 : least),
                                relation);
    }
    if (r->low > -BOUNDS_INFINITE) {
        bool is_endless = most >= BOUNDS_INFINITE;

        if (all->endless_up == is_endless)
            moved |= keep_over(n, t->times,
                               r->low - all->most + (is_endless ? 0 : most),
                               relation);
    }
    return moved;
}

static void visit(struct bounds *b, struct queue *q, uint32_t relation)
{
    const struct bounds_relation *r = &b->relations[relation];
    struct reach all = reach_of(b, r);

    for (uint32_t i = 0; i < r->count; i++) {
        const struct bounds_term *t = &b->terms[r->first + i];

        if (!bounds_is_known(b, t->number)
            && tighten_term(b, relation, t, &all))
            wake(b, q, t->number);
    }
}

/* ------------------------------------------------------ several together */

static bool solve(struct bounds *b, struct queue *q)
{
    uint32_t *solved;
    size_t count = solve_equalities(b, &solved);

    for (size_t i = 0; i < count; i++) {
        struct bounds_number *n = &b->numbers[solved[i]];

        n->low = n->high = n->is;
        n->low_by = n->high_by = BOUNDS_SOLVED;
        wake(b, q, solved[i]);
    }
    free(solved);
    return count > 0;
}

void bounds_tighten(struct bounds *b)
{
    struct queue q = { .size = b->relation_count + 1 };

    make_index(b);
    q.items = mem_zero(q.size, sizeof(*q.items));
    q.is_in = mem_zero(q.size, sizeof(*q.is_in));
    q.visits = mem_zero(q.size, sizeof(*q.visits));
    for (size_t r = 0; r < b->relation_count; r++)
        if (!b->relations[r].is_quiet)
            queue_add(&q, (uint32_t)r);
    do {
        while (q.count)
            visit(b, &q, queue_take(&q));
    } while (solve(b, &q));
    free(q.items);
    free(q.is_in);
    free(q.visits);
}
