#ifndef INGEST_LOAD_RECOUNT_H
#define INGEST_LOAD_RECOUNT_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"

struct db;
struct err;

/*
 * recount: what became of the lines of a file whose keys repeat (details.md
 * 5). The last line with a key counts for what it met in the warehouse; an
 * earlier one is duplicate where it says what the last says, else superseded.
 * As each line may be the last, counts are put right with each that follows.
 */
struct load_counts {
    int64_t read;
    int64_t loaded;
    int64_t duplicate;
    int64_t superseded;
    int64_t rejected;
    int64_t lines_skipped;
};

struct recount {
    struct db *db;
    bool is_used;
};

/* Another file is read. */
int recount_begin(struct recount *r, struct err *err)
    __attribute__((warn_unused_result));

/* A line, and where it is counted if it is the last with its key. */
struct recount_line {
    int64_t hash;   /* of what it says */
    int64_t *count; /* one of load_counts */
};
/* `last` was the last line with the key until `next`, which follows it. */
int recount_next(struct recount *r, struct load_counts *counts,
                 const struct str *key, const struct recount_line *last,
                 const struct recount_line *next, struct err *err)
    __attribute__((warn_unused_result));
/*
 * The last line so far with a key of which the warehouse has a later content's
 * row, *found; it is this one from now on.
 */
int recount_last(struct recount *r, const struct str *key, int64_t hash,
                 bool *found, int64_t *last, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_LOAD_RECOUNT_H */
