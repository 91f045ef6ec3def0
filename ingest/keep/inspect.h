#ifndef INGEST_KEEP_INSPECT_H
#define INGEST_KEEP_INSPECT_H
#include <stdint.h>

struct config;
struct db;
struct err;
struct finding;
struct log;

/*
 * inspect: are archive, journal and warehouse one? Nothing is written, but into
 * tables that are the connection's own.
 *
 * archive   every content that the warehouse has, or the journal, lies there
 *           with the bytes of its SHA-256; nothing else does; all is private
 * journal   it is this warehouse's, and lists its contents, all with how they
 *           count and when they were sent
 * forgotten the key is there by which rows of who was forgotten are known
 * lacking   each content that there is no file of is a fault. Their
 *           bytes are not read
 *
 * errors: what ends a look early
 */
int inspect_archive(struct db *db, const struct config *config, struct log *log,
                    struct finding *found, struct err *err)
    __attribute__((warn_unused_result));
int inspect_journal(struct db *db, const struct config *config,
                    struct finding *found, struct err *err)
    __attribute__((warn_unused_result));
int inspect_forgotten(struct db *db, const struct config *config,
                      struct finding *found, struct err *err)
    __attribute__((warn_unused_result));
int inspect_lacking(struct db *db, const struct config *config,
                    struct finding *found, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_KEEP_INSPECT_H */
