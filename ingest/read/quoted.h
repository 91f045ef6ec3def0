#ifndef INGEST_READ_QUOTED_H
#define INGEST_READ_QUOTED_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct row;

/*
 * quoted: a record through libcsv, a piece at a time.
 *
 * libcsv says in its strict mode where cells begin and end, what of them is
 * quoted, and where the record ends. What it refuses is decided here
 * (details.md 66): a quote within a cell that is not quoted is text, to the
 * cell's end; blanks around a quoted cell are no part of it; anything else
 * behind a closing quote is a fault of the record, whose cell goes on as if it
 * were not quoted. It trims nothing, and looks at no limit; those are kept
 * here, so that what it gathers of a cell is bounded as well.
 */
struct quoted;

struct quoted *quoted_new(void);
void quoted_free(struct quoted *quoted); /* NULL is fine */

/* A record that starts on a line, cut into row; both are lent until its end. */
void quoted_begin(struct quoted *quoted, struct row *row, char delimiter,
                  int64_t line);

/*
 * Its next bytes, on that line: no more of them than one line end, which is the
 * last. True: with it the record has ended.
 */
bool quoted_add(struct quoted *quoted, const char *bytes, size_t len,
                int64_t line);

/*
 * There are no more bytes: 0, or the line of the quote that was opened and not
 * closed.
 */
int64_t quoted_end(struct quoted *quoted);

/*
 * Hand out the row of a record that has ended: its cells are lent until the
 * next begins.
 */
void quoted_row(struct quoted *quoted);

#endif /* INGEST_READ_QUOTED_H */
