#include "transform/engine/funnel.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "transform/engine/stats.h"
#include "transform/people/cohort.h"

#define SQL "transform/sql/funnel.sql#"

static const enum cohort funnel_cohorts[] = { COHORT_all, COHORT_ever6 };
static const double funnel_limits[] = { 0.025, 0.975, 0.001, 0.999 };

/* A school in a funnel. */
struct member {
    const struct school *school;
    double numerator;
    double denominator;
    size_t phase; /* number of its first member */
};

/* 1 when the school has a cell, 0 when not. */
static int read_member(struct db *db, struct member *member, int64_t period,
                       int64_t metric_key, enum cohort cohort, struct err *err)
{
    struct query *q = db_query(db, SQL "read_cell", err);
    int row;

    query_bind_int(q, 1, period);
    query_bind_int(q, 2, metric_key);
    query_bind_int(q, 3, (int64_t)cohort);
    query_bind_int(q, 4, member->school->entity);
    row = query_step(q, err);
    if (row == 1) {
        member->numerator = query_real(q, 0);
        member->denominator = query_real(q, 1);
        query_reset(q);
    }
    return row;
}

static int read_members(struct db *db, const struct frame *frame,
                        int64_t metric_key, enum cohort cohort,
                        struct member *members, size_t *count, struct err *err)
{
    *count = 0;
    for (size_t i = 0; i < frame->school_count; i++) {
        struct member *member = &members[*count];
        int row;

        if (!frame->schools[i].phase[0])
            continue;
        member->school = &frame->schools[i];
        row = read_member(db, member, frame->period->key, metric_key, cohort,
                          err);
        if (row < 0)
            return -1;
        *count += row == 1;
    }
    for (size_t i = 0; i < *count; i++) {
        size_t first = 0;

        while (strcmp(members[first].school->phase, members[i].school->phase))
            first++;
        members[i].phase = first;
    }
    return 0;
}

static int put_member(struct query *put, const struct member *member,
                      const struct stats_sums *phase, bool is_share,
                      struct err *err)
{
    double chance = phase->y / phase->m;
    double expected = member->denominator * chance;

    query_bind_int(put, 4, member->school->entity);
    query_bind_text(put, 5, member->school->phase);
    query_bind_real(put, 6, phase->y);
    query_bind_real(put, 7, phase->m);
    for (int i = 0; i < 4; i++)
        query_bind_int(put, 8 + i,
                       is_share
                           ? stats_binomial_limit(member->denominator, chance,
                                                  funnel_limits[i])
                           : stats_poisson_limit(expected, funnel_limits[i]));
    return query_run(put, err);
}

static int write_cohort(struct query *put, const struct member *members,
                        size_t count, bool is_share, struct err *err)
{
    struct stats_sums *phases = mem_zero(count, sizeof(*phases));
    int ret = 0;

    for (size_t i = 0; i < count; i++) {
        phases[members[i].phase].y += members[i].numerator;
        phases[members[i].phase].m += members[i].denominator;
    }
    for (size_t i = 0; i < count && !ret; i++)
        ret = put_member(put, &members[i], &phases[members[i].phase], is_share,
                         err);
    free(phases);
    return ret;
}

int funnel_write(struct db *db, const struct frame *frame, int64_t metric_key,
                 const struct metric *metric, struct err *err)
{
    struct member *members = mem_zero(frame->school_count, sizeof(*members));
    size_t cohorts = sizeof(funnel_cohorts) / sizeof(*funnel_cohorts);
    bool is_share = metric->interval == INTERVAL_WILSON;
    struct query *put = db_query(db, SQL "put_funnel", err);
    struct query *drop = db_query(db, SQL "drop_funnel", err);
    size_t count;
    int ret;

    query_bind_int(drop, 1, frame->period->key);
    query_bind_int(drop, 2, metric_key);
    ret = query_run(drop, err);
    for (size_t c = 0; c < cohorts && !ret; c++) {
        ret = read_members(db, frame, metric_key, funnel_cohorts[c], members,
                           &count, err);
        if (ret)
            break;
        query_bind_int(put, 1, frame->period->key);
        query_bind_int(put, 2, metric_key);
        query_bind_int(put, 3, (int64_t)funnel_cohorts[c]);
        ret = write_cohort(put, members, count, is_share, err);
    }
    free(members);
    return ret;
}
