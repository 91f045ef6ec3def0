#include "core/outfile.h"
#include "core/path.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/testing.h"

static struct err err = ERR_INIT;

static int start_clean(void **state)
{
    (void)state;
    assert_ok(folder_remove("o", &err), &err);
    assert_ok(folder_make("o", &err), &err);
    return 0;
}

static void assert_holds(const char *path, const char *expected)
{
    char *text = NULL;
    size_t len;

    assert_ok(file_read(path, &text, &len, &err), &err);
    assert_string_equal(text, expected);
    assert_int_equal(len, strlen(expected));
    free(text);
}

static void a_file_appears_whole_and_private(void **state)
{
    struct outfile *f = NULL;
    struct stat st;

    (void)state;
    testing_write("o/a", "old");
    assert_ok(outfile_open(&f, "o/a", &err), &err);
    assert_ok(outfile_put(f, "new ", 4, &err), &err);
    assert_ok(outfile_put(f, "", 0, &err), &err);
    assert_ok(outfile_put(f, "words", 5, &err), &err);
    assert_holds("o/a", "old");
    assert_ok(outfile_commit(&f, &err), &err);
    assert_null(f);
    assert_holds("o/a", "new words");
    assert_int_equal(stat("o/a", &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_false(testing_is_there("o/a.tmp"));
}

static void what_is_abandoned_leaves_what_was_there(void **state)
{
    struct outfile *f = NULL;

    (void)state;
    testing_write("o/a", "old");
    assert_ok(outfile_open(&f, "o/a", &err), &err);
    assert_ok(outfile_put(f, "new", 3, &err), &err);
    outfile_abandon(f);
    outfile_abandon(NULL);
    assert_holds("o/a", "old");
    assert_false(testing_is_there("o/a.tmp"));
}

static void a_name_may_be_known_last(void **state)
{
    struct outfile *f = NULL;
    int watch = -1;

    (void)state;
    assert_ok(folder_watch("o", &watch, &err), &err);
    assert_ok(outfile_open(&f, "o/incoming", &err), &err);
    assert_ok(outfile_put(f, "words", 5, &err), &err);
    assert_ok(outfile_place(&f, "o/b", &err), &err);
    assert_holds("o/b", "words");
    assert_ok(outfile_open(&f, "o/incoming", &err), &err);
    assert_ok(outfile_put(f, "more", 4, &err), &err);
    assert_ok(outfile_finish(f, &err), &err);
    assert_holds("o/incoming.tmp", "more");
    assert_ok(outfile_place(&f, "o/b", &err), &err);
    assert_holds("o/b", "more");
    assert_ok(folder_flush("o", &watch, &err), &err);
    assert_int_equal(watch, -1);
    assert_ok(folder_flush("o", &watch, &err), &err);
    assert_false(testing_is_there("o/incoming"));
    assert_ok(outfile_open(&f, "o/incoming", &err), &err);
    assert_int_equal(outfile_place(&f, "o/none/b", &err), -1);
    assert_int_equal(err.code, ERR_CANTCREAT);
    assert_null(f);
    assert_false(testing_is_there("o/incoming.tmp"));
}

static void what_a_killed_run_left_is_in_nobodys_way(void **state)
{
    (void)state;
    testing_write("o/a.tmp", "half a file that is longer than the new one");
    assert_ok(outfile_write("o/a", "new", 3, &err), &err);
    assert_holds("o/a", "new");
}

/* Whoever can write to the folder must not choose what is written over. */
static void a_link_in_the_way_is_not_followed(void **state)
{
    (void)state;
    testing_write("o/victim", "precious");
    assert_int_equal(symlink("victim", "o/a.tmp"), 0);
    assert_ok(outfile_write("o/a", "new", 3, &err), &err);
    assert_holds("o/a", "new");
    assert_holds("o/victim", "precious");
}

static void what_cannot_be_written_is_said(void **state)
{
    static const char *const paths[] = { "o/none/a", "o/folder", "o/file/a" };

    (void)state;
    testing_write("o/folder/in", "");
    testing_write("o/file", "");
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        err.code = ERR_NONE;
        assert_int_equal(outfile_write(paths[i], "new", 3, &err), -1);
        assert_int_equal(err.code, ERR_CANTCREAT);
        assert_non_null(strstr(err.msg, paths[i]));
    }
    assert_false(testing_is_there("o/folder.tmp"));
    assert_ok(folder_make("o/b.tmp/c", &err), &err);
    assert_int_equal(outfile_write("o/b", "new", 3, &err), -1);
    assert_int_equal(err.code, ERR_CANTCREAT);
}

static void
a_folder_is_made_with_its_parents_and_removed_with_all_in_it(void **state)
{
    struct stat st;

    (void)state;
    testing_write("o/kept", "words");
    assert_ok(folder_make("o/x/y/z", &err), &err);
    assert_ok(folder_make("o/x/y/z", &err), &err);
    assert_int_equal(stat("o/x", &st), 0);
    assert_int_equal(st.st_mode & 0777, 0700);
    testing_write("o/x/y/file", "");
    assert_int_equal(symlink("../kept", "o/x/link"), 0);
    assert_int_equal(symlink("..", "o/x/up"), 0);
    assert_ok(folder_remove("o/x", &err), &err);
    assert_false(testing_is_there("o/x"));
    assert_holds("o/kept", "words");
    assert_ok(folder_remove("o/x", &err), &err);
    assert_int_equal(folder_make("o/kept/in", &err), -1);
    assert_int_equal(err.code, ERR_CANTCREAT);
    assert_int_equal(folder_make("o/kept", &err), -1);
    assert_int_equal(err.code, ERR_CANTCREAT);
}

static void a_file_that_is_not_there_is_said(void **state)
{
    char *text = NULL;
    int watch = -1;
    size_t len;

    (void)state;
    assert_int_equal(file_read("o/none", &text, &len, &err), -1);
    assert_int_equal(err.code, ERR_NOINPUT);
    assert_null(text);
    assert_int_equal(file_read("o", &text, &len, &err), -1);
    assert_int_equal(err.code, ERR_NOINPUT);
    assert_null(text);
    testing_write("o/empty", "");
    assert_holds("o/empty", "");
    assert_int_equal(path_sync("o/none", &err), -1);
    assert_int_equal(folder_watch("o/none", &watch, &err), -1);
    assert_int_equal(err.code, ERR_CANTCREAT);
}

static void a_path_lies_in_a_folder(void **state)
{
    static const char *const rows[][2] = {
        { "a", "." },     { "a/b", "a" },     { "/a", "/" },
        { "/a/b", "/a" }, { "a/b/c", "a/b" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        char *folder = path_folder(rows[i][0]);

        assert_string_equal(folder, rows[i][1]);
        free(folder);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define IN_A_FOLDER(test) cmocka_unit_test_setup(test, start_clean)
        IN_A_FOLDER(a_file_appears_whole_and_private),
        IN_A_FOLDER(what_is_abandoned_leaves_what_was_there),
        IN_A_FOLDER(a_name_may_be_known_last),
        IN_A_FOLDER(what_a_killed_run_left_is_in_nobodys_way),
        IN_A_FOLDER(a_link_in_the_way_is_not_followed),
        IN_A_FOLDER(what_cannot_be_written_is_said),
        IN_A_FOLDER(
            a_folder_is_made_with_its_parents_and_removed_with_all_in_it),
        IN_A_FOLDER(a_file_that_is_not_there_is_said),
        IN_A_FOLDER(a_path_lies_in_a_folder),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
