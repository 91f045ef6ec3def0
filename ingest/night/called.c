#include "ingest/night/called.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config/config.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "ingest/keep/inbox.h"

#define SQL "ingest/sql/forget.sql#"
#define LEAST 4 /* characters of a child's id: fewer are any number */

/* Words that go where all of them are in a text. */
struct words {
    char *text;       /* each ends in a NUL */
    const char **all; /* into text */
    size_t count;
    bool is_anywhere; /* or only between what is no letter or digit */
};

struct calling {
    struct words *items;
    size_t count, capacity;
};

static void release(struct calling *c)
{
    for (size_t i = 0; i < c->count; i++) {
        free(c->items[i].text);
        free(c->items[i].all);
    }
    free(c->items);
}

/* Words by lines. */
static void add(struct calling *c, const char *lines, bool is_anywhere)
{
    struct words *words;
    size_t capacity = 0;

    MEM_ROOM(c->items, c->count, c->capacity);
    words = &c->items[c->count++];
    *words =
        (struct words){ .text = mem_dup(lines), .is_anywhere = is_anywhere };
    for (char *at = words->text, *end; at; at = end) {
        end = strchr(at, '\n');
        if (end)
            *end++ = '\0';
        if (!*at)
            continue;
        MEM_ROOM(words->all, words->count, capacity);
        words->all[words->count++] = at;
    }
}

static int read_words(struct calling *c, struct db *db, struct err *err)
{
    struct query *q = NULL;
    int row;

    if (query_open_asset(&q, db, SQL "ids", err))
        return -1;
    while ((row = query_step(q, err)) == 1) {
        bool is_upn = query_text(q, 0)[0] == 'u';

        if (is_upn || strlen(query_text(q, 1)) >= LEAST)
            add(c, query_text(q, 1), is_upn);
    }
    query_close(q);
    if (row < 0 || query_open_asset(&q, db, SQL "names", err))
        return -1;
    while ((row = query_step(q, err)) == 1)
        add(c, query_text(q, 0), false);
    query_close(q);
    return row;
}

/* --- in a text ------------------------------------------------------------ */

/* Bytes over 7F are of letters, whatever letters. */
static bool is_letter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')
           || (c >= 'a' && c <= 'z') || (unsigned char)c > 0x7f;
}

static const char *find(const char *text, const char *from, const char *word,
                        bool is_anywhere)
{
    size_t len = strlen(word);

    for (const char *at = from; *at; at++)
        if (!strncasecmp(at, word, len)
            && (is_anywhere
                || ((at == text || !is_letter(at[-1])) && !is_letter(at[len]))))
            return at;
    return NULL;
}

static bool has_all(const char *text, const struct words *words)
{
    for (size_t i = 0; i < words->count; i++)
        if (!find(text, text, words->all[i], words->is_anywhere))
            return false;
    return words->count > 0;
}

static bool is_hit(const struct calling *c, const char *text)
{
    for (size_t i = 0; i < c->count; i++)
        if (has_all(text, &c->items[i]))
            return true;
    return false;
}

/* `number` keeps two files apart that are one without the word. */
static void replace(struct str *text, const char *word, bool is_anywhere,
                    int64_t number)
{
    struct str now = STR_INIT;
    const char *from = text->text, *at;

    while ((at = find(text->text, from, word, is_anywhere)) != NULL) {
        str_add_n(&now, from, (size_t)(at - from));
        str_addf(&now, "erased%lld", (long long)number);
        from = at + strlen(word);
    }
    str_add(&now, from);
    str_release(text);
    *text = now;
}

static void rename_text(const struct calling *c, const char *before,
                        int64_t number, struct str *now)
{
    str_clear(now);
    str_add(now, before);
    for (size_t i = 0; i < c->count; i++) {
        const struct words *words = &c->items[i];

        if (!has_all(before, words))
            continue;
        for (size_t k = 0; k < words->count; k++)
            replace(now, words->all[k], words->is_anywhere, number);
    }
}

/* --- what is kept of files ------------------------------------------------ */

int called_check_inbox(struct db *db, const struct config *config,
                       struct err *err)
{
    struct inbox inbox = { NULL, 0, 0 };
    struct calling c = { NULL, 0, 0 };
    bool hit = false;
    int ret = read_words(&c, db, err) || inbox_read(&inbox, config->inbox, err);

    for (size_t i = 0; ret == 0 && !hit && i < inbox.count; i++)
        hit = is_hit(&c, inbox.files[i].path);
    if (hit)
        ret = err_set(err, ERR_DATA,
                      "a file or folder in the inbox is called after them, and"
                      " would bring that back: take it away or give it another"
                      " name first. Nothing was touched");
    inbox_release(&inbox);
    release(&c);
    return ret ? -1 : 0;
}

/* Texts that have such words, before any of them is another. */
static int read_hits(const struct calling *c, struct db *db, struct str *hits,
                     struct err *err)
{
    struct query *q = NULL;
    int row;

    if (query_open_asset(&q, db, SQL "texts", err))
        return -1;
    while ((row = query_step(q, err)) == 1)
        if (is_hit(c, query_text(q, 0)))
            str_add_n(hits, query_text(q, 0), strlen(query_text(q, 0)) + 1);
    query_close(q);
    return row;
}

int called_otherwise(struct db *db, struct err *err)
{
    struct calling c = { NULL, 0, 0 };
    struct str hits = STR_INIT, now = STR_INIT;
    int64_t number = 0;
    int ret = read_words(&c, db, err) || read_hits(&c, db, &hits, err);

    for (size_t at = 0; ret == 0 && at < hits.len;
         at += strlen(hits.text + at) + 1) {
        struct db_param params[] = { { ":before", hits.text + at, 0 },
                                     { ":now", NULL, 0 } };

        rename_text(&c, hits.text + at, ++number, &now);
        params[1].text = now.text;
        ret = db_run_script(db, SQL "put_text", params, 2, err);
    }
    str_release(&hits);
    str_release(&now);
    release(&c);
    return ret ? -1 : 0;
}
