#include "core/dictionary.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "core/asset.h"
#include "core/db.h"
#include "core/err.h"
#include "core/schema.h"
#include "core/str.h"

/* One block of comment: a relation, the names described now, and their text. */
struct block {
    struct db *db;
    struct query *put;
    char relation[64];
    char names[160]; /* of columns, by commas; "" = the relation itself */
    struct str text;
    bool is_open;
    struct err *err;
};

int dictionary_schema(struct db *db, struct err *err)
{
    return schema_update_assets(db, "dictionary",
                                "core/sql/data_dictionary.sql", err);
}

static const char put_sql[] =
    "insert into data_dictionary (relation, \"column\", type, meaning)"
    " select ?1, ?2, coalesce((select type from pragma_table_xinfo(?1)"
    " where name = ?2), ''), ?3 where exists (select 1 from sqlite_schema"
    " where name = ?1 and type in ('table', 'view')) and (?2 = ''"
    " or exists (select 1 from pragma_table_xinfo(?1) where name = ?2))"
    " on conflict do update set meaning = excluded.meaning,"
    " type = excluded.type where meaning <> excluded.meaning"
    " or type <> excluded.type";

static int put(struct query *q, const char *relation, const char *column,
               const char *meaning, struct err *err)
{
    query_bind_text(q, 1, relation);
    query_bind_text(q, 2, column);
    query_bind_text(q, 3, meaning);
    return query_run(q, err);
}

int dictionary_put(struct db *db, const char *relation, const char *column,
                   const char *meaning, struct err *err)
{
    struct query *q = NULL;
    int ret;

    if (query_open(&q, db, put_sql, err))
        return -1;
    ret = put(q, relation, column, meaning, err);
    query_close(q);
    return ret;
}

static bool is_name(char c)
{
    return c == '_' || isalnum((unsigned char)c);
}

/* Write down what the block has said so far. */
static int end_entry(struct block *b)
{
    char name[64];
    const char *at = b->names;
    int ret = 0;

    if (!b->is_open || !b->text.len)
        return 0;
    if (!*at)
        ret = put(b->put, b->relation, "", b->text.text, b->err);
    while (ret == 0 && *at) {
        size_t len = 0;

        while (*at && !is_name(*at))
            at++;
        while (is_name(at[len]))
            len++;
        if (len && len < sizeof(name)) {
            memcpy(name, at, len);
            name[len] = '\0';
            ret = put(b->put, b->relation, name, b->text.text, b->err);
        }
        at += len;
    }
    str_clear(&b->text);
    return ret;
}

static void add_words(struct block *b, const char *text, size_t len)
{
    while (len && text[0] == ' ') {
        text++;
        len--;
    }
    if (b->text.len && len)
        str_add_c(&b->text, ' ');
    str_add_n(&b->text, text, len);
}

/* "name, other_name  meaning": where the meaning begins; 0 = not so. */
static size_t names_end(const char *text, size_t len)
{
    size_t at = 0;

    while (at < len
           && (is_name(text[at]) || text[at] == ','
               || (text[at] == ' ' && at && text[at - 1] == ',')))
        at++;
    if (!at || at + 2 > len || text[at] != ' ' || text[at + 1] != ' ')
        return 0;
    return at;
}

/* A comment line without its "-- ". */
static int read_comment(struct block *b, const char *text, size_t len)
{
    size_t name = 0;
    size_t end;

    while (name < len && is_name(text[name]))
        name++;
    if (!b->is_open) { /* the first line of a comment names its relation */
        if (!name || name >= sizeof(b->relation) || name + 1 >= len
            || text[name] != ':')
            return 0;
        memcpy(b->relation, text, name);
        b->relation[name] = '\0';
        b->names[0] = '\0';
        b->is_open = true;
        add_words(b, text + name + 1, len - name - 1);
        return 0;
    }
    end = names_end(text, len);
    if (end && end < sizeof(b->names)) {
        if (end_entry(b))
            return -1;
        memcpy(b->names, text, end);
        b->names[end] = '\0';
        add_words(b, text + end, len - end);
        return 0;
    }
    add_words(b, text, len);
    return 0;
}

static int read_file(struct block *b, const char *text)
{
    int ret = 0;

    while (ret == 0 && *text) {
        size_t len = strcspn(text, "\n");

        if (len >= 2 && text[0] == '-' && text[1] == '-') {
            size_t skip = len >= 3 ? 3 : len;

            ret = read_comment(b, text + skip, len - skip);
        } else if (b->is_open) {
            ret = end_entry(b);
            b->is_open = false;
        }
        text += len + (text[len] == '\n');
    }
    return ret ? ret : end_entry(b);
}

int dictionary_read(struct db *db, const char *prefix, struct err *err)
{
    struct block b = { .db = db, .text = STR_INIT, .err = err };
    const struct asset *asset = NULL;
    int ret;

    ret = query_open(&b.put, db, put_sql, err);
    while (ret == 0 && (asset = asset_next(prefix, asset))) {
        b.is_open = false;
        str_clear(&b.text);
        ret = read_file(&b, asset->text);
    }
    query_close(b.put);
    str_release(&b.text);
    return ret;
}

int dictionary_finish(struct db *db, struct err *err)
{
    return db_run_script(db, "core/sql/dictionary_finish.sql", NULL, 0, err);
}
