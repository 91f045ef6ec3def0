#ifndef INGEST_NIGHT_NIGHT_H
#define INGEST_NIGHT_NIGHT_H
#include <stdbool.h>
#include <stddef.h>

#include "ingest/ingest.h"
#include "ingest/keep/inbox.h"
#include "ingest/keep/tomb.h"
#include "ingest/load/loader.h"
#include "ingest/night/intake.h"
#include "ingest/night/replay.h"
#include "ingest/night/stopped.h"

struct journal_sent;
struct query;

/*
 * night: one run of ingest, from files that arrived to rows in force. What the
 * files of ingest.c share; callers outside go by ingest.h.
 */

/* A file that has come, on its way in. */
struct arrival {
    const char *path;       /* lent by the inbox list */
    const char *from;       /* of it, what is below the inbox */
    struct inbox_file seen; /* path NULL: not met in the inbox in this run */
    struct content content; /* id 0: not known before */
    int order;              /* in which its first type is loaded */
    int reached;            /* up to which its types are */
    bool is_loaded;         /* in this run */
    bool is_again; /* not changed since: only another word of it is news */
    struct intake_erased erased;
    struct reader *held; /* its records, to be loaded; or NULL */
};

struct night {
    const struct ingest *in;
    struct ingest_result *result;
    struct loader loader;
    struct replay replay;
    struct tombs tombs; /* who was forgotten */
    struct query *record;
    struct query *remember;
    struct arrival *arrivals;
    size_t count;
    size_t capacity;
    const char *inbox;      /* what paths of arrivals begin with, lent; NULL */
    bool is_renewed;        /* what was refused may not be any more */
    size_t held;            /* bytes that arrivals' records take */
    struct stopped stopped; /* what one had listed that was before */
    struct gathering *gathering; /* what waits; NULL: nothing does */
    int watch; /* of what is written to the archive; -1 = nothing was */
};

int night_open(struct night *night, const struct ingest *in,
               struct ingest_result *result, struct err *err)
    __attribute__((warn_unused_result));
void night_close(struct night *night);

/* --- gathering (night_gather.c) --- */

/* Read a file into the archive and find out what it is. */
int night_arrive(struct night *night, const struct inbox_file *file,
                 struct err *err) __attribute__((warn_unused_result));
/*
 * Would this file, taken in now, be that content at that time? Nothing of it
 * stays in the archive. errors: the archive cannot be written
 */
int night_would_be(struct night *night, const struct inbox_file *file,
                   const struct journal_sent *sent, bool *would,
                   struct err *err) __attribute__((warn_unused_result));
/*
 * All of an inbox that is new, has changed or is held, in the order to be
 * loaded; read by several threads where there are cores for them. What else
 * lies there and is not taken in is said again. The inbox is lent until all
 * is: of what is loaded last (ORDER_MARKS) some may wait, to be taken in while
 * the rest is loaded.
 */
int night_gather(struct night *night, const struct inbox *inbox,
                 struct err *err) __attribute__((warn_unused_result));
/* Go on with what waits, and wait for none of it. */
int night_gather_more(struct night *night, struct err *err)
    __attribute__((warn_unused_result));
/*
 * All that waits has come; arrivals from this one on, which are to be loaded
 * yet, are in their order. One that is otherwise than it looked may be first.
 */
int night_gather_rest(struct night *night, size_t from, struct err *err)
    __attribute__((warn_unused_result));
/* Those that are under way leave the archive. */
void night_gather_end(struct night *night);
/* What was taken in is on disk: before anything lists it. */
int night_flush(struct night *night, struct err *err)
    __attribute__((warn_unused_result));
/* A content that is not taken in leaves the archive, but where another file of
   the night has the same bytes. */
void night_drop(struct night *night, const struct content *content);

/* --- arrivals (night_arrive.c) --- */

/* How the bytes of a content of the archive are to be read; of what type it is
   by its header, "" = none, with why. */
int night_probe(struct night *night, struct content *content, struct err *err)
    __attribute__((warn_unused_result));
int night_recognise(struct night *night, struct content *content,
                    char refusal[512], struct err *err)
    __attribute__((warn_unused_result));
/* What was said of a file that lies there still counts (details.md 83). */
int night_complain_again(struct night *night, const struct inbox_file *file,
                         struct err *err) __attribute__((warn_unused_result));
/* Rows of a further type count too in what was written down of it. */
int night_add_counts(struct night *night, const struct arrival *arrival,
                     const struct load_counts *counts, struct err *err)
    __attribute__((warn_unused_result));
int night_compare(const void *a, const void *b); /* arrivals, for qsort */
/* An error that a file is to blame for: says so (config/filename.h). */
int night_blame(const char *path, struct err *err);
/* A file's name may be any bytes; what is shown of it is text, and of no two
   files the same. */
void night_add_path(struct str *out, const char *path);
/* Write down what became of a file; it is not looked at until it changes. */
int night_record(struct night *night, const struct arrival *arrival,
                 const char *status, const struct load_counts *counts,
                 const char *message, struct err *err)
    __attribute__((warn_unused_result));

/* --- snapshots (night_snapshot.c), details.md 3 --- */

/* By the name that load_file has; the description says so. */
bool snapshot_is(const struct type_set *types, const char *name);
/* Suspiciously small beside the one before? Then why is not empty. Its size is
   kept already. */
int snapshot_judge(struct night *night, const struct content *content,
                   const struct load_size *size, char why[512], struct err *err)
    __attribute__((warn_unused_result));
int snapshot_keep_size(struct night *night, const struct content *content,
                       const struct load_size *size, struct err *err)
    __attribute__((warn_unused_result));

/* --- tables (schema.c) --- */

/* All tables whose rows can be read again are made empty. */
int night_make_anew(struct night *night, struct err *err)
    __attribute__((warn_unused_result));

/* --- loading (night.c) --- */

/* All arrivals and what they make stale, one type order after another. */
int night_load(struct night *night, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_NIGHT_NIGHT_H */
