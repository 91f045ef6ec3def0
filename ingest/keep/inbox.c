#include "ingest/keep/inbox.h"

#include <dirent.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"

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

static void fill(struct inbox_file *file, const struct stat *st)
{
    file->size = st->st_size;
    file->modified_ns =
        (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
    file->inode = (int64_t)st->st_ino;
}

/* `inside` is the path below the inbox, "" for the inbox itself. */
static int read_folder(struct inbox *inbox, const char *folder,
                       const char *inside, struct err *err)
{
    struct str full = STR_INIT, relative = STR_INIT;
    struct dirent *entry;
    DIR *dir;
    int ret = -1;

    str_addf(&full, "%s%s%s", folder, *inside ? "/" : "", inside);
    dir = opendir(full.text);
    if (!dir) {
        err_set(err, ERR_NOINPUT, "cannot open the inbox '%s': %s", full.text,
                strerror(errno));
        goto out;
    }
    while ((entry = readdir(dir))) {
        struct stat st;

        if (is_left_alone(entry->d_name))
            continue;
        str_clear(&relative);
        str_addf(&relative, "%s%s%s", inside, *inside ? "/" : "",
                 entry->d_name);
        str_clear(&full);
        str_addf(&full, "%s/%s", folder, relative.text);
        if (lstat(full.text, &st) != 0)
            continue; /* it went away: it will come again */
        if (S_ISDIR(st.st_mode)) {
            if (read_folder(inbox, folder, relative.text, err))
                goto out;
        } else if (S_ISREG(st.st_mode)) {
            MEM_ROOM(inbox->files, inbox->count, inbox->capacity);
            inbox->files[inbox->count].path = mem_dup(relative.text);
            fill(&inbox->files[inbox->count++], &st);
        }
    }
    ret = 0;
out:
    if (dir)
        closedir(dir);
    str_release(&full);
    str_release(&relative);
    return ret;
}

static int compare_paths(const void *a, const void *b)
{
    const struct inbox_file *x = a;
    const struct inbox_file *y = b;

    return strcmp(x->path, y->path);
}

int inbox_read(struct inbox *inbox, const char *folder, struct err *err)
{
    memset(inbox, 0, sizeof(*inbox));
    if (read_folder(inbox, folder, "", err)) {
        inbox_release(inbox);
        return -1;
    }
    if (inbox->count)
        qsort(inbox->files, inbox->count, sizeof(*inbox->files), compare_paths);
    return 0;
}

void inbox_release(struct inbox *inbox)
{
    for (size_t i = 0; i < inbox->count; i++)
        free(inbox->files[i].path);
    free(inbox->files);
    memset(inbox, 0, sizeof(*inbox));
}

int inbox_stat(const char *folder, const char *path, struct inbox_file *out)
{
    struct str full = STR_INIT;
    struct stat st;
    int ret;

    str_addf(&full, "%s/%s", folder, path);
    ret = lstat(full.text, &st) == 0 && S_ISREG(st.st_mode) ? 0 : -1;
    if (ret == 0)
        fill(out, &st);
    str_release(&full);
    return ret;
}
