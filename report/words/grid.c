#include "report/words/grid.h"

#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "core/asset.h"
#include "core/db.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"

static const char symbols[][4] = { "[c]", "[x]", "[z]", "[u]" };
#define SYMBOLS (sizeof(symbols) / sizeof(symbols[0]))

struct grid_cell grid_cell_of(struct query *q, int column)
{
    struct grid_cell cell = { .kind = CELL_NUMBER };
    char type = query_column_type(q, column);

    if (type == 'i' || type == 'r') {
        cell.number = query_real(q, column);
        return cell;
    }
    if (type == 'n') {
        cell.kind = CELL_SYMBOL;
        cell.symbol = 'x';
        return cell;
    }
    cell.text = query_text(q, column);
    for (size_t i = 0; *cell.text == '[' && i < SYMBOLS; i++)
        if (!strcmp(cell.text, symbols[i]))
            return (struct grid_cell){ .kind = CELL_SYMBOL,
                                       .symbol = symbols[i][1] };
    cell.kind = CELL_TEXT;
    return cell;
}

struct figure_cell figure_cell(const struct grid_cell *cell,
                               enum figure_format format)
{
    bool is_words = format == FIGURE_TEXT || format == FIGURE_WORDS;
    struct figure_cell out = { .format = FIGURE_TEXT, .text = cell->text };

    if (cell->kind == CELL_SYMBOL) {
        for (size_t i = 0; i < SYMBOLS; i++)
            if (symbols[i][1] == cell->symbol)
                out.text = symbols[i];
        out.is_right = !is_words;
        return out;
    }
    if (cell->kind == CELL_TEXT) {
        out.date =
            format == FIGURE_DATE ? date_parse_iso(cell->text) : DATE_NONE;
        if (out.date != DATE_NONE)
            out.format = FIGURE_DATE;
        out.is_right = out.date != DATE_NONE;
        return out;
    }
    out.format = is_words || format == FIGURE_DATE ? FIGURE_COUNT : format;
    out.places = figure_places(out.format, cell->number);
    out.number = figure_round(cell->number, out.places);
    out.is_right = true;
    return out;
}

/* The cell with a text of the grid's own. */
static struct grid_cell keep_cell(struct grid *g, struct grid_cell cell)
{
    if (cell.text)
        cell.text = texts_keep(&g->texts, cell.text);
    return cell;
}

/* All rows of an open statement, which is bound. */
static int read_rows(struct grid *g, struct query *q, struct err *err)
{
    size_t capacity = 0;
    size_t used = 0;
    int row = query_step(q, err);

    /* Not before it: tables may have been made anew since it was opened. */
    g->column_count = (size_t)query_column_count(q);
    g->names = mem_zero(g->column_count, sizeof(*g->names));
    for (size_t i = 0; i < g->column_count; i++)
        g->names[i] = texts_keep(&g->texts, query_column_name(q, (int)i));
    for (; row == 1; row = query_step(q, err)) {
        for (size_t i = 0; i < g->column_count; i++) {
            MEM_ROOM(g->cells, used, capacity);
            g->cells[used++] = keep_cell(g, grid_cell_of(q, (int)i));
        }
        g->row_count++;
    }
    return row;
}

int grid_read_query(struct grid *g, struct query *q,
                    const struct db_param *params, size_t param_count,
                    struct err *err)
{
    memset(g, 0, sizeof(*g));
    return query_bind_params(q, params, param_count, err)
                   || read_rows(g, q, err)
               ? -1
               : 0;
}

int grid_read_text(struct grid *g, struct db *db, const char *sql,
                   const char *name, const struct db_param *params,
                   size_t param_count, struct err *err)
{
    struct query *q = NULL;
    int ret;

    memset(g, 0, sizeof(*g));
    ret = query_open(&q, db, sql, err)
          || grid_read_query(g, q, params, param_count, err);
    query_close(q);
    return ret ? err_context(err, "%s", name) : 0;
}

int grid_read(struct grid *g, struct db *db, const char *asset,
              const struct db_param *params, size_t param_count,
              struct err *err)
{
    const struct asset *found = asset_find(asset);

    if (!found) {
        memset(g, 0, sizeof(*g));
        return err_set(err, ERR_INTERNAL, "there is no query '%s'", asset);
    }
    return grid_read_text(g, db, found->text, asset, params, param_count, err);
}

void grid_release(struct grid *g)
{
    texts_release(&g->texts);
    free(g->cells);
    free(g->names);
    memset(g, 0, sizeof(*g));
}

void grid_extend(struct grid *g, const struct grid *from, size_t row)
{
    size_t count = g->column_count + from->column_count;

    if (row >= from->row_count)
        return;
    g->names = mem_grow(g->names, count, sizeof(*g->names));
    g->cells = mem_grow(g->cells, count, sizeof(*g->cells));
    for (size_t i = 0; i < from->column_count; i++) {
        g->cells[g->column_count] = *grid_at(from, row, (int)i);
        g->names[g->column_count++] = from->names[i];
    }
    g->row_count = 1;
}

