#include "ingest/loader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/archive.h"
#include "ingest/extract.h"
#include "ingest/type.h"

struct loader_table {
    struct query *find;   /* by key: content_id, row_hash (, seen_id) */
    struct query *fetch;  /* by key: every field */
    struct query *insert;
    struct query *update;
    struct query *touch;  /* by key: content_id moves on */
    struct query *see;    /* by key: seen_id moves on */
    struct query *state_last;
    struct query *state_add;
};

/* The fields of an enrolment that its history keeps (details.md 15). */
static const char *const state_fields[] = { "nc_year",      "status",
                                            "sen_status",   "fsm",
                                            "idaci_decile", "ethnicity" };
#define STATE_FIELDS (sizeof(state_fields) / sizeof(state_fields[0]))

/* Changes of these reach no figure, only names on lists. */
static const char *const label_fields[] = {
    "surname",   "forename", "language",     "sen_need",
    "fsm_ever6", "postcode", "young_carer",  "former_upn",
};

static bool is_enrolment(const struct type *type)
{
    return !strcmp(type->table, "enrolment");
}

static bool is_schools(const struct type *type)
{
    return !strcmp(type->table, "school");
}

static bool is_snapshot(const struct type *type)
{
    return type->mode == TYPE_SNAPSHOT;
}

/* --- tables ------------------------------------------------------------- */

static const char *column_name(const struct type *type, size_t field)
{
    if ((int)field == type->school)
        return "school_key";
    if ((int)field == type->pupil || (int)field == type->child)
        return "ident_key";
    return type->fields[field].name;
}

static const char *column_type(const struct type *type, size_t field)
{
    if ((int)field == type->school)
        return "integer not null references school_ident";
    if ((int)field == type->pupil || (int)field == type->child)
        return "integer not null references ident";
    switch (type->fields[field].kind) {
    case FIELD_INT:
        return type->fields[field].need == NEED_VALUE ? "integer not null"
                                                      : "integer";
    case FIELD_NUMBER:
        return type->fields[field].need == NEED_VALUE ? "real not null"
                                                      : "real";
    default:
        return type->fields[field].need == NEED_VALUE ? "text not null"
                                                      : "text";
    }
}

static int create_table(struct db *db, const struct type *type,
                        struct err *err)
{
    struct str sql = STR_INIT;
    int ret;

    str_addf(&sql, "create table if not exists %s (", type->table);
    for (size_t i = 0; i < type->field_count; i++)
        str_addf(&sql, "%s %s, ", column_name(type, i), column_type(type, i));
    str_add(&sql, "content_id integer not null references content, ");
    if (is_snapshot(type))
        str_add(&sql, "seen_id integer not null references content, ");
    str_add(&sql, "line integer not null, row_hash integer not null,"
                  " primary key (");
    for (size_t i = 0; i < type->key_count; i++)
        str_addf(&sql, "%s%s", i ? ", " : "",
                 column_name(type, (size_t)type->key[i]));
    str_add(&sql, ")) strict, without rowid");
    ret = db_exec(db, sql.text, err);
    if (ret == 0)
        ret = db_execf(db, err,
                       "create index if not exists %s_content on %s"
                       " (content_id)",
                       type->table, type->table);
    if (ret == 0 && (type->pupil >= 0 || type->child >= 0))
        ret = db_execf(db, err,
                       "create index if not exists %s_ident on %s (ident_key)",
                       type->table, type->table);
    str_release(&sql);
    return ret;
}

int loader_schema(struct db *db, const struct type_set *types,
                  struct err *err)
{
    for (size_t i = 0; i < types->count; i++)
        if (types->types[i].table[0]
            && create_table(db, &types->types[i], err))
            return err_context(err, "type %s", types->types[i].name);
    return db_run_script(db, "ingest/sql/enrolment_state.sql", NULL, 0, err);
}

static void close_table(struct loader_table *t)
{
    if (!t)
        return;
    query_close(t->find);
    query_close(t->fetch);
    query_close(t->insert);
    query_close(t->update);
    query_close(t->touch);
    query_close(t->see);
    query_close(t->state_last);
    query_close(t->state_add);
    free(t);
}

/* " where a = ?1 and b = ?2", parameters numbered from `first`. */
static void add_key(struct str *sql, const struct type *type, size_t first)
{
    for (size_t i = 0; i < type->key_count; i++)
        str_addf(sql, " %s %s = ?%zu", i ? "and" : "where",
                 column_name(type, (size_t)type->key[i]), first + i);
}

