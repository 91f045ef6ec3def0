#ifndef INGEST_LOAD_LISTING_H
#define INGEST_LOAD_LISTING_H

struct db;
struct err;
struct type_set;

/*
 * listing: which rows of the snapshot types the newest snapshot still lists.
 *
 * Their column gone_date is null for these, and for any other the date of the
 * first snapshot after the last one that lists it (details.md 3). Nobody else
 * looks at the order of snapshots: whatever came, came late, came again or was
 * taken back, this compares all rows with what they are to say.
 */
int listing_settle(struct db *db, const struct type_set *types, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_LOAD_LISTING_H */
