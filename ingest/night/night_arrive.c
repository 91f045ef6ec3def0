#include "ingest/night/night.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "config/config.h"
#include "config/filename.h"
#include "core/db.h"
#include "core/err.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/keep/archive.h"
#include "ingest/night/intake.h"
#include "ingest/read/extract.h"
#include "ingest/read/type.h"

#define SQL "ingest/sql/night.sql#"
#define PIECE ((size_t)1 << 16)

/* As a byte is shown that is no text. */
static bool is_shown_byte(const utf8proc_uint8_t *at)
{
    return at[0] == '\\' && at[1] == 'x' && isxdigit(at[2]) && isxdigit(at[3]);
}

void night_add_path(struct str *out, const char *path)
{
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)path;

    while (*at) {
        utf8proc_int32_t point;
        utf8proc_ssize_t taken = utf8proc_iterate(at, -1, &point);

        if (taken <= 0 || point < ' ' || point == 0x7f || is_shown_byte(at)) {
            str_addf(out, "\\x%02x", *at);
            at++;
        } else {
            str_add_n(out, at, (size_t)taken);
            at += taken;
        }
    }
}

/* A file that was looked at before, and of which there is no other word now. */
static int said_before(struct night *night, const char *path,
                       const char *status, const char *message, bool *said,
                       struct err *err)
{
    struct query *q = NULL;
    int row;

    if (query_open_asset(&q, night->in->db, SQL "newest_word", err))
        return -1;
    query_bind_text(q, 1, path);
    row = query_step(q, err);
    *said = row == 1 && !strcmp(query_text(q, 0), status)
            && !strcmp(query_text(q, 1), message);
    query_close(q);
    return row < 0 ? -1 : 0;
}

static bool is_trouble(const char *status)
{
    return strcmp(status, "loaded") != 0 && strcmp(status, "unchanged") != 0;
}

static int complain(struct night *night, const char *path, const char *status,
                    const char *message, struct err *err)
{
    const struct db_param trouble = { ":path", path, 0 };

    struct str name = STR_INIT;
    struct str why = STR_INIT;

    night->result->troubled++;
    filename_add(&name, path);
    filename_add_message(&why, message, path);
    log_step(night->in->log, "%s%s: %s%s%s", name.text,
             filename_is_usual(path) ? "" : " ('vschool status' names it)",
             status, why.len ? ": " : "", why.text);
    str_release(&name);
    str_release(&why);
    return db_run_script(night->in->db, SQL "put_trouble", &trouble, 1, err);
}

int night_blame(const char *path, struct err *err)
{
    struct str text = STR_INIT;

    filename_add(&text, path);
    str_add(&text, ": ");
    filename_add_message(&text, err->msg, path);
    err_set(err, err->code, "%s", text.text);
    str_release(&text);
    return -1;
}

static int put_record(struct night *night, const struct arrival *arrival,
                      const char *path, const char *status,
                      const struct load_counts *counts, const char *message,
                      struct err *err)
{
    struct query *q = night->record;
    struct ingest_result *result = night->result;

    query_bind_int(q, 1, night->in->run_id);
    query_bind_text(q, 2, path);
    query_bind_text(q, 3, arrival->content.sha256);
    query_bind_text(q, 4, arrival->content.type);
    query_bind_text(q, 5, arrival->content.stamp);
    query_bind_text(q, 6, status);
    query_bind_int(q, 7, counts->read);
    query_bind_int(q, 8, counts->loaded);
    query_bind_int(q, 9, counts->duplicate);
    query_bind_int(q, 10, counts->superseded);
    query_bind_int(q, 11, counts->rejected);
    query_bind_int(q, 12, counts->lines_skipped);
    query_bind_text(q, 13, message);
    if (query_run(q, err))
        return -1;
    result->files++;
    result->news += strcmp(status, "unchanged") != 0;
    result->rows_read += counts->read;
    result->rows_loaded += counts->loaded;
    result->rows_rejected += counts->rejected;
    return 0;
}

/*
 * What was said tonight of the bytes that lay there before, which are read
 * otherwise now (renew.h): of the file, what lies there now is said.
 */
static int take_back(struct night *night, const char *path, struct err *err)
{
    const struct db_param params[] = { { ":path", path, 0 },
                                       { ":run", NULL, night->in->run_id } };
    struct query *q = NULL;
    bool was_said = false;
    int row;

    if (!night->is_renewed)
        return 0;
    if (query_open_asset(&q, night->in->db, SQL "word_tonight", err))
        return -1;
    query_bind_int(q, 1, night->in->run_id);
    query_bind_text(q, 2, path);
    row = query_step(q, err);
    if (row == 1) {
        was_said = true;
        night->result->files--;
        night->result->troubled -= is_trouble(query_text(q, 0));
    }
    query_close(q);
    if (row < 0)
        return -1;
    return was_said
               ? db_run_script(night->in->db, SQL "take_back", params, 2, err)
               : 0;
}

