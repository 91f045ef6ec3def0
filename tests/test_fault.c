/*
 * Calls to the system that fail, and processes that are killed at one, or that
 * meet a signal or another command there: the n-th call of each kind that a
 * command makes, in it and its children; and bounds that a command runs into. A
 * fault is named COMMAND/KIND/HARM/WAY/N; docs/testing.md says how to ask for
 * some.
 */
#include <ctype.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/hash.h"
#include "core/mem.h"
#include "core/map.h"
#include "core/outfile.h"
#include "core/str.h"
#include "tests/fault/disk.h"
#include "tests/fault/scene.h"
#include "tests/fault/trace.h"
#include "tests/testing.h"

/* What a fault led to. From CRASH on, a defect. */
#define OUTCOMES(X)                                                            \
    X(RIGHT, "right")     /* 0 or 3, and all as if undisturbed */              \
    X(PARTIAL, "partial") /* 3: a file is named, all else is published */      \
    X(LOUD, "loud")       /* a documented status, all as before */             \
    X(LATE, "late")       /* likewise after the commit */                      \
    X(KILLED, "killed")   /* and as before or as after */                      \
    X(UNMET, "unmet")     /* the run made fewer calls this time */             \
    X(CRASH, "crash")     /* a signal, 70, a status that is not documented */  \
    X(MUTE, "mute")       /* a message that says nothing */                    \
    X(SILENT, "silent")   /* 0 or 3, or killed, and another answer */          \
    X(HANG, "hang")                                                            \
    X(JOSTLED, "jostled") /* another command did what it may not */            \
    X(LEFT, "left") /* the next runs do not reach the undisturbed answer */
enum outcome {
#define ENUM(name, text) name,
    OUTCOMES(ENUM)
#undef ENUM
        OUTCOME_COUNT
};

static const char *const outcome_text[] = {
#define TEXT(name, text) text,
    OUTCOMES(TEXT)
#undef TEXT
};

/* What a scene comes to when nothing disturbs it. */
struct course {
    bool is_known;
    struct scene_state before, after, then; /* after the command, and a run */
    int status, then_status;
    char *out, *errs;
    int64_t calls[TRACE_KINDS_MAX];
    int64_t pages; /* the most that it needs of a disk; 0: not known yet */
};

struct point {
    size_t scene;
    struct trace_fault fault;
};

static struct course *courses;
static FILE *report; /* a line a fault */
static int tally[OUTCOME_COUNT];
static int defects;

#define SECONDS 120
#define CHART_SECONDS 200

static char *text_of(const char *path)
{
    struct err err = ERR_INIT;
    char *text = NULL;
    size_t len;

    assert_ok(file_read(path, &text, &len, &err), &err);
    return text;
}

static unsigned limit_of(const struct scene *scene)
{
    return scene->has_charts ? CHART_SECONDS : SECONDS;
}

static struct course *course_of(size_t scene)
{
    const struct scene *s = &scenes[scene];
    struct course *c = &courses[scene];
    struct trace_result result;

    if (c->is_known)
        return c;
    c->is_known = true;
    scene_reset(s);
    scene_look(&c->before);
    scene_command(s->words, NULL, true, limit_of(s), NULL, &result);
    memcpy(c->calls, result.calls, sizeof(c->calls));
    c->calls[trace_kind("size")] = scene_largest();
    c->calls[trace_kind("unread")] = 2;
    c->status = result.status;
    c->out = text_of("out");
    c->errs = text_of("errs");
    if (c->status != 0 && c->status != 3)
        fail_msg("%s: status %d: %s", s->name, c->status, c->errs);
    scene_look(&c->after);
    scene_command("run", NULL, false, limit_of(s), NULL, &result);
    c->then_status = result.status;
    if (result.status != 0 && result.status != 3)
        fail_msg("the run after %s: status %d", s->name, result.status);
    scene_look(&c->then);
    if (c->after.warehouse < 0 || c->then.warehouse < 0)
        fail_msg("%s: %s", s->name, scene_trouble());
    return c;
}

