#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/str.h"
#include "report/shown/days.h"
#include "tests/testing.h"

/* released.sql: what charts may show besides figures, worked out by hand. */
static const char schema[] =
    "create temp table context as select '2025/26' as year,"
    " '2025-09-19' as as_of, 6 as suppress_below,"
    " 20 as low_reliability_below;"
    "create table dim_period (id, start_date, end_date, grain);"
    "insert into dim_period values"
    " ('2025/26', '2025-08-01', '2026-07-31', 'year'),"
    " ('W36', '2025-09-01', '2025-09-07', 'week'),"
    " ('W37', '2025-09-08', '2025-09-14', 'week');"
    "create table pupil_cohort (period, cohort, pupil_key);"
    "create table fct_attendance (pupil_key, period);"
    "create table attendance_mark (pupil_key, date, mark);"
    "create table mark_meaning (mark, valid_from, valid_to, is_possible,"
    " meaning);"
    "insert into mark_meaning values"
    " ('/', '2000-01-01', '2100-01-01', 1, 'present'),"
    " ('I', '2000-01-01', '2100-01-01', 1, 'authorised_absence'),"
    " ('M', '2000-01-01', '2100-01-01', 1, 'authorised_absence'),"
    " ('C', '2000-01-01', '2100-01-01', 1, 'authorised_absence'),"
    " ('O', '2000-01-01', '2100-01-01', 1, 'unauthorised_absence'),"
    " ('U', '2000-01-01', '2100-01-01', 1, 'unauthorised_absence'),"
    " ('#', '2000-01-01', '2100-01-01', 0, 'administrative');"
    "create table mart_absence_reason (period, level, cohort, code, sessions,"
    " possible);"
    "create table fct_exclusion (pupil_key, category, counted, start_date,"
    " reason1);"
    "create table shown_metric (period, metric, level, breakdown, cohort,"
    " numerator, value);"
    "insert into shown_metric"
    " select period, metric, 'county', 'none', cohort, 20, 2"
    " from (select '2025/26' as period, 'suspension_rate' as metric"
    "  union all values ('2025/26', 'authorised_absence_rate'),"
    "  ('2025/26', 'unauthorised_absence_rate'),"
    "  ('W36', 'attendance_rate'), ('W37', 'attendance_rate'))"
    " cross join (select 'csw' as cohort union all select 'peers');";

static int open_facts(void **state)
{
    static struct db *db;
    struct err err = ERR_INIT;

    assert_ok(db_open(&db, ":memory:", DB_CREATE, &err), &err);
    assert_ok(db_exec(db, schema, &err), &err);
    *state = db;
    return 0;
}

static int close_facts(void **state)
{
    db_close(*state);
    return 0;
}

static void put(struct db *db, const char *sql)
{
    struct err err = ERR_INIT;

    assert_ok(db_exec(db, sql, &err), &err);
}

static void release(struct db *db, const char *name)
{
    struct err err = ERR_INIT;
    struct str asset = STR_INIT;

    str_addf(&asset, "report/sql/released.sql#%s", name);
    assert_ok(db_run_script(db, asset.text, NULL, 0, &err), &err);
    str_release(&asset);
}

/* All rows of a select of one column, a space after each. */
static void assert_rows(struct db *db, const char *sql, const char *expected)
{
    struct err err = ERR_INIT;
    struct query *q = NULL;
    struct str rows = STR_INIT;

    str_add(&rows, "");
    assert_ok(query_open(&q, db, sql, &err), &err);
    while (query_step(q, &err) == 1)
        str_addf(&rows, "%s ", query_text(q, 0));
    query_close(q);
    assert_string_equal(rows.text, expected);
    str_release(&rows);
}

/* Children 1 to count of the cohort, with `mark` on a day for the first `away`
 * of them and present else. */
static void put_day(struct db *db, const char *date, int count, int away)
{
    struct str sql = STR_INIT;

    for (int i = 1; i <= count; i++)
        str_addf(&sql,
                 "insert into attendance_mark values (%d, '%s', '%s'),"
                 " (%d, '%s', '/');",
                 i, date, i <= away ? "I" : "/", i, date);
    put(db, sql.text);
    str_release(&sql);
}

