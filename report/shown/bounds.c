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
    static const struct bounds_space none;

    b->is_tight = false;
    if (!b->of_first)
        return;
    free(b->of);
    free(b->of_first);
    b->of = NULL;
    b->of_first = NULL;
    free(b->space.has_number);
    free(b->space.has_relation);
    free(b->space.queue);
    free(b->space.having);
    free(b->space.pivot_of);
    free(b->space.lone);
    b->space = none;
}

void bounds_clear(struct bounds *b)
{
    b->number_count = b->relation_count = b->term_count = 0;
    b->changed_count = 0;
    forget_index(b);
}

void bounds_release(struct bounds *b)
{
    forget_index(b);
    free(b->numbers);
    free(b->ends);
    free(b->relations);
    free(b->terms);
    free(b->changed);
    free(b->part.numbers);
    free(b->part.relations);
    bounds_init(b);
}

uint32_t bounds_number(struct bounds *b, int64_t is, int64_t low, int64_t high)
{
    const struct bounds_ends ends = { low, high };

    MEM_ROOM(b->numbers, b->number_count, b->number_capacity);
    MEM_ROOM(b->ends, b->number_count, b->ends_capacity);
    b->numbers[b->number_count] =
        (struct bounds_number){ is, ends, BOUNDS_NOTHING, BOUNDS_NOTHING };
    b->ends[b->number_count] = ends;
    return (uint32_t)b->number_count++;
}

uint32_t bounds_relate(struct bounds *b, const struct bounds_term *terms,
                       size_t count, int64_t low, int64_t high)
{
    uint32_t open = 0;
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++) {
        sum += terms[i].times * b->numbers[terms[i].number].is;
        open += !bounds_is_given(&b->numbers[terms[i].number]);
    }
    if (sum < low || sum > high)
        return BOUNDS_NOTHING;
    forget_index(b);
    MEM_ROOM(b->relations, b->relation_count, b->relation_capacity);
    b->relations[b->relation_count] = (struct bounds_relation){
        .low = low,
        .high = high,
        .first = (uint32_t)b->term_count,
        .count = (uint32_t)count,
        .open = open,
    };
    for (size_t i = 0; i < count; i++) {
        MEM_ROOM(b->terms, b->term_count, b->term_capacity);
        b->terms[b->term_count++] = terms[i];
    }
    return (uint32_t)b->relation_count++;
}

/* ------------------------------------------------------------- the index */

static void make_space(struct bounds *b)
{
    size_t numbers = b->number_count + 1;
    size_t relations = b->relation_count + 1;

    b->space = (struct bounds_space){
        .has_number = mem_zero(numbers, sizeof(bool)),
        .has_relation = mem_zero(relations, sizeof(bool)),
        .queue = mem_zero(relations, sizeof(uint32_t)),
        .having = mem_zero(numbers, sizeof(uint32_t)),
        .pivot_of = mem_zero(numbers, sizeof(uint32_t)),
        .lone = mem_zero(numbers, sizeof(uint32_t)),
    };
}

static void make_index(struct bounds *b)
{
    uint32_t *next = mem_zero(b->number_count + 1, sizeof(*next));

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
    make_space(b);
}

/* ---------------------------------------------------------- what has changed
 */

static void note_change(struct bounds *b, uint32_t relation)
{
    MEM_ROOM(b->changed, b->changed_count, b->changed_capacity);
    b->changed[b->changed_count++] = relation;
}

void bounds_set_number(struct bounds *b, uint32_t number, int64_t low,
                       int64_t high)
{
    struct bounds_number *n = &b->numbers[number];
    bool was_known = bounds_is_given(n);
    const uint32_t *of;
    size_t count;

    if (n->first.low == low && n->first.high == high)
        return;
    if (!b->of_first)
        make_index(b);
    of = bounds_relations_of(b, number, &count);
    n->first = b->ends[number] = (struct bounds_ends){ low, high };
    n->low_by = n->high_by = BOUNDS_NOTHING;
    for (size_t i = 0; i < count; i++) {
        b->relations[of[i]].open += was_known;
        b->relations[of[i]].open -= bounds_is_given(n);
        note_change(b, of[i]);
    }
}

void bounds_set_relation(struct bounds *b, uint32_t relation, int64_t low,
                         int64_t high, bool is_off)
{
    struct bounds_relation *r = &b->relations[relation];

    if (r->low == low && r->high == high && r->is_off == is_off)
        return;
    r->low = low;
    r->high = high;
    r->is_off = is_off;
    note_change(b, relation);
}

static void add_numbers(struct bounds *b, uint32_t relation)
{
    const struct bounds_relation *r = &b->relations[relation];
    struct bounds_part *part = &b->part;

    for (uint32_t i = 0; i < r->count; i++) {
        uint32_t n = b->terms[r->first + i].number;

        if (b->space.has_number[n] || bounds_is_given(&b->numbers[n]))
            continue;
        b->space.has_number[n] = true;
        MEM_ROOM(part->numbers, part->number_count, part->number_capacity);
        part->numbers[part->number_count++] = n;
    }
}

/* What can be reached from what has changed: also what changed apart. */
static void reach_out(struct bounds *b)
{
    for (size_t i = 0; i < b->changed_count; i++)
        add_numbers(b, b->changed[i]);
    for (size_t at = 0; at < b->part.number_count; at++) {
        size_t count;
        const uint32_t *of =
            bounds_relations_of(b, b->part.numbers[at], &count);

        for (size_t i = 0; i < count; i++) {
            if (b->space.has_relation[of[i]]
                || !bounds_is_telling(&b->relations[of[i]]))
                continue;
            b->space.has_relation[of[i]] = true;
            add_numbers(b, of[i]);
        }
    }
}

