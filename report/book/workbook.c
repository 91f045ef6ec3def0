#include "report/book/workbook.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "report/book/bookchart.h"
#include "report/book/readback.h"
#include "report/words/cell.h"
#include "report/words/sketch.h"

#define FONT_SIZE 12.0
#define TITLE_SIZE 16.0
#define HEADING_SIZE 14.0
/* Widths are in digits of the default font; so wide is A4, and A4 on its side.
 */
#define COVER_WIDTH 76.0
#define PICTURE_WIDTH 112.0
#define TEXT_WIDTH 100.0 /* of the lines above a table, at least */
#define EMPTY_WIDTH 9.0  /* of a column that nobody set */
#define LINE_HEIGHT 1.35 /* of the font's size */
#define DIGIT 0.556      /* a digit of Arial, of the font's size */
#define SLACK 0.95 /* of a line is filled before a word goes to the next */
#define IMAGE_SCALE 0.39 /* a PNG is 2000 wide; see bookchart.c */
#define TEXT_MAX 32000
#define PRINTED_MOST 180 /* of a printed header, which may have 255 */
#define CONTENTS "Contents"
#define NOTES "Notes"

static const char *const symbol_texts[][2] = {
    { "c", "withheld, because it is a small number of children or would give "
           "one away" },
    { "x", "not available" },
    { "z", "not applicable" },
    { "u", "low reliability: it rests on too few children" },
};
#define SYMBOLS (sizeof(symbol_texts) / sizeof(symbol_texts[0]))

/* ------------------------------------------------------------------ rules */

static bool is_tab(const char *tab)
{
    size_t len = strlen(tab);

    for (size_t i = 0; i < len; i++)
        if (!isalnum((unsigned char)tab[i]) && tab[i] != '_')
            return false;
    return len >= 1 && len <= 31;
}

static int check_table(const struct book_sheet *sheet, struct err *err)
{
    for (size_t i = 0; i < sheet->column_count; i++) {
        const char *heading = sheet->columns[i].heading;
        int at = sheet->columns[i].at;

        if (!*heading)
            return err_set(err, ERR_INTERNAL, "a heading is blank");
        for (size_t j = 0; j < i; j++)
            if (!strcasecmp(heading, sheet->columns[j].heading))
                return err_set(err, ERR_INTERNAL, "two headings are '%s'",
                               heading);
        if (at < 0 || (size_t)at >= sheet->grid->column_count)
            return err_set(err, ERR_INTERNAL, "'%s' has no column", heading);
        for (size_t row = 0; row < sheet->grid->row_count; row++) {
            const struct grid_cell *cell = grid_at(sheet->grid, row, at);

            if (cell->kind == CELL_NUMBER && !isfinite(cell->number))
                return err_set(err, ERR_INTERNAL, "'%s' holds no number",
                               heading);
            if (cell->kind == CELL_TEXT && strlen(cell->text) > TEXT_MAX)
                return err_set(err, ERR_INTERNAL, "'%s' is too long", heading);
        }
    }
    return 0;
}

int workbook_check(const struct book *book, struct err *err)
{
    for (size_t i = 0; i < book->sheet_count; i++) {
        const struct book_sheet *sheet = &book->sheets[i];

        if (!is_tab(sheet->tab) || !strcasecmp(sheet->tab, "Cover")
            || !strcasecmp(sheet->tab, CONTENTS)
            || !strcasecmp(sheet->tab, NOTES))
            return err_set(err, ERR_INTERNAL, "'%s' is no name of a sheet",
                           sheet->tab);
        for (size_t j = 0; j < i; j++)
            if (!strcasecmp(sheet->tab, book->sheets[j].tab))
                return err_set(err, ERR_INTERNAL, "two sheets are '%s'",
                               sheet->tab);
        if (sheet->kind == BOOK_TABLE && check_table(sheet, err))
            return err_context(err, "sheet '%s'", sheet->tab);
        if (sheet->kind != BOOK_TABLE && !*sheet->alt)
            return err_set(err, ERR_INTERNAL, "'%s' has no alternative text",
                           sheet->tab);
    }
    return 0;
}

/* ------------------------------------------------- in the child: the writer */

