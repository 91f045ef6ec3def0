#ifndef INGEST_KEEP_CONTENT_H
#define INGEST_KEEP_CONTENT_H
#include <stdbool.h>
#include <stdint.h>

#include "core/hash.h"
#include "core/map.h"
#include "ingest/keep/stamp.h"
#include "ingest/read/type.h"

struct db;
struct err;
struct query;
struct str;

/*
 * content: the bytes that arrived, once each, with every extract time they
 * were sent with. Of two rows with one key the one of the content with the
 * later extract time wins; at equal times, of the greater SHA-256: that is the
 * order of `order_key`.
 */
struct content {
    int64_t id;
    char sha256[HASH_TEXT_SIZE];
    char type[TYPE_NAMES_SIZE]; /* or a list of them; "" = of none that is known
                                   now */
    char status[12];            /* loaded, held, withdrawn */
    char stamp[STAMP_SIZE];
    bool released;
    int encoding; /* enum encoding: so that a replay need not probe */
    int64_t row_count;
    bool has_no_quote; /* by what was seen of its bytes in this run */
};

struct contents {
    struct db *db;
    struct query *order;
    struct map cache; /* content_id -> index of its order key */
    char (*keys)[STAMP_SIZE + HASH_TEXT_SIZE];
    size_t key_count;
    size_t key_capacity;
};

int contents_open(struct contents *contents, struct db *db, struct err *err)
    __attribute__((warn_unused_result));
void contents_close(struct contents *contents);
void contents_forget(struct contents *contents);

/* Copy what fits; types, statuses, stamps and digests are ours and fit. */
void content_copy(char *target, size_t size, const char *text);

/* From a row of content.sql's find or read_all, or one that begins so. */
#define CONTENT_COLUMNS 8
void content_read(struct content *out, struct query *q);
/* *found = false when there is none. */
int contents_find(struct contents *contents, const char *sha256,
                  struct content *out, bool *found, struct err *err)
    __attribute__((warn_unused_result));
/* A content met for the first time; fills in its id. */
int contents_add(struct contents *contents, struct content *content,
                 const char *path, struct err *err)
    __attribute__((warn_unused_result));
int contents_set_status(struct contents *contents, struct content *content,
                        const char *status, struct err *err)
    __attribute__((warn_unused_result));
/* Of what type it is, and how its bytes are read, as the content says. */
int contents_set_type(struct contents *contents, const struct content *content,
                      struct err *err) __attribute__((warn_unused_result));
/* It is to be let in whatever it looks like. */
int contents_release(struct contents *contents, struct content *content,
                     struct err *err) __attribute__((warn_unused_result));
/* It counts no more, and that it was released ends with that. */
int contents_withdraw(struct contents *contents, struct content *content,
                      struct err *err) __attribute__((warn_unused_result));
/*
 * It was sent with this extract time too. *is_new: not known before; *is_later:
 * later than all before, so that its rows' own time moves on.
 */
int contents_add_stamp(struct contents *contents, struct content *content,
                       const char *stamp, const char *path, bool *is_new,
                       bool *is_later, struct err *err)
    __attribute__((warn_unused_result));
/* The path it was last sent under; "" where that is not known. */
int contents_path(struct contents *contents, int64_t id, struct str *path,
                  struct err *err) __attribute__((warn_unused_result));
/* All its extract times go; one is to be added. */
int contents_drop_stamp(struct contents *contents, struct content *content,
                        struct err *err) __attribute__((warn_unused_result));
/* The day it was first sent. */
int contents_first_day(struct contents *contents, const struct content *content,
                       date_t *day, struct err *err)
    __attribute__((warn_unused_result));
/* < 0, 0, > 0 as content a's rows lose to, are, or win over content b's. */
int contents_compare(struct contents *contents, int64_t a, int64_t b,
                     int *order, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_KEEP_CONTENT_H */
