#include "ingest/load/fold.h"

#include <stdbool.h>
#include <stdlib.h>
#include <utf8proc.h>

#include "core/str.h"

/* Letters that Unicode does not take apart, as a reader sees them (details 87);
   NULL: the letter stands for itself. Case is folded, sharp s is ss by then. */
static const char *letter_of(utf8proc_int32_t point)
{
    switch (point) {
    case 0xE6:
        return "ae";
    case 0xF0:
    case 0x111:
        return "d";
    case 0xF8:
        return "o";
    case 0xFE:
        return "th";
    case 0x131:
        return "i";
    case 0x142:
        return "l";
    case 0x153:
        return "oe";
    default:
        return NULL;
    }
}

/* As most names are. */
static bool is_ascii(const char *name)
{
    while (*name && (unsigned char)*name < 0x80)
        name++;
    return !*name;
}

static void add_ascii(struct str *out, const char *name)
{
    for (; *name; name++) {
        if (*name >= 'A' && *name <= 'Z')
            str_add_c(out, (char)(*name - 'A' + 'a'));
        else if ((*name >= 'a' && *name <= 'z')
                 || (*name >= '0' && *name <= '9'))
            str_add_c(out, *name);
    }
}

static void add_any(struct str *out, const char *name)
{
    utf8proc_uint8_t *folded = NULL;
    utf8proc_ssize_t len = utf8proc_map(
        (const utf8proc_uint8_t *)name, 0, &folded,
        UTF8PROC_NULLTERM | UTF8PROC_COMPAT | UTF8PROC_DECOMPOSE
            | UTF8PROC_STRIPMARK | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE);
    utf8proc_ssize_t at = 0;

    while (len > 0 && at < len) {
        utf8proc_int32_t point;
        utf8proc_ssize_t taken =
            utf8proc_iterate(folded + at, len - at, &point);
        utf8proc_category_t category;

        if (taken <= 0)
            break;
        category = utf8proc_category(point);
        if (letter_of(point))
            str_add(out, letter_of(point));
        else if ((category >= UTF8PROC_CATEGORY_LU
                  && category <= UTF8PROC_CATEGORY_LO)
                 || category == UTF8PROC_CATEGORY_ND)
            str_add_n(out, folded + at, (size_t)taken);
        at += taken;
    }
    free(folded);
}

void fold_add(struct str *out, const char *name)
{
    if (is_ascii(name))
        add_ascii(out, name);
    else
        add_any(out, name);
}
