#define _XOPEN_SOURCE 700 /* realpath */
#include "ingest/ingest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/config.h"
#include "core/db.h"
#include "core/err.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/keep/archive.h"
#include "ingest/keep/journal.h"
#include "ingest/night/night.h"
#include "ingest/read/type.h"

int ingest_run(const struct ingest *in, struct ingest_result *result,
               struct err *err)
{
    struct inbox inbox = { NULL, 0, 0 };
    struct night night;
    int ret = -1;

    if (night_open(&night, in, result, err)
        || inbox_read(&inbox, in->config->inbox, err)
        || night_gather(&night, &inbox, err) || night_load(&night, err))
        goto out;
    log_progress_end(in->log);
    ret = 0;
out:
    inbox_release(&inbox);
    night_close(&night);
    return ret;
}

/* A file as the inbox would list it; `path` is absolute. */
static int arrive_from(struct night *night, const char *path, char **listed,
                       char added[HASH_TEXT_SIZE], struct err *err)
{
    struct inbox_file file;
    char sha256[HASH_TEXT_SIZE];

    *listed = mem_dup(path + 1);
    if (inbox_stat("", *listed, &file))
        return err_set(err, ERR_NOINPUT, "cannot read '%s'", path);
    file.path = *listed;
    if (hash_file(path, sha256, err))
        return -1;
    if (!archive_has(night->in->config->archive, sha256))
        memcpy(added, sha256, sizeof(sha256));
    return night_arrive(night, &file, err);
}

int ingest_check(const struct ingest *in, const char *const *paths,
                 size_t count, struct ingest_result *result, struct err *err)
{
    struct config config = *in->config; /* shares its texts; not released */
    struct ingest here = *in;
    char **listed = mem_zero(count, sizeof(*listed));
    char(*digests)[HASH_TEXT_SIZE] = mem_zero(count, sizeof(*digests));
    static char no_folder[1] = "";
    struct night night;
    int ret = -1;

    config.inbox = no_folder;
    config.settle_seconds = 0;
    here.config = &config;
    if (night_open(&night, &here, result, err))
        goto out;
    for (size_t i = 0; i < count; i++)
        if (arrive_from(&night, paths[i], &listed[i], digests[i], err))
            goto out;
    if (night.count)
        qsort(night.arrivals, night.count, sizeof(*night.arrivals),
              night_compare);
    ret = night_load(&night, err);
out:
    for (size_t i = 0; i < count; i++) {
        if (digests[i][0])
            archive_remove(config.archive, digests[i]);
        free(listed[i]);
    }
    free(listed);
    free(digests);
    night_close(&night);
    return ret;
}

/* A path as load_file has it: one that leads into the inbox, from there on. */
static char *below_inbox(const struct config *config, const char *name)
{
    char *inbox = realpath(config->inbox, NULL);
    char *full = realpath(name, NULL);
    size_t len = inbox ? strlen(inbox) : 0;
    bool inside =
        inbox && full && !strncmp(full, inbox, len) && full[len] == '/';
    char *path = mem_dup(inside ? full + len + 1 : name);

    free(inbox);
    free(full);
    return path;
}

static int find_named(struct night *night, const char *name,
                      struct arrival *arrival, struct err *err)
{
    struct query *q = NULL;
    char sha256[HASH_TEXT_SIZE] = "";
    char *path;
    bool found = false;
    int row;

    if (query_open(&q, night->in->db,
                   "select path, sha256 from load_file where (path = ?1"
                   " or sha256 = ?1) and sha256 <> ''"
                   " order by run_id desc limit 1",
                   err))
        return -1;
    path = below_inbox(night->in->config, name);
    query_bind_text(q, 1, path);
    free(path);
    row = query_step(q, err);
    if (row == 1)
        content_copy(sha256, sizeof(sha256), query_text(q, 1));
    query_close(q);
    if (row < 0)
        return -1;
    if (!sha256[0] && strlen(name) == HASH_TEXT_SIZE - 1)
        content_copy(sha256, sizeof(sha256), name);
    if (sha256[0]
        && contents_find(&night->loader.contents, sha256, &arrival->content,
                         &found, err))
        return -1;
    if (!found)
        return err_set(err, ERR_USAGE, "no file '%s' has been taken in", name);
    arrival->path = name;
    arrival->order = replay_type_order(arrival->content.type);
    return 0;
}

/* The journal that follows a change must know of it: see ingest_write_journal.
 */
int ingest_release(const struct ingest *in, const char *name,
                   struct ingest_result *result, struct err *err)
{
    struct arrival arrival = { .path = NULL };
    struct night night;
    int ret = -1;

