#include "ingest/read/decode.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/str.h"
#include "tests/testing.h"

struct sample {
    const char *bytes;
    size_t len;
    enum encoding encoding;
    const char *text;
};
#define SAMPLE(bytes, encoding, text)                                          \
    {                                                                          \
        (bytes), sizeof(bytes) - 1, (encoding), (text)                         \
    }

/* Eight of them with bytes over 7F. */
#define TEN_LINES                                                              \
    "a\n\xC3\xA9\n\xC3\xA9\n\xC3\xA9\n\xC3\xA9\n\xC3\xA9\r\xC3\xA9\r\n"        \
    "\xC3\xA9\n\xC3\xA9\nb\n"
#define TEN_AS_1252                                                            \
    "a\n\xC3\x83\xC2\xA9\n\xC3\x83\xC2\xA9\n\xC3\x83\xC2\xA9\n"                \
    "\xC3\x83\xC2\xA9\n\xC3\x83\xC2\xA9\r\xC3\x83\xC2\xA9\r\n"                 \
    "\xC3\x83\xC2\xA9\n\xC3\x83\xC2\xA9\nb\n"

static const struct sample samples[] = {
    SAMPLE("", ENCODING_UTF8, ""),
    SAMPLE("a", ENCODING_UTF8, "a"),
    SAMPLE("URN,UPN\r\n", ENCODING_UTF8, "URN,UPN\r\n"),
    SAMPLE("\xEF\xBB\xBFURN", ENCODING_UTF8, "URN"),
    SAMPLE("\xEF\xAC\x81x", ENCODING_UTF8, "\xEF\xAC\x81x"),
    SAMPLE("Zo\xC3\xAB \xE2\x82\xAC \xF0\x9F\x98\x80", ENCODING_UTF8,
           "Zo\xC3\xAB \xE2\x82\xAC \xF0\x9F\x98\x80"),
    /* a mark, and then bytes that are not UTF-8: only these are lost */
    SAMPLE("\xEF\xBB\xBFZo\xEB x", ENCODING_UTF8_DAMAGED, "Zo\xFF x"),
    SAMPLE("\xEF\xBB\xBF\xC0\x80", ENCODING_UTF8_DAMAGED, "\xFF\xFF"),
    SAMPLE("\xEF\xBB\xBF\xED\xA0\x80", ENCODING_UTF8_DAMAGED, "\xFF\xFF\xFF"),
    SAMPLE("\xEF\xBB\xBF\xE2\x82", ENCODING_UTF8_DAMAGED, "\xFF"),
    SAMPLE("\xEF\xBB\xBF\xF4\x90\x80\x80", ENCODING_UTF8_DAMAGED,
           "\xFF\xFF\xFF\xFF"),
    SAMPLE("\xEF\xBB\xBF\xE1\x80"
           "Axyz",
           ENCODING_UTF8_DAMAGED,
           "\xFF\xFF"
           "Axyz"),
    /* no mark: Windows-1252, where five bytes are no character */
    SAMPLE("Zo\xEB", ENCODING_WINDOWS_1252, "Zo\xC3\xAB"),
    SAMPLE("\x80 O\x92Neil \x96 \xA3\x31", ENCODING_WINDOWS_1252,
           "\xE2\x82\xAC O\xE2\x80\x99Neil \xE2\x80\x93 \xC2\xA3\x31"),
    SAMPLE("\x81\x8D\x8F\x90\x9D", ENCODING_WINDOWS_1252,
           "\xFF\xFF\xFF\xFF\xFF"),
    SAMPLE("\xC3\xA9 cut: \xC3", ENCODING_WINDOWS_1252,
           "\xC3\x83\xC2\xA9 cut: \xC3\x83"),
    SAMPLE("\xFF\xFE"
           "A\0\xEB\0\xAC\x20=\xD8\0\xDE",
           ENCODING_UTF16_LE, "A\xC3\xAB\xE2\x82\xAC\xF0\x9F\x98\x80"),
    SAMPLE("\xFE\xFF\0A\0\xEB\x20\xAC\xD8=\xDE\0", ENCODING_UTF16_BE,
           "A\xC3\xAB\xE2\x82\xAC\xF0\x9F\x98\x80"),
    SAMPLE("\xFF\xFE\0\xDC"
           "B\0",
           ENCODING_UTF16_LE,
           "\xFF"
           "B"),
    SAMPLE("\xFF\xFE\0\xD8"
           "B\0",
           ENCODING_UTF16_LE,
           "\xFF"
           "B"),
    SAMPLE("\xFF\xFE"
           "A\0B",
           ENCODING_UTF16_LE, "A\xFF"),
    SAMPLE("\xFF\xFE", ENCODING_UTF16_LE, ""),
    /* no mark, and zeros in every other byte */
    SAMPLE("U\0R\0N\0,\0\xEB\0\n\0", ENCODING_UTF16_LE, "URN,\xC3\xAB\n"),
    SAMPLE("\0U\0R\0N\0,\x20\xAC\0\n", ENCODING_UTF16_BE, "URN,\xE2\x82\xAC\n"),
    SAMPLE("a\0b\0c\0", ENCODING_UTF8, "a\0b\0c\0"),
    SAMPLE("a\0\0\0b\0c\0d\0", ENCODING_UTF8, "a\0\0\0b\0c\0d\0"),
    /* one line in ten is another's */
    SAMPLE(TEN_LINES "Zo\xEB\xC3\n", ENCODING_WINDOWS_1252,
           TEN_AS_1252 "Zo\xC3\xAB\xC3\x83\n"),
    SAMPLE(TEN_LINES "\xC3\xA9\nplain\nZo\xEB\xC3\n", ENCODING_MIXED,
           TEN_LINES "\xC3\xA9\nplain\nZo\xC3\xAB\xC3\x83\n"),
    SAMPLE(TEN_LINES "\xC3\xA9\n\x92\x81\xC3", ENCODING_MIXED,
           TEN_LINES "\xC3\xA9\n\xE2\x80\x99\xFF\xC3\x83"),
    /* three bytes of a character that never comes, eight of text */
    SAMPLE(TEN_LINES "\xC3\xA9\n\xF0\x91\x80\xF0", ENCODING_MIXED,
           TEN_LINES "\xC3\xA9\n\xC3\xB0\xE2\x80\x98\xE2\x82\xAC\xC3\xB0"),
    SAMPLE("\xEF\xBB\xBF" TEN_LINES "\xC3\xA9\nZo\xEB", ENCODING_MIXED,
           TEN_LINES "\xC3\xA9\nZo\xC3\xAB"),
};
#define SAMPLE_COUNT (sizeof(samples) / sizeof(samples[0]))