struct pages {
    int64_t before, most;
};

static void see_pages(void *context)
{
    struct pages *pages = context;
    int64_t now = scene_disk_used() - pages->before;

    if (now > pages->most)
        pages->most = now;
}

/* How many faults of a kind there are: calls, or steps of a bound. */
static int64_t count_of(size_t scene, size_t kind)
{
    const struct scene *s = &scenes[scene];
    struct course *c = course_of(scene);
    struct trace_result result;
    struct pages pages = { 0, 0 };
    const struct trace_watch watch = { .see = see_pages, .context = &pages };

    if (kind != trace_kind("disk") || c->pages)
        return kind == trace_kind("disk") ? c->pages : c->calls[kind];
    if (!scene_reset_on_disk(s))
        return 0;
    pages.before = scene_disk_used();
    scene_command(s->words, NULL, true, limit_of(s), &watch, &result);
    assert_int_equal(result.status, c->status);
    return c->pages = pages.most + 1; /* from none left */
}

static char *name_of(const struct point *p)
{
    struct str name = STR_INIT;

    str_addf(&name, "%s/%s/%s/%s/%lld", scenes[p->scene].name,
             trace_kinds[p->fault.kind].name, p->fault.harm->name,
             trace_way_text(p->fault.harm->way), (long long)p->fault.n);
    return str_take(&name);
}

static bool is_same(const struct scene_state *one,
                    const struct scene_state *other)
{
    return one->warehouse == other->warehouse && one->backup == other->backup
           && !strcmp(one->published, other->published);
}

/* A line of the message that the undisturbed run does not have. */
static bool names_a_file(const struct course *c, const char *errs)
{
    for (const char *at = errs; *at;) {
        size_t len = strcspn(at, "\n");
        char *line = mem_dup_n(at, len);
        bool is_new = (strstr(line, ".csv: ") || strstr(line, ": incomplete: ")
                       || strstr(line, "the log 'c/w.db.log': "))
                      && !strstr(c->errs, line);

        free(line);
        if (is_new)
            return true;
        at += len + (at[len] == '\n');
    }
    return false;
}

/* Those that a fault can end in: usage and data are not to blame for one. */
static bool is_documented(int status)
{
    return status == 66 || status == 71 || status == 73 || status == 75
           || status == 78;
}

/* What failed, by name: a path or a program in quotes, a file of the config. */
static bool says_what(const char *errs)
{
    const char *at = strstr(errs, "vschool: ");

    return at
           && (strchr(at, '\'') || strstr(at, "out of memory")
               || strstr(at, ": content ") || strstr(at, "c/")
               || strstr(at, "cannot write the result"));
}

/* By what is there when the command has ended. */
static enum outcome judge(const struct course *c,
                          const struct trace_result *result,
                          const struct scene_state *now, const char *out,
                          const char *errs)
{
    bool is_before = is_same(now, &c->before);
    bool is_after = now->warehouse == c->after.warehouse
                    && now->backup == c->after.backup
                    && (!strcmp(now->published, c->after.published)
                        || !strcmp(now->published, c->before.published));

    if (result->is_late)
        return HANG;
    if (result->is_killed && result->signal)
        return is_before || is_after ? KILLED : SILENT;
    if (!result->fired)
        return UNMET;
    if (result->status == c->status && is_same(now, &c->after)
        && !strcmp(now->exact, c->after.exact) && !strcmp(out, c->out))
        return RIGHT;
    if (result->status == 3 && names_a_file(c, errs))
        return PARTIAL;
    if (result->status == 3 && strcmp(out, c->out) != 0 && *out)
        return PARTIAL;
    if (result->status == 0 || result->status == 3)
        return SILENT;
    if (!is_documented(result->status))
        return CRASH;
    if (!says_what(errs))
        return MUTE;
    return is_before ? LOUD : is_after ? LATE : SILENT;
}

