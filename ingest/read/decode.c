#include "ingest/read/decode.h"

#include <string.h>

#define ZEROS_IN 1024

/*
 * UTF-8 by a small machine, so that a sequence may be cut anywhere. A state is
 * how many more bytes follow and, for the first of them, which are allowed:
 * overlong forms, surrogates and what lies beyond U+10FFFF are no UTF-8.
 */
enum utf8 {
    UTF8_START,
    UTF8_ONE, /* more bytes to come: one, two, three */
    UTF8_TWO,
    UTF8_THREE,
    UTF8_E0, /* two more, the first A0..BF */
    UTF8_ED, /* two more, the first 80..9F */
    UTF8_F0, /* three more, the first 90..BF */
    UTF8_F4, /* three more, the first 80..8F */
    UTF8_BAD
};

static enum utf8 utf8_first(unsigned char c)
{
    if (c < 0x80)
        return UTF8_START;
    if (c >= 0xC2 && c <= 0xDF)
        return UTF8_ONE;
    if (c == 0xE0)
        return UTF8_E0;
    if (c == 0xED)
        return UTF8_ED;
    if (c >= 0xE1 && c <= 0xEF)
        return UTF8_TWO;
    if (c == 0xF0)
        return UTF8_F0;
    if (c >= 0xF1 && c <= 0xF3)
        return UTF8_THREE;
    return c == 0xF4 ? UTF8_F4 : UTF8_BAD;
}

static enum utf8 utf8_next(enum utf8 state, unsigned char c)
{
    static const struct {
        unsigned char least, most;
        enum utf8 then;
    } rules[] = {
        [UTF8_ONE] = { 0x80, 0xBF, UTF8_START },
        [UTF8_TWO] = { 0x80, 0xBF, UTF8_ONE },
        [UTF8_THREE] = { 0x80, 0xBF, UTF8_TWO },
        [UTF8_E0] = { 0xA0, 0xBF, UTF8_ONE },
        [UTF8_ED] = { 0x80, 0x9F, UTF8_ONE },
        [UTF8_F0] = { 0x90, 0xBF, UTF8_TWO },
        [UTF8_F4] = { 0x80, 0x8F, UTF8_TWO },
    };

    if (state == UTF8_START)
        return utf8_first(c);
    return c >= rules[state].least && c <= rules[state].most ? rules[state].then
                                                             : UTF8_BAD;
}

/* The first byte of bytes[from..len) that is not ASCII, or len. */
static size_t skip_ascii(const unsigned char *bytes, size_t from, size_t len)
{
    uint64_t word;

    for (; from + sizeof(word) <= len; from += sizeof(word)) {
        memcpy(&word, bytes + from, sizeof(word));
        if (word & UINT64_C(0x8080808080808080))
            break;
    }
    while (from < len && bytes[from] < 0x80)
        from++;
    return from;
}

static void end_line(struct probe *probe)
{
    probe->high_lines += probe->has_high;
    probe->bad_lines += probe->is_bad;
    probe->has_high = probe->is_bad = false;
}

static void count_zeros(struct probe *probe, const unsigned char *bytes,
                        size_t len)
{
    for (size_t i = 0; i < len && probe->bytes + (int64_t)i < ZEROS_IN; i++)
        probe->zeros[(probe->bytes + (int64_t)i) % 2] += bytes[i] == 0;
}

/* Whether a line ends among these bytes, which are ASCII. */
static bool has_end(const unsigned char *bytes, size_t len)
{
    return memchr(bytes, '\n', len) || memchr(bytes, '\r', len);
}

void probe_add(struct probe *probe, const void *bytes, size_t len)
{
    const unsigned char *at = bytes;
    enum utf8 state = (enum utf8)probe->state;

    for (size_t i = 0; i < len && probe->bytes + (int64_t)i < 3; i++)
        probe->first[probe->bytes + (int64_t)i] = at[i];
    count_zeros(probe, at, len);
    probe->bytes += (int64_t)len;
    for (size_t i = 0; i < len; i++) {
        if (state == UTF8_START) {
            size_t next = skip_ascii(at, i, len);

            if (probe->has_high && has_end(at + i, next - i))
                end_line(probe);
            i = next;
            if (i == len)
                break;
        }
        state = utf8_next(state, at[i]);
        if (state == UTF8_BAD) {
            probe->is_bad = true;
            state = UTF8_START;
            i -= at[i] < 0x80; /* it may end the line */
        }
        probe->has_high = true;
    }
    probe->state = (unsigned char)state;
}

