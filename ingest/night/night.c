#include "ingest/night/night.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "config/filename.h"
#include "core/db.h"
#include "core/err.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/path.h"
#include "core/str.h"
#include "ingest/keep/archive.h"
#include "ingest/load/listing.h"
#include "ingest/load/person.h"
#include "ingest/load/reach.h"
#include "ingest/load/reader.h"
#include "ingest/read/type.h"

#define DAY (24 * 60 * 60)
#define SQL "ingest/sql/night.sql#"

int night_open(struct night *night, const struct ingest *in,
               struct ingest_result *result, struct err *err)
{
    memset(night, 0, sizeof(*night));
    night->in = in;
    night->result = result;
    night->watch = -1;
    if (loader_open(&night->loader, in->db, in->config, in->types, err))
        return -1;
    night->loader.as_of = in->as_of;
    replay_open(&night->replay, &night->loader, in->log);
    if (tombs_read(&night->tombs, in->db, in->config->warehouse, err))
        return -1;
    if (query_open_asset(&night->record, in->db, SQL "record", err)
        || query_open_asset(&night->remember, in->db, SQL "remember", err))
        return -1;
    return 0;
}

/* Records that nobody has asked for. */
static void drop_held(struct night *night)
{
    for (size_t i = 0; i < night->count; i++) {
        reader_free(night->arrivals[i].held);
        night->arrivals[i].held = NULL;
    }
}

void night_close(struct night *night)
{
    query_close(night->record);
    query_close(night->remember);
    replay_close(&night->replay);
    tombs_release(&night->tombs);
    stopped_release(&night->stopped);
    if (night->loader.db)
        loader_close(&night->loader);
    night_gather_end(night);
    drop_held(night);
    free(night->arrivals);
    folder_leave(&night->watch);
}

/* Known bytes that were sent on an earlier day than it seemed. */
static int sent_before(struct night *night, struct content *known,
                       struct err *err)
{
    bool goes;

    if (loader_goes_by_day(&night->loader, known, &goes, err))
        return -1;
    if (goes)
        return replay_anew(&night->replay, known, err);
    /* What it says was known earlier than it seemed. */
    if (type_keeps(night->in->types, known->type, KEEPS_FIRST))
        replay_want(&night->replay, known->id);
    return 0;
}

/*
 * Under another path its sender is another, where the file does not say it: the
 * same bytes are one school's, the one's that sent them last, and of which
 * other they say nothing has to be said.
 */
static int sent_from(struct night *night, const char *path,
                     struct content *known, const char *before, const char *now,
                     char message[512], struct err *err)
{
    struct loader *loader = &night->loader;
    char own[SENDER_SIZE], old[SENDER_SIZE], last[SENDER_SIZE];
    int64_t own_key, old_key, last_key;
    bool goes = false;

    if (loader_find_sender(loader, known, path, own, &own_key, err)
        || loader_find_sender(loader, known, before, old, &old_key, err)
        || loader_find_sender(loader, known, now, last, &last_key, err))
        return -1;
    if ((strcmp(before, now) != 0 || own_key != last_key)
        && loader_goes_by_sender(loader, known, &goes, err))
        return -1;
    if (!goes)
        return 0;
    if (own_key != last_key)
        snprintf(message, 512, "the same bytes count for school %s alone",
                 last);
    else if (old_key && old_key != last_key)
        snprintf(message, 512, "the same bytes no longer count for school %s",
                 old);
    return strcmp(before, now) != 0 ? replay_anew(&night->replay, known, err)
                                    : 0;
}

/* Does the day on which a content is sent decide which school it names? */
static int has_shared_number(struct night *night, int64_t content_id, bool *has,
                             struct err *err)
{
    struct query *q = NULL;
    int row;

    if (query_open_asset(&q, night->in->db,
                         "ingest/sql/school.sql#has_shared_number", err))
        return -1;
    query_bind_int(q, 1, content_id);
    row = query_step(q, err);
    query_close(q);
    *has = row == 1;
    return row < 0 ? -1 : 0;
}

/* Rows without a day of their own: which school they name by a number that two
   have goes by the day on which they are sent (details 57). */