/* Its log, archive and packs are whole, and of each other. */
static bool is_verified(const struct scene *s, struct str *why)
{
    struct trace_result result;
    char *out, *errs;

    scene_command("verify", NULL, false, limit_of(s), NULL, &result);
    if (result.status == 0)
        return true;
    out = text_of("out");
    errs = text_of("errs");
    str_addf(why, "verify ends with %d: %s%s", result.status, out, errs);
    free(out);
    free(errs);
    return false;
}

/* Plain runs after it come to the undisturbed answer and leave nothing. */
static bool recovers(const struct scene *s, const struct course *c,
                     const struct scene_state *now, struct str *why)
{
    struct scene_state then;
    struct trace_result result;
    bool is_again = now->warehouse == c->before.warehouse || s->is_repeatable;
    bool is_well;

    scene_command(is_again ? s->words : "run", NULL, false, limit_of(s), NULL,
                  &result);
    /* What a county is made with is made once, and says that it is there. */
    if (is_again && !s->is_repeatable && is_same(now, &c->after)
        && result.status == ERR_USAGE)
        result.status = c->status;
    if (result.status != (is_again ? c->status : c->then_status)) {
        char *errs = text_of("errs");

        str_addf(why, "the next %s ends with %d: %s", is_again ? "one" : "run",
                 result.status, errs);
        free(errs);
        return false;
    }
    scene_look(&then);
    is_well = is_again ? is_same(&then, &c->after) : is_same(&then, &c->then);
    if (!is_well) {
        str_add(why, "the next one has another answer");
        scene_say(&then, is_again ? &c->after : &c->then);
    }
    scene_release(&then);
    if (!is_well)
        return false;
    scene_command("run", NULL, false, limit_of(s), NULL, &result);
    scene_look(&then);
    is_well = result.status == c->then_status && is_same(&then, &c->then)
              && !strcmp(then.names, c->then.names);
    if (!is_well) {
        str_addf(why, "the run after it: status %d and not %d%s", result.status,
                 c->then_status,
                 strcmp(then.names, c->then.names) ? ", other names" : "");
        scene_say(&then, &c->then);
    }
    scene_release(&then);
    return is_well && is_verified(s, why);
}

static void note(const char *name, enum outcome outcome, int status,
                 const char *text)
{
    const char *end = strstr(text, "vschool: ");

    text = end ? end : text;
    fprintf(report, "%-40s %-8s %3d %.*s\n", name, outcome_text[outcome],
            status, (int)strcspn(text, "\n"), text);
    fflush(report);
    tally[outcome]++;
}

/* --- another command ------------------------------------------------------
 */

struct meeting {
    const char *command;
    struct scene_beside beside;
};

static void meet(void *context)
{
    struct meeting *m = context;

    scene_run_beside(m->command, &m->beside);
}

/* It was stopped in what takes an instant, so that nobody can open it. */
static bool is_held_up(void)
{
    char *said = text_of("beside");
    bool is = strstr(said, "another process that opened it stands still");

    free(said);
    return is;
}

/*
 * One that finds another at work touches nothing and waits for nothing; a
 * backup is of before or after; who asks how things stand is answered, or told
 * that just now a first warehouse is put in its place. 66: there is none. 71:
 * nobody can open it as long as the other stands where it does.
 */
static bool is_as_it_may(const struct course *c, const struct meeting *m)
{
    const struct scene_beside *b = &m->beside;

    if (b->was_locked && strcmp(m->command, "status") != 0)
        return b->status == 75 && !b->has_touched && !b->content;
    if (b->status == 75)
        return !b->content && strcmp(m->command, "run") != 0;
    if (b->status == 66)
        return !b->content && !c->before.warehouse;
    if (b->status == 71)
        return !b->content && is_held_up();
    return (b->status == 0 || b->status == 3)
           && (!b->content || b->content == c->before.warehouse
               || b->content == c->after.warehouse);
}

