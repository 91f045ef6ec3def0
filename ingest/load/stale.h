#ifndef INGEST_LOAD_STALE_H
#define INGEST_LOAD_STALE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct db;
struct err;
struct str;
struct type;

/*
 * stale: what a change reaches. Triggers note it for each row that changes or
 * goes, whoever writes it, so that no writer can forget: in changed_* for the
 * transform, in stale_* for what ingest must read again in the same run
 * (ingest/sql/stale.sql). Those of a type's table are made from its
 * description, and know of each field from which day on a change of it can be
 * seen (enum field_reach).
 *
 * Rows come, and are another content's that says what they said, in one place
 * alone (ingest/load/row_table.h), and by the hundred thousand: they are noted
 * there, as is that a table changed at all; else only what changes no row is
 * noted by calls.
 */
struct stale {
    struct db *db;
};

/* The statements that make the triggers of a type's table, one a call of
   CREATE, each ended by a semicolon. */
void stale_add_triggers(struct str *sql, const struct type *type);

/* Who a child is is another, at every school and of any day. */
int stale_note_child(struct stale *stale, int64_t ident_key, struct err *err)
    __attribute__((warn_unused_result));
/*
 * A row of a table: a child, or a school (ident 0), is another from a day on:
 * "" = any day, STALE_NO_DAY = none, only what lists show. School 0 = none.
 */
#define STALE_NO_DAY "9999-12-31"
int stale_note_row(struct stale *stale, const char *table, int64_t ident_key,
                   int64_t school_key, const char *day, struct err *err)
    __attribute__((warn_unused_result));
/* Are rows of the type neither a child's nor at a school? That its table
   changed is all there is to say of them; schools are told from those of before
   by what is made of them. */
bool stale_is_of_none(const struct type *type);
/*
 * The statements that note a row which says what it said, but of a later
 * content: it may now beat one of the same child, or one that it is itself
 * under another id of the person. key: " where ..." that finds the row; the
 * second is also told the content that the row was of, as its parameter of that
 * number.
 */
void stale_add_moved(struct str *sql, const struct type *type, const char *key);
void stale_add_overtook(struct str *sql, const struct type *type,
                        const char *key, size_t content);
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
