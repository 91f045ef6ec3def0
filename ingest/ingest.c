#include "ingest/ingest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/config.h"
#include "core/db.h"
#include "core/err.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/outfile.h"
#include "core/str.h"
#include "ingest/archive.h"
#include "ingest/extract.h"
#include "ingest/inbox.h"
#include "ingest/journal.h"
#include "ingest/loader.h"
#include "ingest/person.h"
#include "ingest/replay.h"
#include "ingest/type.h"

/* A file that has come, on its way in. */
struct arrival {
    const char *path; /* lent by the inbox list */
    struct inbox_file seen;
    struct content content; /* id 0: not known before */
    int order;              /* in which types are loaded */
};

struct run {
    const struct ingest *in;
    struct ingest_result *result;
    struct loader loader;
    struct replay replay;
    struct query *record;
    struct query *remember;
    struct arrival *arrivals;
    size_t count;
    size_t capacity;
};

int ingest_schema(struct db *db, const struct type_set *types,
                  struct err *err)
{
    int64_t there = 0;

    if (db_read_int(db,
                    "select count(*) from sqlite_schema"
                    " where type = 'table' and name = 'content'",
                    &there, err))
        return -1;
    if (!there
        && db_run_script(db, "ingest/sql/schema.sql", NULL, 0, err))
        return -1;
    return loader_schema(db, types, err);
}

static int run_open(struct run *run, const struct ingest *in,
                    struct ingest_result *result, struct err *err)
{
    memset(run, 0, sizeof(*run));
    memset(result, 0, sizeof(*result));
    run->in = in;
    run->result = result;
    if (loader_open(&run->loader, in->db, in->config, in->types, err))
        return -1;
    replay_open(&run->replay, &run->loader);
    if (query_open(&run->record, in->db,
                   "insert into load_file (run_id, path, sha256, type,"
                   " extract_time, status, rows_read, rows_loaded,"
                   " rows_duplicate, rows_superseded, rows_rejected,"
                   " lines_skipped, message) values (?1, ?2, ?3, ?4, ?5, ?6,"
                   " ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
                   err)
        || query_open(&run->remember, in->db,
                      "insert into inbox_file (path, size, modified_ns,"
                      " inode, sha256, status)"
                      " values (?1, ?2, ?3, ?4, ?5, ?6)"
                      " on conflict do update set size = excluded.size,"
                      " modified_ns = excluded.modified_ns,"
                      " inode = excluded.inode, sha256 = excluded.sha256,"
                      " status = excluded.status",
                      err))
        return -1;
    return 0;
}

static void run_close(struct run *run)
{
    query_close(run->record);
    query_close(run->remember);
    replay_close(&run->replay);
    if (run->loader.db)
        loader_close(&run->loader);
    free(run->arrivals);
}

/* --- what is written down of a file ------------------------------------- */

static int record(struct run *run, const struct arrival *arrival,
                  const char *status, const struct load_counts *counts,
                  const char *message, struct err *err)
{
    static const struct load_counts nothing;
    struct query *q = run->record;
    struct ingest_result *result = run->result;

    if (!counts)
        counts = &nothing;
    query_bind_int(q, 1, run->in->run_id);
    query_bind_text(q, 2, arrival->path);
    query_bind_text(q, 3, arrival->content.sha256);
    query_bind_text(q, 4, arrival->content.type);
    query_bind_text(q, 5, arrival->content.stamp);
    query_bind_text(q, 6, status);
    query_bind_int(q, 7, counts->read);
    query_bind_int(q, 8, counts->loaded);
    query_bind_int(q, 9, counts->duplicate);
    query_bind_int(q, 10, counts->superseded);
    query_bind_int(q, 11, counts->rejected);
    query_bind_int(q, 12, counts->lines_skipped);
    query_bind_text(q, 13, message);
    if (query_run(q, err))
        return -1;
    result->files++;
    result->rows_read += counts->read;
    result->rows_loaded += counts->loaded;
    result->rows_rejected += counts->rejected;
    if (strcmp(status, "loaded") != 0 && strcmp(status, "unchanged") != 0) {
        result->troubled++;
        log_step(run->in->log, "%s: %s%s%s", arrival->path, status,
                 *message ? ": " : "", message);
    }
    return 0;
}

