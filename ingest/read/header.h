#ifndef INGEST_READ_HEADER_H
#define INGEST_READ_HEADER_H
#include <stddef.h>
#include <stdint.h>

struct heading;
struct row;
struct type;
struct type_set;

/*
 * header: a row that may be a header, its cells looked up once as headings of
 * all types. types and the row are lent to it.
 */
struct header {
    const struct type_set *types;
    const struct row *row;
    size_t count;           /* of its cells */
    const char **normals;   /* as headings are compared; "" */
    const uint16_t **means; /* heading_index_find() of each */
    char *texts;
};

void header_open(struct header *header, const struct type_set *types,
                 const struct row *row);
void header_close(struct header *header);

/* What a column's heading means to a type of the set, or NULL. */
const struct heading *header_means(const struct header *header,
                                   const struct type *type, size_t column);

/* The first column that is headed so, -1 where none is. */
int header_find(const struct header *header, const char *heading);

#endif /* INGEST_READ_HEADER_H */
