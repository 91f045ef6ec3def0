#include "ingest/keep/inspect.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "config/config.h"
#include "core/db.h"
#include "core/err.h"
#include "core/finding.h"
#include "core/hash.h"
#include "core/log.h"
#include "core/path.h"
#include "core/str.h"
#include "ingest/keep/archive.h"
#include "ingest/keep/journal.h"
#include "ingest/keep/receipt.h"
#include "ingest/keep/tomb.h"

#define SQL "ingest/sql/inspect.sql#"
#define RECEIPTS RECEIPT_FOLDER "/"

/* --- the archive ---------------------------------------------------------- */

/* What the archive has of a content; an error is one that says nothing of it.
 */
static void look_at_content(const struct config *config, const char *sha256,
                            struct finding *found)
{
    struct err err = ERR_INIT;

    if (archive_verify(config->archive, sha256, &err) == 0)
        return;
    if (err.code == ERR_NOINPUT)
        finding_fault(found, "content %s is not in the archive", sha256);
    else if (err.code == ERR_DATA)
        finding_fault(found,
                      "content %s: the archive's copy is damaged: its bytes"
                      " are not those that came",
                      sha256);
    else
        finding_take(found, &err);
}

static int look_at_contents(struct db *db, const struct config *config,
                            struct log *log, int64_t count,
                            struct finding *found, struct err *err)
{
    struct query *q = NULL;
    int64_t done = 0;
    int row = query_open_asset(&q, db, SQL "contents", err);

    while (row == 0 && (row = query_step(q, err)) == 1) {
        look_at_content(config, query_text(q, 0), found);
        log_progress(log, "verify", ++done, count, 0);
        row = 0;
    }
    log_progress_end(log);
    query_close(q);
    return row;
}

struct looking {
    struct db *db;
    struct finding *found;
    int64_t files;
};

/* Whether the warehouse knows of what a file of the archive is by its path. */
static int is_listed(struct looking *looking, const char *below, bool *listed,
                     struct err *err)
{
    char sha256[HASH_TEXT_SIZE];
    const char *asset = NULL, *name = NULL;
    int64_t found = 0;
    struct query *q;
    int row;

    *listed = !strcmp(below, JOURNAL_NAME);
    if (!strncmp(below, RECEIPTS, strlen(RECEIPTS))) {
        asset = SQL "is_receipt";
        name = below + strlen(RECEIPTS);
    } else if (archive_is_content(below, sha256) && !strncmp(below, sha256, 2)
               && below[2] == '/') {
        asset = SQL "is_content";
        name = sha256;
    }
    if (!asset)
        return 0;
    q = db_query(looking->db, asset, err);
    query_bind_text(q, 1, name);
    row = query_read_int(q, &found, err);
    query_reset(q);
    *listed = found != 0;
    return row < 0 ? -1 : 0;
}

static void look_at_rights(struct finding *found, const char *below,
                           const struct stat *st)
{
    if (st->st_mode & 077)
        finding_fault(found, "'%s' of the archive may be used by others: %03o",
                      below, (unsigned)st->st_mode & 0777u);
}

static int look_at_file(void *context, const char *path, const char *below,
                        const struct stat *st, struct err *err)
{
    struct looking *looking = context;
    bool listed;

    (void)path;
    if (is_listed(looking, below, &listed, err))
        return -1;
    looking->files++;
    if (!S_ISREG(st->st_mode))
        finding_fault(looking->found, "'%s' of the archive is no plain file",
                      below);
    else if (!listed)
        finding_fault(looking->found,
                      "'%s' lies in the archive, and nothing lists it: a run"
                      " that was stopped leaves such, which the next one"
                      " removes",
                      below);
    else
        look_at_rights(looking->found, below, st);
    return 0;
}

static int look_at_folder(void *context, const char *path, const char *below,
                          const struct stat *st, struct err *err)
{
    struct looking *looking = context;

    (void)path;
    (void)err;
    look_at_rights(looking->found, below, st);
    return 0;
}