/* By what it met, and what the scene's own command then came to. */
static enum outcome judge_meeting(const struct course *c,
                                  const struct meeting *m, enum outcome outcome)
{
    if (outcome == UNMET || outcome == HANG)
        return outcome;
    if (!is_as_it_may(c, m)) {
        char *said = text_of("beside");

        print_message("beside: %s ends with %d, content %d%s%s: %s\n",
                      m->command, m->beside.status, m->beside.content,
                      m->beside.was_locked ? ", locked" : "",
                      m->beside.has_touched ? ", touched" : "", said);
        free(said);
        return JOSTLED;
    }
    /* Before the lock is its own, or after: then both had their turn. */
    if (!m->beside.was_locked && !strcmp(m->command, "run"))
        return outcome == CRASH || outcome == MUTE ? outcome : UNMET;
    return outcome == RIGHT || outcome >= CRASH ? outcome : JOSTLED;
}

/* --- one fault ------------------------------------------------------------
 */

static void see_sync(void *context, const char *path)
{
    (void)context;
    disk_sync(path);
}

/* What was not brought to the disk is gone, as the fault's name has it. */
static void lose_power(const struct point *p)
{
    char *name = name_of(p);

    disk_cut(map_hash(name, strlen(name)));
    free(name);
}

/* The command meets it; what it said stays in "out" and "errs". */
static enum outcome meet_fault(const struct point *p, struct scene_state *now,
                               struct trace_result *result)
{
    const struct scene *s = &scenes[p->scene];
    const struct course *c = course_of(p->scene);
    const bool has_disk = p->fault.kind == trace_kind("disk");
    struct meeting m = { p->fault.harm->name, { false, false, 0, 0 } };
    const bool is_cut = p->fault.harm->way == TRACE_CUT;
    const struct trace_watch watch = { .see = meet,
                                       .context = &m,
                                       .sync = is_cut ? see_sync : NULL };
    enum outcome outcome;
    char *out, *errs;

    if (!has_disk)
        scene_reset(s);
    else if (scene_reset_on_disk(s))
        scene_leave_pages(p->fault.n - 1);
    if (is_cut)
        disk_begin("c");
    scene_command(s->words, &p->fault, false, limit_of(s), &watch, result);
    if (is_cut && result->fired)
        lose_power(p);
    if (has_disk)
        scene_leave_pages(-1);
    out = text_of("out");
    errs = text_of("errs");
    scene_look(now);
    outcome = judge(c, result, now, out, errs);
    /* Its answer may tell of the line that the other has left in the log. */
    if (p->fault.harm->way == TRACE_BESIDE && outcome == SILENT
        && result->status == c->status && is_same(now, &c->after)
        && !strcmp(now->exact, c->after.exact))
        outcome = RIGHT;
    free(out);
    free(errs);
    return p->fault.harm->way == TRACE_BESIDE ? judge_meeting(c, &m, outcome)
                                              : outcome;
}

/* What is there is sound, and the next runs come to where they should. */
static bool ends_well(const struct scene *s, const struct course *c,
                      enum outcome outcome, const struct scene_state *now,
                      struct str *why)
{
    struct trace_result result;

    if (!strcmp(now->bytes, c->before.bytes)
        || !strcmp(now->bytes, c->after.bytes))
        return true;
    if (outcome != UNMET)
        return recovers(s, c, now, why);
    /* Two had their turn, of which one may have found the log held. */
    scene_command("run", NULL, false, limit_of(s), NULL, &result);
    return is_verified(s, why);
}

static enum outcome strike(const struct point *p)
{
    const struct scene *s = &scenes[p->scene];
    const struct course *c = course_of(p->scene);
    struct scene_state now;
    struct trace_result result;
    struct str why = STR_INIT;
    char *name = name_of(p);
    enum outcome outcome;
    char *errs;

