#include "command/run.h"

#include <stdlib.h>
#include <string.h>

#include "command/audit.h"
#include "command/command.h"
#include "command/session.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "ingest/ingest.h"
#include "ingest/night/check.h"
#include "report/report.h"
#include "report/words/pack.h"
#include "transform/transform.h"

#define SQL "command/sql/command.sql#"

static int ingest(const struct ingest *in, const struct options *options,
                  struct str *said, struct ingest_result *result,
                  struct err *err)
{
    (void)options;
    (void)said;
    if (ingest_run(in, result, err))
        return err_context(err, "ingest");
    if (result->files == 0)
        log_step(in->log, "ingest: unchanged (%lld files)",
                 (long long)result->unchanged);
    else
        log_step(in->log,
                 "ingest: %lld files, %lld rows read, %lld taken in,"
                 " %lld rejected, %lld files unchanged",
                 (long long)result->files, (long long)result->rows_read,
                 (long long)result->rows_loaded,
                 (long long)result->rows_rejected,
                 (long long)result->unchanged);
    return 0;
}

/* What a stage held is not held beside what the next one does. */
static int rest(struct session *s, struct err *err)
{
    int ret = db_rest(s->db, err);

    mem_rest();
    return ret;
}

/* Years with facts that terms.csv lacks have no figures: that is trouble. */
static int transform(struct session *s, struct ingest_result *so_far,
                     bool *changed, struct err *err)
{
    struct transform_result result;

    if (rest(s, err)
        || transform_run(s->db, &s->config, &s->terms, s->as_of, &s->log,
                         &result, err))
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
    *changed = result.periods > 0;
    if (result.periods == 0)
        log_step(&s->log, "transform: unchanged");
    else
        log_step(&s->log, "transform: %lld periods, %lld cells",
                 (long long)result.periods, (long long)result.cells);
    return 0;
}

/* What the packs that are published stand on; "" where it has changed. */
static int put_note(struct session *s, const char *note, struct err *err)
{
    const struct db_param params[] = { { ":note", note, 0 } };

    return db_run_script(s->db, SQL "put_note", params, 1, err);
}

static int is_current(struct session *s, const struct report_request *request,
                      bool *current, struct err *err)
{
    struct str note = STR_INIT;
    int ret = db_read_text(s->db, SQL "read_note", &note, err)
              || report_is_current(s->db, &s->config, request, note.text,
                                   current, err);

    str_release(&note);
    return ret ? -1 : 0;
}

static int prepare_report(struct session *s, struct report **report,
                          struct err *err)
{
    bool current;
    const struct report_request request = {
        .as_of = s->as_of,
        .run_id = s->run_id,
        .version = VSCHOOL_VERSION,
        .published_at = s->started,
        .packs = (const char *const *)s->options->arguments,
        .pack_count = (size_t)s->options->count,
        .is_anew = s->is_unfinished,
    };

    if (is_current(s, &request, &current, err))
        return err_context(err, "report");
    if (current) {
        log_step(&s->log, "report: unchanged, %s/latest", s->config.outbox);
        return 0;
    }
    if (report_prepare(report, s->db, &s->config, &request, &s->log, err))
        return err_context(err, "report");
    return report_note(*report) ? put_note(s, report_note(*report), err) : 0;
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
    in = session_ingest(s);
    return ingest_clear_inbox(&in, err);
}

/* What is no failure of the run, but makes all that comes of it wrong. */
static int warn(struct session *s, struct err *err)
{
    struct str text = STR_INIT;
    int ret = county_text(s->db, &s->config, &text, err);

    if (text.len)
        log_step(&s->log, "warning: %s", text.text);
    str_release(&text);
    return ret;
}

/*
 * Packs are made of marts of this day and this program: where there are any
 * they are brought to both. Without any it is for the report to say so.
 */
static int wants_marts(struct session *s, const struct run_plan *plan,
                       const struct ingest_result *so_far, bool *wanted,
                       struct err *err)
{
    int64_t has_marts = 0;

    if (plan->has_report
        && query_read_int(db_query(s->db, SQL "has_marts", err), &has_marts,
                          err)
               < 0)
        return -1;
    *wanted = plan->has_transform
              || (plan->has_report && (so_far->news || has_marts));
    return 0;
}

/* Everything that is rolled back where a part of it fails. */
static int change(struct session *s, const struct command *self,
                  struct str *said, struct ingest_result *result,
                  struct report **report, struct err *err)
{
    const struct run_plan *plan = self->plan;
    struct ingest in = session_ingest(s);
    bool is_wanted = false;
    bool is_made = false;

    if (plan->change(&in, s->options, said, result, err)
        || ingest_is_unfinished(&in, &s->is_unfinished, err) || warn(s, err)
        || (plan->has_report
            && transform_keep_comparators(s->db, &s->config, err))
        || wants_marts(s, plan, result, &is_wanted, err)
        || (is_wanted && transform(s, result, &is_made, err))
        || ((result->news || is_made) && put_note(s, "", err))
        || session_end(s, self->name, result, err)
        || (plan->has_report
            && (rest(s, err) || prepare_report(s, report, err))))
        return -1;
    if (!result->files && !result->news)
        return 0;
    s->is_listed = true;
    return ingest_write_journal(&in, err);
}

/* Nothing comes, but what came is as config and program read it now. */
static int renew(const struct ingest *in, const struct options *options,
                 struct str *said, struct ingest_result *result,
                 struct err *err)
{
    (void)options;
    (void)said;
    return ingest_renew(in, result, err);
}

