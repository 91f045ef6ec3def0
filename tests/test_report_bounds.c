#include "report/shown/bounds.h"

#include <string.h>

#include "tests/testing.h"

/* bounds.h, on numbers that can be worked out by hand. */

#define ENDLESS BOUNDS_INFINITE

static int open_bounds(void **state)
{
    static struct bounds bounds;

    bounds_init(&bounds);
    *state = &bounds;
    return 0;
}

static int close_bounds(void **state)
{
    bounds_release(*state);
    return 0;
}

static uint32_t known(struct bounds *b, int64_t is)
{
    return bounds_number(b, is, is, is);
}

static uint32_t hidden(struct bounds *b, int64_t is)
{
    return bounds_number(b, is, 0, ENDLESS);
}

/* whole = first + second, but for `least` to `most` that are left over. */
static uint32_t sum(struct bounds *b, uint32_t whole, uint32_t first,
                    uint32_t second, int64_t most)
{
    const struct bounds_term terms[] = { { whole, 1 },
                                         { first, -1 },
                                         { second, -1 } };

    return bounds_relate(b, terms, 3, 0, most);
}

static void assert_between(const struct bounds *b, uint32_t number, int64_t low,
                           int64_t high)
{
    assert_int_equal(b->ends[number].low, low);
    assert_int_equal(b->ends[number].high, high);
}

static void a_lone_hidden_part_is_what_is_left(void **state)
{
    struct bounds *b = *state;
    uint32_t part = hidden(b, 3);

    sum(b, known(b, 20), known(b, 17), part, 0);
    bounds_tighten(b);
    assert_between(b, part, 3, 3);
}

static void without_the_sum_nothing_is_known_of_it(void **state)
{
    struct bounds *b = *state;
    uint32_t part = hidden(b, 3);

    bounds_tighten(b);
    assert_between(b, part, 0, ENDLESS);
}

static void of_two_hidden_parts_each_may_be_all(void **state)
{
    struct bounds *b = *state;
    uint32_t first = hidden(b, 3);
    uint32_t second = hidden(b, 9);

    sum(b, known(b, 12), first, second, 0);
    bounds_tighten(b);
    assert_between(b, first, 0, 12);
    assert_between(b, second, 0, 12);
}

/* Eight suspensions of six children: no more than two of them again. */
static void a_floor_under_one_is_a_ceiling_over_the_other(void **state)
{
    struct bounds *b = *state;
    uint32_t again = hidden(b, 2);

    sum(b, known(b, 8), known(b, 6), again, ENDLESS);
    bounds_tighten(b);
    assert_between(b, again, 0, 2);
}

/* A chain: each relation alone leaves both open. */
static void bounds_go_from_one_relation_to_the_next(void **state)
{
    struct bounds *b = *state;
    uint32_t whole = hidden(b, 5);
    uint32_t part = hidden(b, 2);

    sum(b, known(b, 9), known(b, 4), whole, 0);
    sum(b, whole, part, hidden(b, 3), 0);
    bounds_tighten(b);
    assert_between(b, whole, 5, 5);
    assert_between(b, part, 0, 5);
}

/* a + b = 10, b + c = 12, a + c = 8: none alone settles one. */
static void equalities_are_solved_together(void **state)
{
    struct bounds *b = *state;
    uint32_t first = hidden(b, 3);
    uint32_t second = hidden(b, 7);
    uint32_t third = hidden(b, 5);

    sum(b, known(b, 10), first, second, 0);
    sum(b, known(b, 12), second, third, 0);
    sum(b, known(b, 8), first, third, 0);
    bounds_tighten(b);
    assert_between(b, first, 3, 3);
    assert_between(b, second, 7, 7);
    assert_between(b, third, 5, 5);
}

/* The four cells of a square whose margins are seen can still move. */
static void a_square_of_hidden_parts_stays_open(void **state)
{
    struct bounds *b = *state;
    uint32_t cells[4] = { hidden(b, 3), hidden(b, 7), hidden(b, 8),
                          hidden(b, 9) };

    sum(b, known(b, 10), cells[0], cells[1], 0);
    sum(b, known(b, 17), cells[2], cells[3], 0);
    sum(b, known(b, 11), cells[0], cells[2], 0);
    sum(b, known(b, 16), cells[1], cells[3], 0);
    bounds_tighten(b);
    assert_between(b, cells[0], 0, 10);
    assert_between(b, cells[3], 6, 16);
}

static void what_is_not_true_is_not_taken(void **state)
{
    struct bounds *b = *state;
    uint32_t part = hidden(b, 3);

    assert_int_equal(sum(b, known(b, 20), known(b, 18), part, 0),
                     BOUNDS_NOTHING);
    bounds_tighten(b);
    assert_between(b, part, 0, ENDLESS);
}

/* Sums that are seen in full say nothing, and are there to be looked at. */
static void a_sum_that_is_seen_is_quiet(void **state)
{
    struct bounds *b = *state;
    uint32_t whole = known(b, 20);
    uint32_t relation = sum(b, whole, known(b, 12), known(b, 8), 0);
    size_t count;

    assert_true(bounds_is_quiet(&b->relations[relation]));
    bounds_tighten(b);
    assert_int_equal(*bounds_relations_of(b, whole, &count), relation);
    assert_int_equal(count, 1);
}

