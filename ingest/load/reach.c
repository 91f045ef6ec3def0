#include "ingest/load/reach.h"

#include "core/db.h"
#include "core/schema.h"
#include "core/str.h"
#include "ingest/load/stale.h"
#include "ingest/read/type.h"

#define STANDS "facts told"

/* The field by which a row belongs to a day or a year, or -1: where neither is
   said, the year in the key that is written by the one it ends in. */
static int dated(const struct type *type)
{
    if (!type->table[0] || type->keeps == KEEPS_STATES)
        return -1;
    if (type->year >= 0 || type->start >= 0)
        return type->year >= 0 ? type->year : type->start;
    for (size_t i = 0; i < type->key_count; i++)
        if (type->fields[type->key[i]].kind == FIELD_END_YEAR)
            return type->key[i];
    return -1;
}

/* What a row's value of that field is added to: of a year by its end, a month
   and day, for such years end on 31 March. */
static const char *last_day(const struct type *type, int field)
{
    return type->fields[field].kind == FIELD_END_YEAR ? " || '-03-31'" : "";
}

static void add_made_again(struct str *sql, const struct type *type)
{
    int field = dated(type);
    const char *date = type_column(type, (size_t)field);
    const char *day = last_day(type, field);
    const char *school =
        type->school >= 0 ? type_column(type, (size_t)type->school) : "null";

    /* lint-ok sql: names of a description, once a night */
    str_addf(sql,
             "delete from fact_told where relation = '%s';"
             "insert into fact_told"
             " (relation, type, school_key, first_fact, last_fact)"
             " select '%s', '%s', %s, min(%s)%s, max(%s)%s from %s%s"
             " group by %s having count(*) > 0;",
             type->table, type->table, type->reports_as, school, date, day,
             date, day, type->table,
             type->mode == TYPE_SNAPSHOT ? " where gone_date is null" : "",
             school);
}

int reach_begin(struct db *db, const struct type_set *types, struct err *err)
{
    struct str sql = STR_INIT;
    bool stands;
    int ret;

    str_add(&sql, "delete from fact_told;");
    for (size_t i = 0; i < types->count; i++)
        if (dated(&types->types[i]) >= 0)
            add_made_again(&sql, &types->types[i]);
    ret = schema_find_text(db, STANDS, &sql, &stands, err);
    if (ret == 0 && !stands)
        ret = db_exec(db, sql.text, err)
              || schema_keep_text(db, STANDS, &sql, err);
    str_release(&sql);
    return ret ? -1 : 0;
}

int reach_settle(struct stale *stale, const struct type_set *types,
                 struct err *err)
{
    struct str sql = STR_INIT;
    int ret = 0;

    for (size_t i = 0; ret == 0 && i < types->count; i++) {
        const struct type *type = &types->types[i];
        bool has_changed = false;

        if (dated(type) < 0)
            continue;
        ret = stale_has_relation(stale, type->table, &has_changed, err);
        if (has_changed)
            add_made_again(&sql, type);
    }
    if (ret == 0 && sql.len)
        ret = db_exec(stale->db, sql.text, err);
    str_release(&sql);
    return ret;
}
