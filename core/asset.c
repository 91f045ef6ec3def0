#include "core/asset.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

static int compare_path(const void *path, const void *asset)
{
    return strcmp(path, ((const struct asset *)asset)->path);
}

char *asset_id(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;

    return mem_dup_n(name, strcspn(name, "."));
}

const struct asset *asset_find(const char *path)
{
    return bsearch(path, asset_table, asset_count, sizeof(asset_table[0]),
                   compare_path);
}

const struct asset *asset_next(const char *prefix, const struct asset *after)
{
    size_t len = strlen(prefix);
    const struct asset *asset = after == NULL ? asset_table : after + 1;

    while (asset->path != NULL && strncmp(asset->path, prefix, len) != 0)
        asset++;
    return asset->path == NULL ? NULL : asset;
}
