#ifndef CORE_DICTIONARY_H
#define CORE_DICTIONARY_H

struct db;
struct err;

/*
 * dictionary: the table data_dictionary (relation, column, type, meaning; the
 * column is '' for the relation itself), made from what made the relations: the
 * comments at the head of the compiled-in SQL files.
 *
 *     -- mart_metric: one number.
 *     --
 *     -- lower, upper  its 95% interval; null where it has none
 *
 * Two spaces or more part a column's name from its meaning; deeper lines go
 * on. A column nobody describes has the meaning that its name has elsewhere,
 * where that is one.
 */
int dictionary_schema(struct db *db, struct err *err)
    __attribute__((warn_unused_result));
/* All comments of the SQL files whose path begins so. */
int dictionary_read(struct db *db, const char *prefix, struct err *err)
    __attribute__((warn_unused_result));
/* One meaning; a column that the relation lacks is left out. */
int dictionary_put(struct db *db, const char *relation, const char *column,
                   const char *meaning, struct err *err)
    __attribute__((warn_unused_result));
/* Columns that are there and not described yet; then meanings by name. */
int dictionary_finish(struct db *db, struct err *err)
    __attribute__((warn_unused_result));

#endif /* CORE_DICTIONARY_H */