/* A file that is not looked at again until it changes. */
static int remember(struct run *run, const struct arrival *arrival,
                    const char *status, struct err *err)
{
    struct query *q = run->remember;

    query_bind_text(q, 1, arrival->path);
    query_bind_int(q, 2, arrival->seen.size);
    query_bind_int(q, 3, arrival->seen.modified_ns);
    query_bind_int(q, 4, arrival->seen.inode);
    query_bind_text(q, 5, arrival->content.sha256);
    query_bind_text(q, 6, status);
    return query_run(q, err);
}

static int finish(struct run *run, const struct arrival *arrival,
                  const char *status, const struct load_counts *counts,
                  const char *message, struct err *err)
{
    return record(run, arrival, status, counts, message, err)
                   || remember(run, arrival, status, err)
               ? -1
               : 0;
}

/* --- arriving ----------------------------------------------------------- */

static void set_text(char *target, size_t size, const char *text)
{
    int whole = snprintf(target, size, "%s", text);

    (void)whole;
}

static void tap(void *context, const void *bytes, size_t len)
{
    probe_add(context, bytes, len);
}

/* The type of an archived file, or why it is none. */
static int recognise(struct run *run, struct content *content,
                     char refusal[512], struct err *err)
{
    struct archive_file *file = NULL;
    struct extract *extract = NULL;
    struct extract_source source = { archive_read, NULL };
    int ret = -1;

    refusal[0] = '\0';
    if (archive_open(&file, run->in->config->archive, content->sha256, err))
        return -1;
    source.context = file;
    if (extract_open(&extract, run->in->types,
                     (enum encoding)content->encoding, source, err))
        goto out;
    if (extract_type(extract))
        set_text(content->type, sizeof(content->type),
                 extract_type(extract)->reports_as);
    else
        snprintf(refusal, 512, "%.500s", extract_refusal(extract));
    ret = 0;
out:
    extract_close(extract);
    archive_close(file);
    return ret;
}

static bool has_settled(const struct run *run, const struct inbox_file *file)
{
    int64_t age = run->in->now - file->modified_ns / 1000000000;

    return age >= run->in->config->settle_seconds;
}

/* 1 = known and unchanged since it was last dealt with. */
static int is_unchanged(struct run *run, struct query *q,
                        const struct inbox_file *file, struct err *err)
{
    int row;

    query_bind_text(q, 1, file->path);
    query_bind_int(q, 2, file->size);
    query_bind_int(q, 3, file->modified_ns);
    query_bind_int(q, 4, file->inode);
    row = query_step(q, err);
    if (row == 1)
        query_reset(q);
    if (row == 1)
        run->result->unchanged++;
    return row;
}

/* Read a file into the archive and find out what it is. */
static int arrive(struct run *run, const struct inbox_file *file,
                  struct err *err)
{
    const struct config *config = run->in->config;
    struct arrival arrival = { .path = file->path, .seen = *file };
    struct content *content = &arrival.content;
    struct probe probe = PROBE_INIT;
    struct str full = STR_INIT;
    struct inbox_file after;
    const char *slash = strrchr(file->path, '/');
    char refusal[512];
    long long size;
    bool found;
    int ret = -1;

