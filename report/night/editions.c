#include "report/night/editions.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "core/date.h"
#include "core/db.h"
#include "core/err.h"
#include "core/hash.h"
#include "core/mem.h"
#include "core/path.h"
#include "core/str.h"
#include "report/night/manifest.h"
#include "report/night/publish.h"
#include "report/night/restate.h"

#define SQL "report/sql/editions.sql#"
#define EDITIONS_FOLDER "editions"
#define UNDATED "undated"

struct edition {
    char *name; /* of its folder; NULL: the pack as it stands, and stays so */
    bool is_latest;
    char as_of[DATE_TEXT_SIZE];   /* "" where nobody says */
    char sha256[HASH_TEXT_SIZE];  /* of all files as published; "" unknown */
    char figures[HASH_TEXT_SIZE]; /* of its figures; "" where it has none */
    bool is_whole;                /* its files are those */
    bool is_now;                  /* it is what is made */
};

struct editions {
    const struct config *config;
    char *pack;
    char *folder; /* of the pack as it is published */
    char as_of[DATE_TEXT_SIZE];
    struct edition *items;
    size_t count;
    size_t capacity;
};

static struct edition *add(struct editions *e, const char *name,
                           const char *as_of, const char *sha256)
{
    struct edition *edition;

    MEM_ROOM(e->items, e->count, e->capacity);
    edition = &e->items[e->count++];
    memset(edition, 0, sizeof(*edition));
    edition->name = name ? mem_dup(name) : NULL;
    snprintf(edition->as_of, sizeof(edition->as_of), "%.10s", as_of);
    snprintf(edition->sha256, sizeof(edition->sha256), "%.64s", sha256);
    return edition;
}

static bool has_name(const struct editions *e, const char *name)
{
    for (size_t i = 0; i < e->count; i++)
        if (e->items[i].name && !strcmp(e->items[i].name, name))
            return true;
    return false;
}

static char *folder_of(const struct editions *e, const struct edition *edition)
{
    char *kept, *folder;

    if (edition->is_latest)
        return mem_dup(e->folder);
    kept = path_join(e->folder, EDITIONS_FOLDER);
    folder = path_join(kept, edition->name);
    free(kept);
    return folder;
}

/* --- what there is -------------------------------------------------------- */

static int add_listed(struct editions *e, struct db *db, const char *manifest,
                      struct err *err)
{
    struct query *q = db_query(db, SQL "listed", err);
    int row;

    query_bind_text(q, 1, manifest);
    query_bind_text(q, 2, e->pack);
    while ((row = query_step(q, err)) == 1)
        add(e, query_text(q, 0), query_text(q, 1), query_text(q, 2));
    return row;
}

/* What no manifest lists stays as well, though nobody knows what it was. */
static int add_found(struct editions *e, struct err *err)
{
    char *folder = path_join(e->folder, EDITIONS_FOLDER);
    struct path_names names;
    int ret = path_list(folder, &names, err);

    for (size_t i = 0; ret == 0 && i < names.count; i++) {
        char *path = path_join(folder, names.names[i]);
        enum path_kind kind;

        ret = path_look(path, &kind, NULL, err);
        if (ret == 0 && kind == PATH_FOLDER && !has_name(e, names.names[i])) {
            char day[DATE_TEXT_SIZE];

            snprintf(day, sizeof(day), "%.10s", names.names[i]);
            if (date_parse_iso(day) == DATE_NONE)
                day[0] = '\0';
            add(e, names.names[i], day, "");
        }
        free(path);
    }
    path_names_release(&names);
    free(folder);
    return ret;
}

static void hash_line(struct hash *h, const char *path, const char *sha256)
{
    hash_add(h, path, strlen(path) + 1);
    hash_add(h, sha256, strlen(sha256) + 1);
}

/* The pack as the manifest says that it was published. */
static int add_latest(struct editions *e, struct db *db,
                      const struct manifest_pack *made, const char *manifest,
                      struct err *err)
{
    enum path_kind kind;
    struct query *q = db_query(db, SQL "files", err);
    struct hash *h;
    char sha256[HASH_TEXT_SIZE];
    size_t count = 0;
    int row;