    outcome = meet_fault(p, &now, &result);
    errs = text_of("errs");
    if (outcome < CRASH && !ends_well(s, c, outcome, &now, &why))
        outcome = LEFT;
    note(name, outcome, result.status, errs);
    if (outcome >= CRASH) {
        defects++;
        print_message("%s: %s, status %d, signal %d: %s%s\n"
                      "  FAULT='%s' make check T=fault\n",
                      name, outcome_text[outcome], result.status, result.signal,
                      errs, why.text, name);
        if (outcome == SILENT)
            scene_say(&now, &c->after);
    }
    scene_release(&now);
    str_release(&why);
    free(errs);
    free(name);
    return outcome;
}

/* --- which faults ---------------------------------------------------------
 */

static int counts[64][TRACE_KINDS_MAX][OUTCOME_COUNT];

static void strike_and_count(const struct point *p)
{
    enum outcome outcome = strike(p);

    counts[p->scene][p->fault.kind][outcome]++;
}

static void print_table(void)
{
    print_message("%-24s", "command/kind");
    for (int o = 0; o < OUTCOME_COUNT; o++)
        print_message(" %7s", outcome_text[o]);
    print_message("\n");
    for (size_t s = 0; s < scene_count; s++)
        for (size_t k = 0; k < trace_kind_count; k++) {
            int sum = 0;
            char name[64];

            for (int o = 0; o < OUTCOME_COUNT; o++)
                sum += counts[s][k][o];
            if (!sum)
                continue;
            snprintf(name, sizeof(name), "%s/%s", scenes[s].name,
                     trace_kinds[k].name);
            print_message("%-24s", name);
            for (int o = 0; o < OUTCOME_COUNT; o++)
                print_message(" %7d", counts[s][k][o]);
            print_message("\n");
        }
    print_message("%-24s", "all");
    for (int o = 0; o < OUTCOME_COUNT; o++)
        print_message(" %7d", tally[o]);
    print_message("\n");
}

static int open_counties(void **state)
{
    const char *memory = testing_environment("VSCHOOL_FAULT_MEMORY");

    (void)state;
    /* The sanitisers have a malloc of their own and do not like company. */
    if (!trace_is_possible() || !memory || !*memory)
        return 0;
    courses = mem_zero(scene_count, sizeof(*courses));
    report = fopen("faults", "w");
    assert_non_null(report);
    scene_make();
    return 0;
}

static int close_counties(void **state)
{
    (void)state;
    for (size_t i = 0; courses && i < scene_count; i++) {
        scene_release(&courses[i].before);
        scene_release(&courses[i].after);
        scene_release(&courses[i].then);
        free(courses[i].out);
        free(courses[i].errs);
    }
    free(courses);
    disk_release();
    if (report)
        fclose(report);
    return 0;
}

/* Does the name begin with what was asked for, or the other way round? */
static bool is_wanted(const char *name, const char *wanted)
{
    size_t len = strlen(name);
    size_t asked = strlen(wanted);

    return !strncmp(name, wanted, len < asked ? len : asked);
}

/* Likewise of all of a harm's; "*" may stand for anything: "*disk*". */
static bool is_harm_wanted(size_t scene, size_t kind,
                           const struct trace_harm *harm, const char *wanted)
{
    const struct point p = { scene, { kind, harm, 0 } };
    char *name = name_of(&p);
    bool is;

    name[strlen(name) - 1] = '\0';
    is = strchr(wanted, '*') ? fnmatch(wanted, name, 0) == 0
                             : is_wanted(name, wanted);
    free(name);
    return is;
}

/* "run/write/KILL/after/1" is not to bring 10 to 19 too. */
static bool is_asked_for(const char *name, const char *wanted)
{
    size_t len = strlen(wanted);

    if (strchr(wanted, '*'))
        return true;
    return !strncmp(name, wanted, len)
           && !(len && isdigit((unsigned char)wanted[len - 1]) && name[len]);
}

