#ifndef INGEST_LOAD_MARKSTORE_H
#define INGEST_LOAD_MARKSTORE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/markday.h"
#include "core/date.h"
#include "core/map.h"
#include "ingest/load/tie.h"

struct contents;
struct db;
struct err;
struct query;

/*
 * marks: the writer of mark_string. Marks of one content are gathered a pupil,
 * school and bucket at a time and merged with what is there, newer wins for
 * each mark. Memory is bounded: a content that is larger than the budget is
 * merged in several goes with the same result; only which lines count as
 * duplicate and which as superseded may differ then, where it gives one mark
 * twice with very much in between.
 *
 * A string's pattern (mark_source) says which content each mark came from; it
 * is shared by all strings that were filled alike, so that it costs next to
 * nothing. Positions without a mark take the source of the one before.
 */
struct marks_counts {
    int64_t loaded;     /* new or changed */
    int64_t duplicate;  /* the same mark as there, or as later in the file */
    int64_t superseded; /* a later extract's mark is there, or a later line */
};

struct mark_slot;
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
    struct contents *contents;
    int64_t content_id;
    struct marks_counts counts;

    struct map index; /* bucket, school, ident -> slot */
    struct mark_slot *slots;
    size_t slot_count;
    size_t slot_capacity;
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
    struct map sources; /* pattern -> source_id */
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
/*
 * mark: the canonical code, one or two characters; session 0 = AM, 1 = PM. One
 * that is not on roll is kept as well, but is not counted (it is a reject).
 */
int markstore_add(struct markstore *marks, int64_t ident_key,
                  int64_t school_key, date_t date, int session,
                  const char *mark, bool on_roll, struct err *err)
    __attribute__((warn_unused_result));
/*
 * Merge what is gathered; marks->counts then says what became of each mark.
 * Notes in content_school which schools and dates the content speaks of.
 */
int markstore_end(struct markstore *marks, struct err *err)
    __attribute__((warn_unused_result));

/* The content that the mark at a position came from, by its string's pattern;
   0: none that it tells of. */
int64_t markstore_source(const void *pattern, size_t pattern_len, int position);

/* Blank each mark of a school that came from a content (a withdrawal). */
int markstore_clear(struct markstore *marks, int64_t content_id,
                    int64_t school_key, struct err *err)
    __attribute__((warn_unused_result));

/*
 * Make mark_hidden again: where two idents of a person hold a mark for one
 * session. Between begin and end it goes through the pairs of strings twice at
 * a time, so many that what must be known of them stays bounded.
 */
int markstore_begin_hiding(struct markstore *marks, struct err *err)
    __attribute__((warn_unused_result));
int markstore_open_pairs(struct markstore *marks, struct query **pairs,
                         struct err *err) __attribute__((warn_unused_result));
/*
 * Go on through pairs and find marks of one content for one session. To be read
 * again while ties.is_listening: what is added then is only noted there.
 *
 * *count    of pairs that it went through
 * *is_last  there are no more
 */
int markstore_find_ties(struct markstore *marks, struct query *pairs,
                        int64_t *count, bool *is_last, struct err *err)
    __attribute__((warn_unused_result));
/* Go on through as many pairs, opened too, and hide one mark of two. */
int markstore_hide(struct markstore *marks, struct query *pairs, int64_t count,
                   struct err *err) __attribute__((warn_unused_result));
int markstore_end_hiding(struct markstore *marks, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_LOAD_MARKSTORE_H */
