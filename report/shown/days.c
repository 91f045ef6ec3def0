#include "report/shown/days.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"

#define SQL "report/sql/released.sql#"

struct day {
    int64_t possible, absent; /* sessions */
    int64_t children, away;
    bool has_any, is_away; /* the child that is read */
};

/* A mark that is of a possible session from one day to another. */
struct meaning {
    char *mark, *from, *to;
    bool is_absent;
};

struct days {
    char *from, *to;
    date_t first;
    struct day *items;
    size_t count;
    struct meaning *meanings;
    size_t meaning_count, meaning_capacity;
};

static int read_span(struct days *days, struct db *db, struct err *err)
{
    struct query *q = db_query(db, SQL "day_span", err);
    int row = query_step(q, err);
    date_t last;

    if (row == 1) {
        days->from = mem_dup(query_text(q, 0));
        days->to = mem_dup(query_text(q, 1));
        days->first = date_parse_iso(days->from);
        last = date_parse_iso(days->to);
        if (days->first != DATE_NONE && last >= days->first)
            days->count = (size_t)(last - days->first) + 1;
    }
    query_reset(q);
    days->items = mem_zero(days->count + 1, sizeof(*days->items));
    return row < 0 ? -1 : 0;
}

static int read_meanings(struct days *days, struct db *db, struct err *err)
{
    struct query *q = db_query(db, SQL "day_meaning", err);
    int row;

    while ((row = query_step(q, err)) == 1) {
        MEM_ROOM(days->meanings, days->meaning_count, days->meaning_capacity);
        days->meanings[days->meaning_count++] = (struct meaning){
            .mark = mem_dup(query_text(q, 0)),
            .from = mem_dup(query_text(q, 1)),
            .to = mem_dup(query_text(q, 2)),
            .is_absent = query_int(q, 3) != 0,
        };
    }
    return row;
}

/* The child's day has been read. */
static void add_child(struct days *days)
{
    for (size_t i = 0; i < days->count; i++) {
        struct day *day = &days->items[i];

        day->children += day->has_any;
        day->away += day->is_away;
        day->has_any = day->is_away = false;
    }
}

/* A session counts by what its mark meant on that day: not at all where it was
   not possible. */
static void add_session(const struct days *days, struct day *day,
                        const char *date, const char *mark)
{
    for (size_t i = 0; i < days->meaning_count; i++) {
        const struct meaning *meaning = &days->meanings[i];

        if (strcmp(mark, meaning->mark) != 0 || strcmp(date, meaning->from) < 0
            || strcmp(date, meaning->to) > 0)
            continue;
        day->possible++;
        day->absent += meaning->is_absent;
        day->has_any = true;
        day->is_away |= meaning->is_absent;
    }
}

static int read_child(struct days *days, struct query *marks, int64_t child,
                      struct err *err)
{
    int row;

    query_bind_int(marks, 1, child);
    query_bind_text(marks, 2, days->from);
    query_bind_text(marks, 3, days->to);
    while ((row = query_step(marks, err)) == 1) {
        const char *text = query_text(marks, 0);
        date_t date = date_parse_iso(text);

        if (date < days->first || date - days->first >= (date_t)days->count)
            continue; /* none that there is, in a damaged file */
        add_session(days, &days->items[date - days->first], text,
                    query_text(marks, 1));
    }
    add_child(days);
    return row;
}

static int read_children(struct days *days, struct db *db, struct err *err)
{
    struct query *children = db_query(db, SQL "day_child", err);
    struct query *marks = db_query(db, SQL "day_mark", err);
    int row;

    while ((row = query_step(children, err)) == 1)
        if (read_child(days, marks, query_int(children, 0), err)) {
            query_reset(children);
            return -1;
        }
    return row;
}

static int put_days(const struct days *days, struct db *db, struct err *err)
{
    struct query *q = db_query(db, SQL "put_day", err);
    char date[DATE_TEXT_SIZE];

    for (size_t i = 0; i < days->count; i++) {
        const struct day *day = &days->items[i];

        if (!day->possible)
            continue;
        date_format(days->first + (date_t)i, date);
        query_bind_text(q, 1, date);
        query_bind_int(q, 2, day->possible);
        query_bind_int(q, 3, day->absent);
        query_bind_int(q, 4, day->children);
        query_bind_int(q, 5, day->away);
        if (query_run(q, err))
            return -1;
    }
    return 0;
}

int days_prepare(struct db *db, struct err *err)
{
    struct days days = { .from = NULL };
    int ret = db_run_script(db, SQL "day_schema", NULL, 0, err)
              || read_span(&days, db, err) || read_meanings(&days, db, err)
              || read_children(&days, db, err) || put_days(&days, db, err)
              || db_run_script(db, SQL "day", NULL, 0, err);

    for (size_t i = 0; i < days.meaning_count; i++) {
        free(days.meanings[i].mark);
        free(days.meanings[i].from);
        free(days.meanings[i].to);
    }
    free(days.meanings);
    free(days.from);
    free(days.to);
    free(days.items);
    return ret ? -1 : 0;
}