static bool has_utf8_mark(const unsigned char *bytes, int64_t len)
{
    return len >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3);
}

/* Nearly every other byte is zero, and none of those between. */
static bool is_utf16(const struct probe *probe, int zero_at)
{
    int64_t pairs = (probe->bytes < ZEROS_IN ? probe->bytes : ZEROS_IN) / 2;

    return pairs >= 4 && !probe->zeros[!zero_at]
           && probe->zeros[zero_at] * 4 >= pairs * 3;
}

enum encoding probe_encoding(const struct probe *probe)
{
    struct probe p = *probe;

    p.is_bad = p.is_bad || p.state != UTF8_START;
    end_line(&p);
    if (p.bytes >= 2 && !memcmp(p.first, "\xFF\xFE", 2))
        return ENCODING_UTF16_LE;
    if (p.bytes >= 2 && !memcmp(p.first, "\xFE\xFF", 2))
        return ENCODING_UTF16_BE;
    if (is_utf16(&p, 1))
        return ENCODING_UTF16_LE;
    if (is_utf16(&p, 0))
        return ENCODING_UTF16_BE;
    if (!p.bad_lines)
        return ENCODING_UTF8;
    if (p.bad_lines * 10 <= p.high_lines)
        return ENCODING_MIXED;
    return has_utf8_mark(p.first, p.bytes) ? ENCODING_UTF8_DAMAGED
                                           : ENCODING_WINDOWS_1252;
}

void decode_init(struct decode *d, enum encoding encoding)
{
    memset(d, 0, sizeof(*d));
    d->encoding = encoding;
}

static char *put_utf8(char *out, uint32_t c)
{
    if (c < 0x80) {
        *out++ = (char)c;
    } else if (c < 0x800) {
        *out++ = (char)(0xC0 | c >> 6);
        *out++ = (char)(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        *out++ = (char)(0xE0 | c >> 12);
        *out++ = (char)(0x80 | (c >> 6 & 0x3F));
        *out++ = (char)(0x80 | (c & 0x3F));
    } else {
        *out++ = (char)(0xF0 | c >> 18);
        *out++ = (char)(0x80 | (c >> 12 & 0x3F));
        *out++ = (char)(0x80 | (c >> 6 & 0x3F));
        *out++ = (char)(0x80 | (c & 0x3F));
    }
    return out;
}

/* 0x80..0x9F; 0 is none. */
static const uint16_t windows_1252[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
    0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178
};

static char *add_1252(char *out, const unsigned char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char c = bytes[i];
        size_t plain = skip_ascii(bytes, i, len) - i;

        if (plain) {
            memcpy(out, bytes + i, plain);
            out += plain;
            i += plain - 1;
        } else if (c >= 0xA0) {
            out = put_utf8(out, c);
        } else if (windows_1252[c - 0x80]) {
            out = put_utf8(out, windows_1252[c - 0x80]);
        } else {
            *out++ = DECODE_BAD;
        }
    }
    return out;
}

static unsigned int unit_at(const struct decode *d, const unsigned char *bytes)
{
    unsigned int first = bytes[0];
    unsigned int second = bytes[1];

    return d->encoding == ENCODING_UTF16_LE ? first | second << 8
                                            : first << 8 | second;
}

/*
 * One character of UTF-16 from `bytes`: how many bytes it took, 0 when it is
 * cut short.
 */
static size_t add_utf16_one(const struct decode *d, char **out,
                            const unsigned char *bytes, size_t len)
{
    unsigned int high;
    unsigned int low;

    if (len < 2)
        return 0;
    high = unit_at(d, bytes);
    if (high < 0xD800 || high > 0xDFFF) {
        *out = put_utf8(*out, high);
        return 2;
    }
    if (high < 0xDC00) {
        if (len < 4)
            return 0;
        low = unit_at(d, bytes + 2);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            *out = put_utf8(*out,
                            0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
            return 4;
        }
    }
    *(*out)++ = DECODE_BAD;
    return 2;
}

