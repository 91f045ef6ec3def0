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
#include "core/path.h"
#include "core/str.h"
#include "ingest/keep/archive.h"
#include "ingest/keep/content.h"
#include "ingest/keep/journal.h"
#include "ingest/keep/meet.h"
#include "ingest/keep/receipt.h"
#include "ingest/night/forget.h"
#include "ingest/night/night.h"
#include "ingest/night/renew.h"

#define SQL "ingest/sql/ingest.sql#"
#define ERASED "ingest/sql/erased.sql#"

/* Somebody was forgotten whom the warehouse still has, by a run that was
   stopped, or since it was copied. */
static int take_receipts(struct night *night, struct err *err)
{
    log_step(night->in->log, "ingest: the archive has receipts of what was"
                             " forgotten, which the warehouse lacks: it is"
                             " made again without that");
    return forget_apply(night, err);
}

/* What the archive lists and the warehouse lacks. */
static int take_listed(const struct ingest *in, bool is_newer,
                       const struct journal_leave *leave, int64_t *added,
                       struct err *err)
{
    if (journal_merge(in->db, in->config->archive, is_newer, leave, added, err))
        return -1;
    if (!*added)
        return 0;
    log_step(in->log,
             "ingest: the archive lists %lld extracts that the warehouse lacks:"
             " they are taken in",
             (long long)*added);
    return renew_forget(in->db, NULL, err);
}

static int open_with_receipts(struct night *night, const struct ingest *in,
                              struct ingest_result *result, struct err *err)
{
    bool is_forgotten;

    memset(night, 0, sizeof(*night));
    return receipts_merge(in->db, in->config->archive, &is_forgotten, err)
                   || night_open(night, in, result, err)
                   || (is_forgotten && take_receipts(night, err))
               ? -1
               : 0;
}

/*
 * A night, with all that the archive has: what a run had put there and listed
 * when it was stopped short of its commit was accepted.
 */
static int open_night(struct night *night, const struct ingest *in,
                      bool is_newer, int64_t *added,
                      struct ingest_result *result, struct err *err)
{
    *added = 0;
    return open_with_receipts(night, in, result, err)
                   || take_listed(in, is_newer, NULL, added, err)
               ? -1
               : 0;
}

/* One that reads the inbox takes in itself what still lies there of that. */
static int open_run(struct night *night, const struct ingest *in,
                    struct ingest_result *result, struct err *err)
{
    struct journal_leave leave;
    int64_t added;

    if (open_with_receipts(night, in, result, err))
        return -1;
    leave = stopped_begin(&night->stopped, night);
    if (take_listed(in, false, &leave, &added, err))
        return -1;
    if (night->stopped.count)
        log_step(in->log,
                 "ingest: a run was stopped that had taken in %zu files of the"
                 " inbox: this one does",
                 night->stopped.count);
    return 0;
}

/* Who is born by this as-of date, and was not by that of the run before. */
static int meet_births(struct night *night, struct err *err)
{
    char as_of[DATE_TEXT_SIZE];
    int64_t count;

    date_format(night->in->as_of, as_of);
    if (replay_births(&night->replay, as_of, &count, err))
        return -1;
    if (!count)
        return 0;
    night->result->news += count;
    log_step(night->in->log,
             "ingest: dates of birth by this as-of date: %lld contents of the"
             " archive are read again",
             (long long)count);
    return night_load(night, err);
}

/* Whatever is done begins with what config, program and as-of date say of the
   rest. */
static int begin(struct night *night, const struct ingest *in,
                 struct ingest_result *result, struct err *err)
{
    int64_t added;

    return open_night(night, in, false, &added, result, err)
                   || renew(night, err) || meet_births(night, err)
               ? -1
               : 0;
}

int ingest_renew(const struct ingest *in, struct ingest_result *result,
                 struct err *err)
{
    struct night night;
    int ret = begin(&night, in, result, err);

    night_close(&night);
    return ret;
}

static int is_listed(void *context, const char *sha256, bool *known,
                     struct err *err)
{
    struct content content;

    return contents_find(context, sha256, &content, known, err);
}

