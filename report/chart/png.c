#include "report/chart/png.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#define ZLIB_CONST /* what is read is not written to */
#include <zlib.h>

#include "core/err.h"

#define FRAME 12 /* of a chunk: length, type, CRC */
#define SIDE_MOST 100000

struct image {
    uint64_t meant, got; /* bytes of its lines, with the filter's */
    bool is_ended;       /* the compressed stream is, with its checksum */
};

static uint32_t number(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8
           | at[3];
}

static bool is_type(const unsigned char *chunk, const char *type)
{
    return !memcmp(chunk + 4, type, 4);
}

/* Width, height, depth, colour, and three zeros: not interlaced. */
static bool read_header(struct image *image, const unsigned char *at,
                        size_t len)
{
    static const unsigned channels[7] = { 1, 0, 3, 1, 2, 0, 4 };
    uint32_t width, height;

    if (len != 13 || at[9] >= 7 || !channels[at[9]] || at[8] < 1 || at[8] > 16
        || at[10] || at[11] || at[12])
        return false;
    width = number(at);
    height = number(at + 4);
    if (!width || !height || width > SIDE_MOST || height > SIDE_MOST)
        return false;
    image->meant =
        height * (1 + ((uint64_t)width * channels[at[9]] * at[8] + 7) / 8);
    return true;
}

static bool add_data(struct image *image, z_stream *stream,
                     const unsigned char *at, size_t len)
{
    unsigned char lines[16384];

    stream->next_in = at;
    stream->avail_in = (unsigned)len;
    while (stream->avail_in) {
        int ret;

        if (image->is_ended)
            return false;
        stream->next_out = lines;
        stream->avail_out = sizeof(lines);
        ret = inflate(stream, Z_NO_FLUSH);
        if (ret != Z_OK && ret != Z_STREAM_END)
            return false;
        image->got += sizeof(lines) - stream->avail_out;
        image->is_ended = ret == Z_STREAM_END;
    }
    return true;
}

static bool read_chunks(struct image *image, z_stream *stream,
                        const unsigned char *at, size_t len)
{
    for (bool is_first = true;; is_first = false) {
        size_t body = len < FRAME ? 0 : number(at);

        if (len < FRAME || body > len - FRAME
            || crc32(crc32(0, NULL, 0), at + 4, (unsigned)body + 4)
                   != number(at + 8 + body)
            || is_first != is_type(at, "IHDR"))
            return false;
        if (is_type(at, "IEND"))
            return len == FRAME;
        if (is_first && !read_header(image, at + 8, body))
            return false;
        if (is_type(at, "IDAT") && !add_data(image, stream, at + 8, body))
            return false;
        at += FRAME + body;
        len -= FRAME + body;
    }
}

int png_check(const char *name, const void *bytes, size_t len, struct err *err)
{
    static const char start[] = "\x89PNG\r\n\x1a\n";
    const size_t head = sizeof(start) - 1;
    struct image image = { 0, 0, false };
    z_stream stream;
    bool is_whole;

    memset(&stream, 0, sizeof(stream));
    if (inflateInit(&stream) != Z_OK)
        return err_set(err, ERR_OS, "%s: no memory to read it", name);
    is_whole = len > head && !memcmp(bytes, start, head)
               && read_chunks(&image, &stream,
                              (const unsigned char *)bytes + head, len - head)
               && image.is_ended && image.got == image.meant;
    inflateEnd(&stream);
    if (!is_whole)
        return err_set(err, ERR_CANTCREAT, "%s: gnuplot's PNG is not whole",
                       name);
    return 0;
}
