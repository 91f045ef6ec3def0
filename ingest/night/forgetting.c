#include "ingest/night/forgetting.h"

#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "core/db.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/path.h"
#include "core/str.h"
#include "ingest/keep/archive.h"
#include "ingest/keep/erase.h"
#include "ingest/keep/mend.h"
#include "ingest/load/load.h"
#include "ingest/night/night.h"
#include "ingest/read/extract.h"

#define SQL "ingest/sql/forget.sql#"
#define ERASED "ingest/sql/erased.sql#"

static int cull(struct forgetting *f, const struct content *content,
                struct cull *found, struct err *err)
{
    struct load load = { .loader = &f->night->loader, .content = content };
    struct extract_source source = { archive_read, NULL };
    struct archive_file *file = NULL;
    struct reader *reader = NULL;
    int ret = load_new_reader(&load, &reader, err);

    if (ret == 0) {
        reader->see = cull_see;
        reader->seer = found;
        ret = reader_open(reader, err);
    }
    if (ret == 0 && extract_type(reader->extract)) {
        ret = cull_read(found, reader->extract, err);
    } else if (ret == 0) {
        cull_release(found);
        cull_begin(found, &f->by);
        ret = archive_open(&file, f->night->in->config->archive,
                           content->sha256, err);
        source.context = file;
        if (ret == 0)
            ret = cull_read_plain(found, (enum encoding)content->encoding,
                                  source, err);
        archive_close(file);
    }
    reader_free(reader);
    return ret;
}

/* --- a content ------------------------------------------------------------ */

static int note_change(struct forgetting *f, const struct content *content,
                       const char *now, const struct cull *found,
                       struct err *err)
{
    struct query *q = db_query(f->db, ERASED "put_content", err);

    f->changed++;
    query_bind_text(q, 1, content->sha256);
    query_bind_text(q, 2, now);
    query_bind_text(q, 3, content->type);
    query_bind_int(q, 4, found->rows);
    query_bind_int(q, 5, found->first_line);
    query_bind_text(q, 6, "");
    query_bind_int(q, 7, 0);
    query_bind_int(q, 8, f->night->in->run_id);
    return query_run(q, err);
}

/* Written again without what was found. */
static int rewrite(struct forgetting *f, const struct content *content,
                   struct cull *found, struct err *err)
{
    const char *archive = f->night->in->config->archive;
    struct extract_source source = { archive_read, NULL };
    struct archive_file *file = NULL;
    struct erased erased = { .words = 0 };
    char now[HASH_TEXT_SIZE];
    int ret = archive_open(&file, archive, content->sha256, err);

    source.context = file;
    if (ret == 0)
        ret = erase_lines(&erased, found, f->press, archive, 0,
                          (enum encoding)content->encoding, source, err);
    archive_close(file);
    if (ret == 0 && erased.put.file) {
        memcpy(now, erased.put.sha256, sizeof(now));
        ret = archive_place(archive, &erased.put, err)
              || note_change(f, content, now, found, err);
    }
    archive_leave(&erased.put);
    return ret ? -1 : 0;
}

/*
 * Nothing is left of it: no row, or it came before the day and nobody knows
 * what it is. A snapshot without rows says that there are none.
 */
static bool is_empty(const struct forgetting *f, const struct content *content,
                     const struct cull *found)
{
    if (f->before == DATE_NONE)
        return false;
    if (!content->type[0])
        return stamp_day(content->stamp) < f->before;
    return found->rows && found->rows == found->seen
           && !snapshot_is(f->night->in->types, content->type);
}

static int forget_in(struct forgetting *f, const struct content *content,
                     struct err *err)
{
    struct cull found;
    int ret;

    f->content = content;
    cull_begin(&found, &f->by);
    ret = cull(f, content, &found, err);
    if (ret == 0 && f->err.code != ERR_NONE) {
        *err = f->err;
        ret = -1;
    }
    if (ret == 0 && is_empty(f, content, &found))
        ret = note_change(f, content, "", &found, err);
    else if (ret == 0 && found.count)
        ret = rewrite(f, content, &found, err);
    cull_release(&found);
    return ret;
}

/*
 * Damaged? There may be a good copy. One that was withdrawn counts nothing, and
 * where nobody can read it nobody can say whose rows are in it: it goes.
 */
static int mend(struct forgetting *f, const struct content *content,
                struct err *err)
{
    static const struct cull nothing;
    const struct ingest *in = f->night->in;

    if (err->code != ERR_DATA && err->code != ERR_NOINPUT)
        return -1;
    *err = (struct err)ERR_INIT;
    if (mend_content(f->db, in->config, in->log, content->sha256, err) == 0)
        return forget_in(f, content, err);
    if (strcmp(content->status, "withdrawn") != 0)
        return -1;
    *err = (struct err)ERR_INIT;
    return note_change(f, content, "", &nothing, err);
}

static int read_contents(struct forgetting *f, struct err *err)
{
    struct query *q = NULL;
    int row;

    if (query_open_asset(&q, f->db, "ingest/sql/content.sql#read_all", err))
        return -1;
    while ((row = query_step(q, err)) == 1) {
        MEM_ROOM(f->contents, f->count, f->capacity);
        content_read(&f->contents[f->count++], q);
    }
    query_close(q);
    return row;
}

int forgetting_run(struct forgetting *f, struct err *err)
{
    const struct ingest *in = f->night->in;

    if (read_contents(f, err) || archive_begin(in->config->archive, err)
        || folder_watch(in->config->archive, &f->night->watch, err))
        return -1;
    f->press = archive_press_new();
    for (size_t i = 0; i < f->count; i++) {
        log_progress(in->log, "looking at content", (int64_t)i + 1,
                     (int64_t)f->count, 0);
        if (forget_in(f, &f->contents[i], err) && mend(f, &f->contents[i], err))
            return err_context(err, "content %.12s", f->contents[i].sha256);
    }
    return night_flush(f->night, err);
}

int forgetting_say(struct forgetting *f, struct str *said, struct err *err)
{
    int64_t run = f->night->in->run_id, left = 0;
    struct query *q = db_query(f->db, SQL "went", err);
    int row;

    query_bind_int(q, 1, run);
    while ((row = query_step(q, err)) == 1)
        str_addf(said, "%s: %lld rows of %lld contents\n",
                 query_text(q, 0)[0] ? query_text(q, 0) : "of no known type",
                 (long long)query_int(q, 1), (long long)query_int(q, 2));
    if (row < 0)
        return -1;
    q = db_query(f->db, SQL "still_there", err);
    query_bind_int(q, 1, run);
    if (query_read_int(q, &left, err) < 0)
        return -1;
    if (left)
        str_addf(
            said,
            "%lld files that still lie in the inbox hold such rows:"
            " nobody reads them any more, but they are for you to remove\n",
            (long long)left);
    return 0;
}

void forgetting_release(struct forgetting *f)
{
    archive_press_free(f->press);
    free(f->contents);
}