static int record(struct night *night, const struct arrival *arrival,
                  const char *status, const struct load_counts *counts,
                  const char *message, struct err *err)
{
    static const struct load_counts nothing;
    struct str path = STR_INIT;
    bool said = false;
    int ret = -1;

    night_add_path(&path, arrival->path);
    if (take_back(night, path.text, err))
        goto out;
    if (arrival->is_again
        && said_before(night, path.text, status, message, &said, err))
        goto out;
    if (!said
        && put_record(night, arrival, path.text, status,
                      counts ? counts : &nothing, message, err))
        goto out;
    ret = is_trouble(status) ? complain(night, path.text, status, message, err)
                             : 0;
out:
    str_release(&path);
    return ret;
}

/* A file that is not looked at again until it changes. */
static int remember(struct night *night, const struct arrival *arrival,
                    const char *status, struct err *err)
{
    struct query *q = night->remember;

    query_bind_text(q, 1, arrival->path);
    query_bind_int(q, 2, arrival->seen.size);
    query_bind_int(q, 3, arrival->seen.modified_ns);
    query_bind_int(q, 4, arrival->seen.inode);
    query_bind_text(q, 5, arrival->content.sha256);
    query_bind_text(q, 6, status);
    return query_run(q, err);
}

int night_record(struct night *night, const struct arrival *arrival,
                 const char *status, const struct load_counts *counts,
                 const char *message, struct err *err)
{
    if (record(night, arrival, status, counts, message, err))
        return -1;
    return arrival->seen.path ? remember(night, arrival, status, err) : 0;
}

int night_complain_again(struct night *night, const struct inbox_file *file,
                         struct err *err)
{
    struct str path = STR_INIT;
    struct query *q = NULL;
    int row = -1;

    night_add_path(&path, file->path);
    if (query_open_asset(&q, night->in->db, SQL "newest_word", err))
        goto out;
    query_bind_text(q, 1, path.text);
    row = query_step(q, err);
    if (row >= 0 && !(row && query_int(q, 2) == night->in->run_id)
        && complain(night, path.text, row ? query_text(q, 0) : "refused",
                    row ? query_text(q, 1) : "", err))
        row = -1;
out:
    query_close(q);
    str_release(&path);
    return row < 0 ? -1 : 0;
}

/* --- what a file is ------------------------------------------------------- */

int night_probe(struct night *night, struct content *content, struct err *err)
{
    struct archive_file *file = NULL;
    struct probe probe = PROBE_INIT;
    char *piece;
    ssize_t got;

    if (archive_open(&file, night->in->config->archive, content->sha256, err))
        return -1;
    piece = mem_alloc(PIECE);
    while ((got = archive_read(file, piece, PIECE, err)) > 0)
        probe_add(&probe, piece, (size_t)got);
    content->encoding = (int)probe_encoding(&probe);
    free(piece);
    archive_close(file);
    return got < 0 ? -1 : 0;
}

int night_recognise(struct night *night, struct content *content,
                    char refusal[512], struct err *err)
{
    const struct type_set *types = night->in->types;
    struct archive_file *file = NULL;
    struct extract_source source = { archive_read, NULL };
    struct str path = STR_INIT;
    char school[SENDER_SIZE];
    int64_t above;
    int ret = contents_path(&night->loader.contents, content->id, &path, err)
              || archive_open(&file, night->in->config->archive,
                              content->sha256, err);

    source.context = file;
    if (ret == 0)
        ret = intake_recognise(
            types, (enum encoding)content->encoding, content->stamp,
            intake_sender(types, path.text, school) ? school : NULL, source,
            content->type, refusal, &above, err);
    archive_close(file);
    str_release(&path);
    return ret ? -1 : 0;
}

int night_add_counts(struct night *night, const struct arrival *arrival,
                     const struct load_counts *counts, struct err *err)
{
    struct ingest_result *result = night->result;
    struct str path = STR_INIT;
    struct query *q = NULL;
    int ret = query_open_asset(&q, night->in->db, SQL "add_counts", err);

    night_add_path(&path, arrival->path);
    if (ret == 0) {
        query_bind_int(q, 1, night->in->run_id);
        query_bind_text(q, 2, path.text);
        query_bind_int(q, 3, counts->read);
        query_bind_int(q, 4, counts->loaded);
        query_bind_int(q, 5, counts->duplicate);
        query_bind_int(q, 6, counts->superseded);
        query_bind_int(q, 7, counts->rejected);
        ret = query_run(q, err);
    }
    query_close(q);
    str_release(&path);
    result->rows_read += counts->read;
    result->rows_loaded += counts->loaded;
    result->rows_rejected += counts->rejected;
    return ret;
}

int night_compare(const void *a, const void *b)
{
    const struct arrival *x = a;
    const struct arrival *y = b;
    int order;

    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    order = strcmp(x->content.stamp, y->content.stamp);
    if (order == 0)
        order = strcmp(x->content.sha256, y->content.sha256);
    return order ? order : strcmp(x->path, y->path);
}
