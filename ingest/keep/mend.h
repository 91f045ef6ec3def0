#ifndef INGEST_KEEP_MEND_H
#define INGEST_KEEP_MEND_H

struct config;
struct db;
struct err;
struct log;

/*
 * mend: a content of the archive that is to be read again is looked at as a
 * whole first (details 103). One that is damaged or lost is replaced by the
 * file that it came with, where that still lies in the inbox as it was.
 *
 * errors: ERR_DATA where there is none, with the file, the content and what to
 * do
 */
int mend_content(struct db *db, const struct config *config, struct log *log,
                 const char *sha256, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_KEEP_MEND_H */
