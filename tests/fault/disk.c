#define _GNU_SOURCE /* statx, utimensat */
#include "tests/fault/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/path.h"
#include "tests/testing.h"

#define PAGE 4096

/* A file whatever its name is; numbers are given again, births are not. */
struct identity {
    uint64_t number;
    int64_t seconds;
    uint32_t nanoseconds;
};

struct content {
    struct identity of;
    char *bytes;
    size_t len;
};

struct contents {
    struct content *items;
    size_t count;
};

struct entry {
    char *below;
    char *target; /* of a link */
    struct identity of;
    mode_t mode;
    struct timespec changed;
};

struct entries {
    struct entry *items;
    size_t count;
};

static struct {
    char *folder;
    struct contents synced;
    struct entries names; /* as the last sync found them */
} disk;

/* --- what there is --------------------------------------------------------
 */

/* false: it is gone. */
static bool identify(const char *path, int flags, struct identity *of,
                     mode_t *mode)
{
    struct statx st;

    if (statx(AT_FDCWD, path, flags,
              STATX_TYPE | STATX_MODE | STATX_INO | STATX_BTIME, &st))
        return false;
    *of = (struct identity){ st.stx_ino, st.stx_btime.tv_sec,
                             st.stx_btime.tv_nsec };
    *mode = st.stx_mode;
    return true;
}

static bool is_one(const struct identity *a, const struct identity *b)
{
    return a->number == b->number && a->seconds == b->seconds
           && a->nanoseconds == b->nanoseconds;
}

static int add_entry(void *context, const char *path, const char *below,
                     const struct stat *st, struct err *err)
{
    struct entries *all = context;
    struct entry e = { .mode = st->st_mode, .changed = st->st_mtim };
    mode_t mode;

    /* Threads go on while one stands still: it may be gone by now. */
    if (!identify(path, AT_SYMLINK_NOFOLLOW, &e.of, &mode))
        return 0;
    if (S_ISLNK(mode) && path_link(path, &e.target, err))
        return -1;
    e.below = mem_dup(below);
    all->items = mem_grow(all->items, all->count + 1, sizeof(e));
    all->items[all->count++] = e;
    return 0;
}

static struct entries list_entries(void)
{
    struct entries all = { NULL, 0 };
    struct err err = ERR_INIT;

    assert_ok(path_walk(disk.folder, add_entry, add_entry, &all, &err), &err);
    return all;
}

static void free_entries(struct entries *all)
{
    for (size_t i = 0; i < all->count; i++) {
        free(all->items[i].below);
        free(all->items[i].target);
    }
    free(all->items);
    *all = (struct entries){ NULL, 0 };
}

static struct content *find_content(const struct contents *all,
                                    const struct identity *of)
{
    for (size_t i = 0; i < all->count; i++)
        if (is_one(&all->items[i].of, of))
            return &all->items[i];
    return NULL;
}

/* Of what a link of /proc leads to as well, which file_read would refuse. */
static char *read_bytes(const char *path, size_t *len)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st = { .st_size = 0 };
    ssize_t got = 1;
    char *bytes;

    assert_true(fd >= 0 && fstat(fd, &st) == 0);
    bytes = mem_zero((size_t)st.st_size + 1, 1);
    for (*len = 0; got > 0 && *len < (size_t)st.st_size; *len += (size_t)got) {
        got = read(fd, bytes + *len, (size_t)st.st_size - *len);
        assert_true(got >= 0);
    }
    close(fd);
    return bytes;
}

/* In place of what was known of it. */
static void take_content(struct contents *all, const char *path,
                         const struct identity *of)
{
    struct content *c = find_content(all, of);

    if (!c) {
        all->items = mem_grow(all->items, all->count + 1, sizeof(*c));
        c = &all->items[all->count++];
        *c = (struct content){ *of, NULL, 0 };
    }
    free(c->bytes);
    c->bytes = read_bytes(path, &c->len);
}

static void take_contents(struct contents *all, const struct entries *names)
{
    for (size_t i = 0; i < names->count; i++)
        if (S_ISREG(names->items[i].mode)) {
            char *path = path_join(disk.folder, names->items[i].below);

            take_content(all, path, &names->items[i].of);
            free(path);
        }
}

static void free_contents(struct contents *all)
{
    for (size_t i = 0; i < all->count; i++)
        free(all->items[i].bytes);
    free(all->items);
    *all = (struct contents){ NULL, 0 };
}

