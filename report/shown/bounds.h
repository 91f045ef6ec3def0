#ifndef REPORT_SHOWN_BOUNDS_H
#define REPORT_SHOWN_BOUNDS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * bounds: what whoever knows some whole numbers, none below 0, and how sums of
 * them are related, can say of the others: between what each must lie.
 *
 * First each relation by itself tightens the bounds of its terms, as long as
 * any moves; then the equalities are solved together, for what one relation
 * does not say; then the first again, until both are still.
 *
 * Relations are true: the caller knows all numbers, and one that does not hold
 * of them is not taken.
 *
 * What is not known may change, and what relations say: tightened again, only
 * what a change can be felt in is worked out, and comes to what it would if all
 * were. Numbers that no relation leads between do not feel each other, and in
 * each such part relations are visited in the order that they have alone.
 */
#define BOUNDS_INFINITE ((int64_t)1 << 56)
#define BOUNDS_NOTHING UINT32_MAX      /* it was known, or is 0 at least */
#define BOUNDS_SOLVED (UINT32_MAX - 1) /* by several equalities together */

struct bounds_term {
    uint32_t number;
    int32_t times;
};

/* low <= sum of times x number <= high */
struct bounds_relation {
    int64_t low, high;
    uint32_t first, count; /* of its terms */
    uint32_t open;         /* terms that are not known at first */
    bool is_off;           /* it is not said */
    bool has_spare; /* its last number is in no other, and nobody asks for it */
    bool is_waiting; /* to be looked at, while bounds are tightened */
    uint8_t visits;
};

struct bounds_ends {
    int64_t low, high;
};

struct bounds_number {
    int64_t is;               /* what it is in truth */
    struct bounds_ends first; /* before any relation */
    uint32_t low_by, high_by; /* the relation that tightened it last */
};

/* Numbers and relations that no telling relation leads out of. */
struct bounds_part {
    uint32_t *numbers; /* not known at first */
    size_t number_count, number_capacity;
    uint32_t *relations; /* telling, ascending */
    size_t relation_count, relation_capacity;
};

/* What is made with the index and used again each time, all 0 between: arrays
   of this size come from the system and go back to it, which threads wait
   for. */
struct bounds_space {
    bool *has_number, *has_relation;
    uint32_t *queue;                    /* relations */
    uint32_t *having, *pivot_of, *lone; /* by number: solve.c */
};

struct bounds {
    struct bounds_number *numbers;
    struct bounds_ends *ends; /* of each: all that is read again and again */
    size_t number_count, number_capacity, ends_capacity;
    struct bounds_relation *relations;
    size_t relation_count, relation_capacity;
    struct bounds_term *terms;
    size_t term_count, term_capacity;
    uint32_t *of; /* relations by number; those of n from of_first[n] */
    uint32_t *of_first;
    uint32_t *changed; /* relations, since they were tightened */
    size_t changed_count, changed_capacity;
    bool is_tight; /* but for those */
    struct bounds_part part;
    struct bounds_space space;
};

void bounds_init(struct bounds *bounds);
void bounds_clear(struct bounds *bounds); /* keeps the memory */
void bounds_release(struct bounds *bounds);

/* A number whose bounds are these; the next one's number is returned. */
uint32_t bounds_number(struct bounds *bounds, int64_t is, int64_t low,
                       int64_t high);
/* Its number, or BOUNDS_NOTHING where it is not true. */
uint32_t bounds_relate(struct bounds *bounds, const struct bounds_term *terms,
                       size_t count, int64_t low, int64_t high);
void bounds_tighten(struct bounds *bounds);

/* What is known of a number at first, and what a relation says, from now on. */
void bounds_set_number(struct bounds *bounds, uint32_t number, int64_t low,
                       int64_t high);
void bounds_set_relation(struct bounds *bounds, uint32_t relation, int64_t low,
                         int64_t high, bool is_off);

/* It says something of what is not known at first. */
static inline bool bounds_is_telling(const struct bounds_relation *relation)
{
    return !relation->is_off && relation->open > (relation->has_spare ? 1 : 0);
}

/* An equality of which all was known: it says nothing now. */
static inline bool bounds_is_quiet(const struct bounds_relation *relation)
{
    return !relation->is_off && !relation->open
           && relation->low == relation->high;
}

static inline bool bounds_is_known(const struct bounds *bounds, uint32_t number)
{
    return bounds->ends[number].low == bounds->ends[number].high;
}

/* It is known before any relation. */
static inline bool bounds_is_given(const struct bounds_number *number)
{
    return number->first.low == number->first.high;
}

/* The relations of a number, once tightened; *count of them. */
static inline const uint32_t *
bounds_relations_of(const struct bounds *bounds, uint32_t number, size_t *count)
{
    *count = bounds->of_first[number + 1] - bounds->of_first[number];
    return bounds->of + bounds->of_first[number];
}

#endif /* REPORT_SHOWN_BOUNDS_H */
