#include "report/night/shelf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/err.h"
#include "core/mem.h"
#include "tests/report_book.h"
#include "tests/testing.h"

/* shelf.h: books that are written while others are filled. */

#define BOOKS (2 * SHELF_MOST)

static int try_put(struct shelf *shelf, struct report_book *s, const char *path,
                   struct err *err)
{
    const struct shelf_book book = { .book = &s->book,
                                     .path = path,
                                     .name = path };

    return shelf_put(shelf, &book, err);
}

static void put(struct shelf *shelf, struct report_book *s, const char *path,
                struct err *err)
{
    assert_ok(try_put(shelf, s, path, err), err);
}

static size_t released;

static void release(void *own)
{
    memset(own, 0, sizeof(struct report_book));
    free(own);
    released++;
}

/* One of many, with all that it needs. */
static void put_of_many(struct shelf *shelf, const char *path, size_t left,
                        struct err *err)
{
    struct report_book *s = mem_zero(1, sizeof(*s));
    const struct shelf_book book = { .book = &s->book,
                                     .path = path,
                                     .name = path,
                                     .may_wait = true,
                                     .left = left,
                                     .own = s,
                                     .release = release };

    report_book_init(s);
    assert_ok(shelf_put(shelf, &book, err), err);
}

/* The book is another by then, and the first may be long done. */
static void all_books_are_there_in_the_end(void **state)
{
    struct err err = ERR_INIT;
    struct shelf shelf;

    (void)state;
    mkdir("scratch", 0700);
    shelf_init(&shelf, "scratch");
    for (int i = 0; i < BOOKS; i++) {
        struct report_book s;
        char path[32];

        report_book_init(&s);
        snprintf(path, sizeof(path), "book%d.xlsx", i);
        put(&shelf, &s, path, &err);
        memset(&s, 0, sizeof(s));
    }
    assert_ok(shelf_clear(&shelf, 0, &err), &err);
    for (int i = 0; i < BOOKS; i++) {
        char path[32];

        snprintf(path, sizeof(path), "book%d.xlsx", i);
        assert_int_equal(access(path, R_OK), 0);
    }
}

/* Two that cannot be written, and what failed meanwhile. */
static void the_first_error_is_told(void **state)
{
    struct err err = ERR_INIT;
    struct report_book s;
    struct shelf shelf;

    (void)state;
    mkdir("scratch", 0700);
    report_book_init(&s);
    shelf_init(&shelf, "scratch");
    shelf.room = SHELF_MOST;
    put(&shelf, &s, "good.xlsx", &err);
    put(&shelf, &s, "no/such/one.xlsx", &err);
    put(&shelf, &s, "no/such/two.xlsx", &err);
    err_set(&err, ERR_INTERNAL, "a query failed");
    assert_int_equal(shelf_clear(&shelf, -1, &err), -1);
    assert_int_equal(err.code, ERR_CANTCREAT);
    assert_non_null(strstr(err.msg, "'no/such/one.xlsx'"));
    assert_int_equal(shelf.count, 0);
}

static void a_full_shelf_tells_of_the_first_before_it_takes_more(void **state)
{
    struct err err = ERR_INIT;
    struct report_book s;
    struct shelf shelf;

    (void)state;
    mkdir("scratch", 0700);
    report_book_init(&s);
    shelf_init(&shelf, "scratch");
    shelf.room = 1;
    put(&shelf, &s, "no/such/one.xlsx", &err);
    assert_int_equal(try_put(&shelf, &s, "no/two.xlsx", &err), -1);
    assert_non_null(strstr(err.msg, "'no/such/one.xlsx'"));
    assert_int_equal(shelf_clear(&shelf, -1, &err), -1);
    assert_non_null(strstr(err.msg, "'no/such/one.xlsx'"));
}

/* A book that breaks the rules is found out before one that was begun. */
static void what_was_begun_before_comes_first(void **state)
{
    struct err err = ERR_INIT;
    struct report_book s, bad;
    struct shelf shelf;

    (void)state;
    mkdir("scratch", 0700);
    report_book_init(&s);
    report_book_init(&bad);
    bad.sheets[0].tab = "Notes";
    shelf_init(&shelf, "scratch");
    shelf.room = 2;
    put(&shelf, &s, "no/such/one.xlsx", &err);
    assert_int_equal(try_put(&shelf, &bad, "bad.xlsx", &err), -1);
    assert_int_equal(err.code, ERR_INTERNAL);
    assert_int_equal(shelf_clear(&shelf, -1, &err), -1);
    assert_int_equal(err.code, ERR_CANTCREAT);
}

/* How many books the fullest batch had; there are as many as were put. */
static size_t put_many(int count, size_t left_behind)
{
    struct err err = ERR_INIT;
    struct shelf shelf;
    size_t most = 0;
    char path[32];

    mkdir("scratch", 0700);
    released = 0;
    shelf_init(&shelf, "scratch");
    for (int i = 0; i < count; i++) {
        snprintf(path, sizeof(path), "many%d.xlsx", i);
        put_of_many(&shelf, path, left_behind + (size_t)(count - i - 1), &err);
        if (shelf.waiting_count > most)
            most = shelf.waiting_count;
    }
    assert_ok(shelf_clear(&shelf, 0, &err), &err);
    assert_int_equal(released, count);
    for (int i = 0; i < count; i++) {
        snprintf(path, sizeof(path), "many%d.xlsx", i);
        assert_int_equal(access(path, R_OK), 0);
        unlink(path);
    }
    return most + 1; /* the last of them is not seen to wait */
}

/* A batch as full as they get, and one that is not, of books that are gone by
   then. */
static void many_books_are_written_by_few(void **state)
{
    (void)state;
    assert_int_equal(put_many(SHELF_BATCH + 1, 1000), SHELF_BATCH);
}

/* A quarter of those to come: 10 of the first 50; never below 8. */
static void the_fewer_are_to_come_the_fewer_wait(void **state)
{
    (void)state;
    assert_int_equal(put_many(11, 39), 10);
    assert_int_equal(put_many(9, 0), 8);
}

/* Those before it in its batch are whole, those after it are not begun. */
static void of_a_batch_the_one_that_failed_is_named(void **state)
{
    struct err err = ERR_INIT;
    struct shelf shelf;

    (void)state;
    mkdir("scratch", 0700);
    released = 0;
    shelf_init(&shelf, "scratch");
    put_of_many(&shelf, "before.xlsx", 2, &err);
    put_of_many(&shelf, "no/such/one.xlsx", 1, &err);
    put_of_many(&shelf, "after.xlsx", 0, &err);
    assert_int_equal(access("before.xlsx", F_OK), -1);
    assert_int_equal(shelf_clear(&shelf, 0, &err), -1);
    assert_int_equal(err.code, ERR_CANTCREAT);
    assert_non_null(strstr(err.msg, "'no/such/one.xlsx': cannot"));
    assert_int_equal(released, 3);
    assert_int_equal(access("before.xlsx", R_OK), 0);
    assert_int_equal(access("after.xlsx", F_OK), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_books_are_there_in_the_end),
        cmocka_unit_test(the_first_error_is_told),
        cmocka_unit_test(a_full_shelf_tells_of_the_first_before_it_takes_more),
        cmocka_unit_test(what_was_begun_before_comes_first),
        cmocka_unit_test(many_books_are_written_by_few),
        cmocka_unit_test(the_fewer_are_to_come_the_fewer_wait),
        cmocka_unit_test(of_a_batch_the_one_that_failed_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
