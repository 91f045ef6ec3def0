/*
 * A month of nights on which children are suspended, come onto plans, and are
 * answered for, by two who send files: one a list of all answers that grows and
 * is changed, the other only what is new. Each night every answer is worked out
 * again from all that was ever sent, day by day, without SQL. Some of what
 * happened is told late, by files of what is new and by files of all there is.
 */
#include "transform/night/answer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/str.h"
#include "report/report.h"
#include "tests/difference.h"
#include "tests/report_fixture.h"
#include "tests/testing.h"
#include "tests/world.h"
#include "tests/xlsx.h"

#define CHILDREN 30
#define NIGHTS 20
#define MOST 40 /* suspensions or spells of a child */
#define FIRST_NIGHT "2026-01-12"
#define LONG_AGO "2025-09-01"

enum action { NOTHING, DONE, KNOWN, WRONG, SNOOZE, ACTIONS };
static const char *const actions[] = { "", "DONE", "KNOWN", "WRONG", "SNOOZE" };
enum plan { NO_PLAN, IN_NEED, PROTECTED, IN_CARE, PLANS };
static const char *const plans[] = { "", "CIN", "CPP", "CLA" };
enum { REGISTER, NEWS, SENDERS };

struct answer {
    enum action action;
    date_t until, given; /* DATE_NONE: blank */
};

struct sending {
    int sender;
    date_t day;
    struct answer says[CHILDREN];
};

struct spell {
    enum plan plan;
    date_t start, end; /* exclusive; DATE_MAX: open */
    date_t told;       /* DATE_NONE: not yet */
};

struct child {
    char upn[14];
    struct {
        date_t day, told;     /* when first; DATE_NONE: not yet */
        bool stands, is_sent; /* sent: as it is now */
        bool stood;           /* as it was last sent */
    } suspensions[MOST];
    size_t suspension_count;
    struct spell spells[MOST], known[MOST];
    size_t spell_count, known_count;
};

/* How an answer stands, and how often each was met. */
enum outcome { CLOSED, SNOOZED, STRONGER, BEGUN, AGAIN, OVER, OUTCOMES };
/* When what changed was, and was heard of. */
enum tail { LATER, SAME_DAY, HEARD_LATER, TAILS };

struct month {
    struct world w;
    struct prop *p;
    date_t today;
    struct child children[CHILDREN]; /* by UPN */
    struct answer given[CHILDREN];   /* the list of the first sender */
    struct sending sendings[NIGHTS * SENDERS];
    size_t sending_count;
    size_t met[OUTCOMES], met_tails[TAILS];
};

/* --- what happens --------------------------------------------------------- */

static size_t below(struct month *m, size_t bound)
{
    return prop_below(m->p, bound);
}

static int by_upn(const void *a, const void *b)
{
    return strcmp(((const struct child *)a)->upn,
                  ((const struct child *)b)->upn);
}

/* A file of today: its name without the day, and what stands behind that. */
static void put(struct month *m, const char *name, const char *time,
                struct str *text)
{
    char day[DATE_TEXT_SIZE], path[64];

    date_format(m->today, day);
    snprintf(path, sizeof(path), "%s_%s%s.csv", name, day, time);
    world_put(&m->w, path, text->text);
    str_release(text);
}

static void put_school(struct month *m)
{
    struct str schools = STR_INIT, roll = STR_INIT;

    str_add(&schools, "URN,LA (code),EstablishmentNumber,EstablishmentName,"
                      "PhaseOfEducation (name),TypeOfEstablishment (name),"
                      "EstablishmentStatus (name)\n"
                      "100001,919,4001,North School,Secondary,Academy,Open\n");
    str_add(&roll, "URN,UPN,Surname,Forename,DateOfBirth,Sex,Ethnicity,NCYear,"
                   "EnrolmentStatus,EntryDate,LeavingDate,SENStatus,FSM,"
                   "FSMEver6\n");
    for (int i = 0; i < CHILDREN; i++)
        world_upn(i + 1, m->children[i].upn);
    qsort(m->children, CHILDREN, sizeof(struct child), by_upn);
    for (int i = 0; i < CHILDREN; i++)
        str_addf(&roll,
                 "100001,%s,Pupil R%04d,Test,2012-02-28,F,WBRI,9,C,2025-09-01,,"
                 "N,N,N\n",
                 m->children[i].upn, i);
    put(m, "schools", "", &schools);
    put(m, "roll", "", &roll);
}

