#ifndef INGEST_READ_CULL_H
#define INGEST_READ_CULL_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/map.h"
#include "ingest/read/cut.h"

struct err;
struct extract;
struct record;
struct row;
struct type;
struct type_set;

/*
 * cull: which lines of a file are to be cut (ingest/read/cut.h), of whoever is
 * to be forgotten.
 *
 * A row is whose id it has: the pupil's of its type, else the child's, as it is
 * read. It goes where that is one of those that are forgotten, whatever else is
 * wrong with it. A row that has the UPN of such a one in another cell, whatever
 * column that is of, goes too; but where it is known to be somebody else's, or
 * nobody's, that word alone is struck. Some rows have only a number that
 * another extract's row of theirs has (a census's tables).
 */
enum cull_whose {
    CULL_NOBODYS, /* that is known */
    CULL_GONE,    /* to be forgotten */
    CULL_OTHERS
};

#define CULL_ID_MOST 64 /* longer ids are asked for each time */

struct cull_by {
    /* kind: 'u' a UPN, 'c' a child's id; with has_records 'r': of a row that
       says of nobody whose it is, an id that its key has, as "heading:id".
       Asked once for each. */
    enum cull_whose (*whose)(void *context, char kind, const char *id,
                             size_t len);
    /* Rows of somebody else have such a UPN in them: NULL: nobody asks. */
    void (*struck)(void *context, char kind, const char *id, size_t len);
    /* Does the record go for what it says? NULL: none does. */
    bool (*is_past)(void *context, const struct type *type,
                    const struct record *record);
    void *context;
    bool has_records;
};

/* What is found of one file. */
struct cull {
    struct cull_by by;
    struct map asked; /* kind and id: enum cull_whose */
    struct cut_range *ranges;
    size_t count, capacity;
    int64_t seen;       /* rows with records */
    int64_t rows;       /* that go */
    int64_t first_line; /* of those, 0: none does */
    /* of the row at hand */
    struct {
        int64_t line, lines; /* 0: there is none */
        bool is_row;
        bool is_theirs; /* by its id */
        bool is_others;
        bool has_word;    /* a UPN of one that is forgotten */
        bool is_too_long; /* to be seen as a whole */
        int records, past;
        char id[CULL_ID_MOST + 1]; /* the kind, and whose it is by it */
        size_t id_len;             /* 0: that is not known */
    } row;
    bool has_ids; /* of the type: its rows are somebody's */
};

void cull_begin(struct cull *cull, const struct cull_by *by);
void cull_release(struct cull *cull);

/* To be told of rows: `see` of struct extract_about, whose seer is the cull. */
void cull_see(void *context, const struct row *row, bool is_row);
/*
 * All records of a file; of one of several types those of the first, as they
 * are of the same children. Of what is no extract every row with such a UPN
 * goes. The ranges are in order then.
 */
int cull_read(struct cull *cull, struct extract *x, struct err *err)
    __attribute__((warn_unused_result));
int cull_read_plain(struct cull *cull, enum encoding encoding,
                    struct extract_source source, struct err *err)
    __attribute__((warn_unused_result));

/* The cut's question, to a cull: is this UPN of one that is forgotten? */
bool cull_is_struck(void *context, const char word[CUT_WORD + 1]);

#endif /* INGEST_READ_CULL_H */
