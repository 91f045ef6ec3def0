#include "ingest/keep/archive.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "core/err.h"
#include "core/mem.h"
#include "core/outfile.h"
#include "core/str.h"

#define PIECE ((size_t)1 << 17)
#define LEVEL 1 /* 32 to 1 on a school's marks at a third of a GB a second */

struct archive_file {
    FILE *stream;
    ZSTD_DStream *zstd;
    char *in;
    ZSTD_inBuffer pending;
    bool ended; /* the frame is complete */
    bool damaged;
};

static char *path_of(const char *folder, const char *sha256)
{
    struct str path = STR_INIT;

    assert(hash_is_text(sha256));
    str_addf(&path, "%s/%.2s/%s.zst", folder, sha256, sha256);
    return str_take(&path);
}

bool archive_has(const char *folder, const char *sha256)
{
    char *path = path_of(folder, sha256);
    bool there = access(path, R_OK) == 0;

    free(path);
    return there;
}

void archive_remove(const char *folder, const char *sha256)
{
    char *path = path_of(folder, sha256);

    unlink(path);
    free(path);
}

/* Compress what is in `in` (all of it when `end`) into f. */
static int compress(ZSTD_CStream *zstd, struct outfile *f, const char *in,
                    size_t len, bool end, char *out, struct err *err)
{
    ZSTD_inBuffer input = { in, len, 0 };
    size_t left;

    do {
        ZSTD_outBuffer output = { out, PIECE, 0 };

        left = ZSTD_compressStream2(zstd, &output, &input,
                                    end ? ZSTD_e_end : ZSTD_e_continue);
        if (ZSTD_isError(left))
            return err_set(err, ERR_OS, "zstd: %s", ZSTD_getErrorName(left));
        if (outfile_put(f, out, output.pos, err))
            return -1;
    } while (end ? left != 0 : input.pos < input.size);
    return 0;
}

int archive_put(const char *folder, const char *path, archive_tap_fn *tap,
                void *context, char sha256[HASH_TEXT_SIZE], long long *size,
                struct err *err)
{
    struct str temporary = STR_INIT;
    struct str parent = STR_INIT;
    struct outfile *f = NULL;
    ZSTD_CStream *zstd = ZSTD_createCStream();
    struct hash *hash = hash_new();
    char *in = mem_alloc(PIECE);
    char *out = mem_alloc(PIECE);
    char *target = NULL;
    FILE *stream = fopen(path, "rb");
    size_t got;
    int ret = -1;

    *size = 0;
    sha256[0] = '\0';
    str_addf(&temporary, "%s/incoming", folder);
    if (!stream) {
        err_set(err, ERR_NOINPUT, "cannot open '%s': %s", path,
                strerror(errno));
        goto out;
    }
    if (!zstd
        || ZSTD_isError(
            ZSTD_CCtx_setParameter(zstd, ZSTD_c_compressionLevel, LEVEL))) {
        err_set(err, ERR_OS, "zstd refused to start");
        goto out;
    }
    if (folder_make(folder, err) || outfile_open(&f, temporary.text, err))
        goto out;
    while ((got = fread(in, 1, PIECE, stream)) > 0) {
        hash_add(hash, in, got);
        if (tap)
            tap(context, in, got);
        *size += (long long)got;
        if (compress(zstd, f, in, got, false, out, err))
            goto out;
    }
    if (ferror(stream)) {
        err_set(err, ERR_NOINPUT, "cannot read '%s': %s", path,
                strerror(errno));
        goto out;
    }
    if (compress(zstd, f, in, 0, true, out, err))
        goto out;
    hash_end(hash, sha256);
    hash = NULL;
    if (archive_has(folder, sha256)) {
        ret = 0;
        goto out;
    }
    target = path_of(folder, sha256);
    str_addf(&parent, "%s/%.2s", folder, sha256);
    if (folder_make(parent.text, err) || outfile_place(&f, target, err))
        goto out;
    ret = 0;
out:
    outfile_abandon(f);
    if (stream)
        fclose(stream);
    if (hash) {
        char unused[HASH_TEXT_SIZE];

        hash_end(hash, unused);
    }
    ZSTD_freeCStream(zstd);
    free(target);
    free(in);
    free(out);
    str_release(&temporary);
    str_release(&parent);
    return ret;
}

int archive_open(struct archive_file **out, const char *folder,
                 const char *sha256, struct err *err)
{
    struct archive_file *file;
    char *path;
    int ret = -1;

    *out = NULL;
    if (!hash_is_text(sha256))
        return err_set(err, ERR_DATA, "a content's name is no SHA-256");
    file = mem_zero(1, sizeof(*file));
    path = path_of(folder, sha256);
    file->stream = fopen(path, "rb");
    if (!file->stream) {
        err_set(err, ERR_NOINPUT, "the archive lacks '%s': %s", path,
                strerror(errno));
        goto out;
    }
    file->zstd = ZSTD_createDStream();
    if (!file->zstd || ZSTD_isError(ZSTD_initDStream(file->zstd))) {
        err_set(err, ERR_OS, "zstd refused to start");
        goto out;
    }
    file->in = mem_alloc(PIECE);
    *out = file;
    file = NULL;
    ret = 0;
out:
    archive_close(file);
    free(path);
    return ret;
}

static ssize_t damaged(struct archive_file *file, struct err *err)
{
    file->damaged = true;
    return err_set(err, ERR_DATA, "a file of the archive is damaged");
}

ssize_t archive_read(void *context, void *buffer, size_t size, struct err *err)
{
    struct archive_file *file = context;
    ZSTD_outBuffer output = { buffer, size, 0 };

    if (file->damaged)
        return damaged(file, err);
    while (output.pos == 0) {
        size_t left;

        if (file->pending.pos == file->pending.size) {
            size_t got = fread(file->in, 1, PIECE, file->stream);

            if (got == 0) {
                if (ferror(file->stream) || !file->ended)
                    return damaged(file, err);
                return 0;
            }
            file->pending = (ZSTD_inBuffer){ file->in, got, 0 };
        }
        left = ZSTD_decompressStream(file->zstd, &output, &file->pending);
        if (ZSTD_isError(left))
            return damaged(file, err);
        file->ended = left == 0;
    }
    return (ssize_t)output.pos;
}

void archive_close(struct archive_file *file)
{
    if (!file)
        return;
    if (file->stream)
        fclose(file->stream);
    ZSTD_freeDStream(file->zstd);
    free(file->in);
    free(file);
}
