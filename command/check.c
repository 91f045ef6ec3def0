#include "ingest/night/check.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "command/run.h"
#include "command/session.h"
#include "core/err.h"
#include "core/str.h"
#include "ingest/ingest.h"

/* Everything a run would say of files, and then nothing of it is kept. */
static int check_command(const struct options *options, int *status,
                         struct err *err)
{
    struct ingest_result result;
    struct session s;
    struct ingest in;
    struct str text = STR_INIT;
    int ret = -1;

    memset(&result, 0, sizeof(result));
    if (session_start(&s, options, err) || session_begin(&s, err))
        goto out;
    in = run_ingest_of(&s);
    s.log.quiet = true;
    if (check_files(&in, options->arguments, (size_t)options->count,
                    options->json, &result, &text, err))
        goto out;
    fwrite(text.text, 1, text.len, stdout);
    *status = result.troubled ? ERR_PARTIAL : ERR_NONE;
    ret = 0;
out:
    str_release(&text);
    session_close(&s); /* nothing was committed */
    return ret;
}

const struct command command_check = {
    .name = "check",
    .run = check_command,
    .least = 1,
    .most = -1,
    .arguments = "FILE...",
    .summary = "read files as run would and say what it would say of them",
    .text =
        "Prints for each file its type, counts and every rejected row with\n"
        "line, column and rule. Changes nothing.\n",
};
