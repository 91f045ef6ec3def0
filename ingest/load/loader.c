#include "ingest/load/loader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "config/filename.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/load/ahead.h"
#include "ingest/load/enrolment.h"
#include "ingest/load/load.h"
#include "ingest/read/extract.h"
#include "ingest/read/judge.h"
#include "ingest/read/shape.h"
#include "ingest/read/type.h"

#define HEADING_SHOWN 40 /* bytes of one that is not used */

int loader_open(struct loader *loader, struct db *db,
                const struct config *config, const struct type_set *types,
                struct err *err)
{
    memset(loader, 0, sizeof(*loader));
    loader->db = db;
    loader->config = config;
    loader->types = types;
    loader->as_of = DATE_NONE;
    loader->tables = mem_zero(types->count, sizeof(struct row_table *));
    loader->stale.db = loader->recount.db = db;
    idents_open(&loader->idents, db);
    markstore_open(&loader->marks, db, &loader->contents);
    roll_open(&loader->roll, db);
    lookups_open(&loader->lookups, db);
    rejects_open(&loader->rejects, db);
    if (contents_open(&loader->contents, db, err)) {
        loader_close(loader);
        return -1;
    }
    return 0;
}

void loader_give_back(struct loader *loader, struct reader *reader)
{
    if (reader && reader->channel)
        ahead_done(loader->ahead);
    else
        reader_free(reader);
}

static void forget_looked(struct loader *loader)
{
    loader_give_back(loader, loader->looked);
    loader->looked = NULL;
}

void loader_close(struct loader *loader)
{
    for (size_t i = 0; loader->tables && i < loader->types->count; i++)
        row_table_close(loader->tables[i]);
    free(loader->tables);
    forget_looked(loader);
    loader_take(loader, NULL);
    ahead_free(loader->ahead);
    contents_close(&loader->contents);
    idents_close(&loader->idents);
    markstore_close(&loader->marks);
    roll_close(&loader->roll);
    lookups_close(&loader->lookups);
    rejects_close(&loader->rejects);
    memset(loader, 0, sizeof(*loader));
}

void loader_forget_persons(struct loader *loader)
{
    roll_forget(&loader->roll);
    for (size_t i = 0; i < loader->types->count; i++)
        row_table_forget(loader->tables[i]);
}

void loader_forget(struct loader *loader)
{
    contents_forget(&loader->contents);
    idents_forget(&loader->idents);
    markstore_forget(&loader->marks);
    loader_forget_persons(loader);
}

/* What was noted of the content when it was read before. */
static int forget_reading(struct load *l, struct err *err)
{
    const struct db_param id = { ":content_id", NULL, l->content->id };
    struct loader *loader = l->loader;

    return db_run_script(loader->db, "ingest/sql/load.sql#forget", &id, 1, err)
                   || rejects_clear(&loader->rejects, l->content->sha256, err)
               ? -1
               : 0;
}

/* The table of the load's type. */
static int find_table(struct load *l, struct err *err)
{
    struct loader *loader = l->loader;
    struct row_table **slot = &loader->tables[l->type - loader->types->types];

    if (!*slot && row_table_open(slot, loader->db, l->type, err))
        return -1;
    l->table = *slot;
    if (l->type->keeps == KEEPS_STATES)
        enrolment_init(&loader->enrolment, l->type, &loader->contents,
                       &loader->stale, l->table);
    return 0;
}

static int find_first_day(struct load *l, struct err *err)
{
    date_t first;

    if (l->type->keeps != KEEPS_FIRST)
        return 0;
    if (contents_first_day(&l->loader->contents, l->content, &first, err))
        return -1;
    date_format(first, l->first_day);
    return 0;
}

/* Which of the school's systems wrote it, where its shape tells. */
static int note_system(struct load *l, struct err *err)
{
    const struct shape *shape = extract_shape(l->extract);
    struct query *q;

    if (!shape || !shape->system)
        return 0;
    q = db_query(l->loader->db, "ingest/sql/load.sql#note_system", err);
    query_bind_int(q, 1, l->content->id);
    query_bind_text(q, 2, shape->system);
    return query_run(q, err);
}

static void bind_date(struct query *q, int at, date_t date)
{
    char text[DATE_TEXT_SIZE];

    date_format(date, text);
    query_bind_text(q, at, date == DATE_NONE ? NULL : text);
}

