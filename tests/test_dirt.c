/*
 * Files of every type, made up from its description, as systems and people
 * write them: in another guise they say the same, and whatever is wrong in
 * them, every row is accounted for.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "tests/anyfile.h"
#include "tests/difference.h"
#include "tests/dirt.h"
#include "tests/testing.h"
#include "tests/world.h"

struct delivery {
    struct anyfile *files; /* one a type */
    size_t count;
};

static void make_delivery(struct prop *p, const struct type_set *types,
                          struct delivery *d)
{
    d->files = mem_zero(types->count, sizeof(*d->files));
    d->count = types->count;
    assert_true(d->count > 20);
    for (size_t i = 0; i < d->count; i++)
        anyfile_make(p, &types->types[i], &d->files[i]);
}

static void release_delivery(struct delivery *d)
{
    for (size_t i = 0; i < d->count; i++)
        anyfile_release(&d->files[i]);
    free(d->files);
}

/* No two are of one time, so that their bytes never decide. */
static void name_file(size_t n, char path[32])
{
    unsigned minute = (unsigned)n % 60, hour = (unsigned)n / 60 % 24;

    snprintf(path, 32, "f_20250905T%02u%02u.csv", hour, minute);
}

/* --- the same in another guise ---------------------------------------------
 */

/* What is public but what is listed by the bytes it is of, or their lines. */
static void read_public(struct world *w, struct str *text)
{
    struct str all = STR_INIT;

    world_public(w, &all);
    for (char *at = all.text; *at;) {
        char *next = at + strcspn(at, "\n") + 1;

        if (strncmp(at, "load_reject|", 12) != 0
            && strncmp(at, "load_sent|", 10) != 0)
            str_add_n(text, at, (size_t)(next - at));
        at = next;
    }
    str_release(&all);
}

static void say_reading(struct world *w)
{
    char *text = world_rows(w, "select path, type, status, rows_read,"
                               " rows_rejected, message from load_file"
                               " where status <> 'loaded' or rows_rejected");
    char *rejects = world_rows(w, "select * from load_reject limit 20");

    print_error("%s\n%s\n", text, rejects);
    free(text);
    free(rejects);
}

static void a_file_in_another_guise_says_the_same(void **state)
{
    (void)state;
    for (struct prop p = prop_begin(3); prop_next(&p);) {
        struct world clean, other;
        struct delivery d;
        struct str one = STR_INIT, two = STR_INIT;

        world_open(&clean, "clean");
        world_open(&other, "other");
        make_delivery(&p, &other.types, &d);
        for (size_t i = 0; i < d.count; i++) {
            char *text = anyfile_text(&d.files[i], ANY_ALL);
            struct dirt dirt;
            char path[32];

            name_file(i, path);
            world_put(&clean, path, text);
            dirt_disguise(&p, &d.files[i], &dirt);
            world_put_bytes(&other, path, dirt.bytes, dirt.len);
            free(dirt.bytes);
            free(text);
        }
        world_night(&clean);
        world_night(&other);
        read_public(&clean, &one);
        read_public(&other, &two);
        if (!difference_same(one.text, two.text)) {
            difference_say(one.text, two.text);
            say_reading(&other);
            fail_msg("PROP_SEED=%llu: - clean, + in its guise",
                     (unsigned long long)p.seed);
        }
        release_delivery(&d);
        str_release(&one);
        str_release(&two);
        world_close(&clean);
        world_close(&other);
    }
}

/* --- every row -------------------------------------------------------------
 */

static int64_t ask(struct world *w, const char *path, const char *what)
{
    char sql[400];

    snprintf(sql, sizeof(sql),
             "select %s from load_file as f where path = '%s' and run_id ="
             " (select max(run_id) from load_run)",
             what, path);
    return world_int(w, sql);
}

static void check_file(struct prop *p, struct world *w, const char *path,
                       const struct anyfile *f, const struct dirt *dirt)
{
    int64_t read = ask(w, path, "rows_read");
    int64_t rejected = ask(w, path, "rows_rejected");
    bool is_whole = ask(w, path, "status = 'loaded'") == 1
                    && read
                           == ask(w, path,
                                  "rows_loaded + rows_duplicate"
                                  " + rows_superseded + rows_rejected");

    if (f->type->mode != TYPE_MARKS && f->type->mode != TYPE_IGNORED)
        is_whole = is_whole && read == (int64_t)dirt->rows
                   && ask(w, path, "lines_skipped") == (int64_t)dirt->lines;
    /* Every one of them is listed, and nothing else as a row. */
    is_whole = is_whole
               && rejected
                      == ask(w, path,
                             "(select coalesce(sum(r.rows), 0) from"
                             " load_reject as r where r.sha256 = f.sha256"
                             " and r.effect = 'row')");
    if (!is_whole) {
        char sql[200];
        char *said;

        snprintf(sql, sizeof(sql),
                 "select f.*, r.line, r.rule, r.rows, r.effect"
                 " from load_file as f left join load_reject as r using"
                 " (sha256) where f.path = '%s'",
                 path);
        said = world_rows(w, sql);
        print_error("%s\n", said);
        free(said);
        fail_msg("PROP_SEED=%llu: %s of %zu rows and %zu other lines: %s",
                 (unsigned long long)p->seed, f->type->name, dirt->rows,
                 dirt->lines, path);
    }
}

static void check_delivery(struct prop *p, struct world *w,
                           const struct delivery *d)
{
    struct dirt *dirt = mem_zero(d->count, sizeof(*dirt));
    char path[32];

    for (size_t i = 0; i < d->count; i++) {
        name_file(i, path);
        dirt_soil(p, &d->files[i], &dirt[i]);
        world_put_bytes(w, path, dirt[i].bytes, dirt[i].len);
    }
    world_ingest(w);
    for (size_t i = 0; i < d->count; i++) {
        name_file(i, path);
        check_file(p, w, path, &d->files[i], &dirt[i]);
        free(dirt[i].bytes);
    }
    free(dirt);
}

static void every_row_is_accounted_for(void **state)
{
    (void)state;
    for (struct prop p = prop_begin(15); prop_next(&p);) {
        struct str nightly = STR_INIT, rebuilt = STR_INIT;
        struct world w;
        struct delivery d;

        world_open(&w, "soiled");
        make_delivery(&p, &w.types, &d);
        check_delivery(&p, &w, &d);
        if (!prop_below(&p, 5)) { /* and it can be read again */
            world_night(&w);
            world_public(&w, &nightly);
            world_lose_and_rebuild(&w);
            world_public(&w, &rebuilt);
            prop_assert(&p, difference_same(nightly.text, rebuilt.text));
        }
        str_release(&nightly);
        str_release(&rebuilt);
        release_delivery(&d);
        world_close(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_in_another_guise_says_the_same),
        cmocka_unit_test(every_row_is_accounted_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
