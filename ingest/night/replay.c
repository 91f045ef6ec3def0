#include "ingest/night/replay.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/keep/mend.h"
#include "ingest/load/loader.h"
#include "ingest/load/markhide.h"
#include "ingest/night/again.h"
#include "ingest/read/type.h"

#define SQL "ingest/sql/replay.sql#"

void replay_open(struct replay *replay, struct loader *loader, struct log *log)
{
    memset(replay, 0, sizeof(*replay));
    replay->loader = loader;
    replay->log = log;
}

void replay_close(struct replay *replay)
{
    map_release(&replay->wanted);
    map_release(&replay->whole);
}

void replay_want(struct replay *replay, int64_t content_id)
{
    bool added;

    *map_put(&replay->wanted, &content_id, sizeof(content_id), 1, &added) = 1;
}

int replay_type_order(const struct type_set *types, const char *names)
{
    const struct type *type;
    int first = TYPE_ORDERS;

    while ((type = type_next(types, &names)) != NULL)
        if (type_order(types, type) < first)
            first = type_order(types, type);
    return first < TYPE_ORDERS ? first : ORDER_REST;
}

bool replay_has_order(const struct type_set *types, const char *names,
                      int order)
{
    const struct type *type;

    while ((type = type_next(types, &names)) != NULL)
        if (type_order(types, type) == order)
            return true;
    return false;
}

/* Want each content that a statement names in its first column. */
static int want_all(struct replay *replay, struct query *q, struct err *err)
{
    int row;

    while ((row = query_step(q, err)) == 1)
        replay_want(replay, query_int(q, 0));
    return row;
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
            if (roll_covering(stays, count, date))
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
        || query_open_asset(&strings, loader->db, SQL "read_strings", err)
        || query_open_asset(&rejected, loader->db, SQL "off_roll_contents", err)
        || query_open_asset(&touching, loader->db, SQL "mark_contents", err))
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

/* Once a run: its bytes are those that came. */
static int see_whole(struct replay *replay, const struct content *content,
                     struct err *err)
{
    bool is_whole = loader_saw_whole(replay->loader, content);
    bool is_new;

    map_put(&replay->whole, &content->id, sizeof(content->id), 1, &is_new);
    return is_new && !is_whole
               ? mend_content(replay->loader->db, replay->loader->config,
                              replay->log, content->sha256, err)
               : 0;
}

/*
 * What breaks off, as it is read now, counts nothing. Rows of types that the
 * night has not come to are wanted for later.
 */
static int load_again(struct replay *replay, const struct content *content,
                      const char *state_stamp, int order, struct err *err)
{
    const struct load_request request = { .content = content,
                                          .state_stamp = state_stamp,
                                          .order = order };
    struct loader *loader = replay->loader;
    enum load_look look;
    char message[512];

    if (see_whole(replay, content, err)
        || loader_look(loader, content, &look, NULL, message, err))
        return -1;
    for (int later = order + 1; later < TYPE_ORDERS; later++)
        if (replay_has_order(loader->types, content->type, later))
            replay_want(replay, content->id);
    if (look == LOOK_WHOLE)
        return loader_load(loader, &request, NULL, message, err);
    replay->broken++;
    return look == LOOK_REFUSED ? loader_await(loader, content, err) : 0;
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
    if (query_open_asset(&q, replay->loader->db, SQL "read_schools", err))
        return -1;
    query_bind_int(q, 1, content->id);
    ret = read_keys(q, schools, count, err);
    query_close(q);
    return ret;
}

static bool keeps_states(const struct replay *replay,
                         const struct content *content)
{
    return type_keeps(replay->loader->types, content->type, KEEPS_STATES);
}

static bool is_wanted(const struct replay *replay,
                      const struct content *content, int order)
{
    const int64_t *wanted =
        map_find(&replay->wanted, &content->id, sizeof(content->id));

    return wanted && *wanted
           && replay_has_order(replay->loader->types, content->type, order);
}

/* Each once, of those that it is sent at. */
static void keep_wanted(const struct replay *replay, struct again *again,
                        int order)
{
    size_t kept = 0;

    for (size_t i = 0; i < again->count; i++)
        if (is_wanted(replay, &again->items[i].content, order)
            && !strcmp(again->items[i].content.stamp, again->items[i].stamp))
            again->items[kept++] = again->items[i];
    again->count = kept;
}

