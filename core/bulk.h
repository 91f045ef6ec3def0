#ifndef CORE_BULK_H
#define CORE_BULK_H
#include <stddef.h>
#include <stdint.h>

struct bulk;
struct db;
struct err;

/*
 * bulk: rows into a table, many by one statement: of a row that is appended a
 * statement's own beginning and end, and the way down the tree, cost more than
 * the row does.
 *
 * asset   an insert, "... values (?1, ?2, ..., ?n)" with whatever follows, each
 *         parameter once and in this order
 * errors  those of db; a row that the table refuses is told with its whole
 *         batch, at bulk_put() or bulk_flush()
 */
int bulk_open(struct bulk **out, struct db *db, const char *asset,
              struct err *err) __attribute__((warn_unused_result));
/* What was not flushed is gone. NULL is fine. */
void bulk_close(struct bulk *b);

/* The next value of the row at hand. */
void bulk_int(struct bulk *b, int64_t value);
void bulk_real(struct bulk *b, double value);
void bulk_null(struct bulk *b);
/* text: lent until the next flush that is asked for */
void bulk_lent(struct bulk *b, const char *text, size_t len);
/* The row has all its values: it is in the table by the next flush. */
int bulk_put(struct bulk *b, struct err *err)
    __attribute__((warn_unused_result));
/* Before anybody reads the table, or writes to it otherwise. */
int bulk_flush(struct bulk *b, struct err *err)
    __attribute__((warn_unused_result));

#endif /* CORE_BULK_H */
