/*
 * vschool: options, the table of commands, the run itself, exit status. The
 * only file that includes from more than one stage, reads the clock, or prints
 * errors. Stages do their work inside the one transaction that is opened here:
 * a run that fails leaves the warehouse as it was.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "config/config.h"
#include "config/terms.h"
#include "core/asset.h"
#include "core/db.h"
#include "core/dictionary.h"
#include "core/err.h"
#include "core/hash.h"
#include "core/log.h"
#include "core/outfile.h"
#include "core/str.h"
#include "ingest/ingest.h"
#include "ingest/night/check.h"
#include "ingest/read/type.h"
#include "report/report.h"
#include "transform/calendar/calendar.h"
#include "transform/transform.h"

#ifndef VERSION
#define VERSION "0.1.0"
#endif

struct options {
    const char *config;
    const char *as_of;
    bool quiet;
    bool json;
    int count; /* of arguments after the command */
    char **arguments;
};

/* One open warehouse with all that a command needs. */
struct session {
    const struct options *options;
    struct config config;
    struct terms terms;
    struct type_set types;
    struct log log;
    date_t as_of;
    time_t now;
    int lock; /* file descriptor, -1 = none */
    struct db *db;
    char *building; /* a first warehouse is built here, then renamed */
    int64_t run_id;
};

/* --- time, lock, warehouse ---------------------------------------------- */

