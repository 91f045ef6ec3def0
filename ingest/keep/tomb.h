#ifndef INGEST_KEEP_TOMB_H
#define INGEST_KEEP_TOMB_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/date.h"
#include "core/hash.h"
#include "core/map.h"
#include "ingest/read/cull.h"

struct db;
struct err;

/*
 * tomb: who was forgotten, so that nobody lets them in again (details 68), and
 * yet nobody can read it.
 *
 * A tombstone is the keyed digest of a UPN or a child's id (table erased_id).
 * There are few UPNs, so that a plain digest would be undone by trying all of
 * them: the key is of 256 random bits and lies in a file of its own, 0600, at
 * <warehouse>.key. It is in no table, journal, log or copy of the warehouse,
 * and made when somebody is forgotten for the first time. Where there are
 * tombstones, nothing is taken in without it.
 *
 * Others, of whom it is known that they are not who was forgotten though their
 * rows name one, have a digest too.
 *
 * Once it is read any number of threads may ask.
 */
struct tombs {
    bool has_key;
    unsigned char key[HASH_KEY_SIZE];
    struct map digests; /* enum cull_whose */
    date_t before;      /* what says nothing of this day or later is not taken
                           in; DATE_NONE */
};

/* errors: ERR_NOINPUT where there are tombstones, and the key is gone or is
   another */
int tombs_read(struct tombs *tombs, struct db *db, const char *warehouse,
               struct err *err) __attribute__((warn_unused_result));
void tombs_release(struct tombs *tombs);
/* See that there is a key; it is on disk then. errors: ERR_CANTCREAT */
int tombs_make_key(struct tombs *tombs, struct db *db, const char *warehouse,
                   struct err *err) __attribute__((warn_unused_result));

/* kind: 'u' a UPN, 'c' a child's id. */
void tombs_digest(const struct tombs *tombs, char kind, const char *id,
                  size_t len, char text[HASH_TEXT_SIZE]);
int tombs_add(struct tombs *tombs, struct db *db, enum cull_whose whose,
              const char digest[HASH_TEXT_SIZE], int64_t run, struct err *err)
    __attribute__((warn_unused_result));
/* Is there anybody, or any day, to ask for? */
bool tombs_has_any(const struct tombs *tombs);
/* The question of struct cull_by; `context` is a const struct tombs. */
enum cull_whose tombs_whose(void *context, char kind, const char *id,
                            size_t len);

#endif /* INGEST_KEEP_TOMB_H */
