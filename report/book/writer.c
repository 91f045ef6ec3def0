#include "report/book/writer.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/date.h"
#include "core/err.h"
#include "core/mem.h"
#include "core/str.h"
#include "report/book/finish.h"
#include "report/book/workbook.h"
#include "report/words/cell.h"
#include "report/words/sketch.h"

#define LINE_HEIGHT 1.35 /* of the font's size */
#define HEIGHT_MOST 409.0
#define DIGIT 0.556      /* a digit of Arial, of the font's size */
#define SLACK 0.97       /* of a line may be filled, as programs differ */
#define PRINTED_MOST 180 /* of a printed header, which may have 255 */
#define LINK_COLOUR 0x0563C1
#define A4 9

/* In the order in which they are explained. */
const char writer_symbols[SYMBOLS] = { 'c', 'x', 'z', 'u' };

const char *writer_symbol_text(size_t symbol)
{
    static const char *const texts[SYMBOLS] = {
        ("withheld, because it is a small number of children or would give "
         "one away"),
        "not available",
        "not applicable",
        "low reliability: it rests on too few children",
    };

    return texts[symbol];
}

void writer_mark_symbols(const struct book_table *table, bool has_blanks,
                         bool used[SYMBOLS])
{
    for (size_t row = 0; table->grid && row < table->grid->row_count; row++) {
        for (size_t i = 0; i < table->column_count; i++) {
            const struct grid_cell *cell =
                grid_at(table->grid, row, table->columns[i].at);

            for (size_t s = 0; s < SYMBOLS; s++)
                used[s] |= (cell->kind == CELL_SYMBOL
                            && cell->symbol == writer_symbols[s])
                           || (!has_blanks && cell->kind == CELL_TEXT
                               && !*cell->text && writer_symbols[s] == 'x');
        }
    }
}

/* ---------------------------------------------------------------- formats */

static lxw_format *make_format(struct writer *w, double size, bool is_bold)
{
    lxw_format *format = workbook_add_format(w->wb);

    format_set_font_name(format, "Arial");
    format_set_font_size(format, size);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    if (is_bold)
        format_set_bold(format);
    return format;
}

static lxw_format *make_head(struct writer *w, double size)
{
    lxw_format *format = make_format(w, size, true);

    format_set_text_wrap(format);
    format_set_align(format, LXW_ALIGN_VERTICAL_BOTTOM);
    format_set_bottom(format, LXW_BORDER_THIN);
    return format;
}

static void make_numbers(struct writer *w, struct look_set *set)
{
    static const char *const patterns[FIGURE_WORDS + 1] = {
        [FIGURE_COUNT] = "#,##0",
        [FIGURE_DECIMAL] = "#,##0.0;\xE2\x88\x92#,##0.0",
        [FIGURE_SIGNED] = "+#,##0.0;\xE2\x88\x92#,##0.0;0.0",
        [FIGURE_HALF] = "#,##0.0",
        [FIGURE_DATE] = "d mmm yyyy",
    };

    for (size_t i = 0; i <= FIGURE_WORDS; i++) {
        if (!patterns[i])
            continue;
        set->numbers[i] = make_format(w, set->size, false);
        format_set_align(set->numbers[i], LXW_ALIGN_RIGHT);
        format_set_num_format(set->numbers[i], patterns[i]);
    }
}