/* All of it, or what feels the changes; as it was at first. */
static void find_part(struct bounds *b)
{
    struct bounds_part *part = &b->part;

    part->number_count = part->relation_count = 0;
    for (uint32_t r = 0; !b->is_tight && r < b->relation_count; r++)
        note_change(b, r);
    reach_out(b);
    b->changed_count = 0;
    for (uint32_t r = 0; r < b->relation_count; r++) {
        if (!b->space.has_relation[r])
            continue;
        b->space.has_relation[r] = false;
        b->relations[r].visits = 0;
        MEM_ROOM(part->relations, part->relation_count,
                 part->relation_capacity);
        part->relations[part->relation_count++] = r;
    }
    for (size_t i = 0; i < part->number_count; i++) {
        struct bounds_number *n = &b->numbers[part->numbers[i]];

        b->space.has_number[part->numbers[i]] = false;
        b->ends[part->numbers[i]] = n->first;
        n->low_by = n->high_by = BOUNDS_NOTHING;
    }
}

/* ------------------------------------------------- one relation by itself */

struct queue {
    uint32_t *items; /* a ring of the part's relations */
    size_t first, count, size;
};

static void queue_add(struct bounds *b, struct queue *q, uint32_t relation)
{
    struct bounds_relation *r = &b->relations[relation];

    if (r->is_waiting || r->visits >= VISITS_MAX)
        return;
    r->is_waiting = true;
    q->items[(q->first + q->count++) % q->size] = relation;
}

static uint32_t queue_take(struct bounds *b, struct queue *q)
{
    uint32_t relation = q->items[q->first];

    q->first = (q->first + 1) % q->size;
    q->count--;
    b->relations[relation].is_waiting = false;
    b->relations[relation].visits++;
    return relation;
}

static void wake(struct bounds *b, struct queue *q, uint32_t number)
{
    for (size_t i = b->of_first[number]; i < b->of_first[number + 1]; i++)
        if (bounds_is_telling(&b->relations[b->of[i]]))
            queue_add(b, q, b->of[i]);
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
    int64_t low = b->ends[t->number].low;
    int64_t high = b->ends[t->number].high;

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
    if (b == 1)
        return a; /* nearly always: a division takes longer than all the rest */
    q = a / b;
    return a % b != 0 && (a < 0) != (b < 0) ? q - 1 : q;
}

static bool lower_to(struct bounds *b, uint32_t number, int64_t high,
                     uint32_t by)
{
    if (high >= b->ends[number].high)
        return false;
    b->ends[number].high = high;
    b->numbers[number].high_by = by;
    return true;
}

static bool raise_to(struct bounds *b, uint32_t number, int64_t low,
                     uint32_t by)
{
    if (low <= b->ends[number].low)
        return false;
    b->ends[number].low = low;
    b->numbers[number].low_by = by;
    return true;
}

/* times x number is no more than `room`. */
static bool keep_under(struct bounds *b, const struct bounds_term *t,
                       int64_t room, uint32_t by)
{
    return t->times > 0
               ? lower_to(b, t->number, floor_div(room, t->times), by)
               : raise_to(b, t->number, -floor_div(room, -t->times), by);
}

/* times x number is no less than `need`. */
static bool keep_over(struct bounds *b, const struct bounds_term *t,
                      int64_t need, uint32_t by)
{
    return t->times > 0
               ? raise_to(b, t->number, -floor_div(-need, t->times), by)
               : lower_to(b, t->number, floor_div(-need, -t->times), by);
}

/* Does it say how much all terms together are at most, and are all but one no
   less than something? */
static bool has_room(const struct bounds_relation *r, const struct reach *all)
{
    return r->high < BOUNDS_INFINITE && all->endless_down < 2;
}

static bool has_need(const struct bounds_relation *r, const struct reach *all)
{
    return r->low > -BOUNDS_INFINITE && all->endless_up < 2;
}

static bool tighten_term(struct bounds *b, uint32_t relation,
                         const struct bounds_term *t, const struct reach *all)
{
    const struct bounds_relation *r = &b->relations[relation];
    bool moved = false;
    int64_t least;
    int64_t most;

    term_ends(b, t, &least, &most);
    if (has_room(r, all)) {
        bool is_endless = least <= -BOUNDS_INFINITE;

        if (all->endless_down == is_endless)
            moved |= keep_under(b, t,
                                r->high - all->least + (is_endless ? 0 : least),
                                relation);
    }
    if (has_need(r, all)) {
        bool is_endless = most >= BOUNDS_INFINITE;

        if (all->endless_up == is_endless)
            moved |= keep_over(
                b, t, r->low - all->most + (is_endless ? 0 : most), relation);
    }
    return moved;
}

static void visit(struct bounds *b, struct queue *q, uint32_t relation)
{
    const struct bounds_relation *r = &b->relations[relation];
    struct reach all = reach_of(b, r);

    if (!has_room(r, &all) && !has_need(r, &all))
        return;
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

        b->ends[solved[i]] = (struct bounds_ends){ n->is, n->is };
        n->low_by = n->high_by = BOUNDS_SOLVED;
        wake(b, q, solved[i]);
    }
    free(solved);
    return count > 0;
}

void bounds_tighten(struct bounds *b)
{
    struct queue q;

    if (!b->of_first)
        make_index(b);
    find_part(b);
    q = (struct queue){ b->space.queue, 0, 0, b->part.relation_count + 1 };
    for (size_t i = 0; i < b->part.relation_count; i++)
        queue_add(b, &q, b->part.relations[i]);
    do {
        while (q.count)
            visit(b, &q, queue_take(b, &q));
    } while (solve(b, &q));
    b->is_tight = true;
}
