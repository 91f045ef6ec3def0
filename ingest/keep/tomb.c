#include "ingest/keep/tomb.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/outfile.h"
#include "core/path.h"
#include "core/str.h"

#define SQL "ingest/sql/erased.sql#"
#define KEY ".key"
#define WITNESS "key" /* of no id: those have a kind before them */

/* --- the key -------------------------------------------------------------- */

static char *key_path(const char *warehouse)
{
    struct str path = STR_INIT;

    str_addf(&path, "%s" KEY, warehouse);
    return str_take(&path);
}

static int digit_of(char c)
{
    static const char hex[] = "0123456789abcdef";
    const char *found = c ? strchr(hex, c) : NULL;

    return found ? (int)(found - hex) : -1;
}

/* 64 hex digits and a line end. */
static bool read_hex(const char *text, size_t len,
                     unsigned char key[HASH_KEY_SIZE])
{
    if (len != HASH_TEXT_SIZE || text[len - 1] != '\n')
        return false;
    for (size_t i = 0; i < HASH_KEY_SIZE; i++) {
        int high = digit_of(text[2 * i]), low = digit_of(text[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        key[i] = (unsigned char)(high * 16 + low);
    }
    return true;
}

/* *has: there is one, and it is whole. */
static int read_key(const char *path, unsigned char key[HASH_KEY_SIZE],
                    bool *has, struct err *err)
{
    enum path_kind kind;
    char *text = NULL;
    size_t len;
    int ret = path_follow(path, &kind, NULL, err);

    *has = false;
    if (ret || kind == PATH_ABSENT)
        return ret;
    ret = file_read(path, &text, &len, err);
    if (ret == 0)
        *has = read_hex(text, len, key);
    free(text);
    if (ret == 0 && !*has)
        ret = err_set(err, ERR_NOINPUT,
                      "'%s' is no key to who was forgotten: put it back as it"
                      " was. Nothing was touched",
                      path);
    return ret;
}

static int write_key(const char *path, const unsigned char key[HASH_KEY_SIZE],
                     struct err *err)
{
    static const char hex[] = "0123456789abcdef";
    char text[HASH_TEXT_SIZE];

    for (size_t i = 0; i < HASH_KEY_SIZE; i++) {
        text[2 * i] = hex[key[i] >> 4];
        text[2 * i + 1] = hex[key[i] & 15];
    }
    text[HASH_TEXT_SIZE - 1] = '\n';
    return outfile_write(path, text, sizeof(text), err);
}

/* What says of a key that it is the one, without saying which it is. */
static void witness(const struct tombs *tombs, char text[HASH_TEXT_SIZE])
{
    hash_keyed(tombs->key, WITNESS, strlen(WITNESS), text);
}

static int put_witness(struct tombs *tombs, struct db *db, struct err *err)
{
    char text[HASH_TEXT_SIZE];
    const struct db_param params[] = { { ":witness", text, 0 } };

    witness(tombs, text);
    return db_run_script(db, SQL "put_witness", params, 1, err);
}

int tombs_make_key(struct tombs *tombs, struct db *db, const char *warehouse,
                   struct err *err)
{
    char *path = key_path(warehouse);
    int ret = 0;

    /* One that was made for a run that failed will do. */
    if (!tombs->has_key)
        ret = read_key(path, tombs->key, &tombs->has_key, err);
    if (ret == 0 && !tombs->has_key) {
        hash_make_key(tombs->key);
        ret = write_key(path, tombs->key, err);
        tombs->has_key = ret == 0;
    }
    free(path);
    return ret ? -1 : put_witness(tombs, db, err);
}

/* --- tombstones ----------------------------------------------------------- */

static int read_digests(struct tombs *tombs, struct db *db, struct err *err)
{
    struct query *q = NULL;
    int row;

    if (query_open_asset(&q, db, SQL "read_ids", err))
        return -1;
    while ((row = query_step(q, err)) == 1) {
        bool added;

        map_put(&tombs->digests, query_text(q, 0), HASH_TEXT_SIZE - 1,
                strcmp(query_text(q, 1), "gone") != 0 ? CULL_OTHERS : CULL_GONE,
                &added);
    }
    query_close(q);
    return row;
}

/* The one that the tombstones were made with? */
static int check_key(struct tombs *tombs, struct db *db, const char *path,
                     struct err *err)
{
    struct str wanted = STR_INIT;
    char is[HASH_TEXT_SIZE];
    int ret = db_read_text(db, SQL "witness", &wanted, err);

    witness(tombs, is);
    if (ret == 0 && strcmp(wanted.text, is) != 0)
        ret = err_set(err, ERR_NOINPUT,
                      "'%s' is another key than that by which it is known who"
                      " was forgotten: put the right one back. Nothing was"
                      " touched",
                      path);
    str_release(&wanted);
    return ret;
}

static int read_before(struct tombs *tombs, struct db *db, struct err *err)
{
    struct str day = STR_INIT;
    int ret = db_read_text(db, SQL "before", &day, err);

    tombs->before = date_parse_iso(day.text);
    str_release(&day);
    return ret;
}

int tombs_read(struct tombs *tombs, struct db *db, const char *warehouse,
               struct err *err)
{
    char *path = key_path(warehouse);
    int ret;

    memset(tombs, 0, sizeof(*tombs));
    tombs->before = DATE_NONE;
    ret = read_digests(tombs, db, err) || read_before(tombs, db, err);
    if (ret == 0 && tombs->digests.count) {
        ret = read_key(path, tombs->key, &tombs->has_key, err);
        if (ret == 0 && !tombs->has_key)
            ret = err_set(err, ERR_NOINPUT,
                          "the key '%s' is not there, without which nobody can"
                          " tell who was forgotten and must not come back: put"
                          " it back. Nothing was touched",
                          path);
        if (ret == 0)
            ret = check_key(tombs, db, path, err);
    }
    free(path);
    return ret ? -1 : 0;
}

void tombs_release(struct tombs *tombs)
{
    map_release(&tombs->digests);
    memset(tombs, 0, sizeof(*tombs));
}

void tombs_digest(const struct tombs *tombs, char kind, const char *id,
                  size_t len, char text[HASH_TEXT_SIZE])
{
    struct str said = STR_INIT;

    str_add_c(&said, kind);
    str_add_n(&said, id, len);
    hash_keyed(tombs->key, said.text, said.len, text);
    str_release(&said);
}

int tombs_add(struct tombs *tombs, struct db *db, enum cull_whose whose,
              const char digest[HASH_TEXT_SIZE], int64_t run, struct err *err)
{
    const struct db_param params[] = {
        { ":digest", digest, 0 },
        { ":role", whose == CULL_GONE ? "gone" : "other", 0 },
        { ":run", NULL, run },
    };
    bool added;
    int64_t *known = map_put(&tombs->digests, digest, HASH_TEXT_SIZE - 1,
                             (int64_t)whose, &added);

    if (whose == CULL_GONE)
        *known = CULL_GONE;
    return db_run_script(db, SQL "put_id", params, 3, err);
}

bool tombs_has_any(const struct tombs *tombs)
{
    return tombs->digests.count > 0 || tombs->before != DATE_NONE;
}

enum cull_whose tombs_whose(void *context, char kind, const char *id,
                            size_t len)
{
    const struct tombs *tombs = context;
    char digest[HASH_TEXT_SIZE];
    const int64_t *known;

    if (!tombs->digests.count)
        return CULL_NOBODYS;
    tombs_digest(tombs, kind, id, len, digest);
    known = map_find(&tombs->digests, digest, HASH_TEXT_SIZE - 1);
    return known ? (enum cull_whose) * known : CULL_NOBODYS;
}
