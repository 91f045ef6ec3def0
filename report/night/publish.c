#include "report/night/publish.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/config.h"
#include "core/err.h"
#include "core/hash.h"
#include "core/mem.h"
#include "core/outfile.h"
#include "core/str.h"

#define RUNS ".runs"
#define MANIFEST "manifest.json"
#define TRIAL ".trial"

struct publish {
    const struct config *config;
    char *as_of;
    char *name;    /* of the run: its number, made unique */
    char *runs;    /* outbox/.runs */
    char *part;    /* outbox/.runs/<run>.part */
    char *scratch; /* outbox/.runs/<run>.work */
    char **folders;
    size_t folder_count;
    size_t folder_capacity;
    struct publish_file *files;
    size_t file_count;
    size_t file_capacity;
};

static char *join(const char *folder, const char *name)
{
    struct str path = STR_INIT;

    str_addf(&path, "%s/%s", folder, name);
    return str_take(&path);
}

static int fail(struct err *err, const char *verb, const char *path)
{
    return err_set(err, ERR_CANTCREAT, "cannot %s '%s': %s", verb, path,
                   strerror(errno));
}

/* A run's number comes again when a warehouse is begun anew. */
static char *unused_name(const char *runs, int64_t run_id)
{
    struct str name = STR_INIT;

    for (int again = 0;; again++) {
        struct stat st;
        char *path;
        int rc;

        str_clear(&name);
        str_addf(&name, "%06lld", (long long)run_id);
        if (again)
            str_addf(&name, "-%d", again);
        path = join(runs, name.text);
        rc = lstat(path, &st);
        free(path);
        if (rc != 0)
            return str_take(&name);
    }
}

static bool find_group(const char *name, gid_t *gid)
{
    char room[16384];
    struct group group;
    struct group *found = NULL;

    if (getgrnam_r(name, &group, room, sizeof(room), &found) != 0 || !found)
        return false;
    *gid = group.gr_gid;
    return true;
}

static int check_groups(const struct config *config, struct err *err)
{
    gid_t gid;

    for (size_t i = 0; i < config->group_count; i++)
        if (!find_group(config->groups[i].group, &gid))
            return err_set(err, ERR_CONFIG, "%s: [groups] %s: no group '%s'",
                           config->path, config->groups[i].pack,
                           config->groups[i].group);
    return 0;
}

/* Target of outbox/<name>; NULL when it is no link. */
static char *read_link(struct publish *p, const char *name)
{
    char *path = join(p->config->outbox, name);
    char target[256];
    ssize_t len = readlink(path, target, sizeof(target) - 1);

    free(path);
    return len > 0 ? mem_dup_n(target, (size_t)len) : NULL;
}

/* Remove the folder of a run that no link leads to any more. */
static int drop_run(struct publish *p, const char *target, struct err *err)
{
    DIR *dir = opendir(p->config->outbox);
    struct dirent *entry;
    bool is_used = strncmp(target, RUNS "/", strlen(RUNS "/")) != 0;
    char *path;
    int ret = 0;

    while (dir && (entry = readdir(dir))) {
        char *other = read_link(p, entry->d_name);

        is_used |= other && !strcmp(other, target);
        free(other);
    }
    if (dir)
        closedir(dir);
    if (!is_used) {
        path = join(p->config->outbox, target);
        ret = folder_remove(path, err);
        free(path);
    }
    return ret;
}

/*
 * What runs that were killed left behind: folders in the making, and a finished
 * one that no link leads to yet.
 */
static int remove_leftovers(struct publish *p, struct err *err)
{
    DIR *dir = opendir(p->runs);
    struct dirent *entry;
    int ret = 0;

    if (!dir)
        return fail(err, "read", p->runs);
    while (ret == 0 && (entry = readdir(dir))) {
        char *target = join(RUNS, entry->d_name);

        if (entry->d_name[0] != '.')
            ret = drop_run(p, target, err);
        free(target);
    }
    closedir(dir);
    return ret;
}

/* outbox/<name> becomes a link to `target`, whatever it was before. */
static int turn_link(struct publish *p, const char *name, const char *target,
                     struct err *err)
{
    char *path = join(p->config->outbox, name);
    struct str temporary = STR_INIT;
    int ret = 0;

    str_addf(&temporary, "%s/%s.link", p->runs, p->name);
    if (unlink(temporary.text) != 0 && errno != ENOENT)
        ret = fail(err, "remove", temporary.text);
    else if (symlink(target, temporary.text) != 0)
        ret = fail(err, "create", temporary.text);
    else if (rename(temporary.text, path) != 0)
        ret = fail(err, "turn", path);
    free(path);
    str_release(&temporary);
    return ret;
}

/*
 * Whether outbox/<name> can be turned is found out by turning it to where it
 * leads already; where it is nothing yet, by a link that goes again.
 */
