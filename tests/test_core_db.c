#include "core/db.h"

#include <string.h>

#include "tests/testing.h"

static struct db *db;

static int open_db(void **state)
{
    struct err err = ERR_INIT;

    (void)state;
    assert_ok(db_open(&db, ":memory:", DB_CREATE, &err), &err);
    return 0;
}

static int close_db(void **state)
{
    (void)state;
    db_close(db);
    return 0;
}

static void run(const char *sql)
{
    struct err err = ERR_INIT;

    assert_ok(db_exec(db, sql, &err), &err);
}

/* Keys of a row and of none, keys of text, and tables without a rowid. */
#define PLACES                                                                 \
    "create table place (place_key integer primary key, code text unique);"    \
    "create table fact (place_key integer references place, day text,"         \
    "    primary key (place_key, day)) strict, without rowid;"                 \
    "create table note (code text references place (code));"                   \
    "insert into place values (1, 'A'), (2, 'B');"                             \
    "insert into fact values (1, 'Monday'), (2, 'Monday');"                    \
    "insert into note values ('A'), (null);"

static void a_key_that_leads_nowhere_is_refused_at_once(void **state)
{
    struct err err = ERR_INIT;

    (void)state;
    run(PLACES);
    assert_int_equal(db_exec(db, "insert into fact values (7, 'Monday')", &err),
                     -1);
    assert_int_equal(err.code, ERR_INTERNAL);
    assert_int_equal(db_exec(db, "delete from place", &err), -1);
}

static void keys_that_lead_somewhere_pass(void **state)
{
    struct err err = ERR_INIT;

    (void)state;
    run(PLACES);
    assert_ok(db_check_keys(db, &err), &err);
}

static void a_key_that_leads_nowhere_is_found_and_named(void **state)
{
    static const struct {
        const char *sql, *message;
    } cases[] = {
        { "insert into fact values (7, 'Tuesday')",
          "a row of 'fact' has place_key '7', which 'place' lacks" },
        { "insert into note values ('A'), ('C')",
          "a row of 'note' has code 'C', which 'place' lacks" },
        { "delete from place where place_key = 2",
          "a row of 'fact' has place_key '2', which 'place' lacks" },
        { "drop table note; drop table place", "no such table: place" },
    };

    (void)state;
    run("pragma foreign_keys = off;" PLACES);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct err err = ERR_INIT;

        run("begin");
        run(cases[i].sql);
        assert_int_equal(db_check_keys(db, &err), -1);
        assert_int_equal(err.code, ERR_INTERNAL);
        if (!strstr(err.msg, cases[i].message))
            fail_msg("%s", err.msg);
        run("rollback");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_key_that_leads_nowhere_is_refused_at_once, open_db, close_db),
        cmocka_unit_test_setup_teardown(keys_that_lead_somewhere_pass, open_db,
                                        close_db),
        cmocka_unit_test_setup_teardown(
            a_key_that_leads_nowhere_is_found_and_named, open_db, close_db),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
