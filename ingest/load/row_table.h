#ifndef INGEST_LOAD_ROW_TABLE_H
#define INGEST_LOAD_ROW_TABLE_H
#include <stdbool.h>
#include <stdint.h>

#include "ingest/load/factnote.h"
#include "ingest/load/rival.h"
#include "ingest/load/stale.h"
#include "ingest/read/type.h"

struct db;
struct err;
struct query;
struct type;
struct value;

/*
 * row_table: the rows of one type's table, found and written by their key. What
 * rows that come reach is noted here (ingest/load/stale.h): all is by the time
 * the table is settled.
 *
 * A row is of one content and line. So that a file need be read only once, it
 * keeps what the key's row said before that content (was_hash, null where
 * there was none): a later line of the same file with the key is counted as if
 * it had met that row.
 */
struct table_row {
    const struct value *values; /* one for each field of the type; lent */
    int64_t school_key;         /* 0 = it has none */
    int64_t ident_key;
    int64_t line;
    int64_t hash; /* of what it says */
};

struct found_row {
    int64_t content_id; /* 0 = there is no row with the key */
    int64_t line;
    int64_t hash;
    int64_t seen_id; /* 0 = the type does not list */
    bool was;        /* some row had the key before that content */
    int64_t was_hash;
};

/* Columns that one trigger looks at are written together: those that reach
   alike, and the end. */
#define ROW_TABLE_GROUPS (REACH_LISTS + 2)

struct row_table {
    struct db *db;
    const struct type *type;
    unsigned *groups; /* one a field, of one bit; a key's: none */
    struct query *find;
    struct query *read;
    struct query *insert;
    struct query *update[1 << ROW_TABLE_GROUPS]; /* by groups; when needed */
    struct query *see;              /* NULL where the type does not list */
    struct query *moved, *overtook; /* NULL where the rows are no child's */
    struct stale stale;
    struct factnotes facts;
    struct rivals rivals;
    bool is_written; /* since it was settled */
};

int row_table_open(struct row_table **out, struct db *db,
                   const struct type *type, struct err *err)
    __attribute__((warn_unused_result));
void row_table_close(struct row_table *t); /* NULL is fine */
/* After the rows of a content: what they reach is in changed_*. */
int row_table_settle(struct row_table *t, struct err *err)
    __attribute__((warn_unused_result));
/* Who is who is another now. NULL is fine. */
void row_table_forget(struct row_table *t);

/* Its rows say which content was the last to list them (seen_id): a row that
   is rejected though its key can be read lists the one there is. */
bool row_table_lists(const struct type *type);
/* A field of a key that may be null in the table. */
bool row_table_may_lack(const struct type *type, int field);

int row_table_find(struct row_table *t, const struct table_row *row,
                   struct found_row *found, struct err *err)
    __attribute__((warn_unused_result));
int row_table_insert(struct row_table *t, const struct table_row *row,
                     int64_t content_id, int64_t seen_id, struct err *err)
    __attribute__((warn_unused_result));
/*
 * The row with the key is now as this one says, and this content's and line's.
 * Only what it says otherwise is written: a trigger of a column that is not has
 * nothing to see. says_same: it says what it said (their hashes are equal).
 */
int row_table_update(struct row_table *t, const struct table_row *row,
                     int64_t content_id, int64_t seen_id, bool says_same,
                     struct err *err) __attribute__((warn_unused_result));
/*
 * The row, updated, was of another content: note whom it may beat now.
 * *has_rival: there may be somebody.
 */
int row_table_overtake(struct row_table *t, const struct table_row *row,
                       int64_t old_content, bool *has_rival, struct err *err)
    __attribute__((warn_unused_result));
/* May the ident have another row, or the person another ident? Who has is told
   always. Not of a type whose rows are no child's. */
int row_table_has_rival(struct row_table *t, int64_t ident_key, bool *has,
                        struct err *err) __attribute__((warn_unused_result));
/* Something that came with the row can be seen from that day on. */
int row_table_note(struct row_table *t, const struct table_row *row,
                   const char *day, struct err *err)
    __attribute__((warn_unused_result));
/* It was last listed by that content. */
int row_table_see(struct row_table *t, const struct table_row *row,
                  int64_t content_id, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_LOAD_ROW_TABLE_H */
