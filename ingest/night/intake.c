#include "ingest/night/intake.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "core/map.h"
#include "core/mem.h"
#include "core/path.h"
#include "ingest/keep/erase.h"
#include "ingest/keep/inbox.h"
#include "ingest/keep/tomb.h"
#include "ingest/load/reader.h"
#include "ingest/read/cull.h"
#include "ingest/read/extract.h"
#include "ingest/read/past.h"
#include "ingest/read/type.h"

void intake_room_release(struct intake_room *room)
{
    archive_press_free(room->press);
    str_release(&room->head);
    room->press = NULL;
}

void intake_release(struct intake *intake)
{
    archive_leave(&intake->put);
    reader_free(intake->held);
    str_release(&intake->why);
    intake->held = NULL;
}

/* --- the bytes, as they pass by ------------------------------------------- */

struct look {
    struct probe probe;
    struct str *head;
    size_t most; /* bytes of it */
    bool has_quote;
};

/* Behind those that are kept: unless there would be too many. */
static char *room_for(void *context, size_t size)
{
    const struct look *look = context;

    if (look->head->len + size > look->most)
        return NULL;
    str_reserve(look->head, size + ROWS_PAD);
    return look->head->text + look->head->len;
}

static void look_at(void *context, const void *bytes, size_t len)
{
    struct look *look = context;

    probe_add(&look->probe, bytes, len);
    if (bytes == look->head->text + look->head->len)
        look->head->len += len;
    if (!look->has_quote)
        look->has_quote = memchr(bytes, '"', len) != NULL;
}

/* --- what it is ----------------------------------------------------------- */

bool intake_sender(const struct type_set *types, const char *path,
                   char school[SENDER_SIZE])
{
    size_t at = 0;

    return sender_named(&types->senders, path, school)
           || sender_next(path, &at, school);
}

uint64_t intake_heading(const char *bytes, size_t len)
{
    const char *end =
        memchr(bytes, '\n', len < INTAKE_HEADING ? len : INTAKE_HEADING);

    return end ? map_hash(bytes, (size_t)(end - bytes)) : 0;
}

int intake_recognise(const struct type_set *types, enum encoding encoding,
                     const char *stamp, const char *school,
                     struct extract_source source, char type[TYPE_NAMES_SIZE],
                     char refusal[512], int64_t *above, struct err *err)
{
    const struct extract_about about = { .sent = stamp_day(stamp),
                                         .as_of = DATE_NONE,
                                         .school = school };
    struct extract *extract = NULL;
    struct str names = STR_INIT;

    refusal[0] = '\0';
    if (extract_open(&extract, types, encoding, &about, source, err))
        return -1;
    for (size_t i = 0; i < extract_type_count(extract); i++)
        str_addf(&names, "%s%s", i ? " " : "",
                 extract_type_at(extract, i)->reports_as);
    content_copy(type, TYPE_NAMES_SIZE, names.text);
    *above = extract_lines_skipped(extract);
    if (!names.len)
        snprintf(refusal, 512, "%.500s", extract_refusal(extract));
    extract_close(extract);
    str_release(&names);
    return 0;
}

/* The beginning of a file, as the source of an extract. */
struct beginning {
    const char *at;
    size_t left;
    bool is_all; /* of the file */
    bool is_short;
};

static ssize_t read_beginning(void *context, void *buffer, size_t size,
                              struct err *err)
{
    struct beginning *b = context;
    size_t len = b->left < size ? b->left : size;

    b->is_short = !len && !b->is_all;
    if (b->is_short)
        return err_set(err, ERR_INTERNAL, "the header is further on");
    memcpy(buffer, b->at, len);
    b->at += len;
    b->left -= len;
    return (ssize_t)len;
}

static int recognise_from(struct intake *intake, struct extract_source source,
                          const struct str *head, struct err *err)
{
    char school[SENDER_SIZE];
    bool has_sender = intake_sender(intake->types, intake->from, school);
    int64_t above;

    if (intake_recognise(intake->types, intake->encoding, intake->stamp,
                         has_sender ? school : NULL, source, intake->type,
                         intake->refusal, &above, err))
        return -1;
    /* A line above it says nothing of what the file is. */
    intake->heading = above ? 0 : intake_heading(head->text, head->len);
    return 0;
}

static int recognise(struct intake *intake, const struct str *head,
                     struct err *err)
{
    struct beginning beginning = { .at = head->text,
                                   .left = head->len,
                                   .is_all = intake->put.size
                                             == (long long)head->len };
    struct extract_source source = { .read = read_beginning,
                                     .context = &beginning };
    struct archive_file *file = NULL;
    int ret = recognise_from(intake, source, head, err);

    if (ret == 0 || !beginning.is_short)
        return ret;
    *err = (struct err)ERR_INIT;
    source.read = archive_read;
    ret = archive_open_taken(&file, &intake->put, err);
    source.context = file;
    if (ret == 0)
        ret = recognise_from(intake, source, head, err);
    archive_close(file);
    return ret;
}

/* --- who was forgotten ---------------------------------------------------- */

static enum cull_whose intake_whose(void *context, char kind, const char *id,
                                    size_t len)
{
    struct intake *intake = context;

    return tombs_whose(intake->tombs, kind, id, len);
}

/* Of a time that is not kept. */
static bool intake_is_past(void *context, const struct type *type,
                           const struct record *record)
{
    const struct intake *intake = context;

    return past_is_of_children(intake->types, type)
           && past_last_day(type, record, stamp_day(intake->stamp))
                  < intake->tombs->before;
}

