#include <string.h>

#include "command/command.h"
#include "command/session.h"
#include "ingest/ingest.h"
#include "ingest/night/check.h"

/* Everything a run would say of files, and then nothing of it is kept. */
static int check(const struct command *self, const struct options *options,
                 struct answer *answer, struct err *err)
{
    struct ingest_result result;
    struct session s;
    struct ingest in;
    int ret = session_begin(&s, options, false, err);

    (void)self;
    memset(&result, 0, sizeof(result));
    if (ret == 0) {
        in = session_ingest(&s);
        s.log.quiet = true;
        ret = check_files(&in, options->arguments, (size_t)options->count,
                          options_value(options, "json") != NULL, &result,
                          &answer->text, err);
    }
    if (result.troubled)
        answer->status = ERR_PARTIAL;
    if (ret)
        session_explain(&s, err);
    session_close(&s); /* nothing was committed */
    return ret;
}

static const struct option_spec own[] = {
    { "json", NULL, "machine-readable", 0 },
    { .name = NULL },
};

const struct command command_check = {
    .name = "check",
    .arguments = "FILE...",
    .least = 1,
    .most = -1,
    .options = own,
    .summary = "read files as run would and say what it would say of them",
    .text =
        "Prints for each file its type, counts and every rejected row with\n"
        "line, column and rule. Changes nothing.\n",
    .run = check,
};
