#include "core/field.h"

#include <string.h>

#include "core/db.h"
#include "core/str.h"
#include "tests/testing.h"

#define ASSET "report/sql/figure.sql#shown_cell"
#define KEY "'2025/26', 'county', '919', 'csw', 'none', ''"

static struct err err = ERR_INIT;

static struct db *open_figures(void)
{
    struct db *db = NULL;

    assert_ok(db_open(&db, ":memory:", DB_CREATE, &err), &err);
    assert_ok(
        db_exec(db,
                "create table shown_told (period text, level text, entity text,"
                " cohort text, breakdown text, breakdown_value text,"
                " metric text, value any, words text) strict;"
                "insert into shown_told values"
                " (" KEY ", 'a', 12.5, 'Rose'), (" KEY ", 'b', '[c]', null),"
                " (" KEY ", 'c', 3, 'Fell'), (" KEY ", 'c', 4, 'twice')",
                &err),
        &err);
    assert_ok(field_add(db, "cell", ASSET, 7, &err), &err);
    return db;
}

/* All rows of a statement: its first column, a line each. */
static void assert_says(struct db *db, const char *sql, const char *expected)
{
    struct str out = STR_INIT;
    struct query *q = NULL;
    int row;

    assert_ok(query_open(&q, db, sql, &err), &err);
    while ((row = query_step(q, &err)) == 1)
        str_addf(&out, "%c %s\n", query_column_type(q, 0), query_text(q, 0));
    assert_ok(row, &err);
    query_close(q);
    assert_string_equal(out.text ? out.text : "", expected);
    str_release(&out);
}

static void a_field_is_as_it_stands_there(void **state)
{
    struct db *db = open_figures();

    (void)state;
    assert_says(db, "select cell('value', " KEY ", 'a')", "r 12.5\n");
    assert_says(db, "select cell('words', " KEY ", 'a')", "t Rose\n");
    assert_says(db, "select cell('value', " KEY ", 'b')", "t [c]\n");
    assert_says(db, "select cell('words', " KEY ", 'b')", "n \n");
    /* Of more rows the first, as a query within another has it. */
    assert_says(db, "select cell('value', " KEY ", 'c')", "i 3\n");
    db_close(db);
}

static void a_key_that_nothing_has_says_nothing(void **state)
{
    struct db *db = open_figures();

    (void)state;
    assert_says(db,
                "select cell('value', " KEY ", metric) from"
                " (select 'a' as metric union all select 'z'"
                " union all select null union all select 'a'"
                " union all select 1)",
                "r 12.5\nn \nn \nr 12.5\nn \n");
    db_close(db);
}

static void what_was_written_since_is_seen(void **state)
{
    struct db *db = open_figures();

    (void)state;
    assert_says(db, "select cell('value', " KEY ", 'a')", "r 12.5\n");
    assert_ok(
        db_exec(db, "update shown_told set value = 7 where metric = 'a'", &err),
        &err);
    assert_says(db, "select cell('value', " KEY ", 'a')", "i 7\n");
    assert_ok(db_exec(db, "delete from shown_told", &err), &err);
    assert_says(db, "select cell('value', " KEY ", 'a')", "n \n");
    db_close(db);
}

static bool may_not_read_it(void *context, const char *database,
                            const char *relation, const char *through)
{
    int *asked = context;

    (void)database;
    (void)through;
    *asked += !strcmp(relation, "shown_told");
    return strcmp(relation, "shown_told") != 0;
}

static void who_may_not_read_it_may_not_look_it_up(void **state)
{
    struct db *db = open_figures();
    int asked = 0;

    (void)state;
    assert_says(db, "select cell('value', " KEY ", 'a')", "r 12.5\n");
    db_ask_reader(db, may_not_read_it, &asked);
    assert_int_equal(db_exec(db, "select cell('value', " KEY ", 'a')", &err),
                     -1);
    assert_int_equal(err.code, ERR_INTERNAL);
    assert_true(asked > 0);
    db_ask_reader(db, NULL, NULL);
    assert_says(db, "select cell('value', " KEY ", 'a')", "r 12.5\n");
    db_close(db);
}

static void what_is_wrong_is_said(void **state)
{
    static const char *const cases[][2] = {
        { "select cell('other', " KEY ", 'a')", "no such column: other" },
        { "select cell(null, " KEY ", 'a')", "no such column" },
        { "select cell('value', 'a')", "wrong number of arguments" },
        { "create view v as select cell('value', " KEY ", 'a') as x;"
          "select * from v",
          "unsafe use of cell" },
    };
    struct db *db = open_figures();

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(db_exec(db, cases[i][0], &err), -1);
        assert_int_equal(err.code, ERR_INTERNAL);
        assert_non_null(strstr(err.msg, cases[i][1]));
    }
    assert_ok(db_exec(db, "drop table shown_told", &err), &err);
    assert_int_equal(db_exec(db, "select cell('value', " KEY ", 'a')", &err),
                     -1);
    assert_non_null(strstr(err.msg, "no such table"));
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_field_is_as_it_stands_there),
        cmocka_unit_test(a_key_that_nothing_has_says_nothing),
        cmocka_unit_test(what_was_written_since_is_seen),
        cmocka_unit_test(who_may_not_read_it_may_not_look_it_up),
        cmocka_unit_test(what_is_wrong_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
