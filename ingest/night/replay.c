#include "ingest/night/replay.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "ingest/load/loader.h"
#include "ingest/read/type.h"

void replay_open(struct replay *replay, struct loader *loader)
{
    memset(replay, 0, sizeof(*replay));
    replay->loader = loader;
}

void replay_close(struct replay *replay)
{
    map_release(&replay->wanted);
}

int replay_want(struct replay *replay, int64_t content_id)
{
    bool added;

    *map_put(&replay->wanted, &content_id, sizeof(content_id), 1, &added) = 1;
    return 0;
}

int replay_type_order(const char *reports_as)
{
    static const struct {
        const char *type;
        int order;
    } orders[] = {
        { "schools", 0 },          { "pupils", 1 },     { "social_care", 2 },
        { "identity", 2 },         { "advisers", 2 },   { "ssda903_header", 2 },
        { "ssda903_episodes", 2 }, { "attendance", 4 },
    };

    for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++)
        if (!strcmp(orders[i].type, reports_as))
            return orders[i].order;
    return 3;
}

/* Want each content that a statement names in its first column. */
static int want_all(struct replay *replay, struct query *q, struct err *err)
{
    int row;

    while ((row = query_step(q, err)) == 1)
        replay_want(replay, query_int(q, 0));
    return row;
}

int replay_want_waiting(struct replay *replay, struct err *err)
{
    struct query *q = NULL;
    int ret;

    if (query_open_asset(&q, replay->loader->db, "ingest/sql/waiting.sql", err))
        return -1;
    ret = want_all(replay, q, err);
    query_close(q);
    return ret;
}

/*
 * Marks of an ident's person at a school that no stay covers: their first and
 * last day.
 */
static int off_roll_span(struct replay *replay, struct query *strings,
                         int64_t school_key, int64_t ident_key, date_t *first,
                         date_t *last, struct err *err)
{
    const struct roll_stay *stays;
    size_t count;
    int row;

    *first = *last = DATE_NONE;
    if (roll_load(&replay->loader->roll, school_key, err))
        return -1;
    query_bind_int(strings, 1, ident_key);
    query_bind_int(strings, 2, school_key);
    while ((row = query_step(strings, err)) == 1) {
        int bucket = (int)query_int(strings, 0);
        const char *marks = query_text(strings, 1);

        stays = roll_find(&replay->loader->roll, query_int(strings, 2), &count);

        for (int at = 0; marks[at]; at++) {
            date_t date;

            if (marks[at] == ' ')
                continue;
            date = markday_date(bucket, at);
            if (roll_covers(stays, count, date))
                continue;
            if (*first == DATE_NONE || date < *first)
                *first = date;
            if (date > *last)
                *last = date;
        }
    }
    return row;
}

int replay_want_rolls(struct replay *replay, struct err *err)
{
    struct loader *loader = replay->loader;
    struct query *stays = NULL, *strings = NULL;
    struct query *rejected = NULL, *touching = NULL;
    int64_t school = 0;
    int row, ret = -1;

    roll_forget(&loader->roll);
    if (query_open_asset(&stays, loader->db, "ingest/sql/stale.sql#read_stays",
                         err)
        || query_open(&strings, loader->db,
                      "select m.bucket, m.marks, m.ident_key"
                      " from mark_string as m"
                      " inner join person as p using (ident_key)"
                      " where p.pupil_key in (select pupil_key from person"
                      " where ident_key = ?1) and m.school_key = ?2",
                      err)
        || query_open_asset(&rejected, loader->db,
                            "ingest/sql/off_roll_contents.sql", err)
        || query_open_asset(&touching, loader->db,
                            "ingest/sql/mark_contents.sql", err))
        goto out;
    while ((row = query_step(stays, err)) == 1) {
        char first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];
        date_t from, to;

        if (query_int(stays, 0) != school) {
            school = query_int(stays, 0);
            query_bind_int(rejected, 1, school);
            if (want_all(replay, rejected, err))
                goto out;
        }
        if (off_roll_span(replay, strings, school, query_int(stays, 1), &from,
                          &to, err))
            goto out;
        if (from == DATE_NONE)
            continue;
        date_format(from, first);
        date_format(to, last);
        query_bind_int(touching, 1, school);
        query_bind_text(touching, 2, first);
        query_bind_text(touching, 3, last);
        if (want_all(replay, touching, err))
            goto out;
    }
    if (row == 0)
        ret = db_run_script(loader->db, "ingest/sql/stale.sql#clear_stays",
                            NULL, 0, err);
out:
    query_close(stays);
    query_close(strings);
    query_close(rejected);
    query_close(touching);
    return ret;
}

static int load_again(struct loader *loader, const struct content *content,
                      const char *state_stamp, struct err *err)
{
    const struct load_request request = { content, state_stamp };
    struct load_counts counts;
    enum load_end end;
    char message[512];

    return loader_load(loader, &request, &counts, &end, message, err);
}

