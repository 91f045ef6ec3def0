#include "tests/xlsx.h"

#include <minizip/unzip.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/str.h"
#include "tests/testing.h"

static void add_current(unzFile zip, struct str *out)
{
    char piece[4096];
    int got;

    assert_int_equal(unzOpenCurrentFile(zip), UNZ_OK);
    while ((got = unzReadCurrentFile(zip, piece, sizeof(piece))) > 0)
        str_add_n(out, piece, (size_t)got);
    assert_int_equal(got, 0);
    assert_int_equal(unzCloseCurrentFile(zip), UNZ_OK);
}

char *xlsx_part(const char *path, const char *part)
{
    unzFile zip = unzOpen64(path);
    struct str out = STR_INIT;
    char *text = NULL;

    assert_non_null(zip);
    if (unzLocateFile(zip, part, 1) == UNZ_OK) {
        add_current(zip, &out);
        text = str_take(&out);
    }
    unzClose(zip);
    return text;
}

char *xlsx_all(const char *path)
{
    unzFile zip = unzOpen64(path);
    struct str out = STR_INIT;
    int more;

    assert_non_null(zip);
    for (more = unzGoToFirstFile(zip); more == UNZ_OK;
         more = unzGoToNextFile(zip)) {
        unz_file_info64 info;
        char name[256];

        assert_int_equal(unzGetCurrentFileInfo64(zip, &info, name, sizeof(name),
                                                 NULL, 0, NULL, 0),
                         UNZ_OK);
        if (!strstr(name, ".png"))
            add_current(zip, &out);
    }
    unzClose(zip);
    return str_take(&out);
}

/* Text between what opens and what closes an element, "" where it does not. */
static void add_inside(struct str *out, const char *at, const char *end,
                       const char *open, const char *close)
{
    const char *from = strstr(at, open);
    const char *to = from ? strstr(from, close) : NULL;

    if (!to || to >= end)
        return;
    from = strchr(from, '>') + 1;
    str_add_n(out, from, (size_t)(to - from));
}

/* The text of the shared string number `number`. */
static void add_shared(struct str *out, const char *strings, long number)
{
    const char *at = strstr(strings, "<si>");

    while (at && number--)
        at = strstr(at + 1, "<si>");
    if (at)
        add_inside(out, at, strstr(at, "</si>"), "<t", "</t>");
    else
        fail_msg("there are fewer shared strings");
}

char *xlsx_rows(const char *path, int sheet)
{
    struct str part = STR_INIT;
    struct str out = STR_INIT;
    char *strings = xlsx_part(path, "xl/sharedStrings.xml");
    char *xml;

    str_addf(&part, "xl/worksheets/sheet%d.xml", sheet);
    xml = xlsx_part(path, part.text);
    assert_non_null(xml);
    for (const char *row = strstr(xml, "<row"); row;
         row = strstr(row, "<row")) {
        const char *end = strstr(row, "</row>");
        const char *cell = row;
        bool is_first = true;

        while ((cell = strstr(cell, "<c ")) && cell < end) {
            const char *last = strstr(cell, "</c>");
            const char *open = strchr(cell, '>');
            bool is_shared = !strncmp(open - 3, "\"s\"", 3);
            struct str value = STR_INIT;

            if (open[-1] == '/') { /* the rest of a line over many columns */
                cell = open;
                continue;
            }
            if (!is_first)
                str_add_c(&out, '|');
            is_first = false;
            add_inside(&value, cell, last, "<v>", "</v>");
            if (is_shared)
                add_shared(&out, strings, strtol(value.text, NULL, 10));
            else
                str_add(&out, value.text);
            str_release(&value);
            cell = last;
        }
        str_add_c(&out, '\n');
        row = end;
    }
    str_release(&part);
    free(strings);
    free(xml);
    return str_take(&out);
}

int xlsx_sheet(const char *path, const char *tab)
{
    static const char mark[] = "<sheet name=\"";
    char *parts = xlsx_part(path, "xl/workbook.xml");
    size_t len = strlen(tab);
    int number = 0, found = 0;

    assert_non_null(parts);
    for (const char *at = parts; !found && (at = strstr(at, mark));) {
        at += strlen(mark);
        number++;
        if (!strncmp(at, tab, len) && at[len] == '"')
            found = number;
    }
    free(parts);
    return found;
}

size_t xlsx_count(const char *text, const char *what)
{
    size_t count = 0;

    for (; (text = strstr(text, what)); text += strlen(what))
        count++;
    return count;
}
