#include <stdio.h>

#include "core/db.h"
#include "core/str.h"
#include "tests/testing.h"

/*
 * shown.sql, promise: what is said of schools where a promise is about
 * children, worked out by hand on as many schools as a case needs. `met` is
 * promised of children, `named` of the school itself.
 */
#define WAREHOUSE                                                              \
    "create temp table context (as_of text, la_code text,"                     \
    " suppress_below integer);"                                                \
    "insert into context values ('2026-02-13', '919', 6);"                     \
    "create temp table dim_period (period_key integer, id text, grain text,"   \
    " start_date text);"                                                       \
    "insert into dim_period values (202400, '2024/25', 'year', '2024-08-01')," \
    " (202500, '2025/26', 'year', '2025-08-01'),"                              \
    " (202501, '2025/26 autumn', 'term', '2025-09-01'),"                       \
    " (202502, '2025/26 spring', 'term', '2026-01-05');"                       \
    "create temp table dim_count (id text, kind text, children text);"         \
    "insert into dim_count values ('begun', 'rows', 'out'),"                   \
    " ('met', 'rows', null), ('out', 'children', null),"                       \
    " ('named', 'schools', null), ('due', 'schools', null);"                   \
    "create temp table dim_count_part (count text, whole text);"               \
    "insert into dim_count_part values ('met', 'begun'), ('named', 'due');"    \
    "create temp table dim_metric (id text, numerator_count text,"             \
    " denominator_count text);"                                                \
    "insert into dim_metric values ('met', 'met', 'begun'),"                   \
    " ('suspended', 'out', 'out'), ('named', 'named', 'due');"                 \
    "create temp table dim_promise (id text, subject text, words text,"        \
    " metric text, grain text, cohort text, why text);"                        \
    "insert into dim_promise values"                                           \
    " ('met', 'B', 'Met', 'met', 'year', 'csw', null),"                        \
    " ('named', 'A', 'Named', 'named', 'year', 'all', null),"                  \
    " ('kind', 'A', 'Kind', null, null, null, 'Nobody can tell.');"            \
    "create temp table dim_school (school_key integer, urn text,"              \
    " la_code text, status text, district text, phase text);"                  \
    "create temp table mart_promise (promise text, period text,"               \
    " school_key integer, basis text, due real, kept real, recorded real,"     \
    " children integer, since text, sent text, state text);"                   \
    "insert into mart_promise values ('met', '2025/26', null, 'children',"     \
    " 100, 50, 60, 80, '2023/24', '2026-02-13', null), ('met', '2024/25',"     \
    " null, 'children', 1, 1, 1, 1, '2023/24', '2026-02-13', null),"           \
    " ('named', '2025/26', null, 'schools', 2, 1, 1, null, '2023/24',"         \
    " '2026-02-13', null);"

/* A school, and of `met` what is due, kept and on record there. */
#define SCHOOL(n, district, phase, children, due, kept, recorded, state)       \
    "insert into dim_school values (" #n ", '10000" #n                         \
    "', '919', 'Open', '" district "', '" phase "');"                          \
    "insert into mart_promise values ('met', '2025/26', " #n                   \
    ", 'children', " #due ", " #kept ", " #recorded ", " #children             \
    ", null, '2026-02-13', '" state "');"
#define NONE(n) SCHOOL(n, "North", "Primary", 0, 0, 0, 0, "not_due")
/* A total that is shown: of a district, or what it is not. */
#define SHOWN(level, entity, breakdown, value)                                 \
    "insert into shown_metric (metric, period, level, entity, cohort,"         \
    " breakdown, breakdown_value, numerator, denominator) values"              \
    " ('met', '2025/26', '" level "', '" entity "', 'csw', '" breakdown        \
    "', '" value "', 1, 1);"

static void put(struct db *db, const char *sql)
{
    struct err err = ERR_INIT;

    assert_ok(db_exec(db, sql, &err), &err);
}

