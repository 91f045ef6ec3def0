#ifndef INGEST_LOAD_MARKHIDE_H
#define INGEST_LOAD_MARKHIDE_H
#include <stdbool.h>
#include <stdint.h>

struct err;
struct markstore;
struct query;

/*
 * markhide: mark_hidden made again: where two idents of a person hold a mark
 * for one session. Between begin and end it goes through the pairs of strings
 * twice at a time, so many that what must be known of them stays bounded.
 */
int markhide_begin(struct markstore *marks, struct err *err)
    __attribute__((warn_unused_result));
int markhide_open_pairs(struct markstore *marks, struct query **pairs,
                        struct err *err) __attribute__((warn_unused_result));
/*
 * Go on through pairs and find marks of one content for one session. To be read
 * again while ties.is_listening: what is added then is only noted there.
 *
 * *count    of pairs that it went through
 * *is_last  there are no more
 */
int markhide_find_ties(struct markstore *marks, struct query *pairs,
                       int64_t *count, bool *is_last, struct err *err)
    __attribute__((warn_unused_result));
/* Go on through as many pairs, opened too, and hide one mark of two. */
int markhide_settle(struct markstore *marks, struct query *pairs, int64_t count,
                    struct err *err) __attribute__((warn_unused_result));
int markhide_end(struct markstore *marks, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_LOAD_MARKHIDE_H */
