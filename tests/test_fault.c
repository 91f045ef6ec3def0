/*
 * Calls to the system that fail, and processes that are killed at one: the
 * n-th call of each kind that a command makes, in it and its children. A fault
 * is named COMMAND/KIND/HARM/WAY/N; docs/testing.md says how to ask for some.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/mem.h"
#include "core/outfile.h"
#include "core/str.h"
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
};

struct point {
    size_t scene;
    struct trace_fault fault;
};

static struct course *courses;
static FILE *report; /* a line a fault */
static int tally[OUTCOME_COUNT];
static int defects;

#define SECONDS 30
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
    scene_command(s->words, NULL, true, limit_of(s), &result);
    memcpy(c->calls, result.calls, sizeof(c->calls));
    c->status = result.status;
    c->out = text_of("out");
    c->errs = text_of("errs");
    if (c->status != 0 && c->status != 3)
        fail_msg("%s: status %d: %s", s->name, c->status, c->errs);
    scene_look(&c->after);
    scene_command("run", NULL, false, limit_of(s), &result);
    c->then_status = result.status;
    scene_look(&c->then);
    if (c->after.warehouse < 0 || c->then.warehouse < 0)
        fail_msg("%s: %s", s->name, scene_trouble());
    return c;
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
    char *out;

    scene_command("verify", NULL, false, limit_of(s), &result);
    if (result.status == 0)
        return true;
    out = text_of("out");
    str_addf(why, "verify ends with %d: %s", result.status, out);
    free(out);
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

    scene_command(is_again ? s->words : "run", NULL, false, limit_of(s),
                  &result);
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
    scene_command("run", NULL, false, limit_of(s), &result);
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

static enum outcome strike(const struct point *p)
{
    const struct scene *s = &scenes[p->scene];
    const struct course *c = course_of(p->scene);
    struct scene_state now;
    struct trace_result result;
    struct str why = STR_INIT;
    char *name = name_of(p);
    enum outcome outcome;
    char *out, *errs;

    scene_reset(s);
    scene_command(s->words, &p->fault, false, limit_of(s), &result);
    out = text_of("out");
    errs = text_of("errs");
    scene_look(&now);
    outcome = judge(c, &result, &now, out, errs);
    if (outcome < CRASH && strcmp(now.bytes, c->before.bytes) != 0
        && strcmp(now.bytes, c->after.bytes) != 0
        && !recovers(s, c, &now, &why))
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
    free(out);
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

/* "run/write/KILL/after/1" is not to bring 10 to 19 too. */
static bool is_asked_for(const char *name, const char *wanted)
{
    size_t len = strlen(wanted);

    return !strncmp(name, wanted, len)
           && !(len && isdigit((unsigned char)wanted[len - 1]) && name[len]);
}

/* All of a harm, or so many of them, spread evenly. */
static void strike_harm(size_t scene, size_t kind,
                        const struct trace_harm *harm, const char *wanted,
                        int64_t most)
{
    int64_t count = course_of(scene)->calls[kind];
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
    for (size_t s = 0; s < scene_count; s++) {
        if (!is_wanted(scenes[s].name, wanted))
            continue;
        for (size_t k = 0; k < trace_kind_count; k++)
            for (const struct trace_harm *h = trace_kinds[k].harms; h->name;
                 h++) {
                const struct point p = { s, { k, h, 0 } };
                char *name = name_of(&p);

                name[strlen(name) - 1] = '\0';
                if (is_wanted(name, wanted))
                    strike_harm(s, k, h, wanted, most);
                free(name);
            }
    }
}

/*
 * Any kind as often as any other, whatever the number of its calls. Scenes
 * take turns, but for the last, which has charts: to begin with one takes as
 * long as a few faults.
 */
static void strike_some(int count)
{
    for (struct prop prop = prop_begin(count); prop_next(&prop);) {
        struct point p;
        const struct trace_kind *kind;
        size_t harms = 0;
        int64_t calls;

        p.scene = (size_t)(prop.seed / 4) % (scene_count - 1);
        do {
            p.fault.kind = prop_below(&prop, trace_kind_count);
            calls = course_of(p.scene)->calls[p.fault.kind];
        } while (!calls);
        kind = &trace_kinds[p.fault.kind];
        while (harms < TRACE_HARMS && kind->harms[harms].name)
            harms++;
        p.fault.harm = &kind->harms[prop_below(&prop, harms)];
        p.fault.n = 1 + (int64_t)prop_below(&prop, (size_t)calls);
        strike_and_count(&p);
    }
}

static void a_fault_is_survived_or_said(void **state)
{
    const char *wanted = testing_environment("FAULT");
    const char *most = testing_environment("FAULT_POINTS");

    (void)state;
    if (!courses)
        skip();
    if (wanted)
        strike_wanted(strcmp(wanted, "all") ? wanted : "",
                      most ? strtoll(most, NULL, 10) : 0);
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
