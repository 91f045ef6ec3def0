#include "ingest/night/night.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "config/config.h"
#include "core/db.h"
#include "core/err.h"
#include "core/log.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/keep/archive.h"
#include "ingest/read/extract.h"
#include "ingest/read/type.h"

/* A file's name may be any bytes; what is shown of it is text. */
static void add_printable(struct str *out, const char *path)
{
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)path;

    while (*at) {
        utf8proc_int32_t point;
        utf8proc_ssize_t taken = utf8proc_iterate(at, -1, &point);

        if (taken <= 0 || point < ' ' || point == 0x7f) {
            str_addf(out, "\\x%02x", *at);
            at++;
        } else {
            str_add_n(out, at, (size_t)taken);
            at += taken;
        }
    }
}

static int record(struct night *night, const struct arrival *arrival,
                  const char *status, const struct load_counts *counts,
                  const char *message, struct err *err)
{
    static const struct load_counts nothing;
    struct query *q = night->record;
    struct ingest_result *result = night->result;
    struct str path = STR_INIT;
    int ret;

    if (!counts)
        counts = &nothing;
    query_bind_int(q, 1, night->in->run_id);
    add_printable(&path, arrival->path);
    query_bind_text(q, 2, path.text);
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
    ret = query_run(q, err);
    if (ret) {
        str_release(&path);
        return ret;
    }
    result->files++;
    result->news += strcmp(status, "unchanged") != 0;
    result->rows_read += counts->read;
    result->rows_loaded += counts->loaded;
    result->rows_rejected += counts->rejected;
    if (strcmp(status, "loaded") != 0 && strcmp(status, "unchanged") != 0) {
        result->troubled++;
        log_step(night->in->log, "%s: %s%s%s", path.text, status,
                 *message ? ": " : "", message);
    }
    str_release(&path);
    return 0;
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
    return record(night, arrival, status, counts, message, err)
                   || remember(night, arrival, status, err)
               ? -1
               : 0;
}

static void tap(void *context, const void *bytes, size_t len)
{
    probe_add(context, bytes, len);
}

/* The type of an archived file, or why it is none. */
static int recognise(struct night *night, struct content *content,
                     char refusal[512], struct err *err)
{
    struct archive_file *file = NULL;
    struct extract *extract = NULL;
    struct extract_source source = { archive_read, NULL };
    int ret = -1;

    refusal[0] = '\0';
    if (archive_open(&file, night->in->config->archive, content->sha256, err))
        return -1;
    source.context = file;
    if (extract_open(&extract, night->in->types,
                     (enum encoding)content->encoding, source, err))
        goto out;
    if (extract_type(extract))
        content_copy(content->type, sizeof(content->type),
                     extract_type(extract)->reports_as);
    else
        snprintf(refusal, 512, "%.500s", extract_refusal(extract));
    ret = 0;
out:
    extract_close(extract);
    archive_close(file);
    return ret;
}

static bool has_settled(const struct night *night,
                        const struct inbox_file *file)
{
    int64_t age = night->in->now - file->modified_ns / 1000000000;

    return age >= night->in->config->settle_seconds;
}

/* 1 = known and unchanged since it was last dealt with. */
static int is_unchanged(struct night *night, struct query *q,
                        const struct inbox_file *file, struct err *err)
{
    int row;

    query_bind_text(q, 1, file->path);
    query_bind_int(q, 2, file->size);
    query_bind_int(q, 3, file->modified_ns);
    query_bind_int(q, 4, file->inode);
    row = query_step(q, err);
    if (row == 1)
        query_reset(q);
    if (row == 1)
        night->result->unchanged++;
    return row;
}

/* Read a file into the archive and find out what it is. */
int night_arrive(struct night *night, const struct inbox_file *file,
                 struct err *err)
{
    const struct config *config = night->in->config;
    struct arrival arrival = { .path = file->path, .seen = *file };
    struct content *content = &arrival.content;
    struct probe probe = PROBE_INIT;
    struct str full = STR_INIT;
    struct inbox_file after;
    const char *slash = strrchr(file->path, '/');
    char refusal[512];
    long long size;
    bool found;
    int ret = -1;

    if (!stamp_from_name(slash ? slash + 1 : file->path, content->stamp))
        stamp_from_time((time_t)(file->modified_ns / 1000000000),
                        content->stamp);
    if (!has_settled(night, file))
        return record(night, &arrival, "incomplete", NULL,
                      "changed within settle_seconds: left for the next run",
                      err);
    str_addf(&full, "%s/%s", config->inbox, file->path);
    if (archive_put(config->archive, full.text, tap, &probe, content->sha256,
                    &size, err))
        goto out;
    if (inbox_stat(config->inbox, file->path, &after)
        || after.size != file->size || after.modified_ns != file->modified_ns
        || size != file->size) {
        content->sha256[0] = '\0';
        ret = record(night, &arrival, "incomplete", NULL,
                     "changed while it was read: left for the next run", err);
        goto out;
    }
    {
        struct content known;

        if (contents_find(&night->loader.contents, content->sha256, &known,
                          &found, err))
            goto out;
        if (found && strcmp(known.status, "refused") != 0) {
            content_copy(known.stamp, sizeof(known.stamp), content->stamp);
            *content = known;
        }
    }
    content->encoding = (int)probe_encoding(&probe);
    if (!content->type[0]) {
        if (recognise(night, content, refusal, err))
            goto out;
        if (!content->type[0]) {
            archive_remove(config->archive, content->sha256);
            ret = night_record(night, &arrival, "refused", NULL, refusal, err);
            goto out;
        }
    }
    arrival.order = replay_type_order(content->type);
    MEM_ROOM(night->arrivals, night->count, night->capacity);
    night->arrivals[night->count++] = arrival;
    ret = 0;
out:
    str_release(&full);
    if (ret)
        err_context(err, "%s", file->path);
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

int night_gather(struct night *night, const struct inbox *inbox,
                 struct err *err)
{
    struct query *q = NULL;
    int ret = 0;

    if (query_open(&q, night->in->db,
                   "select 1 from inbox_file where path = ?1 and size = ?2"
                   " and modified_ns = ?3 and inode = ?4",
                   err))
        return -1;
    for (size_t i = 0; ret == 0 && i < inbox->count; i++) {
        int unchanged = is_unchanged(night, q, &inbox->files[i], err);

        log_progress(night->in->log, "reading file", (int64_t)i + 1,
                     (int64_t)inbox->count, 0);
        if (unchanged < 0)
            ret = -1;
        else if (!unchanged)
            ret = night_arrive(night, &inbox->files[i], err);
    }
    query_close(q);
    if (night->count)
        qsort(night->arrivals, night->count, sizeof(*night->arrivals),
              night_compare);
    return ret;
}
