/*
 * The warehouse as an analyst meets it: what its relations and columns mean,
 * and by which way SQLite answers. Plans are those of a warehouse without
 * rows: SQLite has no statistics of a full one either. How long it takes, a
 * county's worth of rows given, is for tests/bench/run to say.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "command/session.h"
#include "core/asset.h"
#include "core/db.h"
#include "core/path.h"
#include "core/str.h"
#include "tests/testing.h"

static struct db *db;

static int make_warehouse(void **state)
{
    const struct options options = { .config = "c/county.ini",
                                     .as_of = DATE_NONE,
                                     .quiet = true,
                                     .clock = time };
    struct err err = ERR_INIT;
    struct session s;

    (void)state;
    assert_ok(folder_remove("c", &err), &err);
    testing_write("c/county.ini",
                  "[county]\nla_code = 919\nla_name = Northmere\n"
                  "region = Somewhere\nas_of = 2025-12-01\n"
                  "[paths]\ninbox = inbox\nwarehouse = w.db\n"
                  "outbox = outbox\narchive = archive\n");
    testing_write("c/terms.csv", "AcademicYear,HalfTerm,Start,End\n"
                                 "2025/26,1,2025-09-01,2025-10-24\n"
                                 "2025/26,2,2025-11-03,2025-12-19\n"
                                 "2025/26,3,2026-01-05,2026-02-13\n"
                                 "2025/26,4,2026-02-23,2026-03-27\n"
                                 "2025/26,5,2026-04-13,2026-05-22\n"
                                 "2025/26,6,2026-06-01,2026-07-21\n");
    assert_ok(session_begin(&s, &options, false, &err), &err);
    assert_ok(session_commit(&s, &err), &err);
    session_close(&s);
    assert_ok(db_open(&db, "c/w.db", DB_READ_ONLY, &err), &err);
    return 0;
}

static int close_warehouse(void **state)
{
    (void)state;
    db_close(db);
    return 0;
}

/* One column of a statement's rows, a line each. */
static char *lines(const char *sql, int column)
{
    struct err err = ERR_INIT;
    struct str text = STR_INIT;
    struct query *q = NULL;
    int row;

    assert_ok(query_open(&q, db, sql, &err), &err);
    while ((row = query_step(q, &err)) == 1)
        str_addf(&text, "%s\n", query_text(q, column));
    if (row < 0)
        fail_msg("%s: %s", sql, err.msg);
    query_close(q);
    return str_take(&text);
}

#define PUBLIC                                                                 \
    "(relation glob 'dim_*' or relation glob 'fct_*'"                          \
    " or relation glob 'mart_*' or relation glob 'load_*'"                     \
    " or relation in ('attendance_mark', 'attendance_counts',"                 \
    " 'attendance_left', 'attendance_basis', 'pupil_cohort', 'benchmark',"     \
    " 'target', 'data_dictionary'))"

static void every_public_relation_and_column_has_its_meaning(void **state)
{
    char *missing =
        lines("select relation || ' ' || \"column\""
              " from data_dictionary where " PUBLIC " and meaning = ''",
              0);
    char *known = lines("select relation from data_dictionary"
                        " where \"column\" = '' and " PUBLIC,
                        0);

    (void)state;
    assert_string_equal(missing, "");
    assert_non_null(strstr(known, "mart_metric\n"));
    assert_non_null(strstr(known, "attendance_mark\n"));
    free(missing);
    free(known);
}

/* Relations of few rows, whatever the county: a plan may well read them all. */
static bool is_small(const char *name)
{
    static const char *const small[] = {
        "dim_period", "dim_cohort", "comparator", "dim_metric",
        "entity",     "school",     "slot",       "10 CONSTANT ROWS",
        "gap_pair",   "reason",     "(subquery-",
    };

    for (size_t i = 0; i < sizeof(small) / sizeof(small[0]); i++)
        if (!strncmp(name, small[i], strlen(small[i])))
            return true;
    return false;
}

