#include "core/dictionary.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#include "core/asset.h"
#include "core/db.h"
#include "core/err.h"
#include "core/schema.h"
#include "core/str.h"

#define SQL "core/sql/dictionary.sql#"

/* One block of comment: a relation, the names described now, and their text. */
struct block {
    struct dictionary *dictionary;
    char relation[64];
    char names[160]; /* of columns, by commas; "" = the relation itself */
    struct str text;
    bool is_open;
};

void dictionary_put(struct dictionary *d, const char *relation,
                    const char *column, const char *meaning)
{
    str_add_n(&d->entries, relation, strlen(relation) + 1);
    str_add_n(&d->entries, column, strlen(column) + 1);
    str_add_n(&d->entries, meaning, strlen(meaning) + 1);
}

void dictionary_release(struct dictionary *d)
{
    str_release(&d->entries);
}

/* --- comments --------------------------------------------------------------
 */

static bool is_name(char c)
{
    return c == '_' || isalnum((unsigned char)c);
}

/* Put what the block has said so far. */
static void end_entry(struct block *b)
{
    char name[64];
    const char *at = b->names;

    if (!b->is_open || !b->text.len)
        return;
    if (!*at)
        dictionary_put(b->dictionary, b->relation, "", b->text.text);
    while (*at) {
        size_t len = 0;

        while (*at && !is_name(*at))
            at++;
        while (is_name(at[len]))
            len++;
        if (len && len < sizeof(name)) {
            memcpy(name, at, len);
            name[len] = '\0';
            dictionary_put(b->dictionary, b->relation, name, b->text.text);
        }
        at += len;
    }
    str_clear(&b->text);
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
static void read_comment(struct block *b, const char *text, size_t len)
{
    size_t name = 0;
    size_t end;

    while (name < len && is_name(text[name]))
        name++;
    if (!b->is_open) { /* the first line of a comment names its relation */
        if (!name || name >= sizeof(b->relation) || name + 1 >= len
            || text[name] != ':')
            return;
        memcpy(b->relation, text, name);
        b->relation[name] = '\0';
        b->names[0] = '\0';
        b->is_open = true;
        add_words(b, text + name + 1, len - name - 1);
        return;
    }
    end = names_end(text, len);
    if (end && end < sizeof(b->names)) {
        end_entry(b);
        memcpy(b->names, text, end);
        b->names[end] = '\0';
        add_words(b, text + end, len - end);
        return;
    }
    add_words(b, text, len);
}

static void read_file(struct block *b, const char *text)
{
    while (*text) {
        size_t len = strcspn(text, "\n");

        if (len >= 2 && text[0] == '-' && text[1] == '-') {
            size_t skip = len >= 3 ? 3 : len;

            read_comment(b, text + skip, len - skip);
        } else if (b->is_open) {
            end_entry(b);
            b->is_open = false;
        }
        text += len + (text[len] == '\n');
    }
    end_entry(b);
}

void dictionary_read(struct dictionary *d, const char *prefix)
{
    struct block b = { .dictionary = d, .text = STR_INIT };
    const struct asset *asset = NULL;

    while ((asset = asset_next(prefix, asset))) {
        b.is_open = false;
        str_clear(&b.text);
        read_file(&b, asset->text);
    }
    str_release(&b.text);
}

/* --- the table -------------------------------------------------------------
 */

static int write_entries(const struct dictionary *d, struct db *db,
                         struct err *err)
{
    struct query *put;
    const char *at = d->entries.text;
    const char *end = at + d->entries.len;

    if (db_run_script(db, SQL "begin", NULL, 0, err))
        return -1;
    put = db_query(db, SQL "put_entry", err);
    while (at < end) {
        for (int i = 1; i <= 3; i++) {
            query_bind_text(put, i, at);
            at += strlen(at) + 1;
        }
        if (query_run(put, err))
            return -1;
    }
    return db_run_script(db, SQL "finish", NULL, 0, err);
}

int dictionary_store(const struct dictionary *d, struct db *db, struct err *err)
{
    bool stands;

    if (schema_update_assets(db, "dictionary", SQL "schema", SCHEMA_MADE, err)
        || schema_find_text(db, "dictionary entries", &d->entries, &stands,
                            err))
        return -1;
    if (stands)
        return 0;
    return write_entries(d, db, err)
                   || schema_keep_text(db, "dictionary entries", &d->entries,
                                       err)
               ? -1
               : 0;
}
