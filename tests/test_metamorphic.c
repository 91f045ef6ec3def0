/*
 * What must hold whatever the figures are: a small county told in four other
 * ways. A school in two leaves the county alone; a pupil without marks changes
 * no absence; all a year earlier moves every period and nothing else; the
 * county twice over, under other numbers, doubles what is counted and leaves
 * every rate.
 */
#include "tests/testing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/telling.h"
#include "tests/world.h"

/* ---- what is compared ---- */

#define CELL                                                                   \
    "metric, level, entity, cohort, breakdown, breakdown_value, "              \
    "printf('%.9g', numerator), printf('%.9g', denominator), "                 \
    "printf('%.9g', value), printf('%.9g', lower), printf('%.9g', upper)"
/* A metric of schools has cells of all pupils alone. */
#define OF_PUPILS                                                              \
    "metric in (select one.metric from mart_metric as one "                    \
    "where one.cohort <> 'all')"
#define IN_ORDER " order by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12"

static void assert_alike(struct world *one, const char *first,
                         struct world *other, const char *second)
{
    char *a = world_rows(one, first);
    char *b = world_rows(other, second);

    assert_true(strlen(a) > 1000);
    if (strcmp(a, b) != 0) {
        size_t at = 0;

        while (a[at] == b[at])
            at++;
        while (at > 0 && a[at - 1] != ';')
            at--;
        fail_msg("%.300s\n  is not\n%.300s", a + at, b + at);
    }
    free(a);
    free(b);
}

static const struct telling plain = { 1, false, false, 0 };

static void a_school_in_two_leaves_the_county_alone(void **state)
{
    static const char sql[] =
        "select period, " CELL " from mart_metric where " OF_PUPILS
        " and level <> 'school'" IN_ORDER;
    static const char other[] =
        "select period, " CELL " from mart_metric where " OF_PUPILS
        " and level = 'school' and entity = '100002'" IN_ORDER;
    static const char gaps[] =
        "select metric, period, level, entity, cohort, comparator, breakdown, "
        "breakdown_value, printf('%.9g', gap), printf('%.9g', gap_lower), "
        "printf('%.9g', ratio), printf('%.9g', ratio_upper) from mart_gap "
        "where level <> 'school'" IN_ORDER;
    struct telling one = plain;
    struct telling two = plain;
    struct world first;
    struct world second;

    (void)state;
    two.is_split = true;
    telling_tell(&one, &first, "whole");
    telling_tell(&two, &second, "split");
    assert_alike(&first, sql, &second, sql);
    assert_alike(&first, other, &second, other);
    assert_alike(&first, gaps, &second, gaps);
    world_close(&first);
    world_close(&second);
}

static void a_pupil_without_marks_changes_no_absence(void **state)
{
    static const char sql[] =
        "select period, " CELL " from mart_metric where metric in "
        "('attendance_rate', 'absence_rate', 'authorised_absence_rate', "
        "'unauthorised_absence_rate', 'persistent_absence', 'severe_absence', "
        "'persistent_absence_enrolments', 'part_time_absence_rate', "
        "'late_rate')" IN_ORDER;
    static const char reasons[] =
        "select period, level, entity, cohort, code, sessions, possible "
        "from mart_absence_reason order by 1, 2, 3, 4, 5";
    struct telling one = plain;
    struct telling two = plain;
    struct world first;
    struct world second;

    (void)state;
    two.has_more = true;
    telling_tell(&one, &first, "marked");
    telling_tell(&two, &second, "unmarked");
    assert_true(world_int(&second, "select count(*) from dim_pupil")
                > world_int(&first, "select count(*) from dim_pupil"));
    assert_alike(&first, sql, &second, sql);
    assert_alike(&first, reasons, &second, reasons);
    world_close(&first);
    world_close(&second);
}

/* A period of the year that begins in `y`, and of the one after, by letters. */
#define LETTERED(y, y1, s1, s2)                                                \
    "select replace(replace(replace(replace(replace(period, "                  \
    "'" y "/" s1 "', 'a'), '" y1 "/" s2 "', 'b'), '" y "-W', 'a-W'), "         \
    "'" y1 "-W', 'b-W'), '20" s2 "-W', 'c-W'), " CELL " from mart_metric "     \
    "where period not glob '*-W13'" IN_ORDER

/*
 * Weekdays, and so terms, are moved by 52 weeks. A 31 March is not, and the
 * groups of a 31 March begin with a week that holds it.
 */
static void a_year_earlier_moves_every_period(void **state)
{
    static const char later[] = LETTERED("2024", "2025", "25", "26");
    static const char earlier[] = LETTERED("2023", "2024", "24", "25");
    struct telling one = plain;
    struct telling two = plain;
    struct world first;
    struct world second;

    (void)state;
    two.years = 1;
    telling_tell(&one, &first, "later");
    telling_tell(&two, &second, "earlier");
    assert_alike(&first, later, &second, earlier);
    world_close(&first);
    world_close(&second);
}

static void the_county_twice_has_twice_the_counts(void **state)
{
    static const char once[] =
        "select metric, period, cohort, breakdown, breakdown_value, "
        "printf('%.9g', 2 * numerator), printf('%.9g', 2 * denominator), "
        "printf('%.9g', value) from mart_metric where level = 'county' "
        "order by 1, 2, 3, 4, 5";
    static const char twice[] =
        "select metric, period, cohort, breakdown, breakdown_value, "
        "printf('%.9g', numerator), printf('%.9g', denominator), "
        "printf('%.9g', value) from mart_metric where level = 'county' "
        "order by 1, 2, 3, 4, 5";
    struct telling one = plain;
    struct telling two = plain;
    struct world first;
    struct world second;

    (void)state;
    two.copies = 2;
    telling_tell(&one, &first, "once");
    telling_tell(&two, &second, "twice");
    assert_alike(&first, once, &second, twice);
    world_close(&first);
    world_close(&second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_school_in_two_leaves_the_county_alone),
        cmocka_unit_test(a_pupil_without_marks_changes_no_absence),
        cmocka_unit_test(a_year_earlier_moves_every_period),
        cmocka_unit_test(the_county_twice_has_twice_the_counts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