struct writer {
    const struct book *book;
    lxw_workbook *wb;
    lxw_format *title, *title_wrapped, *heading, *text, *plain, *link;
    /* The first column has no indent: it is where tables begin. */
    lxw_format *head_first, *head_left, *head_right;
    lxw_format *cell_first, *cell_left, *cell_right;
    lxw_format *number[FIGURE_WORDS + 1];
    size_t *cells;          /* written on each sheet */
    size_t sheet;           /* that is being written */
    lxw_row_t *header_rows; /* of the model's sheets */
    struct err *err;
};

static lxw_format *make_format(struct writer *w, double size, bool bold)
{
    lxw_format *format = workbook_add_format(w->wb);

    format_set_font_name(format, "Arial");
    format_set_font_size(format, size);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    if (bold)
        format_set_bold(format);
    return format;
}

static lxw_format *make_number(struct writer *w, const char *pattern)
{
    lxw_format *format = make_format(w, FONT_SIZE, false);

    format_set_align(format, LXW_ALIGN_RIGHT);
    format_set_num_format(format, pattern);
    return format;
}

static lxw_format *make_head(struct writer *w)
{
    lxw_format *format = make_format(w, FONT_SIZE, true);

    format_set_text_wrap(format);
    format_set_align(format, LXW_ALIGN_VERTICAL_BOTTOM);
    format_set_bottom(format, LXW_BORDER_THIN);
    return format;
}

static void make_formats(struct writer *w)
{
    /* The library's own default format, so that widths are in Arial too. */
    lxw_format *usual = STAILQ_FIRST(w->wb->formats);

    format_set_font_name(usual, "Arial");
    format_set_font_size(usual, FONT_SIZE);
    w->title = make_format(w, TITLE_SIZE, true);
    w->title_wrapped = make_format(w, TITLE_SIZE, true);
    format_set_text_wrap(w->title_wrapped);
    w->heading = make_format(w, HEADING_SIZE, true);
    format_set_align(w->heading, LXW_ALIGN_VERTICAL_BOTTOM);
    w->text = make_format(w, FONT_SIZE, false);
    format_set_text_wrap(w->text);
    w->plain = make_format(w, FONT_SIZE, false);
    w->link = make_format(w, FONT_SIZE, false);
    format_set_font_color(w->link, 0x0563C1);
    format_set_underline(w->link, LXW_UNDERLINE_SINGLE);
    w->head_first = make_head(w);
    w->head_left = make_head(w);
    w->head_right = make_head(w);
    format_set_indent(w->head_left, 1);
    format_set_align(w->head_right, LXW_ALIGN_RIGHT);
    w->cell_first = make_format(w, FONT_SIZE, false);
    w->cell_left = make_format(w, FONT_SIZE, false);
    format_set_text_wrap(w->cell_first);
    format_set_text_wrap(w->cell_left);
    format_set_indent(w->cell_left, 1);
    w->cell_right = make_format(w, FONT_SIZE, false);
    format_set_align(w->cell_right, LXW_ALIGN_RIGHT);
    w->number[FIGURE_COUNT] = make_number(w, "#,##0");
    w->number[FIGURE_DECIMAL] = make_number(w, "#,##0.0;\xE2\x88\x92#,##0.0");
    w->number[FIGURE_SIGNED] =
        make_number(w, "+#,##0.0;\xE2\x88\x92#,##0.0;0.0");
    w->number[FIGURE_HALF] = make_number(w, "#,##0.0");
    w->number[FIGURE_DATE] = make_number(w, "d mmm yyyy");
}

/* What a worksheet may hold: no formula, and no escapes of Excel's. */
static char *clean(const char *text)
{
    struct str out = STR_INIT;
    char *plain = cell_text(text);

    for (const char *at = plain; *at; at++) {
        if (*at == '_' && at[1] == 'x' && isxdigit((unsigned char)at[2])
            && strlen(at) >= 7 && at[6] == '_')
            str_add(&out, "_x005F_");
        else
            str_add_c(&out, *at);
    }
    free(plain);
    return str_take(&out);
}

