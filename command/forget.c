#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "command/run.h"
#include "core/err.h"
#include "core/str.h"
#include "ingest/ingest.h"

static const struct option_spec options_of_forget[] = {
    { "upn", OPTIONS_PERSON, "whom to forget; - is the first line of the input",
      0 },
    { "older-than", "YEARS", "years that ended longer ago", 0 },
    { .name = NULL },
};

/* 0: that is none. */
static int years_of(const struct options *options)
{
    const char *text = options_value(options, "older-than");
    size_t digits = text ? strspn(text, "0123456789") : 0;

    return digits && digits < 3 && !text[digits] ? (int)strtol(text, NULL, 10)
                                                 : 0;
}

static int forget(const struct ingest *in, const struct options *options,
                  struct str *said, struct ingest_result *result,
                  struct err *err)
{
    char upn[OPTIONS_PERSON_SIZE];

    if (!options_value(options, "upn"))
        return ingest_forget_older(in, years_of(options), said, result, err);
    return options_person(options, "upn", upn, err)
                   || ingest_forget(in, upn, said, result, err)
               ? -1
               : 0;
}

static int run(const struct command *self, const struct options *options,
               struct answer *answer, struct err *err)
{
    const bool has_upn = options_value(options, "upn");
    const bool has_years = options_value(options, "older-than");

    if (has_upn == has_years)
        return err_set(err, ERR_USAGE,
                       "'forget' needs --upn UPN or --older-than YEARS");
    if (has_years && !years_of(options))
        return err_set(err, ERR_USAGE,
                       "--older-than needs a number of years, from 1 to 99");
    return run_follow(self, options, answer, err);
}

const struct command command_forget = {
    .name = "forget",
    .arguments = "",
    .options = options_of_forget,
    .summary = "erase a child, or old years, everywhere",
    .text = "--upn: all UPNs, former UPNs and ids of the child in social care,"
            " with all\nthat was ever sent of them; rows that come again are"
            " rejected (erased).\n--older-than: rows that say nothing of a day"
            " after the academic years (to\n31 July) that ended more than YEARS"
            " years before the as-of date.\nWhat stays is a receipt that does"
            " not say who it was. Copies elsewhere are out\nof reach:"
            " docs/retention.md says which there are.\n",
    .run = run,
    .plan = &(const struct run_plan){ .change = forget,
                                      .needs_warehouse = true,
                                      .has_transform = true,
                                      .has_report = true },
};