/* Nothing of who was forgotten is left anywhere. */
static int finish(struct session *s, struct err *err)
{
    struct ingest in;

    if (!s->db && db_open(&s->db, s->config.warehouse, DB_WRITE, err))
        return -1;
    in = session_ingest(s);
    return report_forget_days(&s->config, s->as_of, err)
                   || ingest_finish(&in, err)
               ? -1
               : 0;
}

/*
 * What is done only when the change is safe: and again where the run before was
 * killed before it had.
 */
static int follow_up(struct session *s, const struct run_plan *plan,
                     struct report *report, struct err *err)
{
    if (report && publish(s, report, err))
        return -1;
    if (!report && plan->has_report && report_tend(&s->config, err))
        return err_context(err, "publish");
    if (s->is_unfinished && plan->has_report && finish(s, err))
        return err_context(err, "forget");
    if (s->config.archive_after_load)
        return clear_inbox(s, err);
    return 0;
}

/*
 * The log is no part of the answer: where it cannot be written all else goes
 * on, which is said, and the next run writes what it lacks.
 */
static bool note_runs(struct session *s)
{
    struct err unwritten = ERR_INIT;

    if (session_note_runs(s, &unwritten) == 0)
        return true;
    log_step(&s->log, "%s: the next run writes what it lacks", unwritten.msg);
    return false;
}

/*
 * Whoever keeps what a run says keeps with it what the log came to: who makes
 * the log and the seals anew, all of them, cannot make the line with this hash.
 */
static void say_head(struct session *s)
{
    char *log = session_beside(s, SESSION_LOG);
    struct err unsaid = ERR_INIT;
    struct audit_head head;

    if (audit_read_head(log, &head, &unsaid) == 0)
        log_step(&s->log, "log: line %lld hash %s", (long long)head.lines,
                 head.hash);
    free(log);
}

/* Of one that was killed before it could, also where this run fails. */
static void note_runs_before(struct session *s)
{
    struct err unsaid = ERR_INIT; /* it is tried again after the commit */
    int rc = s->building ? 0 : session_note_runs(s, &unsaid);

    (void)rc;
}

int run_follow(const struct command *self, const struct options *options,
               struct answer *answer, struct err *err)
{
    struct ingest_result result;
    struct report *report = NULL;
    struct str said = STR_INIT;
    struct session s;
    bool is_noted;
    int ret = -1;

    memset(&result, 0, sizeof(result));
    if (session_begin(&s, options, self->plan->is_rebuild, err)
        || (self->plan->needs_warehouse && session_needs_warehouse(&s, err)))
        goto out;
    note_runs_before(&s);
    if (change(&s, self, &said, &result, &report, err)
        || session_commit(&s, err))
        goto out;
    is_noted = note_runs(&s);
    if (follow_up(&s, self->plan, report, err))
        goto out;
    if (is_noted)
        say_head(&s);
    if (result.troubled || !is_noted)
        answer->status = ERR_PARTIAL;
    str_add(&answer->text, said.text);
    ret = 0;
out:
    str_release(&said);
    report_close(report);
    if (ret)
        session_explain(&s, err);
    if (ret && err->code != ERR_USAGE)
        session_note_failure(&s, self->name, err);
    session_close(&s);
    return ret;
}

static bool is_pack(const char *asked)
{
    char name[PACK_NAME_SIZE] = "";

    while (pack_next(name))
        if (!strcmp(name, asked))
            return true;
    return false;
}

/* A name that is none is found before a night's work is done for it. */
static int report_named(const struct command *self,
                        const struct options *options, struct answer *answer,
                        struct err *err)
{
    for (int i = 0; i < options->count; i++)
        if (!is_pack(options->arguments[i]))
            return err_set(err, ERR_USAGE, "report: there is no pack '%s'",
                           options->arguments[i]);
    return run_follow(self, options, answer, err);
}

/* The packs that there are, by their descriptions. */
static void add_packs(struct str *text)
{
    char name[PACK_NAME_SIZE] = "";

    str_add(text, "Packs:");
    while (pack_next(name))
        str_addf(text, " %s", name);
    str_add(text, ".\n");
}

const struct command command_run = {
    .name = "run",
    .arguments = "",
    .summary = "the nightly job: ingest, transform, report, publish",
    .text = "Takes in what lies in the inbox, computes what that changed, makes"
            " the\npacks that are due and publishes them in one step. Run again"
            " with\nnothing new it changes nothing.\n",
    .run = run_follow,
    .plan = &(const struct run_plan){ .change = ingest,
                                      .has_transform = true,
                                      .has_report = true },
};

const struct command command_ingest = {
    .name = "ingest",
    .arguments = "",
    .summary = "the first stage of run alone",
    .text = "Takes in what lies in the inbox.\n",
    .run = run_follow,
    .plan = &(const struct run_plan){ .change = ingest },
};

const struct command command_transform = {
    .name = "transform",
    .arguments = "",
    .summary = "the second stage of run alone",
    .text = "Computes what has changed since the last transform.\n",
    .run = run_follow,
    .plan = &(const struct run_plan){ .change = renew, .has_transform = true },
};

const struct command command_report = {
    .name = "report",
    .arguments = "[PACK...]",
    .most = -1,
    .summary = "make and publish packs: those named, else those due",
    .text = "",
    .add_text = add_packs,
    .run = report_named,
    .plan = &(const struct run_plan){ .change = renew, .has_report = true },
};
