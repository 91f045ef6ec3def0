#include "report/shown/running.h"

#include <stdlib.h>
#include <string.h>

#include "tests/testing.h"

#define WEEKS 8
#define LEAST 6
#define EVENTS 400

struct told {
    struct running_event events[EVENTS];
    size_t count;
    bool is_term_end[WEEKS];
};

/* As many children, a suspension each, or one child with all of them. */
static void tell(struct told *t, size_t week, bool is_ours, int64_t children,
                 int64_t each)
{
    for (int64_t i = 0; i < children; i++)
        t->events[t->count++] =
            (struct running_event){ week, 1000 * is_ours + i, is_ours, each };
}

static void assert_ends(const struct told *t, size_t weeks,
                        const size_t *expected, size_t count)
{
    size_t ends[WEEKS];
    size_t found =
        running_ends(t->events, t->count, t->is_term_end, weeks, LEAST, ends);

    assert_int_equal(found, count);
    for (size_t i = 0; i < count; i++)
        assert_int_equal(ends[i], expected[i]);
}
#define ENDS(t, weeks, ...)                                                    \
    assert_ends(t, weeks, (size_t[]){ __VA_ARGS__ },                           \
                sizeof((size_t[]){ __VA_ARGS__ }) / sizeof(size_t))

static void each_week_with_enough_is_shown(void **state)
{
    struct told t = { .count = 0 };

    (void)state;
    for (size_t week = 1; week <= 3; week++) {
        tell(&t, week, true, 6, 1);
        tell(&t, week, false, 9, 1);
    }
    ENDS(&t, 3, 1, 2, 3);
}

static void few_wait_for_more(void **state)
{
    struct told t = { .count = 0 };

    (void)state;
    tell(&t, 1, false, 20, 1);
    tell(&t, 1, true, 3, 1);
    tell(&t, 2, true, 3, 1); /* the same three children */
    tell(&t, 3, true, 7, 1);
    tell(&t, 4, true, 6, 1);
    ENDS(&t, 4, 3, 4);
}

/* Many suspensions of few children are no more to be told than the few. */
static void suspensions_of_few_children_are_few(void **state)
{
    struct told t = { .count = 0 };

    (void)state;
    tell(&t, 1, true, 5, 4);
    tell(&t, 2, true, 6, 1);
    ENDS(&t, 2, 2);
}

static void a_week_without_any_is_shown(void **state)
{
    struct told t = { .count = 0 };

    (void)state;
    tell(&t, 1, true, 6, 1);
    tell(&t, 3, false, 6, 1);
    ENDS(&t, 3, 1, 2, 3);
}

/* The others are told by what is left of all. */
static void what_is_left_of_all_is_protected_too(void **state)
{
    struct told t = { .count = 0 };

    (void)state;
    tell(&t, 1, true, 8, 1);
    tell(&t, 1, false, 2, 1);
    tell(&t, 2, false, 9, 1);
    ENDS(&t, 2, 2);
}

/* The totals of terms are shown elsewhere: a stretch across one would leave a
 * small rest on either side. */
static void a_stretch_ends_with_its_term(void **state)
{
    struct told t = { .count = 0, .is_term_end = { [2] = true } };

    (void)state;
    tell(&t, 1, true, 7, 1);
    tell(&t, 2, true, 6, 1);
    tell(&t, 3, true, 2, 1); /* goes with the week before */
    tell(&t, 4, true, 6, 1);
    tell(&t, 5, true, 1, 1);
    ENDS(&t, 5, 1, 3, 5);
}

/* Two stretches may have to go where one is without any. */
static void what_is_too_little_goes_back_as_far_as_it_must(void **state)
{
    struct told t = { .count = 0 };

    (void)state;
    tell(&t, 1, true, 7, 1);
    tell(&t, 2, false, 8, 1); /* of ours none */
    tell(&t, 3, true, 2, 1);
    ENDS(&t, 3, 3);
}

static void too_few_in_all_are_not_shown_at_all(void **state)
{
    struct told t = { .count = 0 };
    size_t ends[WEEKS];

    (void)state;
    tell(&t, 1, false, 30, 1);
    tell(&t, 2, true, 5, 1);
    assert_int_equal(
        running_ends(t.events, t.count, t.is_term_end, 4, LEAST, ends), 0);
    assert_int_equal(running_ends(t.events, 0, t.is_term_end, 0, LEAST, ends),
                     0);
}

static size_t children_between(const struct told *t, size_t first, size_t last,
                               bool is_ours, int64_t *events)
{
    bool seen[2][1000] = { { false } };
    size_t found = 0;

    *events = 0;
    for (size_t i = 0; i < t->count; i++) {
        const struct running_event *e = &t->events[i];

        if (e->week < first || e->week > last || e->is_ours != is_ours)
            continue;
        *events += e->count;
        found += !seen[is_ours][e->pupil % 1000];
        seen[is_ours][e->pupil % 1000] = true;
    }
    return found;
}

/* Whatever happened, no difference of two totals is of a few. */
static void no_difference_is_small(void **state)
{
    (void)state;
    for (struct prop p = prop_begin(2000); prop_next(&p);) {
        struct told t = { .count = 0 };
        size_t weeks = 1 + prop_below(&p, WEEKS);
        size_t ends[WEEKS];
        size_t shown, first = 1;

        for (size_t week = 1; week <= weeks; week++) {
            t.is_term_end[week - 1] = prop_below(&p, 4) == 0;
            for (int ours = 0; ours < 2; ours++)
                tell(&t, week, ours, (int64_t)prop_below(&p, 12),
                     (int64_t)prop_below(&p, 3) + 1);
        }
        shown =
            running_ends(t.events, t.count, t.is_term_end, weeks, LEAST, ends);
        for (size_t i = 0; i < shown; i++) {
            for (int ours = 0; ours < 2; ours++) {
                int64_t events;
                size_t children =
                    children_between(&t, first, ends[i], ours, &events);

                prop_assert(&p, children == 0 || children >= LEAST);
                prop_assert(&p, events == 0 || events >= LEAST);
            }
            first = ends[i] + 1;
        }
        prop_assert(&p, shown == 0 || ends[shown - 1] == weeks);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_week_with_enough_is_shown),
        cmocka_unit_test(few_wait_for_more),
        cmocka_unit_test(suspensions_of_few_children_are_few),
        cmocka_unit_test(a_week_without_any_is_shown),
        cmocka_unit_test(what_is_left_of_all_is_protected_too),
        cmocka_unit_test(a_stretch_ends_with_its_term),
        cmocka_unit_test(what_is_too_little_goes_back_as_far_as_it_must),
        cmocka_unit_test(too_few_in_all_are_not_shown_at_all),
        cmocka_unit_test(no_difference_is_small),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