    if (!stamp_from_name(slash ? slash + 1 : file->path, content->stamp))
        stamp_from_time((time_t)(file->modified_ns / 1000000000),
                        content->stamp);
    if (!has_settled(run, file))
        return record(run, &arrival, "incomplete", NULL,
                      "changed within settle_seconds: left for the next run",
                      err);
    str_addf(&full, "%s/%s", config->inbox, file->path);
    if (archive_put(config->archive, full.text, tap, &probe, content->sha256,
                    &size, err))
        goto out;
    if (inbox_stat(config->inbox, file->path, &after)
        || after.size != file->size || after.modified_ns != file->modified_ns
        || size != file->size) {
        content->sha256[0] = '\0';
        ret = record(run, &arrival, "incomplete", NULL,
                     "changed while it was read: left for the next run", err);
        goto out;
    }
    {
        struct content known;

        if (contents_find(&run->loader.contents, content->sha256, &known,
                          &found, err))
            goto out;
        if (found && strcmp(known.status, "refused") != 0) {
            set_text(known.stamp, sizeof(known.stamp), content->stamp);
            *content = known;
        }
    }
    content->encoding = (int)probe_encoding(&probe);
    if (!content->type[0]) {
        if (recognise(run, content, refusal, err))
            goto out;
        if (!content->type[0]) {
            ret = finish(run, &arrival, "refused", NULL, refusal, err);
            goto out;
        }
    }
    arrival.order = replay_type_order(content->type);
    MEM_ROOM(run->arrivals, run->count, run->capacity);
    run->arrivals[run->count++] = arrival;
    ret = 0;
out:
    str_release(&full);
    if (ret)
        err_context(err, "%s", file->path);
    return ret;
}

static int compare_arrivals(const void *a, const void *b)
{
    const struct arrival *x = a;
    const struct arrival *y = b;
    int order;

    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    order = strcmp(x->content.stamp, y->content.stamp);
    if (order == 0)
        order = strcmp(x->content.sha256, y->content.sha256);
    return order ? order : strcmp(x->path, y->path);
}

static int gather(struct run *run, const struct inbox *inbox, struct err *err)
{
    struct query *q = NULL;
    int ret = 0;

    if (query_open(&q, run->in->db,
                   "select 1 from inbox_file where path = ?1 and size = ?2"
                   " and modified_ns = ?3 and inode = ?4",
                   err))
        return -1;
    for (size_t i = 0; ret == 0 && i < inbox->count; i++) {
        int unchanged = is_unchanged(run, q, &inbox->files[i], err);

        log_progress(run->in->log, "reading file", (int64_t)i + 1,
                     (int64_t)inbox->count, 0);
        if (unchanged < 0)
            ret = -1;
        else if (!unchanged)
            ret = arrive(run, &inbox->files[i], err);
    }
    query_close(q);
    if (run->count)
        qsort(run->arrivals, run->count, sizeof(*run->arrivals),
              compare_arrivals);
    return ret;
}

/* --- snapshots ---------------------------------------------------------- */

static bool is_snapshot(const char *type)
{
    return !strcmp(type, "social_care") || !strcmp(type, "identity")
           || !strcmp(type, "advisers");
}

/* The content in force before this one in the order of its type; id 0: none. */
static int find_predecessor(struct run *run, const struct content *content,
                            int64_t *id, int64_t *rows, struct err *err)
{
    struct query *q = NULL;
    int row;

    *id = *rows = 0;
    if (query_open(&q, run->in->db,
                   "select content_id, row_count from content"
                   " where type = ?1 and status = 'loaded' and sha256 <> ?3"
                   " and order_key < ?2 || ' ' || ?3"
                   " order by order_key desc limit 1",
                   err))
        return -1;
    query_bind_text(q, 1, content->type);
    query_bind_text(q, 2, content->stamp);
    query_bind_text(q, 3, content->sha256);
    row = query_step(q, err);
    if (row == 1) {
        *id = query_int(q, 0);
        *rows = query_int(q, 1);
    }
    query_close(q);
    return row < 0 ? -1 : 0;
}

static bool is_too_small(const struct config *config, int64_t now,
                         int64_t before)
{
    return now * 100 < before * config->hold_below_percent;
}

static const char *const plan_names[3] = { "CIN", "CPP", "CLA" };

/* Is a snapshot suspiciously small beside the one before? (details.md 3) */
static int judge_size(struct run *run, const struct content *content,
                      const struct load_size *size, char why[512],
                      struct err *err)
{
    int64_t before, rows;

