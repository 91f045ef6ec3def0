#include "report/shown/solve.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "report/shown/bounds.h"

#define PRIME 2147483647 /* products of two remainders fit 64 bits */

/* ------------------------------------------------------------- peeling off */

struct core {
    struct bounds *b;
    const struct bounds_part *part;
    bool *is_in;      /* of each relation */
    uint32_t *having; /* of each number: equalities left that have it */
    uint32_t *lone;   /* numbers that only one has: to be looked at */
    size_t lone_count;
};

/* What is left of a sum is in no other relation: where it is not known, its
   equality need not be looked at. */
static bool is_lone(const struct bounds *b, const struct bounds_relation *r)
{
    uint32_t last = b->terms[r->first + r->count - 1].number;

    return b->of_first[last + 1] - b->of_first[last] == 1
           && !bounds_is_known(b, last);
}

static void count_equalities(struct core *c)
{
    const struct bounds *b = c->b;

    for (size_t k = 0; k < c->part->relation_count; k++) {
        uint32_t r = c->part->relations[k];
        const struct bounds_relation *relation = &b->relations[r];

        c->is_in[r] = relation->low == relation->high && !is_lone(b, relation);
        for (uint32_t i = 0; c->is_in[r] && i < relation->count; i++) {
            uint32_t n = b->terms[relation->first + i].number;

            c->having[n] += !bounds_is_known(b, n);
        }
    }
}

static void leave_out(struct core *c, uint32_t relation)
{
    const struct bounds_relation *r = &c->b->relations[relation];

    c->is_in[relation] = false;
    for (uint32_t i = 0; i < r->count; i++) {
        uint32_t n = c->b->terms[r->first + i].number;

        if (!bounds_is_known(c->b, n) && --c->having[n] == 1)
            c->lone[c->lone_count++] = n;
    }
}

static void peel(struct core *c)
{
    for (size_t i = 0; i < c->part->number_count; i++)
        if (c->having[c->part->numbers[i]] == 1)
            c->lone[c->lone_count++] = c->part->numbers[i];
    while (c->lone_count) {
        uint32_t n = c->lone[--c->lone_count];
        size_t count;
        const uint32_t *of = bounds_relations_of(c->b, n, &count);

        for (size_t i = 0; i < count && c->having[n] == 1; i++)
            if (c->is_in[of[i]])
                leave_out(c, of[i]);
    }
}

/* -------------------------------------------------------------- elimination */

struct entry {
    uint32_t number;
    uint32_t times; /* modulo PRIME, never 0 */
};

struct row {
    struct entry *entries; /* by number, ascending */
    size_t count;
    uint32_t pivot;
};

struct rows {
    struct row *items;
    size_t count, capacity;
    uint32_t *pivot_of; /* of each number: its row + 1 */
};

static uint32_t times_mod(uint32_t a, uint32_t b)
{
    return (uint32_t)((uint64_t)a * b % PRIME);
}

static uint32_t inverse(uint32_t a)
{
    uint32_t power = PRIME - 2;
    uint32_t result = 1;

    for (; power; power >>= 1, a = times_mod(a, a))
        if (power & 1)
            result = times_mod(result, a);
    return result;
}

static int compare_entries(const void *left, const void *right)
{
    const struct entry *a = left;
    const struct entry *b = right;

    return (a->number > b->number) - (a->number < b->number);
}

static struct row read_row(const struct bounds *b,
                           const struct bounds_relation *r)
{
    struct row row = { mem_zero(r->count + 1, sizeof(*row.entries)), 0, 0 };

    for (uint32_t i = 0; i < r->count; i++) {
        const struct bounds_term *t = &b->terms[r->first + i];

        if (!bounds_is_known(b, t->number))
            row.entries[row.count++] = (struct entry){
                t->number,
                t->times > 0 ? (uint32_t)t->times
                             : (uint32_t)(PRIME + t->times),
            };
    }
    qsort(row.entries, row.count, sizeof(*row.entries), compare_entries);
    return row;
}

