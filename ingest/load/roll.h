#ifndef INGEST_LOAD_ROLL_H
#define INGEST_LOAD_ROLL_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/date.h"

struct db;
struct err;
struct query;

/*
 * roll: who was enrolled at a school when, for the rule not_on_roll. A stay
 * counts for every ident of its person (details.md 45); stays of status P are
 * none (details.md 10). Reads enrolment and person; holds one school at a
 * time.
 */
struct roll_stay {
    int64_t ident_key;
    date_t entry;
    date_t leaving; /* inclusive; DATE_MAX where there is none */
};

struct roll {
    struct query *read;
    int64_t school_key;      /* that is held, 0 = none */
    struct roll_stay *stays; /* ascending ident_key, entry */
    size_t count;
    size_t capacity;
};

int roll_open(struct roll *roll, struct db *db, struct err *err)
    __attribute__((warn_unused_result));
void roll_close(struct roll *roll);
/* Rolls or persons changed: what is held is stale. */
void roll_forget(struct roll *roll);
int roll_load(struct roll *roll, int64_t school_key, struct err *err)
    __attribute__((warn_unused_result));
/* The held school's stays of an ident; *count may be 0. */
const struct roll_stay *roll_find(const struct roll *roll, int64_t ident_key,
                                  size_t *count);
bool roll_covers(const struct roll_stay *stays, size_t count, date_t date);

#endif /* INGEST_LOAD_ROLL_H */