    why[0] = '\0';
    if (find_predecessor(run, content, &before, &rows, err))
        return -1;
    if (!before)
        return 0;
    if (is_too_small(run->in->config, size->rows, rows))
        snprintf(why, 512,
                 "%lld rows where the one before had %lld; 'vschool release'"
                 " lets it in",
                 (long long)size->rows, (long long)rows);
    for (int i = 0; !why[0] && i < 3; i++) {
        char sql[160];
        int64_t plan_rows = 0;

        snprintf(sql, sizeof(sql),
                 "select row_count from content_plan where content_id = %lld"
                 " and plan = '%s'",
                 (long long)before, plan_names[i]);
        if (db_read_int(run->in->db, sql, &plan_rows, err))
            return -1;
        if (plan_rows >= 10
            && is_too_small(run->in->config, size->plans[i], plan_rows))
            snprintf(why, 512,
                     "%lld rows of %s where the one before had %lld; 'vschool"
                     " release' lets it in",
                     (long long)size->plans[i], plan_names[i],
                     (long long)plan_rows);
    }
    return 0;
}

static int keep_size(struct run *run, const struct content *content,
                     const struct load_size *size, struct err *err)
{
    if (db_execf(run->in->db, err,
                 "update content set row_count = %lld where content_id = %lld",
                 (long long)size->rows, (long long)content->id))
        return -1;
    for (int i = 0; i < 3; i++)
        if (db_execf(run->in->db, err,
                     "insert into content_plan (content_id, plan, row_count)"
                     " values (%lld, '%s', %lld)"
                     " on conflict do update set row_count = excluded.row_count",
                     (long long)content->id, plan_names[i],
                     (long long)size->plans[i]))
            return -1;
    return 0;
}

/* Rows that a snapshot lacks end, or go, with it: whom that reaches. */
static int note_ended(struct run *run, const struct content *content,
                      struct err *err)
{
    int64_t before, rows;

    if (find_predecessor(run, content, &before, &rows, err))
        return -1;
    run->loader.persons_changed = true;
    if (!strcmp(content->type, "advisers"))
        return db_exec(run->in->db,
                       "insert into changed_all (reason) values ('adviser')"
                       " on conflict do nothing",
                       err);
    if (strcmp(content->type, "social_care") != 0 || !before)
        return 0;
    return db_execf(run->in->db, err,
                    "insert into changed_pupil (ident_key, school_key,"
                    " from_date) select ident_key, 0, min('%.10s',"
                    " start_date) from social_care where seen_id = %lld"
                    " and end_date is null on conflict do update set"
                    " from_date = min(from_date, excluded.from_date)",
                    content->stamp, (long long)before);
}

/* --- loading ------------------------------------------------------------ */

/* Known bytes with a stamp of their own (details.md 1, 15, 46). */
static int resend(struct run *run, struct arrival *arrival,
                  struct content *known, struct err *err)
{
    bool is_new, is_later;

    if (contents_add_stamp(&run->loader.contents, known,
                           arrival->content.stamp, &is_new, &is_later, err))
        return -1;
    if (is_new && !strcmp(known->type, "pupils")
        && db_execf(run->in->db, err,
                    "create temp table if not exists resent (school_key"
                    " integer primary key);"
                    "insert into temp.resent select school_key from"
                    " content_school where content_id = %lld"
                    " on conflict do nothing",
                    (long long)known->id))
        return -1;
    if (is_later) {
        replay_want(&run->replay, known->id);
        if (is_snapshot(known->type) && note_ended(run, known, err))
            return -1;
    }
    return finish(run, arrival, "unchanged", NULL, "", err);
}

/* After the rollback of a file that breaks off: nothing of it is there. */
static int undo_file(struct run *run, struct err *err)
{
    loader_forget(&run->loader);
    return db_exec(run->in->db, "rollback to file; release file", err);
}

