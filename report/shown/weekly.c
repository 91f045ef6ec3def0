#include "report/shown/weekly.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "report/shown/xmr.h"

#define SQL "report/sql/weekly.sql#"

struct week {
    char *id;
    char *start;
    int64_t days;
    double value;
    double comparator;
};

struct weeks {
    struct week *items;
    double *gaps;
    size_t count;
    size_t capacity;
    size_t this_year; /* the first week of it */
};

static int read_weeks(struct weeks *weeks, struct db *db, struct err *err)
{
    struct query *q = db_query(db, SQL "read", err);
    size_t room = 0;
    int row;

    while ((row = query_step(q, err)) == 1) {
        struct week *week;

        MEM_ROOM(weeks->gaps, weeks->count, room);
        MEM_ROOM(weeks->items, weeks->count, weeks->capacity);
        weeks->gaps[weeks->count] = query_real(q, 5);
        week = &weeks->items[weeks->count++];
        week->id = mem_dup(query_text(q, 0));
        week->start = mem_dup(query_text(q, 1));
        week->days = query_int(q, 2);
        week->value = query_real(q, 3);
        week->comparator = query_real(q, 4);
        if (!query_int(q, 6))
            weeks->this_year = weeks->count;
    }
    return row;
}

static const char *signal_words(char mark, bool is_below)
{
    switch (mark) {
    case 'A':
        return is_below ? "Below the lower limit" : "Above the upper limit";
    case 'T':
        return "Seven weeks in a row rising or falling";
    case '2':
        return "Two of three weeks near a limit";
    case 'S':
        return is_below ? "Seven weeks in a row below the mean"
                        : "Seven weeks in a row above the mean";
    default:
        return "None";
    }
}

static int put_week(struct query *q, const struct weeks *weeks, size_t first,
                    size_t at, const struct xmr *limits, char mark,
                    struct err *err)
{
    const struct week *week = &weeks->items[at];
    char text[2] = { mark, '\0' };

    query_bind_int(q, 1, (int64_t)(at - first + 1));
    query_bind_text(q, 2, week->id);
    query_bind_text(q, 3, week->start);
    query_bind_int(q, 4, week->days);
    query_bind_real(q, 5, week->value);
    query_bind_real(q, 6, week->comparator);
    query_bind_real(q, 7, weeks->gaps[at]);
    for (int i = 8; i <= 10; i++)
        query_bind_null(q, i);
    if (limits) {
        query_bind_real(q, 8, limits->mean);
        query_bind_real(q, 9, limits->lower);
        query_bind_real(q, 10, limits->upper);
    }
    query_bind_int(q, 11, limits && at - first < limits->baseline);
    query_bind_text(q, 12, text);
    query_bind_text(
        q, 13, signal_words(mark, limits && weeks->gaps[at] < limits->mean));
    return query_run(q, err);
}

int weekly_prepare(struct db *db, struct err *err)
{
    struct weeks weeks = { 0 };
    struct query *q;
    struct xmr limits;
    char *marks = NULL;
    bool has_limits;
    size_t first;
    int ret = -1;

    if (db_run_script(db, SQL "schema", NULL, 0, err)
        || read_weeks(&weeks, db, err))
        goto out;
    q = db_query(db, SQL "put", err);
    first = weeks.count - weeks.this_year >= XMR_BASELINE_LEAST
                ? weeks.this_year
                : 0;
    marks = mem_alloc(weeks.count + 1);
    memset(marks, ' ', weeks.count + 1);
    has_limits = xmr_limits(weeks.gaps + first, weeks.count - first, &limits);
    if (has_limits)
        xmr_signals(&limits, weeks.gaps + first, weeks.count - first, marks);
    for (size_t at = first; at < weeks.count; at++)
        if (put_week(q, &weeks, first, at, has_limits ? &limits : NULL,
                     marks[at - first], err))
            goto out;
    ret = 0;
out:
    for (size_t i = 0; i < weeks.count; i++) {
        free(weeks.items[i].id);
        free(weeks.items[i].start);
    }
    free(weeks.items);
    free(weeks.gaps);
    free(marks);
    return ret;
}
