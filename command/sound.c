#include "command/sound.h"

#include <string.h>

#include "command/chain.h"
#include "core/db.h"
#include "core/err.h"
#include "core/finding.h"

#define SQL "command/sql/sound.sql#"

/* What is said of the present row. */
typedef void say_fn(struct finding *found, struct query *q);

static int say_rows(struct db *db, const char *asset, say_fn *say,
                    struct finding *found, struct err *err)
{
    struct query *q = NULL;
    int row = query_open_asset(&q, db, asset, err);

    while (row == 0 && (row = query_step(q, err)) == 1) {
        say(found, q);
        row = 0;
    }
    query_close(q);
    return row;
}

static void say_page(struct finding *found, struct query *q)
{
    finding_fault(found, "%s", query_text(q, 0));
}

int sound_ours(struct db *db, const char *path, struct err *err)
{
    int64_t is_foreign = 0;

    if (query_read_int(db_query(db, SQL "is_foreign", err), &is_foreign, err)
        < 0)
        return -1;
    return is_foreign
               ? err_set(err, ERR_DATA,
                         "'%s' is a database, but no warehouse that vschool"
                         " made: look at [paths] in the config. Nothing was"
                         " touched",
                         path)
               : 0;
}

int sound_pages(struct db *db, struct finding *found, struct err *err)
{
    int ret = db_read_text(db, SQL "page_count", &found->seen, err)
              || say_rows(db, SQL "pages", say_page, found, err);

    if (found->faults.count && db_was_read(db, err)) {
        finding_clear(found);
        ret = -1;
    }
    return ret ? -1 : 0;
}

static void say_key(struct finding *found, struct query *q)
{
    if (query_is_null(q, 1))
        finding_fault(found, "a row of '%s' leads to none of '%s'",
                      query_text(q, 0), query_text(q, 2));
    else
        finding_fault(found, "row %lld of '%s' leads to none of '%s'",
                      (long long)query_int(q, 1), query_text(q, 0),
                      query_text(q, 2));
}

int sound_keys(struct db *db, struct finding *found, struct err *err)
{
    return db_read_text(db, SQL "key_count", &found->seen, err)
                   || say_rows(db, SQL "keys", say_key, found, err)
               ? -1
               : 0;
}

static void say_file(struct finding *found, struct query *q)
{
    finding_fault(found,
                  "run %lld, content %s: %lld rows read, and %lld accounted"
                  " for",
                  (long long)query_int(q, 0), query_text(q, 1),
                  (long long)query_int(q, 2), (long long)query_int(q, 3));
}

static void say_run(struct finding *found, struct query *q)
{
    finding_fault(found, "run %lld: its counts are not those of its files",
                  (long long)query_int(q, 0));
}

int sound_identity(struct db *db, struct finding *found, struct err *err)
{
    return db_read_text(db, SQL "file_count", &found->seen, err)
                   || say_rows(db, SQL "identity", say_file, found, err)
                   || say_rows(db, SQL "sums", say_run, found, err)
               ? -1
               : 0;
}

int sound_check(struct db *db, const char *path, struct err *err)
{
    struct finding found = FINDING_INIT;
    int ret = sound_pages(db, &found, err) || sound_keys(db, &found, err)
              || sound_identity(db, &found, err)
              || chain_check(db, &found, err);

    if (ret == 0 && found.faults.count)
        ret = err_set(err, ERR_DATA, "'%s' is damaged: %s (faults: %zu)", path,
                      found.faults.lines[0], found.faults.count);
    else if (ret && err->code == ERR_DATA && db_damage(db, false))
        /* So much so that it could not be looked at to the end. */
        err_set(err, ERR_DATA, "'%s' is damaged: %s", path,
                db_damage(db, false));
    finding_release(&found);
    return ret ? -1 : 0;
}
