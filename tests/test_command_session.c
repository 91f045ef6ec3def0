#include "command/session.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "command/command.h"
#include "core/db.h"
#include "core/outfile.h"
#include "core/path.h"
#include "tests/testing.h"

static const struct options options = {
    .config = "c/county.ini",
    .as_of = DATE_NONE,
    .quiet = true,
    .clock = time,
};

static int make_county(void **state)
{
    struct err err = ERR_INIT;

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
    return 0;
}

static struct session begin(void)
{
    struct err err = ERR_INIT;
    struct session s;

    assert_ok(session_begin(&s, &options, false, &err), &err);
    return s;
}

static int write_row(struct session *s, const char *values, struct err *err)
{
    return db_execf(s->db, err,
                    "insert into content_stamp (content_id, stamp)"
                    " values (%s)",
                    values);
}

static void night(const char *sql)
{
    struct err err = ERR_INIT;
    struct session s = begin();

    assert_ok(db_exec(s.db, sql, &err), &err);
    assert_ok(session_commit(&s, &err), &err);
    session_close(&s);
}

static int64_t read_number(const char *sql)
{
    struct err err = ERR_INIT;
    struct db *db = NULL;
    int64_t number = -1;

    assert_ok(db_open(&db, "c/w.db", DB_READ_ONLY, &err), &err);
    assert_ok(db_read_int(db, sql, &number, &err), &err);
    db_close(db);
    return number;
}

/* A row that leads nowhere comes in; nothing comes of that night. */
static void expect_check_at_the_end(void)
{
    struct err err = ERR_INIT;
    struct session s = begin();

    assert_ok(write_row(&s, "77, '2025-09-01T00:00:00'", &err), &err);
    assert_int_equal(session_commit(&s, &err), -1);
    assert_int_equal(err.code, ERR_INTERNAL);
    assert_string_equal(err.msg, "a row of 'content_stamp' has content_id '77',"
                                 " which 'content' lacks");
    session_close(&s);
}

static void a_first_warehouse_is_checked_as_a_whole(void **state)
{
    (void)state;
    expect_check_at_the_end();
    assert_false(testing_is_there("c/w.db"));
    assert_false(testing_is_there("c/w.db.new"));
    night("");
    assert_true(testing_is_there("c/w.db"));
}

static void a_later_night_is_refused_the_row_itself(void **state)
{
    struct err err = ERR_INIT;
    struct session s;

    (void)state;
    night("");
    s = begin();
    assert_int_equal(write_row(&s, "77, '2025-09-01T00:00:00'", &err), -1);
    assert_int_equal(err.code, ERR_INTERNAL);
    session_close(&s);
    assert_int_equal(read_number("select count(*) from load_run"), 1);
}

static void a_key_looked_at_in_the_end_is_named_too(void **state)
{
    struct err err = ERR_INIT;
    struct session s;

    (void)state;
    night("");
    s = begin();
    assert_ok(db_exec(s.db,
                      "insert into school_ident (urn) values ('100001');"
                      " insert into mark_string (bucket, school_key,"
                      " ident_key, marks, source_id) values (8, 1, 5, '/', 3)",
                      &err),
              &err);
    assert_int_equal(session_commit(&s, &err), -1);
    assert_int_equal(err.code, ERR_INTERNAL);
    assert_non_null(strstr(err.msg, "a row of 'mark_string' has "));
    session_close(&s);
    assert_int_equal(read_number("select count(*) from mark_string"), 0);
}

static void a_warehouse_of_another_version_is_checked_as_a_whole(void **state)
{
    int64_t ours;

    (void)state;
    night("");
    ours = read_number("pragma user_version");
    night("pragma user_version = 1");
    expect_check_at_the_end();
    assert_int_equal(read_number("pragma user_version"), 1);
    night("");
    assert_int_equal(read_number("pragma user_version"), ours);
}

/* Whoever begins anew removes the warehouse, and may leave what lay beside. */
static void
the_journal_of_a_warehouse_that_is_gone_is_not_taken_over(void **state)
{
    struct err err = ERR_INIT;
    struct session s;
    char *journal = NULL;
    size_t len;

    (void)state;
    night("");
    s = begin(); /* killed after its commit, before it is in the file */
    assert_ok(db_exec(s.db, "commit", &err), &err);
    assert_ok(file_read("c/w.db-wal", &journal, &len, &err), &err);
    assert_true(len > 0);
    session_close(&s);
    assert_int_equal(unlink("c/w.db"), 0);
    testing_write_bytes("c/w.db-wal", journal, len);
    free(journal);
    night("");
    assert_false(testing_is_there("c/w.db-wal"));
    assert_int_equal(read_number("select count(*) from load_run"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_first_warehouse_is_checked_as_a_whole,
                               make_county),
        cmocka_unit_test_setup(a_later_night_is_refused_the_row_itself,
                               make_county),
        cmocka_unit_test_setup(a_key_looked_at_in_the_end_is_named_too,
                               make_county),
        cmocka_unit_test_setup(
            a_warehouse_of_another_version_is_checked_as_a_whole, make_county),
        cmocka_unit_test_setup(
            the_journal_of_a_warehouse_that_is_gone_is_not_taken_over,
            make_county),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
