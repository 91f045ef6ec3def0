#include <stdlib.h>
#include <sys/stat.h>

#include "command/audit.h"
#include "command/chain.h"
#include "command/command.h"
#include "command/session.h"
#include "command/sound.h"
#include "core/db.h"
#include "core/err.h"
#include "core/finding.h"
#include "core/json.h"
#include "core/path.h"
#include "ingest/keep/inspect.h"
#include "report/night/inspect.h"

/* --- what is looked at ---------------------------------------------------- */

static int pages(struct session *s, struct finding *found, struct err *err)
{
    return sound_pages(s->db, found, err);
}

static int keys(struct session *s, struct finding *found, struct err *err)
{
    return sound_keys(s->db, found, err);
}

static int identity(struct session *s, struct finding *found, struct err *err)
{
    return sound_identity(s->db, found, err);
}

static int runs(struct session *s, struct finding *found, struct err *err)
{
    return chain_check(s->db, found, err);
}

static int log_lines(struct session *s, struct finding *found, struct err *err)
{
    char *path = session_beside(s, SESSION_LOG);
    int ret = audit_check(path, s->db, found, err);

    free(path);
    return ret;
}

static int archive(struct session *s, struct finding *found, struct err *err)
{
    return inspect_archive(s->db, &s->config, &s->log, found, err);
}

static int journal(struct session *s, struct finding *found, struct err *err)
{
    return inspect_journal(s->db, &s->config, found, err);
}

static int forgotten(struct session *s, struct finding *found, struct err *err)
{
    return inspect_forgotten(s->db, &s->config, found, err);
}

static int published(struct session *s, struct finding *found, struct err *err)
{
    return inspect_published(s->db, &s->config, found, err);
}

/* The warehouse and what lies beside it are nobody else's. */
static int rights(struct session *s, struct finding *found, struct err *err)
{
    static const char *const ends[] = { "",          "-wal",  "-shm",
                                        SESSION_LOG, ".lock", ".key" };
    size_t seen = 0;
    int ret = 0;

    for (size_t i = 0; ret == 0 && i < sizeof(ends) / sizeof(ends[0]); i++) {
        char *path = session_beside(s, ends[i]);
        enum path_kind kind;
        struct stat st;

        ret = path_follow(path, &kind, &st, err);
        if (ret == 0 && kind != PATH_ABSENT) {
            seen++;
            if (st.st_mode & 077)
                finding_fault(found, "'%s' may be used by others: %03o", path,
                              (unsigned)st.st_mode & 0777u);
        }
        free(path);
    }
    str_addf(&found->seen, "%zu files", seen);
    return ret;
}

/* Each line of `vschool help verify` stands beside what it is about. */
static const struct check {
    const char *name, *what;
    int (*look)(struct session *s, struct finding *found, struct err *err);
} checks[] = {
    { "integrity", "every page of the warehouse", pages },
    { "keys", "every row that another leads to", keys },
    { "identity", "every row of every file is accounted for", identity },
    { "runs", "each run is as it was sealed", runs },
    { "log", "each line is as it was written, and of these runs", log_lines },
    { "archive", "each content has the bytes of its SHA-256", archive },
    { "journal", "what the archive lists is what the warehouse has", journal },
    { "forgotten", "the key is there by which the forgotten are known",
      forgotten },
    { "published", "each file of outbox/latest is as its manifest says",
      published },
    { "rights", "nobody else may read the warehouse", rights },
};
#define CHECK_COUNT (sizeof(checks) / sizeof(checks[0]))

/* --- what is said --------------------------------------------------------- */

static void add_lines(struct str *text, const char *what,
                      const struct finding_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        str_addf(text, "         %s%s\n", what, list->lines[i]);
}

static void add_text(struct str *text, const struct check *check,
                     const struct finding *found)
{
    const size_t faults = found->faults.count;
    const size_t unseen = found->unseen.count;

    str_addf(text, "%-7s  %s: %s",
             faults   ? "FAULT"
             : unseen ? "UNSEEN"
                      : "ok",
             check->name, found->seen.len ? found->seen.text : "not looked at");
    if (faults)
        str_addf(text, ", faults: %zu", faults);
    if (unseen)
        str_addf(text, ", not seen: %zu", unseen);
    str_add(text, "\n");
    add_lines(text, "", &found->faults);
    add_lines(text, "not seen: ", &found->unseen);
}

