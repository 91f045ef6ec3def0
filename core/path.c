#define _GNU_SOURCE /* syncfs */
#include "core/path.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"

static int cannot(struct err *err, const char *verb, const char *path)
{
    return err_set(err, ERR_CANTCREAT, "cannot %s '%s': %s", verb, path,
                   strerror(errno));
}

/* --- looking --------------------------------------------------------------
 */

/* Nothing is there: the system says so. */
static bool is_absence(int error)
{
    return error == ENOENT || error == ENOTDIR;
}

static int look(int rc, const char *path, const struct stat *st,
                enum path_kind *kind, struct err *err)
{
    if (rc != 0 && !is_absence(errno))
        return err_set(err, ERR_OS, "cannot look at '%s': %s", path,
                       strerror(errno));
    *kind = rc != 0                ? PATH_ABSENT
            : S_ISREG(st->st_mode) ? PATH_FILE
            : S_ISDIR(st->st_mode) ? PATH_FOLDER
            : S_ISLNK(st->st_mode) ? PATH_LINK
                                   : PATH_OTHER;
    return 0;
}

int path_look(const char *path, enum path_kind *kind, struct stat *st,
              struct err *err)
{
    struct stat own = { .st_mode = 0 };

    st = st ? st : &own;
    return look(lstat(path, st), path, st, kind, err);
}

int path_follow(const char *path, enum path_kind *kind, struct stat *st,
                struct err *err)
{
    struct stat own = { .st_mode = 0 };

    st = st ? st : &own;
    return look(stat(path, st), path, st, kind, err);
}

int path_link(const char *path, char **target, struct err *err)
{
    char text[4096];
    ssize_t len = readlink(path, text, sizeof(text));

    *target = NULL;
    if (len < 0 && errno != EINVAL && !is_absence(errno))
        return err_set(err, ERR_OS, "cannot look at '%s': %s", path,
                       strerror(errno));
    if (len == (ssize_t)sizeof(text))
        return err_set(err, ERR_OS, "cannot look at '%s': it leads too far",
                       path);
    if (len > 0)
        *target = mem_dup_n(text, (size_t)len);
    return 0;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int path_list(const char *folder, struct path_names *names, struct err *err)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry = NULL;
    int error = dir ? 0 : errno;

    memset(names, 0, sizeof(*names));
    if (!dir && error == ENOENT)
        return 0;
    while (dir && (errno = 0, (entry = readdir(dir)) != NULL)) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        MEM_ROOM(names->names, names->count, names->capacity);
        names->names[names->count++] = mem_dup(entry->d_name);
    }
    if (dir) {
        error = errno;
        closedir(dir);
    }
    if (error) {
        path_names_release(names);
        return err_set(err, ERR_OS, "cannot look into '%s': %s", folder,
                       strerror(error));
    }
    if (names->count)
        qsort(names->names, names->count, sizeof(*names->names), by_name);
    return 0;
}

void path_names_release(struct path_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->names[i]);
    free(names->names);
    memset(names, 0, sizeof(*names));
}

struct walk {
    size_t root; /* bytes of the path that all begin with */
    path_visit_fn *file, *after;
    void *context;
};

static int walk_folder(const struct walk *w, const char *folder,
                       struct err *err)
{
    struct path_names names;
    int ret = path_list(folder, &names, err);

    for (size_t i = 0; ret == 0 && i < names.count; i++) {
        char *path = path_join(folder, names.names[i]);
        const char *below = path + w->root;
        enum path_kind kind = PATH_ABSENT;
        struct stat st;

        ret = path_look(path, &kind, &st, err);
        if (ret == 0 && kind == PATH_FOLDER) {
            ret = walk_folder(w, path, err);
            if (ret == 0 && w->after)
                ret = w->after(w->context, path, below, &st, err);
        } else if (ret == 0 && kind != PATH_ABSENT && w->file) {
            ret = w->file(w->context, path, below, &st, err);
        }
        free(path);
    }
    path_names_release(&names);
    return ret;
}

