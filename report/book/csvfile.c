#include "report/book/csvfile.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/outfile.h"
#include "core/str.h"
#include "report/book/csvwide.h"
#include "report/words/cell.h"
#include "report/words/figure.h"
#include "report/words/grid.h"
#include "report/words/pack.h"

void csvfile_put_text(struct str *out, const char *text)
{
    char *cell = cell_text(text);

    if (!strpbrk(cell, ",\"\n")) {
        str_add(out, cell);
        free(cell);
        return;
    }
    str_add_c(out, '"');
    for (const char *at = cell; *at; at++) {
        if (*at == '"')
            str_add_c(out, '"');
        str_add_c(out, *at);
    }
    str_add_c(out, '"');
    free(cell);
}

void csvfile_put_cell(struct str *out, const struct grid_cell *cell,
                      enum figure_format format)
{
    struct figure_cell shown = figure_cell(cell, format);

    if (cell->kind == CELL_NUMBER)
        str_addf(out, "%.*f", shown.places, shown.number);
    else if (cell->kind == CELL_SYMBOL)
        str_add_c(out, cell->symbol);
    else
        csvfile_put_text(out, shown.text);
}

static void put_headings(struct str *out, struct query *q)
{
    for (int i = 0; i < query_column_count(q); i++) {
        if (i)
            str_add_c(out, ',');
        csvfile_put_text(out, query_column_name(q, i));
    }
    str_add_c(out, '\n');
}

/* The format of each of the query's columns; text where the pack is silent. */
static int find_formats(const struct pack_csv *csv, struct query *q,
                        enum figure_format *formats, struct err *err)
{
    int count = query_column_count(q);

    for (size_t i = 0; i < csv->columns.count; i++) {
        const struct pack_column *column = &csv->columns.items[i];
        bool is_found = false;

        for (int j = 0; j < count; j++) {
            if (!strcmp(column->name, query_column_name(q, j))) {
                formats[j] = column->format;
                is_found = true;
            }
        }
        if (!is_found)
            return err_set(err, ERR_INTERNAL, "%s: no column '%s'", csv->query,
                           column->name);
    }
    return 0;
}

int csvfile_write(const struct pack_csv *csv, struct db *db, const char *path,
                  struct err *err)
{
    struct query *q = NULL;
    struct outfile *f = NULL;
    enum figure_format *formats = NULL;
    struct str line = STR_INIT;
    int row;
    int ret = -1;

    if (csv->meta)
        return csvwide_write(csv, db, path, err);
    if (query_open_asset(&q, db, csv->query, err))
        goto out;
    formats = mem_zero((size_t)query_column_count(q), sizeof(*formats));
    if (query_bind_params(q, NULL, 0, err) || find_formats(csv, q, formats, err)
        || outfile_open(&f, path, err))
        goto out;
    put_headings(&line, q);
    if (outfile_put(f, line.text, line.len, err))
        goto out;
    while ((row = query_step(q, err)) == 1) {
        str_clear(&line);
        for (int i = 0; i < query_column_count(q); i++) {
            struct grid_cell cell = grid_cell_of(q, i);

            if (i)
                str_add_c(&line, ',');
            csvfile_put_cell(&line, &cell, formats[i]);
        }
        str_add_c(&line, '\n');
        if (outfile_put(f, line.text, line.len, err))
            goto out;
    }
    if (row < 0 || outfile_place(&f, path, err))
        goto out;
    ret = 0;
out:
    outfile_abandon(f);
    query_close(q);
    free(formats);
    str_release(&line);
    return ret;
}
