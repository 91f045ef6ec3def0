#ifndef INGEST_KEEP_ERASE_H
#define INGEST_KEEP_ERASE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ingest/keep/archive.h"
#include "ingest/read/cull.h"
#include "ingest/read/decode.h"

struct err;

/*
 * erase: a content without the lines that were culled of it, on its way into
 * the archive: under another SHA-256, and to be read as what is left of it is.
 */
struct erased {
    struct archive_put put; /* in no place yet; file NULL: nothing was culled */
    enum encoding encoding;
    bool has_quote;
    int64_t words; /* that were struck in rows which stay */
};

/*
 * source: its bytes from the beginning, `encoding` how they are read; `number`
 * and folder as for archive_take. What was culled and leaves every byte as it
 * was is none. errors: those of the source and of the archive
 */
int erase_lines(struct erased *erased, struct cull *cull,
                struct archive_press *press, const char *folder, size_t number,
                enum encoding encoding, struct extract_source source,
                struct err *err) __attribute__((warn_unused_result));

#endif /* INGEST_KEEP_ERASE_H */
