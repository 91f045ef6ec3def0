#include "transform/explain.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "transform/attendance/special.h"
#include "transform/engine/engine.h"
#include "transform/engine/reach.h"
#include "transform/night/run.h"
#include "transform/people/period_stay.h"
#include "transform/people/wanted.h"

#define SQL "transform/sql/explain.sql#"

/* Of sums of money and scores, which are added up in another order. */
#define TOLERANCE 1e-9

struct explaining {
    const struct explain_asked *asked;
    struct run run;
    struct catalogue one; /* the metric alone; lent by run.catalogue */
    const struct period *period;
    enum metric_level level;
    enum cohort cohort;
    struct attendance_year attendance;
    struct members members;
    struct explain *out;
};

/* --- what is asked ---------------------------------------------------------
 */

static int find_metric(struct explaining *x, struct err *err)
{
    struct catalogue *c = &x->run.catalogue;

    for (size_t i = 0; i < c->count; i++)
        if (!strcmp(c->metrics[i].id, x->asked->metric)) {
            x->one =
                (struct catalogue){ .metrics = &c->metrics[i], .count = 1 };
            return 0;
        }
    return err_set(err, ERR_INTERNAL, "there is no metric '%s'",
                   x->asked->metric);
}

static int find_place(struct explaining *x, struct err *err)
{
    static const char *const levels[LEVEL_COUNT] = { "county", "district",
                                                     "adviser", "school" };
    struct query *q = db_query(x->run.db, SQL "read_place", err);
    int level = LEVEL_COUNT;

    query_bind_int(q, 1, x->asked->entity_key);
    if (query_step(q, err) != 1)
        return -1;
    for (int i = 0; i < LEVEL_COUNT; i++)
        if (!strcmp(levels[i], query_text(q, 0)))
            level = i;
    query_reset(q);
    if (level == LEVEL_COUNT)
        return err_set(err, ERR_INTERNAL, "a place of no level");
    x->level = (enum metric_level)level;
    if (x->level == LEVEL_COUNTY)
        x->run.county = x->asked->entity_key;
    return 0;
}

static int find_cohort(struct explaining *x, struct err *err)
{
    struct query *q = db_query(x->run.db, SQL "read_cohort", err);
    int64_t key = 0;
    int row;

    query_bind_text(q, 1, x->asked->cohort);
    row = query_read_int(q, &key, err);
    if (row == 0)
        return err_set(err, ERR_INTERNAL, "there is no cohort '%s'",
                       x->asked->cohort);
    x->cohort = (enum cohort)key;
    return row < 0 ? -1 : 0;
}

static bool is_date(struct query *q, int column, date_t date)
{
    return date_parse_iso(query_text(q, column)) == date;
}

static int refuse_stale(struct explaining *x, struct err *err)
{
    x->out->is_stale = true;
    return err_set(err, ERR_DATA,
                   "the figures are older than what came since, or than the"
                   " config: 'vschool transform' makes them anew");
}

/* The calendar's, which must be the one that figures were made of. */
static int find_period(struct explaining *x, struct err *err)
{
    struct calendar *c = &x->run.calendar;
    struct query *q = db_query(x->run.db, SQL "read_period", err);
    bool is_same;
    int row;

    for (size_t i = 0; i < c->count; i++)
        if (c->periods[i].key == x->asked->period_key)
            x->period = &c->periods[i];
    if (!x->period)
        return refuse_stale(x, err);
    query_bind_int(q, 1, x->asked->period_key);
    row = query_step(q, err);
    if (row < 0)
        return -1;
    is_same = row == 1 && is_date(q, 0, x->period->start)
              && is_date(q, 1, x->period->end)
              && is_date(q, 2, x->period->reference)
              && is_date(q, 3, x->period->roll_date);
    query_reset(q);
    return is_same ? 0 : refuse_stale(x, err);
}

/* Figures are taken apart by what they were made of, or not at all. */
static int check_current(struct explaining *x, struct err *err)
{
    struct run *run = &x->run;

    if (run_read_changes(run, err) || run_compare_figures(run, err))
        return -1;
    run->as_of = run->last_as_of;
    if (run->has_changes || run->is_everything || run->has_new_figures)
        return refuse_stale(x, err);
    return 0;
}

static int ask(struct explaining *x, struct err *err)
{
    if (catalogue_read(&x->run.catalogue, x->run.config, NULL, 0, err)
        || check_current(x, err) || find_metric(x, err) || find_place(x, err)
        || find_cohort(x, err))
        return -1;
    calendar_init(&x->run.calendar, x->run.terms, x->run.as_of);
    return find_period(x, err);
}

