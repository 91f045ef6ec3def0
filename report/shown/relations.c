#include "report/shown/relations.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "report/shown/ledger.h"
#include "report/shown/sums.h"

/* So many values must be left to a small count, beside the one it has. */
#define VALUES_BESIDE 4

/* ------------------------------------------------------------- the cohorts */

static bool has(uint32_t mask, size_t bit)
{
    return mask >> bit & 1;
}

/* Is `part` in `whole`, and not all of it? On 31 March alone, or on any day. */
static bool is_in(const struct ledger *l, size_t part, size_t whole,
                  bool on_day)
{
    bool is_more = false;

    for (size_t i = 0; i < l->mix_count; i++) {
        if (on_day && l->mix_is_later[i])
            continue;
        if (has(l->mixes[i], part) && !has(l->mixes[i], whole))
            return false;
        is_more |= has(l->mixes[i], whole) && !has(l->mixes[i], part);
    }
    return is_more;
}

static bool is_apart(const struct ledger *l, size_t a, size_t b, bool on_day)
{
    for (size_t i = 0; i < l->mix_count; i++)
        if (!(on_day && l->mix_is_later[i]) && has(l->mixes[i], a)
            && has(l->mixes[i], b))
            return false;
    return true;
}

/* All lie apart, and no other of the candidates does from all of them. */
static bool is_split(const struct ledger *l, uint32_t parts,
                     uint32_t candidates, bool on_day)
{
    for (size_t i = 0; i < l->cohort_count; i++) {
        bool is_free = true;

        if (!has(candidates, i))
            continue;
        for (size_t j = 0; j < l->cohort_count; j++)
            if (j != i && has(parts, j) && !is_apart(l, i, j, on_day))
                is_free = false;
        if (is_free != has(parts, i))
            return false;
    }
    return true;
}

static bool is_cover(const struct ledger *l, size_t whole, uint32_t parts)
{
    for (size_t i = 0; i < l->mix_count; i++)
        if (has(l->mixes[i], whole) && !(l->mixes[i] & parts))
            return false;
    return true;
}

static bool is_listed(const struct relation_splits *s, size_t whole,
                      uint32_t parts)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->items[i].whole == whole && s->items[i].parts == parts)
            return true;
    return false;
}

static void split_cohort(struct relations *r, struct relation_splits *s,
                         size_t whole, uint32_t released, bool on_day)
{
    const struct ledger *l = r->ledger;
    uint32_t candidates = 0;

    for (size_t i = 0; i < l->cohort_count; i++)
        if (has(released, i) && is_in(l, i, whole, on_day))
            candidates |= (uint32_t)1 << i;
    /* Every set of candidates, the greatest first. */
    for (uint32_t parts = candidates; parts; parts = (parts - 1) & candidates)
        if (is_split(l, parts, candidates, on_day)
            && !is_listed(s, whole, parts)) {
            MEM_ROOM(s->items, s->count, s->capacity);
            s->items[s->count++] =
                (struct relation_split){ whole, parts, r->kind_count++,
                                         is_cover(l, whole, parts) };
        }
}

static void split_cohorts(struct relations *r)
{
    const struct ledger *l = r->ledger;

    r->splits = mem_zero(l->class_count + 1, sizeof(*r->splits));
    for (size_t class = 0; class < l->class_count; class ++)
        for (int on_day = 0; on_day < 2; on_day++)
            for (size_t whole = 0; whole < l->cohort_count; whole++)
                if (has(l->class_masks[class], whole))
                    split_cohort(r, &r->splits[class], whole,
                                 l->class_masks[class], on_day != 0);
    r->everybody = ~(uint32_t)0;
    for (size_t i = 0; i < l->mix_count; i++)
        r->everybody &= l->mixes[i];
}

void relations_init(struct relations *r, const struct ledger *ledger)
{
    static const struct relations empty;

    *r = empty;
    r->ledger = ledger;
    bounds_init(&r->bounds);
    split_cohorts(r);
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

/* --------------------------------------------------------------- the lines */

static uint32_t add_number(struct relations *r, int64_t is, int64_t low,
                           int64_t high, int64_t need)
{
    MEM_ROOM(r->needs, r->need_count, r->need_capacity);
    r->needs[r->need_count++] = need;
    return bounds_number(&r->bounds, is, low, high);
}

static int64_t need_of(const struct ledger *l, size_t count, int64_t value,
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

    for (size_t i = 0; i < l->cell_count; i++) {
        const struct ledger_cell *c = &l->cells[i];
        bool is_known = c->is_seen || c->is_fixed;

        add_number(r, c->value,
                   is_known            ? c->value
                   : c->is_denominator ? 1
                                       : 0,
                   is_known ? c->value : BOUNDS_INFINITE,
                   need_of(l, c->count, c->value, cell_is_of_few(l, c)));
    }
}

static void add_term(struct relations *r, size_t number, int32_t times)
{
    MEM_ROOM(r->terms, r->term_count, r->term_capacity);
    r->terms[r->term_count++] = (struct bounds_term){ (uint32_t)number, times };
}

static void relate(struct relations *r, int64_t low, int64_t high,
                   struct relation_line line)
{
    uint32_t at = bounds_relate(&r->bounds, r->terms, r->term_count, low, high);

    if (at == BOUNDS_NOTHING)
        return;
    MEM_ROOM(r->lines, at, r->line_capacity);
    r->lines[at] = line;
}

/* Of the line's terms: the whole less the parts, in truth; is any unknown? */
static int64_t left_over(const struct relations *r, bool *is_open)
{
    int64_t left = 0;

    *is_open = false;
    for (size_t i = 0; i < r->term_count; i++) {
        left += r->terms[i].times * r->bounds.numbers[r->terms[i].number].is;
        *is_open |= !bounds_is_known(&r->bounds, r->terms[i].number);
    }
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
        const struct ledger_cell *c = &l->cells[r->terms[i].number];
        size_t at = ledger_cell_at(l, c->place, c->cohort, by);

        if (at != LEDGER_NONE)
            left += r->terms[i].times * l->cells[at].value;
    }
    return ledger_is_small(l, by, left);
}

