#ifndef CORE_PATH_H
#define CORE_PATH_H
#include <stddef.h>
#include <stdio.h>

struct err;
struct stat;

/*
 * path: what there is in the file system. "Could not look" is never "is not
 * there": only where the system says that nothing is there is it absent, all
 * else is an error, and nothing is removed or made anew on its account. No
 * other module looks for itself (`make lint`).
 */
enum path_kind { PATH_ABSENT, PATH_FILE, PATH_FOLDER, PATH_LINK, PATH_OTHER };

/*
 * What is at a path; a link is one. `st` may be NULL. errors: ERR_OS, with the
 * path. path_follow says what a link leads to, and ABSENT where that is
 * nothing.
 */
int path_look(const char *path, enum path_kind *kind, struct stat *st,
              struct err *err) __attribute__((warn_unused_result));
int path_follow(const char *path, enum path_kind *kind, struct stat *st,
                struct err *err) __attribute__((warn_unused_result));
/* Where a link leads, freed by the caller; NULL: no link. errors: ERR_OS */
int path_link(const char *path, char **target, struct err *err)
    __attribute__((warn_unused_result));

/*
 * What lies in a folder, by name, without "." and "..": all of it, or an
 * error, never a part; the folder is closed by then. A folder that is absent
 * holds nothing. errors: ERR_OS, with the path.
 */
struct path_names {
    char **names;
    size_t count;
    size_t capacity;
};
int path_list(const char *folder, struct path_names *names, struct err *err)
    __attribute__((warn_unused_result));
void path_names_release(struct path_names *names);

/*
 * All plain files and links below a folder, with their paths below it, parents
 * after what is in them: `fn` is told of each. errors: ERR_OS and fn's
 */
typedef int path_visit_fn(void *context, const char *path, const char *below,
                          const struct stat *st, struct err *err);
int path_walk(const char *folder, path_visit_fn *file, path_visit_fn *after,
              void *context, struct err *err)
    __attribute__((warn_unused_result));

/*
 * A plain file to be read, and never what has taken its place: no link is
 * followed, no pipe waited for. `st` is of what was opened. errors: ERR_NOINPUT
 */
int path_open(const char *path, FILE **stream, struct stat *st, struct err *err)
    __attribute__((warn_unused_result));

/* "folder/name"; freed by the caller. */
char *path_join(const char *folder, const char *name);
/* The folder that a path lies in, "." without one; freed by the caller. */
char *path_folder(const char *path);
/* See that a file's bytes, or a folder's names, are on disk. ERR_CANTCREAT */
int path_sync(const char *path, struct err *err)
    __attribute__((warn_unused_result));

/* Make a folder and its parents, 0700; one that is there is fine. */
int folder_make(const char *path, struct err *err)
    __attribute__((warn_unused_result));
/*
 * All that is written to a folder's file system from the one call to the other
 * is on disk after the second, names and bytes, in one step whatever the number
 * of files. Watched from before the first byte, since what failed to be written
 * is told once, to those who were there. `watch` -1: nothing to flush; flush
 * sets it to that, and folder_leave ends a watch without.
 */
int folder_watch(const char *path, int *watch, struct err *err)
    __attribute__((warn_unused_result));
int folder_flush(const char *path, int *watch, struct err *err)
    __attribute__((warn_unused_result));
void folder_leave(int *watch);
/* Remove a folder and all in it, or a file; one that is absent is fine. */
int folder_remove(const char *path, struct err *err)
    __attribute__((warn_unused_result));
/* One that is absent is fine. ERR_CANTCREAT */
int file_remove(const char *path, struct err *err)
    __attribute__((warn_unused_result));

#endif /* CORE_PATH_H */