static bool has_undated(const struct type_set *types, const char *names)
{
    const struct type *type;

    while ((type = type_next(types, &names)) != NULL)
        if (type->school >= 0 && type->effective < 0 && type->date < 0
            && type->keeps != KEEPS_STATES && type->keeps != KEEPS_SCHOOLS)
            return true;
    return false;
}

/*
 * What bytes sent again say anew: of a roll that comes later than before
 * nothing, but where another came between; its history is made again then.
 */
static int take_again(struct night *night, struct content *known,
                      const char *stamp, bool is_later, struct err *err)
{
    struct stale *stale = &night->loader.stale;
    bool is_wanted = is_later;
    bool is_another = false;

    if (is_later && has_undated(night->in->types, known->type)
        && has_shared_number(night, known->id, &is_another, err))
        return -1;
    if (is_another)
        return replay_anew(&night->replay, known, err);

    if (type_keeps(night->in->types, known->type, KEEPS_STATES)) {
        if (is_later
                ? stale_note_overtaken(stale, known->id, stamp, err)
                      || has_shared_number(night, known->id, &is_wanted, err)
                : stale_note_rolls(stale, known->id, err))
            return -1;
    }
    if (is_wanted)
        replay_want(&night->replay, known->id);
    return 0;
}

/* Known bytes with a stamp of their own (details.md 1, 15, 46). */
static int resend(struct night *night, struct arrival *arrival,
                  struct content *known, struct err *err)
{
    struct contents *contents = &night->loader.contents;
    struct str before = STR_INIT, now = STR_INIT;
    const char *stamp = arrival->content.stamp;
    char message[512] = "";
    bool is_new, is_later;
    date_t first;
    int ret = contents_first_day(contents, known, &first, err)
              || contents_path(contents, known->id, &before, err)
              || contents_add_stamp(contents, known, stamp, arrival->from,
                                    &is_new, &is_later, err)
              || contents_path(contents, known->id, &now, err)
              || (is_new && take_again(night, known, stamp, is_later, err));

    if (night->loader.rejects.notes)
        replay_want(&night->replay, known->id);
    ret = ret || (stamp_day(stamp) < first && sent_before(night, known, err))
          || sent_from(night, arrival->from, known, before.text, now.text,
                       message, err);
    str_release(&before);
    str_release(&now);
    if (ret)
        return -1;
    /* How fresh data is, and what the newest files list, is another now. */
    night->result->news += is_new;
    return night_record(night, arrival, "unchanged", NULL, message, err);
}

/* A file that is no extract, or breaks off: nothing of it is there. */
static int turn_away(struct night *night, struct arrival *arrival,
                     enum load_look look, const char *message, struct err *err)
{
    night_drop(night, &arrival->content);
    /* Whose it is may be known another night: it is looked at until then. */
    if (look == LOOK_REFUSED) {
        arrival->seen.path = NULL;
        arrival->is_again = true;
    }
    return night_record(night, arrival,
                        look == LOOK_REFUSED ? "refused" : "incomplete", NULL,
                        message, err);
}

/* Suspiciously small: it waits for a release. */
static int hold(struct night *night, struct arrival *arrival,
                const char *message, struct err *err)
{
    return contents_set_status(&night->loader.contents, &arrival->content,
                               "held", err)
                   || night_record(night, arrival, "held", NULL, message, err)
               ? -1
               : 0;
}

/*
 * The extract time is more than a day ahead of the clock (details 102): taken
 * as it is, it would win over all that comes until then.
 */
static bool is_to_come(const struct night *night, const char *stamp)
{
    char limit[STAMP_SIZE];

    stamp_from_time((time_t)(night->in->now + DAY), limit);
    return strcmp(stamp, limit) > 0;
}

static void say_to_come(char message[512], const char *stamp)
{
    snprintf(message, 512,
             "its extract time, %s, is to come: send it under the right date,"
             " or 'vschool release' lets it in as it is",
             stamp);
}

/* Every row is rejected: loaded, but the run does not end as if all were well
   (details 82). */
