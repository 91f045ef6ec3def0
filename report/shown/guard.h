#ifndef REPORT_SHOWN_GUARD_H
#define REPORT_SHOWN_GUARD_H

struct db;
struct err;

/*
 * guard: what the report's statements may read, asked by SQLite as it prepares
 * them, so that no statement can be forgotten.
 *
 * A guard lets through the relations of the warehouse that a query lists
 * (report/sql/guard.sql), what these views read in their turn, and all of the
 * connection's temporary tables, which are the report's own.
 */
struct guard;

/* asset: a query of names. The caller closes *out. */
int guard_open(struct guard **out, struct db *db, const char *asset,
               struct err *err) __attribute__((warn_unused_result));
/* From now on db refuses the rest (ERR_INTERNAL); NULL: it refuses nothing. */
void guard_use(struct guard *guard, struct db *db);
void guard_close(struct guard *guard); /* not in use; NULL is fine */

#endif /* REPORT_SHOWN_GUARD_H */
