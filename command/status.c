#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "command/session.h"
#include "core/db.h"
#include "core/err.h"
#include "core/str.h"
#include "ingest/night/check.h"
#include "report/report.h"

static int status_command(const struct options *options, int *status,
                          struct err *err)
{
    struct session s;
    struct str text = STR_INIT;
    int ret = -1;

    memset(&s, 0, sizeof(s));
    s.options = options;
    s.lock = -1;
    if (config_read(&s.config, options->config, err)
        || session_set_as_of(&s, options, err)
        || db_open(&s.db, s.config.warehouse, DB_READ_ONLY, err)
        || status_text(s.db, &s.config, options->json, &text, err))
        goto out;
    if (!options->json) {
        str_add(&text, "Packs: how often, when last made, whether due\n");
        if (report_due(s.db, &s.config, s.as_of, &text, err))
            goto out;
    }
    fwrite(text.text, 1, text.len, stdout);
    *status = ERR_NONE;
    ret = 0;
out:
    str_release(&text);
    session_close(&s);
    return ret;
}

const struct command command_status = {
    .name = "status",
    .run = status_command,
    .least = 0,
    .most = 0,
    .arguments = "",
    .summary = "last runs, freshness by school, held files",
    .text = "Reads the warehouse and changes nothing.\n",
};