static void say_if_none(struct night *night, const struct arrival *arrival,
                        const struct load_counts *counts)
{
    struct str name = STR_INIT;

    if (!counts->read || counts->rejected < counts->read)
        return;
    night->result->troubled++;
    filename_add(&name, arrival->path);
    log_step(night->in->log, "%s: every row is rejected (%lld)", name.text,
             (long long)counts->rejected);
    str_release(&name);
}

static int load_content(struct night *night, struct arrival *arrival,
                        struct err *err)
{
    struct content *content = &arrival->content;
    const struct load_request request = { .content = content,
                                          .order = arrival->order,
                                          .is_new = !content->id };
    struct load_counts counts;
    struct load_size size;
    enum load_look look;
    char message[512];

    night->loader.arriving = arrival->from;
    loader_take(&night->loader, arrival->held);
    arrival->held = NULL;
    if (loader_look(&night->loader, content, &look, &size, message, err))
        return -1;
    if (look != LOOK_WHOLE)
        return turn_away(night, arrival, look, message, err);
    if (!content->id) {
        content_copy(content->status, sizeof(content->status), "loaded");
        if (contents_add(&night->loader.contents, content, arrival->from, err))
            return -1;
    }
    if (is_to_come(night, content->stamp) && !content->released) {
        say_to_come(message, content->stamp);
        return hold(night, arrival, message, err);
    }
    if (snapshot_is(night->in->types, content->type)) {
        if (snapshot_keep_size(night, content, &size, err)
            || snapshot_judge(night, content, &size, message, err))
            return -1;
        if (message[0] && !content->released)
            return hold(night, arrival, message, err);
    }
    if (contents_set_status(&night->loader.contents, content, "loaded", err)
        || loader_load(&night->loader, &request, &counts, message, err))
        return -1;
    arrival->is_loaded = true;
    arrival->reached = arrival->order;
    say_if_none(night, arrival, &counts);
    counts.read += arrival->erased.rows;
    counts.rejected += arrival->erased.rows;
    return night_record(night, arrival, "loaded", &counts, message, err);
}

/* Rows of a further type of files whose first ones are in. */
static int load_further(struct night *night, struct arrival *arrival, int order,
                        struct err *err)
{
    const struct load_request request = { .content = &arrival->content,
                                          .order = order };
    struct load_counts counts;
    char message[512];

    if (!arrival->is_loaded || arrival->reached >= order)
        return 0;
    arrival->reached = order;
    if (!replay_has_order(night->in->types, arrival->content.type, order))
        return 0;
    return loader_load(&night->loader, &request, &counts, message, err)
                   || night_add_counts(night, arrival, &counts, err)
               ? -1
               : 0;
}

/* Known bytes that count nothing so far. */
static int take_known(struct night *night, struct arrival *arrival,
                      struct content *known, struct err *err)
{
    struct contents *contents = &night->loader.contents;
    const char *stamp = arrival->content.stamp;
    bool is_new, is_later;

    /* Sent again under a date that may be: the other one was a slip. */
    if (!known->released && is_to_come(night, known->stamp)
        && !is_to_come(night, stamp)
        && contents_drop_stamp(contents, known, err))
        return -1;
    if (contents_add_stamp(contents, known, stamp, arrival->from, &is_new,
                           &is_later, err))
        return -1;
    arrival->content = *known;
    /* The same file as the one that was withdrawn: it stays out. */
    if (!strcmp(known->status, "withdrawn") && !is_new && !known->released)
        return night_record(night, arrival, "unchanged", NULL,
                            "withdrawn; 'vschool release' lets it in", err);
    return load_content(night, arrival, err);
}

/*
 * Bytes that are in already, under a stamp that is to come: how their content
 * stands says nothing of the file, which is looked at until its day is there.
 */
static int wait_for_its_day(struct night *night, struct arrival *arrival,
                            struct err *err)
{
    char message[512];

    snprintf(message, sizeof(message),
             "its extract time, %s, is to come, and its bytes came before:"
             " send it under the right date",
             arrival->content.stamp);
    arrival->seen.path = NULL;
    arrival->is_again = true;
    return night_record(night, arrival, "held", NULL, message, err);
}

