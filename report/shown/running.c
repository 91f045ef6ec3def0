#include "report/shown/running.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/map.h"
#include "core/mem.h"
#include "core/str.h"

#define SQL "report/sql/running.sql#"

static bool is_small(int64_t count, double suppress_below)
{
    return count > 0 && (double)count < suppress_below;
}

/* Of ours, or of all others, in the weeks first..last. */
static bool is_part_safe(const struct running_event *events, size_t count,
                         size_t first, size_t last, bool is_ours,
                         double suppress_below)
{
    struct map pupils = MAP_INIT;
    int64_t total = 0;
    int64_t children;

    for (size_t i = 0; i < count && events[i].week <= last; i++) {
        const struct running_event *event = &events[i];
        bool is_new;

        if (event->week < first || event->is_ours != is_ours)
            continue;
        total += event->count;
        map_put(&pupils, &event->pupil, sizeof(event->pupil), 1, &is_new);
    }
    children = (int64_t)pupils.count;
    map_release(&pupils);
    return !is_small(total, suppress_below)
           && !is_small(children, suppress_below);
}

static bool is_safe(const struct running_event *events, size_t count,
                    size_t first, size_t last, double suppress_below)
{
    return is_part_safe(events, count, first, last, true, suppress_below)
           && is_part_safe(events, count, first, last, false, suppress_below);
}

size_t running_ends(const struct running_event *events, size_t count,
                    const bool *is_term_end, size_t weeks,
                    double suppress_below, size_t *ends)
{
    size_t shown = 0;

    for (size_t week = 1; week <= weeks; week++) {
        bool must_end = week == weeks || is_term_end[week - 1];
        size_t first = shown ? ends[shown - 1] + 1 : 1;
        bool safe = is_safe(events, count, first, week, suppress_below);

        while (must_end && !safe && shown) {
            shown--;
            first = shown ? ends[shown - 1] + 1 : 1;
            safe = is_safe(events, count, first, week, suppress_below);
        }
        if (safe)
            ends[shown++] = week;
    }
    /* Without the last total the rest would not add up to what is shown. */
    return shown && ends[shown - 1] == weeks ? shown : 0;
}

struct year {
    char **starts; /* of its weeks */
    bool *is_term_end;
    size_t weeks, start_capacity, end_capacity;
    struct running_event *events;
    size_t count, capacity;
};

static int read_weeks(struct year *year, struct db *db, const char *period,
                      struct err *err)
{
    struct query *q = db_query(db, SQL "week", err);
    struct str term = STR_INIT;
    size_t ends = 0;
    int row;

    query_bind_text(q, 1, period);
    while ((row = query_step(q, err)) == 1) {
        MEM_ROOM(year->starts, year->weeks, year->start_capacity);
        MEM_ROOM(year->is_term_end, ends, year->end_capacity);
        if (ends && strcmp(term.text, query_text(q, 1)) != 0)
            year->is_term_end[ends - 1] = true;
        str_clear(&term);
        str_add(&term, query_text(q, 1));
        year->starts[year->weeks++] = mem_dup(query_text(q, 0));
        year->is_term_end[ends++] = false;
    }
    str_release(&term);
    return row;
}

/* What happened outside all weeks counts with the one before, or the first. */
static int read_events(struct year *year, struct db *db, const char *period,
                       struct err *err)
{
    struct query *q = db_query(db, SQL "event", err);
    size_t week = 1;
    int row;

    query_bind_text(q, 1, period);
    while ((row = query_step(q, err)) == 1) {
        while (week < year->weeks
               && strcmp(year->starts[week], query_text(q, 0)) <= 0)
            week++;
        MEM_ROOM(year->events, year->count, year->capacity);
        year->events[year->count++] =
            (struct running_event){ week, query_int(q, 1), query_int(q, 2) != 0,
                                    query_int(q, 3) };
    }
    return row;
}

static int put_total(struct db *db, const char *cohort, const char *period,
                     size_t week, int64_t total, struct err *err)
{
    struct query *q = db_query(db, SQL "put", err);

    query_bind_text(q, 1, cohort);
    query_bind_text(q, 2, period);
    query_bind_int(q, 3, (int64_t)week);
    query_bind_int(q, 4, total);
    return query_run(q, err);
}

static int put_year(const struct year *year, struct db *db, const char *period,
                    double suppress_below, struct err *err)
{
    size_t *ends = mem_alloc((year->weeks + 1) * sizeof(*ends));
    size_t shown = running_ends(year->events, year->count, year->is_term_end,
                                year->weeks, suppress_below, ends);
    int64_t all = 0, ours = 0;
    size_t at = 0;
    int ret = 0;

    for (size_t i = 0; ret == 0 && i < shown; i++) {
        for (; at < year->count && year->events[at].week <= ends[i]; at++) {
            all += year->events[at].count;
            ours += year->events[at].is_ours ? year->events[at].count : 0;
        }
        ret = put_total(db, "all", period, ends[i], all, err) == 0
                      && put_total(db, "csw", period, ends[i], ours, err) == 0
                  ? 0
                  : -1;
    }
    free(ends);
    return ret;
}

static int prepare_year(struct db *db, const char *period,
                        double suppress_below, struct err *err)
{
    struct year year = { 0 };
    int ret = -1;

    if (read_weeks(&year, db, period, err) == 0
        && read_events(&year, db, period, err) == 0
        && put_year(&year, db, period, suppress_below, err) == 0)
        ret = 0;
    for (size_t i = 0; i < year.weeks; i++)
        free(year.starts[i]);
    free(year.starts);
    free(year.is_term_end);
    free(year.events);
    return ret;
}

int running_prepare(struct db *db, double suppress_below, struct err *err)
{
    char *periods[2] = { NULL, NULL };
    size_t count = 0;
    struct query *q;
    int row = 0;
    int ret = -1;

    if (db_run_script(db, SQL "schema", NULL, 0, err))
        return -1;
    q = db_query(db, SQL "period", err);
    while (count < 2 && (row = query_step(q, err)) == 1)
        periods[count++] = mem_dup(query_text(q, 0));
    query_reset(q);
    if (row < 0)
        goto out;
    for (size_t i = 0; i < count; i++)
        if (prepare_year(db, periods[i], suppress_below, err))
            goto out;
    ret = 0;
out:
    free(periods[0]);
    free(periods[1]);
    return ret;
}