/* By which as-of dates its rows say what they say. */
static int note_births(struct load *l, struct err *err)
{
    const struct births births = extract_births(l->extract);
    struct query *q;

    if (births.last == DATE_NONE && births.ahead == DATE_NONE)
        return 0;
    q = db_query(l->loader->db, "ingest/sql/load.sql#note_births", err);
    query_bind_int(q, 1, l->content->id);
    bind_date(q, 2, births.last);
    bind_date(q, 3, births.ahead);
    return query_run(q, err);
}

/* What its rows reach is noted. */
static int settle(struct load *l, struct err *err)
{
    return (l->type->keeps == KEEPS_STATES
            && enrolment_settle(&l->loader->enrolment, err))
                   || row_table_settle(l->table, err)
               ? -1
               : 0;
}

static int load_records(struct load *l, struct err *err)
{
    struct loader *loader = l->loader;
    int ret;

    if (l->type->mode == TYPE_IGNORED)
        return 0;
    l->seen_school = l->seen_ident = (struct load_seen){ .len = 0 };
    rejects_begin(&loader->rejects, l->content->sha256, l->type);
    if (lookups_note(&loader->lookups, l->content->id,
                     extract_shape(l->extract), err)
        || note_system(l, err) || recount_begin(&loader->recount, err))
        return -1;
    if (l->type->mode == TYPE_MARKS)
        ret = load_marks(l, err);
    else
        ret = find_table(l, err) || find_first_day(l, err) || load_rows(l, err)
                      || settle(l, err)
                  ? -1
                  : 0;
    if (ret == 0)
        ret = note_births(l, err);
    if (l->type->keeps == KEEPS_SCHOOLS)
        idents_schools_changed(&loader->idents);
    if (l->type->keeps == KEEPS_STATES)
        roll_forget(&loader->roll);
    return ret ? ret : rejects_end(&loader->rejects, err);
}

/* What a person should know of a file that was taken in. */
static void describe(const struct load *l, char message[512])
{
    struct str text = STR_INIT;
    size_t ignored = extract_ignored_count(l->extract);
    long long extended = (long long)extract_rows_extended(l->extract);

    if (l->type->mode == TYPE_IGNORED) {
        snprintf(message, 512, "not needed");
        return;
    }
    if (l->content->encoding == ENCODING_MIXED)
        str_add(&text, "two encodings: what is not UTF-8 is read as"
                       " Windows-1252");
    if (extract_goes_by_sender(l->extract) && *extract_sender(l->extract))
        str_addf(&text, "%sits sender is school %s", text.len ? "; " : "",
                 extract_sender(l->extract));
    if (extended)
        str_addf(&text, "%srows with fields beyond the header: %lld",
                 text.len ? "; " : "", extended);
    if (extract_cut_line(l->extract))
        str_addf(&text,
                 "%sit may have been cut off: its last line, %lld, has fewer"
                 " values than all others and no end",
                 text.len ? "; " : "", (long long)extract_cut_line(l->extract));
    if (extract_has_ahead(l->extract))
        str_addf(&text,
                 "%sa day without a year that would be after the day the"
                 " file was sent is read as of a year ago: write the"
                 " year",
                 text.len ? "; " : "");
    if (ignored && text.len)
        str_add(&text, "; ");
    for (size_t i = 0; i < ignored && text.len < 400; i++) {
        str_addf(&text, "%s'", i ? ", " : FILENAME_HEADINGS);
        str_add_whole(&text, extract_ignored(l->extract, i), HEADING_SHOWN);
        str_add(&text, "'");
    }
    snprintf(message, 512, "%.*s", (int)str_whole(text.text, text.len, 500),
             text.text);
    str_release(&text);
}

bool loader_has_room(struct loader *loader)
{
    if (!loader->ahead)
        loader->ahead = ahead_new();
    return ahead_has_room(loader->ahead);
}

/*
 * Read ahead, by what the warehouse knows now. What a snapshot holds is asked
 * for of one that comes, whether its copy is whole of one that is read again.
 */
static int expect(struct load *l, bool is_again, struct err *err)
{
    struct reader *reader;

    if (!loader_has_room(l->loader))
        return 0;
    if (load_new_reader(l, &reader, err)) {
        reader_free(reader);
        return -1;
    }
    reader->find = NULL;
    reader->wants_size = !is_again;
    reader->wants_whole = is_again;
    ahead_expect(l->loader->ahead, reader);
    return 0;
}