/* Nothing is read from its first row to its last but small things and `all`. */
static void expect_no_scan(const char *sql, const char *all)
{
    struct str explain = STR_INIT;
    char *plan;

    str_addf(&explain, "explain query plan %s", sql);
    plan = lines(explain.text, 3);
    for (const char *at = plan; at; at = strchr(at, '\n')) {
        at += *at == '\n';
        if (!strncmp(at, "SCAN ", 5) && !is_small(at + 5)
            && (!all || strncmp(at + 5, all, strlen(all)) != 0))
            fail_msg("%s:\n%s", sql, plan);
    }
    str_release(&explain);
    free(plan);
}

#define TERM "date between '2025-09-01' and '2025-12-19'"
#define YEAR "date between '2024-09-01' and '2025-08-31'"

static void marks_are_found_by_pupil_and_by_day(void **state)
{
    static const char *const queries[] = {
        "select * from attendance_mark where pupil_key = 7 and " TERM,
        "select * from attendance_mark where pupil_key = 7 order by date",
        "select * from attendance_mark where pupil_key in (7, 8, 9)",
        "select * from attendance_mark where pupil_key = 7 and school_key = 3",
        "select attendance_mark.* from dim_pupil inner join attendance_mark"
        " using (pupil_key) where upn = 'L919400024001'",
        "select * from attendance_mark where school_key = 3"
        " and date = '2025-11-12'",
        "select mark, count(*) from attendance_mark where school_key = 3"
        " and " TERM " group by mark",
        "select mark, count(*) from attendance_mark"
        " inner join dim_school using (school_key)"
        " where urn = '100001' and " TERM " group by mark",
        "select * from attendance_mark where date = '2025-11-12'",
        "select * from attendance_mark where date = '2025-11-12'"
        " and mark = 'I'",
        "select urn, mark, count(*) from attendance_mark"
        " inner join dim_school using (school_key)"
        " where date = '2025-11-12' group by urn, mark",
        "select count(*) from attendance_mark where " YEAR,
        "select date, mark, count(*) from attendance_mark where " YEAR
        " group by date, mark",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++)
        expect_no_scan(queries[i], NULL);
    expect_no_scan("select * from attendance_mark where pupil_key in"
                   " (select pupil_key from pupil_cohort where"
                   " period = '2025/26' and cohort = 'cla') and " TERM,
                   "pupil_cohort_span");
}

/* Of the strings that a child has no day of another term is looked at. */
static void days_of_other_terms_are_passed_over(void **state)
{
    static const char *const queries[] = {
        "select date, mark from attendance_mark where pupil_key = 7 and " TERM,
        "select * from attendance_mark where pupil_key = 7"
        " and date >= '2025-09-01'",
        "select mark, count(*) from attendance_mark where school_key = 3"
        " and " TERM " group by mark",
        "select count(*) from attendance_mark where " YEAR,
    };

    (void)state;
    for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
        struct str explain = STR_INIT;
        char *plan;

        str_addf(&explain, "explain query plan %s", queries[i]);
        plan = lines(explain.text, 3);
        if (!strstr(plan, "mark_day_place (bucket=? AND date>?"))
            fail_msg("%s:\n%s", queries[i], plan);
        str_release(&explain);
        free(plan);
    }
}

/* Scripts of several statements, and what names no such table, are no query. */
static bool asks_marks(const struct asset *asset)
{
    return strstr(asset->text, "mark_string") && !strstr(asset->text, "create ")
           && !strstr(asset->text, ";\n");
}

static void no_statement_reads_all_marks_to_filter_them(void **state)
{
    static const char *const folders[] = { "ingest/sql/", "transform/sql/" };
    int count = 0;

    (void)state;
    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
        const struct asset *asset = NULL;

        while ((asset = asset_next(folders[i], asset)) != NULL) {
            struct str explain = STR_INIT;
            char *plan;

            if (!asks_marks(asset))
                continue;
            str_addf(&explain, "explain query plan %s", asset->text);
            plan = lines(explain.text, 3);
            if (strstr(plan, "BLOOM FILTER ON mark_string"))
                fail_msg("%s:\n%s", asset->path, plan);
            str_release(&explain);
            free(plan);
            count++;
        }
    }
    assert_true(count >= 8);
}

