/* Figures taken apart: whoever is in one comes to it, whatever it is. */
#include "transform/explain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "config/terms.h"
#include "core/db.h"
#include "fixtures/county.h"
#include "fixtures/write.h"
#include "tests/program.h"
#include "tests/testing.h"

#define CONFIG "demo/config/county.ini"

struct demo {
    struct config config;
    struct terms terms;
    struct db *db;
};

static int make_demo(void **state)
{
    const struct county_options options = { 3, 0, 6, COUNTY_AS_OF };
    struct county *county = county_make(&options);
    struct demo *demo = calloc(1, sizeof(*demo));
    struct err err = ERR_INIT;

    assert_ok(write_county(county, "demo", NULL, &err), &err);
    county_free(county);
    assert_int_equal(vschool("ingest --quiet --config " CONFIG), 0);
    assert_int_equal(vschool("transform --quiet --config " CONFIG), 0);
    assert_ok(config_read(&demo->config, CONFIG, &err), &err);
    assert_ok(terms_read(&demo->terms, &demo->config, &err), &err);
    *state = demo;
    return 0;
}

static int release_demo(void **state)
{
    struct demo *demo = *state;

    terms_release(&demo->terms);
    config_release(&demo->config);
    free(demo);
    free(out);
    free(errs);
    return 0;
}

static int open_to_read(void **state)
{
    struct demo *demo = *state;
    struct err err = ERR_INIT;

    assert_ok(db_open(&demo->db, demo->config.warehouse, DB_READ_ONLY, &err),
              &err);
    return 0;
}

static int open_to_write(void **state)
{
    struct demo *demo = *state;
    struct err err = ERR_INIT;

    assert_ok(db_open(&demo->db, demo->config.warehouse, DB_WRITE, &err), &err);
    assert_ok(db_exec(demo->db, "begin", &err), &err);
    return 0;
}

static int close_db(void **state)
{
    struct demo *demo = *state;

    db_close(demo->db);
    demo->db = NULL;
    return 0;
}

/* A cell of each metric, level, grain and some cohorts, picked by its keys. */
static const char cells[] =
    "with picked as (select metric_cell.*, row_number() over ("
    " partition by metric_cell.metric_key, entity.level, dim_period.grain,"
    " metric_cell.cohort_key % 2"
    " order by (metric_cell.period_key * 7919 + metric_cell.entity_key * 104729"
    " + metric_cell.cohort_key * 1299709) % 1000003) as place, entity.level,"
    " dim_period.grain from metric_cell"
    " inner join entity on entity.entity_key = metric_cell.entity_key"
    " inner join dim_period on dim_period.period_key = metric_cell.period_key"
    " where metric_cell.breakdown_key = 0"
    " and metric_cell.cohort_key in (0, 1, 4, 7))"
    " select dim_metric.id, dim_cohort.id, picked.period_key,"
    " picked.entity_key, picked.numerator, picked.denominator, picked.level"
    " from picked inner join dim_metric"
    " on dim_metric.metric_key = picked.metric_key inner join dim_cohort"
    " on dim_cohort.cohort_key = picked.cohort_key"
    " where picked.place = 1 and (picked.grain in ('year', 'week')"
    " or (picked.metric_key + picked.entity_key) % 4 = 0)";

static void come_to(const struct demo *demo, struct query *q)
{
    struct explain_asked asked = { .period_key = query_int(q, 2),
                                   .entity_key = query_int(q, 3) };
    char metric[64], cohort[64];
    struct explain explain;
    struct err err = ERR_INIT;
    double y = 0, m = 0;

    snprintf(metric, sizeof(metric), "%s", query_text(q, 0));
    snprintf(cohort, sizeof(cohort), "%s", query_text(q, 1));
    asked.metric = metric;
    asked.cohort = cohort;
    if (transform_explain(demo->db, &demo->config, &demo->terms, &asked,
                          &explain, &err))
        fail_msg("%s %s %lld %lld: %s", metric, cohort,
                 (long long)asked.period_key, (long long)asked.entity_key,
                 err.msg);
    for (size_t i = 0; i < explain.count; i++) {
        y += explain.members[i].numerator;
        m += explain.members[i].denominator;
    }
    assert_near(y, query_real(q, 4), 1e-6);
    assert_near(m, query_real(q, 5), 1e-6);
    explain_release(&explain);
}

static void every_metric_is_what_its_members_come_to(void **state)
{
    const struct demo *demo = *state;
    struct err err = ERR_INIT;
    struct query *q;
    int64_t metrics = 0;
    int row;
    int count = 0;

    assert_ok(query_open(&q, demo->db, cells, &err), &err);
    while ((row = query_step(q, &err)) == 1) {
        come_to(demo, q);
        count++;
    }
    assert_ok(row, &err);
    query_close(q);
    assert_ok(db_read_int(demo->db,
                          "select count(distinct metric_key) from metric_cell",
                          &metrics, &err),
              &err);
    assert_true(count > 4 * metrics);
}

