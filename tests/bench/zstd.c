/*
 * zstd FILE...: compress each file as the archive does, and print how many
 * bytes came of how many: the part of ingest's time that is compression.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <zstd.h>

/* ingest/keep/archive.c has the same. */
#define LEVEL 1

static char in_bytes[1 << 17];
static char out_bytes[1 << 17];

/* The end of a frame, where nothing more comes. -1: the library's error. */
static int put(ZSTD_CCtx *zstd, size_t len, ZSTD_EndDirective end,
               unsigned long long *packed)
{
    ZSTD_inBuffer in = { in_bytes, len, 0 };
    size_t left;

    do {
        ZSTD_outBuffer out = { out_bytes, sizeof(out_bytes), 0 };

        left = ZSTD_compressStream2(zstd, &out, &in, end);
        if (ZSTD_isError(left))
            return -1;
        *packed += out.pos;
    } while (end == ZSTD_e_end ? left > 0 : in.pos < in.size);
    return 0;
}

static int pack(ZSTD_CCtx *zstd, const char *path, unsigned long long *read,
                unsigned long long *packed)
{
    FILE *file = fopen(path, "rb");
    size_t len;
    int ret = -1;

    if (file == NULL)
        return -1;
    while ((len = fread(in_bytes, 1, sizeof(in_bytes), file)) > 0) {
        *read += len;
        if (put(zstd, len, ZSTD_e_continue, packed) != 0)
            goto out;
    }
    if (!ferror(file) && put(zstd, 0, ZSTD_e_end, packed) == 0)
        ret = 0;
out:
    (void)fclose(file);
    return ret;
}

int main(int argc, char **argv)
{
    ZSTD_CCtx *zstd = ZSTD_createCCtx();
    unsigned long long read = 0;
    unsigned long long packed = 0;
    int ret = 1;
    int i;

    if (zstd == NULL
        || ZSTD_isError(
            ZSTD_CCtx_setParameter(zstd, ZSTD_c_compressionLevel, LEVEL)))
        goto out;
    for (i = 1; i < argc; i++)
        if (pack(zstd, argv[i], &read, &packed) != 0) {
            (void)fprintf(stderr, "zstd: cannot pack '%s': %s\n", argv[i],
                          strerror(errno));
            goto out;
        }
    ret = printf("%llu of %llu\n", packed, read) < 0;
out:
    (void)ZSTD_freeCCtx(zstd);
    return ret;
}
