#include "report/book/readback.h"

#include <expat.h>
#include <minizip/unzip.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/err.h"

#define SHEET "xl/worksheets/sheet"

static int broken(struct err *err, const char *name, const char *what)
{
    return err_set(err, ERR_CANTCREAT, "%s: %s", name, what);
}

/* What is seen of a worksheet while it is parsed. */
struct sheet {
    size_t cells;
    bool is_value;
    bool has_no_number; /* printf() wrote NAN or INF */
};

static void begin(void *data, const char *name, const char **attributes)
{
    struct sheet *sheet = data;

    (void)attributes;
    sheet->cells += !strcmp(name, "c");
    sheet->is_value = !strcmp(name, "v");
}

static void take_text(void *data, const char *text, int len)
{
    struct sheet *sheet = data;

    if (sheet->is_value && memchr(text, 'N', (size_t)len))
        sheet->has_no_number = true;
}

static int parse(XML_Parser parser, const char *name, const char *text,
                 size_t len, bool is_last, struct err *err)
{
    if (XML_Parse(parser, text, (int)len, is_last) == XML_STATUS_OK)
        return 0;
    return broken(err, name, XML_ErrorString(XML_GetErrorCode(parser)));
}

int readback_check_xml(const char *name, const char *text, size_t len,
                       struct err *err)
{
    XML_Parser parser = XML_ParserCreate("UTF-8");
    int ret = parser ? parse(parser, name, text, len, true, err)
                     : broken(err, name, "no memory to read it");

    XML_ParserFree(parser);
    return ret;
}

static bool ends_with(const char *name, const char *end)
{
    size_t len = strlen(name);

    return len > strlen(end) && !strcmp(name + len - strlen(end), end);
}

/* Read the current part to its end, which also compares its CRC. */
static int read_part(unzFile zip, const char *name, struct sheet *sheet,
                     struct err *err)
{
    XML_Parser parser = NULL;
    char piece[16384];
    int got = 0;
    int ret = 0;

    if (unzOpenCurrentFile(zip) != UNZ_OK)
        return broken(err, name, "cannot be opened");
    if (ends_with(name, ".xml") || ends_with(name, ".rels")) {
        parser = XML_ParserCreate("UTF-8");
        if (!parser)
            return broken(err, name, "no memory to read it");
        XML_SetUserData(parser, sheet);
        XML_SetStartElementHandler(parser, begin);
        XML_SetCharacterDataHandler(parser, take_text);
    }
    while (ret == 0
           && (got = unzReadCurrentFile(zip, piece, sizeof(piece))) > 0)
        ret = parser ? parse(parser, name, piece, (size_t)got, false, err) : 0;
    if ((unzCloseCurrentFile(zip) != UNZ_OK || got < 0) && ret == 0)
        ret = broken(err, name, "is damaged");
    if (ret == 0 && parser)
        ret = parse(parser, name, "", 0, true, err);
    XML_ParserFree(parser);
    return ret;
}

static int check_sheet(const char *name, const struct sheet *sheet,
                       const size_t *cells, size_t sheet_count, struct err *err)
{
    char *end = NULL;
    unsigned long number = strtoul(name + strlen(SHEET), &end, 10);

    if (strcmp(end, ".xml") != 0 || number == 0 || number > sheet_count)
        return broken(err, name, "is a sheet that nobody wrote");
    if (sheet->has_no_number)
        return broken(err, name, "has a cell that is no number");
    if (sheet->cells != cells[number - 1])
        return err_set(err, ERR_CANTCREAT, "%s: %zu cells where %zu were meant",
                       name, sheet->cells, cells[number - 1]);
    return 0;
}

static int check_part(unzFile zip, const size_t *cells, size_t sheet_count,
                      size_t *seen, struct err *err)
{
    struct sheet sheet = { 0 };
    char name[256];

    if (unzGetCurrentFileInfo64(zip, NULL, name, sizeof(name), NULL, 0, NULL, 0)
        != UNZ_OK)
        return broken(err, "workbook", "its list of parts is damaged");
    if (read_part(zip, name, &sheet, err))
        return -1;
    if (strncmp(name, SHEET, strlen(SHEET)) != 0)
        return 0;
    ++*seen;
    return check_sheet(name, &sheet, cells, sheet_count, err);
}

int readback_check(const char *path, const size_t *cells, size_t sheet_count,
                   struct err *err)
{
    unzFile zip = unzOpen64(path);
    size_t seen = 0;
    int more;
    int ret = 0;

    if (!zip)
        return err_set(err, ERR_CANTCREAT, "'%s' is no workbook", path);
    for (more = unzGoToFirstFile(zip); ret == 0 && more == UNZ_OK;
         more = unzGoToNextFile(zip))
        ret = check_part(zip, cells, sheet_count, &seen, err);
    if (ret == 0 && (more != UNZ_END_OF_LIST_OF_FILE || seen != sheet_count))
        ret = err_set(err, ERR_CANTCREAT, "%zu sheets where %zu were meant",
                      seen, sheet_count);
    unzClose(zip);
    return ret ? err_context(err, "'%s'", path) : 0;
}