static int try_link(struct publish *p, const char *name, struct err *err)
{
    char *path = join(p->config->outbox, name);
    char *trial = join(p->config->outbox, TRIAL);
    char *target = read_link(p, name);
    struct stat st;
    int ret;

    if (target)
        ret = turn_link(p, name, target, err);
    else if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
        ret = err_set(err, ERR_CANTCREAT,
                      "'%s' is a folder, where there must be nothing or a link"
                      " that a run can turn: move it away and run again",
                      path);
    else if ((ret = turn_link(p, TRIAL, name, err)) == 0 && unlink(trial) != 0)
        ret = fail(err, "remove", trial);
    free(path);
    free(trial);
    free(target);
    return ret;
}

int publish_open(struct publish **out, const struct config *config,
                 const char *as_of, int64_t run_id, struct err *err)
{
    struct publish *p = mem_zero(1, sizeof(*p));
    struct str name = STR_INIT;

    *out = NULL;
    p->config = config;
    p->as_of = mem_dup(as_of);
    p->runs = join(config->outbox, RUNS);
    if (check_groups(config, err) || folder_make(p->runs, err)
        || remove_leftovers(p, err))
        goto fail;
    p->name = unused_name(p->runs, run_id);
    str_addf(&name, "%s/%s.part", p->runs, p->name);
    p->part = str_take(&name);
    str_addf(&name, "%s/%s.work", p->runs, p->name);
    p->scratch = str_take(&name);
    if (folder_make(p->part, err) || folder_make(p->scratch, err)
        || try_link(p, as_of, err) || try_link(p, "latest", err))
        goto fail;
    *out = p;
    return 0;
fail:
    publish_close(p);
    return -1;
}

static void forget_files(struct publish *p)
{
    for (size_t i = 0; i < p->file_count; i++)
        free(p->files[i].path);
    p->file_count = 0;
}

void publish_close(struct publish *p)
{
    struct err ignored = ERR_INIT;

    if (!p)
        return;
    /* Nothing better can be done here; the next run tries again. */
    if (p->part && folder_remove(p->part, &ignored) != 0)
        ignored.code = ERR_NONE;
    if (p->scratch && folder_remove(p->scratch, &ignored) != 0)
        ignored.code = ERR_NONE;
    for (size_t i = 0; i < p->folder_count; i++)
        free(p->folders[i]);
    forget_files(p);
    free(p->folders);
    free(p->files);
    free(p->as_of);
    free(p->name);
    free(p->runs);
    free(p->part);
    free(p->scratch);
    free(p);
}

int publish_pack(struct publish *p, const char *pack, const char **folder,
                 struct err *err)
{
    char *path = join(p->part, pack);

    MEM_ROOM(p->folders, p->folder_count, p->folder_capacity);
    p->folders[p->folder_count++] = path;
    *folder = path;
    return folder_make(path, err);
}

const char *publish_scratch(const struct publish *p)
{
    return p->scratch;
}

/* Hard links, because a published file is never written again. */
static int link_tree(const char *from, const char *to, struct err *err)
{
    DIR *dir = opendir(from);
    struct dirent *entry;
    int ret = 0;

    if (!dir)
        return fail(err, "read", from);
    if (folder_make(to, err)) {
        closedir(dir);
        return -1;
    }
    while (ret == 0 && (entry = readdir(dir))) {
        struct stat st;
        char *old;
        char *new;

        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        old = join(from, entry->d_name);
        new = join(to, entry->d_name);
        if (lstat(old, &st) != 0)
            ret = fail(err, "read", old);
        else if (S_ISDIR(st.st_mode))
            ret = link_tree(old, new, err);
        else if (link(old, new) != 0)
            ret = fail(err, "link", new);
        free(old);
        free(new);
    }
    closedir(dir);
    return ret;
}

int publish_carry(struct publish *p, const char *pack, bool *taken,
                  struct err *err)
{
    char *latest = join(p->config->outbox, "latest");
    char *from = join(latest, pack);
    char *to = join(p->part, pack);
    struct stat st;
    int ret = 0;

    *taken = stat(from, &st) == 0 && S_ISDIR(st.st_mode);
    if (*taken)
        ret = link_tree(from, to, err);
    free(latest);
    free(from);
    free(to);
    return ret;
}

static int add_files(struct publish *p, const char *folder, size_t below,
                     struct err *err)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    int ret = 0;

    if (!dir)
        return fail(err, "read", folder);
    while (ret == 0 && (entry = readdir(dir))) {
        struct publish_file *file;
        struct stat st;
        char *path;

        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        path = join(folder, entry->d_name);
        if (lstat(path, &st) != 0) {
            ret = fail(err, "read", path);
        } else if (S_ISDIR(st.st_mode)) {
            ret = add_files(p, path, below, err);
        } else {
            MEM_ROOM(p->files, p->file_count, p->file_capacity);
            file = &p->files[p->file_count++];
            file->path = mem_dup(path + below);
            file->bytes = st.st_size;
            ret = hash_file(path, file->sha256, err);
        }
        free(path);
    }
    closedir(dir);
    return ret;
}

static int by_path(const void *a, const void *b)
{
    const struct publish_file *first = a;
    const struct publish_file *second = b;

    return strcmp(first->path, second->path);
}