static int run_wanted(struct replay *replay, const struct content *content,
                      int order, struct err *err)
{
    bool added;

    *map_put(&replay->wanted, &content->id, sizeof(content->id), 0, &added) = 0;
    if (load_again(replay, content, NULL, order, err))
        return -1;
    /* What a roll's history says depends on each time it was sent. */
    return order == ORDER_STAYS && keeps_states(replay, content)
               ? stale_note_rolls(&replay->loader->stale, content->id, err)
               : 0;
}

int replay_run(struct replay *replay, int order, struct err *err)
{
    struct again again;
    int ret;

    if (!replay->wanted.count)
        return 0;
    if (again_list(&again, replay->loader->db, 0, err))
        return -1;
    keep_wanted(replay, &again, order);
    for (size_t i = 0; (ret = again_at(&again, replay->loader, i, err)) == 1;
         i++)
        if (run_wanted(replay, &again.items[i].content, order, err)) {
            ret = -1;
            break;
        }
    again_release(&again);
    return ret;
}

/* Read contents with ties again, to note the order of their lines. */
static int listen(struct replay *replay, struct err *err)
{
    struct ties *ties = &replay->loader->marks.ties;
    int ret;

    for (size_t i = 0; i < ties->content_count; i++)
        replay_want(replay, ties->contents[i]);
    ties->is_listening = true;
    ret = replay_run(replay, ORDER_MARKS, err);
    ties->is_listening = false;
    return ret;
}

int replay_hide(struct replay *replay, struct err *err)
{
    struct markstore *marks = &replay->loader->marks;
    struct query *ahead = NULL, *behind = NULL;
    bool is_last = false;
    int ret = -1;

    if (markhide_begin(marks, err) || markhide_open_pairs(marks, &ahead, err)
        || markhide_open_pairs(marks, &behind, err))
        goto out;
    while (!is_last) {
        int64_t count;

        if (markhide_find_ties(marks, ahead, &count, &is_last, err)
            || listen(replay, err)
            || markhide_settle(marks, behind, count, err))
            goto out;
    }
    ret = 0;
out:
    query_close(ahead);
    query_close(behind);
    return ret ? ret : markhide_end(marks, err);
}

/* Rows of a type's table whose `column` has a key; NULL = all. */
static int delete_rows(struct loader *loader, const struct type *type,
                       const char *column, int64_t key, struct err *err)
{
    struct str sql = STR_INIT;
    struct query *q = NULL;
    int ret;

    str_addf(&sql, "delete from %s", type->table);
    if (column)
        str_addf(&sql, " where %s = ?1", column);
    ret = query_open(&q, loader->db, sql.text, err);
    if (ret == 0 && column)
        query_bind_int(q, 1, key);
    if (ret == 0)
        ret = query_run(q, err);
    query_close(q);
    str_release(&sql);
    return ret;
}

/* All of a school's roll, gone. */
static int clear_roll(struct loader *loader, int64_t school_key,
                      struct err *err)
{
    const struct db_param school = { ":school_key", NULL, school_key };

    for (size_t i = 0; i < loader->types->count; i++)
        if (loader->types->types[i].keeps == KEEPS_STATES
            && delete_rows(loader, &loader->types->types[i], "school_key",
                           school_key, err))
            return -1;
    return db_run_script(loader->db, SQL "drop_states", &school, 1, err);
}

/* Each time that rolls were sent, in order: of one school, or of all (0). */
static int read_rolls(struct replay *replay, int64_t school_key, int order,
                      struct err *err)
{
    struct again again;
    size_t kept = 0;
    int ret;

    if (again_list(&again, replay->loader->db, school_key, err))
        return -1;
    for (size_t i = 0; i < again.count; i++)
        if (keeps_states(replay, &again.items[i].content))
            again.items[kept++] = again.items[i];
    again.count = kept;
    for (size_t i = 0; (ret = again_at(&again, replay->loader, i, err)) == 1;
         i++)
        if (load_again(replay, &again.items[i].content, again.items[i].stamp,
                       order, err)) {
            ret = -1;
            break;
        }
    again_release(&again);
    return ret;
}

int replay_stale_rolls(struct replay *replay, int order, struct err *err)
{
    struct db *db = replay->loader->db;
    struct query *q = NULL;
    int64_t *schools = NULL;
    size_t count = 0;
    int ret;

    if (replay->wants_rolls && read_rolls(replay, 0, order, err))
        return -1;
    replay->wants_rolls = false;
    if (query_open_asset(&q, db, "ingest/sql/stale.sql#read_rolls", err))
        return -1;
    ret = read_keys(q, &schools, &count, err);
    query_close(q);
    for (size_t i = 0; ret == 0 && i < count; i++)
        ret = clear_roll(replay->loader, schools[i], err)
                      || read_rolls(replay, schools[i], order, err)
                  ? -1
                  : 0;
    free(schools);
    return ret ? ret
               : db_run_script(db, "ingest/sql/stale.sql#clear_rolls", NULL, 0,
                               err);
}

