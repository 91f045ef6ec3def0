#include "report/book/parts.h"

#include <limits.h>
#include <minizip/unzip.h>
#include <minizip/zip.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"

#define DOS_1980 ((1 << 21) | (1 << 16)) /* its first day */

static int broken(struct err *err, const char *name, const char *what)
{
    return err_set(err, ERR_CANTCREAT, "%s: %s", name, what);
}

/* The current part to its end, which also compares its CRC. */
static int read_part(unzFile zip, struct part *part, struct err *err)
{
    struct str out = STR_INIT;
    char piece[16384];
    int got = 0;

    if (unzOpenCurrentFile(zip) != UNZ_OK)
        return broken(err, part->name, "cannot be opened");
    while ((got = unzReadCurrentFile(zip, piece, sizeof(piece))) > 0)
        str_add_n(&out, piece, (size_t)got);
    part->len = out.len;
    part->bytes = str_take(&out);
    if (unzCloseCurrentFile(zip) != UNZ_OK || got < 0)
        return broken(err, part->name, "is damaged");
    return 0;
}

int parts_read(struct parts *parts, const char *path, struct err *err)
{
    unzFile zip = unzOpen64(path);
    int more;
    int ret = 0;

    memset(parts, 0, sizeof(*parts));
    if (!zip)
        return err_set(err, ERR_CANTCREAT, "'%s' is no workbook", path);
    for (more = unzGoToFirstFile(zip); ret == 0 && more == UNZ_OK;
         more = unzGoToNextFile(zip)) {
        struct part *part;
        char name[256];

        if (unzGetCurrentFileInfo64(zip, NULL, name, sizeof(name), NULL, 0,
                                    NULL, 0)
            != UNZ_OK) {
            ret = broken(err, "workbook", "its list of parts is damaged");
            break;
        }
        MEM_ROOM(parts->items, parts->count, parts->capacity);
        part = &parts->items[parts->count++];
        *part = (struct part){ .name = mem_dup(name) };
        ret = read_part(zip, part, err);
    }
    if (ret == 0 && more != UNZ_END_OF_LIST_OF_FILE)
        ret = broken(err, "workbook", "its list of parts is damaged");
    unzClose(zip);
    return ret;
}

static int write_part(zipFile zip, const struct part *part)
{
    const zip_fileinfo info = { .dosDate = DOS_1980 };
    int rc = zipOpenNewFileInZip64(zip, part->name, &info, NULL, 0, NULL, 0,
                                   NULL, Z_DEFLATED, Z_DEFAULT_COMPRESSION, 0);

    /* Its lengths are of 32 bits. */
    for (size_t at = 0; rc == ZIP_OK && at < part->len;) {
        size_t len = part->len - at < INT_MAX ? part->len - at : INT_MAX;

        rc = zipWriteInFileInZip(zip, part->bytes + at, (unsigned)len);
        at += len;
    }
    return rc == ZIP_OK ? zipCloseFileInZip(zip) : rc;
}

int parts_write(const struct parts *parts, const char *path, struct err *err)
{
    zipFile zip = zipOpen64(path, APPEND_STATUS_CREATE);
    int rc = ZIP_OK;

    if (!zip)
        return err_set(err, ERR_CANTCREAT, "cannot create '%s'", path);
    for (size_t i = 0; rc == ZIP_OK && i < parts->count; i++)
        rc = write_part(zip, &parts->items[i]);
    if (zipClose(zip, NULL) != ZIP_OK || rc != ZIP_OK)
        return err_set(err, ERR_CANTCREAT, "cannot write '%s'", path);
    return 0;
}

struct part *parts_find(const struct parts *parts, const char *name)
{
    for (size_t i = 0; i < parts->count; i++)
        if (!strcmp(parts->items[i].name, name))
            return &parts->items[i];
    return NULL;
}

void parts_release(struct parts *parts)
{
    for (size_t i = 0; i < parts->count; i++) {
        free(parts->items[i].name);
        free(parts->items[i].bytes);
    }
    free(parts->items);
    memset(parts, 0, sizeof(*parts));
}