/* What the warehouse has taken over of what was forgotten. */
static int look_at_receipts(struct db *db, const struct config *config,
                            struct finding *found, struct err *err)
{
    char *folder = path_join(config->archive, RECEIPT_FOLDER);
    struct query *q = NULL;
    int row = query_open_asset(&q, db, SQL "receipts", err);

    while (row == 0 && (row = query_step(q, err)) == 1) {
        char *path = path_join(folder, query_text(q, 0));
        enum path_kind kind;

        row = path_look(path, &kind, NULL, err);
        if (row == 0 && kind == PATH_ABSENT)
            finding_fault(found,
                          "receipt '%s' of what was forgotten is not in the"
                          " archive",
                          query_text(q, 0));
        free(path);
    }
    query_close(q);
    free(folder);
    return row;
}

int inspect_archive(struct db *db, const struct config *config, struct log *log,
                    struct finding *found, struct err *err)
{
    struct looking looking = { db, found, 0 };
    struct journal_head head;
    struct err unsaid = ERR_INIT; /* that is inspect_journal's to say */
    int64_t count = 0;
    struct query *q;

    if (journal_stage(db, config->archive, &head, &unsaid)
        && db_run_script(db, "ingest/sql/journal.sql#begin", NULL, 0, err))
        return -1;
    q = db_query(db, SQL "count", err);
    if (query_read_int(q, &count, err) < 0)
        return -1;
    query_reset(q);
    if (look_at_contents(db, config, log, count, found, err)
        || look_at_receipts(db, config, found, err)
        || path_walk(config->archive, look_at_file, look_at_folder, &looking,
                     err))
        return -1;
    str_addf(&found->seen, "%lld contents, %lld files", (long long)count,
             (long long)looking.files);
    return 0;
}

/* --- the journal ---------------------------------------------------------- */

static int look_at_head(struct db *db, const struct journal_head *head,
                        struct finding *found, struct err *err)
{
    struct str own = STR_INIT;
    int ret = db_read_text(db, "ingest/sql/journal.sql#warehouse", &own, err);

    if (ret == 0 && strcmp(own.text, head->warehouse) != 0)
        finding_fault(found, *head->warehouse
                                 ? "it is the journal of another warehouse"
                                 : "it does not say whose it is");
    str_release(&own);
    return ret;
}

int inspect_journal(struct db *db, const struct config *config,
                    struct finding *found, struct err *err)
{
    struct journal_head head;
    struct query *q = NULL;
    int row = -1;

    if (journal_stage(db, config->archive, &head, err)
        || db_read_text(db, SQL "journal_seen", &found->seen, err)
        || look_at_head(db, &head, found, err)
        || query_open_asset(&q, db, SQL "differences", err))
        return -1;
    while ((row = query_step(q, err)) == 1)
        finding_fault(found, "content %s %s", query_text(q, 0),
                      query_text(q, 1));
    query_close(q);
    return row;
}

/* --- the key -------------------------------------------------------------- */

int inspect_forgotten(struct db *db, const struct config *config,
                      struct finding *found, struct err *err)
{
    struct err lost = ERR_INIT;
    struct tombs tombs;
    int ret = tombs_read(&tombs, db, config->warehouse, &lost);

    str_addf(&found->seen, "%zu ids", tombs.digests.count);
    tombs_release(&tombs);
    if (ret && lost.code != ERR_NOINPUT)
        return err_set(err, lost.code, "%s", lost.msg);
    if (ret)
        finding_fault(found, "%s", lost.msg);
    return 0;
}

int inspect_lacking(struct db *db, const struct config *config,
                    struct finding *found, struct err *err)
{
    struct query *q = NULL;
    int row = query_open_asset(&q, db, SQL "own", err);

    while (row == 0 && (row = query_step(q, err)) == 1) {
        bool is_there;

        row = archive_has(config->archive, query_text(q, 0), &is_there, err);
        if (row == 0 && !is_there)
            finding_fault(found, "content %s is not in the archive",
                          query_text(q, 0));
    }
    query_close(q);
    return row;
}
