#include "ingest/keep/archive.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "core/err.h"
#include "core/mem.h"
#include "core/outfile.h"
#include "core/path.h"
#include "core/str.h"

#define SUFFIX ".zst"
#define PIECE ((size_t)1 << 17)
#define LEVEL 1 /* 32 to 1 on a school's marks at a third of a GB a second */

struct archive_file {
    char sha256[HASH_TEXT_SIZE];
    FILE *stream;
    ZSTD_DStream *zstd;
    struct hash *hash; /* of what was read; NULL once it was compared */
    char *in;
    ZSTD_inBuffer pending;
    bool ended; /* the frame is complete */
    bool damaged;
};

static char *path_of(const char *folder, const char *sha256)
{
    struct str path = STR_INIT;

    assert(hash_is_text(sha256));
    str_addf(&path, "%s/%.2s/%s" SUFFIX, folder, sha256, sha256);
    return str_take(&path);
}

int archive_has(const char *folder, const char *sha256, bool *has,
                struct err *err)
{
    char *path = path_of(folder, sha256);
    enum path_kind kind;
    int ret = path_follow(path, &kind, NULL, err);

    *has = ret == 0 && kind != PATH_ABSENT;
    free(path);
    return ret;
}

void archive_remove(const char *folder, const char *sha256)
{
    char *path = path_of(folder, sha256);

    unlink(path);
    free(path);
}

/* --- in ------------------------------------------------------------------- */

#define INCOMING "incoming"

int archive_begin(const char *folder, struct err *err)
{
    char *incoming = path_join(folder, INCOMING);
    int ret = folder_make(incoming, err);

    free(incoming);
    return ret;
}

int archive_is_settled(const char *folder, bool *is_settled, struct err *err)
{
    char *incoming = path_join(folder, INCOMING);
    enum path_kind kind = PATH_ABSENT;
    int ret = path_look(incoming, &kind, NULL, err);

    *is_settled = kind == PATH_ABSENT;
    free(incoming);
    return ret;
}

void archive_settle(const char *folder)
{
    char *incoming = path_join(folder, INCOMING);
    struct err unsaid = ERR_INIT;

    (void)!folder_remove(incoming, &unsaid);
    free(incoming);
}

struct archive_press {
    ZSTD_CStream *zstd;
    char *in; /* PIECE, as is the room for what is packed */
    ZSTD_outBuffer packed;
};

struct archive_press *archive_press_new(void)
{
    struct archive_press *press = mem_alloc(sizeof(*press));

    press->zstd = ZSTD_createCStream();
    /* A frame says of itself whether it is whole. */
    if (!press->zstd
        || ZSTD_isError(
            ZSTD_CCtx_setParameter(press->zstd, ZSTD_c_compressionLevel, LEVEL))
        || ZSTD_isError(
            ZSTD_CCtx_setParameter(press->zstd, ZSTD_c_checksumFlag, 1)))
        mem_give_up("zstd refused to start: out of memory?");
    press->in = mem_alloc(PIECE);
    press->packed = (ZSTD_outBuffer){ mem_alloc(PIECE), PIECE, 0 };
    return press;
}

void archive_press_free(struct archive_press *press)
{
    if (!press)
        return;
    ZSTD_freeCStream(press->zstd);
    free(press->in);
    free(press->packed.dst);
    free(press);
}

/* Compress bytes (and end the frame) into f, when there are as many as the
   press has room for, or no more come. */
static int compress(struct archive_press *press, struct outfile *f,
                    const char *bytes, size_t len, bool end, struct err *err)
{
    ZSTD_inBuffer input = { bytes, len, 0 };
    size_t left;

    do {
        left = ZSTD_compressStream2(press->zstd, &press->packed, &input,
                                    end ? ZSTD_e_end : ZSTD_e_continue);
        if (ZSTD_isError(left))
            return err_set(err, ERR_OS, "zstd: %s", ZSTD_getErrorName(left));
        if (press->packed.pos < PIECE && !(end && !left))
            continue;
        if (outfile_put(f, press->packed.dst, press->packed.pos, err))
            return -1;
        press->packed.pos = 0;
    } while (end ? left != 0 : input.pos < input.size);
    return 0;
}