static int load_content(struct run *run, struct arrival *arrival,
                        struct content *content, struct err *err)
{
    const struct load_request request = { content, NULL };
    struct load_counts counts;
    struct load_size size;
    enum load_end end;
    char message[512];

    if (db_exec(run->in->db, "savepoint file", err))
        return -1;
    if (!content->id) {
        set_text(content->status, sizeof(content->status), "loaded");
        if (contents_add(&run->loader.contents, content, err))
            return -1;
    }
    if (is_snapshot(content->type)) {
        if (loader_measure(&run->loader, content, &size, err)
            || judge_size(run, content, &size, message, err)
            || keep_size(run, content, &size, err))
            return -1;
        if (message[0] && !content->released)
            return contents_set_status(&run->loader.contents, content, "held",
                                       err)
                           || db_exec(run->in->db, "release file", err)
                           || finish(run, arrival, "held", NULL, message, err)
                       ? -1
                       : 0;
    }
    if (contents_set_status(&run->loader.contents, content, "loaded", err)
        || loader_load(&run->loader, &request, &counts, &end, message, err))
        return -1;
    if (end == LOAD_INCOMPLETE)
        return undo_file(run, err)
                       || finish(run, arrival, "incomplete", NULL, message,
                                 err)
                   ? -1
                   : 0;
    if (is_snapshot(content->type) && note_ended(run, content, err))
        return -1;
    if (db_exec(run->in->db, "release file", err))
        return -1;
    return finish(run, arrival, "loaded", &counts, message, err);
}

static int load_arrival(struct run *run, struct arrival *arrival,
                        struct err *err)
{
    struct content known;
    bool found;

    if (contents_find(&run->loader.contents, arrival->content.sha256, &known,
                      &found, err))
        return -1;
    if (found && !strcmp(known.status, "loaded"))
        return resend(run, arrival, &known, err);
    if (found) {
        bool is_new, is_later;

        if (contents_add_stamp(&run->loader.contents, &known,
                               arrival->content.stamp, &is_new, &is_later,
                               err))
            return -1;
        arrival->content = known;
    }
    return load_content(run, arrival, &arrival->content, err);
}

/* Pupils contents sent again at a new time: their schools' histories. */
static int note_resent(struct run *run, struct err *err)
{
    struct query *q = NULL;
    int64_t there = 0;
    int row;

    if (db_read_int(run->in->db,
                    "select count(*) from sqlite_temp_schema"
                    " where name = 'resent'",
                    &there, err))
        return -1;
    if (!there)
        return 0;
    if (query_open(&q, run->in->db, "select school_key from temp.resent", err))
        return -1;
    while ((row = query_step(q, err)) == 1) {
        int64_t school = query_int(q, 0);
        bool added;

        map_put(&run->loader.stale_schools, &school, sizeof(school), 1,
                &added);
    }
    query_close(q);
    return row ? row : db_exec(run->in->db, "delete from temp.resent", err);
}

/* What must be done when all files of one order are in. */
static int finish_order(struct run *run, int order, struct err *err)
{
    if (replay_run(&run->replay, order, err))
        return -1;
    switch (order) {
    case 0:
        return replay_want_waiting(&run->replay, err);
    case 1:
        return note_resent(run, err)
                       || replay_stale_rolls(&run->replay, err)
                   ? -1
                   : 0;
    case 3:
        return person_resolve(&run->loader, err)
                       || person_add_new(&run->loader, err)
                       || replay_want_rolls(&run->replay, err)
                   ? -1
                   : 0;
    case 4:
        return person_add_new(&run->loader, err)
                       || marks_hide(&run->loader.marks, err)
                   ? -1
                   : 0;
    default:
        return 0;
    }
}

static int load_all(struct run *run, struct err *err)
{
    size_t at = 0;

    for (int order = 0; order < REPLAY_ORDERS; order++) {
        for (; at < run->count && run->arrivals[at].order == order; at++) {
            log_progress(run->in->log, "loading file", (int64_t)at + 1,
                         (int64_t)run->count, run->result->rows_read);
            if (load_arrival(run, &run->arrivals[at], err))
                return err_context(err, "%s", run->arrivals[at].path);
        }
        if (finish_order(run, order, err))
            return -1;
    }
    return 0;
}

