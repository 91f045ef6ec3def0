#ifndef CORE_DICTIONARY_H
#define CORE_DICTIONARY_H
#include "core/str.h"

struct db;
struct err;

/*
 * dictionary: the table data_dictionary (relation, column, type, meaning; the
 * column is '' for the relation itself), made from what made the relations: the
 * comments at the head of the compiled-in SQL files, and what is put beside.
 *
 *     -- mart_metric: one number.
 *     --
 *     -- lower, upper  its 95% interval; null where it has none
 *
 * Two spaces or more part a column's name from its meaning; deeper lines go
 * on. A column nobody describes has the meaning that its name has elsewhere,
 * where that is one.
 */
struct dictionary {
    struct str entries; /* relation, column and meaning, each ended by a NUL */
};

#define DICTIONARY_INIT                                                        \
    {                                                                          \
        STR_INIT                                                               \
    }

/* One meaning, instead of one that was put before; a column that the relation
   lacks is left out. */
void dictionary_put(struct dictionary *d, const char *relation,
                    const char *column, const char *meaning);
/* All comments of the SQL files whose path begins so. */
void dictionary_read(struct dictionary *d, const char *prefix);
/*
 * Make the table and write it, unless it was written of the same entries and
 * nothing that is stored of the schema has changed since.
 */
int dictionary_store(const struct dictionary *d, struct db *db, struct err *err)
    __attribute__((warn_unused_result));
void dictionary_release(struct dictionary *d);

#endif /* CORE_DICTIONARY_H */
