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
#define LARGE 1e12       /* a number that printf writes */

/* A column of the file that is an indicator's. */
struct place {
    size_t row;  /* of meta */
    int places;  /* decimal ones */
    size_t cell; /* where in the texts of the row's cells, or NO_CELL */
};

struct wide {
    const char *name; /* for complaints */
    struct grid meta;
    struct query *q;
    int head;              /* columns of the query before `indicator` */
    int fields;            /* and after it */
    struct map indicators; /* to the first of as many of `at` as are fields */
    struct place **at;     /* NULL: meta does not know that field of it */
    size_t at_count, at_capacity;
    struct place *places; /* in the file's order */
    size_t place_count;
    struct outfile *out;
    struct str before; /* what the row begins with, as the query has it */
    struct str now;    /* and the next one */
    struct str line;   /* how the row begins in the file: "" before the first */
    struct str begins; /* and how the next one does */
    struct str texts;  /* of the row's cells, each with its NUL */
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

/* Which of the fields it is; -1 where it is none. */
static int find_field(struct wide *w, const char *name)
{
    for (int i = 0; i < w->fields; i++)
        if (!strcmp(query_column_name(w->q, w->head + 1 + i), name))
            return i;
    return -1;
}

/* The places of an indicator's fields, none of which it has at first. */
static struct place **places_of(struct wide *w, const char *indicator)
{
    bool is_new;
    int64_t *first = map_put(&w->indicators, indicator, strlen(indicator),
                             (int64_t)w->at_count, &is_new);