#define MOST 8

/* No bound ever leaves the truth out, whatever is hidden and related. */
static void bounds_hold_the_truth(void **state)
{
    (void)state;
    for (struct prop p = prop_begin(300); prop_next(&p);) {
        struct bounds b;

        bounds_init(&b);
        for (int i = 0; i < MOST; i++) {
            int64_t is = (int64_t)prop_below(&p, 12);

            if (prop_below(&p, 3))
                hidden(&b, is);
            else
                known(&b, is);
        }
        for (int i = 0; i < MOST; i++) {
            struct bounds_term terms[3];
            int64_t total = 0;

            for (uint32_t j = 0; j < 3; j++) {
                terms[j].number = (uint32_t)(prop_below(&p, 2) + 2 * j);
                terms[j].times = prop_below(&p, 2) ? 1 : -1;
                total += terms[j].times * b.numbers[terms[j].number].is;
            }
            bounds_relate(&b, terms, 3, total - (int64_t)prop_below(&p, 2),
                          total);
        }
        bounds_tighten(&b);
        for (uint32_t n = 0; n < MOST; n++)
            prop_assert(&p, b.ends[n].low <= b.numbers[n].is
                                && b.numbers[n].is <= b.ends[n].high);
        bounds_release(&b);
    }
}

/* Numbers and what is related, the same for the same numbers by chance. */
static void make_county(struct prop *p, struct bounds *b)
{
    for (int i = 0; i < 3 * MOST; i++) {
        int64_t is = (int64_t)prop_below(p, 12);

        if (prop_below(p, 3))
            hidden(b, is);
        else
            known(b, is);
    }
    for (int i = 0; i < 3 * MOST; i++) {
        struct bounds_term terms[3];
        int64_t total = 0;

        for (uint32_t j = 0; j < 3; j++) {
            terms[j].number = (uint32_t)(prop_below(p, MOST) + MOST * j);
            terms[j].times = prop_below(p, 3) ? 1 : -1;
            total += terms[j].times * b->numbers[terms[j].number].is;
        }
        bounds_relate(b, terms, 3, total - (int64_t)prop_below(p, 2), total);
    }
}

/* One number is hidden or shown, or a relation is said or not. */
static void change_one(struct prop *p, struct bounds *b)
{
    uint32_t number = (uint32_t)prop_below(p, 3 * MOST);
    uint32_t relation = (uint32_t)prop_below(p, b->relation_count);
    const struct bounds_relation *r = &b->relations[relation];
    int64_t is = b->numbers[number].is;

    if (prop_below(p, 2))
        bounds_set_relation(b, relation, r->low, r->high, !r->is_off);
    else if (prop_below(p, 2))
        bounds_set_number(b, number, is, is);
    else
        bounds_set_number(b, number, 0, ENDLESS);
}

/* Bounds, and what they follow from, are those of a first time. */
static void assert_as_anew(struct prop *p, struct bounds *b)
{
    struct bounds_number by[3 * MOST];
    struct bounds_ends ends[3 * MOST];

    memcpy(by, b->numbers, sizeof(by));
    memcpy(ends, b->ends, sizeof(ends));
    b->is_tight = false;
    bounds_tighten(b);
    for (uint32_t n = 0; n < 3 * MOST; n++)
        prop_assert(p, ends[n].low == b->ends[n].low
                           && ends[n].high == b->ends[n].high
                           && by[n].low_by == b->numbers[n].low_by
                           && by[n].high_by == b->numbers[n].high_by);
}

static void what_feels_no_change_is_as_if_all_were_worked_out(void **state)
{
    (void)state;
    for (struct prop p = prop_begin(300); prop_next(&p);) {
        struct bounds b;

        bounds_init(&b);
        make_county(&p, &b);
        bounds_tighten(&b);
        for (int i = 0; i < MOST; i++) {
            for (uint64_t more = prop_below(&p, 3); more; more--)
                change_one(&p, &b);
            bounds_tighten(&b);
            assert_as_anew(&p, &b);
        }
        bounds_release(&b);
    }
}

int main(void)
{
#define WITH_BOUNDS(test)                                                      \
    cmocka_unit_test_setup_teardown(test, open_bounds, close_bounds)
    const struct CMUnitTest tests[] = {
        WITH_BOUNDS(a_lone_hidden_part_is_what_is_left),
        WITH_BOUNDS(without_the_sum_nothing_is_known_of_it),
        WITH_BOUNDS(of_two_hidden_parts_each_may_be_all),
        WITH_BOUNDS(a_floor_under_one_is_a_ceiling_over_the_other),
        WITH_BOUNDS(bounds_go_from_one_relation_to_the_next),
        WITH_BOUNDS(equalities_are_solved_together),
        WITH_BOUNDS(a_square_of_hidden_parts_stays_open),
        WITH_BOUNDS(what_is_not_true_is_not_taken),
        WITH_BOUNDS(a_sum_that_is_seen_is_quiet),
        cmocka_unit_test(bounds_hold_the_truth),
        cmocka_unit_test(what_feels_no_change_is_as_if_all_were_worked_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
