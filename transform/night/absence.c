#include "transform/night/absence.h"

#include <stdlib.h>
#include <string.h>

#include "config/schoolyear.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "transform/attendance/column.h"
#include "transform/attendance/running.h"
#include "transform/attendance/standing.h"
#include "transform/engine/expression.h"
#include "transform/night/concern.h"
#include "transform/night/run.h"

#define SQL "transform/sql/absence.sql#"
#define HALF_TERMS 6
#define PROBES 3 /* what the end's figures may have been */

#define FIGURES(X)                                                             \
    X(possible)                                                                \
    X(absent)                                                                  \
    X(last_possible)                                                           \
    X(last_absent)                                                             \
    X(former_possible)                                                         \
    X(former_absent)                                                           \
    X(end_possible)                                                            \
    X(end_absent)

enum figure {
#define FIGURE_ENUM(name) FIGURE_##name,
    FIGURES(FIGURE_ENUM)
#undef FIGURE_ENUM
        FIGURE_COUNT
};

/* A reason that is looked at day by day. */
struct rule {
    const char *reason;
    struct expression *holds;
    const double *columns[FIGURE_COUNT];
};

/* Sessions; of a half term, or up to a day. */
struct sessions {
    double possible, absent;
};

/* Who is looked at, by the school that rests on counts, if any. */
struct pupil {
    uint32_t counted;
    uint32_t person;
};

struct absence {
    struct run *run;
    const struct calendar_year *year, *before; /* before: NULL = no such year */
    struct running *running;
    struct query *put, *drop;
    struct rule *rules;
    size_t rule_count;
    int64_t to_come, to_come_in_ht6; /* sessions after the as-of date */
    bool *has_row;                   /* by person: held something before */
    /* By person, of the year before and of this one: where most are looked at.
       NULL: they are asked one by one. */
    struct running_sums *all[2];
    struct pupil *pupils;
    size_t pupil_count, pupil_capacity;
    bool is_changed; /* some row is another */

    /* The pupil at hand. */
    struct sessions halves[2 * HALF_TERMS];
    struct sessions total;
    struct sums_day days[RUNNING_DAYS];
    double figures[FIGURE_COUNT][RUNNING_DAYS];
    double held[RUNNING_DAYS];
};

/* --- rules ---------------------------------------------------------------- */

static int find_column(struct absence *a, struct rule *r, size_t at,
                       struct err *err)
{
    static const char *const names[FIGURE_COUNT] = {
#define FIGURE_NAME(name) #name,
        FIGURES(FIGURE_NAME)
#undef FIGURE_NAME
    };
    const char *name = expression_column(r->holds, at);

    for (size_t f = 0; f < FIGURE_COUNT; f++)
        if (!strcmp(names[f], name)) {
            r->columns[at] = a->figures[f];
            return 0;
        }
    return err_set(err, ERR_CONFIG, "%s: no figure is called '%s'", r->reason,
                   name);
}

static int read_rules(struct absence *a, const struct concerns *reasons,
                      struct err *err)
{
    a->rules = mem_zero(reasons->count, sizeof(*a->rules));
    for (size_t i = 0; i < reasons->count; i++) {
        const struct concern *c = &reasons->items[i];
        struct rule *r = &a->rules[a->rule_count];

        if (!c->day)
            continue;
        a->rule_count++;
        r->reason = c->reason;
        if (expression_new(&r->holds, c->day, NULL, 0, err))
            return err_context(err, "%s", c->reason);
        for (size_t k = 0; k < expression_column_count(r->holds); k++)
            if (find_column(a, r, k, err))
                return -1;
    }
    return 0;
}

/* --- the year ------------------------------------------------------------- */

static void count_to_come(struct absence *a)
{
    const struct half_term *halves = a->year->half_terms;

    for (int i = 0; i < HALF_TERMS; i++)
        for (date_t day = halves[i].start; day <= halves[i].end; day++) {
            if (day <= a->run->as_of || date_weekday(day) > 5)
                continue;
            a->to_come += 2;
            if (i == HALF_TERMS - 1)
                a->to_come_in_ht6 += 2;
        }
}

