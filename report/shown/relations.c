#include "report/shown/relations.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "report/shown/ledger.h"
#include "report/shown/seen.h"
#include "report/shown/splits.h"
#include "report/shown/sums.h"

/* So many values must be left to a small count, beside the one it has. */
#define VALUES_BESIDE 4

static bool has(uint32_t mask, size_t bit)
{
    return mask >> bit & 1;
}

void relations_init(struct relations *r, const struct ledger *ledger)
{
    static const struct relations empty;

    *r = empty;
    r->ledger = ledger;
    bounds_init(&r->bounds);
    splits_find(r);
    sums_find(r);
    r->is_loose =
        mem_zero(r->kind_count * ledger->count_count + 1, sizeof(*r->is_loose));
}

void relations_release(struct relations *r)
{
    for (size_t i = 0; r->splits && i < r->ledger->class_count; i++)
        free(r->splits[i].items);
    free(r->splits);
    free(r->sums);
    free(r->parts);
    free(r->lines);
    free(r->needs);
    free(r->terms);
    free(r->is_loose);
    map_release(&r->kinds);
    bounds_release(&r->bounds);
}

size_t relations_number_at(const struct relations *r, size_t place,
                           size_t cohort, size_t count)
{
    size_t at = ledger_cell_at(r->ledger, place, cohort, count);

    return at == LEDGER_NONE ? LEDGER_NONE : at - r->first_cell;
}

void relations_over(const struct relations *r, size_t place, size_t cohort,
                    const struct ledger_over *over, size_t numbers[3])
{
    numbers[0] = relations_number_at(r, place, cohort, over->count);
    numbers[1] = relations_number_at(r, place, cohort, over->first);
    numbers[2] = over->second == LEDGER_NONE
                     ? LEDGER_NONE
                     : relations_number_at(r, place, cohort, over->second);
}

/* --------------------------------------------------------------- the lines */

static uint32_t add_number(struct relations *r, int64_t is, int64_t low,
                           int64_t high, int32_t need)
{
    MEM_ROOM(r->needs, r->need_count, r->need_capacity);
    r->needs[r->need_count++] = need;
    return bounds_number(&r->bounds, is, low, high);
}

static int32_t need_of(const struct ledger *l, size_t count, int64_t value,
                       bool is_of_few)
{
    return l->counts[count].is_count
                   && (is_of_few || ledger_is_small(l, count, value))
               ? VALUES_BESIDE * l->counts[count].scale
               : 0;
}

/* Does what happened belong to a few children? */
static bool cell_is_of_few(const struct ledger *l, const struct ledger_cell *c)
{
    size_t by = l->counts[c->count].by;
    size_t at = by == LEDGER_NONE ? LEDGER_NONE
                                  : ledger_cell_at(l, c->place, c->cohort, by);

    return at != LEDGER_NONE && c->value > 0
           && ledger_is_small(l, by, l->cells[at].value);
}

static void add_cells(struct relations *r)
{
    const struct ledger *l = r->ledger;

    for (size_t i = 0; i < r->cell_count; i++) {
        const struct ledger_cell *c = &r->cells[i];

        add_number(r, c->value,
                   ledger_is_known(c)  ? c->value
                   : c->is_denominator ? 1
                                       : 0,
                   ledger_is_known(c) ? c->value : BOUNDS_INFINITE,
                   need_of(l, c->count, c->value, cell_is_of_few(l, c)));
    }
}

static void add_term(struct relations *r, size_t number, int32_t times)
{
    MEM_ROOM(r->terms, r->term_count, r->term_capacity);
    r->terms[r->term_count++] = (struct bounds_term){ (uint32_t)number, times };
}

static struct relation_line line_of(const struct relations *r, size_t count)
{
    return (
        struct relation_line){ false,         r->ledger->counts[count].is_open,
                               false,         (uint32_t)count,
                               RELATION_NONE, RELATION_NONE };
}

static uint32_t relate(struct relations *r, int64_t low, int64_t high,
                       struct relation_line line)
{
    uint32_t at = bounds_relate(&r->bounds, r->terms, r->term_count, low, high);

    if (at != BOUNDS_NOTHING) {
        MEM_ROOM(r->lines, at, r->line_capacity);
        r->lines[at] = line;
    }
    return at;
}