static int open_promises(void **state)
{
    static struct db *db;
    struct err err = ERR_INIT;

    assert_ok(db_open(&db, ":memory:", DB_CREATE, &err), &err);
    put(db, WAREHOUSE);
    assert_ok(
        db_run_script(db, "report/sql/disclosure.sql#schema", NULL, 0, &err),
        &err);
    *state = db;
    return 0;
}

static int close_promises(void **state)
{
    db_close(*state);
    return 0;
}

/* A line for each row of the select; then nothing of it. */
static void assert_told(struct db *db, const char *rows, const char *select,
                        const char *expected)
{
    struct err err = ERR_INIT;
    struct str out = STR_INIT;
    struct query *q = NULL;
    int row;

    put(db, "savepoint one");
    put(db, rows);
    assert_ok(db_run_script(db, "report/sql/shown.sql#promise", NULL, 0, &err),
              &err);
    assert_ok(query_open(&q, db, select, &err), &err);
    while ((row = query_step(q, &err)) == 1)
        str_addf(&out, "%s\n", query_text(q, 0));
    assert_ok(row, &err);
    query_close(q);
    assert_string_equal(out.text, expected);
    str_release(&out);
    put(db, "rollback to one; release one");
}

/* Of the schools, each by its last figure. */
static void assert_said(struct db *db, const char *rows, const char *expected)
{
    assert_told(db, rows,
                "select substr(urn, 6) || ' ' || promise || ' ' || state"
                " from shown_promise order by urn, position",
                expected);
}

static void assert_record(struct db *db, const char *rows, const char *expected)
{
    assert_told(db, rows,
                "select promise || ' ' || coalesce(recorded, 'c') || ' of '"
                " || coalesce(due, 'c') from shown_record order by position",
                expected);
}

/* Twenty children at each of the first two, who leave room for the others. */
#define LARGE                                                                  \
    SCHOOL(1, "North", "Primary", 20, 30, 30, 30, "kept")                      \
    SCHOOL(2, "North", "Primary", 20, 30, 5, 20, "not_kept")

static void one_to_five_children_are_too_few(void **state)
{
    assert_said(*state,
                LARGE SCHOOL(3, "North", "Primary", 5, 9, 9, 9, "kept")
                    SCHOOL(4, "North", "Primary", 6, 9, 9, 9, "kept")
                        SCHOOL(5, "North", "Primary", 1, 1, 0, 0,
                               "not_on_record") NONE(6),
                "1 met kept\n2 met not_kept\n3 met too_few\n4 met kept\n"
                "5 met too_few\n6 met not_due\n");
}

static void what_no_extract_tells_stays_unmeasured(void **state)
{
    assert_said(*state,
                LARGE SCHOOL(3, "North", "Primary", 2, 2, 0, 0, "not_measured"),
                "1 met kept\n2 met not_kept\n3 met not_measured\n");
}

static void a_schools_own_duty_is_no_secret(void **state)
{
    assert_said(*state,
                LARGE "insert into mart_promise values ('named', '2025/26', 1,"
                      " 'schools', 1, 0, 0, null, null, '2026-02-13',"
                      " 'not_on_record'), ('named', '2025/26', 2, 'schools',"
                      " 1, 0, 1, null, null, '2026-02-13',"
                      " 'not_kept');",
                "1 named not_on_record\n1 met kept\n2 named not_kept\n"
                "2 met not_kept\n");
}

/* Another year, a school elsewhere or one that is closed. */
static void only_this_years_and_the_countys_own_are_told(void **state)
{
    assert_said(
        *state,
        LARGE SCHOOL(3, "North", "Primary", 20, 20, 20, 20, "kept")
            SCHOOL(4, "North", "Primary", 20, 20, 20, 20, "kept")
                SCHOOL(5, "North", "Primary", 20, 20, 20, 20,
                       "kept") "update mart_promise set period = '2024/25'"
                               " where school_key = 3;"
                               "update dim_school set la_code = '821'"
                               " where school_key = 4;"
                               "update dim_school set status = 'Closed'"
                               " where school_key = 5;",
        "1 met kept\n2 met not_kept\n");
}

