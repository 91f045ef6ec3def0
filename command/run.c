#include "command/run.h"

#include <stdio.h>
#include <string.h>

#include "command/command.h"
#include "command/session.h"
#include "core/db.h"
#include "core/err.h"
#include "core/hash.h"
#include "ingest/ingest.h"
#include "report/report.h"
#include "report/words/pack.h"
#include "transform/transform.h"

enum stage { STAGE_INGEST = 1, STAGE_TRANSFORM = 2, STAGE_REPORT = 4 };

struct ingest run_ingest_of(struct session *s)
{
    struct ingest in = { .db = s->db,
                         .config = &s->config,
                         .types = &s->types,
                         .log = &s->log,
                         .run_id = s->run_id,
                         .now = (int64_t)s->now };

    return in;
}

static int run_ingest(struct session *s, struct ingest_result *result,
                      struct err *err)
{
    struct ingest in = run_ingest_of(s);

    if (ingest_run(&in, result, err))
        return err_context(err, "ingest");
    if (result->files == 0)
        log_step(&s->log, "ingest: unchanged (%lld files)",
                 (long long)result->unchanged);
    else
        log_step(&s->log,
                 "ingest: %lld files, %lld rows read, %lld taken in,"
                 " %lld rejected, %lld files unchanged",
                 (long long)result->files, (long long)result->rows_read,
                 (long long)result->rows_loaded,
                 (long long)result->rows_rejected,
                 (long long)result->unchanged);
    return 0;
}

/* Years with facts that terms.csv lacks have no figures: that is trouble. */
int run_transform(struct session *s, struct ingest_result *so_far,
                  bool *changed, struct err *err)
{
    struct transform_result result;

    if (transform_run(s->db, &s->config, &s->terms, s->as_of, &s->log, &result,
                      err))
        return err_context(err, "transform");
    if (result.years_without_terms) {
        so_far->troubled += result.years_without_terms;
        log_step(&s->log,
                 "transform: %lld academic years have rows but no terms in"
                 " terms.csv: they have no figures",
                 (long long)result.years_without_terms);
    }
    if (result.unplaced) {
        so_far->troubled += result.unplaced;
        log_step(&s->log,
                 "transform: %lld metrics have rows at places or of pupils that"
                 " no extract knows: they are not counted (table unplaced)",
                 (long long)result.unplaced);
    }
    *changed = *changed || result.periods > 0;
    if (result.periods == 0)
        log_step(&s->log, "transform: unchanged");
    else
        log_step(&s->log, "transform: %lld periods, %lld cells",
                 (long long)result.periods, (long long)result.cells);
    return 0;
}

/*
 * Note a run after which packs may differ: something came or was made again,
 * or the county's settings are others than those of the run before.
 */
int run_note_change(struct session *s, bool changed, struct err *err)
{
    char hash[HASH_TEXT_SIZE];
    int64_t same = 0;
    char sql[256];

    if (hash_file(s->config.path, hash, err))
        return -1;
    snprintf(sql, sizeof(sql),
             "select count(*) from setting where name = 'main.config'"
             " and value = '%s'",
             hash);
    if (db_read_int(s->db, sql, &same, err))
        return -1;
    if (!changed && same)
        return 0;
    return db_execf(s->db, err,
                    "insert into run_change (run_id) values (%lld)"
                    " on conflict do nothing;"
                    "insert into setting (name, value)"
                    " values ('main.config', '%s') on conflict do update"
                    " set value = excluded.value",
                    (long long)s->run_id, hash);
}

static int run_report(struct session *s, struct report **report,
                      struct err *err)
{
    bool current;
    char published[21];
    const struct report_request request = {
        .as_of = s->as_of,
        .run_id = s->run_id,
        .version = VSCHOOL_VERSION,
        .published_at = published,
        .packs = (const char *const *)s->options->arguments,
        .pack_count = (size_t)s->options->count,
    };

    session_instant(s->now, published);
    if (report_is_current(s->db, &s->config, &request, &current, err))
        return err_context(err, "report");
    if (current) {
        log_step(&s->log, "report: unchanged, %s/latest", s->config.outbox);
        return 0;
    }
    if (report_prepare(report, s->db, &s->config, &request, &s->log, err))
        return err_context(err, "report");
    return 0;
}

