#include "tests/replay.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/map.h"
#include "core/mem.h"
#include "core/str.h"
#include "tests/dayscheck.h"
#include "tests/difference.h"
#include "tests/expect.h"
#include "tests/testing.h"
#include "tests/world.h"

/* A file that was sent. */
struct sent {
    const struct case_file *file;
    bool counts; /* not withdrawn for good */
};

struct stage {
    const struct test_case *c;
    struct sent *sent;
    size_t sent_count;
    date_t as_of;   /* of the last night */
    char *straight; /* what is public in the end */
    int64_t held;   /* contents that are, then */
    bool has_held;  /* some were, on the way */
    bool is_let_in; /* a content was sent again by hand: it is not held again */
    struct replay_count *count;
};

/* --- what is the same ------------------------------------------------------
 */

static char *public_text(struct world *w)
{
    struct str text = STR_INIT;

    world_public(w, &text);
    assert_int_equal(
        world_int(w, "select count(*) from pragma_foreign_key_check"), 0);
    dayscheck(w);
    return str_take(&text);
}

static bool holds_any(struct world *w)
{
    return world_int(w, "select count(*) from load_file where status = 'held'")
           > 0;
}

static int64_t held_contents(struct world *w)
{
    return world_int(w, "select count(*) from content where status = 'held'");
}

static void assert_same(struct stage *s, struct world *w, const char *replay,
                        const char *detail, const char *expected)
{
    char *actual;

    /* What is held depends on what came before. */
    if (holds_any(w) || held_contents(w) != s->held) {
        s->count->skipped++;
        return;
    }
    actual = public_text(w);
    if (!difference_same(expected, actual)) {
        print_error("%s: %s %s: - as it is, + replayed\n", s->c->name, replay,
                    detail);
        difference_say(expected, actual);
        fail();
    }
    free(actual);
    s->count->replays++;
}

/* --- nights ----------------------------------------------------------------
 */

static void configure(struct world *w, const struct case_night *night)
{
    for (size_t i = 0; i < night->config.count; i++)
        world_configure(w, night->config.items[i].path,
                        night->config.items[i].bytes);
    if (night->as_of != DATE_NONE)
        w->as_of = night->as_of;
}

/* Nothing in it yet. */
static void open_empty(struct world *w, const struct test_case *c,
                       const char *folder)
{
    world_open_with(w, folder, c->types, c->type_count);
    w->metrics = c->metrics;
    w->metric_count = c->metric_count;
}

static void open_world(struct world *w, const struct test_case *c,
                       const char *folder)
{
    open_empty(w, c, folder);
    configure(w, &c->nights[0]);
}

/* A world with the config of the last night, nothing in it. */
static void open_last(struct world *w, const struct stage *s)
{
    open_empty(w, s->c, "replay");
    for (size_t n = 0; n < s->c->night_count; n++)
        configure(w, &s->c->nights[n]);
}

/* A path that leads into the inbox does so from where the test stands. */
static void command(struct world *w, const struct test_case *c,
                    const char *line)
{
    const char *name = line + strcspn(line, " ");
    struct str path = STR_INIT;

    name += *name == ' ';
    if (!strncmp(name, "inbox/", 6))
        str_addf(&path, "%s/", w->folder);
    str_add(&path, name);
    if (!strncmp(line, "withdraw ", 9))
        world_withdraw(w, path.text);
    else if (!strncmp(line, "release ", 8))
        world_release(w, path.text);
    else if (!strncmp(line, "remove ", 7))
        world_remove(w, path.text);
    else if (!strcmp(line, "rebuild"))
        world_lose_and_rebuild(w);
    else
        fail_msg("%s: '%s' is no command", c->name, line);
    str_release(&path);
}

static void commands(struct world *w, const struct test_case *c,
                     const struct case_night *night)
{
    char *text = mem_dup(night->commands);

    for (char *line = text; *line;) {
        char *end = line + strcspn(line, "\n");
        char *next = *end ? end + 1 : end;

        *end = '\0';
        command(w, c, line);
        line = next;
    }
    free(text);
}

static void put(struct world *w, const struct case_file *f)
{
    world_put_bytes(w, f->path, f->bytes, f->len);
}

static void begin_night(struct world *w, const struct test_case *c,
                        const struct case_night *night)
{
    configure(w, night);
    commands(w, c, night);
    for (size_t i = 0; i < night->inbox.count; i++)
        put(w, &night->inbox.items[i]);
}

