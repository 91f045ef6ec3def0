/* Text that grows, and the table from texts to numbers. */
#include "core/str.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <wchar.h>

#include "core/map.h"
#include "tests/testing.h"

static void a_text_grows_and_always_ends_with_a_nul(void **state)
{
    struct str s = STR_INIT;

    (void)state;
    assert_string_equal(s.text, "");
    for (int i = 0; i < 1000; i++) {
        str_addf(&s, "%d,", i % 10);
        assert_int_equal(s.text[s.len], '\0');
        assert_true(s.len < s.capacity);
    }
    assert_int_equal(s.len, 2000);
    assert_int_equal(strlen(s.text), 2000);
    str_clear(&s);
    assert_string_equal(s.text, "");
    str_add_n(&s, "a\0b", 3);
    str_add_c(&s, 'c');
    assert_int_equal(s.len, 4);
    assert_memory_equal(s.text, "a\0bc", 5);
    str_release(&s);
    assert_string_equal(s.text, "");
}

static void no_character_is_cut(void **state)
{
    /* One, two, three and four bytes long. */
    static const char text[] = "a\xC3\xA9\xE2\x80\x93\xF0\x9D\x84\x9E";
    static const size_t whole[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10 };

    (void)state;
    for (size_t most = 0; most < sizeof(whole) / sizeof(whole[0]); most++) {
        struct str s = STR_INIT;

        str_add_whole(&s, text, most);
        assert_int_equal(s.len, whole[most]);
        assert_int_equal(str_whole(text, strlen(text), most), whole[most]);
        assert_memory_equal(s.text, text, s.len);
        str_release(&s);
    }
    /* Bytes that are no text have an end too. */
    assert_int_equal(str_whole("\x80\x80\x80", 3, 2), 0);
}

/* Wherever a letter of two, three or four bytes meets the end of a message. */
static void a_message_that_is_too_long_ends_with_a_letter(void **state)
{
    static const char *const letters[] = { "\xC3\xA9", "\xE2\x80\x93",
                                           "\xF0\x9D\x84\x9E" };

    (void)state;
    for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++) {
        const size_t size = strlen(letters[i]);

        for (int shift = 0; shift < 5; shift++) {
            struct str text = STR_INIT;
            struct err err = ERR_INIT;

            str_addf(&text, "%.*s", shift, "abcde");
            while (text.len < 2 * sizeof(err.msg))
                str_add(&text, letters[i]);
            err_set(&err, ERR_DATA, "%s", text.text);
            assert_int_equal((strlen(err.msg) - (size_t)shift) % size, 0);
            assert_true(strlen(err.msg) + size >= sizeof(err.msg));
            err_context(&err, "x");
            assert_int_equal((strlen(err.msg) - (size_t)shift - 3) % size, 0);
            assert_true(strlen(err.msg) + size >= sizeof(err.msg));
            err_context(&err, "%s", text.text);
            assert_int_equal((strlen(err.msg) - (size_t)shift) % size, 0);
            str_release(&text);
        }
    }
}

static void nothing_added_is_nothing(void **state)
{
    struct str s = STR_INIT;

    (void)state;
    str_add(&s, "");
    str_add_n(&s, "abc", 0);
    str_addf(&s, "%s", "");
    assert_int_equal(s.len, 0);
    assert_int_equal(s.capacity, 0);
    str_clear(&s);
    str_release(&s);
}

static void a_text_that_is_taken_leaves_an_empty_one(void **state)
{
    struct str s = STR_INIT;
    char *text;

    (void)state;
    text = str_take(&s);
    assert_string_equal(text, "");
    free(text);
    str_add(&s, "words");
    text = str_take(&s);
    assert_string_equal(text, "words");
    free(text);
    assert_string_equal(s.text, "");
    assert_int_equal(s.len, 0);
    str_add(&s, "more");
    assert_string_equal(s.text, "more");
    str_release(&s);
}

static void add_too_much(struct str *s)
{
    str_reserve(s, SIZE_MAX - 1);
}

/* No character of any language: vsnprintf gives -1. */
static void add_what_cannot_be_formatted(struct str *s)
{
    str_addf(s, "%lc", (wint_t)0x110000);
}

/* The status with which a child ends that does this. */
static int end_of(void (*what)(struct str *s))
{
    int status = 0;
    pid_t pid = fork();

    if (pid == 0) {
        struct str s = STR_INIT;

        if (!freopen("/dev/null", "w", stderr))
            _exit(126);
        str_add(&s, "some");
        what(&s);
        _exit(0);
    }
    assert_true(pid > 0 && waitpid(pid, &status, 0) == pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void what_cannot_be_held_ends_the_program(void **state)
{
    (void)state;
    assert_int_equal(end_of(add_too_much), 71);
    assert_int_equal(end_of(add_what_cannot_be_formatted), 71);
}

static void a_map_keeps_what_was_put(void **state)
{
    struct map m = MAP_INIT;
    char key[32];
    bool added;

    (void)state;
    assert_null(map_find(&m, "", 0));
    for (int i = 0; i < 5000; i++) {
        int len = snprintf(key, sizeof(key), "key %d", i);

        assert_int_equal(*map_put(&m, key, (size_t)len, i, &added), i);
        assert_true(added);
    }
    for (int i = 0; i < 5000; i++) {
        int len = snprintf(key, sizeof(key), "key %d", i);

        assert_int_equal(*map_put(&m, key, (size_t)len, -1, &added), i);
        assert_false(added);
    }
    assert_int_equal(m.count, 5000);
    assert_null(map_find(&m, "key 5000", 8));
    assert_null(map_find(&m, "key 1", 4)); /* a part of a key is none */
    *map_find(&m, "key 7", 5) = 70;
    assert_int_equal(*map_find(&m, "key 7", 5), 70);
    map_release(&m);
}

static void a_key_is_bytes_and_may_be_none(void **state)
{
    struct map m = MAP_INIT;
    bool added;

    (void)state;
    *map_put(&m, "", 0, 1, &added) += 1;
    map_put(&m, "\0", 1, 3, &added);
    map_put(&m, "\0\0", 2, 4, &added);
    assert_int_equal(m.count, 3);
    assert_int_equal(*map_find(&m, "", 0), 2);
    assert_int_equal(*map_find(&m, "\0\0", 2), 4);
    map_clear(&m);
    assert_null(map_find(&m, "", 0));
    assert_int_equal(*map_put(&m, "\0", 1, 5, &added), 5);
    assert_true(added);
    map_release(&m);
}

static void what_grows_no_more_is_fitted(void **state)
{
    struct str s = STR_INIT;

    (void)state;
    str_fit(&s);
    assert_string_equal(s.text, "");
    for (int i = 0; i < 1000; i++)
        str_add(&s, "abc");
    str_fit(&s);
    assert_int_equal(s.capacity, 3001);
    assert_int_equal(strlen(s.text), 3000);
    str_add(&s, "d");
    assert_string_equal(s.text + 2998, "bcd");
    str_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_grows_and_always_ends_with_a_nul),
        cmocka_unit_test(no_character_is_cut),
        cmocka_unit_test(a_message_that_is_too_long_ends_with_a_letter),
        cmocka_unit_test(nothing_added_is_nothing),
        cmocka_unit_test(a_text_that_is_taken_leaves_an_empty_one),
        cmocka_unit_test(what_cannot_be_held_ends_the_program),
        cmocka_unit_test(a_map_keeps_what_was_put),
        cmocka_unit_test(a_key_is_bytes_and_may_be_none),
        cmocka_unit_test(what_grows_no_more_is_fitted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