static int is_kept(void *context, const char *sha256, bool *known,
                   struct err *err)
{
    struct night *night = context;

    if (is_listed(&night->loader.contents, sha256, known, err))
        return -1;
    *known = *known || stopped_has(&night->stopped, sha256);
    return 0;
}

/*
 * Bytes of a run that was stopped before it listed them. A program that comes
 * after another looks once, whatever that one left.
 */
static int sweep(struct night *night, struct err *err)
{
    const char *archive = night->in->config->archive;
    struct journal_head head;
    bool is_settled;

    if (archive_is_settled(archive, &is_settled, err))
        return -1;
    if (is_settled && !night->is_renewed)
        return 0;
    if (journal_look(archive, &head, err))
        return -1;
    if (!head.contents)
        return 0;
    if (archive_sweep(archive, is_kept, night, err))
        return -1;
    archive_settle(archive);
    return 0;
}

int ingest_run(const struct ingest *in, struct ingest_result *result,
               struct err *err)
{
    struct inbox inbox = { NULL, 0, 0 };
    struct night night;
    int ret = -1;

    if (open_run(&night, in, result, err)
        || db_run_script(in->db, SQL "begin_trouble", NULL, 0, err)
        || renew(&night, err) || meet_births(&night, err) || sweep(&night, err)
        || inbox_read(&inbox, in->config->inbox, err)
        || night_gather(&night, &inbox, err)
        || (night.count && night_load(&night, err)) || night_flush(&night, err))
        goto out;
    log_progress_end(in->log);
    ret = 0;
out:
    night_close(&night);
    inbox_release(&inbox);
    return ret;
}

/* A file as the inbox would list it; `path` is absolute. Of what is not known
   nothing is to stay in the archive: `added`. */
static int arrive_from(struct night *night, const char *path, char **listed,
                       char added[HASH_TEXT_SIZE], struct err *err)
{
    const size_t count = night->count;
    struct inbox_file file;
    int ret;

    *listed = mem_dup(path + 1);
    inbox_look("", *listed, &file);
    file.path = *listed;
    ret = night_arrive(night, &file, err);
    if (night->count > count && !night->arrivals[count].content.id)
        content_copy(added, HASH_TEXT_SIZE,
                     night->arrivals[count].content.sha256);
    free(file.trouble);
    return ret ? -1 : 0;
}

int ingest_check(const struct ingest *in, const char *const *paths,
                 size_t count, int64_t lines, struct ingest_result *result,
                 struct err *err)
{
    struct config config = *in->config; /* shares its texts; not released */
    struct ingest here = *in;
    char **listed = mem_zero(count, sizeof(*listed));
    char(*digests)[HASH_TEXT_SIZE] = mem_zero(count, sizeof(*digests));
    char *inbox = realpath(in->config->inbox, NULL);
    static char no_folder[1] = "";
    struct night night;
    bool was_settled = false;
    int ret = -1;

    config.inbox = no_folder;
    config.settle_seconds = 0;
    here.config = &config;
    if (begin(&night, &here, result, err)
        || archive_is_settled(config.archive, &was_settled, err)
        || rejects_note_all(&night.loader.rejects, lines, err))
        goto out;
    night.inbox = inbox ? inbox + 1 : NULL;
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
    if (was_settled)
        archive_settle(config.archive);
    free(listed);
    free(digests);
    free(inbox);
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

/*
 * *path is what load_file calls it, however it was typed: the file that is
 * named, or of a SHA-256 the one it came with last.
 */
static int find_named(struct night *night, const char *name,
                      struct arrival *arrival, struct str *path,
                      struct err *err)
{
    struct query *q = NULL;
    bool is_path = false, is_early = false;
    char *below;
    int row;

