#ifndef CORE_OUTFILE_H
#define CORE_OUTFILE_H
#include <stddef.h>

struct err;
struct outfile;

/*
 * outfile: a file that appears whole or not at all (after git's lockfile).
 *
 *     struct outfile *f = NULL;
 *
 *     if (outfile_open(&f, path, err) || outfile_put(f, bytes, len, err)
 *         || outfile_commit(&f, err)) {
 *         outfile_abandon(f);
 *         return -1;
 *     }
 *
 * open     makes <path>.tmp, 0600, where what a killed process left goes first
 *          and a link is not followed. Two writers of one path would take each
 *          other for such: the caller keeps them apart, as the run's lock does
 * commit   file on disk, renamed, folder on disk: from then on there is the new
 *          file whatever happens, and until then the old one
 * abandon  leaves what was at path; so does a process that ends, whose .tmp
 *          stays until the next open
 *
 * errors: ERR_CANTCREAT.
 */
int outfile_open(struct outfile **out, const char *path, struct err *err)
    __attribute__((warn_unused_result));
int outfile_put(struct outfile *f, const void *bytes, size_t len,
                struct err *err) __attribute__((warn_unused_result));
/* Frees *out and sets it to NULL, whatever happened. */
int outfile_commit(struct outfile **out, struct err *err)
    __attribute__((warn_unused_result));
/*
 * For many files, and for a name that is known last: finish hands all bytes to
 * the system and closes the file, place renames it to any path. Neither bytes
 * nor name are on disk before the file system is flushed (core/path.h), which
 * the caller does once for all of them.
 */
int outfile_finish(struct outfile *f, struct err *err)
    __attribute__((warn_unused_result));
/* Where its bytes are until then, lent. */
const char *outfile_temporary(const struct outfile *f);
/* Frees *out as commit does. */
int outfile_place(struct outfile **out, const char *path, struct err *err)
    __attribute__((warn_unused_result));
void outfile_abandon(struct outfile *f); /* NULL is fine */

/* All of the above for text that is ready. */
int outfile_write(const char *path, const void *bytes, size_t len,
                  struct err *err) __attribute__((warn_unused_result));
/* The same but for the disk: placed, and there once all is flushed. */
int outfile_leave(const char *path, const void *bytes, size_t len,
                  struct err *err) __attribute__((warn_unused_result));

/* Read a whole file; *text is NUL-terminated, freed by the caller. */
int file_read(const char *path, char **text, size_t *len, struct err *err)
    __attribute__((warn_unused_result));

#endif /* CORE_OUTFILE_H */
