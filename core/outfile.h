#ifndef CORE_OUTFILE_H
#define CORE_OUTFILE_H
#include <stdbool.h>
#include <stddef.h>

struct err;
struct outfile;

/*
 * outfile: a file that appears whole or not at all (after git's lockfile):
 * written beside its target with mode 0600, then fsync and rename.
 * errors: ERR_CANTCREAT.
 */
int outfile_open(struct outfile **out, const char *path, struct err *err)
    __attribute__((warn_unused_result));
int outfile_put(struct outfile *f, const void *bytes, size_t len,
                struct err *err) __attribute__((warn_unused_result));
/* Frees *out and sets it to NULL, whatever happened. */
int outfile_commit(struct outfile **out, struct err *err)
    __attribute__((warn_unused_result));
void outfile_abandon(struct outfile *f); /* NULL is fine */

/* All of the above for text that is ready. */
int outfile_write(const char *path, const void *bytes, size_t len,
                  struct err *err) __attribute__((warn_unused_result));

/* Whether anything is at the path that a link leads to. */
bool file_is_there(const char *path);
/* Read a whole file; *text is NUL-terminated, freed by the caller. */
int file_read(const char *path, char **text, size_t *len, struct err *err)
    __attribute__((warn_unused_result));
/* Make a folder and its parents, 0700; one that is there is fine. */
int folder_make(const char *path, struct err *err)
    __attribute__((warn_unused_result));
/* Remove a folder and all in it; one that is absent is fine. */
int folder_remove(const char *path, struct err *err)
    __attribute__((warn_unused_result));

#endif /* CORE_OUTFILE_H */
