#ifndef INGEST_LOAD_REJECTS_H
#define INGEST_LOAD_REJECTS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ingest/read/reject.h"

struct db;
struct err;
struct fault;
struct type;

/*
 * rejects: the rows of load_reject of the content that is read: rows that are
 * not taken in, and values set aside in those that are. Of one rule and column
 * there are at most REJECTS_MAX; the last stands for all that are more, by its
 * `rows` and in its message (details.md 105).
 */
#define REJECTS_MAX 1000

/*
 * Who asks of files, and rolls back what they did, is told of every fault of a
 * row and not only of why it is rejected (details.md 84): in two tables that
 * rejects_note_all makes in the transaction, so that not memory bounds them.
 *
 * check_fault  one row a fault, the lines of each column and rule from the
 *              first on, as many as are asked for
 * check_value  one row a column, rule and value: how many there are of it
 */

struct rejects_kind;

struct rejects {
    struct db *db;
    const char *sha256;
    const struct type *type;
    struct rejects_kind *kinds; /* by field and rule */
    size_t kind_count;
    bool notes;    /* every fault of a row is */
    int64_t lines; /* of each kind that are kept */
};

void rejects_open(struct rejects *r, struct db *db);
void rejects_close(struct rejects *r);

/* This content is judged anew: what was rejected of it is forgotten. */
int rejects_clear(struct rejects *r, const char *sha256, struct err *err)
    __attribute__((warn_unused_result));
/* Rows that came with it and were never kept, of who was forgotten (table
   erased_content). */
int rejects_put_erased(struct rejects *r, const char *sha256, struct err *err)
    __attribute__((warn_unused_result));
/* Its rows of a type come next. */
void rejects_begin(struct rejects *r, const char *sha256,
                   const struct type *type);
/* rows: how many the line stands for. */
int rejects_put(struct rejects *r, int64_t line, const struct fault *fault,
                int64_t rows, struct err *err)
    __attribute__((warn_unused_result));
/* From here on every fault is noted. Of a content that is read, rejects_note
   does so; it is nothing to do where nobody asks. */
int rejects_note_all(struct rejects *r, int64_t lines, struct err *err)
    __attribute__((warn_unused_result));
int rejects_note(struct rejects *r, int64_t line, const struct fault *fault,
                 int64_t rows, struct err *err)
    __attribute__((warn_unused_result));
int rejects_end(struct rejects *r, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_LOAD_REJECTS_H */
