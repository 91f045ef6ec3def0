#include <string.h>

#include "command/command.h"
#include "command/run.h"
#include "command/session.h"
#include "core/err.h"
#include "ingest/ingest.h"

/* release and withdraw: one change, then what follows from it. */
static int change_content(const struct options *options, bool release,
                          int *status, struct err *err)
{
    struct ingest_result result;
    struct session s;
    struct ingest in;
    bool changed = true;
    int ret = -1;

    memset(&result, 0, sizeof(result));
    if (session_start(&s, options, err) || session_begin(&s, err))
        goto out;
    in = run_ingest_of(&s);
    for (int i = 0; i < options->count; i++)
        if (release ? ingest_release(&in, options->arguments[i], &result, err)
                    : ingest_withdraw(&in, options->arguments[i], err))
            goto out;
    if (run_transform(&s, &result, &changed, err)
        || run_note_change(&s, true, err) || session_end(&s, &result, err)
        || ingest_write_journal(&in, err) || session_commit(&s, err))
        goto out;
    *status = result.troubled ? ERR_PARTIAL : ERR_NONE;
    ret = 0;
out:
    if (ret && err->code != ERR_USAGE)
        session_note_failure(&s, err);
    session_close(&s);
    return ret;
}

static int release_command(const struct options *options, int *status,
                           struct err *err)
{
    return change_content(options, true, status, err);
}

static int withdraw_command(const struct options *options, int *status,
                            struct err *err)
{
    return change_content(options, false, status, err);
}

const struct command command_release = {
    .name = "release",
    .run = release_command,
    .least = 1,
    .most = -1,
    .arguments = "FILE...",
    .summary = "let a held file in",
    .text =
        "FILE is the path below the inbox (its newest content) or a SHA-256.\n",
};

const struct command command_withdraw = {
    .name = "withdraw",
    .run = withdraw_command,
    .least = 1,
    .most = -1,
    .arguments = "FILE...",
    .summary = "take a loaded file's rows back out",
    .text = "The warehouse is then as if the file had never been sent. FILE as "
            "for\n"
            "release.\n",
};