static void instant(time_t when, char text[21])
{
    struct tm parts;

    gmtime_r(&when, &parts);
    if (strftime(text, 21, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
        text[0] = '\0';
}

static date_t today(time_t now)
{
    struct tm parts;

    localtime_r(&now, &parts);
    return date_make(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday);
}

static char *beside_warehouse(const struct session *s, const char *end)
{
    struct str path = STR_INIT;

    str_addf(&path, "%s%s", s->config.warehouse, end);
    return str_take(&path);
}

static int take_lock(struct session *s, struct err *err)
{
    struct flock whole = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
    char *path = beside_warehouse(s, ".lock");
    int ret = -1;

    s->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (s->lock < 0)
        err_set(err, ERR_CANTCREAT, "cannot create '%s': %s", path,
                strerror(errno));
    else if (fcntl(s->lock, F_SETLK, &whole) != 0)
        err_set(err, ERR_BUSY, "another run holds '%s'", path);
    else
        ret = 0;
    free(path);
    return ret;
}

/* The folder that a path lies in is made where it is missing. */
static int make_parent(const char *path, struct err *err)
{
    struct str folder = STR_INIT;
    const char *slash = strrchr(path, '/');
    int ret = 0;

    if (slash && slash != path) {
        str_add_n(&folder, path, (size_t)(slash - path));
        ret = folder_make(folder.text, err);
    }
    str_release(&folder);
    return ret;
}

static bool is_there(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0;
}

static int describe_warehouse(struct db *db, struct err *err)
{
    static const char *const prefixes[] = { "core/sql/", "ingest/sql/",
                                            "transform/model/" };

    for (size_t i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++)
        if (dictionary_read(db, prefixes[i], err))
            return -1;
    return dictionary_finish(db, err);
}

/*
 * A first warehouse is built in a file of its own, which nobody sees, and
 * renamed when it is whole; a later run is one transaction in the WAL.
 */
static int open_warehouse(struct session *s, struct err *err)
{
    const char *path = s->config.warehouse;

    if (is_there(path)) {
        if (db_open(&s->db, path, DB_WRITE, err)
            || db_exec(s->db,
                       "pragma journal_mode = wal; pragma synchronous = full;",
                       err))
            return -1;
    } else {
        s->building = beside_warehouse(s, ".new");
        unlink(s->building);
        if (db_open(&s->db, s->building, DB_CREATE, err)
            || db_exec(s->db,
                       "pragma journal_mode = memory; pragma synchronous = off;"
                       " pragma page_size = 8192;",
                       err))
            return -1;
    }
    /* Keys are declared for readers and checked by the tests: checking each
     * of millions of rows as it is written costs a quarter of a run. */
    if (db_exec(s->db,
                "pragma cache_size = -65536; pragma temp_store = memory;"
                " pragma foreign_keys = off; begin immediate",
                err)
        || ingest_schema(s->db, &s->types, err) || transform_schema(s->db, err)
        || describe_warehouse(s->db, err))
        return err_context(err, "%s", path);
    return 0;
}

static int sync_and_rename(struct session *s, struct err *err)
{
    int fd = open(s->building, O_RDWR | O_CLOEXEC);
    bool ok = fd >= 0 && fsync(fd) == 0;

    if (fd >= 0)
        close(fd);
    if (!ok || rename(s->building, s->config.warehouse) != 0)
        return err_set(err, ERR_CANTCREAT, "cannot create '%s': %s",
                       s->config.warehouse, strerror(errno));
    free(s->building);
    s->building = NULL;
    return 0;
}

static int commit_warehouse(struct session *s, struct err *err)
{
    if (db_exec(s->db, "commit", err))
        return -1;
    if (!s->building)
        return db_exec(s->db, "pragma wal_checkpoint(truncate)", err);
    db_close(s->db);
    s->db = NULL;
    return sync_and_rename(s, err);
}

static void session_close(struct session *s)
{
    db_close(s->db);
    if (s->building) {
        unlink(s->building);
        free(s->building);
    }
    type_set_release(&s->types);
    terms_release(&s->terms);
    config_release(&s->config);
    if (s->lock >= 0)
        close(s->lock);
}

/* The day the run stands on: --as-of, else the config's, else today. */
static int set_as_of(struct session *s, const struct options *options,
                     struct err *err)
{
    if (options->as_of)
        s->as_of = date_parse_iso(options->as_of);
    else if (s->config.as_of != DATE_NONE)
        s->as_of = s->config.as_of;
    else
        s->as_of = today(time(NULL));
    if (s->as_of == DATE_NONE)
        return err_set(err, ERR_USAGE,
                       "--as-of '%s' is not a date like 2026-02-13",
                       options->as_of);
    return 0;
}

/* Everything that can be found wrong before anything is touched. */
static int session_open(struct session *s, const struct options *options,
                        struct err *err)
{
    memset(s, 0, sizeof(*s));
    s->options = options;
    s->lock = -1;
    s->now = time(NULL);
    log_open(&s->log, options->quiet);
    if (config_read(&s->config, options->config, err)
        || set_as_of(s, options, err))
        return -1;
    if (terms_read(&s->terms, &s->config, err)
        || calendar_check(&s->terms, s->as_of, err)
        || type_set_read(&s->types, &s->config, err))
        return -1;
    return 0;
}

static int session_start(struct session *s, const struct options *options,
                         struct err *err)
{
    if (session_open(s, options, err) || make_parent(s->config.warehouse, err)
        || take_lock(s, err))
        return -1;
    return open_warehouse(s, err);
}

/* --- the record of runs ------------------------------------------------- */

static int begin_run(struct session *s, struct err *err)
{
    struct query *q = NULL;
    char started[21], as_of[DATE_TEXT_SIZE];
    int ret;

    if (query_open(&q, s->db,
                   "insert into load_run (started_at, as_of, version, status)"
                   " values (?1, ?2, ?3, 'running')",
                   err))
        return -1;
    instant(s->now, started);
    date_format(s->as_of, as_of);
    query_bind_text(q, 1, started);
    query_bind_text(q, 2, as_of);
    query_bind_text(q, 3, VERSION);
    ret = query_run(q, err);
    query_close(q);
    s->run_id = db_last_rowid(s->db);
    return ret;
}

static int end_run(struct session *s, const struct ingest_result *result,
                   struct err *err)
{
    struct query *q = NULL;
    char finished[21];
    int ret;

    if (query_open(&q, s->db,
                   "update load_run set finished_at = ?2, status = ?3,"
                   " files = ?4, rows_read = ?5, rows_loaded = ?6,"
                   " rows_rejected = ?7 where run_id = ?1",
                   err))
        return -1;
    instant(time(NULL), finished);
    query_bind_int(q, 1, s->run_id);
    query_bind_text(q, 2, finished);
    query_bind_text(q, 3, result->troubled ? "partial" : "done");
    query_bind_int(q, 4, result->files);
    query_bind_int(q, 5, result->rows_read);
    query_bind_int(q, 6, result->rows_loaded);
    query_bind_int(q, 7, result->rows_rejected);
    ret = query_run(q, err);
    query_close(q);
    return ret;
}

/* A failed run leaves a line beside the warehouse, which is as before. */
static void note_failure(const struct session *s, const struct err *failure)
{
    char started[21], as_of[DATE_TEXT_SIZE];
    char *path;
    FILE *f;
    int fd;

    if (!s->config.warehouse || s->lock < 0 || failure->code == ERR_BUSY)
        return;
    path = beside_warehouse(s, ".log");
    fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    f = fd >= 0 ? fdopen(fd, "a") : NULL;
    if (f) {
        instant(s->now, started);
        date_format(s->as_of, as_of);
        fprintf(f, "%s as-of %s version %s failed %d: %s\n", started, as_of,
                VERSION, (int)failure->code, failure->msg);
        fclose(f);
    } else if (fd >= 0) {
        close(fd);
    }
    free(path);
}

/* --- stages ------------------------------------------------------------- */

enum stage { STAGE_INGEST = 1, STAGE_TRANSFORM = 2, STAGE_REPORT = 4 };

static struct ingest ingest_of(struct session *s)
{
    struct ingest in = { .db = s->db,
                         .config = &s->config,
                         .types = &s->types,
                         .log = &s->log,
                         .run_id = s->run_id,
                         .now = (int64_t)s->now };

    return in;
}

static int run_ingest(struct session *s, struct ingest_result *result,
                      struct err *err)
{
    struct ingest in = ingest_of(s);

    if (ingest_run(&in, result, err))
        return err_context(err, "ingest");
    if (result->files == 0)
        log_step(&s->log, "ingest: unchanged (%lld files)",
                 (long long)result->unchanged);
    else
        log_step(&s->log,
                 "ingest: %lld files, %lld rows read, %lld taken in,"
                 " %lld rejected, %lld files unchanged",
                 (long long)result->files, (long long)result->rows_read,
                 (long long)result->rows_loaded,
                 (long long)result->rows_rejected,
                 (long long)result->unchanged);
    return 0;
}

/* Years with facts that terms.csv lacks have no figures: that is trouble. */
static int run_transform(struct session *s, struct ingest_result *so_far,
                         bool *changed, struct err *err)
{
    struct transform_result result;

    if (transform_run(s->db, &s->config, &s->terms, s->as_of, &s->log, &result,
                      err))
        return err_context(err, "transform");
    if (result.years_without_terms) {
        so_far->troubled += result.years_without_terms;
        log_step(&s->log,
                 "transform: %lld academic years have rows but no terms in"
                 " terms.csv: they have no figures",
                 (long long)result.years_without_terms);
    }
    *changed = *changed || result.periods > 0;
    if (result.periods == 0)
        log_step(&s->log, "transform: unchanged");
    else
        log_step(&s->log, "transform: %lld periods, %lld cells",
                 (long long)result.periods, (long long)result.cells);
    return 0;
}

/*
 * Note a run after which packs may differ: something came or was made again,
 * or the county's settings are others than those of the run before.
 */
static int note_change(struct session *s, bool changed, struct err *err)
{
    char hash[HASH_TEXT_SIZE];
    int64_t same = 0;
    char sql[256];

    if (hash_file(s->config.path, hash, err))
        return -1;
    snprintf(sql, sizeof(sql),
             "select count(*) from setting where name = 'main.config'"
             " and value = '%s'",
             hash);
    if (db_read_int(s->db, sql, &same, err))
        return -1;
    if (!changed && same)
        return 0;
    return db_execf(s->db, err,
                    "insert into run_change (run_id) values (%lld)"
                    " on conflict do nothing;"
                    "insert into setting (name, value)"
                    " values ('main.config', '%s') on conflict do update"
                    " set value = excluded.value",
                    (long long)s->run_id, hash);
}

static int run_report(struct session *s, struct report **report,
                      struct err *err)
{
    bool current;
    char published[21];
    const struct report_request request = {
        .as_of = s->as_of,
        .run_id = s->run_id,
        .version = VERSION,
        .published_at = published,
        .packs = (const char *const *)s->options->arguments,
        .pack_count = (size_t)s->options->count,
    };

    instant(s->now, published);
    if (report_is_current(s->db, &s->config, &request, &current, err))
        return err_context(err, "report");
    if (current) {
        log_step(&s->log, "report: unchanged, %s/latest", s->config.outbox);
        return 0;
    }
    if (report_prepare(report, s->db, &s->config, &request, &s->log, err))
        return err_context(err, "report");
    return 0;
}

static int publish(struct session *s, struct report *report, struct err *err)
{
    struct report_result result;

    if (report_publish(report, &result, err))
        return err_context(err, "publish");
    if (result.is_unchanged)
        log_step(&s->log, "report: unchanged, %s/latest", s->config.outbox);
    else
        log_step(&s->log, "report: %zu files in %s/latest", result.files,
                 s->config.outbox);
    return 0;
}

/* after_load = archive: only what is safely committed leaves the inbox. */
static int clear_inbox(struct session *s, struct err *err)
{
    struct ingest in;

    if (!s->db && db_open(&s->db, s->config.warehouse, DB_READ_ONLY, err))
        return -1;
    in = ingest_of(s);
    return ingest_clear_inbox(&in, err);
}

static int run_stages(struct session *s, int stages, int *status,
                      struct err *err)
{
    struct ingest_result result;
    struct report *report = NULL;
    struct ingest in;
    bool changed = false;
    int ret = -1;

    memset(&result, 0, sizeof(result));
    if (begin_run(s, err))
        return -1;
    if ((stages & STAGE_INGEST) && run_ingest(s, &result, err))
        goto out;
    changed = result.news > 0;
    if ((stages & STAGE_TRANSFORM) && run_transform(s, &result, &changed, err))
        goto out;
    if (note_change(s, changed, err))
        goto out;
    if (end_run(s, &result, err))
        goto out;
    if ((stages & STAGE_REPORT) && run_report(s, &report, err))
        goto out;
    in = ingest_of(s);
    if ((stages & STAGE_INGEST) && result.files
        && ingest_write_journal(&in, err))
        goto out;
    if (commit_warehouse(s, err))
        goto out;
    if (report && publish(s, report, err))
        goto out;
    if (result.files && s->config.archive_after_load && clear_inbox(s, err))
        goto out;
    *status = result.troubled ? ERR_PARTIAL : ERR_NONE;
    ret = 0;
out:
    report_close(report);
    return ret;
}

static int with_session(const struct options *options, int stages, int *status,
                        struct err *err)
{
    struct session s;
    int ret = session_start(&s, options, err);

    if (ret == 0)
        ret = run_stages(&s, stages, status, err);
    if (ret)
        note_failure(&s, err);
    session_close(&s);
    return ret;
}

/* --- commands ----------------------------------------------------------- */

static int command_run(const struct options *options, int *status,
                       struct err *err)
{
    return with_session(options, STAGE_INGEST | STAGE_TRANSFORM | STAGE_REPORT,
                        status, err);
}

static int command_ingest(const struct options *options, int *status,
                          struct err *err)
{
    return with_session(options, STAGE_INGEST, status, err);
}

static int command_transform(const struct options *options, int *status,
                             struct err *err)
{
    return with_session(options, STAGE_TRANSFORM, status, err);
}

static int command_report(const struct options *options, int *status,
                          struct err *err)
{
    return with_session(options, STAGE_REPORT, status, err);
}

/* release and withdraw: one change, then what follows from it. */
static int change_content(const struct options *options, bool release,
                          int *status, struct err *err)
{
    struct ingest_result result;
    struct session s;
    struct ingest in;
    bool changed = true;
    int ret = -1;

    memset(&result, 0, sizeof(result));
    if (session_start(&s, options, err) || begin_run(&s, err))
        goto out;
    in = ingest_of(&s);
    for (int i = 0; i < options->count; i++)
        if (release ? ingest_release(&in, options->arguments[i], &result, err)
                    : ingest_withdraw(&in, options->arguments[i], err))
            goto out;
    if (run_transform(&s, &result, &changed, err) || note_change(&s, true, err)
        || end_run(&s, &result, err) || ingest_write_journal(&in, err)
        || commit_warehouse(&s, err))
        goto out;
    *status = result.troubled ? ERR_PARTIAL : ERR_NONE;
    ret = 0;
out:
    if (ret && err->code != ERR_USAGE)
        note_failure(&s, err);
    session_close(&s);
    return ret;
}

static int command_release(const struct options *options, int *status,
                           struct err *err)
{
    return change_content(options, true, status, err);
}

static int command_withdraw(const struct options *options, int *status,
                            struct err *err)
{
    return change_content(options, false, status, err);
}

static int command_rebuild(const struct options *options, int *status,
                           struct err *err)
{
    struct ingest_result nothing;
    struct session s;
    struct ingest in;
    bool changed = true;
    int ret = -1;

    memset(&nothing, 0, sizeof(nothing));
    if (session_start(&s, options, err) || begin_run(&s, err))
        goto out;
    in = ingest_of(&s);
    if (ingest_rebuild(&in, err) || run_transform(&s, &nothing, &changed, err)
        || note_change(&s, true, err) || end_run(&s, &nothing, err)
        || ingest_write_journal(&in, err) || commit_warehouse(&s, err))
        goto out;
    *status = ERR_NONE;
    ret = 0;
out:
    if (ret)
        note_failure(&s, err);
    session_close(&s);
    return ret;
}

/* Everything a run would say of files, and then nothing of it is kept. */
static int command_check(const struct options *options, int *status,
                         struct err *err)
{
    struct ingest_result result;
    struct session s;
    struct ingest in;
    struct str text = STR_INIT;
    int ret = -1;

    memset(&result, 0, sizeof(result));
    if (session_start(&s, options, err) || begin_run(&s, err))
        goto out;
    in = ingest_of(&s);
    s.log.quiet = true;
    if (check_files(&in, options->arguments, (size_t)options->count,
                    options->json, &result, &text, err))
        goto out;
    fwrite(text.text, 1, text.len, stdout);
    *status = result.troubled ? ERR_PARTIAL : ERR_NONE;
    ret = 0;
out:
    str_release(&text);
    session_close(&s); /* nothing was committed */
    return ret;
}

static int command_status(const struct options *options, int *status,
                          struct err *err)
{
    struct session s;
    struct str text = STR_INIT;
    int ret = -1;

    memset(&s, 0, sizeof(s));
    s.lock = -1;
    if (config_read(&s.config, options->config, err)
        || set_as_of(&s, options, err)
        || db_open(&s.db, s.config.warehouse, DB_READ_ONLY, err)
        || status_text(s.db, &s.config, options->json, &text, err))
        goto out;
    if (!options->json) {
        str_add(&text, "Packs: how often, when last made, whether due\n");
        if (report_due(s.db, &s.config, s.as_of, &text, err))
            goto out;
    }
    fwrite(text.text, 1, text.len, stdout);
    *status = ERR_NONE;
    ret = 0;
out:
    str_release(&text);
    session_close(&s);
    return ret;
}

/* The inbox that a config names, so that the first run finds one. */
static int make_inbox(const char *path, struct err *err)
{
    struct config config;
    int ret;

    if (config_read(&config, path, err))
        return -1;
    ret = folder_make(config.inbox, err);
    config_release(&config);
    return ret;
}

/* A folder with the commented settings and terms to start from. */
static int command_init(const struct options *options, int *status,
                        struct err *err)
{
    static const char *const files[] = { "county.ini", "terms.csv" };
    const char *folder = options->arguments[0];
    struct str from = STR_INIT, to = STR_INIT;
    int ret = folder_make(folder, err);

    for (size_t i = 0; ret == 0 && i < 2; i++) {
        const struct asset *asset;

        str_clear(&from);
        str_addf(&from, "config/%s", files[i]);
        str_clear(&to);
        str_addf(&to, "%s/%s", folder, files[i]);
        asset = asset_find(from.text);
        if (is_there(to.text))
            ret = err_set(err, ERR_USAGE, "'%s' is there already", to.text);
        else if (!asset)
            ret = err_set(err, ERR_INTERNAL, "no '%s'", from.text);
        else
            ret = outfile_write(to.text, asset->text, asset->len, err);
    }
    if (ret == 0) {
        str_clear(&to);
        str_addf(&to, "%s/county.ini", folder);
        ret = make_inbox(to.text, err);
    }
    str_release(&from);
    str_release(&to);
    *status = ERR_NONE;
    return ret;
}

static int command_help(const struct options *options, int *status,
                        struct err *err);

struct command {
    const char *name;
    int (*run)(const struct options *options, int *status, struct err *err);
    int least, most; /* arguments; most -1 = any number */
    const char *arguments;
    const char *summary;
    const char *text;
};

static const struct command commands[] = {
    { "run", command_run, 0, 0, "",
      "the nightly job: ingest, transform, report, publish",
      "Takes in what lies in the inbox, computes what that changed, makes the\n"
      "packs that are due and publishes them in one step. Run again with\n"
      "nothing new it changes nothing.\n" },
    { "check", command_check, 1, -1, "FILE...",
      "read files as run would and say what it would say of them",
      "Prints for each file its type, counts and every rejected row with\n"
      "line, column and rule. Changes nothing.\n" },
    { "ingest", command_ingest, 0, 0, "", "the first stage of run alone",
      "Takes in what lies in the inbox.\n" },
    { "transform", command_transform, 0, 0, "", "the second stage of run alone",
      "Computes what has changed since the last transform.\n" },
    { "report", command_report, 0, -1, "[PACK...]",
      "make and publish packs: those named, else those due",
      "Packs: strategic county advisers quality.\n" },
    { "status", command_status, 0, 0, "",
      "last runs, freshness by school, held files",
      "Reads the warehouse and changes nothing.\n" },
    { "release", command_release, 1, -1, "FILE...", "let a held file in",
      "FILE is the path below the inbox (its newest content) or a SHA-256.\n" },
    { "withdraw", command_withdraw, 1, -1, "FILE...",
      "take a loaded file's rows back out",
      "The warehouse is then as if the file had never been sent. FILE as for\n"
      "release.\n" },
    { "rebuild", command_rebuild, 0, 0, "",
      "make the warehouse again from the archive",
      "Reads every content again in the order of its extract time. Works\n"
      "without a warehouse too.\n" },
    { "init", command_init, 1, 1, "DIR",
      "a commented county config to start from",
      "Writes DIR/county.ini and DIR/terms.csv, and makes the inbox that they\n"
      "name; nothing that is there is written over.\n" },
    { "help", command_help, 0, 1, "[COMMAND]", "say what a command does",
      "Without COMMAND: the list of commands.\n" },
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (!strcmp(commands[i].name, name))
            return &commands[i];
    return NULL;
}

static void print_options(FILE *out)
{
    fputs("\nOptions:\n"
          "  --config FILE   the county's settings (config/county.ini)\n"
          "  --as-of DATE    the last day that counts (today)\n"
          "  --quiet         only errors\n"
          "  --json          machine-readable (check, status)\n"
          "  --help          this text, or a command's\n"
          "  --version       the version\n",
          out);
}

static void print_help(FILE *out)
{
    fputs("usage: vschool COMMAND [OPTIONS] [ARGUMENTS]\n\nCommands:\n", out);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].summary);
    print_options(out);
    fputs("\nExit status:\n", out);
#define PRINT_CODE(name, value, text) fprintf(out, "  %-3d %s\n", value, text);
    ERR_CODES(PRINT_CODE)
#undef PRINT_CODE
}