static int64_t to_come(const struct absence *a, uint32_t person)
{
    unsigned standing =
        standing_by_age(a->run->spine.persons[person].born, a->year->year);

    return a->to_come - (standing & STANDING_SKIPS_HT6 ? a->to_come_in_ht6 : 0);
}

static bool is_rule(const struct absence *a, const char *reason)
{
    for (size_t i = 0; i < a->rule_count; i++)
        if (!strcmp(a->rules[i].reason, reason))
            return true;
    return false;
}

static int drop_row(struct absence *a, const char *reason, int64_t pupil_key,
                    struct err *err)
{
    query_bind_text(a->drop, 1, reason);
    query_bind_int(a->drop, 2, pupil_key);
    if (query_run(a->drop, err))
        return -1;
    a->is_changed = a->is_changed || db_changes(a->run->db) > 0;
    return 0;
}

/* Who held what before; rows of nobody, or of no rule, go. */
static int read_held(struct absence *a, struct err *err)
{
    struct query *q = db_query(a->run->db, SQL "read_held", err);
    struct lost {
        char *reason;
        int64_t pupil_key;
    } *lost = NULL;
    size_t count = 0, capacity = 0;
    int row;

    while ((row = query_step(q, err)) == 1) {
        uint32_t person = spine_person(&a->run->spine, query_int(q, 1));

        if (person != SPINE_NOBODY)
            a->has_row[person] = true;
        if (person != SPINE_NOBODY && is_rule(a, query_text(q, 0)))
            continue;
        MEM_ROOM(lost, count, capacity);
        lost[count++] =
            (struct lost){ mem_dup(query_text(q, 0)), query_int(q, 1) };
    }
    for (size_t i = 0; i < count; i++) {
        if (row == 0)
            row = drop_row(a, lost[i].reason, lost[i].pupil_key, err);
        free(lost[i].reason);
    }
    free(lost);
    return row;
}

static int absence_open(struct absence *a, struct run *run,
                        const struct concerns *reasons, struct err *err)
{
    int year = schoolyear_of(run->as_of);

    a->run = run;
    a->year = calendar_year(&run->calendar, year);
    a->before = calendar_year(&run->calendar, year - 1);
    a->has_row = mem_zero(run->spine.person_count, sizeof(*a->has_row));
    a->put = db_query(run->db, SQL "put_held", err);
    a->drop = db_query(run->db, SQL "drop_held", err);
    count_to_come(a);
    return running_open(&a->running, run->db, &run->spine, &run->marks, a->year,
                        err)
                   || read_rules(a, reasons, err) || read_held(a, err)
               ? -1
               : 0;
}

static void absence_close(struct absence *a)
{
    for (size_t i = 0; i < a->rule_count; i++)
        expression_free(a->rules[i].holds);
    free(a->rules);
    free(a->has_row);
    free(a->pupils);
    free(a->all[0]);
    free(a->all[1]);
    running_close(a->running);
    free(a);
}

/* --- figures -------------------------------------------------------------- */

static struct sessions as_sessions(struct sums_day sum)
{
    return (struct sessions){ sum.possible, sum.absent };
}

/* Of the year before (0) or this one (1). */
static int read_year(struct absence *a, uint32_t person, int which,
                     struct running_sums *sums, struct err *err)
{
    const struct calendar_year *year = which ? a->year : a->before;

    if (!a->all[which])
        return running_sums(a->running, person, year->year, sums, err);
    *sums = a->all[which][person];
    return 0;
}

/*
 * The pupil's half terms of two years, the year before only where it is needed,
 * and the year so far.
 */
static int read_sums(struct absence *a, uint32_t person, bool needs_before,
                     uint32_t *counted, struct err *err)
{
    struct running_sums sums;

    memset(a->halves, 0, sizeof(a->halves));
    if (a->before && needs_before) {
        if (read_year(a, person, 0, &sums, err))
            return -1;
        for (size_t i = 0; i < HALF_TERMS; i++)
            a->halves[i] = as_sessions(sums.half_terms[i]);
    }
    if (read_year(a, person, 1, &sums, err))
        return -1;
    for (size_t i = 0; i < HALF_TERMS; i++)
        a->halves[HALF_TERMS + i] = as_sessions(sums.half_terms[i]);
    a->total = as_sessions(sums.year);
    *counted = sums.counted;
    return 0;
}

