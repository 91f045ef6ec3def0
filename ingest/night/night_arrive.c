#include "ingest/night/night.h"

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
#include "core/path.h"
#include "core/str.h"
#include "ingest/keep/archive.h"
#include "ingest/read/extract.h"
#include "ingest/read/type.h"

#define SQL "ingest/sql/night.sql#"
#define PIECE ((size_t)1 << 16)

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

static int record(struct night *night, const struct arrival *arrival,
                  const char *status, const struct load_counts *counts,
                  const char *message, struct err *err)
{
    static const struct load_counts nothing;
    struct str path = STR_INIT;
    bool said = false;
    int ret = -1;

    add_printable(&path, arrival->path);
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

/* --- what a file is ------------------------------------------------------- */

static void add_to_probe(void *context, const void *bytes, size_t len)
{
    probe_add(context, bytes, len);
}

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

/*
 * A number in its path, or of senders.csv, that may be its sender's: whether a
 * school has it is not known before the schools are in.
 */
static int may_be_from(struct night *night, const struct content *content,
                       const char *path, char school[SENDER_SIZE],
                       const char **found, struct err *err)
{
    struct str own = STR_INIT;
    size_t at = 0;
    int ret = 0;

    *found = NULL;
    if (!path)
        ret = contents_path(&night->loader.contents, content->id, &own, err);
    if (!path)
        path = own.text;
    if (ret == 0
        && (sender_named(&night->in->types->senders, path, school)
            || sender_next(path, &at, school)))
        *found = school;
    str_release(&own);
    return ret;
}

int night_recognise(struct night *night, struct content *content,
                    const char *path, char refusal[512], struct err *err)
{
    struct archive_file *file = NULL;
    struct extract *extract = NULL;
    struct extract_source source = { archive_read, NULL };
    const date_t day = stamp_day(content->stamp);
    struct extract_about about = { .sent = day, .newest = day };
    struct str types = STR_INIT;
    char school[SENDER_SIZE];
    int ret = -1;

    refusal[0] = '\0';
    if (may_be_from(night, content, path, school, &about.school, err)
        || archive_open(&file, night->in->config->archive, content->sha256,
                        err))
        return -1;
    source.context = file;
    if (extract_open(&extract, night->in->types,
                     (enum encoding)content->encoding, &about, source, err))
        goto out;
    for (size_t i = 0; i < extract_type_count(extract); i++)
        str_addf(&types, "%s%s", i ? " " : "",
                 extract_type_at(extract, i)->reports_as);
    content_copy(content->type, sizeof(content->type), types.text);
    if (!types.len)
        snprintf(refusal, 512, "%.500s", extract_refusal(extract));
    ret = 0;
out:
    extract_close(extract);
    archive_close(file);
    str_release(&types);
    return ret;
}

/* --- files ---------------------------------------------------------------- */

/* A time ahead of the clock is now (details 102). */
static int64_t modified_at(const struct night *night,
                           const struct inbox_file *file)
{
    int64_t at = file->modified_ns / 1000000000;

    return at > night->in->now ? night->in->now : at;
}

/*
 * One whose time is ahead by more than it would have to rest has not been
 * written within that time by this clock, whatever the other said.
 */
static bool has_settled(const struct night *night,
                        const struct inbox_file *file)
{
    int64_t age = night->in->now - file->modified_ns / 1000000000;
    int64_t rest = night->in->config->settle_seconds;

    return age >= rest || -age > rest;
}

static void find_stamp(const struct night *night, const struct inbox_file *file,
                       char stamp[STAMP_SIZE])
{
    const char *slash = strrchr(file->path, '/');

    if (!stamp_from_name(slash ? slash + 1 : file->path, stamp))
        stamp_from_time((time_t)modified_at(night, file), stamp);
}

/*
 * Bytes into the archive. A file that cannot be read, or is another by then,
 * stops nothing else (details 104): `why` says it.
 */
static int put_bytes(struct night *night, struct arrival *arrival,
                     struct str *why, struct err *err)
{
    const struct config *config = night->in->config;
    const struct inbox_file *file = &arrival->seen;
    struct probe probe = PROBE_INIT;
    const struct archive_tap tap = { add_to_probe, &probe };
    char *full = path_join(config->inbox, file->path);
    struct inbox_file opened = { .path = NULL }, after;
    struct archive_put put;
    int ret = archive_put(config->archive, full, &tap, &put, err);

    free(full);
    if (ret && err->code == ERR_NOINPUT) {
        str_add(why, err->msg);
        *err = (struct err)ERR_INIT;
        return 0;
    }
    if (ret)
        return -1;
    memcpy(arrival->content.sha256, put.sha256, sizeof(put.sha256));
    arrival->content.encoding = (int)probe_encoding(&probe);
    inbox_fill(&opened, &put.st);
    inbox_look(config->inbox, file->path, &after);
    if (after.trouble || !inbox_is_same(&opened, file)
        || !inbox_is_same(&after, file) || put.size != file->size)
        str_add(why, "changed while it was read: left for the next run");
    free(after.trouble);
    return 0;
}

/* What is known of the content, and what it is an extract of. */
static int identify(struct night *night, struct arrival *arrival,
                    char refusal[512], struct err *err)
{
    struct content *content = &arrival->content;
    struct content known;
    bool found;

    refusal[0] = '\0';
    if (contents_find(&night->loader.contents, content->sha256, &known, &found,
                      err))
        return -1;
    if (found) {
        content_copy(known.stamp, sizeof(known.stamp), content->stamp);
        *content = known;
    }
    return content->type[0]
               ? 0
               : night_recognise(night, content, arrival->from, refusal, err);
}

static void add_arrival(struct night *night, struct arrival *arrival)
{
    arrival->order = replay_type_order(night->in->types, arrival->content.type);
    MEM_ROOM(night->arrivals, night->count, night->capacity);
    night->arrivals[night->count++] = *arrival;
}

void night_drop(struct night *night, const struct content *content)
{
    size_t others = 0;

    for (size_t i = 0; i < night->count; i++)
        others +=
            &night->arrivals[i].content != content
            && !strcmp(night->arrivals[i].content.sha256, content->sha256);
    if (!content->id && !others)
        archive_remove(night->in->config->archive, content->sha256);
}

/* Not taken in, this time: nothing of it is kept. */
static int leave(struct night *night, struct arrival *arrival, const char *why,
                 struct err *err)
{
    struct content *content = &arrival->content;
    struct content known;
    bool is_known = false;

    if (content->sha256[0]
        && contents_find(&night->loader.contents, content->sha256, &known,
                         &is_known, err))
        return -1;
    if (content->sha256[0] && !is_known)
        night_drop(night, content);
    content->sha256[0] = '\0';
    return record(night, arrival, "incomplete", NULL, why, err);
}

/* As if it lay in the inbox: its name, or as much of its path as senders.csv
   knows. */
static const char *as_if_inside(const struct night *night, const char *path)
{
    const struct senders *senders = &night->in->types->senders;
    const char *part = strrchr(path, '/');
    char school[SENDER_SIZE];

    while (part && !sender_named(senders, part + 1, school))
        for (part = part > path ? part - 1 : NULL; part && *part != '/';)
            part = part > path ? part - 1 : NULL;
    return part ? part + 1 : path;
}

/* The path below the inbox, of a file that may lie elsewhere. */
static const char *below_inbox(const struct night *night, const char *path)
{
    size_t len = night->inbox ? strlen(night->inbox) : 0;

    if (len && !strncmp(path, night->inbox, len) && path[len] == '/')
        return path + len + 1;
    return night->in->config->inbox[0] ? path : as_if_inside(night, path);
}

int night_arrive(struct night *night, const struct inbox_file *file,
                 bool is_again, struct err *err)
{
    struct arrival arrival = { .path = file->path,
                               .from = below_inbox(night, file->path),
                               .seen = *file,
                               .is_again = is_again || file->trouble };
    struct content *content = &arrival.content;
    struct str why = STR_INIT;
    char refusal[512];
    int ret = 0;

    find_stamp(night, file, content->stamp);
    if (file->trouble)
        str_add(&why, file->trouble);
    else if (!has_settled(night, file))
        str_addf(&why,
                 "changed in the last %lld seconds (settle_seconds): left for"
                 " the next run",
                 (long long)night->in->config->settle_seconds);
    else
        ret = put_bytes(night, &arrival, &why, err);
    if (ret == 0 && why.len) {
        ret = leave(night, &arrival, why.text, err);
    } else if (ret == 0) {
        ret = identify(night, &arrival, refusal, err);
        if (ret == 0 && content->type[0]) {
            add_arrival(night, &arrival);
        } else if (ret == 0) {
            night_drop(night, content);
            ret = night_record(night, &arrival, "refused", NULL, refusal, err);
        }
    }
    str_release(&why);
    return ret ? night_blame(file->path, err) : 0;
}

/* A held file is judged anew in every run: the rule may let it in now. */
static int judge_again(struct night *night, const struct inbox_file *file,
                       const char *sha256, struct err *err)
{
    struct arrival arrival = {
        .path = file->path, .from = file->path, .seen = *file, .is_again = true
    };
    bool found;

    if (contents_find(&night->loader.contents, sha256, &arrival.content, &found,
                      err))
        return -1;
    add_arrival(night, &arrival);
    return 0;
}

/* What was said of a file that lies there still counts (details.md 83). */
static int complain_again(struct night *night, const struct inbox_file *file,
                          struct err *err)
{
    struct str path = STR_INIT;
    struct query *q = NULL;
    int row = -1;

    add_printable(&path, file->path);
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

static int gather_file(struct night *night, struct query *q,
                       const struct inbox_file *file, struct err *err)
{
    char standing[16], sha256[HASH_TEXT_SIZE];
    int row;

    if (file->trouble)
        return night_arrive(night, file, false, err);
    query_bind_text(q, 1, file->path);
    query_bind_int(q, 2, file->size);
    query_bind_int(q, 3, file->modified_ns);
    query_bind_int(q, 4, file->inode);
    row = query_step(q, err);
    if (row <= 0)
        return row < 0 ? -1 : night_arrive(night, file, false, err);
    content_copy(standing, sizeof(standing), query_text(q, 0));
    content_copy(sha256, sizeof(sha256), query_text(q, 1));
    query_reset(q);
    if (!strcmp(standing, "held"))
        return judge_again(night, file, sha256, err);
    if (!strcmp(standing, "refused") || !strcmp(standing, "incomplete")) {
        if (night->is_renewed)
            return night_arrive(night, file, true, err);
    } else if (strcmp(standing, "unknown") != 0) {
        night->result->unchanged++;
        return 0;
    }
    night->result->unchanged++;
    return complain_again(night, file, err);
}

int night_add_counts(struct night *night, const struct arrival *arrival,
                     const struct load_counts *counts, struct err *err)
{
    struct ingest_result *result = night->result;
    struct str path = STR_INIT;
    struct query *q = NULL;
    int ret = query_open_asset(&q, night->in->db, SQL "add_counts", err);

    add_printable(&path, arrival->path);
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

int night_gather(struct night *night, const struct inbox *inbox,
                 struct err *err)
{
    struct query *q = NULL;
    int ret = 0;

    if (query_open_asset(&q, night->in->db, SQL "standing", err))
        return -1;
    for (size_t i = 0; ret == 0 && i < inbox->count; i++) {
        log_progress(night->in->log, "reading file", (int64_t)i + 1,
                     (int64_t)inbox->count, 0);
        ret = gather_file(night, q, &inbox->files[i], err);
    }
    query_close(q);
    if (night->count)
        qsort(night->arrivals, night->count, sizeof(*night->arrivals),
              night_compare);
    return ret;
}
