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
#include "ingest/night/renew.h"

#define SQL "ingest/sql/ingest.sql#"

/* Whatever is done begins with what config and program say of the rest. */
static int begin(struct night *night, const struct ingest *in,
                 struct ingest_result *result, struct err *err)
{
    return night_open(night, in, result, err) || renew(night, err) ? -1 : 0;
}

int ingest_renew(const struct ingest *in, struct ingest_result *result,
                 struct err *err)
{
    struct night night;
    int ret = begin(&night, in, result, err);

    night_close(&night);
    return ret;
}

int ingest_run(const struct ingest *in, struct ingest_result *result,
               struct err *err)
{
    struct inbox inbox = { NULL, 0, 0 };
    struct night night;
    int ret = -1;

    if (begin(&night, in, result, err)
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
    return night_arrive(night, &file, false, err);
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
    if (begin(&night, &here, result, err))
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
    char *path;
    int row;

    if (query_open_asset(&q, night->in->db, SQL "find_named", err))
        return -1;
    path = below_inbox(night->in->config, name);
    query_bind_text(q, 1, path);
    query_bind_text(q, 2, name);
    free(path);
    row = query_step(q, err);
    if (row == 1)
        content_read(&arrival->content, q);
    query_close(q);
    if (row < 0)
        return -1;
    if (row == 0)
        return err_set(err, ERR_USAGE, "no file '%s' has been taken in", name);
    arrival->path = name;
    arrival->order = replay_type_order(night->in->types, arrival->content.type);
    return 0;
}

/* What was withdrawn may be of another type since. */
static int recognise(struct night *night, struct arrival *arrival,
                     struct err *err)
{
    struct content *content = &arrival->content;
    char refusal[512];

    if (night_probe(night, content, err)
        || night_recognise(night, content, refusal, err))
        return -1;
    if (!content->type[0])
        return err_set(err, ERR_DATA, "'%s' is no extract: %s", arrival->path,
                       refusal);
    arrival->order = replay_type_order(night->in->types, content->type);
    return contents_set_type(&night->loader.contents, content, err);
}

int ingest_release(const struct ingest *in, const char *name,
                   struct ingest_result *result, struct err *err)
{
    struct arrival arrival = { .path = NULL };
    struct night night;
    int ret = -1;

    if (begin(&night, in, result, err)
        || find_named(&night, name, &arrival, err))
        goto out;
    if (strcmp(arrival.content.status, "held") != 0
        && strcmp(arrival.content.status, "withdrawn") != 0) {
        err_set(err, ERR_USAGE, "'%s' is neither held nor withdrawn: it is %s",
                name, arrival.content.status);
        goto out;
    }
    if (recognise(&night, &arrival, err)
        || contents_release(&night.loader.contents, &arrival.content, err))
        goto out;
    night.arrivals = mem_alloc(sizeof(*night.arrivals));
    night.arrivals[0] = arrival;
    night.count = 1;
    ret = night_load(&night, err);
out:
    night_close(&night);
    return ret;
}

/* Before anything is read: its bytes may be what is wrong. */
int ingest_withdraw(const struct ingest *in, const char *name,
                    struct ingest_result *result, struct err *err)
{
    struct arrival arrival = { .path = NULL };
    struct night night;
    bool is_loaded;
    int ret = -1;

    if (night_open(&night, in, result, err)
        || find_named(&night, name, &arrival, err))
        goto out;
    is_loaded = !strcmp(arrival.content.status, "loaded");
    if (!is_loaded && strcmp(arrival.content.status, "held") != 0) {
        err_set(err, ERR_USAGE, "'%s' is neither loaded nor held: it is %s",
                name, arrival.content.status);
        goto out;
    }
    if (contents_set_status(&night.loader.contents, &arrival.content,
                            "withdrawn", err)
        || renew(&night, err)
        || (is_loaded && replay_withdraw(&night.replay, &arrival.content, err)))
        goto out;
    ret = night_load(&night, err);
out:
    night_close(&night);
    return ret;
}

int ingest_rebuild(const struct ingest *in, struct ingest_result *result,
                   struct err *err)
{
    struct night night;
    int ret;

    ret = night_open(&night, in, result, err)
                  || journal_read(in->db, in->config->archive, err)
                  || renew_forget(in->db, NULL, err) || renew(&night, err)
              ? -1
              : 0;
    night_close(&night);
    return ret;
}

int ingest_clear_inbox(const struct ingest *in, struct err *err)
{
    struct query *q = NULL;
    struct str full = STR_INIT;
    int row;

    if (query_open_asset(&q, in->db, SQL "taken_in", err))
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