/* --- withdrawal --------------------------------------------------------- */

/* No two schools have a key in common. */
static bool is_by_school(const struct type *type)
{
    return type->school >= 0 && type_is_key(type, type->school)
           && type->fields[type->school].need == NEED_VALUE;
}

/* Contents of the same type that may have its keys. */
static int want_siblings(struct replay *replay, const struct type *type,
                         const struct content *content, struct err *err)
{
    struct query *q = NULL;
    int ret;

    if (query_open_asset(&q, replay->loader->db, SQL "siblings", err))
        return -1;
    query_bind_int(q, 1, content->id);
    query_bind_int(q, 2, is_by_school(type) && type->mode != TYPE_SNAPSHOT);
    query_bind_text(q, 3, type->reports_as);
    ret = want_all(replay, q, err);
    query_close(q);
    return ret;
}

/* A school's rows go; where another school's may have their keys, all contents
   of the type are read again. */
static int clear_type(struct replay *replay, const struct type *type,
                      int64_t school_key, struct err *err)
{
    struct db *db = replay->loader->db;
    struct query *q = NULL;
    int ret;

    if (delete_rows(replay->loader, type, "school_key", school_key, err))
        return -1;
    if (is_by_school(type) || !db_changes(db))
        return 0;
    if (query_open_asset(&q, db, SQL "type_contents", err))
        return -1;
    query_bind_text(q, 1, type->reports_as);
    ret = want_all(replay, q, err);
    query_close(q);
    return ret;
}

/* Rows of a school may be another's now, or of none that is known. */
static int clear_school(struct replay *replay, int64_t school_key,
                        struct err *err)
{
    struct db_param params[] = { { ":school_key", NULL, school_key },
                                 { ":schools", "", 0 } };
    struct loader *loader = replay->loader;
    struct query *q = NULL;
    int ret;

    if (clear_roll(loader, school_key, err))
        return -1;
    for (size_t i = 0; i < loader->types->count; i++) {
        const struct type *type = &loader->types->types[i];

        if (type->keeps == KEEPS_SCHOOLS)
            params[1].text = type->reports_as;
        else if (type->school >= 0 && type->table[0]
                 && clear_type(replay, type, school_key, err))
            return -1;
    }
    if (query_open_asset(&q, loader->db, SQL "school_contents", err))
        return -1;
    query_bind_int(q, 1, school_key);
    query_bind_text(q, 2, params[1].text);
    ret = want_all(replay, q, err);
    query_close(q);
    return ret ? ret
               : db_run_script(loader->db, SQL "drop_school", params, 2, err);
}

static int clear_schools(struct replay *replay, const char *asset,
                         struct err *err)
{
    struct query *q = NULL;
    int64_t *schools = NULL;
    size_t count = 0;
    int ret;

    if (query_open_asset(&q, replay->loader->db, asset, err))
        return -1;
    ret = read_keys(q, &schools, &count, err);
    query_close(q);
    for (size_t i = 0; ret == 0 && i < count; i++)
        ret = clear_school(replay, schools[i], err);
    free(schools);
    return ret;
}

static int want_rejected(struct replay *replay, struct err *err)
{
    struct query *q = NULL;
    int ret;

    if (query_open_asset(&q, replay->loader->db, SQL "rejected_contents", err))
        return -1;
    ret = want_all(replay, q, err);
    query_close(q);
    return ret;
}

static int withdraw_schools(struct replay *replay, const struct type *type,
                            const struct content *content, struct err *err)
{
    struct loader *loader = replay->loader;

    if (delete_rows(loader, type, "content_id", content->id, err)
        || want_rejected(replay, err))
        return -1;
    idents_schools_changed(&loader->idents);
    return want_siblings(replay, type, content, err)
                   || replay_run(replay, ORDER_SCHOOLS, err)
                   || clear_schools(replay, SQL "unknown_schools", err)
               ? -1
               : 0;
}

static int withdraw_marks(struct replay *replay, const struct type *type,
                          const struct content *content, struct err *err)
{
    int64_t *schools = NULL;
    size_t count = 0;
    int ret = schools_of(replay, content, &schools, &count, err);

    for (size_t i = 0; ret == 0 && i < count; i++)
        ret = markstore_clear(&replay->loader->marks, content->id, schools[i],
                              err);
    free(schools);
    return ret ? ret : want_siblings(replay, type, content, err);
}

