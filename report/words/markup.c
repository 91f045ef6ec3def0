#include "report/words/markup.h"

#include <stdlib.h>

#include "core/str.h"
#include "report/words/grid.h"

void markup_put(struct str *out, const char *text)
{
    char *plain = text_clean(text);

    for (const char *at = plain; *at; at++) {
        switch (*at) {
        case '<':
            str_add(out, "&lt;");
            break;
        case '>':
            str_add(out, "&gt;");
            break;
        case '&':
            str_add(out, "&amp;");
            break;
        case '"':
            str_add(out, "&quot;");
            break;
        case '\'':
            str_add(out, "&#39;");
            break;
        default:
            str_add_c(out, *at);
        }
    }
    free(plain);
}
