#include "config/table.h"

#include <csv.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "config/config.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"

struct parse {
    struct table *t;
    size_t capacity; /* cells */
    size_t line_capacity;
    size_t column;
    int line;
    bool is_blank; /* no cell of the row has anything */
    int ragged;    /* line of the first row with too many cells, 0 = none */
};

static void add_cell(struct parse *p, const char *text, size_t len)
{
    MEM_ROOM(p->t->cells, p->t->cell_count, p->capacity);
    p->t->cells[p->t->cell_count++] = mem_dup_n(text, len);
}

static void on_field(void *bytes, size_t len, void *context)
{
    struct parse *p = context;

    p->column++;
    p->is_blank = p->is_blank && !len;
    if (p->t->column_count && p->column > p->t->column_count) {
        if (len && !p->ragged)
            p->ragged = p->line;
        return;
    }
    add_cell(p, bytes ? bytes : "", len);
}

/* What a spreadsheet makes of a line that was emptied: commas. */
static void drop_row(struct parse *p)
{
    size_t kept = p->t->column_count ? p->t->column_count : p->column;

    for (size_t i = p->column < kept ? p->column : kept; i; i--)
        free(p->t->cells[--p->t->cell_count]);
}

static void on_row(int end, void *context)
{
    struct parse *p = context;

    (void)end;
    if (p->is_blank) {
        drop_row(p);
    } else if (!p->t->column_count) {
        p->t->column_count = p->column;
    } else {
        for (; p->column < p->t->column_count; p->column++)
            add_cell(p, "", 0);
        MEM_ROOM(p->t->lines, p->t->row_count, p->line_capacity);
        p->t->lines[p->t->row_count++] = p->line;
    }
    p->column = 0;
    p->is_blank = true;
}

int table_parse(struct table *t, const char *name, const char *text,
                struct err *err)
{
    struct csv_parser csv;
    struct parse p = { .t = t, .is_blank = true };
    int ret = 0;

    memset(t, 0, sizeof(*t));
    t->name = mem_dup(name);
    if (!strncmp(text, "\xEF\xBB\xBF", 3))
        text += 3;
    if (csv_init(&csv, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0) {
        table_release(t);
        return err_set(err, ERR_OS, "libcsv refused to start: out of memory?");
    }
    /* A line at a time, so that complaints can name it. */
    while (ret == 0 && *text) {
        size_t len = strcspn(text, "\n");

        len += text[len] == '\n';
        p.line++;
        if (csv_parse(&csv, text, len, on_field, on_row, &p) != len)
            ret = err_set(err, ERR_CONFIG, "%s:%d: %s", name, p.line,
                          csv_strerror(csv_error(&csv)));
        text += len;
    }
    if (ret == 0 && csv_fini(&csv, on_field, on_row, &p) != 0)
        ret = err_set(err, ERR_CONFIG, "%s:%d: a quote is not closed", name,
                      p.line);
    csv_free(&csv);
    if (ret == 0 && p.ragged)
        ret = err_set(err, ERR_CONFIG, "%s:%d: more cells than headings", name,
                      p.ragged);
    if (ret)
        table_release(t);
    return ret;
}

int table_read(struct table *t, const struct config *config, const char *name,
               struct err *err)
{
    char *text = NULL;
    int ret;

    memset(t, 0, sizeof(*t));
    if (config_text(config, name, &text, err))
        return -1;
    ret = table_parse(t, name, text, err);
    free(text);
    return ret;
}

void table_release(struct table *t)
{
    for (size_t i = 0; i < t->cell_count; i++)
        free(t->cells[i]);
    free(t->cells);
    free(t->lines);
    free(t->name);
    memset(t, 0, sizeof(*t));
}

int table_column(const struct table *t, const char *heading)
{
    for (size_t i = 0; i < t->column_count; i++)
        if (!strcasecmp(t->cells[i], heading))
            return (int)i;
    return -1;
}

const char *table_cell(const struct table *t, size_t row, int column)
{
    if (column < 0)
        return "";
    return t->cells[(row + 1) * t->column_count + (size_t)column];
}
