#ifndef INGEST_KEEP_ARCHIVE_H
#define INGEST_KEEP_ARCHIVE_H
#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "core/hash.h"
#include "ingest/read/rows.h"

struct err;
struct outfile;

/*
 * archive: the bytes of every accepted file, zstd-compressed, under their
 * SHA-256: <folder>/<two hex digits>/<sha256>.zst, mode 0600. What the
 * warehouse holds can be made again from here.
 */

/* --- in --- */

/*
 * From archive_begin to archive_settle contents may lie there that nobody
 * lists: the folder <folder>/incoming is there, in which they are written. One
 * that is found at the beginning is a stopped run's: archive_sweep.
 */
int archive_begin(const char *folder, struct err *err)
    __attribute__((warn_unused_result));
int archive_is_settled(const char *folder, bool *is_settled, struct err *err)
    __attribute__((warn_unused_result));
/* Where it cannot, the next run sweeps. */
void archive_settle(const char *folder);

/*
 * Who is told of the bytes as they pass by. room (or NULL): where so many are
 * to be read to, if not where the press has room; it may answer NULL.
 */
struct archive_tap {
    void (*fn)(void *context, const void *bytes, size_t len);
    void *context;
    char *(*room)(void *context, size_t size);
};

/* Room to compress in, of one content after the other: a thread its own. */
struct archive_press;
struct archive_press *archive_press_new(void);
void archive_press_free(struct archive_press *press); /* NULL is fine */

/* What came in. */
struct archive_put {
    char sha256[HASH_TEXT_SIZE]; /* "": nothing did */
    long long size;              /* bytes that were read */
    struct stat st;              /* of the file as it was opened */
    struct outfile *file;        /* under its name when it is placed; or NULL */
};

/*
 * Read a plain file and write it down, in no content's place yet: the tap (or
 * NULL) sees its bytes. `number` is another for each that is on its way. May be
 * called by many threads, each with a press of its own. Either of place, which
 * puts it in the place of a copy that is there already, and leave ends it.
 * On disk it is when the file system is flushed (core/path.h).
 * errors: ERR_NOINPUT when the file cannot be read, else the archive cannot be
 * written.
 */
int archive_take(struct archive_press *press, const char *folder, size_t number,
                 const char *path, const struct archive_tap *tap,
                 struct archive_put *put, struct err *err)
    __attribute__((warn_unused_result));
/* The same of bytes that come from elsewhere; put->st is left as it is. errors:
   those of the source, and as above */
int archive_take_from(struct archive_press *press, const char *folder,
                      size_t number, struct extract_source source,
                      const struct archive_tap *tap, struct archive_put *put,
                      struct err *err) __attribute__((warn_unused_result));
int archive_place(const char *folder, struct archive_put *put, struct err *err)
    __attribute__((warn_unused_result));
void archive_leave(struct archive_put *put);

/* --- out --- */

struct archive_file;
/* errors: ERR_NOINPUT when it is not there, ERR_OS when it may be and cannot be
   opened, ERR_DATA for no SHA-256 */
int archive_open(struct archive_file **out, const char *folder,
                 const char *sha256, struct err *err)
    __attribute__((warn_unused_result));
/* What was taken and is in no place yet. */
int archive_open_taken(struct archive_file **out, const struct archive_put *put,
                       struct err *err) __attribute__((warn_unused_result));
/*
 * As read(2), in the shape of a struct extract_source; `context` is a struct
 * archive_file. errors: ERR_DATA where the bytes turn out not to be those of
 * their SHA-256, at the latest with the last of them.
 */
ssize_t archive_read(void *context, void *buffer, size_t size, struct err *err);
void archive_close(struct archive_file *file); /* NULL is fine */

/* Read all of a content, to see whether it is as it came. errors: as above */
int archive_verify(const char *folder, const char *sha256, struct err *err)
    __attribute__((warn_unused_result));

int archive_has(const char *folder, const char *sha256, bool *has,
                struct err *err) __attribute__((warn_unused_result));
/* Whether a file below the folder is a content by its name, and which. */
bool archive_is_content(const char *below, char sha256[HASH_TEXT_SIZE]);
/* One that is not there is fine; one that stays is swept away. */
void archive_remove(const char *folder, const char *sha256);
/* Remove each content that is not known: what a stopped run has left. */
typedef int archive_known_fn(void *context, const char *sha256, bool *known,
                             struct err *err);
int archive_sweep(const char *folder, archive_known_fn *is_known, void *context,
                  struct err *err) __attribute__((warn_unused_result));

#endif /* INGEST_KEEP_ARCHIVE_H */
