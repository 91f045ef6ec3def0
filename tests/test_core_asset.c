#include "core/asset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void the_table_is_sorted_and_ends_with_nulls(void **state)
{
    (void)state;
    for (size_t i = 1; i < asset_count; i++)
        assert_true(strcmp(asset_table[i - 1].path, asset_table[i].path) < 0);
    assert_null(asset_table[asset_count].path);
}

static void every_text_is_as_long_as_it_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < asset_count; i++)
        assert_int_equal(strlen(asset_table[i].text), asset_table[i].len);
}

/* Escapes, quotes, accents: what was compiled in is what the file says. */
static void every_text_is_its_file_byte_for_byte(void **state)
{
    const char *top = getenv("VSCHOOL_SRC");

    (void)state;
    if (!top)
        skip();
    for (size_t i = 0; i < asset_count; i++) {
        const struct asset *asset = &asset_table[i];
        char path[4096];
        char *bytes = malloc(asset->len + 1);
        FILE *file;
        size_t len;

        assert_non_null(bytes);
        snprintf(path, sizeof(path), "%s/%s", top, asset->path);
        file = fopen(path, "rb");
        assert_non_null(file);
        len = fread(bytes, 1, asset->len + 1, file);
        fclose(file);
        /* A last line without a newline is given one. */
        if (len + 1 == asset->len && (len == 0 || bytes[len - 1] != '\n'))
            bytes[len++] = '\n';
        assert_int_equal(len, asset->len);
        assert_memory_equal(bytes, asset->text, len);
        free(bytes);
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
        cmocka_unit_test(every_text_is_as_long_as_it_says),
        cmocka_unit_test(every_text_is_its_file_byte_for_byte),
        cmocka_unit_test(every_path_is_found_and_no_other),
        cmocka_unit_test(a_prefix_visits_its_own_and_only_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