static int publish(struct session *s, struct report *report, struct err *err)
{
    struct report_result result;

    if (report_publish(report, &result, err))
        return err_context(err, "publish");
    if (result.is_unchanged)
        log_step(&s->log, "report: unchanged, %s/latest", s->config.outbox);
    else
        log_step(&s->log, "report: %zu files in %s/latest", result.files,
                 s->config.outbox);
    return 0;
}

/* after_load = archive: only what is safely committed leaves the inbox. */
static int clear_inbox(struct session *s, struct err *err)
{
    struct ingest in;

    if (!s->db && db_open(&s->db, s->config.warehouse, DB_READ_ONLY, err))
        return -1;
    in = run_ingest_of(s);
    return ingest_clear_inbox(&in, err);
}

static int run_stages(struct session *s, int stages, int *status,
                      struct err *err)
{
    struct ingest_result result;
    struct report *report = NULL;
    struct ingest in;
    bool changed = false;
    int ret = -1;

    memset(&result, 0, sizeof(result));
    if (session_begin(s, err))
        return -1;
    if ((stages & STAGE_INGEST) && run_ingest(s, &result, err))
        goto out;
    changed = result.news > 0;
    if ((stages & STAGE_TRANSFORM) && run_transform(s, &result, &changed, err))
        goto out;
    if (run_note_change(s, changed, err))
        goto out;
    if (session_end(s, &result, err))
        goto out;
    if ((stages & STAGE_REPORT) && run_report(s, &report, err))
        goto out;
    in = run_ingest_of(s);
    if ((stages & STAGE_INGEST) && result.files
        && ingest_write_journal(&in, err))
        goto out;
    if (session_commit(s, err))
        goto out;
    if (report && publish(s, report, err))
        goto out;
    if (result.files && s->config.archive_after_load && clear_inbox(s, err))
        goto out;
    *status = result.troubled ? ERR_PARTIAL : ERR_NONE;
    ret = 0;
out:
    report_close(report);
    return ret;
}

static int with_session(const struct options *options, int stages, int *status,
                        struct err *err)
{
    struct session s;
    int ret = session_start(&s, options, err);

    if (ret == 0)
        ret = run_stages(&s, stages, status, err);
    if (ret)
        session_note_failure(&s, err);
    session_close(&s);
    return ret;
}

static int run_command(const struct options *options, int *status,
                       struct err *err)
{
    return with_session(options, STAGE_INGEST | STAGE_TRANSFORM | STAGE_REPORT,
                        status, err);
}

static int ingest_command(const struct options *options, int *status,
                          struct err *err)
{
    return with_session(options, STAGE_INGEST, status, err);
}

static int transform_command(const struct options *options, int *status,
                             struct err *err)
{
    return with_session(options, STAGE_TRANSFORM, status, err);
}

static int report_command(const struct options *options, int *status,
                          struct err *err)
{
    return with_session(options, STAGE_REPORT, status, err);
}

const struct command command_run = {
    .name = "run",
    .run = run_command,
    .least = 0,
    .most = 0,
    .arguments = "",
    .summary = "the nightly job: ingest, transform, report, publish",
    .text =
        "Takes in what lies in the inbox, computes what that changed, makes "
        "the\n"
        "packs that are due and publishes them in one step. Run again with\n"
        "nothing new it changes nothing.\n",
};

const struct command command_ingest = {
    .name = "ingest",
    .run = ingest_command,
    .least = 0,
    .most = 0,
    .arguments = "",
    .summary = "the first stage of run alone",
    .text = "Takes in what lies in the inbox.\n",
};

const struct command command_transform = {
    .name = "transform",
    .run = transform_command,
    .least = 0,
    .most = 0,
    .arguments = "",
    .summary = "the second stage of run alone",
    .text = "Computes what has changed since the last transform.\n",
};

const struct command command_report = {
    .name = "report",
    .run = report_command,
    .least = 0,
    .most = -1,
    .arguments = "[PACK...]",
    .summary = "make and publish packs: those named, else those due",
    .text = "Packs: strategic county advisers quality.\n",
};
