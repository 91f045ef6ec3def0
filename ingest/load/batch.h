#ifndef INGEST_LOAD_BATCH_H
#define INGEST_LOAD_BATCH_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ingest/read/judge.h"
#include "ingest/read/lane.h"

/*
 * batch: records that outlive their reading, packed one behind the other: of
 * each what it says otherwise than the one before, with its texts and faults.
 * One thread packs, one unpacks when it is handed the batch.
 *
 * Of marks, a row each, most rows are those of the pupil before: they are
 * packed behind his first as what they say else, some bytes each.
 */
struct type;

struct batch {
    struct batch *next; /* in a list; the owner's */
    size_t used, room;  /* bytes */
    char bytes[];
};

/* What a batch may hold, but for a single record that is longer. */
#define BATCH_BYTES ((size_t)64 * 1024)

/* As the packing side keeps it, from the beginning of a file on. */
struct packing {
    size_t field_count;
    bool is_same_lost; /* the record before was rejected: `same` is not of it */
    int date, session, mark; /* fields, where marks come in rows */
    uint64_t told, others;   /* bits: those, and all others; 0 = not so */
    size_t last;             /* of the batch: the record that was put last */
    bool has_marks;          /* it does */
    int64_t line;            /* of the last row */
};
struct packing packing_of(const struct type *type);

/*
 * Add a record to *batch. Where it does not fit the batch stays as it is, and
 * the record is in a new one that is returned; NULL = it fitted. *batch NULL:
 * there is none yet.
 */
struct batch *batch_pack(struct packing *packing, struct batch *batch,
                         const struct record *record);

/*
 * Room for marks behind the record that was added last, where they may stand
 * there: *room of them, 0 where there is none. The first `count` of them are
 * there when they are added.
 */
struct lane_mark *batch_marks(const struct packing *packing,
                              struct batch *batch, size_t *room);
void batch_add_marks(struct packing *packing, struct batch *batch,
                     size_t count);

/* As the other side has it. */
struct unpacking {
    struct value *values; /* one for each field, of the record at hand */
    size_t field_count;
    struct record record;
    const struct lane_mark *marks; /* the rows behind it that are packed so */
    size_t mark_count;
    size_t at; /* bytes of the batch */
};
void unpacking_init(struct unpacking *u, size_t field_count);
void unpacking_release(struct unpacking *u);
/* The batches of a file in order: from its beginning. */
void batch_begin(struct unpacking *u);
/* The next record, and its marks, lent until the next call; NULL: the batch has
   no more. Texts lie in the batch that they came in; none of an earlier batch
   is referred to. */
const struct record *batch_unpack(struct unpacking *u,
                                  const struct batch *batch);

#endif /* INGEST_LOAD_BATCH_H */
