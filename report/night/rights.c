#include "report/night/rights.h"

#include <errno.h>
#include <grp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/config.h"
#include "core/err.h"
#include "core/finding.h"
#include "core/mem.h"
#include "core/path.h"

static int fail(struct err *err, const char *path)
{
    return err_set(err, ERR_CANTCREAT, "cannot hand over '%s': %s", path,
                   strerror(errno));
}

/* A file is given to a group by who is in it, or by root. */
static int fail_group(struct err *err, const char *path)
{
    if (errno != EPERM)
        return fail(err, path);
    return err_set(err, ERR_CANTCREAT,
                   "cannot hand over '%s' to its group of [groups]: %s; whoever"
                   " runs this has to be in that group",
                   path, strerror(errno));
}

/* The system says nothing of a group where all who are in it have no room, and
   nobody can say how many they are: it is asked again with more. */
static bool find_group(const char *name, gid_t *gid)
{
    struct group group;
    struct group *found = NULL;
    size_t size = 16;
    char *room = NULL;
    int error;

    do {
        size *= 4;
        room = mem_grow(room, size, 1);
        error = getgrnam_r(name, &group, room, size, &found);
    } while (error == ERANGE);
    if (error == 0 && found)
        *gid = group.gr_gid;
    free(room);
    return error == 0 && found;
}

int rights_check(const struct config *config, struct err *err)
{
    gid_t gid;

    for (size_t i = 0; i < config->group_count; i++)
        if (!find_group(config->groups[i].group, &gid))
            return err_set(err, ERR_CONFIG, "%s: [groups] %s: no group '%s'",
                           config->path, config->groups[i].pack,
                           config->groups[i].group);
    return 0;
}

struct rights {
    gid_t group;
    mode_t file, folder;
    struct finding *found; /* only look, and say it there; NULL: give */
};

static void look(const char *path, const struct stat *st, gid_t group,
                 mode_t mode, struct finding *found)
{
    if ((st->st_mode & 07777) != mode)
        finding_fault(found, "'%s' has mode %03o and not %03o", path,
                      (unsigned)st->st_mode & 07777u, (unsigned)mode);
    else if ((mode & 070) && st->st_gid != group)
        finding_fault(found, "'%s' is of another group than the config's",
                      path);
}

/* Nobody reads by an old right while the new one is being given. */
static int give(const char *path, const struct stat *st, gid_t group,
                mode_t mode, struct finding *found, struct err *err)
{
    const bool is_anothers = st->st_gid != group;

    if (S_ISLNK(st->st_mode))
        return 0;
    if (found) {
        look(path, st, group, mode, found);
        return 0;
    }
    if (is_anothers && chmod(path, mode & 0700) != 0)
        return fail(err, path);
    if (is_anothers && chown(path, (uid_t)-1, group) != 0)
        return fail_group(err, path);
    if ((is_anothers || (st->st_mode & 07777) != mode)
        && chmod(path, mode) != 0)
        return fail(err, path);
    return 0;
}

static int give_file(void *context, const char *path, const char *below,
                     const struct stat *st, struct err *err)
{
    const struct rights *rights = context;

    (void)below;
    return give(path, st, rights->group, rights->file, rights->found, err);
}

static int give_folder(void *context, const char *path, const char *below,
                       const struct stat *st, struct err *err)
{
    const struct rights *rights = context;

    (void)below;
    return give(path, st, rights->group, rights->folder, rights->found, err);
}

static int rights_of(const struct config *config, const char *pack,
                     struct rights *rights, struct err *err)
{
    rights->group = getegid();
    rights->file = 0600;
    rights->folder = 0700;
    for (size_t i = 0; i < config->group_count; i++) {
        const struct config_group *group = &config->groups[i];

        if (strcmp(group->pack, pack) != 0)
            continue;
        if (!find_group(group->group, &rights->group))
            return err_set(err, ERR_CONFIG, "%s: [groups] %s: no group '%s'",
                           config->path, pack, group->group);
        rights->file = 0640;
        rights->folder = 0750;
    }
    return 0;
}

/* A folder that packs are reached through. */
static int open_way(const struct config *config, const char *path,
                    struct finding *found, struct err *err)
{
    struct stat st;
    enum path_kind kind;

    if (path_follow(path, &kind, &st, err))
        return -1;
    return kind == PATH_FOLDER
               ? give(path, &st, st.st_gid, config->group_count ? 0711 : 0700,
                      found, err)
               : 0;
}

static int give_all(const struct config *config, const char *run,
                    struct finding *found, struct err *err)
{
    struct path_names names;
    int ret = path_list(run, &names, err);

    for (size_t i = 0; ret == 0 && i < names.count; i++) {
        char *path = path_join(run, names.names[i]);
        struct rights rights = { .found = found };
        enum path_kind kind;
        struct stat st;

        ret = path_look(path, &kind, &st, err)
              || rights_of(config, names.names[i], &rights, err);
        if (ret == 0 && kind == PATH_FOLDER)
            ret = path_walk(path, give_file, give_folder, &rights, err)
                  || give_folder(&rights, path, "", &st, err);
        else if (ret == 0 && kind == PATH_FILE)
            ret = give_file(&rights, path, "", &st, err);
        free(path);
    }
    path_names_release(&names);
    return ret || open_way(config, run, found, err) ? -1 : 0;
}

int rights_give(const struct config *config, const char *run, struct err *err)
{
    return give_all(config, run, NULL, err);
}

int rights_inspect(const struct config *config, const char *run,
                   struct finding *found, struct err *err)
{
    return give_all(config, run, found, err);
}

/* The outbox may be older than the program: what it was is not ours to say. */
int rights_open_ways(const struct config *config, const char *runs,
                     struct err *err)
{
    enum path_kind kind;
    struct stat st;
    int ret = open_way(config, runs, NULL, err)
              || path_follow(config->outbox, &kind, &st, err);

    if (ret == 0 && (config->group_count || (st.st_mode & 07777) == 0711))
        ret = open_way(config, config->outbox, NULL, err);
    return ret ? -1 : 0;
}