/* The first byte that may have to go: most texts have none. */
static size_t count_plain(const char *text)
{
    size_t len = 0;

    while ((text[len] >= ' ' && text[len] < 0x7F) || text[len] == '\n')
        len++;
    return len;
}

char *text_clean(const char *text)
{
    size_t plain = count_plain(text);
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text + plain;
    struct str out = STR_INIT;

    if (!*at)
        return mem_dup_n(text, plain);
    str_add_n(&out, text, plain);
    while (*at) {
        utf8proc_int32_t point;
        utf8proc_ssize_t taken = utf8proc_iterate(at, -1, &point);

        if (taken <= 0) {
            str_add(&out, "\xEF\xBF\xBD");
            at++;
            continue;
        }
        if ((point >= ' ' || point == '\n') && point != 0x7F && point != 0xFFFE
            && point != 0xFFFF)
            str_add_n(&out, at, (size_t)taken);
        at += taken;
    }
    return str_take(&out);
}

void grid_add_unknown(struct grid *g)
{
    g->cells = mem_grow(g->cells, g->column_count, sizeof(*g->cells));
    for (size_t i = 0; i < g->column_count; i++)
        g->cells[i] = (struct grid_cell){ CELL_SYMBOL, 'x', 0, NULL };
    g->row_count = 1;
}

void grid_add_text(struct grid *g, const char *name, const char *text)
{
    size_t count = g->column_count + 1;
    struct grid_cell cell = { .kind = CELL_TEXT, .text = text };

    assert(g->row_count <= 1);
    g->names = mem_grow(g->names, count, sizeof(*g->names));
    g->cells = mem_grow(g->cells, count, sizeof(*g->cells));
    g->names[g->column_count] = texts_keep(&g->texts, name);
    g->cells[g->column_count] = keep_cell(g, cell);
    g->column_count = count;
    g->row_count = 1;
}

void grid_drop_row(struct grid *g, size_t row)
{
    struct grid_cell *at = &g->cells[row * g->column_count];

    assert(row < g->row_count);
    memmove(at, at + g->column_count,
            (g->row_count - row - 1) * g->column_count * sizeof(*at));
    g->row_count--;
}

void grid_set_text(struct grid *g, size_t row, int column, const char *text)
{
    struct grid_cell *cell = &g->cells[row * g->column_count + (size_t)column];

    cell->kind = CELL_TEXT;
    cell->text = texts_keep(&g->texts, text);
}

int grid_column(const struct grid *g, const char *name)
{
    for (size_t i = 0; i < g->column_count; i++)
        if (!strcmp(g->names[i], name))
            return (int)i;
    return -1;
}

const struct grid_cell *grid_at(const struct grid *g, size_t row, int column)
{
    assert(row < g->row_count && column >= 0
           && (size_t)column < g->column_count);
    return &g->cells[row * g->column_count + (size_t)column];
}

double grid_number(const struct grid *g, size_t row, int column)
{
    const struct grid_cell *cell;

    if (column < 0)
        return NAN;
    cell = grid_at(g, row, column);
    return cell->kind == CELL_NUMBER ? cell->number : NAN;
}

const char *grid_text(const struct grid *g, size_t row, int column)
{
    const struct grid_cell *cell;

    if (column < 0)
        return "";
    cell = grid_at(g, row, column);
    return cell->kind == CELL_TEXT ? cell->text : "";
}

static const struct grid_cell *find(const char *name, const struct grid *g,
                                    size_t row, const struct grid *rest)
{
    int at = g ? grid_column(g, name) : -1;

    if (at >= 0 && row < g->row_count)
        return grid_at(g, row, at);
    for (; rest; rest = rest->wider) {
        at = grid_column(rest, name);
        if (at >= 0)
            return rest->row_count ? grid_at(rest, 0, at) : NULL;
    }
    return NULL;
}

static int put_number(struct str *out, double value, const char *format,
                      struct err *err)
{
    enum figure_format known = FIGURE_DECIMAL;
    char text[FIGURE_TEXT_SIZE];

    if (!strcmp(format, "word") || !strcmp(format, "Word")) {
        figure_write_word(value, format[0] == 'W', text);
    } else if (!strcmp(format, "abs")) {
        figure_write(fabs(value), FIGURE_DECIMAL, text);
    } else if (*format
               && (!figure_parse_format(format, &known) || known == FIGURE_TEXT
                   || known == FIGURE_DATE || known == FIGURE_WORDS)) {
        return err_set(err, ERR_INTERNAL, "'%s' is no format of a number",
                       format);
    } else {
        figure_write(value, known, text);
    }
    str_add(out, text);
    return 0;
}

#define FILE_NAME_MAX 60