/* row - times x other */
static void take_away(struct row *row, uint32_t times, const struct row *other)
{
    struct entry *merged;
    size_t count = 0;
    size_t i = 0;
    size_t j = 0;

    assert(other);
    merged = mem_zero(row->count + other->count + 1, sizeof(*merged));

    while (i < row->count || j < other->count) {
        struct entry e = { 0, 0 };

        e.number =
            j == other->count
                    || (i < row->count
                        && row->entries[i].number < other->entries[j].number)
                ? row->entries[i].number
                : other->entries[j].number;
        if (i < row->count && row->entries[i].number == e.number)
            e.times = row->entries[i++].times;
        if (j < other->count && other->entries[j].number == e.number)
            e.times =
                (e.times + PRIME - times_mod(times, other->entries[j++].times))
                % PRIME;
        if (e.times)
            merged[count++] = e;
    }
    free(row->entries);
    row->entries = merged;
    row->count = count;
}

/* Without the pivots of rows, but its own. */
static void reduce(const struct rows *rows, struct row *row, uint32_t own)
{
    for (size_t i = 0; i < row->count;) {
        uint32_t at = rows->pivot_of[row->entries[i].number];

        if (at && at != own) {
            take_away(row, row->entries[i].times, &rows->items[at - 1]);
            i = 0;
        } else {
            i++;
        }
    }
}

static void scale(struct row *row, uint32_t times)
{
    for (size_t i = 0; i < row->count; i++)
        row->entries[i].times = times_mod(row->entries[i].times, times);
}

/* Its pivot is the number that fewest equalities have. */
static void add_row(struct rows *rows, struct row *row, const uint32_t *having)
{
    const struct entry *pivot = &row->entries[0];

    for (size_t i = 1; i < row->count; i++)
        if (having[row->entries[i].number] < having[pivot->number])
            pivot = &row->entries[i];
    row->pivot = pivot->number;
    scale(row, inverse(pivot->times));
    MEM_ROOM(rows->items, rows->count, rows->capacity);
    rows->items[rows->count++] = *row;
    rows->pivot_of[row->pivot] = (uint32_t)rows->count;
}

static void eliminate(struct core *c, struct rows *rows)
{
    for (size_t k = 0; k < c->part->relation_count; k++) {
        uint32_t r = c->part->relations[k];
        struct row row;

        if (!c->is_in[r])
            continue;
        row = read_row(c->b, &c->b->relations[r]);
        reduce(rows, &row, 0);
        if (row.count)
            add_row(rows, &row, c->having);
        else
            free(row.entries);
    }
    /* A row has no pivot of those before it: those after it go now. */
    for (size_t i = rows->count; i-- > 0;)
        reduce(rows, &rows->items[i], (uint32_t)i + 1);
}

/* Nothing is left of it in the space that it used. */
static void clear(struct core *c, const struct rows *rows)
{
    for (size_t i = 0; i < c->part->relation_count; i++)
        c->is_in[c->part->relations[i]] = false;
    for (size_t i = 0; i < c->part->number_count; i++)
        c->having[c->part->numbers[i]] = 0;
    for (size_t i = 0; i < rows->count; i++)
        rows->pivot_of[rows->items[i].pivot] = 0;
}

size_t solve_equalities(struct bounds *b, uint32_t **out)
{
    struct core c = {
        .b = b,
        .part = &b->part,
        .is_in = b->space.has_relation,
        .having = b->space.having,
        .lone = b->space.lone,
    };
    struct rows rows = { .pivot_of = b->space.pivot_of };
    size_t count = 0;

    count_equalities(&c);
    peel(&c);
    eliminate(&c, &rows);
    clear(&c, &rows);
    *out = mem_zero(rows.count + 1, sizeof(**out));
    for (size_t i = 0; i < rows.count; i++) {
        if (rows.items[i].count == 1)
            (*out)[count++] = rows.items[i].pivot;
        free(rows.items[i].entries);
    }
    free(rows.items);
    return count;
}
