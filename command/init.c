#include "command/command.h"
#include "config/config.h"
#include "core/asset.h"
#include "core/outfile.h"

/* A compiled-in default, where nothing is yet. */
static int write_default(const char *folder, const char *name, struct err *err)
{
    struct str from = STR_INIT, to = STR_INIT;
    const struct asset *asset;
    int ret;

    str_addf(&from, "config/%s", name);
    str_addf(&to, "%s/%s", folder, name);
    asset = asset_find(from.text);
    if (file_is_there(to.text))
        ret = err_set(err, ERR_USAGE, "'%s' is there already", to.text);
    else if (!asset)
        ret = err_set(err, ERR_INTERNAL, "no '%s'", from.text);
    else
        ret = outfile_write(to.text, asset->text, asset->len, err);
    str_release(&from);
    str_release(&to);
    return ret;
}

/* The inbox that the config names, so that the first run finds one. */
static int make_inbox(const char *folder, struct err *err)
{
    struct str path = STR_INIT;
    struct config config;
    int ret;

    str_addf(&path, "%s/county.ini", folder);
    ret = config_read(&config, path.text, err);
    if (ret == 0) {
        ret = folder_make(config.inbox, err);
        config_release(&config);
    }
    str_release(&path);
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