/* All of a harm, or so many of them, spread evenly. */
static void strike_harm(size_t scene, size_t kind,
                        const struct trace_harm *harm, const char *wanted,
                        int64_t most)
{
    int64_t count = count_of(scene, kind);
    int64_t points = most && most < count ? most : count;

    for (int64_t i = 0; i < points; i++) {
        struct point p = { scene, { kind, harm, 0 } };
        char *name;
        bool is_asked;

        p.fault.n =
            1 + (points == count ? i : (i * 2 + 1) * count / points / 2);
        name = name_of(&p);
        is_asked = is_asked_for(name, wanted);
        free(name);
        if (is_asked)
            strike_and_count(&p);
    }
}

static void strike_wanted(const char *wanted, int64_t most)
{
    for (size_t s = 0; s < scene_count; s++)
        for (size_t k = 0; k < trace_kind_count; k++)
            for (const struct trace_harm *h = trace_kinds[k].harms; h->name;
                 h++)
                if (is_harm_wanted(s, k, h, wanted))
                    strike_harm(s, k, h, wanted, most);
}

static int struck(void)
{
    int sum = 0;

    for (int o = 0; o < OUTCOME_COUNT; o++)
        sum += tally[o];
    return sum;
}

/* Names with commas between them, or "all"; each is to be of some fault. */
static void strike_listed(const char *list, int64_t most)
{
    for (const char *at = list; *at;) {
        size_t len = strcspn(at, ",");
        char *wanted = mem_dup_n(at, len);
        const int before = struck();

        strike_wanted(strcmp(wanted, "all") ? wanted : "", most);
        if (struck() == before)
            fail_msg("no fault is called '%s'", wanted);
        free(wanted);
        at += len + (at[len] == ',');
    }
}

/*
 * Another for another program, so that what is tried goes on over the years,
 * and the same for the same. FAULT_TURN=n asks for one.
 */
static uint64_t turn_of_program(void)
{
    const char *wanted = testing_environment("FAULT_TURN");
    struct err err = ERR_INIT;
    char sha256[HASH_TEXT_SIZE];

    if (wanted)
        return strtoull(wanted, NULL, 10);
    assert_ok(hash_file(testing_environment("VSCHOOL_BIN"), sha256, &err),
              &err);
    sha256[15] = '\0';
    return strtoull(sha256, NULL, 16);
}

/*
 * Any kind as often as any other, whatever the number of its calls. Scenes
 * take turns, but for the last, which has charts: to begin with one takes as
 * long as a few faults.
 */
static void strike_some(int count)
{
    const uint64_t turn = turn_of_program();

    for (struct prop prop = prop_begin(count); prop_next(&prop);) {
        struct point p;
        const struct trace_kind *kind;
        size_t harms = 0;
        int64_t calls;

        prop.state ^= turn;
        p.scene = (size_t)(prop.seed / 4 + turn) % (scene_count - 1);
        do {
            p.fault.kind = prop_below(&prop, trace_kind_count);
            calls = count_of(p.scene, p.fault.kind);
        } while (!calls);
        kind = &trace_kinds[p.fault.kind];
        while (harms < TRACE_HARMS && kind->harms[harms].name)
            harms++;
        p.fault.harm = &kind->harms[prop_below(&prop, harms)];
        p.fault.n = 1 + (int64_t)prop_below(&prop, (size_t)calls);
        strike_and_count(&p);
    }
}

/* --- each place once ------------------------------------------------------
 */

struct place_key {
    uint64_t kind, place;
};

/* A call that came from there, each as likely, and what is to befall it. */
struct struck_place {
    size_t calls;
    struct point point;
};

struct place_list {
    const char *wanted;
    size_t scene;
    struct map known; /* by struct place_key: where it stands */
    struct struck_place *items;
    size_t count, capacity;
    struct prop prop;
};

