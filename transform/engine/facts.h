#ifndef TRANSFORM_ENGINE_FACTS_H
#define TRANSFORM_ENGINE_FACTS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/str.h"

/*
 * facts: rows of a metric's own, as they were read. Most say one of few things
 * ("on roll here, of school age"), so that what they say is kept once and a row
 * names it: a county's rows take a fifth of what their figures would.
 */
#define FACTS_NO_KEY                                                           \
    UINT32_MAX /* what can be no key of ours: it is nowhere                    \
                */

struct fact {
    uint32_t pupil_key;  /* 0: a school's own */
    uint32_t school_key; /* 0: at none */
    uint32_t also_key;   /* a second school at which it stands; 0: at none */
    uint32_t said;       /* what it says: facts_values() */
};

struct facts {
    struct fact *rows; /* in the order they were read */
    size_t count, capacity;
    size_t width;     /* figures a row */
    double *values;   /* said_count x width, each different */
    uint64_t *hashes; /* of each */
    size_t said_count, said_capacity;
    uint32_t *places; /* open addressing: 1 + which of them; 0 = free */
    size_t place_count;
};

/* All zero is empty. Empty it for rows of so many figures. */
void facts_begin(struct facts *f, size_t width);
void facts_add(struct facts *f, int64_t pupil_key, int64_t school_key,
               int64_t also_key, const double *values);
void facts_release(struct facts *f);

static inline const double *facts_values(const struct facts *f,
                                         const struct fact *fact)
{
    return f->values + fact->said * f->width;
}

/* A number for what it says; rows that say the same have the same. */
static inline uint64_t facts_hash(const struct facts *f,
                                  const struct fact *fact)
{
    return f->hashes[fact->said];
}

/*
 * The same to keep for later in the run: some three bytes a row.
 */
struct facts_packed {
    struct str bytes;
    size_t count, width, said_count;
    bool has_also; /* some row has a second school */
    double *values;
};

void facts_pack(struct facts_packed *p, const struct facts *f);
/* Into facts that were begun or are empty; they have no hashes. */
void facts_unpack(const struct facts_packed *p, struct facts *f);
void facts_packed_release(struct facts_packed *p);

#endif /* TRANSFORM_ENGINE_FACTS_H */
