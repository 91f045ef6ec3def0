#include "transform/transform.h"

#include <stdbool.h>
#include <string.h>

#include "core/asset.h"
#include "core/db.h"
#include "core/err.h"

/*
 * The tables and views, a file each: whatever lies there is made. SQLite looks
 * up what a view or a foreign key names when it is used, so any order will do.
 */
#define MODEL "transform/model/"

/* A relation that a file makes. */
struct relation {
    const char *kind; /* "table" or "view" */
    const char *name;
    size_t name_len;
    const char *text; /* from the name to before the semicolon: SQLite keeps */
    size_t len;       /* "CREATE TABLE " and this */
};

static bool find_relation(const struct asset *asset, struct relation *r)
{
    static const char *const kinds[] = { "table", "view" };
    static const char *const heads[] = { "\ncreate table if not exists ",
                                         "\ncreate view if not exists " };

    for (size_t i = 0; i < 2; i++) {
        const char *at = strstr(asset->text, heads[i]);
        const char *end;

        if (!at)
            continue;
        r->kind = kinds[i];
        r->text = r->name = at + strlen(heads[i]);
        r->name_len = strcspn(r->name, " \n(");
        end = strrchr(asset->text, ';');
        r->len = end ? (size_t)(end - r->text) : strlen(r->text);
        return true;
    }
    return false;
}

/*
 * A relation that another version of the program made goes, to be made anew;
 * transform_run sees that its rows are wanted by the hash of the same files.
 */
static int drop_other(struct db *db, struct query *stored,
                      const struct relation *r, struct err *err)
{
    bool is_other = false;
    int row;

    query_bind_lent(stored, 1, r->name, r->name_len);
    row = query_step(stored, err);
    if (row == 1) {
        const char *text = query_text(stored, 0);
        size_t head = strlen("CREATE ") + strlen(r->kind) + 1;

        is_other = strlen(text) != head + r->len
                   || memcmp(text + head, r->text, r->len) != 0;
    }
    query_reset(stored);
    if (row < 0)
        return -1;
    return is_other ? db_execf(db, err, "drop %s %.*s", r->kind,
                               (int)r->name_len, r->name)
                    : 0;
}

static int drop_others(struct db *db, struct err *err)
{
    struct query *stored = NULL;
    int ret = -1;

    if (db_exec(db, "pragma defer_foreign_keys = on", err)
        || query_open_asset(&stored, db,
                            "transform/sql/schema.sql#read_relation", err))
        return -1;
    for (const struct asset *a = asset_next(MODEL, NULL); a;
         a = asset_next(MODEL, a)) {
        struct relation r;

        if (find_relation(a, &r) && drop_other(db, stored, &r, err))
            goto out;
    }
    ret = 0;
out:
    query_close(stored);
    return ret;
}

int transform_schema(struct db *db, struct err *err)
{
    if (drop_others(db, err))
        return -1;
    for (const struct asset *a = asset_next(MODEL, NULL); a;
         a = asset_next(MODEL, a))
        if (db_run_script(db, a->path, NULL, 0, err))
            return -1;
    return 0;
}