/* The same for UTF-8, whose bad bytes are replaced one at a time. */
static size_t add_utf8_one(const struct decode *d, char **out,
                           const unsigned char *bytes, size_t len)
{
    enum utf8 state = UTF8_START;
    size_t taken = 0;

    do {
        if (taken == len)
            return 0;
        state = utf8_next(state, bytes[taken++]);
    } while (state != UTF8_START && state != UTF8_BAD);
    if (state == UTF8_BAD && d->encoding == ENCODING_MIXED) {
        *out = add_1252(*out, bytes, 1);
        return 1;
    }
    if (state == UTF8_BAD) {
        *(*out)++ = DECODE_BAD;
        return 1;
    }
    memcpy(*out, bytes, taken);
    *out += taken;
    return taken;
}

static size_t add_one(const struct decode *d, char **out,
                      const unsigned char *bytes, size_t len)
{
    return d->encoding == ENCODING_UTF8_DAMAGED || d->encoding == ENCODING_MIXED
               ? add_utf8_one(d, out, bytes, len)
               : add_utf16_one(d, out, bytes, len);
}

/* UTF-16 and damaged UTF-8: character by character, the last perhaps cut. */
static char *add_characters(struct decode *d, char *out,
                            const unsigned char *bytes, size_t len,
                            bool is_last)
{
    size_t at = 0;
    size_t taken;

    /* Complete a character that was cut, a byte at a time. */
    while (d->held_len && at < len) {
        d->held[d->held_len++] = bytes[at++];
        while (d->held_len
               && (taken = add_one(d, &out, d->held, d->held_len)) > 0) {
            d->held_len -= taken;
            memmove(d->held, d->held + taken, d->held_len);
        }
    }
    while (at < len && (taken = add_one(d, &out, bytes + at, len - at)) > 0)
        at += taken;
    if (at < len) {
        d->held_len = len - at;
        memcpy(d->held, bytes + at, d->held_len);
    }
    if (is_last && d->held_len) {
        if (d->encoding == ENCODING_MIXED)
            out = add_1252(out, d->held, d->held_len);
        else
            *out++ = DECODE_BAD;
        d->held_len = 0;
    }
    return out;
}

static size_t mark_bytes(const struct decode *d, const unsigned char *bytes,
                         size_t len)
{
    if (d->has_begun)
        return 0;
    switch (d->encoding) {
    case ENCODING_UTF16_LE:
        return len >= 2 && !memcmp(bytes, "\xFF\xFE", 2) ? 2 : 0;
    case ENCODING_UTF16_BE:
        return len >= 2 && !memcmp(bytes, "\xFE\xFF", 2) ? 2 : 0;
    case ENCODING_UTF8:
    case ENCODING_MIXED:
    case ENCODING_UTF8_DAMAGED:
        return has_utf8_mark(bytes, (int64_t)len) ? 3 : 0;
    case ENCODING_WINDOWS_1252:
        break;
    }
    return 0;
}

size_t decode_add(struct decode *d, const void *bytes, size_t len, bool is_last,
                  char *out)
{
    const unsigned char *at = bytes;
    char *end = out;
    size_t mark = mark_bytes(d, at, len);

    d->has_begun = true;
    at += mark;
    len -= mark;
    switch (d->encoding) {
    case ENCODING_UTF8:
        memcpy(end, at, len);
        end += len;
        break;
    case ENCODING_WINDOWS_1252:
        end = add_1252(end, at, len);
        break;
    case ENCODING_UTF8_DAMAGED:
    case ENCODING_MIXED:
    case ENCODING_UTF16_LE:
    case ENCODING_UTF16_BE:
        end = add_characters(d, end, at, len, is_last);
        break;
    }
    return (size_t)(end - out);
}

size_t decode_mark(const char *bytes, size_t len)
{
    return has_utf8_mark((const unsigned char *)bytes, (int64_t)len) ? 3 : 0;
}