static void check_night(struct world *w, const struct test_case *c,
                        size_t number, int64_t last_run,
                        const struct err *failed)
{
    const struct case_night *night = &c->nights[number];
    const struct case_file *exit_file = NULL;
    struct str wrong = STR_INIT;
    bool is_wrong = false;

    for (size_t i = 0; i < night->expect.count; i++) {
        const struct case_file *f = &night->expect.items[i];

        str_clear(&wrong);
        if (!strcmp(f->path, "exit")) {
            exit_file = f;
        } else if (!expect_rows(w, f, last_run, &wrong)) {
            print_error("%s, night %zu, %s: - expected, + found\n%s", c->name,
                        number + 1, f->path, wrong.text);
            is_wrong = true;
        }
    }
    str_clear(&wrong);
    if (!expect_exit(w, failed, exit_file, &wrong))
        print_error("%s, night %zu: status %s\n%s", c->name, number + 1,
                    "- expected, + found", wrong.text);
    if (is_wrong || wrong.len)
        fail();
    str_release(&wrong);
}

/* The case as it is, each night as is expected of it; false: one failed. */
static bool play(struct world *w, const struct test_case *c)
{
    bool ok = true;

    open_world(w, c, "straight");
    for (size_t n = 0; n < c->night_count; n++) {
        struct err err = ERR_INIT;
        int64_t last_run =
            world_int(w, "select coalesce(max(run_id), 0) from load_run");

        begin_night(w, c, &c->nights[n]);
        ok = world_try_night(w, &err) == 0 && ok;
        check_night(w, c, n, last_run, &err);
    }
    return ok;
}

/* --- what it shows of types ------------------------------------------------
 */

static struct seen *seen_add(struct replay_count *count, const char *type)
{
    struct seen *seen;

    for (size_t i = 0; i < count->seen_count; i++)
        if (!strcmp(count->seen[i].type, type))
            return &count->seen[i];
    MEM_ROOM(count->seen, count->seen_count, count->seen_capacity);
    seen = &count->seen[count->seen_count++];
    *seen = (struct seen){ .type = mem_dup(type) };
    return seen;
}

static void see_types(struct world *w, struct replay_count *count)
{
    struct err err = ERR_INIT;
    struct query *q = NULL;

    assert_ok(query_open(&q, w->db,
                         "select type, count(distinct iif(rows_loaded > 0,"
                         " sha256, null)), count(load_reject.rule)"
                         " from load_file left join load_reject using (sha256)"
                         " where status = 'loaded' group by type",
                         &err),
              &err);
    while (query_step(q, &err) == 1) {
        const char *names = query_text(q, 0);
        const struct type *type;

        while ((type = type_next(&w->types, &names)) != NULL) {
            struct seen *seen = seen_add(count, type->reports_as);

            seen->is_taken_in = seen->is_taken_in || query_int(q, 1) > 0;
            seen->is_sent_anew = seen->is_sent_anew || query_int(q, 1) > 1;
            seen->is_dirty = seen->is_dirty || query_int(q, 2) > 0;
        }
    }
    query_close(q);
}

void replay_release(struct replay_count *count)
{
    for (size_t i = 0; i < count->seen_count; i++)
        free(count->seen[i].type);
    free(count->seen);
}

/* --- replays ---------------------------------------------------------------
 */

/* Two files of one path lie in the inbox side by side. */
static void put_apart(struct world *w, const struct stage *s, size_t which)
{
    const struct case_file *f = s->sent[which].file;
    struct str path = STR_INIT;

    for (size_t i = which + 1; i < s->sent_count; i++)
        if (!strcmp(s->sent[i].file->path, f->path)) {
            str_addf(&path, "earlier%zu/", which);
            break;
        }
    str_add(&path, f->path);
    world_put_bytes(w, path.text, f->bytes, f->len);
    str_release(&path);
}

/* All files that count, but for those of some bytes. */
static void put_all(struct world *w, const struct stage *s, const char *but)
{
    for (size_t i = 0; i < s->sent_count; i++)
        if (s->sent[i].counts && strcmp(s->sent[i].file->sha256, but) != 0)
            put_apart(w, s, i);
}

/* Is that how the case was played? */
static bool is_one_night(const struct stage *s)
{
    for (size_t i = 0; i < s->sent_count; i++)
        if (!s->sent[i].counts)
            return false;
    return s->c->night_count == 1;
}

static void in_one_night(struct stage *s, struct world *straight,
                         struct prop *p)
{
    struct world w;

    (void)straight;
    (void)p;
    if (is_one_night(s))
        return;
    open_last(&w, s);
    put_all(&w, s, "");
    world_night(&w);
    assert_same(s, &w, "all files in one night", "", s->straight);
    world_close(&w);
}

static size_t *shuffled(struct prop *p, size_t count)
{
    size_t *order = mem_alloc((count + 1) * sizeof(*order));

    for (size_t i = 0; i < count; i++) {
        size_t at = prop_below(p, i + 1);

        order[i] = order[at];
        order[at] = i;
    }
    return order;
}

