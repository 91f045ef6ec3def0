#include "core/schema.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/asset.h"
#include "core/db.h"
#include "core/err.h"
#include "core/hash.h"
#include "core/mem.h"
#include "core/str.h"

#define SQL "core/sql/schema.sql#"

/* What one CREATE statement makes. */
struct made {
    char *type; /* as SQLite has it: table, view, index, trigger */
    char *name;
    char *sql; /* as it would be stored */
    struct schema_script *script;
    bool is_kept; /* its rows wait to be copied back */
};

struct schema {
    struct db *db;
    struct made *items;
    size_t count;
    size_t capacity;
    bool makes_all_anew; /* what can be made again, whatever it is like */
    struct query *stored;
    struct query *common;
};

static void release(struct schema *s)
{
    for (size_t i = 0; i < s->count; i++) {
        free(s->items[i].type);
        free(s->items[i].name);
        free(s->items[i].sql);
    }
    free(s->items);
    query_close(s->stored);
    query_close(s->common);
}

static bool is_relation(const char *type)
{
    return !strcmp(type, "table") || !strcmp(type, "view");
}

/* What the scripts make, told by SQLite itself: it makes it in memory. */
static int read_wanted(struct schema *s, struct schema_script *scripts,
                       size_t count, struct err *err)
{
    struct db *memory = NULL;
    struct query *q = NULL;
    int64_t last = 0;
    int row = db_open(&memory, ":memory:", DB_CREATE, err);

    for (size_t i = 0; row == 0 && i < count; i++) {
        scripts[i].is_anew = false;
        if (db_exec(memory, scripts[i].text, err)
            || query_open_asset(&q, memory, SQL "read_wanted", err)) {
            row = err_context(err, "%s", scripts[i].name);
            break;
        }
        query_bind_int(q, 1, last);
        while ((row = query_step(q, err)) == 1) {
            struct made *made;

            MEM_ROOM(s->items, s->count, s->capacity);
            made = &s->items[s->count++];
            last = query_int(q, 0);
            *made = (struct made){ .type = mem_dup(query_text(q, 1)),
                                   .name = mem_dup(query_text(q, 2)),
                                   .sql = mem_dup(query_text(q, 3)),
                                   .script = &scripts[i] };
        }
        query_close(q);
        q = NULL;
    }
    db_close(memory);
    return row;
}

/* 1 = something of that name is there; its type, and whether it is as wanted.
 */
static int look_up(struct schema *s, const struct made *made, char type[16],
                   bool *same, struct err *err)
{
    int row;

    query_bind_text(s->stored, 1, made->name);
    row = query_step(s->stored, err);
    if (row != 1)
        return row;
    (void)snprintf(type, 16, "%.15s", query_text(s->stored, 0));
    *same = !strcmp(query_text(s->stored, 1), made->sql);
    query_reset(s->stored);
    return 1;
}

static bool is_to_move(const struct made *made, const char *type)
{
    return made->script->rows == SCHEMA_KEPT && !strcmp(type, "table")
           && !strcmp(made->type, type);
}

/*
 * A kept table that differs is dropped and made, and SQLite looks for each of
 * its rows which others refer to it: those that can be made again go before.
 */
static int find_moving(struct schema *s, struct err *err)
{
    for (size_t i = 0; i < s->count; i++) {
        char type[16];
        bool same;
        int row = look_up(s, &s->items[i], type, &same, err);

        if (row < 0)
            return -1;
        if (row == 1 && !same && is_to_move(&s->items[i], type))
            s->makes_all_anew = true;
    }
    return 0;
}

/*
 * A table, without its triggers and then its rows: a table that is dropped with
 * rows is one statement that may be undone, for which SQLite keeps a copy in
 * memory of each page.
 */
