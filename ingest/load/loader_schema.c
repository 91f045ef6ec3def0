#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/dictionary.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/load/enrolment.h"
#include "ingest/load/loader.h"
#include "ingest/load/row_table.h"
#include "ingest/read/type.h"

/* Checked at the commit: a statement that may fail halfway keeps copies of the
   pages it touches (ingest/sql/stale.sql). */
#define LATER " deferrable initially deferred"
#define TYPE_SQL "ingest/sql/extract_type.sql#"

static const char *column_type(const struct type *type, size_t field)
{
    if ((int)field == type->school || (int)field == type->pupil
        || (int)field == type->child)
        return "integer";
    switch (type->fields[field].kind) {
    case FIELD_INT:
        return "integer";
    case FIELD_NUMBER:
        return "real";
    default:
        return "text";
    }
}

static void add_column(struct str *sql, const struct type *type, size_t field)
{
    str_addf(sql, "%s %s", type_column(type, field), column_type(type, field));
    if (type->fields[field].need == NEED_VALUE)
        str_add(sql, " not null");
    if ((int)field == type->school)
        str_add(sql, " references school_ident" LATER);
    if ((int)field == type->pupil || (int)field == type->child)
        str_add(sql, " references ident" LATER);
    str_add(sql, ", ");
}

/*
 * A key that is never null in part is the table's order; of another SQLite
 * would take two nulls for different.
 */
static void add_key(struct str *sql, const struct type *type)
{
    struct str key = STR_INIT;
    bool may_lack = false;

    for (size_t i = 0; i < type->key_count; i++) {
        const char *column = type_column(type, (size_t)type->key[i]);
        bool lacks = row_table_may_lack(type, type->key[i]);

        may_lack = may_lack || lacks;
        str_add(&key, i ? ", " : "");
        if (lacks)
            str_addf(&key, "coalesce(%s, '')", column);
        else
            str_add(&key, column);
    }
    if (may_lack)
        str_addf(sql,
                 ") strict;\n"
                 "create unique index %s_key on %s (%s);\n",
                 type->table, type->table, key.text);
    else
        str_addf(sql, ", primary key (%s)) strict, without rowid;\n", key.text);
    str_release(&key);
}

/* Does the table's own order begin with who the row is of? Then an index of
   that would be of no use, and SQLite goes through it where it joins all rows
   with their persons: a look into the table for each, which is dearer than
   reading them as they lie. */
static bool is_by_ident(const struct type *type)
{
    for (size_t i = 0; i < type->key_count; i++)
        if (row_table_may_lack(type, type->key[i]))
            return false;
    return type->key_count
           && (type->key[0] == type->pupil || type->key[0] == type->child);
}

static void add_index(struct str *sql, const struct type *type)
{
    str_addf(sql, "create index %s_asked on %s (", type->table, type->table);
    for (size_t i = 0; i < type->index_count; i++)
        str_addf(sql, "%s%s", i ? ", " : "",
                 type_column(type, (size_t)type->index[i]));
    str_add(sql, ");\n");
}

static void add_table(struct str *sql, const struct type *type)
{
    str_addf(sql, "create table %s (", type->table);
    for (size_t i = 0; i < type->field_count; i++)
        add_column(sql, type, i);
    str_add(sql, "content_id integer not null references content" LATER ", ");
    if (row_table_lists(type))
        str_add(sql, "seen_id integer not null references content" LATER ", ");
    if (type->mode == TYPE_SNAPSHOT)
        str_add(sql, "gone_date text, ");
    str_add(sql, "line integer not null, row_hash integer not null,"
                 " was_hash integer");
    add_key(sql, type);
    /* Of others the rows of one content are never asked for. */
    if (type->mode == TYPE_UPSERT && type->keeps != KEEPS_SCHOOLS
        && type->keeps != KEEPS_STATES)
        str_addf(sql, "create index %s_content on %s (content_id);\n",
                 type->table, type->table);
    if ((type->pupil >= 0 || type->child >= 0) && !is_by_ident(type))
        str_addf(sql, "create index %s_ident on %s (ident_key);\n", type->table,
                 type->table);
    if (type->index_count)
        add_index(sql, type);
}

/* Of two ids of a person that hold one key the later content's row counts
   (details.md 45). */
