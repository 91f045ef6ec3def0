#ifndef INGEST_LOAD_ALIKE_H
#define INGEST_LOAD_ALIKE_H
#include <stdint.h>

#include "core/map.h"
#include "core/str.h"
#include "ingest/read/type.h"

struct db;
struct err;
struct table_row;

/*
 * alike: what the rows of one child in a file must say alike, and do not
 * (details.md 79): two dates of birth or two surnames of one UPN. Of two rows
 * with one key the earlier is not kept, so that it is noted as the file is
 * read: content_clash, which is of the content alone.
 */
struct alike_row {
    int64_t line;
    size_t texts[TYPE_ALIKE_MAX]; /* in `texts`, 0 = it is blank */
};

struct alike {
    struct db *db;
    const struct type *type;
    int64_t content_id;
    struct map first; /* ident_key -> its first row */
    struct alike_row *rows;
    size_t row_count, row_capacity;
    struct str texts;
    struct str value; /* room */
    struct str folded[2];
};

#define ALIKE_INIT                                                             \
    {                                                                          \
        .first = MAP_INIT, .texts = STR_INIT, .value = STR_INIT, .folded = {   \
            STR_INIT,                                                          \
            STR_INIT                                                           \
        }                                                                      \
    }

/* Another content's rows of a type. */
void alike_begin(struct alike *alike, struct db *db, const struct type *type,
                 int64_t content_id);
void alike_end(struct alike *alike);
/* One that is taken in. */
int alike_row(struct alike *alike, const struct table_row *row, struct err *err)
    __attribute__((warn_unused_result));

#endif /* INGEST_LOAD_ALIKE_H */
