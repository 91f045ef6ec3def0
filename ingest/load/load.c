#include "ingest/load/load.h"

#include <stdio.h>
#include <string.h>

#include "config/config.h"
#include "core/db.h"
#include "ingest/load/reader.h"
#include "ingest/read/extract.h"
#include "ingest/read/judge.h"
#include "ingest/read/type.h"

/* The content has rows of a school with this number. */
static int note_number(struct load *l, const char *asset, const char *number,
                       struct err *err)
{
    struct query *q = db_query(l->loader->db, asset, err);

    query_bind_text(q, 1, number);
    query_bind_int(q, 2, l->content->id);
    return query_run(q, err);
}

static int wait_for(struct load *l, const char *number, struct err *err)
{
    if (!strcmp(l->waited.text, number))
        return 0;
    str_clear(&l->waited);
    str_add(&l->waited, number);
    return note_number(l, "ingest/sql/load.sql#wait", number, err);
}

/* Where the content is from, "" where that is not known. */
static int find_path(struct load *l, struct str *path, struct err *err)
{
    if (l->content->id)
        return contents_path(&l->loader->contents, l->content->id, path, err);
    if (l->path || l->loader->arriving)
        str_add(path, l->path ? l->path : l->loader->arriving);
    return 0;
}

/* Unless it is one already; *is_known says so. */
static int wait_unless_known(struct load *l, const char *number, bool *is_known,
                             struct err *err)
{
    date_t day = stamp_day(l->content->stamp);
    int64_t key = 0;

    if (idents_known_school(&l->loader->idents, number, day, &key, err))
        return -1;
    *is_known = key != 0;
    return *is_known ? 0 : wait_for(l, number, err);
}

int load_await_sender(struct load *l, struct err *err)
{
    struct str path = STR_INIT;
    char school[SENDER_SIZE];
    bool is_known = false;
    size_t at = 0;
    int ret = find_path(l, &path, err);

    if (ret == 0 && sender_named(&l->loader->types->senders, path.text, school))
        ret = wait_unless_known(l, school, &is_known, err);
    else
        while (ret == 0 && !is_known && sender_next(path.text, &at, school))
            ret = wait_unless_known(l, school, &is_known, err);
    str_release(&path);
    return ret;
}

/* A number in the path that is a school's, on the file's day. */
static int find_in_path(struct load *l, const char *path,
                        char school[SENDER_SIZE], const char **found,
                        struct err *err)
{
    struct idents *idents = &l->loader->idents;
    date_t day = stamp_day(l->content->stamp);
    size_t at = 0;
    int64_t key = 0;

    while (!*found && sender_next(path, &at, school)) {
        if (idents_known_school(idents, school, day, &key, err))
            return -1;
        if (key)
            *found = school;
    }
    return 0;
}

int load_find_sender(struct load *l, const char *path, char school[SENDER_SIZE],
                     const char **found, struct err *err)
{
    *found = NULL;
    if (!sender_named(&l->loader->types->senders, path, school))
        return find_in_path(l, path, school, found, err);
    *found = school;
    return 0;
}

static int find_about(struct load *l, struct reader_about *about,
                      struct err *err)
{
    const char *school = NULL;
    struct str path = STR_INIT;
    int ret;

    memset(about, 0, sizeof(*about));
    about->type = l->type;
    about->as_of = l->loader->as_of;
    ret =
        contents_first_day(&l->loader->contents, l->content, &about->sent, err)
        || find_path(l, &path, err)
        || load_find_sender(l, path.text, about->school, &school, err);
    about->has_school = school != NULL;
    about->path = str_take(&path);
    return ret ? -1 : 0;
}

int load_new_reader(struct load *l, struct reader **reader, struct err *err)
{
    struct loader *loader = l->loader;

    *reader = reader_new(loader->types, loader->config->archive, l->content);
    (*reader)->find = lookups_find;
    (*reader)->context = &loader->lookups;
    return find_about(l, &(*reader)->about, err);
}

int load_open_extract(struct load *l, struct err *err)
{
    if (load_new_reader(l, &l->reader, err) || reader_open(l->reader, err))
        return -1;
    l->extract = l->reader->extract;
    return 0;
}

void load_close_extract(struct load *l)
{
    loader_give_back(l->loader, l->reader);
    l->reader = NULL;
    l->extract = NULL;
}

int load_next(struct load *l, const struct record **record, struct err *err)
{
    return reader_next(l->reader, record, err);
}

int load_reject_row(struct load *l, const struct fault *fault, int64_t rows,
                    struct err *err)
{
    struct rejects *rejects = &l->loader->rejects;

    l->counts->rejected += rows;
    return rejects_note(rejects, l->row.line, fault, rows, err)
                   || rejects_put(rejects, l->row.line, fault, rows, err)
               ? -1
               : 0;
}

/*
 * On which day a row's school must be open, where its number is that of two: a
 * dated fact's own, a stay's that of its extract (details.md 57).
 */
static date_t day_of(const struct load *l)
{
    int field = l->type->effective >= 0 ? l->type->effective : l->type->date;

    if (field >= 0 && l->type->keeps != KEEPS_STATES
        && l->row.values[field].is_ok && !l->row.values[field].is_blank)
        return l->row.values[field].date;
    return l->day;
}