static void suspend(struct child *c, date_t day)
{
    for (size_t i = 0; i < c->suspension_count; i++)
        if (c->suspensions[i].day == day)
            return;
    if (c->suspension_count == MOST)
        return;
    c->suspensions[c->suspension_count].day = day;
    c->suspensions[c->suspension_count].told = DATE_NONE;
    c->suspensions[c->suspension_count++].stands = true;
}

/* All there are, or those that are new or have changed. */
static void put_suspensions(struct month *m, bool is_all)
{
    struct str text = STR_INIT;

    str_add(&text, "URN,UPN,Category,StartDate,EndDate,Sessions,Reason1,"
                   "Outcome\n");
    for (int i = 0; i < CHILDREN; i++) {
        struct child *c = &m->children[i];

        for (size_t k = 0; k < c->suspension_count; k++) {
            char day[DATE_TEXT_SIZE];

            if (c->suspensions[k].is_sent && !is_all)
                continue;
            date_format(c->suspensions[k].day, day);
            str_addf(&text, "100001,%s,SUSP,%s,%s,1,PP,%s\n", c->upn, day, day,
                     c->suspensions[k].stands ? "" : "WITHDRAWN");
            c->suspensions[k].is_sent = true;
            c->suspensions[k].stood = c->suspensions[k].stands;
            if (c->suspensions[k].told == DATE_NONE)
                c->suspensions[k].told = m->today;
        }
    }
    put(m, "suspensions", "", &text);
}

/* Some are suspended, of some days it is heard late; some are taken back. */
static void happen_suspensions(struct month *m)
{
    for (int i = 0; i < CHILDREN; i++) {
        struct child *c = &m->children[i];

        if (below(m, 7) == 0)
            suspend(c, m->today - (date_t)below(m, below(m, 3) ? 4 : 40));
        if (c->suspension_count && below(m, 20) == 0) {
            size_t k = below(m, c->suspension_count);

            c->suspensions[k].stands = !c->suspensions[k].stands;
            c->suspensions[k].is_sent = false;
        }
    }
    if (below(m, 3))
        put_suspensions(m, below(m, 2));
}

static void put_care(struct month *m)
{
    struct str text = STR_INIT;

    str_add(
        &text,
        "ChildID,UPN,DateOfBirth,Plan,StartDate,EndDate,EndReason,NeedCode\n");
    for (int i = 0; i < CHILDREN; i++) {
        const struct child *c = &m->children[i];

        for (size_t k = 0; k < c->spell_count; k++) {
            char start[DATE_TEXT_SIZE], end[DATE_TEXT_SIZE] = "";

            date_format(c->spells[k].start, start);
            if (c->spells[k].end != DATE_MAX)
                date_format(c->spells[k].end, end);
            str_addf(&text, "C%03d,%s,2012-02-28,%s,%s,%s,,N1\n", i, c->upn,
                     plans[c->spells[k].plan], start, end);
        }
    }
    for (int i = 0; i < CHILDREN; i++) {
        struct child *c = &m->children[i];

        for (size_t k = 0; k < c->spell_count; k++)
            if (c->spells[k].told == DATE_NONE)
                c->spells[k].told = m->today;
        memcpy(c->known, c->spells, sizeof(c->known));
        c->known_count = c->spell_count;
    }
    put(m, "care", "", &text);
}

static void begin_plan(struct child *c, enum plan plan, date_t day)
{
    size_t last = c->spell_count - 1;

    if (c->spell_count && c->spells[last].end == DATE_MAX) {
        if (c->spells[last].start >= day || c->spells[last].plan == plan)
            return;
        c->spells[last].end = day;
    }
    if (plan == NO_PLAN || c->spell_count == MOST
        || (c->spell_count && c->spells[last].end > day))
        return;
    c->spells[c->spell_count].plan = plan;
    c->spells[c->spell_count].start = day;
    c->spells[c->spell_count].told = DATE_NONE;
    c->spells[c->spell_count++].end = DATE_MAX;
}

static void happen_plans(struct month *m)
{
    for (int i = 0; i < CHILDREN; i++)
        if (below(m, 15) == 0)
            begin_plan(&m->children[i], (enum plan)below(m, PLANS),
                       m->today - (date_t)below(m, below(m, 3) ? 3 : 15));
    if (below(m, 2))
        put_care(m);
}

/* --- what is answered ----------------------------------------------------- */

static struct answer any_answer(struct month *m)
{
    struct answer a = { (enum action)(1 + below(m, ACTIONS - 1)), DATE_NONE,
                        DATE_NONE };

    if (a.action == SNOOZE || below(m, 4) == 0)
        a.until = m->today + (date_t)below(m, 12) - 2;
    if (below(m, 5) == 0)
        a.given = m->today + (date_t)below(m, 8) - 6;
    return a;
}

