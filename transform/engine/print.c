#include "transform/engine/print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"

#define SQL "transform/sql/print.sql#"

/* A school as it is stored. */
struct stored {
    int64_t school_key;
    uint64_t sum;
};

void print_clear(struct print *p)
{
    p->count = 0;
    map_clear(&p->places);
}

void print_release(struct print *p)
{
    free(p->schools);
    map_release(&p->places);
    memset(p, 0, sizeof(*p));
}

static struct print_school *school_of(struct print *p, int64_t school_key)
{
    bool added;
    int64_t at = *map_put(&p->places, &school_key, sizeof(school_key),
                          (int64_t)p->count, &added);

    if (added) {
        MEM_ROOM(p->schools, p->count, p->capacity);
        p->schools[p->count++] = (struct print_school){ school_key, 0, true };
    }
    return &p->schools[at];
}

/* Each bit of what came before and of the word reaches all of the result. */
static uint64_t mix(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9e3779b97f4a7c15u;
    hash ^= hash >> 32;
    hash *= 0xd6e8feb86659fd93u;
    return hash ^ hash >> 32;
}

uint64_t print_hash(const double *values, size_t count)
{
    uint64_t hash = count;

    for (size_t i = 0; i < count; i++) {
        uint64_t word;

        memcpy(&word, &values[i], sizeof(word));
        hash = mix(hash, word);
    }
    return hash;
}

void print_add(struct print *p, int64_t school_key, int64_t other_key,
               int64_t pupil_key, uint64_t said)
{
    uint64_t hash = mix(mix(said, (uint64_t)pupil_key), (uint64_t)other_key);

    school_of(p, school_key)->sum += hash;
}

static int compare_schools(const void *a, const void *b)
{
    const struct print_school *x = a;
    const struct print_school *y = b;

    return x->school_key < y->school_key ? -1 : x->school_key > y->school_key;
}

int print_compare(struct db *db, int64_t period_key, const char *source,
                  struct print *p, struct err *err)
{
    struct query *q = db_query(db, SQL "read_print", err);
    int row;

    query_bind_int(q, 1, period_key);
    query_bind_text(q, 2, source);
    row = query_step(q, err);
    if (row == 1) {
        size_t len;
        const char *bytes = query_blob(q, 0, &len);

        for (size_t at = 0; at + sizeof(struct stored) <= len;
             at += sizeof(struct stored)) {
            struct stored old;
            struct print_school *now;

            memcpy(&old, bytes + at, sizeof(old));
            now = school_of(p, old.school_key);
            now->differs = now->sum != old.sum;
        }
        query_reset(q);
    }
    if (p->count)
        qsort(p->schools, p->count, sizeof(*p->schools), compare_schools);
    map_clear(&p->places); /* indices hold no more */
    return row < 0 ? -1 : 0;
}

int print_read_until(struct db *db, int64_t period_key, const char *source,
                     struct print_until *out, struct err *err)
{
    struct query *q = db_query(db, SQL "read_until", err);
    const char *first = "0000-01-01";
    int row;

    query_bind_int(q, 1, period_key);
    query_bind_text(q, 2, source);
    row = query_step(q, err);
    if (row < 0)
        return -1;
    if (row == 1)
        first = query_text(q, 0);
    snprintf(out->first, sizeof(out->first), "%s", first);
    query_reset(q);
    return 0;
}

int print_note_until(struct db *db, int64_t period_key, const char *source,
                     const struct print_until *until, struct err *err)
{
    struct query *q = db_query(db, SQL "note_until", err);

    query_bind_int(q, 1, period_key);
    query_bind_text(q, 2, source);
    query_bind_text(q, 3, until->first);
    return query_run(q, err);
}

int print_drop(struct db *db, int64_t period_key, struct err *err)
{
    struct query *q = db_query(db, SQL "drop_prints", err);

    query_bind_int(q, 1, period_key);
    return query_run(q, err);
}

int print_keep(struct db *db, int64_t period_key, const char *source,
               const struct print *p, int64_t unplaced, struct err *err)
{
    struct query *q = db_query(db, SQL "put_print", err);
    struct stored *schools = mem_zero(p->count, sizeof(*schools));
    size_t count = 0;
    int ret;

    for (size_t i = 0; i < p->count; i++)
        if (p->schools[i].sum)
            schools[count++] =
                (struct stored){ p->schools[i].school_key, p->schools[i].sum };
    query_bind_int(q, 1, period_key);
    query_bind_text(q, 2, source);
    query_bind_int(q, 3, unplaced);
    query_bind_blob(q, 4, schools, count * sizeof(*schools));
    query_bind_text(q, 5, p->until.first);
    ret = query_run(q, err);
    free(schools);
    return ret;
}
