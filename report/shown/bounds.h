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
    uint32_t first, count; /* of its terms */
    int64_t low, high;
    bool is_quiet; /* all of its terms were known: it says nothing now */
};

struct bounds_number {
    int64_t is; /* what it is in truth */
    int64_t low, high;
    uint32_t low_by, high_by; /* the relation that tightened it last */
};

struct bounds {
    struct bounds_number *numbers;
    size_t number_count, number_capacity;
    struct bounds_relation *relations;
    size_t relation_count, relation_capacity;
    struct bounds_term *terms;
    size_t term_count, term_capacity;
    uint32_t *of; /* relations by number; those of n from of_first[n] */
    size_t *of_first;
};

void bounds_init(struct bounds *bounds);
void bounds_clear(struct bounds *bounds); /* keeps the memory */
void bounds_release(struct bounds *bounds);

/* A number whose bounds are these; the next one's number is returned. */
uint32_t bounds_number(struct bounds *bounds, int64_t is, int64_t low,
                       int64_t high);
bool bounds_is_known(const struct bounds *bounds, uint32_t number);
/* Its number, or BOUNDS_NOTHING where it is not true or can say nothing. */
uint32_t bounds_relate(struct bounds *bounds, const struct bounds_term *terms,
                       size_t count, int64_t low, int64_t high);
void bounds_tighten(struct bounds *bounds);

/* The relations of a number, once tightened; *count of them. */
const uint32_t *bounds_relations_of(const struct bounds *bounds,
                                    uint32_t number, size_t *count);

#endif /* REPORT_SHOWN_BOUNDS_H */
