#ifndef INGEST_NIGHT_FORGET_H
#define INGEST_NIGHT_FORGET_H
#include <stdbool.h>

struct err;
struct night;
struct str;

/*
 * forget: as if somebody had never been sent (details 68).
 *
 * The warehouse is a function of the contents in the archive, so it is there
 * that a person is forgotten: every content is read, those that have a row of
 * theirs are written again without it (ingest/read/cull.h), and all that can be
 * made again is, from what is left. What cannot is little: the keys given to
 * their ids, which go with all rows that refer to them as the schema says, and
 * what files were called. So no list of tables says where a person may be.
 *
 * Who it is: all UPNs, former UPNs and ChildIDs that the warehouse links to the
 * one that was asked for (ingest/load/person.h). Each gets a tombstone
 * (ingest/keep/tomb.h), so that rows of theirs that come later go before there
 * is a place for them.
 *
 * In which order, so that it may be stopped anywhere:
 *
 *   1  what is left of contents is written into the archive, beside what was
 *   2  the warehouse, marts and packs are made, in the run's transaction
 *   3  the receipt (ingest/keep/receipt.h) is written: from here on it is done,
 *      whatever happens; the next run takes it over
 *   4  the transaction is committed, the packs are published
 *   5  what was goes: contents, former days' packs, pages of the log
 *
 * `erased.unfinished` in `setting` says that 5 is to be done yet, by whatever
 * run comes to it.
 */

/* Texts for who asked are added to `said`: nothing of theirs is in them. */
int forget_person(struct night *night, const char *upn, struct str *said,
                  struct err *err) __attribute__((warn_unused_result));

/*
 * Academic years that ended more than so many years before the run's day: rows
 * that say nothing of a later day (ingest/read/past.h) go, contents that hold
 * nothing else, and ids of which nothing is left. None of it is taken in again.
 * A row goes as a whole: of a string of marks or a sum that reaches over the
 * day nothing goes before its last day has.
 */
int forget_older(struct night *night, int years, struct str *said,
                 struct err *err) __attribute__((warn_unused_result));
/* Ids that no row has go, where a day says what is kept and that is not
   finished. After a renewal. */
int forget_unused(struct night *night, struct err *err)
    __attribute__((warn_unused_result));

/*
 * What the warehouse has noted as forgotten, whoever noted it, is so: contents
 * are called what they are now, tables that can be made again are empty, keys
 * are gone. All is to be read again then (renew).
 */
int forget_apply(struct night *night, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_NIGHT_FORGET_H */
