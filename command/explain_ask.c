#include <stdio.h>
#include <string.h>

#include "command/explain.h"
#include "core/db.h"
#include "core/err.h"
#include "core/nearest.h"
#include "core/str.h"
#include "transform/explain.h"

#define SQL EXPLAIN_SQL

/* Children of a cohort who are counted one by one without being asked for: a
   second's work at most. */
#define COUNTED_MOST 20000

/* Everything by its key: cohorts begin with 0. */
#define NO_COHORT (-1)
#define NO_PERIOD 0

struct keys {
    int64_t metric, cohort, period, entity;
};

static int refuse(struct db *db, const char *what, const char *name,
                  const char *list, struct err *err)
{
    struct query *q = db_query(db, list, err);
    struct str names = STR_INIT;
    struct nearest nearest;
    int row;

    nearest_init(&nearest, name);
    while ((row = query_step(q, err)) == 1)
        nearest_tell(&nearest, query_text(q, 0));
    nearest_add(&nearest, &names);
    if (row == 0)
        err_set(err, ERR_USAGE, "there is no %s '%.100s'%s%s%s", what, name,
                names.len ? ": is it " : "", names.text, names.len ? "?" : "");
    str_release(&names);
    return -1;
}

static int find(struct db *db, const char *what, const char *name,
                const char *asset, const char *list, int64_t *key,
                struct err *err)
{
    struct query *q = db_query(db, asset, err);
    int row;

    query_bind_text(q, 1, name);
    row = query_read_int(q, key, err);
    if (row == 0)
        return refuse(db, what, name, list, err);
    return row < 0 ? -1 : 0;
}

static int find_place(const struct asking *a, int64_t *key, struct err *err)
{
    struct db *db = a->session.db;
    struct query *q = db_query(db, SQL "find_place", err);
    int row;

    query_bind_text(q, 1, a->school);
    query_bind_text(q, 2, a->session.config.la_code);
    row = query_read_int(q, key, err);
    if (row == 0 && *a->school)
        return refuse(db, "school with figures of URN", a->school,
                      SQL "list_schools", err);
    if (row == 0)
        return err_set(err, ERR_NOINPUT,
                       "there are no figures yet: 'vschool run' makes them");
    return row < 0 ? -1 : 0;
}

static int find_named(const struct asking *a, struct keys *keys,
                      struct err *err)
{
    struct db *db = a->session.db;

    keys->cohort = NO_COHORT;
    keys->period = NO_PERIOD;
    if (find_place(a, &keys->entity, err)
        || find(db, "metric", a->metric, SQL "find_metric", SQL "list_metrics",
                &keys->metric, err)
        || (*a->cohort
            && find(db, "cohort", a->cohort, SQL "find_cohort",
                    SQL "list_cohorts", &keys->cohort, err))
        || (*a->period
            && find(db, "period", a->period, SQL "find_period",
                    SQL "list_periods", &keys->period, err)))
        return -1;
    return 0;
}

/* The cohort and period that are not named. */
static int find_rest(const struct asking *a, struct keys *keys, struct err *err)
{
    struct query *q = db_query(a->session.db, SQL "find_figure", err);
    int row;

    query_bind_int(q, 1, keys->metric);
    query_bind_int(q, 2, keys->entity);
    query_bind_int(q, 3, keys->cohort);
    query_bind_int(q, 4, keys->period);
    row = query_step(q, err);
    if (row == 0) {
        q = db_query(a->session.db, SQL "find_no_figure", err);
        query_bind_int(q, 1, keys->cohort);
        query_bind_int(q, 2, keys->period);
        row = query_step(q, err);
    }
    if (row == 0)
        return err_set(err, ERR_NOINPUT,
                       "there is no period yet: 'vschool run' makes them");
    if (row < 0)
        return -1;
    keys->cohort = query_int(q, 0);
    keys->period = query_int(q, 1);
    query_reset(q);
    return 0;
}

static int put_asked(const struct asking *a, const struct keys *keys,
                     struct err *err)
{
    struct db *db = a->session.db;
    struct query *put;

    if (db_run_script(db, SQL "tables", NULL, 0, err))
        return -1;
    put = db_query(db, SQL "put_asked", err);
    query_bind_int(put, 1, keys->metric);
    query_bind_int(put, 2, keys->cohort);
    query_bind_int(put, 3, keys->period);
    query_bind_int(put, 4, keys->entity);
    return query_run(put, err);
}

/* The same in the words of the public relations. */
static int read_ids(struct asking *a, struct err *err)
{
    struct query *q = db_query(a->session.db, SQL "asked", err);
    int row = query_step(q, err);

    if (row == 1) {
        snprintf(a->cohort_id, sizeof(a->cohort_id), "%s", query_text(q, 1));
        snprintf(a->period_id, sizeof(a->period_id), "%s", query_text(q, 2));
        snprintf(a->level, sizeof(a->level), "%s", query_text(q, 3));
        snprintf(a->entity, sizeof(a->entity), "%s", query_text(q, 4));
    }
    query_reset(q);
    return row == 1 ? 0 : -1;
}

