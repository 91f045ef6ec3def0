#define _XOPEN_SOURCE 700 /* realpath */
#include <stdlib.h>
#include <string.h>

#include "command/audit.h"
#include "command/chain.h"
#include "command/command.h"
#include "command/copy.h"
#include "command/session.h"
#include "command/sound.h"
#include "core/db.h"
#include "core/finding.h"
#include "core/path.h"
#include "ingest/ingest.h"
#include "ingest/keep/inspect.h"
#include "transform/transform.h"

#define SQL "command/sql/command.sql#"

struct fetched {
    const char *from;
    char sha256[HASH_TEXT_SIZE];
    struct chain_head head;
};

/* --- is it fit to take the warehouse's place? ----------------------------- */

/* 1.10.0 is newer than 1.9.3. */
static bool is_newer(const char *version, const char *ours)
{
    for (;;) {
        char *end, *ours_end;
        long one = strtol(version, &end, 10);
        long other = strtol(ours, &ours_end, 10);

        if (one != other || *end != '.' || *ours_end != '.')
            return one > other;
        version = end + 1;
        ours = ours_end + 1;
    }
}

static int is_known_version(struct db *db, const char *from, struct err *err)
{
    struct str version = STR_INIT;
    int ret = db_read_text(db, SQL "last_version", &version, err);

    if (ret == 0 && !version.len)
        ret = err_set(err, ERR_DATA, "'%s' is of no run. Nothing was touched",
                      from);
    else if (ret == 0 && is_newer(version.text, VSCHOOL_VERSION))
        ret = err_set(err, ERR_DATA,
                      "'%s' was made by vschool %.20s, which is newer than"
                      " this one (" VSCHOOL_VERSION "). Nothing was touched",
                      from, version.text);
    str_release(&version);
    return ret;
}

static int fetch(void *context, const char *path, struct err *err)
{
    struct fetched *f = context;
    struct db *db = NULL;
    int ret = copy_take(f->from, path, f->sha256, err)
              || db_open(&db, path, DB_READ_ONLY, err)
              || is_known_version(db, f->from, err)
              || sound_check(db, f->from, err)
              || chain_read_head(db, &f->head, err);

    db_close(db);
    return ret ? -1 : 0;
}

/* --- putting it there ----------------------------------------------------- */

/*
 * What is in the old one's log comes into its file: so it stays whole when the
 * log is taken away before the other is in its place. One that is damaged has
 * nothing to lose.
 */
static int settle_old(const struct session *s, struct err *err)
{
    enum path_kind kind;
    struct db *db = NULL;
    int64_t is_busy = 0;
    int ret = path_follow(s->config.warehouse, &kind, NULL, err);

    if (ret || kind == PATH_ABSENT)
        return ret;
    ret = db_open(&db, s->config.warehouse, DB_WRITE, err)
          || db_read_int(db, "pragma wal_checkpoint(truncate)", &is_busy, err);
    db_close(db);
    if (ret && err->code == ERR_DATA) {
        *err = (struct err)ERR_INIT;
        return 0;
    }
    if (ret == 0 && is_busy)
        ret = err_set(err, ERR_BUSY,
                      "somebody is reading '%s': end that and restore again."
                      " Nothing was touched",
                      s->config.warehouse);
    return ret ? -1 : 0;
}

/*
 * The log tells of it before it is so: where nothing comes of it the next run
 * adds again what there is (command/audit.h), and not the other way round.
 */
static int note(const struct session *s, const struct fetched *f,
                struct err *err)
{
    struct str text = STR_INIT;
    int ret;

    str_addf(&text, AUDIT_RESTORED " from the backup with SHA-256 %s",
             f->sha256);
    ret = session_note(s, text.text, f->head.run_id, f->head.seal, err);
    str_release(&text);
    return ret;
}

/* Packs may be of a later run: the next one makes them again. */
static int forget_packs(struct session *s, struct err *err)
{
    const struct db_param params[] = { { ":note", "", 0 } };

    return db_run_script(s->db, SQL "put_note", params, 1, err);
}

/*
 * Somebody was forgotten since: what was worked out with them shows nobody any
 * more, until the next run has worked it out without them.
 */
static int forget_marts(struct session *s, const struct ingest *in,
                        struct err *err)
{
    bool unfinished;

    if (ingest_is_unfinished(in, &unfinished, err))
        return -1;
    return unfinished ? transform_empty(s->db, err) : 0;
}

static void say(struct answer *answer, const struct fetched *f, int64_t added,
                const struct finding *lacking)
{
    str_addf(&answer->text, "restored: run %lld\n", (long long)f->head.run_id);
    if (added)
        str_addf(&answer->text,
                 "%lld extracts came since: the next run reads them from the"
                 " archive\n",
                 (long long)added);
    for (size_t i = 0; i < lacking->faults.count; i++)
        str_addf(&answer->text, "%s\n", lacking->faults.lines[i]);
    if (lacking->faults.count)
        answer->status = ERR_PARTIAL;
}

static int replace(struct session *s, struct fetched *f, struct answer *answer,
                   struct err *err)
{
    const struct ingest in = session_ingest(s);
    struct finding lacking = FINDING_INIT;
    int64_t added = 0;
    int ret = ingest_take_over(&in, &added, err)
              || inspect_lacking(s->db, &s->config, &lacking, err)
              || forget_packs(s, err) || forget_marts(s, &in, err)
              || settle_old(s, err) || note(s, f, err)
              || session_commit(s, err);

    if (ret == 0)
        say(answer, f, added, &lacking);
    finding_release(&lacking);
    return ret ? -1 : 0;
}

static int restore(const struct command *self, const struct options *options,
                   struct answer *answer, struct err *err)
{
    char *real = realpath(options->arguments[0], NULL);
    struct fetched fetched = { .from = real ? real : options->arguments[0] };
    struct err unwritten = ERR_INIT;
    struct session s;
    int ret = session_replace(&s, options, fetch, &fetched, err)
              || replace(&s, &fetched, answer, err);

    if (ret && err->code != ERR_USAGE)
        session_note_failure(&s, self->name, err);
    if (ret == 0 && session_note_runs(&s, &unwritten)) {
        log_step(&s.log, "%s: the next run writes what it lacks",
                 unwritten.msg);
        answer->status = ERR_PARTIAL;
    }
    session_close(&s);
    free(real);
    return ret ? -1 : 0;
}

const struct command command_restore = {
    .name = "restore",
    .arguments = "FILE",
    .least = 1,
    .most = 1,
    .summary = "put a backup in the warehouse's place",
    .text =
        "FILE is what backup made. It is looked at as a whole before anything\n"
        "is touched, and takes the warehouse's place in one step. What the\n"
        "archive has taken in since is listed in it; the next run reads\n"
        "everything again and comes to where the warehouse was. A content "
        "that\n"
        "the archive lacks is named, and the status is 3.\n",
    .run = restore,
};