/* Of the line's terms: the whole less the parts, in truth. */
static int64_t left_over(const struct relations *r)
{
    int64_t left = 0;

    for (size_t i = 0; i < r->term_count; i++)
        left += r->terms[i].times * r->bounds.numbers[r->terms[i].number].is;
    return left;
}

/*
 * Is what is left of the line's events that of a few children? One child alone
 * has hundreds of sessions, so that how many they are does not say it.
 */
static bool is_of_few(const struct relations *r, struct relation_line line)
{
    const struct ledger *l = r->ledger;
    size_t by = l->counts[line.count].by;
    int64_t left = 0;

    if (by == LEDGER_NONE)
        return false;
    for (size_t i = 0; i < r->term_count; i++) {
        const struct ledger_cell *c = &r->cells[r->terms[i].number];
        size_t at = relations_number_at(r, c->place, c->cohort, by);

        if (at != LEDGER_NONE)
            left += r->terms[i].times * r->cells[at].value;
    }
    return ledger_is_small(l, by, left);
}

static int32_t need_of_rest(const struct relations *r,
                            struct relation_line line, bool is_of_few)
{
    return line.is_open
               ? 0
               : need_of(r->ledger, line.count, left_over(r), is_of_few);
}

/* The whole is its parts, but for a group that must not be known too well. */
static void add_rest(struct relations *r, struct relation_line line,
                     int32_t need, bool is_exact)
{
    int64_t left = left_over(r);
    uint32_t at;

    if (left > 0)
        add_term(r, add_number(r, left, 0, BOUNDS_INFINITE, need), -1);
    at = relate(r, 0, left == 0 && !is_exact ? BOUNDS_INFINITE : 0, line);
    if (at != BOUNDS_NOTHING)
        r->bounds.relations[at].has_spare = left > 0 && !need;
}

static int64_t most_small(const struct ledger *l, size_t count)
{
    int64_t most = 0;

    while (ledger_is_small(l, count, most + 1))
        most++;
    return most;
}

static void add_sum_line(struct relations *r, struct relation_line line)
{
    int64_t left = left_over(r);

    if (left >= 0) {
        add_rest(r, line, need_of_rest(r, line, is_of_few(r, line)), true);
        return;
    }
    line.kind = RELATION_NONE;
    /* Few are at two places: so many at most, as far as anybody can tell. */
    if (ledger_is_small(r->ledger, line.count, -left)) {
        int64_t most = most_small(r->ledger, line.count);

        add_term(r, add_number(r, -left, 0, most, 0), 1);
        relate(r, 0, 0, line);
    } else {
        relate(r, -BOUNDS_INFINITE, 0, line);
    }
}

/* A period and some that lie apart in it. */
static void add_time_line(struct relations *r, struct relation_line line,
                          const struct relation_sum *sum, bool is_everybody)
{
    const struct ledger_count *count = &r->ledger->counts[line.count];
    int64_t left = left_over(r);

    /* Of children, one part and who came later are a sum; more are none. */
    line.is_sum =
        left >= 0 && is_everybody && (count->is_additive || sum->count == 1);
    if (line.is_sum)
        add_rest(r, line, count->is_event ? need_of_rest(r, line, false) : 0,
                 count->is_additive && sum->is_cover);
    else if (left > 0 || (left == 0 && sum->count == 1))
        relate(r, 0, BOUNDS_INFINITE, line);
    else
        relate(r, -BOUNDS_INFINITE, 0, line);
}

static uint32_t kind_of(const struct relations *r, size_t kind, size_t count)
{
    return (uint32_t)(kind * r->ledger->count_count + count);
}

static bool is_summed(const struct ledger *l, size_t count)
{
    return l->counts[count].is_count;
}

/* ------------------------------------------------------------ of many spots */

/* The whole less its parts, so many times; false where there is no whole. */
static bool add_sum_terms(struct relations *r, const struct relation_sum *sum,
                          size_t cohort, size_t count, int32_t times)
{
    size_t whole = relations_number_at(r, sum->whole, cohort, count);

    if (whole == LEDGER_NONE)
        return false;
    add_term(r, whole, times);
    for (size_t i = 0; i < sum->count; i++) {
        size_t at =
            relations_number_at(r, r->parts[sum->first + i], cohort, count);

        if (at != LEDGER_NONE)
            add_term(r, at, -times);
    }
    return true;
}

