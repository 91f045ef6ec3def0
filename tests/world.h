#ifndef TESTS_WORLD_H
#define TESTS_WORLD_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config/config.h"
#include "config/terms.h"
#include "core/date.h"
#include "core/db.h"
#include "core/log.h"
#include "core/str.h"
#include "ingest/ingest.h"
#include "ingest/read/type.h"

struct asset;

/*
 * world: a warehouse in memory with its inbox and archive in a folder of the
 * test's own, driven night by night without the program. Fails the test on any
 * error.
 */
struct world {
    char folder[64];
    struct config config;
    struct terms terms;
    struct type_set types;
    struct log log;
    struct db *db;
    date_t as_of;
    int64_t run_id;
    struct ingest_result result; /* of the last night */
};

/* An empty world; `name` is its folder below the test's, emptied first. */
void world_open(struct world *w, const char *name);
void world_close(struct world *w);

/* The same with these extract types besides those of the program. */
void world_open_with(struct world *w, const char *name,
                     const struct asset *types, size_t count);

/* Put a file into the inbox. */
void world_put(struct world *w, const char *path, const char *text);
/* Ingest what is there, and transform. */
void world_night(struct world *w);
/* Ingest what is there, and leave it at that. */
void world_ingest(struct world *w);
void world_withdraw(struct world *w, const char *name);
void world_release(struct world *w, const char *name);
/* Forget the warehouse and make it again from the archive. */
void world_lose_and_rebuild(struct world *w);

/* All content, without keys, runs and file counts, as sorted text. */
void world_dump(struct world *w, struct str *text);
/* One value of one row; -1 when there is none. */
int64_t world_int(struct world *w, const char *sql);
/* Text of the rows of a statement: columns by bars, rows by semicolons. */
char *world_rows(struct world *w, const char *sql);

/* A valid UPN for a number (its check letter worked out). */
void world_upn(int number, char upn[14]);

#endif /* TESTS_WORLD_H */
