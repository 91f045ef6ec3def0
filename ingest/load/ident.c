#include "ingest/load/ident.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"

#define SQL "ingest/sql/ident.sql#"
#define CACHED_MAX 300000 /* some 24 MB; then they are looked up again */
#define MISSES_MAX 1000   /* then all are read, in their order */
#define NAME_SIZE 256     /* a kind and an id; a longer one is not cached */
#define SHARE_MAX 20      /* schools of one LAESTAB that are looked through */

struct ident_place {
    int64_t key;
    date_t opened, closed; /* both included */
    size_t next;           /* that has the LAESTAB too; itself: none */
    size_t last, count;    /* of the first: the ring's */
};

void idents_open(struct idents *idents, struct db *db)
{
    memset(idents, 0, sizeof(*idents));
    idents->db = db;
}

void idents_close(struct idents *idents)
{
    map_release(&idents->pupils);
    map_release(&idents->schools);
    map_release(&idents->laestabs);
    map_release(&idents->in_extract);
    free(idents->places);
    memset(idents, 0, sizeof(*idents));
}

void idents_forget(struct idents *idents)
{
    map_clear(&idents->pupils);
    map_clear(&idents->schools);
    idents->has_all = false;
    idents->misses = 0;
    idents_schools_changed(idents);
}

void idents_schools_changed(struct idents *idents)
{
    map_clear(&idents->laestabs);
    map_clear(&idents->in_extract);
    idents->place_count = 0;
    idents->schools_read = false;
}

/* 1 = there is a row with these texts; second: NULL = of one text. */
static int run_with(struct idents *idents, const char *asset, const char *first,
                    const char *second, int64_t *key, struct err *err)
{
    struct query *q = db_query(idents->db, asset, err);

    query_bind_text(q, 1, first);
    if (second)
        query_bind_text(q, 2, second);
    return query_read_int(q, key, err);
}

static int add(struct idents *idents, const char *asset, const char *first,
               const char *second, int64_t *key, struct err *err)
{
    if (run_with(idents, asset, first, second, key, err))
        return -1;
    *key = db_last_rowid(idents->db);
    return 0;
}

/* 0: it is too long. */
static size_t make_name(char name[NAME_SIZE], char kind, const char *id)
{
    size_t len = strlen(id) + 1;

    if (len > NAME_SIZE)
        return 0;
    name[0] = kind;
    memcpy(name + 1, id, len - 1);
    return len;
}

static void put_cached(struct idents *idents, const char *name, size_t len,
                       int64_t key)
{
    bool added;

    if (idents->pupils.count >= CACHED_MAX) {
        map_clear(&idents->pupils);
        idents->has_all = false;
    }
    map_put(&idents->pupils, name, len, key, &added);
}

/* Unless there are too many to be kept: a night of marks asks for most. */
static int read_all(struct idents *idents, struct err *err)
{
    struct query *q = db_query(idents->db, SQL "read_all", err);
    char name[NAME_SIZE];
    int row;

    query_bind_int(q, 1, CACHED_MAX);
    while ((row = query_step(q, err)) == 1) {
        char kind = query_text(q, 1)[0] == 'u' ? 'u' : 'c';
        size_t len = make_name(name, kind, query_text(q, 2));

        idents->has_all = true;
        if (len)
            put_cached(idents, name, len, query_int(q, 0));
    }
    return row;
}

int idents_key(struct idents *idents, char kind, const char *id, int64_t *key,
               struct err *err)
{
    const char *word = kind == 'u' ? "upn" : "child";
    char name[NAME_SIZE];
    size_t len = make_name(name, kind, id);
    const int64_t *known = len ? map_find(&idents->pupils, name, len) : NULL;
    int row = 0;

    if (!known && len && !idents->has_all && ++idents->misses == MISSES_MAX) {
        if (read_all(idents, err))
            return -1;
        known = map_find(&idents->pupils, name, len);
    }
    if (known) {
        *key = *known;
        return 0;
    }
    if (!len || !idents->has_all)
        row = run_with(idents, SQL "find", word, id, key, err);
    if (row < 0 || (row == 0 && add(idents, SQL "add", word, id, key, err)))
        return -1;
    if (len)
        put_cached(idents, name, len, *key);
    return 0;
}

int idents_school_key(struct idents *idents, const char *urn, int64_t *key,
                      struct err *err)
{
    int64_t *known = map_find(&idents->schools, urn, strlen(urn));
    bool added;
    int row;

    if (known) {
        *key = *known;
        return 0;
    }
    row = run_with(idents, SQL "find_school", urn, NULL, key, err);
    if (row < 0
        || (row == 0 && add(idents, SQL "add_school", urn, NULL, key, err)))
        return -1;
    map_put(&idents->schools, urn, strlen(urn), *key, &added);
    return 0;
}

static date_t read_day(struct query *q, int column, date_t otherwise)
{
    return query_is_null(q, column) ? otherwise
                                    : date_parse_iso(query_text(q, column));
}

/* Schools come in the order in which one LAESTAB means them. */
static void add_place(struct idents *idents, struct query *q)
{
    struct ident_place *place;
    size_t at = idents->place_count;
    int64_t *first;
    bool added;

    MEM_ROOM(idents->places, idents->place_count, idents->place_capacity);
    place = &idents->places[idents->place_count++];
    *place = (struct ident_place){ query_int(q, 1),
                                   read_day(q, 3, DATE_NONE),
                                   read_day(q, 4, DATE_MAX),
                                   at,
                                   at,
                                   1 };
    first =
        map_put(&idents->laestabs, query_text(q, 2), 7, (int64_t)at, &added);
    if (added)
        return;
    place = &idents->places[*first];
    if (place->count == SHARE_MAX) {
        idents->place_count--;
        return;
    }
    place->count++;
    idents->places[place->last].next = at;
    place->last = at;
}

static int read_schools(struct idents *idents, struct err *err)
{
    struct query *q =
        db_query(idents->db, "ingest/sql/school.sql#read_schools", err);
    int row;

    while ((row = query_step(q, err)) == 1) {
        const char *urn = query_text(q, 0);
        bool added;

        map_put(&idents->in_extract, urn, strlen(urn), query_int(q, 1), &added);
        if (idents_is_laestab(query_text(q, 2)))
            add_place(idents, q);
    }
    idents->schools_read = row == 0;
    return row;
}

bool idents_is_laestab(const char *id)
{
    return strlen(id) == 7;
}

static int64_t find_place(const struct idents *idents, size_t first, date_t day)
{
    const struct ident_place *place = &idents->places[first];

    while (place->opened > day || place->closed < day) {
        if (place->next == (size_t)(place - idents->places))
            return idents->places[first].key;
        place = &idents->places[place->next];
    }
    return place->key;
}

int idents_known_school(struct idents *idents, const char *id, date_t day,
                        int64_t *key, struct err *err)
{
    bool is_laestab = idents_is_laestab(id);
    const int64_t *known;

    *key = 0;
    if (!idents->schools_read && read_schools(idents, err))
        return -1;
    known = map_find(is_laestab ? &idents->laestabs : &idents->in_extract, id,
                     strlen(id));
    if (known)
        *key = is_laestab ? find_place(idents, (size_t)*known, day) : *known;
    return 0;
}
