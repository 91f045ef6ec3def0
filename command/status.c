#include "command/command.h"
#include "command/session.h"
#include "ingest/night/check.h"
#include "report/report.h"

static int add_packs(const struct session *s, struct str *text, struct err *err)
{
    str_add(text, "Packs: how often, when last made, when due\n");
    return report_due(s->db, &s->config, s->as_of, text, err);
}

static int status(const struct command *self, const struct options *options,
                  struct answer *answer, struct err *err)
{
    struct session s;
    bool json = options_value(options, "json");
    int ret = session_read(&s, options, err);

    (void)self;
    if (ret == 0)
        ret = status_text(s.db, &s.config, json, &answer->text, err);
    if (ret == 0 && !json)
        ret = add_packs(&s, &answer->text, err);
    if (ret)
        session_explain(&s, err);
    session_close(&s);
    return ret;
}

static const struct option_spec own[] = {
    { "json", NULL, "machine-readable", 0 },
    { .name = NULL },
};

const struct command command_status = {
    .name = "status",
    .arguments = "",
    .options = own,
    .summary = "last runs, freshness by school, held files",
    .text = "Reads the warehouse and changes nothing.\n",
    .run = status,
};
