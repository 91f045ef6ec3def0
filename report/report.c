#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "config/terms.h"
#include "core/db.h"
#include "core/err.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "report/night/cadence.h"
#include "report/night/context.h"
#include "report/night/current.h"
#include "report/night/editions.h"
#include "report/night/manifest.h"
#include "report/night/publish.h"
#include "report/night/render.h"
#include "report/shown/days.h"
#include "report/shown/disclosure.h"
#include "report/shown/figures.h"
#include "report/shown/guard.h"
#include "report/shown/promised.h"
#include "report/shown/running.h"
#include "report/shown/weekly.h"
#include "report/words/grid.h"
#include "report/words/pack.h"

#define SQL "report/sql/report.sql#"
/* Of the warehouse, in KiB: what packs read they read once, and their own
   tables are in memory beside it. Twice as many make them a fiftieth sooner. */
#define PAGES_KEPT "-8192"
#define RELEASED "report/sql/released.sql#"
#define SHOWN "report/sql/shown.sql#"
#define GUARD "report/sql/guard.sql#"

static bool is_asked(const struct report_request *request, const char *pack)
{
    for (size_t i = 0; i < request->pack_count; i++)
        if (!strcmp(request->packs[i], pack))
            return true;
    return false;
}

/* One pack of the run: to be made, or carried over. */
struct entry {
    char name[PACK_NAME_SIZE];
    struct pack pack;
    bool is_made;
    bool is_done; /* is_made, and has been */
    struct manifest_pack made;
    struct editions *editions; /* NULL where the pack keeps none */
};

struct report {
    struct db *db;
    const struct config *config; /* `noted`, which says what is read of it */
    struct config noted;
    struct str reads;
    struct str note;
    const struct report_request *request;
    struct log *log;
    char as_of[DATE_TEXT_SIZE];
    struct publish *publish;
    struct guard *open, *controlled;
    struct disclosure *disclosure;  /* while it is decided; NULL */
    const char *shared;             /* the script whose tables stand; or NULL */
    int64_t shared_from, shared_to; /* where, in the temporary schema */
    struct grid context;
    struct entry *entries;
    size_t entry_count;
    size_t entry_capacity;
    struct report_result result;
    struct err *err;
};

/*
 * What is made once a term or a year waits for the first figure: published of
 * nothing it would stand, empty, until the next one.
 */
static bool is_due_tonight(const struct report *run, const struct terms *terms,
                           const struct entry *entry, bool has_figures)
{
    enum cadence cadence = cadence_of(run->config, entry->name);

    return (cadence == CADENCE_NIGHTLY || has_figures)
           && cadence_is_due(terms, cadence, run->request->as_of,
                             entry->made.made_as_of);
}

static int list_packs(struct report *run, const char *manifest,
                      const struct terms *terms)
{
    const struct report_request *request = run->request;
    char name[PACK_NAME_SIZE] = "";
    int64_t figures = 0;

    if (query_read_int(db_query(run->db, SQL "has_figures", run->err), &figures,
                       run->err)
        < 0)
        return -1;

    for (size_t i = 0; i < request->pack_count; i++) {
        struct pack asked;
        int ret = pack_read(&asked, request->packs[i], run->err);

        pack_release(&asked);
        if (ret)
            return -1;
    }
    while (pack_next(name)) {
        struct entry *entry;

        MEM_ROOM(run->entries, run->entry_count, run->entry_capacity);
        entry = &run->entries[run->entry_count++];
        memset(entry, 0, sizeof(*entry));
        memcpy(entry->name, name, sizeof(name));
        entry->made.name = entry->name;
        if (pack_read(&entry->pack, name, run->err)
            || manifest_read_pack(&entry->made, manifest, run->db, run->err))
            return -1;
        if (request->is_anew && !entry->pack.controlled
            && *entry->made.made_as_of)
            entry->is_made = true;
        else if (request->pack_count)
            entry->is_made = is_asked(request, name);
        else
            entry->is_made = is_due_tonight(run, terms, entry, figures > 0);
    }
    return 0;
}