int load_find_school(struct load *l, const char *id, date_t day,
                     struct err *err)
{
    if (idents_is_laestab(id) && strcmp(id, l->noted_number) != 0) {
        content_copy(l->noted_number, sizeof(l->noted_number), id);
        if (note_number(l, "ingest/sql/school.sql#note_number", id, err))
            return -1;
    }
    return idents_known_school(&l->loader->idents, id, day, &l->row.school_key,
                               err);
}

static bool is_seen(const struct load_seen *seen, const struct value *value,
                    date_t day)
{
    return value->len == seen->len && day == seen->day
           && !memcmp(value->text, seen->id, seen->len);
}

static void see(struct load_seen *seen, const struct value *value, date_t day,
                int64_t key)
{
    seen->len = value->len < sizeof(seen->id) ? value->len : 0;
    memcpy(seen->id, value->text, seen->len);
    seen->day = day;
    seen->key = key;
}

/* The row's school; *unknown: the schools extract has none such. */
static int resolve_school(struct load *l, bool *unknown, struct err *err)
{
    const struct value *value;
    date_t day;

    *unknown = false;
    l->row.school_key = 0;
    if (l->type->school < 0)
        return 0;
    value = &l->row.values[l->type->school];
    if (!value->is_ok || value->is_blank)
        return 0;
    if (l->type->keeps == KEEPS_SCHOOLS)
        return idents_school_key(&l->loader->idents, value->text,
                                 &l->row.school_key, err);
    day = day_of(l);
    if (is_seen(&l->seen_school, value, day)) {
        l->row.school_key = l->seen_school.key;
    } else {
        if (load_find_school(l, value->text, day, err))
            return -1;
        see(&l->seen_school, value, day, l->row.school_key);
    }
    *unknown = l->row.school_key == 0;
    return 0;
}

int load_resolve_ident(struct load *l, struct err *err)
{
    const struct value *value;
    int field = type_owner(l->type);

    l->row.ident_key = 0;
    if (field < 0)
        return 0;
    value = &l->row.values[field];
    if (!value->is_ok || value->is_blank)
        return 0;
    if (!is_seen(&l->seen_ident, value, DATE_NONE)) {
        int64_t key;

        if (idents_key(&l->loader->idents, field == l->type->pupil ? 'u' : 'c',
                       value->text, &key, err))
            return -1;
        see(&l->seen_ident, value, DATE_NONE, key);
    }
    l->row.ident_key = l->seen_ident.key;
    return 0;
}

int load_note_school(struct load *l, struct err *err)
{
    struct query *q;

    if (!l->row.school_key || l->row.school_key == l->noted_school)
        return 0;
    l->noted_school = l->row.school_key;
    q = db_query(l->loader->db, "ingest/sql/load.sql#note_school", err);
    query_bind_int(q, 1, l->content->id);
    query_bind_int(q, 2, l->row.school_key);
    return query_run(q, err);
}

/* All that judge found is noted. Of a row that is rejected nothing is taken in,
   what would only be set aside no more than the rest. */
static int note_faults(struct load *l, const struct record *record,
                       bool is_rejected, struct err *err)
{
    for (size_t i = 0; i < record->fault_count; i++) {
        struct fault fault = record->faults[i];

        if (is_rejected)
            fault.effect = EFFECT_ROW;
        if (rejects_note(&l->loader->rejects, l->row.line, &fault, 1, err))
            return -1;
    }
    return 0;
}

/* The row is taken in, but for these. */
static int list_set_aside(struct load *l, const struct record *record,
                          struct err *err)
{
    for (size_t i = 0; i < record->fault_count; i++)
        if (rejects_put(&l->loader->rejects, l->row.line, &record->faults[i], 1,
                        err))
            return -1;
    return 0;
}

/* The schools extract does not have the row's school. `is_first`: it is why the
   row is rejected, where it has other faults too. */
static int reject_unknown(struct load *l, bool is_first, int64_t rows,
                          struct err *err)
{
    const char *number = l->row.values[l->type->school].text;
    char message[160];
    const struct fault fault = { .rule = REJECT_UNKNOWN_SCHOOL,
                                 .field = l->type->school,
                                 .message = message,
                                 .value = number };

    snprintf(message, sizeof(message), "'%.40s' is not in the schools extract",
             number);
    if (!is_first)
        return rejects_note(&l->loader->rejects, l->row.line, &fault, rows,
                            err);
    return wait_for(l, number, err) || load_reject_row(l, &fault, rows, err)
               ? -1
               : 0;
}

int load_judge(struct load *l, const struct record *record, int64_t rows,
               struct err *err)
{
    bool unknown = false;
    bool is_first;

    l->row.values = record->values;
    l->row.line = record->line;
    if (resolve_school(l, &unknown, err)
        || note_faults(l, record, unknown || record->rejected, err))
        return -1;
    is_first = !record->rejected || record->rejected->field > l->type->school;
    if (unknown && reject_unknown(l, is_first, rows, err))
        return -1;
    if (unknown && is_first)
        return 1;
    if (!record->rejected)
        return record->fault_count ? list_set_aside(l, record, err) : 0;
    l->counts->rejected++;
    return rejects_put(&l->loader->rejects, l->row.line, record->rejected, 1,
                       err)
               ? -1
               : 1;
}
