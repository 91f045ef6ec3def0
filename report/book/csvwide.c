#include "report/book/csvwide.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/db.h"
#include "core/err.h"
#include "core/map.h"
#include "core/mem.h"
#include "core/outfile.h"
#include "core/str.h"
#include "report/book/csvfile.h"
#include "report/words/figure.h"
#include "report/words/grid.h"
#include "report/words/pack.h"

#define INDICATOR "indicator"
#define FIELD "field"
#define SUFFIX ".csv"
#define META_SUFFIX ".meta.csv"

#define NO_CELL SIZE_MAX /* nothing came for an indicator in this row */

struct wide {
    const char *name; /* for complaints */
    struct grid meta;
    struct query *q;
    int head;          /* columns of the query before `indicator` */
    struct map places; /* "indicator<tab>field" to its row of meta */
    struct str place;  /* the key that is looked up */
    struct outfile *out;
    struct str line;   /* how the row begins: "" before the first */
    struct str begins; /* and how the next one does */
    struct str texts;  /* of the row's cells, each with its NUL */
    size_t *cells;     /* of each row of meta: where in texts */
    struct err *err;
};

static int meta_column(struct wide *w, const char *name)
{
    int column = grid_column(&w->meta, name);

    if (column < 0)
        err_set(w->err, ERR_INTERNAL, "%s: its meta has no column '%s'",
                w->name, name);
    return column;
}

static const char *place_of(struct wide *w, const char *indicator,
                            const char *field)
{
    str_clear(&w->place);
    str_addf(&w->place, "%s\t%s", indicator, field);
    return w->place.text;
}

/* A name that a map has not had before: each column stands there once. */
static int add_once(struct wide *w, struct map *names, const char *name,
                    int64_t value)
{
    bool is_new;

    map_put(names, name, strlen(name), value, &is_new);
    return is_new ? 0
                  : err_set(w->err, ERR_INTERNAL, "%s: '%s' is there twice",
                            w->name, name);
}

/* The columns that are read for the file; `names` becomes those of the file. */
static int find_head(struct wide *w, struct map *names)
{
    int count = query_column_count(w->q);

    while (w->head < count
           && strcmp(query_column_name(w->q, w->head), INDICATOR) != 0) {
        if (add_once(w, names, query_column_name(w->q, w->head), w->head))
            return -1;
        w->head++;
    }
    return w->head < count ? 0
                           : err_set(w->err, ERR_INTERNAL, "%s: no column '%s'",
                                     w->name, INDICATOR);
}

static bool is_field(struct wide *w, const char *name)
{
    for (int i = w->head + 1; i < query_column_count(w->q); i++)
        if (!strcmp(query_column_name(w->q, i), name))
            return true;
    return false;
}

/* Where the cells of the file's columns come from. */
static int find_places(struct wide *w)
{
    struct map names = MAP_INIT;
    int name_at = meta_column(w, "col_name");
    int from = meta_column(w, INDICATOR);
    int field_at = meta_column(w, FIELD);
    int ret = -1;

    if (name_at < 0 || from < 0 || field_at < 0 || find_head(w, &names))
        goto out;
    for (size_t i = 0; i < w->meta.row_count; i++) {
        const char *name = grid_text(&w->meta, i, name_at);
        const char *indicator = grid_text(&w->meta, i, from);
        const char *field = grid_text(&w->meta, i, field_at);

        if (!*indicator) {
            if (!map_find(&names, name, strlen(name))) {
                err_set(w->err, ERR_INTERNAL, "%s: no filter '%s'", w->name,
                        name);
                goto out;
            }
            continue;
        }
        if (!is_field(w, field)) {
            err_set(w->err, ERR_INTERNAL, "%s: no field '%s'", w->name, field);
            goto out;
        }
        if (add_once(w, &names, name, 0)
            || add_once(w, &w->places, place_of(w, indicator, field),
                        (int64_t)i))
            goto out;
    }
    ret = 0;
out:
    map_release(&names);
    return ret;
}

static bool is_indicator(const struct wide *w, size_t row)
{
    return *grid_text(&w->meta, row, grid_column(&w->meta, INDICATOR)) != '\0';
}

static int put_headings(struct wide *w)
{
    int name = grid_column(&w->meta, "col_name");
    struct str line = STR_INIT;
    int ret;

    for (int i = 0; i < w->head; i++) {
        if (i)
            str_add_c(&line, ',');
        csvfile_put_text(&line, query_column_name(w->q, i));
    }
    for (size_t i = 0; i < w->meta.row_count; i++) {
        if (!is_indicator(w, i))
            continue;
        str_add_c(&line, ',');
        csvfile_put_text(&line, grid_text(&w->meta, i, name));
    }
    str_add_c(&line, '\n');
    ret = outfile_put(w->out, line.text, line.len, w->err);
    str_release(&line);
    return ret;
}