static void make_set(struct writer *w, struct look_set *set, double size)
{
    lxw_format **texts = set->texts;

    set->size = size;
    texts[LOOK_TITLE] = make_format(w, TITLE_SIZE, true);
    texts[LOOK_TITLE_WRAPPED] = make_format(w, TITLE_SIZE, true);
    texts[LOOK_HEADING] = make_format(w, HEADING_SIZE, true);
    texts[LOOK_SUBTITLE] = make_format(w, HEADING_SIZE, true);
    texts[LOOK_TEXT] = make_format(w, size, false);
    texts[LOOK_STRONG] = make_format(w, size, true);
    texts[LOOK_LINE] = make_format(w, size, false);
    texts[LOOK_LINK] = make_format(w, size, false);
    for (size_t i = LOOK_HEAD_FIRST; i <= LOOK_HEAD_RIGHT; i++)
        texts[i] = make_head(w, size);
    for (size_t i = LOOK_CELL_FIRST; i <= LOOK_CELL_RIGHT; i++)
        texts[i] = make_format(w, size, false);
    format_set_text_wrap(texts[LOOK_TITLE_WRAPPED]);
    format_set_align(texts[LOOK_HEADING], LXW_ALIGN_VERTICAL_BOTTOM);
    format_set_text_wrap(texts[LOOK_HEADING]);
    format_set_text_wrap(texts[LOOK_TEXT]);
    format_set_text_wrap(texts[LOOK_STRONG]);
    format_set_font_color(texts[LOOK_LINK], LINK_COLOUR);
    format_set_underline(texts[LOOK_LINK], LXW_UNDERLINE_SINGLE);
    format_set_indent(texts[LOOK_HEAD_LEFT], 1);
    format_set_align(texts[LOOK_HEAD_RIGHT], LXW_ALIGN_RIGHT);
    format_set_text_wrap(texts[LOOK_CELL_FIRST]);
    format_set_text_wrap(texts[LOOK_CELL_LEFT]);
    format_set_indent(texts[LOOK_CELL_LEFT], 1);
    format_set_align(texts[LOOK_CELL_RIGHT], LXW_ALIGN_RIGHT);
    texts[LOOK_TITLE]->xf_id = FINISH_HEADING_1;
    texts[LOOK_TITLE_WRAPPED]->xf_id = FINISH_HEADING_1;
    texts[LOOK_HEADING]->xf_id = FINISH_HEADING_2;
    texts[LOOK_SUBTITLE]->xf_id = FINISH_HEADING_2;
    texts[LOOK_LINK]->xf_id = FINISH_LINK;
    make_numbers(w, set);
}

void writer_prepare(struct writer *w)
{
    /* The library's own default format, so that widths are in Arial too. */
    lxw_format *usual = STAILQ_FIRST(w->wb->formats);

    format_set_font_name(usual, "Arial");
    format_set_font_size(usual, FONT_SIZE);
    make_set(w, &w->screen, FONT_SIZE);
    make_set(w, &w->paper, PRINT_SIZE);
    w->looks = &w->screen;
}

/* ------------------------------------------------------------------ cells */

char *writer_lend(const char *text)
{
    return text_clean(text);
}

char *writer_clean(const char *text)
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

int writer_put_text(struct writer *w, lxw_worksheet *ws, lxw_row_t row,
                    lxw_col_t col, const char *text, enum look look)
{
    char *cleaned = writer_clean(text);
    lxw_error rc = worksheet_write_string(
        ws, row, col, *cleaned ? cleaned : "[x]", w->looks->texts[look]);

    free(cleaned);
    w->cells[w->sheet]++;
    if (rc != LXW_NO_ERROR)
        return err_set(w->err, ERR_CANTCREAT, "a cell is refused: %s",
                       lxw_strerror(rc));
    return 0;
}

int writer_put_wide(struct writer *w, lxw_worksheet *ws, lxw_row_t row,
                    lxw_col_t last, double width, const char *text,
                    enum look look)
{
    lxw_format *format = w->looks->texts[look];
    bool is_bold = look != LOOK_TEXT;
    double scale = FONT_SIZE / format->font_size;

    writer_set_height(w, ws, row, writer_lines(text, width * scale, is_bold),
                      format->font_size);
    /* Written over the range's own first cell, which it leaves blank. */
    if (last
        && worksheet_merge_range(ws, row, 0, row, last, "", format)
               != LXW_NO_ERROR)
        return err_set(w->err, ERR_CANTCREAT, "cells are not merged");
    return writer_put_text(w, ws, row, 0, text, look);
}

int writer_put_link(struct writer *w, lxw_worksheet *ws, lxw_row_t row,
                    const char *tab, const char *text)
{
    char url[64];
    lxw_error rc;

    snprintf(url, sizeof(url), "internal:'%.31s'!A1", tab);
    rc = worksheet_write_url(ws, row, 0, url, w->looks->texts[LOOK_LINK]);
    if (rc != LXW_NO_ERROR)
        return err_set(w->err, ERR_CANTCREAT, "a link is refused: %s",
                       lxw_strerror(rc));
    return writer_put_text(w, ws, row, 0, text, LOOK_LINK);
}