    if (query_open_asset(&q, night->in->db, SQL "find_named", err))
        return -1;
    below = below_inbox(night->in->config, name);
    query_bind_text(q, 1, below);
    query_bind_text(q, 2, name);
    row = query_step(q, err);
    if (row == 1) {
        content_read(&arrival->content, q);
        is_path = query_int(q, CONTENT_COLUMNS) != 0;
        is_early = query_int(q, CONTENT_COLUMNS + 1) != 0;
    }
    query_close(q);
    if (is_path)
        str_add(path, below);
    free(below);
    if (row < 0)
        return -1;
    if (row == 0)
        return err_set(err, ERR_USAGE, "no file '%s' has been taken in", name);
    if (is_early)
        return err_set(err, ERR_USAGE,
                       "'%s' waits for its day, and its bytes came before: send"
                       " it under the right date, or take it out of the inbox",
                       name);
    if (!is_path
        && contents_path(&night->loader.contents, arrival->content.id, path,
                         err))
        return -1;
    if (night->in->named)
        str_addf(night->in->named, " %s", arrival->content.sha256);
    arrival->path = path->len ? path->text : name;
    arrival->from = "";
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
    struct str path = STR_INIT;
    struct night night;
    int ret = -1;

    if (begin(&night, in, result, err)
        || find_named(&night, name, &arrival, &path, err))
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
    str_release(&path);
    return ret;
}

/* Before anything is read: its bytes may be what is wrong. */
int ingest_withdraw(const struct ingest *in, const char *name,
                    struct ingest_result *result, struct err *err)
{
    struct arrival arrival = { .path = NULL };
    struct str path = STR_INIT;
    struct night night;
    bool is_loaded;
    int64_t added;
    int ret = -1;

    if (open_night(&night, in, false, &added, result, err)
        || find_named(&night, name, &arrival, &path, err))
        goto out;
    is_loaded = !strcmp(arrival.content.status, "loaded");
    if (!is_loaded && strcmp(arrival.content.status, "held") != 0) {
        err_set(err, ERR_USAGE, "'%s' is neither loaded nor held: it is %s",
                name, arrival.content.status);
        goto out;
    }
    if (contents_withdraw(&night.loader.contents, &arrival.content, err)
        || renew(&night, err)
        || (is_loaded && replay_withdraw(&night.replay, &arrival.content, err)))
        goto out;
    ret = night_load(&night, err);
out:
    night_close(&night);
    str_release(&path);
    return ret;
}

/* Of the run before this one; 0: there was none. */
static int last_run(const struct ingest *in, int64_t *run, struct err *err)
{
    struct query *q = NULL;
    int row;

    *run = 0;
    if (query_open_asset(&q, in->db, SQL "last_run", err))
        return -1;
    query_bind_int(q, 1, in->run_id);
    row = query_read_int(q, run, err);
    query_close(q);
    return row < 0 ? -1 : 0;
}

int ingest_rebuild(const struct ingest *in, struct ingest_result *result,
                   struct err *err)
{
    struct journal_head head;
    struct night night;
    int64_t last, added;
    int ret = -1;

    if (journal_look(in->config->archive, &head, err)
        || last_run(in, &last, err))
        return -1;
    if (open_night(&night, in, head.run > last + 1, &added, result, err) == 0
        && renew_forget(in->db, NULL, err) == 0)
        ret = renew(&night, err);
    night_close(&night);
    return ret;
}

int ingest_take_over(const struct ingest *in, int64_t *added, struct err *err)
{
    struct ingest_result unused = { .files = 0 };
    struct night night;
    bool is_newer;
    int ret;

    if (meet_older(in->db, in->config, &is_newer, err))
        return -1;
    ret = open_night(&night, in, is_newer, added, &unused, err);
    if (ret == 0 && is_newer)
        ret = renew_forget(in->db, NULL, err)
              || meet_note(in->db, in->config, err);
    night_close(&night);
    return ret ? -1 : 0;
}

/* Its bytes are in the archive, and nobody has to do anything about it. */
static int is_settled(const struct ingest *in, const struct inbox_file *file,
                      bool *settled, char sha256[HASH_TEXT_SIZE],
                      struct err *err)
{
    struct query *q = db_query(in->db, "ingest/sql/night.sql#standing", err);
    int row;

