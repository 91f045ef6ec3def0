#ifndef INGEST_LOAD_MARKMERGE_H
#define INGEST_LOAD_MARKMERGE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/markday.h"
#include "core/str.h"
#include "ingest/load/markmove.h"
#include "ingest/load/marksource.h"

struct bulk;
struct contents;
struct db;
struct err;

/*
 * markmerge: marks of one content into the strings that stand, of two marks the
 * newer content's. Strings are read and written in the order of their key, many
 * at a time, and of those that come out as they were nothing is written. All
 * that is written to mark_string but deletions is written here, with what hangs
 * on it: mark_pupil, changed_marks and changed_relation (ingest/sql/stale.sql).
 */
struct mark_key {
    int64_t school_key;
    int64_t ident_key;
    int64_t bucket;
};

#define MARK_NOT_COUNTED 0x80 /* set in a slot's symbol that is not on roll */
struct mark_slot {
    struct mark_key key;
    char marks[MARKDAY_POSITIONS]; /* symbols; 0 = this content has none */
};

struct marks_counts {
    int64_t loaded;     /* new or changed */
    int64_t duplicate;  /* the same mark as there, or as later in the file */
    int64_t superseded; /* a later extract's mark is there, or a later line */
};

struct markmerge {
    struct db *db;
    struct contents *contents;
    struct marksources sources;
    struct str pattern; /* room for one */

    int64_t content_id; /* whose marks these are */
    struct marks_counts counts;
    int64_t compared; /* a content; 0 = none yet */
    int order;        /* of it to content_id */

    struct bulk *adding; /* strings that are new; NULL until there are */

    struct standing *standings; /* what stands of the slots at hand */
    struct markmoves moves;     /* and of the bucket and school at hand */
    size_t own[MARKDAY_POSITIONS + 1]; /* targets of strings that are all the
                                          content's, by length */
};

void markmerge_open(struct markmerge *merge, struct db *db,
                    struct contents *contents);
void markmerge_close(struct markmerge *merge);
void markmerge_begin(struct markmerge *merge, int64_t content_id);
/* Slots in the order of their keys: bucket, school_key, ident_key. */
int markmerge_slots(struct markmerge *merge,
                    const struct mark_slot *const *slots, size_t count,
                    struct err *err) __attribute__((warn_unused_result));

/* `/` and `\` are the same content (details.md 5). */
static inline char mark_content(char symbol)
{
    return symbol == '\\' ? '/' : symbol;
}

/*
 * A string and the content of each of its marks; a space is no mark. length: of
 * what is kept, 0 where there is no string.
 */
struct mark_string {
    char marks[MARKDAY_POSITIONS];
    int64_t contents[MARKDAY_POSITIONS];
    int length;
};
int markmerge_read(struct markmerge *merge, const struct mark_key *key,
                   struct mark_string *string, struct err *err)
    __attribute__((warn_unused_result));
/* What markmerge_read gave, with marks blanked. */
int markmerge_write(struct markmerge *merge, const struct mark_key *key,
                    const struct mark_string *string, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_LOAD_MARKMERGE_H */