/* Its terms; false where there is no such sum. */
static bool take_sum(struct relations *r, const struct relation_sum *sum,
                     size_t cohort, size_t count)
{
    r->term_count = 0;
    return add_sum_terms(r, sum, cohort, count, 1) && r->term_count > 1;
}

static bool add_split_terms(struct relations *r, size_t place,
                            const struct relation_split *split, size_t count,
                            int32_t times)
{
    const struct ledger *l = r->ledger;
    size_t whole = relations_number_at(r, place, split->whole, count);

    if (whole == LEDGER_NONE)
        return false;
    add_term(r, whole, times);
    for (size_t cohort = 0; cohort < l->cohort_count; cohort++) {
        size_t at = has(split->parts, cohort)
                        ? relations_number_at(r, place, cohort, count)
                        : LEDGER_NONE;

        if (at != LEDGER_NONE)
            add_term(r, at, -times);
    }
    return true;
}

static bool take_split(struct relations *r, size_t place,
                       const struct relation_split *split, size_t count)
{
    r->term_count = 0;
    /* Fewer than its parts: not nested at this place, or numbers that cannot
       be. */
    return add_split_terms(r, place, split, count, 1) && r->term_count > 1
           && left_over(r) >= 0;
}

static void add_sum(struct relations *r, const struct relation_sum *sum,
                    size_t count)
{
    const struct ledger *l = r->ledger;
    struct relation_line line = line_of(r, count);

    line.is_sum = true;
    if (!sum->is_time)
        line.kind = kind_of(r, sum->kind, count);
    for (size_t cohort = 0; cohort < l->cohort_count; cohort++) {
        if (!take_sum(r, sum, cohort, count))
            continue;
        if (sum->is_time)
            add_time_line(r, line, sum, has(r->everybody, cohort));
        else
            add_sum_line(r, line);
    }
}

static bool is_wanted(const struct relations *r, const struct relation_sum *sum)
{
    return r->ledger->places[sum->whole].year == r->year
           && !r->is_left_out[sum->is_time ? RELATION_PERIODS
                                           : RELATION_PLACES];
}

static bool is_value(const struct ledger_place *place,
                     const struct ledger_same *same)
{
    return !strcmp(place->topic, same->topic)
           && !strcmp(place->value, same->value);
}

/* What the whole counts is all of the part that is of whom it counts. */
static void add_same(struct relations *r, const struct ledger_same *same,
                     size_t whole, size_t part)
{
    for (size_t cohort = 0; cohort < r->ledger->cohort_count; cohort++) {
        size_t count = relations_number_at(r, whole, cohort, same->count);
        size_t other = relations_number_at(r, part, cohort, same->other);

        if (count == LEDGER_NONE || other == LEDGER_NONE)
            continue;
        r->term_count = 0;
        add_term(r, count, 1);
        add_term(r, other, -1);
        if (!left_over(r))
            relate(r, 0, 0, line_of(r, same->count));
    }
}

static void add_sames(struct relations *r, const struct relation_sum *sum)
{
    const struct ledger *l = r->ledger;

    for (size_t i = 0; i < l->same_count; i++)
        for (size_t j = sum->first; j < sum->first + sum->count; j++)
            if (is_value(&l->places[r->parts[j]], &l->sames[i]))
                add_same(r, &l->sames[i], sum->whole, r->parts[j]);
}

static void add_sums(struct relations *r)
{
    for (size_t i = 0; i < r->sum_count; i++) {
        if (!is_wanted(r, &r->sums[i]))
            continue;
        add_sames(r, &r->sums[i]);
        for (size_t count = 0; count < r->ledger->count_count; count++)
            if (is_summed(r->ledger, count))
                add_sum(r, &r->sums[i], count);
    }
}

static void add_splits(struct relations *r, size_t place)
{
    const struct ledger *l = r->ledger;
    const struct relation_splits *splits = &r->splits[l->places[place].class];

    for (size_t i = 0; i < splits->count; i++)
        for (size_t count = 0; count < l->count_count; count++) {
            const struct relation_split *split = &splits->items[i];
            struct relation_line line = line_of(r, count);

            if (!is_summed(l, count) || !take_split(r, place, split, count))
                continue;
            line.is_sum = true;
            line.is_cover = split->is_cover;
            line.kind = kind_of(r, split->kind, count);
            add_sum_line(r, line);
        }
}

