#ifndef INGEST_LOAD_FACTNOTE_H
#define INGEST_LOAD_FACTNOTE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/map.h"

struct err;
struct stale;

/*
 * factnote: what changed_fact is to say of the rows of one table that came,
 * gathered while a content is loaded: of one child and school the first day
 * alone, and written in the order of the key. A trigger would ask and write for
 * each row, which cost as much as the row.
 */
struct factnotes {
    struct map index; /* ident_key and school_key -> the item */
    struct fact_note *items;
    size_t count, capacity;
};

void factnotes_release(struct factnotes *notes);

/* day: as in stale_note_row(); an instant will do. errors: its write's, where
   there are very many */
int factnotes_add(struct factnotes *notes, struct stale *stale,
                  const char *table, int64_t ident_key, int64_t school_key,
                  const char *day, struct err *err)
    __attribute__((warn_unused_result));
/* They are written: before anybody asks. */
int factnotes_flush(struct factnotes *notes, struct stale *stale,
                    const char *table, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_LOAD_FACTNOTE_H */