/* What there is of each pack that keeps its editions. */
static int open_editions(struct report *run, const char *manifest)
{
    for (size_t i = 0; i < run->entry_count; i++) {
        struct entry *entry = &run->entries[i];

        if (entry->pack.editions
            && editions_open(&entry->editions, run->db, run->config,
                             &entry->made, manifest, run->err))
            return -1;
    }
    return 0;
}

/* What only charts show is looked for only where charts are to be drawn. */
static int prepare_charts(struct report *run)
{
    static const char *const scripts[] = { RELEASED "absence_reason",
                                           RELEASED "exclusion_reason",
                                           "report/sql/charts.sql#views" };

    if (running_prepare(run->db, run->config->suppress_below, run->err)
        || days_prepare(run->db, run->err))
        return -1;
    for (size_t i = 0; i < sizeof(scripts) / sizeof(scripts[0]); i++)
        if (db_run_script(run->db, scripts[i], NULL, 0, run->err))
            return -1;
    return 0;
}

/* What the packs that are due show besides figures. */
static int prepare_released(struct report *run)
{
    for (size_t i = 0; i < run->entry_count; i++) {
        const struct entry *entry = &run->entries[i];
        const struct pack_texts *scripts = &entry->pack.released;

        for (size_t k = 0; entry->is_made && k < scripts->count; k++)
            if (db_run_script(run->db, scripts->items[k], NULL, 0, run->err))
                return err_context(run->err, "'%s'", scripts->items[k]);
    }
    return 0;
}

/* What disclosure control lets through, and what is made of that alone. */
static int prepare_controlled(struct report *run, bool has_charts)
{
    struct disclosure *disclosure = run->disclosure;
    struct disclosure_result shown;

    run->disclosure = NULL;
    if (disclosure_end(disclosure, run->config->low_reliability_below, &shown,
                       run->err)
        || weekly_prepare(run->db, run->err)
        || db_run_script(run->db, SHOWN "school_return", NULL, 0, run->err)
        || db_run_script(run->db, SHOWN "ladder", NULL, 0, run->err)
        || promised_prepare(run->db, run->config->suppress_below, run->err)
        || figures_add(run->db, FIGURES_SHOWN, run->err)
        || figures_find(run->db, run->err)
        || (has_charts && prepare_charts(run)) || prepare_released(run))
        return -1;
    run->result.withheld = shown.withheld;
    log_step(run->log,
             "report: disclosure control, %zu figures shown, "
             "%zu withheld",
             shown.shown, shown.withheld);
    if (shown.lost_years)
        log_step(run->log,
                 "report: figures contradict each other: nothing is shown of "
                 "%zu years",
                 shown.lost_years);
    return 0;
}

static int read_last_made(struct report *run, int64_t *last)
{
    return db_read_int(run->db,
                       "select coalesce(max(rowid), 0) from sqlite_temp_schema",
                       last, run->err);
}

/*
 * What was made since, and all rows of it. Views before what they read, as they
 * were made after it. No savepoint that is rolled back to: SQLite would forget
 * the schema of the warehouse too, and read it again.
 */
static int drop_made(struct report *run, int64_t from, int64_t to)
{
    struct query *q = db_query(run->db, SQL "made_between", run->err);
    struct str drops = STR_INIT;
    int row;
    int ret = -1;

    query_bind_int(q, 1, from);
    query_bind_int(q, 2, to);
    while ((row = query_step(q, run->err)) == 1) {
        const char *type = query_text(q, 0);
        const char *name = query_text(q, 1);

        /* Else all pages would be copied first (docs/performance.md). */
        if (!strcmp(type, "table"))
            str_addf(&drops, "delete from temp.%s;", name);
        str_addf(&drops, "drop %s temp.%s;", type, name);
    }
    if (row == 0)
        ret = drops.len ? db_exec(run->db, drops.text, run->err) : 0;
    str_release(&drops);
    return ret;
}

