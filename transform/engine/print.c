#include "transform/engine/print.h"

#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"

/* A school as it is stored. */
struct stored {
    int64_t school_key;
    uint64_t sum;
};

struct print_store {
    struct query *read, *put, *drop;
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

void print_add(struct print *p, int64_t school_key, int64_t pupil_key,
               const double *values, size_t count)
{
    uint64_t row[2];

    memcpy(&row[0], &pupil_key, sizeof(row[0]));
    row[1] = map_hash(values, count * sizeof(*values));
    school_of(p, school_key)->sum += map_hash(row, sizeof(row));
}

int print_store_open(struct print_store **out, struct db *db, struct err *err)
{
    struct print_store *store = mem_zero(1, sizeof(*store));

    *out = NULL;
    if (query_open_asset(&store->read, db, "transform/sql/print.sql#read_print",
                         err)
        || query_open_asset(&store->put, db,
                            "transform/sql/print.sql#put_print", err)
        || query_open_asset(&store->drop, db,
                            "transform/sql/print.sql#drop_prints", err)) {
        print_store_close(store);
        return -1;
    }
    *out = store;
    return 0;
}

void print_store_close(struct print_store *store)
{
    if (!store)
        return;
    query_close(store->read);
    query_close(store->put);
    query_close(store->drop);
    free(store);
}

static int compare_schools(const void *a, const void *b)
{
    const struct print_school *x = a;
    const struct print_school *y = b;

    return x->school_key < y->school_key ? -1 : x->school_key > y->school_key;
}

int print_compare(struct print_store *store, int64_t period_key,
                  const char *source, struct print *p, struct err *err)
{
    int row;

    query_bind_int(store->read, 1, period_key);
    query_bind_text(store->read, 2, source);
    row = query_step(store->read, err);
    if (row == 1) {
        size_t len;
        const char *bytes = query_blob(store->read, 0, &len);

        for (size_t at = 0; at + sizeof(struct stored) <= len;
             at += sizeof(struct stored)) {
            struct stored old;
            struct print_school *now;

            memcpy(&old, bytes + at, sizeof(old));
            now = school_of(p, old.school_key);
            now->differs = now->sum != old.sum;
        }
        query_reset(store->read);
    }
    if (p->count)
        qsort(p->schools, p->count, sizeof(*p->schools), compare_schools);
    map_clear(&p->places); /* indices hold no more */
    return row < 0 ? -1 : 0;
}

int print_drop(struct print_store *store, int64_t period_key, struct err *err)
{
    query_bind_int(store->drop, 1, period_key);
    return query_run(store->drop, err);
}

int print_keep(struct print_store *store, int64_t period_key,
               const char *source, const struct print *p, int64_t unplaced,
               struct err *err)
{
    struct stored *schools = mem_zero(p->count, sizeof(*schools));
    size_t count = 0;
    int ret;

    for (size_t i = 0; i < p->count; i++)
        if (p->schools[i].sum)
            schools[count++] =
                (struct stored){ p->schools[i].school_key, p->schools[i].sum };
    query_bind_int(store->put, 1, period_key);
    query_bind_text(store->put, 2, source);
    query_bind_int(store->put, 3, unplaced);
    query_bind_blob(store->put, 4, schools, count * sizeof(*schools));
    ret = query_run(store->put, err);
    free(schools);
    return ret;
}
