#ifndef COMMAND_CHAIN_H
#define COMMAND_CHAIN_H
#include <stdint.h>

#include "core/hash.h"

struct db;
struct err;
struct finding;

/*
 * chain: the runs of load_run, each sealed with all before it (promise 8;
 * ingest/sql/schema.sql says of what a seal is made). Whoever changes, adds or
 * takes away a run's row has to make all seals after it anew, and is told by
 * the log, which has them too (command/audit.h).
 */
struct chain_head {
    int64_t runs, run_id;      /* how many, and the last; 0: none */
    char seal[HASH_TEXT_SIZE]; /* of it; zeros where it has none */
};

/* What stands before the first. */
#define CHAIN_ZEROS                                                            \
    "0000000000000000000000000000000000000000000000000000000000000000"

/*
 * Seal the run, whose row is as it stays; `event` is what was done in it. Runs
 * of a warehouse that has no seals yet are sealed before it. Inside the
 * caller's transaction.
 */
int chain_seal(struct db *db, int64_t run_id, const char *event,
               struct err *err) __attribute__((warn_unused_result));
/* Of a warehouse of any version. */
int chain_read_head(struct db *db, struct chain_head *head, struct err *err)
    __attribute__((warn_unused_result));
/* Is every run as it was sealed? A warehouse of a version without seals is. */
int chain_check(struct db *db, struct finding *found, struct err *err)
    __attribute__((warn_unused_result));

#endif /* COMMAND_CHAIN_H */