static int withdraw_type(struct replay *replay, const struct type *type,
                         const struct content *content, struct err *err)
{
    struct loader *loader = replay->loader;
    bool is_snapshot = type->mode == TYPE_SNAPSHOT;

    if (type->mode == TYPE_IGNORED)
        return 0;
    if (type->keeps == KEEPS_SCHOOLS)
        return withdraw_schools(replay, type, content, err);
    if (type->mode == TYPE_MARKS)
        return withdraw_marks(replay, type, content, err);
    if (type->keeps == KEEPS_STATES)
        return stale_note_rolls(&loader->stale, content->id, err);
    /* A snapshot's rows point to two contents: all are made again. */
    return delete_rows(loader, type, is_snapshot ? NULL : "content_id",
                       content->id, err)
                   || want_siblings(replay, type, content, err)
               ? -1
               : 0;
}

int replay_withdraw(struct replay *replay, const struct content *content,
                    struct err *err)
{
    const struct db_param id = { ":content_id", NULL, content->id };
    struct loader *loader = replay->loader;
    const char *names = content->type;
    const struct type *type;

    if (db_run_script(loader->db, SQL "drop_content", &id, 1, err))
        return -1;
    if (!*names)
        return 0;
    while ((type = type_next(loader->types, &names)) != NULL)
        if (withdraw_type(replay, type, content, err))
            return -1;
    return db_run_script(loader->db, SQL "drop_schools", &id, 1, err);
}

int replay_anew(struct replay *replay, struct content *content, struct err *err)
{
    struct contents *contents = &replay->loader->contents;

    if (contents_set_status(contents, content, "withdrawn", err)
        || replay_withdraw(replay, content, err)
        || contents_set_status(contents, content, "loaded", err))
        return -1;
    replay_want(replay, content->id);
    return 0;
}

/* Contents that a statement names, by a text where one is given. */
static int read_listed(struct replay *replay, const char *asset,
                       const char *given, struct content **list, size_t *count,
                       struct err *err)
{
    struct query *q = NULL;
    size_t capacity = 0;
    int row;

    if (query_open_asset(&q, replay->loader->db, asset, err))
        return -1;
    if (given)
        query_bind_text(q, 1, given);
    while ((row = query_step(q, err)) == 1) {
        MEM_ROOM(*list, *count, capacity);
        content_read(&(*list)[(*count)++], q);
    }
    query_close(q);
    return row;
}

/* Rows that waited for a school; of a content without a column that says whose
   it is, all are perhaps another's now. */
static int want_waiting(struct replay *replay, struct err *err)
{
    struct content *list = NULL;
    size_t count = 0;
    int ret = read_listed(replay, SQL "waiting", NULL, &list, &count, err);

    for (size_t i = 0; ret == 0 && i < count; i++) {
        bool goes;

        ret = loader_goes_by_sender(replay->loader, &list[i], &goes, err);
        if (ret == 0 && goes)
            ret = replay_anew(replay, &list[i], err);
        else if (ret == 0)
            replay_want(replay, list[i].id);
    }
    free(list);
    return ret;
}

int replay_births(struct replay *replay, const char *as_of, int64_t *count,
                  struct err *err)
{
    struct content *list = NULL;
    size_t listed = 0;
    int ret = read_listed(replay, SQL "born", as_of, &list, &listed, err);

    for (size_t i = 0; ret == 0 && i < listed; i++)
        ret = replay_anew(replay, &list[i], err);
    *count = (int64_t)listed;
    free(list);
    return ret;
}

int replay_schools(struct replay *replay, struct err *err)
{
    struct db *db = replay->loader->db;

    return clear_schools(replay, "ingest/sql/school.sql#read_passed", err)
                   || db_run_script(db, "ingest/sql/school.sql#settle", NULL, 0,
                                    err)
                   || want_waiting(replay, err)
               ? -1
               : 0;
}

/* Contents with rows completed from a table, where it changed. */
static int want_asking(struct replay *replay, const char *table,
                       struct err *err)
{
    struct content *list = NULL;
    size_t count = 0;
    int ret = read_listed(replay, SQL "asking", table, &list, &count, err);

    for (size_t i = 0; ret == 0 && i < count; i++)
        ret = replay_anew(replay, &list[i], err);
    free(list);
    return ret;
}

int replay_want_asking(struct replay *replay, int order, struct err *err)
{
    const struct type_set *types = replay->loader->types;

    for (size_t i = 0; i < types->count; i++)
        if (types->types[i].table[0]
            && type_order(types, &types->types[i]) == order
            && want_asking(replay, types->types[i].table, err))
            return -1;
    return 0;
}
