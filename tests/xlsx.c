#include "tests/xlsx.h"

#include <minizip/unzip.h>
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

size_t xlsx_count(const char *text, const char *what)
{
    size_t count = 0;

    for (; (text = strstr(text, what)); text += strlen(what))
        count++;
    return count;
}
