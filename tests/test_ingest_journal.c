/* The archive's own journal, read where a warehouse was lost: hostile until
 * looked at. */
#include "ingest/keep/journal.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/outfile.h"
#include "core/str.h"
#include "ingest/keep/archive.h"
#include "tests/testing.h"
#include "tests/world.h"

#define HEAD "sha256,type,status,is_released,encoding,stamp\n"
#define SHA "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define GOOD SHA ",pupils,loaded,0,0,2025-09-01T00:00:00\n"

static const struct {
    const char *text;
    const char *complaint;
} wrong[] = {
    { "", "archive/contents.csv:1: there is no column 'sha256'" },
    { "sha256,type,status,is_released,stamp\n",
      "archive/contents.csv:1: there is no column 'encoding'" },
    { HEAD "zz';create table pwned(x);--,pupils,loaded,0,0,"
           "2025-09-01T00:00:00\n",
      "archive/contents.csv:2: column 'sha256': not a SHA-256" },
    { HEAD GOOD "../../../../etc/passwd,pupils,loaded,0,0,"
                "2025-09-01T00:00:00\n",
      "archive/contents.csv:3: column 'sha256': not a SHA-256" },
    { HEAD "0123456789ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef"
           ",pupils,loaded,0,0,2025-09-01T00:00:00\n",
      "column 'sha256': not a SHA-256" },
    { HEAD SHA ",Pupils',loaded,0,0,2025-09-01T00:00:00\n",
      "column 'type': not a type's name" },
    { HEAD SHA ",a_name_that_is_far_too_long_for_one"
               " or_for_a_list_of_those_of_a_content,loaded,0,0,"
               "2025-09-01T00:00:00\n",
      "column 'type': not a type's name" },
    { HEAD SHA ",pupils,gone,0,0,2025-09-01T00:00:00\n",
      "column 'status': not loaded, held or withdrawn" },
    { HEAD SHA ",pupils,loaded,2,0,2025-09-01T00:00:00\n",
      "column 'is_released': not 0 or 1" },
    { HEAD SHA ",pupils,loaded,0,6,2025-09-01T00:00:00\n",
      "column 'encoding': not the number of an encoding" },
    { HEAD SHA ",pupils,loaded,0,-1,2025-09-01T00:00:00\n",
      "column 'encoding': not the number of an encoding" },
    { HEAD SHA ",pupils,loaded,0,,2025-09-01T00:00:00\n",
      "column 'encoding': not the number of an encoding" },
    { HEAD SHA ",pupils,loaded,0,0,2025-09-31T00:00:00\n",
      "column 'stamp': not a time like" },
    { HEAD SHA ",pupils,loaded,0,0,2025-09-01\n",
      "column 'stamp': not a time like" },
    { HEAD SHA ",pupils,loaded,0,0,2025-09-01T24:00:00\n",
      "column 'stamp': not a time like" },
    { HEAD SHA ",pupils,loaded,0,0\n", "column 'stamp': not a time like" },
    { HEAD GOOD SHA ",pupils,withdrawn,0,0,2025-09-02T00:00:00\n",
      "archive/contents.csv:3: the line of this content before says" },
    { HEAD GOOD "\"", "archive/contents.csv:3: a quote is not closed" },
    { "# warehouse \n" HEAD, "archive/contents.csv:1: not '# warehouse ID" },
    { "# warehouse 12 run \n" HEAD, "archive/contents.csv:1: not " },
    { "# warehouse 12 run 3x\n" HEAD, "archive/contents.csv:1: not " },
    { "# warehouse 12 run 3\n" HEAD "x\n", "archive/contents.csv:3: column" },
    { HEAD SHA ",pupils,loaded,0,0,2025-09-01T00:00:00,more\n",
      "archive/contents.csv:2: more cells than headings" },
};

static int64_t added;

static void what_no_journal_says_is_refused_with_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
        struct err err = ERR_INIT;
        struct world w;

        world_open(&w, "hostile");
        testing_write("archive/contents.csv", wrong[i].text);
        if (journal_merge(w.db, "archive", false, NULL, &added, &err) == 0)
            fail_msg("taken for good: %s", wrong[i].text);
        if (err.code != ERR_DATA || !strstr(err.msg, wrong[i].complaint))
            fail_msg("'%s' does not say '%s'", err.msg, wrong[i].complaint);
        world_close(&w);
    }
}

static void a_nul_byte_hides_nothing(void **state)
{
    static const char text[] = HEAD "\0" GOOD;
    struct err err = ERR_INIT;
    struct world w;

    (void)state;
    world_open(&w, "nul");
    testing_write_bytes("archive/contents.csv", text, sizeof(text) - 1);
    assert_int_equal(journal_merge(w.db, "archive", false, NULL, &added, &err),
                     -1);
    assert_int_equal(err.code, ERR_DATA);
    assert_string_equal(err.msg, "archive/contents.csv: has a NUL byte");
    world_close(&w);
}

static void each_time_a_content_was_sent_is_read(void **state)
{
    struct err err = ERR_INIT;
    struct world w;
    char *rows;

    (void)state;
    world_open(&w, "times");
    testing_write("archive/contents.csv",
                  HEAD GOOD SHA ",pupils,loaded,0,0,2025-09-03T08:30:00\n" SHA
                                ",pupils,loaded,0,0,2025-09-02T00:00:00\n"
                                /* of a type that is gone, or of none */
                                "\n" GOOD);
    assert_ok(journal_merge(w.db, "archive", false, NULL, &added, &err), &err);
    rows = world_rows(&w, "select type, status, stamp, (select count(*) from"
                          " content_stamp) from content");
    assert_string_equal(rows, "pupils|loaded|2025-09-03T08:30:00|3;");
    free(rows);
    world_close(&w);
}

/* No path is made of what is no digest. */
static void only_a_digest_opens_the_archive(void **state)
{
    static const char *const names[] = { "", "..", "../../x", SHA "0" };

    (void)state;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct archive_file *file = NULL;
        struct err err = ERR_INIT;

        assert_int_equal(archive_open(&file, "archive", names[i], &err), -1);
        assert_int_equal(err.code, ERR_DATA);
        assert_null(file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_no_journal_says_is_refused_with_its_place),
        cmocka_unit_test(a_nul_byte_hides_nothing),
        cmocka_unit_test(each_time_a_content_was_sent_is_read),
        cmocka_unit_test(only_a_digest_opens_the_archive),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