static void add_twin_check(struct str *sql, const struct type *type,
                           const char *is_there)
{
    str_addf(sql,
             "not exists (select 1 from person as twin"
             " cross join %s as o on o.ident_key = twin.ident_key",
             type->table);
    for (size_t i = 0; i < type->key_count; i++)
        if (type->key[i] != type->pupil && type->key[i] != type->child)
            str_addf(sql, " and o.%s is t.%s",
                     type_column(type, (size_t)type->key[i]),
                     type_column(type, (size_t)type->key[i]));
    if (*is_there)
        str_addf(sql, " and o.%s", is_there);
    str_add(sql, " cross join content as theirs"
                 " on theirs.content_id = o.content_id"
                 " cross join content as ours"
                 " on ours.content_id = t.content_id"
                 " where twin.pupil_key = p.pupil_key"
                 " and twin.ident_key <> p.ident_key"
                 " and (theirs.order_key, o.line, o.ident_key)"
                 " > (ours.order_key, t.line, t.ident_key))");
}

static bool is_other_school(const struct type *type, size_t field)
{
    return type->fields[field].kind == FIELD_SCHOOL
           && (int)field != type->school;
}

/* The URN of the school whose LAESTAB a column holds; day: the column of the
   day on which it was open, NULL = any. */
static void add_numbered(struct str *sql, const char *column, const char *day)
{
    str_addf(sql,
             "(select s.urn from school_meant as s"
             " where s.la_code = substr(t.%s, 1, 3)"
             " and s.establishment_number = substr(t.%s, 4)",
             column, column);
    if (day)
        str_addf(sql, " and t.%s between s.first_date and s.last_date", day);
    str_add(sql, " order by s.is_open desc, s.urn desc limit 1), ");
}

/* A school that a row names beside its own, by URN: of those of a LAESTAB the
   one that was open when the row began (details.md 57). One that the schools
   extract does not know stands as it was sent. */
static void add_other_school(struct str *sql, const struct type *type,
                             const char *column)
{
    str_add(sql, "coalesce(");
    if (type->start >= 0)
        add_numbered(sql, column, type_column(type, (size_t)type->start));
    add_numbered(sql, column, NULL);
    str_addf(sql, "t.%s) as %s", column, column);
}

/*
 * The public view: by person, where the rows are a child's. What the newest
 * snapshot lacks has ended with it, or is none where rows have no end.
 */
static void add_view(struct str *sql, const struct type *type)
{
    bool is_snapshot = type->mode == TYPE_SNAPSHOT;
    bool has_ident = type->pupil >= 0 || type->child >= 0;
    const char *is_there =
        is_snapshot && type->end < 0 ? "gone_date is null" : "";
    const char *between = has_ident ? "p.pupil_key, " : "";

    str_addf(sql, "create view %s as select ", type->view);
    for (size_t i = 0; i < type->field_count; i++) {
        const char *column = type_column(type, i);

        if ((int)i == type->pupil || (int)i == type->child)
            continue;
        str_add(sql, between);
        if (is_snapshot && (int)i == type->end)
            str_addf(sql, "coalesce(t.%s, t.gone_date) as %s", column, column);
        else if (is_other_school(type, i))
            add_other_school(sql, type, column);
        else
            str_addf(sql, "t.%s", column);
        between = ", ";
    }
    str_addf(sql, " from %s as t", type->table);
    if (has_ident)
        str_add(sql, " inner join person as p using (ident_key)");
    if (has_ident || *is_there)
        str_add(sql, " where ");
    if (*is_there)
        str_addf(sql, "t.%s%s", is_there, has_ident ? " and " : "");
    if (has_ident)
        add_twin_check(sql, type, is_there);
    str_add(sql, ";\n");
}

/* What its table or its view and their columns are, for data_dictionary. */
static void describe(struct dictionary *dictionary, const struct type *type,
                     const char *relation)
{
    struct str text = STR_INIT;

    if (!*relation)
        return;
    str_addf(&text, "The %s extract: one row a key, as it was last sent.",
             type->name);
    dictionary_put(dictionary, relation, "", text.text);
    dictionary_put(dictionary, relation, "pupil_key", "in dim_pupil");
    for (size_t i = 0; i < type->field_count; i++) {
        str_clear(&text);
        if ((int)i == type->school)
            str_add(&text, "in dim_school");
        else
            str_addf(&text, "%s of the %s extract", type->fields[i].heading,
                     type->name);
        dictionary_put(dictionary, relation, type_column(type, i), text.text);
    }
    str_release(&text);
}

