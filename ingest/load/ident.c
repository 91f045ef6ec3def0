#include "ingest/load/ident.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"

int idents_open(struct idents *idents, struct db *db, struct err *err)
{
    memset(idents, 0, sizeof(*idents));
    idents->db = db;
    if (query_open(&idents->find, db,
                   "select ident_key from ident where kind = ?1 and id = ?2",
                   err)
        || query_open(&idents->add, db,
                      "insert into ident (kind, id) values (?1, ?2)", err)
        || query_open(&idents->find_school, db,
                      "select school_key from school_ident where urn = ?1", err)
        || query_open(&idents->add_school, db,
                      "insert into school_ident (urn) values (?1)", err)) {
        idents_close(idents);
        return -1;
    }
    return 0;
}

void idents_close(struct idents *idents)
{
    query_close(idents->find);
    query_close(idents->add);
    query_close(idents->find_school);
    query_close(idents->add_school);
    map_release(&idents->pupils);
    map_release(&idents->schools);
    map_release(&idents->laestabs);
    map_release(&idents->in_extract);
    memset(idents, 0, sizeof(*idents));
}

void idents_forget(struct idents *idents)
{
    map_clear(&idents->pupils);
    map_clear(&idents->schools);
    idents_schools_changed(idents);
}

void idents_schools_changed(struct idents *idents)
{
    map_clear(&idents->laestabs);
    map_clear(&idents->in_extract);
    idents->schools_read = false;
}

/* Find or make a key with the two statements; parameters are bound. */
static int find_or_add(struct idents *idents, struct query *find,
                       struct query *add, const char *first, const char *second,
                       int64_t *key, struct err *err)
{
    int row;

    query_bind_text(find, 1, first);
    if (second)
        query_bind_text(find, 2, second);
    row = query_step(find, err);
    if (row == 1) {
        *key = query_int(find, 0);
        query_reset(find);
        return 0;
    }
    if (row < 0)
        return -1;
    query_bind_text(add, 1, first);
    if (second)
        query_bind_text(add, 2, second);
    if (query_run(add, err))
        return -1;
    *key = db_last_rowid(idents->db);
    return 0;
}

int idents_key(struct idents *idents, char kind, const char *id, int64_t *key,
               struct err *err)
{
    char name[256];
    size_t len = strlen(id);
    bool cached = len < sizeof(name) - 1;
    int64_t *known;
    bool added;

    if (cached) {
        name[0] = kind;
        memcpy(name + 1, id, len);
        known = map_find(&idents->pupils, name, len + 1);
        if (known) {
            *key = *known;
            return 0;
        }
    }
    if (find_or_add(idents, idents->find, idents->add,
                    kind == 'u' ? "upn" : "child", id, key, err))
        return -1;
    if (cached)
        map_put(&idents->pupils, name, len + 1, *key, &added);
    return 0;
}

int idents_school_key(struct idents *idents, const char *urn, int64_t *key,
                      struct err *err)
{
    int64_t *known = map_find(&idents->schools, urn, strlen(urn));
    bool added;

    if (known) {
        *key = *known;
        return 0;
    }
    if (find_or_add(idents, idents->find_school, idents->add_school, urn, NULL,
                    key, err))
        return -1;
    map_put(&idents->schools, urn, strlen(urn), *key, &added);
    return 0;
}

static int read_schools(struct idents *idents, struct err *err)
{
    struct query *q = NULL;
    int row;

    /* Of schools that share a LAESTAB the first here is the one meant. */
    if (query_open(&q, idents->db,
                   "select i.urn, i.school_key,"
                   " s.la_code || s.establishment_number"
                   " from school as s"
                   " inner join school_ident as i using (school_key)"
                   " order by lower(coalesce(s.status, '')) like 'open%' desc,"
                   " i.urn desc",
                   err))
        return -1;
    while ((row = query_step(q, err)) == 1) {
        const char *urn = query_text(q, 0);
        const char *laestab = query_text(q, 2);
        int64_t key = query_int(q, 1);
        bool added;

        map_put(&idents->in_extract, urn, strlen(urn), key, &added);
        if (strlen(laestab) == 7)
            map_put(&idents->laestabs, laestab, 7, key, &added);
    }
    query_close(q);
    idents->schools_read = row == 0;
    return row;
}

int idents_known_school(struct idents *idents, const char *id, int64_t *key,
                        struct err *err)
{
    size_t len = strlen(id);
    const int64_t *known;

    *key = 0;
    if (!idents->schools_read && read_schools(idents, err))
        return -1;
    known =
        map_find(len == 7 ? &idents->laestabs : &idents->in_extract, id, len);
    if (known)
        *key = *known;
    return 0;
}