void disk_begin(const char *folder)
{
    disk_release();
    disk.folder = mem_dup(folder);
    disk_sync(NULL);
}

void disk_sync(const char *path)
{
    struct identity of;
    mode_t mode;

    free_entries(&disk.names);
    disk.names = list_entries();
    if (!path)
        take_contents(&disk.synced, &disk.names);
    else if (identify(path, 0, &of, &mode) && S_ISREG(mode))
        take_content(&disk.synced, path, &of);
}

/* --- what is left of it ---------------------------------------------------
 */

enum keep { KEEP_NONE, KEEP_ALL, KEEP_SOME, KEEP_WAYS };

/* A page as it is, as it was, or, where there was none, of zeros. */
static void blend(struct content *to, const struct content *was,
                  const struct content *is, enum keep keep, struct prop *chance)
{
    const struct content *longest = was->len > is->len ? was : is;

    to->bytes = mem_zero(longest->len + 1, 1);
    to->len = keep == KEEP_ALL                             ? is->len
              : keep == KEEP_NONE || prop_below(chance, 2) ? was->len
                                                           : is->len;
    for (size_t at = 0; at < to->len; at += PAGE) {
        const bool is_kept =
            keep == KEEP_ALL || (keep == KEEP_SOME && prop_below(chance, 2));
        const struct content *from = is_kept ? is : was;
        size_t end = at + PAGE < to->len ? at + PAGE : to->len;

        end = end < from->len ? end : from->len;
        if (at < end)
            memcpy(to->bytes + at, from->bytes + at, end - at);
    }
}

static void leave_file(const struct entry *e, const struct contents *now,
                       const char *path, struct prop *chance)
{
    static const struct content nothing = { { 0, 0, 0 }, NULL, 0 };
    const struct content *was = find_content(&disk.synced, &e->of);
    const struct content *is = find_content(now, &e->of);
    struct content to = nothing;

    was = was ? was : &nothing;
    /* Nobody has a name for it any more: then what it had is not to be seen. */
    is = is ? is : was;
    blend(&to, was, is, (enum keep)prop_below(chance, KEEP_WAYS), chance);
    testing_write_bytes(path, to.bytes, to.len);
    free(to.bytes);
}

static bool is_among(const struct entry *e, const struct entries *all)
{
    for (size_t i = 0; i < all->count; i++)
        if (!strcmp(all->items[i].below, e->below)
            && is_one(&all->items[i].of, &e->of))
            return true;
    return false;
}

/*
 * What is there and was not then goes. What is there and was stays the file
 * that it is: by its number it is told that it need not be read again.
 */
static void remove_others(const struct entries *there,
                          const struct entries *left)
{
    for (size_t i = 0; i < there->count; i++) {
        const struct entry *e = &there->items[i];
        char *path;

        if (is_among(e, left))
            continue;
        path = path_join(disk.folder, e->below);
        /* One that holds what was there already stays, by another name. */
        if (S_ISDIR(e->mode))
            (void)rmdir(path);
        else
            assert_int_equal(unlink(path), 0);
        free(path);
    }
}

/* Folders come after what is in them, and get their rights last. */
static void leave_entry(const struct entry *e, const struct contents *now,
                        struct prop *chance)
{
    const struct timespec times[2] = { e->changed, e->changed };
    char *path = path_join(disk.folder, e->below);
    struct err err = ERR_INIT;

    if (e->target) {
        char *folder = path_folder(path);

        assert_ok(folder_make(folder, &err), &err);
        assert_true(symlink(e->target, path) == 0 || errno == EEXIST);
        free(folder);
    } else {
        if (S_ISREG(e->mode))
            leave_file(e, now, path, chance);
        else
            assert_ok(folder_make(path, &err), &err);
        assert_int_equal(chmod(path, e->mode & 07777), 0);
        assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
    }
    free(path);
}

void disk_cut(uint64_t chance)
{
    struct prop prop = { .seed = chance, .state = chance };
    struct entries names = list_entries();
    struct contents now = { NULL, 0 };
    const struct entries *left = prop_below(&prop, 2) ? &names : &disk.names;

    take_contents(&now, &names);
    remove_others(&names, left);
    for (size_t i = 0; i < left->count; i++)
        leave_entry(&left->items[i], &now, &prop);
    free_contents(&now);
    free_entries(&names);
}

void disk_release(void)
{
    free_contents(&disk.synced);
    free_entries(&disk.names);
    free(disk.folder);
    disk.folder = NULL;
}
