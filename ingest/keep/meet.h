#ifndef INGEST_KEEP_MEET_H
#define INGEST_KEEP_MEET_H
#include <stdbool.h>
#include <stdint.h>

struct config;
struct db;
struct err;

/*
 * meet: a warehouse that may be older than its archive, whose it is.
 * *is_newer: the journal was written by a run that the warehouse does not know
 * of, and counts for all that both have. errors: as ingest_meet_archive
 */
int meet_older(struct db *db, const struct config *config, bool *is_newer,
               struct err *err) __attribute__((warn_unused_result));
/* It has all that the journal says, and has seen the run that wrote it. */
int meet_note(struct db *db, const struct config *config, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_KEEP_MEET_H */