static int read_all(struct absence *a, bool needs_before, struct err *err)
{
    for (int which = needs_before && a->before ? 0 : 1; which < 2; which++) {
        const struct calendar_year *year = which ? a->year : a->before;

        a->all[which] =
            mem_zero(a->run->spine.person_count, sizeof(*a->all[which]));
        if (running_all_sums(a->running, year->year, a->all[which], err))
            return -1;
    }
    return 0;
}

/* How many of the two years' half terms were over by the end of a day. */
static size_t finished(const struct absence *a, date_t day)
{
    size_t count = HALF_TERMS;

    for (size_t i = 0; i < HALF_TERMS; i++)
        count += a->year->half_terms[i].end <= day;
    return count;
}

static void set_figures(struct absence *a, size_t at, date_t day,
                        struct sessions so_far, struct sessions end)
{
    size_t over = finished(a, day);
    struct sessions last = a->halves[over - 1];
    struct sessions former = a->halves[over - 2];

    a->figures[FIGURE_possible][at] = so_far.possible;
    a->figures[FIGURE_absent][at] = so_far.absent;
    a->figures[FIGURE_last_possible][at] = last.possible;
    a->figures[FIGURE_last_absent][at] = last.absent;
    a->figures[FIGURE_former_possible][at] = former.possible;
    a->figures[FIGURE_former_absent][at] = former.absent;
    a->figures[FIGURE_end_possible][at] = end.possible;
    a->figures[FIGURE_end_absent][at] = end.absent;
}

/* May a rule hold on the as-of date, by the stored sums alone? */
static bool may_hold(struct absence *a)
{
    const struct sessions ends[PROBES] = { { 0, 0 },
                                           { a->total.possible, 0 },
                                           { a->total.possible,
                                             a->total.possible } };

    if (a->total.possible == 0)
        return false;
    for (size_t i = 0; i < PROBES; i++)
        set_figures(a, i, a->run->as_of, a->total, ends[i]);
    for (size_t r = 0; r < a->rule_count; r++) {
        expression_run(a->rules[r].holds, a->rules[r].columns, PROBES, a->held);
        for (size_t i = 0; i < PROBES; i++)
            if (a->held[i] != 0)
                return true;
    }
    return false;
}

/* Day by day from 1 August on; how many days. */
static size_t walk(struct absence *a)
{
    const struct half_term *halves = a->year->half_terms;
    size_t count = (size_t)(a->run->as_of - a->year->first) + 1;
    struct sessions so_far = { 0, 0 }, end = { 0, 0 };

    for (size_t i = 0; i < count; i++) {
        date_t day = a->year->first + (date_t)i;

        so_far.possible += a->days[i].possible;
        so_far.absent += a->days[i].absent;
        set_figures(a, i, day, so_far, end);
        for (size_t h = 0; h < HALF_TERMS; h++)
            if (halves[h].end == day)
                end = so_far;
    }
    return count;
}

/* --- a pupil -------------------------------------------------------------- */

static int put_row(struct absence *a, uint32_t person, const char *reason,
                   date_t since, struct err *err)
{
    char text[DATE_TEXT_SIZE];

    date_format(since, text);
    query_bind_text(a->put, 1, reason);
    query_bind_int(a->put, 2, a->run->spine.persons[person].pupil_key);
    query_bind_text(a->put, 3, text);
    query_bind_int(a->put, 4, (int64_t)a->total.possible);
    query_bind_int(a->put, 5, (int64_t)a->total.absent);
    query_bind_int(a->put, 6, to_come(a, person));
    if (query_run(a->put, err))
        return -1;
    a->is_changed = a->is_changed || db_changes(a->run->db) > 0;
    return 0;
}

static int drop_rule(struct absence *a, uint32_t person, const char *reason,
                     struct err *err)
{
    if (!a->has_row[person])
        return 0;
    return drop_row(a, reason, a->run->spine.persons[person].pupil_key, err);
}

static int drop_all(struct absence *a, uint32_t person, struct err *err)
{
    for (size_t r = 0; r < a->rule_count; r++)
        if (drop_rule(a, person, a->rules[r].reason, err))
            return -1;
    return 0;
}

/*
 * The first of the days from which on a rule held, or `count`: from the last
 * back, some days at a time, for most rules do not hold on the last.
 */
