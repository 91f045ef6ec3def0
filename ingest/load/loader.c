#include "ingest/load/loader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/keep/archive.h"
#include "ingest/load/load.h"
#include "ingest/read/extract.h"
#include "ingest/read/type.h"

int loader_open(struct loader *loader, struct db *db,
                const struct config *config, const struct type_set *types,
                struct err *err)
{
    memset(loader, 0, sizeof(*loader));
    loader->db = db;
    loader->config = config;
    loader->types = types;
    loader->tables = mem_zero(types->count, sizeof(struct loader_table *));
    if (contents_open(&loader->contents, db, err)
        || idents_open(&loader->idents, db, err)
        || markstore_open(&loader->marks, db, &loader->contents, err)
        || roll_open(&loader->roll, db, err)
        || stale_open(&loader->stale, db, err)
        || query_open(&loader->reject, db,
                      "insert into load_reject (sha256, line, \"column\","
                      " rule, rows, message) values (?1, ?2, ?3, ?4, ?5, ?6)"
                      " on conflict do update set rows = rows + excluded.rows",
                      err)
        || query_open(&loader->wait, db,
                      "insert into content_wait (urn, content_id)"
                      " values (?1, ?2) on conflict do nothing",
                      err)
        || query_open(&loader->keep, db,
                      "insert into kept_key (type, key, content_id)"
                      " values (?1, ?2, ?3) on conflict do nothing",
                      err)
        || query_open(&loader->kept, db,
                      "select content_id from kept_key"
                      " where type = ?1 and key = ?2",
                      err)
        || query_open_asset(&loader->note_number, db,
                            "ingest/sql/school.sql#note_number", err)
        || query_open(&loader->note_school, db,
                      "insert into content_school (content_id, school_key,"
                      " first_date, last_date) values (?1, ?2, '', '')"
                      " on conflict do nothing",
                      err)) {
        loader_close(loader);
        return -1;
    }
    return 0;
}

void loader_close(struct loader *loader)
{
    for (size_t i = 0; loader->tables && i < loader->types->count; i++)
        loader_table_close(loader->tables[i]);
    free(loader->tables);
    contents_close(&loader->contents);
    idents_close(&loader->idents);
    markstore_close(&loader->marks);
    roll_close(&loader->roll);
    stale_close(&loader->stale);
    query_close(loader->reject);
    query_close(loader->wait);
    query_close(loader->keep);
    query_close(loader->kept);
    query_close(loader->note_number);
    query_close(loader->note_school);
    memset(loader, 0, sizeof(*loader));
}

void loader_forget(struct loader *loader)
{
    contents_forget(&loader->contents);
    idents_forget(&loader->idents);
    markstore_forget(&loader->marks);
    roll_forget(&loader->roll);
}

int load_open_extract(struct load *l, struct err *err)
{
    struct extract_source source = { archive_read, NULL };
    date_t sent;

    if (contents_first_day(&l->loader->contents, l->content, &sent, err)
        || archive_open(&l->file, l->loader->config->archive,
                        l->content->sha256, err))
        return -1;
    source.context = l->file;
    return extract_open(&l->extract, l->loader->types,
                        (enum encoding)l->content->encoding, sent, source, err);
}

void load_close_extract(struct load *l)
{
    extract_close(l->extract);
    archive_close(l->file);
    l->extract = NULL;
    l->file = NULL;
}

int load_reject_row(struct load *l, int64_t line, int field, enum reject rule,
                    const char *message, int64_t rows, struct err *err)
{
    struct query *q = l->loader->reject;

    l->counts->rejected += rows;
    query_bind_text(q, 1, l->content->sha256);
    query_bind_int(q, 2, line);
    query_bind_text(q, 3, field >= 0 ? l->type->fields[field].heading : "");
    query_bind_text(q, 4, reject_name(rule));
    query_bind_int(q, 5, rows);
    query_bind_text(q, 6, message);
    return query_run(q, err);
}

/*
 * On which day a record's school must be open, where its number is that of
 * two: a dated fact's own, a stay's that of its extract (details.md 57).
 */