static void facts_are_found_by_pupil_and_by_school(void **state)
{
    static const char *const relations[] = { "fct_enrolment", "fct_exclusion",
                                             "fct_attendance" };
    static const char *const queries[] = {
        "select * from fct_attendance where pupil_key = 7"
        " and period = '2025/26'",
        "select * from fct_attendance where school_key = 3"
        " and period = '2025/26'",
        "select * from fct_attendance where period = '2025/26 autumn'",
        "select * from pupil_cohort where pupil_key = 7",
        "select * from mart_pupil_exclusion where academic_year = '2025/26'",
        "select * from dim_pupil where upn = 'L919400024001'",
        "select * from dim_school where urn = '100001'",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(relations) / sizeof(relations[0]); i++) {
        char sql[80];

        snprintf(sql, sizeof(sql), "select * from %s where pupil_key = 7",
                 relations[i]);
        expect_no_scan(sql, NULL);
        snprintf(sql, sizeof(sql), "select * from %s where school_key = 3",
                 relations[i]);
        expect_no_scan(sql, NULL);
    }
    for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++)
        expect_no_scan(queries[i], NULL);
    expect_no_scan("select * from pupil_cohort where period = '2025/26'",
                   "pupil_cohort_span");
}

/* Any of what a cell is called by leads to it without reading the others. */
static void figures_are_found_by_what_they_are_called(void **state)
{
    static const char *const relations[] = { "mart_metric", "mart_gap",
                                             "mart_funnel",
                                             "mart_absence_reason" };
    static const char *const columns[] = { "metric", "period", "level",
                                           "entity", "cohort", "urn" };
    char sql[200];

    (void)state;
    for (size_t i = 0; i < sizeof(relations) / sizeof(relations[0]); i++)
        for (size_t k = 0; k < sizeof(columns) / sizeof(columns[0]); k++) {
            char *has;

            snprintf(sql, sizeof(sql),
                     "select name from pragma_table_xinfo('%s')"
                     " where name = '%s'",
                     relations[i], columns[k]);
            has = lines(sql, 0);
            snprintf(sql, sizeof(sql), "select * from %s where %s = 'x'",
                     relations[i], columns[k]);
            if (*has)
                expect_no_scan(sql, NULL);
            free(has);
        }
    expect_no_scan("select * from mart_metric where metric = 'absence_rate'"
                   " and period = '2025/26' and level = 'school'"
                   " and cohort = 'all' and breakdown = 'none'",
                   NULL);
    expect_no_scan("select * from mart_gap where metric = 'absence_rate'"
                   " and cohort = 'cla' and comparator = 'peers'"
                   " and level = 'county' and breakdown = 'none'"
                   " order by period",
                   NULL);
}

/* Whose order is that of ids has no index of them: SQLite would go through it
   where all rows are joined with their persons, and look for each row. */
static void facts_of_a_child_are_read_as_they_lie(void **state)
{
    static const char *const relations[] = {
        "spell", "fct_intervention", "fct_sdq", "fct_funding", "fct_register",
    };

    (void)state;
    for (size_t i = 0; i < sizeof(relations) / sizeof(relations[0]); i++) {
        struct str sql = STR_INIT;
        char *plan;

        str_addf(&sql, "explain query plan select * from %s", relations[i]);
        plan = lines(sql.text, 3);
        assert_non_null(strstr(plan, "SCAN "));
        /* An index, and not a table of ids. */
        if (strstr(plan, "_ident (") || strstr(plan, "_ident\n"))
            fail_msg("%s:\n%s", relations[i], plan);
        free(plan);
        str_release(&sql);
        if (i) {
            str_addf(&sql, "select * from %s where pupil_key = 7",
                     relations[i]);
            expect_no_scan(sql.text, NULL);
            str_release(&sql);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_public_relation_and_column_has_its_meaning),
        cmocka_unit_test(marks_are_found_by_pupil_and_by_day),
        cmocka_unit_test(days_of_other_terms_are_passed_over),
        cmocka_unit_test(no_statement_reads_all_marks_to_filter_them),
        cmocka_unit_test(facts_are_found_by_pupil_and_by_school),
        cmocka_unit_test(facts_of_a_child_are_read_as_they_lie),
        cmocka_unit_test(figures_are_found_by_what_they_are_called),
    };

    return cmocka_run_group_tests(tests, make_warehouse, close_warehouse);
}
