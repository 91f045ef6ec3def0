/*
 * A warehouse with damage in it, wherever: what is said is right, or that it
 * is damaged and what helps, in one line; and it stays as it is.
 */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/outfile.h"
#include "core/path.h"
#include "core/str.h"
#include "tests/program.h"

#define FOR " --quiet --config c/county.ini --as-of 2025-12-01"
#define PAGE 8192

static char *whole; /* the warehouse's bytes */
static size_t whole_len;

static int a_night(void **state)
{
    struct err err = ERR_INIT;

    if (program_county(state))
        return -1;
    testing_write("c/inbox/marks_20251120.csv",
                  "URN,UPN,Date,Session,Mark\n"
                  "100001,L919400024001,2025-11-03,AM,/\n"
                  "100001,A919400024003,2025-11-04,AM,N\n");
    assert_int_equal(vschool("run" FOR), 0);
    assert_ok(file_read("c/w.db", &whole, &whole_len, &err), &err);
    return 0;
}

static int forget(void **state)
{
    (void)state;
    free(whole);
    whole = NULL;
    return 0;
}

enum kind { CUT, BITS, RUBBISH, BLANK, HEAD, KINDS };

/* Damage of a kind; the new length. */
static size_t damage(struct prop *p, enum kind kind, char *bytes)
{
    size_t page = prop_below(p, whole_len / PAGE) * PAGE;
    size_t at;

    memcpy(bytes, whole, whole_len);
    switch (kind) {
    case CUT:
        return 1 + prop_below(p, whole_len - 1);
    case BITS: /* where something stands */
        for (int i = 0; i < 4; i++) {
            do
                at = prop_below(p, whole_len);
            while (!bytes[at]);
            bytes[at] = (char)(bytes[at] ^ (1 << prop_below(p, 8)));
        }
        return whole_len;
    case RUBBISH:
        for (int i = 0; i < 20; i++)
            bytes[page + prop_below(p, PAGE)] = (char)prop_below(p, 256);
        return whole_len;
    case BLANK:
        memset(bytes + page, 0, PAGE);
        return whole_len;
    default:
        bytes[prop_below(p, 100)] = (char)prop_below(p, 256);
        return whole_len;
    }
}

static bool is_one_line(const char *text)
{
    const char *end = strchr(text, '\n');

    return end && end[1] == '\0';
}

static void a_damaged_warehouse_is_never_a_bug_of_ours(void **state)
{
    static const char *const commands[] = { "status", "run", "transform",
                                            "report county", "withdraw x.csv" };
    struct err err = ERR_INIT;

    (void)state;
    for (struct prop p = prop_begin(60); prop_next(&p);) {
        enum kind kind = (enum kind)prop_below(&p, KINDS);
        const char *command =
            commands[prop_below(&p, sizeof(commands) / sizeof(commands[0]))];
        char *bytes = mem_alloc(whole_len);
        size_t len = damage(&p, kind, bytes);
        struct str line = STR_INIT;
        int status;

        assert_ok(file_remove("c/w.db-wal", &err)
                      || file_remove("c/w.db-shm", &err)
                      || file_remove("c/w.db.lock", &err),
                  &err);
        testing_write_bytes("c/w.db", bytes, len);
        str_addf(&line, "%s%s", command, FOR);
        status = vschool(line.text);
        /* The last one knows no such file, as far as it gets. */
        if (status != 65 && status != 0
            && !(status == 64 && command == commands[4]))
            fail_msg("PROP_SEED=%llu: %s: %d: %s", (unsigned long long)p.seed,
                     command, status, errs);
        if (status == 65)
            prop_assert(&p, is_one_line(errs));
        free(bytes);
        str_release(&line);
    }
}

static void damage_is_said_with_what_helps(void **state)
{
    struct err err = ERR_INIT;

    (void)state;
    assert_int_equal(vschool("status" FOR), 0);
    for (int i = 0; i < 2; i++) {
        memset(whole, i ? 'x' : 0, whole_len);
        testing_write_bytes("c/w.db", whole, i ? whole_len : 3000);
        assert_int_equal(vschool("run" FOR), 65);
        assert_string_equal(
            errs, "vschool: the warehouse 'c/w.db' is damaged: file is not a"
                  " database; 'vschool restore' puts a copy in its place, or"
                  " move it away and 'vschool rebuild' makes it again from the"
                  " archive. Nothing was touched\n");
        assert_int_equal(vschool("status" FOR), 65);
        assert_says(errs, "is damaged");
    }
    assert_ok(file_remove("c/w.db", &err), &err);
    assert_int_equal(vschool("rebuild" FOR), 0);
    assert_int_equal(vschool("run" FOR), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(
            a_damaged_warehouse_is_never_a_bug_of_ours, a_night, forget),
        cmocka_unit_test_setup_teardown(damage_is_said_with_what_helps, a_night,
                                        forget),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