    if (night_open(&night, in, result, err)
        || find_named(&night, name, &arrival, err))
        goto out;
    if (strcmp(arrival.content.status, "held") != 0
        && strcmp(arrival.content.status, "withdrawn") != 0) {
        err_set(err, ERR_USAGE, "'%s' is neither held nor withdrawn: it is %s",
                name, arrival.content.status);
        goto out;
    }
    arrival.content.released = true;
    if (db_execf(in->db, err,
                 "update content set is_released = 1 where content_id = %lld",
                 (long long)arrival.content.id)
        || db_execf(in->db, err,
                    "update inbox_file set status = 'loaded'"
                    " where sha256 = '%s'",
                    arrival.content.sha256))
        goto out;
    night.arrivals = mem_alloc(sizeof(*night.arrivals));
    night.arrivals[0] = arrival;
    night.count = 1;
    {
        /* inbox_file keeps what it knows: only load_file gets a row. */
        struct query *q = night.remember;

        night.remember = NULL;
        query_close(q);
        if (query_open(&night.remember, in->db, "select ?1, ?2, ?3, ?4, ?5, ?6",
                       err))
            goto out;
    }
    ret = night_load(&night, err);
out:
    night_close(&night);
    return ret;
}

int ingest_withdraw(const struct ingest *in, const char *name, struct err *err)
{
    struct arrival arrival = { .path = NULL };
    struct ingest_result result;
    struct night night;
    int ret = -1;

    if (night_open(&night, in, &result, err)
        || find_named(&night, name, &arrival, err))
        goto out;
    if (strcmp(arrival.content.status, "loaded") != 0) {
        err_set(err, ERR_USAGE, "'%s' is not loaded: it is %s", name,
                arrival.content.status);
        goto out;
    }
    if (contents_set_status(&night.loader.contents, &arrival.content,
                            "withdrawn", err)
        || replay_withdraw(&night.replay, &arrival.content, err))
        goto out;
    ret = night_load(&night, err);
out:
    night_close(&night);
    return ret;
}

/* Nothing of the extracts is left, keys and contents are. */
static int empty_tables(struct night *night, struct err *err)
{
    for (size_t i = 0; i < night->in->types->count; i++) {
        const struct type *type = &night->in->types->types[i];

        if (type->table[0]
            && db_execf(night->in->db, err, "delete from %s", type->table))
            return -1;
    }
    return db_run_script(night->in->db, "ingest/sql/empty.sql", NULL, 0, err);
}

/* How large each snapshot is, for the rule of suspiciously small ones. */
static int measure_snapshots(struct night *night, struct err *err)
{
    struct content *list = NULL;
    size_t count = 0, capacity = 0;
    struct query *q = NULL;
    int row, ret = 0;

    if (query_open(&q, night->in->db,
                   "select sha256, type from content"
                   " where status = 'loaded' order by content_id",
                   err))
        return -1;
    while ((row = query_step(q, err)) == 1) {
        bool found;

        if (!snapshot_is(night->in->types, query_text(q, 1)))
            continue;
        MEM_ROOM(list, count, capacity);
        if (contents_find(&night->loader.contents, query_text(q, 0),
                          &list[count++], &found, err)) {
            row = -1;
            break;
        }
    }
    query_close(q);
    for (size_t i = 0; row == 0 && ret == 0 && i < count; i++) {
        struct load_size size;

        ret = loader_measure(&night->loader, &list[i], &size, err)
                      || snapshot_keep_size(night, &list[i], &size, err)
                  ? -1
                  : 0;
    }
    free(list);
    return row ? row : ret;
}

int ingest_rebuild(const struct ingest *in, struct err *err)
{
    struct ingest_result result;
    struct query *q = NULL;
    struct night night;
    int row;
    int ret = -1;

    if (night_open(&night, in, &result, err)
        || journal_read(in->db, in->config->archive, err)
        || empty_tables(&night, err)
        || query_open_asset(&q, in->db, "ingest/sql/contents.sql", err))
        goto out;
    query_bind_null(q, 1);
    while ((row = query_step(q, err)) == 1)
        replay_want(&night.replay, query_int(q, 0));
    query_close(q);
    q = NULL;
    if (row)
        goto out;
    if (measure_snapshots(&night, err))
        goto out;
    /* Histories need every stamp: all rolls are made again after the rest. */
    if (replay_run(&night.replay, 0, err) || replay_run(&night.replay, 1, err)
        || db_run_script(in->db, "ingest/sql/stale.sql#note_all_rolls", NULL, 0,
                         err))
        goto out;
    ret = night_load(&night, err);
out:
    query_close(q);
    night_close(&night);
    return ret;
}

int ingest_clear_inbox(const struct ingest *in, struct err *err)
{
    struct query *q = NULL;
    struct str full = STR_INIT;
    int row;

    if (query_open_asset(&q, in->db, "ingest/sql/taken_in.sql", err))
        return -1;
    query_bind_int(q, 1, in->run_id);
    while ((row = query_step(q, err)) == 1) {
        struct inbox_file now;

        if (inbox_stat(in->config->inbox, query_text(q, 0), &now)
            || now.size != query_int(q, 1)
            || now.modified_ns != query_int(q, 2))
            continue;
        str_clear(&full);
        str_addf(&full, "%s/%s", in->config->inbox, query_text(q, 0));
        if (unlink(full.text) != 0)
            log_step(in->log, "%s: cannot be removed from the inbox",
                     query_text(q, 0));
    }
    query_close(q);
    str_release(&full);
    return row;
}

int ingest_write_journal(const struct ingest *in, struct err *err)
{
    return journal_write(in->db, in->config->archive, err);
}