/* 6 + 6 children at two schools and 13 in all: the third has one. */
static void totals_leave_five_values_for_each_school(void **state)
{
#define THREE(children)                                                        \
    SCHOOL(1, "North", "Primary", 6, 6, 6, 6, "kept")                          \
    SCHOOL(2, "North", "Primary", children, 20, 20, 20, "kept")                \
    SCHOOL(3, "North", "Primary", 1, 1, 1, 1, "kept") NONE(4)
    assert_said(*state, THREE(9),
                "1 met too_few\n2 met too_few\n3 met too_few\n4 met not_due\n");
    assert_said(*state, THREE(10),
                "1 met kept\n2 met kept\n3 met too_few\n4 met not_due\n");
}

/* Two that did not keep it, and six rows in all: each has one to five. */
static void what_was_not_kept_is_not_told_apart(void **state)
{
#define FAILING(first, second)                                                 \
    SCHOOL(1, "North", "Primary", 20, 30, 30 - first, 30 - first,              \
           "not_on_record")                                                    \
    SCHOOL(2, "North", "Primary", 20, 30, 30 - second, 30 - second,            \
           "not_on_record")
    assert_said(*state, FAILING(3, 4),
                "1 met not_on_record\n"
                "2 met not_on_record\n");
    assert_said(*state, FAILING(3, 3), "1 met too_few\n2 met too_few\n");
    /* All of it at the one school with few: whose it is would be known. */
    assert_said(*state,
                SCHOOL(1, "North", "Primary", 20, 30, 30, 30, "kept")
                    SCHOOL(2, "North", "Primary", 2, 9, 1, 1, "not_on_record"),
                "1 met too_few\n2 met too_few\n");
    assert_said(*state,
                SCHOOL(1, "North", "Primary", 20, 30, 30, 30, "kept")
                    SCHOOL(2, "North", "Primary", 2, 9, 9, 9, "kept"),
                "1 met kept\n2 met too_few\n");
}

/* A no and a blank are known in all, and each needs room. */
static void a_no_and_a_blank_are_not_told_apart_either(void **state)
{
#define DIVIDED(recorded)                                                      \
    SCHOOL(1, "North", "Primary", 20, 30, 10, recorded, "not_kept")            \
    SCHOOL(2, "North", "Primary", 20, 30, 10, 10, "not_on_record")
    assert_said(*state, DIVIDED(16), "1 met not_kept\n2 met not_on_record\n");
    assert_said(*state, DIVIDED(15), "1 met too_few\n2 met too_few\n");
}

/* Six children at six schools: one each, and the county's six is shown. */
static void that_some_have_none_may_tell_too_much(void **state)
{
#define SIX                                                                    \
    SCHOOL(1, "North", "Primary", 1, 1, 1, 1, "kept")                          \
    SCHOOL(2, "North", "Primary", 1, 1, 1, 1, "kept")                          \
    SCHOOL(3, "North", "Primary", 1, 1, 1, 1, "kept")
    assert_said(*state,
                SIX SCHOOL(4, "North", "Primary", 3, 3, 3, 3, "kept") NONE(5),
                "1 met too_few\n2 met too_few\n3 met too_few\n4 met too_few\n"
                "5 met too_few\n");
    assert_said(*state,
                SIX SCHOOL(4, "North", "Primary", 5, 5, 5, 5, "kept") NONE(5),
                "1 met too_few\n2 met too_few\n3 met too_few\n4 met too_few\n"
                "5 met not_due\n");
}

