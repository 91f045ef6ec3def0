#include "report/words/cell.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "core/str.h"
#include "report/words/grid.h"

#define FOLDED_MOST 32
#define ASCII_END 0x80 /* what is below is its own decomposition */

static bool is_unseen(utf8proc_int32_t point)
{
    if (point < ASCII_END)
        return point <= ' ' || point == ASCII_END - 1;
    switch (utf8proc_category(point)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
    case UTF8PROC_CATEGORY_MN:
        return true;
    default:
        return false;
    }
}

static bool is_start(utf8proc_int32_t point)
{
    utf8proc_int32_t folded[FOLDED_MOST] = { point };
    int last_class = 0;
    utf8proc_ssize_t count =
        point < ASCII_END
            ? 1
            : utf8proc_decompose_char(point, folded, FOLDED_MOST,
                                      UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT,
                                      &last_class);

    return count > 0 && folded[0] < ASCII_END && folded[0] > 0
           && strchr("=+-@", (char)folded[0]) != NULL;
}

static bool is_formula(const char *text)
{
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text;

    if (*text == '\t' || *text == '\r')
        return true;
    while (*at) {
        utf8proc_int32_t point;
        utf8proc_ssize_t taken = utf8proc_iterate(at, -1, &point);

        if (taken <= 0)
            point = 0xFFFD; /* as text_clean has it */
        else if (is_unseen(point)) {
            at += taken;
            continue;
        }
        return is_start(point);
    }
    return false;
}

char *cell_text(const char *text)
{
    struct str out = STR_INIT;
    char *plain = text_clean(text);

    if (!is_formula(text) && !is_formula(plain))
        return plain;
    str_add_c(&out, '\'');
    str_add(&out, plain);
    free(plain);
    return str_take(&out);
}