static int prepare(struct query **q, struct db *db, struct str *sql,
                   struct err *err)
{
    int ret = query_open(q, db, sql->text, err);

    str_clear(sql);
    return ret;
}

static int open_states(struct loader_table *t, struct db *db, struct err *err)
{
    return query_open(&t->state_last, db,
                      "select stamp, nc_year, status, sen_status, fsm,"
                      " idaci_decile, ethnicity from enrolment_state"
                      " where school_key = ?1 and ident_key = ?2"
                      " and entry_date = ?3 order by stamp desc limit 1",
                      err)
                   || query_open(&t->state_add, db,
                                 "insert or replace into enrolment_state"
                                 " (school_key, ident_key, entry_date, stamp,"
                                 " nc_year, status, sen_status, fsm,"
                                 " idaci_decile, ethnicity)"
                                 " values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,"
                                 " ?10)",
                                 err)
               ? -1
               : 0;
}

static int open_table(struct loader *loader, const struct type *type,
                      struct loader_table **out, struct err *err)
{
    struct loader_table **slot
        = &loader->tables[type - loader->types->types];
    struct loader_table *t;
    struct str sql = STR_INIT;
    size_t fields = type->field_count;
    int ret = -1;

    *out = *slot;
    if (*slot)
        return 0;
    t = mem_zero(1, sizeof(*t));
    str_addf(&sql, "select content_id, row_hash%s from %s",
             is_snapshot(type) ? ", seen_id" : "", type->table);
    add_key(&sql, type, 1);
    if (prepare(&t->find, loader->db, &sql, err))
        goto out;
    str_add(&sql, "select ");
    for (size_t i = 0; i < fields; i++)
        str_addf(&sql, "%s%s", i ? ", " : "", column_name(type, i));
    str_addf(&sql, " from %s", type->table);
    add_key(&sql, type, 1);
    if (prepare(&t->fetch, loader->db, &sql, err))
        goto out;
    str_addf(&sql, "insert into %s (", type->table);
    for (size_t i = 0; i < fields; i++)
        str_addf(&sql, "%s, ", column_name(type, i));
    str_addf(&sql, "content_id, row_hash, line%s) values (",
             is_snapshot(type) ? ", seen_id" : "");
    for (size_t i = 1; i <= fields + 3; i++)
        str_addf(&sql, "%s?%zu", i > 1 ? ", " : "", i);
    str_add(&sql, is_snapshot(type) ? ", ?" : "");
    if (is_snapshot(type))
        str_addf(&sql, "%zu", fields + 1);
    str_add(&sql, ")");
    if (prepare(&t->insert, loader->db, &sql, err))
        goto out;
    str_addf(&sql, "update %s set ", type->table);
    for (size_t i = 0; i < fields; i++)
        str_addf(&sql, "%s = ?%zu, ", column_name(type, i), i + 1);
    str_addf(&sql, "content_id = ?%zu, row_hash = ?%zu, line = ?%zu",
             fields + 1, fields + 2, fields + 3);
    add_key(&sql, type, fields + 4);
    if (prepare(&t->update, loader->db, &sql, err))
        goto out;
    str_addf(&sql, "update %s set content_id = ?1, line = ?2", type->table);
    add_key(&sql, type, 3);
    if (prepare(&t->touch, loader->db, &sql, err))
        goto out;
    if (is_snapshot(type)) {
        str_addf(&sql, "update %s set seen_id = ?1", type->table);
        add_key(&sql, type, 2);
        if (prepare(&t->see, loader->db, &sql, err))
            goto out;
    }
    if (is_enrolment(type) && open_states(t, loader->db, err))
        goto out;
    *slot = *out = t;
    t = NULL;
    ret = 0;
out:
    close_table(t);
    str_release(&sql);
    return ret;
}

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
        || marks_open(&loader->marks, db, &loader->contents, err)
        || roll_open(&loader->roll, db, err)
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
        || query_open(&loader->note_pupil, db,
                      "insert into changed_pupil (ident_key, school_key,"
                      " from_date) values (?1, ?2, ?3)"
                      " on conflict do update set"
                      " from_date = min(from_date, excluded.from_date)",
                      err)
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
        close_table(loader->tables[i]);
    free(loader->tables);
    contents_close(&loader->contents);
    idents_close(&loader->idents);
    marks_close(&loader->marks);
    roll_close(&loader->roll);
    map_release(&loader->stale_schools);
    map_release(&loader->changed_stays);
    map_release(&loader->new_schools);
    query_close(loader->reject);
    query_close(loader->wait);
    query_close(loader->keep);
    query_close(loader->kept);
    query_close(loader->note_pupil);
    query_close(loader->note_school);
    memset(loader, 0, sizeof(*loader));
}