    if (path_follow(e->folder, &kind, NULL, err))
        return -1;
    if (kind != PATH_FOLDER)
        return 0;
    h = hash_new();
    query_bind_text(q, 1, manifest);
    query_bind_text(q, 2, e->pack);
    query_bind_text(q, 3, EDITIONS_FOLDER);
    for (; (row = query_step(q, err)) == 1; count++)
        hash_line(h, query_text(q, 0), query_text(q, 1));
    hash_end(h, sha256);
    add(e, NULL, made->made_as_of, count ? sha256 : "")->is_latest = true;
    return row;
}

/* --- whether they are as they were ---------------------------------------- */

struct found {
    char *path;
    char sha256[HASH_TEXT_SIZE];
};

struct listing {
    const char *but;
    struct found *files;
    size_t count;
    size_t capacity;
};

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct found *)a)->path,
                  ((const struct found *)b)->path);
}

/* What cannot be read is not as it was. */
static int list_file(void *context, const char *path, const char *below,
                     const struct stat *st, struct err *err)
{
    struct listing *list = context;
    struct err unsaid = ERR_INIT;
    struct found *file;

    (void)st;
    (void)err;
    if (list->but && !strncmp(below, list->but, strlen(list->but)))
        return 0;
    MEM_ROOM(list->files, list->count, list->capacity);
    file = &list->files[list->count++];
    file->path = mem_dup(below);
    if (hash_file(path, file->sha256, &unsaid))
        file->sha256[0] = '\0';
    return 0;
}

static int look(const struct editions *e, struct edition *edition,
                struct err *err)
{
    char *folder = folder_of(e, edition);
    struct listing list = { .but = edition->is_latest ? EDITIONS_FOLDER "/"
                                                      : NULL };
    struct hash *h = hash_new();
    char sha256[HASH_TEXT_SIZE];
    int ret = path_walk(folder, list_file, NULL, &list, err);

    if (list.count)
        qsort(list.files, list.count, sizeof(*list.files), by_path);
    for (size_t i = 0; i < list.count; i++) {
        struct found *file = &list.files[i];

        hash_line(h, file->path, file->sha256);
        if (!strcmp(file->path, RESTATE_FIGURES))
            memcpy(edition->figures, file->sha256, HASH_TEXT_SIZE);
        free(file->path);
    }
    hash_end(h, sha256);
    edition->is_whole = list.count && !strcmp(sha256, edition->sha256);
    free(list.files);
    free(folder);
    return ret;
}

/* --- in order ------------------------------------------------------------- */

/* "2026-02-13-3" is the third of its day, and the latest the last of all. */
static int number_of(const struct edition *edition)
{
    size_t len = strlen(edition->as_of);

    if (edition->is_latest)
        return INT32_MAX;
    if (strlen(edition->name) <= len || edition->name[len] != '-')
        return 1;
    return (int)strtol(edition->name + len + 1, NULL, 10);
}

static int newest_first(const void *a, const void *b)
{
    const struct edition *one = a;
    const struct edition *two = b;
    int day = strcmp(two->as_of, one->as_of);
    int first = number_of(one);
    int second = number_of(two);

    return day ? day : (second > first) - (second < first);
}

int editions_open(struct editions **out, struct db *db,
                  const struct config *config, const struct manifest_pack *made,
                  const char *manifest, struct err *err)
{
    struct editions *e = mem_zero(1, sizeof(*e));
    char *latest = path_join(config->outbox, "latest");
    int ret;

    *out = NULL;
    e->config = config;
    e->pack = mem_dup(made->name);
    e->folder = path_join(latest, made->name);
    free(latest);
    ret = add_listed(e, db, manifest, err) || add_found(e, err)
          || add_latest(e, db, made, manifest, err);
    if (ret) {
        editions_close(e);
        return -1;
    }
    if (e->count)
        qsort(e->items, e->count, sizeof(*e->items), newest_first);
    *out = e;
    return 0;
}

void editions_close(struct editions *e)
{
    if (!e)
        return;
    for (size_t i = 0; i < e->count; i++)
        free(e->items[i].name);
    free(e->items);
    free(e->folder);
    free(e->pack);
    free(e);
}

/* --- keeping them --------------------------------------------------------- */

static bool is_same(const struct edition *edition, const char *as_of,
                    const char *figures)
{
    return *figures && !strcmp(edition->as_of, as_of)
           && !strcmp(edition->figures, figures);
}

