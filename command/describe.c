#include "command/command.h"
#include "config/config.h"
#include "ingest/read/describe.h"
#include "ingest/read/type.h"

static int describe(const struct command *self, const struct options *options,
                    struct answer *answer, struct err *err)
{
    const char *name = options->count ? options->arguments[0] : NULL;
    struct type_set types;
    struct config config;
    int ret;

    (void)self;
    if (config_read(&config, options->config, err))
        return -1;
    ret = type_set_read(&types, &config, err);
    if (ret == 0) {
        ret = describe_type(&types, name, &answer->text, err);
        type_set_release(&types);
    }
    config_release(&config);
    return ret;
}

const struct command command_describe = {
    .name = "describe",
    .arguments = "[TYPE]",
    .most = 1,
    .summary = "what an extract needs, for whoever produces it",
    .text = "Columns and other names for them, which may be blank, codes and"
            " words,\ndates, an example; without TYPE, the types there are.\n",
    .run = describe,
};
