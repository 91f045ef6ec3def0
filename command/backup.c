#define _XOPEN_SOURCE 700 /* realpath */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "command/chain.h"
#include "command/command.h"
#include "command/copy.h"
#include "command/session.h"
#include "command/sound.h"
#include "core/db.h"
#include "core/held.h"
#include "core/path.h"

/* --- where it may lie ----------------------------------------------------- */

/* The path without links, of a file that need not be there. */
static char *resolve(const char *path, struct err *err)
{
    char *folder = path_folder(path);
    char *real = realpath(folder, NULL);
    const char *name = strrchr(path, '/');
    char *whole = NULL;

    name = name ? name + 1 : path;
    if (!real)
        err_set(err, ERR_CANTCREAT, "cannot write '%s': '%s': %s", path, folder,
                strerror(errno));
    else if (!*name)
        err_set(err, ERR_USAGE, "'%s' is a folder: a file is wanted", path);
    else
        whole = path_join(strcmp(real, "/") ? real : "", name);
    free(folder);
    free(real);
    return whole;
}

static bool is_below(const char *folder, const char *path)
{
    char *real = realpath(folder, NULL);
    size_t len = real ? strlen(real) : 0;
    bool is = real && !strncmp(path, real, len) && path[len] == '/';

    free(real);
    return is;
}

/* The warehouse, or a file that goes with it. */
static bool is_the_warehouse(const struct session *s, const char *path)
{
    static const char *const ends[] = { "",     "-wal",  "-shm",     "-journal",
                                        ".new", ".lock", ".restore", ".key" };
    char *real = realpath(s->config.warehouse, NULL);
    size_t len = real ? strlen(real) : 0;
    bool is = false;

    if (real && !strncmp(path, real, len)) {
        is = !strcmp(path + len, SESSION_LOG);
        for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
            is = is || !strcmp(path + len, ends[i]);
    }
    free(real);
    return is;
}

/* Found before anything is touched. */
static int check_place(const struct session *s, const char *path,
                       struct err *err)
{
    const struct config *config = &s->config;
    bool is_there, is_ours;
    char *whole = resolve(path, err);
    int ret = whole ? 0 : -1;

    if (ret == 0 && is_the_warehouse(s, whole))
        ret = err_set(err, ERR_USAGE, "'%s' is the warehouse, or goes with it",
                      path);
    else if (ret == 0
             && (is_below(config->inbox, whole)
                 || is_below(config->archive, whole)
                 || is_below(config->outbox, whole)))
        ret = err_set(err, ERR_USAGE,
                      "'%s' lies in the inbox, the archive or the outbox: a"
                      " backup cannot",
                      path);
    if (ret == 0)
        ret = copy_look(path, &is_there, &is_ours, err);
    if (ret == 0 && is_there && !is_ours)
        ret = err_set(err, ERR_CANTCREAT,
                      "'%s' is there and is no backup of vschool's: nothing is"
                      " written over it",
                      path);
    free(whole);
    return ret;
}

/* --- making it ------------------------------------------------------------ */

/* One that is to end leaves no part of a warehouse where nobody looks for it.
 */
static int go_on(struct err *err)
{
    return held_is_asked() ? err_set(err, ERR_OS, "it was asked to end") : 0;
}

/* All of a warehouse in a file; which run it ends with. */
static int copy(struct session *s, const char *part, struct chain_head *head,
                char sha256[HASH_TEXT_SIZE], struct err *err)
{
    struct db *db = NULL;
    int ret = db_copy(s->db, part, err) || go_on(err)
              || db_open(&db, part, DB_READ_ONLY, err)
              || sound_check(db, s->config.warehouse, err)
              || chain_read_head(db, head, err);

    db_close(db);
    return ret || copy_seal(part, sha256, err) || go_on(err) ? -1 : 0;
}

/* From here on it is there, whatever happens. */
static int put_in_place(const char *part, const char *path, struct err *err)
{
    char *folder = path_folder(path);
    int ret = 0;

    if (rename(part, path) != 0)
        ret = err_set(err, ERR_CANTCREAT, "cannot write '%s': %s", path,
                      strerror(errno));
    else
        ret = path_sync(folder, err);
    free(folder);
    return ret;
}

static int make(struct session *s, const char *path, struct chain_head *head,
                char sha256[HASH_TEXT_SIZE], struct err *err)
{
    struct str part = STR_INIT, journal = STR_INIT;
    int ret;

    str_addf(&part, "%s.part", path);
    str_addf(&journal, "%s-journal", part.text);
    ret = file_remove(part.text, err) || file_remove(journal.text, err)
          || copy(s, part.text, head, sha256, err)
          || put_in_place(part.text, path, err);
    if (ret) {
        (void)unlink(part.text); /* what stays, the next one removes */
        (void)unlink(journal.text);
    }
    str_release(&part);
    str_release(&journal);
    return ret ? -1 : 0;
}

/* The backup is there: what keeps the log from it is said. */
static bool note(struct session *s, const struct chain_head *head,
                 const char *sha256)
{
    struct str text = STR_INIT;
    struct err unwritten = ERR_INIT;
    int ret;

    str_addf(&text, "backup SHA-256 %s", sha256);
    ret = session_note(s, text.text, head->run_id, head->seal, &unwritten);
    str_release(&text);
    if (ret)
        log_step(&s->log, "%s: it does not tell of this backup", unwritten.msg);
    return ret == 0;
}

static int backup(const struct command *self, const struct options *options,
                  struct answer *answer, struct err *err)
{
    const char *path = options->arguments[0];
    char sha256[HASH_TEXT_SIZE];
    struct chain_head head;
    struct held held;
    struct session s;
    int ret;

    (void)self;
    held_begin(&held);
    ret = session_hold(&s, options, HOLD_BACKUP, err)
          || check_place(&s, path, err) || make(&s, path, &head, sha256, err);
    if (ret) {
        session_explain(&s, err);
    } else {
        if (!note(&s, &head, sha256))
            answer->status = ERR_PARTIAL;
        str_addf(&answer->text, "%s: run %lld, SHA-256 %s\n", path,
                 (long long)head.run_id, sha256);
    }
    session_close(&s);
    held_end(&held);
    return ret ? -1 : 0;
}

const struct command command_backup = {
    .name = "backup",
    .arguments = "FILE",
    .least = 1,
    .most = 1,
    .summary = "a copy of the warehouse in one file, checked",
    .text =
        "Copies the warehouse as it stands at one instant, beside a run too,\n"
        "checks the copy as verify would, and only then gives it its name: an\n"
        "earlier backup of that name is there until then. Nothing else is "
        "ever\n"
        "written over. The archive is not in it, whose files never change and\n"
        "are copied by any tool, nor are the packs.\n",
    .run = backup,
};
