#include "report/shown/auditing.h"

#include <stdlib.h>

#include "core/crew.h"
#include "core/mem.h"
#include "report/shown/audit.h"
#include "report/shown/ledger.h"
#include "report/shown/relations.h"

/* Each holds all that may be said of its year. */
#define YEARS_AT_ONCE 2

struct job {
    struct ledger *ledger;
    size_t year;
    struct audit audit;
};

struct auditing {
    struct crew *crew;
    struct job *jobs; /* of each year */
    size_t year_count;
};

static void run_job(void *context, size_t worker)
{
    struct job *job = context;
    struct relations r;

    (void)worker;
    relations_init(&r, job->ledger);
    audit_run_year(&job->audit, job->ledger, &r, job->year);
    relations_release(&r);
}

struct auditing *auditing_begin(struct ledger *l)
{
    struct auditing *w = mem_zero(1, sizeof(*w));
    /* The caller has one himself, and forks who writes the workbooks. */
    size_t spare = crew_outlives_fork() ? crew_cores() - 1 : 0;

    w->year_count = l->year_count;
    w->jobs = mem_zero(w->year_count + 1, sizeof(*w->jobs));
    w->crew = crew_new(spare < YEARS_AT_ONCE ? spare : YEARS_AT_ONCE,
                       w->year_count + 1, run_job);
    for (size_t year = 0; year < w->year_count; year++) {
        w->jobs[year].ledger = l;
        w->jobs[year].year = year;
        crew_give(w->crew, &w->jobs[year]);
    }
    return w;
}

/* As if the years had been looked at one after the other. */
static void add_year(struct audit *a, const struct audit *year)
{
    for (size_t i = 0; i < year->hidden_count; i++) {
        MEM_ROOM(a->hidden, a->hidden_count, a->hidden_capacity);
        a->hidden[a->hidden_count] = year->hidden[i];
        a->hidden[a->hidden_count++].round += a->rounds;
    }
    a->rounds += year->rounds;
    a->open += year->open;
    a->lost_years += year->lost_years;
}

void auditing_end(struct auditing *auditing, struct audit *audit)
{
    static const struct audit empty;

    *audit = empty;
    while (!crew_is_empty(auditing->crew)) {
        const struct job *job = crew_take(auditing->crew);

        add_year(audit, &job->audit);
    }
    auditing_drop(auditing);
}

void auditing_drop(struct auditing *auditing)
{
    if (!auditing)
        return;
    crew_free(auditing->crew);
    for (size_t year = 0; year < auditing->year_count; year++)
        audit_release(&auditing->jobs[year].audit);
    free(auditing->jobs);
    free(auditing);
}