static int unshare(struct report *run)
{
    if (!run->shared)
        return 0;
    run->shared = NULL;
    return drop_made(run, run->shared_from, run->shared_to);
}

/*
 * What packs have in common is made once for those that are made one after
 * another, and is gone before one that does not name it.
 */
static int share(struct report *run, const char *script)
{
    if (run->shared && script && !strcmp(run->shared, script))
        return 0;
    if (unshare(run))
        return -1;
    if (!script)
        return 0;
    if (read_last_made(run, &run->shared_from)
        || db_run_script(run->db, script, NULL, 0, run->err)
        || read_last_made(run, &run->shared_to))
        return -1;
    run->shared = script;
    return 0;
}

/*
 * What its setup made is gone with the pack: no other can read it. Nor is there
 * anything of it elsewhere: a setup writes to its own tables alone, which a
 * test holds.
 */
static int make_pack(struct report *run, const struct render *render,
                     const struct entry *entry)
{
    const struct pack *pack = &entry->pack;
    int64_t from, to;

    if (share(run, pack->shared) || read_last_made(run, &from)
        || (entry->editions
            && editions_prepare(entry->editions, run->publish, run->db,
                                run->as_of, run->request->version,
                                render->folder, run->err)))
        return -1;
    guard_use(pack->controlled ? run->controlled : run->open, run->db);
    if (render_pack(render, pack, run->err))
        return -1;
    guard_use(run->open, run->db);
    return read_last_made(run, &to) || drop_made(run, from, to) ? -1 : 0;
}

/* What the cover of a pack's workbooks says of its dates and its data. */
static int read_covers(struct report *run, const struct pack *pack,
                       struct grid *covers)
{
    const struct db_param params[] = {
        { ":cadence", cadence_name(cadence_of(run->config, pack->name)), 0 },
        { ":contact", run->config->contact, 0 },
    };

    return pack->workbook_count
               ? grid_read(covers, run->db, SQL "cover", params,
                           sizeof(params) / sizeof(params[0]), run->err)
               : 0;
}

static int make_entry(struct report *run, struct entry *entry)
{
    struct grid covers = GRID_INIT;
    struct render render = {
        .db = run->db,
        .context = &run->context,
        .covers = &covers,
        .organisation = run->config->la_name,
        .as_of = run->request->as_of,
        .scratch = publish_scratch(run->publish),
    };
    int ret = publish_pack(run->publish, entry->name, &render.folder, run->err)
              || read_covers(run, &entry->pack, &covers)
              || make_pack(run, &render, entry);

    grid_release(&covers);
    if (ret)
        return -1;
    memcpy(entry->made.made_as_of, run->as_of, DATE_TEXT_SIZE);
    entry->made.made_run = run->request->run_id;
    run->result.packs++;
    return 0;
}

static int carry_entry(struct report *run, struct entry *entry)
{
    bool is_taken = false;

    if (publish_carry(run->publish, entry->name, &is_taken, run->err))
        return -1;
    if (!is_taken)
        entry->made.made_as_of[0] = '\0';
    return 0;
}

/* Nothing that it shows hangs on what may be shown to all. */
static bool is_apart(const struct pack *pack)
{
    for (size_t i = 0; i < pack->csv_count; i++)
        if (pack->csvs[i].only_if)
            return false;
    return !pack->controlled;
}

static bool is_open(const struct pack *pack)
{
    return !pack->controlled;
}

static bool is_controlled(const struct pack *pack)
{
    return pack->controlled;
}

static int make_each(struct report *run, bool (*is_meant)(const struct pack *))
{
    for (size_t i = 0; i < run->entry_count; i++) {
        struct entry *entry = &run->entries[i];

        if (!entry->is_made || entry->is_done || !is_meant(&entry->pack))
            continue;
        if (make_entry(run, entry))
            return -1;
        entry->is_done = true;
    }
    return 0;
}

