#include "ingest/load/reader.h"

#include <stdlib.h>
#include <string.h>

#include "core/crew.h"
#include "core/mem.h"
#include "ingest/keep/archive.h"
#include "ingest/read/shape.h"
#include "ingest/read/type.h"

/* Records that are kept so that a file need not be read a second time, in bytes
   of batches. */
#define HELD_MOST ((size_t)2 * 1024 * 1024)
/* What a batch holds of a file whose records wait, in bytes: the last of them
   is half empty. */
#define KEPT_BYTES ((size_t)16 * 1024)
/* Marks that are told and packed. */
#define MARKS_AT_ONCE 256
/* Batches between two threads. */
#define SENT_MOST 8

bool reader_about_is_same(const struct reader_about *a,
                          const struct reader_about *b)
{
    return a->sent == b->sent && a->as_of == b->as_of && a->type == b->type
           && a->has_school == b->has_school
           && (!a->has_school || !strcmp(a->school, b->school))
           && !strcmp(a->path ? a->path : "", b->path ? b->path : "");
}

struct reader *reader_new(const struct type_set *types, const char *archive,
                          const struct content *content)
{
    struct reader *r = mem_zero(1, sizeof(*r));

    r->types = types;
    r->archive = archive;
    content_copy(r->sha256, sizeof(r->sha256), content->sha256);
    r->encoding = (enum encoding)content->encoding;
    r->has_no_quote = content->has_no_quote;
    return r;
}

static void drop_held(struct reader *r)
{
    struct batch *next;

    for (; r->held; r->held = next) {
        next = r->held->next;
        free(r->held);
    }
    r->is_held = false;
}

static void close_extract(struct reader *r)
{
    extract_close(r->extract);
    archive_close(r->file);
    r->extract = NULL;
    r->file = NULL;
}

void reader_free(struct reader *r)
{
    struct batch *batch;

    if (!r)
        return;
    drop_held(r);
    while (r->channel && (batch = channel_get(r->channel)))
        free(batch);
    free(r->batch);
    unpacking_release(&r->unpacking);
    close_extract(r);
    channel_free(r->channel);
    free(r->about.path);
    free(r);
}

int reader_open(struct reader *r, struct err *err)
{
    const struct reader_about *about = &r->about;
    const struct extract_about known = {
        .sent = about->sent,
        .as_of = about->as_of,
        .school = about->has_school ? about->school : NULL,
        .path = about->path,
        .type = about->type,
        .find = r->find,
        .context = r->context,
        .see = r->see,
        .seer = r->seer,
        .all = r->all,
        .all_len = r->all_len,
    };
    struct extract_source source = { archive_read, NULL };

    if (!r->all && archive_open(&r->file, r->archive, r->sha256, err))
        return -1;
    source.context = r->file;
    return extract_open(&r->extract, r->types, r->encoding, &known, source,
                        err);
}

/* --- what a snapshot holds ------------------------------------------------ */

static void add_part(struct load_size *size, const char *name)
{
    struct load_part *part = &size->parts[size->part_count++];

    content_copy(part->name, sizeof(part->name), name);
}

/* What the file may be the whole truth for. */
static void find_parts(const struct extract *extract, struct load_size *size)
{
    const struct type *type = extract_type(extract);
    const char *given = extract_part(extract);
    const struct codes *codes;

    size->is_list = given != NULL;
    if (given || type->part < 0) {
        add_part(size, given ? given : "");
        return;
    }
    codes = &type->fields[type->part].codes;
    for (size_t i = 0; i < codes->count; i++)
        if (!codes->items[i].means)
            add_part(size, codes->items[i].text);
}

static void count_record(const struct type *type, const struct record *record,
                         struct load_size *size)
{
    const char *part = type->part < 0 ? "" : record->values[type->part].text;

    size->rows++;
    for (size_t i = 0; i < size->part_count; i++)
        size->parts[i].rows += !strcmp(part, size->parts[i].name);
}

/* Of parts that come in files of their own it is the truth for those it has. */
static void drop_empty_parts(const struct type *type, struct load_size *size)
{
    size_t kept = 0;

    if (!type->is_by_part || size->is_list)
        return;
    for (size_t i = 0; i < size->part_count; i++)
        if (size->parts[i].rows)
            size->parts[kept++] = size->parts[i];
    size->part_count = kept;
}

/* --- looking through ------------------------------------------------------ */

/* The end of a list of batches, and what is packed so far. */
struct holding {
    struct packing packing;
    struct batch **end, *last;
    size_t bytes, most;
};

/* The rows that the extract can tell behind the record that was packed. */
static void pack_marks(struct reader *r, struct packing *packing,
                       struct batch *batch)
{
    struct lane_mark marks[MARKS_AT_ONCE];
    size_t room, count;

