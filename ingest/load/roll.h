#ifndef INGEST_LOAD_ROLL_H
#define INGEST_LOAD_ROLL_H
#include <stddef.h>
#include <stdint.h>

#include "core/date.h"

struct db;
struct err;

/*
 * roll: who was enrolled at a school when, for the rule not_on_roll: table
 * roll_stay, a school of which is held at a time.
 */
struct roll_stay {
    int64_t ident_key;
    date_t entry;
    date_t leaving; /* inclusive */
};

struct roll {
    struct db *db;
    int64_t school_key;      /* that is held, 0 = none */
    struct roll_stay *stays; /* ascending ident_key, entry */
    size_t count;
    size_t capacity;
};

void roll_open(struct roll *roll, struct db *db);
void roll_close(struct roll *roll);
/* Rolls or persons changed: what is held is stale. */
void roll_forget(struct roll *roll);
/* Make the stays again of whom stale_stay names. */
int roll_settle(struct roll *roll, struct db *db, struct err *err)
    __attribute__((warn_unused_result));
int roll_load(struct roll *roll, int64_t school_key, struct err *err)
    __attribute__((warn_unused_result));
/* The held school's stays of an ident; *count may be 0. */
const struct roll_stay *roll_find(const struct roll *roll, int64_t ident_key,
                                  size_t *count);
/* The stay that holds a day, or NULL. */
const struct roll_stay *roll_covering(const struct roll_stay *stays,
                                      size_t count, date_t date);

#endif /* INGEST_LOAD_ROLL_H */