int publish_list(struct publish *p, const struct publish_file **files,
                 size_t *count, struct err *err)
{
    forget_files(p);
    if (add_files(p, p->part, strlen(p->part) + 1, err)) {
        err->code = ERR_CANTCREAT;
        return -1;
    }
    if (p->file_count)
        qsort(p->files, p->file_count, sizeof(*p->files), by_path);
    *files = p->files;
    *count = p->file_count;
    return 0;
}

char *publish_read_manifest(const struct config *config, const char *name)
{
    char *folder = join(config->outbox, name);
    char *path = join(folder, MANIFEST);
    struct err ignored = ERR_INIT;
    char *text = NULL;
    size_t len;

    if (file_read(path, &text, &len, &ignored))
        text = mem_dup("");
    free(folder);
    free(path);
    return text;
}

static size_t count_files(const char *folder)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    size_t count = 0;

    while (dir && (entry = readdir(dir))) {
        struct stat st;
        char *path = join(folder, entry->d_name);

        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0
            && lstat(path, &st) == 0)
            count += S_ISDIR(st.st_mode) ? count_files(path) : 1;
        free(path);
    }
    if (dir)
        closedir(dir);
    return count;
}

bool publish_is_same(struct publish *p)
{
    char *folder = join(p->config->outbox, p->as_of);
    bool is_same = count_files(folder) == p->file_count + 1;

    for (size_t i = 0; is_same && i < p->file_count; i++) {
        char *path = join(folder, p->files[i].path);
        char sha256[HASH_TEXT_SIZE];
        struct err ignored = ERR_INIT;

        is_same = hash_file(path, sha256, &ignored) == 0
                  && !strcmp(sha256, p->files[i].sha256);
        free(path);
    }
    free(folder);
    return is_same;
}

/* Hand a folder and what is in it to a group, and flush it. */
static int settle(const char *folder, const gid_t *group, struct err *err)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    int ret = 0;

    if (!dir)
        return fail(err, "read", folder);
    while (ret == 0 && (entry = readdir(dir))) {
        struct stat st;
        char *path;

        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        path = join(folder, entry->d_name);
        if (lstat(path, &st) != 0)
            ret = fail(err, "read", path);
        else if (S_ISDIR(st.st_mode))
            ret = settle(path, group, err);
        else if (group
                 && (chown(path, (uid_t)-1, *group) != 0
                     || chmod(path, 0640) != 0))
            ret = fail(err, "hand over", path);
        free(path);
    }
    closedir(dir);
    if (ret == 0 && group
        && (chown(folder, (uid_t)-1, *group) != 0 || chmod(folder, 0750) != 0))
        ret = fail(err, "hand over", folder);
    return ret ? ret : path_sync(folder, err);
}

static int settle_packs(struct publish *p, struct err *err)
{
    const struct config *config = p->config;

    if (settle(p->part, NULL, err))
        return -1;
    for (size_t i = 0; i < config->group_count; i++) {
        gid_t group;
        char *folder = join(p->part, config->groups[i].pack);
        struct stat st;
        int ret = 0;

        if (find_group(config->groups[i].group, &group)
            && stat(folder, &st) == 0)
            ret = settle(folder, &group, err);
        free(folder);
        if (ret)
            return -1;
    }
    if (config->group_count
        && (chmod(p->part, 0711) != 0 || chmod(p->runs, 0711) != 0
            || chmod(config->outbox, 0711) != 0))
        return fail(err, "open the way to", p->part);
    return 0;
}

int publish_settle(struct publish *p, const char *manifest, size_t len,
                   struct err *err)
{
    char *path = join(p->part, MANIFEST);
    int ret = outfile_write(path, manifest, len, err) || settle_packs(p, err);

    free(path);
    return ret ? -1 : 0;
}

int publish_commit(struct publish *p, struct err *err)
{
    char *folder = join(p->runs, p->name);
    char *target = join(RUNS, p->name);
    char *before = read_link(p, p->as_of);
    char *latest = read_link(p, "latest");
    int ret = -1;

    if (rename(p->part, folder) != 0) {
        fail(err, "rename to", folder);
        goto out;
    }
    if (path_sync(p->runs, err) || turn_link(p, p->as_of, target, err)
        || turn_link(p, "latest", target, err)
        || path_sync(p->config->outbox, err))
        goto out;
    if ((before && drop_run(p, before, err))
        || (latest && drop_run(p, latest, err)))
        goto out;
    ret = 0;
out:
    free(folder);
    free(target);
    free(before);
    free(latest);
    return ret;
}

int publish_keep(struct publish *p, struct err *err)
{
    char *target = read_link(p, p->as_of);
    char *latest = read_link(p, "latest");
    int ret = 0;

    if (target && (!latest || strcmp(target, latest) != 0))
        ret = turn_link(p, "latest", target, err)
              || path_sync(p->config->outbox, err);
    free(target);
    free(latest);
    return ret ? -1 : 0;
}
