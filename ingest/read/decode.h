#ifndef INGEST_READ_DECODE_H
#define INGEST_READ_DECODE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * decode: what bytes a file is made of, and the same as UTF-8 (spec:
 * extracts.md "encoding", details.md 12).
 *
 * The encoding can only be told from all of a file, so a probe sees it first:
 * a byte order mark of UTF-16 decides, or zeros in every other byte of the
 * first 1,024 (details 87); else bytes that are UTF-8 throughout are UTF-8.
 * Where nine in ten of the lines with bytes over 7F are, the others are
 * Windows-1252 (details 90); else all of them, but after a byte order mark of
 * UTF-8.
 */
enum encoding {
    ENCODING_UTF8,         /* throughout */
    ENCODING_UTF8_DAMAGED, /* a UTF-8 byte order mark, and yet bad bytes */
    ENCODING_UTF16_LE,
    ENCODING_UTF16_BE,
    ENCODING_WINDOWS_1252,
    ENCODING_MIXED /* UTF-8, and what is none is Windows-1252 */
};
#define ENCODINGS (ENCODING_MIXED + 1)

struct probe {
    int64_t bytes;
    unsigned char first[3];
    unsigned char state; /* of the UTF-8 sequence begun: core of probe_add */
    bool has_high;       /* the line at hand: bytes over 7F */
    bool is_bad;         /* it: some that are not UTF-8 */
    int64_t high_lines;
    int64_t bad_lines;
    int zeros[2]; /* at even and odd places of the first 1,024 bytes */
};
#define PROBE_INIT                                                             \
    {                                                                          \
        .bytes = 0                                                             \
    }

/* All the bytes of a file, in pieces of any size, in order. */
void probe_add(struct probe *probe, const void *bytes, size_t len);
enum encoding probe_encoding(const struct probe *probe);

/* Stands in decoded text for what is no character; never part of UTF-8. */
#define DECODE_BAD '\xFF'
/* Decoded text is at most so many times longer than the bytes. */
#define DECODE_GROWTH 3
/* Of a character that a piece cut so many bytes are held back at most: they are
   written with the next piece. */
#define DECODE_HELD 3
#define DECODE_ROOM(len) (DECODE_GROWTH * ((len) + DECODE_HELD))

struct decode {
    enum encoding encoding;
    bool has_begun;
    unsigned char held[DECODE_HELD + 1]; /* the beginning of a character that a
                                            piece cut, and what comes to it */
    size_t held_len;
};
void decode_init(struct decode *d, enum encoding encoding);

/*
 * Decode the next piece into `out`, which has room for DECODE_ROOM(len) bytes
 * and does not overlap; returns how many were written. A byte order mark
 * at the beginning is dropped: the first piece must hold 3 bytes, or all there
 * are. With `is_last` nothing is held back.
 */
size_t decode_add(struct decode *d, const void *bytes, size_t len, bool is_last,
                  char *out);

/* The length of the byte order mark that UTF-8 begins with; 0 = none. */
size_t decode_mark(const char *bytes, size_t len);

#endif /* INGEST_READ_DECODE_H */
