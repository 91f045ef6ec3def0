#ifndef INGEST_KEEP_INBOX_H
#define INGEST_KEEP_INBOX_H
#include <stddef.h>
#include <stdint.h>

struct err;

/*
 * inbox: the files that lie in the inbox, in any sub-folders, sorted by path.
 * Names that begin with a dot and names of files half way (.part, .tmp,
 * .filepart, ~) are left alone, and so is all that is no plain file.
 */
struct inbox_file {
    char *path; /* relative to the inbox */
    int64_t size;
    int64_t modified_ns;
    int64_t inode;
};

struct inbox {
    struct inbox_file *files;
    size_t count;
    size_t capacity;
};

/* errors: ERR_NOINPUT when the folder cannot be read */
int inbox_read(struct inbox *inbox, const char *folder, struct err *err)
    __attribute__((warn_unused_result));
void inbox_release(struct inbox *inbox);

/* Look at one file again; -1 (no error set) when it is gone. */
int inbox_stat(const char *folder, const char *path, struct inbox_file *out);

#endif /* INGEST_KEEP_INBOX_H */
