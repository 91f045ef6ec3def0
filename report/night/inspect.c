#include "report/night/inspect.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "core/db.h"
#include "core/err.h"
#include "core/finding.h"
#include "core/hash.h"
#include "core/mem.h"
#include "core/path.h"
#include "core/str.h"
#include "report/night/publish.h"
#include "report/night/rights.h"

#define SQL "report/sql/manifest.sql#"

struct looking {
    const char *folder;
    struct path_names listed; /* in order */
    struct finding *found;
};

/* A listed file: is it there, with its bytes? */
static void look_at_listed(struct looking *l, const char *name,
                           const char *sha256)
{
    char *path = path_join(l->folder, name);
    char is[HASH_TEXT_SIZE];
    struct err err = ERR_INIT;
    enum path_kind kind;

    MEM_ROOM(l->listed.names, l->listed.count, l->listed.capacity);
    l->listed.names[l->listed.count++] = mem_dup(name);
    if (path_look(path, &kind, NULL, &err))
        finding_take(l->found, &err);
    else if (kind == PATH_ABSENT)
        finding_fault(l->found, "'%s' is missing", name);
    else if (kind != PATH_FILE)
        finding_fault(l->found, "'%s' is no plain file", name);
    else if (hash_file(path, is, &err))
        finding_take(l->found, &err);
    else if (strcmp(is, sha256) != 0)
        finding_fault(l->found, "'%s' is not what was published", name);
    free(path);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static int look_at_file(void *context, const char *path, const char *below,
                        const struct stat *st, struct err *err)
{
    struct looking *l = context;

    (void)path;
    (void)st;
    (void)err;
    if (strcmp(below, PUBLISH_MANIFEST) != 0
        && (!l->listed.count
            || !bsearch(&below, l->listed.names, l->listed.count,
                        sizeof(*l->listed.names), by_name)))
        finding_fault(l->found, "'%s' is in no manifest", below);
    return 0;
}

static int look_at_manifest(struct looking *l, struct db *db,
                            const char *manifest, struct err *err)
{
    struct query *q = db_query(db, SQL "is_whole", err);
    int64_t is_whole = 0;
    int row;

    query_bind_text(q, 1, manifest);
    if (query_read_int(q, &is_whole, err) < 0)
        return -1;
    query_reset(q);
    if (!is_whole) {
        finding_fault(l->found, "'%s' is no manifest", PUBLISH_MANIFEST);
        return 0;
    }
    q = db_query(db, SQL "files", err);
    query_bind_text(q, 1, manifest);
    while ((row = query_step(q, err)) == 1)
        look_at_listed(l, query_text(q, 0), query_text(q, 1));
    query_reset(q);
    if (l->listed.count)
        qsort(l->listed.names, l->listed.count, sizeof(*l->listed.names),
              by_name);
    return row;
}

static int look_at_folder(struct looking *l, struct db *db,
                          const struct config *config, struct err *err)
{
    char *manifest = NULL;
    int ret = publish_read_manifest(config, "latest", &manifest, err)
              || look_at_manifest(l, db, manifest, err)
              || path_walk(l->folder, look_at_file, NULL, l, err)
              || rights_inspect(config, l->folder, l->found, err);

    free(manifest);
    str_addf(&l->found->seen, "%zu files", l->listed.count);
    path_names_release(&l->listed);
    return ret ? -1 : 0;
}

int inspect_published(struct db *db, const struct config *config,
                      struct finding *found, struct err *err)
{
    char *latest = path_join(config->outbox, "latest");
    char *folder = path_join(latest, ".");
    struct looking l = { folder, { NULL, 0, 0 }, found };
    enum path_kind kind;
    int ret = path_look(latest, &kind, NULL, err);

    if (ret == 0 && kind == PATH_ABSENT)
        str_add(&found->seen, "nothing is published");
    else if (ret == 0)
        ret = look_at_folder(&l, db, config, err);
    free(folder);
    free(latest);
    return ret;
}
