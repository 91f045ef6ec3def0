#ifndef INGEST_LOAD_IDENT_H
#define INGEST_LOAD_IDENT_H
#include <stdbool.h>
#include <stdint.h>

#include "core/date.h"
#include "core/map.h"

struct db;
struct err;

/*
 * ident: keys for the real world's ids (UPNs, social care's child ids, URNs),
 * given at first sight and never changed. A cache stands before the tables;
 * idents_forget empties it when the tables were made anew.
 */
struct ident_place; /* a school that a LAESTAB may mean */

struct idents {
    struct db *db;
    struct map pupils;   /* kind and id -> ident_key */
    bool has_all;        /* the map does, but for ids that are too long */
    int64_t misses;      /* looked for in the table instead */
    struct map schools;  /* URN -> school_key */
    struct map laestabs; /* LAESTAB -> its first school in `places` */
    struct ident_place *places;
    size_t place_count, place_capacity;
    struct map in_extract; /* URN -> school_key, only schools in the extract */
    bool schools_read;
};

void idents_open(struct idents *idents, struct db *db);
void idents_close(struct idents *idents);
void idents_forget(struct idents *idents);
/* The schools extract changed: read it again before the next look-up. */
void idents_schools_changed(struct idents *idents);

/* kind: 'u' a UPN, 'c' a child id. Makes the key when there is none. */
int idents_key(struct idents *idents, char kind, const char *id, int64_t *key,
               struct err *err) __attribute__((warn_unused_result));
/* The same for a URN; says nothing about the schools extract. */
int idents_school_key(struct idents *idents, const char *urn, int64_t *key,
                      struct err *err) __attribute__((warn_unused_result));
/*
 * A URN (6 digits) or LAESTAB (7) as extracts give it -> the key of a school in
 * the schools extract, or 0 when it knows none. Of schools that share a LAESTAB
 * it is the one that by its dates is open on a day; where these do not tell,
 * the one that is open now, else that of the highest URN (details.md 57).
 */
bool idents_is_laestab(const char *id);
int idents_known_school(struct idents *idents, const char *id, date_t day,
                        int64_t *key, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_LOAD_IDENT_H */
