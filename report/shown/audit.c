#include "report/shown/audit.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "report/shown/bounds.h"
#include "report/shown/ledger.h"
#include "report/shown/relations.h"

#define NOTHING SIZE_MAX
/* A zero is worth so many other counts, that of a whole cohort of the county
   so many times more. */
#define ZERO_WORTH 20
#define WHOLE_ZERO_WORTH 1000
/* What a margin may cost: a figure of a breakdown, none of the whole county or
   of a district (release.sql). */
#define MARGIN_WORTH 20

/* -------------------------------------------------------- what is withheld */

static bool shows(const struct ledger *l, const struct ledger_figure *f,
                  size_t count)
{
    return l->metrics[f->metric].numerator == count
           || l->metrics[f->metric].denominator == count;
}

static const struct ledger_cell *
cell_of(const struct ledger *l, const struct ledger_figure *f, size_t count)
{
    size_t at = ledger_cell_at(l, f->place, f->cohort, count);

    return at == LEDGER_NONE ? NULL : &l->cells[at];
}

enum audit_why audit_why(const struct ledger *l, size_t figure)
{
    const struct ledger_figure *f = &l->figures[figure];
    const struct ledger_metric *m = &l->metrics[f->metric];
    enum audit_why why = AUDIT_SHOWN;

    for (size_t i = 0; i < m->link_count; i++) {
        const struct ledger_cell *c = cell_of(l, f, m->links[i]);
        bool is_own = shows(l, f, m->links[i]);

        if (is_own && l->counts[m->links[i]].is_secret)
            return AUDIT_SMALL;
        if (!c)
            continue;
        if (c->is_small && is_own)
            return AUDIT_SMALL;
        if (c->is_small)
            why = AUDIT_RESTS;
        else if (c->is_hidden && is_own && why == AUDIT_SHOWN)
            why = AUDIT_TOGETHER;
    }
    return why;
}

/* What the figures of a spot show, now. */
static void see_spot(struct ledger *l, size_t place, size_t cohort)
{
    size_t first;
    size_t count = ledger_spot(l, place, cohort, &first);

    for (size_t i = first; i < first + count; i++) {
        const struct ledger_metric *m = &l->metrics[l->figures[i].metric];
        size_t ends[2] = { m->numerator, m->denominator };

        l->figures[i].is_withheld = audit_why(l, i) != AUDIT_SHOWN;
        for (int end = 0; !l->figures[i].is_withheld && end < 2; end++) {
            size_t at = ledger_cell_at(l, place, cohort, ends[end]);

            if (at != LEDGER_NONE)
                l->cells[at].is_seen = true;
        }
    }
}

/* Years do not feel each other, so that they may be looked at side by side. */
static void see_year(struct ledger *l, size_t year)
{
    for (size_t i = l->years[year]; i < l->years[year + 1]; i++)
        l->cells[i].is_seen = false;
    for (size_t place = 0; place < l->place_count; place++)
        for (size_t cohort = 0;
             l->places[place].year == year && cohort < l->cohort_count;
             cohort++)
            see_spot(l, place, cohort);
}

static void hide_small(struct ledger *l, size_t year)
{
    for (size_t i = l->years[year]; i < l->years[year + 1]; i++) {
        struct ledger_cell *c = &l->cells[i];

        c->is_small = l->counts[c->count].is_count
                      && ledger_is_small(l, c->count, c->value);
        c->is_hidden = c->is_small;
    }
}

/* --------------------------------------------------------- what it would cost
 */

/* Of the figures that would be withheld besides those that are. */
static double lost_with(const struct ledger *l, const struct ledger_cell *c)
{
    size_t first;
    size_t count = ledger_spot(l, c->place, c->cohort, &first);
    double lost = 0;

    for (size_t i = first; i < first + count; i++)
        if (!l->figures[i].is_withheld && shows(l, &l->figures[i], c->count))
            lost += l->figures[i].worth;
    return lost;
}

/* ------------------------------------------------------- what was found out */

struct search {
    struct audit *audit;
    struct ledger *ledger;
    struct relations *relations;
    struct ledger_cell *cells; /* of the year, by their numbers */
    size_t cell_count;
    uint32_t *small; /* numbers that must keep some values */
    size_t small_count, small_capacity;
    double *prices;  /* of each cell; -1: not asked since its spot changed */
    uint32_t *queue; /* relations that explain it, nearest first */
    uint32_t *depth; /* of each relation, 0 where it is not in the queue */
    size_t queue_count;
    bool *is_touched; /* relations in which a cell was hidden this round */
};

