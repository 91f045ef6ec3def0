#ifndef INGEST_NIGHT_AGAIN_H
#define INGEST_NIGHT_AGAIN_H
#include <stddef.h>
#include <stdint.h>

#include "ingest/keep/content.h"

struct db;
struct err;
struct loader;

/*
 * again: contents of the archive that are read again one by one, in their
 * order; where there are cores for it the next ones are read ahead.
 */
struct again_item {
    struct content content;
    char stamp[STAMP_SIZE]; /* that it was sent with: one item for each */
};

struct again {
    struct again_item *items; /* the caller may drop some before the first */
    size_t count;
    size_t capacity;
    size_t expected; /* so many are, or were */
};

/* Contents in force, of one school or of all (0), and each time they were sent.
   On failure there is nothing to release. */
int again_list(struct again *again, struct db *db, int64_t school_key,
               struct err *err) __attribute__((warn_unused_result));
void again_release(struct again *again);

/* The next item's turn comes: 1, or 0 where there is none, -1. */
int again_at(struct again *again, struct loader *loader, size_t at,
             struct err *err) __attribute__((warn_unused_result));

#endif /* INGEST_NIGHT_AGAIN_H */