int writer_put_cell(struct writer *w, lxw_worksheet *ws, lxw_row_t row,
                    lxw_col_t col, const struct grid_cell *cell,
                    enum figure_format format)
{
    struct figure_cell shown = figure_cell(cell, format);
    double number = shown.number;
    enum figure_format look = shown.format;

    if (shown.format == FIGURE_TEXT)
        return writer_put_text(w, ws, row, col, shown.text,
                               shown.is_right ? LOOK_CELL_RIGHT
                               : col          ? LOOK_CELL_LEFT
                                              : LOOK_CELL_FIRST);
    if (shown.format == FIGURE_DATE)
        number = (double)(shown.date - date_make(1899, 12, 30));
    if (shown.format == FIGURE_HALF && figure_places(FIGURE_HALF, number) == 0)
        look = FIGURE_COUNT;
    w->cells[w->sheet]++;
    if (worksheet_write_number(ws, row, col, number, w->looks->numbers[look])
        != LXW_NO_ERROR)
        return err_set(w->err, ERR_CANTCREAT, "a number is refused");
    return 0;
}

/* ------------------------------------------------------------------ sizes */

double writer_width(const char *text, bool is_bold, double scale)
{
    /* Bold ones as headings of charts are. */
    enum text_style style = is_bold ? TEXT_HEADING : TEXT_PLAIN;

    return sketch_width(style, text) / sketch_size(style) / DIGIT * scale;
}

/* Words go to the next line as a reader's program has them go. */
static size_t wrapped(const char *text, double room, enum text_style style)
{
    size_t lines = 0;

    do {
        size_t len = sketch_fitting(style, text, room);
        char *piece = mem_dup_n(text, len);
        double over = sketch_width(style, piece) / room;

        /* A word that is wider than its column is broken, a path also where
         * it has a bar, which leaves a line short. */
        lines += over > 1 ? (size_t)ceil(over) + 1 : 1;
        free(piece);
        text += len;
        text += *text == ' ';
    } while (*text);
    return lines;
}

size_t writer_lines(const char *text, double width, bool is_bold)
{
    enum text_style style = is_bold ? TEXT_HEADING : TEXT_PLAIN;
    double room = fmax(width, 1) * SLACK * DIGIT * sketch_size(style);
    char *copy = mem_dup(text);
    char *line = copy;
    size_t lines = 0;

    while (line) {
        char *end = strchr(line, '\n');

        if (end)
            *end = '\0';
        lines += wrapped(line, room, style);
        line = end ? end + 1 : NULL;
    }
    free(copy);
    return lines;
}

void writer_set_height(struct writer *w, lxw_worksheet *ws, lxw_row_t row,
                       size_t lines, double size)
{
    double height = fmin(size * LINE_HEIGHT * (double)lines + 2, HEIGHT_MOST);

    worksheet_set_row(ws, row, height, NULL);
    w->height += height;
}

void writer_add_more(struct writer *w, const char *tab, const char *text)
{
    MEM_ROOM(w->more, w->more_count, w->more_capacity);
    w->more[w->more_count][0] = writer_lend(tab);
    w->more[w->more_count++][1] = writer_lend(text);
}

/* ----------------------------------------------------------------- sheets */

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

lxw_worksheet *writer_open_sheet(struct writer *w, const char *tab,
                                 bool is_portrait)
{
    lxw_worksheet *ws = workbook_get_worksheet_by_name(w->wb, tab);

    if (!ws) {
        err_set(w->err, ERR_INTERNAL, "there is no sheet '%s'", tab);
        return NULL;
    }
    w->sheet = ws->index;
    w->height = 0;
    w->looks = &w->screen;
    worksheet_set_paper(ws, A4);
    if (!is_portrait)
        worksheet_set_landscape(ws);
    worksheet_fit_to_pages(ws, 1, 0);
    worksheet_set_margins(ws, 0.4, 0.4, 0.6, 0.5);
    return set_printed(w, ws) ? NULL : ws;
}
