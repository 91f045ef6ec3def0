#include "core/outfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/err.h"
#include "core/mem.h"
#include "core/path.h"
#include "core/str.h"

struct outfile {
    FILE *stream;
    char *path;
    char *temporary;
};

static int fail(struct err *err, const char *verb, const char *path)
{
    return err_set(err, ERR_CANTCREAT, "cannot %s '%s': %s", verb, path,
                   strerror(errno));
}

int outfile_open(struct outfile **out, const char *path, struct err *err)
{
    struct outfile *f = mem_zero(1, sizeof(*f));
    struct str name = STR_INIT;
    int fd;

    *out = NULL;
    str_addf(&name, "%s.tmp", path);
    f->path = mem_dup(path);
    f->temporary = str_take(&name);
    (void)unlink(f->temporary); /* where it cannot, O_EXCL says so */
    fd = open(f->temporary,
              O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0 || !(f->stream = fdopen(fd, "wb"))) {
        fail(err, "create", f->temporary);
        if (fd >= 0)
            close(fd);
        outfile_abandon(f);
        return -1;
    }
    *out = f;
    return 0;
}

int outfile_put(struct outfile *f, const void *bytes, size_t len,
                struct err *err)
{
    if (len && fwrite(bytes, 1, len, f->stream) != len)
        return fail(err, "write", f->path);
    return 0;
}

static int close_stream(struct outfile *f, bool is_synced, struct err *err)
{
    int ret = 0;

    if (fflush(f->stream) != 0 || (is_synced && fsync(fileno(f->stream)) != 0))
        ret = fail(err, "write", f->path);
    if (fclose(f->stream) != 0 && ret == 0)
        ret = fail(err, "close", f->path);
    f->stream = NULL;
    return ret;
}

int outfile_finish(struct outfile *f, struct err *err)
{
    return close_stream(f, false, err);
}

const char *outfile_temporary(const struct outfile *f)
{
    return f->temporary;
}

int outfile_place(struct outfile **out, const char *path, struct err *err)
{
    struct outfile *f = *out;
    int ret = f->stream ? outfile_finish(f, err) : 0;

    *out = NULL;
    if (ret == 0 && rename(f->temporary, path) != 0)
        ret = fail(err, "rename to", path);
    if (ret == 0) {
        free(f->temporary);
        f->temporary = NULL;
    }
    outfile_abandon(f);
    return ret;
}

int outfile_commit(struct outfile **out, struct err *err)
{
    char *path = mem_dup((*out)->path);
    char *folder = path_folder(path);
    int ret = close_stream(*out, true, err);

    if (ret == 0)
        ret = outfile_place(out, path, err) || path_sync(folder, err) ? -1 : 0;
    outfile_abandon(*out);
    *out = NULL;
    free(folder);
    free(path);
    return ret;
}

void outfile_abandon(struct outfile *f)
{
    if (!f)
        return;
    if (f->stream)
        fclose(f->stream);
    if (f->temporary)
        unlink(f->temporary);
    free(f->temporary);
    free(f->path);
    free(f);
}

static int write_text(const char *path, const void *bytes, size_t len,
                      bool is_synced, struct err *err)
{
    struct outfile *f = NULL;

    if (outfile_open(&f, path, err) || outfile_put(f, bytes, len, err)
        || (is_synced ? outfile_commit(&f, err)
                      : outfile_place(&f, path, err))) {
        outfile_abandon(f);
        return -1;
    }
    return 0;
}

int outfile_write(const char *path, const void *bytes, size_t len,
                  struct err *err)
{
    return write_text(path, bytes, len, true, err);
}

int outfile_leave(const char *path, const void *bytes, size_t len,
                  struct err *err)
{
    return write_text(path, bytes, len, false, err);
}

int file_read(const char *path, char **text, size_t *len, struct err *err)
{
    struct str all = STR_INIT;
    FILE *f = fopen(path, "rb");
    size_t piece = 1 << 12; /* most files are smaller */
    size_t got = 0;

    *text = NULL;
    *len = 0;
    if (!f)
        return err_set(err, ERR_NOINPUT, "cannot open '%s': %s", path,
                       strerror(errno));
    for (;;) {
        str_reserve(&all, piece);
        got = fread(all.text + all.len, 1, piece, f);
        all.len += got;
        if (got < piece)
            break;
        piece = 1 << 16;
    }
    if (ferror(f)) {
        err_set(err, ERR_NOINPUT, "cannot read '%s': %s", path,
                strerror(errno));
        fclose(f);
        str_release(&all);
        return -1;
    }
    fclose(f);
    all.text[all.len] = '\0';
    *len = all.len;
    *text = str_take(&all);
    return 0;
}
