#ifndef COMMAND_SESSION_H
#define COMMAND_SESSION_H
#include <stdbool.h>
#include <stdint.h>

#include "command/hold.h"
#include "config/config.h"
#include "config/terms.h"
#include "core/date.h"
#include "core/log.h"
#include "core/str.h"
#include "ingest/ingest.h"
#include "ingest/read/type.h"

struct db;
struct err;
struct options;

/*
 * session: one open warehouse with all that a command needs: config, terms,
 * types, lock. The stages do their work inside the one transaction that is
 * begun here: a command that fails leaves the warehouse as it was.
 */
#define SESSION_INSTANT_SIZE 21 /* "2026-02-13T04:05:06Z" and the NUL */
#define SESSION_LOG ".log"      /* command/audit.h */

struct session {
    const struct options *options;
    struct config config;
    struct terms terms;
    struct type_set types;
    struct log log;
    date_t as_of;
    int64_t now;
    char started[SESSION_INSTANT_SIZE]; /* `now` in words */
    int lock;                           /* file descriptor, -1 = none */
    struct db *db;
    bool is_rebuild;    /* may begin anew what the archive lists */
    char *building;     /* a first warehouse is built here, then renamed */
    bool is_listed;     /* the archive's journal tells of the run */
    bool checks_keys;   /* foreign keys wait for the end of the run */
    bool is_unfinished; /* somebody was forgotten: ingest_is_unfinished() */
    int64_t run_id;
    struct str named; /* contents that it was asked to do something about */
};

/*
 * Either is closed by the caller, also when it failed.
 *
 * session_read   the config and the warehouse as it is, to read
 * session_hold   the same with the lock held; for a backup the warehouse may be
 *                of another version
 * session_begin  finds all that can be found wrong before anything is touched;
 *                then the lock, the transaction, and a row in load_run
 */
int session_read(struct session *s, const struct options *options,
                 struct err *err) __attribute__((warn_unused_result));
int session_hold(struct session *s, const struct options *options,
                 enum hold_work work, struct err *err)
    __attribute__((warn_unused_result));
int session_begin(struct session *s, const struct options *options,
                  bool is_rebuild, struct err *err)
    __attribute__((warn_unused_result));
/*
 * One that is to take the place of the warehouse, or of none: `fetch` writes it
 * to a path beside it. The transaction is open, all tables are as this version
 * has them; session_commit puts it in place.
 */
typedef int session_fetch(void *context, const char *path, struct err *err);
int session_replace(struct session *s, const struct options *options,
                    session_fetch *fetch, void *context, struct err *err)
    __attribute__((warn_unused_result));
/* One that is begun anew will not do. errors: ERR_NOINPUT */
int session_needs_warehouse(const struct session *s, struct err *err)
    __attribute__((warn_unused_result));
/* What was not committed is gone. */
void session_close(struct session *s);

/* The path of a file that lies beside the warehouse; freed by the caller. */
char *session_beside(const struct session *s, const char *end);

/* What ingest needs of it. */
struct ingest session_ingest(struct session *s);
/* Fill in the row of load_run, and seal it; `event` is the command's name. */
int session_end(struct session *s, const char *event,
                const struct ingest_result *result, struct err *err)
    __attribute__((warn_unused_result));
int session_commit(struct session *s, struct err *err)
    __attribute__((warn_unused_result));
/* An error that comes of a damaged warehouse says so, and what helps. */
void session_explain(const struct session *s, struct err *err);
/*
 * What the log lacks of the runs that were committed (command/audit.h): this
 * one after its commit, one that was killed before any other does anything.
 */
int session_note_runs(const struct session *s, struct err *err)
    __attribute__((warn_unused_result));
/*
 * A line for what is no run: `run_id` is the run that the warehouse is of, 0
 * and NULL where that is what the log says.
 */
int session_note(const struct session *s, const char *text, int64_t run_id,
                 const char *seal, struct err *err)
    __attribute__((warn_unused_result));
/* A failed run leaves a line there; the warehouse is as before. */
void session_note_failure(const struct session *s, const char *event,
                          const struct err *failure);

#endif /* COMMAND_SESSION_H */