static void name_column(struct intake *intake, const struct type *type)
{
    int owner = type_owner(type);

    content_copy(intake->erased.column, sizeof(intake->erased.column),
                 owner < 0 ? "" : type->fields[owner].heading);
}

/* The archive never has a row of theirs: it goes before there is a place. */
static int cull(struct intake *intake, struct cull *found, struct err *err)
{
    struct extract_about about = { .sent = stamp_day(intake->stamp),
                                   .as_of = DATE_NONE,
                                   .see = cull_see,
                                   .seer = found };
    struct extract_source source = { archive_read, NULL };
    struct archive_file *file = NULL;
    struct extract *extract = NULL;
    char school[SENDER_SIZE];
    int ret;

    if (intake_sender(intake->types, intake->from, school))
        about.school = school;
    ret = archive_open_taken(&file, &intake->put, err);
    source.context = file;
    if (ret == 0)
        ret = extract_open(&extract, intake->types, intake->encoding, &about,
                           source, err);
    if (ret == 0 && extract_type(extract))
        ret = cull_read(found, extract, err);
    if (ret == 0 && extract_type(extract))
        name_column(intake, extract_type(extract));
    extract_close(extract);
    archive_close(file);
    return ret;
}

/* What is left of it is what came. */
static void take_rest(struct intake *intake, const struct cull *found,
                      struct erased *erased)
{
    memcpy(intake->erased.sha256, intake->put.sha256, HASH_TEXT_SIZE);
    intake->erased.rows = found->rows;
    intake->erased.line = found->first_line;
    erased->put.st = intake->put.st;
    archive_leave(&intake->put);
    intake->put = erased->put;
    intake->encoding = erased->encoding;
    intake->has_quote = erased->has_quote;
}

static int erase(struct intake *intake, struct intake_room *room,
                 struct err *err)
{
    const struct cull_by by = { .whose = intake_whose,
                                .is_past = intake_is_past,
                                .context = intake };
    struct extract_source source = { archive_read, NULL };
    struct archive_file *file = NULL;
    struct erased erased = { .words = 0 };
    struct cull found;
    int ret;

    cull_begin(&found, &by);
    ret = cull(intake, &found, err);
    if (ret == 0 && found.count) {
        ret = archive_open_taken(&file, &intake->put, err);
        source.context = file;
        if (ret == 0)
            ret = erase_lines(&erased, &found, room->press,
                              intake->config->archive, intake->number + 1,
                              intake->encoding, source, err);
        archive_close(file);
    }
    if (ret == 0 && erased.put.file)
        take_rest(intake, &found, &erased);
    cull_release(&found);
    return ret;
}

/* --- its records ---------------------------------------------------------- */

/* As it will be read when its turn comes, as far as that is known. */
static struct reader *make_reader(const struct intake *intake)
{
    struct content content = { .encoding = (int)intake->encoding };
    struct reader *r;

    content_copy(content.sha256, sizeof(content.sha256), intake->put.sha256);
    r = reader_new(intake->types, intake->config->archive, &content);
    r->about.sent = stamp_day(intake->stamp);
    r->about.as_of = intake->as_of;
    r->about.path = mem_dup(intake->from);
    r->about.has_school =
        intake_sender(intake->types, intake->from, r->about.school);
    r->wants_size = true;
    return r;
}

/* All of them, where the bytes are all at hand. */
static void hold(struct intake *intake, struct str *head)
{
    if (!intake->hold_most || intake->encoding != ENCODING_UTF8
        || intake->put.size != (long long)head->len)
        return;
    str_reserve(head, ROWS_PAD);
    intake->held = make_reader(intake);
    reader_hold(intake->held, head->text, head->len, intake->hold_most,
                &intake->held_size);
    if (intake->held->is_held)
        return;
    reader_free(intake->held);
    intake->held = NULL;
}

/* --- one file ------------------------------------------------------------- */

/* Is it the file that was listed, now and when it was opened? */
static bool has_changed(const struct intake *intake)
{
    const struct inbox_file *file = intake->file;
    struct inbox_file opened = { .path = NULL }, after;
    bool is_same;

    inbox_fill(&opened, &intake->put.st);
    inbox_look(intake->config->inbox, file->path, &after);
    is_same = !after.trouble && inbox_is_same(&opened, file)
              && inbox_is_same(&after, file) && intake->put.size == file->size;
    free(after.trouble);
    return !is_same;
}

void intake_read(struct intake *intake, struct intake_room *room)
{
    struct look look = { .probe = PROBE_INIT,
                         .head = &room->head,
                         .most = room->most };
    const struct archive_tap tap = { .fn = look_at,
                                     .context = &look,
                                     .room = room_for };
    char *full = path_join(intake->config->inbox, intake->file->path);
    int ret;

    if (!room->press)
        room->press = archive_press_new();
    str_clear(&room->head);
    ret = archive_take(room->press, intake->config->archive, intake->number,
                       full, &tap, &intake->put, &intake->err);
    free(full);
    if (ret && intake->err.code == ERR_NOINPUT) {
        str_add(&intake->why, intake->err.msg);
        intake->err = (struct err)ERR_INIT;
    }
    if (ret)
        return;
    if (has_changed(intake)) {
        str_add(&intake->why, "changed while it was read: left for the next"
                              " run");
        return;
    }
    intake->encoding = probe_encoding(&look.probe);
    intake->has_quote = look.has_quote;
    ret = recognise(intake, &room->head, &intake->err);
    if (ret == 0 && intake->type[0] && tombs_has_any(intake->tombs))
        ret = erase(intake, room, &intake->err);
    if (ret == 0 && intake->type[0] && !intake->erased.sha256[0])
        hold(intake, &room->head);
    /* intake->err says whether it was. */
}
