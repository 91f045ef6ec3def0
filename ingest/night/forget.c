#include "ingest/night/forget.h"

#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "core/db.h"
#include "core/err.h"
#include "core/str.h"
#include "ingest/night/called.h"
#include "ingest/night/forgetting.h"
#include "ingest/night/night.h"
#include "ingest/night/renew.h"

#define SQL "ingest/sql/forget.sql#"

/* --- whose rows ----------------------------------------------------------- */

static const char *kind_name(char kind)
{
    return kind == 'u' ? "upn" : "child";
}

static bool is_record(struct forgetting *f, const char *id, size_t len)
{
    struct query *q = db_query(f->db, SQL "is_record", &f->err);
    int64_t one = 0;

    query_bind_lent(q, 1, id, len);
    return query_read_int(q, &one, &f->err) > 0;
}

/* Those that the warehouse knows as somebody else's are. */
static enum cull_whose whose(void *context, char kind, const char *id,
                             size_t len)
{
    struct forgetting *f = context;
    enum cull_whose known;
    int64_t one = 0;
    struct query *q;

    if (kind == 'r')
        return is_record(f, id, len) ? CULL_GONE : CULL_NOBODYS;
    known = tombs_whose(&f->night->tombs, kind, id, len);
    if (known != CULL_NOBODYS || f->err.code != ERR_NONE)
        return known;
    q = db_query(f->db, SQL "is_another", &f->err);
    query_bind_text(q, 1, kind_name(kind));
    query_bind_lent(q, 2, id, len);
    return query_read_int(q, &one, &f->err) > 0 ? CULL_OTHERS : CULL_NOBODYS;
}

/* Rows of theirs that come again are theirs still. */
static void note_other(void *context, char kind, const char *id, size_t len)
{
    struct forgetting *f = context;
    char digest[HASH_TEXT_SIZE];

    tombs_digest(&f->night->tombs, kind, id, len, digest);
    if (f->err.code == ERR_NONE
        && tombs_add(&f->night->tombs, f->db, CULL_OTHERS, digest,
                     f->night->in->run_id, &f->err))
        return; /* f->err says it */
}

/* --- a person ------------------------------------------------------------- */

#define THEIRS                                                                 \
    "select ident.ident_key from temp.forgotten_id as f inner join ident"      \
    " on ident.kind = f.kind and ident.id = f.id"

/* UPNs that rows of theirs have in other fields, and are nobody else's. */
static int add_upns(struct forgetting *f, const struct type *type, int field,
                    struct err *err)
{
    return db_execf(
        f->db, err,
        "insert into temp.forgotten_id (kind, id)"
        " select distinct 'upn', each.value from %s as t,"
        " json_each('[\"' || replace(t.%s, ' ', '\",\"') || '\"]') as each"
        " where t.%s is not null and t.ident_key in (" THEIRS ")"
        " and each.value not in (select ident.id from ident"
        " where ident.kind = 'upn')"
        " and each.value not in (select upn_adopted.upn from upn_adopted)"
        " on conflict do nothing",
        type->table, type->fields[field].name, type->fields[field].name);
}

/* Numbers that rows of other types may name a row of theirs by. */
static int add_number(struct forgetting *f, const struct type *type,
                      const struct field *field, struct err *err)
{
    struct str sql = STR_INIT;
    struct query *q = NULL;
    int ret;

    str_addf(&sql,
             "insert into temp.forgotten_id (kind, id)"
             " select distinct 'record', ?1 || ':' || t.%s from %s as t"
             " where t.ident_key in (" THEIRS ") on conflict do nothing",
             field->name, type->table);
    ret = query_open(&q, f->db, sql.text, err);
    if (ret == 0) {
        query_bind_text(q, 1, field->heading);
        ret = query_run(q, err);
    }
    query_close(q);
    str_release(&sql);
    return ret;
}

static int add_numbers(struct forgetting *f, const struct type *type,
                       struct err *err)
{
    int ret = 0;

    for (size_t i = 0; ret == 0 && i < type->key_count; i++) {
        const struct field *field = &type->fields[type->key[i]];

        if (field->kind == FIELD_ID && type->key[i] != type_owner(type))
            ret = add_number(f, type, field, err);
    }
    return ret;
}

/* The names that a row of theirs has, a line each. */
static int add_names(struct forgetting *f, const struct type *type,
                     struct err *err)
{
    struct str names = STR_INIT;
    int ret = 0;

