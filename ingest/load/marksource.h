#ifndef INGEST_LOAD_MARKSOURCE_H
#define INGEST_LOAD_MARKSOURCE_H
#include <stddef.h>
#include <stdint.h>

#include "config/markday.h"
#include "core/str.h"

struct db;
struct err;

/*
 * marksource: which content each mark of a string came from, as mark_source
 * keeps it: a run-length pattern, pairs of LEB128 numbers (positions,
 * content_id). It is shared by all strings of a bucket and school that were
 * filled alike, so that it costs next to nothing. Positions without a mark take
 * the source of the one before.
 */
struct marksources {
    struct db *db;
    struct marksource *read; /* unpacked, by source_id */
};

void marksources_open(struct marksources *sources, struct db *db);
void marksources_close(struct marksources *sources);
/* The table was made anew: forget what was learnt of it. */
void marksources_forget(struct marksources *sources);

/* The pattern of the first `length` positions; a space is no mark. */
void marksource_pack(struct str *pattern, const char *marks,
                     const int64_t *contents, int length);
/* The content that the mark at a position came from; 0: none that the pattern
   tells of. */
int64_t marksource_at(const void *pattern, size_t pattern_len, int position);

/* A bucket's and school's, lent. */
struct marksource_pattern {
    int bucket;
    int64_t school_key;
    const char *bytes;
    size_t len;
};
/* The key of a pattern; 0: it has none yet. */
int marksources_find(struct marksources *sources,
                     const struct marksource_pattern *pattern,
                     int64_t *source_id, struct err *err)
    __attribute__((warn_unused_result));
/*
 * Give a pattern that has none a key: a new one, or that of `leaving`, a source
 * of the bucket and school that no string is to have any more; 0 = none such.
 */
int marksources_add(struct marksources *sources,
                    const struct marksource_pattern *pattern, int64_t leaving,
                    int64_t *source_id, struct err *err)
    __attribute__((warn_unused_result));
/* One for each of MARKDAY_POSITIONS, lent until the next call; 0 = none. */
int marksources_read(struct marksources *sources, int64_t source_id,
                     const int64_t **contents, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_LOAD_MARKSOURCE_H */
