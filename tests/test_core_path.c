#include "core/path.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/str.h"
#include "tests/testing.h"

static struct err err = ERR_INIT;

static int start_clean(void **state)
{
    (void)state;
    assert_ok(folder_remove("p", &err), &err);
    assert_ok(folder_make("p/in/deep", &err), &err);
    testing_write("p/b", "b");
    testing_write("p/in/a", "a");
    testing_write("p/in/deep/c", "c");
    assert_int_equal(symlink("in", "p/link"), 0);
    assert_int_equal(symlink("nothing", "p/dangling"), 0);
    assert_int_equal(mkfifo("p/pipe", 0600), 0);
    return 0;
}

static void assert_kinds(const char *path, enum path_kind at,
                         enum path_kind through)
{
    enum path_kind kind;

    assert_ok(path_look(path, &kind, NULL, &err), &err);
    assert_int_equal(kind, at);
    assert_ok(path_follow(path, &kind, NULL, &err), &err);
    assert_int_equal(kind, through);
}

static void what_is_there_has_a_kind(void **state)
{
    (void)state;
    assert_kinds("p/b", PATH_FILE, PATH_FILE);
    assert_kinds("p/in", PATH_FOLDER, PATH_FOLDER);
    assert_kinds("p/link", PATH_LINK, PATH_FOLDER);
    assert_kinds("p/dangling", PATH_LINK, PATH_ABSENT);
    assert_kinds("p/pipe", PATH_OTHER, PATH_OTHER);
    assert_kinds("p/none", PATH_ABSENT, PATH_ABSENT);
    assert_kinds("p/b/below", PATH_ABSENT, PATH_ABSENT);
}

/* A name that no file system takes: nothing can be said of it. */
static void what_cannot_be_looked_at_is_not_absent(void **state)
{
    struct path_names names;
    enum path_kind kind;
    char path[300];
    char *target;

    (void)state;
    memset(path, 'x', sizeof(path) - 1);
    path[sizeof(path) - 1] = '\0';
    assert_int_equal(path_look(path, &kind, NULL, &err), -1);
    assert_int_equal(err.code, ERR_OS);
    assert_int_equal(path_follow(path, &kind, NULL, &err), -1);
    assert_int_equal(path_link(path, &target, &err), -1);
    assert_null(target);
    assert_int_equal(path_list(path, &names, &err), -1);
    assert_int_equal(folder_remove(path, &err), -1);
    /* A file is no folder that is empty. */
    assert_int_equal(path_list("p/b", &names, &err), -1);
    assert_non_null(strstr(err.msg, "cannot look into 'p/b'"));
}

static void a_link_says_where_it_leads(void **state)
{
    char *target;

    (void)state;
    assert_ok(path_link("p/link", &target, &err), &err);
    assert_string_equal(target, "in");
    free(target);
    assert_ok(path_link("p/b", &target, &err), &err);
    assert_null(target);
    assert_ok(path_link("p/none", &target, &err), &err);
    assert_null(target);
}

static void a_folder_is_listed_by_name(void **state)
{
    static const char *const expected[] = { "b", "dangling", "in", "link",
                                            "pipe" };
    struct path_names names;

    (void)state;
    assert_ok(path_list("p", &names, &err), &err);
    assert_int_equal(names.count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_string_equal(names.names[i], expected[i]);
    path_names_release(&names);
    assert_ok(path_list("p/none", &names, &err), &err);
    assert_int_equal(names.count, 0);
    path_names_release(&names);
}

static int note(void *context, const char *path, const char *below,
                const struct stat *st, struct err *e)
{
    (void)path;
    (void)e;
    str_addf(context, "%s%s ", below, S_ISDIR(st->st_mode) ? "/" : "");
    return 0;
}

/* Links are not followed, and folders come after what is in them. */
static void a_walk_comes_by_all_below(void **state)
{
    struct str seen = STR_INIT;

    (void)state;
    assert_ok(path_walk("p", note, note, &seen, &err), &err);
    assert_string_equal(seen.text, "b dangling in/a in/deep/c in/deep/ in/ "
                                   "link pipe ");
    str_release(&seen);
}

static void only_a_plain_file_is_opened(void **state)
{
    static const char *const others[] = { "p/pipe", "p/link", "p/dangling",
                                          "p/in",   "p/none", "/dev/zero" };
    struct stat st;
    FILE *f;

    (void)state;
    for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
        assert_int_equal(path_open(others[i], &f, &st, &err), -1);
        assert_int_equal(err.code, ERR_NOINPUT);
        assert_non_null(strstr(err.msg, others[i]));
        assert_null(f);
    }
    assert_ok(path_open("p/b", &f, &st, &err), &err);
    assert_int_equal(st.st_size, 1);
    assert_int_equal(getc(f), 'b');
    assert_int_equal(fclose(f), 0);
}

/* What a link leads to stays. */
static void a_folder_goes_with_all_in_it(void **state)
{
    (void)state;
    assert_ok(folder_remove("p/link", &err), &err);
    assert_true(testing_is_there("p/in/deep/c"));
    assert_int_equal(symlink("../b", "p/in/out"), 0);
    assert_ok(folder_remove("p/in", &err), &err);
    assert_false(testing_is_there("p/in"));
    assert_true(testing_is_there("p/b"));
    assert_ok(folder_remove("p/none", &err), &err);
    assert_int_equal(folder_make("p/b/new", &err), -1);
    assert_int_equal(err.code, ERR_CANTCREAT);
}

#define PATH(test) cmocka_unit_test_setup(test, start_clean)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PATH(what_is_there_has_a_kind),
        PATH(what_cannot_be_looked_at_is_not_absent),
        PATH(a_link_says_where_it_leads),
        PATH(a_folder_is_listed_by_name),
        PATH(a_walk_comes_by_all_below),
        PATH(only_a_plain_file_is_opened),
        PATH(a_folder_goes_with_all_in_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