/* ------------------------------------------------------- of what is left */

/* A count less one or two others, so many times, which is a count too. */
struct rest {
    size_t whole, parts[2]; /* the second may be LEDGER_NONE */
    int32_t times[2];
};

/*
 * Two steps at once: of those who are in no part of the sum, those who are in
 * the count's whole and not in it. Of the children who had a social worker once
 * and have none, all that were suspended less those that were again were so one
 * time.
 */
static void add_left(struct relations *r, const struct rest *rest)
{
    struct relation_line line = line_of(r, rest->whole);

    /* More than its whole: rows of one child that are of two schools. */
    if (left_over(r) >= 0)
        add_rest(r, line, need_of_rest(r, line, false), false);
}

static void add_split_left(struct relations *r, size_t place,
                           const struct relation_split *split,
                           const struct rest *rest)
{
    for (int i = 0; i < 2; i++)
        if (rest->parts[i] != LEDGER_NONE
            && !take_split(r, place, split, rest->parts[i]))
            return;
    if (!take_split(r, place, split, rest->whole) || !left_over(r))
        return;
    for (int i = 0; i < 2; i++)
        if (rest->parts[i] != LEDGER_NONE)
            add_split_terms(r, place, split, rest->parts[i], -rest->times[i]);
    add_left(r, rest);
}

static bool is_nested(struct relations *r, const struct relation_sum *sum,
                      size_t cohort, size_t count)
{
    return take_sum(r, sum, cohort, count) && left_over(r) >= 0;
}

static void add_sum_left(struct relations *r, const struct relation_sum *sum,
                         size_t cohort, const struct rest *rest)
{
    for (int i = 0; i < 2; i++)
        if (rest->parts[i] != LEDGER_NONE
            && !is_nested(r, sum, cohort, rest->parts[i]))
            return;
    if (!is_nested(r, sum, cohort, rest->whole) || !left_over(r))
        return;
    for (int i = 0; i < 2; i++)
        if (rest->parts[i] != LEDGER_NONE)
            add_sum_terms(r, sum, cohort, rest->parts[i], -rest->times[i]);
    add_left(r, rest);
}

static void add_rest_left(struct relations *r, const struct rest *rest)
{
    const struct ledger *l = r->ledger;

    for (size_t place = 0; place < l->place_count; place++) {
        const struct relation_splits *s = &r->splits[l->places[place].class];

        for (size_t i = 0; l->places[place].year == r->year && i < s->count;
             i++)
            add_split_left(r, place, &s->items[i], rest);
    }
    for (size_t i = 0; i < r->sum_count; i++) {
        const struct relation_sum *sum = &r->sums[i];

        for (size_t cohort = 0;
             !sum->is_time && l->places[sum->whole].year == r->year
             && cohort < l->cohort_count;
             cohort++)
            add_sum_left(r, sum, cohort, rest);
    }
}

static void add_rests_left(struct relations *r)
{
    const struct ledger *l = r->ledger;

    for (size_t i = 0; i < l->part_count; i++) {
        const struct ledger_part *part = &l->parts[i];
        struct rest rest = { part->whole,
                             { part->count, LEDGER_NONE },
                             { 1, 0 } };

        /* Less another it is a count of its own. */
        if (part->less == LEDGER_NONE
            && l->counts[part->count].scale == l->counts[part->whole].scale)
            add_rest_left(r, &rest);
    }
    for (size_t i = 0; i < l->over_count; i++) {
        const struct ledger_over *over = &l->overs[i];
        struct rest rest = { over->count,
                             { over->first,
                               over->least > 1 ? over->second : LEDGER_NONE },
                             { 1, over->least - 1 } };

        if (over->second != LEDGER_NONE)
            add_rest_left(r, &rest);
    }
}

/* ----------------------------------------------------------- of one spot */

