#ifndef INGEST_READ_RECALL_H
#define INGEST_READ_RECALL_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/date.h"
#include "ingest/read/value.h"

/*
 * recall: what a field's cells have been read as, by their bytes. A column
 * says the same few things again and again: one school, a pupil for a row of
 * his days, some hundred days, two sessions. What was said by the same bytes
 * before is not read again.
 *
 * Only what its bytes alone decide may be kept, and only what was read without
 * a fault: then it cannot be stale, and a fault is found and told each time.
 */
#define RECALL_BYTES 24 /* longer cells are not kept */

struct recall_key {
    uint64_t words[RECALL_BYTES / sizeof(uint64_t)]; /* zeros behind it */
    size_t len;
};

struct recalled {
    struct recall_key key;
    struct value value; /* its text stays where it is until the next is kept */
    char text[VALUE_TEXT_SIZE];
    date_t from, to; /* of a mark: the days on which it is one */
};

struct recall {
    struct recalled *slots;
    size_t mask;                 /* of how many there are, a power of two */
    const struct recalled *last; /* that the field is now; NULL = none */
};

/* slots: a power of two */
void recall_init(struct recall *recall, size_t slots);
void recall_release(struct recall *recall);

/* RECALL_BYTES may be read from the text on, whatever its length, which is at
   most that. */
void recall_key(struct recall_key *key, const char *text, size_t len);

/* What such a cell was read as, or NULL. */
const struct recalled *recall_find(const struct recall *recall,
                                   const struct recall_key *key);
/*
 * Keep it, in place of another perhaps. A text of VALUE_TEXT_SIZE and more is
 * lent: of a code, say.
 */
struct recalled *recall_keep(struct recall *recall,
                             const struct recall_key *key,
                             const struct value *value);

#endif /* INGEST_READ_RECALL_H */