void loader_forget(struct loader *loader)
{
    contents_forget(&loader->contents);
    idents_forget(&loader->idents);
    marks_forget(&loader->marks);
    roll_forget(&loader->roll);
}

int loader_note_pupil(struct loader *loader, int64_t ident_key,
                      int64_t school_key, const char *from_date,
                      struct err *err)
{
    query_bind_int(loader->note_pupil, 1, ident_key);
    query_bind_int(loader->note_pupil, 2, school_key);
    query_bind_text(loader->note_pupil, 3, from_date);
    return query_run(loader->note_pupil, err);
}

static int note_all(struct loader *loader, const char *reason,
                    struct err *err)
{
    return db_execf(loader->db, err,
                    "insert into changed_all (reason) values ('%s')"
                    " on conflict do nothing",
                    reason);
}

/* --- one load ----------------------------------------------------------- */

struct load {
    struct loader *loader;
    const struct load_request *request;
    const struct content *content;
    const struct type *type;
    struct loader_table *table;
    struct load_counts *counts;
    struct archive_file *file;
    struct extract *extract;
    int64_t school_key; /* of the current record; 0 = it has none */
    int64_t ident_key;
    int64_t noted_school; /* the last one noted in content_school */
    struct str key;
    /* Keys that the file holds more than once: the last line counts. */
    struct map keys; /* key -> index into lasts */
    struct load_last *lasts;
    size_t last_count;
    size_t last_capacity;
    bool has_again;
};

struct load_last {
    int64_t ordinal; /* of the last record with the key */
    int64_t hash;    /* of that record's content */
};

static int open_extract(struct load *l, struct err *err)
{
    struct extract_source source = { archive_read, NULL };

    if (archive_open(&l->file, l->loader->config->archive, l->content->sha256,
                     err))
        return -1;
    source.context = l->file;
    return extract_open(&l->extract, l->loader->types,
                        (enum encoding)l->content->encoding, source, err);
}

static void close_extract(struct load *l)
{
    extract_close(l->extract);
    archive_close(l->file);
    l->extract = NULL;
    l->file = NULL;
}

static int reject_row(struct load *l, int64_t line, int field,
                      enum reject rule, const char *message, int64_t rows,
                      struct err *err)
{
    struct query *q = l->loader->reject;

    l->counts->rejected += rows;
    query_bind_text(q, 1, l->content->sha256);
    query_bind_int(q, 2, line);
    query_bind_text(q, 3,
                    field >= 0 ? l->type->fields[field].heading : "");
    query_bind_text(q, 4, reject_name(rule));
    query_bind_int(q, 5, rows);
    query_bind_text(q, 6, message);
    return query_run(q, err);
}

/*
 * The record's school: its key, or 0 with *unknown when the schools extract
 * has none such (it may come later: the content then waits for it).
 */
static int resolve_school(struct load *l, const struct record *record,
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
    if (is_schools(l->type))
        return idents_school_key(&l->loader->idents, value->text,
                                 &l->school_key, err);
    if (idents_known_school(&l->loader->idents, value->text, &l->school_key,
                            err))
        return -1;
    *unknown = l->school_key == 0;
    return 0;
}

static int resolve_ident(struct load *l, const struct record *record,
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
    return idents_key(&l->loader->idents,
                      field == l->type->pupil ? 'u' : 'c', value->text,
                      &l->ident_key, err);
}

static int note_waiting(struct load *l, const char *urn, struct err *err)
{
    query_bind_text(l->loader->wait, 1, urn);
    query_bind_int(l->loader->wait, 2, l->content->id);
    return query_run(l->loader->wait, err);
}

static int note_school(struct load *l, struct err *err)
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
static int judge(struct load *l, const struct record *record, int64_t rows,
                 struct err *err)
{
    bool unknown = false;
    char message[160];

    if (resolve_school(l, record, &unknown, err))
        return -1;
    if (unknown
        && (record->rule == REJECT_NONE || record->field > l->type->school)) {
        const char *urn = record->values[l->type->school].text;

        snprintf(message, sizeof(message),
                 "'%.40s' is not in the schools extract", urn);
        if (note_waiting(l, urn, err)
            || reject_row(l, record->line, l->type->school,
                          REJECT_UNKNOWN_SCHOOL, message, rows, err))
            return -1;
        return 1;
    }
    if (record->rule != REJECT_NONE)
        return reject_row(l, record->line, record->field, record->rule,
                          record->message, 1, err)
                   ? -1
                   : 1;
    return 0;
}