static void read_content(struct query *q, struct content *content)
{
    memset(content, 0, sizeof(*content));
    content->id = query_int(q, 0);
    content_copy(content->sha256, sizeof(content->sha256), query_text(q, 1));
    content_copy(content->type, sizeof(content->type), query_text(q, 2));
    content_copy(content->stamp, sizeof(content->stamp), query_text(q, 3));
    content->encoding = (int)query_int(q, 4);
}

/* Contents that are in force, of one kind or all, in their order. */
struct content_list {
    struct content *items;
    char (*stamps)[STAMP_SIZE]; /* that each was sent with, one item a stamp */
    size_t count;
    size_t capacity;
};

static void list_release(struct content_list *list)
{
    free(list->items);
    free(list->stamps);
    memset(list, 0, sizeof(*list));
}

static int list_read(struct content_list *list, struct query *q,
                     struct err *err)
{
    int row;

    memset(list, 0, sizeof(*list));
    while ((row = query_step(q, err)) == 1) {
        size_t capacity = list->capacity;

        MEM_ROOM(list->items, list->count, list->capacity);
        if (capacity != list->capacity)
            list->stamps =
                mem_grow(list->stamps, list->capacity, sizeof(*list->stamps));
        read_content(q, &list->items[list->count]);
        content_copy(list->stamps[list->count], STAMP_SIZE, query_text(q, 5));
        list->count++;
    }
    if (row < 0)
        list_release(list);
    return row;
}

/* The keys that a statement names in its first column. */
static int read_keys(struct query *q, int64_t **keys, size_t *count,
                     struct err *err)
{
    size_t capacity = 0;
    int row;

    *keys = NULL;
    *count = 0;
    while ((row = query_step(q, err)) == 1) {
        MEM_ROOM(*keys, *count, capacity);
        (*keys)[(*count)++] = query_int(q, 0);
    }
    return row;
}

static int schools_of(struct replay *replay, const struct content *content,
                      int64_t **schools, size_t *count, struct err *err)
{
    struct query *q = NULL;
    int ret;

    *schools = NULL;
    if (query_open(&q, replay->loader->db,
                   "select school_key from content_school"
                   " where content_id = ?1 order by school_key",
                   err))
        return -1;
    query_bind_int(q, 1, content->id);
    ret = read_keys(q, schools, count, err);
    query_close(q);
    return ret;
}

int replay_run(struct replay *replay, int order, struct err *err)
{
    struct content_list list;
    struct query *q = NULL;
    int ret = 0;

    if (!replay->wanted.count)
        return 0;
    if (query_open_asset(&q, replay->loader->db, "ingest/sql/contents.sql",
                         err))
        return -1;
    query_bind_null(q, 1);
    ret = list_read(&list, q, err);
    query_close(q);
    if (ret)
        return ret;
    for (size_t i = 0; ret == 0 && i < list.count; i++) {
        const struct content *content = &list.items[i];
        int64_t *wanted =
            map_find(&replay->wanted, &content->id, sizeof(content->id));

        if (!wanted || !*wanted || replay_type_order(content->type) != order
            || strcmp(content->stamp, list.stamps[i]) != 0)
            continue;
        *wanted = 0;
        ret = load_again(replay->loader, content, NULL, err);
        /* What a roll's history says depends on each time it was sent. */
        if (ret == 0 && !strcmp(content->type, "pupils"))
            ret = stale_note_rolls(&replay->loader->stale, content->id, err);
    }
    list_release(&list);
    return ret;
}

/* All rows of a school's roll, gone. */
static int clear_roll(struct loader *loader, int64_t school_key,
                      struct err *err)
{
    return db_execf(loader->db, err,
                    "delete from enrolment where school_key = %lld;"
                    "delete from enrolment_state where school_key = %lld",
                    (long long)school_key, (long long)school_key);
}

static int rebuild_roll(struct replay *replay, int64_t school_key,
                        struct err *err)
{
    struct loader *loader = replay->loader;
    struct content_list list;
    struct query *q = NULL;
    int ret;

    if (clear_roll(loader, school_key, err)
        || query_open_asset(&q, loader->db, "ingest/sql/contents.sql", err))
        return -1;
    query_bind_int(q, 1, school_key);
    ret = list_read(&list, q, err);
    query_close(q);
    if (ret)
        return ret;
    for (size_t i = 0; ret == 0 && i < list.count; i++)
        if (!strcmp(list.items[i].type, "pupils"))
            ret = load_again(loader, &list.items[i], list.stamps[i], err);
    list_release(&list);
    return ret;
}

int replay_stale_rolls(struct replay *replay, struct err *err)
{
    struct db *db = replay->loader->db;
    struct query *q = NULL;
    int64_t *schools = NULL;
    size_t count = 0;
    int ret;

    if (query_open_asset(&q, db, "ingest/sql/stale.sql#read_rolls", err))
        return -1;
    ret = read_keys(q, &schools, &count, err);
    query_close(q);
    for (size_t i = 0; ret == 0 && i < count; i++)
        ret = rebuild_roll(replay, schools[i], err);
    free(schools);
    return ret ? ret
               : db_run_script(db, "ingest/sql/stale.sql#clear_rolls", NULL, 0,
                               err);
}

