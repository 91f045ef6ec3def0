#include "transform/engine/facts.h"

#include <string.h>

#include "tests/testing.h"
#include "transform/engine/print.h"

static void assert_fact(const struct facts *f, size_t at, uint32_t pupil,
                        uint32_t school, uint32_t also, double first,
                        double second)
{
    const struct fact *fact = &f->rows[at];

    assert_int_equal(fact->pupil_key, pupil);
    assert_int_equal(fact->school_key, school);
    assert_int_equal(fact->also_key, also);
    assert_true(facts_values(f, fact)[0] == first);
    assert_true(facts_values(f, fact)[1] == second);
}

static void what_is_said_twice_is_kept_once(void **state)
{
    struct facts f = { 0 };

    (void)state;
    facts_begin(&f, 2);
    facts_add(&f, 7, 1, 0, (double[]){ 1, 0.5 });
    facts_add(&f, 8, 1, 0, (double[]){ 1, 0.25 });
    facts_add(&f, 9, 2, 3, (double[]){ 1, 0.5 });
    assert_int_equal(f.count, 3);
    assert_int_equal(f.said_count, 2);
    assert_fact(&f, 0, 7, 1, 0, 1, 0.5);
    assert_fact(&f, 1, 8, 1, 0, 1, 0.25);
    assert_fact(&f, 2, 9, 2, 3, 1, 0.5);
    assert_true(facts_hash(&f, &f.rows[0]) == facts_hash(&f, &f.rows[2]));
    assert_true(facts_hash(&f, &f.rows[0]) != facts_hash(&f, &f.rows[1]));
    facts_begin(&f, 2);
    facts_add(&f, 1, 1, 1, (double[]){ 1, 0.25 });
    assert_int_equal(f.count, 1);
    assert_int_equal(f.said_count, 1);
    assert_fact(&f, 0, 1, 1, 1, 1, 0.25);
    facts_release(&f);
}

static void a_key_that_can_be_none_is_nowhere(void **state)
{
    static const int64_t keys[] = { -1, UINT32_MAX, (int64_t)1 << 32,
                                    ((int64_t)1 << 32) + 7, INT64_MIN };
    struct facts f = { 0 };

    (void)state;
    facts_begin(&f, 1);
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
        facts_add(&f, keys[i], keys[i], keys[i], (double[]){ 1 });
        assert_int_equal(f.rows[i].pupil_key, FACTS_NO_KEY);
        assert_int_equal(f.rows[i].school_key, FACTS_NO_KEY);
        assert_int_equal(f.rows[i].also_key, FACTS_NO_KEY);
    }
    facts_release(&f);
}

/* Of many that differ, of one, of none; in no order; at the ends. */
static void packed_they_come_back(void **state)
{
    static const size_t counts[] = { 0, 1, 5000 };

    (void)state;
    for (size_t n = 0; n < sizeof(counts) / sizeof(counts[0]); n++) {
        struct facts f = { 0 }, back = { 0 };
        struct facts_packed packed;

        facts_begin(&f, 2);
        for (size_t i = 0; i < counts[n]; i++)
            facts_add(&f, (int64_t)(i * 2654435761u % FACTS_NO_KEY),
                      i % 3 ? (int64_t)(i % 900) : (int64_t)FACTS_NO_KEY,
                      i % 2 ? 0 : UINT32_MAX - 1,
                      (double[]){ (double)(i % 700), (double)i / 3 });
        facts_pack(&packed, &f);
        facts_unpack(&packed, &back);
        assert_int_equal(back.count, counts[n]);
        assert_int_equal(back.width, 2);
        for (size_t i = 0; i < counts[n]; i++) {
            assert_memory_equal(&back.rows[i], &f.rows[i], sizeof(f.rows[i]));
            assert_memory_equal(facts_values(&back, &back.rows[i]),
                                facts_values(&f, &f.rows[i]),
                                2 * sizeof(double));
        }
        /* And can be begun again, of another width. */
        facts_begin(&back, 3);
        facts_add(&back, 1, 2, 3, (double[]){ 4, 5, 6 });
        assert_fact(&back, 0, 1, 2, 3, 4, 5);
        facts_packed_release(&packed);
        facts_release(&back);
        facts_release(&f);
    }
}

static void a_print_tells_rows_apart(void **state)
{
    const double one[] = { 1, 0 }, other[] = { 0, 1 }, negative[] = { -1, 0 };

    (void)state;
    assert_true(print_hash(one, 2) != print_hash(other, 2));
    assert_true(print_hash(one, 2) != print_hash(negative, 2));
    assert_true(print_hash(one, 2) != print_hash(one, 1));
    assert_true(print_hash(one, 0) == print_hash(other, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_said_twice_is_kept_once),
        cmocka_unit_test(a_key_that_can_be_none_is_nowhere),
        cmocka_unit_test(packed_they_come_back),
        cmocka_unit_test(a_print_tells_rows_apart),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
