#ifndef INGEST_KEEP_RECEIPT_H
#define INGEST_KEEP_RECEIPT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct err;

/*
 * receipt: what was forgotten, a file of the archive's folder "erased" each
 * time, which is never written again. It has the run, the time, the keyed
 * digests of the ids (ingest/keep/tomb.h), and of each content that was
 * rewritten its SHA-256 before and after, its type and how many rows went:
 * nothing by which anybody could tell who it was.
 *
 * It is the journal of what was forgotten, as contents.csv is of what came: a
 * warehouse that lacks one, as one does that is made again, put back from an
 * older copy, or of a run that was stopped, takes it over.
 */
#define RECEIPT_NAME_SIZE 40
#define RECEIPT_FOLDER "erased"

/* Of what the run noted; now: seconds since 1970. It is on disk then. */
int receipt_write(struct db *db, const char *archive, int64_t run, int64_t now,
                  char name[RECEIPT_NAME_SIZE], struct err *err)
    __attribute__((warn_unused_result));

/*
 * All that the warehouse does not go by yet; *added: some are. Every cell is
 * looked at. errors: ERR_DATA with file, line and column
 */
int receipts_merge(struct db *db, const char *archive, bool *added,
                   struct err *err) __attribute__((warn_unused_result));

#endif /* INGEST_KEEP_RECEIPT_H */
