#include "report/book/readback.h"

#include <expat.h>

#include "core/err.h"
#include "report/book/bookcheck.h"
#include "report/book/parts.h"

int readback_check_xml(const char *name, const char *text, size_t len,
                       struct err *err)
{
    XML_Parser parser = XML_ParserCreate("UTF-8");
    int ret = 0;

    if (!parser)
        ret = err_set(err, ERR_CANTCREAT, "%s: no memory to read it", name);
    else if (XML_Parse(parser, text, (int)len, 1) != XML_STATUS_OK)
        ret = err_set(err, ERR_CANTCREAT, "%s: %s", name,
                      XML_ErrorString(XML_GetErrorCode(parser)));
    XML_ParserFree(parser);
    return ret;
}

static int compare_cells(const struct book_check *check, const size_t *cells,
                         size_t sheet_count, struct err *err)
{
    if (check->tab_count != sheet_count)
        return err_set(err, ERR_CANTCREAT, "%zu sheets where %zu were meant",
                       check->tab_count, sheet_count);
    for (size_t i = 0; i < sheet_count; i++)
        if (check->tabs[i].cells != cells[i])
            return err_set(err, ERR_CANTCREAT,
                           "%s: %zu cells where %zu were meant",
                           check->tabs[i].part, check->tabs[i].cells, cells[i]);
    return 0;
}

int readback_check(const char *path, const size_t *cells, size_t sheet_count,
                   struct err *err)
{
    struct parts parts = PARTS_INIT;
    struct book_check check = { .parts = &parts };
    int ret = parts_read(&parts, path, err);

    if (ret == 0)
        ret = bookcheck_all(&check, &parts, err);
    if (ret == 0)
        ret = compare_cells(&check, cells, sheet_count, err);
    bookcheck_release(&check);
    parts_release(&parts);
    return ret ? err_context(err, "'%s'", path) : 0;
}