    for (int i = 0; is_new && i < w->fields; i++) {
        MEM_ROOM(w->at, w->at_count, w->at_capacity);
        w->at[w->at_count++] = NULL;
    }
    return w->at + *first;
}

static int add_place(struct wide *w, size_t row, const char *indicator,
                     const char *field)
{
    int number = find_field(w, field);
    int dp = grid_column(&w->meta, "indicator_dp");
    struct place *place = &w->places[w->place_count];
    struct place **at;

    if (number < 0)
        return err_set(w->err, ERR_INTERNAL, "%s: no field '%s'", w->name,
                       field);
    at = places_of(w, indicator) + number;
    if (*at)
        return err_set(w->err, ERR_INTERNAL, "%s: '%s\t%s' is there twice",
                       w->name, indicator, field);
    *place =
        (struct place){ row, (int)grid_number(&w->meta, row, dp), NO_CELL };
    *at = place;
    w->place_count++;
    return 0;
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
    w->fields = query_column_count(w->q) - w->head - 1;
    w->places = mem_zero(w->meta.row_count + 1, sizeof(*w->places));
    for (size_t i = 0; i < w->meta.row_count; i++) {
        const char *name = grid_text(&w->meta, i, name_at);
        const char *indicator = grid_text(&w->meta, i, from);

        if (!*indicator) {
            if (!map_find(&names, name, strlen(name))) {
                err_set(w->err, ERR_INTERNAL, "%s: no filter '%s'", w->name,
                        name);
                goto out;
            }
            continue;
        }
        if (add_place(w, i, indicator, grid_text(&w->meta, i, field_at))
            || add_once(w, &names, name, 0))
            goto out;
    }
    ret = 0;
out:
    map_release(&names);
    return ret;
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
    for (size_t i = 0; i < w->place_count; i++) {
        str_add_c(&line, ',');
        csvfile_put_text(&line, grid_text(&w->meta, w->places[i].row, name));
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
    for (size_t i = 0; i < w->place_count; i++) {
        struct place *place = &w->places[i];

        str_add_c(&w->line, ',');
        str_add(&w->line,
                place->cell == NO_CELL ? "z" : w->texts.text + place->cell);
        place->cell = NO_CELL;
    }
    str_clear(&w->texts);
    str_add_c(&w->line, '\n');
    return outfile_put(w->out, w->line.text, w->line.len, w->err);
}

/* "24.7", "25": no digit more than the figure needs. */
static void put_shortest(struct str *out, double value, int places)
{
    double rounded = figure_round(value, places);
    char digits[32];
    size_t at = sizeof(digits);
    long long units;

    if (!(fabs(rounded) < LARGE)) {
        str_addf(out, "%.0f", rounded);
        return;
    }
    units = llround(fabs(rounded) * pow(10, places));
    for (; places && units % 10 == 0; places--)
        units /= 10;
    for (int i = 0; units || i <= places; i++) {
        if (i && i == places)
            digits[--at] = '.';
        digits[--at] = (char)('0' + units % 10);
        units /= 10;
    }
    if (rounded < 0)
        digits[--at] = '-';
    str_add_n(out, digits + at, sizeof(digits) - at);
}

static int take_cell(struct wide *w, struct place *place, int field)
{
    int column = w->head + 1 + field;
    struct grid_cell cell = grid_cell_of(w->q, column);

    if (!place)
        return err_set(w->err, ERR_INTERNAL,
                       "%s: its meta does not know '%s\t%s'", w->name,
                       query_text(w->q, w->head),
                       query_column_name(w->q, column));
    if (place->cell != NO_CELL)
        return err_set(w->err, ERR_INTERNAL,
                       "%s: '%s\t%s' is there twice in '%s'", w->name,
                       query_text(w->q, w->head),
                       query_column_name(w->q, column), w->line.text);
    place->cell = w->texts.len;
    if (cell.kind == CELL_NUMBER)
        put_shortest(&w->texts, cell.number, place->places);
    else if (cell.kind == CELL_SYMBOL)
        str_add_c(&w->texts, cell.symbol);
    else
        csvfile_put_text(&w->texts, cell.text);
    str_add_c(&w->texts, '\0');
    return 0;
}

/* Most rows begin as the one before: their texts are not made anew. */
static bool begins_as_before(struct wide *w)
{
    struct str before = w->before;

    w->before = w->now;
    w->now = before;
    str_clear(&w->now);
    for (int i = 0; i < w->head; i++) {
        str_add_c(&w->now, query_column_type(w->q, i));
        str_add(&w->now, query_text(w->q, i));
        str_add_c(&w->now, '\0');
    }
    return w->now.len == w->before.len
           && !memcmp(w->now.text, w->before.text, w->now.len);
}

/* A row of the file begins, unless it is the one that is being gathered. */
static int begin_row(struct wide *w)
{
    str_clear(&w->begins);
    for (int i = 0; i < w->head; i++) {
        struct grid_cell cell = grid_cell_of(w->q, i);

        if (i)
            str_add_c(&w->begins, ',');
        csvfile_put_cell(&w->begins, &cell, FIGURE_TEXT);
    }
    if (!strcmp(w->line.text, w->begins.text))
        return 0;
    if (put_row(w))
        return -1;
    str_clear(&w->line);
    str_add(&w->line, w->begins.text);
    return 0;
}

static int take_row(struct wide *w)
{
    const char *indicator;
    const int64_t *first;

    if (!begins_as_before(w) && begin_row(w))
        return -1;
    indicator = query_text(w->q, w->head);
    first = map_find(&w->indicators, indicator, strlen(indicator));
    for (int i = 0; i < w->fields; i++)
        if (take_cell(w, first ? w->at[*first + i] : NULL, i))
            return -1;
    return 0;
}

static int write_rows(struct wide *w, const char *path)
{
    int row;

    if (outfile_open(&w->out, path, w->err) || put_headings(w))
        return -1;
    while ((row = query_step(w->q, w->err)) == 1)
        if (take_row(w))
            return -1;
    return row || put_row(w) || outfile_place(&w->out, path, w->err) ? -1 : 0;
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
    ret = outfile_leave(name.text, text.text, text.len, w->err);
    str_release(&name);
    str_release(&text);
    return ret;
}

int csvwide_write(const struct pack_csv *csv, struct db *db, const char *path,
                  struct err *err)
{
    struct wide w = {
        .name = csv->query,
        .before = STR_INIT,
        .now = STR_INIT,
        .line = STR_INIT,
        .begins = STR_INIT,
        .texts = STR_INIT,
        .err = err,
    };
    int ret = -1;

    if (grid_read(&w.meta, db, csv->meta, NULL, 0, err)
        || query_open_asset(&w.q, db, csv->query, err)
        || query_bind_params(w.q, NULL, 0, err) || find_places(&w)
        || write_rows(&w, path) || write_meta(&w, path))
        goto out;
    ret = 0;
out:
    outfile_abandon(w.out);
    query_close(w.q);
    grid_release(&w.meta);
    map_release(&w.indicators);
    free(w.at);
    free(w.places);
    str_release(&w.before);
    str_release(&w.now);
    str_release(&w.line);
    str_release(&w.begins);
    str_release(&w.texts);
    return ret;
}