/* --- rows with a key ---------------------------------------------------- */

static void add_content(struct str *s, const struct load *l, size_t field,
                        const struct value *value)
{
    if ((int)field == l->type->school)
        str_add_n(s, &l->school_key, sizeof(l->school_key));
    else
        str_add_n(s, value->text, value->len);
    str_add_c(s, value->is_blank ? '\x1e' : '\x1f');
}

static int64_t content_hash(struct load *l, const struct record *record)
{
    uint64_t hash;

    str_clear(&l->key);
    for (size_t i = 0; i < l->type->field_count; i++)
        add_content(&l->key, l, i, &record->values[i]);
    hash = map_hash(l->key.text, l->key.len);
    return (int64_t)hash;
}

static void make_key(struct load *l, const struct record *record)
{
    str_clear(&l->key);
    for (size_t i = 0; i < l->type->key_count; i++) {
        size_t field = (size_t)l->type->key[i];

        add_content(&l->key, l, field, &record->values[field]);
    }
}

/* First pass: which keys are there more than once, and which line is last. */
static int find_last_lines(struct load *l, struct err *err)
{
    const struct record *record;
    int64_t ordinal = 0;
    int more;

    while ((more = extract_next(l->extract, &record, err)) == 1) {
        bool unknown, added;
        int64_t hash;
        int64_t *at;

        ordinal++;
        if (record->rule != REJECT_NONE)
            continue;
        if (resolve_school(l, record, &unknown, err))
            return -1;
        if (unknown)
            continue;
        hash = content_hash(l, record);
        make_key(l, record);
        at = map_put(&l->keys, l->key.text, l->key.len,
                     (int64_t)l->last_count, &added);
        if (added) {
            MEM_ROOM(l->lasts, l->last_count, l->last_capacity);
            l->last_count++;
        } else {
            l->has_again = true;
        }
        l->lasts[*at] = (struct load_last){ ordinal, hash };
    }
    return more;
}

static void bind_key(struct query *q, int first, const struct load *l,
                     const struct record *record)
{
    for (size_t i = 0; i < l->type->key_count; i++) {
        int field = l->type->key[i];
        int at = first + (int)i;
        const struct value *value = &record->values[field];

        if (field == l->type->school)
            query_bind_int(q, at, l->school_key);
        else if (field == l->type->pupil || field == l->type->child)
            query_bind_int(q, at, l->ident_key);
        else
            query_bind_lent(q, at, value->text, value->len);
    }
}

static void bind_fields(struct query *q, const struct load *l,
                        const struct record *record, int64_t hash)
{
    int at = 1;

    for (size_t i = 0; i < l->type->field_count; i++, at++) {
        const struct value *value = &record->values[i];

        if ((int)i == l->type->school)
            query_bind_int(q, at, l->school_key);
        else if ((int)i == l->type->pupil || (int)i == l->type->child)
            query_bind_int(q, at, l->ident_key);
        else if (value->is_blank)
            query_bind_null(q, at);
        else if (l->type->fields[i].kind == FIELD_INT)
            query_bind_int(q, at, value->number);
        else if (l->type->fields[i].kind == FIELD_NUMBER)
            query_bind_real(q, at, value->real);
        else
            query_bind_lent(q, at, value->text, value->len);
    }
    query_bind_int(q, at, l->content->id);
    query_bind_int(q, at + 1, hash);
    query_bind_int(q, at + 2, record->line);
}

static bool in_list(const char *name, const char *const *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!strcmp(list[i], name))
            return true;
    return false;
}

static void earliest(char from[DATE_TEXT_SIZE], const char *date)
{
    if (strcmp(date, from) < 0)
        snprintf(from, DATE_TEXT_SIZE, "%.10s", date);
}

static bool differs(struct query *old, size_t field,
                    const struct value *value)
{
    if (query_is_null(old, (int)field) || value->is_blank)
        return query_is_null(old, (int)field) != value->is_blank;
    return strcmp(query_text(old, (int)field), value->text) != 0;
}

/*
 * The first day that replacing the row in `old` by the record can reach, into
 * from; "" = any day, "9" = none.
 */
