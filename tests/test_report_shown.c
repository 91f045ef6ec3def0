#include <stdlib.h>

#include "core/db.h"
#include "tests/testing.h"

/* shown.sql: what a comparison and a change are called, worked out by hand. */
static int open_shown(void **state)
{
    static struct db *db;
    struct err err = ERR_INIT;

    assert_ok(db_open(&db, ":memory:", DB_CREATE, &err), &err);
    assert_ok(db_exec(db,
                      "create temp table context as select 'now' as compare,"
                      " 'then' as before",
                      &err),
              &err);
    assert_ok(
        db_run_script(db, "report/sql/disclosure.sql#schema", NULL, 0, &err),
        &err);
    assert_ok(
        db_run_script(db, "report/sql/shown.sql#comparison", NULL, 0, &err),
        &err);
    *state = db;
    return 0;
}

static int close_shown(void **state)
{
    db_close(*state);
    return 0;
}

static void put(struct db *db, const char *sql)
{
    struct err err = ERR_INIT;

    assert_ok(db_exec(db, sql, &err), &err);
}

static void assert_text(struct db *db, const char *sql, const char *expected)
{
    struct err err = ERR_INIT;
    struct query *q = NULL;

    assert_ok(query_open(&q, db, sql, &err), &err);
    assert_int_equal(query_step(q, &err), 1);
    assert_string_equal(query_text(q, 0), expected);
    query_close(q);
}

#define FIGURE                                                                 \
    "delete from shown_metric; delete from shown_gap;"                         \
    "insert into shown_metric values ('m', 'now', 'county', '', 'csw',"        \
    " 'none', '', 8, 40, 20, 10.5, 34.8, null);"
#define GAP                                                                    \
    FIGURE "insert into shown_gap values ('m', 'now', 'county', '', 'csw',"    \
           " 'peers', 'none', '', 20, "

static void a_comparison_is_one_where_its_interval_says_so(void **state)
{
    static const struct {
        const char *rows;
        const char *words;
    } cases[] = {
        { FIGURE, "Not compared" },
        { GAP "12, 8, 0.1, 16, null, null, null, null, null, null)",
          "Higher than peers" },
        { GAP "12, 8, 0, 16, null, null, null, null, null, null)",
          "No clear difference" },
        { GAP "25, -5, -9, -0.1, null, null, null, null, null, null)",
          "Lower than peers" },
        { GAP "25, -5, -9, 0, null, null, null, null, null, null)",
          "No clear difference" },
        /* Counts of events have an interval of their ratio. */
        { GAP "10, 10, null, null, 2, 1.1, 4, null, null, null)",
          "Higher than peers" },
        { GAP "40, -20, null, null, 0.5, 0.2, 0.9, null, null, null)",
          "Lower than peers" },
        { GAP "10, 10, null, null, 2, 0.9, 4, null, null, null)",
          "No clear difference" },
        { GAP "0, 20, null, null, null, null, null, null, null, null)",
          "Too few to compare" },
        { GAP "null, null, null, null, null, null, null, null, '[c]', '[c]')",
          "Not compared" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        put(*state, cases[i].rows);
        assert_text(*state, "select compared from shown_comparison",
                    cases[i].words);
    }
}

static void a_cell_is_a_number_or_says_why_not(void **state)
{
    put(*state, FIGURE);
    assert_text(*state,
                "select numerator || ' ' || value || ' ' || lower || ' ' ||"
                " comparator_value || gap || gap_lower || ratio ||"
                " (gap_size is null) from shown_comparison",
                "8.0 20.0 10.5 [x][x][z][x]1");
    put(*state, GAP "null, null, null, null, null, null, null, null, '[c]',"
                    " '[c]'); update shown_metric set lower = null");
    assert_text(*state,
                "select value || lower || comparator_value || gap ||"
                " gap_lower || ratio_upper from shown_comparison",
                "20.0[z][c][c][c][c]");
    put(*state, FIGURE "update shown_metric set numerator = null,"
                       " denominator = null, value = null, lower = null,"
                       " upper = null, symbol = '[c]'");
    assert_text(*state,
                "select numerator || denominator || value || lower || upper"
                " from shown_comparison",
                "[c][c][c][c][c]");
}

#define THEN                                                                   \
    FIGURE                                                                     \
    "insert into shown_metric values ('m', 'then', 'county', '', 'csw',"       \
    " 'none', '', "

/*
 * Newcombe: 20 (10.5 to 34.8) after 50 (35.2 to 64.8) is -30, below it by
 * sqrt(9.5^2 + 14.8^2) = 17.5866 and above by sqrt(14.8^2 + 14.8^2) = 20.9304.
 */
static void a_change_has_the_interval_of_two_independent_periods(void **state)
{
    put(*state, THEN "20, 40, 50, 35.2, 64.8, null)");
    assert_text(*state,
                "select printf('%g %.4f %.4f ', change, change_lower,"
                " change_upper) || direction from shown_change",
                "-30 -47.5866 -9.0696 down");
    put(*state, THEN "0, 40, 0, 0, 8.8, null)");
    assert_text(*state,
                "select printf('%g %.4f %.4f ', change, change_lower,"
                " change_upper) || direction from shown_change",
                "20 7.0505 34.8000 up");
    put(*state, THEN "9, 40, 22.5, 12.3, 37.5, null)");
    assert_text(*state, "select direction from shown_change", "none");
}

static void a_change_without_both_ends_says_why(void **state)
{
    static const struct {
        const char *rows;
        const char *expected;
    } cases[] = {
        { FIGURE, "[x]" },
        { THEN "null, null, null, null, null, '[c]')", "[c]" },
        { THEN "3, 12, null, null, null, '[u]')", "[u]" },
        { THEN "null, null, null, null, null, '[c]');"
               "update shown_metric set value = null, symbol = '[u]'"
               " where period = 'now'",
          "[c]" },
        { THEN "9, 40, 22.5, null, null, null)", "-2.5" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        put(*state, cases[i].rows);
        assert_text(*state,
                    "select coalesce(change, change_symbol)"
                    " || coalesce(direction, '') from shown_change",
                    cases[i].expected);
    }
}

/* The change of a gap stands beside that of its figure, by the same rule. */
static void a_gap_changes_as_a_figure_does(void **state)
{
    put(*state, GAP "12, 8, 2, 14, null, null, null, null, null, null);"
                    "insert into shown_gap select metric, 'then', level,"
                    " entity, cohort, comparator, breakdown, breakdown_value,"
                    " value, comparator_value, 16, 12, 20, null, null, null,"
                    " null, null, null from shown_gap");
    /* 8 - 16, by sqrt(6^2 + 4^2) = 7.2111 either way */
    assert_text(*state,
                "select printf('%g %.4f %.4f ', change, change_lower,"
                " change_upper) || direction from shown_change"
                " where comparator = 'peers'",
                "-8 -15.2111 -0.7889 down");
    assert_text(*state,
                "select count(*) from shown_change where comparator = ''", "1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_comparison_is_one_where_its_interval_says_so),
        cmocka_unit_test(a_cell_is_a_number_or_says_why_not),
        cmocka_unit_test(a_change_has_the_interval_of_two_independent_periods),
        cmocka_unit_test(a_change_without_both_ends_says_why),
        cmocka_unit_test(a_gap_changes_as_a_figure_does),
    };

    return cmocka_run_group_tests(tests, open_shown, close_shown);
}