static void send(struct month *m, int sender, const struct answer *says)
{
    static const char *const names[] = { "vs/answers", "team/answers" };
    static const char *const times[] = { "T0800", "T0900" };
    static const char *const rules[] = { "repeat_suspended",
                                         "Repeat_Suspended" };
    struct sending *s = &m->sendings[m->sending_count++];
    struct str text = STR_INIT;

    s->sender = sender;
    s->day = m->today;
    memcpy(s->says, says, sizeof(s->says));
    str_add(&text, "UPN,Rule,Action,Until,Answered\n");
    for (int i = 0; i < CHILDREN; i++) {
        char until[DATE_TEXT_SIZE], given[DATE_TEXT_SIZE];

        if (says[i].action == NOTHING)
            continue;
        date_format(says[i].until, until);
        date_format(says[i].given, given);
        str_addf(&text, "%s,%s,%s,%s,%s\n", m->children[i].upn,
                 rules[below(m, 2)], actions[says[i].action], until, given);
    }
    put(m, names[sender], times[sender], &text);
}

static void happen_answers(struct month *m)
{
    struct answer news[CHILDREN];

    memset(news, 0, sizeof(news));
    for (int i = 0; i < CHILDREN; i++) {
        if (below(m, 9) == 0)
            m->given[i] = any_answer(m);
        else if (below(m, 25) == 0)
            m->given[i].action = NOTHING;
        if (below(m, 12) == 0)
            news[i] = any_answer(m);
    }
    if (below(m, 3) > 0)
        send(m, REGISTER, m->given);
    if (below(m, 3) == 0)
        send(m, NEWS, news);
}

/* --- what is to come of it ------------------------------------------------ */

static bool same(const struct answer *a, const struct answer *b)
{
    return a->action == b->action && a->until == b->until
           && a->given == b->given;
}

/* The sending whose answer for the child holds; NULL: there is none. */
static const struct sending *in_force(const struct month *m, int child)
{
    for (size_t i = m->sending_count; i-- > 0;)
        if (m->sendings[i].says[child].action != NOTHING)
            return &m->sendings[i];
    return NULL;
}

/* Back over its sender's files while they say the same. */
static date_t day_of(const struct month *m, const struct sending *s, int child)
{
    const struct answer *a = &s->says[child];
    date_t day = s->day;

    for (const struct sending *at = s; at-- > m->sendings;) {
        if (at->sender != s->sender)
            continue;
        if (!same(&at->says[child], a))
            break;
        day = at->day;
    }
    return a->given != DATE_NONE && a->given < day ? a->given : day;
}

static enum plan plan_on(const struct child *c, date_t day)
{
    for (size_t i = 0; i < c->known_count; i++)
        if (c->known[i].start <= day && day < c->known[i].end)
            return c->known[i].plan;
    return NO_PLAN;
}

/* From which day on it has been as strong as today; DATE_NONE: there is none */
static date_t plan_since(const struct month *m, const struct child *c)
{
    enum plan now = plan_on(c, m->today);
    date_t day = m->today;

    if (now == NO_PLAN)
        return DATE_NONE;
    while (plan_on(c, day - 1) >= now)
        day--;
    return day;
}

/* The row: the day of the second suspension, and of the last. */
static bool listed(const struct month *m, const struct child *c, date_t *since,
                   date_t *latest)
{
    int count = 0;

    *latest = DATE_NONE;
    for (date_t day = date_parse_iso(LONG_AGO); day <= m->today; day++)
        for (size_t i = 0; i < c->suspension_count; i++)
            if (c->suspensions[i].day == day
                && c->suspensions[i].told != DATE_NONE
                && c->suspensions[i].stood) {
                *latest = day;
                if (++count == 2)
                    *since = day;
            }
    return count >= 2;
}

/* A plan as strong as today's that began then: was it in no file until after
   the day? */
static bool plan_is_late(const struct month *m, const struct child *c,
                         date_t start, date_t day)
{
    for (size_t i = 0; i < c->known_count; i++)
        if (c->known[i].start == start
            && c->known[i].plan >= plan_on(c, m->today)
            && c->known[i].told <= day)
            return false;
    return true;
}

/* The last suspension up to the row's latest that was in no file until after
   the day, but for the one that is all the row has; DATE_NONE: there is none.
 */
static date_t told_late(const struct child *c, date_t since, date_t latest,
                        date_t day)
{
    date_t last = DATE_NONE;

    for (size_t i = 0; i < c->suspension_count; i++) {
        date_t of = c->suspensions[i].day;

        if (c->suspensions[i].told > day && of <= latest
            && (latest > since || of != since) && of > last)
            last = of;
    }
    return last;
}

