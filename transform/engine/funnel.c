#include "transform/engine/funnel.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "transform/engine/stats.h"
#include "transform/people/cohort.h"

struct funnel {
    struct query *read;
    struct query *put;
    struct query *drop;
};

static const enum cohort funnel_cohorts[] = { COHORT_all, COHORT_ever6 };
static const double funnel_limits[] = { 0.025, 0.975, 0.001, 0.999 };

/* A school in a funnel. */
struct member {
    const struct school *school;
    double numerator;
    double denominator;
    size_t phase; /* number of its first member */
};

int funnel_open(struct funnel **out, struct db *db, struct err *err)
{
    struct funnel *f = mem_zero(1, sizeof(*f));

    *out = NULL;
    if (query_open_asset(&f->read, db, "transform/sql/funnel.sql#read_cell",
                         err)
        || query_open_asset(&f->put, db, "transform/sql/funnel.sql#put_funnel",
                            err)
        || query_open_asset(&f->drop, db,
                            "transform/sql/funnel.sql#drop_funnel", err)) {
        funnel_close(f);
        return -1;
    }
    *out = f;
    return 0;
}

void funnel_close(struct funnel *f)
{
    if (!f)
        return;
    query_close(f->read);
    query_close(f->put);
    query_close(f->drop);
    free(f);
}

/* 1 when the school has a cell, 0 when not. */
static int read_member(struct funnel *f, struct member *member, int64_t period,
                       int64_t metric_key, enum cohort cohort, struct err *err)
{
    int row;

    query_bind_int(f->read, 1, period);
    query_bind_int(f->read, 2, metric_key);
    query_bind_int(f->read, 3, (int64_t)cohort);
    query_bind_int(f->read, 4, member->school->entity);
    row = query_step(f->read, err);
    if (row == 1) {
        member->numerator = query_real(f->read, 0);
        member->denominator = query_real(f->read, 1);
        query_reset(f->read);
    }
    return row;
}

static int read_members(struct funnel *f, const struct frame *frame,
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
        row =
            read_member(f, member, frame->period->key, metric_key, cohort, err);
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

static int put_member(struct funnel *f, const struct member *member,
                      const struct stats_sums *phase, bool is_share,
                      struct err *err)
{
    double chance = phase->y / phase->m;
    double expected = member->denominator * chance;

    query_bind_int(f->put, 4, member->school->entity);
    query_bind_text(f->put, 5, member->school->phase);
    query_bind_real(f->put, 6, phase->y);
    query_bind_real(f->put, 7, phase->m);
    for (int i = 0; i < 4; i++)
        query_bind_int(f->put, 8 + i,
                       is_share
                           ? stats_binomial_limit(member->denominator, chance,
                                                  funnel_limits[i])
                           : stats_poisson_limit(expected, funnel_limits[i]));
    return query_run(f->put, err);
}

static int write_cohort(struct funnel *f, const struct member *members,
                        size_t count, bool is_share, struct err *err)
{
    struct stats_sums *phases = mem_zero(count, sizeof(*phases));
    int ret = 0;

    for (size_t i = 0; i < count; i++) {
        phases[members[i].phase].y += members[i].numerator;
        phases[members[i].phase].m += members[i].denominator;
    }
    for (size_t i = 0; i < count && !ret; i++)
        ret = put_member(f, &members[i], &phases[members[i].phase], is_share,
                         err);
    free(phases);
    return ret;
}

int funnel_write(struct funnel *f, const struct frame *frame,
                 int64_t metric_key, const struct metric *metric,
                 struct err *err)
{
    struct member *members = mem_zero(frame->school_count, sizeof(*members));
    size_t cohorts = sizeof(funnel_cohorts) / sizeof(*funnel_cohorts);
    bool is_share = metric->interval == INTERVAL_WILSON;
    size_t count;
    int ret;

    query_bind_int(f->drop, 1, frame->period->key);
    query_bind_int(f->drop, 2, metric_key);
    ret = query_run(f->drop, err);
    for (size_t c = 0; c < cohorts && !ret; c++) {
        ret = read_members(f, frame, metric_key, funnel_cohorts[c], members,
                           &count, err);
        if (ret)
            break;
        query_bind_int(f->put, 1, frame->period->key);
        query_bind_int(f->put, 2, metric_key);
        query_bind_int(f->put, 3, (int64_t)funnel_cohorts[c]);
        ret = write_cohort(f, members, count, is_share, err);
    }
    free(members);
    return ret;
}
