#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "core/db.h"
#include "core/err.h"
#include "core/hash.h"
#include "core/str.h"
#include "report/night/publish.h"
#include "report/report.h"

/* Every file is there with the bytes that the manifest says. */
static int are_whole(struct db *db, const struct config *config,
                     const char *manifest, bool *whole, struct err *err)
{
    struct query *q = NULL;
    struct str path = STR_INIT;

    if (query_open_asset(&q, db, "report/sql/current.sql#file", err))
        return -1;
    query_bind_text(q, 1, manifest);
    while (*whole && query_step(q, err) == 1) {
        struct err ignored = ERR_INIT;
        char sha256[HASH_TEXT_SIZE];

        str_clear(&path);
        str_addf(&path, "%s/latest/%s", config->outbox, query_text(q, 0));
        *whole = hash_file(path.text, sha256, &ignored) == 0
                 && !strcmp(sha256, query_text(q, 1));
    }
    query_close(q);
    str_release(&path);
    return 0;
}

int report_is_current(struct db *db, const struct config *config,
                      const struct report_request *request, bool *current,
                      struct err *err)
{
    char *manifest = publish_read_latest(config);
    char as_of[DATE_TEXT_SIZE];
    struct query *q = NULL;
    int ret = -1;

    *current = false;
    if (!*manifest || request->pack_count) {
        ret = 0;
        goto out;
    }
    date_format(request->as_of, as_of);
    if (query_open_asset(&q, db, "report/sql/current.sql#run", err))
        goto out;
    query_bind_text(q, query_param(q, ":manifest"), manifest);
    query_bind_text(q, query_param(q, ":version"), request->version);
    query_bind_text(q, query_param(q, ":as_of"), as_of);
    /* What is no JSON is no manifest: the packs are made anew. */
    if (query_step(q, err) == 1)
        *current = query_int(q, 0) != 0;
    ret = *current ? are_whole(db, config, manifest, current, err) : 0;
out:
    query_close(q);
    free(manifest);
    return ret;
}
