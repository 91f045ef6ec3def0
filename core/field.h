#ifndef CORE_FIELD_H
#define CORE_FIELD_H

struct db;
struct err;

/*
 * field: a function that statements may call, NAME(FIELD, key...): what the
 * column FIELD is in the row that the statement `asset` has for these keys,
 * which are its parameters from 1 on; NULL where it has none or a key is NULL,
 * the first where it has more. For a statement that asks one relation for many
 * fields: the relation is planned once, and not once a field.
 *
 * The row that was found last is kept, so that all fields of a key cost one
 * row, until this connection writes anything. The statement is a kept one
 * (db_query): a reader that is set (db_ask_reader) is asked about it too. It
 * may not call the function itself, nor may a view or a trigger of the file.
 *
 * key_count   from 1 to FIELD_KEYS
 * errors      of the statement that calls it: those of core/db.h; ERR_INTERNAL
 *             for a FIELD that is no column
 */
#define FIELD_KEYS 8

/* It lives as long as the connection. */
int field_add(struct db *db, const char *name, const char *asset, int key_count,
              struct err *err) __attribute__((warn_unused_result));

#endif /* CORE_FIELD_H */
