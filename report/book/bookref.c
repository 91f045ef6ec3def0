#include "report/book/bookref.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Letters of a column and digits of a row; 0 for one that is not there. */
static const char *read_end(const char *at, long *column, long *row)
{
    *column = 0;
    *row = 0;
    at += *at == '$' && isalpha((unsigned char)at[1]);
    for (; *at >= 'A' && *at <= 'Z' && *column <= SHEET_COLUMNS; at++)
        *column = *column * 26 + (*at - 'A' + 1);
    at += *at == '$' && isdigit((unsigned char)at[1]);
    for (; *at >= '0' && *at <= '9' && *row <= SHEET_ROWS; at++)
        *row = *row * 10 + (*at - '0');
    return at;
}

bool range_read(const char *text, struct book_range *out)
{
    const char *at = read_end(text, &out->first_column, &out->first_row);
    bool is_range = *at == ':';

    out->last_column = out->first_column;
    out->last_row = out->first_row;
    if (is_range)
        at = read_end(at + 1, &out->last_column, &out->last_row);
    if (*at || (!out->first_row) != (!out->last_row)
        || (!out->first_column) != (!out->last_column)
        || (!out->first_row && !out->first_column)
        || (!is_range && (!out->first_row || !out->first_column)))
        return false;
    if (!out->first_row) {
        out->first_row = 1;
        out->last_row = SHEET_ROWS;
    }
    if (!out->first_column) {
        out->first_column = 1;
        out->last_column = SHEET_COLUMNS;
    }
    return out->first_row <= out->last_row && out->last_row <= SHEET_ROWS
           && out->first_column <= out->last_column
           && out->last_column <= SHEET_COLUMNS;
}

bool range_meets(const struct book_range *one, const struct book_range *other)
{
    return one->first_row <= other->last_row
           && other->first_row <= one->last_row
           && one->first_column <= other->last_column
           && other->first_column <= one->last_column;
}

bool reference_read(const char *text, char tab[TAB_MOST + 1],
                    struct book_range *out)
{
    bool is_quoted = *text == '\'';
    const char *end = strrchr(text, '!');
    size_t len;

    if (!end)
        return false;
    len = (size_t)(end - text);
    if (is_quoted && (len < 3 || end[-1] != '\''))
        return false;
    text += is_quoted;
    len -= is_quoted ? 2 : 0;
    if (len < 1 || len > TAB_MOST)
        return false;
    memcpy(tab, text, len);
    tab[len] = '\0';
    return (is_quoted ? !strpbrk(tab, "'[]:*?/\\") : tab_is_good(tab))
           && range_read(end + 1, out);
}