static void reach_of_update(const struct load *l, struct query *old,
                            const struct record *record,
                            char from[DATE_TEXT_SIZE])
{
    const struct type *type = l->type;

    snprintf(from, DATE_TEXT_SIZE, "9");
    for (size_t i = 0; i < type->field_count; i++) {
        const char *name = type->fields[i].name;
        const struct value *value = &record->values[i];

        if ((int)i == type->school || (int)i == type->pupil
            || (int)i == type->child)
            continue;
        if (type->fields[i].kind == FIELD_INT
            || type->fields[i].kind == FIELD_NUMBER) {
            if (query_is_null(old, (int)i) == value->is_blank
                && (value->is_blank
                    || (query_real(old, (int)i) >= value->real
                        && query_real(old, (int)i) <= value->real)))
                continue;
        } else if (!differs(old, i, value)) {
            continue;
        }
        if ((int)i == type->end) {
            if (!query_is_null(old, (int)i))
                earliest(from, query_text(old, (int)i));
            if (!value->is_blank)
                earliest(from, value->text);
        } else if (is_enrolment(type)
                   && in_list(name, state_fields, STATE_FIELDS)) {
            earliest(from, strcmp(name, "status") ? l->content->stamp : "");
        } else if (in_list(name, label_fields,
                           sizeof(label_fields) / sizeof(label_fields[0]))) {
            continue;
        } else if (type->effective >= 0
                   && strcmp(name, "date_of_birth") != 0
                   && strcmp(name, "sex") != 0) {
            earliest(from, record->values[type->effective].text);
        } else {
            earliest(from, "");
        }
    }
}

/* The record's row, unchanged, is this content's now. */
static int touch(struct load *l, const struct record *record,
                 struct err *err)
{
    query_bind_int(l->table->touch, 1, l->content->id);
    query_bind_int(l->table->touch, 2, record->line);
    bind_key(l->table->touch, 3, l, record);
    return query_run(l->table->touch, err);
}

/* The record's row was last listed by that snapshot. */
static int see(struct load *l, int64_t content_id,
               const struct record *record, struct err *err)
{
    query_bind_int(l->table->see, 1, content_id);
    bind_key(l->table->see, 2, l, record);
    return query_run(l->table->see, err);
}

/* A row came, changed or went: what the transform and others must redo. */
static int note_row(struct load *l, const char *from, struct err *err)
{
    struct loader *loader = l->loader;

    if (is_schools(l->type) || !strcmp(l->type->table, "adviser"))
        return note_all(loader, l->type->table, err);
    if (l->type->pupil < 0 || is_enrolment(l->type))
        loader->persons_changed = true;
    if (l->ident_key && strcmp(from, "9") != 0)
        return loader_note_pupil(loader, l->ident_key, l->school_key, from,
                                 err);
    return 0;
}

static void note_stay(struct load *l)
{
    int64_t pair[2] = { l->school_key, l->ident_key };
    bool added;

    if (is_enrolment(l->type))
        map_put(&l->loader->changed_stays, pair, sizeof(pair), 1, &added);
}

/*
 * The attributes that the extract of this stamp gives (details.md 15, 46): a
 * new row of enrolment_state where they differ from those before.
 */
static int add_state(struct load *l, const struct record *record,
                     const char *stamp, struct err *err)
{
    struct loader_table *t = l->table;
    const struct value *entry
        = &record->values[type_field(l->type, "entry_date")];
    const struct value *values[STATE_FIELDS];
    bool same;
    int row;

    for (size_t i = 0; i < STATE_FIELDS; i++)
        values[i] = &record->values[type_field(l->type, state_fields[i])];
    query_bind_int(t->state_last, 1, l->school_key);
    query_bind_int(t->state_last, 2, l->ident_key);
    query_bind_lent(t->state_last, 3, entry->text, entry->len);
    row = query_step(t->state_last, err);
    if (row < 0)
        return -1;
    same = row == 1;
    for (size_t i = 0; same && i < STATE_FIELDS; i++)
        same = !differs(t->state_last, i + 1, values[i]);
    if (row == 1)
        query_reset(t->state_last);
    if (same)
        return 0;
    query_bind_int(t->state_add, 1, l->school_key);
    query_bind_int(t->state_add, 2, l->ident_key);
    query_bind_lent(t->state_add, 3, entry->text, entry->len);
    query_bind_text(t->state_add, 4, stamp);
    for (size_t i = 0; i < STATE_FIELDS; i++) {
        if (values[i]->is_blank)
            query_bind_null(t->state_add, (int)i + 5);
        else
            query_bind_lent(t->state_add, (int)i + 5, values[i]->text,
                            values[i]->len);
    }
    return query_run(t->state_add, err);
}

