#ifndef INGEST_LOAD_READER_H
#define INGEST_LOAD_READER_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "ingest/keep/content.h"
#include "ingest/load/batch.h"
#include "ingest/read/extract.h"

struct archive_file;
struct channel;

/*
 * reader: one content of the archive, opened, looked through where it has to be
 * before anything of it counts, and read record by record: where it is loaded,
 * or ahead of that by another thread, which hands over the same records.
 */

/* What is known of a content besides its bytes: by this its records are read.
   As struct extract_about, with texts of its own. */
struct reader_about {
    date_t sent, as_of;
    bool has_school;
    char school[SENDER_SIZE];
    char *path;              /* NULL = not known */
    const struct type *type; /* NULL = the first of it */
};
bool reader_about_is_same(const struct reader_about *a,
                          const struct reader_about *b);

/* Is it an extract, as it is read now, and all there? */
enum load_look {
    LOOK_WHOLE,
    LOOK_REFUSED,   /* not an extract: extract_refusal() says why */
    LOOK_INCOMPLETE /* ends inside a quote that opened on line open_quote */
};

/* What a snapshot holds, for the rule of suspiciously small ones. */
struct load_size {
    int64_t rows;
    size_t part_count; /* that it is the whole truth for: content_part */
    struct load_part {
        char name[16];
        int64_t rows;
    } parts[TYPE_PARTS_MAX];
    bool is_list; /* of one of its type's parts */
};

struct reader {
    /* what is asked; lent, but for about */
    const struct type_set *types;
    const char *archive;
    char sha256[HASH_TEXT_SIZE];
    enum encoding encoding;
    bool has_no_quote; /* for certain */
    bool wants_size;   /* of a snapshot */
    bool wants_whole;  /* that the archive's copy is what came, before all else;
                          by another thread */
    struct reader_about about;
    layout_find_fn *find; /* NULL: what asks it is left to another thread */
    void *context;
    void (*see)(void *seer, const struct row *row, bool is_row); /* or NULL */
    void *seer;
    /* what is there */
    char *all; /* bytes, instead of the archive; or NULL */
    size_t all_len;
    struct archive_file *file;
    struct extract *extract;
    enum load_look look;
    int64_t open_quote;
    struct load_size size;
    bool is_left;  /* to who can ask the warehouse, or mend the archive: nothing
                      was looked at */
    bool is_whole; /* it is, where that was wanted */
    /* records that are handed over */
    struct batch *held;      /* the first of them, in order */
    struct channel *channel; /* the others, from another thread; or NULL */
    bool is_held, is_sent;   /* all of them are */
    bool is_met;             /* it was waited for */
    struct batch *batch;     /* at hand */
    struct unpacking unpacking;
    struct err err; /* of the other thread */
};

struct reader *reader_new(const struct type_set *types, const char *archive,
                          const struct content *content);
void reader_free(struct reader *r); /* NULL is fine */

/* Up to the header. errors: those of the archive */
int reader_open(struct reader *r, struct err *err)
    __attribute__((warn_unused_result));
/*
 * The same, and through to its end where that says more: is a quote left open,
 * how much does a snapshot hold. It can be read afterwards.
 */
int reader_examine(struct reader *r, struct err *err)
    __attribute__((warn_unused_result));
/*
 * Of marks in rows, whose bytes are at hand when they are taken in: all records
 * are held, and the archive need not be read for them. As reader_examine, with
 * is_held false where that cannot be, or takes more than `most` bytes; *size is
 * what they take. bytes: UTF-8, all of the content, with ROWS_PAD more; they
 * are changed.
 */
void reader_hold(struct reader *r, char *bytes, size_t len, size_t most,
                 size_t *size);
/* 1 = *record is the next one, lent until the next call, with reader_marks()
   behind it; 0 = the end; -1 */
int reader_next(struct reader *r, const struct record **record, struct err *err)
    __attribute__((warn_unused_result));
/* Rows of marks that are as the record at hand but for what these say; lent as
   it is. There are none of a file whose records nobody packed. */
const struct lane_mark *reader_marks(const struct reader *r, size_t *count);

/*
 * By another thread, once it is prepared: run examines it and hands over its
 * records. The other side waits until it is examined, and may then ask its
 * extract what is known by the header; the rest (lines skipped, rows extended)
 * once it has had all records. Abandoned, run ends; it must have ended before
 * the reader is freed.
 */
void reader_prepare(struct reader *r);
void reader_run(struct reader *r);
int reader_wait(struct reader *r, struct err *err)
    __attribute__((warn_unused_result));
/* Waits likewise. */
bool reader_saw_whole(struct reader *r);
void reader_abandon(struct reader *r);

#endif /* INGEST_LOAD_READER_H */
