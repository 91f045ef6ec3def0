#ifndef INGEST_KEEP_MEET_H
#define INGEST_KEEP_MEET_H
#include <stdbool.h>
#include <stdint.h>

struct config;
struct db;
struct err;

/*
 * meet: a warehouse that is older than its archive takes over what the journal
 * says: contents and extract times that it lacks, *added of them, and how the
 * others count now. *changed: rows that were made before are not those of this
 * list. From then on it has seen the run that wrote the journal. errors: as
 * ingest_meet_archive
 */
int meet_take_over(struct db *db, const struct config *config, int64_t *added,
                   bool *changed, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_KEEP_MEET_H */
