#include "report/words/tab.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#define CELL_LETTERS 3 /* of a column at most: XFD is the last */

static size_t digits_at(const char *text)
{
    return strspn(text, "0123456789");
}

/* A1, ZZ10. */
static bool is_cell(const char *tab)
{
    size_t letters = 0;

    while (isalpha((unsigned char)tab[letters]))
        letters++;
    return letters <= CELL_LETTERS && digits_at(tab + letters)
           && !tab[letters + digits_at(tab + letters)];
}

/* R, C, RC, R1, R1C, R1C1. */
static bool is_row_and_column(const char *tab)
{
    const char *at = tab;

    if (*at == 'R' || *at == 'r')
        at += 1 + digits_at(at + 1);
    if (*at == 'C' || *at == 'c')
        at += 1 + digits_at(at + 1);
    return at > tab && !*at;
}

bool tab_is_good(const char *tab)
{
    size_t len = strlen(tab);

    if (len < 1 || len > TAB_MOST || !isalpha((unsigned char)tab[0]))
        return false;
    for (size_t i = 0; i < len; i++)
        if (!isalnum((unsigned char)tab[i]) && tab[i] != '_')
            return false;
    return !is_cell(tab) && !is_row_and_column(tab)
           && strcasecmp(tab, "History") != 0;
}
