#include "command/command.h"
#include "command/run.h"
#include "ingest/ingest.h"

static int rebuild(const struct ingest *in, const struct options *options,
                   struct str *said, struct ingest_result *result,
                   struct err *err)
{
    (void)options;
    (void)said;
    result->news++;
    return ingest_rebuild(in, result, err);
}

const struct command command_rebuild = {
    .name = "rebuild",
    .arguments = "",
    .summary = "make the warehouse again from the archive",
    .text =
        "Reads every content again in the order of its extract time. Works\n"
        "without a warehouse too.\n",
    .run = run_follow,
    .plan = &(const struct run_plan){ .change = rebuild,
                                      .is_rebuild = true,
                                      .has_transform = true },
};
