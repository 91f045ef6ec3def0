#ifndef INGEST_NIGHT_FORGETTING_H
#define INGEST_NIGHT_FORGETTING_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/err.h"
#include "ingest/keep/content.h"
#include "ingest/read/cull.h"

struct archive_press;
struct db;
struct night;
struct str;

/*
 * forgetting: what goes from the archive, for the calls of forget.h: each
 * content is read, and written again without the rows that are to go. What it
 * was and is, is noted in erased_content; the old one is there still.
 */
struct forgetting {
    struct night *night;
    struct db *db;
    struct cull_by by; /* which rows go */
    date_t before;     /* of which nothing is kept; DATE_NONE: no day is. With
                          one a content goes of which no row is left */
    /* of the run */
    const struct content *content; /* that is read, for who is asked */
    struct archive_press *press;
    struct content *contents;
    size_t count, capacity;
    int64_t changed; /* contents */
    struct err err;  /* of who is asked while a content is read */
};

/* All of the archive; what is left is on disk then. errors: ERR_DATA for one
   that is damaged, which nothing mends */
int forgetting_run(struct forgetting *f, struct err *err)
    __attribute__((warn_unused_result));
void forgetting_release(struct forgetting *f);
/* What went, for who asked: by type, and what lies in the inbox still. */
int forgetting_say(struct forgetting *f, struct str *said, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_NIGHT_FORGETTING_H */