static date_t day_of(const struct load *l, const struct record *record)
{
    int field = l->type->effective >= 0 ? l->type->effective : l->type->date;
    const char *stamp =
        l->request->state_stamp ? l->request->state_stamp : l->content->stamp;
    char day[DATE_TEXT_SIZE];

    if (field >= 0 && l->type->keeps != KEEPS_STATES
        && record->values[field].is_ok && !record->values[field].is_blank)
        return record->values[field].date;
    snprintf(day, sizeof(day), "%.10s", stamp);
    return date_parse_iso(day);
}

int load_resolve_school_on(struct load *l, const char *id, date_t day,
                           struct err *err)
{
    if (idents_is_laestab(id) && strcmp(id, l->noted_number) != 0) {
        content_copy(l->noted_number, sizeof(l->noted_number), id);
        query_bind_text(l->loader->note_number, 1, id);
        query_bind_int(l->loader->note_number, 2, l->content->id);
        if (query_run(l->loader->note_number, err))
            return -1;
    }
    return idents_known_school(&l->loader->idents, id, day, &l->school_key,
                               err);
}

/*
 * The record's school: its key, or 0 with *unknown when the schools extract
 * has none such (it may come later: the content then waits for it).
 */
int load_resolve_school(struct load *l, const struct record *record,
                        bool *unknown, struct err *err)
{
    const struct value *value;

    *unknown = false;
    l->school_key = 0;
    if (l->type->school < 0)
        return 0;
    value = &record->values[l->type->school];
    if (!value->is_ok || value->is_blank)
        return 0;
    if (l->type->keeps == KEEPS_SCHOOLS)
        return idents_school_key(&l->loader->idents, value->text,
                                 &l->school_key, err);
    if (load_resolve_school_on(l, value->text, day_of(l, record), err))
        return -1;
    *unknown = l->school_key == 0;
    return 0;
}

int load_resolve_ident(struct load *l, const struct record *record,
                       struct err *err)
{
    const struct value *value;
    int field = l->type->pupil >= 0 ? l->type->pupil : l->type->child;

    l->ident_key = 0;
    if (field < 0)
        return 0;
    value = &record->values[field];
    if (!value->is_ok || value->is_blank)
        return 0;
    return idents_key(&l->loader->idents, field == l->type->pupil ? 'u' : 'c',
                      value->text, &l->ident_key, err);
}

static int note_waiting(struct load *l, const char *urn, struct err *err)
{
    query_bind_text(l->loader->wait, 1, urn);
    query_bind_int(l->loader->wait, 2, l->content->id);
    return query_run(l->loader->wait, err);
}

int load_note_school(struct load *l, struct err *err)
{
    if (!l->school_key || l->school_key == l->noted_school)
        return 0;
    l->noted_school = l->school_key;
    query_bind_int(l->loader->note_school, 1, l->content->id);
    query_bind_int(l->loader->note_school, 2, l->school_key);
    return query_run(l->loader->note_school, err);
}

/*
 * What became of the record before its content is looked at: 0 = go on, 1 =
 * rejected. `rows` is how many rows a record stands for (marks in a string).
 */
int load_judge(struct load *l, const struct record *record, int64_t rows,
               struct err *err)
{
    bool unknown = false;
    char message[160];

    if (load_resolve_school(l, record, &unknown, err))
        return -1;
    if (unknown
        && (record->rule == REJECT_NONE || record->field > l->type->school)) {
        const char *urn = record->values[l->type->school].text;

        snprintf(message, sizeof(message),
                 "'%.40s' is not in the schools extract", urn);
        if (note_waiting(l, urn, err)
            || load_reject_row(l, record->line, l->type->school,
                               REJECT_UNKNOWN_SCHOOL, message, rows, err))
            return -1;
        return 1;
    }
    if (record->rule != REJECT_NONE)
        return load_reject_row(l, record->line, record->field, record->rule,
                               record->message, 1, err)
                   ? -1
                   : 1;
    return 0;
}

static int forget_rejects(struct load *l, struct err *err)
{
    const struct db_param params[] = {
        { ":sha256", l->content->sha256, 0 },
        { ":content_id", NULL, l->content->id },
    };

    return db_run_script(l->loader->db, "ingest/sql/content.sql#forget_rejects",
                         params, 2, err);
}

