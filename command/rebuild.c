#include <string.h>

#include "command/command.h"
#include "command/run.h"
#include "command/session.h"
#include "core/err.h"
#include "ingest/ingest.h"

static int rebuild_command(const struct options *options, int *status,
                           struct err *err)
{
    struct ingest_result nothing;
    struct session s;
    struct ingest in;
    bool changed = true;
    int ret = -1;

    memset(&nothing, 0, sizeof(nothing));
    if (session_start(&s, options, err) || session_begin(&s, err))
        goto out;
    in = run_ingest_of(&s);
    if (ingest_rebuild(&in, err) || run_transform(&s, &nothing, &changed, err)
        || run_note_change(&s, true, err) || session_end(&s, &nothing, err)
        || ingest_write_journal(&in, err) || session_commit(&s, err))
        goto out;
    *status = ERR_NONE;
    ret = 0;
out:
    if (ret)
        session_note_failure(&s, err);
    session_close(&s);
    return ret;
}

const struct command command_rebuild = {
    .name = "rebuild",
    .run = rebuild_command,
    .least = 0,
    .most = 0,
    .arguments = "",
    .summary = "make the warehouse again from the archive",
    .text =
        "Reads every content again in the order of its extract time. Works\n"
        "without a warehouse too.\n",
};