static int put_text(struct writer *w, lxw_worksheet *ws, lxw_row_t row,
                    lxw_col_t col, const char *text, lxw_format *format)
{
    char *cleaned = clean(text);
    lxw_error rc = worksheet_write_string(ws, row, col,
                                          *cleaned ? cleaned : "[x]", format);

    free(cleaned);
    w->cells[w->sheet]++;
    if (rc != LXW_NO_ERROR)
        return err_set(w->err, ERR_CANTCREAT, "a cell is refused: %s",
                       lxw_strerror(rc));
    return 0;
}

static int put_link(struct writer *w, lxw_worksheet *ws, lxw_row_t row,
                    const char *tab, const char *text)
{
    char url[64];
    lxw_error rc;

    snprintf(url, sizeof(url), "internal:'%.31s'!A1", tab);
    rc = worksheet_write_url(ws, row, 0, url, w->link);
    if (rc != LXW_NO_ERROR)
        return err_set(w->err, ERR_CANTCREAT, "a link is refused: %s",
                       lxw_strerror(rc));
    return put_text(w, ws, row, 0, text, w->link);
}

static int put_cell(struct writer *w, lxw_worksheet *ws, lxw_row_t row,
                    lxw_col_t col, const struct grid_cell *cell,
                    enum figure_format format)
{
    struct figure_cell shown = figure_cell(cell, format);
    double number = shown.number;

    if (shown.format == FIGURE_TEXT)
        return put_text(w, ws, row, col, shown.text,
                        shown.is_right ? w->cell_right
                        : col          ? w->cell_left
                                       : w->cell_first);
    if (shown.format == FIGURE_DATE)
        number = (double)(shown.date - date_make(1899, 12, 30));
    w->cells[w->sheet]++;
    if (worksheet_write_number(ws, row, col, number, w->number[shown.format])
        != LXW_NO_ERROR)
        return err_set(w->err, ERR_CANTCREAT, "a number is refused");
    return 0;
}

/* Width of a text in digits; bold ones as headings of charts are. */
static double digits_of(const char *text, bool is_bold)
{
    enum text_style style = is_bold ? TEXT_HEADING : TEXT_PLAIN;

    return sketch_width(style, text) / sketch_size(style) / DIGIT;
}

/* Lines that a text takes in a column; the library cannot fit rows. */
static size_t lines_of(const char *text, double width, bool is_bold)
{
    char *copy = mem_dup(text);
    char *line = copy;
    size_t lines = 0;

    while (line) {
        char *end = strchr(line, '\n');
        double wide;

        if (end)
            *end = '\0';
        wide = digits_of(line, is_bold) / (width * SLACK);
        lines += wide > 1 ? (size_t)ceil(wide) : 1;
        line = end ? end + 1 : NULL;
    }
    free(copy);
    return lines;
}

static void set_height(lxw_worksheet *ws, lxw_row_t row, size_t lines,
                       double size)
{
    worksheet_set_row(ws, row, size * LINE_HEIGHT * (double)lines + 2, NULL);
}

/* Of a header or footer; what does not fit is left out at its end. */
static void add_printed(struct str *out, const char *text, size_t most)
{
    for (; *text && out->len + 2 <= most; text++) {
        str_add_c(out, *text);
        if (*text == '&') /* else what follows is a command */
            str_add_c(out, '&');
    }
    while (out->len && ((unsigned char)*text & 0xC0) == 0x80) {
        /* Half a letter is none. */
        bool is_first = ((unsigned char)out->text[out->len - 1] & 0xC0) == 0xC0;

        out->text[--out->len] = '\0';
        if (is_first)
            break;
    }
}

/* On every page: how it is to be kept, of which day, which page (details 99).
 */
static int set_printed(struct writer *w, lxw_worksheet *ws)
{
    struct str text = STR_INIT;
    char day[FIGURE_TEXT_SIZE], iso[DATE_TEXT_SIZE];
    int ret = 0;

    date_format(w->book->created, iso);
    figure_write_date(iso, false, day);
    str_add(&text, "&L&8");
    add_printed(&text, w->book->marking, PRINTED_MOST);
    str_addf(&text, "&R&8As of %s, page &P of &N", day);
    if (worksheet_set_header(ws, text.text) != LXW_NO_ERROR)
        ret = err_set(w->err, ERR_INTERNAL, "'%s' is refused as a header",
                      text.text);
    str_release(&text);
    return ret;
}