/* A later snapshot may have kept the row that only comes now. */
static int see_kept(struct load *l, const struct record *record,
                    struct err *err)
{
    struct query *q = l->loader->kept;
    int64_t seen = l->content->id;
    int order, row;

    make_key(l, record);
    query_bind_text(q, 1, l->type->name);
    query_bind_blob(q, 2, l->key.text, l->key.len);
    while ((row = query_step(q, err)) == 1) {
        int64_t content_id = query_int(q, 0);

        if (contents_compare(&l->loader->contents, seen, content_id, &order,
                             err))
            return -1;
        if (order < 0)
            seen = content_id;
    }
    if (row < 0 || seen == l->content->id)
        return row;
    return see(l, seen, record, err);
}

static int insert_row(struct load *l, const struct record *record,
                      int64_t hash, struct err *err)
{
    const char *from = l->type->effective >= 0
                           ? record->values[l->type->effective].text
                           : "";

    bind_fields(l->table->insert, l, record, hash);
    if (query_run(l->table->insert, err))
        return -1;
    note_stay(l);
    if (is_schools(l->type)) {
        const char *urn = record->values[l->type->school].text;
        bool added;

        map_put(&l->loader->new_schools, urn, strlen(urn), 1, &added);
    }
    if (is_snapshot(l->type) && see_kept(l, record, err))
        return -1;
    return note_row(l, from, err);
}

static int update_row(struct load *l, const struct record *record,
                      int64_t hash, struct err *err)
{
    struct loader_table *t = l->table;
    char from[DATE_TEXT_SIZE];
    bool moved = false;
    int row;

    bind_key(t->fetch, 1, l, record);
    row = query_step(t->fetch, err);
    if (row < 0)
        return -1;
    reach_of_update(l, t->fetch, record, from);
    if (is_enrolment(l->type)) {
        int leaving = type_field(l->type, "leaving_date");
        int status = type_field(l->type, "status");

        moved = differs(t->fetch, (size_t)leaving, &record->values[leaving])
                || differs(t->fetch, (size_t)status, &record->values[status]);
    }
    query_reset(t->fetch);
    if (moved)
        note_stay(l);
    bind_fields(t->update, l, record, hash);
    bind_key(t->update, (int)l->type->field_count + 4, l, record);
    if (query_run(t->update, err))
        return -1;
    return note_row(l, from, err);
}

static int apply_row(struct load *l, const struct record *record,
                     struct err *err)
{
    struct loader_table *t = l->table;
    struct load_counts *counts = l->counts;
    int64_t hash = content_hash(l, record);
    int64_t old_content, old_hash, seen = 0;
    int order, seen_order = 0;
    int row;

    bind_key(t->find, 1, l, record);
    row = query_step(t->find, err);
    if (row < 0)
        return -1;
    if (row == 0) {
        counts->loaded++;
        if (insert_row(l, record, hash, err))
            return -1;
        return is_enrolment(l->type)
                   ? add_state(l, record,
                               l->request->state_stamp
                                   ? l->request->state_stamp
                                   : l->content->stamp,
                               err)
                   : 0;
    }
    old_content = query_int(t->find, 0);
    old_hash = query_int(t->find, 1);
    if (is_snapshot(l->type))
        seen = query_int(t->find, 2);
    query_reset(t->find);
    if (contents_compare(&l->loader->contents, old_content, l->content->id,
                         &order, err)
        || (seen
            && contents_compare(&l->loader->contents, seen, l->content->id,
                                &seen_order, err)))
        return -1;
    if (old_hash == hash) {
        counts->duplicate++;
        if (order < 0 && touch(l, record, err))
            return -1;
    } else if (order > 0) {
        counts->superseded++;
    } else {
        counts->loaded++;
        if (update_row(l, record, hash, err))
            return -1;
    }
    if (seen_order < 0 && see(l, l->content->id, record, err))
        return -1;
    if (!is_enrolment(l->type))
        return 0;
    if (l->request->state_stamp)
        return add_state(l, record, l->request->state_stamp, err);
    if (order > 0) {
        bool added;

        map_put(&l->loader->stale_schools, &l->school_key,
                sizeof(l->school_key), 1, &added);
        return 0;
    }
    return old_hash == hash ? 0
                            : add_state(l, record, l->content->stamp, err);
}

/* A rejected row of a snapshot keeps the older row as it is (details.md 53). */
static int keep_older(struct load *l, const struct record *record,
                      struct err *err)
{
    int order;
    int64_t seen;
    int row;

