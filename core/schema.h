#ifndef CORE_SCHEMA_H
#define CORE_SCHEMA_H
#include <stdbool.h>
#include <stddef.h>

struct db;
struct err;
struct str;

/*
 * schema: the tables, views, indexes and triggers of a database as the
 * program's scripts make them, whatever an earlier version made: what SQLite
 * would store of a script is compared with what it has stored.
 */
enum schema_rows {
    SCHEMA_MADE, /* can be made again: a table that differs is made empty, and
                    all of these where one that is kept differs */
    SCHEMA_ANEW, /* are to be made again: every table is made empty */
    SCHEMA_KEPT  /* cannot: copied over, the columns that both tables have */
};

struct schema_script {
    const char *name; /* what complaints call it */
    const char *text; /* CREATE statements; order is as they are made */
    enum schema_rows rows;
    bool is_anew; /* told: a table of it was made and is empty */
};

/*
 * Bring everything that `owner` makes to what all its scripts say. Relations
 * that it made before, and that none of them makes now, go. All or nothing.
 * errors: ERR_INTERNAL for a wrong script
 */
int schema_update(struct db *db, const char *owner,
                  struct schema_script *scripts, size_t count, struct err *err)
    __attribute__((warn_unused_result));
/* The same, each asset below a prefix being a script of such rows. */
int schema_update_assets(struct db *db, const char *owner, const char *prefix,
                         enum schema_rows rows, struct err *err)
    __attribute__((warn_unused_result));
/*
 * What follows from a text and from all that is stored of the schema, done
 * once: *stands where it was kept of this text, and nothing stored has changed
 * since.
 */
int schema_find_text(struct db *db, const char *name, const struct str *text,
                     bool *stands, struct err *err)
    __attribute__((warn_unused_result));
int schema_keep_text(struct db *db, const char *name, const struct str *text,
                     struct err *err) __attribute__((warn_unused_result));
/*
 * When all owners have been through: relations that were there before owners
 * were written down, and that none of them makes, go.
 */
int schema_sweep(struct db *db, struct err *err)
    __attribute__((warn_unused_result));

#endif /* CORE_SCHEMA_H */
