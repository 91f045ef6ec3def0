#include "report/night/current.h"

#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "core/asset.h"
#include "core/db.h"
#include "core/err.h"
#include "core/hash.h"
#include "core/mem.h"
#include "core/source.h"
#include "core/str.h"
#include "report/night/publish.h"
#include "report/report.h"

static void hash_text(struct hash *h, const char *text)
{
    hash_add(h, text, strlen(text) + 1);
}

static void hash_program(struct hash *h)
{
    static const char *const folders[] = { "core", "config", "report" };

    for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
        hash_text(h, source_hash(folders[i]));
    for (const struct asset *a = asset_next("report/", NULL); a;
         a = asset_next("report/", a)) {
        hash_text(h, a->path);
        hash_text(h, a->text);
    }
}

/* A metric's label may be the county's own, as its targets are. */
static int hash_rows(struct hash *h, struct db *db, const char *asset,
                     struct err *err)
{
    struct query *q = db_query(db, asset, err);
    int row;

    while ((row = query_step(q, err)) == 1)
        for (int i = 0; i < query_column_count(q); i++)
            hash_text(h, query_text(q, i));
    return row;
}

/* To read them again for this must add nothing to the list of what was read. */
static int hash_reads(struct hash *h, const struct config *config,
                      const char *reads, struct err *err)
{
    struct config silent = *config;
    int ret = 0;

    silent.reads = NULL;
    for (const char *at = reads; ret == 0 && *at;) {
        size_t len = strcspn(at, "\n");
        char *name = mem_dup_n(at, len);

        hash_text(h, name);
        ret = config_hash_text(&silent, name, h, err);
        free(name);
        at += len + (at[len] == '\n');
    }
    return ret;
}

int current_note(struct str *note, struct db *db, const struct config *config,
                 const struct report_request *request, const char *reads,
                 const char *manifest, struct err *err)
{
    char text[HASH_TEXT_SIZE], settings[HASH_TEXT_SIZE];
    struct hash *h = hash_new();
    int ret = hash_file(config->path, settings, err)
              || hash_rows(h, db, "report/sql/current.sql#words", err)
              || hash_rows(h, db, "report/sql/current.sql#targets", err)
              || hash_rows(h, db, "report/sql/current.sql#published", err)
              || hash_reads(h, config, reads, err);

    hash_program(h);
    hash_text(h, request->version);
    hash_add(h, &request->as_of, sizeof(request->as_of));
    if (ret == 0)
        hash_text(h, settings);
    hash_end(h, text);
    str_clear(note);
    str_addf(note, "%s\n", text);
    hash_bytes(manifest, strlen(manifest), text);
    str_addf(note, "%s\n%s", text, reads);
    return ret ? -1 : 0;
}

/* Every file is there with the bytes that the manifest says. */
static int are_whole(struct db *db, const struct config *config,
                     const char *manifest, bool *whole, struct err *err)
{
    struct query *q = db_query(db, "report/sql/current.sql#file", err);
    struct str path = STR_INIT;
    int row = 1;

    query_bind_text(q, 1, manifest);
    while (*whole && (row = query_step(q, err)) == 1) {
        struct err ignored = ERR_INIT;
        char sha256[HASH_TEXT_SIZE];

        str_clear(&path);
        str_addf(&path, "%s/latest/%s", config->outbox, query_text(q, 0));
        *whole = hash_file(path.text, sha256, &ignored) == 0
                 && !strcmp(sha256, query_text(q, 1));
    }
    query_reset(q);
    str_release(&path);
    return row < 0 ? -1 : 0;
}

/* Where a text is none any more, the packs' maker says so. */
static bool is_note_of(const char *note, struct db *db,
                       const struct config *config,
                       const struct report_request *request,
                       const char *manifest)
{
    struct err unsaid = ERR_INIT;
    struct str now = STR_INIT;
    const char *reads = note;
    bool is_same;

    for (int line = 0; line < 2; line++)
        reads += strcspn(reads, "\n") + (strchr(reads, '\n') != NULL);
    is_same =
        current_note(&now, db, config, request, reads, manifest, &unsaid) == 0
        && !strcmp(now.text, note);
    str_release(&now);
    return is_same;
}

int report_is_current(struct db *db, const struct config *config,
                      const struct report_request *request, const char *note,
                      bool *current, struct err *err)
{
    char *manifest;
    int ret = publish_read_manifest(config, "latest", &manifest, err);

    *current = ret == 0 && *manifest && !request->pack_count
               && !request->is_anew
               && is_note_of(note, db, config, request, manifest);
    if (*current)
        ret = are_whole(db, config, manifest, current, err);
    free(manifest);
    return ret;
}