/* --- who may count ---------------------------------------------------------
 */

static int want_cohort(const struct explaining *x, const char *asset,
                       struct err *err)
{
    struct query *q = db_query(x->run.db, asset, err);

    query_bind_int(q, 1, x->period->key);
    query_bind_int(q, 2, (int64_t)x->cohort);
    return query_run(q, err);
}

static int want_pupil(const struct explaining *x, struct err *err)
{
    struct query *q = db_query(x->run.db, SQL "want_pupil", err);

    query_bind_int(q, 1, x->asked->pupil_key);
    return query_run(q, err);
}

static int want_at(const struct explaining *x, int64_t school_key,
                   struct query *tables, struct err *err)
{
    int row;

    query_bind_text(tables, 1, x->asked->metric);
    while ((row = query_step(tables, err)) == 1) {
        const char *table = query_text(tables, 0);
        bool by_person = query_int(tables, 1) != 0;

        if (db_execf(
                x->run.db, err,
                by_person
                    ? "insert or ignore into temp.wanted_person (pupil_key)"
                      " select t.pupil_key from %s as t"
                      " where t.school_key = %lld"
                      " and t.pupil_key is not null"
                    : "insert or ignore into temp.wanted_person (pupil_key)"
                      " select person.pupil_key from %s as t"
                      " inner join person on person.ident_key = t.ident_key"
                      " where t.school_key = %lld",
                table, (long long)school_key)) {
            query_reset(tables);
            return -1;
        }
    }
    return row;
}

/* Whoever any row that the figure is made of puts at the school. */
static int want_school(const struct explaining *x, struct err *err)
{
    struct query *schools = db_query(x->run.db, SQL "list_schools", err);
    struct query *tables = db_query(x->run.db, SQL "list_school_tables", err);
    int row;

    query_bind_int(schools, 1, x->asked->entity_key);
    while ((row = query_step(schools, err)) == 1)
        if (want_at(x, query_int(schools, 0), tables, err)) {
            query_reset(schools);
            return -1;
        }
    if (row == 0 && x->cohort != COHORT_all)
        row = want_cohort(x, SQL "keep_cohort", err);
    return row;
}

static int load_wanted(struct explaining *x, struct err *err)
{
    struct run *run = &x->run;
    bool everybody = !x->asked->pupil_key && x->level != LEVEL_SCHOOL
                     && x->cohort == COHORT_all;

    if (everybody)
        return spine_load(&run->spine, run->db, err);
    if (wanted_clear(run->db, err)
        || (x->asked->pupil_key ? want_pupil(x, err)
            : x->level == LEVEL_SCHOOL
                ? want_school(x, err)
                : want_cohort(x, SQL "want_cohort", err)))
        return -1;
    return spine_load_wanted(&run->spine, run->db, err);
}

/* --- their figures ---------------------------------------------------------
 */

static const struct frame *make_frame(struct explaining *x)
{
    struct run *run = &x->run;

    assembly_init(&run->assembly, &run->spine, NULL, &run->exclusions,
                  run->county);
    if (x->period->grain == GRAIN_WEEK)
        return assembly_week(&run->assembly, x->period, &x->attendance);
    return assembly_frame(&run->assembly, x->period, calendar_slot(x->period),
                          &x->attendance);
}

static int make_members(struct explaining *x, struct err *err)
{
    struct run *run = &x->run;

    if (load_wanted(x, err)
        || exclusions_load(&run->exclusions, run->db, &run->spine, err)
        || attendance_read(&x->attendance, run->db, &run->spine,
                           x->period->year, ATTENDANCE_ALL, err)
        || period_stay_open(&run->stays, run->db, err)
        || engine_open_to_read(&run->engine, run->db, &x->one, run->as_of, err))
        return -1;
    period_stay_turn(&run->stays, &run->spine, x->period);
    return engine_members(run->engine, make_frame(x), x->level,
                          x->asked->entity_key, x->cohort, &x->members, err);
}

static bool is_same(double a, double b)
{
    return fabs(a - b) <= TOLERANCE * fmax(1, fabs(a));
}

