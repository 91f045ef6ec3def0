#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "command/run.h"
#include "core/err.h"
#include "core/str.h"
#include "ingest/ingest.h"

static const struct option_spec options_of_forget[] = {
    { "upn", "UPN", "whom to forget; - is the first line of the input", 0 },
    { .name = NULL },
};

/* What is asked for stands in no list of processes, nor in a shell's. */
static int read_upn(char upn[64], struct err *err)
{
    if (!fgets(upn, 64, stdin))
        return err_set(err, ERR_USAGE, "no UPN is in the input");
    upn[strcspn(upn, "\r\n")] = '\0';
    return 0;
}

static int forget(const struct ingest *in, const struct options *options,
                  struct str *said, struct ingest_result *result,
                  struct err *err)
{
    const char *asked = options_value(options, "upn");
    char upn[64];

    if (!strcmp(asked, "-")) {
        if (read_upn(upn, err))
            return -1;
        asked = upn;
    }
    return ingest_forget(in, asked, said, result, err);
}

static int run(const struct command *self, const struct options *options,
               struct answer *answer, struct err *err)
{
    if (!options_value(options, "upn"))
        return err_set(err, ERR_USAGE, "'forget' needs --upn UPN");
    return run_follow(self, options, answer, err);
}

const struct command command_forget = {
    .name = "forget",
    .arguments = "",
    .options = options_of_forget,
    .summary = "erase a child: warehouse, archive, packs",
    .text = "All UPNs, former UPNs and ids of the child in social care go, with"
            " all that\nwas ever sent of them, and rows that are sent again are"
            " rejected (erased).\nWhat stays is a receipt that does not say who"
            " it was. Copies elsewhere are\nnot its business: docs/retention.md"
            " says which there are.\n",
    .run = run,
    .plan = &(const struct run_plan){ .change = forget,
                                      .needs_warehouse = true,
                                      .has_transform = true,
                                      .has_report = true },
};
