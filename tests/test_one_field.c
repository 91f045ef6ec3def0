/*
 * A night on which one thing changes, compared with everything made again:
 * whatever the type and the field, by their descriptions (those of the
 * program and those that cases bring), and the as-of date.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "tests/anyfile.h"
#include "tests/casefile.h"
#include "tests/difference.h"
#include "tests/testing.h"
#include "tests/world.h"

#define STEPS 8

/* The world's second year alone, as a county that begins with us has it. */
static const char one_year[] =
    "AcademicYear,HalfTerm,Start,End\n"
    "2025/26,1,2025-09-01,2025-10-24\n2025/26,2,2025-11-03,2025-12-19\n"
    "2025/26,3,2026-01-05,2026-02-13\n2025/26,4,2026-02-23,2026-03-27\n"
    "2025/26,5,2026-04-13,2026-05-22\n2025/26,6,2026-06-01,2026-07-21\n";

struct county {
    struct world w;
    struct anyfile *files;
    size_t count;
    int changes;
    struct str last; /* what was changed last, in words */
};

/* Descriptions that cases bring, each name once. */
struct brought {
    struct cases cases;
    struct asset *types, *metrics;
    size_t type_count, metric_count;
};

static void bring(struct asset **list, size_t *count, const struct asset *from,
                  size_t from_count)
{
    for (size_t i = 0; i < from_count; i++) {
        const char *name = strrchr(from[i].path, '/');
        bool is_there = asset_find(from[i].path) != NULL;

        for (size_t at = 0; at < *count; at++)
            is_there =
                is_there || !strcmp(strrchr((*list)[at].path, '/'), name);
        if (is_there)
            continue;
        *list = mem_grow(*list, *count + 1, sizeof(**list));
        (*list)[(*count)++] = from[i];
    }
}

static int read_brought(void **state)
{
    const char *source = testing_environment("VSCHOOL_SRC");
    struct brought *b = mem_zero(1, sizeof(*b));
    struct str folder = STR_INIT;

    str_addf(&folder, "%s/tests/cases", source ? source : "..");
    cases_read(&b->cases, folder.text);
    str_release(&folder);
    for (size_t i = 0; i < b->cases.count; i++) {
        const struct test_case *c = &b->cases.items[i];

        bring(&b->types, &b->type_count, c->types, c->type_count);
        bring(&b->metrics, &b->metric_count, c->metrics, c->metric_count);
    }
    *state = b;
    return 0;
}

static int release_brought(void **state)
{
    struct brought *b = *state;

    free(b->types);
    free(b->metrics);
    cases_release(&b->cases);
    free(b);
    return 0;
}

/* --- a county and its nights -----------------------------------------------
 */

/* Sent at some time of the year: an older file may come later. */
static void send(struct prop *p, struct county *c, const struct anyfile *f,
                 size_t row)
{
    static const char *const stamps[] = { "20250902", "20251020", "20251202",
                                          "20260116", "20260116", "20260116" };
    char path[80];
    char *text = anyfile_text(f, row);

    snprintf(
        path, sizeof(path), "%s%d_%sT%02d%02d.csv", f->type->name, c->changes,
        row == ANY_ALL && !c->changes ? "20250905" : stamps[prop_below(p, 6)],
        c->changes / 60, c->changes % 60);
    world_put(&c->w, path, text);
    free(text);
    c->changes++;
}

/* Schools and rolls always, of the others some; now and then, all. */
static bool has_type(struct prop *p, const struct type *type, bool all)
{
    return all || type->keeps != KEEPS_ROWS || !prop_below(p, 3);
}

static void open_county(struct prop *p, struct county *c,
                        const struct brought *b)
{
    bool all = prop_below(p, 12) == 0;

    *c = (struct county){ .last = STR_INIT };
    world_open_with(&c->w, "one-field", b->types, b->type_count);
    c->w.metrics = b->metrics;
    c->w.metric_count = b->metric_count;
    if (prop_below(p, 2))
        world_configure(&c->w, "terms.csv", one_year);
    if (prop_below(p, 3) == 0)
        world_configure(&c->w, "county.ini",
                        "[cohorts]\ncla_source = ssda903\n");
    world_night(&c->w); /* the config is read, and types with it */
    c->files = mem_zero(c->w.types.count, sizeof(*c->files));
    for (size_t i = 0; i < c->w.types.count; i++) {
        if (!has_type(p, &c->w.types.types[i], all))
            continue;
        anyfile_make(p, &c->w.types.types[i], &c->files[c->count]);
        send(p, c, &c->files[c->count++], ANY_ALL);
    }
    world_night(&c->w);
}