    query_bind_text(q, 1, file->path);
    query_bind_int(q, 2, file->size);
    query_bind_int(q, 3, file->modified_ns);
    query_bind_int(q, 4, file->inode);
    row = query_step(q, err);
    *settled = row == 1 && !strcmp(query_text(q, 0), "settled");
    if (*settled)
        content_copy(sha256, HASH_TEXT_SIZE, query_text(q, 1));
    query_reset(q);
    return row < 0 ? -1 : 0;
}

/* Only what the archive has whole: it is the last copy then. */
static void take_away(const struct ingest *in, const struct inbox_file *file,
                      const char *sha256)
{
    char *path = path_join(in->config->inbox, file->path);
    struct err err = ERR_INIT;

    if (archive_verify(in->config->archive, sha256, &err)
        || file_remove(path, &err))
        log_step(in->log, "a file stays in the inbox: %s", err.msg);
    free(path);
}

int ingest_clear_inbox(const struct ingest *in, struct err *err)
{
    struct err unseen = ERR_INIT;
    struct inbox inbox;
    int ret = 0;

    if (inbox_read(&inbox, in->config->inbox, &unseen)) {
        log_step(in->log, "nothing is removed from the inbox: %s", unseen.msg);
        return 0;
    }
    for (size_t i = 0; ret == 0 && i < inbox.count; i++) {
        const struct inbox_file *file = &inbox.files[i];
        char sha256[HASH_TEXT_SIZE];
        bool is_done = false;

        if (file->trouble)
            continue;
        ret = is_settled(in, file, &is_done, sha256, err);
        if (is_done)
            take_away(in, file, sha256);
    }
    inbox_release(&inbox);
    return ret;
}

int ingest_forget(const struct ingest *in, const char *upn, struct str *said,
                  struct ingest_result *result, struct err *err)
{
    struct night night;
    int ret = begin(&night, in, result, err);

    if (ret == 0)
        ret = forget_person(&night, upn, said, err);
    night_close(&night);
    return ret;
}

int ingest_forget_older(const struct ingest *in, int years, struct str *said,
                        struct ingest_result *result, struct err *err)
{
    struct night night;
    int ret = begin(&night, in, result, err);

    if (ret == 0)
        ret = forget_older(&night, years, said, err);
    night_close(&night);
    return ret;
}

int ingest_is_unfinished(const struct ingest *in, bool *unfinished,
                         struct err *err)
{
    int64_t one = 0;
    int row =
        query_read_int(db_query(in->db, ERASED "unfinished", err), &one, err);

    *unfinished = row == 1;
    return row < 0 ? -1 : 0;
}

/* What lies there and nobody lists is what was, before it was rewritten. */
int ingest_finish(const struct ingest *in, struct err *err)
{
    const char *archive = in->config->archive;
    int64_t is_busy = 0;
    struct contents contents;
    int ret;

    memset(&contents, 0, sizeof(contents));
    ret = contents_open(&contents, in->db, err)
          || archive_sweep(archive, is_listed, &contents, err);
    contents_close(&contents);
    /* Whoever reads keeps old pages in the log: another run sees to it. */
    if (ret
        || db_read_int(in->db, "pragma wal_checkpoint(truncate)", &is_busy,
                       err))
        return -1;
    archive_settle(archive);
    if (is_busy)
        log_step(in->log, "forget: somebody reads the warehouse: the next run"
                          " clears what is left in its log");
    return is_busy ? 0
                   : db_run_script(in->db, ERASED "end_finish", NULL, 0, err);
}

/* A receipt of what this run was to forget: from here on it is forgotten. */
static int write_receipt(const struct ingest *in, struct err *err)
{
    struct query *q =
        db_query(in->db, "ingest/sql/forget.sql#has_receipt", err);
    char name[RECEIPT_NAME_SIZE];
    int64_t has = 0;

    query_bind_int(q, 1, in->run_id);
    if (query_read_int(q, &has, err) < 0)
        return -1;
    return has ? receipt_write(in->db, in->config->archive, in->run_id, in->now,
                               name, err)
               : 0;
}

int ingest_write_journal(const struct ingest *in, struct err *err)
{
    bool unfinished;

    if (write_receipt(in, err)
        || journal_write(in->db, in->config->archive, in->run_id, err)
        || ingest_is_unfinished(in, &unfinished, err))
        return -1;
    if (!unfinished)
        archive_settle(in->config->archive);
    return 0;
}