/* Also the as-of dates, but for the last, which is the case's last. */
static void a_file_a_night(struct stage *s, struct world *straight,
                           struct prop *p)
{
    size_t *order = shuffled(p, s->sent_count);
    char detail[40];
    struct world w;

    (void)straight;
    open_last(&w, s);
    for (size_t i = 0; i < s->sent_count; i++) {
        date_t day = s->c->nights[prop_below(p, s->c->night_count)].as_of;

        if (!s->sent[order[i]].counts)
            continue;
        put_apart(&w, s, order[i]);
        w.as_of = day == DATE_NONE ? s->as_of : day;
        world_night(&w);
    }
    w.as_of = s->as_of;
    world_night(&w);
    snprintf(detail, sizeof(detail), "PROP_SEED=%llu",
             (unsigned long long)p->seed);
    assert_same(s, &w, "a file a night in another order", detail, s->straight);
    world_close(&w);
    free(order);
}

/* And how many contents are held there. */
static char *without(const struct stage *s, const struct case_file *but,
                     int64_t *held)
{
    struct world w;
    char *text;

    open_last(&w, s);
    put_all(&w, s, but->sha256);
    world_night(&w);
    text = public_text(&w);
    *held = held_contents(&w);
    world_close(&w);
    return text;
}

static bool is_loaded(struct world *w, const struct case_file *f)
{
    char sql[160];

    snprintf(sql, sizeof(sql),
             "select count(*) from content where sha256 = '%s'"
             " and status = 'loaded'",
             f->sha256);
    return world_int(w, sql) == 1;
}

static bool came_before(const struct stage *s, size_t which)
{
    for (size_t i = 0; i < which; i++)
        if (!strcmp(s->sent[i].file->sha256, s->sent[which].file->sha256))
            return true;
    return false;
}

/* Once withdrawn as if it had never come, and as before when it comes again. */
static void withdrawn(struct stage *s, struct world *w, size_t which)
{
    const struct case_file *f = s->sent[which].file;
    int64_t held;
    char *text;

    if (!s->sent[which].counts || came_before(s, which) || !is_loaded(w, f))
        return;
    world_withdraw(w, f->sha256);
    text = without(s, f, &held);
    /* What it held up is let in by the next night. */
    if (held_contents(w) == held)
        assert_same(s, w, "withdrawn", f->path, text);
    else
        s->count->skipped++;
    free(text);
    world_release(w, f->sha256);
    s->is_let_in = true;
    assert_same(s, w, "withdrawn and sent again", f->path, s->straight);
}

static void any_file_withdrawn(struct stage *s, struct world *w, struct prop *p)
{
    if (s->sent_count)
        withdrawn(s, w, prop_below(p, s->sent_count));
}

static void rebuilt(struct stage *s, struct world *w, struct prop *p)
{
    (void)p;
    world_lose_and_rebuild(w);
    assert_same(s, w, "rebuilt from the archive", "", s->straight);
}

/* A night again, with nothing new: nothing is made. */
static void every_night_twice(struct stage *s, struct world *straight,
                              struct prop *p)
{
    struct world w;

    (void)straight;
    (void)p;
    open_world(&w, s->c, "replay");
    for (size_t n = 0; n < s->c->night_count; n++) {
        begin_night(&w, s->c, &s->c->nights[n]);
        world_night(&w);
        world_night(&w);
        if (w.periods || w.result.news)
            fail_msg("%s: night %zu run again: %lld files, %lld periods made",
                     s->c->name, n + 1, (long long)w.result.news,
                     (long long)w.periods);
    }
    assert_same(s, &w, "every night run twice", "", s->straight);
    world_close(&w);
}

/* The description of a type: the case's own, else that of the program. */
static const struct asset *description_of(const struct test_case *c,
                                          const char *type)
{
    const struct asset *found;
    struct str path = STR_INIT;

    str_addf(&path, "ingest/types/%s.type", type);
    found = asset_find(path.text);
    for (size_t i = 0; i < c->type_count; i++)
        if (!strcmp(strrchr(c->types[i].path, '/'), strrchr(path.text, '/')))
            found = &c->types[i];
    str_release(&path);
    return found;
}

/* The case's descriptions but for one that says more; to be freed. */
static struct asset *described_otherwise(const struct test_case *c,
                                         const struct asset *otherwise,
                                         size_t *count)
{
    struct asset *list = mem_alloc((c->type_count + 1) * sizeof(*list));

    *count = 0;
    for (size_t i = 0; i < c->type_count; i++)
        if (strcmp(c->types[i].path, otherwise->path) != 0)
            list[(*count)++] = c->types[i];
    list[(*count)++] = *otherwise;
    return list;
}

