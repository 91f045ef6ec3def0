#ifndef REPORT_SHOWN_RELATIONS_H
#define REPORT_SHOWN_RELATIONS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/map.h"
#include "report/shown/bounds.h"

struct ledger;
struct ledger_cell;
struct ledger_over;

/*
 * relations: what anybody may say of the released figures by their published
 * definitions (details 97). None is named here: counts say of what they are
 * part and what they are never less than, cohorts which of them a child can be
 * in at once, periods which days they hold, schools where they lie.
 *
 * sum    a whole and its parts: breakdowns, districts, schools, cohorts,
 *        periods of a period. What is left over is a group that no row is
 *        about. Parts that hold more than their whole (children at two
 *        schools) are taken for a sum that is known to be so much out, which
 *        is more than who takes it for exact can say.
 * other  counts of one spot: a part, a part and its rest, events and children;
 *        and both at once: of what a sum leaves over, what a part leaves
 *
 * same   a count of a whole, and another of one value of its breakdown, where
 *        the value says the same of a child
 *
 * Of cohorts, who belongs to them changes with the day: between periods only
 * that of everybody is a sum, of others it is known which is more, at best.
 */
enum relation_family {
    RELATION_PLACES,  /* breakdowns, districts, schools of a place */
    RELATION_PERIODS, /* periods of a period */
    RELATION_COHORTS,
    RELATION_PARTS, /* counts of one spot: parts and rests */
    RELATION_OVER,  /* what is never less than others */
    RELATION_RESTS, /* of what a sum leaves over: parts and what is beyond */
    RELATION_FAMILIES
};

#define RELATION_NONE UINT32_MAX

struct relation_line {
    bool is_sum;    /* its first term is the whole, those after it the parts */
    bool is_open;   /* of no children */
    bool is_cover;  /* the parts are all of the whole, whatever others show */
    uint32_t count; /* in the ledger: what it is about */
    uint32_t kind;  /* of sums that are exact where none is seen to leave
                       anything, by count; RELATION_NONE */
    uint32_t only_if; /* a number: it is said where that is known, as none;
                         RELATION_NONE */
};

/* A whole and its parts, all places. */
struct relation_sum {
    size_t whole;
    size_t first, count; /* of the parts */
    size_t kind;
    bool is_time;
    bool is_cover; /* of time: the parts hold all of the whole's days */
};

/* A cohort and some that lie apart in it. */
struct relation_split {
    size_t whole;
    uint32_t parts; /* bits */
    size_t kind;
    bool is_cover; /* whoever is in the whole is in a part */
};

struct relation_splits {
    struct relation_split *items;
    size_t count, capacity;
};

struct relations {
    const struct ledger *ledger;
    struct relation_sum *sums;
    size_t sum_count, sum_capacity;
    size_t *parts; /* of the sums: places */
    size_t part_count, part_capacity;
    struct relation_splits *splits; /* of each class of places */
    uint32_t everybody;             /* cohorts that every child is in */
    struct map kinds;               /* of sums; splits are each of their own */
    size_t kind_count;
    /* For whoever asks what each is for: not taken into the bounds. */
    bool is_left_out[RELATION_FAMILIES];
    bool *is_loose; /* kind x count: a sum of it is seen to leave something */
    size_t year;    /* that the bounds are of */
    /*
     * What stands of them with what is withheld now: number n is cell n of the
     * year; those after the cells are what is left over of a sum.
     */
    const struct ledger_cell *cells; /* the ledger's, of the year */
    size_t first_cell, cell_count;
    struct bounds bounds;
    struct relation_line *lines; /* of each relation */
    size_t line_capacity;
    int32_t *needs; /* of each number: by how much its ends must lie apart */
    size_t need_count, need_capacity;
    struct bounds_term *terms; /* of one line, while it is made */
    size_t term_count, term_capacity;
};

/* The ledger outlives them. */
void relations_init(struct relations *relations, const struct ledger *ledger);
void relations_release(struct relations *relations);
/* Work out the bounds of all that is not seen of a year. */
void relations_bound(struct relations *relations, size_t year);
/* The same after other cells of the ledger are seen: only is_seen may have
   changed since. */
void relations_bound_again(struct relations *relations);
/* The number of the year's cell there, or LEDGER_NONE. */
size_t relations_number_at(const struct relations *relations, size_t place,
                           size_t cohort, size_t count);
/* Those of a spot that an inequality of counts is about, its own first;
   LEDGER_NONE for those that are not there. */
void relations_over(const struct relations *relations, size_t place,
                    size_t cohort, const struct ledger_over *over,
                    size_t numbers[3]);

#endif /* REPORT_SHOWN_RELATIONS_H */
