#include "ingest/keep/inbox.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/err.h"
#include "core/mem.h"
#include "core/path.h"

#define NS INT64_C(1000000000)

static bool ends_with(const char *name, const char *end)
{
    size_t len = strlen(name);
    size_t end_len = strlen(end);

    return len >= end_len && !strcmp(name + len - end_len, end);
}

static bool is_left_alone(const char *name)
{
    return name[0] == '.' || name[0] == '~' || ends_with(name, ".part")
           || ends_with(name, ".filepart") || ends_with(name, ".tmp");
}

static int64_t nanoseconds(const struct timespec *t)
{
    if (t->tv_sec >= INT64_MAX / NS)
        return INT64_MAX;
    if (t->tv_sec <= INT64_MIN / NS)
        return INT64_MIN;
    return (int64_t)t->tv_sec * NS + t->tv_nsec;
}

void inbox_fill(struct inbox_file *out, const struct stat *st)
{
    out->size = st->st_size;
    out->modified_ns = nanoseconds(&st->st_mtim);
    out->inode = (int64_t)st->st_ino;
}

bool inbox_is_same(const struct inbox_file *a, const struct inbox_file *b)
{
    return a->size == b->size && a->modified_ns == b->modified_ns
           && a->inode == b->inode;
}

static void add(struct inbox *inbox, const char *path, const struct stat *st,
                const char *trouble)
{
    struct inbox_file *file;

    MEM_ROOM(inbox->files, inbox->count, inbox->capacity);
    file = &inbox->files[inbox->count++];
    memset(file, 0, sizeof(*file));
    file->path = mem_dup(path);
    if (st)
        inbox_fill(file, st);
    if (trouble)
        file->trouble = mem_dup(trouble);
}

/* `inside` is the path below the inbox, "" for the inbox itself. */
static void read_folder(struct inbox *inbox, const char *folder,
                        const char *inside);

static void read_entry(struct inbox *inbox, const char *folder,
                       const char *path)
{
    char *full = path_join(folder, path);
    struct err err = ERR_INIT;
    enum path_kind kind;
    struct stat st;

    if (path_look(full, &kind, &st, &err))
        add(inbox, path, NULL, err.msg);
    else if (kind == PATH_FOLDER)
        read_folder(inbox, folder, path);
    else if (kind == PATH_FILE)
        add(inbox, path, &st, NULL);
    else if (kind != PATH_ABSENT) /* it went away: it will come again */
        add(inbox, path, &st, "is no plain file");
    free(full);
}

static int list_folder(struct inbox *inbox, const char *folder,
                       const char *inside, struct err *err)
{
    char *full = *inside ? path_join(folder, inside) : mem_dup(folder);
    struct path_names names;
    int ret = path_list(full, &names, err);

    for (size_t i = 0; ret == 0 && i < names.count; i++) {
        char *path = *inside ? path_join(inside, names.names[i])
                             : mem_dup(names.names[i]);

        if (!is_left_alone(names.names[i]))
            read_entry(inbox, folder, path);
        free(path);
    }
    path_names_release(&names);
    free(full);
    return ret;
}

static void read_folder(struct inbox *inbox, const char *folder,
                        const char *inside)
{
    struct err err = ERR_INIT;

    if (list_folder(inbox, folder, inside, &err))
        add(inbox, inside, NULL, err.msg);
}

static int compare_paths(const void *a, const void *b)
{
    const struct inbox_file *x = a;
    const struct inbox_file *y = b;

    return strcmp(x->path, y->path);
}

int inbox_read(struct inbox *inbox, const char *folder, struct err *err)
{
    enum path_kind kind;
    int ret;

    memset(inbox, 0, sizeof(*inbox));
    ret = path_follow(folder, &kind, NULL, err);
    if (ret == 0 && kind != PATH_FOLDER)
        ret = err_set(err, ERR_NOINPUT, "there is no inbox '%s'", folder);
    if (ret || list_folder(inbox, folder, "", err)) {
        err->code = ERR_NOINPUT;
        inbox_release(inbox);
        return -1;
    }
    if (inbox->count)
        qsort(inbox->files, inbox->count, sizeof(*inbox->files), compare_paths);
    return 0;
}

void inbox_release(struct inbox *inbox)
{
    for (size_t i = 0; i < inbox->count; i++) {
        free(inbox->files[i].path);
        free(inbox->files[i].trouble);
    }
    free(inbox->files);
    memset(inbox, 0, sizeof(*inbox));
}

void inbox_look(const char *folder, const char *path, struct inbox_file *out)
{
    char *full = path_join(folder, path);
    struct err err = ERR_INIT;
    enum path_kind kind;
    struct stat st;

    memset(out, 0, sizeof(*out));
    if (path_look(full, &kind, &st, &err))
        out->trouble = mem_dup(err.msg);
    else if (kind == PATH_ABSENT)
        out->trouble = mem_dup("is gone");
    else if (kind != PATH_FILE)
        out->trouble = mem_dup("is no plain file");
    else
        inbox_fill(out, &st);
    free(full);
}