    do {
        room = batch_marks_room(packing, batch);
        room = room < MARKS_AT_ONCE ? room : MARKS_AT_ONCE;
        count = room ? extract_marks(r->extract, marks, room) : 0;
        batch_add_marks(packing, batch, marks, count);
    } while (count == MARKS_AT_ONCE);
}

/* False: it would be too much, and nothing is held any more. */
static bool hold(struct reader *r, struct holding *h,
                 const struct record *record)
{
    struct batch *more = batch_pack(&h->packing, h->last, record);

    if (more) {
        h->bytes += more->room;
        *h->end = h->last = more;
        h->end = &more->next;
    }
    pack_marks(r, &h->packing, h->last);
    if (h->bytes <= h->most)
        return true;
    drop_held(r);
    return false;
}

/* *has: some byte of it is a quote. Without one no quote is left open. */
static int find_quote(const struct reader *r, bool *has, struct err *err)
{
    struct archive_file *file = NULL;
    char *bytes;
    ssize_t got = 1;

    *has = false;
    if (archive_open(&file, r->archive, r->sha256, err))
        return -1;
    bytes = mem_alloc(BATCH_BYTES);
    while (!*has && got > 0) {
        got = archive_read(file, bytes, BATCH_BYTES, err);
        *has = got > 0 && memchr(bytes, '"', (size_t)got);
    }
    free(bytes);
    archive_close(file);
    return got < 0 ? -1 : 0;
}

/* Go on to the end for quotes alone, if there are any. */
static int find_open_quote(struct reader *r, struct err *err)
{
    bool has;

    if (find_quote(r, &has, err))
        return -1;
    return has ? extract_skip(r->extract, err) : 0;
}

/* Read to the end: hold the records, as long as they are few, and count those
   of a snapshot whose size is wanted. */
static int read_through(struct reader *r, struct err *err)
{
    const struct type *type = extract_type(r->extract);
    bool is_counted = r->wants_size && type->mode == TYPE_SNAPSHOT;
    struct holding h = { .packing = packing_of(type),
                         .end = &r->held,
                         .most = HELD_MOST };
    const struct record *record;
    int more = 1;

    /* Rows of further types are told of by a reader of their own. */
    r->is_held =
        type->mode != TYPE_IGNORED && extract_type_count(r->extract) == 1;
    while ((r->is_held || is_counted)
           && (more = extract_next(r->extract, &record, err)) == 1) {
        if (is_counted)
            count_record(type, record, &r->size);
        if (r->is_held)
            r->is_held = hold(r, &h, record);
    }
    return more == 1 ? find_open_quote(r, err) : more;
}

static bool hold_all(struct reader *r, size_t most, size_t *size)
{
    const struct type *type = extract_type(r->extract);
    struct holding h = { .packing = packing_of(type),
                         .end = &r->held,
                         .most = most };
    const struct record *record;
    struct err unsaid = ERR_INIT;
    bool is_held = true;

    h.packing.room = KEPT_BYTES;
    if (!h.packing.told || extract_type_count(r->extract) != 1
        || extract_shape(r->extract))
        return false;
    while (is_held && extract_next(r->extract, &record, &unsaid) == 1)
        is_held = hold(r, &h, record);
    *size = h.bytes;
    return is_held && !extract_open_quote(r->extract)
           && !extract_has_long(r->extract);
}

void reader_hold(struct reader *r, char *bytes, size_t len, size_t most,
                 size_t *size)
{
    struct err unsaid = ERR_INIT;

    *size = 0;
    r->all = bytes;
    r->all_len = len;
    r->is_held = reader_open(r, &unsaid) == 0 && extract_type(r->extract)
                 && hold_all(r, most, size);
    r->all = NULL;
    if (r->is_held) {
        extract_rest(r->extract);
    } else {
        *size = 0;
        drop_held(r);
        close_extract(r);
    }
}

int reader_examine(struct reader *r, struct err *err)
{
    const struct type *type;
    const struct shape *shape;

    if (reader_open(r, err))
        return -1;
    type = extract_type(r->extract);
    shape = extract_shape(r->extract);
    if (!type) {
        r->look = LOOK_REFUSED;
        return 0;
    }
    r->is_left = shape && shape->lookup_count && !r->find;
    if (type->mode == TYPE_SNAPSHOT && r->wants_size)
        find_parts(r->extract, &r->size);
    else if (r->has_no_quote)
        return 0;
    if (r->is_left)
        return 0;
    if (read_through(r, err))
        return -1;
    if (type->mode == TYPE_SNAPSHOT && r->wants_size)
        drop_empty_parts(type, &r->size);
    r->open_quote = extract_open_quote(r->extract);
    if (r->open_quote) {
        r->look = LOOK_INCOMPLETE;
        drop_held(r);
        return 0;
    }
    if (r->is_held)
        return 0;
    close_extract(r);
    return reader_open(r, err);
}

