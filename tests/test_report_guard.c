#include "report/shown/guard.h"

#include <stdlib.h>

#include "report/report.h"
#include "tests/testing.h"
#include "tests/world.h"

static int open_world(void **state)
{
    static struct world world;
    struct err err = ERR_INIT;

    world_open(&world, "guard");
    assert_ok(db_exec(world.db,
                      "create temp table shown_metric (value real);"
                      "create temp view shown_school as"
                      " select name from dim_school;"
                      "create temp view not_shown as"
                      " select value from mart_metric",
                      &err),
              &err);
    *state = &world;
    return 0;
}

static int close_world(void **state)
{
    world_close(*state);
    return 0;
}

struct statement {
    const char *sql;
    bool is_refused;
};

static void assert_guarded(struct world *w, const char *asset,
                           const struct statement *statements, size_t count)
{
    struct err err = ERR_INIT;
    struct guard *guard;

    assert_ok(guard_open(&guard, w->db, asset, &err), &err);
    guard_use(guard, w->db);
    for (size_t i = 0; i < count; i++) {
        struct err refusal = ERR_INIT;
        struct query *q = NULL;
        int ret = query_open(&q, w->db, statements[i].sql, &refusal);

        query_close(q);
        if (statements[i].is_refused != (ret != 0))
            fail_msg("'%s': %s", statements[i].sql,
                     ret ? refusal.msg : "may be read");
        if (ret)
            assert_int_equal(refusal.code, ERR_INTERNAL);
    }
    guard_use(NULL, w->db);
    guard_close(guard);
}

/* No way round: counted, nested, renamed, through a view. */
static void a_controlled_pack_reads_no_figure_that_is_not_shown(void **state)
{
    static const struct statement statements[] = {
        { "select value from shown_metric", false },
        { "select count(*) from shown_metric", false },
        { "select name, adviser from dim_school", false },
        { "select count(*) from dim_school", false },
        { "select name from shown_school", false },
        { "select attendance_to from load_freshness", false },
        { "select label from dim_period, dim_cohort using (label)", false },
        { "with x as (select id from dim_metric) select count(*) from x",
          false },
        { "select value from json_each('[1]')", false },
        { "select value from mart_metric", true },
        { "select count(*) from mart_metric", true },
        { "select 1 where exists (select 1 from fct_exclusion)", true },
        { "select value from not_shown", true },
        { "select count(*) from not_shown", true },
        { "select numerator from metric_cell", true },
        { "select count(*) from metric_cell", true },
        { "select surname from dim_pupil", true },
        { "select count(*) from pupil_cohort", true },
        { "with dim_school as (select numerator from metric_cell)"
          " select numerator from dim_school",
          true },
        { "select name from dim_school where school_key in"
          " (select school_key from fct_enrolment)",
          true },
        { "create temp table t as select * from mart_pupil_exclusion", true },
        { "insert into shown_metric select value from mart_metric", true },
    };

    assert_guarded(*state, "report/sql/guard.sql#controlled", statements,
                   sizeof(statements) / sizeof(statements[0]));
}

/* Rooms of the warehouse that may be laid out anew. */
static void no_pack_reads_what_is_not_public(void **state)
{
    static const struct statement statements[] = {
        { "select value from not_shown", false },
        { "select count(*) from mart_metric", false },
        { "select * from mart_gap", false },
        { "select * from mart_funnel", false },
        { "select * from dim_pupil, fct_exclusion", false },
        { "select count(*) from fct_exclusion", false },
        { "select * from load_file, load_reject, load_run", false },
        { "select * from load_freshness, load_unlisted, load_note,"
          " load_unlinked",
          false },
        { "select numerator from metric_cell", true },
        { "select count(*) from suspension", true },
        { "select sha256 from content", true },
        { "select marks from mark_string", true },
        { "select value from setting", true },
    };

    assert_guarded(*state, "report/sql/guard.sql#public", statements,
                   sizeof(statements) / sizeof(statements[0]));
}

static void what_is_due_and_current_is_public_too(void **state)
{
    struct world *w = *state;
    struct report_request request = { .as_of = w->as_of, .version = "0" };
    struct err err = ERR_INIT;
    struct str due = STR_INIT;
    struct guard *guard;
    bool current;

    testing_write("guard/outbox/latest/manifest.json", "{\"files\": []}");
    w->config.pack_county = CADENCE_TERMLY;
    assert_ok(guard_open(&guard, w->db, "report/sql/guard.sql#public", &err),
              &err);
    guard_use(guard, w->db);
    assert_ok(report_due(w->db, &w->config, w->as_of, false, &due, &err), &err);
    assert_ok(
        report_is_current(w->db, &w->config, &request, "", &current, &err),
        &err);
    guard_use(NULL, w->db);
    guard_close(guard);
    str_release(&due);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_controlled_pack_reads_no_figure_that_is_not_shown),
        cmocka_unit_test(no_pack_reads_what_is_not_public),
        cmocka_unit_test(what_is_due_and_current_is_public_too),
    };

    return cmocka_run_group_tests(tests, open_world, close_world);
}
