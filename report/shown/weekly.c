#include "report/shown/weekly.h"

#include <math.h>
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
    double before; /* NAN where there was none */
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
        week->before = query_is_null(q, 6) ? NAN : query_real(q, 6);
        if (!query_int(q, 7))
            weeks->this_year = weeks->count;
    }
    return row;
}

static const char *signal_words(char mark, int side)
{
    switch (mark) {
    case 'A':
        return side < 0 ? "Below the lower limit" : "Above the upper limit";
    case 'T':
        return side < 0 ? "Falling seven weeks in a row"
                        : "Rising seven weeks in a row";
    case '2':
        return side < 0 ? "Two of three weeks near the lower limit"
                        : "Two of three weeks near the upper limit";
    case 'S':
        return side < 0 ? "Seven weeks in a row below the mean"
                        : "Seven weeks in a row above the mean";
    default:
        return "None";
    }
}

static void bind(struct query *q, int at, double value)
{
    if (isnan(value))
        query_bind_null(q, at);
    else
        query_bind_real(q, at, value);
}

static int put_week(struct query *q, const struct weeks *weeks, size_t at,
                    const struct xmr *limits, char mark, int side,
                    struct err *err)
{
    const struct week *week = &weeks->items[at];
    char text[2] = { mark, '\0' };

    query_bind_int(q, 1, (int64_t)(at - weeks->this_year + 1));
    query_bind_text(q, 2, week->id);
    query_bind_text(q, 3, week->start);
    query_bind_int(q, 4, week->days);
    query_bind_real(q, 5, week->value);
    query_bind_real(q, 6, week->comparator);
    query_bind_real(q, 7, weeks->gaps[at]);
    bind(q, 8, week->before);
    bind(q, 9, limits ? limits->mean : NAN);
    bind(q, 10, limits ? limits->lower : NAN);
    bind(q, 11, limits ? limits->upper : NAN);
    query_bind_text(q, 12, text);
    query_bind_int(q, 13, side);
    query_bind_text(q, 14, signal_words(mark, side));
    return query_run(q, err);
}

/* This year's weeks, judged by the limits of last year's. */
static int put_weeks(const struct weeks *weeks, struct db *db, struct err *err)
{
    const double *gaps = weeks->gaps + weeks->this_year;
    size_t count = weeks->count - weeks->this_year;
    struct query *q = db_query(db, SQL "put", err);
    char *marks = mem_alloc(count + 1);
    struct xmr limits;
    bool has_limits = xmr_limits(weeks->gaps, weeks->this_year, &limits);
    int ret = 0;

    memset(marks, ' ', count + 1);
    if (has_limits && count)
        xmr_signals(&limits, gaps, count, marks);
    for (size_t i = 0; ret == 0 && i < count; i++) {
        int side = has_limits ? xmr_side(&limits, gaps, count, marks, i) : 0;

        ret = put_week(q, weeks, weeks->this_year + i,
                       has_limits ? &limits : NULL, marks[i], side, err);
    }
    free(marks);
    return ret;
}

int weekly_prepare(struct db *db, struct err *err)
{
    struct weeks weeks = { 0 };
    int ret = -1;

    if (db_run_script(db, SQL "schema", NULL, 0, err)
        || read_weeks(&weeks, db, err))
        goto out;
    ret = put_weeks(&weeks, db, err);
out:
    for (size_t i = 0; i < weeks.count; i++) {
        free(weeks.items[i].id);
        free(weeks.items[i].start);
    }
    free(weeks.items);
    free(weeks.gaps);
    return ret;
}
