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
 * a byte order mark decides, else bytes that are UTF-8 throughout are UTF-8,
 * else they are Windows-1252.
 */
enum encoding {
    ENCODING_UTF8,         /* throughout */
    ENCODING_UTF8_DAMAGED, /* a UTF-8 byte order mark, and yet bad bytes */
    ENCODING_UTF16_LE,     /* by byte order mark, as the next */
    ENCODING_UTF16_BE,
    ENCODING_WINDOWS_1252
};
#define ENCODINGS (ENCODING_WINDOWS_1252 + 1)

struct probe {
    int64_t bytes;
    unsigned char first[3];
    unsigned char state; /* of the UTF-8 sequence begun: core of probe_add */
    bool is_damaged;     /* some bytes are not UTF-8 */
};
#define PROBE_INIT                                                             \
    {                                                                          \
        0, { 0, 0, 0 }, 0, false                                               \
    }

/* All the bytes of a file, in pieces of any size, in order. */
void probe_add(struct probe *probe, const void *bytes, size_t len);
enum encoding probe_encoding(const struct probe *probe);

/* Stands in decoded text for what is no character; never part of UTF-8. */
#define DECODE_BAD '\xFF'
/* Decoded text is at most so many times longer than the bytes (and 4). */
#define DECODE_GROWTH 3

struct decode {
    enum encoding encoding;
    bool has_begun;
    unsigned char held[4]; /* the beginning of a character that a piece cut */
    size_t held_len;
};
void decode_init(struct decode *d, enum encoding encoding);

/*
 * Decode the next piece into `out`, which has room for DECODE_GROWTH * len + 4
 * bytes and does not overlap; returns how many were written. A byte order mark
 * at the beginning is dropped: the first piece must hold 3 bytes, or all there
 * are. With `is_last` nothing is held back.
 */
size_t decode_add(struct decode *d, const void *bytes, size_t len, bool is_last,
                  char *out);

#endif /* INGEST_READ_DECODE_H */
