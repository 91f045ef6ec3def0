#ifndef INGEST_KEEP_INBOX_H
#define INGEST_KEEP_INBOX_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct err;
struct stat;

/*
 * inbox: the files that lie in the inbox, in any sub-folders, sorted by path.
 * Names that begin with a dot and names of files half way (.part, .tmp,
 * .filepart, ~) are left alone. What cannot be looked at, and what is neither
 * a file nor a folder, is there with its trouble: nobody else waits for it.
 */
struct inbox_file {
    char *path; /* relative to the inbox */
    int64_t size;
    int64_t modified_ns; /* as near as fits */
    int64_t inode;
    char *trouble; /* why it cannot be read; NULL: it can, for all one sees */
};

struct inbox {
    struct inbox_file *files;
    size_t count;
    size_t capacity;
};

/* errors: ERR_NOINPUT when the inbox itself cannot be read */
int inbox_read(struct inbox *inbox, const char *folder, struct err *err)
    __attribute__((warn_unused_result));
void inbox_release(struct inbox *inbox);

/*
 * Look at one file again: its trouble is said and freed by the caller. A file
 * that is gone has one too.
 */
void inbox_look(const char *folder, const char *path, struct inbox_file *out);
/* Size, time and inode of *out, as they are compared. */
void inbox_fill(struct inbox_file *out, const struct stat *st);
bool inbox_is_same(const struct inbox_file *a, const struct inbox_file *b);

#endif /* INGEST_KEEP_INBOX_H */
