#include "command/explain.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/date.h"
#include "core/db.h"
#include "core/err.h"
#include "ingest/trace.h"
#include "transform/explain.h"

#define SQL EXPLAIN_SQL

static int put_sessions(struct db *db, const struct explain_sessions *sessions,
                        struct err *err)
{
    struct query *put = db_query(db, SQL "put_session", err);

    for (size_t i = 0; i < sessions->count; i++) {
        const struct explain_session *row = &sessions->rows[i];
        char date[DATE_TEXT_SIZE];

        date_format(row->date, date);
        query_bind_int(put, 1, row->school_key);
        query_bind_text(put, 2, date);
        query_bind_text(put, 3, row->half ? "PM" : "AM");
        query_bind_text(put, 4, row->mark);
        query_bind_text(put, 5, row->meaning);
        query_bind_text(put, 6, row->counts);
        query_bind_int(put, 7, row->authorised);
        query_bind_int(put, 8, row->unauthorised);
        query_bind_int(put, 9, row->late);
        if (query_run(put, err))
            return -1;
    }
    return 0;
}

static int list_sessions(struct asking *a, const struct explain_asked *asked,
                         struct err *err)
{
    struct session *s = &a->session;
    struct explain_sessions sessions;
    int ret = transform_explain_sessions(s->db, &s->config, &s->terms, asked,
                                         &sessions, err);

    if (ret == 0)
        ret = put_sessions(s->db, &sessions, err);
    free(sessions.rows);
    return ret;
}

static int trace_sessions(struct asking *a, struct err *err)
{
    struct session *s = &a->session;
    struct query *q = db_query(s->db, SQL "window", err);
    char first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];

    if (query_step(q, err) != 1)
        return -1;
    snprintf(first, sizeof(first), "%s", query_text(q, 0));
    snprintf(last, sizeof(last), "%s", query_text(q, 1));
    query_reset(q);
    return trace_marks(s->db, &s->config, &s->types, a->pupil_key, first, last,
                       err);
}

static int trace_stays(struct asking *a, struct err *err)
{
    struct session *s = &a->session;
    struct query *q = db_query(s->db, SQL "window", err);
    char day[DATE_TEXT_SIZE];

    if (query_step(q, err) != 1)
        return -1;
    snprintf(day, sizeof(day), "%s", query_text(q, 2));
    query_reset(q);
    return trace_states(s->db, &s->config, &s->types, a->pupil_key, day, err);
}

static int trace_facts(struct asking *a, struct err *err)
{
    struct session *s = &a->session;
    struct query *tables = db_query(s->db, SQL "list_tables", err);
    int row;

    while ((row = query_step(tables, err)) == 1)
        if (trace_rows(s->db, &s->types, query_text(tables, 0), a->pupil_key,
                       err)) {
            query_reset(tables);
            return -1;
        }
    return row;
}

int explain_trace(struct asking *a, int64_t period_key, int64_t entity_key,
                  struct err *err)
{
    const struct explain_asked asked = { .metric = a->metric,
                                         .cohort = a->cohort_id,
                                         .period_key = period_key,
                                         .entity_key = entity_key,
                                         .pupil_key = a->pupil_key };
    struct session *s = &a->session;
    int64_t of_marks = 0, of_states = 0;

    if (type_set_read(&s->types, &s->config, err) || trace_open(s->db, err)
        || query_read_int(db_query(s->db, SQL "is_of_marks", err), &of_marks,
                          err)
               < 0
        || query_read_int(db_query(s->db, SQL "is_of_states", err), &of_states,
                          err)
               < 0)
        return -1;
    if (of_states && trace_stays(a, err))
        return -1;
    if (of_marks && (list_sessions(a, &asked, err) || trace_sessions(a, err)))
        return -1;
    return trace_facts(a, err);
}
