/* What is older than may be kept: one call of forget.h. */
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/night/forget.h"
#include "ingest/night/forgetting.h"
#include "ingest/night/night.h"
#include "ingest/night/renew.h"
#include "ingest/read/judge.h"
#include "ingest/read/past.h"

#define SQL "ingest/sql/forget.sql#"
#define ERASED "ingest/sql/erased.sql#"

struct older {
    struct forgetting forgetting;
    char day[DATE_TEXT_SIZE];
    struct query **ended; /* one a type, of spells; opened when needed */
};

/* --- which rows ----------------------------------------------------------- */

static enum cull_whose nobody(void *context, char kind, const char *id,
                              size_t len)
{
    (void)context;
    (void)kind;
    (void)id;
    (void)len;
    return CULL_NOBODYS;
}

/* Fields of the key that are neither whose nor where. */
static bool is_what(const struct type *type, int field)
{
    return field != type_owner(type) && field != type->school;
}

/* Spells in force of a person with the same key, wherever: ended all of them
   before the day. */
static void write_ended(struct str *sql, const struct type *type)
{
    str_addf(sql,
             "select count(*) > 0 and count(*) = sum(coalesce(t.%s < ?1, 0))"
             " from ident as asked"
             " inner join person as p on p.ident_key = asked.ident_key"
             " inner join person as twin on twin.pupil_key = p.pupil_key"
             " inner join %s as t on t.ident_key = twin.ident_key"
             " where asked.kind = ?2 and asked.id = ?3",
             type->fields[type->end].name, type->table);
    for (size_t i = 0, at = 4; i < type->key_count; i++)
        if (is_what(type, type->key[i]))
            str_addf(sql, " and t.%s = ?%zu", type->fields[type->key[i]].name,
                     at++);
}

static int open_ended(struct older *o, const struct type *type,
                      struct query **q, struct err *err)
{
    const struct type_set *types = o->forgetting.night->in->types;
    struct query **slot = &o->ended[type - types->types];
    struct str sql = STR_INIT;
    int ret = 0;

    if (!*slot) {
        write_ended(&sql, type);
        ret = query_open(slot, o->forgetting.db, sql.text, err);
    }
    *q = *slot;
    str_release(&sql);
    return ret;
}

/*
 * A spell that goes on, by what this file says, and ended before the day, by
 * one that comes after it: were only that to go, it would go on for ever.
 */
static bool has_ended(struct older *o, const struct type *type,
                      const struct record *record)
{
    const struct value *owner = &record->values[type_owner(type)];
    const struct value *start = &record->values[type->start];
    struct err *err = &o->forgetting.err;
    struct query *q;
    int64_t ended = 0;
    int at = 4;

    if (err->code != ERR_NONE || !owner->is_ok || owner->is_blank
        || !start->is_ok || start->date >= o->forgetting.before
        || open_ended(o, type, &q, err))
        return false;
    query_bind_text(q, 1, o->day);
    query_bind_text(q, 2, type->pupil >= 0 ? "upn" : "child");
    query_bind_text(q, 3, owner->text);
    for (size_t i = 0; i < type->key_count; i++)
        if (is_what(type, type->key[i]))
            query_bind_text(q, at++, record->values[type->key[i]].text);
    (void)!query_read_int(q, &ended, err);
    query_reset(q);
    return ended != 0;
}

static bool is_past(void *context, const struct type *type,
                    const struct record *record)
{
    struct older *o = context;
    const struct forgetting *f = &o->forgetting;

    if (!past_is_of_children(f->night->in->types, type))
        return false;
    if (past_last_day(type, record, stamp_day(f->content->stamp)) < f->before)
        return true;
    return past_is_spell(type) && type->table[0] && type_owner(type) >= 0
           && has_ended(o, type, record);
}

/* --- ids that nothing is left of ------------------------------------------ */

/* Every ident that a row has: by its key, or as text that is linked by. */
static void write_unused(struct str *sql, const struct type_set *types)
{
    str_add(sql, "select ident_key from ident where ident_key not in"
                 " (select ident_key from mark_pupil)");
    for (size_t i = 0; i < types->count; i++) {
        const struct type *type = &types->types[i];

        if (!type->table[0])
            continue;
        if (type_owner(type) >= 0)
            str_addf(sql,
                     " and ident_key not in (select ident_key from %s where"
                     " ident_key is not null)",
                     type->table);
        for (int k = 0; k < (int)type->field_count; k++)
            if (type->fields[k].kind == FIELD_UPN && k != type_owner(type))
                str_addf(sql,
                         " and (kind <> 'upn' or id not in (select %s from %s"
                         " where %s is not null))",
                         type->fields[k].name, type->table,
                         type->fields[k].name);
    }
}

/* Whoever emptied the tables: this run, or what put an older warehouse back. */
static int is_unfinished(struct db *db, bool *unfinished, struct err *err)
{
    int64_t one = 0;
    int row = query_read_int(db_query(db, ERASED "unfinished", err), &one, err);

    *unfinished = row > 0;
    return row < 0 ? -1 : 0;
}

int forget_unused(struct night *night, struct err *err)
{
    struct db *db = night->in->db;
    struct str sql = STR_INIT;
    struct query *q = NULL;
    int64_t *keys = NULL;
    size_t count = 0, capacity = 0;
    bool unfinished;
    int ret;

    if (is_unfinished(db, &unfinished, err))
        return -1;
    if (night->tombs.before == DATE_NONE || !unfinished)
        return 0;
    write_unused(&sql, night->in->types);
    ret = query_open(&q, db, sql.text, err);
    while (ret == 0 && (ret = query_step(q, err)) == 1) {
        MEM_ROOM(keys, count, capacity);
        keys[count++] = query_int(q, 0);
        ret = 0;
    }
    query_close(q);
    for (size_t i = 0; ret == 0 && i < count; i++)
        ret = db_drop_key(db, "ident", keys[i], err);
    loader_forget(&night->loader);
    free(keys);
    str_release(&sql);
    return ret;
}

/* --- all of it ------------------------------------------------------------ */

static int forget_them(struct older *o, struct str *said, struct err *err)
{
    struct forgetting *f = &o->forgetting;
    const struct db_param params[] = {
        { ":before", o->day, 0 },
        { ":run", NULL, f->night->in->run_id },
    };

    if (forgetting_run(f, err))
        return -1;
    str_addf(said, "Nothing from before %s is kept.\n", o->day);
    if (!f->changed && f->night->tombs.before >= f->before)
        return 0;
    f->night->tombs.before = f->before;
    return forgetting_say(f, said, err)
                   || db_run_script(f->db, ERASED "put_before", params, 2, err)
                   || forget_apply(f->night, err) || renew(f->night, err)
               ? -1
               : 0;
}

int forget_older(struct night *night, int years, struct str *said,
                 struct err *err)
{
    const size_t count = night->in->types->count;
    struct older o = { .forgetting = { .night = night,
                                       .db = night->in->db,
                                       .by = { .whose = nobody,
                                               .is_past = is_past,
                                               .context = &o },
                                       .before = past_first_kept(
                                           night->in->as_of, years) } };
    int ret;

    o.ended = mem_zero(count, sizeof(struct query *));
    if (o.forgetting.before < night->tombs.before)
        o.forgetting.before = night->tombs.before;
    date_format(o.forgetting.before, o.day);
    ret = forget_them(&o, said, err);
    for (size_t i = 0; i < count; i++)
        query_close(o.ended[i]);
    free(o.ended);
    forgetting_release(&o.forgetting);
    return ret;
}