/* A district that is shown is a total by itself, and so is what it leaves. */
static void districts_and_phases_have_room_of_their_own(void **state)
{
#define PLACES(district, phase)                                                \
    SCHOOL(1, "North", "Primary", 60, 60, 60, 60, "kept")                      \
    SCHOOL(2, district, phase, 6, 6, 6, 6, "kept")                             \
    SCHOOL(3, district, phase, 1, 1, 1, 1, "kept")
    static const char apart[] = "1 met kept\n2 met too_few\n3 met too_few\n";
    static const char together[] = "1 met kept\n2 met kept\n3 met too_few\n";

    assert_said(*state, PLACES("South", "Primary"), together);
    assert_said(*state,
                PLACES("South", "Primary")
                    SHOWN("district", "South", "none", ""),
                apart);
    assert_said(*state,
                PLACES("South", "Primary")
                    SHOWN("district", "North", "none", ""),
                apart);
    assert_said(*state,
                PLACES("North", "Secondary")
                    SHOWN("county", "919", "phase", "Secondary"),
                apart);
}

/* The children suspended at a school are a figure; where it is withheld. */
static void a_withheld_figure_of_the_school_stays_withheld(void **state)
{
#define WITHHELD(urn)                                                          \
    "insert into shown_metric (metric, period, level, entity, cohort,"         \
    " breakdown, breakdown_value, symbol) values ('suspended', '2025/26',"     \
    " 'school', '" urn "', 'csw', 'none', '', '[c]');"
    assert_said(*state,
                LARGE NONE(3) NONE(4) WITHHELD("100001") WITHHELD("100003"),
                "1 met too_few\n2 met not_kept\n3 met too_few\n"
                "4 met not_due\n");
}

/* Only beside what is due and kept, and where no part is from one to five. */
static void what_is_on_record_divides_into_no_small_part(void **state)
{
#define COUNTY(due, kept, recorded)                                            \
    "update mart_promise set due = " #due ", kept = " #kept                    \
    ", recorded = " #recorded " where school_key is null;"                     \
    "insert into shown_metric (metric, period, level, entity, cohort,"         \
    " breakdown, breakdown_value, numerator, denominator) values"              \
    " ('met', '2025/26', 'county', '919', 'csw', 'none', '', " #kept ", " #due \
    "), ('named', '2025/26', 'county', '919', 'all', 'none', '', " #kept       \
    ", " #due ");"
    assert_record(*state, COUNTY(100, 50, 60),
                  "named 60 of 100\nmet 60 of 100\n");
    assert_record(*state, COUNTY(100, 50, 50),
                  "named 50 of 100\nmet 50 of 100\n");
    assert_record(*state, COUNTY(100, 50, 100),
                  "named 100 of 100\nmet 100 of 100\n");
    assert_record(*state, COUNTY(100, 50, 55),
                  "named 55 of 100\nmet c of 100\n");
    assert_record(*state, COUNTY(100, 50, 95),
                  "named 95 of 100\nmet c of 100\n");
    assert_record(*state, COUNTY(100, 0, 5), "named 5 of 100\nmet c of 100\n");
    assert_record(
        *state,
        COUNTY(100, 50,
               60) "update shown_metric set numerator = null where metric ="
                   " 'met';",
        "named 60 of 100\nmet c of c\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_to_five_children_are_too_few),
        cmocka_unit_test(what_no_extract_tells_stays_unmeasured),
        cmocka_unit_test(a_schools_own_duty_is_no_secret),
        cmocka_unit_test(only_this_years_and_the_countys_own_are_told),
        cmocka_unit_test(totals_leave_five_values_for_each_school),
        cmocka_unit_test(what_was_not_kept_is_not_told_apart),
        cmocka_unit_test(a_no_and_a_blank_are_not_told_apart_either),
        cmocka_unit_test(that_some_have_none_may_tell_too_much),
        cmocka_unit_test(districts_and_phases_have_room_of_their_own),
        cmocka_unit_test(what_is_on_record_divides_into_no_small_part),
        cmocka_unit_test(a_withheld_figure_of_the_school_stays_withheld),
    };

    return cmocka_run_group_tests(tests, open_promises, close_promises);
}
