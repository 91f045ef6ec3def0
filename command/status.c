#include <stdlib.h>
#include <string.h>

#include "command/audit.h"
#include "command/command.h"
#include "command/session.h"
#include "core/db.h"
#include "core/err.h"
#include "core/json.h"
#include "ingest/night/check.h"
#include "report/report.h"

#define SQL "command/sql/command.sql#"
#define HOUR INT64_C(3600)

/* The run that failed last, where none was committed since; else "". */
static int read_failure(const struct session *s, struct str *failure,
                        struct err *err)
{
    char *log = session_beside(s, SESSION_LOG);
    int ret = audit_add_failure(log, failure, err);

    free(log);
    return ret;
}

static int add_packs(const struct session *s, struct str *text, struct err *err)
{
    str_add(text, "Packs: how often, when last made, when due\n");
    return report_due(s->db, &s->config, s->as_of, false, text, err);
}

static int add_text(const struct session *s, const struct str *failure,
                    struct str *text, struct err *err)
{
    if (failure->len)
        str_addf(text, "Failed since\n  %s\n", failure->text);
    return status_text(s->db, &s->config, false, text, err)
                   || add_packs(s, text, err)
               ? -1
               : 0;
}

/* An object that begins with what the log says. */
static int add_json(const struct session *s, const struct str *failure,
                    struct str *text, struct err *err)
{
    struct str object = STR_INIT;
    int ret = status_text(s->db, &s->config, true, &object, err);

    str_add(text, "{\"failed\":");
    if (failure->len)
        json_add_text(text, failure->text);
    else
        str_add(text, "null");
    str_add(text, ",\"packs\":");
    if (ret == 0)
        ret = report_due(s->db, &s->config, s->as_of, true, text, err);
    if (ret == 0)
        str_addf(text, ",%s", object.text + 1);
    str_release(&object);
    return ret;
}

/* 0: that is none. */
static int64_t hours_of(const char *text)
{
    size_t digits = strspn(text, "0123456789");

    return digits && digits < 5 && !text[digits] ? strtol(text, NULL, 10) : 0;
}

/* Not to have run, or to have failed, is a fault. */
static int check_within(const struct session *s, int64_t hours,
                        const struct str *failure, struct err *err)
{
    const struct db_param params[] = {
        { ":since", NULL, s->now - hours * HOUR }, { ":now", NULL, s->now }
    };
    struct query *q = NULL;
    int row = -1;

    if (failure->len)
        return err_set(err, ERR_DATA, "the last run failed: %s", failure->text);
    if (query_open_asset(&q, s->db, SQL "last_done", err) == 0
        && query_bind_params(q, params, 2, err) == 0)
        row = query_step(q, err);
    if (row == 0)
        row = err_set(err, ERR_DATA, "no run was ever done");
    else if (row == 1 && query_int(q, 1))
        row = err_set(err, ERR_DATA,
                      "no run was done within %lld hours: the last was at %s",
                      (long long)hours, query_text(q, 0));
    query_close(q);
    return row < 0 ? -1 : 0;
}

static int say(struct session *s, bool json, const char *within,
               struct answer *answer, struct err *err)
{
    struct str failure = STR_INIT;
    int ret = read_failure(s, &failure, err);

    if (ret == 0)
        ret = (json ? add_json : add_text)(s, &failure, &answer->text, err);
    if (ret == 0 && within)
        ret = answer->pass(&answer->text, err)
                      || check_within(s, hours_of(within), &failure, err)
                  ? -1
                  : 0;
    str_release(&failure);
    return ret;
}

static int status(const struct command *self, const struct options *options,
                  struct answer *answer, struct err *err)
{
    const char *within = options_value(options, "within");
    struct session s;
    int ret;

    (void)self;
    if (within && !hours_of(within))
        return err_set(err, ERR_USAGE,
                       "--within needs a number of hours, from 1 to 9999");
    ret = session_read(&s, options, err);
    if (ret == 0)
        ret = say(&s, options_value(options, "json"), within, answer, err);
    if (ret)
        session_explain(&s, err);
    session_close(&s);
    return ret;
}

static const struct option_spec own[] = {
    { "json", NULL, "machine-readable", 0 },
    { "within", "HOURS",
      "end with 65 where no run was done since, or it failed", 0 },
    { .name = NULL },
};

const struct command command_status = {
    .name = "status",
    .arguments = "",
    .options = own,
    .summary = "last runs, freshness by school, held files, what is due",
    .text = "Reads the warehouse and the log, and changes nothing. --within is"
            " for whoever\nwatches: it says the same, and fails where the last"
            " nightly run did, or there\nwas none for so many hours. A file"
            " that is held is no failure.\n",
    .run = status,
};
