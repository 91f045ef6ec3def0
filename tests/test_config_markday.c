#include "config/markday.h"

#include "tests/testing.h"

/* Every day and session of some years has a place of its own. */
static void a_place_is_one_session(void **state)
{
    (void)state;
    for (date_t date = date_make(1999, 8, 1); date < date_make(2031, 8, 1);
         date++) {
        int bucket = markday_bucket(date);

        assert_in_range(date, markday_first(bucket), markday_last(bucket));
        assert_true(markday_count(bucket) <= MARKDAY_POSITIONS);
        for (int session = 0; session < 2; session++) {
            int position = markday_position(bucket, date, session);

            assert_in_range(position, 0, markday_count(bucket) - 1);
            assert_int_equal(position % 2, session);
            assert_int_equal(markday_date(bucket, position), date);
        }
    }
}

/* What a string of a whole half term does not reach. */
static void days_without_school_come_last(void **state)
{
    static const struct {
        int year, month, day;
        int position;
    } cases[] = {
        { 2025, 9, 1, 0 },    /* a Monday */
        { 2025, 10, 27, 80 }, /* the last weekday of the bucket */
        { 2025, 8, 1, 82 },   /* a Friday in the holidays */
        { 2025, 8, 29, 122 }, /* the last of them */
        { 2025, 8, 2, 124 },  /* a Saturday */
        { 2025, 10, 28, 0 },  /* the second bucket begins */
        { 2025, 12, 31, 92 }, /* its last weekday */
        { 2025, 11, 1, 94 },  /* its first weekend */
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        date_t date = date_make(cases[i].year, cases[i].month, cases[i].day);

        assert_int_equal(markday_position(markday_bucket(date), date, 0),
                         cases[i].position);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_place_is_one_session),
        cmocka_unit_test(days_without_school_come_last),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