int ingest_run(const struct ingest *in, struct ingest_result *result,
               struct err *err)
{
    struct inbox inbox = { NULL, 0, 0 };
    struct run run;
    int ret = -1;

    if (run_open(&run, in, result, err)
        || inbox_read(&inbox, in->config->inbox, err)
        || gather(&run, &inbox, err) || load_all(&run, err))
        goto out;
    log_progress_end(in->log);
    ret = 0;
out:
    inbox_release(&inbox);
    run_close(&run);
    return ret;
}

/* A file as the inbox would list it; `path` is absolute. */
static int arrive_from(struct run *run, const char *path, char **listed,
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
    if (!archive_has(run->in->config->archive, sha256))
        memcpy(added, sha256, sizeof(sha256));
    return arrive(run, &file, err);
}

int ingest_check(const struct ingest *in, const char *const *paths,
                 size_t count, struct ingest_result *result, struct err *err)
{
    struct config config = *in->config; /* shares its texts; not released */
    struct ingest here = *in;
    char **listed = mem_zero(count, sizeof(*listed));
    char (*digests)[HASH_TEXT_SIZE] = mem_zero(count, sizeof(*digests));
    static char no_folder[1] = "";
    struct run run;
    int ret = -1;

    config.inbox = no_folder;
    config.settle_seconds = 0;
    here.config = &config;
    if (run_open(&run, &here, result, err))
        goto out;
    for (size_t i = 0; i < count; i++)
        if (arrive_from(&run, paths[i], &listed[i], digests[i], err))
            goto out;
    if (run.count)
        qsort(run.arrivals, run.count, sizeof(*run.arrivals),
              compare_arrivals);
    ret = load_all(&run, err);
out:
    for (size_t i = 0; i < count; i++) {
        if (digests[i][0])
            archive_remove(config.archive, digests[i]);
        free(listed[i]);
    }
    free(listed);
    free(digests);
    run_close(&run);
    return ret;
}

/* --- release, withdraw, rebuild ----------------------------------------- */

static int find_named(struct run *run, const char *name,
                      struct arrival *arrival, struct err *err)
{
    struct query *q = NULL;
    char sha256[HASH_TEXT_SIZE] = "";
    bool found = false;
    int row;

    if (query_open(&q, run->in->db,
                   "select path, sha256 from load_file where (path = ?1"
                   " or sha256 = ?1) and sha256 <> ''"
                   " order by run_id desc limit 1",
                   err))
        return -1;
    query_bind_text(q, 1, name);
    row = query_step(q, err);
    if (row == 1)
        set_text(sha256, sizeof(sha256), query_text(q, 1));
    query_close(q);
    if (row < 0)
        return -1;
    if (!sha256[0] && strlen(name) == HASH_TEXT_SIZE - 1)
        set_text(sha256, sizeof(sha256), name);
    if (sha256[0]
        && contents_find(&run->loader.contents, sha256, &arrival->content,
                         &found, err))
        return -1;
    if (!found)
        return err_set(err, ERR_USAGE, "no file '%s' has been taken in",
                       name);
    arrival->path = name;
    arrival->order = replay_type_order(arrival->content.type);
    return 0;
}

/* The journal that follows a change must know of it: see ingest_write_journal. */
int ingest_release(const struct ingest *in, const char *name,
                   struct ingest_result *result, struct err *err)
{
    struct arrival arrival = { .path = NULL };
    struct run run;
    int ret = -1;

