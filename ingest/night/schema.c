#include "ingest/ingest.h"

#include <stdlib.h>
#include <string.h>

#include "core/asset.h"
#include "core/db.h"
#include "core/mem.h"
#include "core/schema.h"
#include "core/str.h"
#include "ingest/load/loader.h"
#include "ingest/load/reach.h"
#include "ingest/night/night.h"
#include "ingest/night/renew.h"
#include "ingest/read/type.h"

#define SCHEMA "ingest/sql/schema.sql#"

/* What is not made from a type's description, in this order: the first of it
   before that, which has triggers on tables here; the others after it, which
   have triggers on tables there. */
static const struct {
    const char *asset;
    enum schema_rows rows;
} own[] = {
    { SCHEMA "kept", SCHEMA_KEPT },
    { SCHEMA "made", SCHEMA_MADE },
    { "ingest/sql/enrolment_state.sql#schema", SCHEMA_MADE },
    { "ingest/sql/stale.sql#schema", SCHEMA_MADE },
    { "ingest/sql/recount.sql#schema", SCHEMA_MADE },
    { "ingest/sql/extract_type.sql#schema", SCHEMA_MADE },
    { "ingest/sql/stay.sql#schema", SCHEMA_MADE },
    { "ingest/sql/school.sql#schema", SCHEMA_MADE },
    { "ingest/sql/sent.sql#schema", SCHEMA_MADE },
    { "ingest/sql/known.sql#schema", SCHEMA_MADE },
    { "ingest/sql/noted.sql#schema", SCHEMA_MADE },
};
#define OWN_COUNT (sizeof(own) / sizeof(own[0]))
#define OWN_BEFORE 5

/* The script of own[i]; of types[i]. */
static struct schema_script *script_of_own(struct schema_script *scripts,
                                           const struct type_set *types,
                                           size_t i)
{
    return &scripts[i < OWN_BEFORE ? i : types->count + i];
}

static struct schema_script *script_of_type(struct schema_script *scripts,
                                            size_t i)
{
    return &scripts[OWN_BEFORE + i];
}

/* Tables that are empty now: what they held is to be read again. */
static int want_again(struct db *db, const struct type_set *types,
                      struct schema_script *scripts, struct err *err)
{
    for (size_t i = 0; i < types->count; i++)
        if (script_of_type(scripts, i)->is_anew
            && renew_forget(db, types->types[i].name, err))
            return -1;
    for (size_t i = 0; i < OWN_COUNT; i++)
        if (own[i].rows == SCHEMA_MADE
            && script_of_own(scripts, types, i)->is_anew)
            return renew_forget(db, NULL, err);
    return 0;
}

/* A dropped table takes what was said of it along, so it is said again. */
static int tell_sizes(struct db *db, struct err *err)
{
    int64_t count;

    if (db_read_int(db,
                    "select count(*) from sqlite_schema"
                    " where name = 'sqlite_stat1'",
                    &count, err)
        || (count == 0 && db_exec(db, "analyze sqlite_schema", err))
        || db_read_int(db, asset_find(SCHEMA "has_sizes")->text, &count, err))
        return -1;
    return count ? 0 : db_run_script(db, SCHEMA "sizes", NULL, 0, err);
}

static int update(struct db *db, const struct type_set *types,
                  enum schema_rows made, struct err *err)
{
    size_t count = types->count + OWN_COUNT + 1;
    struct schema_script *scripts = mem_zero(count, sizeof(*scripts));
    struct str *texts = mem_zero(types->count, sizeof(*texts));
    struct str upns = STR_INIT;
    int ret;

    for (size_t i = 0; i < types->count; i++) {
        texts[i] = (struct str)STR_INIT;
        loader_add_schema(&texts[i], &types->types[i]);
        *script_of_type(scripts, i) = (struct schema_script){
            .name = types->types[i].name, .text = texts[i].text, .rows = made
        };
    }
    for (size_t i = 0; i < OWN_COUNT; i++)
        *script_of_own(scripts, types, i) = (struct schema_script){
            .name = own[i].asset,
            .text = asset_find(own[i].asset)->text,
            .rows = own[i].rows == SCHEMA_KEPT ? SCHEMA_KEPT : made
        };
    loader_add_upns(&upns, types);
    scripts[count - 1] = (struct schema_script){ .name = "upn_told",
                                                 .text = upns.text,
                                                 .rows = made };
    ret = schema_update(db, "ingest", scripts, count, err)
                  || want_again(db, types, scripts, err)
                  || loader_store_types(db, types, err)
                  || reach_begin(db, types, err) || tell_sizes(db, err)
              ? -1
              : 0;
    for (size_t i = 0; i < types->count; i++)
        str_release(&texts[i]);
    str_release(&upns);
    free(texts);
    free(scripts);
    return ret;
}

int ingest_schema(struct db *db, const struct type_set *types, struct err *err)
{
    return update(db, types, SCHEMA_MADE, err);
}

void ingest_describe(const struct type_set *types,
                     struct dictionary *dictionary)
{
    loader_describe(types, dictionary);
}

int night_make_anew(struct night *night, struct err *err)
{
    loader_forget(&night->loader);
    return update(night->in->db, night->in->types, SCHEMA_ANEW, err);
}