static lxw_worksheet *add_sheet(struct writer *w, const char *tab,
                                bool is_portrait)
{
    lxw_worksheet *ws = workbook_add_worksheet(w->wb, tab);

    if (!ws) {
        err_set(w->err, ERR_INTERNAL, "'%s' is refused as a sheet", tab);
        return NULL;
    }
    worksheet_set_paper(ws, 9); /* A4 */
    if (!is_portrait)
        worksheet_set_landscape(ws);
    worksheet_fit_to_pages(ws, 1, 0);
    worksheet_set_margins(ws, 0.4, 0.4, 0.6, 0.5);
    return set_printed(w, ws) ? NULL : ws;
}

static int write_cover(struct writer *w)
{
    lxw_worksheet *ws = add_sheet(w, "Cover", true);
    lxw_row_t row = 0;

    if (!ws)
        return -1;
    worksheet_set_column(ws, 0, 0, COVER_WIDTH, NULL);
    set_height(
        ws, row,
        lines_of(w->book->title, COVER_WIDTH * FONT_SIZE / TITLE_SIZE, true),
        TITLE_SIZE);
    if (put_text(w, ws, row++, 0, w->book->title, w->title_wrapped)
        || put_text(w, ws, row++, 0, w->book->marking, w->text))
        return -1;
    for (size_t i = 0; i < w->book->cover_count; i++) {
        const char *line = w->book->cover[i];
        bool is_heading = !strncmp(line, "# ", 2);

        line += is_heading ? 2 : 0;
        set_height(ws, row, lines_of(line, COVER_WIDTH, is_heading),
                   is_heading ? HEADING_SIZE * 1.4 : FONT_SIZE);
        if (put_text(w, ws, row++, 0, line, is_heading ? w->heading : w->text))
            return -1;
    }
    worksheet_activate(ws);
    w->sheet++;
    return 0;
}

/* Name of a table: T_ in front, so that none can look like a cell. */
static void name_table(char *name, size_t size, const char *tab)
{
    snprintf(name, size, "T_%.40s", tab);
}

static int add_table(struct writer *w, lxw_worksheet *ws, const char *tab,
                     lxw_row_t head, size_t rows, const char *const *headings,
                     const enum figure_format *formats, size_t columns)
{
    lxw_table_options options = { .no_banded_rows = LXW_TRUE,
                                  .style_type = LXW_TABLE_STYLE_TYPE_LIGHT,
                                  .style_type_number = 0 };
    lxw_table_column **list = mem_zero(columns + 1, sizeof(*list));
    char name[64];
    lxw_error rc;

    name_table(name, sizeof(name), tab);
    options.name = bookchart_lend(name);
    options.no_autofilter = !w->book->working || rows < 2;
    options.columns = list;
    for (size_t i = 0; i < columns; i++) {
        bool is_left = formats[i] == FIGURE_TEXT || formats[i] == FIGURE_WORDS;

        list[i] = mem_zero(1, sizeof(**list));
        list[i]->header = clean(headings[i]);
        list[i]->header_format = !is_left ? w->head_right
                                 : i      ? w->head_left
                                          : w->head_first;
    }
    rc = worksheet_add_table(ws, head, 0, (lxw_row_t)(head + rows),
                             (lxw_col_t)(columns - 1), &options);
    w->cells[w->sheet] += columns;
    if (rc != LXW_NO_ERROR)
        return err_set(w->err, ERR_CANTCREAT, "the table is refused: %s",
                       lxw_strerror(rc));
    return 0;
}

