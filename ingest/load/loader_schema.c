#include "ingest/load/load.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/dictionary.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/read/type.h"

/* Checked at the commit: a statement that may fail halfway keeps copies of the
   pages it touches (ingest/sql/stale.sql). */
#define LATER " deferrable initially deferred"
#define TYPE_SQL "ingest/sql/extract_type.sql#"

static const char *column_type(const struct type *type, size_t field)
{
    if ((int)field == type->school)
        return "integer not null references school_ident" LATER;
    if ((int)field == type->pupil || (int)field == type->child)
        return "integer not null references ident" LATER;
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

static void add_table(struct str *sql, const struct type *type)
{
    str_addf(sql, "create table %s (", type->table);
    for (size_t i = 0; i < type->field_count; i++)
        str_addf(sql, "%s %s, ", type_column(type, i), column_type(type, i));
    str_add(sql, "content_id integer not null references content" LATER ", ");
    if (type->mode == TYPE_SNAPSHOT)
        str_add(sql, "seen_id integer not null references content" LATER ","
                     " gone_date text, ");
    str_add(sql, "line integer not null, row_hash integer not null,"
                 " primary key (");
    for (size_t i = 0; i < type->key_count; i++)
        str_addf(sql, "%s%s", i ? ", " : "",
                 type_column(type, (size_t)type->key[i]));
    str_addf(sql,
             ")) strict, without rowid;\n"
             "create index %s_content on %s (content_id);\n",
             type->table, type->table);
    if (type->pupil >= 0 || type->child >= 0)
        str_addf(sql, "create index %s_ident on %s (ident_key);\n", type->table,
                 type->table);
}

/*
 * The public view: by person, the row of the later content where two ids of a
 * person hold one key (details.md 45); of a school alone, the rows.
 */
static void add_view(struct str *sql, const struct type *type)
{
    bool has_person = type->pupil >= 0 || type->child >= 0;
    const char *comma = has_person ? "p.pupil_key, " : "";

    str_addf(sql, "create view %s as select ", type->view);
    for (size_t i = 0; i < type->field_count; i++) {
        if ((int)i == type->pupil || (int)i == type->child)
            continue;
        str_addf(sql, "%st.%s", comma, type_column(type, i));
        comma = ", ";
    }
    if (!has_person) {
        str_addf(sql, " from %s as t;\n", type->table);
        return;
    }
    str_addf(sql,
             " from %s as t inner join person as p using (ident_key)"
             " where not exists (select 1 from person as twin"
             " cross join %s as o on o.ident_key = twin.ident_key",
             type->table, type->table);
    for (size_t i = 0; i < type->key_count; i++)
        if (type->key[i] != type->pupil && type->key[i] != type->child)
            str_addf(sql, " and o.%s is t.%s",
                     type_column(type, (size_t)type->key[i]),
                     type_column(type, (size_t)type->key[i]));
    str_add(sql, " cross join content as theirs"
                 " on theirs.content_id = o.content_id"
                 " cross join content as ours"
                 " on ours.content_id = t.content_id"
                 " where twin.pupil_key = p.pupil_key"
                 " and twin.ident_key <> p.ident_key"
                 " and (theirs.order_key, o.line, o.ident_key)"
                 " > (ours.order_key, t.line, t.ident_key));\n");
}

/* What its table or its view and their columns are, for data_dictionary. */
static int describe(struct db *db, const struct type *type,
                    const char *relation, struct err *err)
{
    struct str text = STR_INIT;
    int ret;

    str_addf(&text, "The %s extract: one row a key, as it was last sent.",
             type->name);
    ret = dictionary_put(db, relation, "", text.text, err)
          || dictionary_put(db, relation, "pupil_key", "in dim_pupil", err);
    for (size_t i = 0; ret == 0 && i < type->field_count; i++) {
        str_clear(&text);
        if ((int)i == type->school)
            str_add(&text, "in dim_school");
        else
            str_addf(&text, "%s of the %s extract", type->fields[i].heading,
                     type->name);
        ret =
            dictionary_put(db, relation, type_column(type, i), text.text, err);
    }
    str_release(&text);
    return ret;
}

void loader_add_schema(struct str *sql, const struct type *type)
{
    if (!type->table[0])
        return;
    add_table(sql, type);
    stale_add_triggers(sql, type);
    if (type->view[0])
        add_view(sql, type);
}

static int put_type(struct query *q, const struct type *type, struct err *err)
{
    bool has_end = type->end >= 0;
    bool is_of_school =
        type->school >= 0
        && !(type->key_count == 1 && type_is_key(type, type->school));

    query_bind_text(q, 1, type->name);
    query_bind_text(q, 2, type->table);
    query_bind_text(q, 3,
                    type->pupil >= 0   ? "upn"
                    : type->child >= 0 ? "child"
                                       : "");
    query_bind_int(q, 4, type->authority);
    query_bind_text(q, 5,
                    type->start >= 0 ? type->fields[type->start].name : "");
    query_bind_text(q, 6, type->year >= 0 ? type->fields[type->year].name : "");
    query_bind_int(q, 7, is_of_school);
    query_bind_int(q, 8, type->mode == TYPE_SNAPSHOT && !has_end);
    query_bind_text(q, 9, *type->speaks ? type->speaks : type->table);
    return query_run(q, err);
}

/* Those whose description is gone. */
static int drop_types(struct db *db, const struct type_set *types,
                      struct err *err)
{
    struct query *list = NULL, *drop = NULL;
    int row = -1;

    if (query_open_asset(&list, db, TYPE_SQL "list", err)
        || query_open_asset(&drop, db, TYPE_SQL "drop", err))
        goto out;
    while ((row = query_step(list, err)) == 1) {
        if (type_find(types, query_text(list, 0)))
            continue;
        query_bind_text(drop, 1, query_text(list, 0));
        if (query_run(drop, err)) {
            row = -1;
            break;
        }
    }
out:
    query_close(list);
    query_close(drop);
    return row;
}

static int put_types(struct db *db, const struct type_set *types,
                     struct err *err)
{
    struct query *q = NULL;
    int ret = 0;

    if (drop_types(db, types, err)
        || query_open_asset(&q, db, TYPE_SQL "put", err))
        return -1;
    for (size_t i = 0; ret == 0 && i < types->count; i++)
        ret = put_type(q, &types->types[i], err);
    query_close(q);
    return ret;
}

int loader_describe(struct db *db, const struct type_set *types,
                    struct err *err)
{
    if (put_types(db, types, err))
        return -1;
    for (size_t i = 0; i < types->count; i++) {
        const struct type *type = &types->types[i];

        if ((type->table[0] && describe(db, type, type->table, err))
            || (type->view[0] && describe(db, type, type->view, err)))
            return err_context(err, "type %s", type->name);
    }
    return 0;
}

void loader_table_close(struct loader_table *t)
{
    if (!t)
        return;
    query_close(t->find);
    query_close(t->insert);
    query_close(t->update);
    query_close(t->touch);
    query_close(t->see);
    query_close(t->state_last);
    query_close(t->state_add);
    query_close(t->state_drop);
    query_close(t->twins);
    free(t);
}

/* " where a = ?1 and b = ?2", parameters numbered from `first`. */
static void add_key(struct str *sql, const struct type *type, size_t first)
{
    for (size_t i = 0; i < type->key_count; i++)
        str_addf(sql, " %s %s = ?%zu", i ? "and" : "where",
                 type_column(type, (size_t)type->key[i]), first + i);
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
#define STATE_SQL(name) "ingest/sql/enrolment_state.sql#" name
    return query_open_asset(&t->state_last, db, STATE_SQL("last"), err)
                   || query_open_asset(&t->state_add, db, STATE_SQL("add"), err)
                   || query_open_asset(&t->state_drop, db, STATE_SQL("drop"),
                                       err)
                   || query_open_asset(&t->twins, db, STATE_SQL("twins"), err)
               ? -1
               : 0;
#undef STATE_SQL
}

int loader_table_open(struct loader *loader, const struct type *type,
                      struct loader_table **out, struct err *err)
{
    struct loader_table **slot = &loader->tables[type - loader->types->types];
    struct loader_table *t;
    struct str sql = STR_INIT;
    size_t fields = type->field_count;
    int ret = -1;

    *out = *slot;
    if (*slot)
        return 0;
    t = mem_zero(1, sizeof(*t));
    str_addf(&sql, "select content_id, row_hash%s from %s",
             type->mode == TYPE_SNAPSHOT ? ", seen_id" : "", type->table);
    add_key(&sql, type, 1);
    if (prepare(&t->find, loader->db, &sql, err))
        goto out;
    str_addf(&sql, "insert or fail into %s (", type->table);
    for (size_t i = 0; i < fields; i++)
        str_addf(&sql, "%s, ", type_column(type, i));
    str_addf(&sql, "content_id, row_hash, line%s) values (",
             type->mode == TYPE_SNAPSHOT ? ", seen_id" : "");
    for (size_t i = 1; i <= fields + 3; i++)
        str_addf(&sql, "%s?%zu", i > 1 ? ", " : "", i);
    str_add(&sql, type->mode == TYPE_SNAPSHOT ? ", ?" : "");
    if (type->mode == TYPE_SNAPSHOT)
        str_addf(&sql, "%zu", fields + 1);
    str_add(&sql, ")");
    if (prepare(&t->insert, loader->db, &sql, err))
        goto out;
    str_addf(&sql, "update or fail %s set ", type->table);
    for (size_t i = 0; i < fields; i++)
        str_addf(&sql, "%s = ?%zu, ", type_column(type, i), i + 1);
    str_addf(&sql, "content_id = ?%zu, row_hash = ?%zu, line = ?%zu",
             fields + 1, fields + 2, fields + 3);
    add_key(&sql, type, fields + 4);
    if (prepare(&t->update, loader->db, &sql, err))
        goto out;
    str_addf(&sql, "update or fail %s set content_id = ?1, line = ?2",
             type->table);
    add_key(&sql, type, 3);
    if (prepare(&t->touch, loader->db, &sql, err))
        goto out;
    if (type->mode == TYPE_SNAPSHOT) {
        str_addf(&sql, "update or fail %s set seen_id = ?1", type->table);
        add_key(&sql, type, 2);
        if (prepare(&t->see, loader->db, &sql, err))
            goto out;
    }
    if (type->keeps == KEEPS_STATES && open_states(t, loader->db, err))
        goto out;
    *slot = *out = t;
    t = NULL;
    ret = 0;
out:
    loader_table_close(t);
    str_release(&sql);
    return ret;
}