static void add_list(struct str *text, const char *name,
                     const struct finding_list *list)
{
    str_addf(text, ", \"%s\": [", name);
    for (size_t i = 0; i < list->count; i++) {
        str_add(text, i ? ", " : "");
        json_add_text(text, list->lines[i]);
    }
    str_add(text, "]");
}

static void add_json(struct str *text, const struct check *check,
                     const struct finding *found)
{
    str_add(text, check == checks ? "{\"checks\": [\n  {" : ",\n  {");
    str_addf(text, "\"check\": \"%s\", \"seen\": ", check->name);
    json_add_text(text, found->seen.text);
    add_list(text, "faults", &found->faults);
    add_list(text, "not_seen", &found->unseen);
    str_add(text, "}");
}

/*
 * What to note elsewhere: with it an end that was cut off shows too. It is of
 * no run or line where it cannot be read, which *unseen says then, though all
 * was well when it was looked at.
 */
static void add_heads(struct session *s, bool json, struct str *text,
                      struct str *unseen)
{
    char *path = session_beside(s, SESSION_LOG);
    struct err runs = ERR_INIT;
    struct err log = ERR_INIT;
    struct chain_head runs_head;
    struct audit_head log_head;

    if (chain_read_head(s->db, &runs_head, &runs) && !unseen->len)
        str_add(unseen, runs.msg);
    if (audit_read_head(path, &log_head, &log) && !unseen->len)
        str_add(unseen, log.msg);
    str_addf(text,
             json ? "\n], \"head\": {\"run\": %lld, \"seal\": \"%s\","
                    " \"line\": %lld, \"hash\": \"%s\"}}\n"
                  : "head     run %lld seal %s, line %lld hash %s\n",
             (long long)runs_head.run_id, runs_head.seal,
             (long long)log_head.lines, log_head.hash);
    free(path);
}

/* *unseen is the first thing that could not be looked at. */
static int look(struct session *s, const struct check *check, bool json,
                struct answer *answer, struct str *unseen, struct err *err)
{
    struct finding found = FINDING_INIT;

    if (check->look(s, &found, err))
        finding_take(&found, err);
    (json ? add_json : add_text)(&answer->text, check, &found);
    if (found.faults.count)
        answer->status = ERR_DATA;
    if (found.unseen.count && !unseen->len)
        str_add(unseen, found.unseen.lines[0]);
    finding_release(&found);
    return answer->pass(&answer->text, err);
}

/* A fault is an answer; not to have looked is none. */
static int end(struct session *s, bool json, struct answer *answer,
               struct str *unseen, struct err *err)
{
    add_heads(s, json, &answer->text, unseen);
    if (!unseen->len || answer->status == ERR_DATA)
        return 0;
    return answer->pass(&answer->text, err)
                   || err_set(err, ERR_NOINPUT,
                              "not all could be looked at: %s", unseen->text)
               ? -1
               : 0;
}

static int verify(const struct command *self, const struct options *options,
                  struct answer *answer, struct err *err)
{
    const bool json = options_value(options, "json");
    struct str unseen = STR_INIT;
    struct session s;
    int ret = session_hold(&s, options, HOLD_RUN, err);

    (void)self;
    if (ret)
        session_explain(&s, err);
    for (size_t i = 0; ret == 0 && i < CHECK_COUNT; i++)
        ret = look(&s, &checks[i], json, answer, &unseen, err);
    if (ret == 0)
        ret = end(&s, json, answer, &unseen, err);
    str_release(&unseen);
    session_close(&s);
    return ret;
}

static const struct option_spec own[] = {
    { "json", NULL, "machine-readable", 0 },
    { .name = NULL },
};

static void add_checks(struct str *text)
{
    for (size_t i = 0; i < CHECK_COUNT; i++)
        str_addf(text, "  %-9s  %s\n", checks[i].name, checks[i].what);
    str_add(text,
            "The last line is the head of both chains: noted elsewhere, it"
            " shows\nlater whether an end was cut off. Ends with 65 where there"
            " is a\nfault, with 66 where something cannot be looked at.\n");
}

const struct command command_verify = {
    .name = "verify",
    .arguments = "",
    .options = own,
    .summary = "is all as it was written: warehouse, log, archive, packs",
    .text = "Reads everything and changes nothing; a run beside it ends with"
            " 75. A\nline a check, with how much was looked at, and below it"
            " each fault:\n",
    .add_text = add_checks,
    .run = verify,
};