static enum outcome judge(const struct month *m, const struct child *c,
                          const struct answer *a, date_t day, date_t *changed)
{
    date_t since, latest;

    listed(m, c, &since, &latest);
    *changed = plan_since(m, c);
    if (*changed > since
        && (*changed >= day || plan_is_late(m, c, *changed, day)))
        return STRONGER;
    *changed = since;
    if (since > day)
        return BEGUN;
    *changed = latest;
    if (latest > since && latest >= day)
        return AGAIN;
    *changed = told_late(c, since, latest, day);
    if (*changed != DATE_NONE)
        return AGAIN;
    *changed = a->until;
    if (a->until != DATE_NONE && a->until <= m->today)
        return OVER;
    return a->action == SNOOZE ? SNOOZED : CLOSED;
}

static void add_changed(struct str *text, struct month *m,
                        const struct child *c, enum outcome outcome,
                        enum action action, date_t changed, date_t answered)
{
    static const char *const held[] = { "", "A child in need since",
                                        "On a child protection plan since",
                                        "In care since" };
    static const char *const tails[TAILS] = { "", ", the day of the answer",
                                              ", heard of after the answer" };
    const char *const words[OUTCOMES] = {
        [STRONGER] = held[plan_on(c, m->today)],
        [BEGUN] = "Began on",
        [AGAIN] = "Suspended again on",
        [OVER] = action == SNOOZE ? "Snoozed until" : "Closed until",
    };
    enum tail tail = changed > answered    ? LATER
                     : changed == answered ? SAME_DAY
                                           : HEARD_LATER;

    if (!words[outcome])
        return;
    str_addf(text, "%s %d %s %d", words[outcome], date_split(changed).day,
             date_month(date_split(changed).month), date_split(changed).year);
    if (outcome == BEGUN)
        str_add(text, ", after the answer");
    if (outcome == STRONGER || outcome == AGAIN) {
        str_add(text, tails[tail]);
        m->met_tails[tail]++;
    }
    str_add(text, ".");
}

static void add_expected(struct str *text, struct month *m, int child)
{
    const struct child *c = &m->children[child];
    const struct sending *s = in_force(m, child);
    const struct answer *a = s ? &s->says[child] : NULL;
    char day_text[DATE_TEXT_SIZE], until[DATE_TEXT_SIZE];
    date_t day, changed, since, latest;
    enum outcome outcome;

    if (!s || !listed(m, c, &since, &latest))
        return;
    day = day_of(m, s, child);
    outcome = judge(m, c, a, day, &changed);
    m->met[outcome]++;
    date_format(day, day_text);
    date_format(a->until, until);
    str_addf(text, "%s|%s|%s|%s|%s|", c->upn, actions[a->action], day_text,
             until,
             outcome == CLOSED    ? "closed"
             : outcome == SNOOZED ? "snoozed"
                                  : "reopened");
    add_changed(text, m, c, outcome, a->action, changed, day);
    str_add(text, "\n;");
}

static void look(struct month *m)
{
    struct str expected = STR_INIT;
    char *found = world_rows(
        &m->w, "select upn, action, answered, coalesce(until, ''), state,"
               " coalesce(changed, '') || char(10) from mart_answer inner join"
               " dim_pupil using (pupil_key) where reason = 'repeat_suspended'"
               " and list = 'watch' order by upn");

    str_add(&expected, "");
    for (int i = 0; i < CHILDREN; i++)
        add_expected(&expected, m, i);
    if (!difference_same(expected.text, found)) {
        char day[DATE_TEXT_SIZE];

        difference_say(expected.text, found);
        date_format(m->today, day);
        fail_msg("PROP_SEED=%llu, %s", (unsigned long long)m->p->seed, day);
    }
    str_release(&expected);
    free(found);
}

/* --- what the list shows of it -------------------------------------------- */

#define BOOK "w/outbox/latest/restricted/watch-list.xlsx"
#define REASON "repeat_suspended"
#define LABEL "Suspended repeatedly"

/* Rows of the reason on a sheet, and how many of them are the child's. */
static size_t rows_on(const char *tab, const char *upn)
{
    int sheet = xlsx_sheet(BOOK, tab);
    char *rows = sheet ? xlsx_rows(BOOK, sheet) : NULL;
    size_t count = 0;

    for (char *row = rows; row && *row;) {
        char *end = row + strcspn(row, "\n");
        char *next = *end ? end + 1 : end;

        *end = '\0';
        count += strstr(row, REASON) && strstr(row, upn);
        row = next;
    }
    free(rows);
    return count;
}

