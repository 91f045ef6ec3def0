#ifndef INGEST_KEEP_ARCHIVE_H
#define INGEST_KEEP_ARCHIVE_H
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "core/hash.h"

struct err;

/*
 * archive: the bytes of every accepted file, zstd-compressed, under their
 * SHA-256: <folder>/<two hex digits>/<sha256>.zst, mode 0600. What the
 * warehouse holds can be made again from here.
 */

/* What a reader is told of the bytes as they pass by; may be NULL. */
typedef void archive_tap_fn(void *context, const void *bytes, size_t len);

/*
 * Copy a file into the archive, once: the digest is written to `sha256`,
 * *size says how many bytes there were. The name is on disk for certain only
 * when the journal is written (ingest/keep/journal.h). errors: ERR_NOINPUT when
 * the file cannot be read, ERR_CANTCREAT when the archive cannot be written.
 */
int archive_put(const char *folder, const char *path, archive_tap_fn *tap,
                void *context, char sha256[HASH_TEXT_SIZE], long long *size,
                struct err *err) __attribute__((warn_unused_result));

struct archive_file;
/* errors: ERR_NOINPUT when it is not there, ERR_DATA for no SHA-256 */
int archive_open(struct archive_file **out, const char *folder,
                 const char *sha256, struct err *err)
    __attribute__((warn_unused_result));
/*
 * As read(2), in the shape of a struct extract_source; `context` is a struct
 * archive_file. errors: ERR_DATA for damaged bytes.
 */
ssize_t archive_read(void *context, void *buffer, size_t size, struct err *err);
void archive_close(struct archive_file *file); /* NULL is fine */

bool archive_has(const char *folder, const char *sha256);
/* One that is not there is fine. */
void archive_remove(const char *folder, const char *sha256);

#endif /* INGEST_KEEP_ARCHIVE_H */