static void add_part(struct relations *r, size_t place, size_t cohort,
                     const struct ledger_part *part)
{
    const struct ledger *l = r->ledger;
    size_t count = relations_number_at(r, place, cohort, part->count);
    size_t whole = relations_number_at(r, place, cohort, part->whole);
    size_t less = part->less == LEDGER_NONE
                      ? LEDGER_NONE
                      : relations_number_at(r, place, cohort, part->less);
    struct relation_line line = line_of(r, part->whole);

    if (count == LEDGER_NONE || whole == LEDGER_NONE
        || l->counts[part->count].scale != l->counts[part->whole].scale)
        return;
    r->term_count = 0;
    add_term(r, whole, 1);
    add_term(r, count, -1);
    if (less != LEDGER_NONE) {
        add_term(r, less, -1);
        relate(r, 0, 0, line);
    } else if (left_over(r) >= 0) {
        /* More than its whole: rows of one child that are of two schools. */
        add_rest(r, line, need_of_rest(r, line, false), false);
    }
}

/* Nobody so often: less often each. Where that is twice, once each. */
static void add_none(struct relations *r, const size_t cells[3],
                     const struct ledger_over *over, struct relation_line line)
{
    bool is_once = over->least <= 2;

    line.only_if = (uint32_t)cells[2];
    if (r->cells[cells[2]].value)
        return;
    r->term_count = 0;
    add_term(r, cells[0], 1);
    add_term(r, cells[1], is_once ? -1 : 1 - over->least);
    relate(r, is_once ? 0 : -BOUNDS_INFINITE, 0, line);
}

/* Whoever has any is of both. */
static void add_equal(struct relations *r, const size_t cells[3],
                      struct relation_line line)
{
    r->term_count = 0;
    add_term(r, cells[1], 1);
    add_term(r, cells[2], -1);
    relate(r, 0, 0, line);
}

static void add_over(struct relations *r, size_t place, size_t cohort,
                     const struct ledger_over *over)
{
    struct relation_line line = line_of(r, over->count);
    size_t cells[3];

    relations_over(r, place, cohort, over, cells);
    line.is_open = false;
    if (over->least == 1 && cells[1] != LEDGER_NONE && cells[2] != LEDGER_NONE)
        add_equal(r, cells, line);
    if (cells[0] == LEDGER_NONE || cells[1] == LEDGER_NONE)
        return;
    if (cells[2] != LEDGER_NONE)
        add_none(r, cells, over, line);
    r->term_count = 0;
    add_term(r, cells[0], 1);
    add_term(r, cells[1], -1);
    if (cells[2] == LEDGER_NONE) {
        relate(r, 0, BOUNDS_INFINITE, line);
        return;
    }
    if (over->least > 1)
        add_term(r, cells[2], 1 - over->least);
    /* Where that is twice, third ones and those after: few say how many
       children have any. */
    add_rest(r, line, need_of_rest(r, line, false), false);
}

static void add_spot(struct relations *r, size_t place, size_t cohort)
{
    const struct ledger *l = r->ledger;

    for (size_t i = 0; i < l->part_count && !r->is_left_out[RELATION_PARTS];
         i++)
        add_part(r, place, cohort, &l->parts[i]);
    for (size_t i = 0; i < l->over_count && !r->is_left_out[RELATION_OVER]; i++)
        add_over(r, place, cohort, &l->overs[i]);
}

static void add_place(struct relations *r, size_t place)
{
    const struct ledger *l = r->ledger;

    for (size_t cohort = 0; cohort < l->cohort_count; cohort++)
        if (has(l->classes[l->places[place].class].cohorts, cohort))
            add_spot(r, place, cohort);
    if (!r->is_left_out[RELATION_COHORTS])
        add_splits(r, place);
}

void relations_bound(struct relations *r, size_t year)
{
    const struct ledger *l = r->ledger;

    bounds_clear(&r->bounds);
    r->need_count = 0;
    r->year = year;
    r->first_cell = l->years[year];
    r->cell_count = l->years[year + 1] - r->first_cell;
    r->cells = l->cells + r->first_cell;
    add_cells(r);
    for (size_t place = 0; place < l->place_count; place++)
        if (l->places[place].year == year)
            add_place(r, place);
    add_sums(r);
    if (!r->is_left_out[RELATION_RESTS])
        add_rests_left(r);
    seen_first(r);
    bounds_tighten(&r->bounds);
}

void relations_bound_again(struct relations *r)
{
    seen_again(r);
    bounds_tighten(&r->bounds);
}