static bool is_kept(const struct editions *e, const struct edition *latest)
{
    for (size_t i = 0; i < e->count; i++)
        if (&e->items[i] != latest && e->items[i].is_whole
            && is_same(&e->items[i], latest->as_of, latest->figures))
            return true;
    return false;
}

/* Its day, with a number where there is one of that day. */
static void name_latest(const struct editions *e, struct edition *latest)
{
    const char *day = *latest->as_of ? latest->as_of : UNDATED;
    struct str name = STR_INIT;

    str_add(&name, day);
    for (int n = 2; has_name(e, name.text); n++) {
        str_clear(&name);
        str_addf(&name, "%s-%d", day, n);
    }
    latest->name = str_take(&name);
}

static int carry(const struct editions *e, const struct edition *edition,
                 struct publish *publish, struct err *err)
{
    struct str from = STR_INIT, to = STR_INIT;
    bool taken;
    int ret;

    str_addf(&to, "%s/" EDITIONS_FOLDER "/%s", e->pack, edition->name);
    str_add(&from, edition->is_latest ? e->pack : to.text);
    ret = publish_carry_as(publish, from.text, to.text,
                           edition->is_latest ? EDITIONS_FOLDER : NULL, &taken,
                           err);
    str_release(&from);
    str_release(&to);
    return ret;
}

static int keep(struct editions *e, struct publish *publish, const char *as_of,
                const char *figures, struct err *err)
{
    char sha256[HASH_TEXT_SIZE];
    int ret = hash_file(figures, sha256, err);

    snprintf(e->as_of, sizeof(e->as_of), "%.10s", as_of);
    for (size_t i = 0; ret == 0 && i < e->count; i++) {
        ret = look(e, &e->items[i], err);
        e->items[i].is_now = is_same(&e->items[i], as_of, sha256);
    }
    for (size_t i = 0; ret == 0 && i < e->count; i++) {
        struct edition *edition = &e->items[i];

        if (edition->is_latest && !edition->is_now && !is_kept(e, edition))
            name_latest(e, edition);
        if (edition->name)
            ret = carry(e, edition, publish, err);
    }
    return ret;
}

static bool is_before(const struct editions *e, const struct edition *edition)
{
    return !edition->is_now && strcmp(edition->as_of, e->as_of) <= 0;
}

static const struct edition *find_before(const struct editions *e)
{
    for (size_t i = 0; i < e->count; i++)
        if (is_before(e, &e->items[i]))
            return &e->items[i];
    return NULL;
}

/* For the pack's pages. */
static int tell_earlier(const struct editions *e, struct db *db,
                        struct err *err)
{
    int64_t position = 0;

    for (size_t i = 0; i < e->count; i++) {
        const struct edition *edition = &e->items[i];
        struct query *q = db_query(db, SQL "put_earlier", err);

        if (!edition->name || !is_before(e, edition))
            continue;
        query_bind_int(q, 1, ++position);
        query_bind_text(q, 2, edition->name);
        query_bind_text(q, 3, edition->as_of);
        query_bind_int(q, 4, edition->is_whole);
        if (query_run(q, err))
            return -1;
    }
    return 0;
}

int editions_prepare(struct editions *e, struct publish *publish, struct db *db,
                     const char *as_of, const char *version, const char *folder,
                     struct err *err)
{
    char *figures = path_join(folder, RESTATE_FIGURES);
    const struct edition *before;
    char *kept = NULL;
    int ret = restate_write(db, e->config, version, folder, err)
              || keep(e, publish, as_of, figures, err)
              || tell_earlier(e, db, err);

    free(figures);
    if (ret)
        return -1;
    before = find_before(e);
    if (before)
        kept = folder_of(e, before);
    ret = restate_compare(db, folder, kept, before ? before->as_of : "",
                          before && before->is_whole, err);
    free(kept);
    return ret;
}

void editions_list(const struct editions *e, struct manifest_edition **list,
                   size_t *count)
{
    for (size_t i = 0; e && i < e->count; i++) {
        const struct edition *edition = &e->items[i];

        if (!edition->name)
            continue;
        *list = mem_grow(*list, *count + 1, sizeof(**list));
        (*list)[(*count)++] =
            (struct manifest_edition){ e->pack, edition->name, edition->as_of,
                                       edition->sha256 };
    }
}
