#ifndef INGEST_LOAD_LOOKUP_H
#define INGEST_LOAD_LOOKUP_H
#include <stddef.h>
#include <stdint.h>

struct db;
struct err;
struct query;
struct shape;
struct shape_lookup;
struct str;
struct value;

/*
 * lookup: what a row leaves to another file of its delivery: a field of the row
 * in force, of another type, with its key (ingest/read/shape.h). Which contents
 * asked for rows of which table is kept, so that they are read again when it
 * changes.
 */
struct lookups {
    struct db *db;
    struct lookup_query {
        const struct shape_lookup *lookup;
        struct query *find;
    } * queries; /* opened when needed */
    size_t count;
    size_t capacity;
};

void lookups_open(struct lookups *lookups, struct db *db);
void lookups_close(struct lookups *lookups);

/* A layout_find_fn, whose context is the lookups. */
int lookups_find(void *context, const struct shape_lookup *lookup,
                 const struct value *const *keys, struct str *text,
                 struct err *err) __attribute__((warn_unused_result));
/* A content of that shape (NULL = of none) asks. */
int lookups_note(struct lookups *lookups, int64_t content_id,
                 const struct shape *shape, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_LOAD_LOOKUP_H */
