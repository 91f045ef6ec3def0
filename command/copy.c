#include "command/copy.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/err.h"
#include "core/mem.h"
#include "core/outfile.h"
#include "core/path.h"

#define PIECE ((size_t)1 << 17)
#define BEFORE "\nvschool backup, SHA-256 "
#define LINE_LENGTH (sizeof(BEFORE) - 1 + HASH_TEXT_SIZE) /* with its end */

static int fail_read(struct err *err, const char *path)
{
    return err_set(err, ERR_NOINPUT, "cannot read '%s': %s", path,
                   strerror(errno));
}

/*
 * The last line of an open file, and how many bytes are before it: 1, or 0
 * where it is none of ours.
 */
static int read_line(FILE *f, const char *path, off_t size,
                     char sha256[HASH_TEXT_SIZE], off_t *before,
                     struct err *err)
{
    char line[LINE_LENGTH] = "";

    *before = size - (off_t)LINE_LENGTH;
    if (*before <= 0)
        return 0;
    if (fseeko(f, *before, SEEK_SET) != 0
        || (fread(line, 1, LINE_LENGTH, f) != LINE_LENGTH && ferror(f)))
        return fail_read(err, path);
    if (memcmp(line, BEFORE, sizeof(BEFORE) - 1) != 0
        || line[LINE_LENGTH - 1] != '\n')
        return 0;
    line[LINE_LENGTH - 1] = '\0';
    memcpy(sha256, line + sizeof(BEFORE) - 1, HASH_TEXT_SIZE);
    return hash_is_text(sha256);
}

int copy_look(const char *path, bool *is_there, bool *is_ours, struct err *err)
{
    char sha256[HASH_TEXT_SIZE];
    enum path_kind kind;
    struct stat st;
    off_t before;
    FILE *f;
    int row;

    *is_there = *is_ours = false;
    if (path_look(path, &kind, NULL, err))
        return -1;
    *is_there = kind != PATH_ABSENT;
    if (kind != PATH_FILE)
        return 0;
    if (path_open(path, &f, &st, err))
        return -1;
    row = read_line(f, path, st.st_size, sha256, &before, err);
    *is_ours = row == 1;
    fclose(f);
    return row < 0 ? -1 : 0;
}

int copy_seal(const char *path, char sha256[HASH_TEXT_SIZE], struct err *err)
{
    FILE *f;
    bool is_written;

    if (hash_file(path, sha256, err))
        return -1;
    f = fopen(path, "ab");
    is_written = f && fprintf(f, BEFORE "%s\n", sha256) > 0;
    if ((f && fclose(f) != 0) || !is_written)
        return err_set(err, ERR_CANTCREAT, "cannot write '%s': %s", path,
                       strerror(errno));
    return path_sync(path, err);
}

/* So many bytes, and their hash. */
static int pass_bytes(FILE *f, const char *path, off_t bytes,
                      struct outfile *to, char sha256[HASH_TEXT_SIZE],
                      struct err *err)
{
    struct hash *h = hash_new();
    char *piece = mem_alloc(PIECE);
    int ret = fseeko(f, 0, SEEK_SET) == 0 ? 0 : fail_read(err, path);

    while (ret == 0 && bytes > 0) {
        size_t want = bytes < (off_t)PIECE ? (size_t)bytes : PIECE;
        size_t got = fread(piece, 1, want, f);

        if (got != want)
            break;
        hash_add(h, piece, got);
        ret = outfile_put(to, piece, got, err);
        bytes -= (off_t)got;
    }
    if (ret == 0 && ferror(f))
        ret = fail_read(err, path);
    hash_end(h, sha256);
    free(piece);
    return ret;
}

static int take(FILE *f, const struct stat *st, const char *from,
                struct outfile *to, char sha256[HASH_TEXT_SIZE],
                struct err *err)
{
    char said[HASH_TEXT_SIZE];
    off_t before;
    int row = read_line(f, from, st->st_size, said, &before, err);

    if (row < 0)
        return -1;
    if (!row)
        return err_set(err, ERR_DATA,
                       "'%s' is no backup that vschool made, or its end is"
                       " missing. Nothing was touched",
                       from);
    if (pass_bytes(f, from, before, to, sha256, err))
        return -1;
    if (strcmp(said, sha256) != 0)
        return err_set(err, ERR_DATA,
                       "'%s' is damaged: its bytes are not those that were"
                       " written. Nothing was touched",
                       from);
    return 0;
}

int copy_take(const char *from, const char *to, char sha256[HASH_TEXT_SIZE],
              struct err *err)
{
    struct outfile *file = NULL;
    struct stat st;
    FILE *f = NULL;
    int ret = path_open(from, &f, &st, err) || outfile_open(&file, to, err)
              || take(f, &st, from, file, sha256, err)
              || outfile_place(&file, to, err);

    if (f)
        fclose(f);
    outfile_abandon(file);
    return ret ? -1 : 0;
}
