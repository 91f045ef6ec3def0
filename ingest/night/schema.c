#include "ingest/ingest.h"

#include <stdlib.h>
#include <string.h>

#include "core/asset.h"
#include "core/db.h"
#include "core/dictionary.h"
#include "core/mem.h"
#include "core/schema.h"
#include "core/str.h"
#include "ingest/load/loader.h"
#include "ingest/night/night.h"
#include "ingest/night/renew.h"
#include "ingest/read/type.h"

/* What is not made from a type's description: after that, which has tables
   that triggers here are on; in this order. */
static const struct {
    const char *asset;
    enum schema_rows rows;
} own[] = {
    { "ingest/sql/schema.sql#kept", SCHEMA_KEPT },
    { "ingest/sql/schema.sql#made", SCHEMA_MADE },
    { "ingest/sql/enrolment_state.sql#schema", SCHEMA_MADE },
    { "ingest/sql/stale.sql#schema", SCHEMA_MADE },
    { "ingest/sql/recount.sql#schema", SCHEMA_MADE },
    { "ingest/sql/extract_type.sql#schema", SCHEMA_MADE },
    { "ingest/sql/stay.sql#schema", SCHEMA_MADE },
    { "ingest/sql/school.sql#schema", SCHEMA_MADE },
};
#define OWN_COUNT (sizeof(own) / sizeof(own[0]))

/* Tables that are empty now: what they held is to be read again. */
static int want_again(struct db *db, const struct type_set *types,
                      const struct schema_script *scripts, struct err *err)
{
    for (size_t i = 0; i < types->count; i++)
        if (scripts[i].is_anew && renew_forget(db, types->types[i].name, err))
            return -1;
    for (size_t i = 0; i < OWN_COUNT; i++)
        if (own[i].rows == SCHEMA_MADE && scripts[types->count + i].is_anew)
            return renew_forget(db, NULL, err);
    return 0;
}

static int update(struct db *db, const struct type_set *types,
                  enum schema_rows made, struct err *err)
{
    size_t count = types->count + OWN_COUNT;
    struct schema_script *scripts = mem_zero(count, sizeof(*scripts));
    struct str *texts = mem_zero(types->count, sizeof(*texts));
    int ret;

    for (size_t i = 0; i < types->count; i++) {
        texts[i] = (struct str)STR_INIT;
        loader_add_schema(&texts[i], &types->types[i]);
        scripts[i] = (struct schema_script){ .name = types->types[i].name,
                                             .text = texts[i].text,
                                             .rows = made };
    }
    for (size_t i = 0; i < OWN_COUNT; i++)
        scripts[types->count + i] = (struct schema_script){
            .name = own[i].asset,
            .text = asset_find(own[i].asset)->text,
            .rows = own[i].rows == SCHEMA_KEPT ? SCHEMA_KEPT : made
        };
    ret = schema_update(db, "ingest", scripts, count, err)
                  || want_again(db, types, scripts, err)
                  || dictionary_schema(db, err)
                  || loader_describe(db, types, err)
              ? -1
              : 0;
    for (size_t i = 0; i < types->count; i++)
        str_release(&texts[i]);
    free(texts);
    free(scripts);
    return ret;
}

int ingest_schema(struct db *db, const struct type_set *types, struct err *err)
{
    return update(db, types, SCHEMA_MADE, err);
}

int night_make_anew(struct night *night, struct err *err)
{
    loader_forget(&night->loader);
    return update(night->in->db, night->in->types, SCHEMA_ANEW, err);
}
