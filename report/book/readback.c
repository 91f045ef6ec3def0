#include "report/book/readback.h"

#include <ctype.h>
#include <minizip/unzip.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"

#define PART_MAX (256u << 20)
#define DEPTH_MAX 64
#define SHEET "xl/worksheets/sheet"

static int broken(struct err *err, const char *name, const char *what)
{
    return err_set(err, ERR_CANTCREAT, "%s: %s", name, what);
}

/* XML 1.0 forbids most control characters, U+FFFE and U+FFFF. */
static bool is_text(const char *text, size_t len)
{
    size_t at = 0;

    while (at < len) {
        utf8proc_int32_t c;
        utf8proc_ssize_t size =
            utf8proc_iterate((const utf8proc_uint8_t *)text + at,
                             (utf8proc_ssize_t)(len - at), &c);

        if (size < 1 || c == 0xFFFE || c == 0xFFFF
            || (c < 0x20 && c != '\t' && c != '\n' && c != '\r'))
            return false;
        at += (size_t)size;
    }
    return true;
}

/* End of the tag that begins at *at == '<'; NULL when it has none. */
static const char *tag_end(const char *at, const char *end)
{
    char quote = 0;

    for (at++; at < end; at++) {
        if (quote) {
            if (*at == quote)
                quote = 0;
            else if (*at == '<')
                return NULL;
        } else if (*at == '"' || *at == '\'') {
            quote = *at;
        } else if (*at == '<') {
            return NULL;
        } else if (*at == '>') {
            return at;
        }
    }
    return NULL;
}

static size_t name_length(const char *at, const char *end)
{
    size_t len = 0;

    while (at + len < end && !isspace((unsigned char)at[len]) && at[len] != '/'
           && at[len] != '>')
        len++;
    return len;
}

struct nesting {
    const char *names[DEPTH_MAX];
    size_t lengths[DEPTH_MAX];
    size_t depth;
};

/* False where a closing tag does not close the one that is open. */
static bool nest(struct nesting *open, const char *at, const char *end)
{
    size_t len;

    if (at[1] == '/') {
        len = name_length(at + 2, end);
        if (open->depth == 0 || open->lengths[open->depth - 1] != len
            || memcmp(open->names[open->depth - 1], at + 2, len) != 0)
            return false;
        open->depth--;
        return true;
    }
    if (end[-1] == '/')
        return true;
    len = name_length(at + 1, end);
    if (len == 0 || open->depth == DEPTH_MAX)
        return false;
    open->names[open->depth] = at + 1;
    open->lengths[open->depth++] = len;
    return true;
}

int readback_check_xml(const char *name, const char *text, size_t len,
                       struct err *err)
{
    struct nesting open = { .depth = 0 };
    const char *end = text + len;
    const char *at = text;
    bool has_root = false;

    if (!is_text(text, len))
        return broken(err, name, "is not UTF-8 text");
    while (at < end && (at = memchr(at, '<', (size_t)(end - at)))) {
        const char *close;

        if (at[1] == '!' && !strncmp(at, "<!--", 4)) {
            close = strstr(at, "-->");
            close = close ? close + 2 : NULL;
        } else {
            close = tag_end(at, end);
        }
        if (!close)
            return broken(err, name, "a tag has no end");
        if (at[1] != '?' && at[1] != '!') {
            if (!nest(&open, at, close))
                return broken(err, name, "the tags do not match");
            has_root = true;
        }
        at = close + 1;
    }
    if (open.depth || !has_root)
        return broken(err, name, "ends too early");
    return 0;
}

static int read_part(unzFile zip, const char *name, struct str *out,
                     struct err *err)
{
    char piece[16384];
    int got;

    if (unzOpenCurrentFile(zip) != UNZ_OK)
        return broken(err, name, "cannot be opened");
    while ((got = unzReadCurrentFile(zip, piece, sizeof(piece))) > 0
           && out->len < PART_MAX)
        str_add_n(out, piece, (size_t)got);
    if (unzCloseCurrentFile(zip) != UNZ_OK || got != 0)
        return broken(err, name, "is damaged");
    return 0;
}

static int check_cells(const char *name, const char *text, const size_t *cells,
                       size_t sheet_count, size_t *seen, struct err *err)
{
    char *end = NULL;
    unsigned long number = strtoul(name + strlen(SHEET), &end, 10);
    size_t found = 0;

    if (strcmp(end, ".xml") != 0 || number == 0 || number > sheet_count)
        return broken(err, name, "is a sheet that nobody wrote");
    if (strstr(text, "<v>NAN") || strstr(text, "<v>-NAN")
        || strstr(text, "<v>INF") || strstr(text, "<v>-INF"))
        return broken(err, name, "has a cell that is no number");
    for (const char *at = text; (at = strstr(at, "<c r=\"")); at++)
        found++;
    if (found != cells[number - 1])
        return err_set(err, ERR_CANTCREAT, "%s: %zu cells where %zu were meant",
                       name, found, cells[number - 1]);
    ++*seen;
    return 0;
}

static int check_part(unzFile zip, const size_t *cells, size_t sheet_count,
                      size_t *seen, struct err *err)
{
    struct str text = STR_INIT;
    unz_file_info64 info;
    char name[256];
    size_t len;
    bool is_xml;
    int ret = -1;

    if (unzGetCurrentFileInfo64(zip, &info, name, sizeof(name), NULL, 0, NULL,
                                0)
        != UNZ_OK)
        return broken(err, "workbook", "its list of parts is damaged");
    if (read_part(zip, name, &text, err))
        goto out;
    len = strlen(name);
    is_xml = (len > 4 && !strcmp(name + len - 4, ".xml"))
             || (len > 5 && !strcmp(name + len - 5, ".rels"));
    if (is_xml && readback_check_xml(name, text.text, text.len, err))
        goto out;
    if (!strncmp(name, SHEET, strlen(SHEET))
        && check_cells(name, text.text, cells, sheet_count, seen, err))
        goto out;
    ret = 0;
out:
    str_release(&text);
    return ret;
}

int readback_check(const char *path, const size_t *cells, size_t sheet_count,
                   struct err *err)
{
    unzFile zip = unzOpen64(path);
    size_t seen = 0;
    int more;
    int ret = -1;

    if (!zip)
        return err_set(err, ERR_CANTCREAT, "'%s' is no workbook", path);
    for (more = unzGoToFirstFile(zip); more == UNZ_OK;
         more = unzGoToNextFile(zip)) {
        if (check_part(zip, cells, sheet_count, &seen, err))
            goto out;
    }
    if (more != UNZ_END_OF_LIST_OF_FILE || seen != sheet_count)
        err_set(err, ERR_CANTCREAT, "%zu sheets where %zu were meant", seen,
                sheet_count);
    else
        ret = 0;
out:
    unzClose(zip);
    return ret ? err_context(err, "'%s'", path) : 0;
}
