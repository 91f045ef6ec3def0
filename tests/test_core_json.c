#include "core/json.h"

#include "core/db.h"
#include "core/str.h"
#include "tests/testing.h"

static void assert_row(const char *sql, const char *wanted)
{
    struct err err = ERR_INIT;
    struct str text = STR_INIT;
    struct db *db;
    struct query *q;

    assert_ok(db_open(&db, ":memory:", DB_CREATE, &err), &err);
    assert_ok(query_open(&q, db, sql, &err), &err);
    assert_int_equal(query_step(q, &err), 1);
    json_add_row(&text, q);
    assert_string_equal(text.text, wanted);
    str_release(&text);
    query_close(q);
    db_close(db);
}

static void a_row_is_an_object_of_its_columns(void **state)
{
    (void)state;
    assert_row("select 1 as one, null as none, 'text' as words",
               "{\"one\":1,\"none\":null,\"words\":\"text\"}");
    assert_row("select '{\"a\":[1]}' as says_json, '[1]' as says,"
               " null as other_json",
               "{\"says\":{\"a\":[1]},\"says\":\"[1]\",\"other\":null}");
    assert_row("select '[]' as _json", "{\"_json\":\"[]\"}");
}

static void a_number_is_read_back_as_it_was(void **state)
{
    (void)state;
    assert_row("select 0.1 as a, 0.1 + 0.2 as b, 50.0 as c, -1e300 as d",
               "{\"a\":0.1,\"b\":0.30000000000000004,\"c\":50,\"d\":-1e+300}");
    assert_row("select -9223372036854775807 as least",
               "{\"least\":-9223372036854775807}");
}

static void text_is_escaped(void **state)
{
    struct str text = STR_INIT;

    (void)state;
    json_add_text(&text, "\"a\\b\"\n\x01\t\xC3\xA9");
    assert_string_equal(text.text, "\"\\\"a\\\\b\\\"\\u000a\\u0001\\u0009"
                                   "\xC3\xA9\"");
    str_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_is_an_object_of_its_columns),
        cmocka_unit_test(a_number_is_read_back_as_it_was),
        cmocka_unit_test(text_is_escaped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
