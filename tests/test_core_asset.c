#include "core/asset.h"

#include <stdlib.h>
#include <string.h>

#include "core/outfile.h"
#include "core/str.h"
#include "tests/testing.h"

static void the_table_is_sorted_and_ends_with_nulls(void **state)
{
    (void)state;
    for (size_t i = 1; i < asset_count; i++)
        assert_true(strcmp(asset_table[i - 1].path, asset_table[i].path) < 0);
    assert_null(asset_table[asset_count].path);
}

static void a_description_is_called_as_its_file_is(void **state)
{
    static const char *const cases[][2] = {
        { "ingest/shapes/peps_wide.shape", "peps_wide" },
        { "peps.type", "peps" },
        { "x.y/a.b.c", "a" },
        { "x/plain", "plain" },
        { "x/.ini", "" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char *id = asset_id(cases[i][0]);

        assert_string_equal(id, cases[i][1]);
        free(id);
    }
}

static void every_text_is_as_long_as_it_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < asset_count; i++)
        assert_int_equal(strlen(asset_table[i].text), asset_table[i].len);
}

/* Escapes, quotes, accents: what was compiled in is what the file says, or,
   for "<file>#X", what it says after "-- name: X". */
static void every_text_is_its_file_byte_for_byte(void **state)
{
    const char *top = getenv("VSCHOOL_SRC");
    struct err err = ERR_INIT;
    size_t len;

    (void)state;
    if (!top)
        skip();
    for (size_t i = 0; i < asset_count; i++) {
        const struct asset *asset = &asset_table[i];
        const char *name = strchr(asset->path, '#');
        struct str path = STR_INIT, part = STR_INIT;
        char *text = NULL;
        const char *from;

        str_addf(&path, "%s/%.*s", top, (int)strcspn(asset->path, "#"),
                 asset->path);
        assert_ok(file_read(path.text, &text, &len, &err), &err);
        from = text;
        if (name) {
            str_addf(&part, "\n-- name: %s\n", name + 1);
            from = strstr(text, part.text);
            assert_non_null(from);
            from += part.len;
        }
        assert_memory_equal(from, asset->text, asset->len - 1);
        from += asset->len - 1;
        /* A last line without a newline is given one. */
        assert_true(!*from || *from == '\n');
        from += *from == '\n';
        assert_true(!*from || (name && !strncmp(from, "-- name: ", 9)));
        str_release(&path);
        str_release(&part);
        free(text);
    }
}

static void every_path_is_found_and_no_other(void **state)
{
    (void)state;
    for (size_t i = 0; i < asset_count; i++)
        assert_ptr_equal(asset_find(asset_table[i].path), &asset_table[i]);
    assert_null(asset_find(""));
    assert_null(asset_find("core/sql/"));
    assert_null(asset_find("zzz"));
}

static void a_prefix_visits_its_own_and_only_them(void **state)
{
    size_t seen = 0;
    size_t count = 0;

    (void)state;
    for (const struct asset *a = asset_next("", NULL); a != NULL;
         a = asset_next("", a))
        seen++;
    assert_int_equal(seen, asset_count);

    seen = 0;
    for (const struct asset *a = asset_next("config/", NULL); a != NULL;
         a = asset_next("config/", a)) {
        assert_memory_equal(a->path, "config/", 7);
        seen++;
    }
    for (size_t i = 0; i < asset_count; i++)
        count += strncmp(asset_table[i].path, "config/", 7) == 0;
    assert_int_equal(seen, count);
    assert_null(asset_next("no such folder/", NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table_is_sorted_and_ends_with_nulls),
        cmocka_unit_test(a_description_is_called_as_its_file_is),
        cmocka_unit_test(every_text_is_as_long_as_it_says),
        cmocka_unit_test(every_text_is_its_file_byte_for_byte),
        cmocka_unit_test(every_path_is_found_and_no_other),
        cmocka_unit_test(a_prefix_visits_its_own_and_only_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