static void put_children(struct db *db, const char *cohort, int from, int count)
{
    struct str sql = STR_INIT;

    for (int i = from; i < from + count; i++)
        str_addf(&sql,
                 "insert into pupil_cohort values ('2025/26', '%s', %d);"
                 "insert into fct_attendance values (%d, '2025/26');",
                 cohort, i, i);
    put(db, sql.text);
    str_release(&sql);
}

static void make_days(struct db *db)
{
    struct err err = ERR_INIT;

    assert_ok(days_prepare(db, &err), &err);
}

#define DAYS "select date || ' ' || coalesce(value, '[c]') from shown_day"

/* Half of the sessions of 10 of 40: 12.5, which is 13; nobody away is 0. */
static void a_day_of_enough_children_is_shown_whole(void **state)
{
    put_children(*state, "csw", 1, 40);
    put_day(*state, "2025-09-01", 40, 10);
    put_day(*state, "2025-09-02", 40, 0);
    /* A Saturday is no school day. */
    put_day(*state, "2025-09-06", 40, 12);
    make_days(*state);
    assert_rows(*state, DAYS, "2025-09-01 13.0 2025-09-02 0.0 ");
}

/* The week's own figure would give the fifth day away. */
static void a_day_of_few_withholds_its_week(void **state)
{
    static const struct {
        int children, away;
    } few[] = { { 40, 3 }, { 40, 36 }, { 19, 6 } };

    for (size_t i = 0; i < sizeof(few) / sizeof(few[0]); i++) {
        put(*state, "delete from pupil_cohort; delete from attendance_mark;"
                    "drop table if exists temp.shown_day");
        put_children(*state, "csw", 1, 40);
        put_day(*state, "2025-09-01", 40, 10);
        put_day(*state, "2025-09-02", few[i].children, few[i].away);
        put_day(*state, "2025-09-08", 40, 20);
        make_days(*state);
        assert_rows(*state, DAYS,
                    "2025-09-01 [c] 2025-09-02 [c] 2025-09-08 25.0 ");
    }
}

static void a_week_that_is_withheld_has_no_days(void **state)
{
    put(*state, "update shown_metric set value = null where period = 'W36'"
                " and cohort = 'csw'");
    put_children(*state, "csw", 1, 40);
    put_day(*state, "2025-09-01", 40, 10);
    put_day(*state, "2025-09-08", 40, 20);
    make_days(*state);
    assert_rows(*state, DAYS, "2025-09-01 [c] 2025-09-08 25.0 ");
}

static void a_day_of_nobody_is_none(void **state)
{
    put_children(*state, "peers", 1, 40);
    put_day(*state, "2025-09-01", 40, 10);
    make_days(*state);
    assert_rows(*state, DAYS, "");
}

static void put_reason(struct db *db, const char *code, int ours, int theirs)
{
    struct str sql = STR_INIT;

    str_addf(&sql,
             "insert into mart_absence_reason values"
             " ('2025/26', 'county', 'csw', '%s', %d, 10000),"
             " ('2025/26', 'county', 'peers', '%s', %d, 100000),"
             " ('2025/26', 'county', 'all', '%s', %d, 120000),"
             " ('2025/26', 'district', 'csw', '%s', 1, 10)",
             code, ours, code, theirs, code, ours + theirs, code);
    put(db, sql.text);
    str_release(&sql);
}

#define REASONS                                                                \
    "select kind || ' ' || code || ' ' || value || ' ' || comparator_value"    \
    " from shown_absence_reason order by kind, code desc"

/*
 * 49 days to 19 September: 40 weekdays at most, 80 sessions; five children can
 * miss 400 and no more.
 */
static void a_reason_that_few_may_have_stands_with_others(void **state)
{
    put_reason(*state, "I", 900, 5000);
    put_reason(*state, "M", 401, 900);
    put_reason(*state, "C", 400, 900);
    put_reason(*state, "O", 600, 700);
    release(*state, "absence_reason");
    /* C alone would be small, so M, the next smallest, goes with it. */
    assert_rows(*state, REASONS,
                "authorised I 9.0 5.0 authorised  8.01 1.8 "
                "unauthorised O 6.0 0.7 ");
}