/* Two columns of text: contents and notes. */
static int write_list(struct writer *w, const char *tab, const char *title,
                      const char *const headings[2], const double widths[2],
                      char *(*pairs)[2], size_t count, bool is_linked)
{
    static const enum figure_format formats[2] = { FIGURE_TEXT, FIGURE_TEXT };
    lxw_worksheet *ws = add_sheet(w, tab, false);

    if (!ws || put_text(w, ws, 0, 0, title, w->title)
        || put_text(w, ws, 1, 0, "This worksheet contains one table.", w->plain)
        || add_table(w, ws, tab, 2, count, headings, formats, 2))
        return -1;
    set_height(ws, 0, 1, TITLE_SIZE);
    worksheet_set_column(ws, 0, 0, widths[0], NULL);
    worksheet_set_column(ws, 1, 1, widths[1], NULL);
    for (size_t i = 0; i < count; i++) {
        lxw_row_t row = (lxw_row_t)(3 + i);

        set_height(ws, row, lines_of(pairs[i][1], widths[1], false), FONT_SIZE);
        if ((is_linked ? put_link(w, ws, row, pairs[i][0], pairs[i][0])
                       : put_text(w, ws, row, 0, pairs[i][0], w->cell_first))
            || put_text(w, ws, row, 1, pairs[i][1], w->cell_left))
            return -1;
    }
    w->sheet++;
    return 0;
}

static int write_contents(struct writer *w)
{
    static const char *const headings[2] = { "Worksheet", "What it holds" };
    static const double widths[2] = { 28, 86 };
    size_t count = w->book->sheet_count + 1;
    char *(*pairs)[2] = mem_zero(count, sizeof(*pairs));

    pairs[0][0] = bookchart_lend(NOTES);
    pairs[0][1] = bookchart_lend("Notes and symbols");
    for (size_t i = 1; i < count; i++) {
        pairs[i][0] = bookchart_lend(w->book->sheets[i - 1].tab);
        pairs[i][1] = bookchart_lend(w->book->sheets[i - 1].title);
    }
    return write_list(w, CONTENTS, "Table of contents", headings, widths, pairs,
                      count, true);
}

static int write_notes(struct writer *w)
{
    static const char *const headings[2] = { "Note or symbol", "Meaning" };
    static const double widths[2] = { 18, 96 };
    size_t count = w->book->note_count + SYMBOLS;
    char *(*pairs)[2] = mem_zero(count, sizeof(*pairs));
    char label[32];

    for (size_t i = 0; i < w->book->note_count; i++) {
        snprintf(label, sizeof(label), "note %zu", i + 1);
        pairs[i][0] = bookchart_lend(label);
        pairs[i][1] = bookchart_lend(w->book->notes[i]);
    }
    for (size_t i = 0; i < SYMBOLS; i++) {
        char *text = bookchart_lend(symbol_texts[i][1]);

        snprintf(label, sizeof(label), "[%s]", symbol_texts[i][0]);
        text[0] = (char)toupper((unsigned char)text[0]);
        pairs[w->book->note_count + i][0] = bookchart_lend(label);
        pairs[w->book->note_count + i][1] = text;
    }
    return write_list(w, NOTES, "Notes and symbols", headings, widths, pairs,
                      count, false);
}

/* "Some shorthand is used ..." for the symbols that stand in the table. */
static void explain_symbols(const struct book_sheet *sheet, struct str *out)
{
    for (size_t s = 0; s < SYMBOLS; s++) {
        bool is_used = false;

        for (size_t row = 0; row < sheet->grid->row_count; row++) {
            for (size_t i = 0; i < sheet->column_count; i++) {
                const struct grid_cell *cell =
                    grid_at(sheet->grid, row, sheet->columns[i].at);

                is_used |= cell->kind == CELL_SYMBOL
                           && cell->symbol == symbol_texts[s][0][0];
                is_used |= cell->kind == CELL_TEXT && !*cell->text
                           && symbol_texts[s][0][0] == 'x';
            }
        }
        if (is_used)
            str_addf(out, "%s [%s] means %s",
                     out->len ? ";" : "Some shorthand is used in this table:",
                     symbol_texts[s][0], symbol_texts[s][1]);
    }
    if (out->len)
        str_add(out, ".");
}

/*
 * A line of text in column A runs over the columns to its right, past a narrow
 * table.
 */
static int put_line(struct writer *w, lxw_worksheet *ws, lxw_row_t *row,
                    const char *line, double width)
{
    double room = fmax(width, TEXT_WIDTH) * DIGIT * sketch_size(TEXT_PLAIN);

    do {
        size_t len = sketch_fitting(TEXT_PLAIN, line, room);
        char *piece = mem_dup_n(line, len);

        if (put_text(w, ws, (*row)++, 0, piece, w->plain))
            return -1;
        free(piece);
        line += len;
        line += *line == ' ';
    } while (*line);
    return 0;
}