static int tell(struct report *run)
{
    for (size_t i = 0; i < run->entry_count; i++) {
        struct entry *entry = &run->entries[i];

        if (entry->is_made)
            log_step(run->log, "report: %s made", entry->name);
        else if (carry_entry(run, entry))
            return -1;
    }
    return 0;
}

/* Whether any pack is to be made, of those or of all. */
static bool is_due(const struct report *run,
                   bool (*is_meant)(const struct pack *))
{
    for (size_t i = 0; i < run->entry_count; i++)
        if (run->entries[i].is_made && is_meant(&run->entries[i].pack))
            return true;
    return false;
}

static bool has_charts(const struct pack *pack)
{
    return pack->controlled && pack->chart_count;
}

/*
 * Packs under disclosure control have to wait until it is decided what they may
 * show; the others are made meanwhile, or before them: what those have in
 * common no controlled one finds.
 */
static int prepare_and_make(struct report *run)
{
    const bool has_open = is_due(run, is_open);
    const bool has_controlled = is_due(run, is_controlled);

    if ((has_open || has_controlled)
        && (figures_silent(run->db, run->err)
            || figures_prepare(run->db, run->err)))
        return -1;
    if (has_controlled
        && disclosure_begin(&run->disclosure, run->db,
                            run->config->suppress_below, run->err))
        return -1;
    if (has_open
        && (figures_add(run->db, FIGURES_OPEN, run->err)
            || make_each(run, is_apart)))
        return -1;
    if (has_controlled && prepare_controlled(run, is_due(run, has_charts)))
        return -1;
    return make_each(run, is_open) || unshare(run)
                   || make_each(run, is_controlled) || tell(run)
               ? -1
               : 0;
}

/* On what it stands that the manifest says: tonight's, or an equal one. */
static int note_basis(struct report *run, const char *manifest)
{
    char *kept;
    int ret = publish_read_manifest(run->config, run->as_of, &kept, run->err);

    if (ret == 0 && !run->request->pack_count)
        ret = current_note(
            &run->note, run->db, run->config, run->request, run->reads.text,
            run->result.is_unchanged ? kept : manifest, run->err);
    free(kept);
    return ret;
}

static int settle(struct report *run)
{
    struct manifest manifest = {
        .run_id = run->request->run_id,
        .version = run->request->version,
        .as_of = run->as_of,
        .published_at = run->request->published_at,
    };
    struct manifest_pack *packs =
        mem_zero(run->entry_count + 1, sizeof(*packs));
    struct manifest_edition *editions = NULL;
    struct str text = STR_INIT;
    int ret = -1;

    for (size_t i = 0; i < run->entry_count; i++)
        if (*run->entries[i].made.made_as_of)
            packs[manifest.pack_count++] = run->entries[i].made;
    manifest.packs = packs;
    for (size_t i = 0; i < run->entry_count; i++)
        editions_list(run->entries[i].editions, &editions,
                      &manifest.edition_count);
    manifest.editions = editions;
    if (publish_list(run->publish, &manifest.files, &manifest.file_count,
                     run->err))
        goto out;
    run->result.files = manifest.file_count;
    if (publish_is_same(run->publish, &run->result.is_unchanged, run->err))
        goto out;
    if (!run->result.is_unchanged
        && (manifest_write(&text, &manifest, run->db, run->err)
            || publish_settle(run->publish, text.text, text.len, run->err)))
        goto out;
    ret = note_basis(run, text.text);
out:
    str_release(&text);
    free(editions);
    free(packs);
    return ret;
}