static char *find_room(const struct archive_press *press,
                       const struct archive_tap *tap)
{
    char *room = tap && tap->room ? tap->room(tap->context, PIECE) : NULL;

    return room ? room : press->in;
}

/* All of a source into put->file, told to the tap on the way. */
static int copy(struct archive_press *press, const struct archive_tap *tap,
                struct extract_source source, struct archive_put *put,
                struct hash *hash, struct err *err)
{
    char *in = find_room(press, tap);
    ssize_t got;
    int ret = 0;

    ZSTD_CCtx_reset(press->zstd, ZSTD_reset_session_only);
    press->packed.pos = 0;
    while (ret == 0
           && (got = source.read(source.context, in, PIECE, err)) > 0) {
        hash_add(hash, in, (size_t)got);
        if (tap)
            tap->fn(tap->context, in, (size_t)got);
        put->size += (long long)got;
        ret = compress(press, put->file, in, (size_t)got, false, err);
        in = find_room(press, tap);
    }
    return ret || got < 0 ? -1 : compress(press, put->file, in, 0, true, err);
}

int archive_take_from(struct archive_press *press, const char *folder,
                      size_t number, struct extract_source source,
                      const struct archive_tap *tap, struct archive_put *put,
                      struct err *err)
{
    struct hash *hash = hash_new();
    struct str incoming = STR_INIT;
    int ret;

    put->size = 0;
    str_addf(&incoming, "%s/" INCOMING "/%zu", folder, number);
    ret = outfile_open(&put->file, incoming.text, err)
          || copy(press, tap, source, put, hash, err)
          || outfile_finish(put->file, err);
    hash_end(hash, put->sha256);
    if (ret)
        archive_leave(put);
    str_release(&incoming);
    return ret ? -1 : 0;
}

/* A plain file as a source. */
struct plain {
    FILE *stream;
    const char *path;
};

static ssize_t read_plain(void *context, void *buffer, size_t size,
                          struct err *err)
{
    struct plain *plain = context;
    size_t got = fread(buffer, 1, size, plain->stream);

    if (got == 0 && ferror(plain->stream))
        return err_set(err, ERR_NOINPUT, "cannot read '%s': %s", plain->path,
                       strerror(errno));
    return (ssize_t)got;
}

int archive_take(struct archive_press *press, const char *folder, size_t number,
                 const char *path, const struct archive_tap *tap,
                 struct archive_put *put, struct err *err)
{
    struct plain plain = { NULL, path };
    const struct extract_source source = { read_plain, &plain };
    int ret;

    memset(put, 0, sizeof(*put));
    if (path_open(path, &plain.stream, &put->st, err))
        return -1;
    ret = archive_take_from(press, folder, number, source, tap, put, err);
    fclose(plain.stream);
    return ret;
}

void archive_leave(struct archive_put *put)
{
    outfile_abandon(put->file);
    put->file = NULL;
    put->sha256[0] = '\0';
}

static int make_parent(const char *path, struct err *err)
{
    char *parent = path_folder(path);
    enum path_kind kind;
    int ret = path_look(parent, &kind, NULL, err);

    if (ret == 0 && kind != PATH_FOLDER)
        ret = folder_make(parent, err);
    free(parent);
    return ret;
}

/* Also where there is one already: that may be damaged, this one is not. */
int archive_place(const char *folder, struct archive_put *put, struct err *err)
{
    char *target = path_of(folder, put->sha256);
    int ret =
        make_parent(target, err) || outfile_place(&put->file, target, err);

    free(target);
    return ret ? -1 : 0;
}

/* --- out ------------------------------------------------------------------ */

static int open_at(struct archive_file **out, const char *path,
                   const char *sha256, struct err *err)
{
    struct archive_file *file = mem_zero(1, sizeof(*file));
    int ret = -1;

    *out = NULL;
    memcpy(file->sha256, sha256, sizeof(file->sha256));
    file->stream = fopen(path, "rb");
    if (!file->stream) {
        /* What may well be there is not lost. */
        err_set(err, errno == ENOENT ? ERR_NOINPUT : ERR_OS,
                "cannot open the archive's content %.12s: %s", sha256,
                strerror(errno));
        goto out;
    }
    file->zstd = ZSTD_createDStream();
    if (!file->zstd || ZSTD_isError(ZSTD_initDStream(file->zstd))) {
        err_set(err, ERR_OS, "zstd refused to start: out of memory?");
        goto out;
    }
    file->in = mem_alloc(PIECE);
    file->hash = hash_new();
    *out = file;
    file = NULL;
    ret = 0;
out:
    archive_close(file);
    return ret;
}