static void a_kind_of_which_little_is_left_is_not_shown(void **state)
{
    put_reason(*state, "I", 900, 5000);
    put_reason(*state, "M", 500, 300); /* few among the peers */
    put_reason(*state, "C", 500, 300);
    put_reason(*state, "O", 12, 9000);
    release(*state, "absence_reason");
    assert_rows(*state, REASONS, "authorised I 9.0 5.0 authorised  10.0 0.6 ");
}

static void a_kind_whose_rate_is_withheld_is_not_shown(void **state)
{
    put(*state, "update shown_metric set numerator = null"
                " where metric = 'unauthorised_absence_rate'"
                " and cohort = 'peers'");
    put_reason(*state, "I", 900, 5000);
    put_reason(*state, "O", 900, 9000);
    release(*state, "absence_reason");
    assert_rows(*state, REASONS, "authorised I 9.0 5.0 ");
}

static void no_absence_is_no_reason(void **state)
{
    release(*state, "absence_reason");
    assert_rows(*state, REASONS, "");
}

/* As many children, each suspended once for it. */
static void suspend(struct db *db, const char *code, int from, int count)
{
    struct str sql = STR_INIT;

    for (int i = from; i < from + count; i++)
        str_addf(&sql,
                 "insert into fct_exclusion values"
                 " (%d, 'SUSP', 1, '2025-09-10', %s)",
                 i, code),
            str_add(&sql, ";");
    put(db, sql.text);
    str_release(&sql);
}

#define SUSPENDED                                                              \
    "select code || ' ' || value || ' ' || comparator_value"                   \
    " from shown_exclusion_reason order by code desc"

static void open_suspended(struct db *db)
{
    put_children(db, "csw", 1, 100);
    put_children(db, "peers", 1001, 100);
}

static void a_reason_of_enough_children_is_shown(void **state)
{
    open_suspended(*state);
    suspend(*state, "'DB'", 1, 12);
    suspend(*state, "'DB'", 1001, 20);
    suspend(*state, "'PP'", 20, 8);
    suspend(*state, "'PP'", 1021, 60);
    /* None of ours: that is no small number. */
    suspend(*state, "'TH'", 1001, 20);
    release(*state, "exclusion_reason");
    assert_rows(*state, SUSPENDED, "TH 0.0 20.0 PP 40.0 60.0 DB 60.0 20.0 ");
}

/* Of ours three bullied: damage, the smallest that is shown, goes with it. */
static void few_children_take_the_next_reason_with_them(void **state)
{
    open_suspended(*state);
    suspend(*state, "'DB'", 1, 10);
    suspend(*state, "'DB'", 1001, 50);
    suspend(*state, "'DM'", 20, 7);
    suspend(*state, "'DM'", 1051, 30);
    suspend(*state, "'BU'", 40, 3);
    suspend(*state, "'BU'", 1081, 20);
    release(*state, "exclusion_reason");
    assert_rows(*state, SUSPENDED, "DB 50.0 50.0  50.0 50.0 ");
}

static void too_few_to_join_show_nothing(void **state)
{
    open_suspended(*state);
    suspend(*state, "'DB'", 1, 5);
    suspend(*state, "'DB'", 1001, 50);
    release(*state, "exclusion_reason");
    assert_rows(*state, SUSPENDED, "");
}

static void reasons_of_a_withheld_total_are_withheld(void **state)
{
    open_suspended(*state);
    suspend(*state, "'DB'", 1, 10);
    suspend(*state, "'DB'", 1001, 50);
    put(*state, "update shown_metric set numerator = null"
                " where cohort = 'csw'");
    release(*state, "exclusion_reason");
    assert_rows(*state, SUSPENDED, "");
}

#define TEST(test)                                                             \
    cmocka_unit_test_setup_teardown(test, open_facts, close_facts)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_day_of_enough_children_is_shown_whole),
        TEST(a_day_of_few_withholds_its_week),
        TEST(a_week_that_is_withheld_has_no_days),
        TEST(a_day_of_nobody_is_none),
        TEST(a_reason_that_few_may_have_stands_with_others),
        TEST(a_kind_of_which_little_is_left_is_not_shown),
        TEST(a_kind_whose_rate_is_withheld_is_not_shown),
        TEST(no_absence_is_no_reason),
        TEST(a_reason_of_enough_children_is_shown),
        TEST(few_children_take_the_next_reason_with_them),
        TEST(too_few_to_join_show_nothing),
        TEST(reasons_of_a_withheld_total_are_withheld),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