static int load_arrival(struct night *night, struct arrival *arrival,
                        struct err *err)
{
    struct content known;
    bool found;

    if (contents_find(&night->loader.contents, arrival->content.sha256, &known,
                      &found, err))
        return -1;
    if (!found)
        return load_content(night, arrival, err);
    if (strcmp(known.status, "loaded") != 0)
        return take_known(night, arrival, &known, err);
    if (!is_to_come(night, arrival->content.stamp))
        return resend(night, arrival, &known, err);
    return wait_for_its_day(night, arrival, err);
}

/* What must be done when all files of one order are in. */
static int finish_order(struct night *night, int order, struct err *err)
{
    if (replay_run(&night->replay, order, err))
        return -1;
    switch (order) {
    case ORDER_SCHOOLS:
        return replay_schools(&night->replay, err);
    case ORDER_BEFORE_STAYS:
        return replay_want_asking(&night->replay, order, err);
    case ORDER_STAYS:
        return replay_stale_rolls(&night->replay, order, err);
    case ORDER_PERSONS:
        return listing_settle(night->in->db, night->in->types, err)
                       || replay_want_asking(&night->replay, order, err)
                   ? -1
                   : 0;
    case ORDER_REST:
        return person_resolve(&night->loader, err)
                       || person_add_new(&night->loader, err)
                       || replay_stale_rolls(&night->replay, order, err)
                       || roll_settle(&night->loader.roll, night->in->db, err)
                       || replay_want_rolls(&night->replay, err)
                   ? -1
                   : 0;
    case ORDER_MARKS:
        return person_add_new(&night->loader, err)
                       || replay_hide(&night->replay, err)
                   ? -1
                   : 0;
    default:
        return 0;
    }
}

/* Those that come next and are new are read ahead, as far as there is room. */
static int expect(struct night *night, size_t at, size_t *expected,
                  struct err *err)
{
    int order = night->arrivals[at].order;

    if (*expected < at)
        *expected = at;
    for (; *expected < night->count && night->arrivals[*expected].order == order
           && loader_has_room(&night->loader);
         ++*expected) {
        const struct arrival *next = &night->arrivals[*expected];

        if (!next->content.id && !next->held
            && loader_expect(&night->loader, &next->content, next->from, err))
            return night_blame(next->path, err);
    }
    return 0;
}

/* All that there is yet of one order. */
static int load_order(struct night *night, int order, size_t *at,
                      size_t *expected, struct err *err)
{
    for (; *at < night->count && night->arrivals[*at].order == order; ++*at) {
        if (expect(night, *at, expected, err) || night_gather_more(night, err))
            return -1;
        log_progress(night->in->log, "loading file", (int64_t)*at + 1,
                     (int64_t)night->count, night->result->rows_read);
        if (load_arrival(night, &night->arrivals[*at], err))
            return night_blame(night->arrivals[*at].path, err);
    }
    for (size_t i = 0; i < *at; i++)
        if (load_further(night, &night->arrivals[i], order, err))
            return night_blame(night->arrivals[i].path, err);
    return finish_order(night, order, err);
}

/* Before the last order comes all that waited is there; what of it is of an
   earlier one after all brings the night back to that. */
static int find_order(struct night *night, size_t at, int *order,
                      struct err *err)
{
    if (*order == ORDER_MARKS && night_gather_rest(night, at, err))
        return -1;
    if (at < night->count && night->arrivals[at].order < *order)
        *order = night->arrivals[at].order;
    return 0;
}

int night_load(struct night *night, struct err *err)
{
    size_t at = 0, expected = 0;

    for (int order = 0; order < TYPE_ORDERS; order++)
        if (find_order(night, at, &order, err) || night_gather_more(night, err)
            || load_order(night, order, &at, &expected, err))
            return -1;
    if (reach_settle(&night->loader.stale, night->in->types, err))
        return -1;
    drop_held(night);
    night->count = 0;
    if (night->replay.broken) {
        night->result->troubled += night->replay.broken;
        log_step(night->in->log,
                 "ingest: %lld contents of the archive break off as they are"
                 " read now, and count nothing",
                 (long long)night->replay.broken);
    }
    return 0;
}