/* Of those that are not, nothing follows. */
static bool is_said(const struct bounds_relation *r)
{
    return bounds_is_telling(r) || bounds_is_quiet(r);
}

static void look_at(struct search *s, uint32_t relation, uint32_t depth)
{
    const struct bounds *b = &s->relations->bounds;

    if (relation >= b->relation_count || s->depth[relation]
        || !is_said(&b->relations[relation]))
        return;
    s->depth[relation] = depth;
    s->queue[s->queue_count++] = relation;
}

/* The relations that made a number as narrow as it is. */
static void look_behind(struct search *s, uint32_t number, uint32_t depth)
{
    const struct bounds *b = &s->relations->bounds;
    const struct bounds_number *n = &b->numbers[number];
    size_t count;
    const uint32_t *of;

    look_at(s, n->low_by, depth);
    look_at(s, n->high_by, depth);
    if (n->low_by != BOUNDS_SOLVED && n->high_by != BOUNDS_SOLVED)
        return;
    of = bounds_relations_of(b, number, &count);
    for (size_t i = 0; i < count; i++)
        if (b->relations[of[i]].low == b->relations[of[i]].high)
            look_at(s, of[i], depth);
}

static bool is_known(const struct search *s, uint32_t number)
{
    return number < s->cell_count && ledger_is_known(&s->cells[number]);
}

static bool can_go(const struct search *s, uint32_t number)
{
    return is_known(s, number) && !s->cells[number].is_fixed
           && !s->cells[number].is_hidden;
}

/* A cell goes, and what shows it. */
static double find_price(const struct ledger *l, const struct ledger_cell *c)
{
    const struct ledger_place *place = &l->places[c->place];
    double price = lost_with(l, c);

    if (c->value == 0)
        price *= ledger_is_whole(place)
                         && l->entities[place->entity].level == LEDGER_COUNTY
                     ? WHOLE_ZERO_WORTH
                     : ZERO_WORTH;
    /* Of equals the smallest: less of the county's children is lost. */
    return price * (1 + log2((double)c->value + 1) / 100);
}

/* Only what is withheld at its spot changes it: `hide` forgets those there. */
static double price_of(const struct search *s, uint32_t number)
{
    double *price = &s->prices[number];

    if (*price < 0)
        *price = find_price(s->ledger, &s->cells[number]);
    return *price;
}

static void forget_prices(struct search *s)
{
    for (size_t i = 0; i < s->cell_count; i++)
        s->prices[i] = -1;
}

/* The cheapest other cell of a relation; INFINITY where there is none. */
static double cheapest_beside(const struct search *s,
                              const struct bounds_relation *r, uint32_t number)
{
    const struct bounds *b = &s->relations->bounds;
    double least = INFINITY;

    for (uint32_t i = 0; i < r->count; i++) {
        uint32_t other = b->terms[r->first + i].number;

        if (!is_known(s, other))
            return 0; /* it has gone in this round */
        if (other != number && can_go(s, other)) {
            double price = price_of(s, other);

            least = price < least ? price : least;
        }
    }
    return least;
}

/* With it must go what it could be worked out from: of each sum in which all
   is seen, one more. */
static double cost_of(const struct search *s, uint32_t number)
{
    const struct bounds *b = &s->relations->bounds;
    double cost = price_of(s, number);
    size_t count;
    const uint32_t *of = bounds_relations_of(b, number, &count);

    for (size_t i = 0; i < count; i++)
        if (bounds_is_quiet(&b->relations[of[i]]))
            cost += cheapest_beside(s, &b->relations[of[i]], number);
    return cost;
}

enum find { FIND_NOTHING, FIND_CELL, FIND_IN_HAND };

/*
 * The cheapest of the nearest relations that have one. In hand: the next that
 * it follows from has lost a cell in this round already: look again after it.
 */
static enum find find_cheapest(struct search *s, size_t *best)
{
    const struct bounds *b = &s->relations->bounds;
    enum find found = FIND_NOTHING;
    double least = 0;
    uint32_t depth = 0;

