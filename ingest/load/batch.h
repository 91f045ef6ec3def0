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
 * packed behind his first as what they say else, most of them in a byte.
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
    size_t room; /* of a batch: BATCH_BYTES, or as its owner has set it */
    size_t field_count;
    bool is_same_lost; /* the record before was rejected: `same` is not of it */
    int date, session, mark; /* fields, where marks come in rows */
    uint64_t told, others;   /* bits: those, and all others; 0 = not so */
    size_t last;             /* of the batch: the record that was put last */
    int64_t line;            /* of the last row */
    struct lane_mark mark_last;
};
struct packing packing_of(const struct type *type);

/*
 * Add a record to *batch. Where it does not fit the batch stays as it is, and
 * the record is in a new one that is returned; NULL = it fitted. *batch NULL:
 * there is none yet.
 */
struct batch *batch_pack(struct packing *packing, struct batch *batch,
                         const struct record *record);

/* Marks behind the record that was added last: as many as there is room for. */
size_t batch_marks_room(const struct packing *packing,
                        const struct batch *batch);
void batch_add_marks(struct packing *packing, struct batch *batch,
                     const struct lane_mark *marks, size_t count);

/* As the other side has it. */
struct unpacking {
    struct packing packing; /* as it was packed */
    struct value *values;   /* one for each field, of the record at hand */
    struct record record;
    struct lane_mark *marks; /* its own, and the rows behind it */
    size_t mark_count;
    size_t mark_capacity;
    char date[DATE_TEXT_SIZE], mark[3]; /* of the record */
    size_t at;                          /* bytes of the batch */
};
void unpacking_init(struct unpacking *u, const struct type *type);
void unpacking_release(struct unpacking *u);
/* The batches of a file in order: from its beginning. */
void batch_begin(struct unpacking *u);
/* The next record, and its marks, lent until the next call; NULL: the batch has
   no more. Where there are marks the first is the record's own. Texts lie in
   the batch that they came in; none of an earlier batch is referred to. */
const struct record *batch_unpack(struct unpacking *u,
                                  const struct batch *batch);

#endif /* INGEST_LOAD_BATCH_H */
