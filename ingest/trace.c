#include "ingest/trace.h"

#include <string.h>

#include "core/date.h"
#include "core/db.h"
#include "core/err.h"
#include "core/str.h"
#include "ingest/keep/content.h"
#include "ingest/keep/stamp.h"
#include "ingest/load/load.h"
#include "ingest/load/loader.h"
#include "ingest/read/extract.h"
#include "ingest/read/judge.h"
#include "ingest/read/type.h"

#define SQL "ingest/sql/trace.sql#"

int trace_open(struct db *db, struct err *err)
{
    return db_run_script(db, SQL "tables", NULL, 0, err);
}

/* --- marks -----------------------------------------------------------------
 */

static int read_strings(struct db *db, int64_t pupil_key, const char *first,
                        const char *last, struct err *err)
{
    struct query *q = db_query(db, SQL "read_strings", err);
    struct query *put = db_query(db, SQL "put_mark", err);
    int row;

    query_bind_int(q, 1, pupil_key);
    query_bind_text(q, 2, first);
    query_bind_text(q, 3, last);
    while ((row = query_step(q, err)) == 1) {
        size_t len;
        const void *pattern = query_blob(q, 4, &len);

        query_bind_int(put, 1, query_int(q, 0));
        query_bind_text(put, 2, query_text(q, 1));
        query_bind_text(put, 3, query_text(q, 2));
        query_bind_int(put, 4,
                       marksource_at(pattern, len, (int)query_int(q, 3)));
        if (query_run(put, err)) {
            query_reset(q);
            return -1;
        }
    }
    return row;
}

/* A content that is read for the lines of one person: of marks, or of stays. */
struct reading {
    struct load load;
    int64_t pupil_key;
    bool is_of_stays;
    struct query *is_upn, *put;
};

static bool is_wanted(const struct reading *r, const struct type *type)
{
    return r->is_of_stays ? type->keeps == KEEPS_STATES
                          : type->mode == TYPE_MARKS;
}

static int is_theirs(struct reading *r, const struct record *record,
                     struct err *err)
{
    int64_t one = 0;

    query_bind_text(r->is_upn, 1, record->values[r->load.type->pupil].text);
    query_bind_int(r->is_upn, 2, r->pupil_key);
    return query_read_int(r->is_upn, &one, err);
}

/* Of two lines with a mark for one session the later holds (details.md 5). */
static int put_line(struct reading *r, const struct record *record, date_t date,
                    int half, struct err *err)
{
    const char *school = record->values[r->load.type->school].text;
    char text[DATE_TEXT_SIZE];
    int64_t key;

    if (idents_known_school(&r->load.loader->idents, school, date, &key, err))
        return -1;
    date_format(date, text);
    query_bind_int(r->put, 1, key);
    query_bind_text(r->put, 2, text);
    query_bind_text(r->put, 3, half ? "PM" : "AM");
    query_bind_int(r->put, 4, r->load.content->id);
    query_bind_int(r->put, 5, record->line);
    return query_run(r->put, err);
}

/* Of two lines of one stay the later holds, as of marks. */
static int put_stay(struct reading *r, const struct record *record,
                    struct err *err)
{
    const struct type *type = r->load.type;
    const struct content *content = r->load.content;
    char entry[DATE_TEXT_SIZE];
    int64_t key;

    if (idents_known_school(&r->load.loader->idents,
                            record->values[type->school].text,
                            stamp_day(content->stamp), &key, err))
        return -1;
    date_format(record->values[type_field(type, "entry_date")].date, entry);
    query_bind_int(r->put, 1, content->id);
    query_bind_int(r->put, 2, key);
    query_bind_text(r->put, 3, entry);
    query_bind_int(r->put, 4, record->line);
    return query_run(r->put, err);
}

static int take_record(struct reading *r, const struct record *record,
                       struct err *err)
{
    const struct type *type = r->load.type;
    const struct value *marks;
    date_t date;
    int session = type_field(type, "session");
    int theirs;

    if (record->rejected)
        return 0;
    theirs = is_theirs(r, record, err);
    if (theirs != 1)
        return theirs;
    if (r->is_of_stays)
        return put_stay(r, record, err);
    marks = &record->values[type->mark];
    date = record->values[type->date].date;
    if (type->fields[type->mark].kind != FIELD_MARKS)
        return put_line(r, record, date, record->values[session].text[0] == 'P',
                        err);
    for (size_t i = 0; i < marks->len; i++)
        if (marks->text[i] != ' '
            && put_line(r, record, date + (date_t)(i / 2), (int)(i % 2), err))
            return -1;
    return 0;
}

