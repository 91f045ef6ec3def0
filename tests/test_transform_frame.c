#include "transform/engine/frame.h"

#include <stdlib.h>
#include <string.h>

#include "tests/testing.h"

enum { PUPILS = 64, SCHOOLS = 3, FACTS = 200 };

static const bool keep[COLUMN_COUNT];
static const char *const columns[] = { "figure" };

/* What a row of the joined frame says, for comparing and for sums. */
struct said {
    uint32_t pupil, school, also;
    int sum;
};

static int compare(const void *a, const void *b)
{
    const struct said *x = a;
    const struct said *y = b;

    if (x->pupil != y->pupil)
        return x->pupil < y->pupil ? -1 : 1;
    if (x->school != y->school)
        return x->school < y->school ? -1 : 1;
    return x->also < y->also ? -1 : x->also > y->also;
}

/* The rows one by one, added up at their places by looking at all of them. */
static size_t add_up(const struct said *facts, size_t count, struct said *out)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        size_t at = 0;

        while (at < found && compare(&out[at], &facts[i]) != 0)
            at++;
        if (at == found) {
            out[found] = facts[i];
            out[found++].sum = 0;
        }
        out[at].sum += facts[i].sum;
    }
    qsort(out, found, sizeof(*out), compare);
    return found;
}

/* In any order, of few pupils or of many, some of a school's own. */
static struct said any_fact(struct prop *p)
{
    bool is_own = prop_below(p, 5) == 0;

    return (struct said){
        .pupil = is_own ? FRAME_NO_PUPIL : (uint32_t)prop_below(p, PUPILS),
        .school =
            prop_below(p, 6) ? (uint32_t)prop_below(p, SCHOOLS) : SCHOOL_NONE,
        .also =
            prop_below(p, 3) ? SCHOOL_NONE : (uint32_t)prop_below(p, SCHOOLS),
        .sum = 1 + (int)prop_below(p, 9),
    };
}

static int64_t key_of(uint32_t school)
{
    return school == SCHOOL_NONE ? 0 : 7 + (int64_t)school;
}

static void rows_stand_by_pupil_in_whatever_order_they_are_read(void **state)
{
    struct frame_pupil pupils[PUPILS];
    struct school schools[SCHOOLS];
    struct frame base = { .pupils = pupils,
                          .pupil_count = PUPILS,
                          .schools = schools,
                          .school_count = SCHOOLS };

    (void)state;
    memset(schools, 0, sizeof(schools));
    for (uint32_t i = 0; i < SCHOOLS; i++)
        schools[i].school_key = key_of(i);
    for (size_t i = 0; i < PUPILS; i++)
        pupils[i] = (struct frame_pupil){ 100 + 3 * (int64_t)i, 1 };
    for (struct prop p = prop_begin(100); prop_next(&p);) {
        struct said said[FACTS], wanted[FACTS];
        struct facts facts = { 0 };
        struct frame *f;
        size_t count = prop_below(&p, prop_below(&p, 2) ? 7 : FACTS), rows;
        int64_t unplaced;

        facts_begin(&facts, 1);
        for (size_t i = 0; i < count; i++) {
            double value;

            said[i] = any_fact(&p);
            value = said[i].sum;
            facts_add(&facts,
                      said[i].pupil == FRAME_NO_PUPIL
                          ? 0
                          : pupils[said[i].pupil].pupil_key,
                      key_of(said[i].school), key_of(said[i].also), &value);
        }
        /* No pupil's key, and one after all of them. */
        facts_add(&facts, 101, 0, 0, (const double[]){ 1 });
        facts_add(&facts, 100 + 3 * PUPILS, 0, 0, (const double[]){ 1 });
        rows = add_up(said, count, wanted);
        frame_join(&f, &base, keep, columns, 1, &facts, &unplaced);
        prop_assert(&p, unplaced == 2);
        prop_assert(&p, f->row_count == rows);
        for (size_t i = 0; i < rows; i++)
            prop_assert(&p, f->rows[i].pupil == wanted[i].pupil
                                && f->rows[i].school == wanted[i].school
                                && f->also[i] == wanted[i].also
                                && f->counts[i] == wanted[i].sum);
        frame_free(f);
        facts_release(&facts);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_stand_by_pupil_in_whatever_order_they_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