/* The row that is ready, and room for the next. */
static int put_row(struct wide *w)
{
    if (!w->line.len)
        return 0;
    for (size_t i = 0; i < w->meta.row_count; i++) {
        if (!is_indicator(w, i))
            continue;
        str_add_c(&w->line, ',');
        str_add(&w->line,
                w->cells[i] == NO_CELL ? "z" : w->texts.text + w->cells[i]);
        w->cells[i] = NO_CELL;
    }
    str_clear(&w->texts);
    str_add_c(&w->line, '\n');
    return outfile_put(w->out, w->line.text, w->line.len, w->err);
}

/* "24.7", "25": no digit more than the figure needs. */
static void put_shortest(struct str *out, double value, int places)
{
    size_t start = out->len;

    str_addf(out, "%.*f", places, figure_round(value, places));
    if (!memchr(out->text + start, '.', out->len - start))
        return;
    while (out->text[out->len - 1] == '0')
        out->text[--out->len] = '\0';
    if (out->text[out->len - 1] == '.')
        out->text[--out->len] = '\0';
}

static int take_cell(struct wide *w, int column)
{
    struct grid_cell cell = grid_cell_of(w->q, column);
    const char *place =
        place_of(w, query_text(w->q, w->head), query_column_name(w->q, column));
    const int64_t *row = map_find(&w->places, place, w->place.len);
    int dp = grid_column(&w->meta, "indicator_dp");

    if (!row)
        return err_set(w->err, ERR_INTERNAL, "%s: its meta does not know '%s'",
                       w->name, place);
    if (w->cells[*row] != NO_CELL)
        return err_set(w->err, ERR_INTERNAL, "%s: '%s' is there twice in '%s'",
                       w->name, place, w->line.text);
    w->cells[*row] = w->texts.len;
    if (cell.kind == CELL_NUMBER)
        put_shortest(&w->texts, cell.number,
                     (int)grid_number(&w->meta, (size_t)*row, dp));
    else if (cell.kind == CELL_SYMBOL)
        str_add_c(&w->texts, cell.symbol);
    else
        csvfile_put_text(&w->texts, cell.text);
    str_add_c(&w->texts, '\0');
    return 0;
}

static int take_row(struct wide *w)
{
    str_clear(&w->begins);
    for (int i = 0; i < w->head; i++) {
        struct grid_cell cell = grid_cell_of(w->q, i);

        if (i)
            str_add_c(&w->begins, ',');
        csvfile_put_cell(&w->begins, &cell, FIGURE_TEXT);
    }
    if (strcmp(w->line.text, w->begins.text) != 0) {
        if (put_row(w))
            return -1;
        str_clear(&w->line);
        str_add(&w->line, w->begins.text);
    }
    for (int i = w->head + 1; i < query_column_count(w->q); i++)
        if (take_cell(w, i))
            return -1;
    return 0;
}

static int write_rows(struct wide *w, const char *path)
{
    int row;

    if (outfile_open(&w->out, path, w->err) || put_headings(w))
        return -1;
    w->cells = mem_zero(w->meta.row_count + 1, sizeof(*w->cells));
    for (size_t i = 0; i < w->meta.row_count; i++)
        w->cells[i] = NO_CELL;
    while ((row = query_step(w->q, w->err)) == 1)
        if (take_row(w))
            return -1;
    return row || put_row(w) || outfile_commit(&w->out, w->err) ? -1 : 0;
}

/* What the columns are: all of meta but where the cells come from. */
static int write_meta(struct wide *w, const char *path)
{
    size_t stem = strlen(path) - strlen(SUFFIX);
    struct str name = STR_INIT;
    struct str text = STR_INIT;
    int last = grid_column(&w->meta, INDICATOR);
    int ret;

    for (int i = 0; i < last; i++)
        str_addf(&text, "%s%s", i ? "," : "", w->meta.names[i]);
    for (size_t row = 0; row < w->meta.row_count; row++) {
        for (int i = 0; i < last; i++) {
            str_add_c(&text, i ? ',' : '\n');
            csvfile_put_cell(&text, grid_at(&w->meta, row, i), FIGURE_COUNT);
        }
    }
    str_add_c(&text, '\n');
    str_addf(&name, "%.*s%s", (int)stem, path, META_SUFFIX);
    ret = outfile_write(name.text, text.text, text.len, w->err);
    str_release(&name);
    str_release(&text);
    return ret;
}

int csvwide_write(const struct pack_csv *csv, struct db *db,
                  const struct db_param *params, size_t param_count,
                  const char *path, struct err *err)
{
    struct wide w = {
        .name = csv->query,
        .place = STR_INIT,
        .line = STR_INIT,
        .begins = STR_INIT,
        .texts = STR_INIT,
        .err = err,
    };
    int ret = -1;

    if (grid_read(&w.meta, db, csv->meta, params, param_count, err)
        || query_open_asset(&w.q, db, csv->query, err)
        || query_bind_params(w.q, params, param_count, err) || find_places(&w)
        || write_rows(&w, path) || write_meta(&w, path))
        goto out;
    ret = 0;
out:
    outfile_abandon(w.out);
    query_close(w.q);
    grid_release(&w.meta);
    map_release(&w.places);
    free(w.cells);
    str_release(&w.place);
    str_release(&w.line);
    str_release(&w.begins);
    str_release(&w.texts);
    return ret;
}