/* The temporary tables are undone, however it ends. */
static int make(struct report *run)
{
    struct err unsaid = ERR_INIT;
    int64_t pages;
    int ret;

    if (db_read_int(run->db, "pragma cache_size", &pages, run->err)
        || db_exec(run->db, "pragma cache_size = " PAGES_KEPT, run->err)
        || db_exec(run->db, "savepoint report", run->err))
        return -1;
    guard_use(run->open, run->db);
    ret = context_set(&run->context, run->db, run->config, run->as_of,
                      run->request->version, run->err)
          || prepare_and_make(run) || settle(run);
    disclosure_drop(run->disclosure);
    run->disclosure = NULL;
    guard_use(NULL, run->db);
    if (db_exec(run->db, "rollback to report; release report",
                ret ? &unsaid : run->err)
        || db_execf(run->db, ret ? &unsaid : run->err,
                    "pragma cache_size = %lld", (long long)pages))
        ret = -1;
    return ret ? -1 : 0;
}

int report_prepare(struct report **out, struct db *db,
                   const struct config *config,
                   const struct report_request *request, struct log *log,
                   struct err *err)
{
    struct report *run = mem_zero(1, sizeof(*run));
    struct terms terms = { 0 };
    char *latest = NULL;
    int ret = -1;

    *out = NULL;
    run->db = db;
    run->noted = *config;
    run->noted.reads = &run->reads;
    run->config = &run->noted;
    run->reads = run->note = (struct str)STR_INIT;
    run->request = request;
    run->log = log;
    run->err = err;
    date_format(request->as_of, run->as_of);
    if (publish_read_manifest(config, "latest", &latest, err)
        || terms_read(&terms, config, err) || list_packs(run, latest, &terms)
        || publish_open(&run->publish, config, run->as_of, request->run_id, err)
        || open_editions(run, latest)
        || guard_open(&run->open, db, GUARD "public", err)
        || guard_open(&run->controlled, db, GUARD "controlled", err)
        || make(run))
        goto out;
    /* The caller's request does not outlive this call. */
    run->request = NULL;
    run->err = NULL;
    *out = run;
    run = NULL;
    ret = 0;
out:
    report_close(run);
    terms_release(&terms);
    free(latest);
    return ret;
}

const char *report_note(const struct report *report)
{
    return report->note.len ? report->note.text : NULL;
}

int report_publish(struct report *report, struct report_result *result,
                   struct err *err)
{
    *result = report->result;
    return report->result.is_unchanged ? publish_keep(report->publish, err)
                                       : publish_commit(report->publish, err);
}

int report_tend(const struct config *config, struct err *err)
{
    return publish_tend(config, err);
}

int report_forget_days(const struct config *config, date_t as_of,
                       struct err *err)
{
    char day[DATE_TEXT_SIZE];

    date_format(as_of, day);
    return publish_forget_days(config, day, err);
}

void report_close(struct report *report)
{
    if (!report)
        return;
    publish_close(report->publish);
    guard_close(report->open);
    guard_close(report->controlled);
    for (size_t i = 0; i < report->entry_count; i++) {
        pack_release(&report->entries[i].pack);
        editions_close(report->entries[i].editions);
    }
    free(report->entries);
    str_release(&report->reads);
    str_release(&report->note);
    grid_release(&report->context);
    free(report);
}

int report_due(struct db *db, const struct config *config, date_t as_of,
               bool json, struct str *out, struct err *err)
{
    const char *between = "[";
    char name[PACK_NAME_SIZE] = "";
    struct terms terms = { 0 };
    char *manifest = NULL;
    int ret = terms_read(&terms, config, err)
              || publish_read_manifest(config, "latest", &manifest, err);

    while (ret == 0 && pack_next(name)) {
        struct manifest_pack made = { .name = name };

        ret = manifest_read_pack(&made, manifest, db, err);
        if (json && ret == 0) {
            str_add(out, between);
            between = ",\n";
            cadence_add_json(out, &terms, name, cadence_of(config, name), as_of,
                             made.made_as_of);
        } else if (ret == 0) {
            cadence_tell(out, &terms, name, cadence_of(config, name), as_of,
                         made.made_as_of);
        }
    }
    if (json)
        str_add(out, "]");
    terms_release(&terms);
    free(manifest);
    return ret ? -1 : 0;
}