    for (size_t i = 0; i < l->type->key_count; i++) {
        const struct value *value = &record->values[l->type->key[i]];

        if (!value->is_ok || value->is_blank)
            return 0;
    }
    if (l->type->school >= 0 && !l->school_key)
        return 0;
    if (resolve_ident(l, record, err))
        return -1;
    make_key(l, record);
    query_bind_text(l->loader->keep, 1, l->type->name);
    query_bind_blob(l->loader->keep, 2, l->key.text, l->key.len);
    query_bind_int(l->loader->keep, 3, l->content->id);
    if (query_run(l->loader->keep, err))
        return -1;
    bind_key(l->table->find, 1, l, record);
    row = query_step(l->table->find, err);
    if (row != 1)
        return row;
    seen = query_int(l->table->find, 2);
    query_reset(l->table->find);
    if (contents_compare(&l->loader->contents, seen, l->content->id, &order,
                         err))
        return -1;
    return order < 0 ? see(l, l->content->id, record, err) : 0;
}

static int load_rows(struct load *l, struct err *err)
{
    const struct record *record;
    int64_t ordinal = 0;
    int more;

    if (find_last_lines(l, err))
        return -1;
    if (extract_open_quote(l->extract))
        return 0;
    close_extract(l);
    if (open_extract(l, err))
        return -1;
    while ((more = extract_next(l->extract, &record, err)) == 1) {
        int rejected;

        ordinal++;
        l->counts->read++;
        rejected = judge(l, record, 1, err);
        if (rejected < 0)
            return -1;
        if (rejected) {
            if (is_snapshot(l->type) && keep_older(l, record, err))
                return -1;
            continue;
        }
        if (l->has_again) {
            const struct load_last *last;
            int64_t hash = content_hash(l, record);

            make_key(l, record);
            last = &l->lasts[*map_find(&l->keys, l->key.text, l->key.len)];
            if (last->ordinal != ordinal) {
                if (last->hash == hash)
                    l->counts->duplicate++;
                else
                    l->counts->superseded++;
                continue;
            }
        }
        if (resolve_ident(l, record, err) || note_school(l, err)
            || apply_row(l, record, err))
            return -1;
    }
    return more;
}

/* --- marks -------------------------------------------------------------- */

/* The last day a bucket can be made for; later ones are no dates of marks. */
static bool is_markable(date_t date)
{
    return date < date_make(9998, 1, 1);
}

static int load_mark(struct load *l, const struct record *record,
                     struct err *err)
{
    const struct value *mark = &record->values[l->type->mark];
    const struct value *when = &record->values[l->type->date];
    int session_field = type_field(l->type, "session");
    int session = !strcmp(record->values[session_field].text, "PM");
    const struct roll_stay *stays;
    char message[160];
    size_t count;
    bool on_roll;

    if (!is_markable(when->date))
        return reject_row(l, record->line, l->type->date, REJECT_BAD_DATE,
                          "no such school year", 1, err);
    if (roll_load(&l->loader->roll, l->school_key, err))
        return -1;
    stays = roll_find(&l->loader->roll, l->ident_key, &count);
    on_roll = roll_covers(stays, count, when->date);
    if (marks_add(&l->loader->marks, l->ident_key, l->school_key, when->date,
                  session, mark->text, on_roll, err))
        return -1;
    if (on_roll)
        return 0;
    snprintf(message, sizeof(message), "not enrolled there on %s",
             when->text);
    return reject_row(l, record->line, l->type->date, REJECT_NOT_ON_ROLL,
                      message, 1, err);
}

static bool is_string(const struct type *type)
{
    return type->fields[type->mark].kind == FIELD_MARKS;
}

/* How many rows a line of marks stands for: one where it has none. */
static int64_t rows_in(const struct load *l, const struct record *record)
{
    const struct value *marks = &record->values[l->type->mark];
    int64_t rows = 0;

    if (!is_string(l->type)
        || (record->rule != REJECT_NONE && record->field != l->type->school))
        return 1;
    for (size_t i = 0; i < marks->len; i++)
        rows += marks->text[i] != ' ';
    return rows ? rows : 1;
}

/*
 * A line of marks: what is known and on roll goes in; the rest is counted, a
 * rule at a time.
 */
static int load_string(struct load *l, const struct record *record,
                       struct err *err)
{
    const struct value *marks = &record->values[l->type->mark];
    date_t start = record->values[l->type->date].date;
    const struct roll_stay *stays;
    int64_t off_roll = 0, unknown = 0, blank = 0;
    date_t first_off = DATE_NONE;
    char message[160], text[DATE_TEXT_SIZE], first_unknown = 0;
    size_t count;