static int put_above(struct writer *w, lxw_worksheet *ws, lxw_row_t *row,
                     const struct book_sheet *sheet, double width)
{
    static const char filters[] =
        "Freeze panes and filters are turned on. To turn off freeze panes "
        "select the View ribbon then Freeze Panes then Unfreeze Panes. To "
        "turn off filters select the Data ribbon then Filter.";
    struct str shorthand = STR_INIT;
    bool has_notes = false;

    for (size_t i = 0; i < sheet->column_count; i++)
        has_notes |= strstr(sheet->columns[i].heading, "[note ") != NULL;
    explain_symbols(sheet, &shorthand);
    if (put_line(w, ws, row,
                 has_notes
                     ? "This worksheet contains one table. Some column "
                       "headings refer to notes, which can be found in the "
                       "Notes worksheet."
                     : "This worksheet contains one table.",
                 width)
        || (shorthand.len && put_line(w, ws, row, shorthand.text, width)))
        return -1;
    for (size_t i = 0; i < sheet->line_count; i++)
        if (put_line(w, ws, row, sheet->lines[i], width))
            return -1;
    if (w->book->working && sheet->grid->row_count > 1
        && put_line(w, ws, row, filters, width))
        return -1;
    return put_link(w, ws, (*row)++, CONTENTS, "Back to contents");
}

static void set_header_height(lxw_worksheet *ws, lxw_row_t row,
                              const struct book_sheet *sheet)
{
    size_t most = 1;

    for (size_t i = 0; i < sheet->column_count; i++) {
        /* A filter's button takes room. */
        size_t lines = lines_of(sheet->columns[i].heading,
                                sheet->columns[i].width - 2.5, true);

        most = lines > most ? lines : most;
    }
    set_height(ws, row, most, FONT_SIZE);
}

static int put_row(struct writer *w, lxw_worksheet *ws, lxw_row_t row,
                   const struct book_sheet *sheet, size_t at)
{
    size_t most = 1;

    for (size_t i = 0; i < sheet->column_count; i++) {
        const struct grid_column *column = &sheet->columns[i];
        const struct grid_cell *cell = grid_at(sheet->grid, at, column->at);
        size_t lines;

        if (put_cell(w, ws, row, (lxw_col_t)i, cell, column->format))
            return -1;
        if (cell->kind == CELL_TEXT && column->format != FIGURE_DATE) {
            lines =
                lines_of(cell->text, column->width - (i ? 1.5 : 0.5), false);
            most = lines > most ? lines : most;
        }
    }
    set_height(ws, row, most, FONT_SIZE);
    return 0;
}

static int write_table(struct writer *w, const struct book_sheet *sheet,
                       lxw_row_t *header_row)
{
    lxw_worksheet *ws = add_sheet(w, sheet->tab, false);
    size_t count = sheet->column_count;
    const char **headings = mem_zero(count, sizeof(*headings));
    enum figure_format *formats = mem_zero(count, sizeof(*formats));
    double width = 0;
    lxw_col_t last;
    lxw_row_t row = 0;

    if (!ws)
        return -1;
    for (size_t i = 0; i < count; i++) {
        headings[i] = sheet->columns[i].heading;
        formats[i] = sheet->columns[i].format;
        width += sheet->columns[i].width;
        worksheet_set_column(ws, (lxw_col_t)i, (lxw_col_t)i,
                             sheet->columns[i].width, NULL);
    }
    last =
        (lxw_col_t)(count - 1
                    + (size_t)ceil(fmax(0, TEXT_WIDTH - width) / EMPTY_WIDTH));
    set_height(ws, row, 1, TITLE_SIZE);
    if (put_text(w, ws, row++, 0, sheet->title, w->title)
        || put_above(w, ws, &row, sheet, width))
        return -1;
    *header_row = row;
    if (sheet->grid->row_count == 0) {
        worksheet_print_area(ws, 0, 0, row, last);
        return put_text(w, ws, row, 0, sheet->empty, w->plain);
    }
    set_header_height(ws, row, sheet);
    if (add_table(w, ws, sheet->tab, row, sheet->grid->row_count, headings,
                  formats, count))
        return -1;
    for (size_t i = 0; i < sheet->grid->row_count; i++)
        if (put_row(w, ws, (lxw_row_t)(row + 1 + i), sheet, i))
            return -1;
    if (w->book->working)
        worksheet_freeze_panes(ws, row + 1, 1);
    worksheet_repeat_rows(ws, row, row);
    worksheet_print_area(ws, 0, 0, (lxw_row_t)(row + sheet->grid->row_count),
                         last);
    return 0;
}

