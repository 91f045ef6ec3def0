#ifndef COMMAND_SOUND_H
#define COMMAND_SOUND_H

struct db;
struct err;
struct finding;

/*
 * sound: is a warehouse's file what it should be, by itself? Nothing is
 * written. What ends a look early is an error, ERR_DATA where it is the file's
 * (core/finding.h).
 *
 * pages     every page, index and cell, as SQLite sees them
 * keys      every foreign key leads to a row
 * identity  of each file met: rows read are those taken in, of old, passed over
 *           and rejected; and each run's counts are those of its files
 */
int sound_pages(struct db *db, struct finding *found, struct err *err)
    __attribute__((warn_unused_result));
int sound_keys(struct db *db, struct finding *found, struct err *err)
    __attribute__((warn_unused_result));
int sound_identity(struct db *db, struct finding *found, struct err *err)
    __attribute__((warn_unused_result));

/*
 * A database of something else has tables, and none that says of our runs: it
 * is no warehouse of any version. errors: ERR_DATA, as of a damaged one
 */
int sound_ours(struct db *db, const char *path, struct err *err)
    __attribute__((warn_unused_result));

/*
 * All of that and the chain of runs. errors: ERR_DATA with the first fault and
 * how many there are
 */
int sound_check(struct db *db, const char *path, struct err *err)
    __attribute__((warn_unused_result));

#endif /* COMMAND_SOUND_H */