static struct explain_asked absence(const struct demo *demo, const char *period)
{
    struct explain_asked asked = { .metric = "absence_rate", .cohort = "all" };
    struct err err = ERR_INIT;
    struct query *q;

    assert_ok(query_open(&q, demo->db,
                         "select period_key, entity_key from dim_period, entity"
                         " where id = ?1 and level = 'county'",
                         &err),
              &err);
    query_bind_text(q, 1, period);
    assert_int_equal(query_step(q, &err), 1);
    asked.period_key = query_int(q, 0);
    asked.entity_key = query_int(q, 1);
    query_close(q);
    return asked;
}

/* One who moved, was at two schools, left or is too old is among them. */
static void the_marks_of_each_pupil_come_to_the_pupils_sessions(void **state)
{
    static const char *const periods[] = { "2025/26", "2024/25 to date",
                                           "2025-W45" };
    const struct demo *demo = *state;
    struct err err = ERR_INIT;
    struct query *q;
    size_t marks = 0, counted = 0;

    for (size_t p = 0; p < sizeof(periods) / sizeof(periods[0]); p++) {
        struct explain_asked asked = absence(demo, periods[p]);

        assert_ok(
            query_open(&q, demo->db, "select pupil_key from dim_pupil", &err),
            &err);
        while (query_step(q, &err) == 1) {
            struct explain_sessions sessions;

            asked.pupil_key = query_int(q, 0);
            assert_ok(transform_explain_sessions(demo->db, &demo->config,
                                                 &demo->terms, &asked,
                                                 &sessions, &err),
                      &err);
            marks += sessions.count;
            for (size_t i = 0; i < sessions.count; i++)
                counted += !strcmp(sessions.rows[i].counts, "counted");
            free(sessions.rows);
        }
        query_close(q);
    }
    assert_true(counted > 1000 && counted < marks);
}

static int take_apart(const struct demo *demo, bool *is_stale, struct err *err)
{
    struct explain_asked asked = absence(demo, "2025/26");
    struct explain explain;
    int ret = transform_explain(demo->db, &demo->config, &demo->terms, &asked,
                                &explain, err);

    *is_stale = explain.is_stale;
    explain_release(&explain);
    return ret;
}

static void a_figure_that_is_not_what_its_members_come_to_is_a_bug(void **state)
{
    const struct demo *demo = *state;
    struct err err = ERR_INIT;
    bool is_stale;

    assert_ok(db_exec(demo->db,
                      "update metric_cell set numerator = numerator + 1", &err),
              &err);
    assert_int_equal(take_apart(demo, &is_stale, &err), -1);
    assert_int_equal(err.code, ERR_INTERNAL);
    assert_false(is_stale);
    assert_says(err.msg, "the pupils come to");
}

/* Facts that no transform has seen, other metrics, other dates of a period. */
static void figures_older_than_the_facts_are_not_taken_apart(void **state)
{
    static const char *const changes[] = {
        "insert into changed_all values (1)",
        "update setting set value = 'x' where name = 'transform.metrics'",
        "update setting set value = 'x' where name = 'transform.basis'",
        "update dim_period set roll_date = '2025-10-02'",
    };
    const struct demo *demo = *state;
    struct err err = ERR_INIT;
    bool is_stale;

    assert_ok(take_apart(demo, &is_stale, &err), &err);
    for (size_t i = 0; i < sizeof(changes) / sizeof(changes[0]); i++) {
        assert_ok(db_exec(demo->db, "savepoint before", &err), &err);
        assert_ok(db_exec(demo->db, changes[i], &err), &err);
        assert_int_equal(take_apart(demo, &is_stale, &err), -1);
        assert_int_equal(err.code, ERR_DATA);
        assert_true(is_stale);
        assert_ok(db_exec(demo->db, "rollback to before", &err), &err);
    }
}

int main(void)
{
#define READING(test)                                                          \
    cmocka_unit_test_setup_teardown(test, open_to_read, close_db)
#define WRITING(test)                                                          \
    cmocka_unit_test_setup_teardown(test, open_to_write, close_db)
    const struct CMUnitTest tests[] = {
        READING(every_metric_is_what_its_members_come_to),
        READING(the_marks_of_each_pupil_come_to_the_pupils_sessions),
        WRITING(a_figure_that_is_not_what_its_members_come_to_is_a_bug),
        WRITING(figures_older_than_the_facts_are_not_taken_apart),
    };

    return cmocka_run_group_tests(tests, make_demo, release_demo);
}