int path_walk(const char *folder, path_visit_fn *file, path_visit_fn *after,
              void *context, struct err *err)
{
    const struct walk w = { strlen(folder) + 1, file, after, context };

    return walk_folder(&w, folder, err);
}

int path_open(const char *path, FILE **stream, struct stat *st, struct err *err)
{
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

    *stream = NULL;
    if (fd < 0 || fstat(fd, st) != 0)
        err_set(err, ERR_NOINPUT, "cannot open '%s': %s", path,
                strerror(errno));
    else if (!S_ISREG(st->st_mode))
        err_set(err, ERR_NOINPUT, "'%s' is no plain file", path);
    else if (!(*stream = fdopen(fd, "rb")))
        err_set(err, ERR_NOINPUT, "cannot open '%s': %s", path,
                strerror(errno));
    if (!*stream && fd >= 0)
        close(fd);
    return *stream ? 0 : -1;
}

/* --- paths ----------------------------------------------------------------
 */

char *path_join(const char *folder, const char *name)
{
    struct str path = STR_INIT;

    str_addf(&path, "%s/%s", folder, name);
    return str_take(&path);
}

char *path_folder(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (!slash)
        return mem_dup(".");
    return mem_dup_n(path, slash == path ? 1 : (size_t)(slash - path));
}

int path_sync(const char *path, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int rc = fd < 0 ? -1 : fsync(fd);

    if (rc != 0)
        cannot(err, "write", path);
    if (fd >= 0)
        close(fd);
    return rc;
}

/* --- folders --------------------------------------------------------------
 */

int folder_watch(const char *path, int *watch, struct err *err)
{
    *watch = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return *watch < 0 ? cannot(err, "write", path) : 0;
}

int folder_flush(const char *path, int *watch, struct err *err)
{
    int ret =
        *watch >= 0 && syncfs(*watch) != 0 ? cannot(err, "write", path) : 0;

    folder_leave(watch);
    return ret;
}

void folder_leave(int *watch)
{
    if (*watch >= 0)
        close(*watch);
    *watch = -1;
}

int folder_make(const char *path, struct err *err)
{
    char *copy = mem_dup(path);
    enum path_kind kind;
    int ret = 0;

    for (char *at = copy + 1;; at++) {
        char was = *at;

        if (was != '/' && was != '\0')
            continue;
        *at = '\0';
        if (mkdir(copy, 0700) != 0 && errno != EEXIST) {
            ret = cannot(err, "create folder", copy);
            break;
        }
        *at = was;
        if (was == '\0')
            break;
    }
    free(copy);
    if (ret || path_follow(path, &kind, NULL, err))
        return -1;
    if (kind != PATH_FOLDER)
        return err_set(err, ERR_CANTCREAT, "'%s' is not a folder", path);
    return 0;
}

int file_remove(const char *path, struct err *err)
{
    if (unlink(path) != 0 && errno != ENOENT)
        return cannot(err, "remove", path);
    return 0;
}

static int remove_file(void *context, const char *path, const char *below,
                       const struct stat *st, struct err *err)
{
    (void)context;
    (void)below;
    (void)st;
    return file_remove(path, err);
}

static int remove_empty(void *context, const char *path, const char *below,
                        const struct stat *st, struct err *err)
{
    (void)context;
    (void)below;
    (void)st;
    if (rmdir(path) != 0 && errno != ENOENT)
        return cannot(err, "remove", path);
    return 0;
}

int folder_remove(const char *path, struct err *err)
{
    enum path_kind kind;

    if (path_look(path, &kind, NULL, err))
        return -1;
    if (kind == PATH_ABSENT)
        return 0;
    if (kind != PATH_FOLDER)
        return file_remove(path, err);
    if (path_walk(path, remove_file, remove_empty, NULL, err))
        return -1;
    return remove_empty(NULL, path, "", NULL, err);
}
