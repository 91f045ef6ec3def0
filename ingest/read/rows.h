#ifndef INGEST_READ_ROWS_H
#define INGEST_READ_ROWS_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "ingest/read/decode.h"

struct err;

/*
 * rows: bytes of a file, as rows of cells.
 *
 * RFC 4180 with what details.md 66 adds: a quote inside an unquoted cell is
 * text, text after a closing quote is a fault of that row alone. Lines end in
 * LF, CRLF or CR.
 *
 * Whatever has a quote goes through libcsv (ingest/read/quoted.h), and so does
 * a row that is longer than what is looked at at once. Ours is what is outside
 * of quotes and needs no parser: bytes as UTF-8, lines and their numbers, and
 * rows without a quote, in which every delimiter ends a cell; they are cut
 * where they lie. The tests hold the two against each other.
 */
#define ROWS_CELL_MAX 65536  /* bytes; extracts.md "limits" */
#define ROWS_ROW_MAX 1048576 /* bytes as in the file, decoded */
#define ROWS_COLUMN_MAX 1000
#define ROWS_PAD 24

/* Where the bytes come from: a file, or the archive. */
struct extract_source {
    /* Bytes read, 0 at the end, -1 with *err set. */
    ssize_t (*read)(void *context, void *buffer, size_t size, struct err *err);
    void *context;
};

struct cell {
    char *text; /* as written, not trimmed; a NUL follows; ROWS_PAD bytes from
                   here on may be read whatever its length */
    size_t len;
    bool is_too_long; /* cut at ROWS_CELL_MAX */
};

struct row {
    int64_t line;  /* the physical line it starts on, from 1 */
    int64_t lines; /* that it takes */
    struct cell *cells;
    size_t count;       /* at least 1 */
    bool is_too_long;   /* over ROWS_ROW_MAX: the rest of it is missing */
    bool has_too_many;  /* cells; those beyond ROWS_COLUMN_MAX are missing */
    bool has_bad_quote; /* text after a closing quote */
    bool has_long;      /* a cell is */
    bool has_odd;       /* perhaps a NUL or DECODE_BAD in some cell */
    bool has_high;      /* perhaps a character that is not ASCII */
    bool is_unended;    /* the last, without a line's end */
    /* So many of its first cells are, byte for byte, those of an earlier row,
       which starts on that line. */
    size_t alike;
    int64_t alike_line;
};

struct rows;

struct rows *rows_new(enum encoding encoding, struct extract_source source);
/* Of UTF-8 that is all at hand, with ROWS_PAD more that may be read; it is
   lent, and changed. */
struct rows *rows_new_all(char *bytes, size_t len);
void rows_free(struct rows *rows); /* NULL is fine */

/*
 * The next row, its cells lent (and free to be changed) until the next call:
 * 1, or 0 at the end, -1 when the source failed.
 */
int rows_next(struct rows *rows, const struct row **row, struct err *err)
    __attribute__((warn_unused_result));

/*
 * Before the delimiter is known: read some more of the beginning of the file,
 * as much as there is room for, look at the row here under some delimiter
 * without going on (NULL where no whole row is left), go on to the next
 * physical line (false where there is none), and choose. A row that was looked
 * at and is not whole may be so when more is read: rows_is_cut(), until then.
 */
int rows_fill(struct rows *rows, struct err *err)
    __attribute__((warn_unused_result));
const struct row *rows_peek(struct rows *rows, char delimiter);
bool rows_is_cut(const struct rows *rows);
bool rows_skip_line(struct rows *rows);
void rows_set_delimiter(struct rows *rows, char delimiter);

/*
 * The row handed out last as it is written, where it had no quote and is short:
 * NULL where it is another.
 */
#define ROWS_BEFORE_CELLS 32
#define ROWS_BEFORE_BYTES 256
struct rows_before {
    char text[ROWS_BEFORE_BYTES + ROWS_PAD];
    size_t len;                       /* 0 = none, or it is too long */
    uint16_t ends[ROWS_BEFORE_CELLS]; /* where the delimiters are */
    size_t count;                     /* of them, as many as are kept */
    int64_t line;
    const char *line_end; /* LF or CRLF; "" where it is neither for certain */
};
const struct rows_before *rows_before(struct rows *rows);

/*
 * The bytes from the next row on that are at hand, as they are written: *len of
 * them, ROWS_PAD more may be read. The first of them may be passed over, whole
 * lines that end in LF.
 */
const char *rows_raw(struct rows *rows, size_t *len);
void rows_pass(struct rows *rows, size_t len, int64_t lines);

/* So far: a line that takes part of what is looked at at once. Of one that is
   all there such a line may be read otherwise than piece by piece. */
bool rows_has_long(const struct rows *rows);

/* After the end: the line whose quote never closed (its row is not handed
 * out), or 0. */
int64_t rows_open_quote(const struct rows *rows);

#endif /* INGEST_READ_ROWS_H */
