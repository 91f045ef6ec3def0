#include "core/search.h"

#include "tests/testing.h"

struct row {
    char before;
    int64_t key;
};

static void the_first_of_a_key_is_found_and_none_is_said(void **state)
{
    static const struct row rows[] = { { 'a', INT64_MIN }, { 'b', -1 },
                                       { 'c', 5 },         { 'd', 5 },
                                       { 'e', 5 },         { 'f', INT64_MAX } };
    static const struct {
        size_t count;
        int64_t key;
        size_t at;
    } cases[] = {
        { 6, INT64_MIN, 0 }, { 6, -1, 1 }, { 6, 5, 2 }, { 6, INT64_MAX, 5 },
        { 6, 0, 6 },         { 6, 6, 6 },  { 5, 6, 5 }, { 5, INT64_MAX, 5 },
        { 1, INT64_MIN, 0 }, { 1, 0, 1 },  { 0, 5, 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(search_key(rows, cases[i].count, sizeof(*rows),
                                    offsetof(struct row, key), cases[i].key),
                         cases[i].at);
    assert_int_equal(
        search_key(NULL, 0, sizeof(*rows), offsetof(struct row, key), 5), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_of_a_key_is_found_and_none_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
