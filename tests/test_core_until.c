#include "core/until.h"

#include <string.h>

#include "core/db.h"
#include "tests/testing.h"

static struct err err = ERR_INIT;

static struct db *open_days(void)
{
    struct db *db = NULL;

    assert_ok(db_open(&db, ":memory:", DB_CREATE, &err), &err);
    assert_ok(until_open(db, &err), &err);
    assert_ok(until_open(db, &err), &err); /* it is there already */
    assert_ok(db_exec(db,
                      "create table fact (day text, other text) strict;"
                      "insert into fact values ('2026-02-09', '2026-03-01'),"
                      " ('2026-02-10', null), ('2026-02-14', '2026-02-11'),"
                      " ('2026-02-12', '2026-02-11'), (null, '2026-01-01')",
                      &err),
              &err);
    return db;
}

static int64_t ask(struct db *db, const char *today, const char *sql)
{
    int64_t out = -1;

    until_set(db, today);
    assert_ok(db_read_int(db, sql, &out, &err), &err);
    return out;
}

static void the_day_itself_has_come_and_no_day_is_null(void **state)
{
    struct db *db = open_days();

    (void)state;
    assert_int_equal(
        ask(db, "2026-02-10", "select sum(has_come(day)) from fact"), 2);
    assert_int_equal(
        ask(db, "2026-02-10", "select sum(has_come(day) is null) from fact"),
        1);
    db_close(db);
}

static void the_earliest_day_that_has_not_come_is_noted(void **state)
{
    static const struct {
        const char *today, *sql, *noted;
    } cases[] = {
        { "2026-02-10", "select sum(has_come(day)) from fact", "2026-02-12" },
        { "2026-02-12", "select sum(has_come(day)) from fact", "2026-02-14" },
        { "2026-02-14", "select sum(has_come(day)) from fact", UNTIL_EVER },
        { "2026-02-10", "select count(*) from fact", UNTIL_ANY_DAY },
        { "2026-02-10",
          "select count(*) from fact where day is null and has_come(day)",
          UNTIL_ANY_DAY },
        /* What is asked only where the first has come waits for it. */
        { "2026-02-10",
          "select count(*) from fact where has_come(day) and has_come(other)",
          "2026-02-12" },
        { "2026-02-14",
          "select count(*) from fact where has_come(day) and has_come(other)",
          "2026-03-01" },
    };
    struct db *db = open_days();

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        ask(db, cases[i].today, cases[i].sql);
        assert_string_equal(until_noted(db), cases[i].noted);
    }
    db_close(db);
}

/* On each day until the one that is noted, and not on it. */
static void a_statement_says_the_same_until_then(void **state)
{
    static const char sql[] = "select sum(has_come(day) * 8"
                              " + coalesce(has_come(other), 0)) from fact";
    char days[][11] = { "2026-02-08", "2026-02-09", "2026-02-10", "2026-02-11",
                        "2026-02-12", "2026-02-13", "2026-02-14", "2026-02-28",
                        "2026-03-01", "2026-03-02" };
    size_t count = sizeof(days) / sizeof(*days);
    struct db *db = open_days();

    (void)state;
    for (size_t i = 0; i < count; i++) {
        int64_t said = ask(db, days[i], sql);
        char until[11];

        memcpy(until, until_noted(db), sizeof(until));
        for (size_t k = i + 1; k < count; k++)
            if (strcmp(days[k], until) < 0)
                assert_int_equal(ask(db, days[k], sql), said);
            else
                assert_int_not_equal(ask(db, days[k], sql), said);
    }
    db_close(db);
}

static void what_is_no_day_is_an_error(void **state)
{
    struct db *db = open_days();
    int64_t out;

    (void)state;
    until_set(db, "2026-02-10");
    assert_int_equal(db_read_int(db, "select has_come('soon')", &out, &err),
                     -1);
    assert_non_null(strstr(err.msg, "that is no day"));
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_day_itself_has_come_and_no_day_is_null),
        cmocka_unit_test(the_earliest_day_that_has_not_come_is_noted),
        cmocka_unit_test(a_statement_says_the_same_until_then),
        cmocka_unit_test(what_is_no_day_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