/* What has no denominator has no cell. */
static int check_sums(const struct explaining *x, struct err *err)
{
    struct query *q = db_query(x->run.db, SQL "read_cell", err);
    double y = 0, m = 0, cell_y = 0, cell_m = 0;
    int row;

    for (size_t i = 0; i < x->members.count; i++) {
        y += x->members.rows[i].numerator;
        m += x->members.rows[i].denominator;
    }
    query_bind_int(q, 1, x->period->key);
    query_bind_int(q, 2, x->asked->entity_key);
    query_bind_text(q, 3, x->asked->metric);
    query_bind_int(q, 4, (int64_t)x->cohort);
    row = query_step(q, err);
    if (row < 0)
        return -1;
    if (row == 1) {
        cell_y = query_real(q, 0);
        cell_m = query_real(q, 1);
        query_reset(q);
    }
    if (is_same(m, cell_m) && (row == 0 || is_same(y, cell_y)))
        return 0;
    return err_set(err, ERR_INTERNAL,
                   "%s: %s: the pupils come to %.10g of %.10g, and the figure"
                   " is %.10g of %.10g",
                   x->asked->metric, x->period->id, y, m, cell_y, cell_m);
}

/* --- and who does not count ------------------------------------------------
 */

static bool is_at(const struct explaining *x, const struct school *school)
{
    switch (x->level) {
    case LEVEL_DISTRICT:
        return school->district == x->asked->entity_key;
    case LEVEL_ADVISER:
        return school->adviser == x->asked->entity_key;
    case LEVEL_SCHOOL:
        return school->entity == x->asked->entity_key;
    default:
        return true;
    }
}

static bool is_there(const struct explaining *x, uint32_t person)
{
    const struct spine *s = &x->run.spine;
    const struct spine_person *p = &s->persons[person];

    if (x->level == LEVEL_COUNTY)
        return true;
    for (size_t i = 0; i < p->stay_count; i++) {
        const struct spine_stay *stay = &s->stays[p->stay + i];

        if (is_at(x, &s->schools[stay->school])
            && spine_on_roll(s, stay, x->period->reference,
                             x->period->reference))
            return true;
    }
    return false;
}

/* Where a person is shown whose figure is not of one school. */
static int64_t own_school(const struct explaining *x, uint32_t person)
{
    const struct spine *s = &x->run.spine;
    uint32_t school = spine_own_school(s, person, x->period->reference);
    const struct spine_stay *stay;

    if (school == SCHOOL_NONE) {
        stay = spine_main_stay(s, person, x->period->reference);
        school = stay ? stay->school : SCHOOL_NONE;
    }
    return school == SCHOOL_NONE ? 0 : s->schools[school].school_key;
}

static void add(struct explain *out, size_t *capacity,
                const struct explain_member *member)
{
    MEM_ROOM(out->members, out->count, *capacity);
    out->members[out->count++] = *member;
}

/* Members ascend by pupil, schools' own last. */
static void take_members(struct explaining *x)
{
    const struct frame *frame = &x->run.assembly.frame;
    bool is_whole =
        x->one.metrics[0].each == EACH_PUPIL && x->level != LEVEL_SCHOOL;
    size_t capacity = 0;
    size_t at = 0;

    for (uint32_t i = 0; i < frame->pupil_count; i++) {
        struct explain_member member = { .pupil_key =
                                             frame->pupils[i].pupil_key };
        size_t first = at;

        for (; at < x->members.count && x->members.rows[at].pupil == i; at++) {
            member.school_key =
                is_whole ? own_school(x, i) : x->members.rows[at].school_key;
            member.numerator = x->members.rows[at].numerator;
            member.denominator = x->members.rows[at].denominator;
            add(x->out, &capacity, &member);
        }
        if (at > first || !(frame->pupils[i].cohorts >> x->cohort & 1)
            || !is_there(x, i))
            continue;
        member.school_key = own_school(x, i);
        add(x->out, &capacity, &member);
    }
    for (; at < x->members.count; at++) {
        const struct member *m = &x->members.rows[at];

        add(x->out, &capacity,
            &(const struct explain_member){ .school_key = m->school_key,
                                            .numerator = m->numerator,
                                            .denominator = m->denominator });
    }
}

static void release(struct explaining *x)
{
    struct run *run = &x->run;

    engine_close(run->engine);
    period_stay_close(&run->stays);
    assembly_release(&run->assembly);
    exclusions_release(&run->exclusions);
    attendance_year_release(&x->attendance);
    spine_release(&run->spine);
    calendar_release(&run->calendar);
    catalogue_release(&run->catalogue);
    markcodes_release(&run->marks);
    free(x->members.rows);
}

static void begin(struct explaining *x, struct db *db,
                  const struct config *config, const struct terms *terms,
                  const struct explain_asked *asked, struct explain *out)
{
    memset(x, 0, sizeof(*x));
    memset(out, 0, sizeof(*out));
    x->asked = asked;
    x->out = out;
    x->run.db = db;
    x->run.config = config;
    x->run.terms = terms;
}