/* --- withdrawal --------------------------------------------------------- */

static const struct type *type_of(const struct loader *loader,
                                  const char *reports_as)
{
    for (size_t i = 0; i < loader->types->count; i++)
        if (!strcmp(loader->types->types[i].reports_as, reports_as))
            return &loader->types->types[i];
    return NULL;
}

static int delete_rows(struct loader *loader, const struct type *type,
                       const char *condition, struct err *err)
{
    return db_execf(loader->db, err, "delete from %s where %s", type->table,
                    condition);
}

/* Contents of the same type, of the same schools where it has schools. */
static int want_siblings(struct replay *replay, const struct content *content,
                         struct err *err)
{
    struct query *q = NULL;
    int ret;

    if (query_open_asset(&q, replay->loader->db, "ingest/sql/siblings.sql",
                         err))
        return -1;
    query_bind_int(q, 1, content->id);
    ret = want_all(replay, q, err);
    query_close(q);
    return ret;
}

/* A school left the schools extract: its rows are unknown_school now. */
static int clear_school(struct replay *replay, int64_t school_key,
                        struct err *err)
{
    struct loader *loader = replay->loader;
    struct query *q = NULL;
    char condition[64];
    int ret = 0;

    snprintf(condition, sizeof(condition), "school_key = %lld",
             (long long)school_key);
    if (clear_roll(loader, school_key, err))
        return -1;
    for (size_t i = 0; ret == 0 && i < loader->types->count; i++) {
        const struct type *type = &loader->types->types[i];

        if (type->school >= 0 && type->table[0]
            && strcmp(type->table, "school") != 0)
            ret = delete_rows(loader, type, condition, err);
    }
    if (ret == 0)
        ret = db_execf(loader->db, err, "delete from mark_string where %s",
                       condition);
    if (ret
        || query_open(&q, loader->db,
                      "select content_id from content_school"
                      " where school_key = ?1",
                      err))
        return -1;
    query_bind_int(q, 1, school_key);
    ret = want_all(replay, q, err);
    query_close(q);
    if (ret == 0)
        ret = db_execf(loader->db, err, "delete from content_school where %s",
                       condition);
    return ret;
}

static int withdraw_schools(struct replay *replay,
                            const struct content *content, struct err *err)
{
    struct loader *loader = replay->loader;
    int64_t *gone = NULL;
    size_t count = 0, capacity = 0;
    struct query *q = NULL;
    int row, ret = 0;

    if (db_execf(loader->db, err, "delete from school where content_id = %lld",
                 (long long)content->id))
        return -1;
    idents_schools_changed(&loader->idents);
    if (want_siblings(replay, content, err) || replay_run(replay, 0, err)
        || query_open(&q, loader->db,
                      "select distinct school_key from content_school"
                      " where school_key not in (select school_key from"
                      " school)",
                      err))
        return -1;
    while ((row = query_step(q, err)) == 1) {
        MEM_ROOM(gone, count, capacity);
        gone[count++] = query_int(q, 0);
    }
    query_close(q);
    for (size_t i = 0; row == 0 && ret == 0 && i < count; i++)
        ret = clear_school(replay, gone[i], err);
    free(gone);
    return row ? row : ret;
}

int replay_withdraw(struct replay *replay, const struct content *content,
                    struct err *err)
{
    struct loader *loader = replay->loader;
    const struct type *type = type_of(loader, content->type);
    int64_t *schools = NULL;
    size_t count = 0;
    char condition[64];
    int ret = -1;

    if (db_execf(loader->db, err,
                 "delete from load_reject where sha256 = '%s';"
                 "delete from content_wait where content_id = %lld;"
                 "delete from kept_key where content_id = %lld",
                 content->sha256, (long long)content->id,
                 (long long)content->id))
        return -1;
    if (!type)
        return 0;
    if (!strcmp(type->table, "school"))
        return withdraw_schools(replay, content, err);
    if (schools_of(replay, content, &schools, &count, err))
        goto out;
    if (type->mode == TYPE_MARKS) {
        for (size_t i = 0; i < count; i++)
            if (markstore_clear(&loader->marks, content->id, schools[i], err))
                goto out;
        if (want_siblings(replay, content, err))
            goto out;
    } else if (!strcmp(type->table, "enrolment")) {
        if (stale_note_rolls(&loader->stale, content->id, err))
            goto out;
    } else {
        /* A snapshot's rows point to two contents: all are made again. */
        snprintf(condition, sizeof(condition),
                 type->mode == TYPE_SNAPSHOT ? "content_id <> -1"
                                             : "content_id = %lld",
                 (long long)content->id);
        if (delete_rows(loader, type, condition, err)
            || want_siblings(replay, content, err))
            goto out;
    }
    ret = db_execf(loader->db, err,
                   "delete from content_school where content_id = %lld",
                   (long long)content->id);
out:
    free(schools);
    return ret;
}
