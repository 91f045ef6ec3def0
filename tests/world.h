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
 * world: a warehouse with its inbox and archive in a folder of the test's own,
 * driven night by night without the program. Fails the test on any
 * error.
 */
struct world {
    char folder[64];
    struct config config;
    struct terms terms;
    struct type_set types;
    const struct asset *more; /* descriptions of types, lent */
    size_t more_count;
    const struct asset *metrics; /* besides those of the program, lent */
    size_t metric_count;
    bool is_stale; /* config or descriptions: the next night reads them again */
    struct log log;
    struct db *db;
    date_t as_of;
    int64_t run_id;
    struct ingest_result result; /* of the last night */
    int64_t periods;             /* that it made again */
};

/* An empty world; `name` is its folder below the test's, emptied first. */
void world_open(struct world *w, const char *name);
void world_close(struct world *w);

/* The same with these extract types besides those of the program. */
void world_open_with(struct world *w, const char *name,
                     const struct asset *types, size_t count);

/* Put a file into the inbox, or take it away. */
void world_put(struct world *w, const char *path, const char *text);
void world_put_bytes(struct world *w, const char *path, const char *bytes,
                     size_t len);
void world_remove(struct world *w, const char *path);
/*
 * From the next night on: a file of the config folder (what county.ini says is
 * added to the world's own), and these types besides those of the program or,
 * where the name is the same, instead of them. Both are lent.
 */
void world_configure(struct world *w, const char *path, const char *text);
void world_describe(struct world *w, const struct asset *types, size_t count);

/* Ingest what is there, and transform. */
void world_night(struct world *w);
/* The same where it may fail: then all is as it was before. */
int world_try_night(struct world *w, struct err *err)
    __attribute__((warn_unused_result));
/* Ingest what is there, and leave it at that. */
void world_ingest(struct world *w);
void world_withdraw(struct world *w, const char *name);
void world_release(struct world *w, const char *name);
/* What `check` says of a file (path from where the test stands), by bars:
   type, status, rows read, loaded, duplicate, superseded, rejected, message. */
void world_check(struct world *w, const char *path, struct str *text);
/* Forget the warehouse and make it again from the archive. */
void world_lose_and_rebuild(struct world *w);

/*
 * What anybody may read, where it depends on nothing but the contents that
 * count and the config: all public relations but load_run and load_file, a row
 * a line in any order (difference_same). Keys are as world_columns() shows
 * them.
 */
void world_public(struct world *w, struct str *text);
/* The same and what ingest keeps for itself, sorted. */
void world_dump(struct world *w, struct str *text);
/*
 * The columns of a relation for a select from it, a pupil and a school by
 * their ids of the real world, other keys left out.
 */
void world_columns(struct world *w, const char *relation, struct str *sql);
/* One value of one row; -1 when there is none. */
int64_t world_int(struct world *w, const char *sql);
/* Text of the rows of a statement: columns by bars, rows by semicolons. */
char *world_rows(struct world *w, const char *sql);

/* A valid UPN for a number (its check letter worked out). */
void world_upn(int number, char upn[14]);

#endif /* TESTS_WORLD_H */