static int drop_table(struct schema *s, const char *name, struct err *err)
{
    struct query *q = db_query(s->db, SQL "read_triggers", err);
    struct str sql = STR_INIT;
    int row;

    query_bind_text(q, 1, name);
    while ((row = query_step(q, err)) == 1)
        str_addf(&sql, "drop trigger %s;", query_text(q, 0));
    str_addf(&sql, "delete from %s; drop table %s;", name, name);
    if (row == 0)
        row = db_exec(s->db, sql.text, err);
    str_release(&sql);
    return row;
}

/* What stands in the way of a statement goes; rows to be kept stand aside. */
static int clear_way(struct schema *s, struct made *made, struct err *err)
{
    char type[16];
    bool same;
    int row = look_up(s, made, type, &same, err);

    if (row != 1)
        return row;
    if (same
        && (strcmp(type, "table") != 0 || made->script->rows == SCHEMA_KEPT
            || (made->script->rows == SCHEMA_MADE && !s->makes_all_anew)))
        return 0;
    made->is_kept = is_to_move(made, type);
    if (made->is_kept
        && db_execf(s->db, err, "create temp table kept_%s as select * from %s",
                    made->name, made->name))
        return -1;
    return strcmp(type, "table") != 0
               ? db_execf(s->db, err, "drop %s %s", type, made->name)
               : drop_table(s, made->name, err);
}

static int copy_back(struct schema *s, const struct made *made, struct err *err)
{
    struct str kept = STR_INIT, columns = STR_INIT;
    int row;

    str_addf(&kept, "kept_%s", made->name);
    query_bind_text(s->common, 1, made->name);
    query_bind_text(s->common, 2, kept.text);
    while ((row = query_step(s->common, err)) == 1)
        str_addf(&columns, "%s\"%s\"", columns.len ? ", " : "",
                 query_text(s->common, 0));
    if (row == 0)
        row = db_execf(s->db, err,
                       "insert into %s (%s) select %s from temp.%s;"
                       " drop table temp.%s",
                       made->name, columns.text, columns.text, kept.text,
                       kept.text);
    str_release(&kept);
    str_release(&columns);
    return row;
}

static int make(struct schema *s, struct made *made, struct err *err)
{
    char type[16];
    bool same;
    int row = look_up(s, made, type, &same, err);

    if (row)
        return row < 0 ? -1 : 0;
    if (db_exec(s->db, made->sql, err))
        return err_context(err, "%s", made->script->name);
    if (made->is_kept)
        return copy_back(s, made, err);
    if (!strcmp(made->type, "table"))
        made->script->is_anew = true;
    return 0;
}

/* --- who makes what ------------------------------------------------------- */

/* 1 = there is a table of that name. */
static int has_table(struct db *db, const char *name, struct err *err)
{
    struct query *q = db_query(db, SQL "has_registry", err);
    int row;

    query_bind_text(q, 1, name);
    row = query_step(q, err);
    query_reset(q);
    return row;
}

/* A database of the time before this was written down: nobody's, so far. */
static int open_registry(struct db *db, struct err *err)
{
    int is_there = has_table(db, "made_relation", err);
    int stands = has_table(db, "schema_stand", err);

    if (is_there < 0 || stands < 0
        || (!is_there
            && (db_run_script(db, SQL "made_relation", NULL, 0, err)
                || db_run_script(db, SQL "fill_registry", NULL, 0, err)))
        || (!stands && db_run_script(db, SQL "schema_stand", NULL, 0, err)))
        return -1;
    return 0;
}

static bool is_wanted(const struct schema *s, const char *name)
{
    for (size_t i = 0; s && i < s->count; i++)
        if (!strcmp(s->items[i].name, name))
            return true;
    return false;
}

/*
 * What an owner made and does not want any more, and what hangs on its tables;
 * s NULL = it wants nothing.
 */
