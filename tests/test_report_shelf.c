#include "report/night/shelf.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/err.h"
#include "tests/report_book.h"
#include "tests/testing.h"

/* shelf.h: books that are written while others are filled. */

#define BOOKS (2 * SHELF_MOST)

static void put(struct shelf *shelf, struct report_book *s, const char *path,
                struct err *err)
{
    assert_ok(shelf_put(shelf, &s->book, path, "scratch", path, err), err);
}

/* The book is another by then, and the first may be long done. */
static void all_books_are_there_in_the_end(void **state)
{
    struct err err = ERR_INIT;
    struct shelf shelf;

    (void)state;
    mkdir("scratch", 0700);
    shelf_init(&shelf);
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
    shelf_init(&shelf);
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
    shelf_init(&shelf);
    shelf.room = 1;
    put(&shelf, &s, "no/such/one.xlsx", &err);
    assert_int_equal(
        shelf_put(&shelf, &s.book, "no/two.xlsx", "scratch", "two", &err), -1);
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
    shelf_init(&shelf);
    shelf.room = 2;
    put(&shelf, &s, "no/such/one.xlsx", &err);
    assert_int_equal(
        shelf_put(&shelf, &bad.book, "bad.xlsx", "scratch", "bad", &err), -1);
    assert_int_equal(err.code, ERR_INTERNAL);
    assert_int_equal(shelf_clear(&shelf, -1, &err), -1);
    assert_int_equal(err.code, ERR_CANTCREAT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_books_are_there_in_the_end),
        cmocka_unit_test(the_first_error_is_told),
        cmocka_unit_test(a_full_shelf_tells_of_the_first_before_it_takes_more),
        cmocka_unit_test(what_was_begun_before_comes_first),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
