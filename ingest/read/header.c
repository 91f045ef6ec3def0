#include "ingest/read/header.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "ingest/read/heading.h"
#include "ingest/read/rows.h"
#include "ingest/read/type.h"

/* Bytes that a cell's heading and its NUL may take. */
static size_t room_of(const struct cell *cell)
{
    return (cell->len < HEADING_MAX - 1 ? cell->len : HEADING_MAX - 1) + 1;
}

void header_open(struct header *header, const struct type_set *types,
                 const struct row *row)
{
    size_t size = 1;
    char *at;

    for (size_t i = 0; i < row->count; i++)
        size += room_of(&row->cells[i]);
    header->types = types;
    header->row = row;
    header->count = row->count;
    header->texts = at = mem_alloc(size);
    header->normals = mem_alloc((row->count + 1) * sizeof(*header->normals));
    header->means = mem_alloc((row->count + 1) * sizeof(*header->means));
    for (size_t i = 0; i < row->count; i++) {
        const struct cell *cell = &row->cells[i];
        char normal[HEADING_MAX];
        size_t len;

        heading_normalise(cell->text, cell->len, normal);
        len = strlen(normal);
        memcpy(at, normal, len + 1);
        header->normals[i] = at;
        header->means[i] = heading_index_find(&types->headings, at, len);
        at += len + 1;
    }
}

void header_close(struct header *header)
{
    free(header->texts);
    free(header->normals);
    free(header->means);
}

const struct heading *header_means(const struct header *header,
                                   const struct type *type, size_t column)
{
    const uint16_t *means = header->means[column];
    size_t nth = means ? means[type - header->types->types] : 0;

    return nth ? &type->headings[nth - 1] : NULL;
}

int header_find(const struct header *header, const char *heading)
{
    char wanted[HEADING_MAX];

    heading_normalise(heading, strlen(heading), wanted);
    for (size_t i = 0; *wanted && i < header->count; i++)
        if (!strcmp(header->normals[i], wanted))
            return (int)i;
    return -1;
}