static int drop_unwanted(struct db *db, const struct schema *s,
                         const char *owner, struct err *err)
{
    struct query *q = db_query(db, SQL "read_owned", err);
    struct str sql = STR_INIT;
    int row;

    query_bind_text(q, 1, owner);
    while ((row = query_step(q, err)) == 1)
        if (!is_wanted(s, query_text(q, 1)))
            str_addf(&sql, "drop %s %s;", query_text(q, 0), query_text(q, 1));
    if (row == 0 && sql.len
        && (db_exec(db, sql.text, err)
            || db_run_script(db, SQL "disown", NULL, 0, err)))
        row = -1;
    str_release(&sql);
    return row;
}

static int claim(const struct schema *s, const char *owner, struct err *err)
{
    struct query *q = NULL;
    int ret = query_open_asset(&q, s->db, SQL "claim", err);

    for (size_t i = 0; ret == 0 && i < s->count; i++) {
        if (!is_relation(s->items[i].type))
            continue;
        query_bind_text(q, 1, s->items[i].name);
        query_bind_text(q, 2, owner);
        ret = query_run(q, err);
    }
    query_close(q);
    return ret;
}

static int update(struct schema *s, const char *owner, struct err *err)
{
    if (db_exec(s->db, "pragma defer_foreign_keys = on", err)
        || open_registry(s->db, err)
        || query_open_asset(&s->stored, s->db, SQL "read_stored", err)
        || query_open_asset(&s->common, s->db, SQL "read_common", err))
        return -1;
    if (find_moving(s, err))
        return -1;
    /* From the last: tables stand after those that they refer to. */
    for (size_t i = s->count; i > 0; i--)
        if (clear_way(s, &s->items[i - 1], err))
            return -1;
    for (size_t i = 0; i < s->count; i++)
        if (make(s, &s->items[i], err))
            return -1;
    return claim(s, owner, err) || drop_unwanted(s->db, s, owner, err) ? -1 : 0;
}

/* --- whether there is anything to do -------------------------------------- */

static void hash_scripts(const struct schema_script *scripts, size_t count,
                         char hash[HASH_TEXT_SIZE])
{
    struct hash *h = hash_new();

    for (size_t i = 0; i < count; i++) {
        hash_add(h, scripts[i].text, strlen(scripts[i].text) + 1);
        hash_add(h, &scripts[i].rows, sizeof(scripts[i].rows));
    }
    hash_end(h, hash);
}

/* All that is stored of the schema. */
static int hash_stored(struct db *db, char hash[HASH_TEXT_SIZE],
                       struct err *err)
{
    struct query *q = db_query(db, SQL "read_schema", err);
    struct hash *h = hash_new();
    int row;

    while ((row = query_step(q, err)) == 1)
        for (int i = 0; i < query_column_count(q); i++) {
            const char *text = query_text(q, i);

            hash_add(h, text, strlen(text) + 1);
        }
    hash_end(h, hash);
    return row;
}

/* What stands: of which scripts, and as what. */
struct stand {
    const char *owner;
    char scripts[HASH_TEXT_SIZE], stored[HASH_TEXT_SIZE];
};

static int find_stand(struct db *db, const struct stand *s, bool *stands,
                      struct err *err)
{
    struct query *q;
    int row = has_table(db, "schema_stand", err);

    *stands = false;
    if (row <= 0)
        return row;
    q = db_query(db, SQL "read_stand", err);
    query_bind_text(q, 1, s->owner);
    query_bind_text(q, 2, s->scripts);
    query_bind_text(q, 3, s->stored);
    row = query_step(q, err);
    query_reset(q);
    *stands = row == 1;
    return row < 0 ? -1 : 0;
}

static int put_stand(struct db *db, const struct stand *s, const char *stored,
                     struct err *err)
{
    struct query *q = db_query(db, SQL "put_stand", err);

    query_bind_text(q, 1, s->owner);
    query_bind_text(q, 2, s->scripts);
    query_bind_text(q, 3, stored);
    return query_run(q, err);
}