struct query *explain_query(const struct asking *a, const char *asset,
                            struct err *err)
{
    const struct db_param params[] = {
        { ":la_name", a->session.config.la_name, 0 },
        { ":metric", a->metric, 0 },
        { ":cohort", a->cohort_id, 0 },
        { ":period", a->period_id, 0 },
        { ":level", a->level, 0 },
        { ":entity", a->entity, 0 },
    };
    struct query *q = db_query(a->session.db, asset, err);

    for (size_t i = 0; q && i < sizeof(params) / sizeof(params[0]); i++) {
        int at = query_param(q, params[i].name);

        if (at)
            query_bind_text(q, at, params[i].text);
    }
    return q;
}

/* The contents that rows in force came with, and what was in force then. */
static int put_contents(const struct asking *a, struct err *err)
{
    struct db *db = a->session.db;
    struct query *tables;
    int row;

    if (query_run(db_query(db, SQL "put_types", err), err))
        return -1;
    tables = db_query(db, SQL "list_tables", err);
    while ((row = query_step(tables, err)) == 1) {
        bool has_school = query_int(tables, 1) != 0;

        row = db_execf(
            db, err,
            "insert into temp.explain_content (content_id, rows)"
            " select content_id, count(*) from %s where %s group by content_id"
            " on conflict do update set rows = rows + excluded.rows",
            query_text(tables, 0),
            has_school && *a->school
                ? "school_key = (select school_key from temp.explain_asked)"
                : "true");
        if (row)
            break;
    }
    query_reset(tables);
    if (row)
        return -1;
    return query_run(db_query(db, SQL "put_mark_contents", err), err)
                   || query_run(db_query(db, SQL "put_state_contents", err),
                                err)
               ? -1
               : 0;
}

static int put_members(struct asking *a, const struct explain *explain,
                       struct err *err)
{
    struct query *put = db_query(a->session.db, SQL "put_member", err);

    for (size_t i = 0; i < explain->count; i++) {
        const struct explain_member *m = &explain->members[i];

        query_bind_int(put, 1, m->pupil_key);
        query_bind_int(put, 2, m->school_key);
        query_bind_real(put, 3, m->numerator);
        query_bind_real(put, 4, m->denominator);
        if (query_run(put, err))
            return -1;
    }
    a->is_counted = true;
    return 0;
}

static int look_how_many(const struct asking *a, bool *small, struct err *err)
{
    int64_t count = 0;

    if (query_read_int(db_query(a->session.db, SQL "count_cohort", err), &count,
                       err)
        < 0)
        return -1;
    *small = count <= COUNTED_MOST;
    return 0;
}

static int find_pupil(struct asking *a, struct err *err)
{
    struct query *q = db_query(a->session.db, SQL "find_pupil", err);
    int row;

    query_bind_text(q, 1, a->pupil);
    row = query_read_int(q, &a->pupil_key, err);
    if (row == 0) /* nobody's number is said again */
        return err_set(err, ERR_USAGE,
                       "no pupil that is known has this UPN or ChildID");
    return row < 0 ? -1 : 0;
}

/* Where the figures are older than the facts, only who asks for the pupils
   is refused: the figure itself is what reports show. */
static int take_apart(struct asking *a, const struct keys *keys,
                      struct err *err)
{
    struct session *s = &a->session;
    const struct explain_asked asked = { .metric = a->metric,
                                         .cohort = a->cohort_id,
                                         .period_key = keys->period,
                                         .entity_key = keys->entity,
                                         .pupil_key = a->pupil_key };
    struct explain explain;
    bool must = a->wants_pupils || a->pupil;
    bool small = true;
    int ret;

    if (!must && !*a->school && look_how_many(a, &small, err))
        return -1;
    if (!must && !small)
        return 0;
    ret =
        transform_explain(s->db, &s->config, &s->terms, &asked, &explain, err);
    if (ret == 0)
        ret = put_members(a, &explain, err);
    else if (explain.is_stale && !must) {
        snprintf(a->unmade, sizeof(a->unmade), "%s", err->msg);
        ret = 0;
    }
    explain_release(&explain);
    return ret;
}

int explain_ask(struct asking *a, struct err *err)
{
    struct keys keys = { 0 };

    if (find_named(a, &keys, err) || (a->pupil && find_pupil(a, err))
        || find_rest(a, &keys, err) || put_asked(a, &keys, err)
        || read_ids(a, err) || put_contents(a, err))
        return -1;
    if (query_run(explain_query(a, SQL "put_held", err), err)
        || take_apart(a, &keys, err))
        return -1;
    return a->pupil ? explain_trace(a, keys.period, keys.entity, err) : 0;
}
