/* decode: in pieces of any size the same text, of at most so many bytes. */
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "ingest/read/decode.h"
#include "tests/fuzz/fuzz.h"

struct text {
    char *bytes;
    size_t len;
};

static struct text decoded(enum encoding encoding, const uint8_t *bytes,
                           size_t len, size_t piece)
{
    struct text text = { mem_alloc(DECODE_ROOM(len)), 0 };
    struct decode d;

    decode_init(&d, encoding);
    for (size_t at = 0; at <= len; at += piece) {
        size_t n = len - at < piece ? len - at : piece;
        size_t put =
            decode_add(&d, bytes + at, n, at + n == len, text.bytes + text.len);

        fuzz_expect(put <= DECODE_ROOM(n), "no more is written");
        text.len += put;
        if (at + n == len)
            break;
    }
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct probe whole = PROBE_INIT;
    struct probe parts = PROBE_INIT;
    enum encoding encoding;
    size_t piece;

    if (len == 0)
        return 0;
    piece = 3 + bytes[0] % 61u; /* the first holds a byte order mark */
    bytes++;
    len--;
    probe_add(&whole, bytes, len);
    for (size_t at = 0; at < len; at += piece)
        probe_add(&parts, bytes + at, len - at < piece ? len - at : piece);
    encoding = probe_encoding(&whole);
    fuzz_expect(encoding == probe_encoding(&parts), "one encoding");
    for (int e = 0; e < ENCODINGS; e++) {
        struct text a = decoded((enum encoding)e, bytes, len, len + 1);
        struct text b = decoded((enum encoding)e, bytes, len, piece);

        fuzz_expect(a.len == b.len && !memcmp(a.bytes, b.bytes, a.len),
                    "one text");
        free(a.bytes);
        free(b.bytes);
    }
    return 0;
}