static int write_picture(struct writer *w, const struct book_sheet *sheet)
{
    lxw_worksheet *ws = add_sheet(w, sheet->tab, false);
    lxw_row_t row = 0;

    if (!ws)
        return -1;
    worksheet_set_column(ws, 0, 0, PICTURE_WIDTH, NULL);
    set_height(
        ws, row,
        lines_of(sheet->title, PICTURE_WIDTH * FONT_SIZE / TITLE_SIZE, true),
        TITLE_SIZE);
    if (put_text(w, ws, row++, 0, sheet->title, w->title_wrapped))
        return -1;
    for (size_t i = 0; i < sheet->line_count; i++) {
        set_height(ws, row, lines_of(sheet->lines[i], PICTURE_WIDTH, false),
                   FONT_SIZE);
        if (put_text(w, ws, row++, 0, sheet->lines[i], w->text))
            return -1;
    }
    if (put_link(w, ws, row++, CONTENTS, "Back to contents"))
        return -1;
    row++;
    if (sheet->kind == BOOK_CHART)
        return bookchart_add(w->wb, ws, row, w->book, sheet,
                             w->header_rows[sheet->source], w->err);
    lxw_image_options options = { .x_scale = IMAGE_SCALE,
                                  .y_scale = IMAGE_SCALE,
                                  .object_position = LXW_OBJECT_MOVE_DONT_SIZE,
                                  .description = bookchart_lend(sheet->alt) };
    if (worksheet_insert_image_opt(ws, row, 0, sheet->image, &options)
        != LXW_NO_ERROR)
        return err_set(w->err, ERR_CANTCREAT, "'%s': no picture", sheet->image);
    return 0;
}

static void set_properties(struct writer *w)
{
    lxw_doc_properties properties = {
        .title = bookchart_lend(w->book->title),
        .subject = bookchart_lend("Virtual School"),
        .author = bookchart_lend(w->book->organisation),
        .company = bookchart_lend(w->book->organisation),
        .keywords = bookchart_lend(w->book->keywords),
    };

    /* Noon in UTC: the library writes it with gmtime(), whatever the zone. */
    properties.created = (time_t)w->book->created * 86400 + 43200;
    workbook_set_properties(w->wb, &properties);
    workbook_set_custom_property_string(w->wb, "Language", "en-GB");
    workbook_set_custom_property_string(w->wb, "Marking",
                                        bookchart_lend(w->book->marking));
}

/* Everything in the child; *cells are what readback expects. */
static int write_book(const struct book *book, const char *path,
                      const char *scratch, size_t *cells, struct err *err)
{
    lxw_workbook_options options = { .tmpdir = bookchart_lend(scratch) };
    struct writer w = { .book = book, .cells = cells, .err = err };
    lxw_error rc;

    w.wb = workbook_new_opt(path, &options);
    if (!w.wb)
        return err_set(err, ERR_CANTCREAT, "cannot create '%s'", path);
    w.header_rows = mem_zero(book->sheet_count + 1, sizeof(*w.header_rows));
    make_formats(&w);
    set_properties(&w);
    if (write_cover(&w) || write_contents(&w) || write_notes(&w))
        return -1;
    for (size_t i = 0; i < book->sheet_count; i++) {
        const struct book_sheet *sheet = &book->sheets[i];

        if (sheet->kind == BOOK_TABLE
                ? write_table(&w, sheet, &w.header_rows[i])
                : write_picture(&w, sheet))
            return err_context(err, "sheet '%s'", sheet->tab);
        w.sheet++;
    }
    rc = workbook_close(w.wb);
    if (rc != LXW_NO_ERROR)
        return err_set(err, ERR_CANTCREAT, "cannot write '%s': %s", path,
                       lxw_strerror(rc));
    return 0;
}