static int print_command_help(const char *name, struct err *err)
{
    const struct command *command = find_command(name);

    if (!command)
        return err_set(err, ERR_USAGE, "there is no command '%s'", name);
    printf("usage: vschool %s [OPTIONS]%s%s\n\n%s", command->name,
           *command->arguments ? " " : "", command->arguments, command->text);
    print_options(stdout);
    return 0;
}

static int command_help(const struct options *options, int *status,
                        struct err *err)
{
    *status = ERR_NONE;
    if (options->count)
        return print_command_help(options->arguments[0], err);
    print_help(stdout);
    return 0;
}

/* --- options ------------------------------------------------------------ */

enum long_option {
    OPTION_CONFIG = 256,
    OPTION_AS_OF,
    OPTION_QUIET,
    OPTION_JSON,
    OPTION_HELP,
    OPTION_VERSION
};

static int read_options(int argc, char **argv, struct options *options,
                        bool *help, bool *version, struct err *err)
{
    static const struct option_name {
        const char *name;
        int argument;
        int value;
    } names[] = { { "config", required_argument, OPTION_CONFIG },
                  { "as-of", required_argument, OPTION_AS_OF },
                  { "quiet", no_argument, OPTION_QUIET },
                  { "json", no_argument, OPTION_JSON },
                  { "help", no_argument, OPTION_HELP },
                  { "version", no_argument, OPTION_VERSION } };
    struct option longs[sizeof(names) / sizeof(names[0]) + 1];
    int value;

    memset(longs, 0, sizeof(longs));
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        longs[i].name = names[i].name;
        longs[i].has_arg = names[i].argument;
        longs[i].val = names[i].value;
    }
    opterr = 0;
    while ((value = getopt_long(argc, argv, ":qh", longs, NULL)) != -1) {
        switch (value) {
        case OPTION_CONFIG:
            options->config = optarg;
            break;
        case OPTION_AS_OF:
            options->as_of = optarg;
            break;
        case 'q':
        case OPTION_QUIET:
            options->quiet = true;
            break;
        case OPTION_JSON:
            options->json = true;
            break;
        case 'h':
        case OPTION_HELP:
            *help = true;
            break;
        case OPTION_VERSION:
            *version = true;
            break;
        case ':':
            return err_set(err, ERR_USAGE, "option '%s' needs a value",
                           argv[optind - 1]);
        default:
            return err_set(err, ERR_USAGE, "there is no option '%s'",
                           argv[optind - 1]);
        }
    }
    return 0;
}

