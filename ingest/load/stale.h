#ifndef INGEST_LOAD_STALE_H
#define INGEST_LOAD_STALE_H
#include <stdbool.h>
#include <stdint.h>

struct db;
struct err;
struct str;
struct type;

/*
 * stale: what a change reaches. Triggers note it for each row that comes,
 * changes or goes, whoever writes it, so that no writer can forget: in
 * changed_* for the transform, in stale_* for what ingest must read again in
 * the same run (ingest/sql/stale.sql). Those of a type's table are made from
 * its description, and know of each field from which day on a change of it can
 * be seen (enum field_reach).
 *
 * Only what changes no row is noted by calls.
 */
struct stale {
    struct db *db;
};

/* The statements that make the triggers of a type's table, one a call of
   CREATE, each ended by a semicolon. */
void stale_add_triggers(struct str *sql, const struct type *type);

/*
 * A child, or a school (ident 0), is another from a day on: "" = any day,
 * STALE_NO_DAY = none, only what lists show. School 0 = none.
 */
#define STALE_NO_DAY "9999-12-31"
int stale_note_fact(struct stale *stale, int64_t ident_key, int64_t school_key,
                    const char *from_date, struct err *err)
    __attribute__((warn_unused_result));
/* Anything may be another; the reason is a word. */
int stale_note_all(struct stale *stale, const char *reason, struct err *err)
    __attribute__((warn_unused_result));
/* A table reads otherwise though none of its rows was written. */
int stale_note_relation(struct stale *stale, const char *table, struct err *err)
    __attribute__((warn_unused_result));
/* *has: some row of the table changed in this run. */
int stale_has_relation(struct stale *stale, const char *table, bool *has,
                       struct err *err) __attribute__((warn_unused_result));

/* *has: rolls say otherwise than before who somebody is. */
int stale_has_person(struct stale *stale, bool *has, struct err *err)
    __attribute__((warn_unused_result));

/* The roll of a school, or those a content speaks of, is to be made again. */
int stale_note_roll(struct stale *stale, int64_t school_key, struct err *err)
    __attribute__((warn_unused_result));
int stale_note_rolls(struct stale *stale, int64_t content_id, struct err *err)
    __attribute__((warn_unused_result));
/* Those of a content sent again at this time that another roll came between. */
int stale_note_overtaken(struct stale *stale, int64_t content_id,
                         const char *stamp, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_LOAD_STALE_H */