static int64_t need_of_rest(const struct relations *r,
                            struct relation_line line, bool is_of_few)
{
    bool is_open;

    return line.is_open ? 0
                        : need_of(r->ledger, line.count, left_over(r, &is_open),
                                  is_of_few);
}

/* The whole is its parts, but for a group that must not be known too well. */
static void add_rest(struct relations *r, struct relation_line line,
                     int64_t need, bool is_exact)
{
    bool is_open;
    int64_t left = left_over(r, &is_open);

    if (left > 0 && (is_open || need))
        add_term(r, add_number(r, left, 0, BOUNDS_INFINITE, need), -1);
    relate(r, 0, left == 0 && !is_exact ? BOUNDS_INFINITE : 0, line);
}

static int64_t most_small(const struct ledger *l, size_t count)
{
    int64_t most = 0;

    while (ledger_is_small(l, count, most + 1))
        most++;
    return most;
}

static void add_sum_line(struct relations *r, struct relation_line line,
                         bool is_exact)
{
    bool is_open;
    int64_t left = left_over(r, &is_open);

    if (left >= 0) {
        add_rest(r, line, need_of_rest(r, line, is_of_few(r, line)), is_exact);
        return;
    }
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
    bool is_open;
    int64_t left = left_over(r, &is_open);

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

/* Does the line show that sums of its kind leave something over? */
static void learn(struct relations *r, size_t kind, size_t count)
{
    bool is_open;

    if (left_over(r, &is_open) > 0 && !is_open)
        r->is_loose[kind * r->ledger->count_count + count] = true;
}

static bool is_summed(const struct ledger *l, size_t count)
{
    return l->counts[count].is_count;
}

/* ------------------------------------------------------------ of many spots */

/* Its terms; false where there is no such sum. */
static bool take_sum(struct relations *r, const struct relation_sum *sum,
                     size_t cohort, size_t count)
{
    const struct ledger *l = r->ledger;
    size_t whole = ledger_cell_at(l, sum->whole, cohort, count);

    if (whole == LEDGER_NONE)
        return false;
    r->term_count = 0;
    add_term(r, whole, 1);
    for (size_t i = 0; i < sum->count; i++) {
        size_t at = ledger_cell_at(l, r->parts[sum->first + i], cohort, count);

        if (at != LEDGER_NONE)
            add_term(r, at, -1);
    }
    return r->term_count > 1;
}

static bool take_split(struct relations *r, size_t place,
                       const struct relation_split *split, size_t count)
{
    const struct ledger *l = r->ledger;
    size_t whole = ledger_cell_at(l, place, split->whole, count);
    bool is_open;

    if (whole == LEDGER_NONE)
        return false;
    r->term_count = 0;
    add_term(r, whole, 1);
    for (size_t cohort = 0; cohort < l->cohort_count; cohort++) {
        size_t at = has(split->parts, cohort)
                        ? ledger_cell_at(l, place, cohort, count)
                        : LEDGER_NONE;

        if (at != LEDGER_NONE)
            add_term(r, at, -1);
    }
    /* Fewer than its parts: not nested at this place, or numbers that cannot
       be. */
    return r->term_count > 1 && left_over(r, &is_open) >= 0;
}

static bool is_exact(const struct relations *r, size_t kind, size_t count)
{
    return !r->is_loose[kind * r->ledger->count_count + count];
}

static void add_sum(struct relations *r, const struct relation_sum *sum,
                    size_t count, bool is_learning)
{
    const struct ledger *l = r->ledger;
    struct relation_line line = { true, l->counts[count].is_open, count };

    for (size_t cohort = 0; cohort < l->cohort_count; cohort++) {
        if (!take_sum(r, sum, cohort, count))
            continue;
        if (is_learning)
            learn(r, sum->kind, count);
        else if (sum->is_time)
            add_time_line(r, line, sum, has(r->everybody, cohort));
        else
            add_sum_line(r, line, is_exact(r, sum->kind, count));
    }
}

static bool is_wanted(const struct relations *r, const struct relation_sum *sum,
                      size_t year)
{
    return r->ledger->places[sum->whole].year == year
           && !r->is_left_out[sum->is_time ? RELATION_PERIODS
                                           : RELATION_PLACES];
}

static void add_sums(struct relations *r, size_t year, bool is_learning)
{
    for (size_t i = 0; i < r->sum_count; i++) {
        if (!is_wanted(r, &r->sums[i], year))
            continue;
        for (size_t count = 0; count < r->ledger->count_count; count++)
            if (is_summed(r->ledger, count))
                add_sum(r, &r->sums[i], count, is_learning);
    }
}

static void add_splits(struct relations *r, size_t place, bool is_learning)
{
    const struct ledger *l = r->ledger;
    const struct relation_splits *splits = &r->splits[l->places[place].class];

    for (size_t i = 0; i < splits->count; i++)
        for (size_t count = 0; count < l->count_count; count++) {
            const struct relation_split *split = &splits->items[i];
            struct relation_line line = { true, l->counts[count].is_open,
                                          count };

            if (!is_summed(l, count) || !take_split(r, place, split, count))
                continue;
            if (is_learning)
                learn(r, split->kind, count);
            else
                add_sum_line(r, line,
                             split->is_cover
                                 || is_exact(r, split->kind, count));
        }
}

/* ----------------------------------------------------------- of one spot */

static void add_part(struct relations *r, size_t place, size_t cohort,
                     const struct ledger_part *part)
{
    const struct ledger *l = r->ledger;
    size_t count = ledger_cell_at(l, place, cohort, part->count);
    size_t whole = ledger_cell_at(l, place, cohort, part->whole);
    size_t less = part->less == LEDGER_NONE
                      ? LEDGER_NONE
                      : ledger_cell_at(l, place, cohort, part->less);
    struct relation_line line = { false, l->counts[part->whole].is_open,
                                  part->whole };
    bool is_open;

    if (count == LEDGER_NONE || whole == LEDGER_NONE
        || l->counts[part->count].scale != l->counts[part->whole].scale)
        return;
    r->term_count = 0;
    add_term(r, whole, 1);
    add_term(r, count, -1);
    if (less != LEDGER_NONE) {
        add_term(r, less, -1);
        relate(r, 0, 0, line);
    } else if (left_over(r, &is_open) >= 0) {
        /* More than its whole: rows of one child that are of two schools. */
        add_rest(r, line, need_of_rest(r, line, false), false);
    }
}

static void add_over(struct relations *r, size_t place, size_t cohort,
                     const struct ledger_over *over)
{
    const struct ledger *l = r->ledger;
    size_t count = ledger_cell_at(l, place, cohort, over->count);
    size_t first = ledger_cell_at(l, place, cohort, over->first);
    size_t second = over->second == LEDGER_NONE
                        ? LEDGER_NONE
                        : ledger_cell_at(l, place, cohort, over->second);
    struct relation_line line = { false, false, over->count };
    const struct bounds_number *numbers = r->bounds.numbers;

    if (count == LEDGER_NONE || first == LEDGER_NONE)
        return;
    r->term_count = 0;
    add_term(r, count, 1);
    add_term(r, first, -1);
    if (second != LEDGER_NONE) {
        /* Nobody again: as many as children. More than children: somebody. */
        if (numbers[second].high == 0)
            relate(r, 0, 0, line);
        if (numbers[count].low > numbers[first].high && numbers[second].low == 0
            && numbers[second].is > 0)
            r->bounds.numbers[second].low = 1;
        add_term(r, second, -1);
        /* Third ones and those after: few say how many children have any. */
        add_rest(r, line, need_of_rest(r, line, false), false);
        return;
    }
    relate(r, 0, BOUNDS_INFINITE, line);
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
        if (has(l->class_masks[l->places[place].class], cohort))
            add_spot(r, place, cohort);
    if (!r->is_left_out[RELATION_COHORTS])
        add_splits(r, place, false);
}

void relations_bound(struct relations *r, size_t year)
{
    const struct ledger *l = r->ledger;

    bounds_clear(&r->bounds);
    r->need_count = 0;
    memset(r->is_loose, 0, r->kind_count * l->count_count);
    add_cells(r);
    for (size_t place = 0; place < l->place_count; place++)
        if (l->places[place].year == year)
            add_splits(r, place, true);
    add_sums(r, year, true);
    for (size_t place = 0; place < l->place_count; place++)
        if (l->places[place].year == year)
            add_place(r, place);
    add_sums(r, year, false);
    bounds_tighten(&r->bounds);
}

size_t relations_narrow(const struct relations *r)
{
    size_t narrow = 0;

    for (uint32_t n = 0; n < r->bounds.number_count; n++) {
        const struct bounds_number *number = &r->bounds.numbers[n];

        narrow += r->needs[n] && number->high - number->low < r->needs[n];
    }
    return narrow;
}
