#ifndef COMMAND_SESSION_H
#define COMMAND_SESSION_H
#include <stdint.h>
#include <time.h>

#include "config/config.h"
#include "config/terms.h"
#include "core/date.h"
#include "core/log.h"
#include "ingest/read/type.h"

struct db;
struct err;
struct ingest_result;
struct options;

/*
 * session: one open warehouse with all that a command needs: config, terms,
 * types, clock, lock. The stages do their work inside the one transaction that
 * is opened here: a command that fails leaves the warehouse as it was.
 */
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

/* Everything that can be found wrong before anything is touched. */
int session_open(struct session *s, const struct options *options,
                 struct err *err) __attribute__((warn_unused_result));
/* And then the lock, the warehouse and its transaction. */
int session_start(struct session *s, const struct options *options,
                  struct err *err) __attribute__((warn_unused_result));
int session_commit(struct session *s, struct err *err)
    __attribute__((warn_unused_result));
/* What was not committed is gone. Fine after a failed open or start. */
void session_close(struct session *s);

/* The day the run stands on: --as-of, else the config's, else today. */
int session_set_as_of(struct session *s, const struct options *options,
                      struct err *err) __attribute__((warn_unused_result));
void session_instant(time_t when, char text[21]);

/* The run's row of load_run, begun and ended. */
int session_begin(struct session *s, struct err *err)
    __attribute__((warn_unused_result));
int session_end(struct session *s, const struct ingest_result *result,
                struct err *err) __attribute__((warn_unused_result));
/* A failed run leaves a line beside the warehouse, which is as before. */
void session_note_failure(const struct session *s, const struct err *failure);

#endif /* COMMAND_SESSION_H */
