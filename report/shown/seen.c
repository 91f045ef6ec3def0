#include "report/shown/seen.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "report/shown/ledger.h"
#include "report/shown/relations.h"

/* ------------------------------------------------------------------- cells */

/* What is known of a cell at first: its number, or more than none. */
static void set_cell(struct relations *r, size_t at, bool is_some)
{
    const struct ledger_cell *c = &r->cells[at];

    if (ledger_is_known(c))
        bounds_set_number(&r->bounds, (uint32_t)at, c->value, c->value);
    else
        bounds_set_number(&r->bounds, (uint32_t)at,
                          c->is_denominator || is_some, BOUNDS_INFINITE);
}

/* More than all would have less often: somebody so often, unless that is
   known. */
static bool is_somebody(const struct relations *r, const bool *is_some,
                        const struct ledger_over *over, const size_t cells[3])
{
    const struct ledger_cell *count, *first, *second;

    if (cells[0] == LEDGER_NONE || cells[1] == LEDGER_NONE
        || cells[2] == LEDGER_NONE)
        return false;
    count = &r->cells[cells[0]];
    first = &r->cells[cells[1]];
    second = &r->cells[cells[2]];
    return ledger_is_known(first) && !ledger_is_known(second)
           && second->value > 0
           && (ledger_is_known(count)
                   ? count->value
                   : (count->is_denominator || is_some[over->count]))
                  > first->value * (over->least - 1);
}

static void see_spot(struct relations *r, size_t place, size_t cohort)
{
    const struct ledger *l = r->ledger;
    bool *is_some = mem_zero(l->count_count + 1, sizeof(*is_some));

    for (size_t i = 0; i < l->over_count && !r->is_left_out[RELATION_OVER];
         i++) {
        size_t cells[3];

        relations_over(r, place, cohort, &l->overs[i], cells);
        if (is_somebody(r, is_some, &l->overs[i], cells))
            is_some[l->overs[i].second] = true;
    }
    for (size_t count = 0; count < l->count_count; count++) {
        size_t at = relations_number_at(r, place, cohort, count);

        if (at != LEDGER_NONE)
            set_cell(r, at, is_some[count]);
    }
    free(is_some);
}

static void see_spots(struct relations *r)
{
    const struct ledger *l = r->ledger;

    for (size_t place = 0; place < l->place_count; place++) {
        uint32_t cohorts = l->classes[l->places[place].class].cohorts;

        for (size_t cohort = 0;
             l->places[place].year == r->year && cohort < l->cohort_count;
             cohort++)
            if (cohorts >> cohort & 1)
                see_spot(r, place, cohort);
    }
}

static void see_changes(struct relations *r)
{
    for (uint32_t i = 0; i < r->cell_count; i++) {
        const struct ledger_cell *c = &r->cells[i];
        const struct bounds_number *n = &r->bounds.numbers[i];

        if (ledger_is_known(c) != bounds_is_given(n))
            see_spot(r, c->place, c->cohort);
    }
}

/* --------------------------------------------------------------- relations */

static uint32_t last_of(const struct relations *r,
                        const struct bounds_relation *relation)
{
    return r->bounds.terms[relation->first + relation->count - 1].number;
}

/* Which kinds of sums show that they leave something over. */
static void see_sums(struct relations *r)
{
    memset(r->is_loose, 0, r->kind_count * r->ledger->count_count);
    for (size_t i = 0; i < r->bounds.relation_count; i++) {
        const struct bounds_relation *relation = &r->bounds.relations[i];

        /* All is known but what is left. */
        if (relation->open == 1 && r->lines[i].kind != RELATION_NONE
            && last_of(r, relation) >= r->cell_count)
            r->is_loose[r->lines[i].kind] = true;
    }
}

static void see_relations(struct relations *r)
{
    for (uint32_t i = 0; i < r->bounds.relation_count; i++) {
        const struct relation_line *line = &r->lines[i];

        if (line->only_if != RELATION_NONE)
            bounds_set_relation(&r->bounds, i, r->bounds.relations[i].low,
                                r->bounds.relations[i].high,
                                !ledger_is_known(&r->cells[line->only_if]));
        if (line->kind != RELATION_NONE && !line->is_cover
            && last_of(r, &r->bounds.relations[i]) < r->cell_count)
            bounds_set_relation(&r->bounds, i, 0,
                                r->is_loose[line->kind] ? BOUNDS_INFINITE : 0,
                                false);
    }
}

void seen_first(struct relations *r)
{
    see_spots(r);
    see_sums(r);
    see_relations(r);
}

void seen_again(struct relations *r)
{
    see_changes(r);
    see_sums(r);
    see_relations(r);
}