static size_t first_held(struct absence *a, const struct rule *r, size_t count)
{
    size_t at = count, some = 1;

    while (at > 0) {
        const double *columns[FIGURE_COUNT];

        some = some < at ? some : at;
        for (size_t k = 0; k < expression_column_count(r->holds); k++)
            columns[k] = r->columns[k] + (at - some);
        expression_run(r->holds, columns, some, a->held);
        for (size_t i = some; i > 0; i--)
            if (a->held[i - 1] == 0)
                return at - some + i;
        at -= some;
        some = 32;
    }
    return 0;
}

static int look_at(struct absence *a, uint32_t person, struct err *err)
{
    uint32_t counted;
    size_t count;

    if (read_sums(a, person, true, &counted, err)
        || running_days(a->running, person, a->days, err))
        return -1;
    count = walk(a);
    for (size_t r = 0; r < a->rule_count; r++) {
        const struct rule *rule = &a->rules[r];
        size_t first = first_held(a, rule, count);
        int ret = first == count ? drop_rule(a, person, rule->reason, err)
                                 : put_row(a, person, rule->reason,
                                           a->year->first + (date_t)first, err);
        if (ret)
            return -1;
    }
    return 0;
}

/* --- everybody ------------------------------------------------------------ */

/* Was something read again at a school of theirs? */
static bool is_reached(const struct absence *a, const bool *scans,
                       uint32_t person)
{
    const struct spine *s = &a->run->spine;
    const struct spine_person *p = &s->persons[person];

    if (a->run->dirty.changed[person])
        return true;
    for (size_t i = 0; i < p->stay_count; i++) {
        const struct spine_stay *stay = &s->stays[p->stay + i];

        if (scans[stay->school] && stay->entry <= a->year->last
            && stay->leaving >= a->year->first)
            return true;
    }
    return false;
}

/* Of a tenth or more all are read at once. */
static bool are_many(const struct absence *a, bool is_everybody,
                     const bool *scans)
{
    size_t persons = a->run->spine.person_count;
    size_t count = 0;

    for (size_t i = 0; i < persons; i++)
        count += is_everybody || is_reached(a, scans, (uint32_t)i);
    return count * 10 > persons;
}

static int find_pupils(struct absence *a, bool is_everybody, struct err *err)
{
    const struct calendar *c = &a->run->calendar;
    const bool *scans =
        dirty_scans(&a->run->dirty, (size_t)(a->year - c->years));
    bool needs_before = finished(a, a->run->as_of) < HALF_TERMS + 2;

    if (are_many(a, is_everybody, scans) && read_all(a, needs_before, err))
        return -1;
    for (size_t i = 0; i < a->run->spine.person_count; i++) {
        uint32_t person = (uint32_t)i;
        struct pupil pupil = { SCHOOL_NONE, person };

        if (!is_everybody && !is_reached(a, scans, person))
            continue;
        if (read_sums(a, person, needs_before, &pupil.counted, err))
            return -1;
        if (may_hold(a)) {
            MEM_ROOM(a->pupils, a->pupil_count, a->pupil_capacity);
            a->pupils[a->pupil_count++] = pupil;
        } else if (drop_all(a, person, err)) {
            return -1;
        }
    }
    return 0;
}

static int compare_pupils(const void *a, const void *b)
{
    const struct pupil *x = a;
    const struct pupil *y = b;

    if (x->counted != y->counted)
        return x->counted < y->counted ? -1 : 1;
    return (x->person > y->person) - (x->person < y->person);
}

int absence_make(struct run *run, const struct concerns *reasons,
                 bool is_everybody, struct err *err)
{
    struct absence *a = mem_zero(1, sizeof(*a));
    int ret =
        absence_open(a, run, reasons, err) || find_pupils(a, is_everybody, err)
            ? -1
            : 0;

    if (a->pupil_count)
        qsort(a->pupils, a->pupil_count, sizeof(*a->pupils), compare_pupils);
    for (size_t i = 0; ret == 0 && i < a->pupil_count; i++)
        ret = look_at(a, a->pupils[i].person, err);
    if (ret == 0 && a->is_changed)
        dirty_add_relation(&run->dirty, "absence_held");
    absence_close(a);
    return ret;
}