int transform_explain(struct db *db, const struct config *config,
                      const struct terms *terms,
                      const struct explain_asked *asked, struct explain *out,
                      struct err *err)
{
    struct explaining x;
    int ret = -1;

    begin(&x, db, config, terms, asked, out);
    if (ask(&x, err) || make_members(&x, err)
        || (!asked->pupil_key && check_sums(&x, err)))
        goto out;
    take_members(&x);
    ret = 0;
out:
    release(&x);
    return ret;
}

/* --- the marks of one -------------------------------------------------------
 */

struct listing {
    const struct explaining *x;
    struct explain_sessions *out;
    unsigned possible; /* of those that count */
};

static int take_session(void *context, const struct special_session *told,
                        struct err *err)
{
    static const char *const words[] = {
        [SESSION_COUNTS] = "counted",           [SESSION_OFF_ROLL] = "off_roll",
        [SESSION_IS_NONE] = "no_session",       [SESSION_HT6] = "year_11",
        [SESSION_IS_ANOTHERS] = "other_school", [SESSION_NO_AGE] = "age",
    };
    struct listing *l = context;
    const struct markcodes *marks = &l->x->run.marks;
    struct explain_session *row;
    bool counts = told->standing == SESSION_COUNTS;
    uint64_t add = counts ? told->add : 0;

    (void)err;
    MEM_ROOM(l->out->rows, l->out->count, l->out->capacity);
    row = &l->out->rows[l->out->count++];
    *row = (struct explain_session){
        .school_key = l->x->run.spine.schools[told->school].school_key,
        .date = told->date,
        .half = told->half,
        .counts = words[told->standing],
        .authorised = MARKCODES_FIELD(add, COLUMN_authorised),
        .unauthorised = MARKCODES_FIELD(add, COLUMN_unauthorised),
        .late = MARKCODES_FIELD(add, COLUMN_late),
    };
    snprintf(row->mark, sizeof(row->mark), "%s",
             marks->marks[(unsigned char)told->symbol]);
    snprintf(row->meaning, sizeof(row->meaning), "%s",
             markcodes_words(marks, row->mark, told->date));
    l->possible += MARKCODES_FIELD(add, COLUMN_possible);
    return 0;
}

/* What the run added up of the person in the period. Where no mark counts it
   may rest on counts of sessions. */
static int check_possible(struct explaining *x, unsigned possible,
                          struct err *err)
{
    const struct frame *frame = make_frame(x);
    double stored = 0;

    for (size_t i = 0; i < frame->row_count; i++)
        stored += frame->counts[i * frame->column_count + COLUMN_possible];
    if (!possible || (unsigned)stored == possible)
        return 0;
    return err_set(err, ERR_INTERNAL,
                   "%s: the marks of a pupil come to %u possible sessions, and"
                   " the run added up %.0f",
                   x->period->id, possible, stored);
}

static int list_sessions(struct explaining *x, struct explain_sessions *out,
                         struct err *err)
{
    struct listing l = { .x = x, .out = out };
    struct run *run = &x->run;
    struct specials *specials = NULL;
    struct yearplan plan;
    int ret;

    if (markcodes_read(&run->marks, run->db, run->config, err)
        || load_wanted(x, err)
        || attendance_read(&x->attendance, run->db, &run->spine,
                           x->period->year, ATTENDANCE_ALL, err)
        || specials_open(&specials, run->db, &run->spine, &run->marks, err))
        return -1;
    yearplan_init(&plan, calendar_year(&run->calendar, x->period->year),
                  &run->marks);
    ret = run->spine.person_count ? specials_each(specials, &plan, x->period, 0,
                                                  take_session, &l, err)
                                  : 0;
    if (ret == 0)
        ret = check_possible(x, l.possible, err);
    yearplan_release(&plan);
    specials_close(specials);
    return ret;
}

int transform_explain_sessions(struct db *db, const struct config *config,
                               const struct terms *terms,
                               const struct explain_asked *asked,
                               struct explain_sessions *out, struct err *err)
{
    struct explaining x;
    struct explain unused;
    int ret;

    begin(&x, db, config, terms, asked, &unused);
    memset(out, 0, sizeof(*out));
    ret = ask(&x, err) || list_sessions(&x, out, err) ? -1 : 0;
    release(&x);
    return ret;
}

void explain_release(struct explain *explain)
{
    free(explain->members);
    memset(explain, 0, sizeof(*explain));
}
