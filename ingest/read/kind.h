#ifndef INGEST_READ_KIND_H
#define INGEST_READ_KIND_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/published.h"
#include "core/date.h"
#include "core/str.h"
#include "ingest/read/judge.h"
#include "ingest/read/recall.h"
#include "ingest/read/value.h"

struct condition;
struct field;

/*
 * kind: a cell read as the kind of value that its field has, and what is wrong
 * with it. Only the judge reads cells (ingest/read/judge.h); this is the half
 * of it that knows nothing of rows.
 */
struct judge {
    const struct type_set *types;
    const struct type *type;
    const struct columns *columns;
    date_t as_of;
    struct births births;
    struct value *values;
    char (*texts)[VALUE_TEXT_SIZE]; /* of values that are not in the row */
    struct str *lists;              /* of those that are several */
    struct str *givens;             /* of what all rows say, to be changed */
    struct recall *recalls;         /* ingest/read/recall.h */
    /* The one column that a field is read from, the same for all rows; -1 =
       else. */
    int *plain;
    /* The same where no other field has a say; -1 = what all rows say. */
    int *alone;
    uint64_t fields;  /* bits: all of the type's */
    uint64_t changed; /* fields since the last record that was not rejected */
    struct str messages;  /* of the faults, each value and message in turn */
    struct fault *faults; /* texts: at the end, when they stay where they are */
    size_t fault_count;
    size_t fault_capacity;
    struct record record;
    int64_t extended;
    int64_t extended_line; /* the last of them */
    int64_t apart_line;    /* of headings that are not the columns'; 0 = none */
    uint64_t apart_own;    /* fields whose they are all the same */
    struct str others;     /* what the row says in columns of no field */
    char others_key[PUBLISHED_KEY_SIZE];
    int64_t others_line;      /* of that row; 0 = none yet */
    char empty[1];            /* the text of cells that are not there */
    char none[RECALL_BYTES];  /* and their bytes */
    char given[RECALL_BYTES]; /* of what all rows say, one at a time */
};

/* A cell while it is read. */
struct slice {
    char *text; /* a NUL follows */
    size_t len;
};

/* A field of a row while it is read. */
struct reading {
    struct judge *judge;
    int f;
    const struct field *field;
    struct value *value;
    char *room;     /* VALUE_TEXT_SIZE, for a text that is not in the row */
    struct slice s; /* what it is read from */
};

/* Without what is around a value; of marks a blank in front is one of them. */
void kind_trim(struct slice *s);
void kind_trim_marks(struct slice *s);

/* What is wrong with a row, or a field of it. Always false: it is not read. */
bool kind_fault(struct judge *j, enum reject rule, int field, const char *fmt,
                ...) __attribute__((format(printf, 4, 5)));

/* Is the start of a stay not before the birth (details.md 86)? */
bool kind_may_start(const struct judge *j, date_t start);

/* Does an earlier field have the value? */
bool kind_holds(const struct judge *j, const struct condition *c);

/*
 * Read it: true, and r->value is what it says, or false with a fault. A cell is
 * trimmed and not blank; kind_blank is of one that is.
 */
bool kind_blank(struct reading *r);
bool kind_read(struct reading *r);
/* LA and ESTAB in columns of their own; zeros in front may be lost. */
bool kind_la_estab(struct reading *r, struct slice la, struct slice estab);
/* Always true: it is read, and this is its text. */
bool kind_text(struct reading *r, const char *text, size_t len);

#endif /* INGEST_READ_KIND_H */
