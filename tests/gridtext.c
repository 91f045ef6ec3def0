#include "tests/gridtext.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "report/words/grid.h"

/* The next cell, lent from the grid; *at moves behind it. */
static const char *take(struct grid *g, const char **at)
{
    size_t len = strcspn(*at, "|\n");
    const char *cell = texts_adopt(&g->texts, mem_dup_n(*at, len));

    *at += len;
    return cell;
}

static void fill(struct grid_cell *cell, const char *text)
{
    char *end;
    double number = strtod(text, &end);

    if (*text == '[' && strlen(text) == 3)
        *cell = (struct grid_cell){ CELL_SYMBOL, text[1], 0, NULL };
    else if (*text && !*end && *text != 'n' && *text != 'N')
        *cell = (struct grid_cell){ CELL_NUMBER, '\0', number, NULL };
    else
        *cell = (struct grid_cell){ CELL_TEXT, '\0', 0, text };
}

static size_t count(const char *text, char what)
{
    size_t found = 0;

    for (; *text; text++)
        found += *text == what;
    return found;
}

void gridtext(struct grid *g, const char *text)
{
    size_t lines = count(text, '\n') + 1;
    size_t bars = count(text, '|') / lines;

    memset(g, 0, sizeof(*g));
    g->column_count = bars + 1;
    g->row_count = lines - 1;
    g->names = mem_zero(g->column_count, sizeof(*g->names));
    g->cells = mem_zero(g->column_count * lines, sizeof(*g->cells));
    for (size_t i = 0; i < g->column_count * lines; i++) {
        const char *cell = take(g, &text);

        text += *text != '\0';
        if (i < g->column_count)
            g->names[i] = cell;
        else
            fill(&g->cells[i - g->column_count], cell);
    }
}
