#ifndef CORE_LENT_H
#define CORE_LENT_H
#include <stddef.h>
#include <stdint.h>

struct db;
struct err;

/*
 * lent: a temporary table whose rows the program holds. Statements read them
 * where they are: none is written, and none takes room a second time. Rows come
 * in groups, by the key in their first column; asked for a key it looks at one
 * group.
 */
struct lent_value {
    enum { LENT_NULL, LENT_INT, LENT_TEXT, LENT_SHORT } kind;
    int64_t number;
    const char *text; /* LENT_TEXT: that outlives every statement */
    char letters[12]; /* LENT_SHORT: is copied */
};

/* Where a group's rows go. */
struct lent_rows;
/* One more row: its values, all null. Until the next is added. */
struct lent_value *lent_add(struct lent_rows *rows);

struct lent {
    const char *name;
    const char *columns; /* "pupil_key integer, ..." */
    size_t column_count;
    size_t (*count)(const void *context); /* of groups, ascending by key */
    /* The group of a key, or as many as there are. */
    size_t (*find)(const void *context, int64_t key);
    void (*fill)(const void *context, size_t group, struct lent_rows *rows);
};

/*
 * Make the table. What the context holds may change while no statement stands
 * on the table, which lent and context outlive.
 */
int lent_open(struct db *db, const struct lent *lent, const void *context,
              struct err *err) __attribute__((warn_unused_result));
/* It is there no more, if it ever was. */
void lent_close(struct db *db, const struct lent *lent);

#endif /* CORE_LENT_H */
