#include <stdio.h>

#include "core/db.h"
#include "core/str.h"
#include "tests/testing.h"

/* shown.sql: how often children were suspended, in rungs that may be shown. */
#define WAREHOUSE                                                              \
    "create temp table context (year text, whole text, whole_2 text,"          \
    " whole_3 text, la_code text, suppress_below integer);"                    \
    "insert into context values ('now', 'last', 'then', '', '919', 6);"        \
    "create temp table mart_pupil_exclusion (academic_year text,"              \
    " pupil_key integer, suspensions integer, cohorts text);"

static struct err err = ERR_INIT;

static int open_rungs(void **state)
{
    static struct db *db;

    assert_ok(db_open(&db, ":memory:", DB_CREATE, &err), &err);
    assert_ok(db_exec(db, WAREHOUSE, &err), &err);
    assert_ok(
        db_run_script(db, "report/sql/disclosure.sql#schema", NULL, 0, &err),
        &err);
    *state = db;
    return 0;
}

static int close_rungs(void **state)
{
    db_close(*state);
    return 0;
}

/* So many children were suspended once, twice, ... */
static void put_children(struct db *db, const int *children)
{
    int key = 0;

    for (int often = 1; often <= 8; often++)
        for (int i = 0; i < children[often - 1]; i++)
            assert_ok(db_execf(db, &err,
                               "insert into mart_pupil_exclusion values"
                               " ('now', %d, %d, 'all;csw')",
                               key++, often),
                      &err);
}

static void put_figure(struct db *db, const char *metric, int numerator)
{
    assert_ok(db_execf(db, &err,
                       "insert into shown_metric values ('%s', 'now',"
                       " 'county', '919', 'csw', 'none', '', %d, 900, 1, null,"
                       " null, null, null)",
                       metric, numerator),
              &err);
}

/* "1:10 2+:8" */
static void assert_rungs(struct db *db, const char *expected)
{
    struct query *q = NULL;
    struct str out = STR_INIT;
    int row;

    assert_ok(db_run_script(db, "report/sql/shown.sql#ladder", NULL, 0, &err),
              &err);
    assert_ok(query_open(&q, db,
                         "select least || iif(most is null, '+', '') || ':' ||"
                         " children from shown_rung"
                         " where academic_year = 'now' order by least",
                         &err),
              &err);
    while ((row = query_step(q, &err)) == 1)
        str_addf(&out, "%s%s", out.len ? " " : "", query_text(q, 0));
    assert_ok(row, &err);
    query_close(q);
    assert_string_equal(out.text, expected);
    str_release(&out);
}

static void a_rung_can_be_shown_and_what_is_above_it(void **state)
{
    static const struct {
        int children[8];
        const char *rungs;
    } cases[] = {
        { { 10, 8, 7, 6 }, "1:10 2:8 3:7 4+:6" },
        { { 10, 6 }, "1:10 2+:6" },
        { { 10 }, "1+:10" },
        { { 0, 10 }, "1:0 2+:10" },
        { { 0 }, "" },
        /* Few on the rung, or above it. */
        { { 5, 8 }, "1+:13" },
        { { 10, 8, 3, 3 }, "1:10 2+:14" },
        { { 10, 8, 5, 5, 5 }, "1:10 2:8 3+:15" },
        /* Some are above two, by one to five together: of so few children, as
         * would follow from the sum. */
        { { 10, 6, 1 }, "1+:17" },
        { { 10, 8, 3 }, "1+:21" },
        { { 10, 8, 0, 1 }, "1+:19" },
        /* Three are, by six together, or one, or any number between. */
        { { 10, 8, 0, 3 }, "1:10 2+:11" },
        /* Nobody was suspended just three times. */
        { { 10, 8, 0, 0, 7 }, "1:10 2:8 3:0 4:0 5+:7" },
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        int sum = 0, children = 0, again = 0;

        assert_ok(db_exec(*state, "savepoint one", &err), &err);
        put_children(*state, cases[i].children);
        for (int often = 1; often <= 8; often++) {
            sum += often * cases[i].children[often - 1];
            children += cases[i].children[often - 1];
            again += often > 1 ? cases[i].children[often - 1] : 0;
        }
        put_figure(*state, "suspended_pupils", children);
        put_figure(*state, "suspension_rate", sum);
        put_figure(*state, "repeat_suspended_pupils", again);
        assert_rungs(*state, cases[i].rungs);
        assert_ok(db_exec(*state, "rollback to one; release one", &err), &err);
    }
}

static void there_are_none_where_their_sum_is_not_shown(void **state)
{
    static const int children[8] = { 10, 8 };
    static const char *const changes[] = {
        "update shown_metric set numerator = null, symbol = '[c]'"
        " where metric = 'suspension_rate'",
        "delete from shown_metric where metric = 'repeat_suspended_pupils'",
        /* Not the same children. */
        "update shown_metric set numerator = 19"
        " where metric = 'suspended_pupils'",
        "update shown_metric set numerator = 27"
        " where metric = 'suspension_rate'",
    };

    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        assert_ok(db_exec(*state, "savepoint one", &err), &err);
        put_children(*state, children);
        put_figure(*state, "suspended_pupils", 18);
        put_figure(*state, "suspension_rate", 26);
        put_figure(*state, "repeat_suspended_pupils", 8);
        assert_ok(db_exec(*state, changes[i], &err), &err);
        assert_rungs(*state, "");
        assert_ok(db_exec(*state, "rollback to one; release one", &err), &err);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_rung_can_be_shown_and_what_is_above_it),
        cmocka_unit_test(there_are_none_where_their_sum_is_not_shown),
    };

    return cmocka_run_group_tests(tests, open_rungs, close_rungs);
}