    if (roll_load(&l->loader->roll, l->school_key, err))
        return -1;
    stays = roll_find(&l->loader->roll, l->ident_key, &count);
    for (size_t i = 0; i < marks->len; i++) {
        date_t date = start + (date_t)(i / 2);
        char mark[2] = { marks->text[i], '\0' };
        bool on_roll;

        if (mark[0] == ' ')
            continue;
        if (mark[0] == '-') {
            blank++;
            continue;
        }
        if (!is_markable(date)
            || !type_mark_is_valid(l->loader->types, mark, 1, date)) {
            if (!unknown++)
                first_unknown = mark[0];
            continue;
        }
        on_roll = roll_covers(stays, count, date);
        if (!on_roll && !off_roll++)
            first_off = date;
        if (marks_add(&l->loader->marks, l->ident_key, l->school_key, date,
                      (int)(i % 2), mark, on_roll, err))
            return -1;
    }
    if (blank
        && reject_row(l, record->line, l->type->mark, REJECT_BLANK_REQUIRED,
                      "a mark of '-' is none", blank, err))
        return -1;
    if (unknown) {
        snprintf(message, sizeof(message),
                 first_unknown >= ' ' && first_unknown <= '~'
                     ? "'%c' is no mark of that date"
                     : "a character is no mark",
                 first_unknown);
        if (reject_row(l, record->line, l->type->mark, REJECT_UNKNOWN_MARK,
                       message, unknown, err))
            return -1;
    }
    if (off_roll) {
        date_format(first_off, text);
        snprintf(message, sizeof(message), "not enrolled there on %s", text);
        return reject_row(l, record->line, l->type->mark, REJECT_NOT_ON_ROLL,
                          message, off_roll, err);
    }
    return 0;
}

static int load_marks(struct load *l, struct err *err)
{
    struct marks *marks = &l->loader->marks;
    const struct record *record;
    int more;

    marks_begin(marks, l->content->id);
    while ((more = extract_next(l->extract, &record, err)) == 1) {
        int64_t rows = rows_in(l, record);
        int rejected;

        l->counts->read += rows;
        rejected = judge(l, record, rows, err);
        if (rejected < 0)
            return -1;
        if (rejected)
            continue;
        if (resolve_ident(l, record, err)
            || (is_string(l->type) ? load_string(l, record, err)
                                   : load_mark(l, record, err)))
            return -1;
    }
    if (more < 0)
        return -1;
    if (extract_open_quote(l->extract))
        return 0;
    if (marks_end(marks, err))
        return -1;
    l->counts->loaded += marks->counts.loaded;
    l->counts->duplicate += marks->counts.duplicate;
    l->counts->superseded += marks->counts.superseded;
    return 0;
}

/* --- all ---------------------------------------------------------------- */

static int forget_rejects(struct load *l, struct err *err)
{
    return db_execf(l->loader->db, err,
                    "delete from load_reject where sha256 = '%s';"
                    "delete from content_wait where content_id = %lld;"
                    "delete from kept_key where content_id = %lld",
                    l->content->sha256, (long long)l->content->id,
                    (long long)l->content->id);
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
    if (open_extract(&l, err))
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
    } else if (open_table(loader, l.type, &l.table, err)
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
    if (is_schools(l.type))
        idents_schools_changed(&loader->idents);
    if (is_enrolment(l.type))
        roll_forget(&loader->roll);
    ret = 0;
out:
    close_extract(&l);
    map_release(&l.keys);
    free(l.lasts);
    str_release(&l.key);
    if (ret)
        err_context(err, "content %.12s", request->content->sha256);
    return ret;
}

int loader_measure(struct loader *loader, const struct content *content,
                   struct load_size *size, struct err *err)
{
    static const char *const plans[3] = { "CIN", "CPP", "CLA" };
    const struct load_request request = { content, NULL };
    struct load l = { .loader = loader, .request = &request,
                      .content = content };
    const struct record *record;
    int more = -1;
    int plan;

    memset(size, 0, sizeof(*size));
    if (open_extract(&l, err))
        return -1;
    l.type = extract_type(l.extract);
    plan = l.type ? type_field(l.type, "plan") : -1;
    more = l.type ? 1 : 0;
    while (more == 1
           && (more = extract_next(l.extract, &record, err)) == 1) {
        size->rows++;
        for (int i = 0; plan >= 0 && i < 3; i++)
            if (!strcmp(record->values[plan].text, plans[i]))
                size->plans[i]++;
    }
    close_extract(&l);
    return more;
}