static void write_fd(int fd, const void *bytes, size_t len)
{
    const char *at = bytes;

    while (len) {
        ssize_t put = write(fd, at, len);

        if (put <= 0)
            return;
        at += put;
        len -= (size_t)put;
    }
}

/* The child's answer: its err, then the cells of each sheet. */
static void child(const struct book *book, const char *path,
                  const char *scratch, int answer) __attribute__((noreturn));
static void child(const struct book *book, const char *path,
                  const char *scratch, int answer)
{
    size_t *cells = mem_zero(book->sheet_count + 3, sizeof(*cells));
    struct err err = ERR_INIT;
    int notes = dup(answer);

    umask(0077);
    /* What the library complains of on stderr becomes part of the answer. */
    if (notes < 0 || dup2(notes, STDERR_FILENO) < 0)
        _exit(ERR_OS);
    if (write_book(book, path, scratch, cells, &err)) {
        write_fd(answer, err.msg, strlen(err.msg));
        _exit((int)err.code);
    }
    fflush(stderr);
    write_fd(answer, "", 1);
    write_fd(answer, cells, (book->sheet_count + 3) * sizeof(*cells));
    _exit(0);
}

/* The library's complaints come in lines; a message is one. */
static void join_lines(struct str *text)
{
    while (text->len && text->text[text->len - 1] == '\n')
        text->text[--text->len] = '\0';
    for (char *at = text->text; (at = strchr(at, '\n'));)
        *at = ' ';
}

static int run_child(const struct book *book, const char *path,
                     const char *scratch, struct str *answer, struct err *err)
{
    int ends[2];
    int status = 0;
    char piece[4096];
    ssize_t got;
    pid_t pid;

    if (pipe(ends) != 0)
        return err_set(err, ERR_OS, "no pipe: %s", strerror(errno));
    pid = fork();
    if (pid == 0) {
        close(ends[0]);
        child(book, path, scratch, ends[1]);
    }
    close(ends[1]);
    while (pid > 0
           && ((got = read(ends[0], piece, sizeof(piece))) > 0
               || (got < 0 && errno == EINTR)))
        if (got > 0)
            str_add_n(answer, piece, (size_t)got);
    close(ends[0]);
    if (pid < 0)
        return err_set(err, ERR_OS, "no process: %s", strerror(errno));
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return 0;
    join_lines(answer);
    if (WIFEXITED(status) && WEXITSTATUS(status) == ERR_INTERNAL)
        return err_set(err, ERR_INTERNAL, "%.900s", answer->text);
    return err_set(err, WIFEXITED(status) ? ERR_CANTCREAT : ERR_OS,
                   "cannot write '%s': %.400s", path,
                   answer->len ? answer->text : "the writer died");
}

static int sync_file(const char *path, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    int rc = fd < 0 ? -1 : fsync(fd);

    if (fd >= 0)
        close(fd);
    if (rc != 0 || chmod(path, 0600) != 0)
        return err_set(err, ERR_CANTCREAT, "cannot write '%s': %s", path,
                       strerror(errno));
    return 0;
}

int workbook_write(const struct book *book, const char *path,
                   const char *scratch, struct err *err)
{
    struct str answer = STR_INIT;
    size_t count = book->sheet_count + 3;
    size_t *cells = mem_zero(count, sizeof(*cells));
    int ret = -1;

    if (workbook_check(book, err)
        || run_child(book, path, scratch, &answer, err))
        goto out;
    /* The NUL first: anything before it came from the library. */
    if (answer.text[0] || answer.len != 1 + count * sizeof(*cells)) {
        answer.len = strlen(answer.text);
        join_lines(&answer);
        err_set(err, ERR_CANTCREAT, "cannot write '%s': %.400s", path,
                answer.text);
        goto out;
    }
    memcpy(cells, answer.text + 1, count * sizeof(*cells));
    if (readback_check(path, cells, count, err) || sync_file(path, err))
        goto out;
    ret = 0;
out:
    free(cells);
    str_release(&answer);
    return ret;
}
