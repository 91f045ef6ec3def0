#include <string.h>

#include "command/command.h"
#include "command/session.h"
#include "ingest/ingest.h"
#include "ingest/night/check.h"

/* Everything a run would say of files, and then nothing of it is kept. */
static int check(const struct command *self, const struct options *options,
                 struct answer *answer, struct err *err)
{
    const bool sums = options->is_terminal || options_value(options, "summary");
    const struct check_how how = { .json = options_value(options, "json"),
                                   .sums = sums,
                                   .all =
                                       !sums || options_value(options, "all"),
                                   .pass = answer->pass };
    struct ingest_result result;
    struct session s;
    struct ingest in;
    int ret = session_begin(&s, options, false, err);

    (void)self;
    memset(&result, 0, sizeof(result));
    if (ret == 0) {
        in = session_ingest(&s);
        s.log.quiet = true;
        ret = check_files(&in, options->arguments, (size_t)options->count, &how,
                          &result, &answer->text, err);
    }
    if (result.troubled)
        answer->status = ERR_PARTIAL;
    if (ret)
        session_explain(&s, err);
    session_close(&s); /* nothing was committed */
    return ret;
}

static const struct option_spec own[] = {
    { "all", NULL, "every line, on a terminal too", 0 },
    { "summary", NULL, "sums and first lines, as on a terminal", 0 },
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
        "Prints for each file its type, its counts and every fault of its\n"
        "rows: file:line: column 'Date': '31/02/2026' is not a date (bad_date)."
        "\nA value that is left blank in a row that is taken in says so. On a\n"
        "terminal the faults are summed up first, by column, rule and value,\n"
        "and the first ten lines of each column and rule follow; --all shows\n"
        "every line. Elsewhere, into a file or another program, every line is\n"
        "printed and nothing else; --summary prints as on a terminal. --json\n"
        "has sums and faults both. Names and dates of birth are never said.\n"
        "Changes nothing.\n",
    .run = check,
};