int loader_expect(struct loader *loader, const struct content *content,
                  const char *path, struct err *err)
{
    struct load l = { .loader = loader, .content = content, .path = path };

    return expect(&l, false, err);
}

int loader_expect_again(struct loader *loader, const struct content *content,
                        struct err *err)
{
    struct load l = { .loader = loader, .content = content };

    return expect(&l, true, err);
}

bool loader_saw_whole(struct loader *loader, const struct content *content)
{
    struct reader *reader;

    forget_looked(loader); /* a held file's is still lent */
    reader = loader->ahead ? ahead_meet(loader->ahead, content->sha256) : NULL;
    return reader && reader_saw_whole(reader);
}

void loader_take(struct loader *loader, struct reader *held)
{
    reader_free(loader->taken);
    loader->taken = held;
}

/* Was it read by what is known now? */
static bool is_as_asked(const struct reader *other, const struct reader *own)
{
    return !other->is_left && other->encoding == own->encoding
           && (other->wants_size || !own->wants_size)
           && reader_about_is_same(&other->about, &own->about);
}

/* The records that were held when it was taken in, if they are its; or NULL. */
static struct reader *find_taken(struct loader *loader,
                                 const struct reader *own)
{
    struct reader *taken = loader->taken;

    if (!taken || strcmp(taken->sha256, own->sha256) != 0
        || !is_as_asked(taken, own))
        return NULL;
    loader->taken = NULL;
    return taken;
}

/* The one that read ahead, where it knew what is known now; else one of our
   own. Either is examined. */
static int find_reader(struct load *l, bool wants_size, struct err *err)
{
    struct loader *loader = l->loader;
    struct reader *own, *other, *taken;

    if (load_new_reader(l, &l->reader, err))
        return -1;
    own = l->reader;
    own->wants_size = wants_size;
    taken = find_taken(loader, own);
    if (taken) {
        l->reader = taken;
        reader_free(own);
        return 0;
    }
    other = loader->ahead ? ahead_meet(loader->ahead, own->sha256) : NULL;
    if (other && reader_wait(other, err)) {
        ahead_done(loader->ahead);
        return -1;
    }
    if (!other || !is_as_asked(other, own)) {
        if (other)
            ahead_done(loader->ahead);
        return reader_examine(own, err);
    }
    l->reader = other;
    reader_free(own);
    return 0;
}

static int open_looked(struct load *l, struct err *err)
{
    struct loader *loader = l->loader;

    if (!loader->looked
        || strcmp(loader->looked->sha256, l->content->sha256) != 0)
        return load_open_extract(l, err);
    l->reader = loader->looked;
    l->extract = l->reader->extract;
    loader->looked = NULL;
    return 0;
}

int loader_look(struct loader *loader, const struct content *content,
                enum load_look *look, struct load_size *size, char message[512],
                struct err *err)
{
    struct load l = { .loader = loader, .content = content };
    int ret;

    message[0] = '\0';
    *look = LOOK_WHOLE;
    forget_looked(loader);
    ret = find_reader(&l, size != NULL, err);
    if (ret) {
        load_close_extract(&l);
        return err_context(err, "content %.12s", content->sha256);
    }
    *look = l.reader->look;
    if (size)
        *size = l.reader->size;
    if (*look == LOOK_WHOLE) {
        loader->looked = l.reader;
        return 0;
    }
    if (*look == LOOK_REFUSED)
        snprintf(message, 512, "%.500s", extract_refusal(l.reader->extract));
    else
        snprintf(message, 512, "line %lld: a quote is opened and not closed",
                 (long long)l.reader->open_quote);
    load_close_extract(&l);
    return 0;
}

int loader_measure(struct loader *loader, const struct content *content,
                   struct load_size *size, struct err *err)
{
    enum load_look look;
    char message[512];
    int ret = loader_look(loader, content, &look, size, message, err);

    forget_looked(loader);
    return ret;
}

/*
 * The file's rows of one of its types, where the night has come to it; those of
 * a type that it came to before are read again, and not counted.
 */
