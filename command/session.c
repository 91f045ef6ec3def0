#include "command/session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command/audit.h"
#include "command/chain.h"
#include "command/command.h"
#include "command/sound.h"
#include "core/db.h"
#include "core/dictionary.h"
#include "core/err.h"
#include "core/hash.h"
#include "core/path.h"
#include "core/source.h"
#include "core/schema.h"
#include "core/str.h"
#include "ingest/ingest.h"
#include "transform/calendar/calendar.h"
#include "transform/transform.h"

#define SQL "command/sql/command.sql#"

/* How a warehouse is written that is in its place. */
#define LATER "pragma journal_mode = wal; pragma synchronous = full"

static void instant(time_t when, char text[SESSION_INSTANT_SIZE])
{
    struct tm parts;

    gmtime_r(&when, &parts);
    if (strftime(text, SESSION_INSTANT_SIZE, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
        text[0] = '\0';
}

static date_t today(time_t now)
{
    struct tm parts;

    localtime_r(&now, &parts);
    return date_make(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

char *session_beside(const struct session *s, const char *end)
{
    struct str path = STR_INIT;

    str_addf(&path, "%s%s", s->config.warehouse, end);
    return str_take(&path);
}

static int take_lock(struct session *s, enum hold_work work, struct err *err)
{
    char *path = session_beside(s, ".lock");
    int ret = hold_take(path, work, &s->lock, err);

    free(path);
    return ret;
}

static int look_for_another(const struct session *s, struct err *err)
{
    char *path = session_beside(s, ".lock");
    int ret = hold_look(path, err);

    free(path);
    return ret;
}

static int make_parent(const char *path, struct err *err)
{
    char *folder = path_folder(path);
    int ret = folder_make(folder, err);

    free(folder);
    return ret;
}

static int describe_warehouse(struct session *s, struct err *err)
{
    static const char *const prefixes[] = { "core/sql/", "ingest/sql/",
                                            "transform/model/" };
    struct dictionary d = DICTIONARY_INIT;
    int ret;

    ingest_describe(&s->types, &d);
    for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
        dictionary_read(&d, prefixes[i]);
    ret = dictionary_store(&d, s->db, err);
    dictionary_release(&d);
    return ret;
}

/* What the program makes tables of, as a number that a file's head holds. */
static int64_t schema_number(void)
{
    static const char *const folders[] = { "core", "ingest", "transform" };
    struct hash *h = hash_new();
    char text[HASH_TEXT_SIZE];

    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
        hash_add(h, source_hash(folders[i]), HASH_TEXT_SIZE - 1);
    hash_end(h, text);
    text[7] = '\0';
    return strtol(text, NULL, 16);
}

/*
 * What is deleted is written over, whatever SQLite was built to do: who is
 * forgotten is in no page that is free.
 *
 * Foreign keys are enforced as rows are written: that costs what changed. Not
 * so in a first build, where to look once, at the end, costs a tenth; nor in
 * one that is put back, or a warehouse of another version of the program, where
 * a table to be made anew would have all its rows looked for, one by one, in
 * the tables that refer to it.
 */
static int begin_transaction(struct session *s, struct err *err)
{
    const int64_t ours = schema_number();
    int64_t theirs = 0;

    if (db_read_int(s->db, "pragma user_version", &theirs, err))
        return -1;
    s->checks_keys = s->building || ours != theirs;
    return db_execf(s->db, err,
                    "pragma cache_size = -32768; pragma temp_store = memory;"
                    " pragma secure_delete = on;"
                    " pragma foreign_keys = %s; begin immediate;"
                    " pragma user_version = %lld",
                    s->checks_keys ? "off" : "on", (long long)ours);
}

/*
 * A first run that did not come to its end leaves what it was building, whole
 * or empty: what the archive lists is then of no warehouse that was lost.
 */
static int was_begun(const struct session *s, bool *begun, struct err *err)
{
    char *path = session_beside(s, ".new");
    enum path_kind kind;
    int ret = path_look(path, &kind, NULL, err);

    *begun = ret == 0 && kind == PATH_FILE;
    free(path);
    return ret;
}

/*
 * Whether there is one. One that has gone while the archive lists what was in
 * it is not begun anew over it (details 103): its disk may only be away.
 */
static int look_for_warehouse(struct session *s, bool *is_there,
                              struct err *err)
{
    const char *path = s->config.warehouse;
    enum path_kind kind;
    struct stat st;
    int64_t contents;
    bool begun;

    if (path_follow(path, &kind, &st, err))
        return -1;
    *is_there = kind != PATH_ABSENT && (kind != PATH_FILE || st.st_size > 0);
    if (*is_there)
        return 0;
    if (ingest_archive_lists(&s->config, &contents, err)
        || was_begun(s, &begun, err))
        return -1;
    s->is_listed = contents && begun; /* and so it stays until there is one */
    if (contents && !begun && !s->is_rebuild)
        return err_set(err, ERR_NOINPUT,
                       "the warehouse '%s' is %s, though the archive lists what"
                       " was in it (%lld): is its disk mounted? If it is lost,"
                       " 'vschool rebuild' makes it again. Nothing was touched",
                       path, kind == PATH_ABSENT ? "not there" : "empty",
                       (long long)contents);
    return 0;
}

/* Begin, with all tables as this version of the program has them. */
static int bring_along(struct session *s, struct err *err)
{
    if (begin_transaction(s, err) || ingest_schema(s->db, &s->types, err)
        || transform_schema(s->db, err) || schema_sweep(s->db, err)
        || describe_warehouse(s, err))
        return err_context(err, "%s", s->config.warehouse);
    return 0;
}

/*
 * A first warehouse is built in a file of its own, which nobody sees, and
 * renamed when it is whole; a later run is one transaction in the WAL.
 */
static int open_warehouse(struct session *s, struct err *err)
{
    const char *path = s->config.warehouse;
    bool is_there;

    /* Again: another run may have made it until the lock was ours. */
    if (look_for_warehouse(s, &is_there, err))
        return -1;
    if (is_there) {
        if (db_open(&s->db, path, DB_WRITE, err) || sound_ours(s->db, path, err)
            || db_exec(s->db, LATER, err))
            return -1;
    } else {
        if (s->is_rebuild)
            log_step(&s->log, "rebuild: there is no '%s': it is made anew",
                     path);
        s->building = session_beside(s, ".new");
        /* Emptied, not removed: it says that there was none. */
        if (truncate(s->building, 0) != 0 && errno != ENOENT)
            return err_set(err, ERR_CANTCREAT, "cannot write '%s': %s",
                           s->building, strerror(errno));
        if (db_open(&s->db, s->building, DB_CREATE, err)
            || db_exec(s->db,
                       "pragma journal_mode = memory; pragma synchronous = off;"
                       " pragma page_size = 8192;",
                       err))
            return -1;
    }
    return bring_along(s, err);
}

/*
 * No number is given twice, so that the log's runs are told apart: not that of
 * one that a warehouse made anew or restored does not know of either.
 */
static int64_t next_run(const struct session *s, int64_t last)
{
    char *log = session_beside(s, SESSION_LOG);
    struct audit_head head;
    struct err unsaid = ERR_INIT;

    if (audit_read_head(log, &head, &unsaid) == 0 && head.greatest > last)
        last = head.greatest;
    free(log);
    return last + 1;
}

static int begin_run(struct session *s, struct err *err)
{
    char as_of[DATE_TEXT_SIZE];
    int64_t last;
    struct db_param params[] = {
        { ":run_id", NULL, 0 },
        { ":started_at", s->started, 0 },
        { ":as_of", as_of, 0 },
        { ":version", VSCHOOL_VERSION, 0 },
    };

    date_format(s->as_of, as_of);
    if (ingest_meet_archive(s->db, &s->config, s->is_rebuild, &last, err))
        return -1;
    s->run_id = params[0].number = next_run(s, last);
    return db_run_script(s->db, SQL "begin_run", params,
                         sizeof(params) / sizeof(params[0]), err);
}

/* The config, the clock, and the day that the run stands on. */
static int open_config(struct session *s, const struct options *options,
                       struct err *err)
{
    time_t now = options->clock(NULL);

    memset(s, 0, sizeof(*s));
    s->named = (struct str)STR_INIT;
    s->options = options;
    s->lock = -1;
    s->now = (int64_t)now;
    instant(now, s->started);
    log_open(&s->log, options->quiet);
    if (config_read(&s->config, options->config, err))
        return -1;
    s->as_of = options->as_of != DATE_NONE    ? options->as_of
               : s->config.as_of != DATE_NONE ? s->config.as_of
                                              : today(now);
    return 0;
}

/* The warehouse as it is, whatever version made it. */
static int open_to_read(struct session *s, struct err *err)
{
    const char *path = s->config.warehouse;
    bool is_there;

    if (look_for_warehouse(s, &is_there, err))
        return -1;
    if (!is_there)
        return err_set(err, ERR_NOINPUT,
                       "there is no warehouse '%s' yet: 'vschool run' makes it",
                       path);
    return db_open(&s->db, path, DB_READ_ONLY, err)
                   || sound_ours(s->db, path, err)
                   || db_exec(s->db, "pragma temp_store = memory", err)
               ? -1
               : 0;
}

static int is_of_this_version(const struct session *s, struct err *err)
{
    int64_t made_by = 0;

    if (db_read_int(s->db, "pragma user_version", &made_by, err))
        return -1;
    if (made_by != schema_number())
        return err_set(err, ERR_DATA,
                       "the warehouse '%s' was made by another version of"
                       " vschool: 'vschool run' brings it along first",
                       s->config.warehouse);
    return 0;
}

int session_read(struct session *s, const struct options *options,
                 struct err *err)
{
    return open_config(s, options, err) || open_to_read(s, err)
                   || is_of_this_version(s, err)
               ? -1
               : 0;
}

int session_hold(struct session *s, const struct options *options,
                 enum hold_work work, struct err *err)
{
    if (open_config(s, options, err) || take_lock(s, work, err)
        || open_to_read(s, err))
        return -1;
    if (work == HOLD_BACKUP)
        return 0;
    /* What is read is of one instant, and its lock is asked for once. */
    return db_exec(s->db, "begin", err) || is_of_this_version(s, err) ? -1 : 0;
}

/* All that can be found wrong before anything is touched. */
static int read_config(struct session *s, const struct options *options,
                       struct err *err)
{
    return open_config(s, options, err)
                   || terms_read(&s->terms, &s->config, err)
                   || calendar_check(&s->terms, s->as_of, err)
                   || type_set_read(&s->types, &s->config, err)
                   || transform_check(&s->config, err)
               ? -1
               : 0;
}

/* Files beside the warehouse, by what their names end in; NULL ends them. */
static int remove_beside(const struct session *s, const char *const *ends,
                         struct err *err)
{
    int ret = 0;

    for (; ret == 0 && *ends; ends++) {
        char *path = session_beside(s, *ends);

        ret = file_remove(path, err);
        free(path);
    }
    return ret;
}

/* What a restore leaves that was killed. */
#define FETCHED ".restore"
static int sweep(const struct session *s, struct err *err)
{
    static const char *const ends[] = { FETCHED, FETCHED ".tmp", NULL };

    return remove_beside(s, ends, err);
}

int session_begin(struct session *s, const struct options *options,
                  bool is_rebuild, struct err *err)
{
    bool is_there;

    if (read_config(s, options, err))
        return -1;
    s->is_rebuild = is_rebuild;
    if (look_for_another(s, err) || look_for_warehouse(s, &is_there, err)
        || make_parent(s->config.warehouse, err) || take_lock(s, HOLD_RUN, err)
        || sweep(s, err) || open_warehouse(s, err))
        return -1;
    return begin_run(s, err);
}

/*
 * What is replaced is a warehouse, a damaged one too, or nothing: never what
 * somebody else keeps in a database.
 */
static int look_at_old(const struct session *s, struct err *err)
{
    const char *path = s->config.warehouse;
    struct db *db = NULL;
    enum path_kind kind;
    int ret = path_follow(path, &kind, NULL, err);

    if (ret || kind == PATH_ABSENT)
        return ret;
    ret = db_open(&db, path, DB_READ_ONLY, err) || sound_ours(db, path, err);
    if (ret && db && db_damage(db, false)) {
        *err = (struct err)ERR_INIT;
        ret = 0;
    }
    db_close(db);
    return ret ? -1 : 0;
}

int session_replace(struct session *s, const struct options *options,
                    session_fetch *fetch, void *context, struct err *err)
{
    if (read_config(s, options, err) || make_parent(s->config.warehouse, err)
        || take_lock(s, HOLD_RUN, err) || look_at_old(s, err) || sweep(s, err))
        return -1;
    s->building = session_beside(s, FETCHED);
    if (fetch(context, s->building, err)
        || db_open(&s->db, s->building, DB_WRITE, err)
        || db_exec(s->db,
                   "pragma journal_mode = memory; pragma synchronous = off",
                   err))
        return -1;
    return bring_along(s, err);
}

int session_needs_warehouse(const struct session *s, struct err *err)
{
    return s->building ? err_set(err, ERR_NOINPUT,
                                 "there is no warehouse '%s' yet: 'vschool run'"
                                 " makes it",
                                 s->config.warehouse)
                       : 0;
}

void session_close(struct session *s)
{
    db_close(s->db);
    if (s->building) {
        /* One that cannot be emptied stays, as it does of a killed run. */
        int rc = s->is_listed ? truncate(s->building, 0) : unlink(s->building);

        (void)rc;
        free(s->building);
    }
    type_set_release(&s->types);
    terms_release(&s->terms);
    config_release(&s->config);
    str_release(&s->named);
    if (s->lock >= 0)
        close(s->lock);
}

struct ingest session_ingest(struct session *s)
{
    const struct ingest in = { .db = s->db,
                               .config = &s->config,
                               .types = &s->types,
                               .log = &s->log,
                               .run_id = s->run_id,
                               .now = s->now,
                               .as_of = s->as_of,
                               .named = &s->named };

    return in;
}

int session_end(struct session *s, const char *event,
                const struct ingest_result *result, struct err *err)
{
    struct str what = STR_INIT;
    int ret;
    char finished[SESSION_INSTANT_SIZE];
    const struct db_param params[] = {
        { ":run_id", NULL, s->run_id },
        { ":finished_at", finished, 0 },
        { ":status", result->troubled ? "partial" : "done", 0 },
        { ":files", NULL, result->files },
        { ":rows_read", NULL, result->rows_read },
        { ":rows_loaded", NULL, result->rows_loaded },
        { ":rows_rejected", NULL, result->rows_rejected },
    };

    instant(s->options->clock(NULL), finished);
    str_addf(&what, "%s%s", event, s->named.text);
    ret = db_run_script(s->db, SQL "end_run", params,
                        sizeof(params) / sizeof(params[0]), err)
          || chain_seal(s->db, s->run_id, what.text, err);
    str_release(&what);
    return ret ? -1 : 0;
}

/*
 * What lies beside it under SQLite's names is of a warehouse that is gone, and
 * would be taken for part of this one.
 */
static int remove_journals(const struct session *s, struct err *err)
{
    static const char *const ends[] = { "-journal", "-wal", "-shm", NULL };

    return remove_beside(s, ends, err);
}

static int put_in_place(struct session *s, struct err *err)
{
    char *folder = path_folder(s->config.warehouse);
    int ret = path_sync(s->building, err) || remove_journals(s, err);

    if (ret == 0 && rename(s->building, s->config.warehouse) != 0)
        ret = err_set(err, ERR_CANTCREAT, "cannot create '%s': %s",
                      s->config.warehouse, strerror(errno));
    if (ret == 0) {
        free(s->building);
        s->building = NULL;
        ret = path_sync(folder, err);
    }
    free(folder);
    return ret ? -1 : 0;
}

/* SQLite refuses keys that it looks at only now; it does not say which. */
static int commit(struct session *s, struct err *err)
{
    struct err named = ERR_INIT;

    if (s->checks_keys && db_check_keys(s->db, err))
        return -1;
    if (db_exec(s->db, "commit", err) == 0)
        return 0;
    if (db_check_keys(s->db, &named) && named.code == ERR_INTERNAL)
        *err = named;
    return -1;
}

/*
 * In its place it is one that is read while it is written, from now on: whoever
 * copies it would keep the next run from making it that. Where it cannot be
 * made that now, that run does it.
 */
static void settle_in(struct session *s)
{
    struct err unsaid = ERR_INIT;

    if (db_open(&s->db, s->config.warehouse, DB_WRITE, &unsaid) == 0
        && db_exec(s->db, LATER, &unsaid) == 0)
        return;
    db_close(s->db);
    s->db = NULL;
}

int session_commit(struct session *s, struct err *err)
{
    if (commit(s, err))
        return -1;
    if (!s->building)
        return db_exec(s->db, "pragma wal_checkpoint(truncate)", err);
    db_close(s->db);
    s->db = NULL;
    if (put_in_place(s, err))
        return -1;
    settle_in(s);
    return 0;
}

void session_explain(const struct session *s, struct err *err)
{
    const bool may_be_ours = err->code == ERR_INTERNAL;
    const char *damage = NULL;

    if (s->db && !s->building && (may_be_ours || err->code == ERR_DATA))
        damage = db_damage(s->db, may_be_ours);
    if (damage)
        err_set(err, ERR_DATA,
                "the warehouse '%s' is damaged: %.*s; 'vschool restore' puts a"
                " copy in its place, or move it away and 'vschool rebuild'"
                " makes it again from the archive. Nothing was touched",
                s->config.warehouse, (int)strcspn(damage, "\n"), damage);
}

int session_note_runs(const struct session *s, struct err *err)
{
    char *log = session_beside(s, SESSION_LOG);
    char now[SESSION_INSTANT_SIZE];
    struct db *own = NULL;
    int ret = s->db ? 0 : db_open(&own, s->config.warehouse, DB_READ_ONLY, err);

    instant(s->options->clock(NULL), now);
    if (ret == 0)
        ret = audit_follow(log, s->db ? s->db : own, now, err);
    else
        err_context(err, "the log '%s'", log);
    db_close(own);
    free(log);
    return ret;
}

int session_note(const struct session *s, const char *text, int64_t run_id,
                 const char *seal, struct err *err)
{
    char now[SESSION_INSTANT_SIZE];
    char *log = session_beside(s, SESSION_LOG);
    int ret;

    instant(s->options->clock(NULL), now);
    ret = audit_note(log, now, text, run_id, seal, err);
    free(log);
    return ret;
}

void session_note_failure(const struct session *s, const char *event,
                          const struct err *failure)
{
    char as_of[DATE_TEXT_SIZE];
    struct str text = STR_INIT;
    struct err unsaid = ERR_INIT;
    int rc;

    if (!s->config.warehouse || s->lock < 0 || failure->code == ERR_BUSY)
        return;
    date_format(s->as_of, as_of);
    str_addf(&text, "%s failed %d, as-of %s, version %s: %s", event,
             (int)failure->code, as_of, VSCHOOL_VERSION, failure->msg);
    /* The failure itself is said; there is nowhere to say more. */
    rc = session_note(s, text.text, 0, NULL, &unsaid);
    (void)rc;
    str_release(&text);
}