    for (size_t at = 0; at < s->queue_count; at++) {
        const struct bounds_relation *r = &b->relations[s->queue[at]];
        double times;

        if (found == FIND_CELL && s->depth[s->queue[at]] > depth
            && s->depth[s->queue[at]] > 3)
            break;
        if (s->is_touched[s->queue[at]])
            return FIND_IN_HAND;
        depth = s->depth[s->queue[at]];
        times = pow(3, depth);
        for (uint32_t i = 0; i < r->count; i++) {
            uint32_t number = b->terms[r->first + i].number;
            double cost;

            if (!is_known(s, number))
                look_behind(s, number, depth + 1);
            if (!can_go(s, number))
                continue;
            cost = cost_of(s, number) * times;
            if (cost < INFINITY && (found == FIND_NOTHING || cost < least)) {
                found = FIND_CELL;
                *best = number;
                least = cost;
            }
        }
    }
    return found;
}

static void forget(struct search *s)
{
    for (size_t i = 0; i < s->queue_count; i++)
        s->depth[s->queue[i]] = 0;
    s->queue_count = 0;
}

static void touch(struct search *s, uint32_t number)
{
    size_t count;
    const uint32_t *of =
        bounds_relations_of(&s->relations->bounds, number, &count);

    for (size_t i = 0; i < count; i++)
        s->is_touched[of[i]] = true;
}

/* It, and what else its figures showed. */
static void hide(struct search *s, size_t number, size_t saved)
{
    struct audit *a = s->audit;
    struct ledger *l = s->ledger;
    const struct ledger_cell c = s->cells[number];
    const size_t first = s->relations->first_cell;
    bool *was_seen = mem_zero(l->count_count + 1, sizeof(*was_seen));

    s->cells[number].is_hidden = true;
    MEM_ROOM(a->hidden, a->hidden_count, a->hidden_capacity);
    a->hidden[a->hidden_count++] = (struct audit_hidden){
        first + number, saved < s->cell_count ? first + saved : AUDIT_REST,
        a->rounds
    };
    for (size_t count = 0; count < l->count_count; count++) {
        size_t at = relations_number_at(s->relations, c.place, c.cohort, count);

        was_seen[count] = at != LEDGER_NONE && s->cells[at].is_seen;
        if (was_seen[count])
            s->cells[at].is_seen = false;
    }
    see_spot(l, c.place, c.cohort);
    for (size_t count = 0; count < l->count_count; count++) {
        size_t at = relations_number_at(s->relations, c.place, c.cohort, count);

        if (at != LEDGER_NONE)
            s->prices[at] = -1;
        if (was_seen[count] && !s->cells[at].is_seen)
            touch(s, (uint32_t)at);
    }
    free(was_seen);
}

/*
 * No cell that it follows from would do by itself: all of them go. For numbers
 * that cannot be (a damaged file): true ones leave something to choose. False
 * if there is none to be seen.
 */
static bool hide_all(struct search *s, size_t saved)
{
    const struct bounds *b = &s->relations->bounds;
    bool found = false;

    for (size_t at = 0; at < s->queue_count; at++) {
        const struct bounds_relation *r = &b->relations[s->queue[at]];

        for (uint32_t i = 0; i < r->count; i++) {
            uint32_t number = b->terms[r->first + i].number;

            if (can_go(s, number)) {
                hide(s, number, saved);
                found = true;
            }
        }
    }
    return found;
}

/* The queue holds what it follows from. True if something was hidden, or was
   in this round. */
static bool protect(struct search *s, size_t saved)
{
    size_t cell = NOTHING;
    enum find found = find_cheapest(s, &cell);

    if (found == FIND_CELL)
        hide(s, cell, saved);
    else if (found == FIND_NOTHING && hide_all(s, saved))
        found = FIND_CELL;
    else if (found == FIND_NOTHING)
        s->audit->open++;
    forget(s);
    return found != FIND_NOTHING;
}

/*
 * It has enough values by each relation alone, but a linear programme over
 * several at once may leave it fewer: a margin, where that costs little.
 */
static bool protect_more(struct search *s, size_t saved)
{
    size_t cell = NOTHING;
    bool is_cheap = find_cheapest(s, &cell) == FIND_CELL
                    && s->cells[cell].value > 0
                    && price_of(s, (uint32_t)cell) <= MARGIN_WORTH;

    if (is_cheap)
        hide(s, cell, saved);
    forget(s);
    return is_cheap;
}

/* A small number that has too few values left, or hardly more. */
static bool protect_numbers(struct search *s)
{
    const struct bounds *b = &s->relations->bounds;
    bool found = false;

    for (size_t i = 0; i < s->small_count; i++) {
        uint32_t n = s->small[i];
        int64_t need = s->relations->needs[n];
        int64_t width = b->ends[n].high - b->ends[n].low;

        if (width >= 2 * need)
            continue;
        look_behind(s, n, 1);
        found |= width < need ? protect(s, n) : protect_more(s, n);
    }
    return found;
}

