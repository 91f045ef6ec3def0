#ifndef INGEST_READ_FILLER_H
#define INGEST_READ_FILLER_H
#include <stdbool.h>
#include <stddef.h>

struct header;
struct row;

/*
 * filler: lines under a header that are no rows (details.md 7): blank ones, the
 * header again, and what systems write under a report.
 */
struct filler {
    char **header; /* as headings are compared */
    size_t header_count;
    bool may_be[256]; /* one, by its first byte past blanks */
};

void filler_init(struct filler *filler, const struct header *header);
void filler_release(struct filler *filler);

/* A row is told from one by a byte, nearly always. */
bool filler_is(const struct filler *filler, const struct row *row);

/* Of one: is it the header again? */
bool filler_is_header(const struct filler *filler, const struct row *row);

#endif /* INGEST_READ_FILLER_H */
