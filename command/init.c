#include <stdlib.h>

#include "command/command.h"
#include "config/config.h"
#include "core/asset.h"
#include "core/outfile.h"
#include "core/path.h"

/* A compiled-in default, where nothing is yet. */
static int write_default(const char *folder, const char *name, struct err *err)
{
    char *from = path_join("config", name);
    char *to = path_join(folder, name);
    const struct asset *asset = asset_find(from);
    enum path_kind kind;
    int ret = path_look(to, &kind, NULL, err);

    if (ret == 0 && kind != PATH_ABSENT)
        ret = err_set(err, ERR_USAGE, "'%s' is there already", to);
    else if (ret == 0 && !asset)
        ret = err_set(err, ERR_INTERNAL, "no '%s'", from);
    else if (ret == 0)
        ret = outfile_write(to, asset->text, asset->len, err);
    free(from);
    free(to);
    return ret;
}

/* The inbox that the config names, so that the first run finds one. */
static int make_inbox(const char *folder, struct err *err)
{
    char *path = path_join(folder, "county.ini");
    struct config config;
    int ret = config_read(&config, path, err);

    if (ret == 0) {
        ret = folder_make(config.inbox, err);
        config_release(&config);
    }
    free(path);
    return ret;
}

static int init(const struct command *self, const struct options *options,
                struct answer *answer, struct err *err)
{
    const char *folder = options->arguments[0];

    (void)self;
    (void)answer;
    if (folder_make(folder, err) || write_default(folder, "county.ini", err)
        || write_default(folder, "terms.csv", err) || make_inbox(folder, err))
        return -1;
    return 0;
}

const struct command command_init = {
    .name = "init",
    .arguments = "DIR",
    .least = 1,
    .most = 1,
    .summary = "a commented county config to start from",
    .text = "Writes DIR/county.ini and DIR/terms.csv, and makes the inbox that "
            "they\n"
            "name; nothing that is there is written over.\n",
    .run = init,
};