/* Of the children with a plan, whom alone the list names. */
struct shown {
    size_t care, need, back, closed[ACTIONS];
};

static void look_at_child(struct month *m, int child, struct shown *shown)
{
    const struct child *c = &m->children[child];
    const struct sending *s = in_force(m, child);
    enum plan plan = plan_on(c, m->today);
    enum outcome outcome = OUTCOMES; /* nobody has answered */
    date_t since, latest, changed;
    bool is_there = listed(m, c, &since, &latest) && plan != NO_PLAN;
    bool is_care = plan == IN_CARE, is_open;

    if (s && is_there)
        outcome = judge(m, c, &s->says[child], day_of(m, s, child), &changed);
    is_open = outcome != CLOSED && outcome != SNOOZED;
    assert_int_equal(rows_on("In_care", c->upn),
                     is_there && is_care && is_open);
    assert_int_equal(rows_on("In_need", c->upn),
                     is_there && !is_care && is_open);
    assert_int_equal(rows_on("Closed_in_care", c->upn),
                     is_there && is_care && !is_open);
    assert_int_equal(rows_on("Closed_in_need", c->upn),
                     is_there && !is_care && !is_open);
    if (!is_there)
        return;
    shown->care += is_care && is_open;
    shown->need += !is_care && is_open;
    shown->back += is_open && outcome != OUTCOMES;
    if (!is_open)
        shown->closed[s->says[child].action]++;
}

/* The first sheet counts them, and how many are closed by which answer. */
static void look_at_list(struct month *m)
{
    static const char *const packs[] = { "restricted" };
    struct shown is = { 0 };
    struct report_result result;
    struct err err = ERR_INIT;
    struct str counts = STR_INIT;
    char *first, *at;

    assert_ok(report_fixture_publish(&m->w, packs, 1, m->today, &result, &err),
              &err);
    for (int i = 0; i < CHILDREN; i++)
        look_at_child(m, i, &is);
    assert_true(is.care && is.need && is.back);
    first = xlsx_rows(BOOK, xlsx_sheet(BOOK, "Today"));
    at = strstr(first, LABEL);
    assert_non_null(at);
    str_addf(&counts, LABEL "|%zu|%zu|", is.care, is.need);
    assert_int_equal(strncmp(at, counts.text, counts.len), 0);
    at += counts.len;
    at = strchr(strchr(at, '|') + 1, '|'); /* over what is new */
    str_clear(&counts);
    str_addf(&counts, "|%zu|%zu|%zu|%zu|%zu\n", is.back, is.closed[DONE],
             is.closed[KNOWN], is.closed[WRONG], is.closed[SNOOZE]);
    assert_int_equal(strncmp(at, counts.text, counts.len), 0);
    str_release(&counts);
    free(first);
}

static void play(struct month *m)
{
    world_open(&m->w, "w");
    m->today = date_parse_iso(LONG_AGO);
    put_school(m);
    for (int i = 0; i < CHILDREN; i++) {
        suspend(&m->children[i], m->today + 20);
        if (i % 3)
            suspend(&m->children[i], m->today + 60);
        begin_plan(&m->children[i], (enum plan)(i % PLANS), m->today);
    }
    put_suspensions(m, true);
    put_care(m);
    m->today = date_parse_iso(FIRST_NIGHT);
    for (int night = 0; night < NIGHTS; night++, m->today++) {
        if (date_weekday(m->today) > 5)
            m->today += 2;
        happen_suspensions(m);
        happen_plans(m);
        happen_answers(m);
        m->w.as_of = m->today;
        world_night(&m->w);
        assert_int_equal(m->w.result.troubled, 0);
        look(m);
        if (night % 10 == 9)
            look_at_list(m);
    }
    world_close(&m->w);
}

static void what_is_closed_stays_so_until_something_changes(void **state)
{
    size_t met[OUTCOMES] = { 0 }, met_tails[TAILS] = { 0 };

    (void)state;
    for (struct prop p = prop_begin(1); prop_next(&p);) {
        struct month *m = calloc(1, sizeof(*m));

        assert_non_null(m);
        m->p = &p;
        play(m);
        for (int i = 0; i < OUTCOMES; i++)
            met[i] += m->met[i];
        for (int i = 0; i < TAILS; i++)
            met_tails[i] += m->met_tails[i];
        free(m);
    }
    for (int i = 0; i < OUTCOMES; i++)
        if (met[i] == 0)
            fail_msg("no answer came to %d", i);
    for (int i = 0; i < TAILS; i++)
        if (met_tails[i] == 0)
            fail_msg("nothing changed as %d says", i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_closed_stays_so_until_something_changes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
