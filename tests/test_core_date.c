#include "core/date.h"

#include <string.h>

#include "tests/testing.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static void a_date_is_ten_characters_and_a_day_that_is(void **state)
{
    static const struct {
        const char *text;
        date_t date;
    } rows[] = {
        { "1970-01-01", 0 },         { "1969-12-31", -1 },
        { "2000-02-29", 11016 },     { "0001-01-01", -719162 },
        { "9999-12-31", 2932896 },   { "2025-02-29", DATE_NONE },
        { "1900-02-29", DATE_NONE }, { "2025-13-01", DATE_NONE },
        { "2025-00-01", DATE_NONE }, { "2025-04-31", DATE_NONE },
        { "2025-04-00", DATE_NONE }, { "0000-01-01", DATE_NONE },
        { "2025-1-01", DATE_NONE },  { "2025-01-011", DATE_NONE },
        { "2025/01/01", DATE_NONE }, { " 025-01-01", DATE_NONE },
        { "2025-01-0x", DATE_NONE }, { "", DATE_NONE },
        { "-001-01-01", DATE_NONE },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        if (date_parse_iso(rows[i].text) != rows[i].date)
            fail_msg("'%s' is %d", rows[i].text, date_parse_iso(rows[i].text));
}

static void what_is_no_date_is_written_as_nothing(void **state)
{
    char text[DATE_TEXT_SIZE];

    (void)state;
    date_format(DATE_NONE, text);
    assert_string_equal(text, "");
    date_format(DATE_MAX, text);
    assert_string_equal(text, "");
}

static void every_day_survives_being_written_and_read(void **state)
{
    date_t last = date_make(9999, 12, 31);

    (void)state;
    for (date_t date = date_make(1, 1, 1); date <= last; date += 13) {
        struct date_parts parts = date_split(date);
        char text[DATE_TEXT_SIZE];

        date_format(date, text);
        assert_int_equal(date_parse_iso(text), date);
        assert_int_equal(date_make(parts.year, parts.month, parts.day), date);
    }
}

static void days_of_the_week_and_weeks_are_those_of_iso_8601(void **state)
{
    static const struct {
        int year, month, day, weekday, week_year, week;
    } rows[] = {
        { 1970, 1, 1, 4, 1970, 1 },   { 1969, 12, 28, 7, 1969, 52 },
        { 2026, 1, 1, 4, 2026, 1 },   { 2027, 1, 1, 5, 2026, 53 },
        { 2024, 12, 30, 1, 2025, 1 }, { 2025, 9, 1, 1, 2025, 36 },
        { 1, 1, 1, 1, 1, 1 },         { 2023, 1, 1, 7, 2022, 52 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        date_t date = date_make(rows[i].year, rows[i].month, rows[i].day);
        int year, week;

        date_iso_week(date, &year, &week);
        assert_int_equal(date_weekday(date), rows[i].weekday);
        assert_int_equal(date_monday(date), date - rows[i].weekday + 1);
        assert_int_equal(year, rows[i].week_year);
        assert_int_equal(week, rows[i].week);
    }
}

static void years_are_added_by_the_calendar(void **state)
{
    static const struct {
        const char *from;
        int years;
        const char *to;
    } rows[] = {
        { "2024-02-29", 1, "2025-02-28" },
        { "2024-02-29", 4, "2028-02-29" },
        { "2025-08-31", -5, "2020-08-31" },
        { "2025-06-15", 0, "2025-06-15" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        date_t from = date_parse_iso(rows[i].from);
        char text[DATE_TEXT_SIZE];

        date_format(date_add_years(from, rows[i].years), text);
        assert_string_equal(text, rows[i].to);
    }
}

static void age_is_whole_years_and_a_leap_day_waits_for_march(void **state)
{
    static const struct {
        const char *birth, *on;
        int age;
    } rows[] = {
        { "2010-06-15", "2025-06-14", 14 }, { "2010-06-15", "2025-06-15", 15 },
        { "2012-02-29", "2025-02-28", 12 }, { "2012-02-29", "2025-03-01", 13 },
        { "2012-02-29", "2024-02-28", 11 }, { "2012-02-29", "2024-02-29", 12 },
        { "2025-06-15", "2025-06-15", 0 },  { "2025-06-15", "2025-06-14", -1 },
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++)
        assert_int_equal(
            date_age(date_parse_iso(rows[i].birth), date_parse_iso(rows[i].on)),
            rows[i].age);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_date_is_ten_characters_and_a_day_that_is),
        cmocka_unit_test(what_is_no_date_is_written_as_nothing),
        cmocka_unit_test(every_day_survives_being_written_and_read),
        cmocka_unit_test(days_of_the_week_and_weeks_are_those_of_iso_8601),
        cmocka_unit_test(years_are_added_by_the_calendar),
        cmocka_unit_test(age_is_whole_years_and_a_leap_day_waits_for_march),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
