#include <stdbool.h>
#include <stdlib.h>

#include "command/command.h"
#include "config/config.h"
#include "core/asset.h"
#include "core/err.h"
#include "core/outfile.h"
#include "core/str.h"

/* The inbox that a config names, so that the first run finds one. */
static int make_inbox(const char *path, struct err *err)
{
    struct config config;
    int ret;

    if (config_read(&config, path, err))
        return -1;
    ret = folder_make(config.inbox, err);
    config_release(&config);
    return ret;
}

/* A folder with the commented settings and terms to start from. */
static int init_command(const struct options *options, int *status,
                        struct err *err)
{
    static const char *const files[] = { "county.ini", "terms.csv" };
    const char *folder = options->arguments[0];
    struct str from = STR_INIT, to = STR_INIT;
    int ret = folder_make(folder, err);

    for (size_t i = 0; ret == 0 && i < 2; i++) {
        const struct asset *asset;

        str_clear(&from);
        str_addf(&from, "config/%s", files[i]);
        str_clear(&to);
        str_addf(&to, "%s/%s", folder, files[i]);
        asset = asset_find(from.text);
        if (file_is_there(to.text))
            ret = err_set(err, ERR_USAGE, "'%s' is there already", to.text);
        else if (!asset)
            ret = err_set(err, ERR_INTERNAL, "no '%s'", from.text);
        else
            ret = outfile_write(to.text, asset->text, asset->len, err);
    }
    if (ret == 0) {
        str_clear(&to);
        str_addf(&to, "%s/county.ini", folder);
        ret = make_inbox(to.text, err);
    }
    str_release(&from);
    str_release(&to);
    *status = ERR_NONE;
    return ret;
}

const struct command command_init = {
    .name = "init",
    .run = init_command,
    .least = 1,
    .most = 1,
    .arguments = "DIR",
    .summary = "a commented county config to start from",
    .text = "Writes DIR/county.ini and DIR/terms.csv, and makes the inbox that "
            "they\n"
            "name; nothing that is there is written over.\n",
};
