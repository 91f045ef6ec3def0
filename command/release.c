#include "command/command.h"
#include "command/run.h"
#include "core/str.h"
#include "ingest/ingest.h"

/* Packs of a past cadence stand as they were published. */
#define FOLLOW                                                                 \
    "Published packs follow\nwhen they are next made: those that are due with" \
    " the next run, any with\n'vschool report PACK'.\n"

static int release(const struct ingest *in, const struct options *options,
                   struct str *said, struct ingest_result *result,
                   struct err *err)
{
    for (int i = 0; i < options->count; i++) {
        if (ingest_release(in, options->arguments[i], result, err))
            return -1;
        str_addf(said, "released: %s\n", options->arguments[i]);
    }
    str_add(said, "Figures are with it now. " FOLLOW);
    result->news++;
    return 0;
}

static int withdraw(const struct ingest *in, const struct options *options,
                    struct str *said, struct ingest_result *result,
                    struct err *err)
{
    for (int i = 0; i < options->count; i++) {
        if (ingest_withdraw(in, options->arguments[i], result, err))
            return -1;
        str_addf(said, "withdrawn: %s\n", options->arguments[i]);
    }
    str_add(
        said,
        "Figures are without it now, though it may lie in the inbox. " FOLLOW);
    result->news++;
    return 0;
}

const struct command command_release = {
    .name = "release",
    .arguments = "FILE...",
    .least = 1,
    .most = -1,
    .summary = "let a held file in",
    .text = "FILE is the path below the inbox (its newest content) or a"
            " SHA-256. Figures\nfollow at once, published packs when they are"
            " next made.\n",
    .run = run_follow,
    .plan =
        &(const struct run_plan){ .change = release, .has_transform = true },
};

const struct command command_withdraw = {
    .name = "withdraw",
    .arguments = "FILE...",
    .least = 1,
    .most = -1,
    .summary = "take a loaded file's rows back out",
    .text = "The warehouse is then as if the file had never been sent. FILE as"
            " for\nrelease, and figures and packs follow as there.\n",
    .run = run_follow,
    .plan =
        &(const struct run_plan){ .change = withdraw, .has_transform = true },
};
