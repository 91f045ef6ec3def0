#include "ingest/keep/mend.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "config/filename.h"
#include "core/db.h"
#include "core/err.h"
#include "core/log.h"
#include "core/path.h"
#include "core/str.h"
#include "ingest/keep/archive.h"

#define SQL "ingest/sql/mend.sql#"

/* What was read takes the damaged copy's place, if these are its bytes. */
static int replace(const struct config *config, const char *path,
                   const char *sha256, bool *is_good, struct err *err)
{
    struct archive_press *press = archive_press_new();
    struct archive_put put = { .file = NULL };
    int watch = -1;
    int ret = folder_watch(config->archive, &watch, err)
              || archive_take(press, config->archive, 0, path, NULL, &put, err);

    *is_good = ret == 0 && !strcmp(put.sha256, sha256);
    if (*is_good)
        ret = archive_place(config->archive, &put, err)
              || folder_flush(config->archive, &watch, err);
    archive_leave(&put);
    folder_leave(&watch);
    archive_press_free(press);
    return ret ? -1 : 0;
}

/* A file that had these bytes: has it still? A good copy is then in place. */
static int try_file(const struct config *config, const char *name,
                    const char *sha256, bool *is_good, struct err *err)
{
    char *path = path_join(config->inbox, name);
    bool was_settled = false;
    int ret = archive_is_settled(config->archive, &was_settled, err)
              || archive_begin(config->archive, err)
              || replace(config, path, sha256, is_good, err);

    if (was_settled)
        archive_settle(config->archive);
    free(path);
    if (ret && err->code == ERR_NOINPUT) {
        *is_good = false;
        *err = (struct err)ERR_INIT;
        return 0;
    }
    return ret ? -1 : 0;
}

static int try_files(struct db *db, const struct config *config,
                     const char *sha256, struct str *good, struct err *err)
{
    struct query *q = NULL;
    bool is_good = false;
    int row;

    if (query_open_asset(&q, db, SQL "files", err))
        return -1;
    query_bind_text(q, 1, sha256);
    while (!is_good && (row = query_step(q, err)) == 1) {
        if (try_file(config, query_text(q, 0), sha256, &is_good, err)) {
            row = -1;
            break;
        }
        if (is_good)
            str_add(good, query_text(q, 0));
    }
    query_close(q);
    return row < 0 ? -1 : 0;
}

/* What its senders called it. */
static int name_of(struct db *db, const char *sha256, struct str *name,
                   struct err *err)
{
    struct query *q = NULL;
    int row;

    if (query_open_asset(&q, db, SQL "name", err))
        return -1;
    query_bind_text(q, 1, sha256);
    row = query_step(q, err);
    if (row == 1)
        str_add(name, query_text(q, 0));
    query_close(q);
    return row < 0 ? -1 : 0;
}

/* Some of it was erased, so that no file has its bytes any more. */
static int find_left(struct db *db, const char *sha256, bool *is_left,
                     struct err *err)
{
    struct query *q = db_query(db, SQL "is_left", err);
    int64_t one = 0;

    query_bind_text(q, 1, sha256);
    *is_left = query_read_int(q, &one, err) > 0;
    return err->code != ERR_NONE ? -1 : 0;
}

/* Nothing mends it: what a person has to do. */
static int say_broken(struct db *db, const char *sha256,
                      const struct err *fault, struct err *err)
{
    struct str name = STR_INIT;
    struct str shown = STR_INIT;
    bool is_left = false;
    int ret =
        name_of(db, sha256, &name, err) || find_left(db, sha256, &is_left, err);

    filename_add(&shown, name.text);
    if (ret == 0 && !name.len)
        err_set(err, ERR_DATA,
                "%s. No run that is known says what file it came with: put"
                " that into the inbox again as it was, and run again; or"
                " 'vschool withdraw %s'. All is as before",
                fault->msg, sha256);
    else if (ret == 0 && is_left)
        err_set(err, ERR_DATA,
                "%s, and some of it was erased: 'vschool withdraw %s', put '%s'"
                " into the inbox anew, run, and 'vschool release' it. All is as"
                " before",
                fault->msg, sha256, shown.text);
    else if (ret == 0)
        err_set(err, ERR_DATA,
                "%s. Put '%s' into the inbox again as it was, under that name,"
                " and run again; or 'vschool withdraw %s'. All is as before",
                fault->msg, shown.text,
                filename_is_usual(name.text) ? name.text : sha256);
    str_release(&shown);
    str_release(&name);
    return -1;
}

int mend_content(struct db *db, const struct config *config, struct log *log,
                 const char *sha256, struct err *err)
{
    struct str name = STR_INIT;
    struct str shown = STR_INIT;
    struct err fault = ERR_INIT;
    int ret = archive_verify(config->archive, sha256, &fault);

    if (ret == 0)
        return 0;
    if (fault.code != ERR_DATA && fault.code != ERR_NOINPUT) {
        *err = fault;
        return -1;
    }
    ret = try_files(db, config, sha256, &name, err);
    if (ret == 0 && name.len) {
        filename_add(&shown, name.text);
        log_step(log, "%s: replaced by the copy in the inbox, '%s'", fault.msg,
                 shown.text);
    } else if (ret == 0) {
        ret = say_broken(db, sha256, &fault, err);
    }
    str_release(&shown);
    str_release(&name);
    return ret;
}
