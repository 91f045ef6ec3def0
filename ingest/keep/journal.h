#ifndef INGEST_KEEP_JOURNAL_H
#define INGEST_KEEP_JOURNAL_H

struct db;
struct err;

/*
 * journal: contents.csv in the archive, which says of each content how it
 * counts (SHA-256, type, status, whether it was released, encoding, each
 * extract time), so that a lost warehouse can be rebuilt from the archive
 * alone. No personal data. What it lists is on disk before it is.
 */
int journal_write(struct db *db, const char *archive, struct err *err)
    __attribute__((warn_unused_result));
/*
 * Every cell is looked at before it becomes a row or a path. errors: ERR_DATA
 * with file, line and column.
 *
 * Into an empty `content` table; where it has rows they are the truth and
 * nothing is read. An archive without a journal is empty.
 */
int journal_read(struct db *db, const char *archive, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_KEEP_JOURNAL_H */