/* What a person should know of a file that was taken in. */
static void describe(const struct load *l, char message[512])
{
    struct str text = STR_INIT;
    size_t ignored = extract_ignored_count(l->extract);
    long long extended = (long long)extract_rows_extended(l->extract);

    for (size_t i = 0; i < ignored && text.len < 400; i++)
        str_addf(&text, "%s'%.40s'", i ? ", " : "columns not used: ",
                 extract_ignored(l->extract, i));
    if (extended)
        str_addf(&text, "%srows with fields beyond the header: %lld",
                 text.len ? "; " : "", extended);
    snprintf(message, 512, "%.500s", text.text);
    str_release(&text);
}

int loader_load(struct loader *loader, const struct load_request *request,
                struct load_counts *counts, enum load_end *end,
                char message[512], struct err *err)
{
    struct load l = { .loader = loader,
                      .request = request,
                      .content = request->content,
                      .counts = counts,
                      .key = STR_INIT };
    int ret = -1;

    memset(counts, 0, sizeof(*counts));
    message[0] = '\0';
    *end = LOAD_DONE;
    if (load_open_extract(&l, err))
        goto out;
    l.type = extract_type(l.extract);
    if (!l.type) {
        snprintf(message, 512, "%.500s", extract_refusal(l.extract));
        *end = LOAD_REFUSED;
        ret = 0;
        goto out;
    }
    if (forget_rejects(&l, err))
        goto out;
    if (l.type->mode == TYPE_MARKS) {
        if (load_marks(&l, err))
            goto out;
    } else if (loader_table_open(loader, l.type, &l.table, err)
               || load_rows(&l, err)) {
        goto out;
    }
    counts->lines_skipped = extract_lines_skipped(l.extract);
    describe(&l, message);
    if (extract_open_quote(l.extract)) {
        snprintf(message, 512, "line %lld: a quote is opened and not closed",
                 (long long)extract_open_quote(l.extract));
        *end = LOAD_INCOMPLETE;
    }
    if (l.type->keeps == KEEPS_SCHOOLS)
        idents_schools_changed(&loader->idents);
    if (l.type->keeps == KEEPS_STATES)
        roll_forget(&loader->roll);
    ret = 0;
out:
    load_close_extract(&l);
    map_release(&l.keys);
    free(l.lasts);
    str_release(&l.key);
    if (ret)
        err_context(err, "content %.12s", request->content->sha256);
    return ret;
}

static void add_part(struct load_size *size, const char *name)
{
    struct load_part *part = &size->parts[size->part_count++];

    content_copy(part->name, sizeof(part->name), name);
}

/* What the file is the whole truth for. */
static void find_parts(const struct load *l, struct load_size *size)
{
    const char *given = extract_part(l->extract);
    const struct codes *codes;

    size->is_list = given != NULL;
    if (given || l->type->part < 0) {
        add_part(size, given ? given : "");
        return;
    }
    codes = &l->type->fields[l->type->part].codes;
    for (size_t i = 0; i < codes->count; i++)
        if (!codes->items[i].means)
            add_part(size, codes->items[i].text);
}

int loader_measure(struct loader *loader, const struct content *content,
                   struct load_size *size, struct err *err)
{
    const struct load_request request = { content, NULL };
    struct load l = { .loader = loader,
                      .request = &request,
                      .content = content };
    const struct record *record;
    int more = -1;

    memset(size, 0, sizeof(*size));
    if (load_open_extract(&l, err))
        return -1;
    l.type = extract_type(l.extract);
    more = l.type ? 1 : 0;
    if (l.type)
        find_parts(&l, size);
    while (more == 1 && (more = extract_next(l.extract, &record, err)) == 1) {
        const char *part =
            l.type->part < 0 ? "" : record->values[l.type->part].text;

        size->rows++;
        for (size_t i = 0; i < size->part_count; i++)
            size->parts[i].rows += !strcmp(part, size->parts[i].name);
    }
    load_close_extract(&l);
    return more;
}