static void the_encoding_is_told_from_all_bytes_however_cut(void **state)
{
    (void)state;
    for (size_t i = 0; i < SAMPLE_COUNT; i++) {
        for (size_t cut = 0; cut <= samples[i].len; cut++) {
            struct probe probe = PROBE_INIT;

            probe_add(&probe, samples[i].bytes, cut);
            probe_add(&probe, samples[i].bytes + cut, samples[i].len - cut);
            assert_int_equal(probe.bytes, samples[i].len);
            if (probe_encoding(&probe) != samples[i].encoding)
                fail_msg("sample %zu cut at %zu", i, cut);
        }
    }
}

/* Decode in pieces of `piece` bytes, the first of at least 3. */
static void decode(const struct sample *sample, size_t piece, struct str *out)
{
    struct decode d;
    size_t at = 0;

    decode_init(&d, sample->encoding);
    do {
        size_t len = piece < 3 && !at ? 3 : piece;
        char *text;
        size_t put;

        if (len > sample->len - at)
            len = sample->len - at;
        text = mem_alloc(DECODE_ROOM(len));
        put = decode_add(&d, sample->bytes + at, len, at + len == sample->len,
                         text);
        assert_true(put <= DECODE_ROOM(len));
        str_add_n(out, text, put);
        free(text);
        at += len;
    } while (at < sample->len);
}

static void text_is_the_same_in_pieces_of_any_size(void **state)
{
    (void)state;
    for (size_t i = 0; i < SAMPLE_COUNT; i++) {
        for (size_t piece = 1; piece <= samples[i].len + 1; piece++) {
            struct str got = STR_INIT;

            decode(&samples[i], piece, &got);
            if (strcmp(got.text, samples[i].text) != 0)
                fail_msg("sample %zu in pieces of %zu: '%s'", i, piece,
                         got.text);
            str_release(&got);
        }
    }
}

/* What is decoded is UTF-8 but for the bytes that say it is not. */
static void random_bytes_decode_to_utf8(void **state)
{
    (void)state;
    for (struct prop p = prop_begin(3000); prop_next(&p);) {
        char bytes[64];
        struct sample sample = { bytes, prop_below(&p, sizeof(bytes)),
                                 ENCODING_UTF8, "" };
        struct probe before = PROBE_INIT;
        struct probe after = PROBE_INIT;
        struct str got = STR_INIT;
        static const char marks[3][4] = { "\xEF\xBB\xBF", "\xFF\xFE", "" };
        const char *mark = marks[prop_below(&p, 3)];

        for (size_t i = 0; i < sample.len; i++)
            bytes[i] = (char)(prop_below(&p, 3) ? prop_below(&p, 128)
                                                : prop_below(&p, 256));
        if (strlen(mark) <= sample.len)
            memcpy(bytes, mark, strlen(mark));
        probe_add(&before, bytes, sample.len);
        sample.encoding = probe_encoding(&before);
        decode(&sample, 1 + prop_below(&p, 9), &got);
        prop_assert(&p, got.len <= sample.len * DECODE_GROWTH);
        for (size_t i = 0; i < got.len; i++)
            if (got.text[i] == DECODE_BAD)
                got.text[i] = '?';
        probe_add(&after, got.text, got.len);
        prop_assert(&p, !after.is_bad && !after.bad_lines && !after.state);
        str_release(&got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_encoding_is_told_from_all_bytes_however_cut),
        cmocka_unit_test(text_is_the_same_in_pieces_of_any_size),
        cmocka_unit_test(random_bytes_decode_to_utf8),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
