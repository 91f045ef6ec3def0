#include "core/schema.h"

#include <stdbool.h>
#include <string.h>

#include "core/db.h"
#include "core/str.h"
#include "tests/testing.h"

static struct db *open_db(void)
{
    struct err err = ERR_INIT;
    struct db *db = NULL;

    assert_ok(db_open(&db, ":memory:", DB_CREATE, &err), &err);
    return db;
}

static void run(struct db *db, const char *sql)
{
    struct err err = ERR_INIT;

    assert_ok(db_exec(db, sql, &err), &err);
}

static void says(struct db *db, const char *sql, const char *expected)
{
    struct err err = ERR_INIT;
    struct str text = STR_INIT;
    struct query *q = NULL;
    int row;

    assert_ok(query_open(&q, db, sql, &err), &err);
    while ((row = query_step(q, &err)) == 1)
        str_addf(&text, "%s;", query_text(q, 0));
    if (row < 0)
        fail_msg("%s: %s", sql, err.msg);
    query_close(q);
    assert_string_equal(text.text, expected);
    str_release(&text);
}

/* One owner with one script; is a table of it made anew? */
static bool update(struct db *db, const char *text, enum schema_rows rows)
{
    struct schema_script script = { "script", text, rows, false };
    struct err err = ERR_INIT;

    assert_ok(schema_update(db, "one", &script, 1, &err), &err);
    return script.is_anew;
}

static const char all_names[] =
    "select name from sqlite_schema where sql is not null"
    " and name not in ('made_relation', 'schema_stand') order by name";

static void what_is_as_it_should_be_is_left_alone(void **state)
{
    static const char text[] =
        "create table if not exists a (x integer) strict;"
        "create index a_x on a (x);"
        "create trigger a_came after insert on a begin select 1; end;"
        "create view if not exists b as select x from a;";
    struct db *db = open_db();

    (void)state;
    assert_true(update(db, text, SCHEMA_MADE));
    run(db, "insert into a values (7)");
    assert_false(update(db, text, SCHEMA_MADE));
    says(db, "select x from b", "7;");
    says(db, all_names, "a;a_came;a_x;b;");
    db_close(db);
}

static void a_table_that_differs_is_made_anew(void **state)
{
    struct db *db = open_db();

    (void)state;
    update(db, "create table a (x integer); create index a_x on a (x)",
           SCHEMA_MADE);
    run(db, "insert into a values (7)");
    assert_true(update(db,
                       "create table a (x integer, y text);"
                       " create index a_x on a (x)",
                       SCHEMA_MADE));
    says(db, "select count(*) from a", "0;");
    says(db, "select count(y) from a", "0;");
    says(db, all_names, "a;a_x;");
    db_close(db);
}

static void kept_rows_are_copied_by_the_columns_both_have(void **state)
{
    struct db *db = open_db();

    (void)state;
    update(db,
           "create table a (x integer primary key, gone text) strict;"
           " create table b (x integer not null references a) strict;",
           SCHEMA_KEPT);
    run(db, "insert into a values (7, 'g'), (9, 'h');"
            " insert into b values (7), (9)");
    assert_false(update(db,
                        "create table a (come text not null default 'new',"
                        " x integer primary key,"
                        " twice integer generated always as (2 * x) stored)"
                        " strict;"
                        " create table b (x integer not null references a)"
                        " strict;",
                        SCHEMA_KEPT));
    says(db, "select x || come || twice from a order by x", "7new14;9new18;");
    says(db, "select x from b order by x", "7;9;");
    says(db, "select count(*) from pragma_foreign_key_check", "0;");
    says(db, "select count(*) from sqlite_temp_schema", "0;");
    db_close(db);
}

static void rows_to_be_made_again_go_whatever_the_table_is(void **state)
{
    static const char text[] =
        "create table a (x integer) strict; create index a_x on a (x);"
        "create trigger a_gone after delete on a begin select raise(abort, "
        "'x');"
        " end; create view b as select x from a;";
    struct db *db = open_db();

    (void)state;
    update(db, text, SCHEMA_MADE);
    run(db, "insert into a values (7)");
    assert_true(update(db, text, SCHEMA_ANEW));
    says(db, "select count(*) from b", "0;");
    says(db, all_names, "a;a_gone;a_x;b;");
    db_close(db);
}

static void what_refers_to_a_table_that_moves_goes_before_it(void **state)
{
    struct schema_script scripts[] = {
        { "kept", "create table a (x integer primary key)", SCHEMA_KEPT,
          false },
        { "made", "create table b (x integer not null references a) strict",
          SCHEMA_MADE, false },
    };
    struct db *db = open_db();
    struct err err = ERR_INIT;

    (void)state;
    assert_ok(schema_update(db, "one", scripts, 2, &err), &err);
    run(db, "insert into a values (7); insert into b values (7)");
    assert_ok(schema_update(db, "one", scripts, 2, &err), &err);
    says(db, "select x from b", "7;");
    scripts[0].text = "create table a (x integer primary key, y text)";
    assert_ok(schema_update(db, "one", scripts, 2, &err), &err);
    assert_false(scripts[0].is_anew);
    assert_true(scripts[1].is_anew);
    says(db, "select x from a", "7;");
    says(db, "select x from b", "");
    db_close(db);
}