static int load_type(struct load *l, size_t at, struct load_counts *counts,
                     struct err *err)
{
    const struct type *type = extract_type_at(l->extract, at);
    int order = type_order(l->loader->types, type);
    bool is_one_of_several = extract_type_count(l->extract) > 1;

    if (is_one_of_several && order > l->request->order)
        return 0;
    l->is_counted = counts && !(is_one_of_several && order < l->request->order);
    l->counts = l->is_counted ? counts : &l->unasked;
    if (at) {
        load_close_extract(l);
        l->type = type;
        if (load_open_extract(l, err))
            return -1;
    }
    return load_records(l, err);
}

static int load_types(struct load *l, struct load_counts *counts,
                      struct err *err)
{
    size_t count = extract_type_count(l->extract);

    l->type = extract_type(l->extract);
    if ((!l->request->is_new && forget_reading(l, err))
        || rejects_put_erased(&l->loader->rejects, l->content->sha256, err)
        || (extract_goes_by_sender(l->extract) && load_await_sender(l, err)))
        return -1;
    for (size_t i = 0; i < count; i++)
        if (load_type(l, i, counts, err))
            return -1;
    return 0;
}

/* Whether anything has been taken in: of a content of several types the last
   reading, which is of them all, has the last word. */
static int note_taken(struct load *l, const struct load_counts *counts,
                      struct err *err)
{
    int64_t read = l->unasked.read + (counts ? counts->read : 0);
    int64_t rejected = l->unasked.rejected + (counts ? counts->rejected : 0);
    struct query *q =
        db_query(l->loader->db, "ingest/sql/load.sql#note_taken", err);

    query_bind_int(q, 1, l->content->id);
    query_bind_int(q, 2, read == 0 || rejected < read);
    return query_run(q, err);
}

int loader_load(struct loader *loader, const struct load_request *request,
                struct load_counts *counts, char message[512], struct err *err)
{
    struct load l = { .loader = loader,
                      .request = request,
                      .content = request->content,
                      .day = stamp_day(request->state_stamp
                                           ? request->state_stamp
                                           : request->content->stamp),
                      .waited = STR_INIT,
                      .key = STR_INIT,
                      .alike = ALIKE_INIT };
    int ret = -1;

    if (counts)
        memset(counts, 0, sizeof(*counts));
    if (open_looked(&l, err))
        goto out;
    if (!extract_type(l.extract)) {
        err_set(err, ERR_INTERNAL, "%s", extract_refusal(l.extract));
        goto out;
    }
    if (load_types(&l, counts, err) || note_taken(&l, counts, err))
        goto out;
    if (counts)
        counts->lines_skipped = extract_lines_skipped(l.extract);
    describe(&l, message);
    ret = 0;
out:
    load_close_extract(&l);
    str_release(&l.waited);
    str_release(&l.key);
    alike_end(&l.alike);
    if (ret)
        err_context(err, "content %.12s", request->content->sha256);
    return ret;
}

int loader_await(struct loader *loader, const struct content *content,
                 struct err *err)
{
    struct load l = { .loader = loader,
                      .content = content,
                      .waited = STR_INIT };
    int ret = forget_reading(&l, err) || load_await_sender(&l, err);

    str_release(&l.waited);
    return ret ? -1 : 0;
}

int loader_goes_by_day(struct loader *loader, const struct content *content,
                       bool *goes, struct err *err)
{
    struct load l = { .loader = loader, .content = content };
    int ret = load_open_extract(&l, err);

    *goes = ret == 0 && extract_goes_by_day(l.extract);
    load_close_extract(&l);
    return ret;
}

int loader_goes_by_sender(struct loader *loader, const struct content *content,
                          bool *goes, struct err *err)
{
    struct load l = { .loader = loader, .content = content };
    int ret = load_open_extract(&l, err);

    *goes = ret == 0 && extract_goes_by_sender(l.extract);
    load_close_extract(&l);
    return ret;
}

int loader_find_sender(struct loader *loader, const struct content *content,
                       const char *path, char school[SENDER_SIZE], int64_t *key,
                       struct err *err)
{
    struct load l = { .loader = loader, .content = content };
    const char *found;

    *key = 0;
    if (load_find_sender(&l, path, school, &found, err))
        return -1;
    return found ? idents_known_school(&loader->idents, found,
                                       stamp_day(content->stamp), key, err)
                 : 0;
}
