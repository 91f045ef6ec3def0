#ifndef INGEST_LOAD_TIE_H
#define INGEST_LOAD_TIE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/markday.h"
#include "core/map.h"

/*
 * tie: marks that one content has for one session of a person under two UPNs.
 * The later line holds (details.md 5, 45), and nothing kept says which it is:
 * such contents are read once more, and it is noted here.
 */
#define TIES_MAX                                                               \
    20000 /* lines at a time, some 20 MB; but for one pair's more */

struct tie_line {
    uint32_t at[MARKDAY_POSITIONS]; /* the place of the last mark, 0 = none */
};

struct ties {
    struct map index; /* struct tie_key -> line */
    struct tie_line *lines;
    size_t count;
    size_t capacity;
    int64_t *contents; /* that they are in; some more than once */
    size_t content_count;
    size_t content_capacity;
    uint32_t clock;
    bool is_listening; /* a content is being read for this alone */
};

struct tie_key {
    int64_t content_id;
    int64_t school_key;
    int64_t ident_key;
    int64_t bucket;
};

void ties_release(struct ties *ties);
void ties_clear(struct ties *ties);
/* Some mark of the content in this string is one of two. */
void ties_add(struct ties *ties, const struct tie_key *key);
/* A line has this mark; told in the order of the file. */
void ties_note(struct ties *ties, const struct tie_key *key, int position);
/* Has the first of two strings the later line for a position? */
bool ties_is_later(const struct ties *ties, const struct tie_key *key,
                   const struct tie_key *other, int position);

#endif /* INGEST_LOAD_TIE_H */