/* --- records -------------------------------------------------------------- */

/* The next batch at hand; false: there is none. */
static bool next_batch(struct reader *r)
{
    free(r->batch);
    r->batch = NULL;
    if (r->is_held) {
        r->batch = r->held;
        if (r->held)
            r->held = r->held->next;
    } else if (r->is_sent) {
        r->batch = channel_get(r->channel);
    }
    batch_begin(&r->unpacking);
    return r->batch != NULL;
}

int reader_next(struct reader *r, const struct record **record, struct err *err)
{
    if (!r->is_held && !r->is_sent)
        return extract_next(r->extract, record, err);
    if (!r->unpacking.values)
        unpacking_init(&r->unpacking, extract_type(r->extract));
    for (;;) {
        *record = r->batch ? batch_unpack(&r->unpacking, r->batch) : NULL;
        if (*record)
            return 1;
        if (!next_batch(r))
            break;
    }
    if (!r->is_sent || r->err.code == ERR_NONE)
        return 0;
    *err = r->err;
    return -1;
}

const struct lane_mark *reader_marks(const struct reader *r, size_t *count)
{
    const struct unpacking *u = &r->unpacking;
    bool has_more = (r->is_held || r->is_sent) && u->mark_count > 1;

    *count = has_more ? u->mark_count - 1 : 0;
    return has_more ? u->marks + 1 : NULL;
}

/* --- by another thread ---------------------------------------------------- */

/* All records, batch by batch; those of a batch that nobody wants are lost. */
static int send_records(struct reader *r, struct err *err)
{
    struct packing packing = packing_of(extract_type(r->extract));
    struct batch *batch = NULL, *more;
    const struct record *record;
    bool is_wanted = true;
    int got = 0;

    while (is_wanted && (got = extract_next(r->extract, &record, err)) == 1) {
        more = batch_pack(&packing, batch, record);
        if (more && batch)
            is_wanted = channel_put(r->channel, batch);
        if (!is_wanted)
            free(batch);
        if (more)
            batch = more;
        pack_marks(r, &packing, batch);
    }
    if (batch && !(is_wanted && channel_put(r->channel, batch)))
        free(batch);
    return got < 0 ? -1 : 0;
}

/* By a batch of no records. */
static bool tell_examined(struct reader *r)
{
    struct batch *token = mem_zero(1, sizeof(*token));
    bool is_wanted = channel_put(r->channel, token);

    if (!is_wanted)
        free(token);
    return is_wanted;
}

void reader_prepare(struct reader *r)
{
    r->channel = channel_new(SENT_MOST);
}

/* One whose records are all held was read to its end. */
static void see_whole(struct reader *r, int ret)
{
    if (ret == 0 && !r->is_held)
        ret = archive_verify(r->archive, r->sha256, &r->err);
    r->is_whole = ret == 0;
    if (ret == 0)
        return;
    r->err = (struct err)ERR_INIT;
    r->is_left = true;
    drop_held(r);
}

/* All is read: what that needed goes back here, not where it is loaded. */
static void put_away(struct reader *r)
{
    extract_rest(r->extract);
    archive_close(r->file);
    r->file = NULL;
}

void reader_run(struct reader *r)
{
    int ret = reader_examine(r, &r->err);

    if (r->wants_whole) {
        see_whole(r, ret);
        ret = 0;
    }

    if (ret == 0 && !r->is_left && !r->is_held && r->look == LOOK_WHOLE)
        r->is_sent = extract_type(r->extract)->mode != TYPE_IGNORED
                     && extract_type_count(r->extract) == 1;
    if (r->is_held)
        put_away(r);
    if (tell_examined(r) && r->is_sent) {
        ret = send_records(r, &r->err);
        put_away(r);
    }
    (void)ret; /* r->err says it */
    channel_close(r->channel);
}

static void meet(struct reader *r)
{
    if (!r->is_met)
        free(channel_get(r->channel));
    r->is_met = true;
}

int reader_wait(struct reader *r, struct err *err)
{
    meet(r);
    if (r->is_sent || r->err.code == ERR_NONE)
        return 0;
    *err = r->err;
    return -1;
}

bool reader_saw_whole(struct reader *r)
{
    meet(r);
    return r->is_whole;
}

void reader_abandon(struct reader *r)
{
    channel_hang_up(r->channel);
}
