/* Two of the calls of ingest.h are here. */
#include "ingest/keep/meet.h"

#include <string.h>

#include "config/config.h"
#include "core/db.h"
#include "core/err.h"
#include "core/str.h"
#include "ingest/ingest.h"
#include "ingest/keep/journal.h"

#define SQL "ingest/sql/journal.sql#"

struct own {
    struct str warehouse;
    int64_t run, contents;
};

static int read_own(struct db *db, struct own *own, struct err *err)
{
    struct query *q = NULL;
    int row;

    if (query_open_asset(&q, db, SQL "own", err))
        return -1;
    row = query_step(q, err);
    if (row == 1) {
        str_add(&own->warehouse, query_text(q, 0));
        own->run = query_int(q, 1);
        own->contents = query_int(q, 2);
    }
    query_close(q);
    return row < 0 ? -1 : 0;
}

/* A copy that is to be put back: what was named is at fault, not the config. */
static int is_copy_of(const struct own *own, const struct journal_head *head,
                      const struct config *config, struct err *err)
{
    if (!head->contents && own->contents)
        return err_set(err, ERR_NOINPUT,
                       "the archive '%s' lists nothing, though the copy holds"
                       " %lld contents of it: is its disk mounted? Nothing was"
                       " touched",
                       config->archive, (long long)own->contents);
    if (*head->warehouse && own->warehouse.len
        && strcmp(head->warehouse, own->warehouse.text) != 0)
        return err_set(err, ERR_DATA,
                       "the copy is another warehouse's than the archive"
                       " '%s': is it this county's? Nothing was touched",
                       config->archive);
    return 0;
}

static int is_that_of(const struct own *own, const struct journal_head *head,
                      const struct config *config, bool is_rebuild,
                      struct err *err)
{
    if (!head->contents && own->contents)
        return err_set(err, ERR_NOINPUT,
                       "the archive '%s' lists nothing, though '%s' holds %lld"
                       " contents of it: is its disk mounted? Nothing was"
                       " touched",
                       config->archive, config->warehouse,
                       (long long)own->contents);
    if (*head->warehouse && own->warehouse.len
        && strcmp(head->warehouse, own->warehouse.text) != 0)
        return err_set(err, ERR_DATA,
                       "the archive '%s' is another warehouse's than '%s':"
                       " look at [paths] in the config. Nothing was touched",
                       config->archive, config->warehouse);
    if (head->run > own->run + 1 && own->contents && !is_rebuild)
        return err_set(err, ERR_DATA,
                       "'%s' is older than its archive (run %lld, where the"
                       " archive has seen run %lld): put the newer one back, or"
                       " 'vschool rebuild' brings it up to date. Nothing was"
                       " touched",
                       config->warehouse, (long long)own->run,
                       (long long)head->run);
    return 0;
}

int ingest_meet_archive(struct db *db, const struct config *config,
                        bool is_rebuild, int64_t *last, struct err *err)
{
    struct own own = { .warehouse = STR_INIT };
    struct journal_head head;
    const struct db_param id = { ":warehouse", head.warehouse, 0 };
    int ret = journal_look(config->archive, &head, err)
              || read_own(db, &own, err)
              || is_that_of(&own, &head, config, is_rebuild, err);

    if (ret == 0 && is_rebuild && !head.contents && !own.contents)
        ret = err_set(err, ERR_NOINPUT,
                      "there is nothing to make '%s' from: the archive '%s'"
                      " lists nothing",
                      config->warehouse, config->archive);
    if (ret == 0 && *head.warehouse && !own.warehouse.len)
        ret = db_run_script(db, SQL "take_over", &id, 1, err);
    *last = own.run;
    if (head.run > own.run + (is_rebuild ? 0 : 1))
        *last = head.run; /* where one is begun that is to follow it */
    str_release(&own.warehouse);
    return ret ? -1 : 0;
}

int meet_older(struct db *db, const struct config *config, bool *is_newer,
               struct err *err)
{
    struct own own = { .warehouse = STR_INIT };
    struct journal_head head;
    int ret = journal_look(config->archive, &head, err)
              || read_own(db, &own, err)
              || is_copy_of(&own, &head, config, err);

    *is_newer = ret == 0 && head.run > own.run;
    str_release(&own.warehouse);
    return ret ? -1 : 0;
}

int meet_note(struct db *db, const struct config *config, struct err *err)
{
    struct journal_head head;
    struct db_param run = { ":run", NULL, 0 };

    if (journal_look(config->archive, &head, err))
        return -1;
    run.number = head.run;
    return db_run_script(db, SQL "note_taken", &run, 1, err);
}

int ingest_archive_lists(const struct config *config, int64_t *contents,
                         struct err *err)
{
    struct journal_head head;
    int ret = journal_look(config->archive, &head, err);

    *contents = (int64_t)head.contents;
    return ret;
}