    for (size_t i = 0; i < type->field_count; i++)
        if (type->fields[i].kind == FIELD_NAME)
            str_addf(&names, "%s%s", names.len ? " || char(10) || " : "",
                     type->fields[i].name);
    if (names.len)
        ret = db_execf(f->db, err,
                       "insert into temp.forgotten_name (names)"
                       " select distinct %s from %s as t"
                       " where %s is not null and t.ident_key in (" THEIRS ")"
                       " on conflict do nothing",
                       names.text, type->table, names.text);
    str_release(&names);
    return ret;
}

static int find_person(struct forgetting *f, const char *upn, struct err *err)
{
    const struct type_set *types = f->night->in->types;
    const struct db_param params[] = { { ":upn", upn, 0 } };

    if (db_run_script(f->db, SQL "begin", params, 1, err))
        return -1;
    for (size_t i = 0; i < types->count; i++) {
        const struct type *type = &types->types[i];

        if (!type->table[0] || type_owner(type) < 0)
            continue;
        for (int k = 0; k < (int)type->field_count; k++)
            if (type->fields[k].kind == FIELD_UPN && k != type_owner(type)
                && add_upns(f, type, k, err))
                return -1;
        if (add_numbers(f, type, err) || add_names(f, type, err))
            return -1;
    }
    return 0;
}

/* Each id has a tombstone; *is_new: some had none. */
static int bury(struct forgetting *f, bool *is_new, struct err *err)
{
    struct tombs *tombs = &f->night->tombs;
    struct query *q = NULL;
    int row;

    *is_new = false;
    if (query_open_asset(&q, f->db, SQL "ids", err))
        return -1;
    while ((row = query_step(q, err)) == 1) {
        char kind = query_text(q, 0)[0];
        const char *id = query_text(q, 1);
        char digest[HASH_TEXT_SIZE];

        if (tombs_whose(tombs, kind, id, strlen(id)) == CULL_GONE)
            continue;
        *is_new = true;
        tombs_digest(tombs, kind, id, strlen(id), digest);
        if (tombs_add(tombs, f->db, CULL_GONE, digest, f->night->in->run_id,
                      err)) {
            row = -1;
            break;
        }
    }
    query_close(q);
    return row;
}

/* Is anything of theirs there? */
static int look(struct forgetting *f, bool *is_known, struct err *err)
{
    int64_t key = 0;
    struct query *q = db_query(f->db, SQL "keys", err);
    int row = query_read_int(q, &key, err);

    *is_known = key != 0;
    return row < 0 ? -1 : 0;
}

static int forget_them(struct forgetting *f, const char *upn, struct str *said,
                       struct err *err)
{
    const struct config *config = f->night->in->config;
    bool is_known, is_new;

    if (find_person(f, upn, err) || called_check_inbox(f->db, config, err)
        || tombs_make_key(&f->night->tombs, f->db, config->warehouse, err)
        || look(f, &is_known, err) || bury(f, &is_new, err)
        || forgetting_run(f, err))
        return -1;
    if (!is_known && is_new && !f->changed)
        return err_set(err, ERR_USAGE,
                       "there is nothing of anybody with that UPN. Nothing was"
                       " touched");
    if (!is_known && !f->changed) {
        str_add(said, "They were forgotten before: there is nothing of"
                      " theirs.\n");
        return 0;
    }
    return forgetting_say(f, said, err) || called_otherwise(f->db, err)
                   || forget_apply(f->night, err) || renew(f->night, err)
               ? -1
               : 0;
}

int forget_person(struct night *night, const char *upn, struct str *said,
                  struct err *err)
{
    struct forgetting f = { .night = night,
                            .db = night->in->db,
                            .by = { .whose = whose,
                                    .struck = note_other,
                                    .context = &f,
                                    .has_records = true },
                            .before = DATE_NONE };
    char known[UPN_LEN + 1];
    int ret;

    f.err = (struct err)ERR_INIT;
    if (value_upn(upn, strlen(upn), known) != REJECT_NONE)
        return err_set(err, ERR_USAGE,
                       "that is no UPN: 13 characters, the first a letter that"
                       " is worked out from the others");
    ret = forget_them(&f, known, said, err);
    forgetting_release(&f);
    return ret;
}
