#include "ingest/night/stopped.h"

#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "ingest/ingest.h"
#include "ingest/night/night.h"

static int compare_path(const void *key, const void *file)
{
    return strcmp(key, ((const struct inbox_file *)file)->path);
}

static int list(struct stopped *stopped, struct err *err)
{
    if (!stopped->is_listed
        && inbox_read(&stopped->inbox, stopped->night->in->config->inbox, err))
        return -1;
    stopped->is_listed = true;
    return 0;
}

static int ask(void *context, const struct journal_sent *sent, bool *is_left,
               struct err *err)
{
    struct stopped *stopped = context;
    const struct inbox_file *file;

    *is_left = false;
    if (list(stopped, err))
        return -1;
    file = stopped->inbox.count
               ? bsearch(sent->path, stopped->inbox.files, stopped->inbox.count,
                         sizeof(*stopped->inbox.files), compare_path)
               : NULL;
    if (!file)
        return 0;
    if (night_would_be(stopped->night, file, sent, is_left, err))
        return -1;
    if (*is_left) {
        bool is_new;

        map_put(&stopped->left, sent->sha256, strlen(sent->sha256), 0, &is_new);
        stopped->count++;
    }
    return 0;
}

struct journal_leave stopped_begin(struct stopped *stopped, struct night *night)
{
    const struct journal_leave leave = { .run = night->in->run_id,
                                         .ask = ask,
                                         .context = stopped };

    memset(stopped, 0, sizeof(*stopped));
    stopped->night = night;
    return leave;
}

void stopped_release(struct stopped *stopped)
{
    inbox_release(&stopped->inbox);
    map_release(&stopped->left);
    memset(stopped, 0, sizeof(*stopped));
}

bool stopped_has(const struct stopped *stopped, const char *sha256)
{
    return map_find(&stopped->left, sha256, strlen(sha256)) != NULL;
}