/* What all files come to where one description is this one from the first. */
static char *all_described(const struct stage *s, const struct asset *types,
                           size_t count)
{
    struct world w;
    char *text;

    open_last(&w, s);
    world_describe(&w, types, count);
    put_all(&w, s, "");
    world_night(&w);
    text = public_text(&w);
    world_close(&w);
    return text;
}

/*
 * A field more that no file has: an empty column where it is not needed, and
 * where it is, not one file of the type is any longer.
 */
static void description_changed(struct stage *s, struct world *w,
                                const char *type, const char *need)
{
    const struct asset *now = description_of(s->c, type);
    struct str more = STR_INIT, detail = STR_INIT;
    struct asset otherwise, *types;
    size_t count;
    char *text;

    if (!now)
        return; /* of several types at once, by a shape */
    str_addf(&more, "%s\n[field further]\nheading = Further\nkind = text\n%s",
             now->text, need);
    str_addf(&detail, "%s%s", type, *need ? " (needed)" : "");
    otherwise = (struct asset){ now->path, more.text, more.len };
    types = described_otherwise(s->c, &otherwise, &count);
    text = all_described(s, types, count);
    world_describe(w, types, count);
    world_night(w);
    assert_same(s, w, "a description changed", detail.text, text);
    world_describe(w, s->c->types, s->c->type_count);
    world_night(w);
    assert_same(s, w, "a description changed back", detail.text, s->straight);
    free(text);
    free(types);
    str_release(&detail);
    str_release(&more);
}

/* Of the types that have come, one: another from case to case. */
static char *any_type(struct world *w, size_t turn)
{
    static const char types[] = "select distinct content.type from content"
                                " where content.status = 'loaded'";
    char sql[160];
    int64_t count;

    snprintf(sql, sizeof(sql), "select count(*) from (%s)", types);
    count = world_int(w, sql);
    snprintf(sql, sizeof(sql), "%s order by 1 limit 1 offset %zu", types,
             count ? turn % (size_t)count : 0);
    return world_rows(w, sql);
}

static void any_description_changed(struct stage *s, struct world *w,
                                    struct prop *p)
{
    bool is_needed = prop_below(p, 2) == 0;
    char *type = any_type(w, prop_below(p, 100));

    type[strcspn(type, ";")] = '\0';
    description_changed(s, w, type, is_needed ? "need = heading\n" : "");
    free(type);
}

/* --- a case ----------------------------------------------------------------
 */

static void add_sent(struct stage *s, const struct case_night *night)
{
    for (size_t i = 0; i < night->inbox.count; i++) {
        s->sent = mem_grow(s->sent, s->sent_count + 1, sizeof(*s->sent));
        s->sent[s->sent_count++] =
            (struct sent){ &night->inbox.items[i], true };
    }
}

/* What the end of the straight run says of each file. */
static void find_counting(struct stage *s, struct world *w)
{
    for (size_t i = 0; i < s->sent_count; i++) {
        char sql[160];

        snprintf(sql, sizeof(sql),
                 "select count(*) from content where sha256 = '%s'"
                 " and status = 'withdrawn'",
                 s->sent[i].file->sha256);
        s->sent[i].counts = world_int(w, sql) == 0;
    }
}

/* One of the ways, another for another case; in check-all several. */
static void replay(struct stage *s, struct world *straight)
{
    static void (*const ways[])(struct stage * s, struct world * straight,
                                struct prop * p) = {
        in_one_night,       a_file_a_night,          rebuilt,
        any_file_withdrawn, any_description_changed, every_night_twice,
    };
    const size_t count = sizeof(ways) / sizeof(ways[0]);
    size_t turn = map_hash(s->c->name, strlen(s->c->name)) % count;

    for (struct prop p = prop_begin(1);
         prop_next(&p) && !(s->has_held && s->is_let_in);)
        ways[turn++ % count](s, straight, &p);
}

void replay_case(const struct test_case *c, struct replay_count *count)
{
    struct stage s = { .c = c, .count = count };
    struct world w;

    for (size_t n = 0; n < c->night_count; n++)
        add_sent(&s, &c->nights[n]);
    if (play(&w, c)) {
        see_types(&w, count);
        s.as_of = w.as_of;
        find_counting(&s, &w);
        s.straight = public_text(&w);
        s.held = held_contents(&w);
        s.has_held = world_int(&w, "select count(*) from load_file"
                                   " where status = 'held'")
                     > 0;
        replay(&s, &w);
    }
    world_close(&w);
    free(s.straight);
    free(s.sent);
}