static void close_county(struct county *c)
{
    for (size_t i = 0; i < c->count; i++)
        anyfile_release(&c->files[i]);
    free(c->files);
    world_close(&c->w);
    str_release(&c->last);
}

/* The night, and everything again. */
static void assert_as_rebuilt(struct prop *p, struct county *c)
{
    struct str nightly = STR_INIT, rebuilt = STR_INIT;

    world_night(&c->w);
    world_public(&c->w, &nightly);
    world_lose_and_rebuild(&c->w);
    world_public(&c->w, &rebuilt);
    if (!difference_same(nightly.text, rebuilt.text)) {
        print_error("%s: - nightly, + rebuilt\n", c->last.text);
        difference_say(nightly.text, rebuilt.text);
        fail_msg("PROP_SEED=%llu", (unsigned long long)p->seed);
    }
    str_release(&nightly);
    str_release(&rebuilt);
}

/* --- changes ---------------------------------------------------------------
 */

/* An upsert needs the one row only, a snapshot is the whole. */
static size_t sent_row(const struct anyfile *f, size_t row)
{
    return f->type->mode == TYPE_SNAPSHOT ? ANY_ALL : row;
}

static void change_field(struct prop *p, struct county *c, struct anyfile *f,
                         size_t field)
{
    size_t row = prop_below(p, f->rows);
    char *before = anyfile_text(f, row), *after;

    if (anyfile_change(p, f, row, field)) {
        after = anyfile_text(f, row);
        str_addf(&c->last, "%s of %s\n%s%s", f->type->fields[field].heading,
                 f->type->name, before, strchr(after, '\n') + 1);
        send(p, c, f, sent_row(f, row));
        free(after);
    }
    free(before);
}

static void add_or_drop(struct prop *p, struct county *c, struct anyfile *f)
{
    if (prop_below(p, 2) && f->type->mode == TYPE_SNAPSHOT && f->rows > 1) {
        anyfile_drop(f, prop_below(p, f->rows));
        str_addf(&c->last, "a row of %s is gone", f->type->name);
        send(p, c, f, ANY_ALL);
    } else if (anyfile_add(p, f)) {
        str_addf(&c->last, "a row of %s is new", f->type->name);
        send(p, c, f, sent_row(f, f->rows - 1));
    }
}

/* The bytes of an earlier file, at another time (details 1, 46). */
static void send_again(struct prop *p, struct county *c)
{
    struct anyfile *f = &c->files[prop_below(p, c->count)];

    str_addf(&c->last, "all of %s again", f->type->name);
    send(p, c, f, ANY_ALL);
}

static void move_as_of(struct prop *p, struct county *c)
{
    static const int steps[] = { 1, 1, 7, 30, 70, -1, -45 };
    int step = steps[prop_below(p, sizeof(steps) / sizeof(steps[0]))];

    str_addf(&c->last, "the as-of date moves by %d", step);
    c->w.as_of += step;
}

/* One time in two a field that says who, where or when. */
static size_t pick_field(struct prop *p, const struct type *type)
{
    bool any = prop_below(p, 2);

    for (;;) {
        int field = (int)prop_below(p, type->field_count);

        if (any || type_is_key(type, field) || field == type->start
            || field == type->end || field == type->effective
            || field == type->mark)
            return (size_t)field;
    }
}

static void one_change_is_as_everything_again(void **state)
{
    for (struct prop p = prop_begin(6); prop_next(&p);) {
        struct county c;

        open_county(&p, &c, *state);
        for (int step = 0; step < STEPS; step++) {
            struct anyfile *f = &c.files[prop_below(&p, c.count)];

            str_clear(&c.last);
            switch (prop_below(&p, 8)) {
            case 0:
                move_as_of(&p, &c);
                break;
            case 1:
                add_or_drop(&p, &c, f);
                break;
            case 2:
                send_again(&p, &c);
                break;
            default:
                change_field(&p, &c, f, pick_field(&p, f->type));
                break;
            }
            assert_as_rebuilt(&p, &c);
        }
        close_county(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_change_is_as_everything_again),
    };

    return cmocka_run_group_tests(tests, read_brought, release_brought);
}