void loader_describe(const struct type_set *types,
                     struct dictionary *dictionary)
{
    for (size_t i = 0; i < types->count; i++) {
        describe(dictionary, &types->types[i], types->types[i].table);
        describe(dictionary, &types->types[i], types->types[i].view);
    }
}

/* What a type tells is told once; a second part of it joins what it has. */
static void add_told(struct str *sql, const char *name)
{
    struct str head = STR_INIT;

    /* lint-ok sql: of a view, which binds nothing */
    str_addf(&head, " select '%s', ", name);
    str_add(sql, strstr(sql->text, head.text) ? " union" : " union all");
    str_add(sql, head.text);
    str_release(&head);
}

/* Whose rows a table has: each once, in the order of an index. */
static void add_owners(struct str *sql, const char *table, bool is_listed)
{
    str_addf(sql,
             "i.ident_key, i.id from (select distinct ident_key from %s%s)"
             " as t cross join ident as i using (ident_key)",
             table, is_listed ? " where gone_date is null" : "");
}

/* UPNs in a field of the type's rows: whose they are, or a child is said to
   have, as the newest snapshot lists them. */
static void add_upns(struct str *sql, const struct type *type, size_t field)
{
    bool is_listed = type->mode == TYPE_SNAPSHOT;
    const char *column = type_column(type, field);

    add_told(sql, type->reports_as);
    if ((int)field == type->pupil)
        add_owners(sql, type->table, is_listed);
    else
        str_addf(sql,
                 "i.ident_key, t.upn from (select distinct %s as upn from %s"
                 " where %s is not null%s) as t"
                 " left join ident as i on i.kind = 'upn' and i.id = t.upn",
                 column, type->table, column,
                 is_listed ? " and gone_date is null" : "");
}

void loader_add_upns(struct str *sql, const struct type_set *types)
{
    const char *marks = NULL;

    str_add(sql, "create view upn_told as"
                 " select '' as type, 0 as ident_key, '' as upn where false");
    for (size_t i = 0; i < types->count; i++) {
        const struct type *type = &types->types[i];

        if (type->mode == TYPE_MARKS)
            marks = type->reports_as;
        if (!type->table[0] || type->keeps == KEEPS_STATES)
            continue;
        for (size_t f = 0; f < type->field_count; f++)
            if (type->fields[f].kind == FIELD_UPN
                && !type->fields[f].is_several)
                add_upns(sql, type, f);
    }
    if (marks) {
        add_told(sql, marks);
        add_owners(sql, "mark_pupil", false);
    }
    str_add(sql, ";\n");
}

void loader_add_schema(struct str *sql, const struct type *type)
{
    if (!type->table[0])
        return;
    add_table(sql, type);
    stale_add_triggers(sql, type);
    if (type->keeps == KEEPS_STATES)
        enrolment_add_triggers(sql, type);
    if (type->view[0])
        add_view(sql, type);
}

static int put_type(struct db *db, const struct type *type, struct err *err)
{
    struct query *q = db_query(db, TYPE_SQL "put", err);
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
    query_bind_text(q, 9,
                    !strcmp(type->speaks, TYPE_MUTE) ? ""
                    : *type->speaks                  ? type->speaks
                                                     : type->table);
    query_bind_text(q, 10, type->recurs);
    return query_run(q, err);
}

/* Those whose description is gone. */
static int drop_types(struct db *db, const struct type_set *types,
                      struct err *err)
{
    struct query *list = db_query(db, TYPE_SQL "list", err);
    int row;

    while ((row = query_step(list, err)) == 1) {
        struct query *drop;

        if (type_find(types, query_text(list, 0)))
            continue;
        drop = db_query(db, TYPE_SQL "drop", err);
        query_bind_text(drop, 1, query_text(list, 0));
        if (query_run(drop, err))
            return -1;
    }
    return row;
}

int loader_store_types(struct db *db, const struct type_set *types,
                       struct err *err)
{
    if (drop_types(db, types, err))
        return -1;
    for (size_t i = 0; i < types->count; i++)
        if (put_type(db, &types->types[i], err))
            return err_context(err, "type %s", types->types[i].name);
    return 0;
}