static int dispatch(const struct command *command,
                    const struct options *options, int *status, struct err *err)
{
    if (options->count < command->least)
        return err_set(err, ERR_USAGE, "'%s' needs %s", command->name,
                       command->arguments);
    if (command->most >= 0 && options->count > command->most)
        return err_set(err, ERR_USAGE, "'%s' does not take '%s'", command->name,
                       options->arguments[command->most]);
    if (options->as_of && date_parse_iso(options->as_of) == DATE_NONE)
        return err_set(err, ERR_USAGE,
                       "--as-of '%s' is not a date like 2026-02-13",
                       options->as_of);
    return command->run(options, status, err);
}

int main(int argc, char **argv)
{
    static const struct rlimit no_core = { 0, 0 };
    struct options options = { .config = "config/county.ini" };
    struct err err = ERR_INIT;
    const struct command *command = NULL;
    bool help = false, version = false;
    int status = ERR_INTERNAL;
    int ret = read_options(argc, argv, &options, &help, &version, &err);

    umask(077);
    setrlimit(RLIMIT_CORE, &no_core); /* no child's data in a core file */
    if (ret == 0 && version) {
        puts("vschool " VERSION);
        return 0;
    }
    if (ret == 0 && optind >= argc) {
        print_help(help ? stdout : stderr);
        return help ? ERR_NONE : ERR_USAGE;
    }
    if (ret == 0) {
        command = find_command(argv[optind]);
        options.count = argc - optind - 1;
        options.arguments = argv + optind + 1;
        if (!command)
            ret = err_set(&err, ERR_USAGE, "there is no command '%s'",
                          argv[optind]);
        else if (help)
            return print_command_help(command->name, &err) ? ERR_USAGE
                                                           : ERR_NONE;
        else
            ret = dispatch(command, &options, &status, &err);
    }
    if (ret) {
        fprintf(stderr, "vschool: %s\n", err.msg);
        if (err.code == ERR_USAGE)
            fprintf(stderr, "try 'vschool help%s%s'\n", command ? " " : "",
                    command ? command->name : "");
        return (int)err.code;
    }
    if (fflush(stdout) != 0) {
        fprintf(stderr, "vschool: cannot write the result\n");
        return ERR_CANTCREAT;
    }
    return status;
}