static void a_view_may_become_a_table_and_back(void **state)
{
    struct db *db = open_db();

    (void)state;
    update(db, "create view a as select 1 as x", SCHEMA_KEPT);
    assert_true(update(db, "create table a (x integer)", SCHEMA_KEPT));
    assert_false(update(db, "create view a as select 2 as x", SCHEMA_KEPT));
    says(db, "select x from a", "2;");
    db_close(db);
}

static void what_no_script_makes_any_more_goes(void **state)
{
    struct db *db = open_db();
    struct schema_script other = { "other", "create table z (x integer)",
                                   SCHEMA_MADE, false };
    struct err err = ERR_INIT;

    (void)state;
    update(db,
           "create table a (x integer); create index a_x on a (x);"
           " create trigger a_came after insert on a begin select 1; end;"
           " create view b as select x from a; create table c (x integer);"
           " create index c_x on c (x);",
           SCHEMA_MADE);
    assert_ok(schema_update(db, "other", &other, 1, &err), &err);
    run(db, "create table mine (x integer); insert into a values (1)");
    update(db, "create table a (x integer)", SCHEMA_MADE);
    says(db, all_names, "a;mine;z;");
    says(db, "select x from a", "1;");
    says(db, "select name from made_relation", "a;z;");
    db_close(db);
}

/* A database of the time before owners were written down. */
static void leftovers_of_long_ago_go_in_the_end(void **state)
{
    struct db *db = open_db();
    struct err err = ERR_INIT;

    (void)state;
    run(db, "create table a (x integer); insert into a values (5);"
            " create table old (x integer); create index old_x on old (x);"
            " create view broken as select missing from old;");
    assert_false(update(db, "create table a (x integer)", SCHEMA_MADE));
    says(db, all_names, "a;broken;old;old_x;");
    assert_ok(schema_sweep(db, &err), &err);
    says(db, all_names, "a;");
    says(db, "select x from a", "5;");
    run(db, "create table mine (x integer)");
    assert_ok(schema_sweep(db, &err), &err);
    says(db, all_names, "a;mine;");
    db_close(db);
}

static void a_wrong_script_changes_nothing(void **state)
{
    struct schema_script scripts[] = {
        { "good", "create table a (x integer, y integer)", SCHEMA_MADE, false },
        { "bad", "create tabel b (x integer)", SCHEMA_MADE, false },
    };
    struct db *db = open_db();
    struct err err = ERR_INIT;

    (void)state;
    update(db, "create table a (x integer not null)", SCHEMA_KEPT);
    run(db, "insert into a values (3)");
    assert_int_equal(schema_update(db, "one", scripts, 2, &err), -1);
    assert_int_equal(err.code, ERR_INTERNAL);
    assert_non_null(strstr(err.msg, "bad: "));
    says(db, "select x from a", "3;");

    /* Rows that the new table refuses. */
    scripts[0].rows = SCHEMA_KEPT;
    scripts[0].text = "create table a (x integer check (x > 3))";
    assert_int_equal(schema_update(db, "one", scripts, 1, &err), -1);
    says(db, "select x from a", "3;");
    db_close(db);
}

static bool stands(struct db *db, const char *words)
{
    struct str text = STR_INIT;
    struct err err = ERR_INIT;
    bool found;

    str_add(&text, words);
    assert_ok(schema_find_text(db, "words", &text, &found, &err), &err);
    str_release(&text);
    return found;
}

static void keep(struct db *db, const char *words)
{
    struct str text = STR_INIT;
    struct err err = ERR_INIT;

    str_add(&text, words);
    assert_ok(schema_keep_text(db, "words", &text, &err), &err);
    str_release(&text);
}

/* By this program's update too: what followed from the schema is to follow
   anew. */
static void a_text_stands_while_it_and_the_schema_are_as_they_were(void **state)
{
    struct db *db = open_db();

    (void)state;
    update(db, "create table a (x integer)", SCHEMA_MADE);
    assert_false(stands(db, "one"));
    keep(db, "one");
    assert_true(stands(db, "one"));
    assert_false(stands(db, "two"));
    update(db, "create table a (x integer, y integer)", SCHEMA_MADE);
    assert_false(stands(db, "one"));
    keep(db, "one");
    run(db, "analyze sqlite_schema"); /* SQLite's own notes */
    assert_true(stands(db, "one"));
    run(db, "create table by_hand (x integer)");
    assert_false(stands(db, "one"));
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_as_it_should_be_is_left_alone),
        cmocka_unit_test(a_table_that_differs_is_made_anew),
        cmocka_unit_test(kept_rows_are_copied_by_the_columns_both_have),
        cmocka_unit_test(rows_to_be_made_again_go_whatever_the_table_is),
        cmocka_unit_test(what_refers_to_a_table_that_moves_goes_before_it),
        cmocka_unit_test(a_view_may_become_a_table_and_back),
        cmocka_unit_test(what_no_script_makes_any_more_goes),
        cmocka_unit_test(leftovers_of_long_ago_go_in_the_end),
        cmocka_unit_test(a_wrong_script_changes_nothing),
        cmocka_unit_test(
            a_text_stands_while_it_and_the_schema_are_as_they_were),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
