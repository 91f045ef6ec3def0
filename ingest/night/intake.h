#ifndef INGEST_NIGHT_INTAKE_H
#define INGEST_NIGHT_INTAKE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "core/str.h"
#include "ingest/keep/archive.h"
#include "ingest/keep/content.h"
#include "ingest/read/decode.h"
#include "ingest/read/value.h"

struct config;
struct extract_source;
struct reader;
struct tombs;
struct inbox_file;
struct type_set;

/*
 * intake: what there is to find out of a file without the warehouse, in one
 * reading of it: marks that come in rows are read to the last while they are
 * at hand. Any thread may do it: nobody else touches an intake meanwhile,
 * and config and types nobody changes.
 */

/*
 * What is used again for one file after the other, by one thread. The bytes
 * that are kept while a file is taken in: a header is looked for in them, and
 * its records are read where they are all of it; where that takes more the copy
 * is read, from its beginning. All threads' together: INTAKE_KEPT.
 */
#define INTAKE_KEPT ((size_t)16 * 1024 * 1024)
struct intake_room {
    struct archive_press *press; /* NULL until it is needed */
    struct str head;             /* the file's first bytes */
    size_t most;                 /* of them */
};
void intake_room_release(struct intake_room *room);

/* What of it was of somebody who was forgotten: that is gone from `put`. */
struct intake_erased {
    char sha256[HASH_TEXT_SIZE]; /* as it came; "": nothing was */
    int64_t rows;
    int64_t line;                     /* of the first of them */
    char column[VALUE_TEXT_SIZE * 2]; /* by which they were known */
};

struct intake {
    /* asked; lent */
    const struct config *config;
    const struct type_set *types;
    const struct inbox_file *file;
    const char *from;    /* its path below the inbox */
    size_t number;       /* another for each that is under way, even */
    struct tombs *tombs; /* who was forgotten; only asked */
    size_t hold_most;    /* bytes that its records may be held in */
    date_t as_of;        /* that they are read by */
    char stamp[STAMP_SIZE];
    /* found */
    struct archive_put put; /* in the archive, and in no place yet */
    struct str why;         /* it is left for the next run; "": it is not */
    enum encoding encoding;
    bool has_quote; /* some byte of it is one */
    char type[TYPE_NAMES_SIZE];
    uint64_t heading;  /* as intake_heading(), where that is its header; or 0 */
    char refusal[512]; /* why it is of no type */
    struct intake_erased erased;
    struct reader *held; /* all records of it; NULL = they are not held */
    size_t held_size;    /* bytes that takes */
    struct err err;      /* the archive cannot be written; else ERR_NONE */
};

/* Give back what was found; what was not placed leaves the archive. */
void intake_release(struct intake *intake);
/*
 * A file that cannot be read, or is another by then, stops nothing else
 * (details 104): `why` says it.
 */
void intake_read(struct intake *intake, struct intake_room *room);

/*
 * Files that begin with the same line look alike: a number for it, from a
 * file's first INTAKE_HEADING bytes or all it has; 0: the line is longer.
 */
#define INTAKE_HEADING ((size_t)2048)
uint64_t intake_heading(const char *bytes, size_t len);

/*
 * Of which types an extract is, by its header; type "": of none, with why.
 * school: that may be its sender's, or NULL; *above: lines above the header.
 */
int intake_recognise(const struct type_set *types, enum encoding encoding,
                     const char *stamp, const char *school,
                     struct extract_source source, char type[TYPE_NAMES_SIZE],
                     char refusal[512], int64_t *above, struct err *err)
    __attribute__((warn_unused_result));
/*
 * A number in the path, or of senders.csv, that may be its sender's: whether a
 * school has it is not known before the schools are in.
 */
bool intake_sender(const struct type_set *types, const char *path,
                   char school[SENDER_SIZE]);

#endif /* INGEST_NIGHT_INTAKE_H */