int archive_open(struct archive_file **out, const char *folder,
                 const char *sha256, struct err *err)
{
    char *path;
    int ret;

    *out = NULL;
    if (!hash_is_text(sha256))
        return err_set(err, ERR_DATA, "a content's name is no SHA-256");
    path = path_of(folder, sha256);
    ret = open_at(out, path, sha256, err);
    free(path);
    return ret;
}

int archive_open_taken(struct archive_file **out, const struct archive_put *put,
                       struct err *err)
{
    return open_at(out, outfile_temporary(put->file), put->sha256, err);
}

static ssize_t damaged(struct archive_file *file, struct err *err)
{
    file->damaged = true;
    return err_set(err, ERR_DATA,
                   "the archive's copy of content %.12s is damaged: its bytes"
                   " are not those that came",
                   file->sha256);
}

/* The end: is what was read what its name says? */
static ssize_t compare(struct archive_file *file, struct err *err)
{
    char sha256[HASH_TEXT_SIZE];

    if (!file->hash)
        return 0;
    hash_end(file->hash, sha256);
    file->hash = NULL;
    return strcmp(sha256, file->sha256) != 0 ? damaged(file, err) : 0;
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
                if (ferror(file->stream))
                    return err_set(
                        err, ERR_OS,
                        "cannot read the archive's content %.12s: %s",
                        file->sha256, strerror(errno));
                return file->ended ? compare(file, err) : damaged(file, err);
            }
            file->pending = (ZSTD_inBuffer){ file->in, got, 0 };
        }
        left = ZSTD_decompressStream(file->zstd, &output, &file->pending);
        if (ZSTD_isError(left))
            return damaged(file, err);
        file->ended = left == 0;
    }
    if (file->hash)
        hash_add(file->hash, buffer, output.pos);
    return (ssize_t)output.pos;
}

void archive_close(struct archive_file *file)
{
    if (!file)
        return;
    if (file->stream)
        fclose(file->stream);
    ZSTD_freeDStream(file->zstd);
    if (file->hash) {
        char unused[HASH_TEXT_SIZE];

        hash_end(file->hash, unused);
    }
    free(file->in);
    free(file);
}

int archive_verify(const char *folder, const char *sha256, struct err *err)
{
    struct archive_file *file = NULL;
    char *bytes;
    ssize_t got;

    if (archive_open(&file, folder, sha256, err))
        return -1;
    bytes = mem_alloc(PIECE);
    while ((got = archive_read(file, bytes, PIECE, err)) > 0)
        ;
    free(bytes);
    archive_close(file);
    return got < 0 ? -1 : 0;
}

/* --- what nobody lists ---------------------------------------------------- */

struct sweep {
    archive_known_fn *is_known;
    void *context;
};

bool archive_is_content(const char *below, char sha256[HASH_TEXT_SIZE])
{
    const char *name = strrchr(below, '/');

    if (!name || strlen(++name) != HASH_TEXT_SIZE - 1 + strlen(SUFFIX)
        || strcmp(name + HASH_TEXT_SIZE - 1, SUFFIX) != 0)
        return false;
    memcpy(sha256, name, HASH_TEXT_SIZE - 1);
    sha256[HASH_TEXT_SIZE - 1] = '\0';
    return hash_is_text(sha256);
}

static int sweep_file(void *context, const char *path, const char *below,
                      const struct stat *st, struct err *err)
{
    const struct sweep *sweep = context;
    char sha256[HASH_TEXT_SIZE];
    bool is_known = true;

    (void)st;
    if (!archive_is_content(below, sha256))
        return 0;
    if (sweep->is_known(sweep->context, sha256, &is_known, err))
        return -1;
    return is_known ? 0 : file_remove(path, err);
}

int archive_sweep(const char *folder, archive_known_fn *is_known, void *context,
                  struct err *err)
{
    struct sweep sweep = { is_known, context };

    return path_walk(folder, sweep_file, NULL, &sweep, err);
}
