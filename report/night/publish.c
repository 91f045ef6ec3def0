#include "report/night/publish.h"

#include <errno.h>
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
#include "core/path.h"
#include "core/str.h"
#include "report/night/rights.h"

#define RUNS ".runs"
#define TRIAL ".trial"

struct publish {
    const struct config *config;
    char *as_of;
    char *name;    /* of the run: its number, made unique */
    char *runs;    /* outbox/.runs */
    char *part;    /* outbox/.runs/<run>.part */
    char *scratch; /* outbox/.runs/<run>.work */
    int watch;     /* of what is written there, flushed in one step */
    char **folders;
    size_t folder_count;
    size_t folder_capacity;
    struct publish_file *files;
    size_t file_count;
    size_t file_capacity;
};

static int fail(struct err *err, const char *verb, const char *path)
{
    return err_set(err, ERR_CANTCREAT, "cannot %s '%s': %s", verb, path,
                   strerror(errno));
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* A run's number comes again when a warehouse is begun anew. */
static int find_name(struct publish *p, int64_t run_id, struct err *err)
{
    struct str name = STR_INIT;
    enum path_kind kind = PATH_FILE;
    int ret = 0;

    for (int again = 0; ret == 0 && kind != PATH_ABSENT; again++) {
        char *path;

        str_clear(&name);
        str_addf(&name, "%06lld", (long long)run_id);
        if (again)
            str_addf(&name, "-%d", again);
        path = path_join(p->runs, name.text);
        ret = path_look(path, &kind, NULL, err);
        free(path);
    }
    p->name = str_take(&name);
    return ret;
}

/* Target of outbox/<name>; NULL when it is no link. */
static int read_link(struct publish *p, const char *name, char **target,
                     struct err *err)
{
    char *path = path_join(p->config->outbox, name);
    int ret = path_link(path, target, err);

    free(path);
    return ret;
}

/* The runs that links of the outbox lead to, sorted. */
static int list_linked(const struct config *config, struct path_names *linked,
                       struct err *err)
{
    struct path_names names;
    int ret = path_list(config->outbox, &names, err);

    memset(linked, 0, sizeof(*linked));
    for (size_t i = 0; ret == 0 && i < names.count; i++) {
        char *path = path_join(config->outbox, names.names[i]);
        char *target = NULL;

        ret = path_link(path, &target, err);
        if (target && !strncmp(target, RUNS "/", strlen(RUNS "/"))) {
            MEM_ROOM(linked->names, linked->count, linked->capacity);
            linked->names[linked->count++] = mem_dup(target + strlen(RUNS "/"));
        }
        free(target);
        free(path);
    }
    path_names_release(&names);
    if (linked->count)
        qsort(linked->names, linked->count, sizeof(*linked->names), by_name);
    return ret;
}

/*
 * What runs that were killed left behind, and what a link led to until now:
 * whatever lies with the runs and no link leads to. Nothing goes unless all
 * links have been read.
 */
static int remove_unlinked(const struct config *config,
                           const struct path_names *linked, struct err *err)
{
    char *runs = path_join(config->outbox, RUNS);
    char *trial = path_join(config->outbox, TRIAL);
    struct path_names names;
    enum path_kind kind;
    int ret = path_list(runs, &names, err);

    for (size_t i = 0; ret == 0 && i < names.count; i++) {
        char *path;

        if (linked->count
            && bsearch(&names.names[i], linked->names, linked->count,
                       sizeof(*linked->names), by_name))
            continue;
        path = path_join(runs, names.names[i]);
        ret = folder_remove(path, err);
        free(path);
    }
    if (ret == 0 && (ret = path_look(trial, &kind, NULL, err)) == 0
        && kind == PATH_LINK)
        ret = file_remove(trial, err);
    path_names_release(&names);
    free(runs);
    free(trial);
    return ret;
}

static int remove_leftovers(const struct config *config, struct err *err)
{
    struct path_names linked;
    int ret = list_linked(config, &linked, err)
              || remove_unlinked(config, &linked, err);

    path_names_release(&linked);
    return ret ? -1 : 0;
}

int publish_tend(const struct config *config, struct err *err)
{
    char *runs = path_join(config->outbox, RUNS);
    struct path_names linked;
    enum path_kind kind;
    int ret = path_look(runs, &kind, NULL, err);

    if (ret == 0 && kind == PATH_FOLDER) {
        ret = list_linked(config, &linked, err)
              || remove_unlinked(config, &linked, err)
              || rights_open_ways(config, runs, err);
        for (size_t i = 0; ret == 0 && i < linked.count; i++) {
            char *run = path_join(runs, linked.names[i]);

            if (!i || strcmp(linked.names[i], linked.names[i - 1]) != 0)
                ret = rights_give(config, run, err);
            free(run);
        }
        path_names_release(&linked);
    }
    free(runs);
    return ret ? -1 : 0;
}

/* A link to a run, of another day. */
static int forget_link(const struct config *config, const char *name,
                       const char *as_of, struct err *err)
{
    char *path = path_join(config->outbox, name);
    char *target = NULL;
    int ret = path_link(path, &target, err);

    if (ret == 0 && target && !strncmp(target, RUNS "/", strlen(RUNS "/"))
        && strcmp(name, as_of) != 0 && strcmp(name, "latest") != 0)
        ret = file_remove(path, err);
    free(target);
    free(path);
    return ret;
}

int publish_forget_days(const struct config *config, const char *as_of,
                        struct err *err)
{
    struct path_names names;
    int ret = path_list(config->outbox, &names, err);

    for (size_t i = 0; ret == 0 && i < names.count; i++)
        ret = forget_link(config, names.names[i], as_of, err);
    path_names_release(&names);
    return ret ? -1 : publish_tend(config, err);
}

/* --- a run ----------------------------------------------------------------
 */

/* outbox/<name> becomes a link to `target`, whatever it was before. */
static int turn_link(struct publish *p, const char *name, const char *target,
                     struct err *err)
{
    char *path = path_join(p->config->outbox, name);
    struct str temporary = STR_INIT;
    int ret = 0;

    str_addf(&temporary, "%s/%s.link", p->runs, p->name);
    if (file_remove(temporary.text, err))
        ret = -1;
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
    char *path = path_join(p->config->outbox, name);
    char *trial = path_join(p->config->outbox, TRIAL);
    char *target = NULL;
    enum path_kind kind;
    int ret =
        read_link(p, name, &target, err) || path_look(path, &kind, NULL, err);

    if (ret)
        ret = -1;
    else if (target)
        ret = turn_link(p, name, target, err);
    else if (kind == PATH_FOLDER)
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
    p->watch = -1;
    p->as_of = mem_dup(as_of);
    p->runs = path_join(config->outbox, RUNS);
    if (rights_check(config, err) || folder_make(p->runs, err)
        || remove_leftovers(config, err) || find_name(p, run_id, err))
        goto fail;
    str_addf(&name, "%s/%s.part", p->runs, p->name);
    p->part = str_take(&name);
    str_addf(&name, "%s/%s.work", p->runs, p->name);
    p->scratch = str_take(&name);
    if (folder_make(p->part, err) || folder_watch(p->part, &p->watch, err)
        || folder_make(p->scratch, err) || try_link(p, as_of, err)
        || try_link(p, "latest", err))
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
    folder_leave(&p->watch);
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
    char *path = path_join(p->part, pack);

    MEM_ROOM(p->folders, p->folder_count, p->folder_capacity);
    p->folders[p->folder_count++] = path;
    *folder = path;
    return folder_make(path, err);
}

const char *publish_scratch(const struct publish *p)
{
    return p->scratch;
}

struct carrying {
    const char *to;
    const char *but;
};

/* Hard links, because a published file is never written again. */
static int link_file(void *context, const char *path, const char *below,
                     const struct stat *st, struct err *err)
{
    const struct carrying *carrying = context;
    size_t but = carrying->but ? strlen(carrying->but) : 0;
    char *copy, *folder;
    int ret;

    (void)st;
    if (but && !strncmp(below, carrying->but, but) && below[but] == '/')
        return 0;
    copy = path_join(carrying->to, below);
    folder = path_folder(copy);
    ret = folder_make(folder, err);
    if (ret == 0 && link(path, copy) != 0)
        ret = fail(err, "link", copy);
    free(folder);
    free(copy);
    return ret;
}

int publish_carry_as(struct publish *p, const char *from, const char *to,
                     const char *but, bool *taken, struct err *err)
{
    char *latest = path_join(p->config->outbox, "latest");
    char *source = path_join(latest, from);
    char *copy = path_join(p->part, to);
    struct carrying carrying = { copy, but };
    enum path_kind kind;
    int ret = path_follow(source, &kind, NULL, err);

    *taken = ret == 0 && kind == PATH_FOLDER;
    if (*taken)
        ret = folder_make(copy, err)
              || path_walk(source, link_file, NULL, &carrying, err);
    free(latest);
    free(source);
    free(copy);
    return ret ? -1 : 0;
}

int publish_carry(struct publish *p, const char *pack, bool *taken,
                  struct err *err)
{
    return publish_carry_as(p, pack, pack, NULL, taken, err);
}

static int add_file(void *context, const char *path, const char *below,
                    const struct stat *st, struct err *err)
{
    struct publish *p = context;
    struct publish_file *file;

    MEM_ROOM(p->files, p->file_count, p->file_capacity);
    file = &p->files[p->file_count++];
    file->path = mem_dup(below);
    file->bytes = st->st_size;
    return hash_file(path, file->sha256, err);
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
    if (path_walk(p->part, add_file, NULL, p, err)) {
        err->code = ERR_CANTCREAT;
        return -1;
    }
    if (p->file_count)
        qsort(p->files, p->file_count, sizeof(*p->files), by_path);
    *files = p->files;
    *count = p->file_count;
    return 0;
}

int publish_read_manifest(const struct config *config, const char *name,
                          char **text, struct err *err)
{
    char *folder = path_join(config->outbox, name);
    char *path = path_join(folder, PUBLISH_MANIFEST);
    enum path_kind kind;
    size_t len;
    int ret = path_follow(path, &kind, NULL, err);

    *text = NULL;
    if (ret == 0 && kind == PATH_ABSENT)
        *text = mem_dup("");
    else if (ret == 0)
        ret = file_read(path, text, &len, err);
    free(folder);
    free(path);
    return ret;
}

static int count_file(void *context, const char *path, const char *below,
                      const struct stat *st, struct err *err)
{
    (void)path;
    (void)below;
    (void)st;
    (void)err;
    ++*(size_t *)context;
    return 0;
}

int publish_is_same(struct publish *p, bool *same, struct err *err)
{
    char *link = path_join(p->config->outbox, p->as_of);
    char *folder = path_join(link, ".");
    size_t count = 0;
    int ret = path_walk(folder, count_file, NULL, &count, err);

    *same = ret == 0 && count == p->file_count + 1;
    for (size_t i = 0; *same && i < p->file_count; i++) {
        char *path = path_join(folder, p->files[i].path);
        char sha256[HASH_TEXT_SIZE];
        struct err ignored = ERR_INIT;

        *same = hash_file(path, sha256, &ignored) == 0
                && !strcmp(sha256, p->files[i].sha256);
        free(path);
    }
    free(folder);
    free(link);
    return ret;
}

int publish_settle(struct publish *p, const char *manifest, size_t len,
                   struct err *err)
{
    char *path = path_join(p->part, PUBLISH_MANIFEST);
    int ret = outfile_leave(path, manifest, len, err)
              || rights_give(p->config, p->part, err)
              || folder_flush(p->part, &p->watch, err);

    free(path);
    return ret ? -1 : 0;
}

int publish_commit(struct publish *p, struct err *err)
{
    char *folder = path_join(p->runs, p->name);
    char *target = path_join(RUNS, p->name);
    int ret = -1;

    if (rename(p->part, folder) != 0)
        fail(err, "rename to", folder);
    else if (path_sync(p->runs, err) == 0
             && turn_link(p, p->as_of, target, err) == 0
             && turn_link(p, "latest", target, err) == 0
             && path_sync(p->config->outbox, err) == 0)
        ret = publish_tend(p->config, err);
    free(folder);
    free(target);
    return ret;
}

int publish_keep(struct publish *p, struct err *err)
{
    char *target = NULL, *latest = NULL;
    int ret = read_link(p, p->as_of, &target, err)
              || read_link(p, "latest", &latest, err);

    if (ret == 0 && target && (!latest || strcmp(target, latest) != 0))
        ret = turn_link(p, "latest", target, err)
              || path_sync(p->config->outbox, err);
    if (ret == 0)
        ret = publish_tend(p->config, err);
    free(target);
    free(latest);
    return ret ? -1 : 0;
}