static int read_type(struct reading *r, struct err *err)
{
    const struct record *record;
    int more = 0;
    int ret = load_open_extract(&r->load, err);

    if (ret == 0 && extract_type(r->load.extract)) {
        r->load.type = extract_type(r->load.extract);
        while (ret == 0 && is_wanted(r, r->load.type)
               && (more = load_next(&r->load, &record, err)) == 1)
            ret = take_record(r, record, err);
    }
    load_close_extract(&r->load);
    return ret || more < 0 ? -1 : 0;
}

/* Of all its types, each of which has records of its own. */
static int read_content(struct reading *r, struct err *err)
{
    const struct type_set *types = r->load.loader->types;
    const char *names = r->load.content->type;
    const struct type *type;

    while ((type = type_next(types, &names)) != NULL) {
        if (!is_wanted(r, type))
            continue;
        r->load.type = type;
        if (read_type(r, err))
            return err_context(err, "content %.12s", r->load.content->sha256);
    }
    return 0;
}

static int read_lines(struct loader *loader, int64_t pupil_key,
                      bool is_of_stays, struct err *err)
{
    const char *which =
        is_of_stays ? SQL "list_state_contents" : SQL "list_contents";
    const char *how = is_of_stays ? SQL "put_state_line" : SQL "put_line";
    struct query *list = db_query(loader->db, which, err);
    struct reading r = { .load = { .loader = loader },
                         .pupil_key = pupil_key,
                         .is_of_stays = is_of_stays,
                         .is_upn = db_query(loader->db, SQL "is_upn", err),
                         .put = db_query(loader->db, how, err) };
    int row;

    while ((row = query_step(list, err)) == 1) {
        struct content content;

        content_read(&content, list);
        r.load.content = &content;
        if (read_content(&r, err)) {
            query_reset(list);
            return -1;
        }
    }
    return row;
}

int trace_marks(struct db *db, const struct config *config,
                const struct type_set *types, int64_t pupil_key,
                const char *first, const char *last, struct err *err)
{
    struct loader loader;
    int ret;

    if (read_strings(db, pupil_key, first, last, err)
        || loader_open(&loader, db, config, types, err))
        return -1;
    ret = read_lines(&loader, pupil_key, false, err);
    loader_close(&loader);
    return ret;
}

int trace_states(struct db *db, const struct config *config,
                 const struct type_set *types, int64_t pupil_key,
                 const char *day, struct err *err)
{
    struct query *put = db_query(db, SQL "put_states", err);
    struct loader loader;
    int ret;

    query_bind_int(put, 1, pupil_key);
    query_bind_text(put, 2, day);
    if (query_run(put, err) || loader_open(&loader, db, config, types, err))
        return -1;
    ret = read_lines(&loader, pupil_key, true, err)
          || query_run(db_query(db, SQL "put_state_rows", err), err);
    loader_close(&loader);
    return ret ? -1 : 0;
}

/* --- rows ------------------------------------------------------------------
 */

static bool is_said(const struct type *type, size_t field)
{
    const struct field *f = &type->fields[field];

    return f->kind != FIELD_NAME && !f->is_private && (int)field != type->born
           && (int)field != type->pupil && (int)field != type->child
           && (int)field != type->school;
}

static void add_fields(struct str *sql, const struct type *type)
{
    const char *between = "";

    for (size_t i = 0; i < type->field_count; i++) {
        if (!is_said(type, i))
            continue;
        str_addf(sql, "%s'%s', t.%s", between, type_column(type, i),
                 type_column(type, i));
        between = ", ";
    }
    if (type->mode == TYPE_SNAPSHOT) /* no longer listed from that day on */
        str_addf(sql, "%s'gone_date', t.gone_date", between);
}

static const struct type *type_of(const struct type_set *types,
                                  const char *relation)
{
    for (size_t i = 0; i < types->count; i++)
        if (!strcmp(types->types[i].table, relation))
            return &types->types[i];
    return NULL;
}

int trace_rows(struct db *db, const struct type_set *types,
               const char *relation, int64_t pupil_key, struct err *err)
{
    const struct type *type = type_of(types, relation);
    struct str sql = STR_INIT;
    struct query *put = NULL;
    int ret;

    if (!type || (type->pupil < 0 && type->child < 0))
        return 0;
    str_addf(&sql,
             "insert into temp.trace_row (relation, content_id, line,"
             " school_key, says) select ?1, t.content_id, t.line, %s,"
             " json_object(",
             type->school >= 0 ? "t.school_key" : "null");
    add_fields(&sql, type);
    str_addf(&sql,
             ") from person as p inner join %s as t on t.ident_key ="
             " p.ident_key where p.pupil_key = ?2"
             " order by t.content_id, t.line",
             type->table);
    ret = query_open(&put, db, sql.text, err);
    if (ret == 0) {
        query_bind_text(put, 1, relation);
        query_bind_int(put, 2, pupil_key);
        ret = query_run(put, err);
    }
    query_close(put);
    str_release(&sql);
    return ret;
}