static int keep_stand(struct db *db, const struct stand *s, struct err *err)
{
    char now[HASH_TEXT_SIZE];
    struct query *q;

    if (hash_stored(db, now, err))
        return -1;
    q = db_query(db, SQL "move_stands", err);
    query_bind_text(q, 1, s->stored);
    query_bind_text(q, 2, now);
    if (query_run(q, err))
        return -1;
    return put_stand(db, s, now, err);
}

/* 1 = everything is as it was made and is wanted; 0 = it may not be. */
static int is_done(struct db *db, struct schema_script *scripts, size_t count,
                   struct stand *s, struct err *err)
{
    bool stands;

    hash_scripts(scripts, count, s->scripts);
    if (hash_stored(db, s->stored, err))
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (scripts[i].rows == SCHEMA_ANEW)
            return 0;
        scripts[i].is_anew = false;
    }
    return find_stand(db, s, &stands, err) ? -1 : stands;
}

/* What fails is undone with the transaction that it is in; where there is none,
   with one of its own. No savepoint: SQLite would keep a copy in memory of each
   page of each table that goes. */
static int update_whole(struct schema *s, const struct stand *stand,
                        struct err *err)
{
    struct err second = ERR_INIT; /* the first says what is wrong */
    bool is_own = !db_in_transaction(s->db);

    if (is_own && db_exec(s->db, "begin", err))
        return -1;
    if (update(s, stand->owner, err) || keep_stand(s->db, stand, err)
        || db_exec(s->db, "pragma defer_foreign_keys = off", err)
        || (is_own && db_exec(s->db, "commit", err))) {
        if (is_own)
            (void)!db_exec(s->db, "rollback", &second);
        return -1;
    }
    return 0;
}

int schema_update(struct db *db, const char *owner,
                  struct schema_script *scripts, size_t count, struct err *err)
{
    struct schema s = { .db = db };
    struct stand stand = { .owner = owner };
    int done = is_done(db, scripts, count, &stand, err);
    int ret;

    if (done)
        return done < 0 ? -1 : 0;
    ret = read_wanted(&s, scripts, count, err) || update_whole(&s, &stand, err)
              ? -1
              : 0;
    release(&s);
    return ret;
}

int schema_update_assets(struct db *db, const char *owner, const char *prefix,
                         enum schema_rows rows, struct err *err)
{
    struct schema_script *scripts = NULL;
    size_t count = 0, capacity = 0;
    int ret;

    for (const struct asset *a = asset_next(prefix, NULL); a;
         a = asset_next(prefix, a)) {
        MEM_ROOM(scripts, count, capacity);
        scripts[count++] = (struct schema_script){ .name = a->path,
                                                   .text = a->text,
                                                   .rows = rows };
    }
    ret = schema_update(db, owner, scripts, count, err);
    free(scripts);
    return ret;
}

int schema_sweep(struct db *db, struct err *err)
{
    return drop_unwanted(db, NULL, "", err);
}

static int stand_of_text(struct stand *s, struct db *db, const struct str *text,
                         struct err *err)
{
    struct hash *h;

    if (hash_stored(db, s->stored, err))
        return -1;
    h = hash_new();
    hash_add(h, text->text, text->len);
    hash_add(h, s->stored, strlen(s->stored));
    hash_end(h, s->scripts);
    return 0;
}

int schema_find_text(struct db *db, const char *name, const struct str *text,
                     bool *stands, struct err *err)
{
    struct stand s = { .owner = name };
    struct query *q;
    int row;

    if (stand_of_text(&s, db, text, err))
        return -1;
    q = db_query(db, SQL "read_text", err);
    query_bind_text(q, 1, name);
    query_bind_text(q, 2, s.scripts);
    row = query_step(q, err);
    query_reset(q);
    *stands = row == 1;
    return row < 0 ? -1 : 0;
}

int schema_keep_text(struct db *db, const char *name, const struct str *text,
                     struct err *err)
{
    struct stand s = { .owner = name };

    return stand_of_text(&s, db, text, err) || put_stand(db, &s, s.stored, err)
               ? -1
               : 0;
}
