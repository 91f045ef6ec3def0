#ifndef INGEST_NIGHT_CALLED_H
#define INGEST_NIGHT_CALLED_H

struct config;
struct db;
struct err;

/*
 * called: files that are called after who is forgotten (temp tables
 * forgotten_id and forgotten_name): by a UPN anywhere in the path, a child's id
 * of four characters or more as a word, or all the names of one of their rows.
 */

/* None lies in the inbox: it would be met again. errors: ERR_DATA, which does
   not say its name */
int called_check_inbox(struct db *db, const struct config *config,
                       struct err *err) __attribute__((warn_unused_result));
/* In what is kept of files that were met those words are "erased". */
int called_otherwise(struct db *db, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_NIGHT_CALLED_H */
