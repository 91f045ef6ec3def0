#include "core/lent.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "core/db.h"
#include "tests/testing.h"

static struct err err = ERR_INIT;

/* Groups have the keys 10, 20, 30 and so on; of each third there is no row, of
   the others one and two in turn. */
struct numbers {
    size_t count;
};

static size_t count(const void *context)
{
    const struct numbers *n = context;

    return n->count;
}

static size_t find(const void *context, int64_t key)
{
    const struct numbers *n = context;

    return key > 0 && key % 10 == 0 && key / 10 <= (int64_t)n->count
               ? (size_t)(key / 10 - 1)
               : n->count;
}

static void fill(const void *context, size_t group, struct lent_rows *rows)
{
    (void)context;
    for (size_t i = 0; i < group % 3; i++) {
        struct lent_value *row = lent_add(rows);

        row[0].kind = LENT_INT;
        row[0].number = ((int64_t)group + 1) * 10;
        row[1].kind = LENT_TEXT;
        row[1].text = i ? "second" : "first";
        if (i) {
            row[2].kind = LENT_SHORT;
            snprintf(row[2].letters, sizeof(row[2].letters), "short");
        }
    }
}

static const struct lent number = { .name = "number",
                                    .columns = "key integer, place text,"
                                               " word text",
                                    .column_count = 3,
                                    .count = count,
                                    .find = find,
                                    .fill = fill };

static struct db *open_numbers(const struct numbers *n)
{
    struct db *db = NULL;

    assert_ok(db_open(&db, ":memory:", DB_CREATE, &err), &err);
    assert_ok(lent_open(db, &number, n, &err), &err);
    return db;
}

static void assert_text(struct db *db, const char *sql, const char *expected)
{
    struct query *q = NULL;

    assert_ok(query_open(&q, db, sql, &err), &err);
    assert_int_equal(query_step(q, &err), 1);
    assert_string_equal(query_text(q, 0), expected);
    query_close(q);
}

static void rows_are_read_where_they_are(void **state)
{
    struct numbers n = { 0 };
    struct db *db = open_numbers(&n);

    (void)state;
    assert_text(db, "select count(*) from temp.number", "0");
    n.count = 6;
    assert_text(db, "select group_concat(key || place) from temp.number",
                "20first,30first,30second,50first,60first,60second");
    assert_text(db,
                "select group_concat(key) from (select key from temp.number"
                " order by key desc)",
                "60,60,50,30,30,20");
    assert_text(db,
                "select count(*) || max(word) from temp.number"
                " where word is null or place = 'second'",
                "6short");
    db_close(db);
}

static void a_key_finds_its_group(void **state)
{
    struct numbers n = { 6 };
    struct db *db = open_numbers(&n);

    (void)state;
    assert_text(db,
                "select group_concat(place) from temp.number where key = 30",
                "first,second");
    assert_text(db, "select count(*) from temp.number where key in (40, 7, 70)",
                "0");
    assert_text(db,
                "select count(*) from temp.number where key = 'x'"
                " or key = 30.5 or key is null",
                "0");
    assert_text(db,
                "with asked (key) as (values (10), (20), (null), (60))"
                " select group_concat(asked.key || coalesce(place, '-'))"
                " from asked left join temp.number as n on n.key = asked.key",
                "10-,20first,60first,60second");
    db_close(db);
}

static bool note_number(void *context, const char *database,
                        const char *relation, const char *through)
{
    (void)through;
    if (!strcmp(database, "temp") && !strcmp(relation, "number"))
        *(bool *)context = true;
    return true;
}

static void who_asks_is_told_what_is_read(void **state)
{
    struct numbers n = { 6 };
    struct db *db = open_numbers(&n);
    bool noted = false;

    (void)state;
    db_ask_reader(db, note_number, &noted);
    assert_text(db, "select place from temp.number", "first");
    assert_true(noted);
    db_close(db);
}

static void it_is_made_again_of_another(void **state)
{
    struct numbers n = { 6 }, other = { 2 };
    struct db *db = open_numbers(&n);

    (void)state;
    lent_close(db, &number);
    lent_close(db, &number);
    assert_int_equal(db_exec(db, "select * from temp.number", &err), -1);
    assert_ok(lent_open(db, &number, &other, &err), &err);
    assert_text(db, "select count(*) from temp.number", "1");
    assert_int_equal(db_exec(db, "delete from temp.number", &err), -1);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_read_where_they_are),
        cmocka_unit_test(a_key_finds_its_group),
        cmocka_unit_test(who_asks_is_told_what_is_read),
        cmocka_unit_test(it_is_made_again_of_another),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