/* Are the hidden parts of a whole that is seen small together, or seem so
   where some are counted twice? */
static bool is_small_together(const struct search *s, size_t relation)
{
    const struct bounds *b = &s->relations->bounds;
    const struct bounds_relation *r = &b->relations[relation];
    const struct relation_line *line = &s->relations->lines[relation];
    int64_t sum = 0;
    int64_t twice = 0;

    if (!r->open && !s->is_touched[relation])
        return false; /* nothing of it is hidden */
    if (!line->is_sum || line->is_open || !is_said(r)
        || !is_known(s, b->terms[r->first].number))
        return false;
    for (uint32_t i = 1; i < r->count; i++) {
        const struct bounds_term *t = &b->terms[r->first + i];

        if (t->times > 0)
            twice = b->numbers[t->number].is;
        else if (!is_known(s, t->number))
            sum += b->numbers[t->number].is;
    }
    if (!twice)
        return ledger_is_small(s->ledger, line->count, sum);
    return b->numbers[b->terms[r->first].number].is > 0
           && (sum == twice
               || ledger_is_small(s->ledger, line->count, sum - twice));
}

static bool protect_sums(struct search *s)
{
    const struct bounds *b = &s->relations->bounds;
    bool found = false;

    for (size_t r = 0; r < b->relation_count; r++) {
        if (!is_small_together(s, r))
            continue;
        look_at(s, (uint32_t)r, 1);
        found |= protect(s, b->terms[b->relations[r].first].number);
    }
    return found;
}

static bool look(struct search *s)
{
    bool found;

    relations_bound_again(s->relations);
    memset(s->is_touched, 0, s->relations->bounds.relation_count);
    s->audit->open = 0;
    found = protect_numbers(s);
    found |= protect_sums(s);
    return found;
}

/*
 * What was hidden and is known all the same protects nothing. True if there
 * is any.
 */
static bool show_again(struct search *s)
{
    bool found = false;

    for (uint32_t n = 0; n < s->cell_count; n++) {
        struct ledger_cell *c = &s->cells[n];

        if (c->is_hidden && !c->is_small
            && bounds_is_known(&s->relations->bounds, n)) {
            c->is_hidden = false;
            found = true;
        }
    }
    return found;
}

/* Each round hides something more, so there is an end. */
static void look_until_still(struct search *s)
{
    forget_prices(s);
    do
        s->audit->rounds++;
    while (look(s));
}

/* Where no choice of cells protects a count, nothing of its year is shown. */
static void hide_year(struct ledger *l, size_t year)
{
    for (size_t i = l->years[year]; i < l->years[year + 1]; i++)
        l->cells[i].is_hidden = true;
    see_year(l, year);
}

/* The relations are those of the year. */
static void begin_search(struct search *s)
{
    const struct relations *r = s->relations;
    size_t size = r->bounds.relation_count + 1;

    s->cells = s->ledger->cells + r->first_cell;
    s->cell_count = r->cell_count;
    for (uint32_t n = 0; n < r->need_count; n++) {
        if (!r->needs[n])
            continue;
        MEM_ROOM(s->small, s->small_count, s->small_capacity);
        s->small[s->small_count++] = n;
    }
    s->prices = mem_zero(s->cell_count + 1, sizeof(*s->prices));
    s->queue = mem_zero(size, sizeof(*s->queue));
    s->depth = mem_zero(size, sizeof(*s->depth));
    s->is_touched = mem_zero(size, sizeof(*s->is_touched));
}

static void end_search(struct search *s)
{
    free(s->small);
    free(s->prices);
    free(s->queue);
    free(s->depth);
    free(s->is_touched);
}

void audit_run_year(struct audit *a, struct ledger *l, struct relations *r,
                    size_t year)
{
    struct search s = { .audit = a, .ledger = l, .relations = r };

    hide_small(l, year);
    see_year(l, year);
    relations_bound(r, year);
    begin_search(&s);
    look_until_still(&s);
    if (show_again(&s)) {
        see_year(l, year);
        look_until_still(&s);
    }
    if (a->open) {
        hide_year(l, year);
        a->lost_years++;
    }
    end_search(&s);
}

void audit_release(struct audit *a)
{
    free(a->hidden);
}
