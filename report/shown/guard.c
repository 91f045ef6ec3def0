#include "report/shown/guard.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/map.h"
#include "core/mem.h"
#include "core/str.h"

struct guard {
    struct map relations; /* of the warehouse: 1 for those let through */
    struct map inside;    /* "relation<tab>view" that those read */
    struct str pair;
};

static const char *pair_of(struct guard *g, const char *relation,
                           const char *through)
{
    str_clear(&g->pair);
    str_addf(&g->pair, "%s\t%s", relation, through ? through : "");
    return g->pair.text;
}

static bool may_read(void *context, const char *database, const char *relation,
                     const char *through)
{
    struct guard *g = context;
    const int64_t *known = map_find(&g->relations, relation, strlen(relation));

    /* Of what is only counted SQLite names no database. */
    if (!known || *known || (database && !strcmp(database, "temp")))
        return true;
    pair_of(g, relation, through);
    return map_find(&g->inside, g->pair.text, g->pair.len) != NULL;
}

static bool learn(void *context, const char *database, const char *relation,
                  const char *through)
{
    struct guard *g = context;
    bool is_new;

    (void)database;
    pair_of(g, relation, through);
    map_put(&g->inside, g->pair.text, g->pair.len, 0, &is_new);
    return true;
}

/* What is read where all of a relation is, and where its rows are counted. */
static int learn_inside(struct guard *g, struct db *db, const char *relation,
                        struct err *err)
{
    static const char *const columns[] = { "*", "count(*)" };
    int ret = 0;

    db_ask_reader(db, learn, g);
    for (size_t i = 0; ret == 0 && i < 2; i++) {
        struct str sql = STR_INIT;
        struct query *q = NULL;

        str_addf(&sql, "select %s from main.\"%s\"", columns[i], relation);
        ret = query_open(&q, db, sql.text, err);
        if (ret && err->code == ERR_INTERNAL)
            /* The warehouse names it, and has it not. */
            err_set(err, ERR_DATA, "the warehouse is damaged: '%s'", relation);
        query_close(q);
        str_release(&sql);
    }
    db_ask_reader(db, NULL, NULL);
    return ret;
}

static int read_relations(struct guard *g, struct db *db, const char *asset,
                          bool is_let_through, struct err *err)
{
    struct query *q = db_query(db, asset, err);
    int row;

    while ((row = query_step(q, err)) == 1) {
        const char *name = query_text(q, 0);
        bool is_new;

        *map_put(&g->relations, name, strlen(name), 0, &is_new) =
            is_let_through;
        if (is_let_through && learn_inside(g, db, name, err))
            return -1;
    }
    return row;
}

int guard_open(struct guard **out, struct db *db, const char *asset,
               struct err *err)
{
    struct guard *g = mem_zero(1, sizeof(*g));

    *out = NULL;
    if (read_relations(g, db, "report/sql/guard.sql#relation", false, err)
        || read_relations(g, db, asset, true, err)) {
        guard_close(g);
        return -1;
    }
    *out = g;
    return 0;
}

void guard_use(struct guard *guard, struct db *db)
{
    db_ask_reader(db, guard ? may_read : NULL, guard);
}

void guard_close(struct guard *guard)
{
    if (!guard)
        return;
    map_release(&guard->relations);
    map_release(&guard->inside);
    str_release(&guard->pair);
    free(guard);
}