/* Windows keeps these for devices, with any ending. */
static bool is_device(const char *name)
{
    static const char *const devices[] = { "con", "prn", "aux", "nul" };

    for (size_t i = 0; i < sizeof(devices) / sizeof(devices[0]); i++)
        if (!strcmp(name, devices[i]))
            return true;
    return (!strncmp(name, "com", 3) || !strncmp(name, "lpt", 3)) && name[3]
           && !name[4] && isdigit((unsigned char)name[3]);
}

/*
 * Accents go, everything but letters and digits becomes one hyphen: a name
 * that every file system can hold.
 */
static void put_file_name(struct str *out, const char *value)
{
    utf8proc_uint8_t *plain = NULL;
    size_t start = out->len;
    bool is_apart = false;

    if (utf8proc_map((const utf8proc_uint8_t *)value, 0, &plain,
                     UTF8PROC_NULLTERM | UTF8PROC_STABLE | UTF8PROC_DECOMPOSE
                         | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK
                         | UTF8PROC_CASEFOLD)
        < 0)
        plain = NULL;
    for (const utf8proc_uint8_t *at = plain;
         at && *at && out->len - start < FILE_NAME_MAX; at++) {
        if (*at >= 0x80 || !isalnum(*at)) {
            is_apart = true;
            continue;
        }
        if (is_apart && out->len > start)
            str_add_c(out, '-');
        is_apart = false;
        str_add_c(out, (char)*at);
    }
    if (out->len == start)
        str_add(out, "unnamed");
    else if (is_device(out->text + start))
        str_add(out, "-name");
    free(plain);
}

static int put_text(struct str *out, const char *value, const char *format,
                    struct err *err)
{
    char text[FIGURE_TEXT_SIZE];
    size_t start = out->len;

    if (!strcmp(format, "date") || !strcmp(format, "short")) {
        figure_write_date(value, format[0] == 's', text);
        str_add(out, text);
    } else if (!strcmp(format, "day")) {
        figure_write_day(value, text);
        str_add(out, text);
    } else if (!strcmp(format, "Start")) {
        str_add(out, value);
        if (out->len > start)
            out->text[start] = (char)toupper((unsigned char)out->text[start]);
    } else if (!strcmp(format, "file")) {
        put_file_name(out, value);
    } else if (*format && strcmp(format, "text") != 0) {
        return err_set(err, ERR_INTERNAL, "'%s' is no format of a text",
                       format);
    } else {
        str_add(out, value);
    }
    return 0;
}

/* One {name:format}, whose inside is `inside`. */
static int put_field(struct str *out, char *inside, const struct grid *g,
                     size_t row, const struct grid *rest, bool may_nest,
                     struct err *err);

static int fill(struct str *out, const char *text, const struct grid *g,
                size_t row, const struct grid *rest, bool may_nest,
                struct err *err)
{
    while (*text) {
        size_t plain = strcspn(text, "{");
        const char *end = strchr(text + plain, '}');
        char *inside;
        int ret;

        str_add_n(out, text, plain);
        text += plain;
        if (!*text)
            break;
        if (!end)
            return err_set(err, ERR_INTERNAL, "'%s': { without }", text);
        inside = mem_dup_n(text + 1, (size_t)(end - text - 1));
        ret = put_field(out, inside, g, row, rest, may_nest, err);
        free(inside);
        if (ret)
            return -1;
        text = end + 1;
    }
    return 0;
}

static int put_field(struct str *out, char *inside, const struct grid *g,
                     size_t row, const struct grid *rest, bool may_nest,
                     struct err *err)
{
    char *format = strchr(inside, ':');
    const struct grid_cell *cell;

    if (format)
        *format++ = '\0';
    cell = find(inside, g, row, rest);
    if (!cell)
        return err_set(err, ERR_INTERNAL, "no column '%s'", inside);
    if (cell->kind == CELL_SYMBOL) {
        str_addf(out, "[%c]", cell->symbol);
        return 0;
    }
    if (cell->kind == CELL_NUMBER)
        return put_number(out, cell->number, format ? format : "", err);
    if (format && !strcmp(format, "words")) {
        if (!may_nest)
            return err_set(err, ERR_INTERNAL, "'%s' nests too deep", inside);
        return fill(out, cell->text, g, row, rest, false, err);
    }
    return put_text(out, cell->text, format ? format : "", err);
}

int words_fill(struct str *out, const char *text, const struct grid *g,
               size_t row, const struct grid *rest, struct err *err)
{
    return fill(out, text, g, row, rest, true, err);
}

static int say(const struct db_value *value, const char *how, struct str *out,
               struct err *err)
{
    return value->type == 't' ? put_text(out, value->text, how, err)
                              : put_number(out, value->number, how, err);
}

int words_add_said(struct db *db, struct err *err)
{
    return db_add_saying(db, "said", say, err);
}