/* Is it one of those with commas between them, or are all? */
static bool is_harm_listed(size_t scene, size_t kind,
                           const struct trace_harm *harm, const char *list)
{
    bool is = false;

    for (const char *at = list; *at && !is;) {
        size_t len = strcspn(at, ",");
        char *wanted = mem_dup_n(at, len);

        is =
            !strcmp(wanted, "all") || is_harm_wanted(scene, kind, harm, wanted);
        free(wanted);
        at += len + (at[len] == ',');
    }
    return is;
}

/* One of those of the kind that are wanted, by chance; NULL: there is none. */
static const struct trace_harm *some_harm(struct place_list *list, size_t kind)
{
    const struct trace_harm *some = NULL;
    size_t count = 0;

    for (const struct trace_harm *h = trace_kinds[kind].harms; h->name; h++)
        if (is_harm_listed(list->scene, kind, h, list->wanted)
            && !prop_below(&list->prop, ++count))
            some = h;
    return some;
}

static void take_place(void *context, size_t kind, int64_t n, uint64_t place)
{
    struct place_list *list = context;
    const struct place_key key = { kind, place };
    const struct trace_harm *harm;
    struct struck_place *item;
    int64_t at;
    bool is_new;

    at = *map_put(&list->known, &key, sizeof(key), (int64_t)list->count,
                  &is_new);
    if (is_new) {
        MEM_ROOM(list->items, list->count, list->capacity);
        memset(&list->items[list->count++], 0, sizeof(*list->items));
    }
    item = &list->items[at];
    if (prop_below(&list->prop, ++item->calls))
        return;
    harm = some_harm(list, kind);
    if (harm)
        item->point = (struct point){ list->scene, { kind, harm, n } };
}

static bool is_scene_wanted(size_t scene, size_t kind, const char *wanted)
{
    for (const struct trace_harm *h = trace_kinds[kind].harms; h->name; h++)
        if (is_harm_listed(scene, kind, h, wanted))
            return true;
    return false;
}

static void find_places(struct place_list *list)
{
    struct trace_watch watch = { .context = list,
                                 .came = take_place,
                                 .place = place_of };
    const struct scene *s = &scenes[list->scene];
    struct trace_result result;
    bool is_wanted = false;

    for (size_t k = 0; k < trace_kind_count; k++)
        is_wanted = is_wanted || is_scene_wanted(list->scene, k, list->wanted);
    if (!is_wanted)
        return;
    watch.has_memory =
        is_scene_wanted(list->scene, trace_kind("memory"), list->wanted);
    scene_reset(s);
    scene_command(s->words, NULL, true, 10 * limit_of(s), &watch, &result);
    assert_false(result.is_late);
}

/* From wherever in the program a call comes, one that comes from there. */
static void strike_places(const char *wanted)
{
    struct prop prop = prop_begin(1);
    struct place_list list = { .wanted = wanted, .known = MAP_INIT };

    prop_next(&prop);
    prop.state ^= turn_of_program();
    list.prop = prop;
    for (list.scene = 0; list.scene < scene_count; list.scene++)
        find_places(&list);
    print_message("%zu places\n", list.count);
    for (size_t i = 0; i < list.count; i++)
        if (list.items[i].point.fault.harm)
            strike_and_count(&list.items[i].point);
    if (!struck())
        fail_msg("no fault is called '%s'", wanted);
    map_release(&list.known);
    free(list.items);
}

static void a_fault_is_survived_or_said(void **state)
{
    const char *wanted = testing_environment("FAULT");
    const char *most = testing_environment("FAULT_POINTS");

    (void)state;
    if (!courses)
        skip();
    if (testing_environment("FAULT_PLACES"))
        strike_places(wanted ? wanted : "all");
    else if (wanted)
        strike_listed(wanted, most ? strtoll(most, NULL, 10) : 0);
    else
        strike_some(5);
    print_table();
    assert_int_equal(defects, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fault_is_survived_or_said),
    };

    return cmocka_run_group_tests(tests, open_counties, close_counties);
}