    if (run_open(&run, in, result, err)
        || find_named(&run, name, &arrival, err))
        goto out;
    if (strcmp(arrival.content.status, "held") != 0) {
        err_set(err, ERR_USAGE, "'%s' is not held: it is %s", name,
                arrival.content.status);
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
    run.arrivals = mem_alloc(sizeof(*run.arrivals));
    run.arrivals[0] = arrival;
    run.count = 1;
    {
        /* inbox_file keeps what it knows: only load_file gets a row. */
        struct query *q = run.remember;

        run.remember = NULL;
        query_close(q);
        if (query_open(&run.remember, in->db,
                       "select ?1, ?2, ?3, ?4, ?5, ?6", err))
            goto out;
    }
    ret = load_all(&run, err);
out:
    run_close(&run);
    return ret;
}

int ingest_withdraw(const struct ingest *in, const char *name,
                    struct err *err)
{
    struct arrival arrival = { .path = NULL };
    struct ingest_result result;
    struct run run;
    int ret = -1;

    if (run_open(&run, in, &result, err)
        || find_named(&run, name, &arrival, err))
        goto out;
    if (strcmp(arrival.content.status, "loaded") != 0) {
        err_set(err, ERR_USAGE, "'%s' is not loaded: it is %s", name,
                arrival.content.status);
        goto out;
    }
    if (is_snapshot(arrival.content.type)
        && note_ended(&run, &arrival.content, err))
        goto out;
    if (contents_set_status(&run.loader.contents, &arrival.content,
                            "withdrawn", err)
        || replay_withdraw(&run.replay, &arrival.content, err))
        goto out;
    ret = load_all(&run, err);
out:
    run_close(&run);
    return ret;
}

/* Nothing of the extracts is left, keys and contents are. */
static int empty_tables(struct run *run, struct err *err)
{
    for (size_t i = 0; i < run->in->types->count; i++) {
        const struct type *type = &run->in->types->types[i];

        if (type->table[0]
            && db_execf(run->in->db, err, "delete from %s", type->table))
            return -1;
    }
    return db_run_script(run->in->db, "ingest/sql/empty.sql", NULL, 0, err);
}

/* How large each snapshot is, for the rule of suspiciously small ones. */
static int measure_snapshots(struct run *run, struct err *err)
{
    struct content *list = NULL;
    size_t count = 0, capacity = 0;
    struct query *q = NULL;
    int row, ret = 0;

    if (query_open(&q, run->in->db,
                   "select sha256 from content where status = 'loaded'"
                   " and type in ('social_care', 'identity', 'advisers')"
                   " order by content_id",
                   err))
        return -1;
    while ((row = query_step(q, err)) == 1) {
        bool found;

        MEM_ROOM(list, count, capacity);
        if (contents_find(&run->loader.contents, query_text(q, 0),
                          &list[count++], &found, err)) {
            row = -1;
            break;
        }
    }
    query_close(q);
    for (size_t i = 0; row == 0 && ret == 0 && i < count; i++) {
        struct load_size size;

        ret = loader_measure(&run->loader, &list[i], &size, err)
                      || keep_size(run, &list[i], &size, err)
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
    struct run run;
    int row;
    int ret = -1;

    if (run_open(&run, in, &result, err)
        || journal_read(in->db, in->config->archive, err)
        || empty_tables(&run, err)
        || query_open_asset(&q, in->db, "ingest/sql/contents.sql", err))
        goto out;
    query_bind_null(q, 1);
    while ((row = query_step(q, err)) == 1)
        replay_want(&run.replay, query_int(q, 0));
    query_close(q);
    q = NULL;
    if (row)
        goto out;
    run.loader.persons_changed = true;
    if (measure_snapshots(&run, err))
        goto out;
    /* Histories need every stamp: all rolls are made again after the rest. */
    if (replay_run(&run.replay, 0, err) || replay_run(&run.replay, 1, err)
        || query_open(&q, in->db,
                      "select distinct school_key from enrolment", err))
        goto out;
    while ((row = query_step(q, err)) == 1) {
        int64_t school = query_int(q, 0);
        bool added;

        map_put(&run.loader.stale_schools, &school, sizeof(school), 1,
                &added);
    }
    if (row)
        goto out;
    map_clear(&run.loader.new_schools);
    ret = load_all(&run, err);
out:
    query_close(q);
    run_close(&run);
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
