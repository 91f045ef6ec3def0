#ifndef INGEST_LOAD_AHEAD_H
#define INGEST_LOAD_AHEAD_H
#include <stdbool.h>

struct reader;

/*
 * ahead: contents that are read by other threads before their turn comes to be
 * loaded, in the order in which they are expected to be.
 *
 * Nothing goes by what was expected: whoever loads a content asks the warehouse
 * what is known of it then, and takes a reader only where that is what it was
 * read by.
 */
struct ahead;

struct ahead *ahead_new(void);
void ahead_free(struct ahead *ahead); /* NULL is fine */

/* Is another content to be expected? Never where there are no threads. */
bool ahead_has_room(struct ahead *ahead);
/* Takes over the reader, which is not open yet; there is room. */
void ahead_expect(struct ahead *ahead, struct reader *reader);
/*
 * The reader of a content, examined (reader_wait), to be given back before the
 * next is asked for; NULL: it is not expected. Those expected before it are
 * given up.
 */
struct reader *ahead_meet(struct ahead *ahead, const char *sha256);
void ahead_done(struct ahead *ahead);

#endif /* INGEST_LOAD_AHEAD_H */
