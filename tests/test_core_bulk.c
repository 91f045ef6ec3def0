#include "core/bulk.h"

#include <stdio.h>
#include <string.h>

#include "core/db.h"
#include "tests/testing.h"

/* A statement of the program's own, on a table as plain as can be. */
#define PUT_SPAN "transform/sql/span.sql#put_span"

static struct err err = ERR_INIT;

static struct db *open_spans(void)
{
    struct db *db = NULL;

    assert_ok(db_open(&db, ":memory:", DB_CREATE, &err), &err);
    assert_ok(db_exec(db,
                      "create table pupil_cohort_span (pupil_key integer"
                      " primary key, from_key real, to_key integer,"
                      " cohorts integer check (cohorts > 0)) strict",
                      &err),
              &err);
    return db;
}

static int put(struct bulk *b, int64_t key, int64_t cohorts)
{
    bulk_int(b, key);
    bulk_real(b, (double)key / 2);
    bulk_null(b);
    bulk_int(b, cohorts);
    return bulk_put(b, &err);
}

static int64_t number(struct db *db, const char *sql)
{
    int64_t value = -1;

    assert_ok(db_read_int(db, sql, &value, &err), &err);
    return value;
}

/* None, one, a batch less one, a batch, a batch and one, several. */
static void so_many_rows_come_in(void **state)
{
    static const int counts[] = { 0, 1, 15, 16, 17, 100 };

    (void)state;
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        struct db *db = open_spans();
        struct bulk *b;
        int64_t keys = (int64_t)counts[i] * (counts[i] + 1) / 2;

        assert_ok(bulk_open(&b, db, PUT_SPAN, &err), &err);
        for (int key = 1; key <= counts[i]; key++)
            assert_ok(put(b, key, key), &err);
        assert_ok(bulk_flush(b, &err), &err);
        assert_ok(bulk_flush(b, &err), &err);
        bulk_close(b);
        assert_int_equal(number(db,
                                "select count(*) from pupil_cohort_span"
                                " where cohorts = pupil_key and to_key is null"
                                " and from_key = pupil_key / 2.0"),
                         counts[i]);
        assert_int_equal(number(db, "select coalesce(sum(pupil_key), 0)"
                                    " from pupil_cohort_span"),
                         keys);
        db_close(db);
    }
}

/* Each row with its own, also where they are fewer than a batch. */
static void texts_are_lent(void **state)
{
    char texts[20][16];
    struct db *db = NULL;
    struct bulk *b;

    (void)state;
    assert_ok(db_open(&db, ":memory:", DB_CREATE, &err), &err);
    assert_ok(db_exec(db,
                      "create table changed_fact (relation text, ident_key"
                      " integer, school_key integer, from_date text, primary"
                      " key (relation, ident_key, school_key)) strict",
                      &err),
              &err);
    assert_ok(bulk_open(&b, db, "ingest/sql/stale.sql#note_row", &err), &err);
    for (int i = 0; i < 20; i++) {
        snprintf(texts[i], sizeof(texts[i]), "t%dx", i);
        bulk_lent(b, "table", 5);
        bulk_int(b, i);
        bulk_int(b, 0);
        bulk_lent(b, texts[i], strlen(texts[i]) - 1);
        assert_ok(bulk_put(b, &err), &err);
    }
    assert_ok(bulk_flush(b, &err), &err);
    bulk_close(b);
    assert_int_equal(number(db, "select count(*) from changed_fact where"
                                " from_date = 't' || ident_key"
                                " and relation = 'table'"),
                     20);
    db_close(db);
}

static void a_refused_row_is_told(void **state)
{
    static const int counts[] = { 3, 16 };

    (void)state;
    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
        struct db *db = open_spans();
        struct bulk *b;
        int ret = 0;

        assert_ok(bulk_open(&b, db, PUT_SPAN, &err), &err);
        for (int key = 1; key <= counts[i] && ret == 0; key++)
            ret = put(b, key, key - 2);
        assert_int_equal(ret ? ret : bulk_flush(b, &err), -1);
        assert_int_equal(err.code, ERR_INTERNAL);
        bulk_close(b);
        db_close(db);
    }
}

static void a_statement_without_rows_is_no_insert(void **state)
{
    struct db *db = open_spans();
    struct bulk *b;

    (void)state;
    assert_int_equal(
        bulk_open(&b, db, "transform/sql/span.sql#drop_spans", &err), -1);
    assert_null(b);
    assert_int_equal(bulk_open(&b, db, "no such", &err), -1);
    db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(so_many_rows_come_in),
        cmocka_unit_test(texts_are_lent),
        cmocka_unit_test(a_refused_row_is_told),
        cmocka_unit_test(a_statement_without_rows_is_no_insert),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
