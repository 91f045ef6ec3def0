#ifndef COMMAND_AUDIT_H
#define COMMAND_AUDIT_H
#include <stdint.h>

#include "core/hash.h"

struct db;
struct err;
struct finding;
struct str;

/*
 * audit: <warehouse>.log, a line an event, which nothing but the line's end is
 * ever written after:
 *
 *     12 2026-02-13T04:05:06Z run 7 after 6: run done, as-of 2026-02-13, ...;
 *     seal <of run 7> before <hash of line 11> hash <of this line>
 *
 * in one line: its number, when it was written (UTC), the run that the
 * warehouse stands on with its seal (command/chain.h), what happened, the hash
 * of the line before, and the SHA-256 of all of the line that is before " hash
 * ". No personal data: a content is named by its SHA-256.
 *
 * A committed run is an event ("after" which run), as it stands in load_run and
 * run_seal: a line that was not written, because the process was killed or the
 * disk was full, is written by whoever comes next. What has no row there is
 * written once: a run that failed, a backup, a restore. A run "after" one that
 * is not the last, and "restored", say that the warehouse went back.
 *
 * Whatever stood in the file before the first line of this kind, as earlier
 * versions wrote it, stays; the first line has its SHA-256 as that of the line
 * before.
 *
 * errors: ERR_CANTCREAT where the log cannot be read or written
 */

/* Which run the log says that there is. */
struct audit_head {
    int64_t lines;             /* 0: there is none */
    char hash[HASH_TEXT_SIZE]; /* of the last */
    int64_t run_id;            /* 0: none */
    char seal[HASH_TEXT_SIZE];
    int64_t greatest; /* number of a run, that one or one that was given up */
};

#define AUDIT_RESTORED "restored"
#define AUDIT_FAILED "run failed "

int audit_read_head(const char *path, struct audit_head *head, struct err *err)
    __attribute__((warn_unused_result));
/* Adds the time and words of a nightly run that failed, where the last one did
   and nothing was committed since. */
int audit_add_failure(const char *path, struct str *text, struct err *err)
    __attribute__((warn_unused_result));
/* Lines for the runs of the warehouse that the log lacks; on disk then. */
int audit_follow(const char *path, struct db *db, const char *now,
                 struct err *err) __attribute__((warn_unused_result));
/*
 * A line for something else, and `run_id` with its seal, or 0 and NULL for the
 * run that the log says there is.
 */
int audit_note(const char *path, const char *now, const char *text,
               int64_t run_id, const char *seal, struct err *err)
    __attribute__((warn_unused_result));
/* Is every line as it was written, and are the runs those of the warehouse? */
int audit_check(const char *path, struct db *db, struct finding *found,
                struct err *err) __attribute__((warn_unused_result));

#endif /* COMMAND_AUDIT_H */
