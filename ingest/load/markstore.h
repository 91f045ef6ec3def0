#ifndef INGEST_LOAD_MARKSTORE_H
#define INGEST_LOAD_MARKSTORE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/markday.h"
#include "core/date.h"
#include "core/map.h"
#include "ingest/load/markmerge.h"
#include "ingest/load/tie.h"

struct contents;
struct db;
struct err;

/*
 * marks: the writer of mark_string. Marks of one content are gathered a pupil,
 * school and bucket at a time and merged with what is there, newer wins for
 * each mark (ingest/load/markmerge.h). Memory is bounded: a content that is
 * larger than the budget is merged in several goes with the same result; only
 * which lines count as duplicate and which as superseded may differ then, where
 * it gives one mark twice with very much in between.
 */
struct mark_again;

/* Where a day's marks stand. */
struct mark_place {
    date_t date;
    int bucket;
    int position; /* of the morning's */
};
#define MARK_PLACES 1024 /* days in a row that are all remembered */

struct markstore {
    struct db *db;
    struct markmerge merge; /* its counts say what became of each mark */

    struct map index; /* bucket, school, ident -> slot */
    struct mark_slot *slots;
    size_t slot_count;
    size_t slot_capacity;
    const struct mark_slot **sorted;
    size_t sorted_capacity;
    struct mark_again *again; /* marks that a later line replaced */
    size_t again_count;
    size_t again_capacity;
    struct mark_place places[MARK_PLACES]; /* by day */
    size_t last_slot; /* rows come pupil by pupil: look here first */

    struct map spans; /* school -> index of its span */
    struct mark_span *span_items;
    size_t span_count;
    size_t span_capacity;

    char symbols[128];  /* first characters of one-character marks */
    struct map codes;   /* two-character mark -> symbol */
    struct map buckets; /* buckets that mark_day knows */
    struct ties ties;
};

void markstore_open(struct markstore *marks, struct db *db,
                    struct contents *contents);
void markstore_close(struct markstore *marks);
/* Tables were made anew: forget what was learnt of them. */
void markstore_forget(struct markstore *marks);

/* Marks of this content follow. */
void markstore_begin(struct markstore *marks, int64_t content_id);
/* Whose mark it is, and of which day. */
struct mark_of {
    int64_t school_key;
    int64_t ident_key;
    date_t date;
};
/*
 * mark: the canonical code, one or two characters; session 0 = AM, 1 = PM. One
 * that is not on roll is kept as well, but is not counted (it is a reject).
 */
int markstore_add(struct markstore *marks, const struct mark_of *of,
                  int session, const char *mark, bool on_roll, struct err *err)
    __attribute__((warn_unused_result));
/*
 * Merge what is gathered; marks->merge.counts then say what became of each
 * mark. Notes in content_school which schools and dates the content speaks of.
 */
int markstore_end(struct markstore *marks, struct err *err)
    __attribute__((warn_unused_result));

/* Blank each mark of a school that came from a content (a withdrawal). */
int markstore_clear(struct markstore *marks, int64_t content_id,
                    int64_t school_key, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_LOAD_MARKSTORE_H */
